"""Two lives beside each other: nothing is cut, least of all the number of an officer."""

from __future__ import annotations

import pytest

from pdusim.report.telling import _beside


@pytest.mark.parametrize("half", range(24, 60))
def test_no_officers_number_is_cut_or_torn_from_the_grade(half: int) -> None:
    text = "the case goes from PO 37 to PSO 112 who takes it over after a handover of PO 3"
    lines = _beside("1 Jan 2024", "*", text, text, half)
    left = " ".join(line[14 : 14 + half].strip() for line in lines)
    right = " ".join(line[16 + half :].strip() for line in lines)
    assert left.split() == right.split() == text.split()
    assert all(not line[14 : 14 + half].rstrip().endswith(("PO", "PSO")) for line in lines)
