"""The commands that show: ``report``, ``trace``, ``replay`` and ``demo``."""

from __future__ import annotations

import shutil
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdusim.cli.output import careful, emit, fail, say
from pdusim.cli.outputs import probe_files
from pdusim.report.escaping import escape

if TYPE_CHECKING:
    from pdusim.experiment.results import Results
    from pdusim.report.story import Event
    from pdusim.scenario import Scenario

SeedOption = Annotated[
    int,
    typer.Option(min=0, max=2**64 - 1, metavar="S", help="Seed of the chance that the run meets."),
]
ReplicationOption = Annotated[
    int, typer.Option(min=0, metavar="N", help="Which replication of that seed.")
]
ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a shipped scenario, or a path.")
]


class Paper(StrEnum):
    """What a report is written as."""

    HTML = "html"
    MARKDOWN = "md"
    OFFICE = "docx"


class Find(StrEnum):
    """Instructive persons."""

    MISSED_REVIEW = "missed-review"
    MOST_OFFICERS = "most-officers"
    EARLY_RELEASE = "early-release"
    MOST_CHANGED = "most-changed"


def report(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Folder of a run kept with 'pdusim run --out DIR'."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="File to write; DIR/report.html (or brief.html) unless given.",
        ),
    ] = None,
    steps: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="Show what each change of the last scenario adds: simulate it built up change by "
            "change, N replications a step.",
        ),
    ] = 0,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="For --steps: file of a scenario of this run that is not shipped; repeat it for "
            "others.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, metavar="W", help="Processes for --steps.")] = 1,
    brief: Annotated[
        bool, typer.Option("--brief", help="Only the first page: the answer on one printed side.")
    ] = False,
    paper: Annotated[
        Paper,
        typer.Option("--format", help="A page; with --brief also Markdown or an office document."),
    ] = Paper.HTML,
) -> None:
    """Write the report of a run as one HTML file that opens without a network."""
    if paper is not Paper.HTML and not brief:
        fail(f"pdusim: --format {paper} is of the brief, charts have no text: add --brief")
    if brief and steps:
        fail("pdusim: the brief has no waterfall: leave out --steps, or --brief")
    with careful():
        from pdusim.experiment import load_results
        from pdusim.experiment.loading import read_run_manifest
        from pdusim.report.page import write_brief, write_report

        target = out or folder / f"{'brief' if brief else 'report'}.{paper}"
        results = load_results(folder)
        probe_files(target)
        if brief:
            write_brief(results, target, paper.value)
            emit(str(target))
            return
        manifest = read_run_manifest(folder).model_dump(mode="json")
        built = None
        if steps:
            built = _steps(results, scenario or [], steps, workers)
        write_report(results, target, built, manifest)
        emit(str(target))


def _steps(results: Results, files: list[str], replications: int, workers: int) -> Results:
    """Simulate the last scenario of a run built up change by change."""
    from pdusim.experiment import run
    from pdusim.experiment.identity import scenario_hash
    from pdusim.report.steps import cumulative
    from pdusim.scenario import load_scenario, shipped_scenarios

    def find(place: int) -> Scenario:
        """The scenario that the run was of, from its file or as shipped, in the run's weeks."""
        wanted = scenario_hash(results.scenarios[place])
        weeks = results.scenarios[place].resolved()["settings"]["run"]
        window = {f"run.{key}": weeks[key] for key in ("warm_up_weeks", "observe_weeks")}
        loaded = (load_scenario(name) for name in (*files, *shipped_scenarios()))
        tried = (made for one in loaded for made in (one, one.with_values(window)))
        found = next((one for one in tried if scenario_hash(one) == wanted), None)
        if found is None:
            fail(
                f"pdusim: scenario '{results.names[place]}' of this run is none of those shipped; "
                "name its file with --scenario (unchanged since the run)"
            )
        return found

    ladder = cumulative(find(0), find(len(results.names) - 1))
    say(f"Simulating {len(ladder)} steps, {replications} replications of each.")
    return run(ladder, replications=replications, seed=results.seed, workers=workers)


