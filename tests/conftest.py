"""What several tests share: small scenarios and the installed program."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings
from support import PROGRAM, Program, ScenarioFile

from pdusim.build import build

# The same examples on every machine, so that a failure can be repeated; no limit on time.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--build", default="pure", help="which build the tests are meant for")
    parser.addoption(
        "--renew-pictures", action="store_true", help="keep what the pages look like now"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to test another build than is meant: both lie under the same names."""
    meant, found = config.getoption("--build"), build()
    if meant != found:
        raise pytest.UsageError(f"these tests are for the {meant} build, and this is the {found}")


OF_A_TERMINAL = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE")


@pytest.fixture
def pdusim_program(tmp_path: Path) -> Program:
    """Run the installed program in an empty folder; give what it printed and its exit code."""

    def call(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if k not in OF_A_TERMINAL}
        return subprocess.run(
            [PROGRAM, *arguments],
            cwd=tmp_path,
            env={**clean, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )

    return call


@pytest.fixture
def short_scenario(tmp_path: Path) -> ScenarioFile:
    """Write a scenario that extends the baseline and runs for six weeks; give its path."""

    def write(name: str = "short", more: str = "", extends: str = "baseline") -> Path:
        path = tmp_path / f"{name}.yaml"
        text = f"""\
            name: {name}
            description: A few weeks of the baseline, for tests.
            extends: {extends}
            run: {{warm_up_weeks: 2, observe_weeks: 4}}
            """
        path.write_text(dedent(text) + dedent(more), encoding="utf-8")
        return path

    return write
