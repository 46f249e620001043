"""Dates of one determinate sentence, exact to the day, by a law given as data.

The day of sentence counts as served, lengths are calendar ones (`pdusim.domain.terms`), and a date
is the day itself: a licence expires at the end of its expiry day, a person released on a day has
not served it in full. Nothing here moves a release off a weekend.

Held by the ministry's own expected dates (`tests/data/release-vectors.json`), out of its
open-source calculator (``ministryofjustice/calculate-release-dates-api``, state of 20 August 2026).
CJA 2003 stands for the Criminal Justice Act 2003. Not covered: several sentences at once, added
days, time unlawfully at large, extended and life sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from pdusim.domain.law import Curfew, Law, TopUp
from pdusim.domain.recalls import Recall, recall_release
from pdusim.domain.regimes import TRACKS, Regime, Track, tranche_of
from pdusim.domain.sendable import Sendable
from pdusim.domain.terms import ONE_DAY, Term, months_on

__all__ = ["ReleaseDates", "release_dates"]

# The Offender Rehabilitation Act 2014: offences of that day or later have a licence after short
# sentences; before it, release under twelve months ended them.
_LICENCE_FOR_SHORT_SINCE: Final = date(2015, 2, 1)

# The older law of sentences passed before the second date for offences before the first (CJA 2003
# and the Legal Aid, Sentencing and Punishment of Offenders Act 2012): the licence ends at three
# quarters from twelve months to four years, and there is none under twelve months.
_OFFENCES_OF_OLD_LAW: Final = date(2005, 4, 4)
_SENTENCES_OF_OLD_LAW: Final = date(2012, 12, 3)
_OLD_LICENCE: Final = Fraction(3, 4)

_NONE: Final[frozenset[str]] = frozenset()
_ONE_YEAR: Final = Term(years=1)
_FOUR_YEARS: Final = Term(years=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDates(Sendable):
    """Dates of a sentence; those it does not have are None.

    Attributes
    ----------
    conditional_release : datetime.date or None
        Release on licence.
    automatic_release : datetime.date or None
        Release without licence, instead of the first.
    sentence_and_licence_expiry : datetime.date or None
        Last day of sentence and licence.
    sentence_expiry, licence_expiry : datetime.date or None
        Last day of each, instead of the former, where they differ or there is no licence.
    curfew_eligibility : datetime.date or None
        First day of release on home detention curfew.
    top_up_supervision_expiry : datetime.date or None
        Last day of post-sentence supervision.
    post_recall_release : datetime.date or None
        Release after a recall, instead of the first two and curfew.
    sentence_expiry_without_adjustments : datetime.date
        Last day of the sentence if nothing had been served on remand.
    regime : str or None
        Name of the regime that gives release; None for the law before any.
    """

    conditional_release: date | None = None
    automatic_release: date | None = None
    sentence_and_licence_expiry: date | None = None
    sentence_expiry: date | None = None
    licence_expiry: date | None = None
    curfew_eligibility: date | None = None
    top_up_supervision_expiry: date | None = None
    post_recall_release: date | None = None
    sentence_expiry_without_adjustments: date
    regime: str | None = None

    @property
    def release(self) -> date | None:
        """Release from the sentence, with a licence or without; None for somebody recalled."""
        return self.conditional_release or self.automatic_release

    @property
    def expiry(self) -> date:
        """Last day of the sentence."""
        day = self.sentence_and_licence_expiry or self.sentence_expiry
        return day or self.sentence_expiry_without_adjustments


class _Sentence(NamedTuple):
    """A sentence, its days counted, and the names under which rules may exclude it."""

    first: date
    days: int
    remand: int
    track: Track
    offence: date
    names: frozenset[str]
    young: bool
    curfew: bool

    @property
    def expiry(self) -> date:
        return max(self.first + timedelta(days=self.days - 1 - self.remand), self.first)

    def under(self, term: Term) -> bool:
        return term.longer_than(self.days, self.first)


class _Point(NamedTuple):
    """Where a rule releases.

    `own` is the day of the fraction itself, before the day of sentence when remand covers more;
    `day` that of release, which a tranche may have kept back.
    """

    custodial: int
    own: date
    day: date
    curfew: date | None
    regime: Regime | None


def release_dates(
    *,
    sentenced_on: date,
    years: int = 0,
    months: int = 0,
    weeks: int = 0,
    days: int = 0,
    track: Track = "sds",
    remand_days: int = 0,
    offence_committed_on: date | None = None,
    exclusions: Iterable[str] = (),
    active_sex_offender: bool = False,
    would_be_sds_plus_today: bool = False,
    under_18_at_release: bool | None = None,
    recall: Recall | None = None,
    law: Law,
) -> ReleaseDates:
    """Return the dates of one determinate sentence under a law.

    Parameters
    ----------
    sentenced_on : datetime.date
        Day of sentence, which counts as served.
    years, months, weeks, days : int
        Length of the sentence in calendar units.
    track : {"sds", "sds_plus", "section_250"}
        Standard determinate sentence, the same for the gravest offences, detention of the young
        (Sentencing Act 2020, section 250).
    remand_days : int
        Days that count as served (CJA 2003, section 240ZA).
    offence_committed_on : datetime.date or None
        Day of the offence, for rules that hold for offences since a day; None means after all of
        them. It is not compared with the day of sentence.
    exclusions : iterable of str
        What can keep the sentence out of a regime (`pdusim.domain.law.EXCLUSIONS`).
    active_sex_offender : bool
        Has no curfew.
    would_be_sds_plus_today : bool
        Sentenced before the gravest offences had their own track: has no curfew, and stays out of
        regimes that say so.
    under_18_at_release : bool or None
        Has no licence after a sentence under twelve months and no supervision after the sentence
        (CJA 2003, sections 243A and 256AA); None takes it of `section_250` and of nobody else.
    recall : Recall or None
        A recall after release; the dates of release are then replaced by that after recall.
    law : Law
        Law to work by (`pdusim.domain.statutes`).

    Returns
    -------
    ReleaseDates
        Dates, None where the sentence has none of the kind.

    Raises
    ------
    ValueError
        When an argument cannot be; the message says what was expected.

    Examples
    --------
    >>> from pdusim.domain.statutes import LAWS
    >>> dates = release_dates(
    ...     sentenced_on=date(2026, 3, 2), years=3, law=LAWS["progression_model"])
    >>> dates.conditional_release, dates.sentence_and_licence_expiry
    (datetime.date(2027, 3, 2), datetime.date(2029, 3, 1))
    """
    _check_day("sentenced_on", sentenced_on)
    _check_day("offence_committed_on", offence_committed_on or sentenced_on)
    length = _length(sentenced_on, years, months, weeks, days)
    if track not in TRACKS:
        raise ValueError(f"track is {track!r}: expected one of {', '.join(TRACKS)}")
    if remand_days < 0:
        raise ValueError(f"remand_days is {remand_days}: expected 0 or more")
    names = _checked(exclusions, law)
    if track == "section_250":
        names |= {"section_250"}
    if would_be_sds_plus_today:
        names |= {"would_be_sds_plus_today"}
    if recall is not None:
        names |= {"recalled"}
    has_curfew = law.curfew is not None and track in law.curfew.tracks
    sentence = _Sentence(
        first=sentenced_on,
        days=length,
        remand=remand_days,
        track=track,
        offence=offence_committed_on or date.max,
        names=names,
        young=track == "section_250" if under_18_at_release is None else under_18_at_release,
        curfew=has_curfew and not active_sex_offender and not would_be_sds_plus_today,
    )
    point = _point(sentence, law)
    dates = _all_dates(sentence, point, law)
    if recall is None:
        return dates
    return replace(
        dates,
        conditional_release=None,
        automatic_release=None,
        curfew_eligibility=None,
        post_recall_release=recall_release(
            recall,
            sentenced_on=sentenced_on,
            days=sentence.days,
            expiry=sentence.expiry,
            track=track,
            exclusions=names,
            law=law,
        ),
    )


def _check_day(name: str, day: date) -> None:
    if isinstance(day, datetime):
        raise ValueError(f"{name} is {day!r}: expected a datetime.date, such as date(2026, 3, 2)")
    if not 1900 <= day.year <= 2200:
        raise ValueError(f"{name} is {day}: expected a year from 1900 to 2200")


@lru_cache(maxsize=8192)
def _term(years: int, months: int, weeks: int, days: int) -> Term:
    return Term(years=years, months=months, weeks=weeks, days=days)


def _length(first: date, years: int, months: int, weeks: int, days: int) -> int:
    """Return the days of a sentence; the parts of its length are checked once for each length."""
    term = _term(years, months, weeks, days)
    return days + 7 * weeks if not (years or months) else term.days_from(first)


def _checked(exclusions: Iterable[str], law: Law) -> frozenset[str]:
    """Return the exclusions as a set, refused where the law can know none of that name."""
    if exclusions == ():
        return _NONE
    if isinstance(exclusions, str):
        raise ValueError(f"exclusions is {exclusions!r}: expected a list of names")
    known = law.exclusion_names()
    given = tuple(exclusions)
    for name in given:
        if name not in known:
            near = get_close_matches(str(name), sorted(known), n=1)
            meant = (
                f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"
            )
            raise ValueError(f"exclusions: unknown name {name!r}: {meant}")
    return frozenset(given)


def _point(sentence: _Sentence, law: Law) -> _Point:
    """Return where the law releases: the last of its regimes that reaches the sentence."""
    before = next(part for track, part in law.fractions if track == sentence.track)
    point = _of_fraction(sentence, before, None, law.curfew)
    for regime in law.regimes:
        fraction = regime.fraction(sentence.track)
        against = [e.since for e in regime.exclusions if e.name in sentence.names]
        if fraction is None or None in against:
            continue
        new = _of_fraction(sentence, fraction, regime, law.curfew)
        if sentence.first < regime.commencement:
            if regime.already_sentenced == "unchanged":
                continue
            start = tranche_of(regime.tranches, sentence.days, sentence.first).day
            if point.day <= start:
                # Released already, or on the day itself, under the rule before.
                continue
            curfew = _later_rule(point.curfew, new.curfew, start)
            new = new._replace(day=max(new.own, start), curfew=curfew)
        # An exclusion added later takes back whoever is in custody on its day.
        if all(since is None or new.day < since for since in against):
            point = new
    return point


def _part(fraction: Fraction, days: int) -> int:
    """Return a fraction of a number of days; part of a day counts as a day."""
    return -(-fraction.numerator * days // fraction.denominator)


def _of_fraction(
    sentence: _Sentence, fraction: Fraction, regime: Regime | None, curfew: Curfew | None
) -> _Point:
    """Return where a fraction of the sentence releases: part of a day counts as a day."""
    custodial = _part(fraction, sentence.days)
    own = sentence.first + timedelta(days=custodial - 1 - sentence.remand)
    eligible = None
    if curfew is not None and sentence.curfew:
        eligible = _curfew_start(sentence, custodial, own, curfew)
    return _Point(custodial, own, max(own, sentence.first), eligible, regime)


def _later_rule(old: date | None, new: date | None, start: date) -> date | None:
    """Return a date under a rule that holds from a day for people who had one under another."""
    if old is None or old < start:
        return old
    return None if new is None else max(new, start)


def _curfew_start(
    sentence: _Sentence, custodial: int, release: date, curfew: Curfew
) -> date | None:
    """Return the day from which curfew could begin, whatever the day of release becomes.

    CJA 2003, section 246: `HdcedCalculator.kt` chooses between half the custodial period and the
    window by its length, which comes to the later of the two.
    """
    soonest = sentence.first + timedelta(days=curfew.after_sentence_days)
    if custodial < curfew.min_custodial_days or release < soonest:
        return None
    to_serve = max(curfew.min_served_days, _part(curfew.min_served, custodial))
    served = sentence.first + timedelta(days=to_serve - sentence.remand)
    day: date | None = None
    for window in curfew.windows:
        new = max(served, release - timedelta(days=window.days), soonest)
        day = new if window.since is None else _later_rule(day, new, window.since)
    return day


def _curfew(sentence: _Sentence, point: _Point, curfew: Curfew | None) -> date | None:
    """Return the day of eligibility, unless release comes first or adult curfew has stopped."""
    day = point.curfew
    if curfew is None or day is None or day >= point.day:
        return None
    stop = curfew.adults_until if sentence.track != "section_250" else None
    return day if stop is None or day < stop else None


def _all_dates(sentence: _Sentence, point: _Point, law: Law) -> ReleaseDates:
    """Return all dates, release and expiry under the names they have for this sentence."""
    day, expiry = point.day, sentence.expiry
    short = sentence.under(_ONE_YEAR)
    conditional: date | None = day
    automatic: date | None = None
    both: date | None = expiry
    of_sentence: date | None = None
    of_licence: date | None = None
    old_law = sentence.offence < _OFFENCES_OF_OLD_LAW and sentence.first < _SENTENCES_OF_OLD_LAW
    if old_law and not short and sentence.under(_FOUR_YEARS):
        both, of_sentence = None, expiry
        of_licence = min(_old_licence_expiry(sentence, point), expiry)
    else:
        unlicensed = (
            sentence.offence < _LICENCE_FOR_SHORT_SINCE
            and not (point.regime is not None and point.regime.licence_for_all)
        ) or sentence.young
        if (short and unlicensed) or sentence.days == 1:
            conditional, automatic = None, day
            both, of_sentence = None, expiry
    return ReleaseDates(
        conditional_release=conditional,
        automatic_release=automatic,
        sentence_and_licence_expiry=both,
        sentence_expiry=of_sentence,
        licence_expiry=of_licence,
        curfew_eligibility=_curfew(sentence, point, law.curfew),
        top_up_supervision_expiry=_top_up(sentence, point, law.top_up),
        sentence_expiry_without_adjustments=sentence.first + timedelta(days=sentence.days - 1),
        regime=point.regime.name if point.regime else None,
    )


def _old_licence_expiry(sentence: _Sentence, point: _Point) -> date:
    """Return the end of licence at three quarters; remand beyond release is given back to it."""
    unused = max(sentence.remand - point.custodial, 0)
    days = _part(_OLD_LICENCE, sentence.days) + unused - sentence.remand
    return sentence.first + timedelta(days=days - 1)


def _top_up(sentence: _Sentence, point: _Point, top_up: TopUp | None) -> date | None:
    """Return the last day of post-sentence supervision, counted from release by the fraction.

    A release that a tranche kept back does not put it off (`TusedCalculator.kt`).
    """
    if (
        top_up is None
        or sentence.young
        or sentence.offence < top_up.offence_since
        or sentence.days <= top_up.over_days
        or not sentence.under(top_up.under)
        or sentence.days - point.custodial >= top_up.most_licence_days
    ):
        return None
    day = months_on(max(point.own, sentence.first), top_up.months)
    if top_up.ends is None:
        return day
    last = min(day, top_up.ends - ONE_DAY)
    return last if last > sentence.expiry else None
