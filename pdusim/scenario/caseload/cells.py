"""What stands in a cell: dates, numbers, marks and words, as the field writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

EARLIEST: Final = date(1940, 1, 1)
LATEST: Final = date(2150, 12, 31)

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?\Z")
_UK = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?\Z")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4}|\d{2})\Z")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_YES = frozenset(("y", "yes", "true", "t", "1", "x", "✓", "active", "open"))
_NO = frozenset(("n", "no", "false", "f", "0", "-", "none", "closed"))
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\Z|[+-]?\.\d+\Z")


class CellError(ValueError):
    """A cell that is not what it should be; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without a value, as a spreadsheet keeps one that was never worked out."""

    text: str


Cell = str | float | date | bool | Formula | None
"""What a file has in a cell: a text, or what a spreadsheet knows it to be."""


def text_of(cell: Cell) -> str:
    """Return a cell as text, blanks of every kind at its ends removed."""
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, float) and abs(cell) < 1e15 and cell == int(cell):
        return str(int(cell))
    return " ".join(str(cell).split())


def read_date(cell: Cell) -> date:
    """Return a date: 2025-03-04, 04/03/2025, 4 Mar 2025, or a date cell of a spreadsheet.

    Raises
    ------
    CellError
        When it is none, or the day comes after the month.
    """
    if isinstance(cell, datetime):
        return _bounded(cell.date())
    if isinstance(cell, date):
        return _bounded(cell)
    expected = "a date, as 2025-03-04 or 04/03/2025 (day, month, year)"
    text = text_of(cell)
    if found := _ISO.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _UK.match(text):
        day, month, year = (int(part) for part in found.groups())
        if month > 12 >= day:
            raise CellError(f"{expected}; {text} has no month {month}: is the month first?")
    elif found := _WORDS.match(text):
        day, year = int(found[1]), int(found[3])
        place = _MONTHS.find(found[2][:3].lower())
        month = place // 4 + 1 if place >= 0 and place % 4 == 0 else 0
    elif re.match(r"\d{5}(\.\d+)?\Z", text):
        raise CellError(f"{expected}; {text} is how a spreadsheet counts days: format the column")
    else:
        raise CellError(expected)
    if year < 100:
        year += 2000
    try:
        return _bounded(date(year, month, day))
    except ValueError as error:
        if isinstance(error, CellError):
            raise
        raise CellError(f"{expected}; there is no such day") from None


def _bounded(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise CellError(f"a date from {EARLIEST} to {LATEST}")
    return day


def number_between(least: float, most: float, what: str = "a number") -> Callable[[Cell], float]:
    """Return a reader of numbers from one to another; a sign of per cent does not count."""

    def read(cell: Cell) -> float:
        """Return the number of a cell, or refuse it."""
        expected = f"{what} from {least:g} to {most:g}"
        if isinstance(cell, bool | date):
            raise CellError(expected)
        text = text_of(cell).removesuffix("%").strip()
        if isinstance(cell, float):
            number = cell
        elif _NUMBER.match(text) and len(text) < 40:
            number = float(text.replace(",", ""))
        else:
            raise CellError(expected)
        if not least <= number <= most:
            raise CellError(expected)
        return number

    return read


def whole_between(least: int, most: int) -> Callable[[Cell], int]:
    """Return a reader of whole numbers from one to another."""
    read_number = number_between(least, most, "a whole number")

    def read(cell: Cell) -> int:
        """Return the whole number of a cell, or refuse it."""
        number = read_number(cell)
        if number != int(number):
            raise CellError(f"a whole number from {least} to {most}")
        return int(number)

    return read


def read_mark(cell: Cell) -> bool:
    """Return whether something holds: yes or no, Y or N, 1 or 0."""
    if isinstance(cell, bool):
        return cell
    text = text_of(cell).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise CellError("yes or no")


def read_count(cell: Cell) -> bool:
    """Return whether a count is above nought; a mark will do."""
    try:
        return read_mark(cell)
    except CellError:
        pass
    try:
        return whole_between(0, 99)(cell) > 0
    except CellError:
        raise CellError("yes or no, or how many") from None


def one_of(words: Mapping[str, Any], shown: str) -> Callable[[Cell], Any]:
    """Return a reader of words: each spelling and what it means, spelt in small plain letters."""

    def read(cell: Cell) -> Any:
        """Return what the word of a cell means, or refuse it."""
        key = plain(text_of(cell))
        if key not in words:
            raise CellError(shown)
        return words[key]

    return read


def plain(text: str) -> str:
    """Return a spelling without case, blanks and signs: ``Suspended-Sentence Order`` is one."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
