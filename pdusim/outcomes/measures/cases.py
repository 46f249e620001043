"""Caseload, officers of a case, allocation."""

from __future__ import annotations

from math import fsum

from pdusim.outcomes import counts
from pdusim.outcomes.counts import Count
from pdusim.outcomes.measures.measure import (
    NOTHING,
    Measure,
    Total,
    percentile,
    ratio,
    weekly_mean,
    weekly_ratio,
)
from pdusim.outcomes.window import DAYS_PER_YEAR, Sample, Window

_GROUP = "Cases and officers"


def _per_case_year(window: Window, taken: Count, case_weeks: float) -> Total:
    held_years = 7.0 * case_weeks / DAYS_PER_YEAR
    return window[taken] + held_years / window.years, held_years


def _officers_per_case_year(window: Window) -> Total:
    caseload, unpaid_work, pool = (
        window.column(name) for name in ("caseload", "unpaid_work_only", "unallocated")
    )
    held = float((caseload - unpaid_work - pool).sum())
    return _per_case_year(window, counts.OFFICERS_TAKING, held)


def _officers_per_case_year_high(window: Window) -> Total:
    return _per_case_year(window, counts.OFFICERS_TAKING_HIGH, window.sum("high_risk_held"))


def _most_officers(window: Window) -> Total:
    found = window.sample(Sample.OFFICERS_LAST_YEAR_HIGH)
    return (float(found[-1]), 1.0) if found else NOTHING


def _drift(window: Window) -> Total:
    """Least-squares slope of the weekly caseload over its mean, per cent a year."""
    caseload = window.column("caseload")
    total = fsum(caseload)
    weeks = len(caseload)
    if weeks < 2 or not total > 0.0:
        return NOTHING
    # In closed form and with exactly rounded sums: what a linear-algebra library gives depends on
    # the processor in its last bits, and a kept run would not verify on another machine.
    moment = fsum(week * value for week, value in enumerate(caseload))
    slope = (12.0 * moment - 6.0 * (weeks - 1) * total) / (weeks * (weeks * weeks - 1))
    return 100.0 * slope * (DAYS_PER_YEAR / 7.0) / (total / weeks), 1.0


MEASURES: tuple[Measure, ...] = (
    Measure(
        "officers_per_case_year",
        "Officers per case-year",
        "per case-year",
        "Changes of responsible officer + 1 for each case held at the start of or begun in the "
        "window / case-years held.",
        "ratio",
        "lower",
        _GROUP,
        _officers_per_case_year,
    ),
    Measure(
        "officers_per_case_year_high",
        "Officers per case-year, high risk",
        "per case-year",
        "As officers_per_case_year, cases assessed as high or very high risk of serious harm.",
        "ratio",
        "lower",
        _GROUP,
        _officers_per_case_year_high,
    ),
    Measure(
        "officers_last_year_high_p95",
        "Officers in a year, high risk, 95th percentile",
        "officers",
        "95th percentile, over high-risk cases in the community at the end of the window that were "
        "held a year before, of the officers who held the case in the last 365 days.",
        "mean",
        "lower",
        _GROUP,
        percentile(Sample.OFFICERS_LAST_YEAR_HIGH, 95),
    ),
    Measure(
        "officers_last_year_high_most",
        "Officers in a year, high risk, most",
        "officers",
        "As officers_last_year_high_p95, the largest number.",
        "mean",
        "lower",
        _GROUP,
        _most_officers,
    ),
    Measure(
        "mismatched_allocations",
        "Allocations outside eligibility",
        "share",
        "Allocations to somebody not eligible to hold the case / allocations.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.ALLOCATIONS_MISMATCHED, counts.ALLOCATIONS),
    ),
    Measure(
        "unallocated_days",
        "Days a new case waits for an officer",
        "days",
        "Time-integral of the unallocated stock / arrivals needing allocation.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.DAYS_UNALLOCATED, counts.ALLOCATIONS_ASKED),
    ),
    Measure(
        "caseload",
        "Caseload",
        "cases",
        "Weekly mean of open cases, custody included.",
        "mean",
        "",
        _GROUP,
        weekly_mean("caseload"),
    ),
    Measure(
        "caseload_drift",
        "Drift of the caseload",
        "% per year",
        "100 x least-squares slope of the weekly caseload over the window / its mean, per year.",
        "mean",
        "",
        _GROUP,
        _drift,
        signed=True,
    ),
    Measure(
        "pss_share",
        "Share of cases on post-sentence supervision",
        "share",
        "Weekly mean of cases on post-sentence supervision / caseload.",
        "mean",
        "",
        _GROUP,
        weekly_ratio("post_sentence", "caseload"),
    ),
    Measure(
        "cases_per_po",
        "Cases per probation officer",
        "cases",
        "Weekly mean of cases held in the name of probation officers / full-time equivalents in "
        "post; cases still in a leaver's name count.",
        "mean",
        "lower",
        _GROUP,
        weekly_ratio("cases_po", "fte_po"),
    ),
    Measure(
        "points_per_case",
        "Points per case held by probation officers",
        "points",
        "Weekly mean of points of probation officers' cases / their number.",
        "mean",
        "",
        _GROUP,
        weekly_ratio("points_po", "cases_po"),
    ),
)
