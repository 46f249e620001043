"""Policies compared with a base, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pdusim.estimates import bonferroni

if TYPE_CHECKING:
    import polars as pl

    from pdusim.experiment.results import Results


def compare(
    results: Results,
    baseline: int | str | None = None,
    *,
    measures: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Compare every scenario with one of them, replication by replication.

    Parameters
    ----------
    results : Results
        Of two or more scenarios.
    baseline : int or str, optional
        Place or name of the scenario to compare with; the first if not given.
    measures : sequence of str, optional
        Only these; fewer comparisons read together have narrower joint intervals.

    Returns
    -------
    polars.DataFrame
        One row a scenario and measure: ``scenario``, ``baseline``, ``measure``, ``title``,
        ``unit``; ``base`` and ``level``, the estimates of either side; ``difference`` (scenario
        minus baseline) with its interval ``low`` to ``high``; ``joint_low`` to ``joint_high``, the
        interval under which all rows of the table hold together (Bonferroni); ``p05`` and
        ``p95``, the range of the difference between replications; ``verdict`` (better, worse,
        higher, lower or unclear, by the joint interval); ``n`` pairs; ``correlation``,
        ``variance_ratio`` and ``unpaired_replications``, what pairing gained; ``reason`` where
        something is missing; ``unseen``, where no pair differed, the upper bound for how many do.

    Raises
    ------
    ExperimentError
        When a name is unknown.
    """
    import polars as pl

    base = results.index(0 if baseline is None else baseline)
    names = results.measure_names if measures is None else tuple(measures)
    rows = results.differences(base, names)
    # Only comparisons that have an interval are read.
    together = max(1, sum(row.low is not None for row in rows))
    joint = bonferroni(results.confidence, together)
    table: list[dict[str, Any]] = []
    for row in rows:
        wide = results.difference(row.scenario, base, row.measure, joint).estimate
        table.append(
            {
                "scenario": row.scenario,
                "baseline": row.baseline,
                "measure": row.measure,
                "title": row.title,
                "unit": row.unit,
                "base": results.estimate(base, row.measure).mean,
                "level": results.estimate(row.scenario, row.measure).mean,
                "difference": row.mean,
                "low": row.low,
                "high": row.high,
                "joint_low": wide.low,
                "joint_high": wide.high,
                "p05": row.p05,
                "p95": row.p95,
                "verdict": verdict(wide.low, wide.high, results.describe(row.measure).better),
                "n": row.n,
                "correlation": row.correlation,
                "variance_ratio": row.variance_ratio,
                "unpaired_replications": row.unpaired_replications,
                "reason": row.reason,
                "unseen": row.unseen,
            }
        )
    return pl.DataFrame(table, schema=_schema())


def verdict(low: float | None, high: float | None, better: str) -> str | None:
    """Say in a word what an interval of a difference shows.

    Parameters
    ----------
    low, high : float or None
        Ends of the interval.
    better : {"lower", "higher", ""}
        Which way is better.

    Returns
    -------
    str or None
        ``better`` or ``worse`` where the measure has a good direction, ``higher`` or ``lower``
        where it has none, ``unclear`` when the interval holds 0, ``None`` without an interval
        (where no difference was seen in any pair, too).
    """
    if low is None or high is None:
        return None
    if low <= 0.0 <= high:
        return "unclear"
    direction = "higher" if low > 0.0 else "lower"
    if not better:
        return direction
    return "better" if direction == better else "worse"


_TEXT = ("scenario", "baseline", "measure", "title", "unit", "verdict", "reason")
_COUNTS = ("n", "unpaired_replications")


def _schema() -> dict[str, Any]:
    import polars as pl

    order = (
        *("scenario", "baseline", "measure", "title", "unit", "base", "level", "difference"),
        *("low", "high", "joint_low", "joint_high", "p05", "p95", "verdict", "n"),
        *("correlation", "variance_ratio", "unpaired_replications", "reason", "unseen"),
    )
    kinds = {**dict.fromkeys(_TEXT, pl.String), **dict.fromkeys(_COUNTS, pl.Int64)}
    return {name: kinds.get(name, pl.Float64) for name in order}
