"""Random and hostile files: a message or a unit, never a traceback, never a row lost in silence."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdusim.scenario.caseload import tables
from pdusim.scenario.caseload.columns import CASES, STAFF
from pdusim.scenario.caseload.files import CaseloadError, Files
from pdusim.scenario.caseload.given import GivenUnit
from pdusim.scenario.caseload.reading import read_unit

ON = date(2026, 1, 5)
LIKELY = st.sampled_from(
    "CO SSO custody life B2 A0 high VH yes N 5 99 2025-03-04 04/03/2025 31/12/2024 X1 X2 A1 PO "
    "=1+1 '=x 2026-06-01 licence recalled M1 M F -1 1e9 45720 \u202e \x00 é \ud7ff".split(" ")
)
CELLS = st.one_of(LIKELY, st.text(max_size=12), st.dates().map(str), st.integers().map(str))
HEADINGS = st.one_of(
    st.sampled_from([column.name for column in (*CASES, *STAFF)]),
    st.sampled_from(["CRN", "Order type", "Name", "DOB", "Tier", "", "tier "]),
    st.text(max_size=8),
)
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(folder: Path, content: bytes, *, role: str = "caseload") -> GivenUnit | None:
    """Read a file whose wrong rows are left out; None where it is refused."""
    path = folder / "some.csv"
    path.write_bytes(content)
    files = Files(leave_out_wrong_rows=True, **{role: path})
    try:
        found = read_unit(files, ON)
    except CaseloadError as error:
        assert str(error)
        assert error.problems
        return None
    strict = Files(**{role: path})
    left_out = found.files[role].left_out
    if left_out:
        with pytest.raises(CaseloadError) as caught:
            read_unit(strict, ON)
        assert len({problem.line for problem in caught.value.problems}) == left_out
    else:
        assert read_unit(strict, ON) == found
    return found


def rows_of(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode("utf-8", errors="surrogatepass")


@FEW
@given(content=st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    # Four hundred bytes of chance never spell the two headings that are asked for.
    assert read(tmp_path, content) is None


@FEW
@given(
    first=st.lists(HEADINGS, max_size=6),
    rows=st.lists(st.lists(CELLS, max_size=9), max_size=12),
    role=st.sampled_from(["caseload", "staff"]),
)
def test_any_table(tmp_path: Path, first: list[str], rows: list[list[str]], role: str) -> None:
    required = ["case", "sentence"] if role == "caseload" else ["officer", "grade"]
    table = [[*required, *first], *rows]
    found = read(tmp_path, rows_of(table), role=role)
    if found is not None:
        file = found.files[role]
        written = sum(1 for row in rows if any(cell.strip() for cell in row))
        assert file.rows + file.left_out == written


@FEW
@given(
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    word=st.sampled_from(["É7", "X1", "ß9"]),
    title=st.booleans(),
)
def test_one_table_however_it_is_saved(
    tmp_path: Path, encoding: str, delimiter: str, word: str, title: bool
) -> None:
    lines = ["Cases of the unit"] if title else []
    lines += [delimiter.join(("case", "sentence")), delimiter.join((word, "CO"))]
    found = read(tmp_path, "\r\n".join(lines).encode(encoding))
    assert found is not None
    assert found.cases is not None
    assert found.cases[0].case == word


def workbook(rows: list[list[Any]], merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(FEW, max_examples=25)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(-(10**6), 10**6),
                st.floats(allow_nan=False, allow_infinity=False),
                st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)),
                st.sampled_from(["C1", "C2", "CO", "custody", "=A1", "2025-03-04", "B2"]),
            ),
            max_size=4,
        ),
        max_size=6,
    )
)
def test_any_spreadsheet(tmp_path: Path, rows: list[list[Any]]) -> None:
    found = read(tmp_path, workbook([["case", "sentence", "start", "tier"], *rows]))
    if found is not None:
        assert len(found.cases) + found.files["caseload"].left_out <= len(rows)


def test_a_spreadsheet_says_the_same_as_its_text(tmp_path: Path) -> None:
    table: list[list[Any]] = [
        ["case", "sentence", "start", "rsr", "ogrs", "unpaid_work"],
        ["C1", "CO", date(2025, 3, 4), 1.25, 50, True],
    ]
    by_text = [["C1", "CO", "2025-03-04", "1.25", "50", "yes"]]
    sheet = read(tmp_path, workbook(table))
    text = read(tmp_path, rows_of([table[0], *by_text]))
    assert sheet is not None
    assert text is not None
    assert sheet.cases == text.cases


def test_a_formula_never_worked_out_and_a_merged_heading_are_told(tmp_path: Path) -> None:
    path = tmp_path / "some.xlsx"
    path.write_bytes(workbook([["case", "sentence"], ["C1", '=IF(1,"CO")']]))
    with pytest.raises(CaseloadError, match="a formula was not worked out"):
        read_unit(Files(path), ON)
    path.write_bytes(workbook([["case", "sentence", None], ["C1", "CO", "spilt"]], merged="B1:C1"))
    with pytest.raises(CaseloadError, match="beyond the last heading"):
        read_unit(Files(path), ON)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 10_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000)
    path = tmp_path / "some.xlsx"
    path.write_bytes(out.getvalue())
    with pytest.raises(CaseloadError, match="unpacks to more"):
        read_unit(Files(path), ON)


def test_as_many_rows_as_may_be_are_read_and_one_more_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 50)
    monkeypatch.setattr("pdusim.scenario.caseload.reader.MOST_ROWS", 50)
    rows = [f"C{n},CO" for n in range(50)]
    path = tmp_path / "some.csv"
    path.write_text("\n".join(["case,sentence", *rows]))
    found = read_unit(Files(path), ON)
    assert found.cases is not None
    assert len(found.cases) == 50
    for more in (1, 100):
        path.write_text("\n".join(["case,sentence", *rows, *(f"D{n},CO" for n in range(more))]))
        with pytest.raises(CaseloadError, match="more than 50 rows"):
            read_unit(Files(path), ON)
