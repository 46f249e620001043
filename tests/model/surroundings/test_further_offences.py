"""What a serious further offence means for the person and for staff."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import STILL, Desk, posts, scenario_of

from pdusim.model.people.person import IN_CUSTODY, Person, State
from pdusim.model.work.practitioner import Grade

RULE = "surroundings.further_offences."
QUIET: dict[str, Any] = {
    RULE + "absence_share": 0.0,
    "work.tasks.triggered_review.hours": 60.0,
    "work.service.hours_distribution": "fixed",
    "management.oversight.supervision_every_weeks": 104,
}


def offence(state: State, charged: float) -> tuple[Desk, Person]:
    desk = Desk(scenario_of(STILL, QUIET, posts(po=1), {RULE + "charged_share": charged}))
    person = desk.case(desk.one(Grade.PO), "B2", state)
    person.requirement_draws, person.remand_draws = [0.5] * 4, [0.9, 0.5]
    person.length, person.sentence_day = 1000, 0
    desk.unit.casework.significant_event(person, 0)
    desk.on(1, lambda day: desk.unit.surroundings.further_offences._happens(person, day))
    return desk, person


@pytest.mark.parametrize("state", [State.LICENCE, State.SUSPENDED_ORDER, State.POST_SENTENCE])
def test_a_charge_ends_the_life_in_the_community(state: State) -> None:
    desk, person = offence(state, charged=1.0)
    review = person.review
    assert review is not None
    desk.until(4)
    assert person.state in IN_CUSTODY
    assert not review.open
    assert review.done_at is None
    if state is State.LICENCE:
        assert person.state is State.RECALLED
        assert desk.unit.lives.custody.law.fixed_term(person, 4) is None


def test_without_a_charge_supervision_goes_on() -> None:
    desk, person = offence(State.LICENCE, charged=0.0)
    desk.until(4)
    assert person.state is State.LICENCE


def test_a_senior_is_told_at_once() -> None:
    desk, _ = offence(State.LICENCE, charged=0.0)
    desk.until(2)
    assert desk.unit.tally.since_start["hours notification"] > 0.0
