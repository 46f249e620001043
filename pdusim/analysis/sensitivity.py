"""Which of the varied values matter: main effects, Morris screening, Sobol indices.

All effects are in the measure's own unit for a move over a value's whole range, so that values of
different units can be ranked. All of them tell effect from chance (see `pdusim.analysis.crossed`);
one replication of each point cannot, and then there are no intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pdusim.analysis.crossed import Error, Floats, error_of_means, responses, without_noise
from pdusim.experiment.errors import ExperimentError

if TYPE_CHECKING:
    import polars as pl

    from pdusim.experiment.sweep_results import SweepResults


def main_effects(
    results: SweepResults, measure: str, policy: int | str = 0, confidence: float = 0.95
) -> pl.DataFrame:
    """Estimate the main effect of each varied value by linear regression over the design.

    Each replication is fitted by itself; an effect is the mean of what they say. Its interval has
    the variance between replications (chance that all points of a replication share) and, unless
    the design is a full factorial, that of the points drawn (what is bent, and what values do
    together). See `pdusim.analysis.crossed`.

    Parameters
    ----------
    results : SweepResults
        Of any design that varies values.
    measure : str
        A measure kept.
    policy : int or str
        Place or name of the policy.
    confidence : float
        Of the intervals.

    Returns
    -------
    polars.DataFrame
        Largest first: ``factor``, ``unit``, ``from``, ``to``, ``effect`` (change of the measure
        from the low to the high end of the range), ``low``, ``high`` (missing with one
        replication), ``noise_share`` (how much of the square of the effect chance alone would
        make), ``r_squared`` of the whole regression (far from 1: the measure bends or values act
        together).

    Raises
    ------
    ExperimentError
        When there are too few points, or a point has no replication.
    """
    response = responses(results, measure, policy)
    places = results.places
    points, factors = places.shape
    number = response.shape[1]
    degrees = points - factors - 1
    if degrees < 1:
        raise ExperimentError(
            f"{points} points are too few for the main effects of {factors} values: "
            f"{factors + 2} are the least, and twice as many are better"
        )
    columns = np.column_stack([np.ones(points), places])
    by_replication, _, rank, _ = np.linalg.lstsq(columns, response, rcond=None)
    if rank < factors + 1:
        raise ExperimentError("the design does not tell its values apart: vary each on its own")
    effects = by_replication.mean(axis=1)[1:]
    residuals = response - columns @ by_replication
    around = residuals.mean(axis=1)
    # Of the points: what a straight line leaves of the means, less the chance that is in them.
    left = float(around @ around) / degrees
    inside = float(((residuals - around[:, None]) ** 2).sum()) / (degrees * max(1, number - 1))
    lack = 0.0 if results.spec.design.kind == "factorial" else max(0.0, left - inside / number)
    leverage = np.diag(np.linalg.inv(columns.T @ columns))[1:]
    chance = np.full(factors, np.nan)
    if number > 1:
        chance = by_replication.var(axis=1, ddof=1)[1:] / number
    error = Error(chance, lack * leverage, number, degrees)
    half = error.half_width(confidence)
    means = response.mean(axis=1)
    spread = float(((means - means.mean()) ** 2).sum())
    explained = 1.0 - float(around @ around) / spread if spread > 0.0 else None
    return _table(
        results,
        {
            "effect": effects,
            "low": effects - half,
            "high": effects + half,
            "noise_share": error.noise_share(effects),
            "r_squared": [explained] * factors,
        },
        by="effect",
    )


def morris(
    results: SweepResults, measure: str, policy: int | str = 0, confidence: float = 0.95
) -> pl.DataFrame:
    """Screen values by their elementary effects [1]_.

    An elementary effect is the change of the measure over the change of the value that was in
    fact made (a whole number is moved by whole steps), in parts of its range. The mean size takes
    its sign from the *other* replications, so that chance, which has no sign that lasts, adds
    nothing to it; a size taken without that is never 0, whatever a value does. Where chance hides
    the sign the first is too small and the second too large: the interval reaches from the one to
    the other.

    Parameters
    ----------
    results, measure, policy, confidence
        As for `main_effects`; the design must be ``morris``.

    Returns
    -------
    polars.DataFrame
        Largest first: ``factor``, ``unit``, ``from``, ``to``, ``mu_star`` (mean size of the
        effect) with its interval ``mu_star_low`` to ``mu_star_high`` (missing with one
        replication, when ``mu_star`` has all of chance in it), ``noise_share`` (how much of its
        square chance alone would make), ``mu`` (mean effect: of which sign) with ``mu_low`` to
        ``mu_high``, and ``sigma`` (spread: bends, or acts together with others; chance taken off).

    Raises
    ------
    ExperimentError
        When the design is another, or a point has no replication.

    References
    ----------
    .. [1] Campolongo, F., Cariboni, J. and Saltelli, A. (2007). An effective screening design
       for sensitivity analysis of large models. Environmental Modelling & Software 22.
    """
    _wants(results, "morris")
    effects = _elementary_effects(results, responses(results, measure, policy))
    number = effects.shape[1]
    others = effects
    if number > 1:
        others = (effects.sum(axis=1, keepdims=True) - effects) / (number - 1)
    sizes = effects * np.sign(others)
    stars, error = np.nanmean(sizes, axis=(0, 1)), error_of_means(sizes)
    # The mean over replications before its size is taken: too large where chance is in it.
    plain = np.nanmean(np.abs(effects.mean(axis=1)), axis=0)
    half = error.half_width(confidence)
    mu, of_mu = np.nanmean(effects, axis=(0, 1)), error_of_means(effects)
    mu_half = of_mu.half_width(confidence)
    groups = (~np.isnan(effects)).any(axis=1).sum(axis=0)
    return _table(
        results,
        {
            # What lies below nought by chance is nought.
            "mu_star": np.maximum(0.0, stars),
            "mu_star_low": np.maximum(0.0, stars - half),
            "mu_star_high": np.maximum(stars, plain) + half,
            "noise_share": error.noise_share(stars),
            "mu": mu,
            "mu_low": mu - mu_half,
            "mu_high": mu + mu_half,
            "sigma": np.sqrt(of_mu.points * groups),
        },
        by="mu_star",
    )


def _elementary_effects(results: SweepResults, response: Floats) -> Floats:
    """Change of the measure over that of the value, shape (trajectories, replications, factors).

    NaN where a step moved nothing: a whole number whose two levels round to one.
    """
    factors = results.shares.shape[1]
    along = (-1, factors + 1)
    moved = np.diff(results.shares.reshape(*along, factors), axis=1) != 0.0
    steps = np.diff(results.places.reshape(*along, factors), axis=1)
    changes = np.diff(response.reshape(*along, response.shape[1]), axis=1)
    # Every value moves once in a trajectory: at which step, and by how much.
    when = moved.argmax(axis=1)
    by = np.take_along_axis(steps, when[:, None, :], axis=1)[:, 0]
    change = np.take_along_axis(changes, when[:, :, None], axis=1).transpose(0, 2, 1)
    out = np.full(change.shape, np.nan)
    by = np.broadcast_to(by[:, None, :], change.shape)
    np.divide(change, by, out=out, where=by != 0.0)
    return out


def sobol_indices(
    results: SweepResults, measure: str, policy: int | str = 0, confidence: float = 0.95
) -> pl.DataFrame:
    """Share the variance of a measure out among the varied values [1]_ [2]_.

    The variance is that of the expected measure: squares are products of two *different*
    replications, so that chance adds nothing to an index. Intervals have the variance between
    base rows and, by the jackknife, that between replications.

    Parameters
    ----------
    results, measure, policy, confidence
        As for `main_effects`; the design must be ``sobol_indices``.

    Returns
    -------
    polars.DataFrame
        Largest total first: ``factor``, ``unit``, ``from``, ``to``, ``first`` (share of the
        variance due to the value alone) and ``total`` (with all it does together with others),
        each with ``…_low`` and ``…_high`` (missing below three replications), and ``noise_share``
        (how much of the square of the total chance alone would make). With one replication the
        indices have all of chance in them.

    Raises
    ------
    ExperimentError
        When the design is another, a point has no replication, or the points differ by no more
        than chance.

    References
    ----------
    .. [1] Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output.
       Computer Physics Communications 181, 259-270.
    .. [2] Jansen, M. J. W. (1999). Analysis of variance designs for model output. Computer
       Physics Communications 117, 35-43.
    """
    _wants(results, "sobol_indices")
    response = responses(results, measure, policy)
    if bool((response == response[0]).all()):
        raise ExperimentError(
            f"'{measure}' is the same at every point: there is no variance to share out"
        )
    number = response.shape[1]
    rows = (response - response.mean(axis=0)).reshape(-1, results.shares.shape[1] + 2, number)
    tops, variances = _variance_parts(rows)
    if variances.mean() <= 0.0:
        raise ExperimentError(
            f"the points differ in '{measure}' by no more than chance: there is no variance to "
            "share out; take more replications, or wider ranges"
        )
    indices = tops.mean(axis=1) / variances.mean()
    # Delta method for a ratio of means over base rows.
    apart = (tops - indices[:, None] * variances[None, :, None]) / variances.mean()
    points = apart.var(axis=1, ddof=1) / len(rows)
    chance = np.full(indices.shape, np.nan)
    if number > 2:
        left_out = [_variance_parts(np.delete(rows, r, axis=2)) for r in range(number)]
        each = np.stack([top.mean(axis=1) / below.mean() for top, below in left_out])
        chance = each.var(axis=0) * (number - 1)
    error = Error(chance, points, number, len(rows) - 1)
    half = error.half_width(confidence)
    return _table(
        results,
        {
            "first": indices[0],
            "first_low": indices[0] - half[0],
            "first_high": indices[0] + half[0],
            "total": indices[1],
            "total_low": indices[1] - half[1],
            "total_high": indices[1] + half[1],
            "noise_share": error.noise_share(indices)[1],
        },
        by="total",
    )


def _variance_parts(rows: Floats) -> tuple[Floats, Floats]:
    """Parts of the variance by base row.

    Parameters
    ----------
    rows : ndarray, shape (base rows, factors + 2, replications)
        A, then A with one value from B for each value, then B; centred.

    Returns
    -------
    tops : ndarray, shape (2, base rows, factors)
        Numerators of first-order and total indices.
    variances : ndarray, shape (base rows,)
    """
    first, between, last = rows[:, :1], rows[:, 1:-1], rows[:, -1:]
    alone = without_noise(np.broadcast_to(last, between.shape), between - first)
    together = without_noise(between - first, between - first) / 2.0
    variances = (without_noise(first, first) + without_noise(last, last))[:, 0] / 2.0
    return np.stack([alone, together]), variances


def _wants(results: SweepResults, kind: str) -> None:
    if results.spec.design.kind != kind or results.shares.shape[1] == 0:
        raise ExperimentError(
            f"this needs the design {{kind: {kind}}} and values to vary; the experiment has "
            f"kind {results.spec.design.kind} and {results.shares.shape[1]} values"
        )


def _table(results: SweepResults, columns: dict[str, Any], by: str) -> pl.DataFrame:
    import polars as pl

    factors = results.spec.factors
    frame = pl.DataFrame(
        {
            "factor": [factor.path for factor in factors],
            "unit": [factor.unit for factor in factors],
            "from": [factor.low for factor in factors],
            "to": [factor.high for factor in factors],
            **columns,
        },
        nan_to_null=True,
    )
    return frame.sort(pl.col(by).abs(), descending=True, maintain_order=True)
