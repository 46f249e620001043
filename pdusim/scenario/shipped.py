"""The scenarios that come with the package, and which file a name means."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
# A wheel carries the folder inside the package; an editable install has it beside the package.
_CANDIDATES = (_PACKAGE / "scenarios", _PACKAGE.parent / "scenarios")
_ENDINGS = (".yaml", ".yml")


def shipped_folder() -> Path | None:
    """Return the folder of shipped scenarios, or None when the installation is without."""
    return next((folder for folder in _CANDIDATES if (folder / "baseline.yaml").is_file()), None)


def shipped_scenarios() -> dict[str, Path]:
    """Return name → file of every shipped scenario, by the alphabet."""
    folder = shipped_folder()
    files = sorted(folder.glob("*.yaml")) if folder else []
    return {file.stem: file for file in files}


def locate(name: str, folder: Path) -> Path | None:
    """Return the file that a scenario's name means, or None when there is none.

    Parameters
    ----------
    name : str
        With a slash or ending in ``.yaml``: a path relative to ``folder``. Otherwise the name of
        a shipped scenario. A file name without a slash that is not in ``folder`` falls back to
        the shipped scenario of that name, so that a policy that ``extends: baseline.yaml`` can
        be copied anywhere.
    folder : Path
        Where the file that names it stands, or the current folder.
    """
    if is_bare_name(name):
        return shipped_scenarios().get(name)
    path = Path(os.path.normpath(folder / name))
    # os.path.exists, because the method raises for a name that no file system would take.
    if os.path.exists(path):
        return path
    return shipped_scenarios().get(Path(name).stem) if "/" not in name else None


def is_bare_name(name: str) -> bool:
    """Tell whether a name means a shipped scenario rather than a file."""
    return not ("/" in name or "\\" in name or name.endswith(_ENDINGS))


def shown_name(path: Path) -> str:
    """Return how a file is called in messages: short for a shipped one, else as it was given."""
    folder = shipped_folder()
    if folder is not None and path.parent == folder:
        return f"scenarios/{path.name}"
    return str(path)


def typed_name(file: str) -> str:
    """Return what to type for a file as :func:`shown_name` shows it."""
    shipped = shipped_scenarios().get(Path(file).stem)
    return Path(file).stem if shipped is not None and shown_name(shipped) == file else file
