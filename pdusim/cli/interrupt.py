"""Ctrl-C while worker processes are busy."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

from pdusim.cli.output import INTERRUPTED

_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def interruptible(workers: int) -> Iterator[threading.Event | None]:
    """Turn Ctrl-C into an event while the block runs, and keep it from worker processes.

    A terminal sends Ctrl-C to every process at once, and a worker that is only just starting has
    no way yet to leave it to its parent. So this thread blocks it, which children inherit, and
    another one takes it in its place. A second Ctrl-C ends the program at once.

    Parameters
    ----------
    workers : int
        With one there is no process to protect, and Ctrl-C is left as it is.

    Yields
    ------
    threading.Event or None
        Set by Ctrl-C.
    """
    if workers == 1 or not hasattr(signal, "pthread_sigmask"):
        yield None
        return

    stop = threading.Event()
    over = threading.Event()

    def interrupted(_signal: int, _frame: object) -> None:
        if stop.is_set():
            if sys.stderr.isatty():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
            os._exit(INTERRUPTED)
        stop.set()

    def receive() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        over.wait()

    # Starting this helper of multiprocessing lets Ctrl-C through again; once it runs, it does not.
    resource_tracker.ensure_running()
    handler = signal.signal(signal.SIGINT, interrupted)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    receiver = threading.Thread(target=receive, name="ctrl-c", daemon=True)
    receiver.start()
    try:
        yield stop
    finally:
        over.set()
        receiver.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
