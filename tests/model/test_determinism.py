"""The same numbers in, the same bits out."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys

import pytest

from pdusim import simulate

RUN = """
import json
from pdusim import load_scenario, simulate
scenario = load_scenario("baseline").with_values(
    {"unit.scale": 0.2, "unit.past_years": 2.0, "run.warm_up_weeks": 4, "run.observe_weeks": 12}
)
outcome = simulate(scenario, seed=5, replication=2, record="events")
print(json.dumps([dict(outcome.measures), len(outcome.events), outcome.events[-50:]]))
"""


def test_the_same_bits_whatever_the_hash_seed() -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", RUN],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4242")
    ]
    assert printed[0] == printed[1]
    assert json.loads(printed[0])[1] > 1000


def test_what_is_recorded_changes_no_result(small) -> None:
    scenario = small()
    outcomes = [
        simulate(scenario, seed=1, record=record) for record in ("measures", "weekly", "events")
    ]
    assert outcomes[0].measures == outcomes[1].measures == outcomes[2].measures
    assert outcomes[0].totals == outcomes[2].totals
    assert not outcomes[0].weekly
    assert not outcomes[0].events
    assert len(outcomes[1].weekly["week"]) == 34
    assert outcomes[2].events


def test_simulating_leaves_no_trace(small) -> None:
    collecting = gc.isenabled()
    first = simulate(small(), seed=1)
    simulate(small(), seed=2)
    assert simulate(small(), seed=1).measures == first.measures
    assert gc.isenabled() == collecting


def test_a_rule_nobody_knows_is_refused(small) -> None:
    with pytest.raises(Exception, match="least_loaded"):
        simulate(small(management__allocation__rule="nobody knows"))
