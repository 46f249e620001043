"""Rows of a file: CSV in any of the usual encodings, or the first sheet of a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pdusim.scenario.caseload.cells import Cell, Formula

MOST_ROWS: Final = 200_000
MOST_BYTES: Final = 100_000_000
"""Size of a file, and of what a spreadsheet unpacks to."""
MOST_COLUMNS: Final = 200
_LONGEST_CELL: Final = 2_000

Row = tuple[int, list[Cell]]
"""Number of its line, counted from 1, and its cells."""


class TableError(ValueError):
    """A file that holds no table; the text says why and what would do."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds.

    Parameters
    ----------
    rows : list of Row
        Those with anything in them.
    content : bytes
        The file as it is.
    notes : tuple of str
        What was assumed.
    """

    rows: list[Row]
    content: bytes
    notes: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Read the rows of a file.

    Raises
    ------
    TableError
        When there is no table in it, or more than there may be.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TableError(f"it has more than {MOST_BYTES // 1_000_000} million bytes")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise TableError(
            f"it cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from None
    if content.startswith(b"PK\x03\x04"):
        rows, notes = _spreadsheet(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(
            "it is a spreadsheet of an old kind or one with a password: save it as .xlsx or CSV"
        )
    else:
        rows, notes = _csv(content)
    kept: list[Row] = []
    for line, cells in rows:
        if any(cell is not None and cell != "" for cell in cells):
            kept.append((line, cells))
            if len(kept) > MOST_ROWS + 10:
                raise TableError(f"it has more than {MOST_ROWS:,} rows")
    return Table(kept, content, tuple(notes))


# CSV ------------------------------------------------------------------------------------------


def _text(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and what was assumed of its encoding."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding), []
            except UnicodeDecodeError:
                raise TableError(f"it begins as {encoding} and does not go on so") from None
    if b"\x00" in content:
        raise TableError("it is no text: save it as CSV (UTF-8)")
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), ["read as Windows text (cp1252)"]


def _csv(content: bytes) -> tuple[Iterator[Row], list[str]]:
    text, notes = _text(content)
    if "\x00" in text:
        raise TableError("it is no text: save it as CSV (UTF-8)")
    head = "\n".join(text.splitlines()[:10])
    delimiter = max(",;\t|", key=head.count)
    return _csv_rows(text, delimiter), notes


def _csv_rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            written = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(f"line {line} is no CSV: {error}") from None
        yield line, _cut([_csv_cell(cell) for cell in written], line)


def _csv_cell(text: str) -> Cell:
    text = text.strip()
    # How spreadsheets keep the nought before a number, and CSV written here a text like a formula.
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        return text[2:-1]
    if text.startswith("'") and text[1:2] in ("=", "+", "-", "@"):
        return text[1:]
    if text.startswith("="):
        return Formula(text[:60])
    return text or None


def _cut(cells: list[Cell], line: int) -> list[Cell]:
    """A row without empty cells at its end."""
    while cells and cells[-1] is None:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise TableError(f"line {line} has more than {MOST_COLUMNS} columns")
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > _LONGEST_CELL:
            raise TableError(
                f"line {line}, column {place + 1}: a text of {len(cell):,} characters; is a "
                "quotation mark missing?"
            )
    return cells


# Spreadsheets ---------------------------------------------------------------------------------


def _spreadsheet(content: bytes) -> tuple[Iterator[Row], list[str]]:
    try:
        import openpyxl
    except ImportError:
        raise TableError(
            "it is a spreadsheet, which needs openpyxl: pip install 'pdusim[excel]', or save it as "
            "CSV"
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > 5 * MOST_BYTES:
                raise TableError("it unpacks to more than a table of this size has")
        values, formulas = (
            openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=only, keep_links=False
            )
            for only in (True, False)
        )
        names = list(values.sheetnames)
        sheet, written = values.worksheets[0], formulas.worksheets[0]
    except TableError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever a broken file makes the library raise)
        raise TableError(f"it is no spreadsheet that can be read: {_one_line(error)}") from None
    notes = []
    if len(names) > 1:
        notes.append(f"only the first of {len(names)} sheets was read")
    return _sheet_rows(sheet, written), notes


def _sheet_rows(sheet: Any, written: Any) -> Iterator[Row]:
    rows = zip(
        sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1),
        written.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1),
        strict=False,
    )
    line = 0
    try:
        for values, formulas in rows:
            line += 1
            cells = [_sheet_cell(*pair) for pair in zip(values, formulas, strict=False)]
            yield line, _cut(cells, line)
            if line > 5 * MOST_ROWS:
                raise TableError(f"it has more than {MOST_ROWS:,} rows")
    except TableError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever a broken file makes the library raise)
        raise TableError(f"line {line + 1} cannot be read: {_one_line(error)}") from None


def _sheet_cell(value: Any, written: Any) -> Cell:
    if value is None:
        if isinstance(written, str) and written.startswith("="):
            return Formula(written[:60])
        return None if written is None or isinstance(written, str) else Formula("a formula")
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int | float):
        return float(value)
    return str(value).strip() or None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
