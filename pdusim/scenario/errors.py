"""What is wrong with a scenario file, in words that say where, and what to type instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category

LONGEST_NAME = 200
"""Most characters of a name."""
LONGEST_TEXT = 10_000
"""Most characters of a description, a source or a note."""

_LONGEST_QUOTE = 60
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and how to put it right.

    Parameters
    ----------
    file : str
        The file as the user would name it; empty for a value given from Python.
    line, column : int
        Where, counted from 1; 0 where there is no position (a file that cannot be read).
    path : str
        Dotted path of the value in the scenario ("workforce.leaving.po"), or empty.
    message : str
        What was found.
    expected : str
        What is allowed there, with unit and bounds; may be empty.
    suggestion : str
        What to type instead; empty where nothing sensible can be guessed.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    expected: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        """Return one readable paragraph."""
        where = self.file
        if where and self.line:
            where += f":{self.line}:{self.column}"
        lines = [": ".join(part for part in (where, self.path, self.message) if part)]
        if self.expected:
            lines.append(f"  expected {self.expected}")
        if self.suggestion:
            lines.append(f"  {self.suggestion}")
        return "\n".join(printable(line) for line in lines)


class ScenarioError(Exception):
    """A scenario that cannot be used; ``str(error)`` is the text to show to its author.

    Parameters
    ----------
    problems : iterable of Problem
        Everything found wrong, in the order of the text where possible.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        # The list is the only argument, so that the error survives the way between processes.
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return all problems, one a paragraph."""
        shown = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        left = len(self.problems) - len(shown)
        if left > 0:
            shown.append(f"… and {left} more")
        return "\n\n".join(shown)


def quote(text: str) -> str:
    """Return ``text`` in quotes on one line, shortened and safe to print on a terminal."""
    cut = "…" if len(text) > _LONGEST_QUOTE else ""
    return f"'{printable(text[:_LONGEST_QUOTE])}{cut}'"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to ``word``, or None when none is close.

    Case, hyphens and spaces do not count: ``Max-Days`` is ``max_days``.
    """
    plain = {_plain(key): key for key in sorted(known, reverse=True)}
    # One wrong letter of two or three is half the word.
    cutoff = 0.6 if len(word) > 3 else 0.5
    close = difflib.get_close_matches(_plain(word), sorted(plain), n=1, cutoff=cutoff)
    return plain[close[0]] if close else None


def join_words(words: Sequence[str], *, most: int = 12, last: str = "or") -> str:
    """Return "a, b or c", with the tail of a long list cut to a count."""
    if len(words) > most:
        return f"{', '.join(words[:most])} … ({len(words) - most} more)"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def printable(text: str) -> str:
    r"""Return text with control and direction characters written out (``\\x1b``, ``\\u202e``).

    Raw, they could move a terminal's cursor or colour it, or show a name that is another one.
    """
    if text.isprintable():
        return text
    # A space that does not break is a space like any other.
    return "".join(c if c.isprintable() or category(c) == "Zs" else repr(c)[1:-1] for c in text)


def checked_text(text: str, most: int) -> str | None:
    """Return a text of a file fit to be shown, or None where it is too long.

    Lines are kept; other white space becomes one space, and control and direction characters are
    written out, so that no text reaches a terminal, a table or a page raw.
    """
    if len(text) > most:
        return None
    return "\n".join(printable(" ".join(line.split())) for line in text.strip().splitlines())


def checked_name(text: str) -> str | None:
    """Return a name of a file fit to be shown, on one line, or None where it is too long."""
    return checked_text(" ".join(text.split()), LONGEST_NAME)


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")
