"""Is the warm-up long enough: Welch's series, MSER-5, and the two halves of the observation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates import Estimate, estimate_mean, moving_average, mser5
from pdusim.experiment.errors import ExperimentError
from pdusim.scenario.errors import nearest

if TYPE_CHECKING:
    import polars as pl

    from pdusim.experiment.results import Results

#: Weekly series looked at where none are named, as far as a model reports them.
DEFAULT_SERIES = (
    "caseload",
    "workload_pct",
    "tasks_waiting",
    "reviews_overdue",
    "reviews missed",
    "fte_po",
    "fte_pso",
    "fte_pqip",
    "service_years_po",
    "service_years_pso",
    "programme_waiting",
    "programmes never started",
    "unpaid_work_waiting",
    "unpaid work completed",
    "oversight delivered",
)
#: Of an interval behind a warning: the cut was chosen by the same data, so that 95 % would warn of
#: nothing too often. The more series are looked at, the surer each has to be, so that one run in
#: twenty that has settled is warned of (Bonferroni; two intervals a series).
CONFIDENCE = 0.99
WARNED_OF_NOTHING = 0.05
#: Weeks on either side in Welch's moving average.
WINDOW = 13


@dataclass(frozen=True, slots=True)
class WarmUp:
    """How one weekly series settles.

    Parameters
    ----------
    scenario, series : str
        Which.
    configured : int
        Weeks of warm-up in the scenario.
    mser5 : int or None
        Weeks to drop by MSER-5 on the mean over replications; ``None`` when the series is too
        short or has gaps.
    settled : bool
        False when MSER-5 would cut half of the series or more.
    early : Estimate or None
        Mean between the end of the warm-up and that cut minus the mean after it, over
        replications; ``None`` where the warm-up reaches the cut. MSER-5 alone cries wolf on
        series that are mostly noise, so a warning wants this interval without 0 as well.
    drift : Estimate
        Mean of the second half of the observation minus that of the first half, over
        replications: an interval without 0 is a series that still moves.
    welch : ndarray of float
        Smoothed mean over replications, from week 0.
    mean : ndarray of float
        Mean over replications, by week.
    reason : str or None
        Why `mser5` is missing.
    """

    scenario: str
    series: str
    configured: int
    mser5: int | None
    settled: bool
    early: Estimate | None
    drift: Estimate
    welch: NDArray[np.float64]
    mean: NDArray[np.float64]
    reason: str | None = None

    @property
    def moves(self) -> bool:
        """Whether the observation still moves: the interval of `drift` does not hold 0."""
        return _without_0(self.drift)

    @property
    def warning(self) -> str | None:
        """What is wrong with the configured warm-up, in a sentence; ``None`` if nothing."""
        biased = self.early is not None and _without_0(self.early)
        if biased and not self.settled:
            return (
                f"{self.series} does not settle within the run: MSER-5 would drop the first "
                f"half of it, {self.mser5} weeks, or more"
            )
        if biased:
            return (
                f"{self.series} needs {self.mser5} weeks to settle (MSER-5), and the warm-up has "
                f"{self.configured}: set run.warm_up_weeks to {self.mser5} or more"
            )
        if self.moves:
            return (
                f"{self.series} still moves while it is observed: second half minus first half "
                f"{self.drift.mean:.3g} ({self.drift.low:.3g} to {self.drift.high:.3g})"
            )
        return None


def warm_up(
    results: Results, series: Sequence[str] | None = None, window: int = WINDOW
) -> list[WarmUp]:
    """Look at weekly series from the first week of the run on.

    Parameters
    ----------
    results : Results
        Of a run with ``record="weekly"``.
    series : sequence of str, optional
        Columns of the weekly table; by default those of ``DEFAULT_SERIES`` there are.
    window : int
        Weeks on either side in Welch's moving average.

    Returns
    -------
    list of WarmUp
        One a scenario and series.

    Raises
    ------
    ExperimentError
        When there are no weekly series, or one is unknown.
    """
    weekly = results.weekly
    if not weekly.height:
        raise ExperimentError('there are no weekly series: run with record="weekly"')
    there = [name for name in weekly.columns if name not in ("scenario", "replication", "week")]
    chosen = [name for name in DEFAULT_SERIES if name in there] if series is None else list(series)
    for name in chosen:
        if name not in there:
            near = nearest(name, there)
            hint = f"; did you mean '{near}'?" if near else f"; there are {', '.join(there)}"
            raise ExperimentError(f"there is no weekly series '{name}'{hint}")
    found = []
    level = max(CONFIDENCE, 1.0 - WARNED_OF_NOTHING / (2 * max(1, len(chosen))))
    for place, scenario in enumerate(results.names):
        configured = _configured(results, place)
        for name in chosen:
            table = _by_week(weekly, scenario, name)
            found.append(_one(scenario, name, configured, table, window, level))
    return found


def _one(
    scenario: str,
    series: str,
    configured: int,
    table: NDArray[np.float64],
    window: int,
    level: float,
) -> WarmUp:
    mean = table.mean(axis=0)
    half = (table.shape[1] - configured) // 2
    first = table[:, configured : configured + half]
    second = table[:, table.shape[1] - half :]
    drift = estimate_mean(second.mean(axis=1) - first.mean(axis=1), level, paired=True)
    smoothed = moving_average(mean, min(window, max(0, (mean.size - 1) // 2)))
    try:
        found = mser5(mean)
    except ValueError as error:
        return WarmUp(
            scenario, series, configured, None, True, None, drift, smoothed, mean, str(error)
        )
    cut, early = found.observations, None
    if cut > configured:
        gap = table[:, configured:cut].mean(axis=1) - table[:, cut:].mean(axis=1)
        early = estimate_mean(gap, level, paired=True)
    return WarmUp(scenario, series, configured, cut, found.settled, early, drift, smoothed, mean)


def _without_0(estimate: Estimate) -> bool:
    low, high = estimate.low, estimate.high
    return low is not None and high is not None and not low <= 0.0 <= high


def _by_week(weekly: pl.DataFrame, scenario: str, series: str) -> NDArray[np.float64]:
    """Put a series into a table of replication by week; what is null is NaN.

    A count since the start of the run becomes the count of each week. Counts are known by never
    falling in any replication while growing in each.
    """
    import polars as pl

    rows = weekly.filter(pl.col("scenario") == scenario).sort("replication", "week")
    values = rows[series].cast(pl.Float64).to_numpy()
    table: NDArray[np.float64] = values.reshape(rows["replication"].n_unique(), -1)
    grown = table[:, -1:] > table[:, :1]
    if table.shape[1] > 1 and grown.all() and (np.diff(table, axis=1) >= 0.0).all():
        return np.diff(table, axis=1, prepend=table[:, :1])
    return table


def _configured(results: Results, place: int) -> int:
    resolved = results.scenarios[place].resolved()
    try:
        return int(resolved["settings"]["run"]["warm_up_weeks"])
    except (KeyError, TypeError):
        return 0
