"""A run kept in a folder, and read back.

``measures.parquet`` holds one row a scenario, replication and measure; ``weekly.parquet`` the
weekly census, if it was recorded; ``manifest.json`` the resolved scenarios, the seed, the
versions and a hash of each file. The manifest is written last: a folder without one is not a
whole run. No times, paths or worker counts are kept, so that the same run gives the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pdusim.experiment import atomic
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.identity import code_hash, environment, plain, scenario_hash
from pdusim.experiment.precision import StoppingLog, Width
from pdusim.experiment.results import Results
from pdusim.experiment.serialise import stopping_as_dict
from pdusim.experiment.tasks import Failure, ScenarioLike

if TYPE_CHECKING:
    import polars as pl

#: First entry of the manifest; the number rises when the shape changes.
FORMAT = "pdusim run 1"
MANIFEST = "manifest.json"
MEASURES = "measures.parquet"
WEEKLY = "weekly.parquet"


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


def save_results(results: Results, directory: str | Path) -> Path:
    """Keep a run in a folder, which is made if need be.

    Parameters
    ----------
    results : Results
    directory : str or Path
        An earlier run there is replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ExperimentError
        When the folder cannot be written; the text names it and the cause.
    """
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
        files = {MEASURES: _parquet(results.measures)}
        if results.weekly.height:
            files[WEEKLY] = _parquet(results.weekly)
        else:
            (folder / WEEKLY).unlink(missing_ok=True)
        for name, content in files.items():
            atomic.write_bytes(folder / name, content)
        hashes = {name: atomic.digest(content) for name, content in files.items()}
        atomic.write_text(folder / MANIFEST, _text(_manifest(results, hashes)))
    except OSError as error:
        raise ExperimentError(f"the run cannot be kept in {folder}: {error}") from error
    return folder


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


def _manifest(results: Results, files: Mapping[str, str]) -> dict[str, Any]:
    from pdusim import __version__

    return {
        "format": FORMAT,
        "pdusim": __version__,
        "code": code_hash(),
        "environment": environment(),
        "seed": results.seed,
        "replications": results.replications,
        "confidence": results.confidence,
        "scenarios": [
            {
                "name": name,
                "description": scenario.description,
                "hash": scenario_hash(scenario),
                "values": scenario.resolved(),
                "notes": notes_of(scenario),
                "provenance": _provenance(scenario),
            }
            for name, scenario in zip(results.names, results.scenarios, strict=True)
        ],
        "precision": None if results.stopping is None else stopping_as_dict(results.stopping),
        "failures": [asdict(failure) for failure in results.failures],
        "files": dict(files),
    }


def notes_of(scenario: ScenarioLike) -> dict[str, str]:
    """Return the authors' notes on dated changes: date to text, dates without a note left out.

    Parameters
    ----------
    scenario : ScenarioLike
        As loaded, or as a saved run knows it.
    """
    kept: Mapping[str, str] | None = getattr(scenario, "notes", None)
    if kept is not None:
        return dict(kept)
    found: dict[str, list[str]] = {}
    for change in getattr(scenario, "dated", ()):
        texts = found.setdefault(change.date.isoformat(), [])
        if change.note and change.note not in texts:
            texts.append(change.note)
    return {day: "; ".join(texts) for day, texts in found.items() if texts}


def _provenance(scenario: ScenarioLike) -> dict[str, Any]:
    """Where each value comes from, without the file it was read from (a path of one machine)."""
    out: dict[str, Any] = {}
    for path, entry in getattr(scenario, "provenance", {}).items():
        if is_dataclass(entry) and not isinstance(entry, type):
            kept = {key: getattr(entry, key) for key in entry.__dataclass_fields__}
        else:
            kept = dict(vars(entry))
        out[path] = {key: value for key, value in kept.items() if key not in ("file", "line")}
    return out


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


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=plain) + "\n"
