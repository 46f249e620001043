"""A replay of the unit, week by week, as one page that plays without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from pdusim.experiment import atomic
from pdusim.outcomes.outcome import Outcome
from pdusim.outcomes.weekly import OFFICER_WEEK, STATUS
from pdusim.report.escaping import escape
from pdusim.report.event_words import STATE_WORDS
from pdusim.report.page import style
from pdusim.report.story import Event, read

_STATES = tuple(STATE_WORDS)
_LEVELS = ("low", "medium", "high", "very_high")
CLOSED = len(_STATES)
_AWAY = ("", "sickness", "leave", "maternity", "gives notice", "other")


def replay_data(outcome: Outcome, start: date, first: int = 0) -> dict[str, Any]:
    """Return what the page plays.

    Parameters
    ----------
    outcome : Outcome
        Run with ``record="events"``.
    start : date
        First day of the run.
    first : int
        First week to play; everything before it is folded into that week.

    Returns
    -------
    dict
        JSON-able. ``changes`` is flat, five numbers a change: week, person, officer (-1: nobody),
        state, and assessed level with 4 added while the true level is higher.
    """
    events = read(outcome.events)
    weeks = len(outcome.weekly["week"])
    officers: dict[str, int] = {}
    staff: list[dict[str, Any]] = []
    persons: dict[str, int] = {}
    changes: list[tuple[int, int, int, int, int]] = []
    missed: list[tuple[int, int]] = []

    def number(name: str | None) -> int:
        if not name:
            return -1
        if name not in officers:
            officers[name] = len(officers)
            grade = "unpaid" if name.startswith("unpaid") else "pool"
            staff.append({"n": name, "g": grade, "t": 0, "w": [-2] * weeks, "a": [0] * weeks})
        return officers[name]

    for entry in events:
        week = min(weeks - 1, max(0, int(entry.time // 7)))
        if entry.event == "officer week":
            fields = dict(zip(OFFICER_WEEK, entry.detail.split("|"), strict=True))
            _note_officer(staff[number(entry.officer)], fields, week)
        elif entry.event == "status" and entry.person:
            person = persons.setdefault(entry.person, len(persons))
            code = _status_code(entry)
            changes.append((week, person, number(entry.officer), *code))
        elif entry.event == "case closed" and entry.person in persons:
            changes.append((week, persons[entry.person], -1, CLOSED, 0))
        elif entry.event == "review missed" and entry.person in persons:
            missed.append((week, persons[entry.person]))
    changes.sort(key=lambda row: row[0])
    return {
        "name": outcome.scenario,
        "start": start.isoformat(),
        "first": first,
        "weeks": weeks,
        "staff": staff,
        "persons": list(persons),
        "states": [STATE_WORDS[state] for state in _STATES],
        "changes": [value for row in changes for value in row],
        "missed": [value for row in missed for value in row],
        "series": {
            name: [None if v is None else round(v, 1) for v in outcome.weekly[name]]
            for name in ("workload_pct", "caseload", "staff_sick", "reviews_overdue")
            if name in outcome.weekly
        },
    }


def _note_officer(officer: dict[str, Any], fields: Mapping[str, str], week: int) -> None:
    available = float(fields["available"])
    officer["g"], officer["t"] = fields["grade"], int(fields["team"])
    officer["w"][week] = round(100.0 * float(fields["points"]) / available) if available else -1
    away = fields["away"]
    officer["a"][week] = _AWAY.index(away) if away in _AWAY else len(_AWAY) - 1


def _status_code(entry: Event) -> tuple[int, int]:
    fields = dict(zip(STATUS, entry.detail.split("|"), strict=True))
    level = _LEVELS.index(fields["assessed"])
    hidden = _LEVELS.index(fields["true"]) > level
    return _STATES.index(fields["state"]), level + (4 if hidden else 0)


def replay_html(outcome: Outcome, start: date, first: int = 0) -> str:
    """Return the page; see `replay_data`."""
    data = json.dumps(replay_data(outcome, start, first), separators=(",", ":"))
    folder = files("pdusim.report").joinpath("data")
    script = folder.joinpath("replay.js").read_text(encoding="utf-8")
    body = folder.joinpath("replay.html").read_text(encoding="utf-8")
    more = folder.joinpath("replay.css").read_text(encoding="utf-8")
    filled = {
        "style": style() + more,
        "name": escape(outcome.scenario),
        "data": data.replace("<", "\\u003c"),
        "script": script,
    }
    # All in one go: a name that holds a mark is not filled in turn.
    return re.sub(r"\{\{(style|name|data|script)\}\}", lambda mark: filled[mark[1]], body)


def write_replay(outcome: Outcome, start: date, path: str | Path, first: int = 0) -> Path:
    """Write the page to a file; see `replay_html`."""
    file = Path(path)
    atomic.deliver(file, replay_html(outcome, start, first))
    return file
