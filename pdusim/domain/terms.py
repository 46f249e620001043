"""Lengths of sentences in calendar years, months, weeks and days, counted as the courts count.

A sentence begins on the day it is passed, and that day counts: one month from 10 March ends on
9 April. A period of months is a calendar one, so its days depend on where it begins: 12 months are
365 or 366 days. Sources: the ministry's open-source calculator (``ministryofjustice/
calculate-release-dates-api``, ``Duration.kt``, state of 20 August 2026), which cites Prison Service
Instruction 03/2015, 5.5.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final

from pdusim.domain.sendable import Sendable

__all__ = ["Term", "months_on"]

ONE_DAY: Final = timedelta(days=1)

# Far above any sentence: what is longer is a slip of the keyboard, and dates end in 9999.
_MOST_YEARS: Final = 100


def months_on(day: date, months: int) -> date:
    """Return the same day of the month so many months on, or the last of a shorter month.

    Parameters
    ----------
    day : datetime.date
        Where to count from.
    months : int
        Calendar months; 12 are a year.

    Returns
    -------
    datetime.date
        The day reached.

    Examples
    --------
    >>> months_on(date(2024, 2, 29), 12), months_on(date(2023, 1, 31), 1)
    (datetime.date(2025, 2, 28), datetime.date(2023, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Term(Sendable):
    """A length in calendar years, months, weeks and days.

    Attributes
    ----------
    years, months, weeks, days : int
        Parts of the length; none is negative, and one of them at least is not 0.

    Raises
    ------
    ValueError
        When a part is negative or not whole, when there is no length, or one above 100 years.

    Examples
    --------
    >>> Term(months=3).last_day(date(2021, 1, 1)), Term(months=3).days_from(date(2021, 1, 1))
    (datetime.date(2021, 3, 31), 90)
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        for part in fields(self):
            value = getattr(self, part.name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError(f"{part.name} is {value!r}: expected a whole number of 0 or more")
        if not (self.years or self.months or self.weeks or self.days):
            raise ValueError("the length is 0: give years, months, weeks or days")
        years = self.years + self.months / 12 + (self.weeks * 7 + self.days) / 365.25
        if years > _MOST_YEARS:
            raise ValueError(
                f"the length is {years:.0f} years: expected {_MOST_YEARS} or less (for a life"
                " sentence there are no dates to work out)"
            )

    def __str__(self) -> str:
        parts = [(getattr(self, part.name), part.name) for part in fields(self)]
        return " ".join(f"{n} {name if n != 1 else name[:-1]}" for n, name in parts if n)

    def last_day(self, first: date) -> date:
        """Return the last day of a period of this length.

        Parameters
        ----------
        first : datetime.date
            Its first day, which counts.

        Returns
        -------
        datetime.date
            For years and months, the day before the same date; weeks and days are added to that.
        """
        if first.day == 1 and (self.years or self.months):
            # From the first of a month to the last of another, however long that one is.
            day = months_on(first, self.years * 12 + self.months) - ONE_DAY
        else:
            # Years before months: each stops at the end of a shorter February.
            day = months_on(months_on(first - ONE_DAY, self.years * 12), self.months)
        return day + timedelta(weeks=self.weeks, days=self.days)

    def days_from(self, first: date) -> int:
        """Return the number of days of a period of this length, first and last day included.

        Parameters
        ----------
        first : datetime.date
            Its first day.

        Returns
        -------
        int
            Days.
        """
        return (self.last_day(first) - first).days + 1

    def longer_than(self, days: int, first: date) -> bool:
        """Return whether a sentence of so many days is shorter than this term.

        Parameters
        ----------
        days : int
            Days of the sentence (`days_from`).
        first : datetime.date
            Day of sentence.

        Returns
        -------
        bool
            True for *less than* the term from the same day; False for as long or longer.
        """
        end = months_on(first, self.years * 12 + self.months)
        return days < (end - first).days + self.weeks * 7 + self.days
