"""A recall: part A first, by whoever is there, out within a day."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import STILL, Desk, posts, scenario_of

from pdusim.model.people.person import Person, State
from pdusim.model.work.practitioner import Grade

QUIET = {
    "work.service.hours_distribution": "fixed",
    "management.oversight.supervision_every_weeks": 104,
}


def desk_of(po: int, **values: Any) -> Desk:
    return Desk(scenario_of(STILL, QUIET, posts(po=po), values))


def on_licence(desk: Desk, holder: Any) -> Person:
    return desk.case(holder, "B2", State.LICENCE)


def ask(desk: Desk, person: Person, day: int = 1) -> None:
    """Non-compliance that is noticed ends in recall."""

    def act(today: int) -> None:
        person.recall_asked = True
        desk.unit.casework.recall_asked(person, today)

    desk.on(day, act)


def test_part_a_comes_first_and_the_recall_on_the_morning_after_it() -> None:
    desk = desk_of(1)
    person = on_licence(desk, desk.one(Grade.PO))
    ask(desk, person)
    desk.until(1.9)
    assert person.state is State.LICENCE
    assert desk.unit.tally.since_start["hours recall_report"] > 0.0
    desk.until(2.1)
    assert person.state is State.RECALLED


@pytest.mark.parametrize("who", ["present", "holder"])
def test_it_does_not_wait_for_an_officer_who_is_away(who: str) -> None:
    desk = desk_of(2, **{"work.tasks.recall_report.who": who})
    holder, other = desk.staff(Grade.PO)
    person = on_licence(desk, holder)
    desk.away(holder, 1, 60)
    ask(desk, person, 2)
    desk.until(10)
    recalled = person.state is State.RECALLED
    assert recalled is (who == "present")
    assert (other.task_done > 0.0) is recalled
    share = [desk.unit.tally.since_start[f"urgent tasks {x}"] for x in ("on time", "due")]
    assert share == [float(recalled), 1.0]


def test_with_nobody_of_the_team_there_another_team_sends_it() -> None:
    desk = Desk(scenario_of(STILL, QUIET, posts(po=4, spo=2)))
    holder = desk.staff(Grade.PO)[0]
    person = on_licence(desk, holder)
    assert len({officer.team for officer in desk.staff(Grade.PO)}) == 2
    for officer in holder.team.members:
        desk.away(officer, 1, 60)
    ask(desk, person, 2)
    desk.until(5)
    assert person.state is State.RECALLED


def test_urgent_work_interrupts_contact_and_lesser_urgent_work() -> None:
    desk = desk_of(1)
    officer = desk.one(Grade.PO)
    person = on_licence(desk, officer)
    assert officer.contact_demand > 0.0
    breach = desk.unit.casework.arise("breach_report", person, 0)
    desk.until(0.1)
    assert officer.current is breach
    assert officer.contact_now == 0.0
    report = desk.unit.casework.arise("recall_report", person, 0)
    desk.until(0.2)
    assert officer.current is report
    desk.until(5)
    assert report.done_at is not None
    assert breach.done_at is not None
    assert report.done_at < breach.done_at


def test_a_licence_that_ends_first_is_not_recalled() -> None:
    desk = desk_of(1)
    officer = desk.one(Grade.PO)
    person = on_licence(desk, officer)
    desk.away(officer, 1, 20)
    ask(desk, person, 2)
    desk.on(4, lambda day: desk.unit.lives.custody.licence_expires(person, day))
    desk.until(40)
    assert person.state is State.POST_SENTENCE
    assert person.recalls == 0
    assert not person.tasks
