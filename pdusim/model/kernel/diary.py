"""The unit's diary: every dated event of persons and staff, one SimPy process for all of them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Generator
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import simpy

from pdusim.model.kernel.turns import Turn


class Subject(Protocol):
    """To whom something happens: a person, an officer, a piece of work or the unit itself."""

    @property
    def key(self) -> int:
        """Its place among all subjects of a day."""


S = TypeVar("S", bound=Subject)
T = TypeVar("T")
Action: TypeAlias = Callable[[S, int], None]
"""What happens to a subject on a day: a function, a method, or what carries its circumstances."""

# An entry's action fits its subject: `Diary.enter` holds that, a list of all entries cannot.
_Entry: TypeAlias = tuple[int, Turn, int, Callable[[Any, int], None], Any, int]

ALWAYS: Final = -1
NOBODY: Final = 0
"""Key of subjects that are neither persons nor officers; what happens to them comes first."""


class Diary:
    """Dated events at 00:00 of a day, in an order that no policy shifts.

    A process for each person would cost twice as many events; one process for the unit's diary
    wakes once a day.

    Each entry names an action, its subject and the subject's ``version`` when it was entered; an
    entry whose subject has moved on since (another version) is void.

    Parameters
    ----------
    first_day : int
        The day before the first one that is read.
    last_day : int
        The last day; what falls later is not entered.
    """

    __slots__ = ("_count", "_entries", "_last_day", "_looks", "_place", "_reading", "today")

    def __init__(self, first_day: int, last_day: int = 10**9) -> None:
        self._last_day = last_day
        self._entries: dict[int, list[_Entry]] = {}
        self._looks: dict[int, list[tuple[Callable[[Any, int], None], Any]]] = {}
        self._count = 0
        self._reading: list[_Entry] | None = None
        self._place = 0
        self.today = first_day

    def enter(
        self, day: int, turn: Turn, action: Action[S], subject: S, version: int = ALWAYS
    ) -> None:
        """Enter an event and its turn among those of its subject on that day.

        One for a day already read happens as soon as the diary is read again.
        """
        if day > self._last_day:
            return
        self._count += 1
        entry = (subject.key, turn, self._count, action, subject, version)
        if day <= self.today:
            if self._reading is not None:
                insort(self._reading, entry, self._place)
                return
            day = self.today + 1
        entries = self._entries.get(day)
        if entries is None:
            self._entries[day] = [entry]
        else:
            entries.append(entry)

    def look(self, day: int, action: Callable[[T, int], None], subject: T) -> None:
        """Enter a look at something on a day to come, before anything happens on that day.

        For what only counts and changes nothing, so that its order does not matter: looks take
        their turn as they were entered.
        """
        if day > self._last_day:
            return
        if day <= self.today:
            day = self.today + 1
        looks = self._looks.get(day)
        if looks is None:
            self._looks[day] = [(action, subject)]
        else:
            looks.append((action, subject))

    def read(self, day: int) -> None:
        """Work off one day.

        In the order of the persons' and officers' keys and of the turns of what happens to one of
        them, so that what was entered sooner or later than under another policy changes nobody's
        turn. What is entered for today happens today.
        """
        self.today = day
        for action, subject in self._looks.pop(day, ()):
            action(subject, day)
        entries = self._entries.pop(day, None)
        if entries is None:
            return
        entries.sort()
        self._reading = entries
        # The list may grow behind the place while it is read.
        for place, (_, _, _, action, subject, version) in enumerate(entries, 1):
            if version == ALWAYS or version == subject.version:  # noqa: PLR1714 (hot)
                self._place = place
                action(subject, day)
        self._reading = None

    def keep(self, env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
        """The process: read the diary at the start of every day."""
        while True:
            self.read(int(env.now))
            yield env.timeout(1)
