"""How long a series takes to settle: Welch's moving averages and MSER-5."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Observations averaged into one batch by MSER-5.
BATCH = 5


@dataclass(frozen=True, slots=True)
class Truncation:
    """Where MSER-5 cuts a series.

    Parameters
    ----------
    observations : int
        Observations to drop from the start.
    settled : bool
        False when the best cut is the last one looked at, half-way through: the series is then
        too short to show where it settles, if it does.
    statistic : float
        The standard-error statistic at the cut.
    """

    observations: int
    settled: bool
    statistic: float


def moving_average(series: ArrayLike, window: int) -> NDArray[np.float64]:
    """Smooth a series as Welch does [1]_.

    Parameters
    ----------
    series : array-like of float, shape (n,)
        Means over replications, one an observation.
    window : int
        Observations on either side; near the start only as many as there are before.

    Returns
    -------
    ndarray of float, shape (n - window,)
        The smoothed series, from the first observation on.

    Raises
    ------
    ValueError
        When the window is negative or not shorter than half the series.

    References
    ----------
    .. [1] Welch, P. D. (1983). The statistical analysis of simulation results. In: The Computer
       Performance Modeling Handbook.
    """
    values = np.asarray(series, dtype=np.float64)
    if window < 0 or 2 * window >= values.size:
        raise ValueError(
            f"a window of {window} on either side does not fit a series of {values.size}"
        )
    sums = np.concatenate([[0.0], np.cumsum(values)])
    places = np.arange(values.size - window)
    reach = np.minimum(places, window)
    smoothed: NDArray[np.float64] = (sums[places + reach + 1] - sums[places - reach]) / (
        2 * reach + 1
    )
    return smoothed


def mser5(series: ArrayLike) -> Truncation:
    """Find the cut that leaves the mean of the rest most sure [1]_.

    The series is averaged in batches of five; the cut, in the first half of the series,
    minimises the squared standard error of the mean of what is left.

    Parameters
    ----------
    series : array-like of float, shape (n,)
        One replication, or the mean over replications.

    Raises
    ------
    ValueError
        With fewer than four batches, or values missing.

    References
    ----------
    .. [1] White, K. P. (1997). An effective truncation heuristic for bias reduction in simulation
       output. Simulation 69, 323-334.
    """
    values = np.asarray(series, dtype=np.float64)
    if np.isnan(values).any():
        raise ValueError("the series has gaps")
    batches = values[: values.size // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    if batches.size < 4:
        raise ValueError(f"a series of {values.size} is too short: {4 * BATCH} are the least")
    left = np.arange(batches.size, 0, -1)
    # Sums from each cut to the end; the centre first, against rounding.
    centred = batches - batches.mean()
    sums = np.cumsum(centred[::-1])[::-1]
    squares = np.cumsum((centred**2)[::-1])[::-1]
    statistic = np.maximum(0.0, squares - sums**2 / left) / left**2
    # Late cuts leave next to nothing and win by accident, so that they are not looked at.
    half = batches.size // 2
    cut = int(np.argmin(statistic[: half + 1]))
    return Truncation(cut * BATCH, cut < half, float(statistic[cut]))
