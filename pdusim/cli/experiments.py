"""The commands of researchers: sweep, warmup, verify; others have a module of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pdusim.cli.options import (
    MOST_REPLICATIONS,
    DaskOption,
    ForceOption,
    QuietOption,
    RulesOption,
    StoreOption,
    WorkersOption,
    find_experiment,
)
from pdusim.cli.output import (
    FAILED,
    careful,
    console,
    each,
    emit,
    emit_rendered,
    fail,
    say,
    say_remarks,
)
from pdusim.cli.outputs import refuse_one_folder
from pdusim.cli.work import at_work, end_with

_FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="Experiment file, or name of a shipped one.")
]


def sweep(
    file: _FileArgument,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the tables; runs/NAME unless said otherwise."),
    ] = None,
    store: StoreOption = None,
    workers: WorkersOption = None,
    dask: DaskOption = None,
    rules: RulesOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run an experiment: many points, stopped and resumed at will, and their analysis.

    A sweep that was stopped, however it ended, goes on where it was when the same is called
    again. Tables and analysis lie in the folder of --out.
    """
    with careful():
        from pdusim.analysis.study import analyse
        from pdusim.cli.studies import study_parts
        from pdusim.experiment import run_experiment
        from pdusim.experiment.files import read_sweep
        from pdusim.experiment.reserving import reserved
        from pdusim.experiment.sweep_results import sweep_identity

        on_made = None if quiet else _say_made
        spec = read_sweep(find_experiment(file), on_made=on_made)
        folder = out or Path("runs") / Path(file).stem
        refuse_one_folder(folder, store)
        if not quiet:
            points = spec.design.size(len(spec.factors)) * len(spec.policies)
            many = "to a precision" if spec.precision else f"{spec.replications} replications each"
            say(f"{spec.name}: {points:,} points, {many}")
        with reserved(folder, sweep_identity(spec), force=force):
            kept = store or folder / "store"
            with at_work(workers, dask, quiet=quiet, store=kept) as options:
                results = run_experiment(
                    spec,
                    store=kept,
                    rules=rules,
                    on_remarks=None if quiet else say_remarks,
                    on_made=on_made,
                    **options,
                )

            def analysed() -> None:
                """Print the analysis and keep it beside the tables."""
                study = analyse(results)
                emit_rendered(console(), *study_parts(results, study))
                study.save(folder / "analysis")
                emit(f"Tables are in {folder}, the analysis in {folder / 'analysis'}.")

            # The tables first: an analysis can fail, and they are what it is made of.
            each(lambda: results.write(folder), analysed)
        end_with(results.failures)


def _say_made(done: int, total: int) -> None:
    say(f"{done:,} of {total:,} made ready")


def warmup(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="Scenarios, as for the command run."),
    ],
    on: Annotated[
        str,
        typer.Option(metavar="SERIES", help="Weekly series to look at, with commas between."),
    ] = "",
    replications: Annotated[int, typer.Option(min=2, max=MOST_REPLICATIONS, metavar="N")] = 10,
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, metavar="S")] = 0,
    workers: WorkersOption = None,
    table: Annotated[
        bool, typer.Option("--csv", help="Print the series themselves, week by week, as CSV.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Say whether the warm-up is long enough: Welch's series and MSER-5."""
    with careful():
        from pdusim.analysis.warmup import warm_up
        from pdusim.cli.studies import warm_up_csv, warm_up_parts
        from pdusim.experiment import run
        from pdusim.scenario.loading import load_scenario

        loaded = [load_scenario(name) for name in scenarios]
        if not quiet:
            say_remarks([f"{one.name}: {text}" for one in loaded for text in one.warnings])
        with at_work(workers, None, quiet=quiet) as options:
            results = run(
                loaded,
                replications=replications,
                seed=seed,
                record="weekly",
                _levels_only=True,
                **options,
            )
        names = [name.strip() for name in on.split(",") if name.strip()]
        found = warm_up(results, names or None)
        if table:
            emit(warm_up_csv(found))
        else:
            emit_rendered(console(), *warm_up_parts(found, replications))


def verify(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A run, a sweep or a store that was kept.")
    ],
    sample: Annotated[int, typer.Option(min=0, metavar="N", help="Replications to run again.")] = 5,
    rules: RulesOption = None,
    quiet: QuietOption = False,
) -> None:
    """Check the files of what was kept, run a sample of it again and compare every bit."""
    with careful():
        from pdusim.cli.progress import progress_bar
        from pdusim.cli.studies import verification_parts
        from pdusim.experiment.verification import verify as verify_folder

        with progress_bar(shown=not quiet) as on_progress:
            found = verify_folder(directory, sample=sample, rules=rules, on_progress=on_progress)
        emit_rendered(console(), *verification_parts(found))
        if not found.good:
            fail("pdusim: what was kept and what is simulated now are not the same", FAILED)
