"""What the results of a search have in common when they are written: scenarios, and a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pdusim.experiment import atomic
from pdusim.experiment.errors import WritingError
from pdusim.scenario.shipped import is_bare_name


def quoted(text: str) -> str:
    """Quote a text for YAML; JSON's quotes are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def parent_of(source: str, folder: Path, target: str | Path) -> str:
    """Name the scenario a result extends, as seen from where the result will stand.

    Parameters
    ----------
    source : str
        The scenario as the input file names it.
    folder : Path
        Where paths of the input file start.
    target : str or Path
        Folder of the result.
    """
    if is_bare_name(source):
        return source
    parent = Path(os.path.relpath(folder / source, target)).as_posix()
    return parent if "/" in parent else f"./{parent}"


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted path as sections inside one another."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *sections, leaf = path.split(".")
        here = tree
        for section in sections:
            here = here.setdefault(section, {})
        here[leaf] = value
    return tree


def write_result(what: str, folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a result, all or none.

    Raises
    ------
    WritingError
        When they cannot be written, as on a full disk: then what was there is there still.
    """
    try:
        atomic.write_all(folder, {name: text.encode() for name, text in files.items()})
    except OSError as error:
        raise WritingError(
            f"{what} cannot be kept in {folder}: {error.strerror or error}"
        ) from error
