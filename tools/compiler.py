"""Say whether the model can be compiled here, and if not why: exit code 0 or 1.

With ``--hint`` say how, where it can, and nothing otherwise. It takes a C compiler and the headers
of Python (Debian: ``apt install gcc python3-dev``).
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

HINT = "`make fast` compiles the model first, once: the same numbers in less time."


def missing() -> str | None:
    """Return what compiling lacks, or nothing."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if sys.platform != "win32" and shutil.which(compiler) is None:
        return f"there is no C compiler ({compiler})"
    if not Path(sysconfig.get_paths()["include"], "Python.h").exists():
        return f"the headers of Python 3.{sys.version_info.minor} are missing"
    return None


if __name__ == "__main__":
    lack = missing()
    if "--hint" in sys.argv:
        if lack is None:
            sys.stdout.write(f"\n{HINT}\n")
    elif lack is not None:
        sys.exit(f"The model cannot be compiled here: {lack}.")
