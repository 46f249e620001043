"""Absence: annual and family leave, sickness that rises with workload, and who covers."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Final

from pdusim.model.kernel import purposes
from pdusim.model.kernel.diary import Action
from pdusim.model.kernel.turns import Turn
from pdusim.model.staff.pressure import pressure
from pdusim.model.work.budgets import Budget
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.outcomes import counts
from pdusim.randomness import normal_quantile_of
from pdusim.scenario.schema.management import AbsenceRule
from pdusim.scenario.schema.work import Who

if TYPE_CHECKING:
    from pdusim.model.people.person import Person
    from pdusim.model.staff.scope import Staffed
    from pdusim.model.work.tasks import Task

DAYS_PER_YEAR: Final = 365.25
LONG_SPELL_DAYS: Final = 28
"""A spell of this many calendar days or more is long (definition of the official statistics)."""


class Absence:
    """Who is away, since when, until when."""

    def __init__(self, unit: Staffed) -> None:
        self.unit = unit
        # Cases a senior holds for somebody absent, by the number of the absent officer.
        self._held: dict[int, list[Person]] = {}

    # Hazards ------------------------------------------------------------------------------

    def crossing(self, officer: Practitioner, purpose: int, hazard: float) -> float | None:
        """Run down a unit-exponential budget by a week's hazard.

        Returns the part of the week after which the budget is used up, or None. The next budget
        is drawn when one is used, so the thresholds of an officer are the same under every policy.
        """
        budget = officer.budgets.get(purpose)
        if budget is None:
            budget = Budget(0, self.unit.chance.exponential(purpose, officer.key, 0))
            officer.budgets[purpose] = budget
        left = budget.left
        if left > hazard:
            budget.left = left - hazard
            return None
        budget.ordinal += 1
        budget.left = self.unit.chance.exponential(purpose, officer.key, budget.ordinal)
        return left / hazard

    def plan_week(self, officer: Practitioner, monday: int) -> None:
        """Whether somebody present goes sick or on family leave in the coming week, and when."""
        unit = self.unit
        rule = unit.settings.workforce.sickness
        reference = rule.reference_workload
        felt = reference if officer.grade is Grade.SPO else officer.felt
        week = 7.0 / DAYS_PER_YEAR
        ordinary = officer.frailty * pressure(rule.workload_effect, felt, reference) * week
        stress = officer.frailty * pressure(rule.stress_workload_effect, felt, reference) * week
        best: tuple[float, int, float] | None = None
        for purpose, hazard in (
            (purposes.SICK_SHORT, rule.short_rate * ordinary),
            (purposes.SICK_LONG, rule.long_rate * ordinary),
            (purposes.SICK_STRESS, rule.stress_rate * stress),
        ):
            if hazard <= 0.0:
                continue
            part = self.crossing(officer, purpose, hazard)
            if part is not None and (best is None or part < best[0]):
                best = (part, purpose, hazard)
        if best is not None:
            part, purpose, _ = best
            unit.diary.enter(
                monday + min(6, int(part * 7)),
                Turn.ARRANGED,
                _GoSick(self, purpose),
                officer,
                officer.version,
            )
        family = unit.settings.workforce.leave.maternity_per_year * week
        if family > 0.0 and self.crossing(officer, purposes.MATERNITY, family) is not None:
            unit.diary.enter(
                monday, Turn.GO_ON_FAMILY_LEAVE, self.go_on_family_leave, officer, officer.version
            )

    # Sickness -----------------------------------------------------------------------------

    def go_sick(self, officer: Practitioner, today: int, purpose: int) -> None:
        """A spell of sickness begins."""
        unit = self.unit
        if officer.away or not officer.in_post:
            return
        rule = unit.settings.workforce.sickness
        ordinal = officer.budgets[purpose].ordinal
        u = unit.chance.uniform(purposes.SICK_LENGTH ^ purpose, officer.key, ordinal)
        if purpose == purposes.SICK_SHORT:
            z = normal_quantile_of(u)
            days = rule.short_median_days * exp(rule.short_sigma * z)
            days = float(min(max(1.0, round(days)), LONG_SPELL_DAYS - 1))
        else:
            extra = unit.gamma(1.0, u) * rule.long_extra_days
            days = float(LONG_SPELL_DAYS + round(extra))
        self.be_sick(officer, today, int(days), stress=purpose == purposes.SICK_STRESS)

    def be_sick(
        self, officer: Practitioner, today: int, days: int, *, stress: bool = False
    ) -> None:
        """A spell of sickness of so many calendar days, counted in full on its first day."""
        unit = self.unit
        rule = unit.settings.workforce.sickness
        until = today + days
        officer.sick_since = today
        long = until - today >= LONG_SPELL_DAYS
        lost = unit.working_days_observed(today, until) * officer.contracted
        lost /= unit.settings.workforce.hours.full_time
        unit.tally_window(counts.SICK_DAYS, lost)
        if stress:
            unit.tally_window(counts.SICK_DAYS_STRESS, lost)
        if long:
            unit.tally_window(counts.SICK_DAYS_LONG, lost)
        officer.last_sick_day = until - 1
        unit.ledger.record(today, "goes sick", None, f"{days} days", officer)
        self.go_away(officer, "sickness", today, until)
        if until - today > rule.reduction_after_days:
            unit.diary.enter(
                today + rule.reduction_after_days,
                Turn.HOURS_CHANGE,
                self._recount,
                officer,
                officer.version,
            )
        unit.managing.manage_absence(officer, today)

    def _recount(self, officer: Practitioner, today: int) -> None:
        officer.work_out_hours(today)

    # Leave --------------------------------------------------------------------------------

    def plan_leave(self, officer: Practitioner, today: int) -> None:
        """Blocks of annual leave for the coming year, spread over it; and again in a year."""
        if not officer.in_post:
            return
        unit = self.unit
        rule = unit.settings.workforce.leave
        blocks = max(1, round(rule.days / rule.block_days)) if rule.days > 0 else 0
        year = (today + 10**5) // 364
        given = 0
        for i in range(blocks):
            length = round(rule.days * (i + 1) / blocks) - given
            given += length
            u = unit.chance.uniform(purposes.LEAVE_BLOCK, officer.key, 100 * year + i)
            start = today + int((i + 0.8 * u) * 364 / blocks)
            if length > 0:
                unit.diary.enter(start, Turn.ARRANGED, _GoOnLeave(self, length), officer)
        unit.diary.enter(today + 364, Turn.PLAN_LEAVE, self.plan_leave, officer)

    def go_on_leave(self, officer: Practitioner, today: int, working_days: int) -> None:
        """A block of annual leave begins, unless already away."""
        if officer.away or not officer.in_post:
            return
        first = self.unit.calendar.next_working(today)
        self.go_away(
            officer, "leave", today, self.unit.calendar.add_working_days(first, working_days)
        )

    def go_on_family_leave(self, officer: Practitioner, today: int) -> None:
        """Maternity, adoption or other leave of months."""
        if officer.away or not officer.in_post:
            return
        months = self.unit.settings.workforce.leave.maternity_months
        self.unit.ledger.record(today, "family leave", None, "", officer)
        self.go_away(officer, "maternity", today, today + max(1, round(months * 30.4375)))

    # Away and back ------------------------------------------------------------------------

    def go_away(self, officer: Practitioner, kind: str, today: int, until: int) -> None:
        """Somebody is away until the morning of a day; whoever covers takes over."""
        unit = self.unit
        officer.away = True
        officer.away_kind = kind
        officer.away_since = today
        officer.away_until = until
        officer.version += 1
        officer.work_out_hours(unit.env.now)
        unit.diary.enter(until, Turn.COME_BACK, self.come_back, officer, officer.version)
        if officer.grade is Grade.SPO:
            unit.managing.cover(officer, today)
        unit.assigning.goes_away(officer)
        rule = unit.settings.management.absence
        if rule.rule is AbsenceRule.DUTY_COVER:
            self._share_urgent(officer)
        if kind == "leave":
            return
        if kind == "maternity":
            self._later(rule.family_leave_days, Turn.REALLOCATION, self.reallocate, officer, today)
        elif rule.rule is AbsenceRule.SPO_HOLDS:
            self._later(
                rule.spo_holds_after_days, Turn.SENIOR_HOLDS, self.senior_holds, officer, today
            )
        elif rule.rule is AbsenceRule.REALLOCATE:
            self._later(
                rule.reallocate_after_days, Turn.REALLOCATION, self.reallocate, officer, today
            )

    def _later(
        self,
        working_days: float,
        turn: Turn,
        action: Action[Practitioner],
        officer: Practitioner,
        today: int,
    ) -> None:
        """Enter what happens to the cases if the absence lasts that long."""
        unit = self.unit
        day = unit.calendar.add_working_days(today, round(working_days))
        if day < officer.away_until:
            unit.diary.enter(day, turn, action, officer, officer.version)

    def come_back(self, officer: Practitioner, today: int) -> None:
        """Back at work, in phases after a long spell."""
        unit = self.unit
        rule = unit.settings.workforce.sickness
        if officer.sick_since is not None and today - officer.sick_since >= LONG_SPELL_DAYS:
            officer.phased_until = today + round(7 * rule.phased_return_weeks)
            unit.diary.enter(officer.phased_until, Turn.HOURS_CHANGE, self._recount, officer)
        if officer.away_kind in ("sickness", "maternity"):
            unit.ledger.record(today, "back at work", None, "", officer)
        long = self.long_away(officer, today)
        officer.missed += long
        if long and not officer.cases:
            officer.is_new(today, today)
        officer.away = False
        officer.away_kind = ""
        officer.sick_since = None
        officer.version += 1
        officer.work_out_hours(unit.env.now)
        for person in self._held.pop(officer.number, ()):
            holder = person.holder
            if isinstance(holder, Practitioner) and holder.grade is Grade.SPO:
                unit.allocating.give(person, officer, today)

    def long_away(self, officer: Practitioner, today: int) -> int:
        """Days so far of an absence that is long; annual leave never is."""
        whole = officer.away_until - officer.away_since
        if not officer.away or officer.away_kind == "leave" or whole < LONG_SPELL_DAYS:
            return 0
        return today - officer.away_since

    # Cover --------------------------------------------------------------------------------

    def reallocate(self, officer: Practitioner, today: int) -> None:
        """The cases of somebody absent for long go to others."""
        for person in list(officer.cases.values()):
            self.unit.allocating.reallocate(person, today)

    def senior_holds(self, officer: Practitioner, today: int) -> None:
        """The cases go into the senior's name until the officer is back."""
        senior = officer.team.acting_senior()
        if senior is None or senior is officer:
            return
        held = list(officer.cases.values())
        for person in held:
            self.unit.tally.add(counts.CASES_HELD_BY_SENIORS)
            self.unit.allocating.give(person, senior, today)
        self._held[officer.number] = held

    def forget(self, officer: Practitioner) -> None:
        """Somebody leaves for good while absent: what a senior holds for them is reallocated."""
        today = self.unit.diary.today
        for person in self._held.pop(officer.number, ()):
            holder = person.holder
            if isinstance(holder, Practitioner) and holder.grade is Grade.SPO:
                self.unit.allocating.reallocate(person, today)

    def _share_urgent(self, officer: Practitioner) -> None:
        """Under duty cover, urgent work on the desk of somebody who goes away goes round."""
        now = self.unit.env.now
        for task in officer.desk():
            if not task.preempts or task.person is None or task.kind.of_seniors:
                continue
            if task.who is Who.SENIOR:
                continue
            cover = self.covering(officer, task)
            if cover is not officer:
                officer.withdraw(task, now)
                cover.receive(task)

    def covering(self, holder: Practitioner, task: Task) -> Practitioner:
        """Who gets a task: under duty cover, urgent work of somebody absent goes round."""
        rule = self.unit.settings.management.absence.rule
        if not task.preempts or not holder.away or rule is not AbsenceRule.DUTY_COVER:
            return holder
        cover = self.unit.assigning.on_duty(holder.team, task.who)
        if cover is None:
            return holder
        self.unit.tally.add(counts.DUTY_COVER)
        return cover


class _GoSick:
    """A diary entry: somebody goes sick."""

    __slots__ = ("absence", "purpose")

    def __init__(self, absence: Absence, purpose: int) -> None:
        self.absence = absence
        self.purpose = purpose

    def __call__(self, officer: Practitioner, today: int) -> None:
        self.absence.go_sick(officer, today, self.purpose)


class _GoOnLeave:
    """A diary entry: a block of annual leave begins."""

    __slots__ = ("absence", "days")

    def __init__(self, absence: Absence, days: int) -> None:
        self.absence = absence
        self.days = days

    def __call__(self, officer: Practitioner, today: int) -> None:
        self.absence.go_on_leave(officer, today, self.days)
