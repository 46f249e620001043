"""From a finished replication to its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pdusim.model.person import State
from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    from pdusim.model.unit import Unit

_NO_EVENTS = "no such event in the observation window"
_NOT_MODELLED = "not modelled yet in this version"


def measure(unit: Unit, name: str, seed: int, replication: int, record: str) -> Outcome:
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


def _totals(unit: Unit) -> dict[str, tuple[float, float]]:
    tally = unit.tally
    now = unit.env.now
    weeks = unit.settings.run.observe_weeks
    months = 7.0 * weeks / (365.25 / 12)
    years = 7.0 * weeks / 365.25
    weekly = unit.census.weekly
    observed = {
        key: np.array([np.nan if v is None else v for v in column[-weeks:]], dtype=float)
        for key, column in weekly.items()
    }
    totals: dict[str, tuple[float, float]] = {}

    def mean(key: str, values: np.ndarray) -> None:  # type: ignore[type-arg]
        known = values[np.isfinite(values)]
        totals[key] = (float(known.mean()), 1.0) if len(known) else (0.0, 0.0)

    for key in ("workload_pct", "workload_pct_po", "workload_pct_pso", "demand_pct", "caseload"):
        mean(key, observed[key])
    percentages = np.array(unit.census.percentages)
    totals["workload_pct_p95"] = (
        (float(np.percentile(percentages, 95)), 1.0) if len(percentages) else (0.0, 0.0)
    )
    totals["share_over_110"] = (float(unit.census.weeks_over), float(unit.census.weeks_counted))

    due = tally["reviews due"]
    totals["missed_review_rate"] = (tally["reviews missed"], due)
    for part in ("tier_a", "tier_b", "tier_c", "tier_d", "scheduled", "triggered"):
        totals[f"missed_review_rate_{part}"] = (
            tally[f"reviews missed {part}"],
            tally[f"reviews due {part}"],
        )
    supervised = observed["supervised"]
    supervised_days = float(supervised.sum()) * 7.0
    totals["missed_reviews_per_1000_case_months"] = (
        1000.0 * tally["reviews missed"],
        supervised_days / (365.25 / 12),
    )
    totals["late_review_rate"] = (tally["reviews missed"] + tally["reviews late"], due)
    totals["reviews_done_late"] = (tally["reviews late"], due)
    totals["reviews_lapsed"] = (tally["reviews lapsed"], due + tally["reviews lapsed"])
    overdue_days = float(observed["reviews_overdue"].sum()) * 7.0
    totals["review_in_date"] = (supervised_days - overdue_days, supervised_days)
    totals["review_sufficient"] = (tally["reviews sufficient"], due)
    plans = tally["due initial_assessment"]
    totals["initial_plan_on_time"] = (tally["on time initial_assessment"], plans)
    totals["initial_plan_sufficient"] = (tally["sufficient initial_assessment"], plans)
    before_due, before_done = unit.contact_before
    contact_due, contact_done = unit.contacts(now)
    totals["contact_delivered"] = (contact_done - before_done, contact_due - before_due)
    in_community = sum(
        float(observed[str(state)].sum())
        for state in (
            State.COMMUNITY_ORDER,
            State.SUSPENDED_ORDER,
            State.LICENCE,
            State.POST_SENTENCE,
        )
    )
    totals["unrecognised_risk_days"] = (
        1000.0 * unit.unrecognised.integral(now),
        7.0 * in_community,
    )
    made = [tally[f"on time enquiry_{who}"] for who in ("children", "police")]
    needed = [tally[f"due enquiry_{who}"] for who in ("children", "police")]
    totals["enquiries_made"] = (sum(made), sum(needed))
    totals["enquiries_made_safeguarding"] = (made[0], needed[0])
    totals["enquiries_made_domestic_abuse"] = (made[1], needed[1])
    totals["oversight_delivered"] = (tally["oversight delivered"], tally["oversight due"])

    held_weeks = float(
        (observed["caseload"] - observed["unpaid_work_only"] - observed["unallocated"]).sum()
    )
    held_years = 7.0 * held_weeks / 365.25
    window_years = held_years / years if years else 0.0
    totals["officers_per_case_year"] = (
        tally["officers taking a case"] + window_years,
        held_years,
    )
    high_years = 7.0 * float(observed["high_risk"].sum()) / 365.25
    totals["officers_per_case_year_high"] = (
        tally["officers taking a case, high"] + (high_years / years if years else 0.0),
        high_years,
    )
    totals["mismatched_allocations"] = (tally["allocations mismatched"], tally["allocations"])
    totals["unallocated_days"] = (unit.waiting_cases.integral(now), tally["allocations asked"])
    totals["caseload_drift"] = _drift(observed["caseload"])
    mean("pss_share", observed["post_sentence"] / np.maximum(1.0, observed["caseload"]))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean("cases_per_po", observed["cases_po"] / observed["fte_po"])
        mean("points_per_case", observed["points_po"] / observed["cases_po"])
        mean("vacancy_rate_po", observed["vacancies_po"] / observed["posts_po"])

    fte_years = 7.0 * tally["fte-weeks"] / 365.25
    totals["sickness_days_per_fte"] = (tally["sick days"], fte_years)
    totals["sickness_long_share"] = (tally["sick days long"], tally["sick days"])
    totals["sickness_none_share"] = (
        tally["staff-years without sickness"],
        tally["staff-years completed"],
    )
    for grade in ("po", "pso"):
        staff_years = 7.0 * tally[f"staff-weeks {grade}"] / 365.25
        totals[f"leaving_rate_{grade}"] = (tally[f"leavers {grade}"], staff_years)
        totals[f"leaving_hazard_{grade}"] = (tally[f"leaving hazard {grade}"], staff_years)

    for key, count in (
        ("releases_per_month", "releases"),
        ("early_releases", "early releases"),
        ("recalls_per_month", "recalls"),
    ):
        totals[key] = (tally[count], months)
    totals["peak_releases_per_day"] = (float(tally.most_on_one_day("releases")), 1.0)
    totals["unprepared_release_rate"] = (tally["unprepared releases"], tally["releases"])
    totals["staff_cost"] = (tally["cost"], years)
    done = tally["done scheduled_review"] + tally["done triggered_review"]
    totals["cost_per_review"] = (tally["cost"], done)
    return totals


def _drift(caseload: np.ndarray) -> tuple[float, float]:  # type: ignore[type-arg]
    """Least-squares slope of the weekly caseload over its mean, per cent a year."""
    level = float(caseload.mean()) if len(caseload) else 0.0
    if len(caseload) < 2 or level <= 0.0:
        return 0.0, 0.0
    slope = float(np.polyfit(np.arange(len(caseload)), caseload, 1)[0])
    return 100.0 * slope * (365.25 / 7.0) / level, 1.0


def _checks(unit: Unit) -> dict[str, float]:
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
        points += abs(officer.points - sum(p.points for p in officer.cases.values()))
        worst_hours = max(
            worst_hours, abs(officer.contact_demand - sum(p.contact for p in officer.cases.values()))
        )
    checks["points"] = points
    checks["contact demand"] = worst_hours if worst_hours > 1e-6 else 0.0
    return checks
