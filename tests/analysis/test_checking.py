"""Input files that once crashed, hung or gave nonsense: refused with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdusim.analysis.calibration_file import read_calibration
from pdusim.analysis.checking import check_inputs
from pdusim.experiment.files import read_sweep
from pdusim.scenario import ScenarioError, load_scenario

CASES = Path(__file__).parents[1] / "data" / "cases"

WRONG = {
    # name: line, column, what is said
    "life_stock_1e15": (3, 44, "at most 2000 (unit: cases)"),
    "overflow-264": (17, 16, "at least 1 and at most 60 (unit: hours per week)"),
    "probability_over_1": (3, 39, "for 5.0 % write 0.05"),
    "review_interval_0": (3, 34, "at least 0.5 and at most 36 (unit: months)"),
    "review_interval_360": (3, 34, "at least 0.5 and at most 36 (unit: months)"),
    "start_year_9999": (3, 14, "not after 2099-12-28"),
    "calendar-155": (15, 12, "at most 100 (unit: score)"),
    "studies/cal_free_empty": (8, 7, "no value may move"),
    "studies/cal_free_twice": (8, 28, "stands here twice"),
    "studies/cal_w_hex": (9, 15, "at most 1e+15"),
    "studies/lever_many": (3, 2321, "more than 5,000 combinations"),
    "studies/morris_levels_1e9": (4, 49, "a whole number from 2 to 1,000"),
    "studies/points_odd_idx": (4, 39, "write 2 or 4"),
    "studies/precision_hex": (3, 12, "at most 1e+15"),
    "studies/precision_on_int": (3, 12, "a list of measures"),
    "studies/range_hex": (3, 41, "at most 1e+15"),
    "studies/reps_huge": (3, 15, "a whole number from 1 to 1,000,000"),
    "studies/sweep_shares_all_zero": (3, 12, "cannot all be 0"),
    "studies/sweep_typo_in_uncertain": (3, 42, "did you mean 'work.time_multiplier'?"),
    "studies/typo_mix_entry": (3, 65, "set sentencing.orders.community_order.shares as a whole"),
    "studies/typo_section": (3, 27, "is a section, not a value"),
}
RIGHT = ("tiny", "record-mode-191", "hostile", "control-characters")


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_told_with_its_place_before_anything_is_simulated(name: str) -> None:
    file = CASES / f"{name}.yaml"
    (checked,) = check_inputs([str(file)])
    assert checked.error is not None
    line, column, words = WRONG[name]
    problem = checked.error.problems[0]
    assert (problem.file, problem.line, problem.column) == (str(file), line, column)
    assert words in str(problem)


@pytest.mark.parametrize("name", WRONG)
def test_the_command_that_takes_the_file_says_the_same(name: str) -> None:
    file = CASES / f"{name}.yaml"
    (checked,) = check_inputs([file])
    if "cal_" in name:
        read = read_calibration
    elif "studies" in name:
        read = read_sweep
    else:
        read = load_scenario
    with pytest.raises(ScenarioError) as caught:
        read(file)
    assert str(caught.value) == str(checked.error)


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_unusual_but_possible_is_right(name: str) -> None:
    (checked,) = check_inputs([CASES / f"{name}.yaml"])
    assert checked.error is None


def test_every_kind_of_file_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "experiments"
    names = ("morris_all.yaml", "calibrate_baseline.yaml", "targets.csv", "goal_officers.yaml")
    checked = check_inputs(["baseline", *(shipped / name for name in names)])
    assert [one.error for one in checked] == [None] * 5
    wrong = {
        "scenario.yaml": ("extends: baseline\nwork: {time_mltiplier: 1}\n", 2, 8),
        "sweep.yaml": ("scenarios: [baseline]\nreplication: 3\n", 2, 1),
        "calibration.yaml": ("free: [work.time_multiplier]\ntargets: none.csv\n", 2, 10),
        "goal.yaml": (
            "bounds: {workload_pct: {at_most: 1}}\nlevers: {unit.scal: {to: 2}}\n",
            2,
            26,
        ),
        "targets.csv": ("id,scenario,measure,low,high\nT1,baseline,workload_pc,1,2\n", 2, 13),
    }
    for name, (text, line, column) in wrong.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        (found,) = check_inputs([file])
        assert found.error is not None
        assert [(p.line, p.column) for p in found.error.problems] == [(line, column)]


SWEEP = "scenarios: [baseline]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SWEEP + "levers: {workforce.posts.po: [50, 50]}\n", "stands here twice"),
        (SWEEP + f"levers: {{workforce.posts.po: {list(range(5_001))}}}\n", "more than 5,000"),
        (
            "extends: baseline\nwork: {time_multiplier: {value: 1.5, range: [1, 0x"
            + "F" * 256
            + "]}}\n",
            "the range reaches inf, out of bounds",
        ),
        (SWEEP + "replications: 0\n", "from 1 to 1,000,000"),
        ("scenarios: []\n", "there is no scenario"),
        ("scenarios: [baseline, baseline]\n", "stands here twice"),
        ("scenarios: ['']\n", "found an empty text"),
        (SWEEP + "name: " + "x" * 201 + "\n", "at most 200 characters"),
        (SWEEP + "precision: {relative: 0.05, on: [[1]]}\n", "is a list of measures"),
        (SWEEP + "precision: {relative: 0.05, maximum: 0xFFFFFFFFFFFF}\n", "at most 1,000,000"),
        (
            SWEEP + "uncertain: [work.time_multiplier, work.time_multiplier]\n",
            "stands here twice",
        ),
        (
            SWEEP + "set: {enforcement.non_compliance.noticed_share: 0.2}\n",
            "noticed_floor must not be above noticed_share",
        ),
        (
            "scenarios: {'': baseline}\ntargets: t.csv\nfree: [work.time_multiplier]\n",
            "found the label ''",
        ),
    ],
)
def test_other_slips_of_the_kind(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    (checked,) = check_inputs([file])
    assert checked.error is not None
    assert words in str(checked.error)
    assert all(problem.line for problem in checked.error.problems)


def test_values_set_for_all_scenarios_are_checked_together(tmp_path: Path) -> None:
    """One of these alone would be refused."""
    rule = "enforcement.non_compliance."
    spec = read_sweep(
        {"scenarios": ["baseline"], "set": {f"{rule}noticed_share": 0.2, f"{rule}noticed_floor": 0}}
    )
    (policy,) = spec.policies
    assert policy.scenario.settings.enforcement.non_compliance.noticed_share == 0.2


def test_policies_are_told_of_while_they_are_made() -> None:
    told: list[tuple[int, int]] = []
    levers = {
        "workforce.posts.po": list(range(25)),
        "workforce.posts.pso": list(range(25)),
    }
    read_sweep(
        {"scenarios": ["baseline"], "levers": levers},
        on_made=lambda done, total: told.append((done, total)),
    )
    assert told == [(500, 625)]
