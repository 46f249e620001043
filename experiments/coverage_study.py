"""Do 95 % intervals hold the truth 95 % of the time? On a small model whose answers are known.

    python experiments/coverage_study.py --repetitions 2000

People arrive at random and stay for a random time (a queue with a server for everybody, empty at
the start), simulated with SimPy and keyed chance. Three things are known exactly: the mean number
present over the weekly censuses, the share of people who stay longer than a year, and the
difference of both under a policy that brings a tenth more people who stay a tenth longer. Every
repetition is a run of its own through ``pdusim.run`` with its own seed; counted is how often the
intervals of means, ratios and paired differences hold the truth.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from pdusim.experiment import run
from pdusim.outcomes.outcome import Outcome

WEEK = 7.0 / 365.25


@dataclass(frozen=True)
class Flow:
    """A stripped-down scenario: people arrive, stay and leave.

    Parameters
    ----------
    name : str
    arrivals : float
        A year.
    stay : float
        Mean stay in years, exponential.
    years : float
        Length of the run.
    description : str
    """

    name: str
    arrivals: float = 30.0
    stay: float = 0.8
    years: float = 2.0
    description: str = "People arrive at random and stay at random."

    def resolved(self) -> dict[str, Any]:
        """Return every value as plain data."""
        return {"arrivals": self.arrivals, "stay": self.stay, "years": self.years}

    def truth(self) -> dict[str, float]:
        """Return the exact answers."""
        weeks = np.arange(1, round(self.years / WEEK)) * WEEK
        present = self.arrivals * self.stay * (1.0 - np.exp(-weeks / self.stay))
        return {
            "caseload": float(present.mean()),
            "missed_review_rate": math.exp(-1.0 / self.stay),
        }


BASE = Flow("base")
POLICY = Flow("a tenth more, a tenth longer", arrivals=33.0, stay=0.88)
#: No scenario of the study has more arrivals: candidates are drawn at this rate.
MAJORANT = 40.0


def simulate(scenario: Flow, *, seed: int = 0, replication: int = 0, record: str = "") -> Outcome:
    """Simulate one replication; the same people come under every scenario with as many arrivals."""
    rng = np.random.default_rng([seed, replication])
    number = rng.poisson(MAJORANT * scenario.years)
    when = np.sort(rng.uniform(0.0, scenario.years, number))
    marks, stays = rng.uniform(size=number), rng.exponential(size=number) * scenario.stay
    comes = marks < scenario.arrivals / MAJORANT
    env = simpy.Environment()
    present: list[float] = []
    here = Counter[str]()

    def person(arrival: float, stay: float) -> Any:
        yield env.timeout(arrival)
        here["now"] += 1
        yield env.timeout(stay)
        here["now"] -= 1

    def census() -> Any:
        while True:
            yield env.timeout(WEEK)
            present.append(here["now"])

    env.process(census())
    for arrival, stay in zip(when[comes], stays[comes], strict=True):
        env.process(person(arrival, stay))
    env.run(scenario.years)
    longer = float((stays[comes] > 1.0).sum())
    totals = {
        "caseload": (float(np.mean(present[: round(scenario.years / WEEK) - 1])), 1.0),
        "missed_review_rate": (longer, float(comes.sum())),
    }
    measures = {name: top / bottom if bottom else None for name, (top, bottom) in totals.items()}
    return Outcome(scenario.name, seed, replication, totals, measures, {})


def coverage(repetitions: int, replications: int) -> dict[str, float]:
    """Share of repetitions in which each interval holds the truth.

    Parameters
    ----------
    repetitions : int
        Runs, each with its own seed.
    replications : int
        Of each scenario in each run.
    """
    truth, other = BASE.truth(), POLICY.truth()
    held = Counter[str]()
    for seed in range(repetitions):
        results = run([BASE, POLICY], replications=replications, seed=seed, _simulate=simulate)
        for measure, value in truth.items():
            level = results.estimate(0, measure)
            paired = results.difference(1, 0, measure).estimate
            held[f"{measure}"] += _holds(level.low, value, level.high)
            change = other[measure] - value
            held[f"{measure}, difference"] += _holds(paired.low, change, paired.high)
    return {name: count / repetitions for name, count in held.items()}


def _holds(low: float | None, value: float, high: float | None) -> bool:
    return low is not None and high is not None and low <= value <= high


def main() -> None:
    """Run the study and write a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=2000)
    parser.add_argument("--replications", type=int, default=10)
    asked = parser.parse_args()
    found = coverage(asked.repetitions, asked.replications)
    error = 100.0 * math.sqrt(0.95 * 0.05 / asked.repetitions)
    sys.stdout.write(
        f"{asked.repetitions} runs of {asked.replications} replications; a true 95 % would show "
        f"with a standard error of {error:.1f} points\n"
    )
    for name, share in found.items():
        sys.stdout.write(f"  {name:<32} {share:.1%}\n")


if __name__ == "__main__":
    main()
