"""The command line: parse, call, print."""

from __future__ import annotations


def main() -> None:
    """Run the command ``pdusim`` and exit with its code, one of those in ``pdusim.cli.output``."""
    # Late, because a worker process imports this module again and needs no command line.
    from pdusim.cli.interrupt import end_on_ctrl_c
    from pdusim.cli.streams import prepare_streams

    end_on_ctrl_c()
    prepare_streams()
    from pdusim.cli.program import app

    app()
