"""What was found, in words, and what to type instead of it."""

from __future__ import annotations

import calendar
import contextlib
import datetime
import math
import re

from pdusim.scenario.catalogue import Group, Leaf, Path, did_you_mean, find, leaf_paths
from pdusim.scenario.errors import join_words, nearest, quote
from pdusim.scenario.reading import Plain
from pdusim.scenario.renamed import renamed

_TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LOOSE_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_BRITISH_DATE = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})\Z")


def found(plain: Plain) -> str:
    """Return what stands in the file, in words: "the text 'abc'", "the number -0.2"."""
    if plain is None:
        return "nothing (null)"
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, int | float):
        number = f"{plain}"
        return f"the number {number if len(number) < 60 else number[:60] + '…'}"
    if isinstance(plain, datetime.date):
        return f"the date {plain.isoformat()}"
    if isinstance(plain, str):
        return f"the text {quote(plain)}"
    return "a list" if isinstance(plain, list) else "a mapping"


def as_date(plain: Plain) -> datetime.date | None:
    """Return a date written with or without quotes, or None."""
    if isinstance(plain, datetime.date):
        return plain
    if isinstance(plain, str) and _ISO_DATE.match(plain):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(plain)
    return None


def not_a_day(plain: Plain) -> str:
    """Return the end of a sentence about a text that looks like a date and is none."""
    is_like = isinstance(plain, str) and _ISO_DATE.match(plain)
    return ", which is not a day in the calendar" if is_like else ""


def date_suggestion(text: str) -> str:
    """Return which date was probably meant by a text that is none."""
    match = _LOOSE_DATE.match(text.strip())
    if match:
        year, month, day = (int(part) for part in match.groups())
    else:
        match = _BRITISH_DATE.match(text.strip())
        if not match:
            return ""
        day, month, year = (int(part) for part in match.groups())
    if not (1 <= month <= 12 and year >= 1):
        return f"there is no month {month}" if year else ""
    last = calendar.monthrange(year, month)[1]
    if day > last:
        return f"that month ends on {datetime.date(year, month, last).isoformat()}"
    return f"write {datetime.date(year, month, day).isoformat()}" if day else ""


def value_suggestion(leaf: Leaf, plain: Plain) -> str:
    """Return what to type instead of a value of the wrong type or out of bounds."""
    if isinstance(plain, str):
        return _instead_of_text(leaf, plain)
    if not isinstance(plain, int | float) or isinstance(plain, bool):
        return ""
    if not leaf.accepts & {int, float} or not abs(plain) < 1e15:
        return ""
    if float not in leaf.accepts and isinstance(plain, float):
        return f"write {round(plain)}"
    limits = leaf.bounds.given()
    low = max(limits.get("ge", -math.inf), limits.get("gt", -math.inf))
    high = min(limits.get("le", math.inf), limits.get("lt", math.inf))
    if high == 1 and 2 <= plain <= 100:
        return f"for {plain} % write {plain / 100:g}"
    if plain < low <= -plain <= high:
        return f"without the sign: {-plain}"
    return ""


def _instead_of_text(leaf: Leaf, text: str) -> str:
    word = text.strip()
    if leaf.choices:
        close = nearest(word, leaf.choices)
        return f"did you mean '{close}'?" if close else ""
    if bool in leaf.accepts and word.lower() in (*_TRUTH, "true", "false"):
        return f"write {_TRUTH.get(word.lower(), word.lower())}, without quotes"
    if datetime.date in leaf.accepts:
        return date_suggestion(word)
    if leaf.accepts & {int, float}:
        return _instead_of_number_text(leaf, word)
    return ""


def _instead_of_number_text(leaf: Leaf, word: str) -> str:
    part = re.fullmatch(r"([0-9]{1,6}) ?/ ?([1-9][0-9]{0,5})", word)
    if part and float in leaf.accepts:
        return f"write {int(part[1]) / int(part[2]):.4g}"
    percent = word.endswith("%")
    bare = word.rstrip("% ").lstrip("£").replace("_", "")
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{0,15})?", bare):
        return ""
    number = float(bare)
    if percent and leaf.bounds.le == 1:
        return f"write {number / 100:g}"
    if percent:
        return f"write {number / 100:g} (a share) or {number:g} (a percentage), as the unit says"
    if bare.startswith("+"):
        return (
            f"write {bare[1:]}, without quotes, for the value itself; to raise it by that, under "
            f"changes: add: {{PATH: {bare[1:]}}}"
        )
    return f"write {bare}, without quotes"


def unknown_path(group: Group, path: Path) -> tuple[str, str, str]:
    """Return message, expectation and suggestion for a dotted path the schema does not have."""
    known_to = next(n for n in range(len(path), -1, -1) if find(group, path[:n]))
    above = find(group, path[:known_to])
    if isinstance(above, Leaf):
        whole = ".".join(path[:known_to])
        return "a list or mix is one value", above.expected, f"set {whole} as a whole"
    known = above.known if isinstance(above, Group) else above.keys if above else ()
    close = nearest(".".join(path), (".".join(p) for p, _ in leaf_paths(group)))
    if instead := renamed(path):
        suggestion = instead
    elif close and "*" not in close:
        suggestion = f"did you mean '{close}'?"
    else:
        suggestion = did_you_mean(group, path[: known_to + 1], known)
    return f"unknown key {quote(path[known_to])}", f"one of {join_words(known)}", suggestion
