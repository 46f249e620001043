"""The event log in the form that process-mining and animation tools of the field read.

One row an event: ``entity_id``, ``pathway``, ``event_type``, ``event``, ``time``,
``resource_id``, ``person``. An entity is one period of a person under supervision, since these
tools take an entity to arrive once: who comes back, after custody say, is another entity of the
same person (``P54-8-26`` and then ``P54-8-26 (2)``).

Event types are ``arrival_departure`` (events ``arrival`` and ``depart``), ``queue``,
``resource_use`` and ``resource_use_end``; vidigi animates it with days as the unit of time. A
person's stay with an officer is the use of that officer as a resource.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pdusim.experiment import atomic
from pdusim.experiment.csv_text import csv_text
from pdusim.report.story import Event

COLUMNS = ("entity_id", "pathway", "event_type", "event", "time", "resource_id", "person")
"""Columns of the log."""

_PATHWAYS = {"C": "community order", "S": "suspended sentence", "U": "unpaid work", "P": "custody"}

Row = tuple[str, str, str, str, float, str, str]


def event_log(events: Sequence[Event], begin: float = 0.0) -> list[Row]:
    """Return the log of a replication.

    Parameters
    ----------
    events : sequence of Event
        Run with ``record="events"``.
    begin : float
        Who was there before this day arrives on it, so that every stay has an arrival.

    Returns
    -------
    list of tuple
        As wide as `COLUMNS`, in order of time; times in days since ``begin``; an officer is
        numbered, as tools need a number, in the order of first use.
    """
    log = _Log(begin)
    for entry in events:
        if entry.person is None:
            continue
        if entry.time >= begin and not log.open:
            log.begin_window()
        log.take(entry, entry.person)
    return log.rows


class _Log:
    """The log under construction: who is there, and with whom."""

    def __init__(self, begin: float) -> None:
        self.begin = begin
        self.open = False
        self.rows: list[Row] = []
        self._present: dict[str, None] = {}
        self._holder: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        # Periods under supervision that each person has begun in the log.
        self._periods: dict[str, int] = {}

    def begin_window(self) -> None:
        """Let whoever is there already arrive now, with the officer they had."""
        self.open = True
        for person in self._present:
            self._add(person, "arrival_departure", "arrival", self.begin)
            if person in self._holder:
                self._add(
                    person, "resource_use", "with an officer", self.begin, self._holder[person]
                )

    def take(self, entry: Event, person: str) -> None:
        """Take in an event of a person."""
        if entry.event == "case closed":
            if person in self._present:
                self._let_go(person, entry.time)
                self._add(person, "arrival_departure", "depart", entry.time)
                del self._present[person]
            return
        if person not in self._present:
            self._present[person] = None
            self._add(person, "arrival_departure", "arrival", entry.time)
        if entry.event not in ("allocated", "status"):
            self._add(person, "queue", entry.event, entry.time)
            return
        officer = entry.officer or ""
        if officer.startswith(("pool", "unpaid")):
            officer = ""
        if self._holder.get(person, "") == officer:
            return
        self._let_go(person, entry.time)
        if officer:
            self._holder[person] = officer
            self._add(person, "resource_use", "with an officer", entry.time, officer)
        else:
            self._add(person, "queue", "waits for an officer", entry.time)

    def _let_go(self, person: str, time: float) -> None:
        officer = self._holder.pop(person, None)
        if officer is not None:
            self._add(person, "resource_use_end", "leaves officer", time, officer)

    def _add(self, person: str, kind: str, what: str, time: float, officer: str = "") -> None:
        if not self.open:
            return
        resource = ""
        if officer:
            resource = self._numbers.setdefault(officer, str(len(self._numbers) + 1))
        if what == "arrival":
            self._periods[person] = self._periods.get(person, 0) + 1
        period = self._periods[person]
        entity = person if period == 1 else f"{person} ({period})"
        pathway = _PATHWAYS.get(person[0], "other")
        day = max(0.0, time - self.begin)
        self.rows.append((entity, pathway, kind, what, day, resource, person))


def write_event_log(events: Sequence[Event], path: str | Path, begin: float = 0.0) -> Path:
    """Write the log of a replication as CSV; see `event_log`."""
    file = Path(path)
    atomic.deliver(file, csv_text(COLUMNS, event_log(events, begin)))
    return file