def trace(
    scenario: ScenarioArgument,
    person: Annotated[
        str | None, typer.Option(metavar="ID", help="A person on probation, such as P54-8-26.")
    ] = None,
    officer: Annotated[
        str | None, typer.Option(metavar="ID", help="A member of staff, such as 'PO 12'.")
    ] = None,
    find: Annotated[
        Find | None,
        typer.Option(
            help="Pick an instructive person: whose risk review was missed while the risk had "
            "risen (the default), with the most changes of officer, released early, or, with "
            "--versus (the default there), whose life differs most."
        ),
    ] = None,
    versus: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO", help="Show the same person or officer under this scenario too."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Draw it too: a page with a picture."),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            "--event-log",
            metavar="FILE",
            help="Write every event after the warm-up as CSV, in the form that vidigi reads.",
        ),
    ] = None,
    seed: SeedOption = 0,
    replication: ReplicationOption = 0,
) -> None:
    """Tell the story of one person or one officer, under one scenario or two."""
    if sum(wanted is not None for wanted in (person, officer, find)) > 1:
        fail("pdusim: give one of --person, --officer and --find")
    if find is Find.MOST_CHANGED and versus is None:
        fail("pdusim: --find most-changed compares two scenarios: add --versus SCENARIO")
    with careful():
        from pdusim.experiment.windows import require_one_window, windows_text
        from pdusim.report.story import UnknownNameError
        from pdusim.scenario import load_scenario

        probe_files(out, log)
        scenarios = [load_scenario(name) for name in (scenario, versus) if name is not None]
        require_one_window(scenarios, [one.name for one in scenarios], "trace")
        ledgers = [_events(one, seed, replication) for one in scenarios]
        if log is not None:
            from pdusim.report.event_log import write_event_log

            write_event_log(ledgers[-1], log, 7.0 * scenarios[-1].settings.run.warm_up_weeks)
            emit(str(log))
            if person is None and officer is None and find is None:
                return
        try:
            if officer is not None:
                lines, chart, told = _officer(scenarios, ledgers, officer)
            else:
                lines, chart, told = _person(scenarios, ledgers, person, find)
        except UnknownNameError as error:
            fail(f"pdusim: {error}")
        emit("\n".join(lines))
        if out is not None:
            from pdusim.experiment import atomic
            from pdusim.report.page import page

            heading = f"One {'officer' if officer else 'person'} in one simulated unit"
            names = " and ".join(f"“{one.name}”" for one in scenarios)
            window = windows_text(scenarios, [one.name for one in scenarios])
            under = (
                f"Under {names}, {window}, seed {seed}, replication {replication}. No real person."
            )
            sections = [("picture", "In a picture", chart), ("words", "In words", told)]
            atomic.deliver(out, page(heading, under, sections))
            emit(str(out))


def _events(scenario: Scenario, seed: int, replication: int) -> list[Event]:
    from pdusim.model.replication import simulate
    from pdusim.report.story import read

    outcome = simulate(scenario, seed=seed, replication=replication, record="events")
    return read(outcome.events)


def _person(
    scenarios: list[Scenario], ledgers: list[list[Event]], person: str | None, find: Find | None
) -> tuple[list[str], str, str]:
    from pdusim.report.changed import moral
    from pdusim.report.life_chart import life_chart
    from pdusim.report.story import life_of, parting
    from pdusim.report.telling import life_lines, pair_lines
    from pdusim.report.told_page import life_html, pair_html

    begin = 7.0 * scenarios[0].settings.run.warm_up_weeks
    if find is None:
        find = Find.MISSED_REVIEW if len(ledgers) == 1 else Find.MOST_CHANGED
    who = person or _found(scenarios, ledgers, find, begin)
    start = scenarios[0].settings.run.start
    lives = [life_of(ledger, who, one.days) for one, ledger in zip(scenarios, ledgers, strict=True)]
    named = [(one.name, life) for one, life in zip(scenarios, lives, strict=True)]
    if len(lives) == 1:
        chart = life_chart(named, start).html()
        return life_lines(lives[0], start), chart, life_html(lives[0], start)
    where = parting(lives[0], lives[1])
    width = shutil.get_terminal_size((110, 40)).columns
    names = (scenarios[0].name, scenarios[1].name)
    told = pair_lines(lives[0], lives[1], names, start, width)
    lines = [moral(lives[0], lives[1], names), "", *told]
    chart = life_chart(named, start, None if where is None else where.time, linked=True).html()
    return lines, chart, pair_html(lives[0], lives[1], names, start, linked=True)


