"""Every measure worked out by hand from a window of two weeks."""

from __future__ import annotations

import pytest

from pdusim.outcomes import counts
from pdusim.outcomes.counts import Count, of_kind
from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.window import Sample, Window

PLAN, CHILDREN, POLICE = map(of_kind, ("initial_assessment", "enquiry_children", "enquiry_police"))
RECALL = of_kind("recall_report")
SCHEDULED, TRIGGERED = of_kind("scheduled_review"), of_kind("triggered_review")

COUNTED: dict[Count, float] = {
    counts.REVIEWS_DUE: 100.0,
    counts.REVIEWS_MISSED: 21.0,
    counts.REVIEWS_LATE: 13.0,
    counts.REVIEWS_ON_TIME: 66.0,
    counts.REVIEWS_MISSED_IN_COMMUNITY: 17.0,
    counts.REVIEWS_SUFFICIENT: 55.0,
    counts.REVIEWS_LAPSED: 8.0,
    counts.REVIEWS_SUPERSEDED_IN_TIME: 5.0,
    **{counts.REVIEWS_DUE_BY_TIER[t]: 10.0 + n for n, t in enumerate("abcd")},
    **{counts.REVIEWS_MISSED_BY_TIER[t]: 1.0 + n for n, t in enumerate("abcd")},
    counts.REVIEWS_DUE_BY_TRIGGER["scheduled"]: 60.0,
    counts.REVIEWS_DUE_BY_TRIGGER["triggered"]: 40.0,
    counts.REVIEWS_MISSED_BY_TRIGGER["scheduled"]: 6.0,
    counts.REVIEWS_MISSED_BY_TRIGGER["triggered"]: 15.0,
    PLAN.due: 50.0,
    PLAN.on_time: 30.0,
    PLAN.sufficient: 20.0,
    CHILDREN.due: 9.0,
    CHILDREN.on_time: 4.0,
    POLICE.due: 12.0,
    POLICE.on_time: 7.0,
    SCHEDULED.done: 70.0,
    TRIGGERED.done: 30.0,
    counts.URGENT_DUE: 20.0,
    counts.URGENT_ON_TIME: 15.0,
    RECALL.due: 10.0,
    RECALL.on_time: 8.0,
    counts.CONTACT_HOURS_DUE: 400.0,
    counts.CONTACT_HOURS_GIVEN: 180.0,
    counts.UNRECOGNISED_DAYS: 90.0,
    **{counts.UNRECOGNISED_BY_CAUSE[c]: 2.0 + n for n, c in enumerate(counts.CAUSES)},
    counts.OVERSIGHT_DUE: 40.0,
    counts.OVERSIGHT_DELIVERED: 11.0,
    counts.SENIOR_TASKS_DUE: 70.0,
    counts.SENIOR_TASKS["late"]: 9.0,
    counts.SENIOR_TASKS["skipped"]: 14.0,
    counts.OFFICER_CHANGES: 31.0,
    counts.OFFICER_CHANGES_HIGH: 12.0,
    counts.CASE_YEARS: 16.0,
    counts.CASE_YEARS_HIGH: 5.0,
    counts.OFFICERS_OF_CASE_YEARS: 24.0,
    counts.OFFICERS_OF_CASE_YEARS_HIGH: 9.0,
    counts.ALLOCATIONS: 25.0,
    counts.ALLOCATIONS_MISMATCHED: 3.0,
    counts.ALLOCATIONS_ASKED: 28.0,
    counts.NEW_CASES_ASKED: 20.0,
    counts.DAYS_UNALLOCATED: 84.0,
    counts.DAYS_NEW_UNALLOCATED: 50.0,
    counts.REALLOCATIONS: 17.0,
    counts.APPOINTMENTS_DUE: 60.0,
    counts.APPOINTMENTS_GIVEN: 45.0,
    counts.APPOINTMENTS_MISSED: 15.0,
    counts.SICK_DAYS: 36.0,
    counts.SICK_DAYS_LONG: 24.0,
    counts.FTE_WEEKS: 180.0,
    counts.STAFF_YEARS: 50.0,
    counts.STAFF_YEARS_WELL: 15.0,
    counts.STAFF_WEEKS["po"]: 80.0,
    counts.STAFF_WEEKS["pso"]: 60.0,
    counts.LEAVERS["po"]: 2.0,
    counts.LEAVERS["pso"]: 3.0,
    counts.LEAVING_HAZARD["po"]: 1.5,
    counts.LEAVING_HAZARD["pso"]: 2.5,
    counts.PRACTITIONER_WEEKS: 90.0,
    counts.PRACTITIONER_WEEKS_OVER: 33.0,
    counts.RELEASES: 30.0,
    counts.EARLY_RELEASES: 11.0,
    counts.UNPREPARED_RELEASES: 4.0,
    counts.RECALLS: 10.0,
    counts.REPORTS: 26.0,
    counts.CURFEWS_PROPOSED: 14.0,
    counts.CURFEW_ENQUIRIES: 9.0,
    counts.CURFEWS_GRANTED: 11.0,
    counts.CURFEWS_UNSUITABLE: 2.0,
    counts.PREMISES_REFERRALS: 16.0,
    counts.PREMISES_ELSEWHERE: 6.0,
    counts.PREMISES_NOT_REFERRED: 4.0,
    counts.UNPAID_WORK_COHORT: 22.0,
    counts.UNPAID_WORK_IN_TIME: 14.0,
    counts.PROGRAMMES_ENDED: 18.0,
    counts.PROGRAMMES_NEVER_STARTED: 10.0,
    counts.PROGRAMME_STARTS: 15.0,
    counts.PROGRAMME_STARTS_LATE: 8.0,
    counts.COST: 5000.0,
}
# A first week of warm-up that nothing may be made of, then the two weeks observed.
WEEKLY: dict[str, list[float | None]] = {
    "workload_pct": [999.0, 110.0, 120.0],
    "workload_pct_po": [999.0, None, 130.0],
    "workload_pct_pso": [999.0, 90.0, 95.0],
    "demand_pct": [999.0, 115.0, 126.0],
    "caseload": [999.0, 1000.0, 1010.0],
    "unpaid_work_only": [999.0, 100.0, 90.0],
    "unallocated": [999.0, 20.0, 30.0],
    "high_risk_held": [999.0, 200.0, 220.0],
    "community_order": [999.0, 300.0, 310.0],
    "suspended_order": [999.0, 100.0, 100.0],
    "licence": [999.0, 250.0, 240.0],
    "post_sentence": [999.0, 50.0, 101.0],
    "supervised": [999.0, 600.0, 620.0],
    "reviews_overdue": [999.0, 60.0, 50.0],
    "practitioners": [999.0, 20.0, 25.0],
    "releases_due_7": [999.0, 4.0, 10.0],
    "reports_due_14": [999.0, 2.0, 5.0],
    "plans_due_14": [999.0, 10.0, 15.0],
    "parole_reports_due_28": [999.0, 6.0, 5.0],
    "contact_suspended": [999.0, 100.0, 104.0],
    "cases_po": [999.0, 400.0, 440.0],
    "points_po": [999.0, 40000.0, 48400.0],
    "fte_po": [999.0, 10.0, 10.0],
    "fte_pso": [999.0, 8.0, 8.5],
    "fte_pqip": [999.0, 2.0, 4.0],
    "fte_spo": [999.0, 5.0, 5.0],
    "vacancies_po": [999.0, 3.0, 1.0],
    "posts_po": [999.0, 12.0, 10.0],
    "staff_per_spo": [999.0, 9.0, 11.0],
    "span_widest": [999.0, 12.0, 16.0],
}
SAMPLES = {
    Sample.WORKLOADS: [float(n) for n in range(101)],
    Sample.OFFICERS_LAST_YEAR_HIGH: [1, 1, 2, 2, 5],
    Sample.RELEASES_BY_DAY: [2, 7, 3],
}
WINDOW = Window(COUNTED, WEEKLY, SAMPLES, 2)
YEARS, MONTHS = 14 / 365.25, 14 / (365.25 / 12)
PERSON_DAYS = 7 * (610 + 200 + 490 + 151)

