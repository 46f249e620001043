"""A folder for what is to be kept: writable, not in use, and no other run is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from pdusim.experiment.distrust import MOST_MANIFEST, read_json
from pdusim.experiment.errors import ExperimentError, refusal
from pdusim.experiment.identity import code_hash, plain, scenario_hash
from pdusim.experiment.locking import Lock
from pdusim.experiment.tasks import ScenarioLike

#: Name of the file that says what a folder holds.
MANIFEST = "manifest.json"


def run_identity(
    scenarios: Sequence[ScenarioLike],
    names: Sequence[str],
    seed: int,
    replications: int | None,
    rules: str | None = None,
) -> dict[str, Any]:
    """What makes a run the same run, as entries of its manifest.

    Parameters
    ----------
    scenarios : sequence of ScenarioLike
    names : sequence of str
        What they are called in the run.
    seed : int
    replications : int or None
        None for a run to a precision that has not been done.
    rules : str or None
        Hash of what was added to the model (`identity.rules_hash`).
    """
    known = {} if replications is None else {"replications": replications}
    return {
        "code": code_hash(),
        "seed": seed,
        "rules": rules,
        "scenarios": [
            {"name": name, "hash": scenario_hash(scenario)}
            for name, scenario in zip(names, scenarios, strict=True)
        ],
        **known,
    }


@contextmanager
def reserved(
    directory: str | Path,
    identity: Mapping[str, Any],
    *,
    force: bool = False,
    manifest: str = MANIFEST,
) -> Iterator[Path]:
    """Hold a folder while something is computed that is to be kept there.

    Parameters
    ----------
    directory : str or Path
        It is made if need be.
    identity : mapping
        Entries that the manifest of the same run would have.
    force : bool
        Whether another run there may be replaced.
    manifest : str
        Name of the file that says what the folder holds.

    Yields
    ------
    Path
        The folder.

    Raises
    ------
    ExperimentError
        When it cannot be written, somebody else is writing there, or it holds another run.
    """
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise refusal(error)(
            f"the run cannot be kept in {folder}: {error.strerror or error}"
        ) from error
    lock = Lock(folder / ".lock")
    lock.acquire()
    try:
        if not force:
            _refuse_another(folder / manifest, identity)
        yield folder
    finally:
        lock.release(remove=True)


def _refuse_another(path: Path, identity: Mapping[str, Any]) -> None:
    if not os.path.lexists(path):
        return
    there: Any = None
    with suppress(ExperimentError):
        there = read_json(path, MOST_MANIFEST)
    wanted = json.loads(json.dumps(identity, default=plain))
    if _agrees(there, wanted):
        return
    raise ExperimentError(
        f"{path.parent} holds another run ({_told(there, path.name)}), which would be lost: "
        "choose another folder, or replace it with --force (in Python, force=True)"
    )


def _agrees(there: Any, wanted: Any) -> bool:
    """Whether what is there has every entry that is wanted, with the same value."""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(
            key in there and _agrees(there[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(there, list)
            and len(there) == len(wanted)
            and all(_agrees(one, other) for one, other in zip(there, wanted, strict=True))
        )
    return bool(there == wanted)


def _told(there: Any, manifest: str) -> str:
    """Say in a few words what a manifest is of."""
    try:
        names = there.get("name") or ", ".join(one["name"] for one in there["scenarios"])
        return f"{names}; {there['replications']} replications, seed {there['seed']}"
    except (AttributeError, KeyError, TypeError):
        return f"{manifest} cannot be read"
