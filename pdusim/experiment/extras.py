"""Libraries that are not always installed, and how they come to be."""

from __future__ import annotations

from pathlib import Path

import pdusim
from pdusim.experiment.errors import ExperimentError


def missing_extra(extra: str, what: str) -> ExperimentError:
    """Make the error for a library that is not there, with a command that works where this runs.

    pdusim is in no package index: its extras come from where it was installed itself.

    Parameters
    ----------
    extra : str
        The extra that has it.
    what : str
        What needs which library, as the beginning of a sentence.
    """
    clone = Path(pdusim.__file__).resolve().parents[1]
    if (clone / "pyproject.toml").is_file():
        where = f'python -m pip install "{clone}[{extra}]"'
    else:
        where = f'python -m pip install "WHEEL[{extra}]", WHEEL being the file pdusim came in'
    return ExperimentError(f"{what}: {where}")