def _found(scenarios: list[Scenario], ledgers: list[list[Event]], find: Find, begin: float) -> str:
    """Pick an instructive person in the first of the scenarios that has one."""
    from pdusim.report.changed import changed_most
    from pdusim.report.story import UnknownNameError
    from pdusim.report.telling import find as pick

    if find is Find.MOST_CHANGED:
        return changed_most(ledgers[0], ledgers[1], begin)
    for ledger in ledgers:
        with suppress(UnknownNameError):
            return pick(ledger, find.value, begin)
    names = " and ".join(f"“{one.name}”" for one in scenarios)
    raise UnknownNameError(
        f"there is nobody for --find {find.value} in {names}, this seed and replication; another "
        "--replication or another scenario may have somebody"
    )


def _officer(
    scenarios: list[Scenario], ledgers: list[list[Event]], officer: str
) -> tuple[list[str], str, str]:
    from pdusim.report.life_chart import officer_chart
    from pdusim.report.story import officer_of
    from pdusim.report.telling import officer_lines
    from pdusim.report.told_page import officer_html

    start = scenarios[0].settings.run.start
    lives = [
        (one.name, officer_of(ledger, officer))
        for one, ledger in zip(scenarios, ledgers, strict=True)
    ]
    lines: list[str] = []
    told = ""
    for name, life in lives:
        heading = f"Under “{name}”" if len(lives) > 1 else ""
        lines += [*([f"{heading}:"] if heading else []), *officer_lines(life, start), ""]
        told += f"<h3>{escape(heading)}</h3>" if heading else ""
        told += officer_html(life, start)
    return lines[:-1], officer_chart(lives, start, scenarios[0].days // 7).html(), told


def replay(
    scenario: ScenarioArgument,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="The page to write.")
    ] = Path("replay.html"),
    versus: Annotated[
        str | None,
        typer.Option(metavar="SCENARIO", help="Play the unit under this scenario beside it."),
    ] = None,
    seed: SeedOption = 0,
    replication: ReplicationOption = 0,
) -> None:
    """Write a page that plays one replication of the unit, or of two, week by week."""
    with careful():
        from pdusim.experiment.windows import require_one_window
        from pdusim.model.replication import simulate
        from pdusim.report.replay import write_replay
        from pdusim.scenario import load_scenario

        probe_files(out)
        loaded = [load_scenario(name) for name in (scenario, versus) if name is not None]
        require_one_window(loaded, [one.name for one in loaded], "replay")
        units = [
            (one, simulate(one, seed=seed, replication=replication, record="events"))
            for one in loaded
        ]
        write_replay(units, out)
        emit(str(out))


def demo(
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, metavar="P", help="Port on this machine; 0 picks a free one."
        ),
    ] = 8000,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="W",
            help="Processes that refine an answer; all cores unless given. One or two more give "
            "the first answer.",
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option(help="Open the page in a browser, or only print its address.")
    ] = True,
) -> None:
    """Open the teaching app in a browser, on this machine only; Ctrl-C ends it."""
    with careful():
        from pdusim.app.server import serve

        try:
            serve(port, workers, open_browser=browser, announce=emit)
        except OSError as error:
            fail(
                f"pdusim: port {port} cannot be used ({error.strerror}); --port 0 picks a free one"
            )
