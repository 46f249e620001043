"""One person's way through the unit, and one officer's, read off the event ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, NamedTuple

from pdusim.outcomes.weekly import OFFICER_WEEK, STATUS


class Event(NamedTuple):
    """An entry of the ledger; see ``outcomes.ledger.EVENT_COLUMNS``."""

    time: float
    event: str
    person: str | None
    officer: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in which something stayed as it was.

    Parameters
    ----------
    start, end : float
        Days since the start of the run.
    value : str
        What it was.
    """

    start: float
    end: float
    value: str


@dataclass(frozen=True, slots=True)
class Life:
    """A person's way through the unit.

    Parameters
    ----------
    person : str
        Name in the model.
    events : tuple of Event
        What happened, in order, the simulated past included; weekly entries left out.
    states, officers, true_risk, assessed_risk : tuple of Spell
        From the start of the run; officers without the days of waiting for one.
    contact : tuple of (float, float)
        Day of a weekly census and share of the contact due that the officer then delivered.
    end : float
        Day the picture ends.
    """

    person: str
    events: tuple[Event, ...]
    states: tuple[Spell, ...]
    officers: tuple[Spell, ...]
    true_risk: tuple[Spell, ...]
    assessed_risk: tuple[Spell, ...]
    contact: tuple[tuple[float, float], ...]
    end: float


@dataclass(frozen=True, slots=True)
class OfficerWeek:
    """An officer at one weekly census.

    Parameters
    ----------
    time : float
        Day.
    cases, tasks : int
        Held, and waiting.
    workload : float or None
        In official points, %; None where none are available.
    contact : float
        Share of the contact due that is delivered.
    away : str
        Reason of absence, or empty.
    """

    time: float
    cases: int
    tasks: int
    workload: float | None
    contact: float
    away: str


@dataclass(frozen=True, slots=True)
class OfficerLife:
    """An officer's time in the unit.

    Parameters
    ----------
    officer, grade : str
    weeks : tuple of OfficerWeek
    events : tuple of Event
        What happened to the officer: joining, sickness, leaving.
    """

    officer: str
    grade: str
    weeks: tuple[OfficerWeek, ...]
    events: tuple[Event, ...]


#: Events after which a person stands elsewhere: a change seen at the census is dated by them.
_MOVES = frozenset(
    {
        "sentenced",
        "sentence suspended instead",
        "released",
        "released after recall",
        "released after curfew",
        "moved in",
        "recalled",
        "returned from curfew",
        "case closed",
        "sentenced to custody again",
        "sentenced to an order again",
    }
)
WEEK = 7.0
_FROM_NOW_ON = "from now on "
_WEEKLY = ("status", "officer week")


class UnknownNameError(Exception):
    """No such person or officer in this run."""


def read(events: Iterable[Sequence[Any]]) -> list[Event]:
    """Return the entries of a ledger by name."""
    return [Event(*entry) for entry in events]


def life_of(events: Sequence[Event], person: str, end: float) -> Life:
    """Gather what the ledger says of one person.

    Parameters
    ----------
    events : sequence of Event
        Of a replication run with ``record="events"``.
    person : str
        Name in the model.
    end : float
        Last day of the run.

    Raises
    ------
    UnknownNameError
        When the ledger never names the person.
    """
    own = [entry for entry in events if entry.person == person]
    if not own:
        raise UnknownNameError(f"nobody is called '{person}' in this run")
    happened = tuple(entry for entry in own if entry.event not in _WEEKLY)
    statuses = [
        (entry.time, dict(zip(STATUS, entry.detail.split("|"), strict=True)), entry.officer)
        for entry in own
        if entry.event == "status"
    ]
    last = next((e.time for e in reversed(happened) if e.event == "case closed"), None)
    reopened = last is None or any(time > last for time, _, _ in statuses)
    closing = end if reopened or last is None else last
    states = _states(statuses, happened, closing)
    officers = _officers(statuses, happened, closing, _renamed(events))
    return Life(
        person,
        happened,
        states,
        officers,
        _risk(statuses, happened, "true", ("true risk rises", "true risk settles"), closing),
        _risk(statuses, happened, "assessed", ("assessed risk changes",), closing),
        _contact(events, officers),
        closing,
    )


_Statuses = Sequence[tuple[float, dict[str, str], str | None]]


def _states(statuses: _Statuses, happened: Sequence[Event], end: float) -> tuple[Spell, ...]:
    changes: list[tuple[float, str]] = []
    for time, status, _ in statuses:
        if not changes or changes[-1][1] != status["state"]:
            moved = [e.time for e in happened if time - WEEK < e.time <= time and e.event in _MOVES]
            first = 0.0 if time < WEEK else time
            changes.append((max(moved[-1], 0.0) if moved else first, status["state"]))
    return _spells(changes, end)


