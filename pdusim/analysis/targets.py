"""Targets: what published figures say a measure should come to."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pdusim.experiment.reader import LARGEST
from pdusim.scenario.errors import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Problem,
    ScenarioError,
    checked_text,
    join_words,
    nearest,
    printable,
    quote,
)

MAX_BYTES = 20_000_000
"""A file of targets may be as long as this."""
LONGEST_ID = 80
"""Most characters of the short name of a target."""

_NEEDED = ("id", "scenario", "measure", "low", "high")
_KEPT = ("note", "from")


@dataclass(frozen=True, slots=True)
class Target:
    """A range in which a measure should lie.

    Parameters
    ----------
    name : str
        Short name (T1).
    scenario : str
        Label of the scenario it is about.
    measure : str
        Name of the measure.
    low, high : float or None
        Ends of the range, in the measure's unit; one may be missing.
    note : str
        Where it comes from, in the author's words.
    line : int
        Where it stands in its file.
    """

    name: str
    scenario: str
    measure: str
    low: float | None
    high: float | None
    note: str = ""
    line: int = 0

    @property
    def scale(self) -> float:
        """What one unit of misfit is: half the range, or a tenth of a single end."""
        if self.low is not None and self.high is not None:
            return (self.high - self.low) / 2.0
        end = self.low if self.low is not None else self.high
        return 0.1 * abs(end or 0.0) or 1.0

    def misfit(self, value: float) -> float:
        """Distance outside the range in units of `scale`: negative below, positive above."""
        if self.low is not None and value < self.low:
            return (value - self.low) / self.scale
        if self.high is not None and value > self.high:
            return (value - self.high) / self.scale
        return 0.0

    @property
    def text(self) -> str:
        """The range in words."""
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


def read_targets(path: str | Path, measures: Iterable[str]) -> list[Target]:
    """Read targets from a CSV file with the columns id, scenario, measure, low, high.

    Parameters
    ----------
    path : str or Path
        Further columns are allowed; ``note`` and ``from`` are kept as the note.
    measures : iterable of str
        Names of the measures there are.

    Raises
    ------
    ScenarioError
        With everything that is wrong: a missing column, an unknown measure, a range that is
        upside down or has no end at all, a name given twice.
    """
    file = str(path)
    known = tuple(measures)
    rows = _rows(file, _text(path, file))
    line, header, cut = next(rows, (1, [], ""))
    columns = [name.strip() for name in header]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise _one(
            file, 1, f"there is no column {join_words(missing, last='and')}", ",".join(_NEEDED)
        )
    twice = next((name for name in (*_NEEDED, *_KEPT) if columns.count(name) > 1), None)
    if twice is not None:
        raise _one(file, 1, f"the column {twice} stands here twice", "each column once")
    problems: list[Problem] = []
    targets: list[Target] = []
    first_lines: dict[str, int] = {}
    for line, cells, cut in rows:
        if not any(cells):
            continue
        row = _Row(file, line, cut, columns, cells, problems)
        target = _target(row, known, first_lines)
        if target is not None:
            targets.append(target)
    if problems:
        raise ScenarioError(problems)
    return targets


def _text(path: str | Path, file: str) -> str:
    """Return the text of a file of targets, or say why it is none."""
    expected = "a CSV file of targets"
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _one(file, 0, f"is longer than {MAX_BYTES:,} bytes", expected)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _one(file, line, "not a text file in UTF-8", expected) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _one(file, 0, f"cannot be read: {reason}", expected) from None


def _rows(file: str, text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the line on which a row begins, its cells, and its first line as it stands."""
    lines = [f"{line}\n" for line in text.split("\n")]
    reader = csv.reader(lines)
    begins = 1
    try:
        for cells in reader:
            yield begins, [cell.strip() for cell in cells], lines[begins - 1]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _one(
            file, begins, f"not a row of a CSV file: {error}", "cells with commas between"
        ) from None


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a file of targets, and where its problems go."""

    file: str
    line: int
    text: str
    columns: list[str]
    cells: list[str]
    problems: list[Problem]

    def cell(self, column: str) -> str:
        """Return what stands in a column; nothing where the row is too short."""
        if column not in self.columns:
            return ""
        index = self.columns.index(column)
        return self.cells[index] if index < len(self.cells) else ""

    def problem(self, column: str, message: str, expected: str, suggestion: str = "") -> None:
        """Note a problem of a cell."""
        index = self.columns.index(column)
        where = ".".join(part for part in (self.cell("id")[:LONGEST_ID], column) if part)
        self.problems.append(
            Problem(
                self.file,
                self.line,
                _column(self.text, index),
                where,
                message,
                expected,
                suggestion,
            )
        )


def _column(line: str, index: int) -> int:
    """Return where a cell begins in its line, counted from 1."""
    quoted = False
    for place, character in enumerate(line):
        if index == 0:
            return place + 1
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            index -= 1
    return max(1, len(line.rstrip("\r\n")))


def _target(row: _Row, measures: Sequence[str], first_lines: dict[str, int]) -> Target | None:
    before = len(row.problems)
    if len(row.cells) > len(row.columns):
        row.problem(
            row.columns[-1],
            f"the row has {len(row.cells)} cells, and the header {len(row.columns)}",
            "as many cells as columns",
            "put quotes round a text that holds a comma",
        )
    name, measure, scenario = row.cell("id"), row.cell("measure"), row.cell("scenario")
    for column, text, most in (("id", name, LONGEST_ID), ("scenario", scenario, LONGEST_NAME)):
        if not text:
            row.problem(column, f"there is no {column}", "a short name")
        elif len(text) > most:
            row.problem(column, f"found a name of {len(text):,} characters", f"at most {most}")
    if name in first_lines:
        first = first_lines[name]
        row.problem(
            "id", f"the id {quote(name)} stands here twice, first on line {first}", "each id once"
        )
    first_lines.setdefault(name, row.line)
    low, high = (_number(row, end) for end in ("low", "high"))
    if measure not in measures:
        close = nearest(measure[:LONGEST_ID], measures)
        row.problem(
            "measure",
            f"there is no measure {quote(measure)}",
            "names as `pdusim run` prints them",
            f"did you mean '{close}'?" if close else "",
        )
    elif not row.cell("low") and not row.cell("high"):
        row.problem("low", "neither low nor high", "one end of the range at least")
    elif low is not None and high is not None and low >= high:
        row.problem(
            "low",
            f"the range is upside down: {low:g} is not below {high:g}",
            "low below high",
            f"write {high:g},{low:g}" if low > high else "",
        )
    note = checked_text("; ".join(row.cell(key) for key in _KEPT if row.cell(key)), LONGEST_TEXT)
    if note is None:
        row.problem(
            next(key for key in _KEPT if row.cell(key)),
            "the note is too long",
            f"at most {LONGEST_TEXT:,} characters",
        )
    if len(row.problems) > before or note is None:
        return None
    return Target(printable(name), printable(scenario), measure, low, high, note, row.line)


def _number(row: _Row, column: str) -> float | None:
    text = row.cell(column)
    if not text:
        return None
    try:
        value = float(text) if "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if abs(value) <= LARGEST:
        return value
    expected = f"a plain number of at most {LARGEST:g}, or nothing"
    row.problem(column, f"found {quote(text)}", expected)
    return None


def _one(file: str, line: int, message: str, expected: str) -> ScenarioError:
    return ScenarioError([Problem(file, line, 1 if line else 0, "", message, expected)])
