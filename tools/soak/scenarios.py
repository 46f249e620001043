"""Random scenarios in three record modes: every invariant holds, and recording changes nothing."""

from __future__ import annotations

import traceback
from functools import cache
from itertools import count
from math import isfinite
from pathlib import Path
from random import Random
from typing import Any

from pdusim import load_scenario, simulate
from pdusim.scenario import Scenario, ScenarioError, list_parameters
from tools.soak.counts import Counts

KIND = "scenarios"
SMALL = {
    "unit.scale": 0.1,
    "unit.past_years": 1.0,
    "run.warm_up_weeks": 2,
    "run.observe_weeks": 6,
}
FACTORS = (0.0, 0.25, 0.5, 0.9, 1.1, 1.5, 2.0, 5.0)
"""What a number of the baseline is multiplied with."""


@cache
def _base() -> Scenario:
    return load_scenario("baseline").with_values(SMALL)


@cache
def _leaves() -> tuple[tuple[str, Any], ...]:
    """Values to change: not those that say how long and how large a run is."""
    return tuple(
        (row.path, row.value)
        for row in list_parameters(_base())
        if isinstance(row.value, bool | int | float) and not row.path.startswith(("run.", "unit."))
    )


def overrides(chance: Random) -> dict[str, Any]:
    """A few values anywhere."""
    chosen: dict[str, Any] = {}
    for path, value in chance.sample(_leaves(), chance.randint(1, 8)):
        if isinstance(value, bool):
            chosen[path] = chance.random() < 0.5
        else:
            new = value * chance.choice(FACTORS)
            chosen[path] = round(new) if isinstance(value, int) else new
    return chosen


def soak(size: int, seed: int, counts: Counts, folder: Path, only: int | None = None) -> None:
    """Run so many random scenarios; those that are refused are counted apart."""
    del folder
    ran = 0
    for number in count() if only is None else (only,):
        if only is None and ran >= size:
            return
        chosen = overrides(Random(f"{seed}:{KIND}:{number}"))
        try:
            scenario = _base().with_values(chosen)
        except ScenarioError:
            counts.add(KIND, "refused")
            continue
        ran += 1
        try:
            said = _amiss(scenario, number)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__}: {error} in {Path(where.filename).name}:{where.lineno}"
        if said:
            counts.find(KIND, seed, number, f"{said}: {chosen}", repr(chosen).encode(), ".txt")
        else:
            counts.add(KIND, "ran")


def _amiss(scenario: Scenario, number: int) -> str:
    one, *others = (
        simulate(scenario, seed=number, record=record)
        for record in ("measures", "weekly", "events")
    )
    for other in others:
        moved = [name for name in one.totals if one.totals[name] != other.totals[name]]
        if moved:
            return f"what is recorded changes {moved[0]}"
    for other in (one, *others):
        broken = [name for name, figure in other.checks.items() if figure]
        if broken:
            return f"invariant {broken[0]} is broken by {other.checks[broken[0]]}"
    for name, value in one.measures.items():
        if value is None and not one.missing.get(name):
            return f"{name} is missing without a reason"
        if value is not None and not isfinite(value):
            return f"{name} is {value}"
    return ""
