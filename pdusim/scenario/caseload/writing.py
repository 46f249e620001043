"""Cases and staff as CSV, in the columns that are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from pdusim.scenario.caseload.columns import CASES, STAFF
from pdusim.scenario.caseload.given import ROSH, GivenCase, GivenOfficer


def cases_csv(cases: Iterable[GivenCase]) -> str:
    """Return cases as a file."""
    names = [column.name for column in CASES if column.name != "length_months"]
    return _csv(names, cases)


def staff_csv(staff: Iterable[GivenOfficer]) -> str:
    """Return staff as a file."""
    names = [column.name for column in STAFF if column.name != "fte"]
    return _csv(names, staff)


def _csv(names: list[str], rows: Iterable[GivenCase | GivenOfficer]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_text(name, getattr(row, name)) for name in names] for row in rows)
    return out.getvalue()


def _text(name: str, value: Any) -> str:
    """One cell; numbers with all their digits, so that they are read as they were."""
    if value is None:
        return ""
    if name == "female":
        return "F" if value else "M"
    if name == "rosh":
        return ROSH[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)
