"""From two files to a unit: columns recognised, every cell read, rows held against each other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from pdusim.scenario.caseload.cells import Cell, CellError, Formula, plain, text_of
from pdusim.scenario.caseload.columns import CASES, PERSONAL, STAFF, Column
from pdusim.scenario.caseload.given import (
    GivenCase,
    GivenFile,
    GivenOfficer,
    GivenUnit,
    hashed_identifier,
    same,
)
from pdusim.scenario.caseload.tables import MOST_ROWS, TableError, read_table
from pdusim.scenario.errors import Problem, ScenarioError, join_words, nearest, quote

_DAYS_PER_MONTH: Final = 365.25 / 12
_HEADER_WITHIN: Final = 10
_MOST_SHOWN: Final = 2_000
_ORDERS: Final = ("community_order", "suspended_order", "unpaid_work_only")
_FULL_TIME: Final = 37.0

_Row = TypeVar("_Row", GivenCase, GivenOfficer)


class CaseloadError(ScenarioError):
    """Files of a unit that cannot be used; every row that is wrong is listed."""

    def __str__(self) -> str:
        """Return all problems, one a paragraph, and how many there are."""
        shown = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        left = len(self.problems) - len(shown)
        if left > 0:
            shown.append(f"… and {left} more")
        rows = len({(p.file, p.line) for p in self.problems if p.line > 1})
        if rows > 1:
            shown.append(f"{rows} rows are wrong")
        return "\n\n".join(shown)


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Names of one's own: of columns, and of what stands in them.

    Parameters
    ----------
    columns : mapping of str to str
        Heading in the file to the name of a column here.
    values : mapping of str to mapping of str to str
        Column to word in the file to word here.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def plain(self) -> tuple[Any, ...]:
        """Return it as plain data in a fixed order."""
        if not self.columns and not self.values:
            return ()
        return (
            sorted(self.columns.items()),
            sorted((column, sorted(words.items())) for column, words in self.values.items()),
        )


NO_NAMES: Final = OwnNames()


@dataclass(frozen=True, slots=True)
class Files:
    """Which files to read, and how.

    Parameters
    ----------
    caseload, staff : Path, optional
        The files.
    shown : mapping of str to str
        What they are called in messages, by role.
    hash_identifiers : bool
        Keep hashes in place of identifiers.
    leave_out_wrong_rows : bool
        Leave out rows that are wrong, and say how many, instead of refusing the file.
    """

    caseload: Path | None = None
    staff: Path | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    hash_identifiers: bool = False
    leave_out_wrong_rows: bool = False


def read_unit(files: Files, on: date, mapping: OwnNames = NO_NAMES) -> GivenUnit:
    """Read the cases and the staff of a unit.

    Parameters
    ----------
    files : Files
        The files.
    on : datetime.date
        The day on which it is so: the first day of the run.
    mapping : OwnNames
        Names of one's own.

    Raises
    ------
    CaseloadError
        With every row that is wrong.
    """
    problems: list[Problem] = []
    notes: list[str] = []
    kept: dict[str, GivenFile] = {}
    staff = cases = None
    if files.staff is not None:
        reader = _Reader(files, "staff", files.staff, STAFF, mapping, on)
        staff = reader.read(_officer)
        reader.finish(problems, notes, kept, len(staff))
    if files.caseload is not None:
        reader = _Reader(files, "caseload", files.caseload, CASES, mapping, on)
        known = None if staff is None else {same(one.officer) for one in staff}
        cases = reader.read(lambda row: _case(row, known))
        reader.finish(problems, notes, kept, len(cases))
        if staff is None and any(case.officer for case in cases):
            notes.append(
                f"{kept['caseload'].file}: officers are named and no staff file is given, so cases "
                "are allocated by the rule in force; to keep them where they are add 'staff:'"
            )
            cases = [replace(case, officer=None) for case in cases]
    if problems:
        raise CaseloadError(problems)
    if files.hash_identifiers:
        staff = None if staff is None else [_hashed(o, ("officer",)) for o in staff]
        cases = None if cases is None else [_hashed(c, ("case", "officer")) for c in cases]
    elif cases is not None and staff is not None:
        # As the staff file spells them.
        spelt = {same(one.officer): one.officer for one in staff}
        cases = [
            replace(case, officer=spelt[same(case.officer)]) if case.officer else case
            for case in cases
        ]
    return GivenUnit(
        None if cases is None else tuple(cases),
        None if staff is None else tuple(staff),
        kept,
        files.hash_identifiers,
        mapping.plain(),
        tuple(notes),
    )


def _hashed(row: _Row, names: tuple[str, ...]) -> _Row:
    changed: dict[str, Any] = {
        name: hashed_identifier(text) for name in names if (text := getattr(row, name))
    }
    return replace(row, **changed)


# One file ---------------------------------------------------------------------------------------


class WrongRowError(ValueError):
    """A row whose cells do not fit together."""

    def __init__(self, column: str, expected: str) -> None:
        self.column = column
        super().__init__(expected)


@dataclass(slots=True)
class Row:
    """A row as read: values by column, and the day on which it is so."""

    line: int
    values: dict[str, Any]
    on: date


class _Reader:
    """Reads one file."""

    def __init__(
        self,
        files: Files,
        role: str,
        path: Path,
        columns: tuple[Column, ...],
        mapping: OwnNames,
        on: date,
    ) -> None:
        self.role = role
        self.path = path
        self.file = files.shown.get(role, str(path))
        self.leave_out = files.leave_out_wrong_rows
        self.columns = {column.name: column for column in columns}
        self.mapping = mapping
        self.on = on
        self.problems: list[Problem] = []
        self.fatal = False
        self.notes: list[str] = []
        self.wrong_rows: set[int] = set()
        self.digest = ""
        self.used: set[str] = set()
        self.places: dict[str, int] = {}
        self.width = 0

    def finish(
        self, problems: list[Problem], notes: list[str], kept: dict[str, GivenFile], rows: int
    ) -> None:
        """Hand over what was found wrong, what is to be known, and what is kept of the file."""
        left_out = 0
        if self.problems and self.leave_out and not self.fatal:
            left_out = len(self.wrong_rows)
            lines = join_words([str(n) for n in sorted(self.wrong_rows)], most=500, last="and")
            many = "row is" if left_out == 1 else "rows are"
            self.notes.append(f"{left_out} {many} wrong and left out: line {lines}")
        else:
            problems += self.problems
        notes += [f"{self.file}: {note}" for note in self.notes]
        # In the order of the columns here, whatever it is in the file.
        used = tuple(name for name in self.columns if name in self.used)
        kept[self.role] = GivenFile(self.file, self.digest, rows, left_out, used)

    def read(self, make: Callable[[Row], _Row]) -> list[_Row]:
        """Read every row."""
        try:
            table = read_table(self.path)
        except TableError as error:
            self._fatal(0, 0, str(error))
            return []
        self.digest = hashlib.sha256(table.content).hexdigest()
        self.notes += table.notes
        start = self._header(table.rows)
        if start is None:
            return []
        found: list[_Row] = []
        seen: dict[str, int] = {}
        rows = table.rows[start:]
        if not rows:
            self._fatal(table.rows[start - 1][0], 0, "there is no row below the heading")
        if len(rows) > MOST_ROWS:
            self._fatal(0, 0, f"it has more than {MOST_ROWS:,} rows")
            return []
        for line, cells in rows:
            made = self._row(line, cells, make, seen)
            if made is not None:
                found.append(made)
        if rows and not found and self.leave_out:
            self.fatal = True
        return found

    def _fatal(self, line: int, column: int, message: str, expected: str = "") -> None:
        self.fatal = True
        self.problems.append(Problem(self.file, line, column, "", message, expected))

    # The heading ------------------------------------------------------------------------------

    def _header(self, rows: list[tuple[int, list[Cell]]]) -> int | None:
        """Find the heading; returns the place of the first row below it."""
        names = {spelling: c.name for c in self.columns.values() for spelling in c.spellings}
        # A name of this package means itself, whatever else is called so elsewhere.
        names.update({plain(name): name for name in self.columns})
        own = {plain(heading): name for heading, name in self.mapping.columns.items()}
        required = {name for name, column in self.columns.items() if column.required}
        best: tuple[int, int] = (-1, 0)
        for place, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
            meant = {own.get(plain(text_of(c))) or names.get(plain(text_of(c))) for c in cells}
            known = len(meant - {None})
            if required <= meant:
                return place + 1 if self._headings(rows[place], names, own) else None
            best = max(best, (known, -place))
        if not rows:
            self._fatal(1, 1, "there is nothing in the file", self._expected_heading())
            return None
        line, cells = rows[-best[1]]
        read = join_words([quote(text_of(cell)) for cell in cells if text_of(cell)][:12])
        self._fatal(
            line, 1, f"no heading with the columns needed: {read}", self._expected_heading()
        )
        return None

    def _expected_heading(self) -> str:
        needed = [name for name, column in self.columns.items() if column.required]
        others = [name for name in self.columns if name not in needed]
        return (
            f"a first line with {join_words(needed, last='and')}, and any of "
            f"{join_words(others, most=40)}; names of your own go in a mapping file"
        )

    def _headings(
        self, header: tuple[int, list[Cell]], names: dict[str, str], own: dict[str, str]
    ) -> bool:
        """Recognise the columns; False when the file cannot be read for them."""
        line, cells = header
        self.width = len(cells)
        ignored = []
        for place, cell in enumerate(cells):
            heading = text_of(cell)
            key = plain(heading)
            name = own.get(key) or names.get(key)
            if name is None and key in PERSONAL:
                self._fatal(
                    line,
                    place + 1,
                    f"the column {quote(heading)} holds what is personal",
                    "a file without it: take the column out",
                )
            elif name is None or name not in self.columns:
                ignored.append(heading or f"column {place + 1}, without a heading")
            elif name in self.places:
                first = text_of(cells[self.places[name]])
                self._fatal(
                    line,
                    place + 1,
                    f"{quote(first)} and {quote(heading)} both mean {name}",
                    "one of them: take the other out, or name the columns in a mapping file",
                )
            else:
                self.places[name] = place
        if ignored:
            shown = join_words([quote(heading) for heading in ignored], last="and")
            close = [
                f"{quote(heading)} may be '{meant}'"
                for heading in ignored
                if (meant := nearest(heading, [n for n in self.columns if n not in self.places]))
            ]
            hint = f" ({'; '.join(close[:5])})" if close else ""
            self.notes.append(f"not read: {shown}{hint}")
        return not self.fatal

    # Rows -------------------------------------------------------------------------------------

    def _row(
        self, line: int, cells: list[Cell], make: Callable[[Row], _Row], seen: dict[str, int]
    ) -> _Row | None:
        before = len(self.problems)
        values: dict[str, Any] = {}
        if len(cells) > self.width:
            self.wrong_rows.add(line)
            self.problems.append(
                Problem(
                    self.file,
                    line,
                    self.width + 1,
                    "",
                    f"found {quote(text_of(cells[self.width]))} beyond the last heading",
                    "as many cells as headings; a text with a comma in it stands in quotes",
                )
            )
            return None
        for name, place in self.places.items():
            cell = cells[place] if place < len(cells) else None
            column = self.columns[name]
            if cell is None or text_of(cell) == "":
                if column.required:
                    self._wrong(line, name, "is empty", _expected_of(column))
                continue
            values[name] = self._cell(line, column, cell)
        if line in self.wrong_rows:
            return None
        key_name = next(iter(self.columns))
        key = same(values[key_name])
        if key in seen:
            self._wrong(
                line,
                key_name,
                f"{quote(values[key_name])} stands in line {seen[key]} already",
                "each identifier once",
            )
            return None
        seen[key] = line
        try:
            made = make(Row(line, values, self.on))
        except WrongRowError as error:
            shown = values.get(error.column)
            read = "is empty" if shown is None else f"found {quote(str(shown))}"
            self._wrong(line, error.column, read, str(error))
            return None
        self.used.update(values)
        return made if len(self.problems) == before else None

    def _cell(self, line: int, column: Column, cell: Cell) -> Any:
        shown = quote(text_of(cell))
        if isinstance(cell, Formula):
            self._wrong(
                line, column.name, f"found {shown}", "a value: a formula was not worked out"
            )
            return None
        words = self.mapping.values.get(column.name)
        if words:
            lookup = {plain(word): meant for word, meant in words.items()}
            cell = lookup.get(plain(text_of(cell)), cell)
        try:
            return column.read(cell)
        except CellError as error:
            self._wrong(line, column.name, f"found {shown}", str(error))
            return None

    def _wrong(self, line: int, name: str, message: str, expected: str) -> None:
        self.wrong_rows.add(line)
        place = self.places.get(name, -1) + 1
        self.problems.append(Problem(self.file, line, place, name, message, expected))


def _expected_of(column: Column) -> str:
    try:
        column.read("\x00")
    except CellError as error:
        return str(error)
    return column.name


# Rows held against themselves -------------------------------------------------------------------


def _officer(row: Row) -> GivenOfficer:
    """A member of staff."""
    values = dict(row.values)
    fte = values.pop("fte", None)
    if fte is not None and "hours" not in values:
        values["hours"] = fte * _FULL_TIME
    if values["grade"] == "nqo":
        values["grade"] = "po"
        values.setdefault("qualified", values.get("since", row.on - timedelta(days=90)))
    for name in ("since", "qualified", "absent_since"):
        if values.get(name) is not None and values[name] > row.on:
            raise WrongRowError(name, f"a date up to {row.on}, on which the run starts")
    until = values.get("absent_until")
    if until is not None and until <= row.on:
        # Back by then.
        for name in ("absence", "absent_since", "absent_until"):
            values.pop(name, None)
    if values.get("absence") is None and values.get("absent_since") is not None:
        values["absence"] = "sickness"
    hours, reduced = values.get("hours"), values.get("reduction_hours")
    if reduced is not None and reduced > (hours or _FULL_TIME):
        raise WrongRowError("reduction_hours", "no more than the contracted hours")
    return GivenOfficer(line=row.line, **values)


_CASE_FIELDS: Final = frozenset(one.name for one in fields(GivenCase))


def _case(row: Row, staff: set[str] | None) -> GivenCase:
    """A case; its dates, sentence and state fit together."""
    values = dict(row.values)
    on = row.on
    length = values.pop("length_months", None)
    if length is not None and values.get("end") is None and values.get("start") is not None:
        days = timedelta(days=round(length * _DAYS_PER_MONTH))
        values["end"] = values["start"] + days
    start, end, release = (values.get(name) for name in ("start", "end", "release"))
    for name in ("start", "supervised_since", "officer_since", "recalled_on", "last_assessment"):
        if values.get(name) is not None and values[name] > on:
            raise WrongRowError(name, f"a date up to {on}, on which the run starts")
    if end is not None and end < on and values["sentence"] != "unpaid_work_only":
        custodial = values["sentence"] not in _ORDERS
        short = custodial and values.get("state") in (None, "community", "post_sentence")
        if not short:
            raise WrongRowError("end", f"a date from {on} on: the sentence is over by then")
    if start is not None and end is not None and end <= start:
        raise WrongRowError("end", f"a date after the start, {start}")
    if start is not None and release is not None and release < start:
        raise WrongRowError("release", f"a date from the start, {start}, on")
    _state(values, on)
    officer = values.get("officer")
    if officer is not None and staff is not None and same(officer) not in staff:
        raise WrongRowError("officer", "somebody of the staff file")
    return GivenCase(line=row.line, **{k: v for k, v in values.items() if k in _CASE_FIELDS})


def _state(values: dict[str, Any], on: date) -> None:
    """Where the person stands: as said, or as the dates have it; raises where both disagree."""
    sentence, state = values["sentence"], values.get("state")
    release, end = values.get("release"), values.get("end")
    if sentence in _ORDERS:
        if state in (None, "community"):
            state = sentence
        if state not in _ORDERS:
            raise WrongRowError("state", f"community, for a {sentence.replace('_', ' ')}")
        values["state"] = sentence
        return
    if state in _ORDERS:
        raise WrongRowError(
            "state", "custody, licence, post sentence or recalled for this sentence"
        )
    if state in (None, "community"):
        over = end is not None and end < on
        if release is not None and release > on and state is None:
            state = "custody"
        elif over:
            state = "post_sentence"
        elif release is not None or state == "community":
            state = "licence"
    if state in ("custody", "custody_prison", "custody_community") and (
        release is not None and release < on
    ):
        raise WrongRowError("release", f"a date from {on} on for somebody in custody")
    if state in ("licence", "post_sentence") and release is not None and release > on:
        raise WrongRowError("release", f"a date up to {on} for somebody released")
    if sentence == "life" and state == "post_sentence":
        raise WrongRowError("state", "custody, licence or recalled for a life sentence")
    values["state"] = state
