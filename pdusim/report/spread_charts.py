"""Charts of spread: distributions, single runs as dots, curves through points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdusim.report.panels import MOST, panels
from pdusim.report.svg import (
    BLUE,
    DASHES,
    FAINT,
    GREY,
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


def histogram(
    name: str,
    title: str,
    edges: Sequence[float],
    series: Sequence[tuple[str, Sequence[float]]],
    *,
    unit: str,
    marks: Sequence[tuple[float, str]] = (),
    note: str = "",
) -> Chart:
    """Draw shares by band as outlines laid over each other.

    Parameters
    ----------
    name, title, unit, note : str
        What is shown; ``unit`` is that of the horizontal axis.
    edges : sequence of float
        Ends of the bands, one more than there are bands.
    series : sequence of (str, sequence of float)
        Label and share in each band, in %.
    marks : sequence of (float, str)
        Vertical lines with a label.
    """
    alternative = f"Distribution over bands of {unit}. " + "; ".join(
        f"{label}: most in the band from {edges[max(range(len(v)), key=v.__getitem__)]:g}"
        for label, v in series
        if len(v)
    )
    highest = max([value for _, values in series for value in values] or [1.0])
    many = len(series) > MOST
    if many:
        note = f"{note} Grey and broken in every panel: “{series[0][0]}”. The axes are the same."

    def draw(width: float) -> str:
        """Draw the histograms at a width."""
        if many:
            canvas = Canvas(name, width, 0.0, title, alternative)
            return _histograms(canvas, edges, series, highest, marks)
        top = 22.0 + 18.0 * len(series)
        canvas = Canvas(name, width, top + 225, title, alternative)
        left, right, bottom = 44.0, width - 14.0, top + 180
        x = Scale(edges[0], edges[-1], left, right)
        grid = ticks(0.0, highest, 4)
        y = Scale(0.0, grid[-1], bottom, top)
        for value in grid:
            canvas.line(left, y(value), right, y(value), f'stroke="{FAINT}"')
            canvas.text(left - 6, y(value) + 4, tick_text(value, grid), "end", 11.5)
        canvas.text(4, top - 9, "% of practitioner-weeks", size=11, style=f'fill="{GREY}"')
        every = 2 if width > NARROW else 4
        for number, edge in enumerate(edges):
            if number % every == 0 or number == len(edges) - 1:
                canvas.text(x(edge), bottom + 17, f"{edge:g}", "middle", 11)
        canvas.text((left + right) / 2, bottom + 36, unit, "middle", 11.5, f'fill="{GREY}"')
        for (_, values), colour in zip(series, SERIES, strict=False):
            _outline(canvas, edges, values, colour, x, y)
        for row, (at, label) in enumerate(marks):
            style = f'stroke="{INK}" stroke-dasharray="3 3"'
            canvas.line(x(at), top - 2, x(at), bottom, style)
            canvas.text(x(at) + 4, top + 9 + 14 * row, label, size=11)
        for number, ((label, _), colour) in enumerate(zip(series, SERIES, strict=False)):
            style = f'stroke="{colour}" stroke-width="2.6" stroke-dasharray="{dash_of(colour)}"'
            canvas.line(10, 10 + 18 * number, 38, 10 + 18 * number, style)
            canvas.text(44, 14 + 18 * number, shorten(label, width - 56))
        return canvas.svg()

    bands = [f"{edges[i]:g} to {edges[i + 1]:g}" for i in range(len(edges) - 1)]
    rows = [[band, *(f"{values[i]:.1f} %" for _, values in series)] for i, band in enumerate(bands)]
    table = Table([unit, *(label for label, _ in series)], rows)
    data = Table(
        ["from", "to", *(f"{label}: %" for label, _ in series)],
        [
            [edges[i], edges[i + 1], *(exact(values[i]) for _, values in series)]
            for i in range(len(edges) - 1)
        ],
    )
    return Chart(name, title, alternative, draw(WIDE), draw(NARROW), table, note, data)


def _histograms(
    canvas: Canvas,
    edges: Sequence[float],
    series: Sequence[tuple[str, Sequence[float]]],
    highest: float,
    marks: Sequence[tuple[float, str]],
) -> str:
    """Draw every distribution in a panel of its own, the first behind each as the reference."""
    grid = ticks(0.0, highest, 3)
    canvas.text(4, 14, "% of practitioner-weeks", size=11.5, style=f'fill="{GREY}"')

    def paint(
        number: int, left: float, right: float, top: float, bottom: float, first: bool
    ) -> None:
        """Draw one panel."""
        x, y = Scale(edges[0], edges[-1], left, right), Scale(0.0, grid[-1], bottom, top)
        for value in grid:
            canvas.line(left, y(value), right, y(value), f'stroke="{FAINT}"')
            if first:
                canvas.text(left - 6, y(value) + 4, tick_text(value, grid), "end", 11)
        for at, _ in marks:
            style = f'stroke="{INK}" stroke-dasharray="3 3" opacity="0.6"'
            canvas.line(x(at), top, x(at), bottom, style)
        for edge, anchor in ((edges[0], "start"), (100.0, "middle"), (edges[-1], "end")):
            canvas.text(x(edge), bottom + 15, f"{edge:g}", anchor, 10.5)
        _outline(canvas, edges, series[0][1], GREY, x, y)
        _outline(canvas, edges, series[number + 1][1], BLUE, x, y)

    panels(canvas, [label for label, _ in series[1:]], 24.0, paint)
    return canvas.svg()


def _outline(
    canvas: Canvas, edges: Sequence[float], values: Sequence[float], colour: str, x: Scale, y: Scale
) -> None:
    outline = [(x(edges[0]), y(0.0))]
    for place, value in enumerate(values):
        outline += [(x(edges[place]), y(value)), (x(edges[place + 1]), y(value))]
    outline.append((x(edges[-1]), y(0.0)))
    canvas.path(outline, f'fill="{colour}" opacity="0.14"', close=True)
    style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash_of(colour)}"'
    canvas.path(outline, style)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve.

    Parameters
    ----------
    x, y : float
        Where.
    low, high : float or None
        Interval of ``y``.
    """

    x: float
    y: float
    low: float | None = None
    high: float | None = None


