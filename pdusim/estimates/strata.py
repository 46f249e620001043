"""Estimates of a whole made of parts that are simulated by themselves, and the spread of the parts.

Every part (a unit of a nation) has replications of its own, and no chance in common with another.
The whole is the ratio of the sums over the parts of their mean totals, so that a replication more
or less of one part gives it no more weight. Its variance is the sum of the parts' variances, of the
linearised ratio [1]_; the degrees of freedom are Welch's and Satterthwaite's [2]_. A hundred parts
of four replications each make a narrow interval, though four replications of one do not.

References
----------
.. [1] Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 6.11 (the combined ratio
   estimate in stratified sampling). Wiley.
.. [2] Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance
   components. Biometrics Bulletin 2, 110-114.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates.bounded import UNBOUNDED, Bounds, interval
from pdusim.estimates.intervals import NO_EVENTS
from pdusim.estimates.student import check_confidence, two_sided_t

Floats = NDArray[np.float64]

ONE_EACH = "one replication of each part: no interval"
"""Reason given when no part has been replicated twice."""


@dataclass(frozen=True, slots=True)
class StrataEstimate:
    """An estimate of the whole.

    Parameters
    ----------
    mean, low, high : float or None
        Estimate and the ends of its interval; None where there is none, with `reason`.
    parts : int
        Parts that had events.
    reason : str or None
        Why the mean or the interval is missing.
    """

    mean: float | None
    low: float | None
    high: float | None
    parts: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """How far parts differ, with chance taken out, and how far chance moves one part.

    Parameters
    ----------
    between : float or None
        Standard deviation between parts of what each would be in the long run; None for fewer than
        two parts or without two replications of each.
    chance : float or None
        Standard deviation of one part from one replication to another.
    least, most : float or None
        Smallest and largest part, as estimated: chance is in them.
    """

    between: float | None
    chance: float | None
    least: float | None
    most: float | None


def estimate_strata(
    tops: Floats,
    bottoms: Floats,
    *,
    confidence: float = 0.95,
    bounds: Bounds = UNBOUNDED,
) -> StrataEstimate:
    """Estimate the ratio of totals of a whole.

    Parameters
    ----------
    tops, bottoms : ndarray of float, shape (parts, replications)
        Numerators and denominators; NaN where a replication failed, 0 over 0 where it had no
        events.
    confidence : float
        Of the interval.
    bounds : tuple of (float or None, float or None)
        Least and most that the measure can be.
    """
    check_confidence(confidence)
    centre, residuals = _linearised(tops, bottoms)
    if centre is None:
        return StrataEstimate(None, None, None, 0, NO_EVENTS)
    parts = int((np.nansum(np.abs(bottoms), axis=1) > 0.0).sum())
    return _around(centre, residuals, parts, confidence, bounds)


def strata_difference(
    first: tuple[Floats, Floats],
    second: tuple[Floats, Floats],
    *,
    confidence: float = 0.95,
) -> StrataEstimate:
    """Estimate the paired difference of two such ratios, the second minus the first.

    Parameters
    ----------
    first, second : tuple of (ndarray, ndarray)
        Numerators and denominators, as for `estimate_strata`; replication r of a part has met the
        same chance in both. A pair of which one failed is left out of both.
    confidence : float
        Of the interval.
    """
    check_confidence(confidence)
    gone = np.isnan(first[0] + first[1] + second[0] + second[1])
    one, e_one = _linearised(*(np.where(gone, np.nan, array) for array in first))
    two, e_two = _linearised(*(np.where(gone, np.nan, array) for array in second))
    if one is None or two is None:
        return StrataEstimate(None, None, None, 0, NO_EVENTS)
    parts = int(((np.nansum(first[1], axis=1) > 0) & (np.nansum(second[1], axis=1) > 0)).sum())
    return _around(two - one, e_two - e_one, parts, confidence, UNBOUNDED)


def spread_of(tops: Floats, bottoms: Floats) -> Spread:
    """Tell the spread between parts from that of chance, by the method of moments.

    The variance of the parts' means is that between parts and that of chance over the number of
    replications; what chance explains is taken off.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(bottoms > 0.0, tops / bottoms, np.nan)
    known = np.isfinite(values)
    counts = known.sum(axis=1)
    there = counts > 0
    if not there.any():
        return Spread(None, None, None, None)
    means = np.array([row[ok].mean() for row, ok in zip(values[there], known[there], strict=True)])
    least, most = float(means.min()), float(means.max())
    twice = counts[there] > 1
    if not twice.any():
        return Spread(None, None, least, most)
    variances = np.array(
        [
            row[ok].var(ddof=1)
            for row, ok in zip(values[there][twice], known[there][twice], strict=True)
        ]
    )
    chance = float(np.sqrt(variances.mean()))
    if len(means) < 2:
        return Spread(None, chance, least, most)
    by_chance = float((variances.mean() / counts[there]).mean())
    between = float(np.sqrt(max(0.0, float(means.var(ddof=1)) - by_chance)))
    return Spread(between, chance, least, most)


def _linearised(tops: Floats, bottoms: Floats) -> tuple[float | None, Floats]:
    """The ratio, and what each replication of each part adds to or takes from it."""
    here = ~np.isnan(tops)
    counts = here.sum(axis=1)
    weight = np.where(counts > 0, 1.0 / np.maximum(counts, 1), 0.0)
    top = float((np.where(here, tops, 0.0).sum(axis=1) * weight).sum())
    bottom = float((np.where(here, bottoms, 0.0).sum(axis=1) * weight).sum())
    if bottom <= 0.0:
        return None, tops
    centre = top / bottom
    return centre, (tops - centre * bottoms) / bottom


def _around(
    centre: float, residuals: Floats, parts: int, confidence: float, bounds: Bounds
) -> StrataEstimate:
    variances, freedoms = [], []
    for row in residuals:
        known = row[np.isfinite(row)]
        if len(known) > 1:
            variances.append(float(known.var(ddof=1)) / len(known))
            freedoms.append(len(known) - 1)
        elif len(known) == 1:
            return StrataEstimate(centre, None, None, parts, ONE_EACH)
    total = sum_of_squares = 0.0
    for variance, freedom in zip(variances, freedoms, strict=True):
        total += variance
        sum_of_squares += variance * variance / freedom
    if total == 0.0:
        return StrataEstimate(
            centre, None, None, parts, "the same in every replication: no interval"
        )
    # Rounded down, which widens the interval.
    degrees = max(1, int(total * total / sum_of_squares + 1e-9))
    error = float(np.sqrt(total))
    low, high = interval(centre, error, two_sided_t(confidence, degrees), bounds)
    return StrataEstimate(centre, low, high, parts)
