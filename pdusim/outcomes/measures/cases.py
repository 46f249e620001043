"""Caseload, officers of a case, allocation."""

from __future__ import annotations

from math import fsum
from typing import Final

from pdusim.outcomes import counts
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

_GROUP: Final = "Cases and officers"


def _changes_per_case_year(window: Window) -> Total:
    caseload, unpaid_work, pool = (
        window.column(name) for name in ("caseload", "unpaid_work_only", "unallocated")
    )
    held = float((caseload - unpaid_work - pool).sum())
    return window[counts.OFFICER_CHANGES], 7.0 * held / DAYS_PER_YEAR


def _changes_per_case_year_high(window: Window) -> Total:
    held = window.sum("high_risk_held")
    return window[counts.OFFICER_CHANGES_HIGH], 7.0 * held / DAYS_PER_YEAR


def _unallocated_share(window: Window) -> Total:
    cases = window.sum("caseload") - window.sum("unpaid_work_only")
    return window[counts.DAYS_UNALLOCATED], 7.0 * cases


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
        "Officers of a case in a year",
        "officers",
        "Different officers who held a case in the year up to a day of its sentence that came "
        "round in the window / such years; cases in the community then and held all the year.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.OFFICERS_OF_CASE_YEARS, counts.CASE_YEARS),
    ),
    Measure(
        "officers_per_case_year_high",
        "Officers of a high-risk case in a year",
        "officers",
        "As officers_per_case_year, cases assessed as high or very high risk of serious harm.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.OFFICERS_OF_CASE_YEARS_HIGH, counts.CASE_YEARS_HIGH),
    ),
    Measure(
        "officer_changes",
        "Changes of officer",
        "per case-year",
        "Times a case that an officer has held goes to another one / case-years held, custody "
        "included.",
        "ratio",
        "lower",
        _GROUP,
        _changes_per_case_year,
    ),
    Measure(
        "officer_changes_high",
        "Changes of officer, high risk",
        "per case-year",
        "As officer_changes, cases assessed as high or very high risk of serious harm.",
        "ratio",
        "lower",
        _GROUP,
        _changes_per_case_year_high,
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
        "Case-days without an officer of cases that no officer has held yet / such cases that "
        "came.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.DAYS_NEW_UNALLOCATED, counts.NEW_CASES_ASKED),
    ),
    Measure(
        "unallocated_share",
        "Share of cases without an officer",
        "share",
        "Case-days without an officer, new cases and those handed back / case-days, unpaid work "
        "only apart.",
        "ratio",
        "lower",
        _GROUP,
        _unallocated_share,
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