def curve_chart(
    name: str,
    title: str,
    curves: Sequence[tuple[str, Sequence[Point]]],
    *,
    x_unit: str,
    y_unit: str,
    upright: Sequence[tuple[float, str]] = (),
    joined: bool = True,
    paired: bool = False,
    note: str = "",
) -> Chart:
    """Draw points with whiskers, joined or not; ``upright`` are vertical marks.

    With ``paired`` a line joins the points of two curves that stand above one another.
    """
    points = [point for _, row in curves for point in row]
    xs = [p.x for p in points] + [at for at, _ in upright]
    ys = [v for p in points for v in (p.y, p.low, p.high) if v is not None]
    alternative = f"{y_unit} against {x_unit}. " + "; ".join(
        f"{label}: " + ", ".join(f"{p.x:.4g}: {p.y:.4g}" for p in row) for label, row in curves
    )

    def draw(width: float) -> str:
        """Draw the curves at a width."""
        top = 24.0 + 18.0 * len(curves)
        canvas = Canvas(name, width, top + 235, title, alternative)
        left, right, bottom = 50.0, width - 16.0, top + 190
        grid, across = ticks(min([*ys, 0.0]), max(ys)), ticks(min(xs), max(xs), 6)
        y, x = Scale(grid[0], grid[-1], bottom, top), Scale(across[0], across[-1], left, right)
        for value in grid:
            colour = INK if abs(value) < 1e-12 else FAINT
            canvas.line(left, y(value), right, y(value), f'stroke="{colour}"')
            canvas.text(left - 6, y(value) + 4, tick_text(value, grid), "end", 11.5)
        for value in across:
            canvas.text(x(value), bottom + 17, tick_text(value, across), "middle", 11)
        canvas.text((left + right) / 2, bottom + 37, x_unit, "middle", 11.5, f'fill="{GREY}"')
        canvas.text(4, top - 9, y_unit, size=11.5, style=f'fill="{GREY}"')
        for at, label in upright:
            canvas.line(x(at), top, x(at), bottom, f'stroke="{INK}" stroke-dasharray="3 3"')
            canvas.text(x(at) + 4, top + 11, label, size=11)
        if paired:
            above = [{p.x: p.y for p in row} for _, row in curves]
            for at in sorted(set(above[0]) & set(above[-1])):
                ends = y(above[0][at]), y(above[-1][at])
                canvas.line(x(at), ends[0], x(at), ends[1], f'class="pair" stroke="{GREY}"')
        for number, (label, row) in enumerate(curves):
            colour, dash = SERIES[(number + 1) % len(SERIES)], DASHES[(number + 1) % len(DASHES)]
            style = f'stroke="{colour}" stroke-width="2"'
            if joined:
                line = f'fill="none" {style} stroke-dasharray="{dash}"'
                canvas.path([(x(p.x), y(p.y)) for p in row], line)
            for p in row:
                if p.low is not None and p.high is not None:
                    canvas.line(x(p.x), y(p.low), x(p.x), y(p.high), style)
                canvas.circle(x(p.x), y(p.y), 4.2, f'fill="{colour}"')
            canvas.circle(16, 10 + 18 * number, 5, f'fill="{colour}"')
            canvas.text(28, 14 + 18 * number, shorten(label, width - 40))
        return canvas.svg()

    rows = [[label, f"{p.x:.4g}", f"{p.y:.4g}" + _range(p)] for label, row in curves for p in row]
    table = Table(["Series", x_unit, y_unit], rows)
    return Chart(name, title, alternative, draw(WIDE), draw(NARROW), table, note)


def _range(point: Point) -> str:
    if point.low is None or point.high is None:
        return ""
    return f" ({point.low:.4g} to {point.high:.4g})"
