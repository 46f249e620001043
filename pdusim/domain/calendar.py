"""The working calendar: which days are worked, and how work elapses over them.

Model time is in days since the start of the run: day 0 begins at 00:00 on ``start``, and days
before it are negative. Monday to Friday are worked in England and Wales, bank holidays are not
(Banking and Financial Dealings Act 1971 and proclamations, through the ``holidays`` library).
Every look-up is a list access, because a simulation makes millions of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from math import ceil, floor
from typing import Final, Literal, NoReturn

__all__ = ["CalendarKind", "WorkingCalendar", "bank_holidays"]

CalendarKind = Literal["england_wales", "continuous"]

# Work that reaches the end of a working day to within this much has reached it: without the snap,
# rounding noise would carry the last moment of a Friday over to Monday.
_SNAP: Final = 1e-9

_FRIDAY: Final = 4


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales in one year.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    frozenset of datetime.date
        Bank holidays with their substitute days. Some of them can fall on a weekend.

    Notes
    -----
    England and Wales keep the same bank holidays. The library is imported here, on first use,
    because it is slow to import.

    Examples
    --------
    >>> date(2023, 5, 8) in bank_holidays(2023)  # the coronation
    True
    """
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


class WorkingCalendar:
    """Working days over a fixed range of whole days relative to a start date.

    Parameters
    ----------
    start : datetime.date
        The date of day 0.
    first_day, last_day : int
        The range of days covered, both included, relative to `start`; must hold day 0.
    kind : {"england_wales", "continuous"}
        ``continuous`` makes every day a working day (for checks against queueing theory).

    Raises
    ------
    ValueError
        If the range does not hold day 0, or `kind` is unknown.

    Notes
    -----
    Every method raises `IndexError` for a time outside the range, except `date_of`, `day_of`,
    `weekday` and `week_of`, which need no table.

    Examples
    --------
    >>> calendar = WorkingCalendar(date(2023, 9, 30), -10, 30)  # a Saturday
    >>> calendar.is_working(0), calendar.next_working(0), calendar.worked(3.5)
    (False, 2, 1.5)
    """

    __slots__ = (
        "_before",
        "_first",
        "_last",
        "_ordinal",
        "_size",
        "_weekday",
        "_worked",
        "_working",
        "_working_days",
        "_zero",
        "kind",
        "start",
    )

    def __init__(
        self,
        start: date,
        first_day: int,
        last_day: int,
        kind: CalendarKind = "england_wales",
    ) -> None:
        if not first_day <= 0 <= last_day:
            raise ValueError(f"days {first_day} to {last_day} do not hold day 0")
        if kind not in ("england_wales", "continuous"):
            raise ValueError(f"unknown calendar kind {kind!r}")
        self.start = start
        self.kind: CalendarKind = kind
        self._first = first_day
        self._last = last_day
        self._ordinal = start.toordinal()
        self._weekday = start.weekday()
        count = last_day - first_day + 1
        if kind == "continuous":
            working = [True] * count
        else:
            weekday = (self._weekday + first_day) % 7
            week = [(weekday + i) % 7 < 5 for i in range(7)]
            working = (week * (count // 7 + 1))[:count]
            for year in range(self.date_of(first_day).year, self.date_of(last_day).year + 1):
                for holiday in bank_holidays(year):
                    index = holiday.toordinal() - self._ordinal - first_day
                    if 0 <= index < count:
                        working[index] = False
        # Number of working days before each day, counted from the first one of the range.
        before = [0] * (count + 1)
        total = 0
        for index, works in enumerate(working):
            before[index] = total
            total += works
        before[count] = total
        # The day after the last is kept as a free day, so that the end of the range is a time.
        self._working = [*working, False]
        self._size = count + 1
        self._before = before
        self._zero = before[-first_day]
        self._worked = [float(n - self._zero) for n in before]
        self._working_days = [first_day + i for i, works in enumerate(working) if works]

    @property
    def first_day(self) -> int:
        """First day covered, relative to the start."""
        return self._first

    @property
    def last_day(self) -> int:
        """Last day covered, relative to the start."""
        return self._last

    def is_working(self, day: int) -> bool:
        """Tell whether a day is a working day.

        Parameters
        ----------
        day : int
            Days since the start.

        Returns
        -------
        bool
            False on Saturdays, Sundays and bank holidays.
        """
        index = day - self._first
        if not 0 <= index < self._size:
            self._outside(day)
        return self._working[index]

    def worked(self, t: float) -> float:
        """Return the working days elapsed from day 0 to a time.

        Parameters
        ----------
        t : float
            Days since the start.

        Returns
        -------
        float
            Working days, spread evenly over the 24 hours of a working day, standing still over
            other days; negative before day 0.
        """
        day = floor(t)
        index = day - self._first
        if not 0 <= index < self._size:
            self._outside(t)
        if self._working[index]:
            return self._worked[index] + (t - day)
        return self._worked[index]

    def time_when_worked(self, w: float) -> float:
        """Return the earliest time by which so many working days have elapsed.

        The inverse of `worked`. A whole number is reached at the end of a working day, hence
        before the weekend that follows it; so the answer for ``worked(t)`` can lie before `t`
        when `t` is in free time. Use `after_work` to go forward from a time.

        Parameters
        ----------
        w : float
            Working days since day 0, as `worked` counts them.

        Returns
        -------
        float
            Days since the start. Exact at the ends of days, which take in anything up to 1e-9
            beyond them.
        """
        number = ceil(w - _SNAP) - 1
        index = number + self._zero
        if not 0 <= index < len(self._working_days):
            self._outside_work(w)
        done = w - number
        return self._working_days[index] + (1.0 if done > 1.0 else done)

    def after_work(self, t: float, work: float) -> float:
        """Return the time at which work begun at a time is done.

        Parameters
        ----------
        t : float
            When the work begins, days since the start.
        work : float
            Working days of work, not negative.

        Returns
        -------
        float
            Days since the start, never before `t`.

        Examples
        --------
        >>> calendar = WorkingCalendar(date(2023, 9, 29), 0, 30)  # a Friday
        >>> calendar.after_work(0.5, 0.5), calendar.after_work(0.5, 0.75)
        (1.0, 3.25)
        """
        done = self.time_when_worked(self.worked(t) + work)
        return done if done > t else t

    def next_working(self, day: int) -> int:
        """Return the day itself if worked, else the first working day after it."""
        index = day - self._first
        if not 0 <= index < self._size:
            self._outside(day)
        return self._nth(self._before[index], day)

    def previous_working(self, day: int) -> int:
        """Return the day itself if worked, else the last working day before it."""
        index = day - self._first
        if not 0 <= index < self._size:
            self._outside(day)
        if self._working[index]:
            return day
        return self._nth(self._before[index] - 1, day)

    def add_working_days(self, day: int, n: int) -> int:
        """Return the n-th working day after a day.

        Parameters
        ----------
        day : int
            Days since the start.
        n : int
            Working days to count. 0 gives the day itself if worked, else the next working day;
            a negative number counts back, so that -1 is the last working day before `day`.

        Returns
        -------
        int
            Days since the start.
        """
        index = day - self._first
        if not 0 <= index < self._size:
            self._outside(day)
        number = self._before[index] + n
        if n > 0 and not self._working[index]:
            number -= 1
        return self._nth(number, day)

    def working_days_on(self, day: int, n: int, more: int, last: int) -> tuple[int, int, int]:
        """Return the n-th working day after a day, and two that follow it.

        Parameters
        ----------
        day : int
            Days since the start.
        n, more, last : int
            Working days to count, not negative: from the day, as in `add_working_days`, from there
            to the second and from that to the third.

        Returns
        -------
        tuple of int
            Three days since the start.
        """
        index = day - self._first
        if not 0 <= index < self._size:
            self._outside(day)
        number = self._before[index] + n
        if n and not self._working[index]:
            number -= 1
        days = self._working_days
        second = number + more
        third = second + last
        if not 0 <= number <= second <= third < len(days):
            self._outside(day)
        return days[number], days[second], days[third]

    def working_days_between(self, day: int, other: int) -> int:
        """Return the number of working days from a day up to, not including, another.

        Negative when `other` comes first.
        """
        index, end = day - self._first, other - self._first
        if not 0 <= index < self._size:
            self._outside(day)
        if not 0 <= end < self._size:
            self._outside(other)
        return self._before[end] - self._before[index]

    def end_of_working_day(self, day: int) -> float:
        """Return the end of a day as a time: ``day + 1.0``.

        A due date means the end of that working day.
        """
        return day + 1.0

    def release_day(self, day: int, avoid_fridays: bool = False) -> int:
        """Return the day on which a release due on a day takes place.

        Nobody is released on a weekend or a bank holiday: such a release moves to the previous
        working day (Criminal Justice Act 1961, section 23(3)). With `avoid_fridays`, a release
        that would then fall on a Friday or on the day before a bank holiday moves to the nearest
        other working day, at most two working days earlier (Offenders (Day of Release from
        Detention) Act 2023); if neither of the two will do, it stays.

        Parameters
        ----------
        day : int
            The day the release falls due, days since the start.
        avoid_fridays : bool
            Whether the discretion of the 2023 Act is used.

        Returns
        -------
        int
            Days since the start; never after `day`. With a continuous calendar, `day`.
        """
        released = self.previous_working(day)
        if not avoid_fridays or self.kind == "continuous" or not self._before_rest(released):
            return released
        for earlier in (1, 2):
            candidate = self.add_working_days(released, -earlier)
            if not self._before_rest(candidate):
                return candidate
        return released

    def date_of(self, day: int) -> date:
        """Return the date of a day."""
        return self.start + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """Return the day of a date: whole days since the start, negative before it."""
        return when.toordinal() - self._ordinal

    def weekday(self, day: int) -> int:
        """Return the day of the week, Monday 0 to Sunday 6."""
        return (self._weekday + day) % 7

    def week_of(self, t: float) -> int:
        """Return the number of the calendar week, Monday to Sunday, that holds a time.

        Week 0 is the one that holds the start, whatever its weekday; earlier weeks are negative.
        """
        return floor((t + self._weekday) / 7)

    def first_of_week(self, week: int) -> int:
        """Return the Monday of a week as numbered by `week_of`."""
        return 7 * week - self._weekday

    def _before_rest(self, day: int) -> bool:
        """Tell whether a working day is a Friday or the eve of a bank holiday."""
        return self.weekday(day) == _FRIDAY or not self.is_working(day + 1)

    def _nth(self, number: int, day: int) -> int:
        """Return a working day by its number in the range, or say that `day` led outside."""
        if not 0 <= number < len(self._working_days):
            self._outside(day)
        return self._working_days[number]

    def _outside(self, t: float) -> NoReturn:
        raise IndexError(
            f"day {t} needs days outside the working calendar ({self._first} to {self._last})"
        )

    def _outside_work(self, w: float) -> NoReturn:
        raise IndexError(
            f"{w} working days lie outside the working calendar ({self._first} to {self._last})"
        )
