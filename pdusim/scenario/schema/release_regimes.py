"""Release regimes: who is released after which part of the sentence, from which day on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from pdusim.domain.regimes import Tranche, TrancheError, check_tranches, fraction_of
from pdusim.domain.terms import Term
from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import Broken, Relation
from pdusim.scenario.schema.run import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRACKS: Final = ("sds", "sds_plus")

Longest = Annotated[int, Field(ge=1, le=36525)] | str | None
"""Longest sentence in days; or as a law has it, "under 5 years"; or all that are left."""

Tranches = tuple[tuple[Longest, date], ...]
"""Longest sentence and first day of release, of each tranche."""


def as_tranches(pairs: Tranches, postponed_days: int = 0) -> tuple[Tranche, ...]:
    """Return pairs of longest sentence and day as the tranches of the domain.

    Parameters
    ----------
    pairs : tuple of (int, str or None, datetime.date)
        As in a scenario file.
    postponed_days : int
        How much later they all are.

    Returns
    -------
    tuple of Tranche
        In the same order.

    Raises
    ------
    ValueError
        When one cannot be.
    """
    later = timedelta(days=postponed_days)
    return tuple(
        Tranche(day=day + later, under=_under(longest))
        if isinstance(longest, str)
        else Tranche(day=day + later, longest_days=longest)
        for longest, day in pairs
    )


def _under(text: str) -> Term:
    """Return a calendar length: five years are 1,826 days, or 1,827 with a second leap day."""
    found = re.fullmatch(r"under ([1-9]\d{0,2}) (month|year)s?", text)
    if found is None:
        raise ValueError(
            f"found '{text}': write the longest sentence in days, a length as under 5 years or "
            "under 18 months, or null for all that are left"
        )
    return Term(**{f"{found[2]}s": int(found[1])})


def broken_tranches(pairs: Tranches, since: date) -> Broken | None:
    """Say which of the tranches of a rule in force from a day is wrong, and how; None if none is.

    Parameters
    ----------
    pairs : tuple of (int, str or None, datetime.date)
        As in a scenario file, under the key ``tranches``.
    since : datetime.date
        First day of force.
    """
    for number, pair in enumerate(pairs):
        try:
            as_tranches((pair,))
        except ValueError as error:
            return Broken((f"tranches.{number}",), str(error))
    try:
        check_tranches("", as_tranches(pairs), since)
    except TrancheError as error:
        text = str(error).removeprefix(": ")
        text = text.replace("give it neither longest_days nor under", "write null for its longest")
        too_early = pairs[0][1] < since
        return Broken((f"tranches.{error.number}", *(("commencement",) if too_early else ())), text)
    return None


def _after_assent(assent: date | None, commencement: date) -> str | None:
    if assent is None or commencement >= assent:
        return None
    return (
        f"commencement on {commencement} is before Royal Assent on {assent}: write {assent} or a"
        " later day"
    )


def _tranches_wanted(already_sentenced: str, pairs: Tranches) -> str | None:
    if (already_sentenced == "tranches") == bool(pairs):
        return None
    if pairs:
        return (
            f"already_sentenced is 'unchanged' with {len(pairs)} tranches: write 'tranches', or"
            " tranches: []"
        )
    return (
        "already_sentenced is 'tranches' and there are none: write one for everybody, as"
        " [[null, 2026-10-01]], or 'unchanged'"
    )


def _some_fraction(sds: float | None, sds_plus: float | None) -> str | None:
    if sds is None and sds_plus is None:
        return "sds and sds_plus are both null, so that nobody is released by it: write one of them"
    return None


class Fractions(Section):
    """Part of the sentence to be served under a regime, of each track."""

    relations = (Relation(("sds", "sds_plus"), _some_fraction),)

    sds: float | None = value(
        "Of standard determinate sentences; null where the rule does not touch them",
        unit="fraction of sentence",
        ge=0.01,
        le=1,
    )
    sds_plus: float | None = value(
        "Of those that serve two thirds without it; null where the rule does not touch them",
        unit="fraction of sentence",
        ge=0.01,
        le=1,
    )


class Excluded(Section):
    """Who stays under the rule before a regime."""

    sexual: float = value("Of people with a sexual offence", unit="share", ge=0, le=1)
    violent_4_years: float = value(
        "Of people sentenced to four years or more for a violent offence", unit="share", ge=0, le=1
    )
    domestic_abuse: float = value(
        "Of people with a domestic-abuse flag: those sentenced for an offence connected with it",
        unit="share",
        ge=0,
        le=1,
    )
    section_250: float = value(
        "Of all: detained when young (Sentencing Act 2020, section 250)", unit="share", ge=0, le=1
    )
    schedules: float = value(
        "Of all: offences that a schedule of the rule names", unit="share", ge=0, le=1
    )


class Regime(Section):
    """A rule that releases some people after a smaller part of the sentence."""

    relations = (
        Relation(("assent", "commencement"), _after_assent),
        Relation(("tranches", "commencement"), broken_tranches),
        Relation(("already_sentenced", "tranches"), _tranches_wanted),
    )

    enacted: bool = value("The rule is law; without that nothing of it holds", unit="")
    fraction: Fractions
    exclude: Excluded
    assent: date | None = value(
        "Royal Assent, or the day the order was made; null where it is not known",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
        uncertain_ok=False,
    )
    commencement: date = value(
        "First day of force: whoever is sentenced on it or later is under the rule at once",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
        uncertain_ok=False,
    )
    already_sentenced: Literal["tranches", "unchanged"] = value(
        "People sentenced before: released on the later of the new date and the day of their "
        "tranche and never later than before, or left alone",
        unit="",
        uncertain_ok=False,
    )
    tranches: Tranches = value(
        "Pairs of the longest sentence, in days or as 'under 5 years', and the first day of "
        "release, from the shortest sentences to all that are left (null)",
        unit="",
        ge=FIRST_DAY,
        le=LAST_DAY,
        uncertain_ok=False,
    )
    notice_days: int = value("Notice of the days of release to the unit", unit="days", ge=0, le=365)
    postponed_days: int = value(
        "Commencement and all tranches so much later than written", unit="days", ge=0, le=1826
    )


def in_order(regimes: Mapping[str, Regime]) -> list[tuple[str, Regime]]:
    """Return the regimes that are law with their names, in order of commencement."""
    enacted = [(name, regime) for name, regime in regimes.items() if regime.enacted]
    return sorted(enacted, key=lambda one: (_commences(one[1]), one[0]))


def _commences(regime: Regime) -> date:
    return regime.commencement + timedelta(days=regime.postponed_days)


def _no_later_release(
    regimes: Mapping[str, Regime], sds: float, sds_plus: float
) -> str | Broken | None:
    """Refuse a regime that releases later than the rule before it."""
    before: dict[str, tuple[float, str, str]] = {
        "sds": (sds, "sentencing.custody.release_fraction", "sentencing.custody.release_fraction"),
        "sds_plus": (
            sds_plus,
            "sentencing.custody.longer_fraction",
            "sentencing.custody.longer_fraction",
        ),
    }
    for name, regime in in_order(regimes):
        for track in _TRACKS:
            fraction = getattr(regime.fraction, track)
            if fraction is None:
                continue
            here = f"early_release.regimes.{name}.fraction.{track}"
            old, whose, path = before[track]
            if fraction_of(fraction) > fraction_of(old):
                return Broken(
                    (here, f"early_release.regimes.{name}.enacted", path),
                    f"{name} releases {track} after {fraction:g} of the sentence, later than the "
                    f"{old:g} of {whose}: write {old:g} or less",
                )
            before[track] = fraction, name, here
    return None


NO_LATER_RELEASE: Final = Relation(
    (
        "early_release.regimes",
        "sentencing.custody.release_fraction",
        "sentencing.custody.longer_fraction",
    ),
    _no_later_release,
)
"""Between the regimes and the fractions before them, for the whole tree."""
