"""What the commands print, and how they end when something is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

FAILED = 1
"""Exit code when the program or the machine failed."""
USAGE = 2
"""Exit code when what was asked, or a file, is wrong."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""
CLOSED = 141
"""Exit code when the reader of standard output went away, as shells expect it."""

WIDE = 240
"""Columns assumed where nobody sees lines wrap: a file or a pipe."""


def say(message: str) -> None:
    """Write a message to standard error."""
    print(message, file=sys.stderr)  # noqa: T201 - messages go this way and no other


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
    from pdusim.experiment.errors import Cancelled, ExperimentError, ReplicationError
    from pdusim.scenario.errors import ScenarioError

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign gets a question mark, not an error.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        yield
        sys.stdout.flush()
    except ScenarioError as error:
        fail(str(error))
    except (KeyboardInterrupt, Cancelled):
        fail("pdusim: stopped", INTERRUPTED)
    except ReplicationError as error:
        # Nobody asked for anything wrong: the model stumbled, and its traceback is in the text.
        fail(f"pdusim: {error}", FAILED)
    except ExperimentError as error:
        fail(f"pdusim: {error}")
    except OSError as error:
        # Python flushes standard output once more at its end: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(CLOSED) from None
        fail(f"pdusim: {error}", FAILED)


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
