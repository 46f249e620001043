"""CSV that a spreadsheet opens without running what is in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_FORMULAE = ("=", "+", "-", "@", "\t")
"""Beginnings of a text that a spreadsheet takes for a formula."""


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula.

    A text that begins like one gets an apostrophe in front, which spreadsheets take for "text";
    numbers are left alone, negative ones too.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAE) else value


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a header and rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def frame_csv(frame: pl.DataFrame) -> str:
    """Return a table of polars as CSV."""
    import polars as pl

    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = [
        pl.when(pl.col(name).str.contains(r"^[=+\-@\t]"))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
    return frame.with_columns(safe).write_csv()
