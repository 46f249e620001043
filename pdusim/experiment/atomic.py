"""Files that are either whole or not there."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from pdusim.experiment.errors import WritingError


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, never meets half of it.

    The content goes to a temporary file beside it, is flushed to the disk and renamed.

    Parameters
    ----------
    path : Path
        Where; an existing file is replaced.
    content : bytes

    Raises
    ------
    OSError
        When the disk is full or the folder cannot be written; nothing is left behind then.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        # Left by a killed process with this number; a link of that name is not followed.
        temporary.unlink(missing_ok=True)
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files: all are on the disk before the first takes its name.

    So a disk that fills up on the way costs nothing that was there. The last, which should say
    what the others are, takes its name last.

    Parameters
    ----------
    folder : Path
        It must exist.
    files : mapping of str to bytes
        Name and content, in this order.

    Raises
    ------
    OSError
        As `write_bytes`.
    """
    staged: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            path = folder / f".{name}.{os.getpid()}.new"
            staged[path] = folder / name
            path.unlink(missing_ok=True)
            with path.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, final in staged.items():
            path.replace(final)
    finally:
        for path in staged:
            with contextlib.suppress(OSError):
                path.unlink()
    _sync_folder(folder)


def deliver(path: str | Path, content: str | bytes) -> Path:
    """Write a page, table or document that the user asked for, whole or not at all.

    Parameters
    ----------
    path : str or Path
        A link is followed; a device or a pipe is written to as it is.
    content : str or bytes
        Text is written in UTF-8.

    Returns
    -------
    Path
        As given.

    Raises
    ------
    WritingError
        When it cannot be written; the text names the file and the cause.
    """
    given = Path(path)
    held = content.encode() if isinstance(content, str) else content
    try:
        file = given.resolve() if given.is_symlink() else given
        if file.exists() and not file.is_file():
            file.write_bytes(held)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(file, held)
    except OSError as error:
        raise WritingError(f"{given} cannot be written: {error.strerror or error}") from error
    return given


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all."""
    write_bytes(path, text.encode())


def digest(content: bytes) -> str:
    """Hash of a file's content (SHA-256, hexadecimal)."""
    return hashlib.sha256(content).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a rename last; some systems cannot open a folder, and need not."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
