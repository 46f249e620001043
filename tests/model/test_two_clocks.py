"""Contacts and tasks together come to the official hours times the time multiplier."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from pdusim.scenario import load_scenario

SCRIPT = Path(__file__).parents[2] / "experiments" / "contact_scale.py"


@pytest.fixture(scope="module")
def hours():
    scenario = load_scenario("baseline").with_values({"run.observe_weeks": 52})
    return runpy.run_path(str(SCRIPT))["measure"](scenario, 0)


def test_the_two_clocks_agree_stock_weighted(hours) -> None:
    official = sum(hours.official.values())
    assert official > 80_000
    ratio = (sum(hours.contact.values()) + sum(hours.tasks.values())) / official
    multiplier = load_scenario("baseline").settings.work.time_multiplier
    assert 1.5 <= multiplier <= 1.7
    assert ratio == pytest.approx(multiplier, abs=0.05)


def test_the_ratio_is_about_the_same_for_the_tiers_that_weigh_most(hours) -> None:
    for state in ("community_order", "suspended_order", "licence"):
        for protect in "BC":
            cell = state, protect
            ratio = (hours.contact[cell] + hours.tasks[cell]) / hours.official[cell]
            assert 1.3 < ratio < 1.9, cell