BY_HAND = {
    "workload_pct": 115.0,
    "workload_pct_po": 130.0,
    "workload_pct_pso": 92.5,
    "demand_pct": 120.5,
    "workload_pct_p95": 95.0,
    "share_over_110": 33 / 90,
    "appointments_due": 60 / MONTHS,
    "appointments_given": 45 / MONTHS,
    "appointments_missed": 15 / MONTHS,
    "appointments_missed_share": 0.25,
    "releases_due_7_days": (0.2 + 0.4) / 2,
    "reports_due_14_days": (0.1 + 0.2) / 2,
    "plans_due_14_days": (0.5 + 0.6) / 2,
    "parole_reports_due_28_days": (0.3 + 0.2) / 2,
    "cases_given_7_days": (25 + 17) / 45,
    "contact_suspended": 102.0,
    "missed_review_rate": 0.21,
    "missed_review_rate_tier_a": 1 / 10,
    "missed_review_rate_tier_b": 2 / 11,
    "missed_review_rate_tier_c": 3 / 12,
    "missed_review_rate_tier_d": 4 / 13,
    "missed_review_rate_scheduled": 0.1,
    "missed_review_rate_triggered": 15 / 40,
    "missed_reviews_per_1000_case_months": 1000 * 17 / (7 * 1220 / (365.25 / 12)),
    "late_review_rate": 0.34,
    "reviews_done_late": 0.13,
    "reviews_lapsed": 8 / 108,
    "reviews_superseded": 5 / 105,
    "review_in_date": 1 - 110 / 1220,
    "review_sufficient": 0.55,
    "initial_plan_on_time": 0.6,
    "initial_plan_sufficient": 0.4,
    "contact_delivered": 0.45,
    "contact_hours_given": 90.0,
    "contact_hours_due": 200.0,
    "urgent_on_time": 0.75,
    "recall_reports_on_time": 0.8,
    "unrecognised_risk_days": 1000 * 90 / PERSON_DAYS,
    "unrecognised_risk_days_not_noticed": 1000 * 7 * 2 / PERSON_DAYS,
    "unrecognised_risk_days_review_missed": 1000 * 7 * 3 / PERSON_DAYS,
    "unrecognised_risk_days_review_late": 1000 * 7 * 4 / PERSON_DAYS,
    "unrecognised_risk_days_review_pending": 1000 * 7 * 5 / PERSON_DAYS,
    "unrecognised_risk_days_never_reviewed": 1000 * 7 * 6 / PERSON_DAYS,
    "enquiries_made": 11 / 21,
    "enquiries_made_safeguarding": 4 / 9,
    "enquiries_made_domestic_abuse": 7 / 12,
    "oversight_delivered": 11 / 40,
    "spo_tasks_late": 9 / 70,
    "spo_tasks_skipped": 14 / 70,
    "officers_per_case_year": 24 / 16,
    "officers_per_case_year_high": 9 / 5,
    "officer_changes": 31 / (2 * 885 * 7 / 365.25),
    "officer_changes_high": 12 / (2 * 210 * 7 / 365.25),
    "officers_last_year_high_p95": 4.4,
    "officers_last_year_high_most": 5.0,
    "mismatched_allocations": 0.12,
    "unallocated_days": 50 / 20,
    "unallocated_share": 84 / (7 * (900 + 920)),
    "caseload": 1005.0,
    "caseload_drift": 100 * 10 * (365.25 / 7) / 1005,
    "pss_share": (0.05 + 0.1) / 2,
    "cases_per_po": 42.0,
    "points_per_case": 105.0,
    "sickness_days_per_fte": 36 / (180 * 7 / 365.25),
    "sickness_none_share": 0.3,
    "sickness_long_share": 24 / 36,
    "fte_po": 10.0,
    "fte_pso": 8.25,
    "fte_pqip": 3.0,
    "fte_spo": 5.0,
    "leaving_rate_po": 2 / (80 * 7 / 365.25),
    "leaving_rate_pso": 3 / (60 * 7 / 365.25),
    "leaving_hazard_po": 1.5 / (80 * 7 / 365.25),
    "leaving_hazard_pso": 2.5 / (60 * 7 / 365.25),
    "staff_per_spo": 10.0,
    "staff_per_spo_widest": 14.0,
    "vacancy_rate_po": (3 / 12 + 1 / 10) / 2,
    "releases_per_month": 30 / MONTHS,
    "early_releases": 11 / MONTHS,
    "peak_releases_per_day": 7.0,
    "unprepared_release_rate": 4 / 30,
    "recalls_per_month": 10 / MONTHS,
    "court_reports_per_month": 26 / MONTHS,
    "ap_not_placed": (6 + 4) / (16 + 4),
    "curfew_enquiries_made": 9 / 14,
    "curfews_where_at_risk": 2 / 11,
    "upw_completed_12m": 14 / 22,
    "programme_not_started": 10 / 18,
    "programme_wait_over_6m": 8 / 15,
    "staff_cost": 5000 / YEARS,
}


