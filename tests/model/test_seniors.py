"""Seniors as servers: what they have no time for is late or not done, and counted."""

from __future__ import annotations

import pytest
from staff_support import STILL, Desk, paths, posts, scenario_of

from pdusim.model.practitioner import Grade

STAFF = posts(po=4, spo=1)


def desk_with(**values: object) -> Desk:
    never = {"management.oversight.supervision_every_weeks": 104.0}
    return Desk(scenario_of(STILL, STAFF, never, paths(**values), weeks=30))


def total(desk: Desk, name: str) -> float:
    return desk.unit.tally.since_start[name]


def test_a_senior_with_time_does_everything_on_time() -> None:
    desk = desk_with()
    for _ in range(3):
        desk.unit.seniors.oversee(desk.case(desk.staff(Grade.PO)[0], "B2", rosh=2), 0)
    desk.until(60)
    assert total(desk, "senior oversight on time") == 3
    assert total(desk, "senior oversight late") == total(desk, "senior oversight skipped") == 0
    assert total(desk, "oversight due") == 3


def test_what_there_is_no_time_for_is_late_and_then_skipped() -> None:
    # 37 x (1 - 0.8) / 5 = 1.48 hours a day; 60 entries of 1.25 hours are 51 days' work, due in
    # 10 working days, late until 20, then given up after 20 more.
    desk = desk_with(management__oversight__other_share=0.8)
    officer = desk.staff(Grade.PO)[0]
    for _ in range(60):
        desk.unit.seniors.oversee(desk.case(officer, "B2", rosh=2), 0)
    desk.until(200)
    on_time, late = total(desk, "senior oversight on time"), total(desk, "senior oversight late")
    skipped = total(desk, "senior oversight skipped")
    assert on_time + late + skipped == 60
    assert on_time == pytest.approx(10 * 1.48 / 1.25, abs=5)
    assert late > 5
    assert skipped > 20
    assert desk.one(Grade.SPO).queue.count == 0


def test_without_a_senior_an_administrator_allocates_and_nothing_is_overseen() -> None:
    desk = Desk(scenario_of(STILL, posts(po=2, spo=0)))
    person = desk.ask(tier="B2", rosh=2, assessed_rosh=2)
    desk.until(5)
    assert person.holder in desk.staff(Grade.PO)
    desk.unit.seniors.oversee(person, 5)
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
        seniors.oversee(desk.case(None, "B2", rosh=2), 0)
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
    tasks = [
        desk.unit.seniors._give("oversight", first.team, desk.case(None, "B2", rosh=2), 0)
        for _ in range(10)
    ]
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
