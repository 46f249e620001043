"""Experiment files: what a sweep varies, read from YAML and checked before anything runs.

::

    name: Which values matter most
    scenarios: [baseline, ecsl_70_days]   # names, or paths relative to this file
    base: baseline                        # what the others are compared with; the first by default
    set: {run.observe_weeks: 52}          # values for every scenario
    levers:                               # what a decision maker chooses
      allocation.rule: [least_loaded, round_robin]         # each level with every other
      staffing.posts.po: {range: [50, 70]}                 # or varied by the design
    uncertain: all                        # every value with a plausible range; or a list of
                                          # paths, or path: {range: [low, high]}
    leave_out: [people]                   # values or sections that `all` should not take
    design: {kind: morris, trajectories: 10, levels: 4, seed: 1}
    replications: 2                       # of each point; or precision: {relative: 0.05, on: …}
    seed: 1
    measures: [missed_review_rate, workload_pct]
    weekly: false

Every point is simulated under each scenario and combination of lever levels with the same chance,
so that differences are paired in the uncertain values as well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, product
from math import prod
from typing import Any

from pdusim.experiment.design import KINDS, MOST_POINTS, Design, Factor
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import known
from pdusim.experiment.precision import Precision
from pdusim.experiment.reader import Loader, MapNode, Reader, plain_value
from pdusim.experiment.runner import distinct
from pdusim.experiment.varied import Lever, check_wholes, read_levers, read_uncertain
from pdusim.experiment.windows import DifferentWindowsError, require_one_window
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.scenario import Scenario

KEYS = (
    *("name", "description", "scenarios", "base", "set", "levers", "uncertain", "leave_out"),
    *("design", "replications", "precision", "seed", "measures", "weekly"),
)
TOLD_EVERY = 500
"""Policies or points made between two calls that tell of them."""

_DESIGN_KEYS = {
    "factorial": ("levels",),
    "lhs": ("points",),
    "sobol": ("points",),
    "morris": ("trajectories", "levels"),
    "sobol_indices": ("points",),
}
#: Most replications of one point.
MOST_REPLICATIONS = 1_000_000
#: Most trajectories and levels of a design.
MOST_TRAJECTORIES, MOST_LEVELS = 100_000, 1_000
#: Measures kept where a file names none.
DEFAULT_MEASURES = ("workload_pct", "missed_review_rate")


@dataclass(frozen=True, slots=True)
class Policy:
    """A scenario with one level of each lever.

    Parameters
    ----------
    name : str
        Scenario and levels, as shown.
    scenario : Scenario
        The scenario itself, levels included.
    levels : mapping of str to value
        Lever to level.
    """

    name: str
    scenario: Scenario
    levels: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SweepSpec:
    """A checked experiment.

    Parameters
    ----------
    name, description : str
    policies : tuple of Policy
        Every scenario with every combination of lever levels.
    base : int
        Place of the policy that the others are compared with.
    levers : tuple of Lever
    factors : tuple of Factor
        Values the design varies.
    design : Design
    replications : int
        Of each point.
    precision : Precision or None
        Instead of a number, where no design varies anything.
    seed : int
    measures : tuple of str
        Measures the tables keep (the store keeps all).
    weekly : bool
        Whether weekly series are stored too.
    notes : tuple of str
        What was left out and why.
    """

    name: str
    description: str
    policies: tuple[Policy, ...]
    base: int
    levers: tuple[Lever, ...]
    factors: tuple[Factor, ...]
    design: Design
    replications: int
    precision: Precision | None
    seed: int
    measures: tuple[str, ...]
    weekly: bool
    notes: tuple[str, ...]


def read_sweep(
    source: str | os.PathLike[str] | Mapping[str, Any],
    load: Loader = load_scenario,
    *,
    on_made: Callable[[int, int], None] | None = None,
) -> SweepSpec:
    """Read and check an experiment file.

    Parameters
    ----------
    source : str, path or mapping
        The file, or its content as a mapping (paths in it start in the current folder).
    load : callable
        Loads a scenario by name or path.
    on_made : callable, optional
        Told from time to time how many policies of how many are made.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with file, line and what to write instead.
    """
    reader = Reader.open(source, load)
    root = reader.root
    reader.only(root, KEYS)
    scenarios = read_scenarios(reader)
    if not scenarios:
        entry = reader.root.entries.get("scenarios", reader.root)
        if not reader.problems:
            reader.problem(entry, "scenarios", "there is no scenario", "scenarios: [baseline]")
        reader.finish()
    fixed = reader.fixed(scenarios)
    if fixed and not reader.problems:
        scenarios = tuple(s.with_values(fixed) for s in scenarios)
    _same_weeks(reader, scenarios)
    levers, sampled = read_levers(reader, scenarios)
    taken = {lever.path for lever in levers} | {factor.path for factor in sampled}
    uncertain, notes = read_uncertain(reader, scenarios, taken)
    factors = (*sampled, *uncertain)
    design = _design(reader, factors)
    precision = _precision(reader, factors)
    replications = reader.whole(
        root, "replications", 1 if factors else 20, least=1, most=MOST_REPLICATIONS
    )
    measures = _measures(reader)
    seed = reader.seed(root)
    weekly = reader.truth(root, "weekly", False)
    base = _base(reader, scenarios)
    name = reader.name("experiment")
    description = reader.text(root, "description")
    _check_size(reader, design, factors, scenarios, levers)
    check_wholes(reader, factors)
    reader.finish()
    policies = tuple(_policies(scenarios, levers, on_made))
    # The base is its scenario with the first level of each lever: the first of its combinations.
    return SweepSpec(
        name=name,
        description=description,
        policies=policies,
        base=base * (len(policies) // len(scenarios)),
        levers=levers,
        factors=factors,
        design=design,
        replications=replications,
        precision=precision,
        seed=seed,
        measures=measures,
        weekly=weekly,
        notes=tuple(notes),
    )


def _same_weeks(reader: Reader, scenarios: tuple[Scenario, ...]) -> None:
    """Refuse an experiment whose scenarios are not observed in the same weeks."""
    try:
        require_one_window(scenarios, distinct([scenario.name for scenario in scenarios]))
    except DifferentWindowsError as error:
        reader.problem(
            reader.root.entries["scenarios"],
            "scenarios",
            str(error),
            "scenarios that are observed in the same weeks",
            "an experiment for each window; where only the length differs, "
            "set: {run.observe_weeks: 104}",
        )


def read_scenarios(reader: Reader) -> tuple[Scenario, ...]:
    """Load the scenarios a file names; with none named it is about the baseline."""
    names = reader.words(reader.root, "scenarios")
    if "scenarios" not in reader.root.entries:
        names = [("baseline", reader.root)]
    found = [reader.scenario(name, node, "scenarios") for name, node in names]
    return tuple(scenario for scenario in found if scenario is not None)


def _design(reader: Reader, factors: tuple[Factor, ...]) -> Design:
    node = reader.mapping(reader.root, "design")
    if node is None:
        if factors and not reader.problems:
            reader.problem(
                reader.root.entries.get("uncertain") or reader.root.entries["levers"],
                "design",
                "values are to be varied, and no design says how",
                "design: {kind: lhs, points: 100} or another kind",
            )
        return Design("factorial", levels=1)
    kind = reader.choice(node, "kind", KINDS, "design")
    if kind is None:
        return Design("factorial", levels=1)
    reader.only(node, ("kind", "seed", *_DESIGN_KEYS[kind]), "design")
    return Design(
        kind=next(k for k in KINDS if k == kind),
        points=_points(reader, node, kind),
        trajectories=reader.whole(
            node, "trajectories", 10, least=2, most=MOST_TRAJECTORIES, where="design"
        ),
        levels=_levels(reader, node, kind),
        seed=reader.seed(node, "design"),
    )


def _points(reader: Reader, node: MapNode, kind: str) -> int:
    points = reader.whole(node, "points", 64, least=2, most=MOST_POINTS, where="design")
    if kind == "sobol_indices" and points & (points - 1):
        above = 1 << points.bit_length()
        reader.problem(
            node.entries["points"].node,
            "design.points",
            f"found {points}",
            "a power of two: only so is the sample of Sobol indices balanced",
            f"write {above // 2} or {above}",
        )
    return points


def _levels(reader: Reader, node: MapNode, kind: str) -> int:
    usual = 4 if kind == "morris" else 2
    levels = reader.whole(node, "levels", usual, least=2, most=MOST_LEVELS, where="design")
    if kind == "morris" and levels % 2:
        reader.problem(
            node.entries["levels"].node,
            "design.levels",
            f"found {levels}",
            "an even number: the steps of a Morris design are half its levels",
            f"write {levels + 1}",
        )
    return levels


def _precision(reader: Reader, factors: tuple[Factor, ...]) -> Precision | None:
    entry = reader.root.entries.get("precision")
    if entry is None:
        return None
    if "replications" in reader.root.entries:
        reader.problem(entry, "precision", "stands beside replications", "one of the two")
    if factors:
        reader.problem(
            entry,
            "precision",
            "a design that varies values has a fixed number of replications",
            "replications: 2 (of each point)",
        )
        return None
    value: Any = plain_value(entry.node)
    try:
        precision = Precision.of(value)
        for measure, _ in precision.targets:
            known(measure, _measure_names())
    except ExperimentError as error:
        reader.problem(entry.node, "precision", str(error), "{relative: 0.05, on: [measure, …]}")
        return None
    return precision


def _measures(reader: Reader) -> tuple[str, ...]:
    chosen: list[str] = []
    for word, node in reader.words(reader.root, "measures"):
        try:
            chosen.append(known(word, _measure_names()))
        except ExperimentError as error:
            reader.problem(node, "measures", str(error), "names as `pdusim run` prints them")
    return tuple(dict.fromkeys(chosen)) or DEFAULT_MEASURES


def _measure_names() -> tuple[str, ...]:
    from pdusim.outcomes.measures import MEASURES

    return tuple(MEASURES)


def _base(reader: Reader, scenarios: tuple[Scenario, ...]) -> int:
    entry = reader.root.entries.get("base")
    if entry is None:
        return 0
    wanted = reader.text(reader.root, "base")
    names = [word for word, _ in reader.words(reader.root, "scenarios")]
    if wanted in names:
        return names.index(wanted)
    reader.problem(entry.node, "base", f"'{wanted}' is not among the scenarios", ", ".join(names))
    return 0


def _check_size(
    reader: Reader,
    design: Design,
    factors: tuple[Factor, ...],
    scenarios: tuple[Scenario, ...],
    levers: tuple[Lever, ...],
) -> None:
    total = design.size(len(factors)) * len(scenarios)
    for lever in levers:
        total *= max(1, len(lever.levels))
    if total > MOST_POINTS and not reader.problems:
        node = reader.root.entries.get("design") or reader.root.entries["levers"]
        reader.problem(
            node,
            "design",
            f"{len(factors)} varied values make {total:,} points",
            f"at most {MOST_POINTS:,}",
            "take fewer values or levels, or kind: lhs, which has as many points as you say",
        )


def _policies(
    scenarios: tuple[Scenario, ...],
    levers: tuple[Lever, ...],
    on_made: Callable[[int, int], None] | None,
) -> Iterator[Policy]:
    total = len(scenarios) * prod(len(lever.levels) for lever in levers)
    made_before = count(1)
    names = distinct([scenario.name for scenario in scenarios])
    for name, scenario in zip(names, scenarios, strict=True):
        for levels in product(*(lever.levels for lever in levers)):
            chosen = {lever.path: level for lever, level in zip(levers, levels, strict=True)}
            label = ", ".join(
                (name, *(f"{path} = {_shown(level)}" for path, level in chosen.items()))
            )
            made = scenario.with_values(chosen, name=label) if chosen else scenario
            yield Policy(label, made, chosen)
            number = next(made_before)
            if on_made is not None and number % TOLD_EVERY == 0:
                on_made(number, total)


def _shown(level: Any) -> str:
    """Write a level as a file would."""
    return level if isinstance(level, str) else json.dumps(level, default=str)
