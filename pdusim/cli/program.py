"""The commands of ``pdusim``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

from pdusim import __version__
from pdusim.cli import calibration, comparing, experiments, options, pictures, work
from pdusim.cli.output import USAGE, careful, console, emit, emit_rendered, fail, say

app = typer.Typer(
    name="pdusim",
    help="Simulate a Probation Delivery Unit under policy scenarios, and compare them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[
    Format, typer.Option("--format", help="A table to read, or data for another program.")
]


def _version(wanted: bool) -> None:
    if wanted:
        emit(f"pdusim {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Simulate a Probation Delivery Unit under policy scenarios, and compare them."""
    del version


@app.command()
def run(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...",
            help="Names of shipped scenarios, or paths of scenario files. The second and later "
            "ones are compared with the first.",
        ),
    ],
    replications: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Replications of each scenario; 20 by default."),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            metavar="P",
            help="Instead: until the half-width of each measure of --on is this share of its "
            "mean; with several scenarios, of its difference.",
        ),
    ] = None,
    half_width: Annotated[
        str,
        typer.Option(
            metavar="MEASURE=W,...", help="The same with half-widths in the measure's own unit."
        ),
    ] = "",
    on: Annotated[str, typer.Option(metavar="MEASURE,...", help="What --precision is about.")] = "",
    maximum: Annotated[
        int, typer.Option(min=5, metavar="N", help="Most replications for a precision.")
    ] = 1000,
    seed: Annotated[
        int,
        typer.Option(
            min=0, max=2**64 - 1, metavar="S", help="The same seed gives the same results."
        ),
    ] = 0,
    observe_weeks: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Observe every scenario for so many weeks, whatever its file says.",
        ),
    ] = None,
    warm_up_weeks: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="The same of the weeks before the observed ones."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, metavar="W", help="Processes; all cores unless said otherwise."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the run here, as Parquet.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a report too, as one HTML file.")
    ] = None,
    store: options.StoreOption = None,
    dask: options.DaskOption = None,
    rules: options.RulesOption = None,
    form: FormatOption = Format.TABLE,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar and no remarks.")
    ] = False,
) -> None:
    """Simulate scenarios and print each measure, with how sure it is.

    The same scenarios, replications and seed give the same numbers whatever the machine's
    number of cores.
    """
    with careful():
        from pdusim.cli.results import results_table
        from pdusim.experiment import run as run_experiment
        from pdusim.experiment.runner import distinct
        from pdusim.experiment.windows import require_one_window
        from pdusim.scenario import load_scenario

        wanted = options.precision_from(precision, half_width, on, maximum, replications)
        loaded = [load_scenario(name) for name in scenarios]
        weeks = {"run.warm_up_weeks": warm_up_weeks, "run.observe_weeks": observe_weeks}
        chosen = {path: number for path, number in weeks.items() if number is not None}
        if chosen:
            loaded = [one.with_values(chosen) for one in loaded]
        require_one_window(loaded, distinct([one.name for one in loaded]))
        if not quiet:
            for scenario in loaded:
                for warning in scenario.warnings:
                    say(f"{scenario.name}: {warning}")
        if out is not None:
            _make_ready(out)
        with work.at_work(workers, dask, quiet=quiet) as resources:
            results = run_experiment(
                loaded,
                replications=replications,
                precision=wanted,
                seed=seed,
                record="measures" if out is None and report is None else "weekly",
                store=store,
                rules=rules,
                **resources,
            )
        if results.stopping is not None and not quiet:
            say(results.stopping.text)
        if out is not None:
            results.save(out)
        if report is not None:
            from pdusim.report import write_report

            write_report(results, report)
        if form is Format.JSON:
            emit(results.to_json())
        elif form is Format.CSV:
            emit(results.to_csv())
        else:
            screen = console()
            emit_rendered(screen, *results_table(results, loaded, screen))
        work.end_with(results.failures)


@app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Scenarios, experiments, calibrations (YAML) or targets (CSV): files, or names of "
            "shipped ones.",
        ),
    ],
) -> None:
    """Say whether input files are right and what scenarios change; if not, what was meant."""
    with careful():
        from pdusim.analysis.checking import check_inputs
        from pdusim.cli.listing import changes_parts
        from pdusim.scenario import load_scenario
        from pdusim.scenario.errors import printable
        from pdusim.scenario.shipped import shipped_scenarios, typed_name

        experiments_there = {
            name: str(path)
            for name, path in options.shipped_experiments().items()
            if name not in shipped_scenarios()
        }
        checked = check_inputs(experiments_there.get(name, name) for name in files)
        for file in checked:
            if file.error is not None:
                say(f"{printable(file.path)}: wrong\n\n{file.error}\n")
                continue
            emit(f"{printable(file.path)}: right")
            for warning in file.warnings:
                emit(f"  note: {warning}")
            if file.scenario is not None and len(file.scenario.files) > 1:
                parent = typed_name(file.scenario.files[1])
                emit_rendered(
                    console(), *changes_parts(load_scenario(parent), file.scenario, parent)
                )
        if any(file.error is not None for file in checked):
            raise typer.Exit(USAGE)


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="Scenario file, or name of one.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The one to compare with it.")],
) -> None:
    """List what differs between two scenarios: from when, which value, before and after."""
    with careful():
        from pdusim.cli.listing import changes_parts
        from pdusim.scenario import load_scenario

        base, other = load_scenario(first), load_scenario(second)
        emit_rendered(console(), *changes_parts(base, other, first))


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check YAML."""
    with careful():
        import json

        from pdusim.scenario import json_schema

        emit(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command()
def parameters(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="Scenario file, or name of a shipped one.")
    ] = "baseline",
    form: FormatOption = Format.TABLE,
    text: Annotated[
        str,
        typer.Option(
            "--filter", metavar="TEXT", help="Only values with this in name, text or source."
        ),
    ] = "",
) -> None:
    """List every value of a scenario with its unit, source, confidence and plausible range."""
    with careful():
        from pdusim.cli.listing import as_csv, as_json, parameters_table, records
        from pdusim.scenario import load_scenario

        found = records(load_scenario(file), text)
        if form is Format.JSON:
            emit(as_json(found))
        elif form is Format.CSV:
            emit(as_csv(found))
        elif found:
            emit_rendered(console(), parameters_table(found))
        else:
            say(f"pdusim: no value with '{text}' in its name, text or source")


@app.command(name="scenarios")
def list_scenarios() -> None:
    """List the scenarios that come with pdusim."""
    with careful():
        from pdusim.cli.listing import scenarios_table
        from pdusim.scenario import load_scenario, shipped_scenarios

        shipped = ((name, load_scenario(path)) for name, path in shipped_scenarios().items())
        emit_rendered(console(), scenarios_table(shipped))


def _make_ready(folder: Path) -> None:
    """Make the folder for a run and try to write there: minutes before the results need it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        fail(f"pdusim: the run cannot be kept in {folder}: {error.strerror}")


for command in (
    comparing.compare,
    comparing.rank,
    experiments.sweep,
    calibration.calibrate,
    experiments.warmup,
    experiments.verify,
    pictures.report,
    pictures.trace,
    pictures.replay,
    pictures.demo,
):
    app.command()(command)
