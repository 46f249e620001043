import sys
from pathlib import Path

import pytest

import pdusim
from pdusim.experiment.results import Results
from pdusim.outcomes.outcome import Outcome

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def small_results() -> Results:
    """Two short scenarios, the second with a fifth more of everything, six replications."""
    short = {"run.warm_up_weeks": 6, "run.observe_weeks": 20, "unit.scale": 0.25}
    base = pdusim.load_scenario("baseline").with_values(short, name="base")
    more = base.with_values(
        {"work.time_multiplier": base.settings.work.time_multiplier * 1.3}, name="slower work"
    )
    return pdusim.run([base, more], replications=6, seed=3, record="weekly")


@pytest.fixture(scope="session")
def small_scenario() -> pdusim.Scenario:
    """A third of the baseline's unit for 30 weeks."""
    short = {"run.warm_up_weeks": 2, "run.observe_weeks": 30, "unit.scale": 0.3}
    return pdusim.load_scenario("baseline").with_values(short)


@pytest.fixture(scope="session")
def small_outcome(small_scenario: pdusim.Scenario) -> Outcome:
    """One replication with its events."""
    return pdusim.simulate(small_scenario, seed=4, record="events")
