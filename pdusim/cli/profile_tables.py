"""The first day of a unit in tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from pdusim.cli.options import Format
from pdusim.cli.output import console, emit, emit_rendered
from pdusim.experiment.csv_text import csv_text
from pdusim.report.wording import MISSING

if TYPE_CHECKING:
    from pdusim.analysis.profile import Profile
    from pdusim.scenario import Scenario

_HEADINGS = ("Officer", "Grade", "Team", "Cases", "Points", "Available", "Workload, %", "")
_COLUMNS = (
    "officer",
    "grade",
    "team",
    "cases",
    "points",
    "points_available",
    "workload_pct",
    "away",
)
_KNOWN = (
    ("tier", "tier"),
    ("rosh", "risk of serious harm"),
    ("rsr", "RSR"),
    ("ogrs", "OGRS"),
    ("start", "start"),
    ("end", "end"),
)


def show_profile(scenario: Scenario, found: Profile, form: Format) -> None:
    """Print the first day of a unit."""
    if form is Format.JSON:
        emit(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
        return
    if form is Format.CSV:
        rows = [[row[name] for name in _COLUMNS] for row in found.as_dict()["officers"]]
        emit(csv_text(_COLUMNS, rows))
        return
    parts = [Text(line) for line in (*_heading(scenario, found), *_drawn(scenario), "")]
    emit_rendered(console(), *parts, _counts("Cases by state", found.states))
    emit_rendered(console(), Text(""), _counts("Cases with points by tier", found.tiers))
    emit_rendered(console(), Text(""), _officers(found))


def _heading(scenario: Scenario, found: Profile) -> list[str]:
    percent = MISSING if found.workload is None else f"{found.workload:.1f} %"
    lines = [
        f"{scenario.name} on {scenario.settings.run.start}: {found.cases} cases, {found.points} "
        f"points of {found.available} available, workload {percent}"
    ]
    if found.unallocated:
        lines.append(
            f"{found.unallocated} cases with {found.unallocated_points} points wait for an officer"
        )
    return lines


def _drawn(scenario: Scenario) -> list[str]:
    """What the file leaves open, and is drawn anew in each replication."""
    cases = () if scenario.given is None else scenario.given.cases or ()
    if not cases:
        return []
    drawn = [
        f"{name} of {missing}"
        for field, name in _KNOWN
        if (missing := sum(1 for case in cases if getattr(case, field) is None))
    ]
    return [f"drawn, not given: {', '.join(drawn)}"] if drawn else []


def _counts(title: str, numbers: Mapping[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(title)
    table.add_column("Cases", justify="right")
    for name, number in numbers.items():
        table.add_row(name.replace("_", " "), str(number))
    return table


def _officers(found: Profile) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in _HEADINGS:
        numeric = heading in ("Cases", "Points", "Available", "Workload, %")
        table.add_column(heading, justify="right" if numeric else "left")
    for row in found.officers:
        table.add_row(
            Text(row.officer),
            row.grade,
            row.team,
            str(row.cases),
            str(row.points),
            str(row.available),
            MISSING if row.workload is None else f"{row.workload:.1f}",
            row.away,
        )
    return table
