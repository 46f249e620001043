"""Tables of sweeps, warm-ups, verifications and calibrations, from results made by hand."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

sys.path.insert(0, str(Path(__file__).parents[1] / "experiment"))

from toy_model import MODEL, load, write

from pdusim.analysis.calibration import calibrate
from pdusim.analysis.study import analyse
from pdusim.cli.calibration import calibration_parts
from pdusim.cli.studies import study_parts, verification_parts
from pdusim.experiment import SweepResults, run_experiment
from pdusim.experiment.verification import Check, Verification

HEAD = "name: Study\nscenarios: [./toy.yaml]\nset: {inputs.shape: linear, inputs.noise: 1.0}\n"


def shown(parts: list[RenderableType]) -> str:
    screen = Console(file=io.StringIO(), width=200)
    screen.print(*parts, sep="\n")
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def sweep(folder: Path, text: str) -> SweepResults:
    return run_experiment(write(folder, "sweep", HEAD + text), _load=load, _simulate=MODEL)


@pytest.mark.parametrize(
    ("design", "title"),
    [
        ("{kind: morris, trajectories: 3}", "Mean size of effect, μ* (95 %)"),
        ("{kind: lhs, points: 12}", "Effect of low to high end (95 %)"),
        ("{kind: sobol_indices, points: 8}", "Total share of variance (95 %)"),
    ],
)
def test_each_design_shows_its_ranking_of_values(tmp_path: Path, design: str, title: str) -> None:
    results = sweep(
        tmp_path,
        f"uncertain: all\ndesign: {design}\nreplications: 2\nmeasures: [workload_pct]\n",
    )
    text = shown(study_parts(results, analyse(results)))
    assert "Study: 1 policy at" in text
    assert title in text
    rows = [line.split()[0] for line in text.splitlines() if line.strip().startswith("inputs.x")]
    assert set(rows) == {"inputs.x1", "inputs.x2", "inputs.x3"}
    assert rows[0] == "inputs.x1"
    assert "from chance that all points share" in text
    assert "Note: inputs.note is left out" in text


def test_policies_and_levers_are_shown_without_a_design(tmp_path: Path) -> None:
    results = sweep(
        tmp_path, "levers: {inputs.posts: [10, 30]}\nreplications: 5\nmeasures: [workload_pct]\n"
    )
    text = shown(study_parts(results, analyse(results)))
    assert "Study: 2 policies at 1 point (no values varied, factorial), 5 replications" in text
    (policy,) = [line for line in text.splitlines() if "inputs.posts = 30" in line]
    assert "+2" in policy
    (lever,) = [line for line in text.splitlines() if line.strip().startswith("inputs.posts ")]
    assert lever.split()[1] == "30"


def test_a_lever_that_no_pair_shows_to_do_anything_is_not_told_as_0_alone(tmp_path: Path) -> None:
    # The rate depends on chance alone in the toy.
    results = sweep(
        tmp_path,
        "levers: {inputs.posts: [10, 30]}\nreplications: 5\nmeasures: [missed_review_rate]\n",
    )
    text = shown(study_parts(results, analyse(results)))
    lines = [line for line in text.splitlines() if "no difference seen in 5 pairs" in line]
    # Of the policy and of the lever.
    assert len(lines) == 2
    assert all("0 (no difference" in line for line in lines)


def test_a_verification_says_what_differs() -> None:
    found = Verification(
        Path("kept"),
        "run",
        1,
        (
            Check("base", 3, {}),
            Check("base", 4, dict.fromkeys("abcde", ((1.0, 1.0), None))),
            Check("base", 5, {}, "ValueError: no"),
        ),
        ("a note",),
        ("measures.parquet",),
    )
    text = shown(verification_parts(found))
    for words in (
        "Damaged: measures.parquet",
        "the same",
        "differs in a, b, c and 2 more",
        "failed: ValueError: no",
        "Note: a note",
    ):
        assert words in text


def test_a_calibration_shows_fit_values_and_conflicts(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text(
        "id,scenario,measure,low,high\nA,toy,workload_pct,14,15\nB,toy,missed_review_rate,0.5,0.6\n"
    )
    file = write(
        tmp_path,
        "fit",
        "name: Fit\nscenarios: {toy: ./toy.yaml}\ntargets: targets.csv\n"
        "set: {inputs.shape: linear}\nfree: {inputs.x1: {range: [0, 4]}}\n"
        "replications: 2\ncheck_replications: 4\n",
    )
    text = shown(calibration_parts(calibrate(file, _load=load, _simulate=MODEL)))
    assert "Fit: 1 of 2 targets met, 0 before" in text
    rows = {line.split()[0]: line for line in text.splitlines() if line.strip()[:2] in ("A ", "B ")}
    assert rows["A"].split()[-1] == "yes"
    assert rows["B"].split()[-1] == "no"
    assert "of its range" in text
    assert "Conflict: B (missed_review_rate, 0.5 to 0.6) is missed at" in text
