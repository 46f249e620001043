"""CSV that a spreadsheet opens without running what is in it."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from pdusim.experiment.csv_text import csv_text, frame_csv, safe_cell

FORMULAE = ["=cmd|'/C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1"]


@pytest.mark.parametrize("text", FORMULAE)
def test_a_text_that_begins_like_a_formula_is_marked_as_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    (_, row) = csv.reader(io.StringIO(csv_text(["name"], [[text]]), newline=""))
    assert row == [f"'{text}"]
    (_, row) = csv.reader(io.StringIO(frame_csv(pl.DataFrame({"name": [text]})), newline=""))
    assert row == [f"'{text}"]


def test_numbers_and_other_texts_stay_as_they_are() -> None:
    frame = pl.DataFrame({"name": ["a=b", None], "number": [-1.5, 2.0]})
    assert frame_csv(frame) == "name,number\na=b,-1.5\n,2.0\n"
    assert csv_text(["name", "number"], [["a=b", -1.5]]) == "name,number\na=b,-1.5\n"
