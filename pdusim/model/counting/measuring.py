"""From a finished replication to its measures."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from pdusim.arithmetic import sum_of
from pdusim.model.cases.noticing import CAUSES
from pdusim.model.people.person import State
from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    from pdusim.model.counting.scope import Counted

_NO_EVENTS = "no such event in the observation window"
_NOT_MODELLED = "not modelled yet in this version"


def measure(unit: Counted, name: str, seed: int, replication: int, record: str) -> Outcome:
    """Work out every measure of a finished replication."""
    totals = _totals(unit)
    measures: dict[str, float | None] = {}
    missing: dict[str, str] = {}
    for key in MEASURES:
        if key not in totals:
            totals[key] = (0.0, 0.0)
            missing[key] = _NOT_MODELLED
            measures[key] = None
            continue
        numerator, denominator = totals[key]
        if denominator > 0.0:
            measures[key] = numerator / denominator
        else:
            measures[key] = None
            missing[key] = _NO_EVENTS
    return Outcome(
        scenario=name,
        seed=seed,
        replication=replication,
        totals=totals,
        measures=measures,
        missing=missing,
        weekly=unit.census.weekly if record in ("weekly", "events") else {},
        events=unit.ledger.events,
        checks=_checks(unit),
    )


Totals = dict[str, tuple[float, float]]
Weeks = dict[str, np.ndarray]

_DAYS_PER_YEAR = 365.25
_DAYS_PER_MONTH = _DAYS_PER_YEAR / 12


def _totals(unit: Counted) -> Totals:
    """Numerator and denominator of every measure."""
    weeks = unit.settings.run.observe_weeks
    observed = {
        key: np.array([np.nan if v is None else v for v in column[-weeks:]], dtype=float)
        for key, column in unit.census.weekly.items()
    }
    return {
        **_workload(unit, observed),
        **_reviews(unit, observed),
        **_cases(unit, observed),
        **_staff(unit, observed),
        **_flows(unit),
    }


def _mean(values: np.ndarray) -> tuple[float, float]:
    """Mean over the weeks that have a value; missing where none has."""
    known = values[np.isfinite(values)]
    return (float(known.mean()), 1.0) if len(known) else (0.0, 0.0)


def _workload(unit: Counted, observed: Weeks) -> Totals:
    """The points clock."""
    census = unit.census
    names = ("workload_pct", "workload_pct_po", "workload_pct_pso", "demand_pct")
    totals = {name: _mean(observed[name]) for name in names}
    percentages = np.array(census.percentages)
    totals["workload_pct_p95"] = (
        (float(np.percentile(percentages, 95)), 1.0) if len(percentages) else (0.0, 0.0)
    )
    totals["share_over_110"] = (float(census.weeks_over), float(census.weeks_counted))
    return totals


def _reviews(unit: Counted, observed: Weeks) -> Totals:
    """Risk reviews, plans, contacts, enquiries, oversight."""
    tally, now = unit.tally, unit.env.now
    due, missed, late = tally["reviews due"], tally["reviews missed"], tally["reviews late"]
    supervised_days = 7.0 * float(observed["supervised"].sum())
    overdue_days = 7.0 * float(observed["reviews_overdue"].sum())
    plans = tally["due initial_assessment"]
    before_due, before_done = unit.contact_before
    contact_due, contact_done = unit.contacts(now)
    in_community = sum_of(
        float(observed[str(state)].sum())
        for state in (
            State.COMMUNITY_ORDER,
            State.SUSPENDED_ORDER,
            State.LICENCE,
            State.POST_SENTENCE,
        )
    )
    children = (tally["on time enquiry_children"], tally["due enquiry_children"])
    police = (tally["on time enquiry_police"], tally["due enquiry_police"])
    totals: Totals = {
        "missed_review_rate": (missed, due),
        "missed_reviews_per_1000_case_months": (
            1000.0 * tally["reviews missed in the community"],
            supervised_days / _DAYS_PER_MONTH,
        ),
        "late_review_rate": (missed + late, due),
        "reviews_done_late": (late, due),
        "reviews_lapsed": (tally["reviews lapsed"], due + tally["reviews lapsed"]),
        "review_in_date": (supervised_days - overdue_days, supervised_days),
        "review_sufficient": (tally["reviews sufficient"], due),
        "initial_plan_on_time": (tally["on time initial_assessment"], plans),
        "initial_plan_sufficient": (tally["sufficient initial_assessment"], plans),
        "contact_delivered": (contact_done - before_done, contact_due - before_due),
        "unrecognised_risk_days": (1000.0 * unit.unrecognised.integral(now), 7.0 * in_community),
        "enquiries_made": (children[0] + police[0], children[1] + police[1]),
        "enquiries_made_safeguarding": children,
        "enquiries_made_domestic_abuse": police,
        "spo_tasks_late": (tally["senior tasks late"], tally["senior tasks due"]),
        "spo_tasks_skipped": (tally["senior tasks skipped"], tally["senior tasks due"]),
        "oversight_delivered": (tally["oversight delivered"], tally["oversight due"]),
    }
    # By cause as seen at the weekly censuses, so that the parts add up to the whole but for noise.
    for cause in CAUSES:
        totals[f"unrecognised_risk_days_{cause}"] = (
            7000.0 * tally[f"unrecognised {cause}"],
            7.0 * in_community,
        )
    totals["reviews_superseded"] = (
        tally["reviews superseded in time"],
        due + tally["reviews superseded in time"],
    )
    for part in ("tier_a", "tier_b", "tier_c", "tier_d", "scheduled", "triggered"):
        totals[f"missed_review_rate_{part}"] = (
            tally[f"reviews missed {part}"],
            tally[f"reviews due {part}"],
        )
    return totals


def _cases(unit: Counted, observed: Weeks) -> Totals:
    """Caseload, officers of a case, allocation."""
    tally = unit.tally
    years = 7.0 * unit.settings.run.observe_weeks / _DAYS_PER_YEAR
    caseload = observed["caseload"]
    held = caseload - observed["unpaid_work_only"] - observed["unallocated"]
    held_years = 7.0 * float(held.sum()) / _DAYS_PER_YEAR
    high_years = 7.0 * float(observed["high_risk_held"].sum()) / _DAYS_PER_YEAR
    with np.errstate(divide="ignore", invalid="ignore"):
        per_officer = observed["cases_po"] / observed["fte_po"]
        per_case = observed["points_po"] / observed["cases_po"]
        share = observed["post_sentence"] / caseload
    return {
        "officers_per_case_year": (
            tally["officers taking a case"] + held_years / years,
            held_years,
        ),
        "officers_per_case_year_high": (
            tally["officers taking a case, high"] + high_years / years,
            high_years,
        ),
        **_officers_of_high_risk(unit),
        "mismatched_allocations": (tally["allocations mismatched"], tally["allocations"]),
        "unallocated_days": (
            unit.waiting_cases.integral(unit.env.now),
            tally["allocations asked"],
        ),
        "caseload": _mean(caseload),
        "caseload_drift": _drift(caseload),
        "pss_share": _mean(share),
        "cases_per_po": _mean(per_officer),
        "points_per_case": _mean(per_case),
    }


def _officers_of_high_risk(unit: Counted) -> Totals:
    """The tail of how many officers a high-risk case had in the last year of the run."""
    found = unit.moves.officers_in_last_year(int(unit.env.now))
    if not found:
        return {
            "officers_last_year_high_p95": (0.0, 0.0),
            "officers_last_year_high_most": (0.0, 0.0),
        }
    return {
        "officers_last_year_high_p95": (float(np.percentile(found, 95)), 1.0),
        "officers_last_year_high_most": (float(found[-1]), 1.0),
    }


def _staff(unit: Counted, observed: Weeks) -> Totals:
    """Sickness, leaving, vacancies, cost."""
    tally = unit.tally
    years = 7.0 * unit.settings.run.observe_weeks / _DAYS_PER_YEAR
    fte_years = 7.0 * tally["fte-weeks"] / _DAYS_PER_YEAR
    with np.errstate(divide="ignore", invalid="ignore"):
        vacant = observed["vacancies_po"] / observed["posts_po"]
    done = tally["done scheduled_review"] + tally["done triggered_review"]
    totals: Totals = {
        "sickness_days_per_fte": (tally["sick days"], fte_years),
        "sickness_long_share": (tally["sick days long"], tally["sick days"]),
        "sickness_none_share": (
            tally["staff-years without sickness"],
            tally["staff-years completed"],
        ),
        "vacancy_rate_po": _mean(vacant),
        "staff_per_spo": _mean(observed["staff_per_spo"]),
        "staff_per_spo_widest": _mean(observed["span_widest"]),
        "staff_cost": (tally["cost"], years),
        "cost_per_review": (tally["cost"], done),
    }
    for grade in ("po", "pso", "pqip", "spo"):
        totals[f"fte_{grade}"] = _mean(observed[f"fte_{grade}"])
    for grade in ("po", "pso"):
        staff_years = 7.0 * tally[f"staff-weeks {grade}"] / _DAYS_PER_YEAR
        totals[f"leaving_rate_{grade}"] = (tally[f"leavers {grade}"], staff_years)
        totals[f"leaving_hazard_{grade}"] = (tally[f"leaving hazard {grade}"], staff_years)
    return totals


def _flows(unit: Counted) -> Totals:
    """Releases and recalls."""
    tally = unit.tally
    months = 7.0 * unit.settings.run.observe_weeks / _DAYS_PER_MONTH
    return {
        "releases_per_month": (tally["releases"], months),
        "early_releases": (tally["early releases"], months),
        "peak_releases_per_day": (float(tally.most_on_one_day("releases")), 1.0),
        "unprepared_release_rate": (tally["unprepared releases"], tally["releases"]),
        "recalls_per_month": (tally["recalls"], months),
        "court_reports_per_month": (tally["court reports"], months),
        "ap_not_placed": (tally["premises not placed"], tally["premises referrals"]),
        "upw_completed_12m": (tally["unpaid work in time"], tally["unpaid work cohort"]),
        "programme_not_started": (
            tally["programmes never started"],
            tally["programme requirements ended"],
        ),
        "programme_wait_over_6m": (
            tally["programme starts after six months"],
            tally["programme starts"],
        ),
    }


def _drift(caseload: np.ndarray) -> tuple[float, float]:
    """Least-squares slope of the weekly caseload over its mean, per cent a year."""
    total = fsum(caseload)
    weeks = len(caseload)
    if weeks < 2 or total <= 0.0:
        return 0.0, 0.0
    # In closed form and with exactly rounded sums: what a linear-algebra library gives depends on
    # the processor in its last bits, and a kept run would not verify on another machine.
    moment = fsum(week * value for week, value in enumerate(caseload))
    slope = (12.0 * moment - 6.0 * (weeks - 1) * total) / (weeks * (weeks * weeks - 1))
    return 100.0 * slope * (365.25 / 7.0) / (total / weeks), 1.0


def _checks(unit: Counted) -> dict[str, float]:
    """Conservation: each figure is 0 when nothing was lost."""
    since = unit.tally.since_start
    now = unit.env.now
    present = sum(len(people) for state, people in unit.in_state.items())
    checks = {
        "persons": since.get("persons in", 0.0) - since.get("persons out", 0.0) - present,
        "states": float(
            sum(
                abs(unit.moved_in[state] - unit.moved_out[state] - len(unit.in_state[state]))
                for state in State
                if state is not State.CLOSED
            )
        ),
    }
    worst_hours = over = 0.0
    for officer in unit.everyone:
        officer.settle(now)
        spent = officer.contact_done + officer.task_done
        over = max(over, spent - officer.hours_available)
    checks["hours over available"] = over if over > 1e-6 else 0.0
    held = sum(len(o.cases) for o in unit.everyone) + len(unit.unpaid_work_team.cases)
    held += sum(len(team.pool.cases) for team in unit.teams)
    checks["holders"] = float(present - held)
    points = 0.0
    for officer in unit.everyone:
        points += abs(
            officer.points - officer.report_points - sum(p.points for p in officer.cases.values())
        )
        worst_hours = max(
            worst_hours,
            abs(officer.contact_demand - sum_of(p.contact for p in officer.cases.values())),
        )
    checks["points"] = points
    checks["contact demand"] = worst_hours if worst_hours > 1e-6 else 0.0
    return checks
