"""Experiment files that come with the project, and those in the documentation."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pdusim.analysis.calibration_file import read_calibration
from pdusim.analysis.goal_file import read_goal
from pdusim.experiment.files import read_sweep
from pdusim.experiment.remarks import design_remarks
from pdusim.experiment.sweep import Points

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "experiments").glob("*.yaml"))


def documented(page: str) -> str:
    text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_experiment_can_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if "\ntargets:" in text:
        assert read_calibration(path).targets
    elif "\nbounds:" in text:
        assert read_goal(path).levers
    else:
        spec = read_sweep(path)
        assert spec.name
        assert spec.description


def test_the_shipped_sweep_of_policies_can_deliver_what_it_promises() -> None:
    spec = read_sweep(ROOT / "experiments" / "ecsl_under_uncertainty.yaml")
    points = Points(spec)
    # Enough points and replications for effects with intervals, and no rate cut in silence.
    assert points.remarks == ()
    assert len(points.shares) >= 2 * (len(spec.factors) + 1)


def test_the_screening_takes_every_value_with_a_plausible_range() -> None:
    spec = read_sweep(ROOT / "experiments" / "morris_all.yaml")
    scenario = spec.policies[0].scenario
    ranged = [path for path, p in scenario.provenance.items() if p.range is not None]
    # Every point is a possible scenario; a few trajectories of the ten take each value to its ends.
    few = replace(spec, design=replace(spec.design, trajectories=2))
    points = Points(few)
    assert len(points.keys) == 2 * (len(spec.factors) + 1)
    assert points.remarks == ()
    assert len(spec.factors) + len(spec.notes) == len(ranged) > 150


def test_the_experiment_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text(documented("run-an-experiment.md"), encoding="utf-8")
    spec = read_sweep(path)
    assert len(spec.policies) == 6
    assert len(spec.factors) == 3
    assert design_remarks(spec) == []


def test_the_calibration_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "fit.yaml"
    path.write_text(documented("calibrate.md"), encoding="utf-8")
    (tmp_path / "targets.csv").write_text((ROOT / "experiments" / "targets.csv").read_text())
    assert len(read_calibration(path).targets) > 15
