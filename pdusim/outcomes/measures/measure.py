"""What a measure is, and the formulas that many measures share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

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

    def __reduce__(self) -> tuple[type[Measure], tuple[Any, ...]]:
        """Return how to make it again in another process, for the reason that `Outcome` gives."""
        return Measure, tuple(getattr(self, part.name) for part in fields(self))

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and most that the measure can be; None where there is no end."""
        if self.signed:
            return None, None
        return 0.0, 1.0 if self.unit == "share" else None


# Each formula is a function of this module with its first arguments filled in, so that it can be
# sent to a worker process and told from another.


def ratio(of: Count, over: Count) -> Formula:
    """One count over another."""
    return partial(_ratio, of, over)


def _ratio(of: Count, over: Count, window: Window) -> Total:
    return window[of], window[over]


def a_month(count: Count) -> Formula:
    """A count over the months observed."""
    return partial(_a_month, count)


def _a_month(count: Count, window: Window) -> Total:
    return window[count], window.months


def mean(values: NDArray[np.float64]) -> Total:
    """Mean over the weeks that have a value; missing where none has."""
    known = values[np.isfinite(values)]
    return (float(known.mean()), 1.0) if len(known) else NOTHING


def weekly_mean(column: str) -> Formula:
    """Mean over the weekly censuses."""
    return partial(_weekly_mean, column)


def _weekly_mean(column: str, window: Window) -> Total:
    return mean(window.column(column))


def weekly_ratio(of: str, over: str) -> Formula:
    """Mean over the weekly censuses of one column over another."""
    return partial(_weekly_ratio, of, over)


def _weekly_ratio(of: str, over: str, window: Window) -> Total:
    with np.errstate(divide="ignore", invalid="ignore"):
        return mean(window.column(of) / window.column(over))


def percentile(sample: Sample, percent: float) -> Formula:
    """A percentile of a sample; missing where it is empty."""
    return partial(_percentile, sample, percent)


def _percentile(sample: Sample, percent: float, window: Window) -> Total:
    values = window.sample(sample)
    return (float(np.percentile(values, percent)), 1.0) if len(values) else NOTHING


def total_of(measure: Measure, window: Window) -> Total:
    """Work out a measure of a researcher's own, and make sure of what it gives.

    Raises
    ------
    ValueError
        When it gives anything else than two finite numbers.
    """
    # Of no type yet: a compiled build would refuse another one before it could be named.
    found: Any = cast("Callable[[Window], Any]", measure.formula)(window)
    try:
        numerator, denominator = found
        total = (float(numerator), float(denominator))
    except (TypeError, ValueError):
        total = (float("nan"), 0.0)
    if not all(isfinite(one) for one in total):
        raise ValueError(
            f"the formula of measure '{measure.name}' gives {found!r:.80}: it must give numerator "
            "and denominator, two finite numbers; (0.0, 0.0) where there is nothing to measure"
        )
    return total
