"""Options that several commands have, and how their values are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

MOST_REPLICATIONS = 1_000_000
"""Most replications of one scenario; beyond it somebody meant something else."""


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[
    Format, typer.Option("--format", help="A table to read, or data for another program.")
]
EveryOption = Annotated[
    bool, typer.Option("--all", help="Every measure, each level with its interval.")
]
SectionOption = Annotated[
    str,
    typer.Option(
        "--section", metavar="WORD", help="Every measure of the groups with this in their name."
    ),
]
SortOption = Annotated[
    str,
    typer.Option(
        metavar="MEASURE", help="Sort three scenarios or more by this measure, the best first."
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace another run in the folder of --out.")
]
StoreOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Keep replications here as they finish; none is run twice."),
]
DaskOption = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Run on the Dask cluster with this scheduler."),
]
RulesOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Python file with RULES, MEASURES or DISTRIBUTIONS of yours."
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(min=1, metavar="W", help="Processes; all cores unless said otherwise."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no remarks.")]


def precision_from(
    share: float | None,
    half_width: str,
    on: str,
    maximum: int,
    replications: int | None,
    own: Sequence[str] = (),
) -> Mapping[str, Any] | None:
    """Read a precision from the options of ``run``; None where a number of replications is meant.

    Measures go by name or title, those of a rule file (`own`) by name.

    Raises
    ------
    ExperimentError
        When the options contradict each other or are not understood.
    """
    from pdusim.experiment.errors import ExperimentError
    from pdusim.experiment.metadata import known, measures_in
    from pdusim.outcomes.measures import MEASURES

    there = [*MEASURES, *own]
    if share is None and not half_width:
        if on:
            raise ExperimentError("--on names measures for a precision: add --precision 0.05")
        return None
    if replications is not None:
        raise ExperimentError("give --replications or a precision (with --maximum), not both")
    wanted: dict[str, Any] = {"maximum": maximum}
    if share is not None:
        wanted["relative"] = share
        names = measures_in(on, there)
        if names:
            wanted["on"] = names
    if half_width:
        wanted["absolute"] = widths = {}
        for part in half_width.split(","):
            name, _, width = part.partition("=")
            try:
                widths[known(name.strip(), there)] = float(width)
            except ValueError:
                raise ExperimentError(
                    f"--half-width '{part.strip()}' is not understood: write MEASURE=W, for "
                    "example missed_review_rate=0.01"
                ) from None
    return wanted


def find_experiment(name: str) -> Path:
    """Find an experiment file: a path, or the bare name of one that comes with pdusim.

    Raises
    ------
    ExperimentError
        When there is none of that name.
    """
    from pdusim.experiment.errors import ExperimentError
    from pdusim.scenario.shipped import is_bare_name

    if not is_bare_name(name):
        return Path(name)
    shipped = shipped_experiments()
    if name in shipped:
        return shipped[name]
    there = ", ".join(shipped) or "none"
    raise ExperimentError(
        f"there is no experiment '{name}'; shipped are {there}, and a file is a name with "
        "'.yaml' or '/' in it"
    )


def shipped_experiments() -> dict[str, Path]:
    """Return name → file of every experiment that comes with pdusim."""
    package = Path(__file__).resolve().parents[1]
    # In a wheel inside the package, in a checkout beside it.
    for folder in (package / "experiments", package.parent / "experiments"):
        files = sorted(folder.glob("*.yaml"))
        if files:
            return {file.stem: file for file in files}
    return {}
