"""Policies ranked by one measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pdusim.estimates import (
    Totals,
    compare_with_best,
    probability_of_best,
    share_of_wins,
)
from pdusim.experiment.errors import ExperimentError

if TYPE_CHECKING:
    import polars as pl

    from pdusim.experiment.results import Results


def rank(
    results: Results, measure: str, *, better: str | None = None, confidence: float | None = None
) -> pl.DataFrame:
    """Rank scenarios by a measure, with the probability of being best.

    Parameters
    ----------
    results : Results
        Of two or more scenarios.
    measure : str
        What to rank by.
    better : {"lower", "higher"}, optional
        Which way is better; by default as the list of measures says.
    confidence : float, optional
        Of the comparison with the best, all scenarios together; by default that of the results.

    Returns
    -------
    polars.DataFrame
        Best first: ``rank``, ``scenario``, ``mean``, ``low``, ``high``; ``gap_low`` to
        ``gap_high``, by how much its value exceeds that of the best of the others (simultaneous
        intervals, multiple comparisons with the best); ``may_be_best``, whether that leaves it
        open; ``probability_best``, that its mean is the best; ``wins``, the share of replications
        in which it is. Scenarios that tie have one rank; those where the measure is missing come
        last.

    Raises
    ------
    ExperimentError
        With one scenario, scenarios not all observed in the same weeks, an unknown measure, or one
        without a better side and none given.
    """
    import polars as pl

    if len(results.names) < 2:
        raise ExperimentError("a ranking needs at least two scenarios")
    results.require_one_window()
    way = better or results.describe(measure).better
    if way not in ("lower", "higher"):
        raise ExperimentError(
            f"neither way is better for '{measure}': say better='lower' or better='higher'"
        )
    sign = 1.0 if way == "higher" else -1.0
    level = results.confidence if confidence is None else confidence
    totals = [results.totals(name, measure) for name in results.names]
    known = [i for i, row in enumerate(totals) if row.ratio() is not None]
    given = [totals[i] for i in known]
    signed = [Totals(sign * row.numerator, row.denominator, row.failed) for row in given]
    rows = [
        {"scenario": name, **_level(results, name, measure), "may_be_best": None}
        for name in results.names
    ]
    if len(known) > 1:
        gaps = compare_with_best(signed, level)
        chances, wins = probability_of_best(signed, confidence=level), share_of_wins(signed)
        for place, gap, chance, win in zip(known, gaps, chances, wins, strict=True):
            ends = [None if end is None else sign * end for end in (gap.low, gap.high)]
            rows[place] |= {
                "gap_low": ends[0 if sign > 0 else 1],
                "gap_high": ends[1 if sign > 0 else 0],
                "may_be_best": gap.may_be_best,
                "probability_best": None if np.isnan(chance) else float(chance),
                "wins": None if np.isnan(win) else float(win),
            }
    order = sorted(
        range(len(rows)), key=lambda i: (i not in known, -sign * float(rows[i]["mean"] or 0.0), i)
    )
    # What ties has one rank: as many are strictly better, plus one.
    means = [sign * float(rows[i]["mean"] or 0.0) for i in known]
    ranks = {
        i: 1 + sum(other > mean for other in means) for i, mean in zip(known, means, strict=True)
    }
    numbers = ("mean", "low", "high", "gap_low", "gap_high", "probability_best", "wins")
    return pl.DataFrame(
        [{"rank": ranks.get(i, place + 1), **rows[i]} for place, i in enumerate(order)],
        schema={
            "rank": pl.Int64,
            "scenario": pl.String,
            **dict.fromkeys(numbers[:5], pl.Float64),
            "may_be_best": pl.Boolean,
            **dict.fromkeys(numbers[5:], pl.Float64),
        },
    )


def _level(results: Results, name: str, measure: str) -> dict[str, float | None]:
    estimate = results.estimate(name, measure)
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}
