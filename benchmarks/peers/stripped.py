"""The simplified unit in pdusim: the scenario file beside this one, and nothing else."""

from __future__ import annotations

from pdusim import simulate as replicate
from peers.unit import SimplifiedUnit

Done = list[tuple[str, float, float]]

_KIND_OF = {
    "initial_assessment done": "assessment",
    "periodic review done": "review",
    "periodic contact done": "contact",
}


def simulate(unit: SimplifiedUnit, seed: int) -> Done:
    """Simulate one replication; return kind, beginning and end of every task done.

    Tasks of a kind of one case are done in the order in which they come up, since one officer has
    them all: the ledger tells when they were done, the day of sentence when they came up. The first
    day's cases, which are also handed over as the stock, are long closed when the window opens.
    """
    outcome = replicate(unit.scenario, seed=seed, record="events")
    kinds = {kind.name: kind for kind in unit.kinds}
    sentenced: dict[str, int] = {}
    number: dict[tuple[str, str], int] = {}
    done: Done = []
    for time, event, person, _, _ in outcome.events:
        if event == "sentenced" and time > 0.0:
            sentenced[person] = int(time)
        name = _KIND_OF.get(event)
        if name is not None and person in sentenced:
            kind, before = kinds[name], number.get((person, name), 0)
            number[person, name] = before + 1
            arose = sentenced[person] + 1 + (before + 1) * kind.every
            done.append((name, arose, time))
    return done


def simulate_measures(unit: SimplifiedUnit, seed: int) -> None:
    """Simulate one replication as a study does, for what it costs."""
    replicate(unit.scenario, seed=seed)
