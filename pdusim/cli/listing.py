"""Lists for reading and for other programs: parameters, shipped scenarios."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pdusim.experiment.csv_text import csv_text
from pdusim.report.changes import changes_between, meaning, value_text
from pdusim.report.wording import MISSING
from pdusim.scenario import list_parameters
from pdusim.scenario.families import in_families

if TYPE_CHECKING:
    from pdusim.scenario import Scenario


_ROOMY = 120
"""Columns from which on parameters stand in a table."""
_READABLE = 100


@dataclass(frozen=True, slots=True)
class Record:
    """A value of a scenario, undated or from a date on, as plain data.

    Parameters
    ----------
    path : str
        Dotted path, as in a scenario file.
    begins : str or None
        Date of a dated change; None for a value that holds from the start.
    ramp_days : int
        Days over which a dated change comes about.
    value : Any
        As JSON holds it.
    unit, description : str
        What the value is.
    source : str
        Where it comes from.
    confidence : str or None
        high, medium, low, assumed.
    range : list of two, or None
        Plausible range.
    bounds : str
        What is allowed at all.
    note : str
        The author's note.
    file, line : str, int
        Where it is written.
    """

    path: str
    begins: str | None
    ramp_days: int
    value: Any
    unit: str
    description: str
    source: str
    confidence: str | None
    range: list[Any] | None
    bounds: str
    note: str
    file: str
    line: int

    def as_dict(self) -> dict[str, Any]:
        """Return the record as a mapping; `begins` goes by the name used in files, "from"."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"from" if name == "begins" else name: value for name, value in values.items()}


def records(scenario: Scenario, text: str = "") -> list[Record]:
    """Return every value of a scenario, each followed by its dated changes.

    Parameters
    ----------
    scenario : Scenario
        Any.
    text : str
        Only values that have this in any of their columns, whatever its case.
    """
    wanted = text.casefold()
    found = (record for record in _records(scenario))
    if not wanted:
        return list(found)
    return [record for record in found if wanted in _as_json(record.as_dict()).casefold()]


def _records(scenario: Scenario) -> Iterable[Record]:
    for row in list_parameters(scenario):
        yield Record(
            path=row.path,
            begins=None,
            ramp_days=0,
            value=_plain(row.value),
            unit=row.unit,
            description=row.description,
            source=row.source,
            confidence=row.confidence,
            range=_plain(row.range),
            bounds=row.bounds,
            note=row.note,
            file=row.file,
            line=row.line,
        )
        for change in scenario.dated:
            if change.path != row.path:
                continue
            origin = change.provenance
            yield Record(
                path=row.path,
                begins=change.date.isoformat(),
                ramp_days=change.ramp_days,
                value=_plain(change.value),
                unit=row.unit,
                description=row.description,
                source=origin.source,
                confidence=origin.confidence,
                range=_plain(origin.range),
                bounds=row.bounds,
                note=origin.note or change.note,
                file=origin.file,
                line=origin.line,
            )


def as_json(found: Iterable[Record]) -> str:
    """Return records as a JSON list."""
    return json.dumps([record.as_dict() for record in found], indent=2, ensure_ascii=False)


def as_csv(found: Sequence[Record]) -> str:
    """Return records as CSV; a list or a mix stands in its cell as JSON."""
    columns = ["from" if field.name == "begins" else field.name for field in fields(Record)]
    records = (record.as_dict() for record in found)
    return csv_text(columns, ([_plain_cell(one[key]) for key in columns] for one in records))


def parameters_parts(found: Iterable[Record], width: int) -> list[RenderableType]:
    """Lay out records for reading: a table where it fits, else a few lines each."""
    rows = list(found)
    return [_parameters_table(rows)] if width >= _ROOMY else list(_parameters_lines(rows, width))


