"""Goal files: what is to be reached, and which values may move at what cost.

::

    name: Officers for a tenth of reviews missed
    scenario: rules_2025                  # a name, or a path from here
    bounds:                               # all of them are to hold
      missed_review_rate: {at_most: 0.10}
    confidence: 0.95                      # of each bound; all of them together
    levers:                               # from what the scenario has, in steps, as far as `to`
      workforce.posts.po: {to: 70, step: 1, cost: 60000}     # cost of 1 more, a year
    set: {run.observe_weeks: 52}
    replications: 20                      # of each combination tried
    check_replications: 40                # of the answer, with chance the search has not seen
    candidates: 60                        # most combinations tried
    seed: 1
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, prod
from pathlib import Path
from typing import Any, Final

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import known
from pdusim.experiment.reader import Loader, MapNode, Node, Reader, plain_value
from pdusim.experiment.varied import as_factor, decided_by
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario.catalogue import value_at
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.scenario import Scenario

MOST_LEVERS: Final = 4
"""Levers whose combinations a handful of simulations can still tell apart."""
MOST_COMBINATIONS: Final = 100_000

_KEYS: Final = (
    *("name", "description", "scenario", "bounds", "confidence", "levers", "set"),
    *("replications", "check_replications", "candidates", "seed"),
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a measure is to be at most, or at least.

    Parameters
    ----------
    measure : str
        Its stable name.
    limit : float
        The bound, in the unit of the measure.
    at_most : bool
        Whether it is an upper one.
    """

    measure: str
    limit: float
    at_most: bool


@dataclass(frozen=True, slots=True)
class GoalLever:
    """A value that may move, in steps from where it is.

    Parameters
    ----------
    path, unit : str
        Dotted path of the value, and its unit.
    start : float
        Value of the scenario.
    step : float
        One step, with its sign.
    steps : int
        Most steps.
    cost : float
        Of moving the value by 1, a year.
    whole : bool
        Whether it takes whole numbers alone.
    """

    path: str
    unit: str
    start: float
    step: float
    steps: int
    cost: float
    whole: bool

    def value(self, steps: int) -> float | int:
        """Value after so many steps."""
        value = float(f"{self.start + steps * self.step:.12g}")
        return round(value) if self.whole else value

    def cost_of(self, steps: int) -> float:
        """What so many steps cost a year."""
        return steps * abs(self.step) * self.cost


@dataclass(frozen=True, slots=True)
class GoalSpec:
    """A checked goal file.

    Parameters
    ----------
    name, description : str
    source : str
        The scenario, as the file names it.
    folder : Path
        Where paths in the file start.
    scenario : Scenario
        With the values of ``set``.
    bounds : tuple of Bound
        All are to hold.
    levers : tuple of GoalLever
        What may move.
    fixed : mapping of str to value
        Values set for every combination.
    confidence : float
        With which all bounds hold together.
    replications, check_replications, candidates, seed : int
        As in the file.
    """

    name: str
    description: str
    source: str
    folder: Path
    scenario: Scenario
    bounds: tuple[Bound, ...]
    levers: tuple[GoalLever, ...]
    fixed: Mapping[str, Any]
    confidence: float
    replications: int
    check_replications: int
    candidates: int
    seed: int

    def values(self, steps: Sequence[int]) -> dict[str, float | int]:
        """Values of a combination, by path."""
        return {
            lever.path: lever.value(n) for lever, n in zip(self.levers, steps, strict=True) if n
        }

    def cost(self, steps: Sequence[int]) -> float:
        """What a combination costs a year, beside the scenario as it is."""
        total = 0.0
        for lever, n in zip(self.levers, steps, strict=True):
            total += lever.cost_of(n)
        return total


