"""Write tests/data/snapshot.json anew: run when a change of model output is meant.

Say so under "Model output" in CHANGELOG.md.
"""

from __future__ import annotations

import json
from pathlib import Path

from pdusim import load_scenario, simulate

ROOT = Path(__file__).parents[1]
SMALL = {
    "unit.scale": 0.25,
    "unit.past_years": 3.0,
    "run.warm_up_weeks": 8,
    "run.observe_weeks": 26,
}


def main() -> None:
    """Simulate the unit of the test and keep its measures."""
    scenario = load_scenario("baseline").with_values(SMALL)
    outcome = simulate(scenario, seed=11, replication=1)
    path = ROOT / "tests" / "data" / "snapshot.json"
    path.write_text(json.dumps(dict(outcome.measures), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
