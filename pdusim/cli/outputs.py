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


def refuse_one_folder(out: Path | None, store: Path | None) -> None:
    """Refuse a folder that is to hold both what is kept at the end and a store.

    Parameters
    ----------
    out, store : Path or None
        As the options ``--out`` and ``--store`` name them.
    """
    if out is None or store is None or out.resolve() != store.resolve():
        return
    fail(
        f"pdusim: {out} cannot be the folder of both --out and --store: --out takes the results, "
        f"--store the replications as they finish. Give --store {out / 'store'}"
    )


def _probe(file: Path) -> None:
    try:
        if file.is_dir():
            fail(f"pdusim: {file} is a folder, and a file is to be written: name one in it")
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
