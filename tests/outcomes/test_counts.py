"""Counts: named once, counted somewhere, read by name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pdusim
from pdusim import load_scenario, simulate
from pdusim.outcomes import counts
from pdusim.outcomes.counts import COUNTS, Family

PACKAGE = Path(pdusim.__file__).parent
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
NAMES = sorted(
    name
    for name, value in vars(counts).items()
    if isinstance(value, Family) or (isinstance(value, str) and value in COUNTS)
)


def used(name: str, folder: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == name
        for path, tree in TREES.items()
        if path.is_relative_to(PACKAGE / folder)
        for node in ast.walk(tree)
    )


def test_a_count_gets_its_name_in_one_module_only() -> None:
    made = {
        path.relative_to(PACKAGE).as_posix()
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Count"
    }
    assert made == {"outcomes/counts.py"}


@pytest.mark.parametrize("name", NAMES)
def test_every_count_is_counted_by_the_model(name: str) -> None:
    assert used(name, "model")


def test_a_family_knows_its_parts_and_no_others() -> None:
    family = Family("seen {}", "what was seen, part", ("a", "b"))
    assert list(family) == [family["a"], family["b"]] == ["seen a", "seen b"]
    assert COUNTS.pop(family["a"]) == "what was seen, part: a"
    del COUNTS[family["b"]]
    with pytest.raises(KeyError):
        family["c"]


def test_totals_are_open_to_a_researcher_and_a_mistyped_one_is_an_error() -> None:
    scenario = load_scenario("baseline").with_values(
        {"unit.scale": 0.1, "run.warm_up_weeks": 1, "run.observe_weeks": 4}
    )
    outcome = simulate(scenario)
    assert set(COUNTS) <= set(outcome.counts)
    missed, due = outcome.totals["missed_review_rate"]
    assert outcome.counts[counts.REVIEWS_MISSED] == missed
    assert outcome.counts[counts.REVIEWS_DUE] == due > 0
    with pytest.raises(KeyError):
        outcome.counts["reviws due"]
