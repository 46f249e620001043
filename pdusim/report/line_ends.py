"""Names at the ends of lines: who is who is read where the eye is, without a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdusim.report.svg import NARROW, Canvas, dash_of, wrap_words

MARGIN = 138.0
"""Pixels beside the chart for the names."""
_LEADER = 14.0
_SIZE = 11.5
_ROW = 13.0


@dataclass(frozen=True, slots=True)
class End:
    """The end of a line.

    Parameters
    ----------
    at : float
        Its height on the page, in pixels from the top.
    words : tuple of str
        The name, in the rows it takes.
    colour : str
        Of the line.
    """

    at: float
    words: tuple[str, ...]
    colour: str


def names(labels: Sequence[str], width: float) -> list[tuple[str, ...]]:
    """Return the names in the rows they take beside a chart; none where one would be cut.

    Parameters
    ----------
    labels : sequence of str
    width : float
        Of the chart, in pixels: a narrow one has no room beside it.
    """
    if width <= NARROW or len(labels) < 2:
        return []
    rows = [tuple(wrap_words(label, MARGIN - _LEADER - 8, _SIZE)) for label in labels]
    whole = all(
        " ".join(row) == " ".join(label.split()) for row, label in zip(rows, labels, strict=True)
    )
    return rows if whole else []


def spread(ends: Sequence[End], top: float, bottom: float) -> list[float]:
    """Return the height of the middle of each name: near its line, and over no other name."""
    order = sorted(range(len(ends)), key=lambda place: (ends[place].at, place))
    sizes = [_ROW * len(end.words) for end in ends]
    found = [0.0] * len(ends)
    free = top
    for place in order:
        found[place] = max(ends[place].at, free + sizes[place] / 2.0)
        free = found[place] + sizes[place] / 2.0 + 2.0
    free = bottom
    for place in reversed(order):
        found[place] = min(found[place], free - sizes[place] / 2.0)
        free = found[place] - sizes[place] / 2.0 - 2.0
    return found


def name_ends(canvas: Canvas, ends: Sequence[End], right: float, top: float, bottom: float) -> None:
    """Write each name beside the end of its line, with a stroke of the line's own leading there."""
    for end, middle in zip(ends, spread(ends, top, bottom), strict=True):
        style = f'stroke="{end.colour}" stroke-width="2.2" stroke-dasharray="{dash_of(end.colour)}"'
        canvas.line(right, end.at, right + _LEADER, middle, style)
        first = middle - _ROW * (len(end.words) - 1) / 2.0 + 4.0
        for row, words in enumerate(end.words):
            canvas.text(right + _LEADER + 4, first + _ROW * row, words, size=_SIZE)
