"""The command line: parse, call, print."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command ``pdusim`` and exit with its code, one of those in ``pdusim.cli.output``."""
    try:
        # Late, because a worker process imports this module again and needs no command line.
        from pdusim.cli.streams import prepare_streams

        prepare_streams()
        from pdusim.cli.program import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)
