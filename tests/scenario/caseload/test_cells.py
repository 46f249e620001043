"""What stands in a cell, as the field writes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.scenario.caseload.cells import (
    EARLIEST,
    LATEST,
    CellError,
    number_between,
    read_count,
    read_date,
    read_mark,
    text_of,
    whole_between,
)

DAYS = st.dates(EARLIEST, LATEST)


@given(DAYS)
def test_a_date_is_read_as_it_is_written(day: date) -> None:
    for written in (
        day,
        datetime(day.year, day.month, day.day, 13, 30),
        day.isoformat(),
        f"{day.isoformat()}T00:00:00Z",
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%b-%Y}",
        f" {day.day} {day:%B}  {day.year} ",
    ):
        assert read_date(written) == day


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2025-02-30", "no such day"),
        ("03/14/2025", "is the month first"),
        ("45720", "how a spreadsheet counts days"),
        ("1066-10-14", "a date from 1940-01-01"),
        ("tomorrow", "as 2025-03-04 or 04/03/2025"),
        ("12 Foo 2025", "no such day"),
        (3.5, "as 2025-03-04"),
        (True, "as 2025-03-04"),
    ],
)
def test_what_is_no_date_is_told(written: object, said: str) -> None:
    with pytest.raises(CellError) as caught:
        read_date(written)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_two_digits_are_a_year_of_this_century() -> None:
    assert read_date("4/3/25") == date(2025, 3, 4)


@given(st.floats(0, 100))
def test_a_number_is_read_as_it_is_written(number: float) -> None:
    read = number_between(0, 100)
    assert read(number) == number
    assert read(f"{number:.6f} %") == pytest.approx(number, abs=1e-6)


@pytest.mark.parametrize(
    "written", ["", "nan", "inf", "1e3", "0x1A", "1,00", "101", "-1", "½", True]
)
def test_what_is_no_number_is_refused(written: object) -> None:
    with pytest.raises(CellError):
        number_between(0, 100)(written)  # type: ignore[arg-type]


def test_whole_numbers_marks_and_counts() -> None:
    assert whole_between(0, 9)("3.0") == 3
    with pytest.raises(CellError):
        whole_between(0, 9)("3.5")
    assert [read_mark(one) for one in ("Y", "no", 1.0, False)] == [True, False, True, False]
    assert [read_count(one) for one in ("2", "0", "yes", "none")] == [True, False, True, False]
    with pytest.raises(CellError):
        read_mark("perhaps")


@given(st.one_of(st.text(max_size=60), st.floats(), st.booleans(), DAYS, st.none()))
def test_any_cell_is_read_or_refused(cell: object) -> None:
    for read in (read_date, read_mark, read_count, number_between(0, 1), whole_between(0, 5)):
        try:
            read(cell)  # type: ignore[operator]
        except CellError as error:
            assert str(error)
    assert isinstance(text_of(cell), str)  # type: ignore[arg-type]


def test_a_day_number_of_a_spreadsheet_is_no_date_by_accident() -> None:
    assert date(1899, 12, 30) + timedelta(45720) == date(2025, 3, 4)
    with pytest.raises(CellError):
        read_date(45720.0)
