"""Rows of the tables of a run, and what is asked of results by those who write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import MeasureInfo
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


_Row = TypeVar("_Row", EstimateRow, DifferenceRow)


class Rows(list[_Row]):
    """Rows of a table: a list that reads well when printed and gives a data frame."""

    def __str__(self) -> str:
        """The rows as a table: whose, which measure, and the mean with its interval."""
        return _text([asdict(row) for row in self])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The rows as a data frame, in a notebook."""
        return self.to_polars()._repr_html_()

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a polars data frame, one column a field."""
        import polars as pl

        numbers = dict.fromkeys(("mean", "low", "high", "p05", "p95"), pl.Float64)
        return pl.DataFrame([asdict(row) for row in self], schema_overrides=numbers)

    def to_pandas(self) -> Any:
        """Return the rows as a pandas data frame.

        Raises
        ------
        ExperimentError
            When pandas is not installed.
        """
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise ExperimentError(
                "pandas is not installed: python -m pip install pandas, or use to_polars()"
            ) from None
        return pandas.DataFrame([asdict(row) for row in self])


def _text(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "no rows"
    cells = [("scenario", "measure", "mean", "interval", "unit")]
    for row in rows:
        interval = (
            f"{_number(row['low'])} to {_number(row['high'])}"
            if row["low"] is not None and row["high"] is not None
            else row["reason"] or ""
        )
        name = row["scenario"]
        if row.get("baseline"):
            name = f"{name} minus {row['baseline']}"
        cells.append((name, row["measure"], _number(row["mean"]), interval, row["unit"]))
    widths = [max(len(line[place]) for line in cells) for place in range(5)]
    return "\n".join(
        "  ".join(
            text.rjust(width) if place == 2 else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


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

    @property
    def rules(self) -> str | None:
        """Hash of what was added to the model."""

    @property
    def own_measures(self) -> tuple[MeasureInfo, ...]:
        """Measures that were added to those of pdusim."""

    def describe(self, measure: str) -> MeasureInfo:
        """Title, unit and direction of a measure."""

    def estimates(self, measures: Sequence[str] | None = None) -> Sequence[EstimateRow]:
        """Every measure of every scenario."""

    def differences(
        self, baseline: int | str = 0, measures: Sequence[str] | None = None
    ) -> Sequence[DifferenceRow]:
        """Every measure of every other scenario, as its paired difference."""
