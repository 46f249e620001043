"""The registry of measures."""

from __future__ import annotations

from pdusim import load_scenario, simulate
from pdusim.outcomes.measures import MEASURES

DESIGN = """
workload_pct workload_pct_po workload_pct_pso demand_pct workload_pct_p95 share_over_110
missed_review_rate late_review_rate review_in_date review_sufficient initial_plan_sufficient
initial_plan_on_time contact_delivered unrecognised_risk_days enquiries_made oversight_delivered
officers_per_case_year mismatched_allocations unallocated_days caseload caseload_drift pss_share
cases_per_po points_per_case sickness_days_per_fte sickness_none_share sickness_long_share
leaving_rate_po leaving_rate_pso vacancy_rate_po releases_per_month early_releases
peak_releases_per_day unprepared_release_rate recalls_per_month court_reports_per_month
ap_not_placed upw_completed_12m programme_not_started programme_wait_over_6m staff_cost
""".split()


def test_every_measure_of_the_design_is_there() -> None:
    assert set(DESIGN) <= set(MEASURES)
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.title
        assert measure.unit
        assert measure.definition.endswith(".")


def test_an_outcome_reports_every_measure_or_says_why_not() -> None:
    scenario = load_scenario("baseline").with_values(
        {"unit.scale": 0.2, "run.warm_up_weeks": 2, "run.observe_weeks": 20}
    )
    outcome = simulate(scenario)
    assert list(outcome.measures) == list(MEASURES)
    for name, value in outcome.measures.items():
        numerator, denominator = outcome.totals[name]
        if value is None:
            assert outcome.missing[name]
        else:
            assert name not in outcome.missing
            assert value == numerator / denominator
