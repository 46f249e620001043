"""What the service counts since the percentage was switched off: appointments and due lists."""

from __future__ import annotations

from typing import Final

from pdusim.outcomes import counts
from pdusim.outcomes.counts import Count
from pdusim.outcomes.measures.measure import (
    NOTHING,
    Formula,
    Measure,
    Total,
    ratio,
    weekly_mean,
    weekly_ratio,
)
from pdusim.outcomes.window import Window

_GROUP: Final = "Appointments and due lists"


def _appointments(count: Count) -> Formula:
    """Appointments a month; missing where there are no supervision packages."""

    def a_month(window: Window) -> Total:
        return (window[count], window.months) if window[counts.APPOINTMENTS_DUE] else NOTHING

    return a_month


def _given_cases(window: Window) -> Total:
    given = window[counts.ALLOCATIONS] + window[counts.REALLOCATIONS]
    return given, window.sum("practitioners")


def _listed(name: str, title: str, definition: str, column: str) -> Measure:
    return Measure(
        name,
        title,
        "per practitioner",
        f"Weekly mean of {definition} / practitioners in post.",
        "mean",
        "",
        _GROUP,
        weekly_ratio(column, "practitioners"),
    )


MEASURES: tuple[Measure, ...] = (
    Measure(
        "appointments_due",
        "Appointments due",
        "appointments per month",
        "Appointments of supervision packages fallen due / months; missing where there are none.",
        "ratio",
        "",
        _GROUP,
        _appointments(counts.APPOINTMENTS_DUE),
    ),
    Measure(
        "appointments_given",
        "Appointments given",
        "appointments per month",
        "Appointments of supervision packages that an officer gave on their day / months; missing "
        "where there are none.",
        "ratio",
        "higher",
        _GROUP,
        _appointments(counts.APPOINTMENTS_GIVEN),
    ),
    Measure(
        "appointments_missed",
        "Appointments missed by the unit",
        "appointments per month",
        "Appointments of supervision packages that no officer gave / months; missing where there "
        "are none. Whether the person came is not in the model.",
        "ratio",
        "lower",
        _GROUP,
        _appointments(counts.APPOINTMENTS_MISSED),
    ),
    Measure(
        "appointments_missed_share",
        "Appointments missed of appointments due",
        "share",
        "Appointments of supervision packages that no officer gave / fallen due.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.APPOINTMENTS_MISSED, counts.APPOINTMENTS_DUE),
    ),
    _listed(
        "releases_due_7_days",
        "Releases due within 7 days",
        "people in custody whose release is due within 7 days, recalled people included, hearings "
        "of the Parole Board apart,",
        "releases_due_7",
    ),
    _listed(
        "reports_due_14_days",
        "Recall reports due within 14 days",
        "reports B and C after a recall that are open and due within 14 days",
        "reports_due_14",
    ),
    _listed(
        "plans_due_14_days",
        "Initial plans due within 14 days",
        "initial plans that are open and due within 14 days",
        "plans_due_14",
    ),
    _listed(
        "parole_reports_due_28_days",
        "Parole reports due within 28 days",
        "reports for the Parole Board that are open and due within 28 days",
        "parole_reports_due_28",
    ),
    Measure(
        "cases_given_7_days",
        "Cases given in 7 days",
        "per practitioner",
        "Allocations and reallocations / practitioner-weeks in post.",
        "ratio",
        "",
        _GROUP,
        _given_cases,
    ),
    Measure(
        "contact_suspended",
        "Cases with contact suspended",
        "cases",
        "Weekly mean of cases in the community whose supervision is suspended.",
        "mean",
        "",
        _GROUP,
        weekly_mean("contact_suspended"),
    ),
)