def read_goal(
    source: str | os.PathLike[str] | Mapping[str, Any], load: Loader = load_scenario
) -> GoalSpec:
    """Read and check a goal file.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with file, line and what to write instead.
    """
    reader = Reader.open(source, load)
    root = reader.root
    reader.only(root, _KEYS)
    entry = root.entries.get("scenario")
    named = "baseline" if entry is None else plain_value(entry.node)
    scenario: Scenario | None = None
    if isinstance(named, str):
        scenario = reader.scenario(named, root if entry is None else entry.node, "scenario")
    elif entry is not None:
        reader.problem(entry.node, "scenario", "not a scenario", "a name or a path")
    fixed: dict[str, Any] = {}
    levers: tuple[GoalLever, ...] = ()
    if scenario is not None:
        fixed = reader.fixed((scenario,))
        scenario = scenario.with_values(fixed) if fixed else scenario
        levers = _levers(reader, scenario)
    bounds = _bounds(reader)
    confidence = _confidence(reader)
    numbers = {
        "replications": reader.whole(root, "replications", 20, least=2, most=10_000),
        "check_replications": reader.whole(root, "check_replications", 40, least=2, most=10_000),
        "candidates": reader.whole(root, "candidates", 60, least=3, most=10_000),
        "seed": reader.seed(root),
    }
    name = reader.name("goal")
    description = reader.text(root, "description")
    reader.finish()
    assert scenario is not None
    return GoalSpec(
        name=name,
        description=description,
        source=str(named),
        folder=reader.folder,
        scenario=scenario,
        bounds=bounds,
        levers=levers,
        fixed=fixed,
        confidence=confidence,
        **numbers,
    )


def _confidence(reader: Reader) -> float:
    entry = reader.root.entries.get("confidence")
    if entry is None:
        return 0.95
    value = reader.number(entry.node, "confidence")
    if value is not None and 0.5 <= value <= 0.999:
        return value
    if value is not None:
        reader.problem(
            entry.node, "confidence", f"found {value:g}", "a share from 0.5 to 0.999, 0.95 say"
        )
    return 0.95


def _bounds(reader: Reader) -> tuple[Bound, ...]:
    node = reader.mapping(reader.root, "bounds")
    if node is None or not node.entries:
        reader.problem(
            node or reader.root,
            "bounds",
            "nothing is to be reached",
            "bounds: {missed_review_rate: {at_most: 0.1}}",
        )
        return ()
    found: list[Bound] = []
    for word, entry in node.entries.items():
        where = f"bounds.{word}"
        try:
            name = known(word, list(MEASURES))
        except ExperimentError as error:
            reader.problem(entry, where, str(error), "a measure of `pdusim measures`")
            continue
        inner = entry.node
        kind = next(iter(inner.entries), "") if isinstance(inner, MapNode) else ""
        if (
            not isinstance(inner, MapNode)
            or len(inner.entries) != 1
            or kind not in ("at_most", "at_least")
        ):
            reader.problem(inner, where, "no bound", "{at_most: number} or {at_least: number}")
            continue
        limit = reader.number(inner.entries[kind].node, f"{where}.{kind}")
        if limit is None:
            continue
        if any(one.measure == name for one in found):
            reader.problem(entry, where, f"{name} stands here twice", "one bound a measure")
            continue
        _reachable(reader, name, limit, kind == "at_most", inner.entries[kind].node, where)
        found.append(Bound(name, limit, kind == "at_most"))
    return tuple(found)


def _reachable(
    reader: Reader, name: str, limit: float, at_most: bool, node: Node, where: str
) -> None:
    """Note a bound that holds always or never, whatever is simulated."""
    low, high = MEASURES[name].bounds
    unit = MEASURES[name].unit
    if unit == "share" and limit > 1.0:
        reader.problem(
            node, where, f"found {limit:g}, and {name} is a share", f"{limit / 100.0:g}", "of 1"
        )
    elif (low is not None and limit < low) or (high is not None and limit > high):
        reader.problem(node, where, f"{name} cannot be at {limit:g}", "a value it can have")
    elif (at_most and low is not None and limit == low) or (not at_most and limit == high):
        reader.problem(
            node,
            where,
            f"no run of chance shows {name} to be {limit:g} and nothing else",
            "a bound with room: 0.01, say",
        )


