"""Where a value comes from: taking a leaf apart into the value and its source."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, NamedTuple, cast, get_args

from pdusim.scenario.catalogue import Leaf, Path, bounds_text
from pdusim.scenario.errors import (
    LONGEST_TEXT,
    Problem,
    checked_text,
    join_words,
    nearest,
    quote,
)
from pdusim.scenario.reading import MapNode, Node, Plain, ScalarNode, plain_value

Confidence = Literal["high", "medium", "low", "assumed"]
CONFIDENCES: tuple[str, ...] = get_args(Confidence)
WRAPPER_KEYS = ("value", "unit", "source", "confidence", "range", "note")


class Place(NamedTuple):
    """A place in a file, counted from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """A value with where it comes from.

    Parameters
    ----------
    value : Any
        The value, as the settings hold it.
    unit : str
        Its unit, from the schema.
    source : str
        The source as written; "set in FILE" where the file gives none. An override without a
        source of its own does not keep the one of the value it replaces.
    confidence : {"high", "medium", "low", "assumed"} or None
        None where the file says nothing.
    range : tuple of two numbers or dates, or None
        Plausible range; for a list or a mix, of each of its numbers.
    note : str
        Anything else its author wanted to say.
    file, line, column : str, int, int
        Where it is written; empty and 0 for a value given from Python.
    has_source : bool
        Whether the file names a source.
    """

    value: Any
    unit: str
    source: str
    confidence: Confidence | None
    range: tuple[Any, Any] | None
    note: str
    file: str
    line: int
    column: int
    has_source: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A leaf as one file writes it, not yet checked against its type and bounds."""

    leaf: Leaf
    plain: Plain
    node: Node | None
    place: Place
    source: str | None = None
    confidence: Confidence | None = None
    range: tuple[Any, Any] | None = None
    note: str = ""

    def provenance(self, value: Any) -> Provenance:
        """Return the provenance of ``value``, the validated form of what is written here."""
        file = self.place.file
        return Provenance(
            value=value,
            unit=self.leaf.unit,
            source=self.source or (f"set in {PurePath(file).name}" if file else "set from Python"),
            confidence=self.confidence,
            range=self.range,
            note=self.note,
            file=file,
            line=self.place.line,
            column=self.place.column,
            has_source=self.source is not None,
        )


def take_apart(
    node: Node, leaf: Leaf, path: Path, file: str, problems: list[Problem]
) -> Written | None:
    """Separate a leaf, bare or as ``{value, unit, source, …}``, into its value and its source.

    Parameters
    ----------
    node : Node
        What stands in the file.
    leaf : Leaf
        What the schema says.
    path : tuple of str
        Where in the scenario.
    file : str
        The file's name, for messages.
    problems : list of Problem
        Everything wrong with the wrapping is added here.

    Returns
    -------
    Written or None
        None when there is no value to go on with.
    """
    place = Place(file, node.line, node.column)
    if not isinstance(node, MapNode) or _is_bare_mix(node, leaf):
        return Written(leaf, plain_value(node), node, place)
    return _Unwrapping(node, leaf, path, file, problems).run()


def _is_bare_mix(node: MapNode, leaf: Leaf) -> bool:
    """Tell whether a mapping is the value itself: a mix without the key ``value``."""
    return leaf.is_mix and "value" not in node.entries


@dataclass(frozen=True, slots=True)
class _Unwrapping:
    node: MapNode
    leaf: Leaf
    path: Path
    file: str
    problems: list[Problem]

    def run(self) -> Written | None:
        """Read the wrapper of a value; None, with a problem noted, where it is not one."""
        entries = self.node.entries
        if not set(entries) & set(WRAPPER_KEYS):
            found = join_words([quote(key) for key in entries], last="and") or "nothing"
            close = next((near for key in entries if (near := nearest(key, WRAPPER_KEYS))), None)
            suggestion = f"did you mean '{close}'?" if close else ""
            message = f"is one value, not a section: found {found} in it"
            self._add(self.node, message, suggestion=suggestion)
            return None
        for key, entry in entries.items():
            if key not in WRAPPER_KEYS:
                close = nearest(key, WRAPPER_KEYS)
                self.problems.append(
                    Problem(
                        self.file,
                        entry.line,
                        entry.column,
                        ".".join(self.path),
                        f"unknown key {quote(key)} beside a value",
                        f"only {join_words(WRAPPER_KEYS, last='and')}",
                        f"did you mean '{close}'?" if close else "",
                    )
                )
        if "value" not in entries:
            self._add(self.node, "has no value", suggestion="write: {value: …, source: …}")
            return None
        self._check_unit()
        node = entries["value"].node
        plain = plain_value(node)
        return Written(
            leaf=self.leaf,
            plain=plain,
            node=node,
            place=Place(self.file, node.line, node.column),
            source=self._text("source"),
            confidence=self._confidence(),
            range=self._range(plain),
            note=self._text("note") or "",
        )

    def _add(self, node: Node, message: str, expected: str = "", suggestion: str = "") -> None:
        self.problems.append(
            Problem(
                self.file,
                node.line,
                node.column,
                ".".join(self.path),
                message,
                expected or self.leaf.expected,
                suggestion,
            )
        )

    def _text(self, key: str) -> str | None:
        entry = self.node.entries.get(key)
        if entry is None or plain_value(entry.node) in (None, ""):
            return None
        if not isinstance(entry.node, ScalarNode):
            self._add(entry.node, f"{key} is not a text", f"{key}: a text")
            return None
        text = checked_text(entry.node.text, LONGEST_TEXT)
        if text is None:
            message = f"{key} is a text of {len(entry.node.text):,} characters"
            self._add(entry.node, message, f"{key}: at most {LONGEST_TEXT:,} characters")
        return text

    def _check_unit(self) -> None:
        unit = self._text("unit")
        if unit is None or unit == self.leaf.unit:
            return
        node = self.node.entries["unit"].node
        if not self.leaf.unit:
            self._add(node, f"unit {quote(unit)} for a value without unit", "no unit")
            return
        self._add(
            node,
            f"is in another unit, {quote(unit)}",
            f"unit: {self.leaf.unit}",
            f"give the value in this unit: {self.leaf.unit}",
        )

    def _confidence(self) -> Confidence | None:
        word = self._text("confidence")
        if word is None or word in CONFIDENCES:
            return cast("Confidence | None", word)
        close = nearest(word, CONFIDENCES)
        self._add(
            self.node.entries["confidence"].node,
            f"confidence {quote(word)} is not known",
            f"confidence: {join_words(CONFIDENCES)}",
            f"did you mean '{close}'?" if close else "",
        )
        return None

    def _range(self, plain: Plain) -> tuple[Any, Any] | None:
        entry = self.node.entries.get("range")
        found = plain_value(entry.node) if entry else None
        if entry is None or found is None:
            return None
        node = entry.node
        dates = datetime.date in self.leaf.accepts
        if not dates and not self.leaf.accepts & {int, float}:
            self._add(node, "has a range, but is not a number", "no range here")
            return None
        words = "[lowest, highest], two dates" if dates else "[lowest, highest], two numbers"
        expected = f"range: {words}"
        fits = _is_date if dates else _is_number
        if not (isinstance(found, list) and len(found) == 2 and all(map(fits, found))):
            self._add(node, "the range is not a pair", expected)
            return None
        low, high = cast("list[Any]", found)
        if low > high:
            self._add(node, f"the range is upside down: {low} above {high}", expected)
            return None
        outside = [end for end in (low, high) if not dates and not self.leaf.bounds.holds(end)]
        if outside:
            limits = bounds_text(self.leaf.bounds)
            self._add(node, f"the range reaches {outside[0]:g}, out of bounds", f"ends {limits}")
            return None
        strays = [v for v in _flat(plain) if fits(v) and not low <= cast("Any", v) <= high]
        if strays:
            self._add(
                node,
                f"the value {strays[0]} lies outside its own range {low} to {high}",
                "a range that holds the value",
            )
            return None
        return low, high


def _is_number(plain: object) -> bool:
    return isinstance(plain, int | float) and not isinstance(plain, bool) and plain == plain  # noqa: PLR0124


def _is_date(plain: object) -> bool:
    return isinstance(plain, datetime.date)


def _flat(plain: Plain) -> list[Plain]:
    if isinstance(plain, dict):
        return [inner for item in plain.values() for inner in _flat(item)]
    if isinstance(plain, list):
        return [inner for item in plain for inner in _flat(item)]
    return [plain]
