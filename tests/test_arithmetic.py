"""Sums that have the same bits on every version of Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from pdusim.arithmetic import sum_of

PLUGIN = Path(__file__).parents[1] / "tools" / "mypy_same_bits.py"


@given(some.lists(some.floats(allow_nan=False, allow_infinity=False, width=32)))
def test_a_sum_is_rounded_at_each_step_in_order(values: list[float]) -> None:
    expected = 0.0
    for value in values:
        expected += value
    assert sum_of(values) == expected


def test_rounding_is_not_made_up_for() -> None:
    """What the builtin gives from Python 3.12 on is 1.0."""
    assert sum_of([1.0, 1e100, 1.0, -1e100]) == 0.0


def test_the_type_check_refuses_the_builtin_for_floats_and_not_for_counts(tmp_path: Path) -> None:
    """One mistake a line, and lines without one."""
    (tmp_path / "mypy.ini").write_text(f"[mypy]\nplugins = {PLUGIN}\n", encoding="utf-8")
    (tmp_path / "some_sums.py").write_text(
        "from typing import Any\n"
        "def sums(floats: list[float], by_name: dict[str, float | int], any_: list[Any]) -> None:\n"
        "    sum(floats)\n"
        "    sum(f * 2 for f in floats)\n"
        "    sum(by_name.values())\n"
        "    sum(any_)\n"
        "    sum(f > 1 for f in floats)\n"
        "    sum(len(str(f)) for f in floats)\n"
        "    sum([1, 2, 3])\n",
        encoding="utf-8",
    )
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental", "some_sums.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    wrong = [line.split(":")[1] for line in told.splitlines() if "arithmetic.sum_of" in line]
    assert wrong == ["3", "4", "5", "6"], told
