"""Small multiples: one small drawing a scenario on common axes, where lines would be too many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pdusim.report.labels import short_labels
from pdusim.report.svg import NARROW, Canvas, wrap_words

MOST = 4
"""Scenarios that share one drawing; more get a panel each, so that no colour is used twice."""

TALL = 108.0
"""Height of the drawing in a panel."""
_HEAD = 34.0
_FOOT = 26.0
_ACROSS = {True: 2, False: 3}


def panels(
    canvas: Canvas,
    labels: Sequence[str],
    top: float,
    paint: Callable[[int, float, float, float, float, bool], None],
) -> None:
    """Lay out a panel a label and let each be painted; the height of the canvas follows.

    Parameters
    ----------
    canvas : Canvas
        Drawn on; its width says how many panels stand side by side.
    labels : sequence of str
        Title of each panel.
    top : float
        Where the first row begins.
    paint : callable
        Called with the number of the panel, its left, right, top and bottom, and whether it is
        the first of its row, which carries the numbers of the vertical axis.
    """
    phone = canvas.width <= NARROW
    across = _ACROSS[phone]
    room = 40.0
    wide = (canvas.width - room - 8.0) / across
    rows = -(-len(labels) // across)
    canvas.height = top + rows * (_HEAD + TALL + _FOOT) + 4.0
    size = 11.0 if phone else 11.5
    titles = short_labels(labels, 2 * int((wide - 14.0) / (size * 0.56)))
    for number, title in enumerate(titles):
        row, column = divmod(number, across)
        left = room + wide * column
        upper = top + row * (_HEAD + TALL + _FOOT) + _HEAD
        lines = wrap_words(title, wide - 12.0, size)
        for place, line in enumerate(lines):
            canvas.text(
                left,
                upper - 8.0 - 13.0 * (len(lines) - 1 - place),
                line,
                size=size,
                style='font-weight="600"',
            )
        paint(number, left, left + wide - 14.0, upper, upper + TALL, column == 0)
