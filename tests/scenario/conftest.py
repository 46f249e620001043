"""Toy scenario files for the tests of reading and checking."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_support import Files

from pdusim.scenario.scenario import Scenario


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """An empty current folder with a complete toy scenario, ``base.yaml``."""
    monkeypatch.chdir(tmp_path)
    return Files(Path())


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The complete toy scenario, loaded."""
    return Files(tmp_path_factory.mktemp("toy")).child("name: toy")
