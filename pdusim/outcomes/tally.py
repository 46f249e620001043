"""Counting inside the observation window: totals, levels over time, most on one day."""

from __future__ import annotations


class Tally:
    """Totals by name, counted only while the window is open.

    ``since_start`` counts from the first day whatever the window, for conservation.
    """

    __slots__ = ("_daily", "open", "since_start", "totals")

    def __init__(self) -> None:
        self.open = False
        self.totals: dict[str, float] = {}
        self.since_start: dict[str, float] = {}
        self._daily: dict[str, dict[int, int]] = {}

    def add(self, name: str, amount: float = 1.0) -> None:
        """Add to a total."""
        self.since_start[name] = self.since_start.get(name, 0.0) + amount
        if self.open:
            self.totals[name] = self.totals.get(name, 0.0) + amount

    def add_daily(self, name: str, day: int) -> None:
        """Count an event of a day, for the most on one day."""
        if self.open:
            days = self._daily.setdefault(name, {})
            days[day] = days.get(day, 0) + 1

    def most_on_one_day(self, name: str) -> int:
        """Largest number on one day of the window; 0 if there was none."""
        return max(self._daily.get(name, {}).values(), default=0)

    def __getitem__(self, name: str) -> float:
        return self.totals.get(name, 0.0)


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
