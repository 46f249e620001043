"""What a simulated year of one unit costs, in bare SimPy timeouts on the same machine.

Seconds differ between machines; their ratio hardly does. Both are the best of several turns taken
in alternation, in processor time, on one core. A timeout costs more the more processes wait, so it
is measured with one and with ten thousand: the second is what a model with a process for each of
its people would pay.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Generator
from functools import partial
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


def bare_timeouts(processes: int) -> None:
    """Let SimPy processes wait, ``TIMEOUTS`` times together, and do nothing else."""
    environment = simpy.Environment()

    def wait(step: float) -> Generator[simpy.Event, Any, None]:
        for _ in range(TIMEOUTS // processes):
            yield environment.timeout(step)

    for number in range(processes):
        # Steps of different lengths, so that the processes do not wait in the order they began.
        environment.process(wait(1.0 + number % 97 / 97.0))
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
    replications: list[float] = []
    timeouts: dict[int, list[float]] = {1: [], 10_000: []}
    for _ in range(arguments.turns):
        for processes, taken in timeouts.items():
            taken.append(seconds(partial(bare_timeouts, processes)) / TIMEOUTS)
        replications.append(
            seconds(lambda: pdusim.simulate(scenario, seed=1, replication=next(numbers)))
        )
    year = min(replications) / years
    print(f"a replication: {min(replications):.3f} s for {years:.2f} years")
    print(f"a simulated PDU-year: {year:.3f} s")
    for processes, taken in timeouts.items():
        among = f"a bare timeout among {processes:,}: {min(taken) * 1e6:.2f} µs"
        print(f"{among}; a PDU-year is {year / min(taken):,.0f} of them")


if __name__ == "__main__":
    main()
