"""Whether a programme that a sentence requires is over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pdusim.model.surroundings.programmes import Programmes, Referral

WEEKS = 10.5
PERSON: Any = SimpleNamespace(serial=1, sentence_number=0)


@pytest.mark.parametrize(
    ("number", "started", "completed"),
    [
        # The last session is on day 74, ten and a half weeks after the start.
        (0, 26, True),
        (0, 27, False),
        (0, None, False),
        # What an earlier sentence required is no matter of this one.
        (-1, None, True),
    ],
)
def test_a_programme_is_over_after_its_last_session(
    number: int, started: int | None, completed: bool
) -> None:
    kinds = {"thinking": SimpleNamespace(weeks=WEEKS)}
    settings = SimpleNamespace(
        surroundings=SimpleNamespace(programmes=SimpleNamespace(kinds=kinds))
    )
    programmes = Programmes.__new__(Programmes)
    programmes.unit = SimpleNamespace(settings=settings)
    referral = Referral(PERSON, number, "thinking")
    referral.started = started
    programmes.of_person = {1: referral}
    assert programmes.completed(PERSON, 100) is completed


def test_nothing_required_is_over() -> None:
    programmes = Programmes.__new__(Programmes)
    programmes.of_person = {}
    assert programmes.completed(PERSON, 100)
