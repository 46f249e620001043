"""Files that a command is to write, tried before anything is computed for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

from pdusim.cli.output import fail


def probe_files(*files: Path | None) -> None:
    """Make sure that files can be written: minutes before the results need them.

    Parameters
    ----------
    *files : Path or None
        What the options name; None where nothing was asked for.
    """
    for file in files:
        if file is not None:
            _probe(file)
    _refuse_doubles(file for file in files if file is not None)


def _probe(file: Path) -> None:
    if file.is_dir():
        fail(f"pdusim: {file} is a folder, and a file is to be written: name one in it")
    try:
        if file.exists() and not file.is_file():
            with file.open("ab"):  # a device or a pipe
                return
        folder = (file.resolve() if file.is_symlink() else file).parent
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        fail(f"pdusim: {file} cannot be written: {error.strerror or error}")


def _refuse_doubles(files: Iterable[Path]) -> None:
    seen: set[Path] = set()
    for file in files:
        real = file.resolve()
        if real in seen:
            fail(f"pdusim: two things are to be written to {file}: name another file for one")
        seen.add(real)
