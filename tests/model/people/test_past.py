"""The simulated past: what is left out of it leaves no trace at the start."""

from __future__ import annotations

from typing import Any

import pytest

from pdusim import load_scenario
from pdusim.model.people.person import State
from pdusim.model.unit import Unit
from pdusim.scenario import Scenario

OF_THE_PAST: dict[str, dict[str, Any]] = {
    "as it is": {},
    "no post-sentence supervision": {"sentencing.post_sentence.enabled": False},
    "short sentences suspended": {
        "sentencing.diversion.under_months": 12.0,
        "sentencing.diversion.share": 0.6,
    },
    "long extensions": {
        "sentencing.custody.extension_years": 8.0,
        "sentencing.custody.extended_share": 0.5,
        "sentencing.custody.longer_fraction_share": 0.3,
    },
    "everything is noticed": {
        "enforcement.non_compliance.noticed_floor": 1.0,
        "enforcement.non_compliance.noticed_share": 1.0,
        "enforcement.breach.share": 1.0,
        "enforcement.breach.revoked_share": 1.0,
        "enforcement.recall.share": 1.0,
    },
    "a curfew a year before release": {"early_release.hdc.window_days": 365},
}


def at_the_start(scenario: Scenario, record: str) -> tuple[int, dict[str, tuple[Any, ...]]]:
    """How many lives were walked, and where everybody open stands on the day of the start."""
    unit = Unit(scenario, 11, 3, record)  # type: ignore[arg-type]
    unit.past.walk()
    unit.diary.read(0)
    everybody = {
        person.identifier: (
            person.state,
            person.sentence_number,
            person.sentence_day,
            person.length,
            person.expiry,
            person.order_end,
            person.pss_end,
            person.state_ends,
            person.recalls,
            person.true_rosh,
            person.tier,
        )
        for state in State
        for person in unit.in_state[state].values()
    }
    return int(unit.tally.since_start["persons in"]), everybody


@pytest.mark.parametrize("name", OF_THE_PAST)
def test_lives_and_candidates_left_out_change_nobody_at_the_start(name: str) -> None:
    scenario = load_scenario("baseline").with_values(OF_THE_PAST[name])
    # For the ledger nothing is left out.
    walked, everybody = at_the_start(scenario, "measures")
    walked_all, the_same = at_the_start(scenario, "events")
    assert len(everybody) > 1500
    assert everybody == the_same
    assert walked < 0.95 * walked_all
