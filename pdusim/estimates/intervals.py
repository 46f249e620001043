"""Estimates of one measure over independent replications.

Every measure is kept as two totals a replication, a numerator and a denominator, and estimated
as the ratio of their sums. A plain mean is the case where every denominator is 1. The interval
comes from jackknife pseudo-values [1]_: for a plain mean they are the values themselves, so one
rule serves both.

A replication without events (0 over 0) is *missing*: it adds nothing to either sum, it has no
value of its own, and it is counted.

What was the same 0 in every replication (or the same 1, for a share) has no interval: replications
that all agree show that the rest is rare, not that it does not exist. The reason says how rare.

References
----------
.. [1] Miller, R. G. (1974). The jackknife: a review. Biometrika 61, 1-15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pdusim.estimates.bounded import UNBOUNDED, Bounds, interval, unseen_reason, unseen_share
from pdusim.estimates.student import check_confidence, two_sided_t

#: Fewest replications from which the 5-95 % range between replications is given: below it the
#: two quantiles rest on the two or three most extreme values.
RANGE_FROM = 60

#: Fewest replications with another value than 0 that a precision goes by, where most are 0.
FEW = 10

#: Reason given when a single replication is all there is.
ONE_REPLICATION = "one replication: no interval"
#: Reason given when no replication had events.
NO_EVENTS = "no replication had events"


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate over replications.

    Parameters
    ----------
    mean : float or None
        Mean, or ratio of totals; ``None`` when every replication is missing.
    low, high : float or None
        Ends of the confidence interval; ``None`` when there is none, with `reason`.
    p05, p95 : float or None
        5th and 95th percentile between replications: where one future replication is likely to
        fall, not where the mean is. ``None`` below ``RANGE_FROM`` values.
    standard_error : float or None
        Standard error of `mean`.
    n : int
        Replications that entered.
    n_missing : int
        Replications left out because they had no events.
    confidence : float
        Of the interval.
    reason : str or None
        Why the mean or the interval is missing.
    unseen : float or None
        Where nothing else was seen in any replication (a difference of exactly 0 in all pairs, no
        event in any replication, or nothing but events): the one-sided upper bound, with
        `confidence`, for the share of replications in which there is something else.
    few : int or None
        Where most replications gave exactly 0 and fewer than ``FEW`` another value: how many did.
        The interval then rests on those few, and is as likely too narrow as it is wide.
    """

    mean: float | None
    low: float | None
    high: float | None
    p05: float | None
    p95: float | None
    standard_error: float | None
    n: int
    n_missing: int
    confidence: float
    reason: str | None = None
    unseen: float | None = None
    few: int | None = None

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval, in the measure's own unit."""
        if self.low is None or self.high is None:
            return None
        return (self.high - self.low) / 2.0

    @property
    def relative_half_width(self) -> float | None:
        """Half-width over the absolute mean; infinite around a mean of 0, 0 for no width."""
        if self.mean is None or self.half_width is None:
            return None
        return relative(self.half_width, self.mean)


