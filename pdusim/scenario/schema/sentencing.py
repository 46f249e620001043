"""Sections on sentences: lengths, release points, handover, supervision after sentence."""

from __future__ import annotations

from datetime import date

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import Relation, at_most_one, entries_add_to_one, rising
from pdusim.scenario.schema.run import FIRST_DAY, LAST_DAY


def _bands_fit(upper: tuple[float, ...], shares: tuple[float, ...]) -> str | None:
    if len(upper) == len(shares) and shares:
        return None
    return (
        "upper_months and shares need the same number of entries, at least one: "
        f"{len(upper)} and {len(shares)}"
    )


def _first_band(shortest: float, upper: tuple[float, ...]) -> str | None:
    if not upper or shortest < upper[0]:
        return None
    return f"upper_months must rise from above shortest_months: {shortest:g}, then {upper[0]:g}"


class Lengths(Section):
    """Lengths of a kind of sentence, as bands; uniform inside a band."""

    relations = (
        Relation(("upper_months", "shares"), _bands_fit),
        entries_add_to_one("shares"),
        rising("upper_months"),
        Relation(("shortest_months", "upper_months"), _first_band),
    )

    upper_months: tuple[float, ...] = value(
        "Upper ends of the bands; the first band starts at shortest_months",
        unit="months",
        ge=0.25,
        le=480,
        uncertain_ok=False,
    )
    shares: tuple[float, ...] = value(
        "Share of sentences in each band", unit="share", ge=0, le=1, uncertain_ok=False
    )
    shortest_months: float = value("Shortest length", unit="months", ge=0, le=120)


class CommunityOrders(Section):
    """Orders served in the community."""

    community_order: Lengths
    suspended_order: Lengths
    unpaid_work_only: Lengths
    ends_early_share: float = value(
        "Supervised orders ended early by the court for good progress or completed requirements",
        unit="share",
        ge=0,
        le=1,
    )
    ends_early_at: float = value(
        "Where in its length such an order ends", unit="share of length", ge=0.01, le=1
    )
    unpaid_work_share: float = value(
        "Supervised orders with an unpaid-work requirement as well", unit="share", ge=0, le=1
    )
    programme_share: float = value(
        "Supervised orders and licences with an accredited-programme requirement",
        unit="share",
        ge=0,
        le=1,
    )
    rehabilitation_activity_share: float = value(
        "Supervised orders with a rehabilitation activity requirement", unit="share", ge=0, le=1
    )
    ends_when_met_from: date | None = value(
        "Day from which an order ends early only when its requirements are met, whenever it was "
        "made, by the officer's decision; null is never: the court ends it",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
    )
    curfew_share: float = value(
        "Supervised orders with an electronically monitored curfew", unit="share", ge=0, le=1
    )
    curfew_months: float = value("Length of a curfew", unit="months", ge=0, le=24)
    suspended_order_factor: float = value(
        "Multiplies the length of suspended sentence orders passed from now on (a lever)",
        unit="ratio",
        ge=0.1,
        le=3,
    )


class Diversion(Section):
    """A presumption that short sentences are suspended."""

    under_months: float = value(
        "Custodial sentences of this length or less are to be suspended; 0 switches it off",
        unit="months",
        ge=0,
        le=36,
    )
    share: float = value(
        "Share of those sentences that the courts do suspend (exceptional cases stay in custody)",
        unit="share",
        ge=0,
        le=1,
    )
    convicted_from: date | None = value(
        "Only of people convicted on that day or later; null is for all sentences",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
    )
    conviction_to_sentence_days: float = value(
        "Mean time from conviction to sentence, exponential", unit="days", ge=0, le=365
    )
    already_in_custody_share: float = value(
        "Of those sentences, passed on people already in custody for something else, whom it does "
        "not reach",
        unit="share",
        ge=0,
        le=1,
    )


class Custody(Section):
    """Custodial sentences."""

    relations = (at_most_one("extended_share", "longer_fraction_share"),)

    lengths: Lengths
    remand_share: float = value(
        "Share of sentences with time already served on remand", unit="share", ge=0, le=1
    )
    remand_max_fraction: float = value(
        "Longest remand time counted, as a fraction of the whole sentence; uniform from 0",
        unit="fraction of sentence",
        ge=0,
        le=1,
    )
    release_fraction: float = value(
        "Part of a standard determinate sentence served before release",
        unit="fraction of sentence",
        ge=0.001,
        le=1,
    )
    longer_fraction: float = value(
        "Part served of sentences for which the law requires two thirds",
        unit="fraction of sentence",
        ge=0.001,
        le=1,
    )
    longer_fraction_share: float = value(
        "Share of sentences of four years and more that serve that longer part",
        unit="share",
        ge=0,
        le=1,
    )
    extended_share: float = value(
        "Share of sentences of four years and more that are extended (release by the Parole Board)",
        unit="share",
        ge=0,
        le=1,
    )
    extension_years: float = value(
        "Extended licence after the custodial term", unit="years", ge=0, le=10
    )
    life_tariff_years: float = value(
        "Mean minimum term of a life sentence from sentence", unit="years", ge=0.5, le=60
    )
    life_stock_custody: float = value(
        "Life and imprisonment-for-public-protection prisoners at the start, one mean unit",
        unit="cases",
        ge=0,
        le=2000,
        fixed=True,
    )
    life_stock_licence: float = value(
        "Life and public-protection licences at the start, one mean unit",
        unit="cases",
        ge=0,
        le=2000,
        fixed=True,
    )
    life_licence_years: float = value(
        "Mean time a life licence is supervised before supervision ends",
        unit="years",
        ge=0.5,
        le=60,
    )
    parole_grant_share: float = value(
        "Parole hearings that direct release", unit="share", ge=0, le=1
    )
    parole_every_months: float = value(
        "Time from a refusal to the next hearing", unit="months", ge=1, le=60
    )
    avoid_fridays: bool = value(
        "Releases due on a Friday or the day before a bank holiday may be brought forward",
        unit="",
    )


