"""One small unit as it was once simulated, so that pictures of it move with looks alone.

``data/pictures/unit.json.gz`` holds totals, weekly census and events of a tenth of a unit over 18
weeks. What the model gives today plays no part: other scenarios are made of it by arithmetic.
"""

from __future__ import annotations

import datetime
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pdusim.experiment.results import Results
from pdusim.outcomes.outcome import Outcome

FILE = Path(__file__).parent / "data" / "pictures" / "unit.json.gz"
START = datetime.date(2022, 10, 3)
FIRST = 4
"""Weeks before what is observed."""
REPLICATIONS = 6
NAMES = ("baseline", "more officers", "early release", "slower work")


@dataclass(frozen=True)
class Recorded:
    """A scenario as results need it."""

    name: str
    description: str = "Made for a picture."
    changes: tuple[Mapping[str, Any], ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def resolved(self) -> dict[str, Any]:
        run = {"start": START.isoformat(), "warm_up_weeks": FIRST, "observe_weeks": 14}
        return {"settings": {"run": run}, "changes": list(self.changes)}


@cache
def unit() -> dict[str, Any]:
    """The unit as it lies in the file."""
    found: dict[str, Any] = json.loads(gzip.decompress(FILE.read_bytes()))
    return found


def outcome(name: str = NAMES[0], place: int = 0, replication: int = 0) -> Outcome:
    """An outcome of a scenario: the unit's, each number moved by scenario, measure and chance."""
    data = unit()
    totals = {}
    for number, (measure, (above, below)) in enumerate(data["totals"].items()):
        policy = 1.0 + 0.06 * place * ((number * 7) % 5 - 2)
        chance = 1.0 + 0.01 * ((number * 3 + replication * 5) % 7 - 3)
        totals[measure] = (above * policy * chance, below)
    factor = 1.0 + 0.03 * place + 0.01 * (replication % 3 - 1)
    weekly = {
        column: values if column == "week" else [v if v is None else v * factor for v in values]
        for column, values in data["weekly"].items()
    }
    return Outcome(
        scenario=name,
        seed=0,
        replication=replication,
        totals=totals,
        measures={key: above / below if below else None for key, (above, below) in totals.items()},
        missing={key: "nothing to count" for key, (_, below) in totals.items() if not below},
        weekly=weekly,
        events=[tuple(entry) for entry in data["events"]],
    )


def results() -> Results:
    """A baseline and three policies."""
    return Results(
        scenarios=tuple(Recorded(name) for name in NAMES),
        names=NAMES,
        outcomes=tuple(
            tuple(outcome(name, place, number) for number in range(REPLICATIONS))
            for place, name in enumerate(NAMES)
        ),
        replications=REPLICATIONS,
        seed=0,
    )
