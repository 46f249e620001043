"""The weekly census: the points clock, staff and cases."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Final

from pdusim.arithmetic import sum_of
from pdusim.model.cases.noticing import cause_of
from pdusim.model.counting.due_lists import due_lists
from pdusim.model.counting.pay import cost_of_week
from pdusim.model.counting.recording import Recorder
from pdusim.model.people.person import HIGH, IN_COMMUNITY, State
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import staff_per_senior, widest_span
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.counting.scope import Counted
    from pdusim.outcomes.counts import Count

EXCESSIVE: Final = 110.0
"""Workload above this for four weeks is excessive (figures.csv: wmt_excessive)."""
EXCESSIVE_WEEKS: Final = 4
_SUPERVISED = tuple(s for s in State if s in IN_COMMUNITY and s is not State.UNPAID_WORK_ONLY)
_OTHERS = tuple(s for s in State if s not in _SUPERVISED)


class Census:
    """Weekly counts; the observed weeks make the measures."""

    def __init__(self, unit: Counted) -> None:
        self.unit = unit
        self.weekly: dict[str, list[float | None]] = {}
        self.percentages: list[float] = []
        self.recorder = Recorder(unit)
        self._past: list[tuple[Count, float]] = []

    def run_begins(self) -> None:
        """The past is over: from here on weeks are counted.

        How much of the past is lived again depends on what is recorded; it is nobody's result.
        """
        since_start = self.unit.tally.since_start
        self._past = [(name, since_start.get(name, 0.0)) for name in _CUMULATIVE]

    def take(self) -> None:
        """Count."""
        unit = self.unit
        now = unit.env.now
        observed = unit.tally.is_open
        smoothing = 1.0 - exp(-1.0 / unit.settings.workforce.sickness.felt_weeks)
        for officer in unit.staff:
            if officer.grade is not Grade.SPO:
                self._feel(officer, smoothing, observed)
            officer.queue.tidy(now)
        # Before the observed weeks nothing is made of a count that no series keeps.
        if observed or unit.recording:
            self._count(now, observed)

    def _count(self, now: float, observed: bool) -> None:
        """The points clock, staff and cases at this census."""
        unit = self.unit
        used = dict.fromkeys(Grade, 0)
        available = dict.fromkeys(Grade, 0)
        cases = dict.fromkeys(Grade, 0)
        fte = dict.fromkeys(Grade, 0.0)
        full_time = unit.settings.workforce.hours.full_time
        for officer in unit.staff:
            grade = officer.grade
            used[grade] += officer.points
            available[grade] += officer.points_available
            cases[grade] += len(officer.cases)
            fte[grade] += officer.contracted / full_time
        for officer in unit.leavers:
            used[officer.grade] += officer.points
            cases[officer.grade] += len(officer.cases)
        unallocated = sum(team.pool.points for team in unit.teams)
        in_state = unit.in_state
        caseload = sum(len(in_state[state]) for state in State if state is not State.CLOSED)
        persons = self._look_at_cases(now, observed)
        total_used = sum(used.values())
        total_available = sum(available.values())
        row: dict[str, float | None] = {
            "week": float(int(now) // 7),
            "workload_pct": _percent(total_used, total_available),
            "workload_pct_po": _percent(used[Grade.PO], available[Grade.PO]),
            "workload_pct_pso": _percent(used[Grade.PSO], available[Grade.PSO]),
            "workload_pct_pqip": _percent(used[Grade.PQIP], available[Grade.PQIP]),
            "demand_pct": _percent(total_used + unallocated, total_available),
            "caseload": float(caseload),
            **{str(state): float(len(in_state[state])) for state in State if state != "closed"},
            "cases_po": float(cases[Grade.PO]),
            "points_po": float(used[Grade.PO]),
            "fte_po": fte[Grade.PO],
            "fte_pso": fte[Grade.PSO],
            "fte_pqip": fte[Grade.PQIP],
            "fte_spo": fte[Grade.SPO],
            "vacancies_po": float(unit.workforce.vacancies(Grade.PO)),
            "posts_po": float(unit.workforce.posts(Grade.PO)),
            "casework_hours": 5.0
            * sum_of(o.day_hours for o in unit.staff if o.grade is not Grade.SPO),
            "staff_per_spo": staff_per_senior(unit.teams),
            "span_widest": widest_span(unit.teams),
            "staff_away": float(sum(1 for o in unit.staff if o.away)),
            "staff_sick": float(sum(1 for o in unit.staff if o.away_kind == "sickness")),
            "unallocated": float(sum(len(t.pool.cases) for t in unit.teams)),
            "practitioners": float(sum(1 for o in unit.staff if o.grade is not Grade.SPO)),
            **persons,
            **due_lists(unit, now, _SUPERVISED),
            "tasks_waiting": float(sum(o.queue.count for o in unit.staff)),
            **{name: unit.tally.since_start.get(name, 0.0) - was for name, was in self._past},
            **(self.recorder.week(now) if unit.recording else {}),
        }
        if observed:
            self._count_staff_years(int(now))
            unit.tally.add(counts.FTE_WEEKS, sum_of(fte.values()))
            for grade in (Grade.PO, Grade.PSO):
                unit.tally.add(counts.STAFF_WEEKS[grade], len(unit.workforce.in_post(grade)))
            unit.tally.add(counts.COST, cost_of_week(unit))
        for name, value in row.items():
            self.weekly.setdefault(name, []).append(value)

    def _look_at_cases(self, now: float, observed: bool) -> dict[str, float]:
        """Cases of high risk, held by somebody and supervised; reviews due and overdue."""
        unit = self.unit
        in_state = unit.in_state
        supervised = high = held = 0
        for state in _SUPERVISED:
            for p in in_state[state].values():
                if p.assessed_rosh >= HIGH:
                    high += 1
                    held += isinstance(p.holder, Practitioner)
                if p.review_due is not None and not p.suspended:
                    supervised += 1
        for other in _OTHERS:
            for p in in_state[other].values():
                if p.assessed_rosh >= HIGH:
                    held += isinstance(p.holder, Practitioner)
        overdue = 0
        for number, review in list(unit.casework.open_reviews.items()):
            person = review.person
            assert person is not None
            if not review.open:
                del unit.casework.open_reviews[number]
            elif review.due < now and person.state in _SUPERVISED and not person.suspended:
                overdue += 1
        if observed:
            for person in unit.unrecognised_cases.values():
                unit.tally.add(counts.UNRECOGNISED_BY_CAUSE[cause_of(person, now)])
        return {
            "high_risk_held": float(held),
            "high_risk": float(high),
            "supervised": float(supervised),
            "reviews_overdue": float(overdue),
        }

    def _count_staff_years(self, today: int) -> None:
        """At the end of each observed year: who was in post all year without a day of sickness."""
        unit = self.unit
        weeks = (today + 1 - unit.observed_from) // 7
        if weeks % 52:
            return
        year_began = today + 1 - 364
        for officer in unit.staff:
            if officer.since <= year_began:
                unit.tally.add(counts.STAFF_YEARS)
                if officer.last_sick_day < year_began:
                    unit.tally.add(counts.STAFF_YEARS_WELL)

    def _as_felt(self, officer: Practitioner, percent: float) -> float:
        """What work feels like does not depend on the points a tool gives it."""
        unit = self.unit
        if unit.weights == unit.official_weights:
            return percent
        points = sum(unit.casework.official_points(case) for case in officer.cases.values())
        return 100.0 * (points + officer.report_points) / officer.points_available

    def _feel(self, officer: Practitioner, smoothing: float, observed: bool) -> None:
        """Felt workload follows the percentage; count weeks of excessive workload.

        Four weeks in a row are asked for: a census without available points begins them anew, and
        who has fewer behind them is not counted at all.
        """
        if officer.points_available:
            percent = officer.workload
            officer.felt += smoothing * (self._as_felt(officer, percent) - officer.felt)
            officer.censuses += 1
            officer.over_110 = officer.over_110 + 1 if percent > EXCESSIVE else 0
            if observed:
                self.percentages.append(percent)
                if officer.censuses >= EXCESSIVE_WEEKS:
                    tally = self.unit.tally
                    tally.add(counts.PRACTITIONER_WEEKS)
                    tally.add(counts.PRACTITIONER_WEEKS_OVER, officer.over_110 >= EXCESSIVE_WEEKS)
        else:
            officer.censuses = officer.over_110 = 0


_CUMULATIVE = (
    counts.RELEASES,
    counts.EARLY_RELEASES,
    counts.UNPREPARED_RELEASES,
    counts.RECALLS,
    counts.REVIEWS_DUE,
    counts.REVIEWS_MISSED,
    counts.REVIEWS_LATE,
    counts.REVIEWS_ON_TIME,
    counts.TASKS_DONE,
)
"""Totals since the start of the run that the weekly series keeps: flows can be drawn of them."""


def _percent(used: float, available: float) -> float | None:
    return 100.0 * used / available if available else None
