"""Every value of the schema at both its bounds: the model runs with it, or it is refused.

A run takes several values at once, each from a section of its own where there are enough; a value
that does not go with the others is refused with its reason, and tried alone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pdusim import ScenarioError, load_scenario, simulate
from pdusim.scenario import Scenario
from pdusim.scenario.catalogue import Leaf, leaves_of

TINY: Scenario = load_scenario("baseline").with_values(
    {
        "unit.scale": 0.05,
        "unit.past_years": 0.5,
        "run.warm_up_weeks": 0,
        "run.observe_weeks": 2,
        "sentencing.custody.lengths.upper_months": [3.0, 6.0, 12.0, 18.0, 24.0, 30.0, 36.0],
    }
)
TOGETHER = 9
# A unit as large as twelve takes most of a minute, whatever else is in it.
LEFT_ALONE = {"run.warm_up_weeks", "run.observe_weeks", "unit.scale"}


def at_bound(leaf: Leaf, value: Any, side: str) -> Any:
    """A value of the leaf's kind, all numbers of it at a bound; in a list with dates, each date."""
    limit = getattr(leaf.bounds, side)
    if isinstance(limit, date):
        return moved(value, limit) if isinstance(value, tuple) else limit
    if int in leaf.accepts and float not in leaf.accepts:
        limit = int(limit)
    return [limit] * len(value) if isinstance(value, tuple) else limit


def moved(value: Any, limit: date) -> Any:
    """The same list with all its dates on one day."""
    if isinstance(value, tuple):
        return [moved(one, limit) for one in value]
    return limit if isinstance(value, date) else value


BOUNDED = {
    ".".join(path): (leaf, value)
    for path, leaf, value in leaves_of(TINY.undated)
    if leaf.bounds.given() and ".".join(path) not in LEFT_ALONE
}
RUNS = -(-len(BOUNDED) // TOGETHER)


def broken(values: dict[str, Any]) -> dict[str, float]:
    """Simulate with these values: which of the model's own checks do not hold."""
    outcome = simulate(TINY.with_values(values), seed=1)
    return {check: figure for check, figure in outcome.checks.items() if figure}


@pytest.mark.parametrize("side", ["ge", "le"])
@pytest.mark.parametrize("number", range(RUNS))
def test_it_runs_or_is_refused(number: int, side: str) -> None:
    chosen: dict[str, Any] = {}
    for path in list(BOUNDED)[number::RUNS]:
        value = at_bound(*BOUNDED[path], side)
        try:
            TINY.with_values({path: value})
        except ScenarioError as refused:
            # Two dates of one entry that do not go together are told at the entry.
            told = {problem.path for problem in refused.problems}
            assert any(one.startswith(path) or path.startswith(f"{one}.") for one in told), told
            continue
        try:
            TINY.with_values({**chosen, path: value})
        except ScenarioError:
            assert broken({path: value}) == {}
        else:
            chosen[path] = value
    assert broken(chosen) == {}


@pytest.mark.parametrize("path", ["unit.scale", "run.observe_weeks"])
def test_the_smallest_unit_and_the_shortest_run_are_ones(path: str) -> None:
    leaf = next(leaf for here, leaf, _ in leaves_of(TINY.undated) if ".".join(here) == path)
    assert broken({path: at_bound(leaf, 1, "ge")}) == {}


def test_an_order_on_reconviction_needs_no_second_band_of_lengths() -> None:
    orders = "sentencing.orders."
    one_band = {
        f"{orders}{kind}.{name}": value
        for kind in ("community_order", "suspended_order")
        for name, value in (("upper_months", [12.0]), ("shares", [1.0]))
    }
    often = {
        f"enforcement.reconviction.rate.{kind}": 5.0 for kind in ("licence", "community_order")
    }
    values = {
        **one_band,
        **often,
        "enforcement.reconviction.majorant": 5.0,
        "enforcement.reconviction.custody_share": 0.0,
        "enforcement.reconviction.order_share": 1.0,
    }
    assert broken(values) == {}


def test_a_workload_beyond_all_measure_is_one_that_everybody_leaves() -> None:
    """The exponential of felt workload has a ceiling: part-time staff with next to no points."""
    values = {
        "workforce.hours.nominal_target": 100,
        "workforce.hours.part_time": 1.0,
        "workforce.hours.part_time_share": 1.0,
        "workforce.leaving.workload_effect": 1.0,
        "workforce.sickness.workload_effect": 1.0,
        "workforce.sickness.reference_workload": 1.0,
    }
    assert broken(values) == {}
