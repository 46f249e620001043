"""Completion of commands and options in a shell, as docs/how-to/install.md gives it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support import PROGRAM


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("pdusim sc", {"scenarios", "schema"}),
        ("pdusim ver", {"verify"}),
        ("pdusim run --rep", {"--replications", "--report"}),
        ("pdusim run baseline --format c", {"csv"}),
    ],
)
def test_bash_completes_commands_and_options(
    tmp_path: Path, typed: str, completed: set[str]
) -> None:
    words = typed.split()
    script = (
        'eval "$(pdusim --show-completion)"\n'
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}\n"
        "_pdusim_completion pdusim\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert set(done.stdout.split()) == completed
