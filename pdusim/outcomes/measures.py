"""The measures a replication reports: names, units and definitions, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ratio", "mean"]
Better = Literal["lower", "higher", ""]


@dataclass(frozen=True, slots=True)
class Measure:
    """One reported measure.

    Parameters
    ----------
    name : str
        Stable name, as in tables, JSON and Parquet.
    title : str
        What an analyst reads.
    unit : str
        Unit of the value.
    definition : str
        How it is worked out; the window is the observation window after warm-up.
    kind : {"ratio", "mean"}
        ``ratio``: total over the window divided by total over the window, so that replications
        are combined as a ratio of totals. ``mean``: a mean or percentile inside a replication.
    better : {"lower", "higher", ""}
        Which way is better for the public; empty where neither is.
    group : str
        Heading under which tables list it.
    signed : bool
        Whether it can lie below 0; all others cannot, and a share not above 1 either.
    """

    name: str
    title: str
    unit: str
    definition: str
    kind: Kind
    better: Better
    group: str
    signed: bool = False

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and most that the measure can be; None where there is no end."""
        if self.signed:
            return None, None
        return 0.0, 1.0 if self.unit == "share" else None


_WORKLOAD = "Workload (official points)"
_REVIEWS = "Risk reviews and plans"
_CASES = "Cases and officers"
_STAFF = "Staff"
_FLOWS = "Flows"
_AROUND = "Around the unit"
_COST = "Cost"

