"""The recipes of CONTRIBUTING.md, each run as it stands, on a copy of the package.

A ``diff`` block is applied to the copy, a block that begins with the name of a file is saved as
that file, and every other ``sh`` line and ``python`` block is run there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import PROGRAM

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
(CHAPTER,) = re.findall(r"^## Recipes\n(.*?)^## ", PAGE, re.M | re.S)
RECIPES = {
    part.partition("\n")[0]: part.partition("\n")[2]
    for part in re.split(r"^### ", CHAPTER, flags=re.M)[1:]
}


def run(command: list[str], folder: Path, package: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{package}{os.pathsep}{folder}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_every_recipe_is_found() -> None:
    assert [name.rpartition(" ")[2] for name in RECIPES] == [
        "policy",
        "round",
        "task",
        "measure",
        "grade",
        "rule",
        "own",
    ]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_does_what_it_says(recipe: str, tmp_path: Path) -> None:
    package, folder = tmp_path / "package", tmp_path / "work"
    folder.mkdir()
    for part in ("pdusim", "scenarios"):
        shutil.copytree(
            ROOT / part,
            package / part,
            ignore=shutil.ignore_patterns("__pycache__", "*.so"),
        )
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", RECIPES[recipe], re.M | re.S)
    assert any(language in {"sh", "python"} for language, _ in blocks)
    for language, block in blocks:
        named = re.match(r"# (\w+\.\w+)\n", block)
        if named:
            (folder / named[1]).write_text(block, encoding="utf-8")
        elif language == "diff":
            (folder / "change.diff").write_text(block, encoding="utf-8")
            # Outside a repository, so that it applies where it is run and nowhere above.
            where = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)}
            subprocess.run(
                ["git", "apply", "-C1", folder / "change.diff"],
                cwd=package,
                env=where,
                check=True,
            )
        elif language == "sh":
            for line in block.splitlines():
                program, *rest = line.split()
                assert program == "pdusim"
                assert run([str(PROGRAM), *rest], folder, package)
        elif language == "python":
            # The copy, and nothing else.
            whole = f"import pdusim\nassert pdusim.__file__.startswith({str(package)!r})\n{block}"
            run([sys.executable, "-c", whole], folder, package)


def test_own_measures_stand_in_the_table_of_the_command_line(tmp_path: Path) -> None:
    """What the last recipe prints: the measures by title, in their group, after the others."""
    for block in re.findall(r"^```\w+\n(.*?)^```$", RECIPES[list(RECIPES)[-1]], re.M | re.S):
        named = re.match(r"# (\w+\.\w+)\n", block)
        if named:
            (tmp_path / named[1]).write_text(block, encoding="utf-8")
    weeks = [
        "--replications",
        "2",
        "--warm-up-weeks",
        "0",
        "--observe-weeks",
        "4",
        "--workers",
        "2",
    ]
    told = run(
        [
            str(PROGRAM),
            "run",
            "my_study.yaml",
            "--rules",
            "my_rules.py",
            "--out",
            "kept",
            "--all",
            *weeks,
        ],
        tmp_path,
        ROOT,
    )
    mine = told.split("My measures")[1]
    assert "Recalls for each release " in mine
    assert "Risk reviews done, per week" in mine
    assert "My measures" in run([str(PROGRAM), "show", "kept", "--all"], tmp_path, ROOT)
    page = tmp_path / "page.html"
    run([str(PROGRAM), "report", "kept", "-o", str(page)], tmp_path, ROOT)
    assert "Risk reviews done on time or late / weeks." in page.read_text(encoding="utf-8")
    refused = subprocess.run(
        [str(PROGRAM), "run", "my_study.yaml", *weeks],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "'own:youngest'" in refused.stderr
    assert "--rules FILE" in refused.stderr
