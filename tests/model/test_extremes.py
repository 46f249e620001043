"""Extreme scenarios run, and nothing is lost in them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pdusim import simulate
from pdusim.model.people.person import State

NO_ARRIVALS = {
    f"arrivals.{flow}": 0.0
    for flow in ("community_order", "suspended_order", "unpaid_work_only", "custody", "life")
}
NO_LIFERS = {
    "sentencing.custody.life_stock_custody": 0.0,
    "sentencing.custody.life_stock_licence": 0.0,
}

EXTREMES: dict[str, dict[str, Any]] = {
    "no arrivals": {**NO_ARRIVALS, **NO_LIFERS},
    "custody only": {
        **{k: v for k, v in NO_ARRIVALS.items() if "custody" not in k},
        "sentencing.custody.release_fraction": 1.0,
        "sentencing.custody.longer_fraction": 1.0,
        "sentencing.custody.remand_share": 0.0,
        "sentencing.post_sentence.enabled": False,
        "sentencing.custody.lengths.upper_months": (480.0,),
        "sentencing.custody.lengths.shares": (1.0,),
        "sentencing.custody.lengths.shortest_months": 100.0,
        "early_release.hdc.window_days": 0,
    },
    "a scheme of 0 days": {
        "early_release.ecsl.max_days": 0,
        "early_release.ecsl.eligible_share": 1.0,
    },
    "everybody recalled every month": {
        "enforcement.non_compliance.majorant": 5.0,
        "enforcement.non_compliance.rate.licence": 5.0,
        "enforcement.non_compliance.noticed_share": 1.0,
        "enforcement.non_compliance.noticed_floor": 1.0,
        "enforcement.recall.share": 1.0,
        "enforcement.recall.fixed_term_share": 1.0,
    },
    "SDS40 long before the start": {
        "early_release.regimes.sds40.enacted": True,
        "early_release.regimes.sds40.commencement": date(2015, 1, 5),
        "early_release.regimes.sds40.tranches": [
            [1825, date(2015, 1, 5)],
            [None, date(2015, 3, 2)],
        ],
    },
    "no notice at all": {
        "early_release.ecsl.max_days": 365,
        "early_release.ecsl.eligible_share": 1.0,
        "early_release.ecsl.notice_days_min": 0,
        "early_release.ecsl.notice_days_max": 0,
        "early_release.ecsl.min_served_days": 0,
    },
    "no grace and no hours": {
        "work.tasks.scheduled_review.hours": 0.0,
        "work.tasks.scheduled_review.grace_days": 0.0,
    },
}


@pytest.mark.parametrize("name", EXTREMES)
def test_it_runs_and_nothing_is_lost(small, name: str) -> None:
    outcome = simulate(small().with_values(EXTREMES[name]), seed=4)
    assert {check: figure for check, figure in outcome.checks.items() if figure} == {}


def test_without_arrivals_there_is_nobody_and_nothing_to_measure(small) -> None:
    outcome = simulate(small().with_values(EXTREMES["no arrivals"]), seed=4)
    assert outcome.measures["caseload"] == 0.0
    assert outcome.measures["workload_pct"] == 0.0
    assert outcome.measures["missed_review_rate"] is None
    assert outcome.missing["missed_review_rate"]


def test_custody_only_has_no_releases_and_no_reviews_in_the_community(small, lived) -> None:
    unit = lived(small().with_values({**EXTREMES["custody only"], **NO_LIFERS}))
    community = sum(
        len(unit.in_state[state])
        for state in (State.COMMUNITY_ORDER, State.SUSPENDED_ORDER, State.UNPAID_WORK_ONLY)
    )
    assert community == 0
    assert len(unit.in_state[State.CUSTODY_PRISON]) > 50


def test_everybody_recalled_means_third_and_fourth_recalls(small, lived) -> None:
    unit = lived(small().with_values(EXTREMES["everybody recalled every month"]))
    most = max(p.recalls for state in State for p in unit.in_state[state].values())
    assert most >= 4


def test_a_scheme_of_0_days_is_no_scheme(small) -> None:
    base = small()
    none = base.with_values(EXTREMES["a scheme of 0 days"])
    assert simulate(base, seed=4).measures == simulate(none, seed=4).measures