@dataclass(frozen=True, slots=True)
class Totals:
    """Numerator and denominator of one measure, one entry a replication, in their order.

    Parameters
    ----------
    numerator, denominator : ndarray of float, shape (n,)
        A missing replication holds 0 and 0.
    failed : ndarray of bool, shape (n,), optional
        Replications that gave nothing at all, unlike those that ran without events; None where
        all ran. A pair of which one has failed is left out of both sides of a difference.
    bounds : tuple of (float or None, float or None)
        Least and most that the measure can be; intervals stay inside.

    Raises
    ------
    ValueError
        When they differ in shape or a denominator is negative.
    """

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    failed: NDArray[np.bool_] | None = None
    bounds: Bounds = UNBOUNDED

    def __post_init__(self) -> None:
        shapes = {self.numerator.shape, self.denominator.shape, self.gone.shape}
        if self.numerator.ndim != 1 or len(shapes) > 1:
            raise ValueError("numerators and denominators must be two rows of one length")
        if bool((self.denominator < 0).any()):
            raise ValueError("a denominator is negative")

    @classmethod
    def of(
        cls,
        numerator: ArrayLike,
        denominator: ArrayLike | None = None,
        bounds: Bounds = UNBOUNDED,
    ) -> Totals:
        """Totals from any two sequences; without denominators each present value weighs 1.

        NaN in either stands for a replication that failed.
        """
        top = np.asarray(numerator, dtype=np.float64)
        bottom = (
            np.ones_like(top) if denominator is None else np.asarray(denominator, dtype=np.float64)
        )
        if top.shape != bottom.shape:
            raise ValueError("numerators and denominators must be two rows of one length")
        gone = np.isnan(top) | np.isnan(bottom)
        return cls(np.where(gone, 0.0, top), np.where(gone, 0.0, bottom), gone, bounds)

    @property
    def gone(self) -> NDArray[np.bool_]:
        """True for the replications that failed."""
        if self.failed is None:
            return np.zeros(self.numerator.shape, dtype=np.bool_)
        return self.failed

    @property
    def present(self) -> NDArray[np.bool_]:
        """True for the replications that had events."""
        there: NDArray[np.bool_] = (self.denominator != 0.0) | (self.numerator != 0.0)
        return there

    @property
    def values(self) -> NDArray[np.float64]:
        """Ratio by replication; NaN where the denominator is 0."""
        out = np.full(self.numerator.shape, np.nan)
        np.divide(self.numerator, self.denominator, out=out, where=self.denominator != 0.0)
        return out

    def prefix(self, n: int) -> Totals:
        """Keep the first `n` replications."""
        return Totals(self.numerator[:n], self.denominator[:n], self.gone[:n], self.bounds)

    def without(self, left_out: NDArray[np.bool_]) -> Totals:
        """Return the same with some replications missing."""
        return Totals(
            np.where(left_out, 0.0, self.numerator),
            np.where(left_out, 0.0, self.denominator),
            self.failed,
            self.bounds,
        )

    def ratio(self) -> float | None:
        """Ratio of the sums, exact when all replications agree; ``None`` without events."""
        bottom = float(self.denominator.sum())
        if bottom == 0.0:
            return None
        values = self.values[self.denominator != 0.0]
        if bool((values == values[0]).all()) and bool(self.denominator[self.present].all()):
            return float(values[0])
        return float(self.numerator.sum()) / bottom

    def pseudo_values(self) -> NDArray[np.float64]:
        """Jackknife pseudo-values by replication.

        ``m x ratio - (m - 1) x ratio without this replication``, m being the replications with
        events; the ratio itself for a missing replication, since leaving it out changes nothing.
        Where one replication holds every event the ratio without it does not exist, and its
        pseudo-value is NaN.

        Returns
        -------
        ndarray of float, shape (n,)
        """
        centre = self.ratio()
        if centre is None:
            return np.full(self.numerator.shape, np.nan)
        present = self.present
        bottoms = self.denominator[present]
        if bool((bottoms == bottoms[0]).all()):
            # Equal weights: the pseudo-values are the values, with no rounding.
            return np.where(present, self.values, centre)
        values = self.values[present]
        if bool((values == values[0]).all()):
            return np.full(self.numerator.shape, centre)
        m = int(present.sum())
        rest_top = self.numerator.sum() - self.numerator
        rest_bottom = self.denominator.sum() - self.denominator
        without = np.full(self.numerator.shape, np.nan)
        # Rounding can leave a crumb of the sum where nothing is left.
        some = rest_bottom > 1e-12 * self.denominator.sum()
        np.divide(rest_top, rest_bottom, out=without, where=some)
        return np.where(present, m * centre - (m - 1) * without, centre)


def estimate_mean(
    values: Sequence[float | None] | NDArray[np.float64],
    confidence: float = 0.95,
    *,
    paired: bool = False,
) -> Estimate:
    """Mean over replications with a t-interval.

    Parameters
    ----------
    values : sequence of float or None
        One a replication; ``None`` or NaN is missing.
    confidence : float
        Of the interval.
    paired : bool
        Whether they are differences of pairs, for the words about one that is always 0.

    Returns
    -------
    Estimate
    """
    numbers = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    return estimate_totals(Totals.of(numbers), confidence, paired=paired)


