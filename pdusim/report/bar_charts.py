"""Charts of amounts: differences with their intervals, bars, a waterfall, shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdusim.arithmetic import sum_of
from pdusim.report.labels import short_labels
from pdusim.report.panels import MOST
from pdusim.report.svg import (
    BLUE,
    FAINT,
    GREY,
    INK,
    NARROW,
    RED,
    SERIES,
    WIDE,
    Canvas,
    Chart,
    Scale,
    Table,
    exact,
    shorten,
    tick_text,
    ticks,
    wrap_words,
)
from pdusim.report.wording import percent

PALETTE = (
    "#0072b2",
    "#56b4e9",
    "#007a5a",
    "#e69f00",
    "#c84c00",
    "#9a4f7d",
    "#8a93a0",
    "#d9dee4",
    "#ffffff",
    "#5b4a9e",
)
"""Fills of the parts of a whole, in order."""
_DARK = frozenset({0, 2, 4, 5, 9})
"""Places in the palette on which a number is written in white."""
_LETTER = 0.58
"""Width of a letter of a number, in parts of its size: rather too wide than too narrow."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its interval, ready to draw.

    Parameters
    ----------
    label : str
        What it is.
    mean : float
        In the unit shown.
    low, high : float or None
        Interval.
    text : str
        As written beside it.
    better : {"lower", "higher", ""}
        Which way is better.
    """

    label: str
    mean: float
    low: float | None
    high: float | None
    text: str
    better: str = ""

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and not self.low <= 0.0 <= self.high

    @property
    def reach(self) -> float:
        """Largest distance from zero."""
        return max(abs(v) for v in (self.mean, self.low, self.high) if v is not None)


def difference_chart(
    name: str, title: str, rows: Sequence[Amount], note: str = "", *, one_scale: bool = False
) -> Chart:
    """Draw differences as dots with whiskers around a common zero.

    Each row has a scale of its own; with ``one_scale``, for rows of one measure, all have the same.
    """
    words = "; ".join(f"{row.label}: {row.text}" for row in rows)
    alternative = f"Differences with intervals, zero in the middle. {words}."

    def draw(width: float) -> str:
        """Draw the rows at a width."""
        phone = width <= NARROW
        room = _room(rows, 11.5)
        left, right = (12.0, width - room) if phone else (250.0, width - room - 10.0)
        # On a phone the label stands above its row, on a screen beside it.
        size, beside = (12.5, width - 8) if phone else (12.0, left - 14)
        labels = [wrap_words(row.label, beside, size) for row in rows]
        tall = [37.0 + 15.0 * len(lines) if phone else 32.0 for lines in labels]
        canvas = Canvas(name, width, 34.0 + sum_of(tall) + 4, title, alternative)
        middle = (left + right) / 2
        canvas.text(middle - 10, 14, "← less", "end", 11.5, f'fill="{GREY}"')
        canvas.text(middle + 10, 14, "more →", "start", 11.5, f'fill="{GREY}"')
        canvas.line(middle, 20, middle, canvas.height - 4, f'stroke="{INK}"')
        top = 34.0
        for number, (row, lines) in enumerate(zip(rows, labels, strict=True)):
            y = top + (tall[number] - 18.0 if phone else 12.0)
            reach = (max(one.reach for one in rows) if one_scale else row.reach) or 1.0
            x = Scale(-reach, reach, left, right)
            colour = _colour(row)
            if number:
                canvas.line(4, top - 4, width - 4, top - 4, f'stroke="{FAINT}"')
            if row.low is not None and row.high is not None:
                style = f'stroke="{colour}" stroke-width="3" stroke-linecap="round"'
                canvas.line(x(row.low), y, x(row.high), y, style)
            fill = colour if row.clear else "#fff"
            style = f'fill="{fill}" stroke="{colour}" stroke-width="2.2"'
            canvas.circle(x(row.mean), y, 5.5, style)
            weight = "" if phone else 'font-weight="600"'
            canvas.text(right + 12, y + 4, row.text, size=11.5, style=weight)
            first = top + 18.0 if phone else y + 4 - 7 * (len(lines) - 1)
            if phone:
                canvas.rect(0, top + 5, width, 3.0 + 15.0 * len(lines), 'fill="#fff"')
            for place, line in enumerate(lines):
                canvas.text(4, first + (15 if phone else 14) * place, line, size=size)
            top += tall[number]
        return canvas.svg()

    table = Table(
        ["Scenario" if one_scale else "Measure", "Difference"],
        [[row.label, row.text] for row in rows],
    )
    data = Table(
        [table.head[0], "difference", "low", "high"],
        [[row.label, exact(row.mean), exact(row.low), exact(row.high)] for row in rows],
    )
    return Chart(name, title, alternative, draw(WIDE), draw(NARROW), table, note, data)


def _room(rows: Sequence[Amount], size: float) -> float:
    """Return the width that the longest text beside a bar needs."""
    return _LETTER * size * max([len(row.text) for row in rows] or [0]) + 18.0


def _colour(row: Amount) -> str:
    """Return grey where unclear, blue for better, red for worse, ink where neither is better."""
    if not row.clear:
        return GREY
    if not row.better:
        return INK
    return BLUE if (row.better == "lower") == (row.mean < 0) else RED


def bar_chart(
    name: str,
    title: str,
    groups: Sequence[tuple[str, Sequence[Amount | None]]],
    series: Sequence[str],
    *,
    unit: str,
    note: str = "",
) -> Chart:
    """Draw horizontal bars from zero, one a scenario in each group, with whiskers."""
    amounts = [a for _, row in groups for a in row if a is not None]
    highest = max([a.reach for a in amounts] or [1.0])
    said = "; ".join(
        f"{label}: "
        + ", ".join(f"{s} {a.text if a else 'none'}" for s, a in zip(series, row, strict=True))
        for label, row in groups
    )
    alternative = f"Bar chart, {unit}. {said}."

    def draw(width: float) -> str:
        """Draw the groups of bars at a width."""
        phone = width <= NARROW
        # More than can be told apart by colour are named at their bars, the group above them.
        named = len(series) > MOST
        bar, gap, head = 15.0, 10.0, 18.0 if phone or named else 0.0
        block = head + bar * len(series) + gap
        top = 30.0 if named else 30.0 + 18.0 * len(series)
        canvas = Canvas(name, width, top + block * len(groups) + 30, title, alternative)
        grid = ticks(0.0, highest, 4 if phone else 6)
        left = (112.0 if named else 12.0) if phone else 190.0
        labels = short_labels(series, int((left - 10.0) / (11 * 0.56))) if named else []
        # Room for the longest text behind the longest bar.
        room = _room(amounts, 11.0)
        x = Scale(0.0, max(highest, 1e-9), left, width - room)
        base = canvas.height - 26
        for value in grid:
            if x(value) <= width - 14:
                canvas.line(x(value), top - 4, x(value), base, f'stroke="{FAINT}"')
                canvas.text(x(value), base + 15, tick_text(value, grid), "middle", 11)
        canvas.text(left, top - 10, unit, size=11, style=f'fill="{GREY}"')
        for number, label in enumerate([] if named else series):
            canvas.rect(8, 4 + 18 * number, 12, 12, f'fill="{SERIES[number]}"')
            canvas.text(26, 14 + 18 * number, shorten(label, width - 40))
        for number, (label, row) in enumerate(groups):
            start = top + block * number
            if named:
                bold = 'font-weight="600"'
                canvas.text(4, start + 12, shorten(label, width - 20), size=12, style=bold)
            elif phone:
                canvas.text(left, start + 11, shorten(label, width - 20), size=12)
            else:
                canvas.text(4, start + bar * len(series) / 2 + 4, shorten(label, left - 12))
            for place, amount in enumerate(row):
                y = start + head + bar * place
                if named:
                    canvas.text(left - 6, y + 11, labels[place], "end", 11)
                if amount is None:
                    canvas.text(left + 4, y + 11, "no such review", size=11, style=f'fill="{GREY}"')
                    continue
                fill = (GREY if place == 0 else BLUE) if named else SERIES[place]
                canvas.rect(left, y + 1, x(amount.mean) - left, bar - 3, f'fill="{fill}"')
                end = x(amount.mean)
                if amount.low is not None and amount.high is not None:
                    middle = y + bar / 2 - 0.5
                    style = f'stroke="{INK}" stroke-width="1.4"'
                    canvas.line(x(max(0.0, amount.low)), middle, x(amount.high), middle, style)
                    end = max(end, x(amount.high))
                canvas.text(end + 6, y + 11.5, amount.text, size=11)
        return canvas.svg()

    rows = [[label, *(amount.text if amount else "–" for amount in row)] for label, row in groups]
    table = Table([f"In {unit}", *series], rows)
    data = Table(
        ["group", "scenario", unit, "low", "high"],
        [
            [label, one, *(exact(v) for v in (amount.mean, amount.low, amount.high))]
            for label, row in groups
            for one, amount in zip(series, row, strict=True)
            if amount is not None
        ],
    )
    return Chart(name, title, alternative, draw(WIDE), draw(NARROW), table, note, data)


def waterfall_chart(
    name: str, title: str, steps: Sequence[Amount], total: Amount, *, unit: str, note: str = ""
) -> Chart:
    """Draw what each step adds, one below the other, and where they end together."""
    said = "; ".join(f"{step.label}: {step.text}" for step in [*steps, total])
    alternative = f"Waterfall, {unit}. {said}."
    ends = [0.0]
    for step in steps:
        ends.append(ends[-1] + step.mean)
    reach = [*ends, total.mean, 0.0]

    def draw(width: float) -> str:
        """Draw the steps and their total at a width."""
        phone = width <= NARROW
        tall = 60.0 if phone else 34.0
        room = _room([*steps, total], 12.0)
        grid = ticks(min(reach), max(reach), 4 if phone else 6)
        left = 12.0 if phone else 250.0
        x = Scale(grid[0], grid[-1], left, width - (12.0 if phone else room + 4))
        canvas = Canvas(name, width, 12 + tall * (len(steps) + 1) + 30, title, alternative)
        base = canvas.height - 26
        for value in grid:
            colour = INK if abs(value) < 1e-12 else FAINT
            canvas.line(x(value), 4, x(value), base, f'stroke="{colour}"')
            canvas.text(x(value), base + 15, tick_text(value, grid), "middle", 11)
        if not phone:
            canvas.text(width - 4, base + 15, unit, "end", 11, f'fill="{GREY}"')
        for number, step in enumerate([*steps, total]):
            y = 10 + tall * number + (34 if phone else 4)
            last = number == len(steps)
            first, end = (0.0, total.mean) if last else (ends[number], ends[number + 1])
            fill = INK if last else _colour(step)
            at, size = min(x(first), x(end)), max(1.5, abs(x(end) - x(first)))
            canvas.rect(at, y, size, 16, f'fill="{fill}"')
            if not last:
                canvas.line(x(end), y, x(end), y + tall + 16, f'stroke="{GREY}" stroke-width="0.8"')
            if phone:
                canvas.rect(0, y - 34, width, 32, 'fill="#fff" opacity="0.9"')
                canvas.text(4, y - 21, shorten(step.label, width - 8, 11.5), size=11.5)
                canvas.text(4, y - 6, f"{step.text} {unit}", "start", 11.5, 'font-weight="600"')
            else:
                lines = wrap_words(step.label, left - 16)
                for place, line in enumerate(lines):
                    canvas.text(4, y + 12 + 14 * place - 7 * (len(lines) - 1), line)
                canvas.text(width - room, y + 12, step.text, size=12, style='font-weight="600"')
        return canvas.svg()

    rows = [[step.label, step.text] for step in [*steps, total]]
    return Chart(
        name, title, alternative, draw(WIDE), draw(NARROW), Table(["Step", unit], rows), note
    )


def share_chart(
    name: str,
    title: str,
    wholes: Sequence[tuple[str, Sequence[float]]],
    parts: Sequence[str],
    *,
    note: str = "",
) -> Chart:
    """Draw wholes as bars of 100 %, divided into parts."""
    shares = [
        (label, [value / (sum_of(values) or 1.0) for value in values]) for label, values in wholes
    ]
    said = "; ".join(
        f"{label}: " + ", ".join(f"{p} {percent(v)}" for p, v in zip(parts, row, strict=True))
        for label, row in shares
    )
    alternative = f"Shares of a whole. {said}."

    def draw(width: float) -> str:
        """Draw the shares at a width."""
        columns = 1 if width <= NARROW else 2
        rows = -(-len(parts) // columns)
        top = 8.0 + 19 * rows
        canvas = Canvas(name, width, top + 52 * len(shares) + 6, title, alternative)
        room = (width - 16) / columns
        for number, part in enumerate(parts):
            at, row_top = 8 + room * (number % columns), 6 + 19.0 * (number // columns)
            fill = PALETTE[number % len(PALETTE)]
            canvas.rect(at, row_top, 13, 13, f'fill="{fill}" stroke="{GREY}"')
            canvas.text(at + 19, row_top + 11, shorten(part, room - 24))
        for number, (label, row) in enumerate(shares):
            y = top + 52 * number
            canvas.text(8, y + 14, shorten(label, width - 16), style='font-weight="600"')
            x = 8.0
            for place, share in enumerate(row):
                size = share * (width - 16)
                fill = PALETTE[place % len(PALETTE)]
                canvas.rect(
                    x, y + 20, size, 24, f'fill="{fill}" stroke="{GREY}" stroke-width="0.6"'
                )
                if size > 32:
                    ink = "#fff" if place in _DARK else INK
                    canvas.text(
                        x + size / 2, y + 36, percent(share), "middle", 11.5, f'fill="{ink}"'
                    )
                x += size
        return canvas.svg()

    table = Table(
        ["Part", *(label for label, _ in shares)],
        [[part, *(percent(row[i], 1) for _, row in shares)] for i, part in enumerate(parts)],
    )
    return Chart(name, title, alternative, draw(WIDE), draw(NARROW), table, note, light=True)
