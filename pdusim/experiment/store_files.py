"""The files of a store: what they are called, which are its own, and how a part is read."""

from __future__ import annotations

import os
import re
import stat
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pdusim.experiment import atomic, distrust
from pdusim.experiment.errors import ExperimentError

if TYPE_CHECKING:
    import polars as pl

LABEL, LOCK = "store.json", ".lock"
PARTS, WEEKLY, SCENARIOS, FAILURES = "parts", "weekly", "scenarios", "failures"
FOLDERS = (PARTS, WEEKLY, SCENARIOS, FAILURES)
DIGEST_CHARACTERS = 16
# What a writer that was killed leaves behind; anything else of such a name is somebody else's.
_OWN = r"(?:store\.json|(?:part|weekly)-\d{6,}-[0-9a-f]+\.parquet|[0-9a-f]{64}(?:-\d{6,})?\.json)"
_TEMPORARY = re.compile(rf"\.{_OWN}\.\d+\.tmp")


class StoreWarning(UserWarning):
    """Something in a store was damaged and will be made again."""


def read_part(path: Path, take: Sequence[str] | None = None) -> pl.DataFrame:
    """Read a part of a store, or its weekly series.

    Parameters
    ----------
    path : Path
        In the folder ``parts`` or ``weekly``.
    take : sequence of str, optional
        Columns to read; all of them by default.

    Raises
    ------
    ExperimentError
        When it is no ordinary file, is not what it was when it was written, or is no such table.
    """
    import polars as pl

    from pdusim.experiment.tables import MEASURE_COLUMNS, WEEKLY_COLUMNS

    content = distrust.read_file(path, distrust.MOST_PART)
    if not path.stem.endswith(f"-{atomic.digest(content)[:DIGEST_CHARACTERS]}"):
        raise ExperimentError(f"{path} is damaged")
    weekly = path.parent.name == WEEKLY
    columns = {"key": pl.String, **(WEEKLY_COLUMNS if weekly else MEASURE_COLUMNS)}
    return distrust.read_table(path, content, columns, only=not weekly, take=take)


def set_aside(path: Path, problem: str, then: str) -> None:
    """Take a file out of the way without losing it, and say so."""
    aside = path.with_suffix(".damaged")
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_suffix(f".{number}.damaged")
    path.rename(aside)
    warnings.warn(
        f"{problem}; it was set aside as {aside.name}, and {then}", StoreWarning, stacklevel=4
    )


def is_temporary(path: Path) -> bool:
    """Whether a file is what a writer of the store left that was killed."""
    return _TEMPORARY.fullmatch(path.name) is not None


def is_beginning(path: Path) -> bool:
    """Whether an entry is what a store has before its first write has succeeded."""
    if path.name == LOCK or is_temporary(path):
        return True
    is_folder = stat.S_ISDIR(path.lstat().st_mode)
    return path.name in FOLDERS and is_folder and not any(path.iterdir())


def number_of(path: Path) -> int:
    """Number of a part, from its name."""
    middle = path.stem.split("-")[1:2]
    return int(middle[0]) if middle and middle[0].isdigit() else 0
