"""All that can be said about a sweep, as tables ready to keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pdusim.analysis.effects import lever_effects, policy_effects, spread
from pdusim.analysis.sensitivity import main_effects, morris, sobol_indices
from pdusim.experiment import atomic
from pdusim.experiment.csv_text import frame_csv
from pdusim.experiment.errors import ExperimentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from pdusim.experiment.sweep_results import SweepResults


@dataclass(frozen=True, slots=True)
class Study:
    """Tables of an analysed sweep.

    Parameters
    ----------
    tables : mapping of str to polars.DataFrame
        ``policy_effects``, ``lever_effects``, ``main_effects``, ``morris``, ``sobol_indices``,
        ``spread``: those the experiment allows, each with columns ``measure`` and ``policy``
        where it has one for each.
    notes : tuple of str
        What could not be worked out, and why.
    """

    tables: Mapping[str, pl.DataFrame]
    notes: tuple[str, ...]

    def save(self, directory: str | Path) -> Path:
        """Write each table as CSV into a folder.

        Raises
        ------
        ExperimentError
            When the folder cannot be written.
        """
        folder = Path(directory)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, table in self.tables.items():
                atomic.write_text(folder / f"{name}.csv", frame_csv(table))
        except OSError as error:
            raise ExperimentError(
                f"the analysis cannot be kept in {folder}: {error.strerror or error}"
            ) from error
        return folder


def analyse(results: SweepResults, confidence: float = 0.95) -> Study:
    """Work out everything the design of an experiment allows, for every measure kept.

    Parameters
    ----------
    results : SweepResults
    confidence : float
        Of the intervals.

    Returns
    -------
    Study
    """
    tables: dict[str, pl.DataFrame] = {}
    notes = [*results.spec.notes, *results.remarks]
    spec = results.spec
    if len(results.policies) > 1:
        _gather(results, "policy_effects", tables, notes, lambda m: policy_effects(results, m))
    if spec.levers:
        _gather(results, "lever_effects", tables, notes, lambda m: lever_effects(results, m))
    if not spec.factors:
        return Study(tables, tuple(dict.fromkeys(notes)))
    by_policy: dict[str, Callable[[str, int], pl.DataFrame]] = {
        "spread": lambda m, p: _spread_table(results, m, p)
    }
    if spec.design.kind == "morris":
        by_policy["morris"] = lambda m, p: morris(results, m, p, confidence)
    else:
        by_policy["main_effects"] = lambda m, p: main_effects(results, m, p, confidence)
    if spec.design.kind == "sobol_indices":
        by_policy["sobol_indices"] = lambda m, p: sobol_indices(results, m, p, confidence)
    for name, make in by_policy.items():
        for place in range(len(results.policies)):
            _gather(results, name, tables, notes, _of(make, place), place)
    return Study(tables, tuple(dict.fromkeys(notes)))


def _gather(
    results: SweepResults,
    name: str,
    tables: dict[str, pl.DataFrame],
    notes: list[str],
    make: Callable[[str], pl.DataFrame],
    place: int | None = None,
) -> None:
    """Add the table of each measure, under its name and that of the policy, if it has one."""
    import polars as pl

    for measure in results.measures:
        try:
            table = make(measure)
        except ExperimentError as error:
            notes.append(f"{name.replace('_', ' ')}: {error}")
            continue
        labels = [pl.lit(measure).alias("measure")]
        if place is not None:
            labels.insert(0, pl.lit(results.policies[place]).alias("policy"))
        table = table.select(*labels, pl.all())
        # A column without a number in one of them fits any other.
        joined = [tables[name], table] if name in tables else [table]
        tables[name] = pl.concat(joined, how="vertical_relaxed")


def _of(make: Callable[[str, int], pl.DataFrame], place: int) -> Callable[[str], pl.DataFrame]:
    return lambda measure: make(measure, place)


def _spread_table(results: SweepResults, measure: str, place: int) -> pl.DataFrame:
    import polars as pl

    found = spread(results, measure, place)
    return pl.DataFrame(
        {
            "sd_values": [found.values],
            "sd_chance": [found.chance],
            "sd_together": [found.together],
            "share_of_values": [found.share_of_values],
        },
        schema_overrides={"share_of_values": pl.Float64},
    )
