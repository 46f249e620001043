"""Every policy that is shipped as a scenario does something."""

from __future__ import annotations

from functools import cache

import pytest

from pdusim import load_scenario, simulate
from pdusim.scenario.shipped import shipped_scenarios

RARE: dict[str, dict[str, float | bool]] = {
    # Cases that come back to an officer, and posts of seniors that fall vacant: made frequent.
    "allocation_continuity_first": {"management.allocation.hand_back": True},
    "promotion_after_3_years": {"workforce.leaving.spo": 3.0},
    "span_cap_10": {},
}
"""What they are about does not come up in a quarter of a unit with one senior or two."""


BASES = ("baseline", "rules_2025")
"""What the others are to be compared with, each with a date of start of its own."""


@cache
def without(base: str, scale: float, warm_up: int, observe: int) -> dict[str, float | None]:
    """The measures without any policy, over the same weeks."""
    windows = {"run.warm_up_weeks": warm_up, "run.observe_weeks": observe}
    scenario = load_scenario(base).with_values({"unit.scale": scale, **windows})
    return simulate(scenario, seed=2).measures


@pytest.mark.parametrize("name", sorted(set(shipped_scenarios()) - set(BASES)))
def test_a_policy_changes_the_measures(name: str) -> None:
    scale = 1.0 if name in RARE else 0.25
    often = RARE.get(name, {})
    policy = load_scenario(name).with_values({"unit.scale": scale, **often})
    run = policy.settings.run
    (base,) = [b for b in BASES if load_scenario(b).settings.run.start == run.start]
    if often:
        windows = {"run.warm_up_weeks": run.warm_up_weeks, "run.observe_weeks": run.observe_weeks}
        scenario = load_scenario(base).with_values({"unit.scale": scale, **windows, **often})
        usual = simulate(scenario, seed=2).measures
    else:
        usual = without(base, scale, run.warm_up_weeks, run.observe_weeks)
    assert simulate(policy, seed=2).measures != usual
