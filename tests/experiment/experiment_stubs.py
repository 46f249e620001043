"""A stand-in for the model, importable in worker processes: known means, chosen mishaps."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pdusim.model.kernel.extensions import Extensions
from pdusim.outcomes.outcome import Outcome

MODEL = "experiment_stubs:simulate"


@dataclass(frozen=True)
class Stub:
    """A scenario with one lever and a list of mishaps."""

    name: str = "base"
    description: str = "A stub."
    lever: float = 0.0
    noise: float = 1.0
    fail: tuple[int, ...] = ()
    kill: tuple[int, ...] = ()
    # A file that, once there, stops the killing: the worker dies once and not again.
    mark: str = ""
    # Seconds a replication takes at least, so that there is time to disturb it.
    pause: float = 0.0
    # Replications whose result cannot be read by the process that gets it.
    unreadable: tuple[int, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)

    def resolved(self) -> dict[str, Any]:
        return {"name": self.name, "lever": self.lever, "noise": self.noise}


class Unreadable:
    def __reduce__(self) -> tuple[Any, ...]:
        return refuse, ()


def refuse() -> None:
    raise TypeError("planned refusal")


def simulate(
    scenario: Stub,
    *,
    seed: int = 0,
    replication: int = 0,
    record: str = "measures",
    rules: Any = None,
) -> Outcome:
    if replication in scenario.fail:
        raise ValueError(f"planned failure\nof {replication}")
    if replication in scenario.kill and not (scenario.mark and Path(scenario.mark).exists()):
        if scenario.mark:
            Path(scenario.mark).touch()
        os._exit(1)
    time.sleep(scenario.pause)
    rng = np.random.default_rng([seed, replication])
    common, reviews = rng.normal(0.0, scenario.noise), int(rng.poisson(40))
    missed = int(rng.binomial(reviews, min(0.9, 0.1 + 0.01 * abs(scenario.lever))))
    load = 100.0 + scenario.lever + common
    rare = 1.0 if replication % 4 == 1 else 0.0
    totals = {
        "missed_review_rate": (float(missed), float(reviews)),
        "workload_pct": (load, 1.0),
        "programme_not_started": (rare, rare),
        "never": (0.0, 0.0),
    }
    measures = {k: (n / d if d else None) for k, (n, d) in totals.items()}
    weekly = {"week": list(range(3)), "load": [load, load + 1.0, load + 2.0]}
    return Outcome(
        scenario=scenario.name,
        seed=seed,
        replication=replication,
        totals=totals,
        measures=measures,
        missing={k: "nothing fell due" for k, v in measures.items() if v is None},
        weekly=weekly if record != "measures" else {},
        events=((Unreadable(),),) if replication in scenario.unreadable else (),
    )


def with_rules(scenario: Stub, *, seed: int, replication: int, record: str, rules: Any) -> Outcome:
    totals = {"mine": (float(Extensions.of(rules).rules["mine"]("letters")), 1.0)}
    return Outcome(scenario.name, seed, replication, totals, {"mine": 7.0}, {})


def leave(scenario: Stub, **_: Any) -> Outcome:
    """A model that ends the program, as a user's own rule may."""
    raise SystemExit(3)
