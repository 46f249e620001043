"""A progress bar on standard error, where somebody can see it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OnProgress = Callable[[int, int], None]


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[OnProgress | None]:
    """Show a bar with the time left while the block runs.

    Parameters
    ----------
    shown : bool
        False where the user wants none; none is shown either where standard error is not a
        terminal.

    Yields
    ------
    callable of (int, int) or None
        To be called with the replications finished and wanted.
    """
    if not (shown and sys.stderr.isatty()):
        yield None
        return

    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
        transient=True,
        # No thread that draws it: a process with one at work cannot be copied.
        auto_refresh=False,
    )
    with bar:
        task = bar.add_task("Replications", total=None)

        def on_progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield on_progress
