"""The values an experiment varies: levers with levels, and numbers over a range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdusim.arithmetic import sum_of
from pdusim.experiment.design import Factor, varied_values
from pdusim.experiment.reader import ListNode, MapNode, Node, Reader, ScalarNode, plain_value
from pdusim.scenario.catalogue import Leaf, catalogue, find, value_at
from pdusim.scenario.errors import ScenarioError, join_words
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.wording import found

#: Most combinations of scenarios and lever levels: each is a scenario in memory.
MOST_POLICIES = 5_000
#: Problems of one lever after which the others of its levels are not looked at.
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Lever:
    """A choice with given levels.

    Parameters
    ----------
    path : str
        Dotted path of the value.
    levels : tuple
        Its values, plain.
    """

    path: str
    levels: tuple[Any, ...]


def keeps_window(reader: Reader, path: str, node: Node, where: str) -> bool:
    """Tell whether varying a value leaves the weeks observed alone; noted where it does not."""
    if path.partition(".")[0] != "run":
        return True
    reader.problem(
        node,
        where,
        f"{path} decides which weeks are observed, and points of one experiment are compared",
        "the same weeks for every point",
        "give it to all of them under 'set', or make an experiment for each",
    )
    return False


def number_leaf(
    reader: Reader, scenario: Scenario, path: str, node: Node, where: str
) -> Leaf | None:
    """Find the leaf of a number to be varied; what is wrong is noted."""
    leaf = find(catalogue(type(scenario.undated)), path.split("."))
    if not isinstance(leaf, Leaf) or path not in scenario.provenance:
        # The scenario's own words for an unknown path, with the nearest known one.
        reader.accepts(scenario, path, None, node, where)
        return None
    if leaf.is_number:
        return leaf
    reader.problem(
        node,
        where,
        f"{path} is not a number, so it has no range",
        leaf.expected,
        f"give its levels instead: {path}: {{levels: [{', '.join(leaf.choices) or '…'}]}}",
    )
    return None


def as_factor(
    reader: Reader,
    scenario: Scenario,
    path: str,
    span: tuple[float, float],
    node: Node,
    where: str,
    *,
    shares: bool = True,
) -> Factor | None:
    """Make a factor of a number and its range, both ends checked against the schema.

    Parameters
    ----------
    reader : Reader
    scenario : Scenario
        The base.
    path : str
    span : tuple of (float, float)
        Low and high end.
    node, where
        Place of the range in the file, for problems.
    shares : bool
        Whether a share of a whole may be varied, the others giving way.
    """
    leaf = number_leaf(reader, scenario, path, node, where)
    if leaf is None or not keeps_window(reader, path, node, where):
        return None
    low, high = span
    if _is_whole(leaf) and not (low.is_integer() and high.is_integer()):
        reader.problem(node, where, f"{path} takes whole numbers", "[low, high] in whole numbers")
        return None
    nominal = value_at(scenario.undated, path.split("."))
    factor = Factor(path, low, high, _is_whole(leaf), leaf.unit, float(nominal or 0.0))
    ends = (factor.value(0.0), factor.value(1.0))
    if all(_fits(scenario, {path: value}) for value in ends):
        return factor
    if shares:
        whole = _whole_of(scenario, path)
        share = replace(factor, whole_of=whole)
        if whole and all(_fits(scenario, varied_values([share], [end])) for end in (0.0, 1.0)):
            return share
    for value in ends:
        reader.accepts(scenario, path, value, node, where)
    return None


def check_wholes(reader: Reader, factors: Sequence[Factor]) -> None:
    """Note a whole of which every share may be nought at once: nothing could be shared out."""
    named = {factor.path: factor for factor in factors}
    for whole in dict.fromkeys(factor.whole_of for factor in factors if factor.whole_of):
        lows = (named[path].low if path in named else nominal for path, nominal in whole)
        if sum_of(lows) > 0.0:
            continue
        paths = [path for path, _ in whole]
        entry = reader.root.entries.get("uncertain") or reader.root.entries["levers"]
        reader.problem(
            entry.node,
            "uncertain",
            f"the low ends of {join_words(paths, last='and')} are all 0, and shares of a whole "
            "cannot all be 0",
            "a low end above 0 for one of them",
        )


def read_levers(
    reader: Reader, scenarios: tuple[Scenario, ...]
) -> tuple[tuple[Lever, ...], tuple[Factor, ...]]:
    """Read ``levers``: those with levels, and those the design varies over a range."""
    node = reader.mapping(reader.root, "levers")
    if node is not None and not _counted(reader, node, len(scenarios)):
        return (), ()
    levers: list[Lever] = []
    sampled: list[Factor] = []
    for path, entry in node.entries.items() if node else ():
        where = f"levers.{path}"
        inner = entry.node
        if isinstance(inner, MapNode):
            reader.only(inner, ("levels", "range"), where)
            if "range" in inner.entries:
                span_node = inner.entries["range"].node
                span = reader.range(span_node, where)
                factor = span and as_factor(reader, scenarios[0], path, span, span_node, where)
                if factor:
                    sampled.append(factor)
                continue
            if "levels" in inner.entries:
                inner = inner.entries["levels"].node
        if not isinstance(inner, ListNode) or not inner.items:
            reader.problem(
                entry.node, where, "no levels", "[level, level, …] or {range: [low, high]}"
            )
            continue
        if not keeps_window(reader, path, entry.node, where):
            continue
        before = len(reader.problems)
        levels: list[Any] = []
        for item in inner.items:
            level = plain_value(item)
            if any(type(level) is type(other) and level == other for other in levels):
                reader.problem(item, where, f"{found(level)} stands here twice", "each level once")
            elif all(reader.accepts(s, path, level, item, where) for s in scenarios):
                levels.append(level)
            if len(reader.problems) >= before + _ENOUGH:
                break
        levers.append(Lever(path, tuple(levels)))
    return tuple(levers), tuple(sampled)


def _counted(reader: Reader, node: MapNode, scenarios: int) -> bool:
    """Tell whether the combinations of lever levels are few enough to be made; noted if not."""
    total = scenarios
    for entry in node.entries.values():
        levels = entry.node
        if isinstance(levels, MapNode) and "levels" in levels.entries:
            levels = levels.entries["levels"].node
        if isinstance(levels, ListNode):
            total *= max(1, len(levels.items))
        if total > MOST_POLICIES:
            reader.problem(
                entry,
                "levers",
                f"the levels make more than {MOST_POLICIES:,} combinations",
                "fewer levels",
                "or {range: [low, high]} for a number, which a design then varies",
            )
            return False
    return True


def read_uncertain(
    reader: Reader, scenarios: tuple[Scenario, ...], taken: set[str]
) -> tuple[list[Factor], list[str]]:
    """Read ``uncertain``: the values to vary, and notes on those left out.

    Parameters
    ----------
    reader : Reader
    scenarios : tuple of Scenario
        Of the experiment; plausible ranges are those of the first.
    taken : set of str
        Paths that are levers already.
    """
    entry = reader.root.entries.get("uncertain")
    notes: list[str] = []
    if entry is None:
        return [], notes
    node = entry.node
    if isinstance(node, ScalarNode) and node.text == "all":
        return _all_uncertain(reader, scenarios, taken, node, notes), notes
    factors: list[Factor] = []
    if isinstance(node, MapNode):
        for path, inner in node.entries.items():
            where = f"uncertain.{path}"
            if not isinstance(inner.node, MapNode) or set(inner.node.entries) != {"range"}:
                reader.problem(
                    inner.node, where, "no range", "{range: [low, high]}", "or list the paths alone"
                )
                continue
            span_node = inner.node.entries["range"].node
            span = reader.range(span_node, where)
            if span and number_leaf(reader, scenarios[0], path, span_node, where) is None:
                continue
            if span and _free(reader, scenarios, path, taken, inner.node):
                factors.extend(
                    _listed(as_factor(reader, scenarios[0], path, span, span_node, where))
                )
    elif isinstance(node, ListNode):
        for path, item in reader.words(reader.root, "uncertain"):
            span = plausible_range(reader, scenarios[0], path, item, "uncertain")
            if span and _free(reader, scenarios, path, taken, item):
                factors.extend(
                    _listed(as_factor(reader, scenarios[0], path, span, item, "uncertain"))
                )
    else:
        reader.problem(
            node, "uncertain", "not understood", "all, a list of paths, or path: {range: …}"
        )
    return factors, notes


def _all_uncertain(
    reader: Reader, scenarios: tuple[Scenario, ...], taken: set[str], node: Node, notes: list[str]
) -> list[Factor]:
    left_out = [word for word, _ in reader.words(reader.root, "leave_out")]
    schema = catalogue(type(scenarios[0].undated))
    factors: list[Factor] = []
    for path, provenance in scenarios[0].provenance.items():
        leaf = find(schema, path.split("."))
        if provenance.range is None or not isinstance(leaf, Leaf) or not leaf.uncertain_ok:
            continue
        if path in taken or any(path == w or path.startswith(f"{w}.") for w in left_out):
            continue
        if not leaf.is_number:
            notes.append(f"{path} is left out: it is not a single number")
        elif (by := decided_by(scenarios, path)) is not None:
            notes.append(f"{path} is left out: {by} sets it")
        else:
            span = (float(provenance.range[0]), float(provenance.range[1]))
            before = len(reader.problems)
            made = as_factor(reader, scenarios[0], path, span, node, "uncertain")
            wrong = reader.problems[before:]
            if wrong:
                # The file names no single value, so none of them is the author's slip.
                del reader.problems[before:]
                notes.append(f"{path} is left out: {wrong[0].message}")
            rival = made and _rival(scenarios[0], made, factors)
            if rival:
                notes.append(
                    f"{path} is left out: its range and that of {rival} do not go together"
                )
            elif made:
                factors.append(made)
    if not factors:
        reader.problem(node, "uncertain", "no value has a plausible range", "a path: {range: …}")
    return factors


def plausible_range(
    reader: Reader, scenario: Scenario, path: str, node: Node, where: str
) -> tuple[float, float] | None:
    """Find the plausible range a scenario gives for a number; what is wrong is noted."""
    if number_leaf(reader, scenario, path, node, where) is None:
        return None
    span = scenario.provenance[path].range
    if span is None:
        reader.problem(
            node,
            where,
            f"{path} has no plausible range in {scenario.name}",
            f"{path}: {{range: [low, high]}} here, or a range in the scenario file",
        )
        return None
    return float(span[0]), float(span[1])


def _free(
    reader: Reader, scenarios: tuple[Scenario, ...], path: str, taken: set[str], node: Node
) -> bool:
    """Check that varying a value would not undo what a policy or a lever decides."""
    if path in taken:
        reader.problem(node, "uncertain", f"{path} is a lever as well", "one of the two")
        return False
    by = decided_by(scenarios, path)
    if by is not None:
        reader.problem(
            node,
            "uncertain",
            f"{by} sets {path}: varying it would undo the policy",
            "a value that no scenario of the experiment changes",
        )
    return by is None


def decided_by(scenarios: tuple[Scenario, ...], path: str) -> str | None:
    """Name the scenario that changes a value by date, or has another than the first."""
    keys = path.split(".")
    first = value_at(scenarios[0].undated, keys)
    for scenario in scenarios:
        # A relative change is worked out from whatever value is given.
        if any(change.path == path and change.how == "set" for change in scenario.dated):
            return scenario.name
        if path not in scenario.provenance or value_at(scenario.undated, keys) != first:
            return scenario.name
    return None


def _rival(scenario: Scenario, factor: Factor, others: Sequence[Factor]) -> str | None:
    """Find a value of the same section that, at some end, does not go with some end of this."""
    section = factor.path.rpartition(".")[0]
    for other in others:
        if other.path.rpartition(".")[0] != section:
            continue
        for ends in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
            if not _fits(scenario, varied_values([other, factor], ends)):
                return other.path
    return None


def _fits(scenario: Scenario, values: Mapping[str, Any]) -> bool:
    try:
        scenario.with_values(values)
    except ScenarioError:
        return False
    return True


def _whole_of(scenario: Scenario, path: str) -> tuple[tuple[str, float], ...]:
    """Find the shares that add to 1 with this one: beside it, or its namesakes nearby."""
    *above, leaf = path.split(".")
    kin = {
        "beside": [p for p in scenario.provenance if p.split(".")[:-1] == above],
        "alike": [
            p
            for p in scenario.provenance
            if p.split(".")[-1] == leaf and p.split(".")[:-2] == above[:-1]
        ],
    }
    for paths in kin.values():
        parts = [(p, value_at(scenario.undated, p.split("."))) for p in paths]
        shares = [(p, value) for p, value in parts if isinstance(value, float)]
        if len(shares) > 1 and abs(sum_of(value for _, value in shares) - 1.0) < 1e-6:
            return tuple(shares)
    return ()


def _is_whole(leaf: Leaf) -> bool:
    return int in leaf.accepts and float not in leaf.accepts


def _listed(factor: Factor | None) -> list[Factor]:
    return [] if factor is None else [factor]
