"""``pdusim new``: a scenario of one's own unit."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pdusim.cli import options
from pdusim.cli.output import careful, emit, fail

if TYPE_CHECKING:
    from pdusim.nation.facts import OwnUnit

_QUESTIONS = (
    ("cases", "People on probation, those in custody included"),
    ("starts_per_month", "People newly sentenced a month, all kinds together"),
    ("officers", "Probation officers in post"),
    ("officer_posts", "Posts for them"),
    ("services_officers", "Probation services officers in post"),
    ("services_officer_posts", "Posts for them"),
    ("trainees", "Trainees"),
    ("seniors", "Senior probation officers"),
    ("administrators", "Case administrators"),
    ("vacancy", "Posts vacant, per cent"),
    ("region", "Region"),
    ("start", "First day, a Monday, as 2026-01-05"),
)
_WHOLE = frozenset(
    (
        "cases",
        "officers",
        "officer_posts",
        "services_officers",
        "services_officer_posts",
        "trainees",
        "seniors",
        "administrators",
    )
)


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Scenario file to write.")],
    cases: Annotated[
        int | None,
        typer.Option(
            min=1, max=30_000, metavar="N", help="People on probation, in custody included."
        ),
    ] = None,
    starts_per_month: Annotated[
        float | None, typer.Option(metavar="N", help="Or: people newly sentenced a month.")
    ] = None,
    officers: Annotated[
        int | None,
        typer.Option(min=0, max=1000, metavar="N", help="Probation officers in post."),
    ] = None,
    officer_posts: Annotated[
        int | None, typer.Option(min=0, max=1000, metavar="N", help="Posts for them.")
    ] = None,
    services_officers: Annotated[
        int | None,
        typer.Option(min=0, max=1000, metavar="N", help="Probation services officers in post."),
    ] = None,
    services_officer_posts: Annotated[
        int | None, typer.Option(min=0, max=1000, metavar="N", help="Posts for them.")
    ] = None,
    trainees: Annotated[
        int | None, typer.Option(min=0, max=1000, metavar="N", help="Trainees.")
    ] = None,
    seniors: Annotated[
        int | None,
        typer.Option(min=0, max=200, metavar="N", help="Senior probation officers in post."),
    ] = None,
    administrators: Annotated[
        int | None, typer.Option(min=0, max=1000, metavar="N", help="Case administrators.")
    ] = None,
    vacancy: Annotated[
        str,
        typer.Option(metavar="PERCENT", help="Officers' and services officers' posts vacant: 30."),
    ] = "",
    region: Annotated[
        str,
        typer.Option(metavar="NAME", help="Probation region: its vacancies, where none are given."),
    ] = "",
    start: Annotated[
        str, typer.Option(metavar="DATE", help="First day of the run, a Monday: 2026-01-05.")
    ] = "",
    mix: Annotated[
        str,
        typer.Option(
            metavar="KIND=N,...",
            help="Cases by kind of sentence: community_order, suspended_order, "
            "unpaid_work_only, custody, life.",
        ),
    ] = "",
    tiers: Annotated[
        str,
        typer.Option(
            metavar="LEVEL=N,...",
            help="Cases by protect level of the tier, all four: A=300,B=700,C=900,D=300.",
        ),
    ] = "",
    caseload: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File of its cases, CSV or .xlsx, as of --start."),
    ] = None,
    staff: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File of its staff, as of --start.")
    ] = None,
    extends: Annotated[
        str,
        typer.Option(
            metavar="SCENARIO", help="What it extends; by default the rules of its start."
        ),
    ] = "",
    force: options.ForceOption = False,
) -> None:
    """Write a scenario of your own unit from a few numbers; the rest is scaled and says so.

    With no option given on a terminal, each number is asked for; Enter where it is not known.
    """
    with careful():
        from pdusim.analysis.own_unit import own_unit
        from pdusim.experiment.atomic import deliver
        from pdusim.scenario import load_scenario

        files: list[str] = []
        wrong = 0
        given: dict[str, Any] = {
            "cases": cases,
            "starts_per_month": starts_per_month,
            "officers": officers,
            "officer_posts": officer_posts,
            "services_officers": services_officers,
            "services_officer_posts": services_officer_posts,
            "trainees": trainees,
            "seniors": seniors,
            "administrators": administrators,
            "vacancy": vacancy or None,
            "region": region or None,
            "start": start or None,
            "mix": mix or None,
            "tiers": tiers or None,
        }
        if file.exists() and not force:
            fail(f"pdusim: {file} is there already: choose another name, or give --force")
        if caseload or staff:
            files, numbers, wrong = _files_of(file, caseload, staff, given)
            given.update({name: one for name, one in numbers.items() if given[name] is None})
        elif all(value is None for value in given.values()):
            if not sys.stdin.isatty():
                fail(
                    "pdusim: nothing is known of the unit: give --cases, --officers and so on "
                    "(pdusim new --help), or run it on a terminal to be asked"
                )
            given.update(_ask())
        text = own_unit(known_unit(given), base=extends or None, start_files=files)
        deliver(file, text)
        if not files:
            for warning in load_scenario(file).warnings:
                emit(f"note: {warning}")
        if wrong:
            rows = "1 row is" if wrong == 1 else f"{wrong} rows are"
            emit(f"note: {rows} wrong and not counted: `pdusim check {file}` lists what is wrong")
        emit(f"{file}: written; `pdusim check {file}` says what it changes")


def _files_of(
    file: Path, caseload: Path | None, staff: Path | None, given: dict[str, Any]
) -> tuple[list[str], dict[str, int], int]:
    """Lines of the ``start`` section, numbers that the files have, and how many rows are wrong."""
    import os

    from pdusim.analysis.own_unit import counted
    from pdusim.experiment.errors import ExperimentError

    if given["start"] is None:
        raise ExperimentError("the files are of some day, a Monday: add --start DATE")
    lines = []
    for role, path in (("caseload", caseload), ("staff", staff)):
        if path is not None:
            try:
                shown = os.path.relpath(path, file.parent)
            except ValueError:  # on another drive
                shown = os.path.abspath(path)
            lines.append(f"{role}: {json.dumps(shown.replace(os.sep, '/'))}")
    return lines, *counted(caseload, staff, _understood("start", given["start"]))


def _ask() -> dict[str, str]:
    """Ask for one number after the other; leave out what is not known."""
    answers = {}
    for name, question in _QUESTIONS:
        answer = typer.prompt(f"{question} (Enter: not known)", default="", show_default=False)
        if answer.strip():
            answers[name] = answer.strip()
    return answers


def known_unit(given: dict[str, Any]) -> OwnUnit:
    """Return what is known of a unit, from options and answers as typed.

    Raises
    ------
    ExperimentError
        With everything that is not understood.
    """
    from pdusim.experiment.errors import ExperimentError
    from pdusim.nation.facts import OwnUnit

    wrong: list[str] = []
    known: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        option = f"--{name.replace('_', '-')}"
        try:
            known[name] = _understood(name, value)
        except ValueError as error:
            wrong.append(f"{option} '{value}' is not understood: {error}")
    if wrong:
        raise ExperimentError("\n".join(wrong))
    return OwnUnit(**known)


def _understood(name: str, value: Any) -> Any:
    if name == "region":
        return value
    if name == "start":
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("write a date as 2026-01-05") from None
    if name in ("mix", "tiers"):
        return dict(_part(part) for part in value.split(","))
    try:
        number = float(str(value).replace(",", "").rstrip("% "))
    except ValueError:
        raise ValueError("write a number") from None
    if not 0.0 <= number < 1e9:
        raise ValueError("write a number from 0 up")
    if name == "vacancy":
        return number / 100.0
    if name in _WHOLE:
        if number != int(number):
            raise ValueError("write a whole number")
        return int(number)
    return number


def _part(part: str) -> tuple[str, float]:
    kind, equals, number = part.partition("=")
    try:
        share = float(number.strip().rstrip("%"))
    except ValueError:
        share = -1.0
    if not equals or not 0.0 <= share < 1e9:
        raise ValueError(f"'{part.strip()}': write KIND=N, as custody=600")
    return kind.strip(), share


def profile(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Scenario file, or name of one.")
    ],
    seed: Annotated[
        int, typer.Option(min=0, metavar="S", help="By which what is not known is drawn.")
    ] = 0,
    form: options.FormatOption = options.Format.TABLE,
) -> None:
    """Show the unit on the first day: cases by state and tier, points and workload by officer."""
    with careful():
        from pdusim.analysis.profile import profile as profile_of
        from pdusim.cli.profile_tables import show_profile
        from pdusim.scenario import load_scenario

        loaded = load_scenario(scenario)
        show_profile(loaded, profile_of(loaded, seed=seed), form)


def snapshot(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Scenario file, or name of one.")
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where cases.csv, staff.csv and unit.yaml go.")
    ],
    after_weeks: Annotated[
        int,
        typer.Option(min=0, max=1560, metavar="N", help="Weeks after the start of the run."),
    ] = 52,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of the run.")] = 0,
    replication: Annotated[
        int, typer.Option(min=0, metavar="R", help="Which of its replications.")
    ] = 0,
    force: options.ForceOption = False,
) -> None:
    """Write the unit of a simulated week as files that a run can start from."""
    with careful():
        from pdusim.analysis.snapshots import write_snapshot
        from pdusim.scenario import load_scenario

        names = [
            name for name in ("cases.csv", "staff.csv", "unit.yaml") if (folder / name).exists()
        ]
        if names and not force:
            fail(f"pdusim: {folder} has {names[0]} already: choose another, or give --force")
        loaded = load_scenario(scenario)
        cases, staff = write_snapshot(
            loaded, scenario, folder, after_weeks=after_weeks, seed=seed, replication=replication
        )
        emit(f"{folder}: {cases} cases and {staff} staff; `pdusim profile {folder / 'unit.yaml'}`")
