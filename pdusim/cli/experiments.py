"""The commands of researchers: sweep, warmup, verify; calibrate has a module of its own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pdusim.cli.output import FAILED, careful, console, emit, emit_rendered, fail, say

if TYPE_CHECKING:
    from pdusim.experiment.tasks import Failure

_FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="Experiment file, or name of a shipped one.")
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
    typer.Option(metavar="FILE", help="Python file with more allocation rules, as RULES."),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(min=1, metavar="W", help="Processes; all cores unless said otherwise."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no remarks.")]


def register(app: typer.Typer) -> None:
    """Add the commands of researchers to the program."""
    from pdusim.cli.calibration import calibrate
    from pdusim.cli.comparing import compare, rank

    app.command()(compare)
    app.command()(rank)
    app.command()(sweep)
    app.command()(calibrate)
    app.command()(warmup)
    app.command()(verify)


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

        spec = read_sweep(find_experiment(file))
        folder = out or Path("runs") / Path(file).stem
        if not quiet:
            points = spec.design.size(len(spec.factors)) * len(spec.policies)
            each = "to a precision" if spec.precision else f"{spec.replications} replications each"
            say(f"{spec.name}: {points:,} points, {each}")
        with at_work(workers, dask, quiet=quiet) as options:
            results = run_experiment(spec, store=store or folder / "store", rules=rules, **options)
        results.save(folder)
        study = analyse(results)
        study.save(folder / "analysis")
        screen = console()
        emit_rendered(screen, *study_parts(results, study))
        emit(f"Tables are in {folder}, the analysis in {folder / 'analysis'}.")
        end_with(results.failures)


def warmup(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="Scenarios, as for the command run."),
    ],
    on: Annotated[
        str,
        typer.Option(metavar="SERIES", help="Weekly series to look at, with commas between."),
    ] = "",
    replications: Annotated[int, typer.Option(min=2, metavar="N")] = 10,
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

        with at_work(workers, None, quiet=quiet) as options:
            results = run(
                list(scenarios),
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


@contextmanager
def at_work(workers: int | None, dask: str | None, *, quiet: bool) -> Iterator[dict[str, Any]]:
    """Make ready for replications: progress, Ctrl-C, a cluster; tell damage in a store.

    Yields
    ------
    dict
        Arguments for ``run`` or ``run_experiment``.
    """
    from pdusim.cli.interrupt import interruptible
    from pdusim.cli.progress import progress_bar
    from pdusim.experiment.store import StoreWarning

    processes = 1 if dask else workers or cores()
    with ExitStack() as stack:
        caught = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always", StoreWarning)
        executor: Executor | None = None
        if dask:
            from pdusim.experiment.executors import dask_executor

            executor = stack.enter_context(dask_executor(dask))
        cancel = stack.enter_context(interruptible(processes))
        on_progress = stack.enter_context(progress_bar(shown=not quiet))
        try:
            yield {
                "workers": processes,
                "executor": executor,
                "on_progress": on_progress,
                "cancel": cancel,
            }
        finally:
            for warning in caught:
                say(f"pdusim: {warning.message}")


def precision_from(
    share: float | None, half_width: str, on: str, maximum: int, replications: int | None
) -> Mapping[str, Any] | None:
    """Read a precision from the options of ``run``; None where a number of replications is meant.

    Raises
    ------
    ExperimentError
        When the options contradict each other or are not understood.
    """
    from pdusim.experiment.errors import ExperimentError

    if share is None and not half_width:
        if on:
            raise ExperimentError("--on names measures for a precision: add --precision 0.05")
        return None
    if replications is not None:
        raise ExperimentError("give --replications or a precision (with --maximum), not both")
    wanted: dict[str, Any] = {"maximum": maximum}
    if share is not None:
        wanted["relative"] = share
        names = [name.strip() for name in on.split(",") if name.strip()]
        if names:
            wanted["on"] = names
    if half_width:
        wanted["absolute"] = widths = {}
        for part in half_width.split(","):
            name, _, width = part.partition("=")
            try:
                widths[name.strip()] = float(width)
            except ValueError:
                raise ExperimentError(
                    f"--half-width '{part.strip()}' is not understood: write MEASURE=W, for "
                    "example missed_review_rate=0.01"
                ) from None
    return wanted


def end_with(failures: Sequence[Failure]) -> None:
    """End the command with a message where replications failed and a store has them on record."""
    if failures:
        first = failures[0]
        fail(
            f"pdusim: {len(failures)} replications failed; the first: {first.scenario}, "
            f"replication {first.replication}: {first.error}. They are on record in the store and "
            "will be tried again when the same is called again.",
            FAILED,
        )


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


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
