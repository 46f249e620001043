"""Small units for tests of the model."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from pdusim.model.unit import Unit
from pdusim.scenario import Scenario, load_scenario

Small = Callable[..., Scenario]
Lived = Callable[..., Unit]


@cache
def _loaded(name: str) -> Scenario:
    return load_scenario(name)


@pytest.fixture
def small() -> Small:
    """A scenario on a quarter of a unit over a few months: name and overrides by dotted path."""

    def make(name: str = "baseline", /, **values: Any) -> Scenario:
        overrides: dict[str, Any] = {
            "unit.scale": 0.25,
            "unit.past_years": 3.0,
            "run.warm_up_weeks": 8,
            "run.observe_weeks": 26,
        }
        overrides.update({key.replace("__", "."): value for key, value in values.items()})
        return _loaded(name).with_values(overrides)

    return make


@pytest.fixture
def lived() -> Lived:
    """A unit that has lived through a scenario."""

    def live(
        scenario: Scenario, seed: int = 3, replication: int = 0, record: str = "events"
    ) -> Unit:
        unit = Unit(scenario, seed, replication, record)  # type: ignore[arg-type]
        unit.run()
        return unit

    return live
