"""A replay of one unit or two, week by week, as one page that plays without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from pdusim.experiment import atomic
from pdusim.outcomes.outcome import Outcome
from pdusim.outcomes.weekly import OFFICER_WEEK, STATUS
from pdusim.report.escaping import escape
from pdusim.report.event_words import STATE_WORDS
from pdusim.report.missed import why_missed
from pdusim.report.page import style
from pdusim.report.story import Event, read
from pdusim.report.wording import listed
from pdusim.scenario import Scenario

_STATES = tuple(STATE_WORDS)
_LEVELS = ("low", "medium", "high", "very_high")
CLOSED = len(_STATES)
_AWAY = ("", "sickness", "leave", "maternity", "gives notice", "other")
_TENURE = re.compile(r", \d+$")
_TEAM = re.compile(r"(\d+)$")

Pair = tuple[Scenario, Outcome]


def replay_data(units: Sequence[Pair]) -> dict[str, Any]:
    """Return what the page plays.

    Parameters
    ----------
    units : sequence of (Scenario, Outcome)
        One or two, over the same weeks; each run with ``record="events"``.

    Returns
    -------
    dict
        JSON-able. A place is a post, whoever is in it, or a pool. ``changes`` of a unit is flat,
        five numbers a change: week, person, place (-1: nobody's), state, and assessed level with 4
        added while the true level is higher; what came before the first week is folded into it.
        ``missed`` has for each missed review: week, person, heading and text of why.
    """
    run = units[0][0].settings.run
    weeks = len(units[0][1].weekly["week"])
    names = _Names()
    played = [_unit(scenario, outcome, weeks, names) for scenario, outcome in units]
    places = [{"n": name, "g": _kind(name), "t": names.team.get(name, 0)} for name in names.place]
    return {
        "start": run.start.isoformat(),
        "first": run.warm_up_weeks,
        "weeks": weeks,
        "places": places,
        "persons": list(names.person),
        "states": [STATE_WORDS[state] for state in _STATES],
        "dates": _dates(units),
        "units": played,
    }


class _Names:
    """Numbers of persons and places, the same in both units."""

    def __init__(self) -> None:
        self.person: dict[str, int] = {}
        self.place: dict[str, int] = {}
        self.team: dict[str, int] = {}

    def of_person(self, name: str) -> int:
        """Return the number of a person."""
        return self.person.setdefault(name, len(self.person))

    def of_place(self, officer: str | None) -> int:
        """Return the number of an officer's post or a pool, whoever holds it; -1 for nobody."""
        if not officer:
            return -1
        post = _TENURE.sub("", officer)
        if post not in self.place:
            found = _TEAM.search(post) if _kind(post) == "pool" else None
            self.team[post] = int(found[1]) if found else 0
        return self.place.setdefault(post, len(self.place))


def _kind(post: str) -> str:
    first = post.split(maxsplit=1)[0].lower()
    return {"unpaid": "unpaid", "pool": "pool"}.get(first, first)


def _unit(scenario: Scenario, outcome: Outcome, weeks: int, names: _Names) -> dict[str, Any]:
    first = scenario.settings.run.warm_up_weeks
    events = read(outcome.events)
    there: dict[int, tuple[int, int, int]] = {}
    changes: list[tuple[int, int, int, int, int]] = []
    staff: dict[int, dict[str, list[Any]]] = {}
    opened = False

    def open_() -> None:
        changes.extend((first, person, *now) for person, now in there.items())

    for entry in events:
        week = min(weeks - 1, max(0, int(entry.time // 7)))
        if week > first and not opened:
            opened = True
            open_()
        if entry.event == "officer week" and entry.officer:
            fields = dict(zip(OFFICER_WEEK, entry.detail.split("|"), strict=True))
            place = names.of_place(entry.officer)
            names.team[_TENURE.sub("", entry.officer)] = int(fields["team"])
            of = staff.setdefault(place, {"w": [-2] * weeks, "a": [0] * weeks, "n": [""] * weeks})
            _note_officer(of, fields, week, entry.officer)
        elif entry.event == "status" and entry.person:
            now = (names.of_place(entry.officer), *_status_code(entry))
            there[names.of_person(entry.person)] = now
            if opened:
                changes.append((week, names.of_person(entry.person), *now))
        elif entry.event == "case closed" and entry.person in names.person:
            person = names.person[entry.person]
            if there.pop(person, None) is not None and opened:
                changes.append((week, person, -1, CLOSED, 0))
    if not opened:
        open_()
    changes.sort(key=lambda row: row[0])
    missed = [
        [min(weeks - 1, int(one.time // 7)), names.person[one.person], one.heading, one.text]
        for one in why_missed(events, scenario.settings.run.start, 7.0 * first)
        if one.person in names.person
    ]
    return {
        "name": scenario.name,
        "changes": [value for row in changes for value in row],
        "missed": missed,
        "staff": {str(place): rows for place, rows in staff.items()},
        "series": {
            name: [None if v is None else round(v, 1) for v in outcome.weekly[name]]
            for name in ("workload_pct", "caseload", "staff_sick")
            if name in outcome.weekly
        },
    }


def _note_officer(
    of: dict[str, list[Any]], fields: Mapping[str, str], week: int, officer: str
) -> None:
    available = float(fields["available"])
    of["w"][week] = round(100.0 * float(fields["points"]) / available) if available else -1
    away = fields["away"]
    of["a"][week] = _AWAY.index(away) if away in _AWAY else len(_AWAY) - 1
    of["n"][week] = officer


def _status_code(entry: Event) -> tuple[int, int]:
    fields = dict(zip(STATUS, entry.detail.split("|"), strict=True))
    level = _LEVELS.index(fields["assessed"])
    hidden = _LEVELS.index(fields["true"]) > level
    return _STATES.index(fields["state"]), level + (4 if hidden else 0)


def _dates(units: Sequence[Pair]) -> list[list[Any]]:
    """Return weeks on which the units come to differ, each with the authors' words for it."""
    start = units[0][0].settings.run.start
    known = [{(one.date, one.path): one.value for one in scenario.dated} for scenario, _ in units]
    notes: dict[date, dict[str, None]] = {}
    for place, (scenario, _) in enumerate(units):
        others = [values for number, values in enumerate(known) if number != place]
        for one in scenario.dated:
            if all(values.get((one.date, one.path)) != one.value for values in others):
                said = notes.setdefault(one.date, {})
                if one.note:
                    said[one.note] = None
    weeks = len(units[0][1].weekly["week"])
    found = [((day - start).days // 7, day, list(said)) for day, said in sorted(notes.items())]
    return [
        [week, day.isoformat(), listed(said) if said else "a change of the policy"]
        for week, day, said in found
        if 0 <= week < weeks
    ]


def replay_html(units: Sequence[Pair]) -> str:
    """Return the page; see `replay_data`."""
    data = json.dumps(replay_data(units), separators=(",", ":"))
    folder = files("pdusim.report").joinpath("data")
    body = folder.joinpath("replay.html").read_text(encoding="utf-8")
    more = folder.joinpath("replay.css").read_text(encoding="utf-8")
    filled = {
        "style": style() + more,
        "name": escape(" and ".join(scenario.name for scenario, _ in units)),
        "data": data.replace("<", "\\u003c"),
        "script": folder.joinpath("replay.js").read_text(encoding="utf-8"),
    }
    # All in one go: a name that holds a mark is not filled in turn.
    return re.sub(r"\{\{(style|name|data|script)\}\}", lambda mark: filled[mark[1]], body)


def write_replay(units: Sequence[Pair], path: str | Path) -> Path:
    """Write the page to a file; see `replay_html`."""
    file = Path(path)
    atomic.deliver(file, replay_html(units))
    return file
