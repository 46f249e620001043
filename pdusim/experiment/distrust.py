"""Reading what lies in a kept folder, with distrust.

A run, a sweep or a store may come from somebody else, or have been through a broken disk. So a
file is opened only when it is an ordinary one of a size that can be meant; what JSON says is
checked against a model, and a problem is told with its file and its place in it; a table is
looked at before it is unpacked. Nothing here runs anything that a folder holds.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.identity import sealed
from pdusim.experiment.kept import ScenarioRecord

if TYPE_CHECKING:
    import polars as pl

MOST_MANIFEST = 256 * 2**20
"""Bytes of a manifest: a sweep of ten thousand policies takes about as much."""
MOST_RECORD = 8 * 2**20
"""Bytes of any other JSON file: one scenario takes some twenty thousand."""
MOST_PART = 256 * 2**20
"""Bytes of a part of a store: 64 replications take some thirty thousand."""
MOST_TABLE = 4 * 2**30
"""Bytes of a table of a run or a sweep."""
MOST_PER_BYTE = 100
"""Values of a table to each byte of its file. Real ones have about three; more is a file made to
fill the memory of whoever opens it."""
FEW_VALUES = 1_000_000
"""Values that a table may have however small its file."""
TOLD = 3
"""Problems of a file that are told."""

_Model = TypeVar("_Model", bound=BaseModel)


def read_file(path: Path, most: int) -> bytes:
    """Read an ordinary file of a kept folder.

    Parameters
    ----------
    path : Path
        The file. A link, a device, a pipe or a folder in its place is refused: reading it could
        take for ever, or lead out of the folder.
    most : int
        Bytes it may have.

    Raises
    ------
    ExperimentError
        When it is no ordinary file, is too large or cannot be read.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise ExperimentError(f"{path} is no ordinary file: it is not read")
        with open(os.open(path, flags), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ExperimentError(f"{path} is no ordinary file: it is not read")
            if found.st_size > most:
                raise ExperimentError(
                    f"{path} has {found.st_size:,} bytes, more than the {most:,} that are read"
                )
            return file.read(most)
    except FileNotFoundError:
        raise ExperimentError(f"{path} is missing") from None
    except OSError as error:
        raise ExperimentError(f"{path} cannot be read: {error.strerror or error}") from error


def read_json(path: Path, most: int | None = None) -> Any:
    """Read a JSON file of a kept folder as plain data.

    Parameters
    ----------
    path : Path
    most : int, optional
        Bytes it may have; by default those of a record.

    Raises
    ------
    ExperimentError
        When it cannot be read or is not JSON; the text has file, line and column.
    """
    content = read_file(path, MOST_RECORD if most is None else most)
    try:
        return from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise ExperimentError(f"{path} cannot be read: {error}") from None


def checked(path: Path, content: Any, model: type[_Model]) -> _Model:
    """Check plain data against the model of its file.

    Parameters
    ----------
    path : Path
        The file, for messages.
    content : object
        As `read_json` gives it.
    model : type
        What it has to be.

    Raises
    ------
    ExperimentError
        With the file, and with the place and what was expected of each problem.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        lines = [f"  {_place(one['loc'])}: {_said(one['msg'])}" for one in problems[:TOLD]]
        if len(problems) > TOLD:
            lines.append(f"  and {len(problems) - TOLD} more")
        raise ExperimentError("\n".join((f"{path} is not as pdusim writes it:", *lines))) from None
    except (RecursionError, ValueError) as error:
        raise ExperimentError(f"{path} is not as pdusim writes it: {error}") from None


def read_manifest(path: Path, model: type[_Model]) -> _Model:
    """Read the manifest of a run or a sweep.

    Raises
    ------
    ExperimentError
        When its shape is wrong, or anything in it was changed since it was written.
    """
    content = read_json(path, MOST_MANIFEST)
    manifest = checked(path, content, model)
    if not sealed(content):
        raise ExperimentError(
            f"{path} was changed since it was kept: values, descriptions or sources are not "
            "those its seal was made of"
        )
    return manifest


def read_record(path: Path, key: str) -> ScenarioRecord:
    """Read what a store notes of the scenario with a key.

    Raises
    ------
    ExperimentError
        When its shape is wrong, it belongs to another key, or it was changed.
    """
    content = read_json(path)
    record = checked(path, content, ScenarioRecord)
    if record.key != key or not sealed(content):
        raise ExperimentError(f"{path} was changed since it was kept")
    return record


def read_table(
    path: Path,
    content: bytes,
    columns: Mapping[str, Any],
    *,
    only: bool = True,
    take: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Unpack a table of a kept folder.

    Parameters
    ----------
    path : Path
        Its file, for messages.
    content : bytes
        As `read_file` gives it.
    columns : mapping of str to polars type
        Columns that it must have.
    only : bool
        Whether it may have no others; of those there may be, each holds plain values.
    take : sequence of str, optional
        Columns to unpack; all of them by default.

    Raises
    ------
    ExperimentError
        When it is no table, has other columns, or unpacks to more than can be meant.
    """
    import polars as pl

    try:
        schema = pl.read_parquet_schema(io.BytesIO(content))
        for name, kind in columns.items():
            if schema.get(name) != kind:
                raise ExperimentError(f"{path} has no column '{name}' of type {kind}")
        others = [name for name in schema if name not in columns]
        if others and (only or any(schema[name].is_nested() for name in others)):
            raise ExperimentError(f"{path} has a column '{others[0]}' that does not belong there")
        rows = pl.scan_parquet(io.BytesIO(content)).select(pl.len()).collect().item()
        if rows * len(schema) > FEW_VALUES + MOST_PER_BYTE * len(content):
            raise ExperimentError(
                f"{path} says that it unpacks to {rows:,} rows, which {len(content):,} bytes "
                "cannot mean: it is not opened"
            )
        return pl.read_parquet(io.BytesIO(content), columns=None if take is None else list(take))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ExperimentError(f"{path} cannot be read as a table: {reason}") from None


def _place(steps: tuple[int | str, ...]) -> str:
    """Write a place in JSON as ``scenarios[0].values``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".") or "the whole file"


def _said(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "expected")
