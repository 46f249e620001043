"""Results as polars tables, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from pdusim.outcomes.outcome import Outcome

#: Columns of the table of measures, one row a scenario, replication and measure.
MEASURE_COLUMNS: dict[str, Any] = {
    "scenario": pl.String,
    "replication": pl.Int64,
    "measure": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "value": pl.Float64,
    "reason": pl.String,
}
#: Columns of the weekly census that it always has; the others are its series.
WEEKLY_COLUMNS: dict[str, Any] = {
    "scenario": pl.String,
    "replication": pl.Int64,
}
#: Columns of the points of a sweep that it always has; the others are what it varies.
POINT_COLUMNS: dict[str, Any] = {
    "point": pl.Int64,
    "row": pl.Int64,
    "policy": pl.String,
    "key": pl.String,
}
#: Columns of the replications of a sweep.
REPLICATION_COLUMNS: dict[str, Any] = {
    "point": pl.Int64,
    "replication": pl.Int64,
    "measure": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "value": pl.Float64,
}


def measure_rows(name: str, outcome: Outcome) -> Iterable[tuple[Any, ...]]:
    """Rows of the table of measures for one replication, in the outcome's own order."""
    for measure, (top, bottom) in outcome.totals.items():
        yield (
            name,
            outcome.replication,
            measure,
            float(top),
            float(bottom),
            outcome.measures.get(measure),
            outcome.missing.get(measure),
        )


def measures_table(names: Sequence[str], outcomes: Sequence[Sequence[Outcome]]) -> pl.DataFrame:
    """Long table of every measure of every replication, scenario by scenario."""
    rows = [
        row
        for name, replications in zip(names, outcomes, strict=True)
        for outcome in replications
        for row in measure_rows(name, outcome)
    ]
    return pl.DataFrame(rows, schema=MEASURE_COLUMNS, orient="row")


def weekly_table(names: Sequence[str], outcomes: Sequence[Sequence[Outcome]]) -> pl.DataFrame:
    """Table of the weekly census; no rows unless it was recorded."""
    frames = [
        weekly_frame(name, outcome)
        for name, replications in zip(names, outcomes, strict=True)
        for outcome in replications
        if outcome.weekly
    ]
    if not frames:
        return pl.DataFrame(schema={**WEEKLY_COLUMNS, "week": pl.Int64})
    return pl.concat(frames, how="diagonal_relaxed")


def weekly_frame(name: str, outcome: Outcome) -> pl.DataFrame:
    """Weekly census of one replication."""
    frame = pl.DataFrame({column: list(values) for column, values in outcome.weekly.items()})
    return frame.select(
        pl.lit(name).alias("scenario"),
        pl.lit(outcome.replication, dtype=pl.Int64).alias("replication"),
        pl.all(),
    )


def outcomes_from(
    measures: pl.DataFrame, weekly: pl.DataFrame | None, seed: int
) -> Mapping[str, tuple[Outcome, ...]]:
    """Rebuild outcomes by scenario from their tables (without events and checks)."""
    census: dict[tuple[str, int], dict[str, list[Any]]] = {}
    if weekly is not None:
        for key, frame in weekly.partition_by(
            "scenario", "replication", as_dict=True, include_key=False
        ).items():
            census[str(key[0]), int(key[1])] = frame.to_dict(as_series=False)
    grouped: dict[str, list[Outcome]] = {}
    for key, frame in measures.partition_by(
        "scenario", "replication", as_dict=True, maintain_order=True
    ).items():
        name, replication = str(key[0]), int(key[1])
        rows = list(frame.select(list(MEASURE_COLUMNS)[2:]).iter_rows())
        grouped.setdefault(name, []).append(
            Outcome(
                scenario=name,
                seed=seed,
                replication=replication,
                totals={measure: (top, bottom) for measure, top, bottom, _, _ in rows},
                measures={measure: value for measure, _, _, value, _ in rows},
                missing={measure: why for measure, _, _, _, why in rows if why is not None},
                weekly=census.get((name, replication), {}),
            )
        )
    return {
        name: tuple(sorted(row, key=lambda one: one.replication)) for name, row in grouped.items()
    }
