"""One file of a unit: the heading recognised, every cell read, every row that is wrong told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from pdusim.scenario.caseload.cells import Cell, CellError, Formula, plain, text_of
from pdusim.scenario.caseload.columns import PERSONAL, Column
from pdusim.scenario.caseload.files import Files, OwnNames
from pdusim.scenario.caseload.given import (
    GivenCase,
    GivenFile,
    GivenOfficer,
    same,
)
from pdusim.scenario.caseload.rows import Row, WrongRowError
from pdusim.scenario.caseload.tables import MOST_ROWS, TableError, read_table
from pdusim.scenario.errors import Problem, join_words, nearest, quote

_HEADER_WITHIN: Final = 10

_Row = TypeVar("_Row", GivenCase, GivenOfficer)


class FileReader:
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
