"""What it would take: known answers are found, bad files are told, nothing is claimed too much."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from toy_model import MODEL, Toy, load, write

from pdusim.analysis.goal import Goal, find_goal
from pdusim.analysis.goal_file import read_goal
from pdusim.analysis.goal_output import scenario_text, write_goal
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.loading import load_scenario

# The linear toy: workload = 10 + 2 x1 - x2 + 0.1 posts (+ noise), which is 12.5 as it is.
HEAD = """\
name: Goal of the toy
scenario: ./toy.yaml
set: {inputs.shape: linear, inputs.noise: 0.05}
replications: 6
check_replications: 10
seed: 3
"""


def goal(folder: Path, text: str, **options: Any) -> Goal:
    return find_goal(write(folder, "goal", HEAD + text), _load=load, _simulate=MODEL, **options)


def test_one_lever_is_moved_until_the_bound_is_kept_and_no_further(tmp_path: Path) -> None:
    # From 12.5 to at most 11.05, by x2 from 0.5 up in tenths: 1.95 would do, so 2.0.
    found = goal(
        tmp_path,
        "bounds: {workload_pct: {at_most: 11.05}}\n"
        "levers: {inputs.x2: {to: 4.0, step: 0.1, cost: 30}}\n",
    )
    assert found.answer is not None
    assert found.answer.values == {"inputs.x2": 2.0}
    assert found.answer.cost == pytest.approx(45.0)
    assert found.answer.holds
    (cheaper,) = found.cheaper
    assert cheaper.values == {"inputs.x2": 1.9}
    assert not cheaper.holds
    # Halved, not tried one after the other.
    assert len(found.tried) <= 8


def test_a_lever_can_go_down_and_a_bound_be_a_lower_one(tmp_path: Path) -> None:
    found = goal(
        tmp_path,
        "bounds: {workload_pct: {at_least: 12.9}}\nlevers: {inputs.x2: {to: -1, step: 0.25}}\n",
    )
    assert found.answer is not None
    assert found.answer.values == {"inputs.x2": 0.0}
    assert found.answer.cost == pytest.approx(0.5)


def test_the_cheapest_combination_of_several_levers_is_found(tmp_path: Path) -> None:
    """What is lacking is 1.4: x1 gives 2 for 5, so 0.4 a pound; x2 gives 1 for 3, a third."""
    found = goal(
        tmp_path,
        "bounds: {workload_pct: {at_most: 11.06}}\n"
        "levers:\n"
        "  inputs.x1: {to: 0.5, step: 0.25, cost: 5}\n"
        "  inputs.x2: {to: 4.0, step: 0.25, cost: 3}\n",
    )
    # By hand: of all steps n, m with 0.5 n + 0.25 m >= 1.44 + noise, the cheapest 1.25 n + 0.75 m.
    best = min(
        (1.25 * n + 0.75 * m, n, m)
        for n in range(3)
        for m in range(15)
        if 12.5 - 0.5 * n - 0.25 * m <= 11.0
    )
    assert found.answer is not None
    assert (found.answer.cost, *found.answer.steps) == pytest.approx(best)
    assert found.cheaper
    assert not any(one.holds for one in found.cheaper)
    assert not found.exhausted
    assert len(found.tried) < 45


def test_it_says_when_nothing_has_to_move_and_when_nothing_does(tmp_path: Path) -> None:
    levers = "levers: {inputs.x2: {to: 4.0, step: 0.5}}\n"
    easy = goal(tmp_path, "bounds: {workload_pct: {at_most: 13}}\n" + levers)
    assert easy.answer is not None
    assert easy.answer.values == {}
    assert easy.answer.cost == 0.0
    hard = goal(tmp_path, "bounds: {workload_pct: {at_most: 8}}\n" + levers)
    assert hard.answer is None
    assert hard.nearest.values == {"inputs.x2": 4.0}
    both = "levers: {inputs.x2: {to: 4.0, step: 0.5, cost: 1}, inputs.posts: {to: 5, cost: 1}}\n"
    none = goal(tmp_path, "bounds: {workload_pct: {at_most: 6}}\n" + both)
    assert none.answer is None
    assert none.nearest.values == {"inputs.x2": 4.0, "inputs.posts": 5}


def test_all_bounds_are_kept_together(tmp_path: Path) -> None:
    found = goal(
        tmp_path,
        "bounds: {workload_pct: {at_most: 11.9}, missed_review_rate: {at_most: 0.1}}\n"
        "levers: {inputs.x2: {to: 4.0, step: 0.5}}\n",
    )
    # A fifth of reviews is missed whatever is done.
    assert found.answer is None
    assert all(one.lacks[1] > 0.0 for one in found.tried)


def test_a_limit_and_not_a_mean_is_held_against_the_bound(tmp_path: Path) -> None:
    """At the mean the bound is kept by half of all chance."""
    noisy = (
        HEAD.replace("noise: 0.05", "noise: 1.0")
        .replace("replications: 6", "replications: 30")
        .replace("check_replications: 10", "check_replications: 60")
    )
    text = noisy + (
        "bounds: {workload_pct: {at_most: 11.0}}\nlevers: {inputs.x2: {to: 4.0, step: 0.05}}\n"
    )
    found = find_goal(write(tmp_path, "goal", text), _load=load, _simulate=MODEL)
    assert found.answer is not None
    for one in (found.answer, found.found):
        assert one is not None
        (estimate,) = one.estimates
        assert estimate.high is not None
        assert estimate.high <= 11.0
    # At 2.0 the mean is 11.0, so that half of all chance would keep the bound.
    assert found.answer.values["inputs.x2"] > 2.1


def test_workers_and_a_store_change_nothing(tmp_path: Path) -> None:
    text = "bounds: {workload_pct: {at_most: 11.06}}\nlevers: {inputs.x2: {to: 4.0, step: 0.1}}\n"
    alone = goal(tmp_path, text)
    again = goal(tmp_path, text, workers=2, store=tmp_path / "store")
    resumed = goal(tmp_path, text, store=tmp_path / "store")
    for other in (again, resumed):
        assert other.answer == alone.answer
        assert other.tried == alone.tried


def test_the_answer_is_a_scenario_that_can_be_loaded(tmp_path: Path) -> None:
    found = goal(
        tmp_path,
        "bounds: {workload_pct: {at_most: 11.06}}\nlevers: {inputs.x2: {to: 4.0, step: 0.1}}\n",
    )
    assert found.answer is not None
    out = tmp_path / "out"
    out.mkdir()
    write_goal(found, out, "<p>picture</p>")
    scenario = load_scenario(out / "answer.yaml", schema=Toy)
    assert scenario.settings.inputs.x2 == found.answer.values["inputs.x2"]
    assert "pdusim goal" in scenario.provenance["inputs.x2"].source
    assert "extends" in scenario_text(found, found.answer, out)
    table = pl.read_csv(out / "tried.csv")
    assert table.height == len(found.tried)
    assert table["cost"].is_sorted()
    kept = json.loads((out / "goal.json").read_text(encoding="utf-8"))
    assert kept["answer"]["values"] == found.answer.values
    assert kept["one_step_less"][0]["holds"] is False


BOUNDS = "bounds: {workload_pct: {at_most: 11}}\n"
LEVERS = "levers: {inputs.x2: {to: 4.0, step: 0.5}}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LEVERS, "nothing is to be reached"),
        (BOUNDS, "nothing may move"),
        ("bounds: {workload: {at_most: 1}}\n" + LEVERS, "no measure 'workload'"),
        ("bounds: {workload_pct: 11}\n" + LEVERS, "at_most: number"),
        ("bounds: {missed_review_rate: {at_most: 10}}\n" + LEVERS, "is a share"),
        ("bounds: {missed_review_rate: {at_most: 0}}\n" + LEVERS, "a bound with room"),
        (BOUNDS + "levers: {inputs.x9: {to: 4}}\n", "x9"),
        (BOUNDS + "levers: {inputs.shape: {to: 4}}\n", "not a number"),
        (BOUNDS + "levers: {inputs.x2: {to: 5}}\n", "x2"),
        (BOUNDS + "levers: {inputs.x2: {to: 0.5}}\n", "already"),
        (BOUNDS + "levers: {inputs.x2: {to: 4, step: 9}}\n", "found 9"),
        (BOUNDS + "levers: {inputs.posts: {to: 20, step: 0.5}}\n", "whole number"),
        (BOUNDS + "levers: {inputs.x2: {to: 4}, inputs.x1: {to: 4, cost: 1}}\n", "no cost"),
        (BOUNDS + "levers: {inputs.x2: {to: 4, step: 1.0e-320}}\n", "number up to 3.5"),
        (BOUNDS + "levers: {inputs.x2: {step: 1}}\n", "no end"),
        (BOUNDS + LEVERS + "confidence: 95\n", "a share from 0.5"),
        (BOUNDS + LEVERS + "rounds: 3\n", "unknown key"),
        (BOUNDS + "levers: {inputs.x2: {to: 4, step: 0.0001, cost: 1}, inputs.x1: {to: 4, step: "
         "0.01, cost: 1}}\n", "combinations"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    head = "name: Goal\nscenario: ./toy.yaml\n"
    with pytest.raises(ScenarioError) as caught:
        read_goal(write(tmp_path, "goal", head + text), load)
    assert told in str(caught.value)
    assert all(one.file.endswith("goal.yaml") and one.line for one in caught.value.problems)


def test_a_lever_that_the_scenario_sets_by_date_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dated.yaml").write_text(
        "name: dated\nextends: ./toy.yaml\nchanges: [{from: 2024-01-20, set: {inputs.x2: 1.0}}]\n"
    )
    text = "name: Goal\nscenario: ./dated.yaml\n" + BOUNDS + LEVERS
    with pytest.raises(ScenarioError, match="from a date on"):
        read_goal(write(tmp_path, "goal", text), load)


def test_the_beds_that_formula_asks_for_are_found_on_the_model_itself(tmp_path: Path) -> None:
    """Nothing but approved premises that turn referrals away: the share is Erlang's B.

    With a load of 7 beds' worth, 9 beds turn away 12.2 % and 10 beds 7.9 %.
    """
    theory = Path(__file__).parents[1] / "model" / "scenarios" / "theory.yaml"
    found = find_goal(
        {
            "name": "Beds",
            "scenario": str(theory),
            "set": {
                "run.observe_weeks": 200,
                "surroundings.premises.beds": 4.0,
                "surroundings.premises.emergencies_per_month": 7.0 / 4.0 * 365.25 / 12,
            },
            "bounds": {"ap_not_placed": {"at_most": 0.1}},
            "levers": {"surroundings.premises.beds": {"to": 16.0, "step": 1, "cost": 40_000}},
            "replications": 10,
            "check_replications": 20,
        }
    )
    blocked = 1.0
    beds = 0
    while blocked > 0.1:
        beds += 1
        blocked = 7.0 * blocked / (beds + 7.0 * blocked)
    assert found.answer is not None
    assert found.answer.values == {"surroundings.premises.beds": beds}
    assert found.answer.cost == (beds - 4) * 40_000
