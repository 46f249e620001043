"""Ctrl-C and other requests to end while replications are under way."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pdusim.cli.output import signalled

_SHOW_CURSOR = "\x1b[?25h"


class Stop(threading.Event):
    """Set when the user or the system wants the program to end.

    Attributes
    ----------
    signal : int
        The signal that said so.
    """

    def __init__(self) -> None:
        super().__init__()
        self.signal = int(signal.SIGINT)


def end_on_ctrl_c() -> None:
    """End with one line and the documented exit code on Ctrl-C, wherever the program is.

    What holds a folder or a half-written file lets go of it on the way out. While replications
    are under way, `interruptible` does more.
    """

    def stopped(number: int, _frame: object) -> None:
        # Not print: the signal may have come in the middle of one.
        os.write(2, b"pdusim: stopped\n")
        raise SystemExit(signalled(number))

    # Ignored stays ignored, as in the background of a shell.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stopped)


@contextmanager
def interruptible(workers: int) -> Iterator[Stop]:
    """Turn Ctrl-C, SIGTERM and SIGHUP into an event while the block runs.

    A second signal ends the program at once. Worker processes are shielded from Ctrl-C where
    they are started.

    Parameters
    ----------
    workers : int
        With one there is no process to protect: the first signal then interrupts the replication
        under way with a ``KeyboardInterrupt``.

    Yields
    ------
    Stop
        The event.
    """
    stop = Stop()

    def interrupted(number: int, _frame: object) -> None:
        """Ask the run to stop; a second signal ends the program at once."""
        if stop.is_set():
            if sys.stderr.isatty():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
            os._exit(signalled(number))
        stop.signal = number
        stop.set()
        if workers == 1:
            raise KeyboardInterrupt

    # A signal that the caller ignores, as nohup does, stays ignored.
    before = {
        number: signal.signal(number, interrupted)
        for name in ("SIGINT", "SIGTERM", "SIGHUP")
        if (number := getattr(signal, name, None)) is not None
        and signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
