"""A small kit for charts as inline SVG: scales, axes, text, and the page around a chart.

Charts are strings. They hold no script and fetch nothing, so that a report opens with no network
and a chart can stand in any page. Colours are those of Okabe and Ito, which people with any kind
of colour vision can tell apart; lines also differ by dash and by a label of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor, isfinite, log10
from typing import Any

from pdusim.experiment.csv_text import csv_text
from pdusim.report.escaping import escape
from pdusim.report.wording import unbroken

BLUE, ORANGE, GREEN, RED, SKY, PURPLE = (
    "#0072b2",
    "#e69f00",
    "#007a5a",
    "#c84c00",
    "#56b4e9",
    "#9a4f7d",
)
GREY, INK, FAINT = "#6b7280", "#1f2933", "#d9dee4"
SERIES = (GREY, BLUE, RED, GREEN, PURPLE, ORANGE)
DASHES = ("6 3", "", "2 3", "9 3 2 3", "1 3", "12 4")

HALO = 'paint-order="stroke" stroke="#fff" stroke-width="4" stroke-linejoin="round"'
"""A white edge around text that stands on lines."""

WIDE, NARROW = 720, 360
"""Widths drawn: for a desk and for a phone, so that text is never scaled down."""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart, shown under it on demand and read by screen readers.

    Parameters
    ----------
    head : sequence of str
        Column titles.
    rows : sequence of sequence of str
        Cells, as shown; of data, texts and numbers.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def html(self, *, whole: bool = False) -> str:
        """Return the table as HTML, ``whole`` or in a box that scrolls."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.head)
        rows = "".join(
            "<tr>"
            + f'<th scope="row">{escape(row[0])}</th>'
            + "".join(f"<td>{_cell(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        label = f"Table: {escape(self.head[0])}"
        return (
            f'<div class="scroll{" whole" if whole else ""}" tabindex="0" role="region" '
            f'aria-label="{label}">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )


_INTERVAL = re.compile(r"^(.*\d.*) (\([^()]* to [^()]*\)\*?)$")


def _cell(text: str) -> str:
    """Return a cell's text, an interval on a line of its own that does not break."""
    return _INTERVAL.sub(r'\1 <span class="ci">\2</span>', escape(unbroken(text)))


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing at two widths, with what it says in words and in numbers.

    Parameters
    ----------
    name : str
        Stable name, for links and tests.
    title : str
        What is shown.
    alternative : str
        What a reader who cannot see it should know.
    wide, narrow : str
        SVG for a desk and for a phone.
    table : Table
        The numbers.
    note : str
        How to read it.
    data : Table or None
        What a reader can take away as CSV, numbers unrounded; the table itself unless given.
    light : bool
        Whether it stays on white paper where the page is dark: its fills carry words.
    """

    name: str
    title: str
    alternative: str
    wide: str
    narrow: str
    table: Table
    note: str = ""
    data: Table | None = None
    light: bool = False

    def html(self) -> str:
        """Return the chart as a figure."""
        note = f"<p class='note'>{escape(self.note)}</p>" if self.note else ""
        return (
            f'<figure class="chart{" light" if self.light else ""}" id="chart-{self.name}" '
            f'data-chart="{self.name}">'
            f"<figcaption>{escape(self.title)}</figcaption>"
            f'<div class="wide">{self.wide}</div><div class="narrow">{self.narrow}</div>{note}'
            f'<details class="numbers"><summary>Numbers of this chart</summary>{self.table.html()}'
            f"</details>{_DOWNLOADS}{data_html(self.data or self.table)}</figure>"
        )


_DOWNLOADS = (
    '<p class="get">Download: <button type="button" data-get="csv">data (CSV)</button> '
    '<button type="button" data-get="svg">picture (SVG)</button> '
    '<button type="button" data-get="png">picture (PNG)</button></p>'
)


def data_html(data: Table) -> str:
    """Return a table as CSV that the page's script hands out and nothing shows."""
    text = json.dumps(csv_text(data.head, data.rows), ensure_ascii=False)
    held = text.replace("<", "\\u003c")
    return f'<script type="application/json" class="data">{held}</script>'


def exact(value: float | None) -> float | None:
    """Return a number for data, in six digits, or None where there is none."""
    return None if value is None or not isfinite(value) else float(f"{value:.6g}")


@dataclass(slots=True)
class Canvas:
    """An SVG under construction.

    Parameters
    ----------
    name : str
        Of the chart; with the width it names the parts of the drawing.
    width, height : float
        In pixels.
    title, alternative : str
        For those who cannot see it.
    parts : list of str
        What was drawn.
    """

    name: str
    width: float
    height: float
    title: str
    alternative: str
    parts: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a straight line; ``style`` is SVG attributes."""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'
        )

    def rect(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """Draw a rectangle; a negative size draws nothing."""
        if width > 0 and height > 0:
            self.parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {style}/>'
            )

    def circle(self, x: float, y: float, radius: float, style: str) -> None:
        """Draw a disc."""
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {style}/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        anchor: str = "start",
        size: float = 12,
        style: str = "",
    ) -> None:
        """Write a line of text."""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" {style}>'
            f"{escape(words)}</text>"
        )

    def path(
        self, points: Sequence[tuple[float, float]], style: str, *, close: bool = False
    ) -> None:
        """Draw a line through points, or an area."""
        if points:
            steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            self.parts.append(f'<path d="M{steps}{"Z" if close else ""}" {style}/>')

    def svg(self) -> str:
        """Return the drawing."""
        mark = f"{self.name}-{self.width:g}-"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" style="background:#fff" '
            f'aria-labelledby="{mark}t {mark}d" fill="{INK}" '
            'font-family="system-ui, -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif">'
            f'<title id="{mark}t">{escape(self.title)}</title>'
            f'<desc id="{mark}d">{escape(self.alternative)}</desc>{"".join(self.parts)}</svg>'
        )


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels.

    Parameters
    ----------
    low, high : float
        Values at the two ends.
    start, end : float
        Pixels at the two ends.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        span = self.high - self.low
        return self.start + (value - self.low) / (span or 1.0) * (self.end - self.start)


def dash_of(colour: str) -> str:
    """Return the dash that goes with a colour of a series, so that neither says it alone."""
    return DASHES[SERIES.index(colour) % len(DASHES)] if colour in SERIES else ""


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round values from at or below ``low`` to at or above ``high``.

    >>> ticks(0.0, 97.0)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    if not (isfinite(low) and isfinite(high)):
        return [0.0, 1.0]
    if high <= low:
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    rough = (high - low) / max(1, about)
    power = 10.0 ** floor(log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def tick_text(value: float, all_ticks: Sequence[float]) -> str:
    """Return a tick's label with no more decimals than the step needs."""
    step = abs(all_ticks[1] - all_ticks[0]) if len(all_ticks) > 1 else 1.0
    places = max(0, -floor(log10(step) + 1e-9)) if step > 0 else 0
    text = f"{abs(value):,.{places}f}"
    return f"\N{MINUS SIGN}{text}" if value < 0 else text


def shorten(words: str, width: float, size: float = 12) -> str:
    """Cut a text that would be wider than ``width`` pixels."""
    fits = max(3, int(width / (size * 0.55)))
    return words if len(words) <= fits else words[: fits - 1].rstrip() + "…"


def wrap_words(words: str, width: float, size: float = 12, most: int = 2) -> list[str]:
    """Break a text into lines of at most ``width`` pixels; the last one is cut if need be."""
    fits = max(6, int(width / (size * 0.55)))
    lines: list[str] = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > fits:
            if len(lines) == most:
                lines[-1] = shorten(f"{lines[-1]} {word}", width, size)
                return lines
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    lines[-1] = shorten(lines[-1], width, size)
    return lines
