"""Risk reviews, plans, contact, unrecognised risk, enquiries, oversight."""

from __future__ import annotations

from functools import partial
from typing import Final

from pdusim.arithmetic import sum_of
from pdusim.outcomes import counts
from pdusim.outcomes.counts import Count, of_kind
from pdusim.outcomes.measures.measure import Formula, Measure, Total, ratio
from pdusim.outcomes.window import DAYS_PER_MONTH, Window

_GROUP: Final = "Risk reviews and plans"

_PLAN: Final = of_kind("initial_assessment")
_RECALL_REPORT: Final = of_kind("recall_report")
_CHILDREN: Final = of_kind("enquiry_children")
_POLICE: Final = of_kind("enquiry_police")
_IN_COMMUNITY = ("community_order", "suspended_order", "licence", "post_sentence")
"""Census columns of people supervised in the community."""


def _by_tier(tier: str) -> Formula:
    return ratio(counts.REVIEWS_MISSED_BY_TIER[tier], counts.REVIEWS_DUE_BY_TIER[tier])


def _by_trigger(trigger: str) -> Formula:
    return ratio(counts.REVIEWS_MISSED_BY_TRIGGER[trigger], counts.REVIEWS_DUE_BY_TRIGGER[trigger])


def _missed_per_1000_case_months(window: Window) -> Total:
    supervised_days = 7.0 * window.sum("supervised")
    missed = window[counts.REVIEWS_MISSED_IN_COMMUNITY]
    return 1000.0 * missed, supervised_days / DAYS_PER_MONTH


def _a_week(count: Count) -> Formula:
    return partial(_weekly_hours, count)


def _weekly_hours(count: Count, window: Window) -> Total:
    return window[count], float(window.weeks)


def _late(window: Window) -> Total:
    late = window[counts.REVIEWS_MISSED] + window[counts.REVIEWS_LATE]
    return late, window[counts.REVIEWS_DUE]


def _of_all_due(count: Count) -> Formula:
    """Reviews that were not judged, of those judged and these."""
    return lambda window: (window[count], window[counts.REVIEWS_DUE] + window[count])


def _in_date(window: Window) -> Total:
    supervised_days = 7.0 * window.sum("supervised")
    return supervised_days - 7.0 * window.sum("reviews_overdue"), supervised_days


def _person_days(window: Window) -> float:
    """Person-days in the community."""
    return 7.0 * sum_of(window.sum(state) for state in _IN_COMMUNITY)


def _unrecognised(window: Window) -> Total:
    return 1000.0 * window[counts.UNRECOGNISED_DAYS], _person_days(window)


def _unrecognised_by(cause: str) -> Formula:
    """As seen at the weekly censuses, so that the parts add up to the whole but for noise."""
    count = counts.UNRECOGNISED_BY_CAUSE[cause]
    return lambda window: (7000.0 * window[count], _person_days(window))


def _enquiries(window: Window) -> Total:
    made = window[_CHILDREN.on_time] + window[_POLICE.on_time]
    return made, window[_CHILDREN.due] + window[_POLICE.due]


