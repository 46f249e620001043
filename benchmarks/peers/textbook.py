"""The simplified unit as a SimPy textbook would write it: a process a case and a process a task."""

from __future__ import annotations

import random
from collections.abc import Generator
from itertools import cycle
from typing import Any

import simpy

from peers.unit import Kind, SimplifiedUnit

INSTANT = 1e-6
"""Tasks of one morning come up so many days apart, the most urgent first."""

Process = Generator[simpy.Event, Any, None]
Done = list[tuple[str, float, float]]


def simulate(unit: SimplifiedUnit, seed: int) -> Done:
    """Simulate one replication; return kind, beginning and end of every task done."""
    chance = random.Random(seed)
    environment = simpy.Environment()
    officers = cycle([simpy.PriorityResource(environment) for _ in range(unit.officers)])
    done: Done = []

    def task(officer: simpy.PriorityResource, kind: Kind, day: int) -> Process:
        with officer.request(priority=kind.priority) as turn:
            yield turn
            hours = chance.expovariate(1.0 / kind.mean_hours)
            yield environment.timeout(hours / unit.hours_a_day)
        done.append((kind.name, day, environment.now))

    def case(officer: simpy.PriorityResource, sentenced: int) -> Process:
        ends = sentenced + unit.order_days
        comes_up = sorted(
            (day + kind.priority * INSTANT, day, kind.priority, kind)
            for kind in unit.kinds
            for day in kind.days(sentenced, ends)
        )
        for time, day, _, kind in comes_up:
            yield environment.timeout(time - environment.now)
            environment.process(task(officer, kind, day))

    def arrivals() -> Process:
        while True:
            yield environment.timeout(chance.expovariate(unit.cases_a_day))
            environment.process(case(next(officers), int(environment.now)))

    environment.process(arrivals())
    environment.run(until=unit.horizon)
    return done
