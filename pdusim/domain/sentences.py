"""Dates of a sentence: release, expiry, handover, early release, recall.

All times are whole days on one scale, all lengths whole days. A date is the first day of what it
begins: a person sentenced on day 0 to serve 10 days is released on day 10, and a sentence of 20
days has expired on day 20. The numbers of every rule (fractions, windows, leads) are arguments,
because they are what policies change; the sources named here say where the rule comes from.
Nothing here moves a release off a weekend: `pdusim.domain.calendar.WorkingCalendar.release_day`
does that last.

CJA 2003 stands for the Criminal Justice Act 2003.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Final

from pdusim.domain.recalls import Recall
from pdusim.domain.release_dates import ReleaseDates, release_dates
from pdusim.domain.statutes import LAWS, law_on

__all__ = [
    "LAWS",
    "Recall",
    "ReleaseDates",
    "brought_forward_day",
    "conditional_release_day",
    "ecsl_release_day",
    "fixed_term_days",
    "handover_day",
    "hdc_eligibility_day",
    "law_on",
    "months_to_days",
    "pss_end_day",
    "recall_end_day",
    "release_dates",
    "sentence_expiry_day",
    "suspension_day",
]

# A share of a sentence that is whole days but for rounding noise must not gain a day.
_NOISE: Final = 1e-9


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


def conditional_release_day(
    sentence_day: int, length_days: int, fraction: float, remand_days: int = 0
) -> int:
    """Return the day on which a fraction of a sentence has been served.

    The conditional release date of a determinate sentence (CJA 2003, section 244: one half; two
    thirds for some; 40 % for most since September 2024), and in the same way the parole
    eligibility date of an extended one. Days on remand count as served (section 240ZA).

    Parameters
    ----------
    sentence_day : int
        Day of sentence.
    length_days : int
        Length of the sentence, or of its custodial term.
    fraction : float
        Share of it to be served; part of a day counts as a day.
    remand_days : int
        Days already served on remand.

    Returns
    -------
    int
        Day of release; the day of sentence when remand has covered it already.

    Examples
    --------
    >>> conditional_release_day(100, 365, 0.5), conditional_release_day(100, 365, 0.5, 200)
    (283, 100)
    """
    to_serve = ceil(fraction * length_days - _NOISE) - remand_days
    return sentence_day + to_serve if to_serve > 0 else sentence_day


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


def pss_end_day(
    release_day: int,
    expiry_day: int,
    length_days: int,
    *,
    over_days: int,
    under_days: int,
    supervision_days: int,
) -> int | None:
    """Return the day on which post-sentence supervision ends, if there is any.

    Sentences of more than a day and less than two years are topped up, from expiry, to twelve
    months of supervision counted from the end of the custodial period (CJA 2003, section 256AA,
    put in by the Offender Rehabilitation Act 2014).

    Parameters
    ----------
    release_day : int
        Conditional release day, whether or not the person left earlier or was recalled since.
    expiry_day : int
        Day of expiry, when post-sentence supervision begins.
    length_days : int
        Length of the sentence.
    over_days, under_days : int
        It applies to sentences longer than the first and shorter than the second.
    supervision_days : int
        Supervision in all from release; 0 where post-sentence supervision is abolished.

    Returns
    -------
    int or None
        Day of its end; None when the sentence has none.

    Examples
    --------
    >>> rule = {"over_days": 1, "under_days": 730, "supervision_days": 365}
    >>> pss_end_day(90, 180, 180, **rule), pss_end_day(400, 800, 800, **rule)
    (455, None)
    """
    if not over_days < length_days < under_days:
        return None
    end = release_day + supervision_days
    return end if end > expiry_day else None


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


def brought_forward_day(old_day: int, new_day: int, in_force_day: int) -> int:
    """Return the day of release under a rule that brings releases forward from a date.

    As with release at 40 % instead of 50 % (SDS40: the Criminal Justice Act 2003 (Requisite and
    Minimum Custodial Periods) Order 2024; tranches of 10 September and 22 October 2024): those
    whose new date has passed leave on the day their tranche does.

    Parameters
    ----------
    old_day, new_day : int
        Day of release by the rule before and by the new rule.
    in_force_day : int
        Day from which the new rule releases this person.

    Returns
    -------
    int
        The new day, but not before the rule is in force, and never later than the old day.

    Examples
    --------
    >>> [brought_forward_day(500, 400, day) for day in (300, 450, 600)]
    [400, 450, 500]
    """
    return min(old_day, max(new_day, in_force_day))


def hdc_eligibility_day(
    sentence_day: int,
    release_day: int,
    *,
    window_days: int,
    min_served_days: int,
    min_served_fraction: float,
    min_curfew_days: int,
    remand_days: int = 0,
) -> int | None:
    """Return the day from which a person can be released on home detention curfew.

    CJA 2003, section 246: within so many days of conditional release, once at least 28 days and
    half of the custodial term (a quarter of the sentence, where half is served) are behind the
    person, and with at least 14 days of curfew to come.

    Parameters
    ----------
    sentence_day : int
        Day of sentence.
    release_day : int
        Conditional release day.
    window_days : int
        Longest curfew (135 days, 180 from June 2023, 365 from June 2025).
    min_served_days, min_served_fraction : int, float
        Days, and part of the custodial term, to be served first; remand counts.
    min_curfew_days : int
        Shortest curfew.
    remand_days : int
        Days already served on remand.

    Returns
    -------
    int or None
        First day, not before the day of sentence; None when the curfew would be too short.
    """
    term = release_day - sentence_day + remand_days
    served = max(min_served_days, ceil(min_served_fraction * term - _NOISE)) - remand_days
    earliest = max(release_day - window_days, sentence_day + served, sentence_day)
    return earliest if release_day - earliest >= min_curfew_days else None


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


def fixed_term_days(
    length_days: int, *, short_below_days: float, short_days: int, long_days: int
) -> int:
    """Return the length of a fixed-term recall.

    14 days for sentences under twelve months, 28 for others (CJA 2003, section 255A).

    Parameters
    ----------
    length_days : int
        Length of the sentence.
    short_below_days : float
        A sentence below this length has the short recall.
    short_days, long_days : int
        The two lengths.

    Returns
    -------
    int
        Days from return to custody.
    """
    return short_days if length_days < short_below_days else long_days


def recall_end_day(return_day: int, expiry_day: int, custody_days: int) -> int:
    """Return the day on which a recall ends: after its days, or when the sentence expires.

    A standard recall has no set length (CJA 2003, section 255C): the model draws how long it is
    until the Parole Board or the Secretary of State releases.

    Parameters
    ----------
    return_day : int
        Day of return to custody.
    expiry_day : int
        Day of expiry of the sentence.
    custody_days : int
        Days in custody: of a fixed term (`fixed_term_days`), or as drawn.

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
