from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from toy_model import MODEL, Toy, load, write

from pdusim.analysis.calibration import Calibration, calibrate
from pdusim.analysis.calibration_file import read_calibration
from pdusim.analysis.calibration_output import save_calibration
from pdusim.analysis.search import Search
from pdusim.experiment import ExperimentError
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.loading import load_scenario

# The linear toy: workload = 10 + 2 x1 - x2 + 0.1 posts (+ noise); the rate is 0.2 whatever is set.
TARGETS = "id,scenario,measure,low,high\nA,toy,workload_pct,14,15\n"
FILE = """\
name: Fit of the toy
scenarios: {toy: ./toy.yaml}
targets: targets.csv
set: {inputs.shape: linear, inputs.noise: 0.1}
free:
  inputs.x1: {range: [0, 4]}
  inputs.x2: {range: [-1, 2]}
replications: 3
check_replications: 10
seed: 4
"""


def fit(folder: Path, text: str = FILE, targets: str = TARGETS, **options: Any) -> Calibration:
    (folder / "targets.csv").write_text(targets)
    return calibrate(write(folder, "fit", text), _load=load, _simulate=MODEL, **options)


def test_values_move_until_the_target_is_met_and_no_further(tmp_path: Path) -> None:
    found = fit(tmp_path)
    (one,) = found.fits
    assert one.was_met is False
    assert one.met is True
    assert one.low is not None
    assert one.low < one.fitted < (one.high or 0.0)
    # From 12.5 it is 1.5 to the range: the pull keeps the values from going on into it.
    assert 13.9 < one.fitted < 14.3
    assert found.conflicts == ()
    assert all(not value.at_bound for value in found.values)


def test_the_scenario_written_gives_what_the_fit_says(tmp_path: Path) -> None:
    found = fit(tmp_path)
    folder = save_calibration(found, tmp_path / "out")
    scenario = load_scenario(folder / "calibrated.yaml", schema=Toy)
    for value in found.values:
        section, leaf = value.path.split(".")
        assert getattr(getattr(scenario.settings, section), leaf) == value.fitted
        assert scenario.provenance[value.path].source == "fitted to A"
    # Values set for the search alone are no part of the result.
    assert scenario.settings.inputs.noise == 0.0
    assert pl.read_csv(folder / "fit.csv")["fitted_met"].to_list() == [True]
    assert pl.read_csv(folder / "values.csv").height == 2


def test_workers_and_a_store_change_nothing(tmp_path: Path) -> None:
    alone = fit(tmp_path)
    store = tmp_path / "store"
    together = fit(tmp_path, workers=2, store=store)
    assert together.fits == alone.fits
    assert together.values == alone.values
    again = fit(tmp_path, store=store)
    assert again.fits == alone.fits


def test_several_targets_and_scenarios_at_once(tmp_path: Path) -> None:
    write(tmp_path, "more", "extends: ./toy.yaml\nname: more\ninputs: {posts: 30}\n")
    text = FILE.replace("{toy: ./toy.yaml}", "{toy: ./toy.yaml, more: ./more.yaml}")
    targets = TARGETS + "B,more,workload_pct,16,17\nC,toy,missed_review_rate,0.15,0.25\n"
    found = fit(tmp_path, text, targets)
    assert [one.met for one in found.fits] == [True, True, True]


def test_targets_that_no_value_reaches_are_told(tmp_path: Path) -> None:
    targets = TARGETS + "B,toy,missed_review_rate,0.5,0.6\n"
    found = fit(tmp_path, targets=targets)
    assert [one.met for one in found.fits] == [True, False]
    assert len(found.conflicts) == 1
    assert "B (missed_review_rate, 0.5 to 0.6) is missed at 0.2" in found.conflicts[0]
    assert "best ends would move it by 0.0 of the" in found.conflicts[0]


