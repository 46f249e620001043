"""Check the fingerprints under another version of Python than this, where there is one.

The newest other version is taken that pdusim claims and this machine has: on the PATH, or among
those that pyenv has installed. Its environment is made in ``build/``, with the pinned versions.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
OLDEST, NEWEST = 11, 13
"""Minor versions that pyproject.toml claims; the pinned libraries support them."""

ASK = "import sys; print(sys.version_info.minor)"


def answers(program: str | Path, minor: int) -> bool:
    """Return whether a program is Python 3 of that minor version: a shim may only look like it."""
    done = subprocess.run(
        [program, "-I", "-c", ASK], capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode == 0 and done.stdout.strip() == str(minor)


def candidates(minor: int) -> Iterator[Path]:
    """Yield where a version may be."""
    on_path = shutil.which(f"python3.{minor}")
    if on_path:
        yield Path(on_path)
    installed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    for folder in sorted(installed.glob(f"3.{minor}.*")):
        yield folder / "bin" / "python"


def other() -> tuple[int, Path] | None:
    """Return the newest other version and its program."""
    for minor in range(NEWEST, OLDEST - 1, -1):
        if minor != sys.version_info.minor:
            for program in candidates(minor):
                if program.exists() and answers(program, minor):
                    return minor, program
    return None


def main() -> int:
    """Make the environment and check."""
    found = other()
    if found is None:
        sys.stdout.write("skipped: no other version of Python is installed here\n")
        return 0
    minor, program = found
    folder = ROOT / "build" / f"python3.{minor}"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        subprocess.run([program, "-m", "venv", folder], check=True)
    install = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    pinned = ("--constraint", ROOT / "constraints.txt")
    subprocess.run([python, *install, *pinned, "--editable", ROOT], check=True)
    sys.stdout.write(f"fingerprints under Python 3.{minor}\n")
    sys.stdout.flush()
    return subprocess.run(
        [python, ROOT / "tools" / "fingerprints.py", "check"], cwd=ROOT / "build", check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
