"""What is recorded changes no result: in scenarios made to show it, and in random ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdusim import ScenarioError, load_scenario, simulate
from pdusim.scenario import Scenario

CASES = Path(__file__).parents[1] / "data" / "cases"
FACTOR, RATE = "enforcement.non_compliance.risk_factor.", "enforcement.non_compliance."
BASE: Scenario = load_scenario("baseline").with_values(
    {
        "unit.scale": 0.1,
        "unit.past_years": 2.0,
        "run.warm_up_weeks": 0,
        "run.observe_weeks": 8,
    }
)


def moved_by_recording(scenario: Scenario, seed: int) -> list[str]:
    """What differs between the three ways of recording one run."""
    plain = simulate(scenario, seed=seed)
    weekly = simulate(scenario, seed=seed, record="weekly")
    events = simulate(scenario, seed=seed, record="events")
    return [
        f"{what}: {name}"
        for what, one, other in (
            ("totals", plain.totals, weekly.totals),
            ("totals", plain.totals, events.totals),
            ("counts", plain.counts, weekly.counts),
            ("counts", plain.counts, events.counts),
            ("weekly", weekly.weekly, events.weekly),
        )
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    ]


# A raised risk under which less happens: what settles plans anew, as what rises does.
@pytest.mark.parametrize("seed", range(6))
def test_a_higher_risk_with_a_lower_hazard(seed: int) -> None:
    values = {FACTOR + "medium": 3.0, FACTOR + "high": 1.0, "unit.scale": 0.2}
    assert moved_by_recording(BASE.with_values(values), seed) == []


def test_contact_on_the_first_day_is_that_of_the_past() -> None:
    values = {
        RATE + "noticed_share": 1.0,
        RATE + "noticed_floor": 0.0,
        RATE + "rate.community_order": 1.0,
        RATE + "rate.licence": 1.0,
    }
    for seed in range(4):
        assert moved_by_recording(BASE.with_values(values), seed) == []


def test_a_random_scenario_in_which_recording_once_moved_results() -> None:
    case = load_scenario(CASES / "record-mode-191.yaml")
    assert moved_by_recording(case, 191) == []


def test_a_random_scenario_with_a_floor_above_its_share_is_refused_and_mended_records_alike(
    tmp_path: Path,
) -> None:
    case = CASES / "events_change_results_noticed_floor.yaml"
    with pytest.raises(ScenarioError) as refused:
        load_scenario(case)
    text = case.read_text(encoding="utf-8")
    line = text.splitlines().index("    noticed_share: 0.0") + 1
    floor = [p for p in refused.value.problems if "noticed_floor" in p.message]
    assert [(problem.line, problem.column) for problem in floor] == [(line, 20)]
    # What is refused, as near as it may be; nothing else of what was drawn is changed.
    for drawn, allowed in (
        ("noticed_share: 0.0", "noticed_share: 0.35"),
        ("custody_under_12m: 680.0", "custody_under_12m: 99.0"),
        ("    very_high: 5.0", "    very_high: 0.7"),
        ("other_share: 0.999", "other_share: 0.99"),
        ("[0.11451485600972958, 4.5]", "[0.25, 4.5]"),
        ("  scale: 0.2", "  scale: 0.05"),
        ("  observe_weeks: 26", "  observe_weeks: 6"),
    ):
        assert text.count(drawn) == 1
        text = text.replace(drawn, allowed)
    mended = tmp_path / "mended.yaml"
    mended.write_text(text, encoding="utf-8")
    assert moved_by_recording(load_scenario(mended), 129) == []


def test_a_floor_above_its_share_is_refused_in_python_too() -> None:
    with pytest.raises(ScenarioError, match="noticed_floor must not be above noticed_share"):
        BASE.with_values({RATE + "noticed_share": 0.3, RATE + "noticed_floor": 0.6})


levels = st.sampled_from([0.0, 0.3, 1.0, 3.0, 10.0])
WHAT = {
    **{FACTOR + level: levels for level in ("low", "medium", "high", "very_high")},
    **{
        f"reviews.risk.rate_factor.{level}": levels
        for level in ("low", "medium", "high", "very_high")
    },
    **{RATE + f"rate.{state}": st.floats(0.0, 0.5) for state in ("community_order", "licence")},
    RATE + "homeless_factor": st.floats(1.0, 5.0),
    RATE + "noticed_floor": st.floats(0.0, 0.75),
    RATE + "baseline_contact": st.floats(0.0, 1.0),
    "reviews.risk.raised_months": st.floats(0.1, 24.0),
    "enforcement.recall.share": st.floats(0.0, 1.0),
    "enforcement.breach.share": st.floats(0.0, 1.0),
    "sentencing.custody.release_fraction": st.floats(0.01, 1.0),
}


@given(values=st.fixed_dictionaries({}, optional=WHAT), seed=st.integers(0, 10**6))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_random_scenarios(values: dict[str, Any], seed: int) -> None:
    try:
        scenario = BASE.with_values(values)
    except ScenarioError:
        return
    assert moved_by_recording(scenario, seed) == []


def test_no_more_contact_is_given_than_is_due_in_any_week() -> None:
    values = {
        # Hardly anything is due, and all of it is given.
        "work.contacts.scale": 0.0012,
        "work.service.contact_floor": 1.0,
        "work.service.contact_share_max": 0.99,
        "run.observe_weeks": 12,
    }
    for seed in range(3):
        outcome = simulate(BASE.with_values(values), seed=seed, record="weekly")
        due, given_ = (
            np.diff(np.array(outcome.weekly[name], dtype=float), prepend=0.0)
            for name in ("hours contact due", "hours contact")
        )
        assert (given_ <= due).all()
        assert given_.sum() > 0.0
        numerator, denominator = outcome.totals["contact_delivered"]
        assert numerator <= denominator
