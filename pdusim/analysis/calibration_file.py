"""Calibration files: which values may move, and towards which targets.

::

    name: Calibration of the baseline
    scenarios:                            # label in the targets: scenario (a name, or a path)
      baseline: baseline                  # the first is the one that is calibrated
      ecsl: ecsl_70_days                  # the others get the same free values
    targets: targets.csv                  # a path from here
    leave_out: [T2, T3]                   # or only: [T1, T4]
    weights: {T1: 2.0}                    # 1 unless said otherwise
    free:                                 # a range for each value, or: [paths] for their own
      practice.time_multiplier: {range: [1.3, 1.9]}
    set: {run.observe_weeks: 52}
    replications: 4                       # of each candidate, the same chance in all of them
    check_replications: 20                # of the fit, with chance it has not seen
    rounds: 8
    seed: 1
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdusim.analysis.targets import Target, read_targets
from pdusim.experiment.design import Factor
from pdusim.experiment.reader import ListNode, Loader, MapNode, Reader, plain_value
from pdusim.experiment.varied import as_factor, decided_by, plausible_range
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario.errors import LONGEST_NAME, ScenarioError, join_words, printable, quote
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.scenario import Scenario

KEYS = (
    *("name", "description", "scenarios", "targets", "only", "leave_out", "weights"),
    *("free", "set", "replications", "check_replications", "rounds", "seed"),
)


@dataclass(frozen=True, slots=True)
class CalibrationSpec:
    """A checked calibration.

    Parameters
    ----------
    name, description : str
    source : str
        The scenario that is calibrated, as the file names it.
    folder : Path
        Where paths in the file start.
    scenarios : mapping of str to Scenario
        Label used by the targets to scenario; the first is the one calibrated.
    targets : tuple of Target
        Those to fit.
    weights : mapping of str to float
        By target; 1 where there is none.
    free : tuple of Factor
        Values that may move, with their bounds.
    fixed : mapping of str to value
        Values set for every candidate; not part of the result.
    replications, check_replications, rounds, seed : int
        As in the file.
    notes : tuple of str
        Targets left out, and why.
    """

    name: str
    description: str
    source: str
    folder: Path
    scenarios: Mapping[str, Scenario]
    targets: tuple[Target, ...]
    weights: Mapping[str, float]
    free: tuple[Factor, ...]
    fixed: Mapping[str, Any]
    replications: int
    check_replications: int
    rounds: int
    seed: int
    notes: tuple[str, ...]


def read_calibration(
    source: str | os.PathLike[str] | Mapping[str, Any], load: Loader = load_scenario
) -> CalibrationSpec:
    """Read and check a calibration file.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with file, line and what to write instead.
    """
    reader = Reader.open(source, load)
    root = reader.root
    reader.only(root, KEYS)
    scenarios = _scenarios(reader)
    fixed: dict[str, Any] = {}
    free: tuple[Factor, ...] = ()
    if scenarios:
        fixed = reader.fixed(tuple(scenarios.values()))
        free = _free(reader, tuple(scenarios.values()))
    targets, notes = _targets(reader, scenarios)
    weights = _weights(reader, targets)
    numbers = {
        "replications": reader.whole(root, "replications", 4, least=1, most=10_000),
        "check_replications": reader.whole(root, "check_replications", 20, least=2, most=10_000),
        "rounds": reader.whole(root, "rounds", 8, least=1, most=1_000),
        "seed": reader.seed(root),
    }
    name = reader.name("calibration")
    description = reader.text(root, "description")
    reader.finish()
    return CalibrationSpec(
        name=name,
        description=description,
        source=_source(reader),
        folder=reader.folder,
        scenarios={k: s.with_values(fixed) if fixed else s for k, s in scenarios.items()},
        targets=targets,
        weights=weights,
        free=free,
        fixed=fixed,
        notes=tuple(notes),
        **numbers,
    )


def _scenarios(reader: Reader) -> dict[str, Scenario]:
    if "scenarios" not in reader.root.entries:
        scenario = reader.scenario("baseline", reader.root, "scenarios")
        return {} if scenario is None else {"baseline": scenario}
    node = reader.mapping(reader.root, "scenarios")
    found: dict[str, Scenario] = {}
    for label, entry in node.entries.items() if node else ():
        where = f"scenarios.{printable(label)}"
        if not label.strip() or len(label) > LONGEST_NAME:
            reader.problem(entry, "scenarios", f"found the label {quote(label)}", "a short name")
            continue
        value = plain_value(entry.node)
        if not isinstance(value, str):
            reader.problem(entry.node, where, "not a scenario", "label: name or path")
            continue
        scenario = reader.scenario(value, entry.node, where)
        if scenario is not None:
            found[label] = scenario
    return found


def _source(reader: Reader) -> str:
    """Return the calibrated scenario as the file names it."""
    node = reader.mapping(reader.root, "scenarios")
    if node is None or not node.entries:
        return "baseline"
    return str(plain_value(next(iter(node.entries.values())).node))


def _free(reader: Reader, scenarios: tuple[Scenario, ...]) -> tuple[Factor, ...]:
    scenario = scenarios[0]
    entry = reader.root.entries.get("free")
    if entry is None:
        reader.problem(
            reader.root, "free", "no value may move", "free: {path: {range: [low, high]}}"
        )
        return ()
    found: list[Factor | None] = []
    if isinstance(entry.node, ListNode):
        for path, item in reader.words(reader.root, "free"):
            span = plausible_range(reader, scenario, path, item, "free")
            if span:
                found.append(as_factor(reader, scenario, path, span, item, "free", shares=False))
    elif isinstance(entry.node, MapNode):
        for path, inner in entry.node.entries.items():
            where = f"free.{path}"
            node = inner.node
            if not isinstance(node, MapNode) or set(node.entries) != {"range"}:
                reader.problem(node, where, "no range", "{range: [low, high]}")
                continue
            span = reader.range(node.entries["range"].node, where)
            if span:
                found.append(as_factor(reader, scenario, path, span, node, where, shares=False))
    else:
        reader.problem(entry.node, "free", "not understood", "a list of paths, or path: {range: …}")
    free = tuple(factor for factor in found if factor is not None)
    if not free and not reader.problems:
        reader.problem(
            entry.node, "free", "no value may move", "free: {path: {range: [low, high]}}"
        )
    for factor in free:
        if not factor.low <= factor.nominal <= factor.high:
            reader.problem(
                entry.node,
                f"free.{factor.path}",
                f"the range does not hold the value of {scenario.name}, {factor.nominal:g}",
                f"a range from {min(factor.low, factor.nominal):g} "
                f"to {max(factor.high, factor.nominal):g} or more",
            )
        by = decided_by(scenarios, factor.path)
        if by is not None:
            reader.problem(
                entry.node,
                f"free.{factor.path}",
                f"{by} sets it: moving it would undo the policy",
                "a value that no scenario of the calibration changes",
            )
    return free


def _targets(
    reader: Reader, scenarios: Mapping[str, Scenario]
) -> tuple[tuple[Target, ...], list[str]]:
    entry = reader.root.entries.get("targets")
    if entry is None:
        reader.problem(reader.root, "targets", "no targets", "targets: a CSV file")
        return (), []
    path = reader.folder / reader.text(reader.root, "targets")
    # Not the method: it raises for a name that no file system takes.
    if not os.path.isfile(path):
        reader.problem(
            entry.node,
            "targets",
            f"{quote(str(path.name))}: there is no such file",
            f"a CSV file relative to {reader.folder}",
        )
        return (), []
    try:
        targets = read_targets(path, MEASURES)
    except ScenarioError as error:
        reader.problems.extend(error.problems)
        return (), []
    names = {target.name for target in targets}
    chosen = {key: reader.words(reader.root, key) for key in ("only", "leave_out")}
    for key, words in chosen.items():
        for word, node in words:
            if word not in names:
                reader.problem(
                    node, key, f"there is no target {quote(word)}", join_words(sorted(names))
                )
    only = {word for word, _ in chosen["only"]} or names
    out = {word for word, _ in chosen["leave_out"]}
    kept, notes = [], []
    for target in targets:
        if target.name not in only or target.name in out:
            continue
        if target.scenario in scenarios:
            kept.append(target)
        else:
            notes.append(f"{target.name} is left out: no scenario is labelled '{target.scenario}'")
    if not kept and not reader.problems:
        reader.problem(entry.node, "targets", "no target is left to fit", "other targets or labels")
    return tuple(kept), notes


def _weights(reader: Reader, targets: tuple[Target, ...]) -> dict[str, float]:
    node = reader.mapping(reader.root, "weights")
    names = {target.name for target in targets}
    weights: dict[str, float] = {}
    for name, entry in node.entries.items() if node else ():
        where = f"weights.{name}"
        value = reader.number(entry.node, where)
        if name not in names:
            reader.problem(entry, where, "no target of that name is fitted", "a target's id")
        elif value is not None and value <= 0.0:
            reader.problem(entry.node, where, f"found {value:g}", "a number above 0")
        elif value is not None:
            weights[name] = value
    return weights