MEASURES: tuple[Measure, ...] = (
    Measure(
        "missed_review_rate",
        "Risk reviews missed",
        "share",
        "Risk reviews whose due date + grace fell in the window and that were then neither done "
        "nor lapsed / all such reviews not lapsed.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.REVIEWS_MISSED, counts.REVIEWS_DUE),
    ),
    *(
        Measure(
            f"missed_review_rate_{part}",
            f"Risk reviews missed: {title}",
            "share",
            f"As missed_review_rate, {title} only.",
            "ratio",
            "lower",
            _GROUP,
            formula,
        )
        for part, title, formula in (
            ("tier_a", "tier A", _by_tier("a")),
            ("tier_b", "tier B", _by_tier("b")),
            ("tier_c", "tier C", _by_tier("c")),
            ("tier_d", "tier D", _by_tier("d")),
            ("scheduled", "scheduled", _by_trigger("scheduled")),
            ("triggered", "triggered by an event", _by_trigger("triggered")),
        )
    ),
    Measure(
        "missed_reviews_per_1000_case_months",
        "Risk reviews missed per 1,000 case-months",
        "per 1,000 case-months",
        "1,000 x missed risk reviews of people in the community / their case-months supervised.",
        "ratio",
        "lower",
        _GROUP,
        _missed_per_1000_case_months,
    ),
    Measure(
        "late_review_rate",
        "Risk reviews not done by the due date",
        "share",
        "Risk reviews not done by their due date, missed ones included / all risk reviews whose "
        "due date + grace fell in the window, not lapsed.",
        "ratio",
        "lower",
        _GROUP,
        _late,
    ),
    Measure(
        "reviews_done_late",
        "Risk reviews done late (within grace)",
        "share",
        "Risk reviews done after the due date and by the end of the grace / all risk reviews whose "
        "due date + grace fell in the window, not lapsed.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.REVIEWS_LATE, counts.REVIEWS_DUE),
    ),
    Measure(
        "reviews_lapsed",
        "Risk reviews lapsed (case ended or recalled before the due date)",
        "share",
        "Risk reviews whose case ended or was recalled before the due date / all risk reviews "
        "whose due date + grace fell in the window, lapsed ones included.",
        "ratio",
        "",
        _GROUP,
        _of_all_due(counts.REVIEWS_LAPSED),
    ),
    Measure(
        "reviews_superseded",
        "Risk reviews that gave way to a newer one in time",
        "share",
        "Risk reviews superseded by a newer one before their due date + grace / such reviews and "
        "all risk reviews fallen due in the window.",
        "ratio",
        "",
        _GROUP,
        _of_all_due(counts.REVIEWS_SUPERSEDED_IN_TIME),
    ),
    Measure(
        "review_in_date",
        "Person-days with an assessment in date",
        "share",
        "Person-days supervised with no risk review overdue / person-days supervised with an "
        "assessment required.",
        "ratio",
        "higher",
        _GROUP,
        _in_date,
    ),
    Measure(
        "review_sufficient",
        "Risk reviews done on time and sufficient",
        "share",
        "Risk reviews done by the due date and of sufficient quality / risk reviews fallen due.",
        "ratio",
        "higher",
        _GROUP,
        ratio(counts.REVIEWS_SUFFICIENT, counts.REVIEWS_DUE),
    ),
    Measure(
        "initial_plan_on_time",
        "Initial plans on time",
        "share",
        "Initial assessments and plans done within 15 working days of the first attended "
        "appointment / initial plans fallen due.",
        "ratio",
        "higher",
        _GROUP,
        ratio(_PLAN.on_time, _PLAN.due),
    ),
    Measure(
        "initial_plan_sufficient",
        "Initial plans on time and sufficient",
        "share",
        "Initial plans done on time and of sufficient quality / initial plans fallen due.",
        "ratio",
        "higher",
        _GROUP,
        ratio(_PLAN.sufficient, _PLAN.due),
    ),
    Measure(
        "contact_delivered",
        "Contact delivered of contact due",
        "share",
        "Contact hours delivered / contact hours due; due goes on while an officer is absent or a "
        "case waits for one.",
        "ratio",
        "higher",
        _GROUP,
        ratio(counts.CONTACT_HOURS_GIVEN, counts.CONTACT_HOURS_DUE),
    ),
    Measure(
        "contact_hours_given",
        "Hours of contact delivered",
        "hours per week",
        "Hours of contact delivered / weeks. A standard that is lowered raises contact_delivered "
        "and not this.",
        "ratio",
        "higher",
        _GROUP,
        _a_week(counts.CONTACT_HOURS_GIVEN),
    ),
    Measure(
        "contact_hours_due",
        "Hours of contact due",
        "hours per week",
        "Hours of contact due by the standard in force / weeks.",
        "ratio",
        "",
        _GROUP,
        _a_week(counts.CONTACT_HOURS_DUE),
    ),
    Measure(
        "urgent_on_time",
        "Urgent work on cases done on time",
        "share",
        "Tasks of class 0 on cases done by their due date / fallen due and not closed before.",
        "ratio",
        "higher",
        _GROUP,
        ratio(counts.URGENT_ON_TIME, counts.URGENT_DUE),
    ),
    Measure(
        "recall_reports_on_time",
        "Recall reports (part A) sent on time",
        "share",
        "Recall reports done by their due date / fallen due and not closed before.",
        "ratio",
        "higher",
        _GROUP,
        ratio(_RECALL_REPORT.on_time, _RECALL_REPORT.due),
    ),
    Measure(
        "unrecognised_risk_days",
        "Days at a higher risk than assessed",
        "per 1,000 person-days",
        "1,000 x person-days in the community with true risk of serious harm above the assessed "
        "level / person-days in the community.",
        "ratio",
        "lower",
        _GROUP,
        _unrecognised,
    ),
    Measure(
        "unrecognised_risk_days_not_noticed",
        "Days at a higher risk than assessed: a review since the rise did not notice it",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "A review since the rise of the true risk did not notice it.",
        "ratio",
        "lower",
        _GROUP,
        _unrecognised_by("not_noticed"),
    ),
    Measure(
        "unrecognised_risk_days_review_missed",
        "Days at a higher risk than assessed: the review is missed",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "The review is open and past its grace.",
        "ratio",
        "lower",
        _GROUP,
        _unrecognised_by("review_missed"),
    ),
    Measure(
        "unrecognised_risk_days_review_late",
        "Days at a higher risk than assessed: the review is late",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "The review is open and past its due date, within its grace.",
        "ratio",
        "lower",
        _GROUP,
        _unrecognised_by("review_late"),
    ),
    Measure(
        "unrecognised_risk_days_review_pending",
        "Days at a higher risk than assessed: the review is not due yet",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "The review is open and not due yet.",
        "ratio",
        "lower",
        _GROUP,
        _unrecognised_by("review_pending"),
    ),
    Measure(
        "unrecognised_risk_days_never_reviewed",
        "Days at a higher risk than assessed: nobody knew of a reason to review",
        "per 1,000 person-days",
        "The part of unrecognised_risk_days, as seen at the weekly censuses. "
        "No review has come up since the rise: nobody knew of the event.",
        "ratio",
        "lower",
        _GROUP,
        _unrecognised_by("never_reviewed"),
    ),
    Measure(
        "enquiries_made",
        "Safeguarding and domestic-abuse enquiries made",
        "share",
        "Enquiries to police and children's services answered by their due date / required.",
        "ratio",
        "higher",
        _GROUP,
        _enquiries,
    ),
    Measure(
        "enquiries_made_safeguarding",
        "Safeguarding enquiries made",
        "share",
        "As enquiries_made, to children's services only.",
        "ratio",
        "higher",
        _GROUP,
        ratio(_CHILDREN.on_time, _CHILDREN.due),
    ),
    Measure(
        "enquiries_made_domestic_abuse",
        "Domestic-abuse enquiries made",
        "share",
        "As enquiries_made, to the police only.",
        "ratio",
        "higher",
        _GROUP,
        ratio(_POLICE.on_time, _POLICE.due),
    ),
    Measure(
        "oversight_delivered",
        "Management oversight delivered",
        "share",
        "Management-oversight tasks done by the due date and sufficient / fallen due.",
        "ratio",
        "higher",
        _GROUP,
        ratio(counts.OVERSIGHT_DELIVERED, counts.OVERSIGHT_DUE),
    ),
    Measure(
        "spo_tasks_late",
        "Seniors' tasks done late",
        "share",
        "Allocations, oversight entries, countersignatures, supervision sessions and absence "
        "management done by a senior after the due date and within grace / fallen due.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.SENIOR_TASKS["late"], counts.SENIOR_TASKS_DUE),
    ),
    Measure(
        "spo_tasks_skipped",
        "Seniors' tasks not done",
        "share",
        "As spo_tasks_late, not done by due date + grace, or with no senior to give them to / "
        "fallen due.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.SENIOR_TASKS["skipped"], counts.SENIOR_TASKS_DUE),
    ),
)
