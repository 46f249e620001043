"""The law of release as data: regimes, curfew, supervision after the sentence, recall.

The rules here have no numbers of their own; `pdusim.domain.statutes` holds those of England and
Wales with their sources, and `pdusim.domain.release_dates` works dates out by them. A law that
cannot be (tranches out of order, a release later than the one it replaces, commencement before
Royal Assent) is refused when it is made, with what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from pdusim.domain.regimes import (
    TRACKS,
    Regime,
    Track,
    Tranche,
    check_fractions,
    check_tranches,
)
from pdusim.domain.sendable import Sendable
from pdusim.domain.terms import Term

__all__ = [
    "EXCLUSIONS",
    "Curfew",
    "CurfewWindow",
    "FixedTerm",
    "Law",
    "RecallRules",
    "TopUp",
]

EXCLUSIONS: Final = frozenset(
    {
        "domestic_abuse",
        "domestic_abuse_t3",
        "murder_t3",
        "national_security",
        "progression_model_schedule_13_part_3",
        "recalled",
        "sa2026_progression_model_schedule",
        "section_250",
        "sexual",
        "sexual_t3",
        "terrorism",
        "violent",
        "would_be_sds_plus_today",
        # Recall alone.
        "extended",
        "life",
        "mappa_2",
        "mappa_3",
        "very_high_risk",
    }
)
"""Names of what can exclude a person or sentence; a law of one's own may name others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurfewWindow(Sendable):
    """How long before conditional release curfew can begin.

    Attributes
    ----------
    days : int
        Days between the first day of eligibility and the day of release.
    since : datetime.date or None
        Day from which the window holds: nobody becomes eligible under it before.
    """

    days: int
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curfew(Sendable):
    """Home detention curfew: who can leave before conditional release, and when.

    Attributes
    ----------
    windows : tuple of CurfewWindow
        The first without a day, then each that replaced the one before.
    min_served_days : int
        Days to be served first; remand counts.
    min_served : fractions.Fraction
        Part of the custodial period to be served first; remand counts.
    min_custodial_days : int
        Custodial periods below this have no curfew.
    after_sentence_days : int
        Nobody is eligible earlier after the day of sentence; remand does not count.
    tracks : tuple of Track
        Sentences that can have it.
    adults_until : datetime.date or None
        Day from which no adult becomes eligible any more. Detention under section 250 goes on.
    """

    windows: tuple[CurfewWindow, ...]
    min_served_days: int
    min_served: Fraction
    min_custodial_days: int
    after_sentence_days: int
    tracks: tuple[Track, ...] = ("sds", "section_250")
    adults_until: date | None = None

    def __post_init__(self) -> None:
        if not self.windows or self.windows[0].since is not None:
            raise ValueError("curfew: the first window must be there, and without a day")
        for earlier, later in pairwise(self.windows):
            if later.since is None or (earlier.since is not None and later.since <= earlier.since):
                raise ValueError(
                    f"curfew: the window of {later.days} days begins on {later.since}: expected a"
                    " day after that of the window before"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp(Sendable):
    """Post-sentence supervision: short sentences topped up to a whole time under supervision.

    Attributes
    ----------
    under : Term
        Sentences shorter than this have it.
    over_days : int
        And longer than this.
    months : int
        Calendar months from release to its end.
    most_licence_days : int
        A sentence with so many days between release and expiry has none.
    offence_since : datetime.date
        Only for offences of that day or later.
    ends : datetime.date or None
        Day of its abolition: nobody is on it on that day or later.
    """

    under: Term
    over_days: int
    months: int
    most_licence_days: int
    offence_since: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedTerm(Sendable):
    """A length of fixed-term recall.

    Attributes
    ----------
    days : int
        Days in custody; the day of return counts.
    since : datetime.date
        For recalls of that day or later.
    under : Term or None
        Only for sentences shorter than this.
    tracks : tuple of Track
        Only for these.
    tranches : tuple of Tranche
        For people recalled before: the days from which they are released under it.
    """

    days: int
    since: date
    under: Term | None = None
    tracks: tuple[Track, ...] = TRACKS
    tranches: tuple[Tranche, ...] = ()

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a fixed-term recall of {self.days} days: expected 1 or more")
        check_tranches(f"recall of {self.days} days", self.tranches, self.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRules(Sendable):
    """Fixed-term recall: for how long, and for whom never.

    Attributes
    ----------
    fixed_terms : tuple of FixedTerm
        In order of their days, on one day from the longest sentences to the shortest: the last
        that fits a recall holds.
    never_fixed : tuple of str
        Exclusions under which every recall is a standard one.
    """

    fixed_terms: tuple[FixedTerm, ...]
    never_fixed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for earlier, later in pairwise(self.fixed_terms):
            if later.since < earlier.since:
                raise ValueError(
                    f"recall: the {later.days} days since {later.since} follow those since"
                    f" {earlier.since}: write them from the earliest day to the latest"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Sendable):
    """All the law that dates of one sentence depend on.

    Attributes
    ----------
    name : str
        Name for messages.
    fractions : tuple of (Track, Fraction)
        Part of the sentence to be served, for every track, before any regime.
    regimes : tuple of Regime
        In order of commencement; none releases later than the one before.
    curfew : Curfew or None
        Home detention curfew; None where there is none.
    top_up : TopUp or None
        Post-sentence supervision; None where there is none.
    recall : RecallRules
        Fixed-term recall.

    Raises
    ------
    ValueError
        When something of it cannot be; the message says what to write.
    """

    name: str
    fractions: tuple[tuple[Track, Fraction], ...]
    regimes: tuple[Regime, ...] = ()
    curfew: Curfew | None = None
    top_up: TopUp | None = None
    recall: RecallRules = RecallRules(fixed_terms=())

    def __post_init__(self) -> None:
        check_fractions(self.name, self.fractions)
        missing = [track for track in TRACKS if track not in dict(self.fractions)]
        if missing:
            raise ValueError(f"{self.name}: no fraction for {', '.join(missing)}")
        names = [regime.name for regime in self.regimes]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f"{self.name}: two regimes are named {twice[0]}: give each its own")
        for earlier, later in pairwise(self.regimes):
            if later.commencement < earlier.commencement:
                raise ValueError(
                    f"{self.name}: {later.name} ({later.commencement}) follows {earlier.name}"
                    f" ({earlier.commencement}): write regimes in order of commencement"
                )
        before = {track: (fraction, self.name) for track, fraction in self.fractions}
        for regime in self.regimes:
            for track, fraction in regime.fractions:
                old, whose = before[track]
                if fraction > old:
                    raise ValueError(
                        f"{self.name}: {regime.name} releases {track} after {fraction} of the"
                        f" sentence, later than the {old} of {whose}: expected {old} or less"
                    )
                before[track] = fraction, regime.name

    def with_regimes(self, regimes: Iterable[Regime]) -> Law:
        """Return the same law with other regimes.

        Parameters
        ----------
        regimes : iterable of Regime
            In order of commencement.

        Returns
        -------
        Law
            Everything else as it is.
        """
        return replace(self, regimes=tuple(regimes))

    def exclusion_names(self) -> frozenset[str]:
        """Return the names an exclusion may have under this law.

        Returns
        -------
        frozenset of str
            Those of `EXCLUSIONS` and of its own regimes and recall rules.
        """
        return EXCLUSIONS | _names(self.regimes) | frozenset(self.recall.never_fixed)


def _names(regimes: Iterable[Regime]) -> frozenset[str]:
    return frozenset(e.name for regime in regimes for e in regime.exclusions)
