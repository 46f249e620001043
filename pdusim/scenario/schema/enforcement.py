"""Sections on non-compliance, breach, recall and new sentences."""

from __future__ import annotations

from datetime import date

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.people import FactorByRosh
from pdusim.scenario.schema.relations import Relation, at_most_one, not_above
from pdusim.scenario.schema.release_regimes import Tranches, broken_tranches
from pdusim.scenario.schema.run import FIRST_DAY, LAST_DAY


class ByState(Section):
    """One rate for each state in the community."""

    community_order: float = value("On a community order", unit="per month", ge=0, le=5)
    suspended_order: float = value("On a suspended sentence order", unit="per month", ge=0, le=5)
    unpaid_work_only: float = value("On unpaid work only", unit="per month", ge=0, le=5)
    licence: float = value("On licence", unit="per month", ge=0, le=5)
    post_sentence: float = value("On post-sentence supervision", unit="per month", ge=0, le=5)


class FactorByLength(Section):
    """One factor for each band of custodial sentence."""

    under_12_months: float = value("Sentences under 12 months", unit="ratio", ge=0.1, le=10)
    under_4_years: float = value("12 months to under 4 years", unit="ratio", ge=0.1, le=10)
    longer: float = value("4 years and more, and life", unit="ratio", ge=0.1, le=10)


class ReferenceByLength(Section):
    """One mean of the baseline for each band of custodial sentence."""

    under_12_months: float = value(
        "Sentences under 12 months", unit="share", ge=0.001, le=1, uncertain_ok=False
    )
    under_4_years: float = value(
        "12 months to under 4 years", unit="share", ge=0.001, le=1, uncertain_ok=False
    )
    longer: float = value(
        "4 years and more, and life", unit="share", ge=0.001, le=1, uncertain_ok=False
    )


class AfterRelease(Section):
    """How non-compliance on licence goes by time since release and by length of sentence.

    Both factors are divided by their mean over licences of the baseline, so that they change whose
    licence goes wrong and when, and not how many do there.
    """

    early_factor: float = value(
        "Multiplies the rate on the day of release, by less from day to day",
        unit="ratio",
        ge=1,
        le=5,
    )
    fades_days: float = value(
        "Time in which what is added falls to 37 % of itself", unit="days", ge=1, le=365
    )
    length_factor: FactorByLength
    reference_early: ReferenceByLength
    reference_share: ReferenceByLength


LENGTHS = ("under_12_months", "under_4_years", "longer")
"""Bands of custodial sentence, as ``AfterRelease`` names them."""


def after_release_factors(rule: AfterRelease) -> list[float]:
    """Return what a rate on licence is multiplied by in the long run, for each of ``LENGTHS``.

    On the day of release it is ``early_factor`` times as much. The mean over licences of the
    baseline is 1, the early weeks included.
    """
    mean = total = 0.0
    for length in LENGTHS:
        share: float = getattr(rule.reference_share, length)
        early: float = getattr(rule.reference_early, length)
        factor: float = getattr(rule.length_factor, length)
        mean += share * factor * (1.0 + (rule.early_factor - 1.0) * early)
        total += share
    return [getattr(rule.length_factor, length) * total / mean for length in LENGTHS]


def highest_rate(rule: NonCompliance) -> float:
    """Return the highest rate of non-compliance a month in any state, before what is personal."""
    after = rule.after_release
    licence: float = rule.rate.licence * max(after_release_factors(after)) * after.early_factor
    rates: list[float] = list(dict(rule.rate).values())
    return max(licence, *rates)


class NonCompliance(Section):
    """Serious non-compliance: the kind that can end in breach or recall."""

    relations = (not_above("noticed_floor", "noticed_share"),)

    rate: ByState
    after_release: AfterRelease
    risk_factor: FactorByRosh
    ogrs_factor: float = value(
        "Multiplies the rate for each 25 points of OGRS above 50 (divides below)",
        unit="ratio",
        ge=1,
        le=5,
    )
    unprepared_factor: float = value(
        "Multiplies the rate after an unprepared release", unit="ratio", ge=1, le=5
    )
    unprepared_days: int = value("How long that lasts", unit="days", ge=0, le=730)
    homeless_factor: float = value(
        "Multiplies the rate where there is no settled accommodation", unit="ratio", ge=1, le=5
    )
    new_officer_factor: float = value(
        "Multiplies the rate after a change of officer", unit="ratio", ge=1, le=5
    )
    new_officer_days: int = value("How long that lasts", unit="days", ge=0, le=365)
    suspended_supervision_factor: float = value(
        "Multiplies the rate while supervision is suspended: no appointments to miss; what happens "
        "all the same is noticed at noticed_floor",
        unit="ratio",
        ge=0,
        le=1,
    )
    majorant: float = value(
        "Rate at which candidate dates are drawn once for everybody; a rate above it is cut there",
        unit="per month",
        ge=0.001,
        le=50,
        fixed=True,
        uncertain_ok=False,
    )
    noticed_share: float = value(
        "Noticed and acted on by an officer who delivers contact in full, by the reference of "
        "work.contacts whatever standard is in force; less with fewer hours, down to noticed_floor",
        unit="share",
        ge=0,
        le=1,
    )
    noticed_floor: float = value(
        "Noticed and acted on by an officer who delivers no contact at all",
        unit="share",
        ge=0,
        le=1,
    )
    baseline_contact: float = value(
        "Share of contact delivered that the simulated past assumes, before officers exist",
        unit="share",
        ge=0,
        le=1,
        uncertain_ok=False,
    )


