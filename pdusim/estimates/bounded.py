"""Intervals that respect what a measure can be: shares, counts, and what was never seen."""

from __future__ import annotations

from math import sqrt

#: Least and most that a measure can be; ``None`` where there is no end.
Bounds = tuple[float | None, float | None]

#: Of a measure that may take any value.
UNBOUNDED: Bounds = (None, None)
#: Of a share.
SHARE: Bounds = (0.0, 1.0)


def interval(centre: float, error: float, multiplier: float, bounds: Bounds) -> tuple[float, float]:
    """Interval around an estimate that stays inside what the measure can be.

    For a share, Wilson's interval with the effective number of trials [1]_ [2]_: the number at
    which independent trials would have the standard error found. It agrees with the t-interval
    where the error is small, leans towards the middle near 0 and 1, and cannot leave them. For
    any other bound the t-interval is cut there, which loses no true value.

    Parameters
    ----------
    centre, error : float
        Estimate and its standard error.
    multiplier : float
        Of the standard error (a quantile of Student's t).
    bounds : tuple of (float or None, float or None)
        Least and most that the measure can be.

    Returns
    -------
    tuple of (float, float)

    References
    ----------
    .. [1] Kott, P. S. and Carr, D. A. (1997). Developing an estimation strategy for a pesticide
       data program. Journal of Official Statistics 13, 367-383.
    .. [2] Dean, N. and Pagano, M. (2015). Evaluating confidence interval methods for binomial
       proportions in clustered surveys. Journal of Survey Statistics and Methodology 3, 484-503.
    """
    least, most = bounds
    if bounds == SHARE and 0.0 < centre < 1.0 and error > 0.0:
        spread = centre * (1.0 - centre)
        # Squared multiplier over the effective number of trials.
        pull = (multiplier * error) ** 2 / spread
        middle = (centre + pull / 2.0) / (1.0 + pull)
        half = sqrt(pull * spread + pull * pull / 4.0) / (1.0 + pull)
        return max(0.0, middle - half), min(1.0, middle + half)
    low, high = centre - multiplier * error, centre + multiplier * error
    # An estimate beyond its bounds is left as it is: the bounds are then wrong, not the estimate.
    if least is not None and centre >= least:
        low = max(low, least)
    if most is not None and centre <= most:
        high = min(high, most)
    return low, high


def of_difference(first: Bounds, second: Bounds) -> Bounds:
    """Bounds of second minus first."""
    return _minus(second[0], first[1]), _minus(second[1], first[0])


def unseen_share(n: int, confidence: float) -> float:
    """Upper bound for how often something happens that happened in none of `n` replications.

    The one-sided interval of Clopper and Pearson [1]_ at no success, ``1 - (1 - confidence) **
    (1 / n)``; about 3 / n at 95 % ("rule of three").

    Parameters
    ----------
    n : int
        Replications, 1 or more.
    confidence : float
        Of the bound.

    References
    ----------
    .. [1] Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits
       illustrated in the case of the binomial. Biometrika 26, 404-413.
    """
    share: float = 1.0 - (1.0 - confidence) ** (1.0 / n)
    return share


def unseen_reason(centre: float, n: int, confidence: float, *, paired: bool) -> str:
    """Say what was not seen, and how often it may happen all the same."""
    sure = f"with {100.0 * confidence:g} % confidence fewer than"
    share = f"{100.0 * unseen_share(n, confidence):.2g} %"
    if paired:
        return f"no difference seen in {n} pairs: {sure} {share} of pairs differ"
    if centre == 0.0:
        return f"none in any of {n} replications: {sure} {share} of replications have any"
    return f"all in each of {n} replications: {sure} {share} of replications have an exception"


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
