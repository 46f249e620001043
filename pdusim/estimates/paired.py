"""Paired differences: two scenarios that met the same chance, replication by replication."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pdusim.estimates.bounded import of_difference
from pdusim.estimates.intervals import (
    Estimate,
    Totals,
    from_pseudo_values,
    standard_error,
)
from pdusim.estimates.student import check_confidence


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of a measure between two scenarios, second minus first.

    Parameters
    ----------
    estimate : Estimate
        Of the difference; `n` counts the pairs that entered, `n_missing` those left out because
        either side had no events.
    correlation : float or None
        Between the two sides over the pairs; ``None`` when a side does not vary or there are
        fewer than three pairs.
    variance_ratio : float or None
        Variance of the difference had the two been run independently, over its variance as
        paired: how many times fewer replications pairing needs. ``None`` when the difference
        does not vary (nothing to compare) or there are fewer than three pairs.
    """

    estimate: Estimate
    correlation: float | None
    variance_ratio: float | None

    @property
    def unpaired_replications(self) -> int | None:
        """Replications of each scenario that unpaired runs need for the same half-width."""
        if self.variance_ratio is None:
            return None
        return int(np.ceil(self.estimate.n * self.variance_ratio - 1e-9))


@dataclass(frozen=True, slots=True)
class PairedValues:
    """What a paired difference is computed from.

    Parameters
    ----------
    centre : float or None
        The difference; ``None`` when a side has no events.
    first, second : ndarray of float, shape (pairs,)
        Pseudo-values of either side, over the pairs where both had events.
    values : ndarray of float, shape (n,)
        Difference by replication; NaN where either side has no value.
    n_missing : int
        Pairs left out.
    """

    centre: float | None
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    values: NDArray[np.float64]
    n_missing: int

    @property
    def pseudo(self) -> NDArray[np.float64]:
        """Pseudo-values of the difference."""
        return self.second - self.first


def pair(first: Totals, second: Totals) -> PairedValues:
    """Line up two measures replication by replication.

    A pair of which one replication failed is left out. A plain mean is compared over the complete
    pairs only. A ratio of totals keeps its totals where only the other side had no events, so that
    the difference is the difference of the two ratios as shown; the jackknife leaves the same
    replication out of both.

    Raises
    ------
    ValueError
        When the two differ in length: they are not pairs.
    """
    if first.numerator.shape != second.numerator.shape:
        raise ValueError(
            f"{first.numerator.size} replications cannot be paired with {second.numerator.size}"
        )
    failed = first.gone | second.gone
    if failed.any():
        first, second = first.without(failed), second.without(failed)
    both = first.present & second.present
    if _is_mean(first) and _is_mean(second):
        first, second = first.without(~both), second.without(~both)
    a, b = first.ratio(), second.ratio()
    return PairedValues(
        None if a is None or b is None else b - a,
        first.pseudo_values()[both],
        second.pseudo_values()[both],
        np.where(both, second.values - first.values, np.nan),
        int(both.size) - int(both.sum()),
    )


def difference(first: Totals, second: Totals, confidence: float = 0.95) -> Difference:
    """Paired difference, second minus first, with its interval.

    Parameters
    ----------
    first, second : Totals
        One measure under two scenarios; entry i of both is the same replication.
    confidence : float
        Of the interval.

    Returns
    -------
    Difference

    Raises
    ------
    ValueError
        When the two differ in length.
    """
    check_confidence(confidence)
    paired = pair(first, second)
    estimate = from_pseudo_values(
        paired.centre,
        paired.pseudo,
        paired.values,
        n_missing=paired.n_missing,
        confidence=confidence,
        bounds=of_difference(first.bounds, second.bounds),
        paired=True,
    )
    if estimate.standard_error is None or estimate.n < 3:
        return Difference(estimate, None, None)
    error_first, error_second = standard_error(paired.first), standard_error(paired.second)
    correlation = None
    if error_first > 0.0 and error_second > 0.0:
        correlation = _correlation(paired.first, paired.second)
    ratio = None
    if estimate.standard_error > 0.0:
        ratio = (error_first**2 + error_second**2) / estimate.standard_error**2
    return Difference(estimate, correlation, ratio)


def difference_of_means(
    first: ArrayLike, second: ArrayLike, confidence: float = 0.95
) -> Difference:
    """Paired difference of two rows of values; NaN is missing."""
    return difference(Totals.of(first), Totals.of(second), confidence)


def difference_of_ratios(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    confidence: float = 0.95,
) -> Difference:
    """Paired difference of two ratios of totals, each given as (numerators, denominators)."""
    return difference(Totals.of(*first), Totals.of(*second), confidence)


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Pearson's correlation, without a library whose last bits depend on the processor."""
    a, b = first - first.mean(), second - second.mean()
    found = float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))
    return min(1.0, max(-1.0, found))


def _is_mean(totals: Totals) -> bool:
    return bool(np.isin(totals.denominator, (0.0, 1.0)).all())