class FixedTerm(Section):
    """A length of fixed-term recall, from a day on."""

    relations = (Relation(("tranches", "since"), broken_tranches),)

    enacted: bool = value("The rule is law; without that nothing of it holds", unit="")
    days: int = value("Days in custody; the day of return counts", unit="days", ge=1, le=365)
    since: date = value("For recalls of that day or later", unit="date", ge=FIRST_DAY, le=LAST_DAY)
    under_months: int = value(
        "For sentences shorter than this; 0 is for all", unit="months", ge=0, le=600
    )
    share: float | None = value(
        "Recalls of these sentences that are for the fixed term, exclusions apart; null leaves it "
        "to fixed_term_share",
        unit="share",
        ge=0,
        le=1,
    )
    tranches: Tranches = value(
        "For people recalled before: pairs of the longest sentence in days and the first day on "
        "which the rule releases them, up to all that are left (null); empty for none of them",
        unit="",
        ge=FIRST_DAY,
        le=LAST_DAY,
        uncertain_ok=False,
    )
    postponed_days: int = value(
        "First day and all tranches so much later than written", unit="days", ge=0, le=1826
    )


class NeverFixed(Section):
    """Whose recall is always a standard one, whatever rule there is."""

    mappa_2_3: bool = value("MAPPA level 2 and 3", unit="")
    very_high_risk: bool = value("Very high risk of serious harm", unit="")
    extended: bool = value("Extended sentences", unit="")


class Recall(Section):
    """Recall of people on licence."""

    share: float = value(
        "Noticed non-compliance on licence that ends in recall (the threshold, as a lever)",
        unit="share",
        ge=0,
        le=1,
    )
    fixed_term_factor: float = value(
        "Multiplies that share for those whose recall can be for a fixed term",
        unit="ratio",
        ge=0,
        le=2,
    )
    fixed_term_share: float = value(
        "Recalls that are for a fixed term where a rule leaves it open, exclusions apart",
        unit="share",
        ge=0,
        le=1,
    )
    fixed_terms: dict[str, FixedTerm]
    never_fixed: NeverFixed
    later_reports_over_days: int = value(
        "Recalls longer than this call for reports B and C", unit="days", ge=0, le=365
    )
    report_b_days: int = value(
        "The report for the Parole Board (part B) arises so long after the recall",
        unit="days",
        ge=0,
        le=365,
    )
    report_c_before_days: int = value(
        "The report on release again (part C) arises so long before the recall ends, but not "
        "within the time up to which there are no later reports",
        unit="days",
        ge=0,
        le=365,
    )
    standard_months: float = value(
        "Mean time back in custody on a standard recall, unless the sentence ends first",
        unit="months",
        ge=0.1,
        le=120,
    )
    standard_shape: float = value(
        "Gamma shape of that time: 1 is exponential, more is more regular",
        unit="number",
        ge=0.1,
        le=20,
    )


class Breach(Section):
    """Breach of orders and of post-sentence supervision."""

    share: float = value(
        "Noticed non-compliance on an order that goes back to court", unit="share", ge=0, le=1
    )
    court_days: int = value("From breach to the court hearing", unit="days", ge=0, le=365)
    revoked_share: float = value(
        "Hearings that end the order (the rest let it continue)", unit="share", ge=0, le=1
    )
    custody_share_community: float = value(
        "Revoked community orders replaced by custody", unit="share", ge=0, le=1
    )
    custody_share_suspended: float = value(
        "Revoked suspended sentence orders activated as custody", unit="share", ge=0, le=1
    )
    custody_months: float = value(
        "Mean length of custody passed on breach", unit="months", ge=0.5, le=60
    )


