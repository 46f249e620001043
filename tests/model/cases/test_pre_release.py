"""What a release finds undone, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import STILL, Desk, posts, scenario_of

from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import Person, SentenceKind, State
from pdusim.model.work.practitioner import Grade
from pdusim.model.work.tasks import Task

CATCH_UP = "sentencing.pre_release.catch_up_working_days"
PREPARATION = ("pre_release_assessment", "licence_conditions", "mappa_referral")
QUIET = {
    "work.service.hours_distribution": "fixed",
    "management.oversight.supervision_every_weeks": 104,
    "surroundings.premises.referral_share": 0.0,
}


class Prisoner:
    """A prisoner of MAPPA level 2 whose release is planned, with one officer who has little else.

    Parameters
    ----------
    notice : int
        Days from the plan to the release.
    """

    def __init__(self, notice: int, expiry: int = 400, **values: Any) -> None:
        self.desk = Desk(scenario_of(STILL, QUIET, posts(po=1), values))
        self.unit = unit = self.desk.unit
        self.officer = self.desk.one(Grade.PO)
        self.person = person = self.desk.case(self.officer, "B2")
        unit.move(person, State.CUSTODY_COMMUNITY, 0)
        person.kind = SentenceKind.STANDARD
        person.mappa = 2
        person.expiry = expiry
        person.release_day = person.planned_release = person.conditional_release = notice
        unit.casework.release_planned(person, 0)
        unit.diary.enter(notice, Turn.RELEASE, self.release, person)

    def release(self, person: Person, today: int) -> None:
        self.left = [task for task in person.pre_release if task.done_at is None]
        self.unit.lives.custody.release(person, today)

    def hours(self, *kinds: str) -> float:
        return sum(self.unit.tally.since_start.get(f"hours {kind}", 0.0) for kind in kinds)


def test_what_a_release_finds_undone_is_urgent_and_due_some_days_after_it() -> None:
    case = Prisoner(notice=1, **{CATCH_UP: 5})
    case.desk.until(1.001)
    assert {str(task.kind) for task in case.left} == set(PREPARATION)
    due = case.unit.calendar.add_working_days(1, 5) + 1.0
    for task in case.left:
        assert task.open
        assert task.preempts
        assert task.due == due
        assert task.owner is case.officer
    case.desk.until(40)
    assert all(task.done_at is not None and task.done_at <= due for task in case.left)


@pytest.mark.parametrize("days", [0, 10])
def test_the_lever_says_when_it_is_due(days: int) -> None:
    case = Prisoner(notice=1, **{CATCH_UP: days})
    case.desk.until(1.001)
    due = case.unit.calendar.add_working_days(1, days) + 1.0
    assert {task.due for task in case.left} == {due}


def test_a_day_s_notice_saves_no_hour_and_costs_the_meeting_at_the_door() -> None:
    prepared, unprepared = Prisoner(notice=60), Prisoner(notice=1)
    for case in (prepared, unprepared):
        case.desk.until(100)
    assert not prepared.left
    assert unprepared.hours(*PREPARATION) == pytest.approx(prepared.hours(*PREPARATION))
    assert prepared.hours("unprepared_release") == 0.0
    assert unprepared.hours("unprepared_release") > 0.0


def test_what_was_given_up_before_the_release_comes_back_with_it() -> None:
    case = Prisoner(notice=3)
    person = case.person
    case.desk.away(case.officer, 1, 30)
    case.desk.until(2.5)
    given_up = person.pre_release[0]
    case.unit.casework.close_task(given_up, 2)
    case.desk.until(3.001)
    again = [task for task in person.tasks.values() if task.kind is given_up.kind]
    assert len(again) == 1
    assert again[0].preempts


def test_nothing_is_caught_up_where_no_licence_follows() -> None:
    case = Prisoner(notice=1, expiry=1)
    case.desk.until(1.001)
    assert not any(task.open for task in case.left)
    assert case.hours("unprepared_release") == 0.0


def test_the_report_for_a_hearing_that_is_over_is_not_caught_up() -> None:
    case = Prisoner(notice=1)
    report: Task = case.unit.casework.arise("parole_report", case.person, 0)
    case.person.pre_release = [report]
    case.desk.until(1.001)
    assert report.closed_at is not None


def test_a_referral_made_after_the_release_asks_for_a_bed_at_once() -> None:
    case = Prisoner(notice=1)
    case.person.homeless = True
    case.person.true_rosh = case.person.base_rosh = case.person.assessed_rosh = 2
    case.unit.casework.release_planned(case.person, 0)
    case.desk.until(1.001)
    totals = case.unit.tally.since_start
    assert totals["premises referrals not made"] == 1.0
    assert totals["premises referrals"] == 0.0
    case.desk.until(20)
    assert totals["premises referrals"] == 1.0
    assert case.person.sheltered
