"""The simplified unit as a network of queues in Ciw: a node an officer, a customer a task.

A customer of Ciw cannot make another one, so cases and the days on which their tasks come up are
drawn first, and every officer's tasks arrive in that order.
"""

from __future__ import annotations

import random
from itertools import cycle, pairwise
from math import inf

import ciw

from peers.unit import SimplifiedUnit

INSTANT = 1e-6
"""Tasks of one morning come up so many days apart, the most urgent first."""

Done = list[tuple[str, float, float]]


def simulate(unit: SimplifiedUnit, seed: int) -> Done:
    """Simulate one replication; return kind, beginning and end of every task done."""
    ciw.seed(seed)
    nodes = range(unit.officers)
    arrivals = _arrivals(unit, random.Random(seed))
    network = ciw.create_network(
        arrival_distributions={
            kind.name: [ciw.dists.Sequential(_gaps(arrivals[kind.name][node])) for node in nodes]
            for kind in unit.kinds
        },
        service_distributions={
            kind.name: [ciw.dists.Exponential(unit.hours_a_day / kind.mean_hours) for _ in nodes]
            for kind in unit.kinds
        },
        number_of_servers=[1 for _ in nodes],
        routing={
            kind.name: ciw.routing.NetworkRouting([ciw.routing.Leave() for _ in nodes])
            for kind in unit.kinds
        },
        # Numbered from 0.
        priority_classes={kind.name: kind.priority - 1 for kind in unit.kinds},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(unit.horizon)
    return [
        (record.customer_class, record.arrival_date, record.service_end_date)
        for record in simulation.get_all_records(only=["service"])
    ]


def _arrivals(unit: SimplifiedUnit, chance: random.Random) -> dict[str, list[list[float]]]:
    """When tasks of each kind come up at each officer, in order."""
    found: dict[str, list[list[float]]] = {
        kind.name: [[] for _ in range(unit.officers)] for kind in unit.kinds
    }
    turn = cycle(range(unit.officers))
    time = chance.expovariate(unit.cases_a_day)
    while time < unit.horizon:
        officer, sentenced = next(turn), int(time)
        for kind in unit.kinds:
            found[kind.name][officer].extend(
                day + kind.priority * INSTANT
                for day in kind.days(sentenced, sentenced + unit.order_days)
            )
        time += chance.expovariate(unit.cases_a_day)
    for queues in found.values():
        for queue in queues:
            queue.sort()
    return found


def _gaps(times: list[float]) -> list[float]:
    """Times between arrivals, and after the last one nobody comes any more."""
    return [later - earlier for earlier, later in pairwise([0.0, *times])] + [inf]
