"""Counting inside the observation window: totals, levels over time, events of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pdusim.outcomes.counts import Count


class Tally:
    """Totals by count, since the start and inside the observation window.

    ``since_start`` counts from the first day whatever the window, for conservation; indexing gives
    what has been added since the window opened.
    """

    __slots__ = ("_at_opening", "_daily", "_window", "is_open", "since_start")

    def __init__(self) -> None:
        self.is_open = False
        self.since_start: defaultdict[Count, float] = defaultdict(float)
        self._at_opening: dict[Count, float] = {}
        self._window: defaultdict[Count, float] = defaultdict(float)
        self._daily: dict[Count, dict[int, int]] = {}

    def add(self, count: Count, amount: float = 1.0) -> None:
        """Add to a total."""
        self.since_start[count] += amount

    def add_inside(self, count: Count, amount: float) -> None:
        """Add to a total an amount that the caller has already cut to the window."""
        self._window[count] += amount

    def add_daily(self, count: Count, day: int) -> None:
        """Count an event of a day, so that days can be told apart."""
        if self.is_open:
            days = self._daily.setdefault(count, {})
            days[day] = days.get(day, 0) + 1

    def open(self) -> None:
        """Open the observation window."""
        self.is_open = True
        self._at_opening = dict(self.since_start)

    def of_each_day(self, count: Count) -> list[int]:
        """Number on each day of the window on which there was any, in order of day."""
        return [number for _, number in sorted(self._daily.get(count, {}).items())]

    def __getitem__(self, count: Count) -> float:
        if not self.is_open:
            return 0.0
        inside = self.since_start.get(count, 0.0) - self._at_opening.get(count, 0.0)
        return inside + self._window.get(count, 0.0)

    def observed(self) -> Mapping[Count, float]:
        """Totals of the window of all that has been counted, by name."""
        return {count: self[count] for count in sorted({*self.since_start, *self._window})}


class Level:
    """A number that goes up and down, and its integral since the start (number x days)."""

    __slots__ = ("_integral", "_last", "value")

    def __init__(self) -> None:
        self.value = 0.0
        self._integral = 0.0
        self._last = 0.0

    def change(self, now: float, amount: float) -> None:
        """Change the number by ``amount`` now."""
        if now > self._last:
            self._integral += self.value * (now - self._last)
            self._last = now
        self.value += amount

    def integral(self, now: float) -> float:
        """Number x days since the start."""
        self.change(now, 0.0)
        return self._integral
