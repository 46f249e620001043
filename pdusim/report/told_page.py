"""Lives told on a page: the words of `telling` as tables that need no scrolling sideways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pdusim.report.changed import moral
from pdusim.report.escaping import escape
from pdusim.report.event_words import AWAY_WORDS, day, tenures, words
from pdusim.report.life_chart import marked_days
from pdusim.report.story import Life, OfficerLife
from pdusim.report.telling import (
    Row,
    officer_title,
    pair_rows,
    parted,
    summary,
    told_events,
    told_weeks,
)
from pdusim.report.wording import percent, unbroken


def life_html(life: Life, start: date) -> str:
    """Return a person's life as HTML."""
    rows = [_row(day(start, entry.time), [(words(entry), 1)]) for entry in life.events]
    said = [summary(life), *tenures(spell.value for spell in life.officers)]
    return _paragraphs(said) + _table(["Date", "What happened"], rows, "One life")


def pair_html(
    first: Life, second: Life, names: tuple[str, str], start: date, *, linked: bool = False
) -> str:
    """Return two lives of one person side by side as HTML, what differs in colour.

    Parameters
    ----------
    first, second : Life
    names : tuple of str
        Of the two scenarios.
    start : date
        First day of the run.
    linked : bool
        Whether dates lead to the marks of a picture drawn with ``linked``, and are led to.
    """
    marked = marked_days([first, second]) if linked else set()
    officers = [spell.value for life in (first, second) for spell in life.officers]
    said = [
        parted(first, second, names, start),
        *(f"“{name}”. {summary(life)}" for name, life in zip(names, (first, second), strict=True)),
        *tenures(officers),
        "Shaded rows differ; in the others the same happens under both.",
    ]
    rows = [
        _row(row.day, [(row.first, 2)], link=_link(row, marked))
        if row.same
        else _row(
            row.day,
            [(row.first or "–", 1), (row.second or "–", 1)],
            "differs",
            link=_link(row, marked),
        )
        for row in pair_rows(first, second, start)
    ]
    headline = f'<p class="headline">{escape(unbroken(moral(first, second, names)))}</p>'
    table = _table(["Date", *names], rows, "One life under two scenarios", "pair")
    return headline + _paragraphs(said) + table


def officer_html(life: OfficerLife, start: date) -> str:
    """Return an officer's time as HTML."""
    rows: list[tuple[float, str]] = [
        (entry.time, _row(day(start, entry.time), [(words(entry), 5)], "event"))
        for entry in told_events(life)
    ]
    for week in told_weeks(life):
        load = "none available" if week.workload is None else f"{week.workload:.0f} %"
        away = AWAY_WORDS.get(week.away, week.away)
        cells = [load, str(week.cases), str(week.tasks), percent(week.contact), away]
        rows.append((week.time, _row(day(start, week.time), [(text, 1) for text in cells])))
    rows.sort(key=lambda row: row[0])
    said = [
        f"{officer_title(life)}. Every fourth week, and in the shaded rows what happened between.",
        *tenures([life.officer]),
        "Workload in official points; tasks are those waiting; contact is the share delivered of "
        "what is due.",
    ]
    head = ["Week", "Workload", "Cases", "Tasks", "Contact", "Away"]
    return _paragraphs(said) + _table(head, [html for _, html in rows], "One officer's time")


def _link(row: Row, marked: set[int]) -> int | None:
    return row.number if row.day and row.number in marked else None


def _row(
    when: str, cells: Sequence[tuple[str, int]], kind: str = "", link: int | None = None
) -> str:
    """Return a row: its date, and texts with the columns they span."""
    mark = f' class="{kind}"' if kind else ""
    if link is not None:
        parts = [
            f'<td colspan="{columns}">{escape(unbroken(text))}</td>' for text, columns in cells
        ]
        date_ = f'<a href="#mark-{link}">{escape(when)}</a>'
        return f'<tr id="day-{link}"{mark}><th scope="row">{date_}</th>{"".join(parts)}</tr>'
    parts = [f'<td colspan="{columns}">{escape(unbroken(text))}</td>' for text, columns in cells]
    return f'<tr{mark}><th scope="row">{escape(when)}</th>{"".join(parts)}</tr>'


def _table(head: Sequence[str], rows: Sequence[str], label: str, kind: str = "") -> str:
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    return (
        f'<div class="scroll whole" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table class="dated {kind}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _paragraphs(said: list[str]) -> str:
    return "".join(f"<p>{escape(unbroken(one))}</p>" for one in said)
