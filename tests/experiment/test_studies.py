"""The studies under ``experiments/``, in small."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

STUDIES = Path(__file__).parents[2] / "experiments"


def study(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, STUDIES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_intervals_hold_the_truth_through_the_whole_pipeline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = study("coverage_study", monkeypatch).coverage(repetitions=250, replications=10)
    assert len(found) == 4
    # A true 95 % shows with a standard error of 1.4 points.
    for name, share in found.items():
        assert 0.92 <= share <= 0.98, name


def test_the_known_answers_are_those_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    module = study("coverage_study", monkeypatch)
    made = [module.simulate(module.BASE, replication=i).measures for i in range(600)]
    truth = module.BASE.truth()
    for name, value in truth.items():
        values = np.array([one[name] for one in made])
        assert abs(values.mean() - value) < 4 * values.std() / np.sqrt(values.size)


def test_memory_does_not_grow_with_the_replications_of_a_sweep() -> None:
    table = subprocess.run(
        [sys.executable, STUDIES / "store_memory.py", "300", "3000"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()[1:]
    (few, *_), (many, *_) = (line.split()[1:] for line in table)
    # All 3,000 outcomes at once would be some 40 MB more.
    assert float(many) - float(few) < 15
