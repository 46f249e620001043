"""What the commands print, and how they end when something is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

FAILED = 1
"""Exit code when the program or the machine failed: a replication, a full disk, a verification."""
USAGE = 2
"""Exit code when what was asked, or a file that was named, is wrong."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""
CLOSED = 141
"""Exit code when the reader of standard output went away, as shells expect it."""


def signalled(number: int) -> int:
    """Return the exit code after a signal, as shells expect it: 130 for SIGINT, 143 for SIGTERM."""
    return 128 + number


WIDE = 240
"""Columns assumed where nobody sees lines wrap: a file or a pipe."""


def say(message: str) -> None:
    """Write a message to standard error, if anybody can read it."""
    with suppress(OSError):
        print(message, file=sys.stderr, flush=True)  # noqa: T201 - messages go this way only


def say_remarks(remarks: Iterable[str]) -> None:
    """Write what should be known before anything is simulated to standard error."""
    for remark in remarks:
        say(f"pdusim: {remark}")


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Say on standard error what is wrong, and exit.

    Parameters
    ----------
    message : str
        Readable text, of one or several lines.
    code : int
        Exit code.
    """
    say(message)
    raise typer.Exit(code)


@contextmanager
def careful() -> Iterator[None]:
    """Turn what a user can get wrong into one message and an exit code, never a traceback."""
    from pdusim.experiment.errors import (
        Cancelled,
        ExperimentError,
        ReplicationError,
        WritingError,
    )
    from pdusim.scenario.errors import ScenarioError

    try:
        yield
        sys.stdout.flush()
    except ScenarioError as error:
        fail(str(error))
    except (KeyboardInterrupt, Cancelled):
        fail("pdusim: stopped", INTERRUPTED)
    except (ReplicationError, WritingError) as error:
        # Nobody asked for anything wrong: the model stumbled (its traceback is in the text), or
        # the disk is full.
        fail(f"pdusim: {error}", FAILED)
    except ExperimentError as error:
        fail(f"pdusim: {error}")
    except BrokenPipeError:
        _silence()
        raise typer.Exit(CLOSED) from None
    except OSError as error:
        if error.filename is None:
            _silence()
        fail(f"pdusim: {error}", FAILED)


def _silence() -> None:
    """Let standard output go nowhere: Python flushes it once more at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def each(*steps: Callable[[], object]) -> None:
    """Take every step, whatever became of those before it; then tell what went wrong.

    What was computed is printed, kept and reported this way: a reader who went away or a full
    disk costs only what it concerns.

    Parameters
    ----------
    *steps : callable
        In order.

    Raises
    ------
    ExperimentError, OSError
        The first that a step raised; the messages of others are said before it.
    """
    from pdusim.experiment.errors import ExperimentError

    first: Exception | None = None
    for step in steps:
        try:
            step()
            sys.stdout.flush()
        except (ExperimentError, OSError) as error:
            if isinstance(error, OSError) and error.filename is None:
                _silence()
            if first is not None:
                say(f"pdusim: {first}")
            first = error
    if first is not None:
        raise first


def emit(text: str) -> None:
    """Write text to standard output, ending in one line feed."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def emit_rendered(screen: Console, *parts: RenderableType) -> None:
    """Write tables and styled text to standard output, plain where it is no terminal.

    Parameters
    ----------
    screen : rich.console.Console
        As `console` gives it.
    *parts : renderable of rich
        Printed one below the other.
    """
    with screen.capture() as captured:
        screen.print(*parts, sep="\n")
    lines = (line.rstrip() for line in captured.get().splitlines())
    emit("\n".join(lines))


def console() -> Console:
    """Return a console on standard output; as wide as needed where it is no terminal."""
    from rich.console import Console

    fixed = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(
        file=sys.stdout,
        width=None if fixed else WIDE,
        highlight=False,
        emoji=False,
        markup=False,
    )
