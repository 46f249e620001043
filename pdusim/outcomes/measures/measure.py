"""What a measure is, and the formulas that many measures share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pdusim.outcomes.counts import Count
    from pdusim.outcomes.window import Sample, Window

Kind = Literal["ratio", "mean"]
Better = Literal["lower", "higher", ""]
Total: TypeAlias = tuple[float, float]
"""Numerator and denominator; missing where the denominator is not above 0."""

NOTHING: Total = (0.0, 0.0)
Formula: TypeAlias = "Callable[[Window], Total]"


@dataclass(frozen=True, slots=True)
class Measure:
    """One reported measure.

    Parameters
    ----------
    name : str
        Stable name, as in tables, JSON and Parquet.
    title : str
        What an analyst reads.
    unit : str
        Unit of the value.
    definition : str
        How it is worked out; the window is the observation window after warm-up.
    kind : {"ratio", "mean"}
        ``ratio``: total over the window divided by total over the window, so that replications
        are combined as a ratio of totals. ``mean``: a mean or percentile inside a replication.
    better : {"lower", "higher", ""}
        Which way is better for the public; empty where neither is.
    group : str
        Heading under which tables list it.
    formula : callable
        Numerator and denominator from what a replication shows (`pdusim.outcomes.window`).
    signed : bool
        Whether it can lie below 0; all others cannot, and a share not above 1 either.
    """

    name: str
    title: str
    unit: str
    definition: str
    kind: Kind
    better: Better
    group: str
    formula: Formula
    signed: bool = False

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and most that the measure can be; None where there is no end."""
        if self.signed:
            return None, None
        return 0.0, 1.0 if self.unit == "share" else None


def ratio(of: Count, over: Count) -> Formula:
    """One count over another."""
    return lambda window: (window[of], window[over])


def a_month(count: Count) -> Formula:
    """A count over the months observed."""
    return lambda window: (window[count], window.months)


def mean(values: NDArray[np.float64]) -> Total:
    """Mean over the weeks that have a value; missing where none has."""
    known = values[np.isfinite(values)]
    return (float(known.mean()), 1.0) if len(known) else NOTHING


def weekly_mean(column: str) -> Formula:
    """Mean over the weekly censuses."""
    return lambda window: mean(window.column(column))


def weekly_ratio(of: str, over: str) -> Formula:
    """Mean over the weekly censuses of one column over another."""

    def formula(window: Window) -> Total:
        with np.errstate(divide="ignore", invalid="ignore"):
            return mean(window.column(of) / window.column(over))

    return formula


def percentile(sample: Sample, percent: float) -> Formula:
    """A percentile of a sample; missing where it is empty."""

    def formula(window: Window) -> Total:
        values = window.sample(sample)
        return (float(np.percentile(values, percent)), 1.0) if len(values) else NOTHING

    return formula
