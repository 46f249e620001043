"""The unit's diary: every dated event of persons and staff, one SimPy process for all of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heapify, heappop, heappush
from typing import Any

import simpy

Action = Callable[[Any, int], None]
_Entry = tuple[int, str, int, Action, Any, int]

ALWAYS = -1


class Diary:
    """Dated events at 00:00 of a day, in an order that no policy shifts.

    A process for each person would cost twice as many events; one process for the unit's diary
    wakes once a day.

    Each entry names an action, its subject and the subject's ``version`` when it was entered; an
    entry whose subject has moved on since (another version) is void.
    """

    __slots__ = ("_count", "_entries", "_reading", "today")

    def __init__(self, first_day: int) -> None:
        self._entries: dict[int, list[_Entry]] = {}
        self._count = 0
        self._reading: list[_Entry] | None = None
        self.today = first_day

    def enter(self, day: int, action: Action, subject: Any, version: int = ALWAYS) -> None:
        """Enter an event. One for a day already read happens as soon as the diary is read again."""
        self._count += 1
        whose, what = getattr(subject, "key", 0), getattr(action, "__name__", "")
        entry = (whose, what, self._count, action, subject, version)
        if day <= self.today:
            if self._reading is not None:
                heappush(self._reading, entry)
                return
            day = self.today + 1
        entries = self._entries.get(day)
        if entries is None:
            self._entries[day] = [entry]
        else:
            entries.append(entry)

    def read(self, day: int) -> None:
        """Work off one day.

        In the order of the persons' and officers' keys and of the names of what happens to one of
        them, so that what was entered sooner or later than under another policy changes nobody's
        turn. What is entered for today happens today.
        """
        self.today = day
        entries = self._entries.pop(day, None)
        if entries is None:
            return
        heapify(entries)
        self._reading = entries
        while entries:
            _, _, _, action, subject, version = heappop(entries)
            if version == ALWAYS or version == subject.version:  # noqa: PLR1714 (hot)
                action(subject, day)
        self._reading = None

    def keep(self, env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
        """The process: read the diary at the start of every day."""
        while True:
            self.read(int(env.now))
            yield env.timeout(1)
