"""The regions of a nation as tiles, about where they lie, each unit a tile with its number."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

from pdusim.report.svg import FAINT, INK, NARROW, WIDE, Canvas, Chart, Table, exact, shorten, ticks
from pdusim.report.wording import (
    MISSING,
    decimals,
    number,
    shown,
    step_unit,
    titled,
    with_interval,
)

if TYPE_CHECKING:
    from pdusim.nation.results import NationResults, NationRow

_PLACES: Final = {
    "North East": (2, 0),
    "North West": (1, 1),
    "Yorkshire & the Humber": (2, 1),
    "Greater Manchester": (1, 2),
    "East Midlands": (2, 2),
    "East of England": (3, 2),
    "Wales": (0, 3),
    "West Midlands": (1, 3),
    "South Central": (2, 3),
    "London": (3, 3),
    "South West": (1, 4),
    "Kent, Surrey & Sussex": (3, 4),
}
"""Column and row of each of the twelve probation regions."""
_SHADES: Final = (
    ("#eef5fb", INK),
    ("#c6dcef", INK),
    ("#8fbcdd", INK),
    ("#2f78ad", "#ffffff"),
    ("#0b4f86", "#ffffff"),
)
"""From little to much, with the colour of the words on each: at least 4.5 to 1."""
_SIDES: Final = (
    ("#0b4f86", "#ffffff"),
    ("#8fbcdd", INK),
    ("#f4f6f8", INK),
    ("#f3b58a", INK),
    ("#a34100", "#ffffff"),
)
"""From far below nought to far above it."""
_ACROSS, _UNIT_H, _HEAD = 5, 22.0, 46.0
"""Small tiles in a row, height of one, and height of the words of a region."""


def tile_chart(results: NationResults, measure: str, row: int = 0) -> Chart:
    """Draw a measure of every region and unit; of a policy its difference.

    Parameters
    ----------
    results : NationResults
    measure : str
        Its name.
    row : int
        Place of the policy; 0 for the common rules.
    """
    about = results.describe(measure)
    how = shown(about.unit)
    regions = [_region(results, region, measure, row) for region in results.spec.regions]
    units = {
        region: [_unit(results, place, measure, row) for place in results.spec.places(region)]
        for region in results.spec.regions
    }
    values = [
        one.mean * how.factor for rows in units.values() for one in rows if one.mean is not None
    ]
    edges = _edges(values, signed=bool(row))
    shades = _SIDES if row else _SHADES
    title = titled(about.title, step_unit(about.unit) if row else how.heading)
    if row:
        title = f"{title}: {results.names[row]}, minus {results.names[0]}"
    whole = results.whole_difference(measure, row) if row else results.whole(measure)
    alternative = (
        f"{len(regions)} regions with {len(results.spec.units)} units, each with its number. All "
        f"together {_said(whole)}; regions from {_ends(regions)}."
    )

    def draw(width: float) -> str:
        """Draw at a width."""
        columns = 4 if width > NARROW else 2
        places = _places(results.spec.regions, columns)
        most = max((len(rows) for rows in units.values()), default=1)
        step = _HEAD + _UNIT_H * -(-most // _ACROSS) + 14.0
        across = (width - 8.0) / columns
        height = step * (1 + max(place[1] for place in places)) + 44.0
        name = f"tiles-{measure}-{row}"
        canvas = Canvas(name, width, height, title, alternative)
        for found, region, (column, line) in zip(
            regions, results.spec.regions, places, strict=True
        ):
            left, top = 4.0 + column * across, 4.0 + line * step
            _tile(canvas, found, left, top, across - 8.0, step - 8.0, signed=bool(row))
            for place, one in enumerate(units[region]):
                x = left + 5.0 + (place % _ACROSS) * (across - 18.0) / _ACROSS
                y = top + _HEAD + _UNIT_H * (place // _ACROSS)
                wide = (across - 18.0) / _ACROSS - 2.0
                shade = _shade(one, how.factor, edges, shades)
                _small(canvas, one, x, y, wide, how.factor, shade, signed=bool(row))
        _legend(canvas, edges, shades, width, height - 30.0, signed=bool(row))
        return canvas.svg()

    rows = [[one.name, str(one.units), _interval(one)] for one in (*regions, whole)]
    data = [
        [one.level, one.region, one.name, exact(one.mean), exact(one.low), exact(one.high)]
        for one in (whole, *regions, *(unit for rows in units.values() for unit in rows))
    ]
    return Chart(
        f"tiles-{measure}-{row}",
        title,
        alternative,
        draw(WIDE),
        draw(NARROW),
        Table(("Region", "Units", title), rows),
        "Each small tile is a unit. A unit's number holds its own chance; a region's holds less.",
        Table(("level", "region", "name", "mean", "low", "high"), data),
        light=True,
    )


def _region(results: NationResults, region: str, measure: str, row: int) -> NationRow:
    return (
        results.region_difference(region, measure, row) if row else results.region(region, measure)
    )


def _unit(results: NationResults, place: int, measure: str, row: int) -> NationRow:
    return results.unit_difference(place, measure, row) if row else results.unit(place, measure)


def _places(regions: Sequence[str], columns: int) -> list[tuple[int, int]]:
    """Where each region is drawn: as on a map where there is room, else one after the other."""
    if columns < 4 or not all(region in _PLACES for region in regions):
        return [(place % columns, place // columns) for place in range(len(regions))]
    rows = sorted({_PLACES[region][1] for region in regions})
    return [(_PLACES[region][0], rows.index(_PLACES[region][1])) for region in regions]


def _edges(values: Sequence[float], *, signed: bool) -> list[float]:
    """Four numbers between the five shades."""
    if not values:
        return [0.0, 0.0, 0.0, 0.0]
    if signed:
        most = max(map(abs, values)) or 1.0
        round_most = ticks(0.0, most)[-1]
        return [-0.5 * round_most, -0.1 * round_most, 0.1 * round_most, 0.5 * round_most]
    low, high = min(values), max(values)
    return [low + (high - low) * part for part in (0.2, 0.4, 0.6, 0.8)]


def _shade(
    one: NationRow, factor: float, edges: Sequence[float], shades: Sequence[tuple[str, str]]
) -> tuple[str, str]:
    if one.mean is None or not isfinite(one.mean):
        return "#ffffff", INK
    return shades[sum(one.mean * factor > edge for edge in edges)]


def _tile(
    canvas: Canvas,
    found: NationRow,
    left: float,
    top: float,
    width: float,
    height: float,
    *,
    signed: bool,
) -> None:
    canvas.rect(left, top, width, height, f'fill="none" stroke="{FAINT}"')
    canvas.text(left + 6, top + 17, shorten(found.name, width - 10, 12.5), "start", 12.5)
    text = _short(found, signed=signed)
    canvas.text(left + 6, top + 36, text, "start", 14, 'font-weight="600"')


def _small(
    canvas: Canvas,
    one: NationRow,
    x: float,
    y: float,
    width: float,
    factor: float,
    shade: tuple[str, str],
    *,
    signed: bool,
) -> None:
    fill, ink = shade
    canvas.rect(x, y, width, _UNIT_H - 2.0, f'fill="{fill}" stroke="#9aa5b1"')
    if one.mean is None:
        text = MISSING
    else:
        value = one.mean * factor
        text = number(value, 0 if abs(value) >= 9.95 else 1, signed=signed)
    canvas.text(x + width / 2, y + 14, text, "middle", 11, f'style="fill:{ink}"')


def _legend(
    canvas: Canvas,
    edges: Sequence[float],
    shades: Sequence[tuple[str, str]],
    width: float,
    top: float,
    *,
    signed: bool,
) -> None:
    across = (width - 8.0) / len(shades)
    span = abs(edges[-1] - edges[0])
    places = 0 if span >= 6 else 1 if span >= 0.6 else 2
    said = [number(edge, places, signed=signed) for edge in edges]
    words = [f"to {said[0]}", *(f"to {one}" for one in said[1:]), f"above {said[-1]}"]
    for place, ((fill, ink), text) in enumerate(zip(shades, words, strict=True)):
        left = 4.0 + place * across
        canvas.rect(left, top, across - 3.0, 22.0, f'fill="{fill}" stroke="#9aa5b1"')
        size = 11 if width > NARROW else 10
        canvas.text(left + across / 2, top + 15, text, "middle", size, f'style="fill:{ink}"')


def _short(one: NationRow, *, signed: bool) -> str:
    """A mean and half the width of its interval."""
    if one.mean is None:
        return MISSING
    factor = shown(one.unit).factor
    value = one.mean * factor
    if one.low is None or one.high is None:
        return number(value, decimals(value), signed=signed)
    half = factor * (one.high - one.low) / 2.0
    places = decimals(value, half)
    return f"{number(value, places, signed=signed)} ±{number(half, places)}"


def _interval(one: NationRow) -> str:
    return with_interval(
        one.mean, one.low, one.high, factor=shown(one.unit).factor, signed=bool(one.versus)
    )


def _said(one: NationRow) -> str:
    return MISSING if one.mean is None else _interval(one)


def _ends(rows: Sequence[NationRow]) -> str:
    known = sorted((one.mean, one.name) for one in rows if one.mean is not None)
    if not known:
        return MISSING
    factor = shown(rows[0].unit).factor
    signed = bool(rows[0].versus)
    (low, first), (high, last) = known[0], known[-1]
    texts = [number(v * factor, decimals(v * factor), signed=signed) for v in (low, high)]
    return f"{texts[0]} ({first}) to {texts[1]} ({last})"
