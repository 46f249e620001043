"""Results with known differences, made without a simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdusim.experiment.results import Results
from pdusim.outcomes.outcome import Outcome

Totals = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Named:
    """A scenario as results need it."""

    name: str
    description: str = "Made for a test."
    changes: tuple[Mapping[str, Any], ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def resolved(self) -> dict[str, Any]:
        run = {"start": "2023-01-02", "warm_up_weeks": 2, "observe_weeks": 52}
        return {"settings": {"run": run}, "changes": list(self.changes)}


def made(rows: Mapping[str, Mapping[str, Totals]]) -> Results:
    """Results of scenarios: name to measure to numerator and denominator by replication."""
    outcomes = []
    for name, measures in rows.items():
        number = len(next(iter(measures.values())))
        outcomes.append(
            tuple(
                Outcome(
                    scenario=name,
                    seed=0,
                    replication=r,
                    totals={measure: totals[r] for measure, totals in measures.items()},
                    measures={
                        measure: totals[r][0] / totals[r][1] if totals[r][1] else None
                        for measure, totals in measures.items()
                    },
                    missing={},
                )
                for r in range(number)
            )
        )
    return Results(
        scenarios=tuple(Named(name) for name in rows),
        names=tuple(rows),
        outcomes=tuple(outcomes),
        replications=len(outcomes[0]),
        seed=0,
    )