def _renamed(events: Sequence[Event]) -> list[tuple[float, str, str]]:
    """Trainees who go on under another name: when, the name before, the name since."""
    return [
        (entry.time, entry.officer, entry.detail.removeprefix(_FROM_NOW_ON))
        for entry in events
        if entry.event == "qualifies" and entry.officer and entry.detail.startswith(_FROM_NOW_ON)
    ]


def _officers(
    statuses: _Statuses,
    happened: Sequence[Event],
    end: float,
    renamed: Sequence[tuple[float, str, str]],
) -> tuple[Spell, ...]:
    changes: list[tuple[float, str]] = []
    if statuses and statuses[0][0] < WEEK and statuses[0][2]:
        changes.append((0.0, statuses[0][2]))
    for entry in happened:
        if entry.event == "allocated" and entry.officer and entry.time >= 0.0:
            if changes and entry.time <= changes[0][0]:
                changes.clear()
            changes.append((entry.time, entry.officer))
        elif entry.event == "case closed" and entry.time >= 0.0:
            changes.append((entry.time, ""))
    for time, before, since in renamed:
        held = [name for day, name in changes if day <= time]
        if held and held[-1] == before:
            changes.append((time, since))
            changes.sort(key=lambda change: change[0])
    spells = _spells(changes, end)
    return tuple(spell for spell in spells if spell.value)


def _risk(
    statuses: _Statuses, happened: Sequence[Event], which: str, names: Sequence[str], end: float
) -> tuple[Spell, ...]:
    if not statuses:
        return ()
    time, status, _ = statuses[0]
    begin = 0.0 if time < WEEK else max(0.0, floor(time / WEEK) * WEEK)
    opened = [e.time for e in happened if e.event.startswith("sentenced") and e.time >= 0.0]
    changes = [(min([begin, *opened[:1]]), status[which])]
    for entry in happened:
        if entry.event in names and entry.time > changes[0][0]:
            changes.append((entry.time, entry.detail))
    return _spells(changes, end)


def _contact(events: Sequence[Event], officers: Sequence[Spell]) -> tuple[tuple[float, float], ...]:
    named = {spell.value for spell in officers}
    squeeze: dict[tuple[str, float], float] = {}
    times: dict[float, None] = {}
    place = OFFICER_WEEK.index("contact")
    for entry in events:
        if entry.event == "officer week" and entry.officer in named:
            fields = entry.detail.split("|")
            away = fields[OFFICER_WEEK.index("away")] not in ("", "gives notice")
            squeeze[entry.officer, entry.time] = 0.0 if away else float(fields[place])
            times[entry.time] = None
    found = []
    for spell in officers:
        for time in times:
            if spell.start <= time < spell.end and (spell.value, time) in squeeze:
                found.append((time, squeeze[spell.value, time]))
    return tuple(sorted(found))


def _spells(changes: Sequence[tuple[float, str]], end: float) -> tuple[Spell, ...]:
    merged: list[tuple[float, str]] = []
    for time, value in changes:
        if not merged or merged[-1][1] != value:
            merged.append((time, value))
    ends = [*(time for time, _ in merged[1:]), end]
    return tuple(
        Spell(start, stop, value)
        for (start, value), stop in zip(merged, ends, strict=True)
        if stop > start
    )


def officer_of(events: Sequence[Event], officer: str) -> OfficerLife:
    """Gather what the ledger says of one officer.

    Raises
    ------
    UnknownNameError
        When the ledger never names the officer.
    """
    weeks, grade = [], ""
    own = []
    for entry in events:
        if entry.officer != officer:
            continue
        if entry.event == "officer week":
            fields = dict(zip(OFFICER_WEEK, entry.detail.split("|"), strict=True))
            grade = fields["grade"]
            available = float(fields["available"])
            weeks.append(
                OfficerWeek(
                    entry.time,
                    int(fields["cases"]),
                    int(fields["tasks"]),
                    100.0 * float(fields["points"]) / available if available else None,
                    float(fields["contact"]),
                    fields["away"],
                )
            )
        elif entry.person is None:
            own.append(entry)
    if not weeks:
        raise UnknownNameError(f"no member of staff is called '{officer}' in this run")
    return OfficerLife(officer, grade, tuple(weeks), tuple(own))


def parting(first: Life, second: Life) -> Event | None:
    """Return the first event in which two lives of one person differ.

    The same event by another officer counts as different; an event on the same day in another
    order does not.

    Returns
    -------
    Event or None
        The earlier of the two events that have no partner; None when the lives are the same.
    """
    one, two = ({_mark(entry) for entry in life.events} for life in (first, second))
    alone = [entry for entry in first.events if _mark(entry) not in two]
    alone += [entry for entry in second.events if _mark(entry) not in one]
    # Of what differs on one day, a move says more than what follows from it.
    return min(alone, key=lambda e: (floor(e.time), e.event not in _MOVES, e.time), default=None)


def _mark(entry: Event) -> tuple[Any, ...]:
    return floor(entry.time), entry.event, entry.officer, entry.detail