_ALL: tuple[Measure, ...] = (
    Measure(
        "workload_pct",
        "Workload of the unit",
        "%",
        "Mean over weekly censuses of 100 x points used / points available of case-holding staff "
        "in post. Cases in an SPO's name count as used with 0 available; unallocated cases do not "
        "count; a long-term absent officer has 0 available and keeps the points of cases left in "
        "place, as in the official tool.",
        "mean",
        "lower",
        _WORKLOAD,
    ),
    Measure(
        "workload_pct_po",
        "Workload of probation officers",
        "%",
        "As workload_pct, over probation officers, newly qualified officers included.",
        "mean",
        "lower",
        _WORKLOAD,
    ),
    Measure(
        "workload_pct_pso",
        "Workload of probation services officers",
        "%",
        "As workload_pct, over probation services officers.",
        "mean",
        "lower",
        _WORKLOAD,
    ),
    Measure(
        "demand_pct",
        "Workload with unallocated cases added",
        "%",
        "As workload_pct with the points of unallocated cases added to points used.",
        "mean",
        "lower",
        _WORKLOAD,
    ),
    Measure(
        "workload_pct_p95",
        "Workload of the most loaded 5 % of practitioner-weeks",
        "%",
        "95th percentile of the workload percentage over practitioner-weeks with available points.",
        "mean",
        "lower",
        _WORKLOAD,
    ),
    Measure(
        "share_over_110",
        "Practitioner-weeks over 110 % for four weeks",
        "share",
        "Practitioner-weeks at which the trailing four weekly censuses were all above 110 % / "
        "practitioner-weeks with available points at each of those four censuses.",
        "ratio",
        "lower",
        _WORKLOAD,
    ),
    Measure(
        "missed_review_rate",
        "Risk reviews missed",
        "share",
        "Risk reviews whose due date + grace fell in the window and that were then neither done "
        "nor lapsed / all such reviews not lapsed.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    *(
        Measure(
            f"missed_review_rate_{part}",
            f"Risk reviews missed: {title}",
            "share",
            f"As missed_review_rate, {title} only.",
            "ratio",
            "lower",
            _REVIEWS,
        )
        for part, title in (
            ("tier_a", "tier A"),
            ("tier_b", "tier B"),
            ("tier_c", "tier C"),
            ("tier_d", "tier D"),
            ("scheduled", "scheduled"),
            ("triggered", "triggered by an event"),
        )
    ),
    Measure(
        "missed_reviews_per_1000_case_months",
        "Risk reviews missed per 1,000 case-months",
        "per 1,000 case-months",
        "1,000 x missed risk reviews of people in the community / their case-months supervised.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "late_review_rate",
        "Risk reviews not done by the due date",
        "share",
        "Risk reviews not done by their due date, missed ones included / all risk reviews whose "
        "due date + grace fell in the window, not lapsed.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "reviews_done_late",
        "Risk reviews done late (within grace)",
        "share",
        "Risk reviews done after the due date and by the end of the grace / all risk reviews whose "
        "due date + grace fell in the window, not lapsed.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "reviews_lapsed",
        "Risk reviews lapsed (case ended or recalled before the due date)",
        "share",
        "Risk reviews whose case ended or was recalled before the due date / all risk reviews "
        "whose due date + grace fell in the window, lapsed ones included.",
        "ratio",
        "",
        _REVIEWS,
    ),
    Measure(
        "reviews_superseded",
        "Risk reviews that gave way to a newer one in time",
        "share",
        "Risk reviews superseded by a newer one before their due date + grace / such reviews and "
        "all risk reviews fallen due in the window.",
        "ratio",
        "",
        _REVIEWS,
    ),
    Measure(
        "review_in_date",
        "Person-days with an assessment in date",
        "share",
        "Person-days supervised with no risk review overdue / person-days supervised with an "
        "assessment required.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "review_sufficient",
        "Risk reviews done on time and sufficient",
        "share",
        "Risk reviews done by the due date and of sufficient quality / risk reviews fallen due.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "initial_plan_on_time",
        "Initial plans on time",
        "share",
        "Initial assessments and plans done within 15 working days of the first attended "
        "appointment / initial plans fallen due.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "initial_plan_sufficient",
        "Initial plans on time and sufficient",
        "share",
        "Initial plans done on time and of sufficient quality / initial plans fallen due.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "contact_delivered",
        "Contact delivered of contact due",
        "share",
        "Contact hours delivered / contact hours due; due goes on while an officer is absent or a "
        "case waits for one.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "unrecognised_risk_days",
        "Days at a higher risk than assessed",
        "per 1,000 person-days",
        "1,000 x person-days in the community with true risk of serious harm above the assessed "
        "level / person-days in the community.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "unrecognised_risk_days_not_noticed",
        "Days at a higher risk than assessed: a review since the rise did not notice it",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "A review since the rise of the true risk did not notice it.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "unrecognised_risk_days_review_missed",
        "Days at a higher risk than assessed: the review is missed",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "The review is open and past its grace.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "unrecognised_risk_days_review_late",
        "Days at a higher risk than assessed: the review is late",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "The review is open and past its due date, within its grace.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "unrecognised_risk_days_review_pending",
        "Days at a higher risk than assessed: the review is not due yet",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "The review is open and not due yet.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "unrecognised_risk_days_never_reviewed",
        "Days at a higher risk than assessed: nobody knew of a reason to review",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "No review has come up since the rise: nobody knew of the event.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "enquiries_made",
        "Safeguarding and domestic-abuse enquiries made",
        "share",
        "Enquiries to police and children's services answered by their due date / required.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "enquiries_made_safeguarding",
        "Safeguarding enquiries made",
        "share",
        "As enquiries_made, to children's services only.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "enquiries_made_domestic_abuse",
        "Domestic-abuse enquiries made",
        "share",
        "As enquiries_made, to the police only.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "oversight_delivered",
        "Management oversight delivered",
        "share",
        "Management-oversight tasks done by the due date and sufficient / fallen due.",
        "ratio",
        "higher",
        _REVIEWS,
    ),
    Measure(
        "spo_tasks_late",
        "Seniors' tasks done late",
        "share",
        "Allocations, oversight entries, countersignatures, supervision sessions and absence "
        "management done by a senior after the due date and within grace / fallen due.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "spo_tasks_skipped",
        "Seniors' tasks not done",
        "share",
        "As spo_tasks_late, not done by due date + grace, or with no senior to give them to / "
        "fallen due.",
        "ratio",
        "lower",
        _REVIEWS,
    ),
    Measure(
        "officers_per_case_year",
        "Officers per case-year",
        "per case-year",
        "Changes of responsible officer + 1 for each case held at the start of or begun in the "
        "window / case-years held.",
        "ratio",
        "lower",
        _CASES,
    ),
    Measure(
        "officers_per_case_year_high",
        "Officers per case-year, high risk",
        "per case-year",
        "As officers_per_case_year, cases assessed as high or very high risk of serious harm.",
        "ratio",
        "lower",
        _CASES,
    ),
    Measure(
        "officers_last_year_high_p95",
        "Officers in a year, high risk, 95th percentile",
        "officers",
        "95th percentile, over high-risk cases in the community at the end of the window that were "
        "held a year before, of the officers who held the case in the last 365 days.",
        "mean",
        "lower",
        _CASES,
    ),
    Measure(
        "officers_last_year_high_most",
        "Officers in a year, high risk, most",
        "officers",
        "As officers_last_year_high_p95, the largest number.",
        "mean",
        "lower",
        _CASES,
    ),
    Measure(
        "mismatched_allocations",
        "Allocations outside eligibility",
        "share",
        "Allocations to somebody not eligible to hold the case / allocations.",
        "ratio",
        "lower",
        _CASES,
    ),
    Measure(
        "unallocated_days",
        "Days a new case waits for an officer",
        "days",
        "Time-integral of the unallocated stock / arrivals needing allocation.",
        "ratio",
        "lower",
        _CASES,
    ),
    Measure(
        "caseload",
        "Caseload",
        "cases",
        "Weekly mean of open cases, custody included.",
        "mean",
        "",
        _CASES,
    ),
    Measure(
        "caseload_drift",
        "Drift of the caseload",
        "% per year",
        "100 x least-squares slope of the weekly caseload over the window / its mean, per year.",
        "mean",
        "",
        _CASES,
        signed=True,
    ),
    Measure(
        "pss_share",
        "Share of cases on post-sentence supervision",
        "share",
        "Weekly mean of cases on post-sentence supervision / caseload.",
        "mean",
        "",
        _CASES,
    ),
    Measure(
        "cases_per_po",
        "Cases per probation officer",
        "cases",
        "Weekly mean of cases held in the name of probation officers / full-time equivalents in "
        "post; cases still in a leaver's name count.",
        "mean",
        "lower",
        _CASES,
    ),
    Measure(
        "points_per_case",
        "Points per case held by probation officers",
        "points",
        "Weekly mean of points of probation officers' cases / their number.",
        "mean",
        "",
        _CASES,
    ),
    Measure(
        "sickness_days_per_fte",
        "Sickness",
        "working days per FTE-year",
        "Working days lost to sickness / full-time-equivalent years.",
        "ratio",
        "lower",
        _STAFF,
    ),
    Measure(
        "sickness_none_share",
        "Staff-years without sickness",
        "share",
        "Completed staff-years in the window without a day of sickness / completed staff-years.",
        "ratio",
        "higher",
        _STAFF,
    ),
    Measure(
        "sickness_long_share",
        "Share of sickness days in long spells",
        "share",
        "Working days lost in spells of 28 calendar days or more / working days lost to sickness.",
        "ratio",
        "lower",
        _STAFF,
    ),
    Measure(
        "fte_po",
        "Probation officers in post",
        "FTE",
        "Contracted hours / a full-time week of those in post, weekly mean; newly qualified and "
        "agency officers and those absent included, trainees not.",
        "mean",
        "",
        _STAFF,
    ),
    Measure(
        "fte_pso",
        "Probation services officers in post",
        "FTE",
        "As fte_po, of probation services officers.",
        "mean",
        "",
        _STAFF,
    ),
    Measure(
        "fte_pqip",
        "Trainees in post",
        "FTE",
        "As fte_po, of trainees; the official reductions of training are not taken off.",
        "mean",
        "",
        _STAFF,
    ),
    Measure(
        "fte_spo",
        "Senior probation officers in post",
        "FTE",
        "As fte_po, of senior probation officers.",
        "mean",
        "",
        _STAFF,
    ),
    Measure(
        "leaving_rate_po",
        "Probation officers leaving",
        "per year",
        "Leavers / mean staff in post, per year; newly qualified officers included.",
        "ratio",
        "lower",
        _STAFF,
    ),
    Measure(
        "leaving_rate_pso",
        "Probation services officers leaving",
        "per year",
        "Leavers / mean staff in post, per year; trainees not included.",
        "ratio",
        "lower",
        _STAFF,
    ),
    Measure(
        "leaving_hazard_po",
        "Probation officers leaving, expected",
        "per year",
        "Integrated leaving hazard / staff-years: the same as leaving_rate_po in the mean, with "
        "less noise.",
        "ratio",
        "lower",
        _STAFF,
    ),
    Measure(
        "leaving_hazard_pso",
        "Probation services officers leaving, expected",
        "per year",
        "Integrated leaving hazard / staff-years, as leaving_rate_pso.",
        "ratio",
        "lower",
        _STAFF,
    ),
    Measure(
        "staff_per_spo",
        "Practitioners per senior at work",
        "staff",
        "Mean over weekly censuses of practitioners in post / seniors present.",
        "mean",
        "lower",
        _STAFF,
    ),
    Measure(
        "staff_per_spo_widest",
        "Widest span of a senior",
        "staff",
        "Mean over weekly censuses of the most practitioners one senior answers for, teams "
        "covered for absent seniors included.",
        "mean",
        "lower",
        _STAFF,
    ),
    Measure(
        "vacancy_rate_po",
        "Vacant probation officer posts",
        "share",
        "1 - officers in post / posts, heads, agency staff apart, weekly mean.",
        "mean",
        "lower",
        _STAFF,
        signed=True,
    ),
    Measure(
        "releases_per_month",
        "Releases from custody",
        "per month",
        "First releases from sentence / months; re-releases after recall apart.",
        "ratio",
        "",
        _FLOWS,
    ),
    Measure(
        "early_releases",
        "Releases brought forward by an early-release scheme",
        "per month",
        "Releases earlier than the date without a scheme (home detention curfew is one) / months.",
        "ratio",
        "",
        _FLOWS,
    ),
    Measure(
        "peak_releases_per_day",
        "Most releases on one day",
        "per day",
        "Largest number of first releases on one day of the window.",
        "mean",
        "lower",
        _FLOWS,
    ),
    Measure(
        "unprepared_release_rate",
        "Releases without the preparation done",
        "share",
        "Releases with pre-release work still undone / releases.",
        "ratio",
        "lower",
        _FLOWS,
    ),
    Measure(
        "recalls_per_month",
        "Recalls to custody",
        "per month",
        "Recalls / months.",
        "ratio",
        "lower",
        _FLOWS,
    ),
    Measure(
        "court_reports_per_month",
        "Court reports requested",
        "per month",
        "Pre-sentence reports requested / months.",
        "ratio",
        "",
        _FLOWS,
    ),
    Measure(
        "ap_not_placed",
        "Approved-premises referrals placed elsewhere",
        "share",
        "Referrals released with no bed free, and placed elsewhere / referrals.",
        "ratio",
        "lower",
        _AROUND,
    ),
    Measure(
        "upw_completed_12m",
        "Unpaid work completed in twelve months",
        "share",
        "Unpaid-work requirements completed within twelve months / requirements whose twelfth "
        "month fell in the window.",
        "ratio",
        "higher",
        _AROUND,
    ),
    Measure(
        "programme_not_started",
        "Accredited programmes never started",
        "share",
        "Programme requirements of orders and licences ended in the window that never started / "
        "all such requirements.",
        "ratio",
        "lower",
        _AROUND,
    ),
    Measure(
        "programme_wait_over_6m",
        "Programmes started after more than six months",
        "share",
        "Programme starts more than six months after referral / programme starts.",
        "ratio",
        "lower",
        _AROUND,
    ),
    Measure(
        "staff_cost",
        "Cost of staff",
        "£ per year",
        "Pay and on-costs of staff in post, agency, overtime and the court team included, per "
        "year.",
        "ratio",
        "lower",
        _COST,
    ),
    Measure(
        "cost_per_review",
        "Staff cost per completed risk review",
        "£ per review",
        "Staff cost / completed risk reviews.",
        "ratio",
        "lower",
        _COST,
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
"""Every measure by name, in the order tables list them."""
