"""The table of ``pdusim run``: what a policy analyst reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pdusim.cli.cells import Notes, cell_text
from pdusim.cli.options import Format
from pdusim.cli.output import console, emit, emit_rendered
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import MeasureInfo
from pdusim.experiment.results import Results
from pdusim.experiment.rows import DifferenceRow, EstimateRow
from pdusim.experiment.windows import windows_text
from pdusim.outcomes.measures import MEASURES
from pdusim.report.wording import (
    MISSING,
    decimals,
    number,
    percent,
    shown,
    titled,
    unbroken,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


_OTHER = "Other"
# Characters for the title of a measure: what is never gone below, what makes it worth having the
# scenarios side by side, and more than which no title gets.
_NARROW_TITLE = 20
_READABLE_TITLE = 36
_WIDE_TITLE = 56
_UNLIMITED = 10_000
_READABLE_LINE = 80


def show_results(
    results: Results, form: Format, *, every: bool = False, section: str = "", sort: str = ""
) -> None:
    """Print the results of a run, just done or read back.

    Parameters
    ----------
    results : Results
        What a run gave back.
    form : Format
        A table to read, or data: the data is always all there is.
    every : bool
        Print every measure, not the short table.
    section : str
        Print the measures of the groups with this in their name.
    sort : str
        Measure to sort many scenarios by.
    """
    if form is Format.JSON:
        emit(results.to_json())
    elif form is Format.CSV:
        emit(results.to_csv())
    else:
        screen = console()
        emit_rendered(
            screen, *table_parts(results, screen, every=every, section=section, sort=sort)
        )


def table_parts(
    results: Results, screen: Console, *, every: bool = False, section: str = "", sort: str = ""
) -> list[RenderableType]:
    """Return the answer in a sentence, the table, how sure it is and what was left out."""
    from pdusim.cli.short import left_out, short_parts
    from pdusim.report.brief import closing_lines, headlines

    comparing = len(results.names) > 1
    # No wider than a line that can be read, wherever it is written to.
    room = min(screen.width, _READABLE_LINE)

    def said(lines: Iterable[str]) -> list[RenderableType]:
        return [Text("\n".join(wrap(line, room))) for line in lines]

    parts = [*said(headlines(results)), ""] if comparing else []
    if every or section:
        chosen = measures_of(results, section)
        parts += results_table(results, screen, chosen)
    else:
        notes = Notes()
        parts += [header(results), ""]
        parts += short_parts(results, screen, notes, sort)
        parts += ["", *_remarks(results, notes)]
    if comparing:
        parts += ["", *said(closing_lines(results))]
    more = "" if every or section else left_out(results)
    return [*parts, "", Text(more)] if more else parts


def measures_of(results: Results, section: str) -> list[str]:
    """Return the measures in the groups with a text in their name; all where it is empty."""
    wanted = section.casefold()
    return [
        name
        for name in results.measure_names
        if wanted in (results.describe(name).group or _OTHER).casefold()
    ]


def check_section(section: str) -> None:
    """Refuse a section that no group of measures has in its name, before anything is simulated.

    Raises
    ------
    ExperimentError
        With the groups there are.
    """
    groups = [*dict.fromkeys(one.group for one in MEASURES.values()), _OTHER]
    if section and not any(section.casefold() in group.casefold() for group in groups):
        raise ExperimentError(
            f"no section has '{section}' in its name; there are: {'; '.join(groups)}"
        )


def results_table(
    results: Results, screen: Console, measures: Sequence[str] | None = None
) -> list[RenderableType]:
    """Lay out results for reading.

    Parameters
    ----------
    results : Results
        What a run gave back.
    screen : rich.console.Console
        Where it will be shown: side by side if that fits, else one table a scenario.
    measures : sequence of str, optional
        Those to show; all of them unless given.

    Returns
    -------
    list of renderable
        A header, one or several tables, and what is to be said about them.
    """
    notes = Notes()
    chosen = results.measure_names if measures is None else measures
    columns = _columns(results, notes, chosen)
    blocks = [columns]
    if _room(results, columns, screen, chosen) < _READABLE_TITLE:
        # The first scenario alone, then each other with its difference.
        blocks = [[c for c in columns if c.scenario == name] for name in results.names]
    parts: list[RenderableType] = [header(results), ""]
    for block in blocks:
        room = _room(results, block, screen, chosen)
        width = max(_NARROW_TITLE, min(_WIDE_TITLE, room))
        parts += [_table(results, block, width, chosen), ""]
    return [*parts, *_remarks(results, notes)]


def header(results: Results) -> Text:
    """Return what was run: replications, seed, and the dates observed."""
    many = "replication" if results.replications == 1 else "replications"
    first = f"{results.replications} {many}, seed {results.seed}"
    observed = windows_text(results.scenarios, results.names)
    return Text(f"{first}, {observed}")


@dataclass(frozen=True, slots=True)
class _Column:
    scenario: str
    title: str
    cells: dict[str, str]


def _columns(results: Results, notes: Notes, chosen: Sequence[str]) -> list[_Column]:
    """Make the columns of every scenario: estimate, range, difference from the first."""
    by_name: dict[str, dict[str, EstimateRow]] = {name: {} for name in results.names}
    for row in results.estimates(chosen):
        by_name[row.scenario][row.measure] = row
    against: dict[str, dict[str, DifferenceRow]] = {name: {} for name in results.names}
    for found in results.differences(measures=chosen) if len(results.names) > 1 else ():
        against[found.scenario][found.measure] = found

    sure = percent(results.confidence)
    columns = []
    for name, rows in by_name.items():
        cells = {measure: cell_text(row, notes) for measure, row in rows.items()}
        columns.append(_Column(name, f"{name}\nmean ({sure} interval)", cells))
        if any(row.p05 is not None for row in rows.values()):
            ranges = {measure: _range(row) for measure, row in rows.items()}
            columns.append(_Column(name, "\n5–95 % of replications", ranges))
        if against[name]:
            cells = {measure: cell_text(row, notes) for measure, row in against[name].items()}
            title = f"Difference from\n{results.names[0]} ({sure} interval)"
            columns.append(_Column(name, title, cells))
    return columns


def _range(row: EstimateRow) -> str:
    if row.p05 is None or row.p95 is None:
        return MISSING
    factor = shown(row.unit).factor
    places = decimals(row.p95 * factor, (row.p95 - row.p05) * factor / 2.0)
    return f"{number(row.p05 * factor, places)} to {number(row.p95 * factor, places)}"


def _table(
    results: Results, columns: Sequence[_Column], title_width: int, chosen: Sequence[str]
) -> Table:
    """Put columns side by side, the measures in groups down the side."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("Measure", vertical="top")
    for column in columns:
        table.add_column(column.title, justify="right")
    group = ""
    for name in chosen:
        measure = results.describe(name)
        heading = measure.group or _OTHER
        if heading != group:
            if group:
                table.add_row("")
            table.add_row(Text(heading, style="bold"))
            group = heading
        title = _wrapped(_title(measure), title_width)
        table.add_row(title, *(column.cells.get(name, MISSING) for column in columns))
    return table


