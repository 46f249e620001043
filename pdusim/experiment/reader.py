"""Reading experiment files: typed values out of YAML nodes, every problem with its place."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pdusim.randomness import checked_seed
from pdusim.scenario.errors import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Problem,
    ScenarioError,
    checked_text,
    join_words,
    nearest,
    quote,
)
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.reading import (
    Entry,
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    parse_yaml,
    plain_value,
    read_yaml,
)
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.shipped import is_bare_name, locate
from pdusim.scenario.wording import found

#: Largest number in an experiment file, either way.
LARGEST = 1e15

#: How a scenario name becomes a scenario; tests put a smaller model in its place.
Loader = Callable[[str | os.PathLike[str]], Scenario]


@dataclass
class Reader:
    """One experiment file being read.

    Parameters
    ----------
    root : MapNode
        Its content.
    file : str
        Its name in messages; empty for content given from Python.
    folder : Path
        Where the paths in it start.
    load : callable
        Loads a scenario.
    problems : list of Problem
        What is wrong so far.
    """

    root: MapNode
    file: str
    folder: Path
    load: Loader = load_scenario
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def open(
        cls, source: str | os.PathLike[str] | Mapping[str, Any], load: Loader = load_scenario
    ) -> Reader:
        """Read the text of an experiment file, or a mapping that says the same.

        Raises
        ------
        ScenarioError
            When it cannot be read or is not YAML.
        """
        if isinstance(source, Mapping):
            # JSON is YAML: one way to read both.
            text = json.dumps(source, default=_date)
            return cls(parse_yaml(text), "", Path(), load)
        path = Path(source)
        return cls(read_yaml(path, str(path)), str(path), path.parent, load)

    def problem(
        self, node: Node | Entry, path: str, message: str, expected: str = "", hint: str = ""
    ) -> None:
        """Note a problem at a node."""
        line, column = (node.line, node.column) if self.file else (0, 0)
        self.problems.append(Problem(self.file, line, column, path, message, expected, hint))

    def finish(self) -> None:
        """Raise ``ScenarioError`` if there were problems."""
        if self.problems:
            raise ScenarioError(sorted(self.problems, key=lambda p: (p.line, p.column)))

    def only(self, node: MapNode, known: tuple[str, ...], where: str = "") -> None:
        """Note every key that is not among `known`."""
        for key, entry in node.entries.items():
            if key not in known:
                close = nearest(key, known)
                self.problem(
                    entry,
                    where,
                    f"unknown key {quote(key)}",
                    f"one of {join_words(known)}",
                    f"did you mean '{close}'?" if close else "",
                )

    def text(self, node: MapNode, key: str, default: str = "", where: str = "") -> str:
        """Read a text, fit to be shown; an empty one is as good as none."""
        return self._shown(node, key, default, where, LONGEST_TEXT)

    def name(self, default: str) -> str:
        """Read the name of what the file describes."""
        return " ".join(self._shown(self.root, "name", default, "", LONGEST_NAME).split())

    def _shown(self, node: MapNode, key: str, default: str, where: str, most: int) -> str:
        entry = node.entries.get(key)
        if entry is None:
            return default
        value = plain_value(entry.node)
        if not isinstance(value, str):
            self._wrong(entry, where, key, value, "text")
            return default
        text = checked_text(value, most)
        if text is None:
            message = f"found a text of {len(value):,} characters"
            self.problem(entry.node, _dotted(where, key), message, f"at most {most:,} characters")
        return text or default

    def choice(
        self, node: MapNode, key: str, known: tuple[str, ...], where: str = ""
    ) -> str | None:
        """Read one word of several, which must be there."""
        entry = node.entries.get(key)
        if entry is None:
            self.problem(node, where, f"no {key}", f"{key}: {join_words(known)}")
            return None
        value = self.text(node, key, where=where)
        if value in known:
            return value
        close = nearest(value, known)
        hint = f"did you mean '{close}'?" if close else ""
        self.problem(
            entry.node, _dotted(where, key), f"found {quote(value)}", join_words(known), hint
        )
        return None

    def truth(self, node: MapNode, key: str, default: bool) -> bool:
        """Read true or false."""
        entry = node.entries.get(key)
        if entry is None:
            return default
        value = plain_value(entry.node)
        if isinstance(value, bool):
            return value
        self._wrong(entry, "", key, value, "true or false")
        return default

    def whole(
        self, node: MapNode, key: str, default: int, *, most: int, least: int = 0, where: str = ""
    ) -> int:
        """Read a whole number from `least` to `most`."""
        entry = node.entries.get(key)
        if entry is None:
            return default
        value = plain_value(entry.node)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._wrong(entry, where, key, value, f"a whole number from {least} to {most:,}")
        return default

    def seed(self, node: MapNode, where: str = "") -> int:
        """Read a seed: 0 if none is given."""
        entry = node.entries.get("seed")
        value = 0 if entry is None else plain_value(entry.node)
        try:
            return checked_seed(value)
        except ValueError:
            if entry is not None:
                self._wrong(entry, where, "seed", value, "a whole number from 0 to 2^64 - 1")
            return 0

    def number(self, node: Node, where: str) -> float | None:
        """Read a number a model could mean: finite, and no larger than `LARGEST`."""
        value = plain_value(node)
        if isinstance(value, int | float) and not isinstance(value, bool):
            # Compared before it is converted: a long hexadecimal number is no float.
            if abs(value) <= LARGEST:
                return float(value)
            self.problem(node, where, f"found {found(value)}", f"a number of at most {LARGEST:g}")
            return None
        self.problem(node, where, f"found {found(value)}", "a number")
        return None

    def words(self, node: MapNode, key: str) -> list[tuple[str, Node]]:
        """Read a list of texts, or one text, each once, with its node."""
        entry = node.entries.get(key)
        if entry is None:
            return []
        items = entry.node.items if isinstance(entry.node, ListNode) else (entry.node,)
        out: list[tuple[str, Node]] = []
        seen: set[str] = set()
        for item in items:
            value = plain_value(item)
            if isinstance(value, str) and not value.strip():
                self.problem(item, key, "found an empty text", "a name")
            elif isinstance(value, str) and value in seen:
                self.problem(item, key, f"{quote(value)} stands here twice", "each name once")
            elif isinstance(value, str):
                seen.add(value)
                out.append((value, item))
            else:
                self.problem(item, key, f"found {found(value)}", "a name")
        return out

    def mapping(self, node: MapNode, key: str, where: str = "") -> MapNode | None:
        """Read a section."""
        entry = node.entries.get(key)
        if entry is None:
            return None
        if isinstance(entry.node, MapNode):
            return entry.node
        self._wrong(entry, where, key, plain_value(entry.node), "a mapping (key: value)")
        return None

    def range(self, node: Node, where: str) -> tuple[float, float] | None:
        """Read [low, high]."""
        if not isinstance(node, ListNode) or len(node.items) != 2:
            self.problem(node, where, f"found {found(plain_value(node))}", "[low, high]")
            return None
        low, high = (self.number(item, where) for item in node.items)
        if low is None or high is None:
            return None
        if low < high:
            return low, high
        if low == high:
            self.problem(node, where, f"the range from {low:g} to {high:g} is empty", "[low, high]")
        else:
            self.problem(
                node,
                where,
                f"the range is upside down: {low:g} is above {high:g}",
                "[low, high]",
                f"write [{high:g}, {low:g}]",
            )
        return None

    def scenario(self, name: str, node: Node, where: str) -> Scenario | None:
        """Load a scenario named in the file, relative to it."""
        try:
            if is_bare_name(name):
                return self.load(name)
            path = locate(name, self.folder)
            if path is None:
                self.problem(
                    node,
                    where,
                    f"{quote(name)}: there is no such file",
                    f"a file relative to {self.folder}, or the name of a shipped scenario",
                )
                return None
            return self.load(path)
        except ScenarioError as error:
            inside = error.problems[0]
            if inside.file and inside.line:
                self.problems.extend(error.problems)
            else:
                self.problem(node, where, inside.message, inside.expected, inside.suggestion)
            return None

    def accepts(
        self, scenario: Scenario, path: str, value: Any, node: Node | Entry, where: str
    ) -> bool:
        """Check a value against the schema; what is wrong is noted at the node."""
        try:
            scenario.with_values({path: value})
        except ScenarioError as error:
            for one in error.problems:
                self.problem(node, where, one.message, one.expected, one.suggestion)
            return False
        return True

    def fixed(self, scenarios: Sequence[Scenario]) -> dict[str, Any]:
        """Read ``set``: values for every scenario, checked together, because some go together."""
        node = self.mapping(self.root, "set")
        entries = node.entries if node else {}
        values = {path: plain_value(entry.node) for path, entry in entries.items()}
        noted: set[tuple[str, str]] = set()
        for scenario in scenarios if values else ():
            try:
                scenario.with_values(values)
            except ScenarioError as error:
                for one in error.problems:
                    if (one.path, one.message) not in noted:
                        noted.add((one.path, one.message))
                        path = next((p for p in entries if _touches(p, one.path)), None)
                        place = entries[path].node if path else self.root
                        self.problem(
                            place, f"set.{one.path}", one.message, one.expected, one.suggestion
                        )
        return {} if noted else values

    def _wrong(self, entry: Entry, where: str, key: str, value: Any, expected: str) -> None:
        self.problem(entry.node, _dotted(where, key), f"found {found(value)}", expected)


def _dotted(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _touches(path: str, other: str) -> bool:
    """Tell whether one of two dotted paths is the other, or leads to it."""
    a, b = path.split("."), other.split(".")
    shorter = min(len(a), len(b))
    return a[:shorter] == b[:shorter]


def _date(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    raise TypeError(f"{type(value).__name__} cannot stand in an experiment")


__all__ = ["Entry", "ListNode", "Loader", "MapNode", "Node", "Reader", "ScalarNode", "plain_value"]