class Reconviction(Section):
    """A new sentence for somebody under supervision."""

    relations = (at_most_one("custody_share", "order_share"),)

    rate: ByState
    majorant: float = value(
        "Rate at which candidate dates are drawn once for everybody; a rate above it is cut there",
        unit="per month",
        ge=0.001,
        le=5,
        fixed=True,
        uncertain_ok=False,
    )
    ogrs_factor: float = value(
        "Multiplies the rate for each 25 points of OGRS above 50 (divides below)",
        unit="ratio",
        ge=1,
        le=5,
    )
    custody_share: float = value("New sentences that are custody", unit="share", ge=0, le=1)
    order_share: float = value(
        "New sentences that are a community or suspended sentence order", unit="share", ge=0, le=1
    )
    custody_months: float = value("Mean length of that custody", unit="months", ge=0.5, le=120)
    community_order_share: float = value(
        "New orders that are community orders; the others are suspended sentences",
        unit="share",
        ge=0,
        le=1,
    )


class ReturnByGroup(Section):
    """One rate for each sentencing group with which a case was opened."""

    community_order: float = value("Community orders", unit="per month", ge=0, le=1)
    suspended_order: float = value("Suspended sentence orders", unit="per month", ge=0, le=1)
    unpaid_work_only: float = value("Unpaid work only", unit="per month", ge=0, le=1)
    custody_under_12m: float = value("Custody under 12 months", unit="per month", ge=0, le=1)
    custody_12m_to_4y: float = value(
        "Custody 12 months to under 4 years", unit="per month", ge=0, le=1
    )
    custody_over_4y: float = value("Custody of 4 years and more", unit="per month", ge=0, le=1)


class Returns(Section):
    """People who leave supervision and are sentenced again: arrivals whom the unit knows.

    ``arrivals`` holds all who are sentenced and not under supervision, these people included.
    """

    rate: ReturnByGroup
    fades_months: float = value(
        "Time in which that rate falls to 37 % of itself", unit="months", ge=1, le=240
    )
    within_months: int = value(
        "Who has not come back by then is not told from others any more",
        unit="months",
        ge=0,
        le=60,
    )
    another_sentence_share: float = value(
        "Come back with any sentence, as others have them; the rest with one of the kind they had",
        unit="share",
        ge=0,
        le=1,
    )


class Prevention(Section):
    """What supervision prevents, of non-compliance and of new sentences alike.

    Each effect is over what somebody would do without; the references are the mean of the baseline,
    so that an effect changes who does what, and not how much is done there.
    """

    contact_effect: float = value(
        "Part of the rate that contact in full, by the reference of work.contacts, prevents",
        unit="share",
        ge=0,
        le=0.9,
    )
    plan_effect: float = value(
        "Part of the rate that a plan in place prevents", unit="share", ge=0, le=0.9
    )
    overdue_effect: float = value(
        "Added part of the rate while a risk review is overdue", unit="share", ge=0, le=1
    )
    reference_contact: float = value(
        "Mean contact at the baseline, over the reference",
        unit="share",
        ge=0,
        le=1,
        uncertain_ok=False,
    )
    reference_plan: float = value(
        "Part of people supervised with a plan in place at the baseline",
        unit="share",
        ge=0,
        le=1,
        uncertain_ok=False,
    )
    reference_overdue: float = value(
        "Part of people supervised with a review overdue at the baseline",
        unit="share",
        ge=0,
        le=1,
        uncertain_ok=False,
    )


def prevented(rule: Prevention, contact: float, planned: bool, overdue: bool) -> float:
    """Return what a rate is multiplied by: 1 on average at the baseline.

    Parameters
    ----------
    rule : Prevention
        The effects in force.
    contact : float
        Hours of contact given over those of the reference; more than 1 prevents no more.
    planned, overdue : bool
        Whether a plan is in place, and whether a risk review is overdue.
    """
    factor = 1.0 - rule.contact_effect * (contact if contact < 1.0 else 1.0)
    factor /= 1.0 - rule.contact_effect * rule.reference_contact
    factor *= (1.0 - rule.plan_effect * planned) / (1.0 - rule.plan_effect * rule.reference_plan)
    late = rule.overdue_effect
    return factor * (1.0 + late * overdue) / (1.0 + late * rule.reference_overdue)


class Enforcement(Section):
    """Non-compliance and what follows."""

    non_compliance: NonCompliance
    recall: Recall
    breach: Breach
    reconviction: Reconviction
    returns: Returns
    prevention: Prevention
