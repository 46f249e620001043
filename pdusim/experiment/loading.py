"""A run that ``pdusim.experiment.saving`` kept in a folder, read back."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pdusim.experiment import atomic
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.precision import StoppingLog, Width
from pdusim.experiment.results import Results
from pdusim.experiment.saving import FORMAT, MANIFEST, MEASURES, WEEKLY
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
    import polars as pl

    from pdusim.experiment.tables import outcomes_from

    folder = Path(directory)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ExperimentError(f"{folder} holds no finished run: {MANIFEST} is missing") from None
    except (OSError, ValueError) as error:
        raise ExperimentError(f"{folder / MANIFEST} cannot be read: {error}") from error
    if manifest.get("format") != FORMAT:
        raise ExperimentError(f"{folder / MANIFEST} is not of the form '{FORMAT}'")
    frames: dict[str, pl.DataFrame] = {}
    for name, wanted in manifest["files"].items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise ExperimentError(f"{folder / name} cannot be read: {error}") from error
        if atomic.digest(content) != wanted:
            raise ExperimentError(f"{folder / name} was changed since the run was kept")
        frames[name] = pl.read_parquet(io.BytesIO(content))
    scenarios = tuple(_saved(entry) for entry in manifest["scenarios"])
    names = tuple(scenario.name for scenario in scenarios)
    rows = outcomes_from(frames[MEASURES], frames.get(WEEKLY), manifest["seed"])
    return Results(
        scenarios=scenarios,
        names=names,
        outcomes=tuple(rows.get(name, ()) for name in names),
        replications=manifest["replications"],
        seed=manifest["seed"],
        confidence=manifest["confidence"],
        failures=tuple(Failure(**entry) for entry in manifest["failures"]),
        stopping=_stopping(manifest["precision"]),
    )


def _saved(entry: Mapping[str, Any]) -> SavedScenario:
    return SavedScenario(
        entry["name"],
        entry["description"],
        entry["values"],
        {path: SimpleNamespace(**kept) for path, kept in entry["provenance"].items()},
        # Runs kept by an earlier version have no notes.
        entry.get("notes", {}),
    )


def _stopping(entry: Mapping[str, Any] | None) -> StoppingLog | None:
    if entry is None:
        return None
    widths = tuple(
        Width(w["scenario"], w["measure"], w["wanted"], w["got"], w["relative"])
        for w in entry["widths"]
    )
    return StoppingLog(entry["replications"], entry["precise_from"], entry["compared"], widths)
