"""Who leaves prison does so on a working day, and nobody lives three turns of a life in one day."""

from __future__ import annotations

from collections import defaultdict

from pdusim.model.unit import Unit

RELEASES = ("released", "released after recall", "released after curfew")


def test_every_release_is_on_a_working_day_and_no_recall_ends_on_its_own_day(small, lived) -> None:
    unit = lived(small(sentencing__custody__life_stock_custody=40, unit__past_years=1.0))
    turns = defaultdict(set)
    for time, event, person, *_ in unit.ledger.events:
        if time >= 0 and person is not None:
            turns[person, int(time)].add(event)
    assert any("released after recall" in found for found in turns.values())
    for (_, day), found in turns.items():
        if found.intersection(RELEASES):
            assert unit.calendar.add_working_days(day, 0) == day
        assert not {"recalled", "released after recall"} <= found


def test_a_licence_that_ends_before_a_release_could_is_not_recalled(small) -> None:
    unit = Unit(small(), 3, 0)
    unit.go_live()
    custody, enforcement = unit.lives.custody, unit.lives.enforcement
    person = next(p for p in unit.in_state["licence"].values() if p.expiry > 20)
    # Day 11 is a Friday, the licence ends on Sunday.
    person.expiry = 13
    enforcement.recall(person, 11)
    assert person.state == "licence"
    enforcement.recall(person, 9)
    assert person.state == "recalled"
    assert person.release_day == 11
    custody.end_of_recall(person, 11)
    assert person.state != "licence"
