"""Many scenarios side by side: a row a scenario, a column a measure, differences and ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdusim.experiment.results import Results
from pdusim.report.brief import EIGHT
from pdusim.report.effects import Effect, effect, judge
from pdusim.report.escaping import escape
from pdusim.report.wording import (
    MISSING,
    gap,
    shown,
    step_unit,
    sure,
    titled,
    unbroken,
    with_interval,
)

RANKS = (
    "A rank is one more than the number of scenarios that are clearly better, by the interval of "
    "their own paired difference; = where others have the same rank, because nothing tells them "
    "apart for certain."
)
"""What a rank says."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure of one scenario.

    Parameters
    ----------
    effect : Effect
        The difference from the base; that of the base from itself is none.
    rank : int or None
        One more than the number of scenarios that are clearly better; None where neither way is
        better, or the measure is missing.
    tied : bool
        Whether another scenario has the same rank.
    """

    effect: Effect
    rank: int | None
    tied: bool

    @property
    def place(self) -> str:
        """The rank as written: "2", or "2=" with others."""
        return "" if self.rank is None else f"{self.rank}{'=' if self.tied else ''}"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Scenarios by measures.

    Parameters
    ----------
    results : Results
        What it is made from.
    base : int
        Place of the scenario that the others are compared with.
    measures : tuple of str
        The columns.
    cells : tuple of tuple of Cell
        For each scenario, in the order of the results, one a measure.
    """

    results: Results
    base: int
    measures: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def ordered(self, by: str = "") -> list[int]:
        """Return the places of the scenarios other than the base, the best first.

        Parameters
        ----------
        by : str
            A measure of the columns; without one the order of the run is kept.
        """
        places = [place for place in range(len(self.cells)) if place != self.base]
        if not by:
            return places
        column = self.measures.index(by)
        sign = -1.0 if self.results.describe(by).better == "higher" else 1.0

        def key(place: int) -> tuple[bool, float]:
            mean = self.cells[place][column].effect.step.mean
            return mean is None, 0.0 if mean is None else sign * mean

        return sorted(places, key=key)


def matrix(results: Results, base: int = 0, measures: Sequence[str] = EIGHT) -> Matrix:
    """Return every scenario compared with a base, by the measures that a policy is asked about.

    Parameters
    ----------
    results : Results
        Of two or more scenarios.
    base : int
        Place of the one compared with.
    measures : sequence of str
        Columns; those that the run does not report are left out.
    """
    asked = tuple(name for name in measures if name in results.measure_names)
    columns = []
    for measure in asked:
        ranks = _ranks(results, measure)
        columns.append(
            [
                Cell(
                    effect(results, place, base, measure),
                    rank,
                    rank is not None and ranks.count(rank) > 1,
                )
                for place, rank in enumerate(ranks)
            ]
        )
    cells = tuple(tuple(column[place] for column in columns) for place in range(len(results.names)))
    return Matrix(results, base, asked, cells)


def _ranks(results: Results, measure: str) -> list[int | None]:
    better = results.describe(measure).better
    places = range(len(results.names))
    known = [place for place in places if results.estimate(place, measure).mean is not None]
    if not better:
        return [None for _ in places]
    want = "less" if better == "lower" else "more"
    # Each pair once: one clearly better is the other clearly worse.
    ahead = dict.fromkeys(known, 0)
    for number_, first in enumerate(known):
        for second in known[number_ + 1 :]:
            verdict = judge(results.difference(second, first, measure).estimate)
            if verdict in ("more", "less"):
                ahead[first if verdict == want else second] += 1
    return [ahead[place] + 1 if place in ahead else None for place in places]


def heading(results: Results, measure: str) -> str:
    """Return the title of a column, with the unit of its differences."""
    info = results.describe(measure)
    return titled(info.title, step_unit(info.unit))


def difference_text(results: Results, one: Effect) -> tuple[str, str]:
    """Return a difference and its interval as written; a clear one is starred."""
    step = one.step
    if step.mean is None:
        return MISSING, step.reason or "no such event"
    if one.verdict == "same":
        return "none seen", ""
    unit = results.describe(one.measure).unit
    mean, _, ends = gap(step.mean, step.low, step.high, unit).partition(" (")
    return f"{mean}{'*' if one.clear else ''}", ends.removesuffix(")")


def level_text(results: Results, one: Effect) -> tuple[str, str]:
    """Return a level and its interval; the unit stands in the head of the column."""
    how = shown(results.describe(one.measure).unit)
    after = " %" if how.level.startswith(" %") else ""
    said = with_interval(
        one.now.mean, one.now.low, one.now.high, factor=how.factor, before=how.before, after=after
    )
    text, _, ends = said.partition(" (")
    return text, ends.removesuffix(")")


def matrix_html(made: Matrix) -> str:
    """Return the matrix as a table that a reader can sort by any column."""
    results = made.results
    sort = '<button type="button" class="sort" data-sort="{}">{}</button>'
    heads = [f'<th scope="col">{sort.format(0, "Scenario")}</th>']
    heads += [
        f'<th scope="col" data-key="{escape(name)}">'
        f"{sort.format(place, escape(unbroken(heading(results, name))))}</th>"
        for place, name in enumerate(made.measures, start=1)
    ]
    rows = [_row(made, place) for place in (made.base, *made.ordered())]
    note = (
        f"First row: levels. Other rows: differences from “{results.names[made.base]}”, below each "
        f"its {sure(results.confidence)}; * the interval is clear of zero. Blue: clear, for the "
        f"better; red: clear, for the worse. Small number before it: the rank. {RANKS}"
    )
    return (
        '<div class="scroll whole broad" tabindex="0" role="region" '
        'aria-label="Table: scenarios by measures">'
        f'<table class="matrix"><thead><tr>{"".join(heads)}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        f"<p class='note'>{escape(unbroken(note))}</p>"
    )


def _row(made: Matrix, place: int) -> str:
    results = made.results
    cells = []
    for cell in made.cells[place]:
        one = cell.effect
        value: float | None = 0.0
        tone = ""
        if place == made.base:
            text, ends = level_text(results, one)
        else:
            text, ends = difference_text(results, one)
            tone = {True: "good", False: "bad", None: ""}[one.good]
            value = one.step.mean
        rank = f'<span class="rank">{escape(cell.place)}</span> ' if cell.place else ""
        said = "" if value is None else f"{value!r}"
        cells.append(
            f'<td class="{tone}" data-value="{said}"><span class="line">{rank}'
            f'<span class="step">{escape(unbroken(text))}</span></span>'
            f'<span class="ci">{escape(ends)}</span></td>'
        )
    fixed = ' class="base" data-fixed' if place == made.base else ""
    name = escape(results.names[place])
    return f'<tr{fixed}><th scope="row">{name}</th>{"".join(cells)}</tr>'
