"""The list of measures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from pdusim.cli.options import Format
from pdusim.cli.output import console, emit, emit_rendered
from pdusim.cli.studies import plain_table
from pdusim.outcomes.measures import MEASURES, Measure
from pdusim.report.wording import MISSING, shown

_COLUMNS = ("name", "title", "unit", "better", "kind", "group", "definition")


def found_measures(text: str = "") -> list[Measure]:
    """Return the measures that have a text in any of their columns, in the order of tables."""
    wanted = text.casefold()
    return [
        one
        for one in MEASURES.values()
        if wanted in " ".join(str(getattr(one, column)) for column in _COLUMNS).casefold()
    ]


def show_measures(found: Sequence[Measure], form: Format) -> None:
    """Print measures as a table to read, or as data."""
    rows = [{column: asdict(one)[column] for column in _COLUMNS} for one in found]
    if form is Format.JSON:
        emit(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if form is Format.CSV:
        out = io.StringIO()
        writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        emit(out.getvalue())
        return
    table = plain_table("Title", "Key", "Unit", "Better")
    group = ""
    for one in found:
        if one.group != group:
            if group:
                table.add_row("")
            table.add_row(Text(one.group, style="bold"))
            group = one.group
        table.add_row(
            one.title, one.name, shown(one.unit).heading or MISSING, one.better or MISSING
        )
    emit_rendered(
        console(), table, "", Text("Options take keys or titles: --on workload_pct, or its title.")
    )
