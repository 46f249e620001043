"""Release after a recall to custody, by a law given as data.

Sources: CJA 2003 (the Criminal Justice Act 2003), sections 254 to 255C; the ministry's open-source
calculator (``ministryofjustice/calculate-release-dates-api``, ``UnadjustedReleaseDate.kt`` and
``FTR56TrancheSelectionStrategy.kt``, state of 20 August 2026).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from pdusim.domain.law import FixedTerm, Law
from pdusim.domain.regimes import Track, tranche_of
from pdusim.domain.sendable import Sendable

__all__ = ["Recall", "RecallKind", "fixed_term", "recall_release"]

RecallKind = Literal["standard", "fixed_term"]
"""Until the sentence expires or somebody decides, or for a set number of days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Sendable):
    """A recall to custody.

    Attributes
    ----------
    kind : {"standard", "fixed_term"}
        Until the sentence expires (or somebody decides), or for a set number of days.
    returned_on : datetime.date or None
        Day of return to custody, which counts; a fixed term needs it.
    revoked_on : datetime.date or None
        Day on which the licence was revoked; that of return when it is not given.
    days : int or None
        Length of the fixed term; None for what the law has on the day of revocation.
    """

    kind: RecallKind
    returned_on: date | None = None
    revoked_on: date | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(RecallKind):
            raise ValueError(f"recall: kind is {self.kind!r}: expected 'standard' or 'fixed_term'")
        if self.kind == "fixed_term" and self.returned_on is None:
            raise ValueError("recall: a fixed term needs returned_on, the day of return to custody")
        if self.kind == "standard" and self.days is not None:
            raise ValueError("recall: a standard recall has no days: leave them out")
        if self.revoked_on and self.returned_on and self.revoked_on > self.returned_on:
            raise ValueError(
                f"recall: revoked on {self.revoked_on}, after the return on {self.returned_on}:"
                " expected that day or an earlier one"
            )


def recall_release(
    recall: Recall,
    *,
    sentenced_on: date,
    days: int,
    expiry: date,
    track: Track,
    exclusions: frozenset[str],
    law: Law,
) -> date:
    """Return the day of release after a recall, at the latest that of expiry.

    Parameters
    ----------
    recall : Recall
        The recall.
    sentenced_on, expiry : datetime.date
        First and last day of the sentence; remand is taken off.
    days : int
        Length of the sentence in days.
    track : {"sds", "sds_plus", "section_250"}
        Its track.
    exclusions : frozenset of str
        What can keep it out of a fixed term.
    law : Law
        Law to work by.

    Returns
    -------
    datetime.date
        For a fixed term its last day, because the day of return counts; for people recalled
        before a rule with tranches, not before the day of theirs.

    Raises
    ------
    ValueError
        When the recall lies outside the sentence, or the law has no such fixed term for it.
    """
    for name in ("revoked_on", "returned_on"):
        day = getattr(recall, name)
        if day is not None and not sentenced_on <= day <= expiry:
            raise ValueError(
                f"recall: {name} is {day}: expected a day of the sentence, from {sentenced_on}"
                f" to {expiry}"
            )
    if recall.kind == "standard" or recall.returned_on is None:
        return expiry
    never = sorted(exclusions.intersection(law.recall.never_fixed))
    if never:
        raise ValueError(
            f"recall: no fixed term for {', '.join(never)} under {law.name}: write kind='standard'"
        )
    returned = recall.returned_on
    revoked = recall.revoked_on or returned
    rule = (
        _of_length(recall.days, law)
        if recall.days is not None
        else fixed_term(revoked, sentenced_on=sentenced_on, days=days, track=track, law=law)
    )
    if rule is None:
        raise ValueError(
            f"recall: {law.name} has no fixed term for this sentence on {revoked}: write"
            " kind='standard' or give days"
        )
    day = returned + timedelta(days=rule.days - 1)
    if rule.tranches and returned < rule.since:
        # Recalled before the rule: released by it when the tranche is, if not expired.
        day = max(day, tranche_of(rule.tranches, days, sentenced_on).day)
    return min(day, expiry)


def _of_length(days: int, law: Law) -> FixedTerm:
    """Return the latest fixed term of so many days."""
    for rule in reversed(law.recall.fixed_terms):
        if rule.days == days:
            return rule
    known = ", ".join(str(n) for n in sorted({rule.days for rule in law.recall.fixed_terms}))
    raise ValueError(f"recall: {days} days: the lengths of {law.name} are {known or 'none'}")


def fixed_term(
    revoked_on: date, *, sentenced_on: date, days: int, track: Track, law: Law
) -> FixedTerm | None:
    """Return the fixed term that a day has for a sentence, exclusions apart.

    Parameters
    ----------
    revoked_on : datetime.date
        Day on which the licence is revoked.
    sentenced_on : datetime.date
        First day of the sentence.
    days : int
        Its length in days.
    track : {"sds", "sds_plus", "section_250"}
        Its track.
    law : Law
        Law to work by.

    Returns
    -------
    FixedTerm or None
        The last rule that fits; None where there is none yet.
    """
    for rule in reversed(law.recall.fixed_terms):
        if (
            rule.since <= revoked_on
            and track in rule.tracks
            and (rule.under is None or rule.under.longer_than(days, sentenced_on))
        ):
            return rule
    return None