class Handover(Section):
    """When the community officer takes a prisoner over from the prison's manager."""

    whole_if_release_within_months: float = value(
        "A release within this time of sentence is held by the community officer from day one",
        unit="months",
        ge=0,
        le=60,
    )
    determinate_days: int = value(
        "Before the release of other determinate sentences", unit="days", ge=0, le=2000
    )
    parole_days: int = value(
        "Before the earliest release of parole and indeterminate cases",
        unit="days",
        ge=0,
        le=2000,
    )
    early_allocation_days: int = value(
        "Before release where the case is allocated early (MAPPA level 2 or 3, very high risk)",
        unit="days",
        ge=0,
        le=2000,
    )
    prison_managers: float | None = value(
        "Prison offender managers for the prisoners of one mean unit (a lever); null is as many as "
        "it takes, so that every handover is prepared in time",
        unit="full-time equivalents",
        ge=0,
        le=200,
    )
    prisoners_each: float = value(
        "Prisoners one of these managers can prepare in time", unit="cases", ge=1, le=500
    )
    late_days: int = value(
        "So much later the community officer takes over where the handover is not prepared, but "
        "before the release",
        unit="days",
        ge=0,
        le=730,
    )
    prison_held_points: bool = value(
        "Cases held by the prison's manager carry points in the community officer's name", unit=""
    )


class PostSentence(Section):
    """Post-sentence supervision after short sentences."""

    enabled: bool = value(
        "Sentences of more than a day and under two years are topped up to supervision of "
        "total_months after release",
        unit="",
    )
    under_months: float = value("For sentences shorter than this", unit="months", ge=0, le=120)
    total_months: int = value(
        "Licence and post-sentence supervision together, in calendar months",
        unit="months",
        ge=0,
        le=60,
    )
    ends: date | None = value(
        "Day on which it ends for everybody on it, whenever sentenced; null is never",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
    )


class Reset(Section):
    """Probation Reset: supervision suspended in the last part of an order or licence."""

    enabled: bool = value("Supervision is suspended in the last part", unit="")
    uptake: float = value(
        "Share of the cases that are not exempt in which it is done; a ramp phases it in",
        unit="share",
        ge=0,
        le=1,
    )
    last_fraction: float = value(
        "The last part of an order or licence", unit="fraction of length", ge=0, le=1
    )
    post_sentence_fraction: float = value(
        "The last part of post-sentence supervision; 1 is all of it",
        unit="fraction of length",
        ge=0,
        le=1,
    )
    exempt_mappa: bool = value("MAPPA of any category and level is exempt", unit="")
    exempt_very_high_risk: bool = value("Very high risk of serious harm is exempt", unit="")
    exempt_high_risk: bool = value("High risk of serious harm is exempt", unit="")
    exempt_safeguarding: bool = value("Child safeguarding cases are exempt", unit="")


class Impact(Section):
    """Probation Impact: contact suspended early in lower-risk cases, to the end."""

    enabled: bool = value("Contact is suspended early; those exempt from Reset are exempt", unit="")
    uptake: float = value(
        "Share of the cases chosen by the shares below in which it is done; a ramp phases it in",
        unit="share",
        ge=0,
        le=1,
    )
    after_days: int = value("From so long after supervision began", unit="days", ge=0, le=1000)
    low_risk_share: float = value(
        "Share of cases at low risk of serious harm", unit="share", ge=0, le=1
    )
    medium_risk_share: float = value(
        "Share of cases at medium risk of serious harm", unit="share", ge=0, le=1
    )


class PreRelease(Section):
    """When the work before a release is to be ready."""

    ready_days: int = value(
        "Assessment, licence conditions and referrals are due so long before the release",
        unit="days",
        ge=0,
        le=365,
    )
    mappa_referral_days: int = value(
        "A MAPPA referral is due so long before the release, or at once where it is nearer",
        unit="days",
        ge=0,
        le=730,
    )
    catch_up_working_days: int = value(
        "What an unprepared release leaves undone is urgent, and due so long after it",
        unit="working days",
        ge=0,
        le=60,
    )


class Sentencing(Section):
    """What courts pass and what the law makes of it."""

    orders: CommunityOrders
    custody: Custody
    handover: Handover
    pre_release: PreRelease
    post_sentence: PostSentence
    diversion: Diversion
    reset: Reset
    impact: Impact
