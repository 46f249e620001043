"""What the pictures need from a run: weekly arrays, dates, hours, spread of workloads."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdusim.arithmetic import sum_of
from pdusim.estimates.student import two_sided_t
from pdusim.experiment.results import Results
from pdusim.experiment.saving import notes_of
from pdusim.outcomes.weekly import LOAD_BINS, load_column
from pdusim.report.changes import day_label
from pdusim.report.weekly_chart import Line, Mark, Span

Numbers = NDArray[np.float64]

#: Groups of task kinds, by what they are for; what is in none of them is "other tasks".
TASK_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("risk reviews", ("scheduled_review", "triggered_review")),
    ("initial assessments and plans", ("initial_assessment",)),
    (
        "release preparation",
        (
            "pre_release_assessment",
            "licence_conditions",
            "mappa_referral",
            "premises_referral",
            "unprepared_release",
        ),
    ),
    (
        "recall, breach and parole",
        ("recall_report", "recall_part_b", "recall_part_c", "breach_report", "parole_report"),
    ),
)


@dataclass(frozen=True)
class Weeks:
    """Weekly series of a run.

    Parameters
    ----------
    results : Results
        With the weekly census recorded; see `recorded`.
    """

    results: Results

    @property
    def recorded(self) -> bool:
        """Whether the run kept its weekly census."""
        return any(outcome.weekly for row in self.results.outcomes for outcome in row)

    @property
    def run(self) -> Mapping[str, Any]:
        """Start and lengths of the run, those of the first scenario."""
        found: Mapping[str, Any] = self.results.scenarios[0].resolved()["settings"]["run"]
        return found

    @property
    def start(self) -> date:
        """First day of week 0."""
        return date.fromisoformat(str(self.run["start"]))

    @property
    def span(self) -> Span:
        """Weeks to draw: the observed ones and a little of the warm-up before them."""
        warm = int(self.run["warm_up_weeks"])
        weeks = warm + int(self.run["observe_weeks"])
        return Span(self.start, max(0, warm - 8), weeks - 1, warm)

    def column(self, place: int, name: str) -> Numbers:
        """Return a weekly column: shape (replications, weeks), NaN where missing."""
        rows = [outcome.weekly.get(name) for outcome in self.results.outcomes[place]]
        length = max((len(row) for row in rows if row is not None), default=0)
        out = np.full((self.results.replications, length), np.nan)
        for outcome, row in zip(self.results.outcomes[place], rows, strict=True):
            if row is not None:
                out[outcome.replication, : len(row)] = [
                    np.nan if value is None else value for value in row
                ]
        return out

    def flow(self, place: int, name: str, weeks: int = 13) -> Numbers:
        """Return what was added to a running total over the last ``weeks`` weeks."""
        total = self.column(place, name)
        out = np.full_like(total, np.nan)
        out[:, weeks:] = total[:, weeks:] - total[:, :-weeks]
        return out

    def missed_share(self, place: int, weeks: int = 13) -> Numbers:
        """Return reviews missed of those fallen due in the last weeks, in %."""
        with np.errstate(invalid="ignore", divide="ignore"):
            share = self.flow(place, "reviews missed", weeks) / self.flow(
                place, "reviews due", weeks
            )
        return np.asarray(100.0 * share)

    def between(self, place: int, values: Numbers) -> Line:
        """Return mean and 5-95 % range between replications (all of them below 20)."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            mean = np.nanmean(values, axis=0)
            ends = (5, 95) if len(values) >= 20 else (0, 100)
            low, high = (np.nanpercentile(values, q, axis=0) for q in ends)
        if len(values) < 2:
            low = high = np.full_like(mean, np.nan)
        return Line(self.results.names[place], mean, low, high)

    def paired(self, place: int, base: int, series: Callable[[int], Numbers]) -> Line:
        """Return the paired difference by week with its pointwise confidence interval."""
        gap = series(place) - series(base)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            mean = np.nanmean(gap, axis=0)
            n = np.isfinite(gap).sum(axis=0)
            error = np.nanstd(gap, axis=0, ddof=1) / np.sqrt(n) if len(gap) > 1 else mean * np.nan
        # Of each week for itself: a replication may have nothing to compare in some.
        known = {k: two_sided_t(self.results.confidence, k - 1) for k in set(n.tolist()) if k > 1}
        t = np.array([known.get(k, np.nan) for k in n.tolist()])
        return Line(self.results.names[place], mean, mean - t * error, mean + t * error)

    def policy_dates(self, place: int) -> list[Mark]:
        """Return the dated changes of a scenario, one mark a date."""
        scenario = self.results.scenarios[place]
        notes = notes_of(scenario)
        by_date: dict[str, list[Mapping[str, Any]]] = {}
        for change in scenario.resolved().get("changes", []):
            by_date.setdefault(str(change["from"]), []).append(change)
        return [
            Mark(
                (date.fromisoformat(day) - self.start).days / 7.0,
                day_label(day, changes, notes.get(day, "")),
            )
            for day, changes in by_date.items()
        ]

    def loads(self, place: int) -> tuple[list[float], list[float]] | None:
        """Return edges and % of practitioner-weeks by band of workload, over the observed weeks."""
        first = self.span.observed_from
        sums = []
        for edge in LOAD_BINS:
            values = self.column(place, load_column(edge))
            if not values.size:
                return None
            sums.append(float(np.nansum(values[:, first:])))
        total = sum_of(sums)
        if not total:
            return None
        # The lowest bands are wide and mostly empty: shown from 50 % less 10.
        edges = [40.0, *(float(edge) for edge in LOAD_BINS[1:]), float(LOAD_BINS[-1] + 10)]
        return edges, [100.0 * value / total for value in sums]

    def hours(self, place: int) -> dict[str, float] | None:
        """Return hours a year of all practitioners by use, over the observed weeks."""
        first = self.span.observed_from
        if not self.column(place, "hours paid").size or first < 1:
            return None

        def spent(name: str) -> float:
            values = self.column(place, name)
            if not values.size:
                return 0.0
            return float(np.nanmean(values[:, -1] - values[:, first - 1]))

        names = [name for name in self._columns(place) if name.startswith("hours task ")]
        kinds = {name.removeprefix("hours task "): spent(name) for name in names}
        grouped = {
            group: sum_of(kinds.pop(kind, 0.0) for kind in members)
            for group, members in TASK_GROUPS
        }
        paid, absent = spent("hours paid"), spent("hours absent")
        cases, contact, tasks = (
            spent("hours for cases"),
            spent("hours contact"),
            spent("hours tasks"),
        )
        known = sum_of(grouped.values())
        parts = {
            "contact": contact,
            **grouped,
            "other tasks, and tasks closed unfinished": max(0.0, tasks - known),
            "training, meetings, reductions": max(0.0, paid - absent - cases),
            "absent": absent,
        }
        free = cases - contact - tasks
        if free > 0.005 * paid:
            parts["unused"] = free
        return parts

    def contact_due(self, place: int) -> float:
        """Return contact hours delivered of those due, over the observed weeks."""
        first = self.span.observed_from - 1
        ends = [
            self.column(place, name)[:, -1] - self.column(place, name)[:, max(first, 0)]
            for name in ("hours contact", "hours contact due")
        ]
        return float(np.nanmean(ends[0]) / np.nanmean(ends[1]))

    def _columns(self, place: int) -> Sequence[str]:
        return next((list(o.weekly) for o in self.results.outcomes[place] if o.weekly), [])
