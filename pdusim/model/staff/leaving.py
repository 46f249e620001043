"""Leaving the unit, moving inside it, and the cases left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.kernel import purposes
from pdusim.model.kernel.diary import Action
from pdusim.model.kernel.turns import Turn
from pdusim.model.staff.careers import Career, steady_career
from pdusim.model.staff.pressure import pressure
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import neediest
from pdusim.outcomes import counts
from pdusim.scenario.schema.work import Who

if TYPE_CHECKING:
    from pdusim.model.staff.scope import Staffed

DAYS_PER_YEAR: Final = 365.25

# Asked for most often: an enumeration is slow to give its members by name.
_PO: Final = Grade.PO
_PSO: Final = Grade.PSO
_PQIP: Final = Grade.PQIP
_SPO: Final = Grade.SPO
_PRACTISING: Final = (_PO, _PSO)


class Leaving:
    """Hazards of leaving and moving; what happens on the last day."""

    def __init__(self, unit: Staffed) -> None:
        self.unit = unit

    # Hazards ------------------------------------------------------------------------------

    def rate(self, officer: Practitioner, today: int) -> float:
        """Hazard of leaving a year as things stand; trainees drop out by their own rule."""
        grade = officer.grade
        if grade is _PQIP or officer.agency:
            return 0.0
        settings = self.unit.settings.workforce
        rule = settings.leaving
        rate: float = getattr(rule, grade)
        if grade is _SPO:
            return rate
        reference = settings.sickness.reference_workload
        rate *= pressure(rule.workload_effect, officer.felt, reference)
        stated, career = self.career(grade)
        if stated > 0.0:
            early = today - officer.started < rule.early_career_years * DAYS_PER_YEAR
            rate *= (career.early if early else career.later) / stated
        if grade is _PO:
            rate *= rule.retention_factor
        if officer.senior_practitioner:
            rate *= settings.senior_practitioners.leaving_factor
        return rate

    def career(self, grade: Grade) -> tuple[float, Career]:
        """The rate of a grade at the start, and the hazards by years served that come to it.

        A later change of the rate is one of everybody's hazard, early or not; the mix of the two
        follows it in time. A rate of 0 at the start says nothing of the two: then the one in force
        is taken.
        """
        unit = self.unit
        settings = unit.periods[0].settings.workforce
        now = unit.settings.workforce.leaving
        rate: float = getattr(settings.leaving, grade) or getattr(now, grade)
        ratio = 1.0 if grade is _SPO else now.early_career_factor
        other = 0.0
        filled = settings.posts.pso * (1.0 - settings.posts.pso_vacant_share)
        if grade is _PSO and filled:
            rule = settings.recruitment
            other = rule.trainees_per_year * rule.trainee_from_pso_share / filled
        return rate, steady_career(rate, ratio, now.early_career_years, other)

    def plan_week(self, officer: Practitioner, monday: int) -> None:
        """Whether somebody gives notice, or moves to another team, in the coming week."""
        unit = self.unit
        hazard = self.rate(officer, monday) * 7.0 / DAYS_PER_YEAR
        if officer.grade in _PRACTISING and not officer.agency:
            if not officer.notice:
                unit.tally.add(counts.LEAVING_HAZARD[officer.grade], hazard)
            self._plan_move(officer, monday)
        if officer.notice:
            return
        part = self._crossing(officer, purposes.LEAVING, hazard)
        if part is not None:
            self._give_notice(officer, monday + min(6, int(part * 7)), self.leave)
            return
        if officer.grade is _SPO:
            moves = unit.settings.workforce.leaving.spo_moves_per_year * 7.0 / DAYS_PER_YEAR
            part = self._crossing(officer, purposes.SENIOR_MOVES, moves)
            if part is not None:
                self._give_notice(officer, monday + min(6, int(part * 7)), self.move_on)

    def _crossing(self, officer: Practitioner, purpose: int, hazard: float) -> float | None:
        if hazard <= 0.0:
            return None
        return self.unit.absence.crossing(officer, purpose, hazard)

    def _give_notice(self, officer: Practitioner, day: int, go: Action[Practitioner]) -> None:
        unit = self.unit
        officer.notice = True
        officer.leaving_on = day + unit.settings.workforce.leaving.notice_days
        unit.diary.enter(day, Turn.ARRANGED, self._notice_given, officer)
        unit.diary.enter(officer.leaving_on, Turn.OFFICER_LEAVES, go, officer)

    def _notice_given(self, officer: Practitioner, today: int) -> None:
        if officer.in_post:
            self.unit.ledger.record(today, "gives notice", None, "", officer)

    def move_on(self, officer: Practitioner, today: int) -> None:
        """A senior goes to a post outside the unit; the post here falls vacant."""
        self.leave(officer, today, "to a post elsewhere")

    # Moving to another team ---------------------------------------------------------------

    def _plan_move(self, officer: Practitioner, monday: int) -> None:
        unit = self.unit
        hazard = unit.settings.workforce.leaving.moves_per_year * 7.0 / DAYS_PER_YEAR
        if hazard <= 0.0 or len(unit.teams) < 2:
            return
        if unit.absence.crossing(officer, purposes.STAFF_MOVE, hazard) is not None:
            unit.diary.enter(monday, Turn.OFFICER_MOVES, self.move, officer)

    def move(self, officer: Practitioner, today: int) -> None:
        """An officer moves to the team that needs one most; the old cases follow a lag later."""
        unit = self.unit
        if not officer.in_post or officer.notice:
            return
        old = officer.team
        new = neediest([team for team in unit.teams if team is not old], officer.grade)
        old.let_go(officer)
        new.take_on(officer)
        officer.work_out_hours(unit.env.now)
        unit.tally.add(counts.MOVES_BETWEEN_TEAMS)
        unit.ledger.record(
            today, "moves", None, f"team {old.number + 1} to {new.number + 1}", officer
        )
        lag = unit.settings.management.absence.leaver_lag_days
        day = unit.calendar.add_working_days(today, round(lag))
        unit.diary.enter(day, Turn.ARRANGED, _LeftBehind(self, list(officer.cases)), officer)

    def hand_over_old_cases(self, officer: Practitioner, serials: list[int]) -> None:
        """The cases held before a move go to others, if they are still held."""
        for serial in serials:
            person = officer.cases.get(serial)
            if person is not None:
                self.unit.allocating.hand_over(person, "officer moved")

    # Leaving ------------------------------------------------------------------------------

    def leave(self, officer: Practitioner, today: int, why: str = "") -> None:
        """Somebody leaves; their cases stay in their name until they are reallocated."""
        if not officer.in_post:
            return
        unit = self.unit
        now = unit.env.now
        if not why and not officer.agency:
            unit.tally.add(counts.LEAVERS[officer.grade])
            if today - officer.started > 4 * DAYS_PER_YEAR:
                unit.tally.add(counts.LEAVERS_OVER_4_YEARS[officer.grade])
        unit.ledger.record(today, "leaves", None, why, officer)
        officer.settle(now)
        officer.in_post = False
        officer.notice = True
        officer.senior_practitioner = False
        officer.version += 1
        officer.points_available = 0
        officer.day_hours = 0.0
        officer.contact_rate = officer.task_rate = 0.0
        officer.team.let_go(officer)
        unit.workforce.vacate(officer, today)
        unit.staff.remove(officer)
        unit.workforce.count_hours()
        unit.leavers.append(officer)
        officer.interrupt("left")
        unit.absence.forget(officer)
        unit.diary.enter(today, Turn.CLEAR_DESK, self._clear_desk, officer)
        lag = unit.settings.management.absence.leaver_lag_days
        unit.diary.enter(
            unit.calendar.add_working_days(today, round(lag)),
            Turn.REALLOCATION,
            self.reallocate,
            officer,
        )

    def _clear_desk(self, officer: Practitioner, today: int) -> None:
        """Work that is not on the leaver's own cases goes back to whoever it belongs to."""
        unit = self.unit
        if officer.current is not None:
            officer.queue.put(officer.current)
            officer.current = None
        for task in officer.queue.waiting():
            person = task.person
            if task.kind.of_seniors:
                officer.queue.withdraw(task)
                task.owner = None
                unit.managing.pass_on(task, officer.team, today)
            elif person is None or person.holder is not officer or task.who is not Who.HOLDER:
                officer.queue.withdraw(task)
                task.owner = None
                if person is not None:
                    unit.assigning.hand_out(task)
                else:
                    task.closed_at = float(today)

    def reallocate(self, officer: Practitioner, today: int) -> None:
        """The cases of a leaver go to others."""
        for person in list(officer.cases.values()):
            self.unit.allocating.reallocate(person, today)
        if officer in self.unit.leavers:
            self.unit.leavers.remove(officer)


class _LeftBehind:
    """A diary entry: the cases of before a move are handed over."""

    __slots__ = ("leaving", "serials")

    def __init__(self, leaving: Leaving, serials: list[int]) -> None:
        self.leaving = leaving
        self.serials = serials

    def __call__(self, officer: Practitioner, today: int) -> None:
        if officer.in_post:
            self.leaving.hand_over_old_cases(officer, self.serials)
