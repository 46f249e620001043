"""A run that ``pdusim.experiment.saving`` kept in a folder, read back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdusim.experiment import atomic, distrust
from pdusim.experiment.distrust import read_file, read_manifest, read_table
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.kept import (
    NATION_FORMAT,
    KeptMeasure,
    KeptPrecision,
    KeptScenario,
    RunManifest,
)
from pdusim.experiment.metadata import MeasureInfo
from pdusim.experiment.precision import StoppingLog, Width
from pdusim.experiment.reserving import MANIFEST
from pdusim.experiment.results import Results
from pdusim.experiment.saving import MEASURES, WEEKLY
from pdusim.experiment.tasks import Failure

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """A scenario as a saved run knows it.

    Parameters
    ----------
    name, description : str
        As in the scenario file.
    values : mapping
        What ``Scenario.resolved()`` gave.
    provenance : mapping of str to object
        Dotted path to value, unit, source, confidence and range, as attributes.
    notes : mapping of str to str
        Date to the author's note on what changes that day.
    """

    name: str
    description: str
    values: Mapping[str, Any]
    provenance: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def resolved(self) -> dict[str, Any]:
        """Return every value and change as plain data."""
        return dict(self.values)


def load_results(directory: str | Path) -> Results:
    """Read back a run kept by `save_results`.

    Raises
    ------
    ExperimentError
        When the folder holds no whole run, or a file of it was changed.
    """
    from pdusim.experiment.tables import MEASURE_COLUMNS, WEEKLY_COLUMNS, outcomes_from

    folder = Path(directory)
    manifest = read_run_manifest(folder)
    frames: dict[str, pl.DataFrame] = {}
    for name, wanted in manifest.files.items():
        content = read_file(folder / name, distrust.MOST_TABLE)
        if atomic.digest(content) != wanted:
            raise ExperimentError(f"{folder / name} was changed since the run was kept")
        columns = MEASURE_COLUMNS if name == MEASURES else WEEKLY_COLUMNS
        frames[name] = read_table(folder / name, content, columns, only=name == MEASURES)
    scenarios = tuple(_saved(entry) for entry in manifest.scenarios)
    names = tuple(scenario.name for scenario in scenarios)
    rows = outcomes_from(frames[MEASURES], frames.get(WEEKLY), manifest.seed)
    for outcome in (outcome for row in rows.values() for outcome in row):
        if outcome.scenario not in names or not 0 <= outcome.replication < manifest.replications:
            raise ExperimentError(
                f"{folder / MEASURES} holds replication {outcome.replication} of scenario "
                f"'{outcome.scenario}', which is none of the run's"
            )
    return Results(
        scenarios=scenarios,
        names=names,
        outcomes=tuple(rows.get(name, ()) for name in names),
        replications=manifest.replications,
        seed=manifest.seed,
        confidence=manifest.confidence,
        failures=tuple(
            Failure(one.scenario, one.replication, one.error, one.detail)
            for one in manifest.failures
        ),
        stopping=None if manifest.precision is None else _stopping(manifest.precision),
        rules=manifest.rules,
        own_measures=tuple(_measure(entry) for entry in manifest.measures),
    )


def read_run_manifest(folder: Path) -> RunManifest:
    """Read and check the manifest of a kept run.

    Raises
    ------
    ExperimentError
        When there is none, or it is not as `save_results` wrote it; with file and place.
    """
    path = folder / MANIFEST
    if not os.path.lexists(path):
        raise ExperimentError(f"{folder} holds no finished run: {MANIFEST} is missing")
    content = distrust.read_json(path, distrust.MOST_MANIFEST)
    if isinstance(content, dict) and content.get("format") == NATION_FORMAT:
        raise ExperimentError(
            f"{folder} holds a run of several units: the same `pdusim run` with --out {folder} "
            "prints it again, and makes a report, from what is in its store"
        )
    return read_manifest(path, RunManifest)


def _saved(entry: KeptScenario) -> SavedScenario:
    return SavedScenario(entry.name, entry.description, entry.values, entry.provenance, entry.notes)


def _measure(entry: KeptMeasure) -> MeasureInfo:
    low, high = entry.bounds
    return MeasureInfo(
        entry.name,
        entry.title,
        entry.unit,
        entry.definition,
        entry.kind,
        entry.better,
        entry.group,
        (low, high),
    )


def _stopping(entry: KeptPrecision) -> StoppingLog:
    widths = tuple(
        Width(one.scenario, one.measure, one.wanted, one.got, one.relative, one.reason)
        for one in entry.widths
    )
    return StoppingLog(entry.replications, entry.precise_from, entry.compared, widths)
