"""Which of several is best, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates.intervals import Totals, standard_error
from pdusim.estimates.paired import pair
from pdusim.estimates.student import bonferroni, check_confidence, t_quantile

#: Resamples behind a probability: its own error is below half a percentage point.
RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class AgainstBest:
    """One candidate compared with the best of the others.

    Parameters
    ----------
    low, high : float or None
        Simultaneous interval for how much larger this candidate's value is than the best of the
        others, *best* meaning the largest. ``low`` is never above 0 and ``high`` never below 0:
        a candidate with ``low`` at 0 is shown to be the best, one with ``high`` at 0 is shown not
        to be. ``None`` with fewer than two pairs.
    """

    low: float | None
    high: float | None

    @property
    def may_be_best(self) -> bool:
        """Whether the comparison leaves it open that this candidate is the best."""
        return self.high is None or self.high > 0.0 or self.low == 0.0


def compare_with_best(rows: Sequence[Totals], confidence: float = 0.95) -> list[AgainstBest]:
    """Multiple comparisons with the best, for paired replications.

    Hsu's intervals [1]_ for value minus the largest of the others, all true together with the
    confidence asked. Each comparison has its own paired standard error, and the confidence is
    shared over the k - 1 of them by Bonferroni, which needs no equal variances [2]_.

    Parameters
    ----------
    rows : sequence of Totals
        The measure of each candidate; entry i of each is the same replication. Larger is better:
        for a measure where smaller is better, give the negatives.
    confidence : float
        Of all intervals together.

    Returns
    -------
    list of AgainstBest
        One a candidate.

    Raises
    ------
    ValueError
        With fewer than two candidates, or candidates of unequal length.

    References
    ----------
    .. [1] Hsu, J. C. (1984). Constrained simultaneous confidence intervals for multiple
       comparisons with the best. Annals of Statistics 12, 1136-1144.
    .. [2] Yang, W.-N. and Nelson, B. L. (1991). Using common random numbers and control variates
       in multiple-comparison procedures. Operations Research 39, 583-591.
    """
    check_confidence(confidence)
    if len(rows) < 2:
        raise ValueError("a comparison with the best needs at least two candidates")
    level = bonferroni(confidence, len(rows) - 1)
    found: list[AgainstBest] = []
    for here, row in enumerate(rows):
        lows, highs = [], []
        for there, other in enumerate(rows):
            if there == here:
                continue
            paired = pair(other, row)
            n = paired.pseudo.size
            if paired.centre is None or n < 2 or bool(np.isnan(paired.pseudo).any()):
                break
            # One-sided: only the better side of each comparison decides who may be best.
            half = t_quantile(level, n - 1) * standard_error(paired.pseudo)
            lows.append(paired.centre - half)
            highs.append(paired.centre + half)
        if len(lows) < len(rows) - 1:
            found.append(AgainstBest(None, None))
        else:
            found.append(AgainstBest(min(0.0, *lows), max(0.0, min(highs))))
    return found


def probability_of_best(rows: Sequence[Totals], seed: int = 0) -> NDArray[np.float64]:
    """Probability that each candidate has the largest mean, given the replications.

    Replications are resampled whole, all candidates together, so that what pairing gained is
    kept (the Bayesian bootstrap [1]_). Ties are shared.

    Parameters
    ----------
    rows : sequence of Totals
        As in `compare_with_best`.
    seed : int
        Of the resampling.

    Returns
    -------
    ndarray of float, shape (candidates,)
        They add up to 1; NaN throughout when a candidate has no events or there is but one
        replication.

    References
    ----------
    .. [1] Rubin, D. B. (1981). The Bayesian bootstrap. Annals of Statistics 9, 130-134.
    """
    n = rows[0].numerator.size
    failed = np.any([row.gone for row in rows], axis=0)
    rows = [row.without(failed) for row in rows]
    if any(row.ratio() is None for row in rows) or n < 2:
        return np.full(len(rows), np.nan)
    rng = np.random.default_rng(seed)
    tops = np.stack([row.numerator for row in rows], axis=1)
    bottoms = np.stack([row.denominator for row in rows], axis=1)
    wins = np.zeros(len(rows))
    # In blocks, so that memory does not grow with the number of replications.
    block = max(1, min(RESAMPLES, 2_000_000 // n))
    for start in range(0, RESAMPLES, block):
        # Exponential weights over their sum are the uniform Dirichlet weights; a ratio needs no
        # such division.
        weights = rng.exponential(size=(min(block, RESAMPLES - start), n))
        below = weights @ bottoms
        value = np.full(below.shape, -np.inf)
        np.divide(weights @ tops, below, out=value, where=below > 0.0)
        best = value >= value.max(axis=1, keepdims=True)
        wins += (best / best.sum(axis=1, keepdims=True)).sum(axis=0)
    shares: NDArray[np.float64] = wins / RESAMPLES
    return shares


def share_of_wins(rows: Sequence[Totals]) -> NDArray[np.float64]:
    """Share of replications in which each candidate has the largest value; ties are shared.

    Unlike `probability_of_best` this is about one future replication, not about the mean.
    """
    values = np.stack([row.values for row in rows], axis=1)
    values = values[~np.isnan(values).any(axis=1)]
    if not values.size:
        return np.full(len(rows), np.nan)
    best = values >= values.max(axis=1, keepdims=True)
    wins: NDArray[np.float64] = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return wins
