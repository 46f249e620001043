"""Who supervises somebody after a recall."""

from __future__ import annotations

import pytest
from staff_support import STILL, Desk, posts, scenario_of

from pdusim.model.people.person import Person, State
from pdusim.model.work.practitioner import Grade, Practitioner


def recalled(rule: str, share: float, days: int = 90) -> tuple[Desk, Person, Practitioner]:
    """Somebody on licence whose officer is the most loaded of three is recalled for a time."""
    values = {
        "management.allocation.recall_new_officer_share": share,
        "management.allocation.rule": rule,
    }
    desk = Desk(scenario_of(STILL, posts(po=3), values))
    first, *others = desk.staff(Grade.PO)
    person = desk.case(first, "B2", state=State.LICENCE)
    person.expiry = 10**4
    for _ in range(2):
        desk.case(first, "B2")
    for officer in others:
        desk.case(officer, "C1")
    unit = desk.unit

    def recall(today: int) -> None:
        unit.move(person, State.RECALLED, today)
        unit.casework.recalled(person, today, today + days)

    def release(today: int) -> None:
        unit.move(person, State.LICENCE, today)
        unit.casework.supervision_begins(person, today, State.RECALLED)

    desk.on(7, recall)
    desk.on(7 + days, release)
    return desk, person, first


@pytest.mark.parametrize(
    ("rule", "share", "days", "passed_on", "same_again"),
    [
        ("least_loaded_eligible", 0.0, 90, False, True),
        ("least_loaded_eligible", 1.0, 90, True, False),
        ("continuity_first", 1.0, 90, True, True),
        # A fixed term is over before anybody thinks of it.
        ("least_loaded_eligible", 1.0, 28, False, True),
    ],
)
def test_whom_somebody_recalled_meets_again(
    rule: str, share: float, days: int, passed_on: bool, same_again: bool
) -> None:
    desk, person, first = recalled(rule, share, days)
    desk.until(8)
    assert (person.holder is not first) == passed_on
    desk.until(8 + days)
    assert person.state is State.LICENCE
    assert (person.holder is first) == same_again


def test_an_officer_who_has_left_is_not_met_again() -> None:
    desk, person, first = recalled("continuity_first", 1.0)
    desk.on(30, lambda today: desk.unit.workforce.leaving.leave(first, today))
    desk.until(120)
    assert person.state is State.LICENCE
    assert person.holder is not first