def _parameters_table(found: Iterable[Record]) -> Table:
    """Return records as a table, a gap before each section of the file."""
    table = _new_table()
    table.add_column("Parameter", overflow="fold")
    for title in ("Value", "Unit", "Plausible range", "Confidence", "Source"):
        table.add_column(title, overflow="fold")
    section = ""
    for record in found:
        begins = record.path.split(".")[0]
        if section and begins != section:
            table.add_row("")
        section = begins
        table.add_row(
            _name(record),
            _cell(record.value),
            record.unit,
            " to ".join(map(str, record.range)) if record.range else MISSING,
            record.confidence or MISSING,
            f"{record.source} ({record.note})" if record.note else record.source,
        )
    return table


def _parameters_lines(found: Iterable[Record], width: int) -> Iterable[RenderableType]:
    """Lay out each record as the path with its value, and what it is and where from below it."""
    for record in found:
        value = " ".join(part for part in (_cell(record.value) or "null", record.unit) if part)
        if record.begins is None:
            name = Text(record.path, style="bold")
            if len(record.path) + len(value) + 3 <= width:
                yield Text.assemble(name, f" = {value}")
            else:
                yield name
                yield Padding(f"= {value}", (0, 0, 0, 4))
            yield Padding(record.description, (0, 0, 0, 4))
        else:
            over = f", over {record.ramp_days} days" if record.ramp_days else ""
            yield Padding(f"from {record.begins}{over} = {value}", (0, 0, 0, 4))
        span = f"range {' to '.join(map(str, record.range))}" if record.range else ""
        source = f"{record.source} ({record.note})" if record.note else record.source
        said = "; ".join(part for part in (record.confidence or "", span, source) if part)
        yield Padding(said, (0, 0, 0, 4))


def changes_parts(base: Scenario, other: Scenario, name: str) -> list[RenderableType]:
    """Lay out what a scenario changes: from when, which value, before and after.

    Parameters
    ----------
    base, other : Scenario
        What it is compared with, and the scenario.
    name : str
        What the base is called.
    """
    found = changes_between(base.resolved(), other)
    if not found:
        return [Text(f"  Nothing differs from {name}.")]
    table = _new_table()
    for title in ("From", "What", "Before", "After"):
        table.add_column(title, overflow="fold")
    last = ""
    for change in found:
        when = change.when
        what = Group(Text(change.path), _indented(meaning(change.path)))
        before = value_text(change.path, change.before)
        table.add_row(when if when != last else "", what, before, change.effect)
        last = when
    return [Text(f"  Differs from {name}:"), Padding(table, (0, 0, 0, 2))]


def scenarios_parts(
    scenarios: Mapping[str, Scenario], text: str = "", width: int = 80
) -> list[RenderableType]:
    """Lay out shipped scenarios by family: the name to type, and below it what it is.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By the name to type.
    text : str
        Only those with this in name, title, description or family, whatever its case.
    width : int
        Characters of a line, of which no more than 100 are used.
    """
    wanted = text.casefold()
    parts: list[RenderableType] = []
    for family, members in in_families(scenarios).items():
        told: list[RenderableType] = []
        for name in members:
            scenario = scenarios[name]
            said = " ".join(scenario.description.split())
            if wanted in f"{name} {scenario.name} {said} {family}".casefold():
                title = "" if scenario.name == name else f"  {scenario.name}"
                lines = "\n".join(wrap(said, min(width, _READABLE) - 4))
                told += [Text.assemble((name, "bold"), title), Padding(lines, (0, 0, 0, 4))]
        if told:
            parts += [*([""] if parts else []), Text(family, style="bold underline"), *told]
    return parts


def _new_table() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")


def _name(record: Record) -> RenderableType:
    if record.begins is None:
        return Group(Text(record.path, style="bold"), _indented(record.description))
    over = f", over {record.ramp_days} days" if record.ramp_days else ""
    return _indented(f"from {record.begins}{over}")


def _indented(text: str) -> Padding:
    return Padding(text, (0, 0, 0, 2))


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _cell(value: Any) -> str:
    """Return a plain value as one cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return _as_json(value)
    return str(value)


def _plain_cell(value: Any) -> Any:
    """Return a plain value as one cell of a CSV file, a number as it is."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else _cell(value)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
