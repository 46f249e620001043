"""The command line: parse, call, print."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command ``pdusim`` and exit with its code.

    0: done; 1: the program failed; 2: something in what was asked or in a file is wrong;
    130: stopped by Ctrl-C.
    """
    try:
        # Late, because a worker process imports this module again and needs no command line.
        from pdusim.cli.program import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)
