"""What policies do under uncertainty, and how much of the spread is chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates import Estimate, Totals
from pdusim.estimates.bounded import of_difference
from pdusim.estimates.intervals import estimate_totals
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import describe

if TYPE_CHECKING:
    import polars as pl

    from pdusim.experiment.sweep_results import SweepResults


def policy_effects(results: SweepResults, measure: str, confidence: float = 0.95) -> pl.DataFrame:
    """Compare each policy with the base at every point of the design.

    At each point both have the same uncertain values and the same chance.

    Parameters
    ----------
    results : SweepResults
        Of two or more policies.
    measure : str
        A measure kept.
    confidence : float
        Of the interval of the mean.

    Returns
    -------
    polars.DataFrame
        One row a policy: ``policy``, ``base``, ``effect`` (mean difference over points and
        replications), ``low``, ``high`` (its interval over replications: chance alone, the
        points being given), ``p05``, ``median``, ``p95`` (of the difference between points: what
        the uncertain values leave open), ``share_above_0`` (of points), ``points``, ``reason``.
    """
    import polars as pl

    base = results.spec.base
    rows: list[dict[str, Any]] = []
    reference, chances = results.response(measure, base), results.values(measure, base)
    for place, policy in enumerate(results.policies):
        if place == base:
            continue
        between = results.response(measure, place) - reference
        known = between[~np.isnan(between)]
        gained = results.values(measure, place) - chances
        over = _mean_difference(gained, measure, confidence)
        quantiles = np.quantile(known, [0.05, 0.5, 0.95]) if known.size > 1 else [None] * 3
        rows.append(
            {
                "policy": policy,
                "base": results.policies[base],
                "effect": float(known.mean()) if known.size else None,
                "low": over.low,
                "high": over.high,
                "p05": quantiles[0],
                "median": quantiles[1],
                "p95": quantiles[2],
                "share_above_0": float((known > 0.0).mean()) if known.size else None,
                "points": int(known.size),
                "reason": over.reason,
            }
        )
    numbers = ("effect", "low", "high", "p05", "median", "p95", "share_above_0")
    texts = ("policy", "base", "reason")
    return pl.DataFrame(
        rows,
        schema={
            name: pl.String if name in texts else pl.Int64 if name == "points" else pl.Float64
            for name in ("policy", "base", *numbers, "points", "reason")
        },
    )


def lever_effects(results: SweepResults, measure: str, confidence: float = 0.95) -> pl.DataFrame:
    """Estimate the main effect of each level of each lever, against the lever's first level.

    The effect is averaged over scenarios, the other levers and the points of the design, and its
    interval runs over replications.

    Returns
    -------
    polars.DataFrame
        ``lever``, ``level``, ``effect``, ``low``, ``high``, ``n`` (replications), ``reason``.
    """
    import polars as pl

    values = np.stack([results.values(measure, i) for i in range(len(results.policies))])
    rows: list[dict[str, Any]] = []
    for lever in results.spec.levers:
        chosen = [policy.levels[lever.path] for policy in results.spec.policies]
        first = values[[i for i, level in enumerate(chosen) if level == lever.levels[0]]]
        for level in lever.levels[1:]:
            here = values[[i for i, other in enumerate(chosen) if other == level]]
            # Policies come in one order for each level: the pairs differ in this lever alone.
            gained = (here - first).reshape(-1, values.shape[2])
            found = _mean_difference(gained, measure, confidence)
            rows.append(
                {
                    "lever": lever.path,
                    "level": str(level),
                    "effect": found.mean,
                    "low": found.low,
                    "high": found.high,
                    "n": found.n,
                    "reason": found.reason,
                }
            )
    kinds = {"n": pl.Int64, **dict.fromkeys(("effect", "low", "high"), pl.Float64)}
    names = ("lever", "level", "effect", "low", "high", "n", "reason")
    return pl.DataFrame(rows, schema={name: kinds.get(name, pl.String) for name in names})


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the spread of a measure over a sweep comes from.

    Parameters
    ----------
    values : float
        Standard deviation due to the uncertain values: it stays however many replications.
    chance : float
        Standard deviation between replications that all points share; differences at one point
        between policies do not have it.
    together : float
        Standard deviation of the rest: chance that falls differently at different points.
    """

    values: float
    chance: float
    together: float

    @property
    def share_of_values(self) -> float | None:
        """Share of the variance of a single replication that the uncertain values make."""
        total = self.values**2 + self.chance**2 + self.together**2
        return self.values**2 / total if total > 0.0 else None


def spread(results: SweepResults, measure: str, policy: int | str = 0) -> Spread:
    """Tell parameter uncertainty from chance.

    Every point has the same replications, so points and replications are crossed: a two-way
    analysis of variance with random effects, its negative components set to 0. Only where points
    are spread over their ranges evenly (``lhs``, ``sobol``) is the result about the ranges.

    Raises
    ------
    ExperimentError
        With fewer than two points or two replications: the two cannot be told apart then.
    """
    values = results.values(measure, policy)
    values = values[:, ~np.isnan(values).any(axis=0)]
    points, replications = values.shape
    if points < 2 or replications < 2:
        raise ExperimentError(
            f"{points} points with {replications} replications that have '{measure}' everywhere: "
            "two of each are the least to tell parameter uncertainty from chance"
        )
    grand = values.mean()
    by_point, by_replication = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_point[:, None] - by_replication[None, :] + grand
    residual = float((rest**2).sum()) / ((points - 1) * (replications - 1))
    of_points = replications * float(by_point.var(ddof=1))
    of_replications = points * float(by_replication.var(ddof=1))
    return Spread(
        values=float(np.sqrt(max(0.0, (of_points - residual) / replications))),
        chance=float(np.sqrt(max(0.0, (of_replications - residual) / points))),
        together=float(np.sqrt(residual)),
    )


def _mean_difference(values: NDArray[np.float64], measure: str, confidence: float) -> Estimate:
    """Mean over points, estimated over replications; one that any point lacks is left out."""
    bounds = describe(measure).bounds
    means = Totals.of(values.mean(axis=0), None, of_difference(bounds, bounds))
    return estimate_totals(means, confidence, paired=True)
