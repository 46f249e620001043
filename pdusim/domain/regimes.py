"""Release regimes as data: who is released after which part of a sentence, from which day.

An entry has no numbers of its own: `pdusim.domain.statutes` holds those of England and Wales. One
that cannot be is refused when it is made, with what to write instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, get_args

from pdusim.domain.sendable import Sendable
from pdusim.domain.terms import Term

__all__ = [
    "TRACKS",
    "AlreadySentenced",
    "Exclusion",
    "Regime",
    "Track",
    "Tranche",
    "TrancheError",
    "check_fractions",
    "check_tranches",
    "fraction_of",
    "tranche_of",
]

Track = Literal["sds", "sds_plus", "section_250"]
"""Standard determinate sentence; the same for the gravest offences; detention of the young."""

AlreadySentenced = Literal["tranches", "unchanged"]
"""Whether a regime reaches people sentenced before it, by tranches, or leaves them alone."""

TRACKS: tuple[Track, ...] = get_args(Track)
"""All tracks."""


# Fractions the law states have small denominators; a rounded one is meant to be one of these.
_ROUNDED: Final = 5e-4
_LARGEST_DENOMINATOR: Final = 12


@lru_cache(maxsize=256)
def fraction_of(number: float) -> Fraction:
    """Return a part of a sentence exactly: a rounded third is a third, 0.4 is two fifths.

    Parameters
    ----------
    number : float
        The part as written, such as 0.3333.

    Returns
    -------
    fractions.Fraction
        One with a small denominator where that is what the number rounds to; else the number.

    Examples
    --------
    >>> fraction_of(0.3333), fraction_of(0.667), fraction_of(0.4), fraction_of(0.4321)
    (Fraction(1, 3), Fraction(2, 3), Fraction(2, 5), Fraction(4321, 10000))
    """
    near = Fraction(number).limit_denominator(_LARGEST_DENOMINATOR)
    return near if abs(near - Fraction(number)) < _ROUNDED else Fraction(repr(float(number)))


@dataclass(frozen=True, slots=True)
class Exclusion(Sendable):
    """What keeps a sentence out of a regime.

    Attributes
    ----------
    name : str
        Kind of offence, or ``recalled``, ``section_250``, ``would_be_sds_plus_today``.
    since : datetime.date or None
        For one that was added later, the day: who was released under the regime before that day
        keeps the date, who was still in custody goes back to the rule before the regime.
    """

    name: str
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche(Sendable):
    """A group of people already sentenced, and the day from which a rule releases them.

    Attributes
    ----------
    day : datetime.date
        First day of release.
    longest_days : int or None
        Longest sentence in days that belongs to it, if longer than those of the tranche before.
    under : Term or None
        The same as *shorter than* a calendar length. With neither, everybody who is left.
    """

    day: date
    longest_days: int | None = None
    under: Term | None = None

    def __post_init__(self) -> None:
        if self.longest_days is not None and self.under is not None:
            raise ValueError(f"the tranche of {self.day} has longest_days and under: give one")
        if self.longest_days is not None and self.longest_days < 1:
            raise ValueError(
                f"the tranche of {self.day} has longest_days {self.longest_days}: expected 1 or"
                " more"
            )

    @property
    def limit_days(self) -> float:
        """Longest sentence in days, nearly so where it is given in calendar years."""
        if self.longest_days is not None:
            return self.longest_days
        if self.under is None:
            return float("inf")
        return self.under.days_from(date(2001, 1, 2)) - 1

    def takes(self, days: int, first: date) -> bool:
        """Return whether a sentence is short enough for it.

        Parameters
        ----------
        days : int
            Days of the sentence.
        first : datetime.date
            Day of sentence.

        Returns
        -------
        bool
            Whether it is.
        """
        if self.under is not None:
            return self.under.longer_than(days, first)
        return self.longest_days is None or days <= self.longest_days


def tranche_of(tranches: tuple[Tranche, ...], days: int, first: date) -> Tranche:
    """Return the first of the tranches that takes a sentence.

    Parameters
    ----------
    tranches : tuple of Tranche
        From the shortest sentences to those that are left.
    days : int
        Days of the sentence.
    first : datetime.date
        Day of sentence.

    Returns
    -------
    Tranche
        There always is one, because the last takes whatever is left.
    """
    return next(tranche for tranche in tranches if tranche.takes(days, first))


class TrancheError(ValueError):
    """A tranche that cannot be.

    Parameters
    ----------
    text : str
        What is wrong and what to write.
    number : int
        Which of the tranches it is, counted from 0.
    """

    def __init__(self, text: str, number: int) -> None:
        super().__init__(text)
        self.number = number


def check_tranches(name: str, tranches: tuple[Tranche, ...], commencement: date) -> None:
    """Refuse tranches that are out of order, begin too early or leave somebody out.

    Parameters
    ----------
    name : str
        Whose they are, for the message.
    tranches : tuple of Tranche
        What was given; none is right.
    commencement : datetime.date
        First day of force.

    Raises
    ------
    TrancheError
        When they cannot be.
    """
    if not tranches:
        return
    if tranches[0].day < commencement:
        raise TrancheError(
            f"{name}: the first tranche is on {tranches[0].day}, before commencement on"
            f" {commencement}: expected that day or a later one",
            0,
        )
    for number, (earlier, later) in enumerate(pairwise(tranches), 1):
        if later.day <= earlier.day:
            raise TrancheError(
                f"{name}: tranches out of order, {later.day} follows {earlier.day}: write them"
                " from the earliest day to the latest",
                number,
            )
        if later.limit_days <= earlier.limit_days:
            raise TrancheError(
                f"{name}: tranches out of order, the one of {later.day} takes no longer sentences"
                f" than that of {earlier.day}: write them from the shortest sentences to the"
                " longest",
                number,
            )
    if tranches[-1].limit_days != float("inf"):
        raise TrancheError(
            f"{name}: the last tranche, of {tranches[-1].day}, leaves longer sentences out: give"
            " it neither longest_days nor under",
            len(tranches) - 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime(Sendable):
    """A rule that releases some people after a smaller part of the sentence.

    Attributes
    ----------
    name : str
        Short name, unique in a law.
    fractions : tuple of (Track, Fraction)
        Part of the sentence to be served, for the tracks it touches.
    commencement : datetime.date
        First day of force: who is sentenced on it or later is under the regime at once.
    exclusions : tuple of Exclusion
        Who stays under the rule before it.
    already_sentenced : {"tranches", "unchanged"}
        What happens to people sentenced before commencement: the later of the new date and the
        day of their tranche, never later than the old date; or nothing.
    tranches : tuple of Tranche
        Their days, from the shortest sentences to those that are left.
    assent : datetime.date or None
        Royal Assent, or the day the order was made, where it is known.
    notice_days : int
        Days before a new date at which the person's officer learns of it; no date depends on it.
    licence_for_all : bool
        Whether sentences under twelve months for offences before 1 February 2015, which ended
        with release, have a licence under it.
    source : str
        Where the numbers come from.

    Raises
    ------
    ValueError
        When something of it cannot be; the message says what to write.
    """

    name: str
    fractions: tuple[tuple[Track, Fraction], ...]
    commencement: date
    exclusions: tuple[Exclusion, ...] = ()
    already_sentenced: AlreadySentenced = "tranches"
    tranches: tuple[Tranche, ...] = ()
    assent: date | None = None
    notice_days: int = 0
    licence_for_all: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        check_fractions(self.name, self.fractions)
        if self.assent is not None and self.commencement < self.assent:
            raise ValueError(
                f"{self.name}: commencement on {self.commencement} is before Royal Assent on"
                f" {self.assent}: expected that day or a later one"
            )
        if self.notice_days < 0:
            raise ValueError(f"{self.name}: notice_days is {self.notice_days}: expected 0 or more")
        if self.already_sentenced not in get_args(AlreadySentenced):
            raise ValueError(
                f"{self.name}: already_sentenced is {self.already_sentenced!r}: expected"
                " 'tranches' or 'unchanged'"
            )
        if (self.already_sentenced == "tranches") != bool(self.tranches):
            raise ValueError(
                f"{self.name}: already_sentenced is {self.already_sentenced!r} with"
                f" {len(self.tranches)} tranches: give tranches (one for everybody will do), or"
                " write 'unchanged' and none"
            )
        check_tranches(self.name, self.tranches, self.commencement)
        for exclusion in self.exclusions:
            if exclusion.since is not None and exclusion.since < self.commencement:
                raise ValueError(
                    f"{self.name}: exclusion {exclusion.name} since {exclusion.since} is before"
                    f" commencement on {self.commencement}: leave its day out"
                )

    def fraction(self, track: Track) -> Fraction | None:
        """Return the part of a sentence to be served.

        Parameters
        ----------
        track : {"sds", "sds_plus", "section_250"}
            Track of the sentence.

        Returns
        -------
        fractions.Fraction or None
            Its part; None where the regime does not touch the track.
        """
        return dict(self.fractions).get(track)


def check_fractions(name: str, fractions: tuple[tuple[Track, Fraction], ...]) -> None:
    """Refuse fractions that are none, of an unknown track, or no part of a sentence.

    Parameters
    ----------
    name : str
        Whose they are, for the message.
    fractions : tuple of (Track, Fraction)
        What was given.

    Raises
    ------
    ValueError
        When one cannot be.
    """
    if not fractions:
        raise ValueError(f"{name}: no fractions: give a part of the sentence for one track or more")
    for track, fraction in fractions:
        if track not in TRACKS:
            raise ValueError(
                f"{name}: unknown track {track!r}: expected one of {', '.join(TRACKS)}"
            )
        if not 0 < fraction <= 1:
            raise ValueError(
                f"{name}: the fraction of {track} is {fraction}: expected one above 0 and"
                " not above 1, such as Fraction(2, 5)"
            )
