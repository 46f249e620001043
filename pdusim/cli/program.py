"""The commands of ``pdusim``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from pdusim import __version__
from pdusim.cli import (
    calibration,
    comparing,
    experiments,
    goal,
    nation,
    options,
    outputs,
    own_unit,
    pictures,
    work,
)
from pdusim.cli.output import FAILED, USAGE, careful, console, each, emit, emit_rendered, say

app = typer.Typer(
    name="pdusim",
    help="Simulate a Probation Delivery Unit under policy scenarios, and compare them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from pdusim.build import build

        emit(f"pdusim {__version__} ({build()})")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help="Print the version, and whether the model is compiled.",
        ),
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
            "ones are compared with the first; where that has several units (nation, or a file of "
            "them), they are policies laid over each.",
        ),
    ],
    replications: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=options.MOST_REPLICATIONS,
            metavar="N",
            help="Replications of each scenario; 20 by default, 4 of each of several units.",
        ),
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
        int,
        typer.Option(
            min=5,
            max=options.MOST_REPLICATIONS,
            metavar="N",
            help="Most replications for a precision.",
        ),
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
    form: options.FormatOption = options.Format.TABLE,
    every: options.EveryOption = False,
    section: options.SectionOption = "",
    sort: options.SortOption = "",
    force: options.ForceOption = False,
    quiet: options.QuietOption = False,
) -> None:
    """Simulate scenarios and print each measure, with how sure it is.

    The same scenarios, replications and seed give the same numbers whatever the machine's
    number of cores.
    """
    with careful():
        from pdusim.cli.results import check_section, show_results
        from pdusim.experiment import run as run_experiment
        from pdusim.experiment.identity import rules_hash
        from pdusim.experiment.metadata import known
        from pdusim.experiment.reserving import reserved, run_identity
        from pdusim.experiment.rules import check_rules
        from pdusim.experiment.runner import DEFAULT_REPLICATIONS, distinct
        from pdusim.experiment.saving import write_results
        from pdusim.experiment.windows import require_one_window
        from pdusim.outcomes.measures import MEASURES
        from pdusim.report import write_report
        from pdusim.scenario import load_scenario

        weeks = {"run.warm_up_weeks": warm_up_weeks, "run.observe_weeks": observe_weeks}
        chosen = {path: number for path, number in weeks.items() if number is not None}
        if nation.names_a_nation(scenarios[0]):
            nation.refuse_options(precision, half_width, on, section, sort)
            nation.run_nation(
                scenarios,
                replications=replications,
                seed=seed,
                weeks=chosen,
                workers=workers,
                out=out,
                report=report,
                store=store,
                dask=dask,
                rules=rules,
                form=form,
                every=every,
                force=force,
                quiet=quiet,
            )
            return
        own = [measure.name for measure in check_rules(rules, ())]
        wanted = options.precision_from(precision, half_width, on, maximum, replications, own)
        check_section(section)
        by = known(sort, [*MEASURES, *own]) if sort else ""
        loaded = [load_scenario(name) for name in scenarios]
        if chosen:
            loaded = [one.with_values(chosen) for one in loaded]
        names = distinct([one.name for one in loaded])
        require_one_window(loaded, names)
        if not quiet:
            for scenario in loaded:
                for warning in scenario.warnings:
                    say(f"{scenario.name}: {warning}")
        outputs.probe_files(report)
        outputs.refuse_one_folder(out, store)
        with ExitStack() as held:
            folder = None
            if out is not None:
                number = None if wanted else replications or DEFAULT_REPLICATIONS
                identity = run_identity(loaded, names, seed, number, rules_hash(rules))
                folder = held.enter_context(reserved(out, identity, force=force))
            with work.at_work(workers, dask, quiet=quiet, store=store) as resources:
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
            each(
                lambda: show_results(results, form, every=every, section=section, sort=by),
                lambda: None if folder is None else write_results(results, folder),
                lambda: None if report is None else write_report(results, report),
            )
        work.end_with(results.failures)
        if results.unkept:
            raise typer.Exit(FAILED)


@app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Scenarios, experiments, calibrations, goals (YAML) or targets (CSV): files, or "
            "names of shipped ones.",
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
    form: options.FormatOption = options.Format.TABLE,
    text: Annotated[
        str,
        typer.Option(
            "--filter", metavar="TEXT", help="Only values with this in name, text or source."
        ),
    ] = "",
) -> None:
    """List every value of a scenario with its unit, source, confidence and plausible range."""
    with careful():
        from pdusim.cli.listing import as_csv, as_json, parameters_parts, records
        from pdusim.scenario import load_scenario

        found = records(load_scenario(file), text)
        if form is options.Format.JSON:
            emit(as_json(found))
        elif form is options.Format.CSV:
            emit(as_csv(found))
        elif found:
            screen = console()
            emit_rendered(screen, *parameters_parts(found, screen.width))
        else:
            say(f"pdusim: no value with '{text}' in its name, text or source")


@app.command()
def show(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A run that was kept with --out.")
    ],
    form: options.FormatOption = options.Format.TABLE,
    every: options.EveryOption = False,
    section: options.SectionOption = "",
    sort: options.SortOption = "",
) -> None:
    """Print a kept run again, as it was printed when it was run."""
    with careful():
        from pdusim.cli.results import check_section, show_results
        from pdusim.experiment import load_results
        from pdusim.experiment.metadata import known

        check_section(section)
        results = load_results(directory)
        by = known(sort, results.measure_names) if sort else ""
        show_results(results, form, every=every, section=section, sort=by)


@app.command()
def measures(
    form: options.FormatOption = options.Format.TABLE,
    text: Annotated[
        str, typer.Option("--filter", metavar="TEXT", help="Only those with this in any column.")
    ] = "",
) -> None:
    """List every measure: title, key for options and files, unit, and which way is better."""
    with careful():
        from pdusim.cli.measures import found_measures, show_measures

        found = found_measures(text)
        if not found:
            say(f"pdusim: no measure with '{text}' in its title, key or definition")
        else:
            show_measures(found, form)


@app.command(name="scenarios")
def list_scenarios(
    text: Annotated[
        str,
        typer.Option(
            "--filter", metavar="TEXT", help="Only those with this in name, text or family."
        ),
    ] = "",
) -> None:
    """List the scenarios that come with pdusim, by what they are about."""
    with careful():
        from pdusim.cli.listing import scenarios_parts
        from pdusim.scenario import load_scenario, shipped_scenarios

        shipped = {name: load_scenario(path) for name, path in shipped_scenarios().items()}
        screen = console()
        parts = scenarios_parts(shipped, text, screen.width)
        if parts:
            emit_rendered(screen, *parts)
        else:
            say(f"pdusim: no shipped scenario with '{text}' in its name, text or family")


for command in (
    own_unit.new,
    own_unit.profile,
    own_unit.snapshot,
    comparing.compare,
    comparing.rank,
    experiments.sweep,
    calibration.calibrate,
    goal.goal,
    experiments.warmup,
    experiments.verify,
    pictures.report,
    pictures.trace,
    pictures.replay,
    pictures.demo,
):
    app.command()(command)
