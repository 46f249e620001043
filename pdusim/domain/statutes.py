"""The law of release of England and Wales as dated data, by name and by day.

Dates and numbers are those of the ministry's open-source calculator (``ministryofjustice/
calculate-release-dates-api``, state of 20 August 2026: ``application-calculation-params.yml``,
``application-sds-progression-model-october.yml``, ``ImportantDates.kt``) and of the Acts and orders
named at each. CJA 2003 stands for the Criminal Justice Act 2003.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from pdusim.domain.law import Curfew, CurfewWindow, FixedTerm, Law, RecallRules, TopUp
from pdusim.domain.regimes import Exclusion, Regime, Tranche
from pdusim.domain.terms import Term

__all__ = ["LAWS", "PROGRESSION_MODEL", "SDS40", "law_on"]

_ROYAL_ASSENT_2026: Final = date(2026, 1, 22)
_T3: Final = date(2024, 12, 16)

SDS40: Final = Regime(
    name="SDS40",
    fractions=(("sds", Fraction(2, 5)), ("section_250", Fraction(2, 5))),
    commencement=date(2024, 9, 10),
    tranches=(
        Tranche(day=date(2024, 9, 10), under=Term(years=5)),
        Tranche(day=date(2024, 10, 22)),
    ),
    exclusions=(
        Exclusion("sexual"),
        Exclusion("violent"),
        Exclusion("domestic_abuse"),
        Exclusion("national_security"),
        Exclusion("terrorism"),
        Exclusion("sexual_t3", _T3),
        Exclusion("domestic_abuse_t3", _T3),
        Exclusion("murder_t3", _T3),
    ),
    source="S.I. 2024/844, articles 1 to 3, amended by S.I. 2024/1331 on 16 December 2024",
)
"""Release at 40 % instead of one half, from 10 September 2024."""

PROGRESSION_MODEL: Final = Regime(
    name="progression model",
    fractions=(("sds", Fraction(1, 3)), ("sds_plus", Fraction(1, 2))),
    assent=_ROYAL_ASSENT_2026,
    commencement=date(2026, 10, 1),
    tranches=(
        Tranche(longest_days=574, day=date(2026, 10, 1)),
        Tranche(longest_days=882, day=date(2026, 10, 13)),
        Tranche(longest_days=1162, day=date(2026, 11, 10)),
        Tranche(longest_days=1561, day=date(2026, 12, 8)),
        Tranche(longest_days=2121, day=date(2027, 1, 12)),
        Tranche(longest_days=2758, day=date(2027, 2, 9)),
        Tranche(longest_days=3283, day=date(2027, 3, 9)),
        Tranche(longest_days=3654, day=date(2027, 4, 13)),
        Tranche(longest_days=4396, day=date(2027, 5, 11)),
        Tranche(day=date(2027, 6, 8)),
    ),
    exclusions=(
        Exclusion("section_250"),
        Exclusion("recalled"),
        Exclusion("would_be_sds_plus_today"),
        Exclusion("progression_model_schedule_13_part_3"),
        Exclusion("sa2026_progression_model_schedule"),
    ),
    licence_for_all=True,
    source="Sentencing Act 2026; days of the calculator's production settings of 20 August 2026",
)
"""Release at one third, at one half for the gravest offences, from 1 October 2026."""

_CURFEW: Final = Curfew(
    # CJA 2003, section 246, amended by S.I. 2024/1331, article 2. The calculator's windows of 180
    # and 365 days count both the first day of curfew and that of release.
    windows=(CurfewWindow(days=179), CurfewWindow(days=364, since=date(2025, 6, 3))),
    min_served_days=28,
    min_served=Fraction(1, 2),
    min_custodial_days=42,
    after_sentence_days=14,
    adults_until=date(2026, 9, 2),
)

_TOP_UP: Final = TopUp(
    # CJA 2003, section 256AA, put in by the Offender Rehabilitation Act 2014; repealed by the
    # Sentencing Act 2026, section 34, commenced by S.I. 2026/402. The day was not seen: it is
    # after 26 April and not after 12 May, and the calculator switched on 8 May.
    under=Term(years=2),
    over_days=1,
    months=12,
    most_licence_days=365,
    offence_since=date(2015, 2, 1),
    ends=date(2026, 5, 8),
)

_RECALL: Final = RecallRules(
    # CJA 2003, sections 255A and 255B. Since September 2025 the 28 days are the rule under 48
    # months; who has 14 is as before. The 56 days: Sentencing Act 2026, and the days on which
    # people recalled before it are released again.
    fixed_terms=(
        FixedTerm(days=28, since=date(2008, 7, 14)),
        FixedTerm(days=14, since=date(2015, 2, 1), under=Term(months=12)),
        FixedTerm(days=28, since=date(2025, 9, 2), under=Term(months=48)),
        FixedTerm(days=14, since=date(2025, 9, 2), under=Term(months=12)),
        FixedTerm(
            days=56,
            since=date(2026, 3, 31),
            tracks=("sds", "sds_plus"),
            tranches=(
                Tranche(longest_days=1701, day=date(2026, 3, 31)),
                Tranche(longest_days=2128, day=date(2026, 4, 14)),
                Tranche(longest_days=2576, day=date(2026, 4, 21)),
                Tranche(longest_days=3304, day=date(2026, 4, 28)),
                Tranche(longest_days=4438, day=date(2026, 5, 5)),
                Tranche(day=date(2026, 5, 12)),
            ),
        ),
    ),
    never_fixed=("extended", "life", "mappa_2", "mappa_3", "very_high_risk"),
)

_ALL: Final = Law(
    name="progression model",
    # CJA 2003, section 244; two thirds: section 244ZA and the order of 2020 before it.
    fractions=(
        ("sds", Fraction(1, 2)),
        ("sds_plus", Fraction(2, 3)),
        ("section_250", Fraction(1, 2)),
    ),
    regimes=(SDS40, PROGRESSION_MODEL),
    curfew=_CURFEW,
    top_up=_TOP_UP,
    recall=_RECALL,
)

_BEFORE_THE_ACT: Final = replace(
    _ALL,
    name="SDS40",
    regimes=(SDS40,),
    curfew=replace(_CURFEW, adults_until=None),
    top_up=replace(_TOP_UP, ends=None),
)

LAWS: Mapping[str, Law] = MappingProxyType(
    {
        "before_sds40": replace(_BEFORE_THE_ACT, name="before SDS40", regimes=()),
        "sds40": _BEFORE_THE_ACT,
        "progression_model": _ALL,
    }
)
"""Three states of the law by name, as the ministry's calculator tells them apart.

