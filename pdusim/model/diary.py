"""The unit's diary: every dated event of persons and staff, one SimPy process for all of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

Action = Callable[[Any, int], None]

ALWAYS = -1


class Diary:
    """Dated events at 00:00 of a day, worked off in the order in which they were entered.

    A process for each person would cost twice as many events; one process for the unit's diary
    wakes once a day.

    Each entry names an action, its subject and the subject's ``version`` when it was entered; an
    entry whose subject has moved on since (another version) is void.
    """

    __slots__ = ("_entries", "_reading", "today")

    def __init__(self, first_day: int) -> None:
        self._entries: dict[int, list[tuple[Action, Any, int]]] = {}
        self._reading = False
        self.today = first_day

    def enter(self, day: int, action: Action, subject: Any, version: int = ALWAYS) -> None:
        """Enter an event. One for a day already read happens as soon as the diary is read again."""
        if day <= self.today:
            day = self.today if self._reading else self.today + 1
        entries = self._entries.get(day)
        if entries is None:
            self._entries[day] = [(action, subject, version)]
        else:
            entries.append((action, subject, version))

    def read(self, day: int) -> None:
        """Work off one day."""
        self.today = day
        entries = self._entries.get(day)
        if entries is None:
            return
        self._reading = True
        # The list may grow while it is read: what is entered for today happens today.
        for action, subject, version in entries:
            if version == ALWAYS or version == subject.version:  # noqa: PLR1714 (hot)
                action(subject, day)
        self._reading = False
        del self._entries[day]

    def keep(self, env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
        """The process: read the diary at the start of every day."""
        while True:
            self.read(int(env.now))
            yield env.timeout(1)
