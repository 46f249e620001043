"""Every policy that is shipped as a scenario does something."""

from __future__ import annotations

from functools import cache

import pytest

from pdusim import Outcome, load_scenario, simulate
from pdusim.scenario.shipped import shipped_scenarios

RARE: dict[str, dict[str, float | bool]] = {
    "promotion_after_3_years": {},
    "span_cap_10": {},
}
"""What they are about does not come up in a quarter of a unit with one senior or two."""


BASES = ("baseline", "rules_2025", "rules_2026")
"""What the others are to be compared with, each with a date of start of its own."""


DIRECTIONS: dict[str, tuple[str, int]] = {
    "progression_model": ("early releases regime", 1),
    "recall_28_days_48_months": ("recalls fixed term", 1),
    "recall_56_days": ("recalls fixed term", 1),
    "pss_ends": ("post-sentence supervision begun", -1),
    "curfew_ends": ("early releases hdc", -1),
    "orders_end_early": ("unpaid work extensions", -1),
    "probation_impact": ("supervision suspended", 1),
    "supervision_packages": ("contact hours due", -1),
    "suspension_presumption": ("releases", -1),
    "act_2026": ("early releases regime", 1),
    "act_2026_late": ("post-sentence supervision begun", -1),
}
"""Which count of the window moves which way under a law: what its announcement says."""


@cache
def without(base: str, scale: float, warm_up: int, observe: int) -> Outcome:
    """What happens without any policy, over the same weeks."""
    windows = {"run.warm_up_weeks": warm_up, "run.observe_weeks": observe}
    scenario = load_scenario(base).with_values({"unit.scale": scale, **windows})
    return simulate(scenario, seed=2)


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
        usual = simulate(scenario, seed=2)
    else:
        usual = without(base, scale, run.warm_up_weeks, run.observe_weeks)
    found = simulate(policy, seed=2)
    assert found.measures != usual.measures
    if name in DIRECTIONS:
        count, sign = DIRECTIONS[name]
        assert sign * (found.counts[count] - usual.counts[count]) > 0
