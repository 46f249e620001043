"""The short tables of ``run`` and ``show``, and what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pdusim.cli.cells import Notes, cell_text, level_text
from pdusim.cli.studies import plain_table
from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.report.brief import EIGHT, FOURTEEN
from pdusim.report.matrix import RANKS, Cell, Matrix, difference_text, heading, matrix
from pdusim.report.wording import percent, shown, titled, unbroken, with_interval

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_ROOMY = 120
"""Columns from which on levels are shown with their intervals."""
_TITLE, _NAME, _CELL = 38, 18, 16


def short_measures(results: Results, chosen: Sequence[str]) -> list[str]:
    """Return those of a list that a run reports, and the measures that were added to pdusim."""
    own = [name for name in results.measure_names if name not in MEASURES]
    return [*(name for name in chosen if name in results.measure_names), *own]


def short_parts(
    results: Results, screen: Console, notes: Notes, sort: str = ""
) -> list[RenderableType]:
    """Lay out fourteen measures of one or two scenarios, or the matrix of more.

    Parameters
    ----------
    results : Results
        What a run gave back.
    screen : rich.console.Console
        Where it will be shown.
    notes : Notes
        Footnotes, which it adds to.
    sort : str
        Measure to sort the matrix by, the best first.
    """
    if len(results.names) > 2:
        chosen = short_measures(results, EIGHT)
        extra = [sort] if sort and sort not in chosen else []
        return _matrix_parts(matrix(results, 0, [*chosen, *extra]), screen, sort)
    return [_short_table(results, screen.width, notes)]


def left_out(results: Results) -> str:
    """Return how many measures the short table leaves out, and how to see them."""
    many = EIGHT if len(results.names) > 2 else FOURTEEN
    rest = len(results.measure_names) - len(short_measures(results, many))
    if not rest:
        return ""
    what = "1 more measure" if rest == 1 else f"{rest} more measures"
    return f"{what}: --all, or --section WORD for one group ('pdusim measures' lists them)."


def _short_table(results: Results, width: int, notes: Notes) -> Table:
    """Lay out the short table: at 80 columns the levels go without their intervals."""
    chosen = short_measures(results, FOURTEEN)
    interval = f"({percent(results.confidence)} interval)"
    alone = len(results.names) == 1
    whole = alone or width >= _ROOMY
    heads = [f"{name}\n{interval}" if whole else name for name in results.names]
    table = plain_table(
        "Measure", *heads, *([] if alone else [f"Difference\n{interval}"]), show_edge=False
    )
    for column in table.columns[1:]:
        column.justify = "right"
        column.max_width = None if whole else 25
    levels = {(row.scenario, row.measure): row for row in results.estimates(chosen)}
    steps = {} if alone else {row.measure: row for row in results.differences(measures=chosen)}
    text = cell_text if whole else level_text
    for measure in chosen:
        info = results.describe(measure)
        lines = wrap(
            unbroken(titled(info.title, shown(info.unit).heading)), _TITLE, break_on_hyphens=False
        )
        title = "\n  ".join(lines).replace("\N{NO-BREAK SPACE}", " ")
        cells = [text(levels[name, measure], notes) for name in results.names]
        cells += [cell_text(steps[measure], notes)] if steps else []
        table.add_row(title, *cells)
    return table


def _matrix_parts(made: Matrix, screen: Console, sort: str) -> list[RenderableType]:
    """Lay out the matrix in as few blocks of columns as the screen is wide for."""
    results = made.results
    most = max(1, (screen.width - _NAME) // _CELL)
    blocks = -(-len(made.measures) // most) or 1
    each = -(-len(made.measures) // blocks)
    order = [made.base, *made.ordered(sort)]
    parts: list[RenderableType] = []
    for first in range(0, len(made.measures), each or 1):
        columns = range(first, min(first + each, len(made.measures)))
        table = plain_table(
            "Scenario", *(heading(results, made.measures[c]) for c in columns), show_edge=False
        )
        table.columns[0].max_width = _NAME - 2
        for column in table.columns[1:]:
            column.justify = "right"
            column.max_width = _CELL - 2
        for place in order:
            cells = [_cell(results, made.cells[place][c], base=place == made.base) for c in columns]
            table.add_row(results.names[place], *cells)
        parts += [table, ""]
    said = f"{RANKS[0].lower()}{RANKS[1:]}"
    parts.append(
        Text(
            f"First row: levels; others: differences from “{results.names[made.base]}”. "
            f"The number before each is its rank: {said}"
        )
    )
    return parts


def _cell(results: Results, cell: Cell, *, base: bool) -> str:
    """Return rank and mean on one line, the interval on the next."""
    one = cell.effect
    if base:
        factor = shown(results.describe(one.measure).unit).factor
        said = with_interval(one.now.mean, one.now.low, one.now.high, factor=factor)
        text, _, ends = said.partition(" (")
        ends = ends.removesuffix(")")
    else:
        text, ends = difference_text(results, one)
    rank = f"{cell.place}) " if cell.place else ""
    return f"{rank}{text}\n{ends}" if ends else f"{rank}{text}"
