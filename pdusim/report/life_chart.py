"""Pictures of a person's life and of an officer's time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import floor

import numpy as np

from pdusim.report.event_words import STATE_WORDS, day, words
from pdusim.report.story import Event, Life, OfficerLife, Spell
from pdusim.report.svg import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    NARROW,
    ORANGE,
    RED,
    SERIES,
    SKY,
    WIDE,
    Canvas,
    Chart,
    Scale,
    Table,
    shorten,
)
from pdusim.report.weekly_chart import Band, Line, Mark, Span, weekly_chart

_STATES = {
    "community_order": "#8fc7a9",
    "suspended_order": "#b5d99c",
    "unpaid_work_only": "#d7e8c8",
    "custody_prison": "#b9bec6",
    "custody_community": "#9aa3ae",
    "recalled": "#d98b6a",
    "licence": "#8ab8dc",
    "post_sentence": "#b9d7ee",
}
_LEVELS = ("low", "medium", "high", "very_high")
_AWAY = {"sickness": "#fbdcae", "leave": "#dbe8f5", "maternity": "#e5d6ea"}
_STROKES = ("recalled", "released", "breach", "notice of early release")
_LEFT = 74.0
_LANES = 256.0


def life_chart(
    lives: Sequence[tuple[str, Life]],
    start: date,
    parted: float | None = None,
    *,
    linked: bool = False,
) -> Chart:
    """Draw a person's life under one scenario or several, one below the other.

    Parameters
    ----------
    lives : sequence of (str, Life)
        Name of the scenario and life of the same person.
    start : date
        First day of the run.
    parted : float, optional
        Day on which the paths part.
    linked : bool
        Whether a mark leads to the row of its day in a table beside it.
    """
    person = lives[0][1].person
    first = min((life.states[0].start for _, life in lives if life.states), default=0.0)
    end = max(life.end for _, life in lives)
    title = f"{person} under {' and '.join(name for name, _ in lives)}"
    alternative = "Timeline of state, officers, contact, risk and events. " + " ".join(
        f"{name}: {_said(life, start)}" for name, life in lives
    )

    def draw(width: float) -> str:
        """Draw the lives one below the other at a width."""
        tall = _LANES * len(lives) + 52
        canvas = Canvas(f"life-{person}", width, tall, title, alternative)
        x = Scale(first, max(end, first + 28), _LEFT, width - 10)
        days = marked_days([life for _, life in lives]) if linked else set()
        for number, (name, life) in enumerate(lives):
            _lanes(canvas, life, x, 6 + _LANES * number, name, start, days)
        base = 6 + _LANES * len(lives)
        _dates(canvas, x, base, start, first, end)
        if parted is not None and parted >= first:
            canvas.line(
                x(parted), 28, x(parted), base + 26, f'stroke="{INK}" stroke-dasharray="4 3"'
            )
            anchor = "end" if x(parted) > width * 0.6 else "start"
            words_ = f"the paths part, {day(start, parted)}"
            canvas.text(x(parted), base + 38, words_, anchor, 11.5, 'font-weight="600"')
        return canvas.svg()

    rows = [
        [day(start, entry.time), name, words(entry)]
        for name, life in lives
        for entry in life.events
        if entry.time >= first - 400
    ]
    return Chart(
        "life",
        title,
        alternative,
        draw(WIDE),
        draw(NARROW),
        Table(["Date", "Scenario", "What happened"], rows),
        "Contact: share of the contact due that the officer delivered that week; green three "
        "quarters or more, light blue half or more, orange less. Risk of serious harm: blue line "
        "assessed, red dashes true; shaded where the true level is above the assessed one. "
        "Reviews: disc on time, triangle late, cross missed. Events: diamonds are significant "
        "events, hollow when the unit did not learn of them; red strokes are release, recall, "
        "breach and notice of early release.",
        light=True,
    )


def _said(life: Life, start: date) -> str:
    return "; ".join(f"{day(start, e.time)} {words(e)}" for e in life.events[-12:]) + "."


def marked_days(lives: Sequence[Life]) -> set[int]:
    """Return the days that have a mark in the picture of lives."""
    first = min((life.states[0].start for life in lives if life.states), default=0.0)
    return {
        floor(entry.time)
        for life in lives
        for entry in life.events
        if entry.time >= first and _is_marked(entry)
    }


def _is_marked(entry: Event) -> bool:
    return (
        entry.event in _STROKES
        or entry.event in ("review missed", "significant event")
        or entry.event.endswith("_review done")
    )


def _lanes(
    canvas: Canvas, life: Life, x: Scale, top: float, name: str, start: date, days: set[int]
) -> None:
    canvas.text(
        4, top + 13, shorten(name, canvas.width - 20, 12.5), size=12.5, style='font-weight="600"'
    )
    y = top + 22
    _bands(canvas, life.states, x, y, 22, "state", lambda spell: _STATES.get(spell.value, FAINT))
    y += 28
    _bands(canvas, life.officers, x, y, 20, "officer", lambda spell: "#e8ecf1")
    y += 26
    _lane_name(canvas, "contact", y + 18)
    canvas.line(x.start, y + 26, x.end, y + 26, f'stroke="{FAINT}"')
    for time, share in life.contact:
        size = max(1.2, x(time + 6.2) - x(time))
        fill = GREEN if share >= 0.75 else SKY if share >= 0.5 else ORANGE
        canvas.rect(x(time - 6.2), y + 26 - 26 * share, size, 26 * share, f'fill="{fill}"')
    y += 34
    _risk(canvas, life, x, y)
    y += 74
    _lane_name(canvas, "reviews", y + 8)
    _lane_name(canvas, "events", y + 32)
    canvas.line(x.start, y + 4, x.end, y + 4, f'stroke="{FAINT}"')
    canvas.line(x.start, y + 28, x.end, y + 28, f'stroke="{FAINT}"')
    _marks(canvas, life, x, y, days)


def _lane_name(canvas: Canvas, words_: str, y: float) -> None:
    canvas.text(4, y, words_, size=11.5, style=f'fill="{GREY}"')


def _bands(
    canvas: Canvas,
    spells: Sequence[Spell],
    x: Scale,
    y: float,
    tall: float,
    name: str,
    fill: object,
) -> None:
    _lane_name(canvas, name, y + 15)
    for spell in spells:
        left, right = x(max(spell.start, x.low)), x(spell.end)
        colour = fill(spell) if callable(fill) else FAINT
        canvas.rect(left, y, right - left, tall, f'fill="{colour}" stroke="#fff"')
        label = STATE_WORDS.get(spell.value, spell.value)
        if right - left > 26:
            words_ = shorten(label, right - left - 6, 11)
            if len(words_) > 3 or words_ == label:
                canvas.text(left + 4, y + 14.5, words_, size=11)


def _risk(canvas: Canvas, life: Life, x: Scale, top: float) -> None:
    y = Scale(0.0, 3.0, top + 52, top + 6)
    for place, level in enumerate(_LEVELS):
        canvas.line(x.start, y(place), x.end, y(place), f'stroke="{FAINT}"')
        _lane_name(canvas, level.replace("_", " "), y(place) + 4)
    for true in life.true_risk:
        for held in life.assessed_risk:
            begin, stop = max(true.start, held.start), min(true.end, held.end)
            upper, lower = _LEVELS.index(true.value), _LEVELS.index(held.value)
            if stop > begin and upper > lower:
                box = (x(begin), y(upper), x(stop) - x(begin), y(lower) - y(upper))
                canvas.rect(*box, f'fill="{RED}" opacity="0.22"')
    for spells, colour, dash, shift in (
        (life.assessed_risk, BLUE, "", 1.5),
        (life.true_risk, RED, "4 2", -1.5),
    ):
        points = []
        for spell in spells:
            height = y(_LEVELS.index(spell.value)) + shift
            points += [(x(max(spell.start, x.low)), height), (x(spell.end), height)]
        style = f'fill="none" stroke="{colour}" stroke-width="2.4" stroke-dasharray="{dash}"'
        canvas.path(points, style)


def _marks(canvas: Canvas, life: Life, x: Scale, y: float, days: set[int]) -> None:
    for entry in life.events:
        if entry.time < x.low:
            continue
        begun = len(canvas.parts)
        _mark(canvas, entry, x(entry.time), y)
        number = floor(entry.time)
        if number in days and len(canvas.parts) > begun:
            # Named once: in the wide picture, under the first scenario that has it.
            name = f"mark-{number}"
            wanted = canvas.width == WIDE and not any(f'id="{name}"' in p for p in canvas.parts)
            mark = f' id="{name}"' if wanted else ""
            canvas.parts[begun:] = [
                f'<a href="#day-{number}" tabindex="-1"{mark}>',
                *canvas.parts[begun:],
                "</a>",
            ]


def _mark(canvas: Canvas, entry: Event, at: float, y: float) -> None:
    if entry.event == "review missed":
        style = f'stroke="{RED}" stroke-width="3"'
        canvas.line(at - 5, y - 1, at + 5, y + 9, style)
        canvas.line(at - 5, y + 9, at + 5, y - 1, style)
    elif entry.event.endswith("_review done"):
        if entry.detail == "on time":
            canvas.circle(at, y + 4, 4.5, f'fill="{BLUE}"')
        else:
            corners = [(at, y - 2), (at + 6, y + 9), (at - 6, y + 9)]
            canvas.path(corners, f'fill="{ORANGE}" stroke="{INK}"', close=True)
    elif entry.event == "significant event":
        known = not entry.detail.endswith("not known")
        corners = [(at, y + 22), (at + 6, y + 28), (at, y + 34), (at - 6, y + 28)]
        fill = INK if known else "#fff"
        canvas.path(corners, f'fill="{fill}" stroke="{INK}" stroke-width="1.4"', close=True)
    elif entry.event in _STROKES:
        canvas.line(at, y + 20, at, y + 38, f'stroke="{RED}" stroke-width="2"')


def _dates(canvas: Canvas, x: Scale, y: float, start: date, first: float, end: float) -> None:
    months = max(1, round((end - first) / 30.4))
    room = 5 if canvas.width <= NARROW else 10
    every = next((m for m in (1, 2, 3, 6, 12, 24) if months / m <= room), 60)
    at = start + timedelta(days=int(first))
    month = date(at.year, at.month, 1)
    while (month - start).days <= end:
        place = (month - start).days
        if (month.month - 1) % every == 0 and place >= first:
            canvas.line(x(place), y, x(place), y + 5, f'stroke="{GREY}"')
            if x(place) < canvas.width - 22:
                canvas.text(x(place), y + 19, f"{month:%b %y}", "middle", 11)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def officer_chart(lives: Sequence[tuple[str, OfficerLife]], start: date, weeks: int) -> Chart:
    """Draw an officer's workload week by week, with absences marked."""
    lines, bands = [], []
    for name, life in lives:
        values = np.full(weeks, np.nan)
        for week in life.weeks:
            number = int(week.time // 7)
            if week.workload is not None and not week.away and number < weeks:
                values[number] = week.workload
            if week.away in _AWAY and number < weeks:
                bands.append(Band(number, number + 1, _AWAY[week.away]))
        nothing = np.full(weeks, np.nan)
        lines.append(Line(name, values, nothing, nothing))
    officer = lives[0][1].officer
    return weekly_chart(
        "officer",
        f"{officer}: workload in official points",
        lines,
        Span(start, 0, weeks - 1, 0),
        unit="%",
        bands=bands,
        note="The line stops where the officer is away: orange sickness, violet family leave, blue "
        "annual leave.",
        levels=(Mark(100.0, "100 %"), Mark(110.0, "110 %")),
        colours=SERIES[1:],
    )
