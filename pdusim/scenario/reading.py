"""YAML text to a tree of nodes that know their place. Safe with any text, whoever wrote it.

The text is read as events of ruamel.yaml's parser (its C part when installed) and put together
here, so that depth, anchors and tags are refused before anything is built from them. Scalars
follow the core schema of YAML 1.2 plus dates: ``true``/``false`` only are truth values (``no``,
``on`` are text), ``1e-3`` is a number, ``1_000`` is text, ``2024-05-23`` is a date.
"""

from __future__ import annotations

import datetime
import importlib
import io
import re
import sys
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from pdusim.scenario.errors import Problem, ScenarioError, quote

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
# Beyond this a run of digits is a slip or an attack (int() is quadratic), so it stays text.
_MAX_DIGITS = 300

_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED_INT = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SIGNED = re.compile(r"\+(\.?[0-9][0-9.eE+-]*|\.(inf|Inf|INF))\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
# What YAML allows in a stream; everything else means that the file is not text.
_NOT_TEXT = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value as written; ``plain`` when it stands without quotes."""

    text: str
    plain: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``key: value`` of a mapping, with the place of the key."""

    node: Node
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping; keys are always the text as written, so ``no: 1`` has the key "no"."""

    entries: dict[str, Entry]
    line: int
    column: int


Node = ScalarNode | ListNode | MapNode
Plain = None | bool | int | float | str | datetime.date | list["Plain"] | dict[str, "Plain"]


def read_yaml(path: Path, shown_as: str) -> MapNode:
    """Read one scenario file.

    Parameters
    ----------
    path : Path
        The file.
    shown_as : str
        Its name in messages.

    Raises
    ------
    ScenarioError
        When it cannot be opened, is too long, is not UTF-8 text, is not YAML, is not a mapping,
        or uses what scenario files do not need (anchors, tags, several documents, a key twice).
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ScenarioError(
            [Problem(shown_as, 0, 0, "", f"cannot be read: {reason}", "a scenario file")]
        ) from None
    if len(data) > MAX_BYTES:
        message = f"is longer than {MAX_BYTES:,} bytes"
        raise ScenarioError(
            [Problem(shown_as, 0, 0, "", message, "a scenario file of a few hundred lines")]
        )
    return parse_yaml(_decode(data, shown_as), shown_as)


def parse_yaml(text: str, shown_as: str = "") -> MapNode:
    """Parse the text of a scenario file into nodes; see :func:`read_yaml` for what is refused."""
    try:
        return _KEPT.get(text)
    except ScenarioError as error:
        raise ScenarioError(
            Problem(shown_as, p.line, p.column, p.path, p.message, p.expected, p.suggestion)
            for p in error.problems
        ) from None


def plain_value(node: Node) -> Plain:
    """Return the plain Python value of a node (an impossible date stays text)."""
    if isinstance(node, ScalarNode):
        return resolve_scalar(node.text) if node.plain else node.text
    if isinstance(node, ListNode):
        return [plain_value(item) for item in node.items]
    return {key: plain_value(entry.node) for key, entry in node.entries.items()}


def resolve_scalar(text: str) -> bool | int | float | str | datetime.date | None:
    """Return what an unquoted scalar means: YAML 1.2 core schema plus ISO dates."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if _DATE.match(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    if _BASED_INT.match(text):
        number = int(text, 0)
        # As 1e400 is: larger than any number a float can hold.
        return number if number.bit_length() < sys.float_info.max_exp else float("inf")
    return text


def _decode(data: bytes, shown_as: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        raise ScenarioError(
            [_not_text(shown_as, line, column, f"byte 0x{data[error.start]:02x} is not UTF-8")]
        ) from None
    strange = _NOT_TEXT.search(text)
    if strange:
        before_text = text[: strange.start()]
        line = before_text.count("\n") + 1
        column = strange.start() - (before_text.rfind("\n") + 1) + 1
        message = f"character U+{ord(strange.group()):04X} does not belong in a text"
        raise ScenarioError([_not_text(shown_as, line, column, message)])
    return text


def _not_text(shown_as: str, line: int, column: int, message: str) -> Problem:
    return Problem(
        shown_as,
        line,
        column,
        "",
        f"not a text file: {message}",
        "a YAML file saved as UTF-8 text",
    )


class _Kept:
    """Parsed texts, the latest of them up to a number of bytes in all.

    A chain is read again for every scenario beside it; nodes are never changed, so they can be
    kept. A node takes some hundred times the room of its text.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._found: OrderedDict[str, MapNode] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> MapNode:
        """Return the nodes of a text, parsed now or before.

        Raises
        ------
        ScenarioError
            When it is wrong; that is not kept.
        """
        with self._lock:
            if text in self._found:
                self._found.move_to_end(text)
                return self._found[text]
        root = _parse(text)
        with self._lock:
            if text not in self._found and len(text) <= self.most:
                self._found[text] = root
                self.size += len(text)
            while self.size > self.most:
                dropped, _ = self._found.popitem(last=False)
                self.size -= len(dropped)
        return root

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._found.clear()
            self.size = 0


#: The baseline is some 90,000 characters, and most of what extends it a few hundred.
_KEPT = _Kept(most=500_000)


def _parse(text: str) -> MapNode:
    problems: list[Problem] = []
    roots: list[Node] = []
    open_nodes: list[_Building] = []
    try:
        for event in _events(text):
            kind = type(event).__name__
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            if kind == "ScalarEvent":
                _refuse_extras(event, line, column)
                scalar = ScalarNode(event.value, not event.style, line, column)
                if scalar.plain and _SIGNED.match(scalar.text):
                    problems.append(_plus(scalar))
                done: Node = scalar
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                _refuse_extras(event, line, column)
                if len(open_nodes) >= MAX_DEPTH:
                    raise _refused(
                        line,
                        column,
                        f"nested more than {MAX_DEPTH} levels deep",
                        "sections inside sections, a few levels deep",
                    )
                open_nodes.append(_Building(kind == "MappingStartEvent", line, column))
                continue
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                done = open_nodes.pop().finish(problems)
            elif kind == "AliasEvent":
                raise _refused(line, column, f"the alias *{event.anchor}'", _NO_ANCHORS)
            elif kind == "DocumentStartEvent" and roots:
                raise _refused(
                    line, column, "a second document begins here", "one scenario a file, no '---'"
                )
            else:
                continue
            (open_nodes[-1].parts if open_nodes else roots).append(done)
    except ScenarioError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a hostile text trips inside the parser
        raise ScenarioError([_syntax_problem(error, text)]) from None
    if problems:
        raise ScenarioError(sorted(problems, key=lambda p: (p.line, p.column)))
    return _root(roots)


def _plus(node: ScalarNode) -> Problem:
    """Refuse a plus sign before a number: whoever writes it means an addition, and gets none."""
    number = node.text[1:40]
    return Problem(
        "",
        node.line,
        node.column,
        "",
        f"found +{number}: a plus sign adds nothing, the value would be {number}",
        "a number without a plus sign",
        f"write {number} for the value itself; to raise a value of a scenario by {number}, write "
        f"under changes: '- {{from: DATE, add: {{PATH: {number}}}}}'",
    )


_NO_ANCHORS = "the value written out: anchors, aliases and merge keys are not used in scenarios"


def _root(roots: list[Node]) -> MapNode:
    keys = "keys such as name, extends, changes and the sections of a scenario"
    root = roots[0] if roots else ScalarNode("", True, 1, 1)
    if isinstance(root, MapNode):
        return root
    if isinstance(root, ListNode):
        found = "a list"
    elif root.plain and root.text == "":
        raise _refused(1, 1, "the file is empty", keys, "start with: extends: baseline")
    else:
        found = f"the text {quote(root.text)}"
    raise _refused(
        root.line, root.column, f"found {found} instead of a scenario", keys, "write: key: value"
    )


class _Building:
    """A mapping or sequence whose end has not come yet."""

    __slots__ = ("column", "is_map", "line", "parts")

    def __init__(self, is_map: bool, line: int, column: int) -> None:
        self.is_map = is_map
        self.line = line
        self.column = column
        self.parts: list[Node] = []

    def finish(self, problems: list[Problem]) -> Node:
        """Return the finished node; a key that is no plain text or comes twice is a problem."""
        if not self.is_map:
            return ListNode(tuple(self.parts), self.line, self.column)
        entries: dict[str, Entry] = {}
        for key, node in zip(self.parts[::2], self.parts[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                problems.append(
                    Problem("", key.line, key.column, "", "a list or mapping as a key", "a name")
                )
            elif key.text in entries:
                first = entries[key.text]
                problems.append(
                    Problem(
                        "",
                        key.line,
                        key.column,
                        "",
                        f"the key {quote(key.text)} stands here twice, first on line {first.line}",
                        "each key once in its section",
                        "delete one of the two",
                    )
                )
            else:
                entries[key.text] = Entry(node, key.line, key.column)
        return MapNode(entries, self.line, self.column)


def _events(text: str) -> Iterator[Any]:
    try:
        compiled = importlib.import_module("_ruamel_yaml")
    except ImportError:  # 25 times slower, and good enough where no wheel of the C part exists
        from ruamel.yaml import YAML

        yield from YAML(typ="safe", pure=True).parse(io.StringIO(text))
        return
    parser = compiled.CParser(text)
    while (event := parser.get_event()) is not None:
        yield event


def _refuse_extras(event: Any, line: int, column: int) -> None:
    if event.anchor is not None:
        raise _refused(line, column, f"the anchor &{event.anchor}", _NO_ANCHORS)
    if event.tag is not None:
        expected = "the value without a tag: its type follows from how it is written"
        raise _refused(line, column, f"the tag {quote(str(event.tag))}", expected)


def _refused(
    line: int, column: int, message: str, expected: str, suggestion: str = ""
) -> ScenarioError:
    return ScenarioError([Problem("", line, column, "", message, expected, suggestion)])


_INDENTATION = "check the indentation: keys of one section start in one column"
# The parser's words, and what they nearly always mean.
_SYNTAX_HINTS = (
    ("cannot start any token", "put quotes round a text that begins with a sign"),
    ("mapping values are not allowed", "put quotes round a text that holds ': '"),
    ("end of stream", "close the quote or bracket that was opened here"),
    ("expected ',' or", "close the bracket that was opened, or put a comma between its parts"),
    ("block", _INDENTATION),
    ("did not find expected", _INDENTATION),
    ("simple key", "check the indentation, and that a ':' follows the key"),
)


def _syntax_problem(error: Exception, text: str) -> Problem:
    problem = str(getattr(error, "problem", None) or str(error).partition("\n")[0])
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    context = getattr(error, "context", None)
    suggestion = next((hint for sign, hint in _SYNTAX_HINTS if sign in problem), "")
    if mark and "\t" in "".join(text.split("\n")[line - 1 : line]):
        suggestion = "indent with spaces: a tab is not allowed"
    message = f"not valid YAML: {problem}" + (f" ({context})" if context else "")
    return Problem("", line, column, "", message, "lines of the form key: value", suggestion)
