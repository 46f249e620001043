"""What several tests use besides fixtures."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "pdusim"
"""The program as pip installed it."""

Program = Callable[..., subprocess.CompletedProcess[str]]
"""Fixture ``pdusim_program``: arguments in, output and exit code out."""

ScenarioFile = Callable[..., Path]
"""Fixture ``short_scenario``: name and more YAML in, path of the file out."""
