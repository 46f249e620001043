"""What a simulated year of one unit costs, in bare SimPy timeouts on the same machine.

Seconds differ between machines; their ratio hardly does. Both are the best of several turns taken
in alternation, in processor time, on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Generator
from itertools import count
from typing import Any

import simpy

import pdusim

TIMEOUTS = 200_000
WEEKS_PER_YEAR = 365.25 / 7


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that some work takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def bare_timeouts() -> None:
    """Let one SimPy process wait many times and do nothing else."""
    environment = simpy.Environment()

    def wait() -> Generator[simpy.Event, Any, None]:
        for _ in range(TIMEOUTS):
            yield environment.timeout(1.0)

    environment.process(wait())
    environment.run()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Cost of a simulated PDU-year.")
    parser.add_argument("scenario", nargs="?", default="baseline")
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()

    scenario = pdusim.load_scenario(arguments.scenario)
    run = scenario.settings.run
    years = (run.warm_up_weeks + run.observe_weeks) / WEEKS_PER_YEAR
    # Once before the clock starts: imports and tables made on first use are paid once a process.
    pdusim.simulate(scenario, seed=1)
    numbers = count()
    timeouts, replications = [], []
    for _ in range(arguments.turns):
        timeouts.append(seconds(bare_timeouts) / TIMEOUTS)
        replications.append(
            seconds(lambda: pdusim.simulate(scenario, seed=1, replication=next(numbers)))
        )
    year = min(replications) / years
    print(f"a bare SimPy timeout   {min(timeouts) * 1e6:8.2f} µs")
    print(f"a replication          {min(replications):8.3f} s   ({years:.2f} years)")
    print(f"a simulated PDU-year   {year:8.3f} s   = {year / min(timeouts):,.0f} bare timeouts")


if __name__ == "__main__":
    main()
