"""Why a risk review was missed, read off the ledger: who held the case, and what was in the way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pdusim.outcomes.weekly import OFFICER_WEEK
from pdusim.report.event_words import AWAY_WORDS, day
from pdusim.report.story import Event
from pdusim.report.wording import listed

_UNKNOWN = 28.0
"""Days looked back where the ledger does not say when a review was called for."""

_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class Missed:
    """A missed review with what was in its way.

    Parameters
    ----------
    time : float
        Day of the run on which it counted as missed.
    person : str
        Whose it was.
    heading : str
        The first of what was in the way.
    text : str
        All of it, in sentences.
    """

    time: float
    person: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class _Week:
    """One officer at one census."""

    load: float | None
    tasks: int
    away: str


def why_missed(events: Sequence[Event], start: date, begin: float = 0.0) -> list[Missed]:
    """Return every missed review from a day on, in order of time.

    Parameters
    ----------
    events : sequence of Event
        The whole ledger, in order of time.
    start : date
        First day of the run.
    begin : float
        Day of the run.
    """
    ledger = _Ledger(events)
    return [
        ledger.told(entry, entry.person, start)
        for entry in events
        if entry.event == "review missed" and entry.person and entry.time >= begin
    ]


class _Ledger:
    """What is looked up: weeks of officers, moves of cases, reviews called for."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._weeks: dict[str, tuple[list[float], list[_Week]]] = {}
        self._moves: dict[str, list[float]] = {}
        self._called: dict[str, list[Event]] = {}
        for entry in events:
            if entry.event == "officer week" and entry.officer:
                times, weeks = self._weeks.setdefault(entry.officer, ([], []))
                times.append(entry.time)
                weeks.append(_week(entry.detail))
            elif entry.person is None:
                continue
            elif entry.event == "allocated":
                self._moves.setdefault(entry.person, []).append(entry.time)
            elif entry.event.endswith("_review arises"):
                self._called.setdefault(entry.person, []).append(entry)

    def told(self, entry: Event, person: str, start: date) -> Missed:
        """Return one missed review with what was in its way."""
        kind = entry.detail
        since, called = self._call(person, kind, entry.time, start)
        said = [
            f"{kind.capitalize()} risk review of {person}{called}, missed on "
            f"{day(start, entry.time)}."
        ]
        officer = entry.officer or ""
        if not officer or officer.startswith("pool"):
            said.append("Nobody held the case: it waited for an officer.")
            return Missed(entry.time, person, "It waited for an officer", " ".join(said))
        said.append(f"{officer} held the case.")
        weeks = self._between(officer, since, entry.time)
        away = [one for one in weeks if one.away in AWAY_WORDS]
        moves = _inside(self._moves.get(person, []), since, entry.time)
        reasons = []
        if 2 * len(away) > len(weeks):
            reasons.append("Its officer was away")
        if away:
            why = listed(list(dict.fromkeys(AWAY_WORDS[one.away] for one in away)))
            said.append(f"{officer} was {_on(why)} in {len(away)} of the {len(weeks)} weeks.")
        if moves:
            reasons.append("It changed hands")
            said.append(f"The case was handed over {_TIMES.get(moves, f'{moves} times')}.")
        here = [one for one in weeks if not one.away]
        if here:
            tasks = sum(one.tasks for one in here) / len(here)
            loads = [one.load for one in here if one.load is not None]
            load = f", and a workload of {max(loads):.0f} %" if loads else ""
            waiting = f"{tasks:.0f} {'task' if round(tasks) == 1 else 'tasks'} waiting"
            said.append(f"In a week at work {officer} had {waiting} on average{load}.")
        reasons.append("The hours ran out")
        return Missed(entry.time, person, reasons[0], " ".join(said))

    def _call(self, person: str, kind: str, until: float, start: date) -> tuple[float, str]:
        """Return when the review was first called for, and that in words."""
        before = [one for one in self._called.get(person, []) if one.time <= until]
        name = f"{kind}_review arises"
        own = [one for one in before if one.event == name]
        if not own:
            return until - _UNKNOWN, ""
        due = own[-1].detail.removeprefix("due ")
        words = f", called for on {day(start, own[-1].time)}"
        since = own[-1].time
        # A newer review takes over the earlier due date of the one it replaces.
        older = [one for one in before if one.detail == own[-1].detail and one.time < since]
        if older:
            since = older[0].time
            words = f", called for on {day(start, since)} and anew on {day(start, own[-1].time)}"
        return since, f"{words}, due {date.fromisoformat(due):%d %b %Y}" if due else words

    def _between(self, officer: str, since: float, until: float) -> list[_Week]:
        times, weeks = self._weeks.get(officer, ([], []))
        return weeks[bisect_left(times, since) : bisect_right(times, until + 3.0)]


def _on(why: str) -> str:
    return why if why.startswith("off") else f"on {why}"


def _inside(times: Sequence[float], since: float, until: float) -> int:
    return sum(since < one <= until for one in times)


def _week(detail: str) -> _Week:
    fields = dict(zip(OFFICER_WEEK, detail.split("|"), strict=True))
    available = float(fields["available"])
    load = 100.0 * float(fields["points"]) / available if available else None
    return _Week(load, int(float(fields["tasks"])), fields["away"])
