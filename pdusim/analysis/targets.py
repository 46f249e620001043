"""Targets: what published figures say a measure should come to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pdusim.scenario.errors import Problem, ScenarioError, join_words, nearest, quote

_NEEDED = ("id", "scenario", "measure", "low", "high")


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
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _one(file, 0, f"cannot be read: {error}", "a CSV file of targets") from None
    reader = csv.DictReader(io.StringIO(text))
    columns = reader.fieldnames or ()
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise _one(
            file, 1, f"there is no column {join_words(missing, last='and')}", ",".join(_NEEDED)
        )
    problems: list[Problem] = []
    targets: list[Target] = []
    for row in reader:
        target = _target(file, reader.line_num, row, known, targets, problems)
        if target is not None:
            targets.append(target)
    if problems:
        raise ScenarioError(problems)
    return targets


def _target(
    file: str,
    line: int,
    row: dict[str, str | None],
    measures: Sequence[str],
    before: Sequence[Target],
    problems: list[Problem],
) -> Target | None:
    # A row longer than the header has its surplus under None, whatever the types say.
    cells = {str(key): value.strip() for key, value in row.items() if isinstance(value, str)}
    cells = {key: cells.get(key, "") for key in (*_NEEDED, "note", "from")}
    name, measure = cells["id"], cells["measure"]
    low, high = (_number(file, line, end, cells[end], problems) for end in ("low", "high"))
    wrong: tuple[str, str, str] | None = None
    if measure not in measures:
        close = nearest(measure, measures)
        wrong = (
            f"there is no measure {quote(measure)}",
            "names as `pdusim run` prints them",
            f"did you mean '{close}'?" if close else "",
        )
    elif name in (target.name for target in before):
        wrong = (f"the id {quote(name)} stands here twice", "each id once", "")
    elif not cells["low"] and not cells["high"]:
        wrong = ("neither low nor high", "one end of the range at least", "")
    elif low is not None and high is not None and low >= high:
        wrong = (
            f"the range is upside down: {low:g} is not below {high:g}",
            "low below high",
            f"write {high:g},{low:g}" if low > high else "",
        )
    if wrong is not None:
        problems.append(Problem(file, line, 1, name, *wrong))
        return None
    note = "; ".join(cells[key] for key in ("note", "from") if cells.get(key))
    return Target(name, cells["scenario"], measure, low, high, note, line)


def _number(file: str, line: int, key: str, text: str, problems: list[Problem]) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if abs(value) < float("inf"):
        return value
    problems.append(
        Problem(file, line, 1, key, f"found {quote(text)}", "a plain number, or nothing")
    )
    return None


def _one(file: str, line: int, message: str, expected: str) -> ScenarioError:
    return ScenarioError([Problem(file, line, 1 if line else 0, "", message, expected)])
