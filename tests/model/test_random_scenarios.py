"""Scenarios nobody thought of: they run with every invariant, or are refused readably."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdusim import ScenarioError, load_scenario, simulate
from pdusim.scenario import Scenario, list_parameters

BASE: Scenario = load_scenario("baseline").with_values(
    {
        "unit.scale": 0.1,
        "unit.past_years": 1.0,
        "run.warm_up_weeks": 2,
        "run.observe_weeks": 6,
    }
)

# Left alone: what says how long and how large a run is, and tables of free entries.
_SIZE = ("run.", "unit.")
NUMBERS = {
    row.path: row
    for row in list_parameters(BASE)
    if isinstance(row.value, int | float)
    and not isinstance(row.value, bool)
    and not row.path.startswith(_SIZE)
}
SWITCHES = [row.path for row in list_parameters(BASE) if isinstance(row.value, bool)]


@st.composite
def overrides(draw: st.DrawFn) -> dict[str, Any]:
    """A few values anywhere: some sensible, some at the edge, some absurd."""
    chosen: dict[str, Any] = {}
    for path in draw(st.lists(st.sampled_from(sorted(NUMBERS)), min_size=1, max_size=6)):
        value = NUMBERS[path].value
        factor = draw(st.sampled_from([0.0, 0.25, 0.5, 1.5, 2.0, 5.0, -1.0]))
        new = value * factor
        chosen[path] = int(new) if isinstance(value, int) else new
    for path in draw(st.lists(st.sampled_from(SWITCHES), max_size=3)):
        chosen[path] = draw(st.booleans())
    return chosen


@given(values=overrides())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_it_runs_with_every_invariant_or_is_refused(values: dict[str, Any]) -> None:
    try:
        scenario = BASE.with_values(values)
    except ScenarioError as refused:
        assert refused.problems
        assert any(path.split(".")[-1] in str(refused) for path in values)
        return
    outcome = simulate(scenario, seed=1)
    assert {check: figure for check, figure in outcome.checks.items() if figure} == {}
    for name, value in outcome.measures.items():
        assert value is None or value == value, name
        numerator, denominator = outcome.totals[name]
        if name.endswith("_share") or name.startswith(("missed_review_rate", "late_review")):
            assert 0.0 <= numerator <= denominator + 1e-9, name
        if value is None:
            assert outcome.missing[name]
