"""What the hash of the code covers."""

from __future__ import annotations

import subprocess
import sys

from pdusim.experiment.identity import COUNTED

LOADED = """
import sys
from pdusim import load_scenario, simulate
small = {"unit.scale": 0.1, "unit.past_years": 1.0, "run.warm_up_weeks": 1, "run.observe_weeks": 2}
simulate(load_scenario("baseline").with_values(small))
print(*[name for name in sys.modules if name.startswith("pdusim.")])
"""


def test_every_module_that_simulating_loads_is_in_the_hash_of_the_code() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    ).stdout.split()
    parts = {name.split(".")[1] for name in loaded}
    assert parts == {name.removesuffix(".py") for name in COUNTED}
