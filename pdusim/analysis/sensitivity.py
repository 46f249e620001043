"""Which of the varied values matter: main effects, Morris screening, Sobol indices.

All effects are in the measure's own unit for a move over a value's whole range, so that values of
different units can be ranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates import two_sided_t
from pdusim.experiment.design import sensitivity_library, unit_problem
from pdusim.experiment.errors import ExperimentError

if TYPE_CHECKING:
    import polars as pl

    from pdusim.experiment.sweep_results import SweepResults


def main_effects(
    results: SweepResults, measure: str, policy: int | str = 0, confidence: float = 0.95
) -> pl.DataFrame:
    """Estimate the main effect of each varied value by linear regression over the design.

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
        from the low to the high end of the range), ``low``, ``high``, ``r_squared`` of the whole
        regression (far from 1: the measure bends or values act together).

    Raises
    ------
    ExperimentError
        When there are too few points, or a point has no replication.
    """
    response = complete_response(results, measure, policy)
    shares = results.shares
    points, factors = shares.shape
    degrees = points - factors - 1
    if degrees < 1:
        raise ExperimentError(
            f"{points} points are too few for the main effects of {factors} values: "
            f"{factors + 2} are the least, and twice as many are better"
        )
    columns = np.column_stack([np.ones(points), shares])
    effects, _, rank, _ = np.linalg.lstsq(columns, response, rcond=None)
    if rank < factors + 1:
        raise ExperimentError("the design does not tell its values apart: vary each on its own")
    residuals = response - columns @ effects
    variance = float(residuals @ residuals) / degrees
    errors = np.sqrt(variance * np.diag(np.linalg.inv(columns.T @ columns)))
    half = two_sided_t(confidence, degrees) * errors
    spread = float(((response - response.mean()) ** 2).sum())
    explained = 1.0 - float(residuals @ residuals) / spread if spread > 0.0 else None
    return _table(
        results,
        {
            "effect": effects[1:],
            "low": (effects - half)[1:],
            "high": (effects + half)[1:],
            "r_squared": [explained] * factors,
        },
        by="effect",
    )


def morris(
    results: SweepResults, measure: str, policy: int | str = 0, confidence: float = 0.95
) -> pl.DataFrame:
    """Screen values by their elementary effects [1]_.

    Parameters
    ----------
    results, measure, policy, confidence
        As for `main_effects`; the design must be ``morris``.

    Returns
    -------
    polars.DataFrame
        Largest first: ``factor``, ``unit``, ``from``, ``to``, ``mu_star`` (mean size of the
        effect) with its interval ``mu_star_low`` to ``mu_star_high``, ``mu`` (mean effect: of
        which sign) and ``sigma`` (spread: bends, or acts together with others).

    Raises
    ------
    ExperimentError
        When the design is another, a point has no replication, or SALib is not installed.

    References
    ----------
    .. [1] Campolongo, F., Cariboni, J. and Saltelli, A. (2007). An effective screening design
       for sensitivity analysis of large models. Environmental Modelling & Software 22.
    """
    _wants(results, "morris")
    response = complete_response(results, measure, policy)
    sensitivity_library()
    from SALib.analyze import morris as analysis

    design = results.spec.design
    found = analysis.analyze(
        unit_problem(results.shares.shape[1]),
        results.shares,
        response,
        conf_level=confidence,
        num_levels=design.levels,
        num_resamples=1000,
        seed=design.seed,
    )
    stars, half = _plain(found["mu_star"]), _plain(found["mu_star_conf"])
    return _table(
        results,
        {
            "mu_star": stars,
            "mu_star_low": np.maximum(0.0, stars - half),
            "mu_star_high": stars + half,
            "mu": _plain(found["mu"]),
            "sigma": _plain(found["sigma"]),
        },
        by="mu_star",
    )


def sobol_indices(
    results: SweepResults, measure: str, policy: int | str = 0, confidence: float = 0.95
) -> pl.DataFrame:
    """Share the variance of a measure out among the varied values [1]_.

    Parameters
    ----------
    results, measure, policy, confidence
        As for `main_effects`; the design must be ``sobol_indices``.

    Returns
    -------
    polars.DataFrame
        Largest total first: ``factor``, ``unit``, ``from``, ``to``, ``first`` (share of the
        variance due to the value alone) and ``total`` (with all it does together with others),
        each with ``…_low`` and ``…_high``.

    Raises
    ------
    ExperimentError
        When the design is another, a point has no replication, or SALib is not installed.

    References
    ----------
    .. [1] Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output.
       Computer Physics Communications 181.
    """
    _wants(results, "sobol_indices")
    response = complete_response(results, measure, policy)
    if bool((response == response[0]).all()):
        raise ExperimentError(
            f"'{measure}' is the same at every point: there is no variance to share out"
        )
    sensitivity_library()
    from SALib.analyze import sobol as analysis

    found = analysis.analyze(
        unit_problem(results.shares.shape[1]),
        response,
        calc_second_order=False,
        conf_level=confidence,
        num_resamples=1000,
        seed=results.spec.design.seed,
    )
    first, total = _plain(found["S1"]), _plain(found["ST"])
    first_half, total_half = _plain(found["S1_conf"]), _plain(found["ST_conf"])
    return _table(
        results,
        {
            "first": first,
            "first_low": first - first_half,
            "first_high": first + first_half,
            "total": total,
            "total_low": total - total_half,
            "total_high": total + total_half,
        },
        by="total",
    )


def complete_response(
    results: SweepResults, measure: str, policy: int | str = 0
) -> NDArray[np.float64]:
    """Return the measure at every row of the design.

    Raises
    ------
    ExperimentError
        When a row has none; indices need complete designs.
    """
    response = results.response(measure, policy)
    gaps = np.flatnonzero(np.isnan(response))
    if gaps.size:
        rows = ", ".join(str(row) for row in gaps[:5]) + (" …" if gaps.size > 5 else "")
        raise ExperimentError(
            f"'{measure}' is missing at {gaps.size} of {response.size} rows of the design "
            f"({rows}): run the experiment again to retry what failed, or raise the replications"
        )
    return response


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
        }
    )
    return frame.sort(pl.col(by).abs(), descending=True, maintain_order=True)


def _plain(values: Any) -> NDArray[np.float64]:
    """Take an array out of what SALib returns (masked, or a list)."""
    return np.asarray(np.ma.filled(values, np.nan), dtype=np.float64)
