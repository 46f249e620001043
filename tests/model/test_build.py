"""Which build is tested, and that all of the model is of it."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import pytest

import pdusim
from pdusim.build import build

ROOT = Path(__file__).parents[2]
COMPILED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
    "build"
]["targets"]["wheel"]["hooks"]["custom"]["compiled"]
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__").replace("/", ".")
    for part in COMPILED
    for path in ROOT.glob(part)
)


def test_there_is_a_lot_to_compile() -> None:
    assert len(MODULES) > 60
    assert "pdusim.model.work.practitioner" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_every_module_is_of_the_build_that_runs(name: str) -> None:
    origin = importlib.import_module(name).__file__
    assert origin is not None
    assert ("pure" if origin.endswith(".py") else "compiled") == build()


def test_the_source_lies_beside_the_machine_code() -> None:
    """The hash of the code, which is in the key of every store, is that of the source."""
    package = Path(pdusim.__file__).parent
    for name in MODULES:
        relative = Path(*name.split(".")[1:])
        assert (package / relative).with_suffix(".py").exists() or (
            package / relative / "__init__.py"
        ).exists()


def test_no_machine_code_lies_in_the_source_tree() -> None:
    assert not [*(ROOT / "pdusim").rglob("*.so"), *(ROOT / "pdusim").rglob("*.pyd")]