def _levers(reader: Reader, scenario: Scenario) -> tuple[GoalLever, ...]:
    node = reader.mapping(reader.root, "levers")
    if node is None or not node.entries:
        reader.problem(
            node or reader.root,
            "levers",
            "nothing may move",
            "levers: {workforce.posts.po: {to: 60, step: 1, cost: 60000}}",
        )
        return ()
    if len(node.entries) > MOST_LEVERS:
        reader.problem(
            node, "levers", f"{len(node.entries)} levers", f"at most {MOST_LEVERS} at a time"
        )
        return ()
    found = [
        _lever(reader, scenario, path, entry.node, alone=len(node.entries) == 1)
        for path, entry in node.entries.items()
    ]
    levers = tuple(lever for lever in found if lever is not None)
    if prod(lever.steps + 1 for lever in levers) > MOST_COMBINATIONS:
        reader.problem(
            node,
            "levers",
            f"the steps make more than {MOST_COMBINATIONS:,} combinations",
            "longer steps",
        )
    return levers


def _lever(
    reader: Reader, scenario: Scenario, path: str, node: Node, *, alone: bool
) -> GoalLever | None:
    where = f"levers.{path}"
    if not isinstance(node, MapNode) or "to" not in node.entries:
        reader.problem(node, where, "no end", "{to: number, step: number, cost: number}")
        return None
    reader.only(node, ("to", "step", "cost"), where)
    numbers: dict[str, float] = {}
    for key, entry in node.entries.items():
        value = reader.number(entry.node, f"{where}.{key}") if key in ("to", "step", "cost") else 0
        if value is None:
            return None
        numbers[key] = value
    to = node.entries["to"].node
    start = _start(scenario, path)
    if start is None or start == numbers["to"]:
        span = (numbers["to"], numbers["to"] + 1.0)
        if as_factor(reader, scenario, path, span, to, where, shares=False) is not None:
            reader.problem(to, where, f"{path} is {numbers['to']:g} already", "another end")
        return None
    low, high = sorted((start, numbers["to"]))
    factor = as_factor(reader, scenario, path, (low, high), to, where, shares=False)
    if factor is None:
        return None
    by = decided_by((scenario,), path)
    if by is not None:
        reader.problem(
            node,
            where,
            f"{by} sets it from a date on: moved before, it would be as it is now from then on",
            "a value that the scenario does not change by date",
        )
        return None
    step = numbers.get("step", 1.0 if factor.whole else (high - low) / 20.0)
    fits = 0.0 < step <= high - low and (high - low) / step <= MOST_COMBINATIONS
    if not fits or (factor.whole and not step.is_integer()):
        expected = f"a {'whole ' if factor.whole else ''}number up to {high - low:g}"
        place = node.entries["step"].node if "step" in node.entries else to
        reader.problem(place, f"{where}.step", f"found {step:g}", expected)
        return None
    cost = numbers.get("cost", 1.0 if alone else 0.0)
    if cost <= 0.0:
        reader.problem(
            node.entries["cost"].node if "cost" in node.entries else node,
            f"{where}.cost",
            "no cost" if "cost" not in node.entries else f"found {cost:g}",
            "what moving the value by 1 costs a year, above 0",
            "the cheapest of several levers can only be told by their costs",
        )
        return None
    steps = floor((high - low) / step + 1e-9)
    sign = 1.0 if numbers["to"] > start else -1.0
    return GoalLever(path, factor.unit, start, sign * step, steps, cost, factor.whole)


def _start(scenario: Scenario, path: str) -> float | None:
    if path not in scenario.provenance:
        return None
    value = value_at(scenario.undated, path.split("."))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None