def test_targets_that_pull_against_each_other_are_told(tmp_path: Path) -> None:
    write(tmp_path, "more", "extends: ./toy.yaml\nname: more\ninputs: {posts: 30}\n")
    text = FILE.replace("{toy: ./toy.yaml}", "{toy: ./toy.yaml, more: ./more.yaml}")
    # The second is the first plus two, whatever moves.
    found = fit(tmp_path, text, TARGETS + "B,more,workload_pct,12,13\n")
    assert False in [one.met for one in found.fits]
    assert any("pulls against" in text for text in found.conflicts)


def test_values_at_their_bounds_are_marked(tmp_path: Path) -> None:
    found = fit(tmp_path, targets="id,scenario,measure,low,high\nA,toy,workload_pct,30,31\n")
    assert [value.at_bound for value in found.values] == [True, True]
    assert found.values[0].fitted == 4.0
    assert found.values[1].fitted == -1.0
    assert found.values[0].share == pytest.approx(0.75)


def test_targets_of_other_scenarios_are_left_out_with_a_note(tmp_path: Path) -> None:
    found = fit(tmp_path, targets=TARGETS + "Z,other,caseload,1,2\nY,toy,caseload,1,2\n")
    assert [one.target.name for one in found.fits] == ["A"]
    assert "Z is left out: no scenario is labelled 'other'" in found.notes
    assert "Y is left out: caseload is missing in toy" in found.notes


def test_without_any_measure_to_compare_nothing_is_fitted(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="no target has a measure"):
        fit(tmp_path, targets="id,scenario,measure,low,high\nA,toy,caseload,1,2\n")


def test_progress_and_rounds_are_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    rounds: list[int] = []
    fit(
        tmp_path,
        on_progress=lambda done, total: seen.append((done, total)),
        on_round=lambda one: rounds.append(one.candidates),
    )
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert seen[-1][0] <= seen[-1][1]
    assert rounds == sorted(rounds)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[0, 4]", "[4, 0]"), "write [0, 4]"),
        (("[0, 4]", "[2, 4]"), "does not hold the value of toy, 1"),
        (("inputs.x1: {range: [0, 4]}", "inputs.shape: {range: [0, 4]}"), "is not a number"),
        (("targets: targets.csv", "targets: nowhere.csv"), "there is no such file"),
        (("targets: targets.csv", f"targets: {'x' * 300}.csv"), "there is no such file"),
        (("replications: 3", "replicatons: 3"), "did you mean 'replications'?"),
        (("seed: 4", "only: [B]"), "there is no target 'B'"),
        (("seed: 4", "leave_out: [A]"), "no target is left to fit"),
        (("seed: 4", "weights: {A: 0}"), "a number above 0"),
        (("seed: 4", "weights: {B: 1}"), "no target of that name"),
        (("scenarios: {toy: ./toy.yaml}", "scenarios: {toy: ./none.yaml}"), "no such file"),
    ],
)
def test_wrong_files_are_refused_with_what_to_write(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    (tmp_path / "targets.csv").write_text(TARGETS)
    path = write(tmp_path, "fit", FILE.replace(*change))
    with pytest.raises(ScenarioError) as caught:
        read_calibration(path, load)
    assert words in str(caught.value)
    assert all(problem.line > 0 for problem in caught.value.problems)


def test_the_search_finds_the_least_misfit_of_a_curved_function() -> None:
    truth = np.array([0.8, 0.25, 0.6])

    def evaluate(points: list[Any]) -> Any:
        return np.array(
            [[np.exp(p[0]), p[0] * p[1] + p[2], (p[2] - 0.2) ** 2 + p[1]] for p in points]
        )

    wanted = evaluate([truth])[0]
    start = np.array([0.5, 0.5, 0.5])
    search = Search(
        start,
        evaluate([start])[0],
        lambda measures: 10.0 * (measures - wanted),
        evaluate,
    )
    found = search.run(15)
    assert found == pytest.approx(truth, abs=0.03)
    assert search.rounds[-1].misfit < 0.01 * search.rounds[0].misfit
    assert len(search.points) < 100
