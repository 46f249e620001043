"""Around the replications of a command: processes, progress, Ctrl-C, and what failed."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdusim.cli.output import FAILED, fail, say, signalled

if TYPE_CHECKING:
    from pdusim.experiment.tasks import Failure


@contextmanager
def at_work(
    workers: int | None, dask: str | None, *, quiet: bool, store: Path | None = None
) -> Iterator[dict[str, Any]]:
    """Make ready for replications: progress, Ctrl-C, a cluster; tell damage in a store.

    Parameters
    ----------
    workers : int or None
        Processes; all cores where None.
    dask : str or None
        Address of a cluster instead.
    quiet : bool
        Whether no progress is shown.
    store : Path or None
        Where finished replications are kept, for what is said when the user stops.

    Yields
    ------
    dict
        Arguments for ``run`` or ``run_experiment``.
    """
    from pdusim.cli.interrupt import interruptible
    from pdusim.cli.progress import progress_bar
    from pdusim.experiment.errors import Cancelled
    from pdusim.experiment.store_files import StoreWarning

    processes = 1 if dask else workers or cores()
    with ExitStack() as stack:
        caught: list[warnings.WarningMessage] = []
        stack.callback(_tell, caught)  # when warnings go their usual way again
        recorded = stack.enter_context(warnings.catch_warnings(record=True))
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
        except (KeyboardInterrupt, Cancelled):
            fail(_stopped(store), signalled(cancel.signal))
        finally:
            caught.extend(recorded)


def _stopped(store: Path | None) -> str:
    if store is None:
        return (
            "pdusim: stopped, and nothing is kept: with --store DIR the same command would go on "
            "where it was"
        )
    return (
        f"pdusim: stopped; what is finished is kept in {store}, and the same command goes on "
        "from there"
    )


def _tell(caught: Sequence[warnings.WarningMessage]) -> None:
    """Say our own warnings in our own name, and pass on those of libraries as theirs."""
    from pdusim.experiment.store_files import StoreWarning

    for one in caught:
        if issubclass(one.category, StoreWarning):
            say(f"pdusim: {one.message}")
        else:
            warnings.showwarning(one.message, one.category, one.filename, one.lineno)


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


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
