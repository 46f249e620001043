"""Rows of the tables of a run, and what is asked of results by those who write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pdusim.experiment.precision import StoppingLog
from pdusim.experiment.tasks import Failure, ScenarioLike

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """A measure of one scenario over all replications.

    Parameters
    ----------
    scenario, measure, title, unit : str
        Whose, which, and in what.
    mean : float or None
        Mean, or ratio of totals; ``None`` when missing.
    low, high : float or None
        Ends of the confidence interval of the mean.
    p05, p95 : float or None
        Range between replications; from 60 replications up.
    n, n_missing : int
        Replications that entered, and those without events (or failed).
    reason : str or None
        Why the mean or the interval is missing.
    unseen : float or None
        Where nothing else was seen in any replication: upper bound for the share of replications
        in which there is something else.
    """

    scenario: str
    measure: str
    title: str
    unit: str
    mean: float | None
    low: float | None
    high: float | None
    p05: float | None
    p95: float | None
    n: int
    n_missing: int
    reason: str | None
    unseen: float | None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """The paired difference of a measure: `scenario` minus `baseline`.

    Parameters
    ----------
    scenario, baseline, measure, title, unit : str
        Which measure of which two scenarios.
    mean, low, high, p05, p95, n, n_missing, reason, unseen
        As in `EstimateRow`, of the difference; `n` counts pairs.
    correlation : float or None
        Between the two scenarios over the replications.
    variance_ratio : float or None
        How many times fewer replications pairing needs than independent runs.
    unpaired_replications : int or None
        Replications of each scenario that independent runs need for an interval as narrow.
    """

    scenario: str
    baseline: str
    measure: str
    title: str
    unit: str
    mean: float | None
    low: float | None
    high: float | None
    p05: float | None
    p95: float | None
    n: int
    n_missing: int
    reason: str | None
    unseen: float | None
    correlation: float | None
    variance_ratio: float | None
    unpaired_replications: int | None


class ResultsLike(Protocol):
    """What writing results needs of them; ``Results`` is the one there is."""

    @property
    def scenarios(self) -> tuple[ScenarioLike, ...]:
        """Scenarios in order."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""

    @property
    def replications(self) -> int:
        """Replications asked of each scenario."""

    @property
    def seed(self) -> int:
        """Seed of the run."""

    @property
    def confidence(self) -> float:
        """Of the intervals."""

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed."""

    @property
    def stopping(self) -> StoppingLog | None:
        """How a run to a precision ended."""

    @property
    def measure_names(self) -> tuple[str, ...]:
        """Every measure, in order."""

    @property
    def measures(self) -> pl.DataFrame:
        """Long table of measures."""

    @property
    def weekly(self) -> pl.DataFrame:
        """Weekly census, if it was recorded."""

    def estimates(self, measures: Sequence[str] | None = None) -> Sequence[EstimateRow]:
        """Every measure of every scenario."""

    def differences(
        self, baseline: int | str = 0, measures: Sequence[str] | None = None
    ) -> Sequence[DifferenceRow]:
        """Every measure of every other scenario, as its paired difference."""
