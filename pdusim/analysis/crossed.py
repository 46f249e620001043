"""Chance and design apart, where every point of a design has the same replications.

Points and replications are crossed: replication 3 of one point met the same chance as replication
3 of any other. What chance does to an *effect* is then shared by all points of a replication, so
that it does not show in the scatter of points around a fitted line, however wide it is. It shows
between replications. Standard errors here have both parts [1]_:

- from chance: the variance between what each replication says by itself;
- from the points: the variance between groups of points (rows, trajectories), less what chance
  puts into it.

References
----------
.. [1] Owen, A. B. (2007). The pigeonhole bootstrap. Annals of Applied Statistics 1, 386-411.
   Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011). Robust inference with multiway
   clustering. Journal of Business and Economic Statistics 29, 238-249.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates import t_quantile
from pdusim.experiment.errors import ExperimentError

if TYPE_CHECKING:
    from pdusim.experiment.sweep_results import SweepResults

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Error:
    """Squared standard errors of some estimates, by where they come from.

    Parameters
    ----------
    chance, points : ndarray of float
        Variance that comes from chance and from the points of the design.
    replications : int
        Behind `chance`.
    groups : int
        Degrees of freedom behind `points`.
    """

    chance: Floats
    points: Floats
    replications: int
    groups: int

    def half_width(self, confidence: float) -> Floats:
        """Half the width of the interval; NaN where chance cannot be told.

        Each part is multiplied by the quantile of t for its own degrees of freedom, and the two
        are added as squares. (One number of degrees of freedom for both, estimated after
        Satterthwaite, takes few replications for many where chance happens to look small: its
        intervals of main effects held 91 % at three replications.)
        """
        probability = 0.5 + confidence / 2.0
        if self.replications < 2:
            return np.full(self.chance.shape, np.nan)
        half: Floats = np.sqrt(
            t_quantile(probability, self.replications - 1) ** 2 * self.chance
            + t_quantile(probability, max(1, self.groups)) ** 2 * self.points
        )
        return half

    def noise_share(self, estimates: Floats) -> Floats:
        """How much of the square of each estimate chance alone would make, at most 1."""
        out = np.full(estimates.shape, np.nan)
        largest = np.maximum(estimates**2, self.chance)
        np.divide(self.chance, largest, out=out, where=largest > 0.0)
        # An exact 0 without any chance is not noise.
        out[largest == 0.0] = 0.0
        return out


def responses(results: SweepResults, measure: str, policy: int | str = 0) -> Floats:
    """Measure by row of the design and replication, such that their mean is the estimate.

    For a ratio of totals the value of a replication is ``ratio + (numerator - ratio x
    denominator) / mean denominator``, the first-order term of the jackknife; for a mean it is the
    value itself. A replication that failed at some row is left out at all rows.

    Returns
    -------
    ndarray of float, shape (rows, replications)

    Raises
    ------
    ExperimentError
        When a row has no result; effects need complete designs.
    """
    tops, bottoms = results.totals(measure, policy)
    complete = ~np.isnan(tops).any(axis=0)
    if complete.any():
        tops, bottoms = tops[:, complete], bottoms[:, complete]
    sums, counts = np.nan_to_num(tops).sum(axis=1), np.nan_to_num(bottoms).sum(axis=1)
    gaps = np.flatnonzero((counts == 0.0) | np.isnan(tops).any(axis=1))
    if gaps.size:
        rows = ", ".join(str(row) for row in gaps[:5]) + (" …" if gaps.size > 5 else "")
        raise ExperimentError(
            f"'{measure}' is missing at {gaps.size} of {len(tops)} rows of the design "
            f"({rows}): run the experiment again to retry what failed, or raise the replications"
        )
    ratio = (sums / counts)[:, None]
    mean = counts[:, None] / tops.shape[1]
    values: Floats = ratio + (tops - ratio * bottoms) / mean
    return values


def error_of_means(values: Floats) -> Error:
    """Error of the mean over groups and replications, for each of several quantities.

    Parameters
    ----------
    values : ndarray of float, shape (groups, replications, quantities)
        NaN where a group says nothing of a quantity.

    Returns
    -------
    Error
        Of ``nanmean(values, axis=(0, 1))``.
    """
    number = values.shape[1]
    groups = (~np.isnan(values)).any(axis=1).sum(axis=0)
    by_replication = np.nanmean(values, axis=0)
    by_group = np.nanmean(values, axis=1)
    chance = by_replication.var(axis=0, ddof=1) / number if number > 1 else None
    points = np.nanvar(by_group, axis=0, ddof=1) / groups
    if chance is None:
        return Error(np.full(points.shape, np.nan), points, number, int(groups.min()) - 1)
    rest = values - by_group[:, None] - by_replication[None] + np.nanmean(by_group, axis=0)
    inside = np.nansum(rest**2, axis=(0, 1)) / ((groups - 1) * (number - 1)) / (groups * number)
    return Error(chance, np.maximum(0.0, points - inside), number, int(groups.min()) - 1)


def without_noise(first: Floats, second: Floats) -> Floats:
    """Mean product over pairs of *different* replications: what chance adds falls out.

    The square of a difference between two runs holds the variance of chance, the product of the
    differences in two replications does not. With one replication it is the plain product.

    Parameters
    ----------
    first, second : ndarray of float, shape (..., replications)
    """
    number = first.shape[-1]
    if number == 1:
        product: Floats = (first * second)[..., 0]
        return product
    same = (first * second).sum(axis=-1)
    mixed: Floats = (first.sum(axis=-1) * second.sum(axis=-1) - same) / (number * (number - 1))
    return mixed
