"""The table of ``pdusim run``: what a policy analyst reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pdusim.cli.options import Format
from pdusim.cli.output import console, emit, emit_rendered
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
    with_interval,
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


@dataclass
class _Notes:
    """Footnotes, numbered in the order in which they are met."""

    texts: list[str] = field(default_factory=list)

    def mark(self, text: str) -> str:
        """Return the mark of a footnote, a new one where the text is new."""
        if text not in self.texts:
            self.texts.append(text)
        return f"[{self.texts.index(text) + 1}]"


def show_results(results: Results, form: Format) -> None:
    """Print the results of a run, just done or read back."""
    if form is Format.JSON:
        emit(results.to_json())
    elif form is Format.CSV:
        emit(results.to_csv())
    else:
        screen = console()
        last = brief_parts(results, screen.width) if len(results.names) > 1 else []
        emit_rendered(screen, *results_table(results, screen), *last)


def brief_parts(results: Results, width: int) -> list[RenderableType]:
    """Return the last lines: what the policies do, how sure, what not to conclude."""
    from pdusim.report.brief import terminal_lines

    # No wider than a line that can be read, wherever it is written to.
    room = min(width, _READABLE_LINE)
    return ["", *(Text("\n".join(wrap(line, room))) for line in terminal_lines(results))]


def results_table(results: Results, screen: Console) -> list[RenderableType]:
    """Lay out results for reading.

    Parameters
    ----------
    results : Results
        What a run gave back.
    screen : rich.console.Console
        Where it will be shown: side by side if that fits, else one table a scenario.

    Returns
    -------
    list of renderable
        A header, one or several tables, and what is to be said about them.
    """
    notes = _Notes()
    columns = _columns(results, notes)
    blocks = [columns]
    if _room(results, columns, screen) < _READABLE_TITLE:
        # The first scenario alone, then each other with its difference.
        blocks = [[c for c in columns if c.scenario == name] for name in results.names]
    parts: list[RenderableType] = [header(results), ""]
    for block in blocks:
        room = _room(results, block, screen)
        parts += [_table(results, block, max(_NARROW_TITLE, min(_WIDE_TITLE, room))), ""]
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


def _columns(results: Results, notes: _Notes) -> list[_Column]:
    """Make the columns of every scenario: estimate, range, difference from the first."""
    by_name: dict[str, dict[str, EstimateRow]] = {name: {} for name in results.names}
    for row in results.estimates():
        by_name[row.scenario][row.measure] = row
    against: dict[str, dict[str, DifferenceRow]] = {name: {} for name in results.names}
    for found in results.differences() if len(results.names) > 1 else ():
        against[found.scenario][found.measure] = found

    sure = percent(results.confidence)
    columns = []
    for name, rows in by_name.items():
        cells = {measure: _cell(row, notes) for measure, row in rows.items()}
        columns.append(_Column(name, f"{name}\nmean ({sure} interval)", cells))
        if any(row.p05 is not None for row in rows.values()):
            ranges = {measure: _range(row) for measure, row in rows.items()}
            columns.append(_Column(name, "\n5–95 % of replications", ranges))
        if against[name]:
            cells = {measure: _cell(row, notes) for measure, row in against[name].items()}
            title = f"Difference from\n{results.names[0]} ({sure} interval)"
            columns.append(_Column(name, title, cells))
    return columns


def _cell(row: EstimateRow | DifferenceRow, notes: _Notes) -> str:
    """Return a mean or difference with its interval; a starred one is clear of zero."""
    if row.mean is None:
        return f"{MISSING} {notes.mark(row.reason or 'no events')}"
    factor = shown(row.unit).factor
    if isinstance(row, EstimateRow):
        text = with_interval(row.mean, row.low, row.high, factor=factor)
        return text if row.unseen is None else f"{text} {notes.mark(row.reason or '')}"
    text = with_interval(row.mean, row.low, row.high, factor=factor, signed=True)
    if row.unseen is not None:
        return f"{text} {notes.mark(row.reason or '')}"
    if row.low is None or row.high is None or row.low <= 0.0 <= row.high:
        return text
    return f"{text}*"


def _range(row: EstimateRow) -> str:
    if row.p05 is None or row.p95 is None:
        return MISSING
    factor = shown(row.unit).factor
    places = decimals(row.p95 * factor, (row.p95 - row.p05) * factor / 2.0)
    return f"{number(row.p05 * factor, places)} to {number(row.p95 * factor, places)}"


def _table(results: Results, columns: Sequence[_Column], title_width: int) -> Table:
    """Put columns side by side, the measures in groups down the side."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("Measure", vertical="top")
    for column in columns:
        table.add_column(column.title, justify="right")
    group = ""
    for name in results.measure_names:
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


def _room(results: Results, columns: Sequence[_Column], screen: Console) -> int:
    """Return how many characters the columns leave for the titles."""
    table = _table(results, columns, _WIDE_TITLE)
    titles = max(
        cell_len(line) for cell in table.columns[0].cells for line in str(cell).split("\n")
    )
    unlimited = screen.options.update(max_width=_UNLIMITED)
    return screen.width - Measurement.get(screen, unlimited, table).maximum + titles


def _title(measure: MeasureInfo) -> str:
    return titled(measure.title, shown(measure.unit).heading)


def _remarks(results: Results, notes: _Notes) -> Iterable[Text]:
    lines = []
    if len(results.names) > 1:
        lines.append(
            "Differences are paired: both scenarios meet the same people and the same chance. "
            "Those of percentages are in percentage points. * the interval is clear of zero."
        )
    lines += [f"[{place}] {text}" for place, text in enumerate(notes.texts, start=1)]
    left_out = [m.title for name, m in MEASURES.items() if name not in results.measure_names]
    if left_out:
        lines.append(f"Not measured by this version: {'; '.join(left_out)}.")
    if results.failures:
        lines.append(f"{len(results.failures)} replications failed and are left out.")
    return [Text(line) for line in lines]
