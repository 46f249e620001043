"""From two files to a unit: each read, rows of the one held against those of the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from pdusim.scenario.caseload.columns import CASES, STAFF
from pdusim.scenario.caseload.files import NO_NAMES, CaseloadError, Files, OwnNames
from pdusim.scenario.caseload.given import (
    GivenCase,
    GivenFile,
    GivenOfficer,
    GivenUnit,
    hashed_identifier,
    same,
)
from pdusim.scenario.caseload.reader import FileReader
from pdusim.scenario.caseload.rows import case_of, officer_of
from pdusim.scenario.errors import Problem

_Row = TypeVar("_Row", GivenCase, GivenOfficer)


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
        reader = FileReader(files, "staff", files.staff, STAFF, mapping, on)
        staff = reader.read(officer_of)
        reader.finish(problems, notes, kept, len(staff))
    if files.caseload is not None:
        reader = FileReader(files, "caseload", files.caseload, CASES, mapping, on)
        known = None if staff is None else {same(one.officer) for one in staff}
        cases = reader.read(lambda row: case_of(row, known))
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
