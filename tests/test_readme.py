"""What the README promises can be done as written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support import Program

import pdusim
from pdusim.outcomes.measures import MEASURES
from pdusim.report.wording import shown, titled

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^pdusim (.*)$", README, re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_its_scenario_can_be_loaded(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    path = tmp_path / "my_policy.yaml"
    path.write_text(example, encoding="utf-8")
    scenario = pdusim.load_scenario(path)
    assert scenario.dated
    assert scenario.warnings == ()


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_are_understood(pdusim_program: Program, command: str) -> None:
    name, *options = shlex.split(command.split("#", maxsplit=1)[0].split(">", maxsplit=1)[0])
    used = {option for option in options if option.startswith("--")}
    text = pdusim_program(name, "--help")
    assert text.returncode == 0
    assert used <= set(re.findall(r"--[a-z]+", text.stdout))


def test_its_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets


def test_its_python_uses_public_names() -> None:
    used = {name for block in blocks("python") for name in re.findall(r"pdusim\.(\w+)", block)}
    assert used
    assert used <= set(pdusim.__all__)


def test_what_it_shows_of_a_run_are_rows_of_its_table() -> None:
    (excerpt,) = blocks("text")
    titles = {titled(one.title, shown(one.unit).heading) for one in MEASURES.values()}
    rows = [line for line in excerpt.splitlines() if " to " in line and line[0].isalpha()]
    assert len(rows) >= 5
    for row in rows:
        assert re.split(r"\s{2,}", row)[0] in titles
        assert len(re.findall(r"\([^()]* to [^()]*\)", row)) == 3


def test_its_pictures_are_made_by_the_command_it_names() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\((.*?)\)", README)
    assert len(pictures) == 2
    (script,) = re.findall(r"Both pictures are made by `python (.*?)`", README)
    text = (ROOT / script).read_text(encoding="utf-8")
    assert all((ROOT / one).exists() and Path(one).name in text for one in pictures)
