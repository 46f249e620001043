"""Sickness, leaving, spans, vacancies."""

from __future__ import annotations

from typing import Final

from pdusim.outcomes import counts
from pdusim.outcomes.counts import Count
from pdusim.outcomes.measures.measure import (
    Formula,
    Measure,
    Total,
    ratio,
    weekly_mean,
    weekly_ratio,
)
from pdusim.outcomes.window import DAYS_PER_YEAR, Window

_GROUP: Final = "Staff"


def _sickness(window: Window) -> Total:
    return window[counts.SICK_DAYS], 7.0 * window[counts.FTE_WEEKS] / DAYS_PER_YEAR


def _a_staff_year(count: Count, grade: str) -> Formula:
    weeks = counts.STAFF_WEEKS[grade]
    return lambda window: (window[count], 7.0 * window[weeks] / DAYS_PER_YEAR)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "sickness_days_per_fte",
        "Sickness",
        "working days per FTE-year",
        "Working days lost to sickness / full-time-equivalent years.",
        "ratio",
        "lower",
        _GROUP,
        _sickness,
    ),
    Measure(
        "sickness_none_share",
        "Staff-years without sickness",
        "share",
        "Completed staff-years in the window without a day of sickness / completed staff-years.",
        "ratio",
        "higher",
        _GROUP,
        ratio(counts.STAFF_YEARS_WELL, counts.STAFF_YEARS),
    ),
    Measure(
        "sickness_long_share",
        "Share of sickness days in long spells",
        "share",
        "Working days lost in spells of 28 calendar days or more / working days lost to sickness.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.SICK_DAYS_LONG, counts.SICK_DAYS),
    ),
    Measure(
        "fte_po",
        "Probation officers in post",
        "FTE",
        "Contracted hours / a full-time week of those in post, weekly mean; newly qualified and "
        "agency officers and those absent included, trainees not.",
        "mean",
        "",
        _GROUP,
        weekly_mean("fte_po"),
    ),
    Measure(
        "fte_pso",
        "Probation services officers in post",
        "FTE",
        "As fte_po, of probation services officers.",
        "mean",
        "",
        _GROUP,
        weekly_mean("fte_pso"),
    ),
    Measure(
        "fte_pqip",
        "Trainees in post",
        "FTE",
        "As fte_po, of trainees; the official reductions of training are not taken off.",
        "mean",
        "",
        _GROUP,
        weekly_mean("fte_pqip"),
    ),
    Measure(
        "fte_spo",
        "Senior probation officers in post",
        "FTE",
        "As fte_po, of senior probation officers.",
        "mean",
        "",
        _GROUP,
        weekly_mean("fte_spo"),
    ),
    Measure(
        "leaving_rate_po",
        "Probation officers leaving",
        "per year",
        "Leavers / mean staff in post, per year; newly qualified officers included.",
        "ratio",
        "lower",
        _GROUP,
        _a_staff_year(counts.LEAVERS["po"], "po"),
    ),
    Measure(
        "leaving_rate_pso",
        "Probation services officers leaving",
        "per year",
        "Leavers / mean staff in post, per year; trainees not included.",
        "ratio",
        "lower",
        _GROUP,
        _a_staff_year(counts.LEAVERS["pso"], "pso"),
    ),
    Measure(
        "leaving_hazard_po",
        "Probation officers leaving, expected",
        "per year",
        "Integrated leaving hazard / staff-years: the same as leaving_rate_po in the mean, with "
        "less noise.",
        "ratio",
        "lower",
        _GROUP,
        _a_staff_year(counts.LEAVING_HAZARD["po"], "po"),
    ),
    Measure(
        "leaving_hazard_pso",
        "Probation services officers leaving, expected",
        "per year",
        "Integrated leaving hazard / staff-years, as leaving_rate_pso.",
        "ratio",
        "lower",
        _GROUP,
        _a_staff_year(counts.LEAVING_HAZARD["pso"], "pso"),
    ),
    Measure(
        "staff_per_spo",
        "Practitioners per senior at work",
        "staff",
        "Mean over weekly censuses of practitioners in post / seniors present.",
        "mean",
        "lower",
        _GROUP,
        weekly_mean("staff_per_spo"),
    ),
    Measure(
        "staff_per_spo_widest",
        "Widest span of a senior",
        "staff",
        "Mean over weekly censuses of the most practitioners one senior answers for, teams "
        "covered for absent seniors included.",
        "mean",
        "lower",
        _GROUP,
        weekly_mean("span_widest"),
    ),
    Measure(
        "vacancy_rate_po",
        "Vacant probation officer posts",
        "share",
        "1 - officers in post / posts, heads, agency staff apart, weekly mean.",
        "mean",
        "lower",
        _GROUP,
        weekly_ratio("vacancies_po", "posts_po"),
    ),
)
