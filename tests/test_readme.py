"""What the README promises can be done as written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support import Program

import pdusim

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
