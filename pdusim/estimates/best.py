"""Which of several is best, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates.intervals import Totals, standard_error
from pdusim.estimates.paired import PairedValues, pair
from pdusim.estimates.student import bonferroni, check_confidence, t_quantile, two_sided_t

#: Draws behind a probability: its own error is below half a percentage point.
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
        to be. ``None`` with fewer than two pairs, and where the candidate was the same as another
        in every pair.
    may_be_best : bool
        Whether the comparison leaves it open that no other is better. Candidates that tie may all
        be the best.
    """

    low: float | None
    high: float | None
    may_be_best: bool = True


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
        pairs = [pair(other, row) for there, other in enumerate(rows) if there != here]
        ends = [_ends(one, level) for one in pairs]
        known = [one for one in ends if one is not None]
        # One that is shown to be better than this is enough, whatever is known of the rest.
        may = all(high >= 0.0 for _, high in known)
        if len(known) < len(pairs):
            found.append(AgainstBest(None, None, may))
        else:
            low, high = (min(one[side] for one in known) for side in (0, 1))
            found.append(AgainstBest(min(0.0, low), max(0.0, high), may))
    return found


def _ends(paired: PairedValues, level: float) -> tuple[float, float] | None:
    """One-sided ends of a paired difference; None where there are none, or no pair differs."""
    n = paired.pseudo.size
    if paired.centre is None or n < 2 or bool(np.isnan(paired.pseudo).any()):
        return None
    error = standard_error(paired.pseudo)
    if error == paired.centre == 0.0:
        return None
    # One-sided: only the better side of each comparison decides who may be best.
    half = t_quantile(level, n - 1) * error
    return paired.centre - half, paired.centre + half


def probability_of_best(
    rows: Sequence[Totals], seed: int = 0, confidence: float = 0.95
) -> NDArray[np.float64]:
    """Probability that each candidate has the largest mean, given the replications.

    The means are drawn from a multivariate t with the paired standard errors, n - 1 degrees of
    freedom and no prior knowledge [1]_: what each paired t-test would say of two candidates, for
    all of them together. (Resampling replications, which is the other usual way, has too little
    spread when there are few: at four replications it calls one of two equal candidates best with
    95 % in a third of all runs.) The draws are spread further by the ratio of the two-sided to the
    one-sided quantile of t, because a ranking is read after the best has been picked out: with
    two candidates the probability reaches the confidence just when the two-sided interval of their
    difference is clear of 0. Ties are shared.

    Parameters
    ----------
    rows : sequence of Totals
        As in `compare_with_best`.
    seed : int
        Of the draws.
    confidence : float
        At which the probability agrees with the two-sided interval.

    Returns
    -------
    ndarray of float, shape (candidates,)
        They add up to 1; NaN throughout when a candidate has no events or fewer than two
        replications have all candidates.

    References
    ----------
    .. [1] Box, G. E. P. and Tiao, G. C. (1973). Bayesian Inference in Statistical Analysis,
       section 8.4. Addison-Wesley.
    """
    check_confidence(confidence)
    failed = np.any([row.gone for row in rows], axis=0)
    rows = [row.without(failed) for row in rows]
    centres = [row.ratio() for row in rows]
    together = np.all([row.present for row in rows], axis=0)
    n = int(together.sum())
    values = np.stack([row.pseudo_values()[together] for row in rows], axis=1)
    if any(centre is None for centre in centres) or n < 2 or bool(np.isnan(values).any()):
        return np.full(len(rows), np.nan)
    around = values - values.mean(axis=0)
    wider = two_sided_t(confidence, n - 1) / t_quantile(confidence, n - 1)
    rng = np.random.default_rng(seed)
    spread = np.zeros((RESAMPLES, len(rows)))
    # Term by term: memory does not grow with the replications, and no library is called whose
    # last bits depend on the processor.
    for row in around:
        spread += rng.normal(size=(RESAMPLES, 1)) * row
    chi_square = rng.chisquare(n - 1, size=(RESAMPLES, 1)) / (n - 1)
    drawn = np.array(centres) + wider * spread / np.sqrt(n * (n - 1) * chi_square)
    best = drawn >= drawn.max(axis=1, keepdims=True)
    shares: NDArray[np.float64] = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
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
