"""What a finished replication shows to the formulas of measures: read only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pdusim.outcomes.counts import Count

DAYS_PER_YEAR: Final = 365.25
DAYS_PER_MONTH: Final = DAYS_PER_YEAR / 12


class Sample(StrEnum):
    """Values kept one by one, for percentiles."""

    WORKLOADS = "workload of practitioners at weekly censuses, %"
    OFFICERS_LAST_YEAR_HIGH = "officers in the last year, high-risk cases, in ascending order"
    RELEASES_BY_DAY = "releases of each day on which there were any"


class Window:
    """Counts, weekly censuses and samples of the observation window of one replication.

    Parameters
    ----------
    counts : mapping of Count to float
        Totals of the window; what is not in it has not happened.
    weekly : mapping of str to sequence of float or None
        Census columns, warm-up included; the last ``weeks`` of each are observed.
    samples : mapping of Sample to sequence of float
        Values kept one by one.
    weeks : int
        Weeks observed.
    """

    __slots__ = ("_columns", "_counts", "_samples", "_weekly", "weeks")

    def __init__(
        self,
        counts: Mapping[Count, float],
        weekly: Mapping[str, Sequence[float | None]],
        samples: Mapping[Sample, Sequence[float]],
        weeks: int,
    ) -> None:
        self._counts = counts
        self._weekly = weekly
        self._samples = samples
        self._columns: dict[str, NDArray[np.float64]] = {}
        self.weeks = weeks

    def __getitem__(self, count: Count) -> float:
        """Total of a count over the window."""
        return self._counts.get(count, 0.0)

    @property
    def years(self) -> float:
        """Length of the window in years."""
        return 7.0 * self.weeks / DAYS_PER_YEAR

    @property
    def months(self) -> float:
        """Length of the window in months."""
        return 7.0 * self.weeks / DAYS_PER_MONTH

    def column(self, name: str) -> NDArray[np.float64]:
        """One value an observed week, NaN where there was none; an unknown name is a KeyError."""
        column = self._columns.get(name)
        if column is None:
            values = self._weekly[name][-self.weeks :]
            column = np.array([np.nan if v is None else v for v in values], dtype=float)
            self._columns[name] = column
        return column

    def sum(self, name: str) -> float:
        """Sum of a census column over the observed weeks."""
        return float(self.column(name).sum())

    def sample(self, sample: Sample) -> Sequence[float]:
        """The values of a sample; empty if there are none."""
        return self._samples[sample]
