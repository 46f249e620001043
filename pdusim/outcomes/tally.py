"""Counting inside the observation window: totals, levels over time, most on one day."""

from __future__ import annotations

from collections import defaultdict


class Tally:
    """Totals by name, since the start and inside the observation window.

    ``since_start`` counts from the first day whatever the window, for conservation; indexing gives
    what has been added since the window opened.
    """

    __slots__ = ("_at_opening", "_daily", "_window", "is_open", "since_start")

    def __init__(self) -> None:
        self.is_open = False
        self.since_start: defaultdict[str, float] = defaultdict(float)
        self._at_opening: dict[str, float] = {}
        self._window: defaultdict[str, float] = defaultdict(float)
        self._daily: dict[str, dict[int, int]] = {}

    def add(self, name: str, amount: float = 1.0) -> None:
        """Add to a total."""
        self.since_start[name] += amount

    def add_inside(self, name: str, amount: float) -> None:
        """Add to a total an amount that the caller has already cut to the window."""
        self._window[name] += amount

    def add_daily(self, name: str, day: int) -> None:
        """Count an event of a day, for the most on one day."""
        if self.is_open:
            days = self._daily.setdefault(name, {})
            days[day] = days.get(day, 0) + 1

    def open(self) -> None:
        """Open the observation window."""
        self.is_open = True
        self._at_opening = dict(self.since_start)

    def most_on_one_day(self, name: str) -> int:
        """Largest number on one day of the window; 0 if there was none."""
        return max(self._daily.get(name, {}).values(), default=0)

    def __getitem__(self, name: str) -> float:
        if not self.is_open:
            return 0.0
        inside = self.since_start.get(name, 0.0) - self._at_opening.get(name, 0.0)
        return inside + self._window.get(name, 0.0)


class Level:
    """A number that goes up and down, and its integral over the window (number x days)."""

    __slots__ = ("_integral", "_last", "_opened", "value")

    def __init__(self) -> None:
        self.value = 0.0
        self._integral = 0.0
        self._last = 0.0
        self._opened = 0.0

    def change(self, now: float, amount: float) -> None:
        """Change the number by ``amount`` now."""
        if now > self._last:
            self._integral += self.value * (now - self._last)
            self._last = now
        self.value += amount

    def open(self, now: float) -> None:
        """Begin the window."""
        self.change(now, 0.0)
        self._opened = self._integral

    def integral(self, now: float) -> float:
        """Number x days since the window began."""
        self.change(now, 0.0)
        return self._integral - self._opened
