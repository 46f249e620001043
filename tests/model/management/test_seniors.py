"""Seniors as servers: what they have no time for is late or not done, and counted."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import STILL, Desk, paths, posts, scenario_of

from pdusim.model.management.oversight import Entry
from pdusim.model.people.person import State
from pdusim.model.work.practitioner import Grade
from pdusim.model.work.tasks import Task
from pdusim.model.work.teams import Team

STAFF = posts(po=4, spo=1)


def desk_with(**values: object) -> Desk:
    never = {"management.oversight.supervision_every_weeks": 104.0}
    return Desk(scenario_of(STILL, STAFF, never, paths(**values), weeks=30))


def oversee(
    desk: Desk, cases: int, *, day: int = 0, team: Team | None = None, **values: Any
) -> Task | None:
    """A list of high-risk cases of the first officer."""
    officer = desk.staff(Grade.PO)[0]
    persons = [desk.case(officer, "B2", rosh=2, **values) for _ in range(cases)]
    standard = desk.unit.settings.management.oversight.oversight
    hours = desk.unit.maker.hours(desk.unit.kinds["oversight"], standard, persons, day)
    entries = [Entry(person, each) for person, each in zip(persons, hours, strict=True)]
    return desk.unit.oversight.oversee(entries, team or officer.team, day)


def total(desk: Desk, name: str) -> float:
    return desk.unit.tally.since_start[name]


def test_a_senior_with_time_does_everything_on_time() -> None:
    desk = desk_with()
    oversee(desk, 3)
    desk.until(60)
    assert total(desk, "done oversight") == 3
    assert total(desk, "senior oversight on time") == 3
    assert total(desk, "senior oversight late") == total(desk, "senior oversight skipped") == 0
    assert total(desk, "oversight due") == 3


def test_what_there_is_no_time_for_is_late_and_then_skipped() -> None:
    # 37 x (1 - 0.8) / 5 = 1.48 hours a day; 60 entries of 1.05 hours are 43 days' work, due in
    # 10 working days, late until 20, and what waits then is given up after 20 more.
    desk = desk_with(management__oversight__other_share=0.8, management__oversight__brief_share=1.0)
    for _ in range(6):
        oversee(desk, 10)
    desk.until(200)
    on_time, late = total(desk, "senior oversight on time"), total(desk, "senior oversight late")
    skipped = total(desk, "senior oversight skipped")
    assert on_time + late + skipped == 60
    assert on_time == pytest.approx(10 * 1.48 / 1.05, abs=5)
    assert late > 5
    assert skipped > 20
    assert desk.one(Grade.SPO).queue.count == 0


FIXED = {"work__service__hours_distribution": "fixed"}


def test_a_list_is_worked_off_in_a_row_and_judged_case_by_case() -> None:
    # 37 x (1 - 0.8) / 5 = 1.48 hours a day: 16.28 by the end of the tenth working day after the
    # first, 31.08 by the end of grace. Of 40 entries of an hour 16 are on time and 15 late.
    desk = desk_with(
        management__oversight__other_share=0.8,
        management__oversight__oversight__hours=1.0,
        management__oversight__sufficient_share=1.0,
        **FIXED,
    )
    assert desk.unit.time_factor == 1.0
    task = oversee(desk, 40)
    assert task is not None
    assert task.hours == pytest.approx(40)
    desk.until(100)
    assert total(desk, "senior oversight on time") == 16
    assert total(desk, "oversight delivered") == 16
    assert total(desk, "senior oversight late") == 31 - 16
    assert total(desk, "senior oversight skipped") == 40 - 31
    assert total(desk, "oversight due") == 40


@pytest.mark.parametrize("begun", [False, True], ids=["waiting", "in hand"])
def test_a_case_that_closes_is_struck_off_the_list_where_nobody_has_got_to_it(begun: bool) -> None:
    desk = desk_with(management__oversight__other_share=0.8, **FIXED)
    senior = desk.one(Grade.SPO)
    first = oversee(desk, 10)
    task = first if begun else oversee(desk, 10)
    assert first is not None
    assert task is not None
    hours = task.hours
    persons = [entry.person for entry in task.work_list.entries]
    desk.until(1.5)

    def close(today: int) -> None:
        for person in (persons[0], persons[5]):
            desk.unit.lives.close(person, today, "test")

    desk.on(2, close)
    desk.until(2.5)
    # The one in hand is finished; the sixth has not been begun.
    struck = 1 if begun else 2
    assert [entry.struck for entry in task.work_list.entries].count(True) == struck
    assert task.hours == pytest.approx(hours * (10 - struck) / 10)
    assert senior.queue.backlog == pytest.approx(
        sum(t.remaining for t in senior.desk() if t is not senior.current)
    )
    desk.until(100)
    assert total(desk, "oversight due") == 20 - struck - (10 if begun else 0)
    assert total(desk, "done oversight") == total(desk, "oversight due")
    assert not desk.unit.oversight._entries
    spent = senior.task_done
    assert spent == pytest.approx(total(desk, "hours oversight"))


def test_cases_come_round_and_go_on_the_list_of_their_team_each_week() -> None:
    desk = desk_with(management__oversight__oversight_every_weeks=5.0)
    officer = desk.staff(Grade.PO)[0]
    persons = [desk.case(officer, "B2", rosh=2, assessed_rosh=2) for _ in range(4)]
    for person in persons:
        desk.unit.oversight.begin(person, 0)
    low = desk.case(officer, "B2", rosh=2, assessed_rosh=2)
    desk.unit.oversight.begin(low, 0)
    low.assessed_rosh = 1
    gone = desk.case(officer, "B2", rosh=2, assessed_rosh=2)
    desk.unit.oversight.begin(gone, 0)
    desk.on(35, lambda today: desk.unit.lives.close(gone, today, "test"))
    desk.until(200)
    # Rounds of five weeks: days 35, 70, 105, 140 and 175.
    assert total(desk, "done oversight") == 4 * 5
    assert gone.state is State.CLOSED


def test_rounds_of_a_week_and_begun_twice_come_once_a_week() -> None:
    desk = desk_with(management__oversight__oversight_every_weeks=1.0)
    person = desk.case(desk.staff(Grade.PO)[0], "B2", rosh=2, assessed_rosh=2)
    for _ in range(2):
        desk.unit.oversight.begin(person, 0)
    desk.until(7 * 20)
    # The first falls due after a week, and its list is gone through in the one after.
    assert total(desk, "done oversight") == pytest.approx(19, abs=1)


def test_officers_oversee_each_others_cases_never_their_own() -> None:
    desk = desk_with(management__oversight__oversight__who="duty")
    officers = desk.staff(Grade.PO)
    team = officers[0].team
    for officer in officers:
        for _ in range(2):
            desk.unit.oversight.begin(desk.case(officer, "B2", rosh=2, assessed_rosh=2), 0)
    desk.unit.oversight.plan_week(42)
    given = [(t, o) for o in team.members for t in o.desk() if t.kind.name == "oversight"]
    assert len(given) == 8
    assert all(len(t.work_list.entries) == 1 for t, _ in given)
    assert all(t.work_list.entries[0].person.holder is not o for t, o in given)


def test_without_a_senior_an_administrator_allocates_and_nothing_is_overseen() -> None:
    desk = Desk(scenario_of(STILL, posts(po=2, spo=0)))
    person = desk.ask(tier="B2", rosh=2, assessed_rosh=2)
    desk.until(5)
    assert person.holder in desk.staff(Grade.PO)
    assert oversee(desk, 1, day=5) is None
    assert total(desk, "senior oversight skipped") == 1
    assert total(desk, "oversight due") == 1


def test_a_senior_with_a_long_desk_reads_less_of_a_new_case() -> None:
    values = {
        "management.allocation.read_full_days": 1.0,
        "management.allocation.read_floor_days": 3.0,
        "management.allocation.read_floor": 0.4,
        "work.service.hours_distribution": "fixed",
    }
    desk = Desk(scenario_of(STILL, STAFF, values))
    senior = desk.one(Grade.SPO)
    seniors = desk.unit.seniors
    standard = desk.unit.settings.management.oversight
    hours = standard.allocation.hours * desk.unit.time_factor
    free = seniors._give("allocation", senior.team, desk.case(None), 0)
    assert free is not None
    assert free.hours == pytest.approx(hours)
    while senior.queue.backlog < 3.0 * senior.day_hours:
        oversee(desk, 1)
    busy = seniors._give("allocation", senior.team, desk.case(None), 0)
    assert busy is not None
    assert busy.hours == pytest.approx(0.4 * hours)


def test_an_overloaded_senior_allocates_later() -> None:
    def waited(other_share: float) -> float:
        desk = desk_with(management__oversight__other_share=other_share)
        people = [desk.ask(tier="B2") for _ in range(40)]
        day = 0
        while any(person.allocation_asked for person in people):
            day += 1
            desk.until(day)
        return day

    assert waited(0.3) < waited(0.9)


def test_everybody_but_seniors_and_the_absent_is_supervised() -> None:
    desk = Desk(scenario_of(STILL, STAFF, {"management.oversight.supervision_every_weeks": 5.0}))
    away = desk.staff(Grade.PO)[0]
    desk.away(away, 0, 400)
    desk.until(360)
    # A year has ten rounds of five weeks: three officers each ten or eleven times.
    assert 30 <= total(desk, "done supervision") <= 33


def test_sickness_is_managed_by_a_senior() -> None:
    desk = desk_with()
    desk.away(desk.staff(Grade.PO)[0], 3, 10)
    desk.until(40)
    assert total(desk, "done absence_management") == 1
    assert total(desk, "senior absence_management on time") == 1


def test_the_desk_of_a_senior_who_leaves_goes_to_whoever_covers() -> None:
    desk = Desk(scenario_of(STILL, posts(po=4, spo=2)))
    first, second = desk.staff(Grade.SPO)
    tasks = [oversee(desk, 1, team=first.team) for _ in range(10)]
    desk.until(1)
    desk.on(2, lambda today: desk.unit.workforce.leaving.leave(first, today))
    desk.until(2.01)
    assert first.queue.count == 0
    assert all(task is not None and task.owner is second for task in tasks if task and task.open)
    desk.until(60)
    assert all(task is not None and task.done_at is not None for task in tasks)


def test_with_the_only_senior_gone_open_work_is_skipped_and_cases_are_allocated() -> None:
    desk = desk_with()
    senior = desk.one(Grade.SPO)
    people = [desk.ask(tier="B2") for _ in range(30)]
    desk.until(1)
    waiting = [person for person in people if person.allocation_asked]
    assert waiting
    desk.on(2, lambda today: desk.unit.workforce.leaving.leave(senior, today))
    desk.until(4)
    assert not any(person.allocation_asked for person in people)
    assert senior.queue.count == 0
