"""A build hook of hatchling: with PDUSIM_COMPILE=1, a wheel with the model compiled by mypyc.

Without it the wheel is pure Python, which is what everybody gets who asks for nothing. The compiled
one holds the same sources beside the machine code made from them, and gives the same bits. Nothing
is written into the source tree: code compiled there would be what the next import finds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WANTED = "PDUSIM_COMPILE"

# What the source tree is checked with is stricter (pyproject.toml).
_CHECK = """\
[mypy]
ignore_missing_imports = True
[mypy-pdusim.*]
ignore_errors = True
[mypy-pdusim.model.*,pdusim.domain.*,pdusim.outcomes.*,pdusim.scenario.native]
ignore_errors = False
"""


class Compile(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles what ``compiled`` names in ``pyproject.toml``."""

    PLUGIN_NAME = "custom"

    work: Path | None = None

    def dependencies(self) -> list[str]:
        """Return what the build needs: nothing for a pure wheel."""
        return list(self.config["needs"]) if self._wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile and put the machine code into the wheel."""
        if version == "editable" or not self._wanted():
            return
        root = Path(self.root)
        found = [path for part in self.config["compiled"] for path in sorted(root.glob(part))]
        self.work = Path(tempfile.mkdtemp(prefix="pdusim-"))
        subprocess.run(
            [sys.executable, __file__, self.work, *(path.relative_to(root) for path in found)],
            cwd=root,
            check=True,
        )
        made = self.work / "made"
        for library in sorted(path for path in made.rglob("*") if path.is_file()):
            build_data["force_include"][str(library)] = library.relative_to(made).as_posix()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Throw away what was only needed on the way."""
        if self.work is not None:
            shutil.rmtree(self.work, ignore_errors=True)

    @staticmethod
    def _wanted() -> bool:
        return os.environ.get(WANTED, "") not in ("", "0")


def compile_into(work: Path, paths: list[str]) -> None:
    """Compile modules into the folder ``made`` of ``work``.

    What is compiled is a copy of the source tree in which sections of the settings are native
    classes. The compiler looks at the schema as it needs it there, so that of its modules only the
    types count: their own check is that of the source.
    """
    from mypyc.build import mypycify
    from native_settings import write_into
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    copy = work / "source"
    shutil.copytree("pdusim", copy / "pdusim", ignore=shutil.ignore_patterns("__pycache__"))
    native = write_into(copy, paths)
    (copy / "mypy.ini").write_text(_CHECK, encoding="utf-8")
    os.chdir(copy)
    extensions = mypycify(
        [*paths, native.as_posix()],
        group_name="pdusim",
        target_dir=str(work / "c"),
        opt_level="1",
        debug_level="0",
    )
    # Without `setup()`, which would take this project's pyproject.toml for its own.
    command = build_ext(Distribution({"ext_modules": extensions}))
    command.build_lib = str(work / "made")
    command.build_temp = str(work / "objects")
    command.ensure_finalized()
    command.run()


if __name__ == "__main__":
    compile_into(Path(sys.argv[1]), sys.argv[2:])