def test_every_measure_is_worked_out_here() -> None:
    assert list(BY_HAND) == list(MEASURES)


@pytest.mark.parametrize("name", BY_HAND)
def test_a_measure_by_hand(name: str) -> None:
    numerator, denominator = MEASURES[name].formula(WINDOW)
    assert numerator / denominator == pytest.approx(BY_HAND[name], rel=1e-12)


@pytest.mark.parametrize("name", BY_HAND)
def test_where_nothing_happened_a_measure_is_missing_or_a_flow_of_nought(name: str) -> None:
    nothing = Window(
        {},
        {column: [None, None] for column in WEEKLY},
        {sample: [] for sample in Sample},
        2,
    )
    numerator, denominator = MEASURES[name].formula(nothing)
    if MEASURES[name].unit in ("per month", "per day", "£ per year", "hours per week"):
        assert denominator > 0.0
        assert numerator == 0.0
    else:
        # Not a number is not above 0 either.
        assert not denominator > 0.0


EXTREMES = {"peak_releases_per_day"}
"""The most of anything grows with the window: one length for all that is compared."""


@pytest.mark.parametrize("weeks", [52, 104, 208])
def test_a_longer_window_of_the_same_weeks_measures_the_same(weeks: int) -> None:
    times = weeks // 2
    # Weeks that repeat do not drift, and their tail is as thick.
    level = {**WEEKLY, "caseload": [999.0, 1005.0, 1005.0]}
    short = Window(COUNTED, level, SAMPLES, 2)
    long = Window(
        {count: times * number for count, number in COUNTED.items()},
        {name: times * column[1:] for name, column in level.items()},
        {sample: sorted(times * list(values)) for sample, values in SAMPLES.items()},
        weeks,
    )
    for name, measure in MEASURES.items():
        (a, b), (c, d) = measure.formula(short), measure.formula(long)
        assert c / d == pytest.approx(a / b, rel=0.15 if name.endswith("_p95") else 1e-9), name
    assert all("window" in MEASURES[name].definition for name in EXTREMES)
