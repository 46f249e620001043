"""Workload makes sickness and leaving, which make workload: the same cut does more harm."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import paths, scenario_of

from pdusim import simulate

REPLICATIONS = range(4)
BASE = {
    "unit.scale": 0.5,
    "unit.past_years": 2.0,
    # Every post filled, rates as seen near that load, and nobody comes from outside, so that what
    # is lost stays lost.
    **paths(
        workforce__posts__po_vacant_share=0.0,
        workforce__sickness__reference_workload=105.0,
        workforce__recruitment__po_lateral_per_year=0.0,
    ),
}
CUT = {"workforce.posts.po_vacant_share": 0.3}
OFF = {
    "workforce.sickness.workload_effect": 0.0,
    "workforce.sickness.stress_workload_effect": 0.0,
    "workforce.leaving.workload_effect": 0.0,
}
# The upper ends of the plausible ranges: no estimate is published, and a small test must see it.
ON = {
    "workforce.sickness.workload_effect": 0.08,
    "workforce.sickness.stress_workload_effect": 0.25,
    "workforce.leaving.workload_effect": 0.2,
}
MEASURES = ("missed_review_rate", "sickness_days_per_fte", "leaving_hazard_po", "workload_pct")


@pytest.fixture(scope="module")
def harm() -> dict[bool, dict[str, list[float]]]:
    """What the cut changes, replication by replication, with the effects on and off."""
    found: dict[bool, dict[str, list[float]]] = {}
    for on in (True, False):
        effects: dict[str, Any] = ON if on else OFF
        scenarios = [scenario_of(BASE, effects, cut, weeks=65, warm_up=13) for cut in ({}, CUT)]
        changes: dict[str, list[float]] = {name: [] for name in MEASURES}
        for replication in REPLICATIONS:
            whole, cut = (simulate(s, seed=6, replication=replication) for s in scenarios)
            for name in MEASURES:
                before, after = whole.measures[name], cut.measures[name]
                assert before is not None
                assert after is not None
                changes[name].append(after - before)
        found[on] = changes
    return found


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


@pytest.mark.parametrize("name", MEASURES)
def test_a_cut_does_more_harm_with_the_effects_on(
    harm: dict[bool, dict[str, list[float]]], name: str
) -> None:
    assert mean(harm[True][name]) > mean(harm[False][name])


def test_a_cut_does_harm_even_with_the_effects_off(
    harm: dict[bool, dict[str, list[float]]],
) -> None:
    for name in ("missed_review_rate", "workload_pct"):
        assert mean(harm[False][name]) > 0.0


def test_with_the_effects_off_the_hazard_of_leaving_does_not_follow_workload(
    harm: dict[bool, dict[str, list[float]]],
) -> None:
    # What is left is who is in post: other lengths of service, the same hazard for each.
    assert abs(mean(harm[False]["leaving_hazard_po"])) < 0.01
    assert mean(harm[True]["leaving_hazard_po"]) > 0.03
