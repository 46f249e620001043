"""The report of several units: the whole, the regions as tiles, every unit, how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pdusim.experiment import atomic
from pdusim.report.escaping import escape
from pdusim.report.page import page
from pdusim.report.svg import Table
from pdusim.report.tiles import tile_chart
from pdusim.report.wording import MISSING, decimals, number, shown, titled, with_interval

if TYPE_CHECKING:
    from pdusim.nation.results import NationResults, NationRow

DRAWN: Final = ("workload_pct", "missed_review_rate", "vacancy_rate_po")
"""Measures that are drawn as tiles, of the common rules and of each policy."""


def nation_html(results: NationResults) -> str:
    """Return the page of a run of several units."""
    window = results.window
    many = "replication" if results.replications == 1 else "replications"
    subtitle = (
        f"{len(results.spec.units)} units, {results.replications} {many} of each, seed "
        f"{results.seed}" + (f", {window.text}" if window else "") + "."
    )
    sections = [("whole", "All units together", _whole(results))]
    for row, name in enumerate(results.names):
        charts = "".join(
            tile_chart(results, measure, row).html()
            for measure in DRAWN
            if measure in results.measures
        )
        title = "Regions and units" if row == 0 else f"What “{name}” does where"
        sections.append((f"tiles-{row}", title, charts))
    sections += [
        ("units", "Every unit", _units(results)),
        ("made", "How it was made, and what not to conclude", _made(results)),
    ]
    return page(results.spec.name, subtitle, sections)


def write_nation_report(results: NationResults, path: str | Path) -> Path:
    """Write the page to a file."""
    return atomic.deliver(path, nation_html(results))


def _whole(results: NationResults) -> str:
    heads = ["Measure", results.names[0], "Spread between units", "Chance of one unit"]
    heads += [f"{name}: difference" for name in results.names[1:]]
    rows = []
    for measure in results.measures:
        found = results.whole(measure)
        cells = [_text(found), _small(found, found.spread), _small(found, found.chance)]
        cells += [
            _text(results.whole_difference(measure, row)) for row in range(1, len(results.names))
        ]
        rows.append([_title(results, measure), *cells])
    said = (
        "Sums where units add up (cases, staff, flows), ratios of summed totals, else means by "
        "cases. In brackets the interval of 95 %, of chance alone. Spread: standard deviation "
        "between units with chance taken out."
    )
    return f"<p>{escape(said)}</p>{Table(heads, rows).html()}"


def _units(results: NationResults) -> str:
    chosen = [name for name in ("caseload", *DRAWN) if name in results.measures]
    heads = ["Unit", "Region", *(_title(results, name) for name in chosen)]
    rows = [
        [unit.name, unit.region or MISSING, *(_text(results.unit(place, m)) for m in chosen)]
        for place, unit in enumerate(results.spec.units)
    ]
    said = "Under the common rules; every measure and policy is in estimates.csv."
    return f"<p>{escape(said)}</p>{Table(heads, rows).html()}"


def _made(results: NationResults) -> str:
    spec = results.spec
    parts: Sequence[str] = (
        spec.description,
        f"All share the rules of “{spec.base.name}”. Each unit has chance of its own, keyed by its "
        "name, and meets the same under every policy: a difference is paired, unit by unit.",
        "The units are models of their size, staff and vacancies, not portraits of offices. Where "
        "only a region is published, its units are drawn; which unit of it is the worst says "
        "nothing about any office. All units share the mean unit's mix of sentences, its courts "
        "and its rates unless the file says otherwise, so that the spread shown is less than the "
        "true one.",
    )
    values = sorted({path for unit in spec.units for path in unit.values})
    rows = [
        [
            unit.name,
            *(
                MISSING if path not in unit.values else number(unit.values[path], 3)
                for path in values
            ),
        ]
        for unit in spec.units
        if unit.values
    ]
    table = Table(("Unit", *values), rows).html() if rows else ""
    said = (
        "What each unit has of its own, stated for one mean unit; unit.scale makes it the unit's:"
    )
    return "".join(f"<p>{escape(one)}</p>" for one in (*parts, said) if one) + table


def _title(results: NationResults, measure: str) -> str:
    about = results.describe(measure)
    return titled(about.title, shown(about.unit).heading)


def _text(row: NationRow) -> str:
    return with_interval(
        row.mean, row.low, row.high, factor=shown(row.unit).factor, signed=bool(row.versus)
    )


def _small(row: NationRow, value: float | None) -> str:
    if not value:
        return MISSING if value is None else "0"
    factor = shown(row.unit).factor
    return number(value * factor, decimals(value * factor))