def _wrapped(title: str, width: int) -> str:
    """Return a title in lines, indented below its group; a unit is not left alone on a line."""
    lines = wrap(unbroken(title), width, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def _room(
    results: Results, columns: Sequence[_Column], screen: Console, chosen: Sequence[str]
) -> int:
    """Return how many characters the columns leave for the titles."""
    table = _table(results, columns, _WIDE_TITLE, chosen)
    titles = max(
        cell_len(line) for cell in table.columns[0].cells for line in str(cell).split("\n")
    )
    unlimited = screen.options.update(max_width=_UNLIMITED)
    return screen.width - Measurement.get(screen, unlimited, table).maximum + titles


def _title(measure: MeasureInfo) -> str:
    return titled(measure.title, shown(measure.unit).heading)


def _remarks(results: Results, notes: Notes) -> Iterable[Text]:
    lines = []
    if len(results.names) > 1:
        lines.append(
            "Differences are paired: both scenarios meet the same people and the same chance. "
            "Those of percentages are in percentage points. * the interval is clear of zero."
        )
    lines += notes.lines()
    left_out = [m.title for name, m in MEASURES.items() if name not in results.measure_names]
    if left_out:
        lines.append(f"Not measured by this version: {'; '.join(left_out)}.")
    if results.failures:
        lines.append(f"{len(results.failures)} replications failed and are left out.")
    return [Text(line) for line in lines]
