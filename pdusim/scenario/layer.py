"""One file of a chain, read against the schema: its values, its dated changes, its problems."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import NamedTuple

from pdusim.scenario.caseload.section import StartSection, read_section
from pdusim.scenario.catalogue import (
    TOP_LEVEL_KEYS,
    Group,
    Leaf,
    Path,
    Shape,
    Table,
    amount_leaf,
    did_you_mean,
    find,
)
from pdusim.scenario.dated import HOWS, How
from pdusim.scenario.errors import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Problem,
    checked_name,
    checked_text,
    join_words,
    nearest,
    quote,
)
from pdusim.scenario.provenance import Place, Written, take_apart
from pdusim.scenario.reading import Entry, ListNode, MapNode, Node, ScalarNode, plain_value
from pdusim.scenario.renamed import renamed
from pdusim.scenario.wording import as_date, date_suggestion, found, not_a_day, unknown_path

CHANGE_KEYS = ("from", *HOWS, "ramp_days", "note")
MAX_RAMP_DAYS = 36_525
_AMOUNTS = {"set": "value", "add": "what to add", "multiply": "factor"}

_EARLIEST, _LATEST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
"""Dates of changes: decades before any run starts, and after every one has ended."""

# Dots separate the keys of a path, so a key of one's own (a task, an event) cannot hold any.
_FREE_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-]{0,79}\Z")


class WrittenChange(NamedTuple):
    """One value of a dated change as written."""

    date: datetime.date
    path: Path
    written: Written
    ramp_days: int
    note: str
    how: How = "set"


@dataclass
class Layer:
    """What one scenario file says.

    Parameters
    ----------
    file : str
        Its name in messages.
    name, description : str
        As written; empty where not.
    extends : str or None
        The parent as written.
    extends_place : Place or None
        Where that stands.
    start : StartSection or None
        Files that say how the unit is.
    values : dict
        Path to leaf as written.
    sections : dict
        Path to place, of every section and table the file mentions.
    changes : list of WrittenChange
        In the order of the file.
    spoilt : set
        Paths that hold a problem already, so that "missing" is not said about them as well.
    problems : list of Problem
        Everything wrong with keys, wrapping and changes; types and bounds are checked later.
    """

    file: str
    name: str = ""
    description: str = ""
    extends: str | None = None
    extends_place: Place | None = None
    start: StartSection | None = None
    values: dict[Path, Written] = field(default_factory=dict)
    sections: dict[Path, Place] = field(default_factory=dict)
    changes: list[WrittenChange] = field(default_factory=list)
    spoilt: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def read_layer(root: MapNode, group: Group, file: str, folder: FilePath) -> Layer:
    """Read the nodes of one file against the schema; nothing is raised, problems are collected."""
    return _Reader(Layer(file), group).run(root, folder)


class _Reader:
    def __init__(self, layer: Layer, group: Group) -> None:
        self.layer = layer
        self.group = group

    def run(self, root: MapNode, folder: FilePath) -> Layer:
        """Read one file into its layer."""
        layer = self.layer
        entries = root.entries
        layer.name = self._text(entries["name"].node, "name") if "name" in entries else ""
        if "description" in entries:
            layer.description = self._text(entries["description"].node, "description")
        if "extends" in entries:
            node = entries["extends"].node
            layer.extends = self._text(node, "extends") or None
            layer.extends_place = Place(layer.file, node.line, node.column)
        if "start" in entries:
            node = entries["start"].node
            layer.start = read_section(node, folder, layer.file, layer.problems.append)
        sections = {k: e for k, e in entries.items() if k not in TOP_LEVEL_KEYS}
        self._section(MapNode(sections, root.line, root.column), self.group, ())
        if "changes" in entries:
            self._changes(entries["changes"].node)
        return layer

    def _add(
        self,
        node: Node | Place,
        path: Iterable[str],
        message: str,
        expected: str = "",
        suggestion: str = "",
    ) -> None:
        self.layer.problems.append(
            Problem(
                self.layer.file,
                node.line,
                node.column,
                ".".join(path),
                message,
                expected,
                suggestion,
            )
        )

    def _text(self, node: Node, key: str) -> str:
        if not isinstance(node, ScalarNode):
            self._add(node, (key,), f"found {found(plain_value(node))}", "a text")
            return ""
        if node.plain and plain_value(node) is None:
            return ""
        most = LONGEST_NAME if key == "name" else LONGEST_TEXT
        text: str | None = node.text.strip()
        if key != "extends":
            text = checked_name(node.text) if key == "name" else checked_text(node.text, most)
        if text is None:
            message = f"found a text of {len(node.text):,} characters"
            self._add(node, (key,), message, f"at most {most:,} characters")
        return text or ""

    # -- sections ------------------------------------------------------------------------------

    def _section(self, node: Node, group: Group, path: Path) -> None:
        entries = self._entries(node, path, f"a section with the keys {_listed(group.known)}")
        for key, entry in entries.items():
            known = group.known if path else (*TOP_LEVEL_KEYS, *group.known)
            shape = group.children.get(key)
            if shape is None:
                place = Place("", entry.line, entry.column)
                self._unknown(place, (*path, key), known)
            else:
                self._any(entry.node, shape, (*path, key))

    def _table(self, node: Node, table: Table, path: Path) -> None:
        expected = f"entries named {_listed(table.keys) if table.keys else 'as you like'}"
        for key, entry in self._entries(node, path, expected).items():
            place = Place("", entry.line, entry.column)
            if table.keys and key not in table.keys:
                self._unknown(place, (*path, key), table.keys)
            elif not _FREE_KEY.match(key):
                message = f"{quote(key)} cannot be a name"
                self._add(place, path, message, "at most 80 letters, digits, '_' and '-'")
            else:
                self._section(entry.node, table.item, (*path, key))

    def _any(self, node: Node, shape: Shape, path: Path) -> None:
        if isinstance(shape, Group):
            self._section(node, shape, path)
        elif isinstance(shape, Table):
            self._table(node, shape, path)
        else:
            before = len(self.layer.problems)
            written = take_apart(node, shape, path, self.layer.file, self.layer.problems)
            if written is not None:
                self.layer.values[path] = written
            if len(self.layer.problems) > before:
                self.layer.spoilt.add(path)

    def _entries(self, node: Node, path: Path, expected: str) -> dict[str, Entry]:
        self.layer.sections[path] = Place(self.layer.file, node.line, node.column)
        if isinstance(node, MapNode):
            return node.entries
        plain = plain_value(node)
        # A section whose lines are all commented out says nothing, and does no harm.
        if plain is not None:
            self.layer.spoilt.add(path)
            self._add(node, path, f"found {found(plain)} in place of a section", expected)
        return {}

    def _unknown(self, place: Place, path: Path, known: tuple[str, ...]) -> None:
        self._add(
            place,
            path,
            f"unknown key {quote(path[-1])}",
            f"one of {_listed(known)}",
            renamed(path) or did_you_mean(self.group, path, known),
        )

    # -- dated changes -------------------------------------------------------------------------

    def _changes(self, node: Node) -> None:
        expected = (
            "a list, each entry with 'from: DATE' and 'set: {path: value}' (or add or multiply)"
        )
        if not isinstance(node, ListNode):
            plain = plain_value(node)
            if plain is not None:
                suggestion = "put '- ' before from" if isinstance(node, MapNode) else ""
                self._add(node, ("changes",), f"found {found(plain)}", expected, suggestion)
            return
        for number, item in enumerate(node.items):
            if isinstance(item, MapNode):
                self._change(item, f"changes[{number}]")
            else:
                message = f"found {found(plain_value(item))}"
                self._add(item, (f"changes[{number}]",), message, "from and set")

    def _change(self, item: MapNode, where: str) -> None:
        for key, entry in item.entries.items():
            if key not in CHANGE_KEYS:
                close = nearest(key, CHANGE_KEYS)
                self._add(
                    Place("", entry.line, entry.column),
                    (where,),
                    f"unknown key {quote(key)}",
                    join_words(CHANGE_KEYS, last="and"),
                    f"did you mean '{close}'?" if close else "",
                )
        given = [how for how in HOWS if how in item.entries]
        if "from" not in item.entries:
            self._add(item, (where,), "has no 'from'", "from and set")
        if not given:
            expected = "from and set, or add or multiply in place of set"
            self._add(item, (where,), "has no 'set'", expected)
        date = self._date(item, where)
        ramp = self._ramp(item, where)
        note = self._text(item.entries["note"].node, where) if "note" in item.entries else ""
        seen: set[str] = set()
        for how in given:
            self._values(item.entries[how].node, how, f"{where}.{how}", date, ramp, note, seen)

    def _values(
        self,
        settings: Node,
        how: How,
        where: str,
        date: datetime.date | None,
        ramp: int,
        note: str,
        seen: set[str],
    ) -> None:
        """Read what one change sets, adds or multiplies."""
        if not isinstance(settings, MapNode) or not settings.entries:
            message = f"found {found(plain_value(settings))}"
            expected = f"{{dotted.path: {_AMOUNTS[how]}}}"
            self._add(settings, (where,), message, expected)
            return
        for dotted, entry in settings.entries.items():
            place = Place("", entry.line, entry.column)
            leaf = self._dated_leaf(dotted, entry.node, place)
            if leaf is None:
                continue
            path = tuple(dotted.split("."))
            if dotted in seen:
                message = "changes twice in one entry, so that the order would be unclear"
                self._add(place, path, message, "one change of a value in an entry")
                continue
            seen.add(dotted)
            if how != "set":
                if not leaf.is_number:
                    message = f"cannot change by '{how}': it is not a single number"
                    self._add(place, path, message, leaf.expected, "write the value under set:")
                    continue
                leaf = amount_leaf(leaf, how)
            written = take_apart(entry.node, leaf, path, self.layer.file, self.layer.problems)
            if ramp and not leaf.accepts <= {int, float, type(None)}:
                message = "cannot change by a ramp: it is not a number"
                self._add(place, path, message, "a change without ramp_days")
            elif written is not None and date is not None:
                self.layer.changes.append(WrittenChange(date, path, written, ramp, note, how))

    def _date(self, item: MapNode, where: str) -> datetime.date | None:
        if "from" not in item.entries:
            return None
        node = item.entries["from"].node
        plain = plain_value(node)
        date = as_date(plain)
        if date is not None and _EARLIEST <= date <= _LATEST:
            return date
        if date is not None:
            expected = f"a date from {_EARLIEST} to {_LATEST}"
            self._add(node, (where, "from"), f"found {found(plain)}", expected)
            return None
        suggestion = date_suggestion(plain) if isinstance(plain, str) else ""
        message = f"found {found(plain)}{not_a_day(plain)}"
        self._add(node, (where, "from"), message, "a date, as 2024-05-23", suggestion)
        return None

    def _ramp(self, item: MapNode, where: str) -> int:
        if "ramp_days" not in item.entries:
            return 0
        node = item.entries["ramp_days"].node
        plain = plain_value(node)
        if isinstance(plain, int) and not isinstance(plain, bool) and 0 <= plain <= MAX_RAMP_DAYS:
            return plain
        expected = f"a whole number of days, at least 0 and at most {MAX_RAMP_DAYS}"
        self._add(node, (where, "ramp_days"), f"found {found(plain)}", expected)
        return 0

    def _dated_leaf(self, dotted: str, node: Node, place: Place) -> Leaf | None:
        """Return the leaf a dated change is about, or add the problem with its path."""
        path = tuple(dotted.split("."))
        shape = find(self.group, path)
        if isinstance(shape, Leaf):
            if not shape.fixed:
                return shape
            message = "is fixed for the whole run and cannot change on a date"
            suggestion = "set it in its section instead, without a date"
            self._add(place, path, message, "a value that may change", suggestion)
        elif shape is not None:
            inside = _first_leaf(shape, node)
            suggestion = f"write the whole path: {'.'.join((*path, *inside))}" if inside else ""
            message = "is a section; a dated change sets single values"
            self._add(place, path, message, "the dotted path of a value", suggestion)
        else:
            self._add(place, path, *unknown_path(self.group, path))
        return None


def _first_leaf(shape: Shape, node: Node) -> Path:
    path: list[str] = []
    while isinstance(node, MapNode) and node.entries and not isinstance(shape, Leaf):
        key = next(iter(node.entries))
        inner = find(shape, (key,)) if isinstance(shape, Group) else shape.item
        if inner is None:
            break
        path.append(key)
        shape, node = inner, node.entries[key].node
    return tuple(path)


def _listed(keys: tuple[str, ...]) -> str:
    return join_words(keys, most=15)
