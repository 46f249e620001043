"""Lives told on a page: the words of `telling` as tables that need no scrolling sideways."""

from __future__ import annotations

from datetime import date
from html import escape

from pdusim.report.event_words import AWAY_WORDS, day, tenures, words
from pdusim.report.story import Life, OfficerLife
from pdusim.report.svg import Table
from pdusim.report.telling import (
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
    rows = [[day(start, entry.time), words(entry)] for entry in life.events]
    names = [spell.value for spell in life.officers]
    said = [summary(life), *tenures(names)]
    return f"{_paragraphs(said)}{Table(['Date', 'What happened'], rows).html(whole=True)}"


def pair_html(first: Life, second: Life, names: tuple[str, str], start: date) -> str:
    """Return two lives of one person side by side as HTML, what differs in colour.

    Parameters
    ----------
    first, second : Life
    names : tuple of str
        Of the two scenarios.
    start : date
        First day of the run.
    """
    officers = [spell.value for life in (first, second) for spell in life.officers]
    said = [
        parted(first, second, names, start),
        *(f"“{name}”. {summary(life)}" for name, life in zip(names, (first, second), strict=True)),
        *tenures(officers),
        "Shaded rows differ; in the others the same happens under both.",
    ]
    rows = []
    for row in pair_rows(first, second, start):
        when = f'<th scope="row">{row.day}</th>'
        if row.same:
            rows.append(f'<tr>{when}<td colspan="2">{escape(row.first)}</td></tr>')
        else:
            cells = "".join(f"<td>{escape(text) or '–'}</td>" for text in (row.first, row.second))
            rows.append(f'<tr class="differs">{when}{cells}</tr>')
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in ("Date", *names))
    return (
        f'{_paragraphs(said)}<div class="scroll whole" tabindex="0" role="region" '
        f'aria-label="One life under two scenarios"><table class="pair"><thead><tr>{head}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def officer_html(life: OfficerLife, start: date) -> str:
    """Return an officer's time as HTML."""
    rows: list[tuple[float, list[str]]] = [
        (entry.time, ["", "", "", "", words(entry)]) for entry in told_events(life)
    ]
    for week in told_weeks(life):
        load = "no points" if week.workload is None else f"{week.workload:.0f} %"
        away = AWAY_WORDS.get(week.away, week.away)
        rows.append(
            (week.time, [load, str(week.cases), str(week.tasks), percent(week.contact), away])
        )
    rows.sort(key=lambda row: row[0])
    said = [
        f"{officer_title(life)}. Every fourth week, and what happened between. Workload "
        "in official points.",
        *tenures([life.officer]),
    ]
    head = [
        "Date",
        "Workload in official points",
        "Cases",
        "Tasks waiting",
        "Contact delivered",
        "",
    ]
    table = Table(head, [[day(start, time), *cells] for time, cells in rows])
    return f"{_paragraphs(said)}{table.html(whole=True)}"


def _paragraphs(said: list[str]) -> str:
    return "".join(f"<p>{escape(unbroken(one))}</p>" for one in said)
