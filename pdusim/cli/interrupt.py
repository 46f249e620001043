"""Ctrl-C while worker processes are busy."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pdusim.cli.output import INTERRUPTED

_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def interruptible(workers: int) -> Iterator[threading.Event | None]:
    """Turn Ctrl-C into an event while the block runs; a second one ends the program at once.

    Worker processes are shielded from it where they are started.

    Parameters
    ----------
    workers : int
        With one there is no process to protect, and Ctrl-C is left as it is.

    Yields
    ------
    threading.Event or None
        Set by Ctrl-C.
    """
    if workers == 1:
        yield None
        return

    stop = threading.Event()

    def interrupted(_signal: int, _frame: object) -> None:
        if stop.is_set():
            if sys.stderr.isatty():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
            os._exit(INTERRUPTED)
        stop.set()

    handler = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, handler)
