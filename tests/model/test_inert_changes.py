"""A change that changes nothing changes nothing: no draw, no turn, no team moves with it."""

from __future__ import annotations

from typing import Any

import pytest

from pdusim.model.unit import Unit
from pdusim.scenario import Scenario, load_scenario

WINDOW = {
    "unit.past_years": 3.0,
    "run.warm_up_weeks": 2,
    "run.observe_weeks": 40,
}


def events(scenario: Scenario) -> list[Any]:
    unit = Unit(scenario, 5, 0, "events")
    unit.run()
    return [e for e in unit.ledger.events if e[1] != "settings change"]


@pytest.fixture(scope="module")
def lived_baseline() -> list[Any]:
    """Teams are several only in a unit of some size, so this one is whole."""
    return events(load_scenario("baseline").with_values(WINDOW))


@pytest.mark.parametrize(
    "change",
    [
        "reviews.enquiry_answer_days: 11",
        "sentencing.reset.last_fraction: 0.25",
        "early_release.ecsl.min_served_days: 9",
        "work.service.hours_shape: 4.0",
    ],
)
def test_a_dated_change_without_effect(
    lived_baseline: list[Any], tmp_path: Any, change: str
) -> None:
    path = tmp_path / "inert.yaml"
    path.write_text(
        "name: inert\ndescription: A dated change that has no effect.\nextends: baseline\n"
        f"changes:\n  - from: 2023-01-16\n    set: {{{change}}}\n",
        encoding="utf-8",
    )
    scenario = load_scenario(path).with_values(WINDOW)
    assert len(scenario.timeline) == 2 or "hours_shape" in change or "answer" in change
    assert events(scenario) == lived_baseline


def test_a_factor_without_effect_draws_nobody_another_fate(small, lived) -> None:
    """Bounds of hazards decide only which impossible candidates are passed over."""
    value = "enforcement.non_compliance.new_officer_factor"
    days = {"enforcement.non_compliance.new_officer_days": 0}
    base = lived(small().with_values({**days, value: 1.15}))
    wide = lived(small().with_values({**days, value: 2.0}))
    assert base.ledger.events == wide.ledger.events
