"""A run kept in a folder; ``pdusim.experiment.loading`` reads it back.

``measures.parquet`` holds one row a scenario, replication and measure; ``weekly.parquet`` the
weekly census, if it was recorded; ``manifest.json`` the resolved scenarios, the seed, the
versions and a hash of each file. The manifest is written last: a folder without one is not a
whole run. No times, paths or worker counts are kept, so that the same run gives the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdusim.build import build
from pdusim.experiment import atomic
from pdusim.experiment.errors import WritingError
from pdusim.experiment.identity import code_hash, environment, plain, scenario_hash, seal
from pdusim.experiment.kept import RUN_FORMAT
from pdusim.experiment.reserving import MANIFEST, reserved, run_identity
from pdusim.experiment.rows import ResultsLike
from pdusim.experiment.serialise import stopping_as_dict
from pdusim.experiment.tasks import ScenarioLike

if TYPE_CHECKING:
    import polars as pl

MEASURES = "measures.parquet"
WEEKLY = "weekly.parquet"


def save_results(results: ResultsLike, directory: str | Path, *, force: bool = False) -> Path:
    """Keep a run in a folder, which is made if need be.

    Parameters
    ----------
    results : ResultsLike
    directory : str or Path
        The same run may be there already.
    force : bool
        Whether another run there may be replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ExperimentError
        When the folder holds another run, is being written to, or cannot be written; the text
        names it and the cause.
    """
    identity = run_identity(
        results.scenarios, results.names, results.seed, results.replications, results.rules
    )
    with reserved(directory, identity, force=force) as folder:
        write_results(results, folder)
    return folder


def write_results(results: ResultsLike, folder: Path) -> None:
    """Write a run into a folder that is there for it; see ``reserved``.

    Raises
    ------
    WritingError
        When it cannot be written, as on a full disk: then what was there is there still.
    """
    files = {MEASURES: parquet_bytes(results.measures)}
    if results.weekly.height:
        files[WEEKLY] = parquet_bytes(results.weekly)
    # Of a run that was replaced.
    gone = () if WEEKLY in files else (WEEKLY,)
    write_kept(folder, files, _manifest(results), gone)


def write_kept(
    folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any], gone: Sequence[str] = ()
) -> None:
    """Write the files of a run, and last its manifest with their hashes, sealed.

    Parameters
    ----------
    folder : Path
        That is there for the run.
    files : mapping of str to bytes
        Content by name.
    manifest : mapping
        What the manifest says beside the hashes.
    gone : sequence of str
        Files of a run that is replaced which this one does not have.

    Raises
    ------
    WritingError
        When they cannot be written: then what was there is there still.
    """
    hashes = {name: atomic.digest(content) for name, content in files.items()}
    sealed = _text(seal({**manifest, "files": hashes})).encode()
    try:
        atomic.write_all(folder, {**files, MANIFEST: sealed})
        for name in gone:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise WritingError(
            f"the run cannot be kept in {folder}: {error.strerror or error}"
        ) from error


def _manifest(results: ResultsLike) -> dict[str, Any]:
    from pdusim import __version__

    return {
        "format": RUN_FORMAT,
        "pdusim": __version__,
        "build": build(),
        "code": code_hash(),
        "environment": environment(),
        "seed": results.seed,
        "replications": results.replications,
        "rules": results.rules,
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
        **_own_measures(results),
        "precision": None if results.stopping is None else stopping_as_dict(results.stopping),
        "failures": [asdict(failure) for failure in results.failures],
    }


def _own_measures(results: ResultsLike) -> dict[str, Any]:
    """Return the researcher's own measures, which nobody can look up; nothing if there are none."""
    own = [asdict(one) for one in results.own_measures]
    return {"measures": own} if own else {}


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


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return a table as a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=plain) + "\n"
