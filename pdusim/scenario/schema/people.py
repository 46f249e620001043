"""Sections on who enters: flows of sentences and what the persons are like."""

from __future__ import annotations

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import add_to_one, at_most_one

ROSH = ("low", "medium", "high", "very_high")
"""Levels of risk of serious harm."""


class Arrivals(Section):
    """Sentences passed on people not under supervision at the time, a month, for one mean unit.

    People already under supervision who are sentenced again come on top: see
    ``enforcement.reconviction``.
    """

    community_order: float = value("Supervised community orders", unit="per month", ge=0, le=1000)
    suspended_order: float = value(
        "Supervised suspended sentence orders", unit="per month", ge=0, le=1000
    )
    unpaid_work_only: float = value(
        "Orders whose only requirement is unpaid work", unit="per month", ge=0, le=1000
    )
    custody: float = value(
        "Custodial sentences, determinate and extended", unit="per month", ge=0, le=1000
    )
    life: float = value("Life sentences", unit="per month", ge=0, le=100)


class RoshMix(Section):
    """Shares of the levels of risk of serious harm at sentence."""

    relations = (add_to_one(*ROSH),)

    low: float = value("Share at low risk of serious harm", unit="share", ge=0, le=1)
    medium: float = value("Share at medium risk", unit="share", ge=0, le=1)
    high: float = value("Share at high risk", unit="share", ge=0, le=1)
    very_high: float = value("Share at very high risk", unit="share", ge=0, le=1)


class ShareByRosh(Section):
    """One share for each level of risk of serious harm."""

    low: float = value("At low risk of serious harm", unit="share", ge=0, le=1)
    medium: float = value("At medium risk", unit="share", ge=0, le=1)
    high: float = value("At high risk", unit="share", ge=0, le=1)
    very_high: float = value("At very high risk", unit="share", ge=0, le=1)


class FactorByRosh(Section):
    """What multiplies a rate at each level of risk of serious harm."""

    low: float = value("At low risk of serious harm", unit="ratio", ge=0, le=20)
    medium: float = value("At medium risk", unit="ratio", ge=0, le=20)
    high: float = value("At high risk", unit="ratio", ge=0, le=20)
    very_high: float = value("At very high risk", unit="ratio", ge=0, le=20)


class MonthsByRosh(Section):
    """One length of time for each level of risk of serious harm."""

    low: float = value("At low risk of serious harm", unit="months", ge=0.5, le=36)
    medium: float = value("At medium risk", unit="months", ge=0.5, le=36)
    high: float = value("At high risk", unit="months", ge=0.5, le=36)
    very_high: float = value("At very high risk", unit="months", ge=0.5, le=36)


class RegistrationsByRosh(Section):
    """One number of registrations for each level of risk of serious harm."""

    low: float = value("At low risk of serious harm", unit="registrations", ge=0, le=20)
    medium: float = value("At medium risk", unit="registrations", ge=0, le=20)
    high: float = value("At high risk", unit="registrations", ge=0, le=20)
    very_high: float = value("At very high risk", unit="registrations", ge=0, le=20)


class RsrByRosh(Section):
    """One risk of serious recidivism score for each level of risk of serious harm."""

    low: float = value("At low risk of serious harm", unit="score", ge=0, le=99)
    medium: float = value("At medium risk", unit="score", ge=0, le=99)
    high: float = value("At high risk", unit="score", ge=0, le=99)
    very_high: float = value("At very high risk", unit="score", ge=0, le=99)


class OgrsByGroup(Section):
    """One re-offending score (OGRS) for each sentencing group."""

    community_order: float = value("Community orders", unit="score", ge=0, le=99)
    suspended_order: float = value("Suspended sentence orders", unit="score", ge=0, le=99)
    unpaid_work_only: float = value("Unpaid work only", unit="score", ge=0, le=99)
    custody_under_12m: float = value("Custody under 12 months", unit="score", ge=0, le=99)
    custody_12m_to_4y: float = value(
        "Custody 12 months to under 4 years", unit="score", ge=0, le=99
    )
    custody_over_4y: float = value("Custody of 4 years and more", unit="score", ge=0, le=99)


class RoshByGroup(Section):
    """Mix of risk of serious harm by sentencing group."""

    community_order: RoshMix
    suspended_order: RoshMix
    unpaid_work_only: RoshMix
    custody_under_12m: RoshMix
    custody_12m_to_4y: RoshMix
    custody_over_4y: RoshMix


class People(Section):
    """What the persons sentenced are like."""

    relations = tuple(
        at_most_one(f"mappa_level_1_share.{level}", f"mappa_level_2_3_share.{level}")
        for level in ROSH
    )

    female_share_community: float = value(
        "Women among those given community sentences", unit="share", ge=0, le=1
    )
    female_share_custody: float = value("Women among those given custody", unit="share", ge=0, le=1)
    deaths_community: float = value(
        "Deaths of people supervised in the community", unit="per year", ge=0, le=1
    )
    deaths_custody: float = value("Deaths of people in custody", unit="per year", ge=0, le=1)
    moves_away: float = value(
        "People supervised who move to another unit; as many like them move in",
        unit="per year",
        ge=0,
        le=1,
    )
    rosh: RoshByGroup
    rsr_median: RsrByRosh
    rsr_sigma: float = value(
        "Spread of the risk of serious recidivism score: standard deviation of its logarithm",
        unit="number",
        ge=0,
        le=3,
    )
    ogrs_mean: OgrsByGroup
    ogrs_sd: float = value(
        "Standard deviation of the re-offending score (OGRS) inside a group",
        unit="score",
        ge=0,
        le=100,
    )
    need_points_mean: float = value(
        "Mean weighted need points of the tier rule at an OGRS of 50", unit="points", ge=0, le=30
    )
    need_points_per_ogrs: float = value(
        "Rise of the mean need points for each point of OGRS", unit="points", ge=0, le=1
    )
    need_points_sd: float = value(
        "Standard deviation of need points about that mean", unit="points", ge=0, le=20
    )
    iom_share: float = value("Share under integrated offender management", unit="share", ge=0, le=1)
    complexity_factors: RegistrationsByRosh
    mappa_level_1_share: ShareByRosh
    mappa_level_2_3_share: ShareByRosh
    domestic_abuse_share: float = value(
        "Current or former perpetrators of domestic abuse", unit="share", ge=0, le=1
    )
    child_safeguarding_share: float = value(
        "Cases with a child safeguarding concern to check", unit="share", ge=0, le=1
    )
    homeless_share: float = value(
        "Without settled accommodation on release or at sentence", unit="share", ge=0, le=1
    )
    sexual_share: float = value(
        "Excluded from early-release schemes as sexual offences, among custody of 12 months and "
        "more",
        unit="share",
        ge=0,
        le=1,
    )
    violent_share: float = value(
        "Counted as violent for exclusions from early-release schemes, among custody",
        unit="share",
        ge=0,
        le=1,
    )