def estimate_ratio(
    numerators: ArrayLike, denominators: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Ratio of totals over replications with a jackknife interval.

    Parameters
    ----------
    numerators, denominators : array-like of float, shape (n,)
        Totals by replication; 0 over 0 is a replication without events.
    confidence : float
        Of the interval.

    Returns
    -------
    Estimate
        `n` counts the replications with events.
    """
    return estimate_totals(Totals.of(numerators, denominators), confidence)


def estimate_totals(totals: Totals, confidence: float = 0.95, *, paired: bool = False) -> Estimate:
    """Estimate of a measure from its totals; see the module text for the method."""
    check_confidence(confidence)
    present = totals.present
    n = int(present.sum())
    return from_pseudo_values(
        totals.ratio(),
        totals.pseudo_values()[present],
        totals.values,
        n_missing=int(present.size) - n,
        confidence=confidence,
        bounds=totals.bounds,
        paired=paired,
    )


def from_pseudo_values(
    centre: float | None,
    pseudo: NDArray[np.float64],
    values: NDArray[np.float64],
    *,
    n_missing: int,
    confidence: float,
    bounds: Bounds = UNBOUNDED,
    paired: bool = False,
) -> Estimate:
    """Estimate around `centre` with the t-interval of its pseudo-values.

    Parameters
    ----------
    centre : float or None
        The estimate itself.
    pseudo : ndarray, shape (n,)
        Pseudo-values of the replications that entered.
    values : ndarray
        Value by replication, for the range between them; NaN is left out.
    n_missing : int
        Replications left out.
    confidence : float
        Of the interval.
    bounds : tuple of (float or None, float or None)
        Least and most that the estimate can be.
    paired : bool
        Whether it is a difference.
    """
    n = int(pseudo.size)
    if centre is None or n == 0:
        return Estimate(None, None, None, None, None, None, n, n_missing, confidence, NO_EVENTS)
    p05, p95 = range_between(values)
    if n == 1:
        return Estimate(
            centre, None, None, p05, p95, None, n, n_missing, confidence, ONE_REPLICATION
        )
    if bool(np.isnan(pseudo).any()):
        reason = "all events fell in one replication: no interval"
        return Estimate(centre, None, None, p05, p95, None, n, n_missing, confidence, reason)
    error = standard_error(pseudo)
    if error == 0.0 and (centre == 0.0 or (not paired and centre == bounds[1])):
        reason = unseen_reason(centre, n, confidence, paired=paired)
        bound = unseen_share(n, confidence)
        return Estimate(centre, None, None, p05, p95, None, n, n_missing, confidence, reason, bound)
    low, high = interval(centre, error, two_sided_t(confidence, n - 1), bounds)
    known = values[~np.isnan(values)]
    other = int(np.count_nonzero(known))
    few = other if other < FEW and 2 * other < known.size else None
    return Estimate(centre, low, high, p05, p95, error, n, n_missing, confidence, None, None, few)


def standard_error(values: NDArray[np.float64]) -> float:
    """Divide the standard deviation by the root of the number; 0 when all values agree."""
    if bool((values == values[0]).all()):
        return 0.0
    return float(values.std(ddof=1) / np.sqrt(values.size))


def range_between(values: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """5th and 95th percentile between replications, or two ``None`` below ``RANGE_FROM``."""
    known = values[~np.isnan(values)]
    if known.size < RANGE_FROM:
        return None, None
    # Median-unbiased whatever the distribution (Hyndman and Fan 1996, definition 8).
    low, high = np.quantile(known, [0.05, 0.95], method="median_unbiased")
    return float(low), float(high)


def relative(half_width: float, mean: float) -> float:
    """Half-width over the absolute mean; 0 when there is no width, infinite at a mean of 0."""
    if half_width == 0.0:
        return 0.0
    return half_width / abs(mean) if mean != 0.0 else float("inf")
