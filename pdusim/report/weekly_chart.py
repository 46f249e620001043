"""Charts over time: a line a scenario with its band, and the dates on which policy changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdusim.report.line_ends import MARGIN, End, name_ends, names
from pdusim.report.panels import MOST, panels
from pdusim.report.svg import (
    BLUE,
    FAINT,
    GREY,
    HALO,
    INK,
    NARROW,
    SERIES,
    WIDE,
    Canvas,
    Chart,
    Scale,
    Table,
    dash_of,
    exact,
    shorten,
    tick_text,
    ticks,
)

Numbers = NDArray[np.float64]

_TABLE_ROWS = 26
BOLD = 'font-weight="600"'


@dataclass(frozen=True, slots=True)
class Line:
    """One series over the weeks.

    Parameters
    ----------
    label : str
        Whose.
    mean, low, high : ndarray of float, shape (weeks,)
        Line and band; NaN where there is no value.
    """

    label: str
    mean: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class Mark:
    """A date or a level drawn across the chart.

    Parameters
    ----------
    at : float
        Week since the start, or the level.
    label : str
        What happens there.
    """

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """Weeks shaded behind the lines.

    Parameters
    ----------
    first, end : float
        First week, and the one after the last.
    fill : str
        Colour.
    """

    first: float
    end: float
    fill: str


@dataclass(frozen=True, slots=True)
class Span:
    """What the horizontal axis covers.

    Parameters
    ----------
    start : date
        First day of week 0.
    first, last : int
        First and last week drawn.
    observed_from : int
        First week of the observation window; earlier ones are shaded as warm-up.
    """

    start: date
    first: int
    last: int
    observed_from: int


def weekly_chart(
    name: str,
    title: str,
    lines: Sequence[Line],
    span: Span,
    *,
    unit: str,
    dates: Sequence[Mark] = (),
    levels: Sequence[Mark] = (),
    bands: Sequence[Band] = (),
    note: str = "",
    from_zero: bool = False,
    colours: Sequence[str] = SERIES,
) -> Chart:
    """Draw weekly series.

    Parameters
    ----------
    name, title, unit, note : str
        What is shown, in what unit, and how to read it.
    lines : sequence of Line
        At least one; all as long as the run has weeks.
    span : Span
        Weeks to draw.
    dates : sequence of Mark
        Weeks of policy changes.
    levels : sequence of Mark
        Horizontal lines, such as 100 %.
    bands : sequence of Band
        Weeks shaded.
    from_zero : bool
        Whether the vertical axis must hold zero.
    colours : sequence of str
        One a line. More than four lines get a panel each; the first then stands in every panel
        as the reference where its colour is grey.

    Returns
    -------
    Chart
    """
    low, high = _extent(lines, span, levels, from_zero)
    alternative = _alternative(lines, span, unit, dates)
    many = len(lines) > MOST
    if many:
        reference = lines[0] if colours[0] == GREY else None
        said = f" Grey and broken in every panel: “{lines[0].label}”." if reference else ""
        note = f"{note}{said} All panels have the same axes."

    def draw(width: float) -> str:
        if many:
            canvas = Canvas(name, width, 0.0, title, alternative)
            return _draw_panels(canvas, lines, span, (low, high), unit, levels, reference)
        return _draw(
            Canvas(name, width, 0.0, title, alternative),
            lines,
            span,
            (low, high),
            unit,
            dates,
            levels,
            bands,
            colours,
        )

    return Chart(
        name,
        title,
        alternative,
        draw(WIDE),
        draw(NARROW),
        _table(lines, span, unit),
        note,
        _data(lines, span),
    )


def _data(lines: Sequence[Line], span: Span) -> Table:
    """Return every week of every line."""
    head = ["week of"]
    for line in lines:
        head += [f"{line.label}: {part}" for part in ("mean", "low", "high")]
    rows = []
    for week in range(span.first, span.last + 1):
        row: list[Any] = [f"{span.start + timedelta(weeks=week)}"]
        for line in lines:
            row += [exact(float(part[week])) for part in (line.mean, line.low, line.high)]
        rows.append(row)
    return Table(head, rows)


def _extent(
    lines: Sequence[Line], span: Span, levels: Sequence[Mark], from_zero: bool
) -> tuple[float, float]:
    parts = [
        part[span.first : span.last + 1]
        for line in lines
        for part in (line.mean, line.low, line.high)
    ]
    values = np.concatenate(parts) if parts else np.zeros(1)
    values = values[np.isfinite(values)]
    found = [float(values.min()), float(values.max())] if values.size else [0.0, 1.0]
    found += [mark.at for mark in levels]
    if from_zero:
        found.append(0.0)
    return min(found), max(found)


def _draw(
    canvas: Canvas,
    lines: Sequence[Line],
    span: Span,
    extent: tuple[float, float],
    unit: str,
    dates: Sequence[Mark],
    levels: Sequence[Mark],
    bands: Sequence[Band],
    colours: Sequence[str],
) -> str:
    width = canvas.width
    ends = names([line.label for line in lines], width)
    left, right = 48.0, width - (MARGIN if ends else 14.0)
    top = 26.0 + (8.0 if ends else 20.0 * _legend_rows(lines, width))
    shown = _spread(dates, right - left, span)
    bottom = top + (210.0 if width > NARROW else 180.0)
    grid = ticks(*extent)
    y = Scale(grid[0], grid[-1], bottom, top)
    x = Scale(span.first, max(span.last, span.first + 1), left, right)
    canvas.height = bottom + 30.0 + 15.0 * len(shown) + (6.0 if shown else 0.0)
    if span.observed_from > span.first:
        edge = x(span.observed_from)
        canvas.rect(left, top, edge - left, bottom - top, 'fill="#eef1f4"')
        if edge - left > 54:
            canvas.text(left + 4, top + 13, "warm-up", size=11, style=f'fill="{GREY}"')
    for band in bands:
        size = x(min(band.end, span.last)) - x(band.first)
        canvas.rect(x(band.first), top, size, bottom - top, f'fill="{band.fill}"')
    for value in grid:
        strong = abs(value) < 1e-12 and grid[0] < 0
        colour, weight = (INK, 1.2) if strong else (FAINT, 1.0)
        canvas.line(left, y(value), right, y(value), f'stroke="{colour}" stroke-width="{weight}"')
        canvas.text(left - 6, y(value) + 4, tick_text(value, grid), "end", 11.5)
    canvas.text(4, top - 10, unit, size=11.5, style=f'fill="{GREY}"')
    _months(canvas, span, x, bottom, right)
    highest = max((level.at for level in levels), default=0.0)
    for level in levels:
        canvas.line(left, y(level.at), right, y(level.at), f'stroke="{INK}" stroke-dasharray="3 3"')
        # The lower of two close levels is named below its line, or not at all at the axis.
        close = level.at < highest and y(level.at) - y(highest) < 14
        if not close or y(level.at) + 12 < bottom:
            beside = y(level.at) + (12 if close else -4)
            canvas.text(right - 2, beside, level.label, "end", 11, HALO)
    for number, mark in enumerate(shown, start=1):
        place = x(mark.at)
        canvas.line(place, top, place, bottom, f'stroke="{INK}" stroke-width="1" opacity="0.55"')
        # Below the axis, where no line crosses the words.
        words = shorten(mark.label, right - 30, 11)
        canvas.text(22, bottom + 27.0 + 15.0 * number, words, size=11)
        canvas.text(16, bottom + 27.0 + 15.0 * number, str(number), "end", 11, BOLD)
    weeks = range(span.first, span.last + 1)
    for line, colour in zip(lines, colours, strict=False):
        _area(canvas, line, colour, x, y, weeks)
    for line, colour in zip(lines, colours, strict=False):
        _stroke(canvas, line, colour, x, y, weeks)
    for number, mark in enumerate(shown, start=1):
        # Neighbours close together are numbered one below the other.
        low_or_high = top + 11 + 12 * (number % 2)
        canvas.text(x(mark.at) + 3, low_or_high, str(number), size=11, style=f"{HALO} {BOLD}")
    if ends:
        named = zip(lines, ends, colours, strict=False)
        last = [(_last(line, weeks), words, colour) for line, words, colour in named]
        drawn = [End(y(at), words, colour) for at, words, colour in last if at is not None]
        name_ends(canvas, drawn, right, top, bottom)
    else:
        _legend(canvas, lines, colours)
    return canvas.svg()


def _last(line: Line, weeks: range) -> float | None:
    """Return where a line ends; None where it has no value."""
    part = line.mean[weeks.start : weeks.stop]
    part = part[np.isfinite(part)]
    return float(part[-1]) if part.size else None


def _draw_panels(
    canvas: Canvas,
    lines: Sequence[Line],
    span: Span,
    extent: tuple[float, float],
    unit: str,
    levels: Sequence[Mark],
    reference: Line | None,
) -> str:
    """Draw every line in a panel of its own, all on the same axes."""
    own = [line for line in lines if line is not reference]
    grid = ticks(*extent, 3)
    weeks = range(span.first, span.last + 1)
    canvas.text(4, 14, unit, size=11.5, style=f'fill="{GREY}"')

    def paint(
        number: int, left: float, right: float, top: float, bottom: float, first: bool
    ) -> None:
        """Draw one line in its panel; only the first column has numbers at its axis."""
        x = Scale(span.first, max(span.last, span.first + 1), left, right)
        y = Scale(grid[0], grid[-1], bottom, top)
        edge = x(span.observed_from)
        canvas.rect(left, top, edge - left, bottom - top, 'fill="#eef1f4"')
        for value in grid:
            strong = abs(value) < 1e-12 and grid[0] < 0
            canvas.line(left, y(value), right, y(value), f'stroke="{INK if strong else FAINT}"')
            if first:
                canvas.text(left - 6, y(value) + 4, tick_text(value, grid), "end", 11)
        for level in levels:
            style = f'stroke="{INK}" stroke-dasharray="3 3" opacity="0.6"'
            canvas.line(left, y(level.at), right, y(level.at), style)
        for week, anchor in ((span.first, "start"), (span.last, "end")):
            day = span.start + timedelta(weeks=week)
            canvas.text(x(week), bottom + 15, f"{day:%b %Y}", anchor, 10.5)
        drawn = ([(reference, GREY)] if reference else []) + [(own[number], BLUE)]
        for line, colour in drawn:
            _area(canvas, line, colour, x, y, weeks)
            _stroke(canvas, line, colour, x, y, weeks)

    panels(canvas, [line.label for line in own], 24.0, paint)
    return canvas.svg()


def _area(canvas: Canvas, line: Line, colour: str, x: Scale, y: Scale, weeks: range) -> None:
    for piece in _pieces(line.low, line.high, weeks):
        edge_points = [(x(w), y(line.high[w])) for w in piece]
        edge_points += [(x(w), y(line.low[w])) for w in reversed(piece)]
        canvas.path(edge_points, f'fill="{colour}" opacity="0.16"', close=True)


def _stroke(canvas: Canvas, line: Line, colour: str, x: Scale, y: Scale, weeks: range) -> None:
    dash = dash_of(colour)
    for piece in _pieces(line.mean, line.mean, weeks):
        canvas.path(
            [(x(w), y(line.mean[w])) for w in piece],
            f'fill="none" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dash}"',
        )


def _pieces(first: Numbers, second: Numbers, weeks: range) -> list[list[int]]:
    """Return runs of weeks in which both have values."""
    runs: list[list[int]] = [[]]
    for week in weeks:
        if week < len(first) and np.isfinite(first[week]) and np.isfinite(second[week]):
            runs[-1].append(week)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _months(
    canvas: Canvas, span: Span, x: Callable[[float], float], bottom: float, right: float
) -> None:
    """Label the first of every few months."""
    weeks = span.last - span.first + 1
    every = next(
        (m for m in (1, 2, 3, 6, 12, 24) if weeks / 4.35 / m * 62 <= canvas.width - 60), 48
    )
    day = span.start + timedelta(weeks=span.first)
    end = span.start + timedelta(weeks=span.last)
    month = date(day.year, day.month, 1)
    while month <= end:
        if (month.month - 1) % every == 0 and month >= day:
            place = x((month - span.start).days / 7.0)
            canvas.line(place, bottom, place, bottom + 5, f'stroke="{GREY}"')
            if place < right - 12:
                canvas.text(place, bottom + 18, f"{month:%b %Y}", "middle", 11)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _spread(dates: Sequence[Mark], width: float, span: Span) -> list[Mark]:
    """Return the marks inside the span, one a week, few enough to label."""
    by_week: dict[float, str] = {}
    for mark in sorted(dates, key=lambda one: one.at):
        if span.first <= mark.at <= span.last:
            known = by_week.get(mark.at)
            by_week[mark.at] = f"{known}; {mark.label}" if known else mark.label
    marks = [Mark(at, label) for at, label in by_week.items()]
    most = 8 if width > NARROW else 6
    if len(marks) > most:
        rest = len(marks) - most + 1
        marks = [*marks[: most - 1], Mark(marks[most - 1].at, f"and {rest} more from here")]
    return marks


def _legend_rows(lines: Sequence[Line], width: float) -> int:
    columns = _legend_columns(lines, width)
    return -(-len(lines) // columns)


def _legend_columns(lines: Sequence[Line], width: float) -> int:
    """Return two columns where every name fits into half the width."""
    longest = max((len(line.label) for line in lines), default=0)
    return 2 if width > NARROW and longest * 12 * 0.55 < width / 2 - 55 else 1


def _legend(canvas: Canvas, lines: Sequence[Line], colours: Sequence[str]) -> None:
    columns = _legend_columns(lines, canvas.width)
    room = (canvas.width - 20) / columns
    for number, line in enumerate(lines):
        left = 10 + room * (number % columns)
        row = 14 + 20 * (number // columns)
        colour = colours[number % len(colours)]
        dash = dash_of(colour)
        style = f'stroke="{colour}" stroke-width="2.6" stroke-dasharray="{dash}"'
        canvas.line(left, row - 4, left + 28, row - 4, style)
        canvas.text(left + 34, row, shorten(line.label, room - 40), size=12)


def _alternative(lines: Sequence[Line], span: Span, unit: str, dates: Sequence[Mark]) -> str:
    said = []
    for line in lines:
        part = line.mean[span.first : span.last + 1]
        part = part[np.isfinite(part)]
        if part.size:
            said.append(
                f"{line.label}: {part[0]:,.4g} at the start, {part[-1]:,.4g} at the end, "
                f"between {part.min():,.4g} and {part.max():,.4g}"
            )
    text = f"Line chart by week, {unit}. {'; '.join(said)}."
    inside = [mark.label for mark in dates if span.first <= mark.at <= span.last]
    return f"{text} Policy changes marked: {'; '.join(inside)}." if inside else text


def _table(lines: Sequence[Line], span: Span, unit: str) -> Table:
    weeks = list(range(span.first, span.last + 1))
    step = max(1, -(-len(weeks) // _TABLE_ROWS))
    rows = []
    for week in weeks[::step]:
        cells = [f"{span.start + timedelta(weeks=week):%d %b %Y}"]
        for line in lines:
            mean, low, high = line.mean[week], line.low[week], line.high[week]
            if not np.isfinite(mean):
                cells.append("–")
            elif np.isfinite(low) and np.isfinite(high):
                cells.append(f"{mean:,.4g} ({low:,.4g} to {high:,.4g})")
            else:
                cells.append(f"{mean:,.4g}")
        rows.append(cells)
    return Table(["Week of", *(f"{line.label}, {unit}" for line in lines)], rows)