`progression_model` is all of it, each rule from its own day. In `sds40` the Sentencing Act 2026
does not yet end supervision after the sentence, end adult curfew or bring release forward; in
`before_sds40` release is at one half for good. The wider curfew of June 2025 and the lengths of
recall are in all three, each from its day.
"""


def law_on(day: date) -> Law:
    """Return the law in force on a day: every rule that has commenced, and none that has not.

    Dates that depend on later rules move when those commence: for the date on which a person will
    have left, take `LAWS` ``["progression_model"]``, which knows them all.

    Parameters
    ----------
    day : datetime.date
        Day asked for.

    Returns
    -------
    Law
        Rules in force; tranches that are still to come belong to a rule that has commenced.

    Examples
    --------
    >>> [regime.name for regime in law_on(date(2024, 9, 9)).regimes]
    []
    >>> [regime.name for regime in law_on(date(2024, 9, 10)).regimes]
    ['SDS40']
    """

    def known(since: date | None) -> bool:
        return since is None or since <= day

    def kept(when: date | None) -> date | None:
        return when if known(when) else None

    return replace(
        _ALL,
        name=f"law on {day}",
        regimes=tuple(
            replace(regime, exclusions=tuple(e for e in regime.exclusions if known(e.since)))
            for regime in _ALL.regimes
            if known(regime.commencement)
        ),
        curfew=replace(
            _CURFEW,
            windows=tuple(window for window in _CURFEW.windows if known(window.since)),
            adults_until=kept(_CURFEW.adults_until),
        ),
        top_up=replace(_TOP_UP, ends=kept(_TOP_UP.ends)),
        recall=replace(
            _RECALL, fixed_terms=tuple(term for term in _RECALL.fixed_terms if known(term.since))
        ),
    )
