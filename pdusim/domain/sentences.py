"""Dates of a sentence: release, expiry, handover, early release, recall.

All times are whole days on one scale, all lengths whole days. The day of sentence counts as
served: a person sentenced on day 0 to serve 10 days is released on day 9, and a sentence of 20
days, the last of them day 19, has expired on day 20. The numbers of every rule (fractions, leads)
are arguments, because they are what policies change; the sources named here say where the rule
comes from.
Nothing here moves a release off a weekend: `pdusim.domain.calendar.WorkingCalendar.release_day`
does that last.

CJA 2003 stands for the Criminal Justice Act 2003.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from pdusim.domain.recalls import Recall
from pdusim.domain.regimes import fraction_of
from pdusim.domain.release_dates import ReleaseDates, release_dates
from pdusim.domain.statutes import LAWS, law_on

__all__ = [
    "LAWS",
    "Recall",
    "ReleaseDates",
    "ecsl_release_day",
    "handover_day",
    "law_on",
    "months_to_days",
    "parole_eligibility_day",
    "recall_end_day",
    "release_dates",
    "sentence_expiry_day",
    "suspension_day",
]


@lru_cache(maxsize=4096)
def months_to_days(months: float) -> int:
    """Return a length in months as days: 365.25 / 12 days a month, to the nearest day.

    Statutory periods are calendar months, so a date can be a day or two out; in exchange a length
    means the same whenever it begins.

    Examples
    --------
    >>> [months_to_days(n) for n in (1, 8, 10, 12, 24)]
    [30, 244, 304, 365, 730]
    """
    return round(months * 365.25 / 12)


def parole_eligibility_day(
    sentence_day: int, length_days: int, fraction: float, remand_days: int = 0
) -> int:
    """Return the day from which the Parole Board can release from an extended sentence.

    Two thirds of the custodial term (CJA 2003, section 246A), counted as `release_dates` counts:
    the day of sentence is served, part of a day counts as a day, and days on remand count (section
    240ZA).

    Parameters
    ----------
    sentence_day : int
        Day of sentence.
    length_days : int
        Length of the custodial term.
    fraction : float
        Share of it to be served.
    remand_days : int
        Days already served on remand.

    Returns
    -------
    int
        The day; that of sentence when remand has covered it already.

    Examples
    --------
    >>> parole_eligibility_day(100, 1500, 0.6667), parole_eligibility_day(100, 1500, 0.6667, 1200)
    (1099, 100)
    """
    to_serve = ceil(fraction_of(fraction) * length_days) - 1 - remand_days
    return sentence_day + max(to_serve, 0)


def sentence_expiry_day(
    sentence_day: int, length_days: int, remand_days: int = 0, extension_days: int = 0
) -> int:
    """Return the day on which a sentence has expired, at the earliest the day after sentence.

    Parameters
    ----------
    sentence_day : int
        Day of sentence.
    length_days : int
        Length of the sentence, or of the custodial term of an extended one.
    remand_days : int
        Days already served on remand, which count (CJA 2003, section 240ZA).
    extension_days : int
        Extension period of an extended sentence, which remand does not shorten.

    Returns
    -------
    int
        First day on which the person is no longer under the sentence.

    Examples
    --------
    >>> sentence_expiry_day(50, 365, 100), sentence_expiry_day(50, 365, 400)
    (315, 51)
    """
    return sentence_day + max(length_days - remand_days, 1) + extension_days


def handover_day(
    sentence_day: int, release_day: int, *, whole_within_days: int, lead_days: int
) -> int:
    """Return the day on which the community officer takes the case over from the prison's.

    Offender management in custody: with release within ten months of sentence, the community
    officer holds the case from the first day; else from 8 months and 14 days before release, or
    twelve months for parole and indeterminate sentences, or fifteen with early allocation.

    Parameters
    ----------
    sentence_day : int
        Day of sentence.
    release_day : int
        Expected day of release: conditional release, parole eligibility or end of tariff.
    whole_within_days : int
        A release up to so many days after sentence leaves the whole case to the community
        officer; 0 where that rule does not apply.
    lead_days : int
        Days before release at which the case is handed over.

    Returns
    -------
    int
        Day of handover, within the day of sentence and the day of release.
    """
    if release_day - sentence_day <= whole_within_days:
        return sentence_day
    return min(max(release_day - lead_days, sentence_day), release_day)


def ecsl_release_day(
    sentence_day: int,
    release_day: int,
    *,
    max_days: int,
    min_served_days: int,
    in_force_day: int,
    remand_days: int = 0,
) -> int:
    """Return the day of release on end of custody supervised licence.

    Release up to 18, then 35, then 70 days before the conditional date (October 2023 to
    September 2024, under CJA 2003, section 248); the end of the sentence stays where it was.

    Parameters
    ----------
    sentence_day : int
        Day of sentence.
    release_day : int
        Conditional release day.
    max_days : int
        Days before it, at most; 0 where the scheme is off.
    min_served_days : int
        Days to be served first; remand counts.
    in_force_day : int
        Day from which the scheme, at this number of days, releases people.
    remand_days : int
        Days already served on remand.

    Returns
    -------
    int
        Day of release, never later than `release_day`.
    """
    earliest = max(sentence_day + max(min_served_days - remand_days, 0), in_force_day)
    return min(release_day, max(release_day - max_days, earliest))


def recall_end_day(return_day: int, expiry_day: int, custody_days: int) -> int:
    """Return the day on which a standard recall ends: after its days, or at expiry of the sentence.

    A standard recall has no set length (CJA 2003, section 255C): the model draws how long it is
    until the Parole Board or the Secretary of State releases.

    Parameters
    ----------
    return_day : int
        Day of return to custody.
    expiry_day : int
        Day of expiry of the sentence.
    custody_days : int
        Days in custody, as drawn.

    Returns
    -------
    int
        Day of release; with the day of expiry no licence is left.
    """
    return min(return_day + custody_days, expiry_day)


def suspension_day(start_day: int, end_day: int, last_fraction: float) -> int:
    """Return the day on which active supervision of an order or licence stops.

    Probation Reset (from April 2024) suspends it in the last third.

    Parameters
    ----------
    start_day, end_day : int
        First day of supervision, and the day it has ended.
    last_fraction : float
        Share of it that is suspended (a third), to the nearest day.

    Returns
    -------
    int
        First day without active supervision.

    Examples
    --------
    >>> suspension_day(0, 360, 1 / 3)
    240
    """
    return end_day - round(last_fraction * (end_day - start_day))
