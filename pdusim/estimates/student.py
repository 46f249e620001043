"""Quantiles of Student's t and the Bonferroni correction."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def t_quantile(probability: float, degrees: int) -> float:
    """Quantile of Student's t distribution.

    Parameters
    ----------
    probability : float
        Between 0 and 1, ends excluded.
    degrees : int
        Degrees of freedom, 1 or more.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        When an argument is out of its range.
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
    if degrees < 1:
        raise ValueError(f"degrees of freedom must be 1 or more, not {degrees}")
    # scipy.special, not scipy.stats: the latter takes over a second to import.
    from scipy.special import stdtrit

    return float(stdtrit(degrees, probability))


def two_sided_t(confidence: float, degrees: int) -> float:
    """Multiplier of the standard error for a two-sided interval.

    Parameters
    ----------
    confidence : float
        For example 0.95.
    degrees : int
        Degrees of freedom, 1 or more.
    """
    check_confidence(confidence)
    return t_quantile(0.5 + confidence / 2.0, degrees)


def bonferroni(confidence: float, comparisons: int) -> float:
    """Confidence each of several intervals needs so that all hold together.

    Parameters
    ----------
    confidence : float
        Joint confidence wanted, for example 0.95.
    comparisons : int
        Number of intervals read together, 1 or more.

    Returns
    -------
    float
        ``1 - (1 - confidence) / comparisons``.
    """
    check_confidence(confidence)
    if comparisons < 1:
        raise ValueError(f"the number of comparisons must be 1 or more, not {comparisons}")
    return 1.0 - (1.0 - confidence) / comparisons


def check_confidence(confidence: float) -> None:
    """Raise ``ValueError`` unless `confidence` lies between 0 and 1, ends excluded."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"a confidence lies between 0 and 1 (0.95, say), not at {confidence}")
