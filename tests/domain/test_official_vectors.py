"""The official test vectors: every one is run, or left out by name with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pdusim.domain import tiering, workload
from pdusim.domain.workload import Reduction, TierCounts

DATA = Path(__file__).parents[1] / "data" / "official-vectors.json"
FILE: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
VECTORS: list[dict[str, Any]] = FILE["vectors"]
REFERENCE: dict[str, Any] = FILE["reference"]

# Vector id → why it is not run.
LEFT_OUT: dict[str, str] = {
    "regional_table-028": "adds up a published column: no rule of the package takes part in it",
}

Input = dict[str, Any]


def _pick(given: Input, *names: str) -> Input:
    return {name: given[name] for name in names if name in given}


def available_points(given: Input) -> Any:
    return workload.available_points(
        **_pick(given, "contracted_hours", "reduction_hours", "default_hours", "nominal_target")
    )


def contracted_hours(given: Input) -> Any:
    return workload.contracted_hours_of(
        given["grade"], given["contracted_hours"], given["defaults"]
    )._asdict()


def officer_day(given: Input) -> Any:
    available = available_points(given)
    percentage = workload.displayed_percentage
    return {
        "available_points": available,
        "workload_pct_1dp": percentage(given["total_points"], available, "1dp"),
        "cms_pct_1dp": percentage(given["cms_points"], available, "1dp"),
    }


def unit_row(given: Input) -> Any:
    used, available = given["points_used"], given["available_points"]
    return {
        "workload_pct_1dp": workload.displayed_percentage(used, available, "1dp"),
        "remaining_points": workload.remaining_points(used, available),
    }


def case_points(given: Input) -> Any:
    return workload.case_points(given["tier"], given["location"], t2a=given["t2a"])


def allocation_impact(given: Input) -> Any:
    points = case_points({**given, "t2a": False})
    impact = workload.allocation_impact(
        given["points"], given["available"], points, given["already_held"], "truncated"
    )
    return impact._asdict()


def whole_workload_2021(given: Input) -> Any:
    """16 tiers at three locations, i points a case in tier i, all sets alike."""
    tiers = workload.TIERS
    weights: dict[str, dict[str, float]] = {
        location: {tier: i for i, tier in enumerate(tiers, 1)}
        for location in ("community", "licence", "custody")
    }
    reports = {
        "sdr": given["sdr"][0] * given["sdr"][1],
        "fdr": given["fdr"][0] * given["fdr"][1],
        "parole": workload.parole_points(*given["parole"]),
        "arms": workload.arms_points(
            community=given["arms_community"][0],
            licence=given["arms_licence"][0],
            community_weight=given["arms_community"][1],
            licence_weight=given["arms_licence"][1],
        ),
    }
    counts = TierCounts(
        given["t2a_total"], given["warrants"], given["unpaid_work"], given["overdue"]
    )
    cases: float = given["total"]
    total = workload.workload_points(
        {location: dict.fromkeys(tiers, cases) for location in weights},
        {location: dict.fromkeys(tiers, counts) for location in weights},
        weights=weights,
        t2a_weights=weights,
        t2a_weightings={x: given[f"weighting_{x}"] for x in "wuo"},
        reports=sum(reports.values()),
    )
    # The vector reports parole and ARMS apart, SDR and FDR too; all are in the total.
    return {"total": total, **reports}


def whole_workload_2024(given: Input) -> Any:
    """32 tiers, the last 16 suspended; the counts are those of the official test's loop."""
    tiers = [*workload.TIERS, *(f"{tier}S" for tier in workload.TIERS)]
    locations = ("community", "custody", "licence")
    counts = TierCounts(given["t2a_total"], 1, 1, 1)
    return workload.workload_points(
        {
            location: {tier: max(0, j + i - 1) for j, tier in enumerate(tiers, 1)}
            for i, location in enumerate(locations)
        },
        {location: dict.fromkeys(tiers, counts) for location in locations},
        t2a_weightings=given["t2a_weighting"],
        reports=given["sdr"][0] * given["sdr"][1] + given["fdr"][0] * given["fdr"][1],
        cms=given["cms"],
    )


def realtime_points(given: Input) -> Any:
    return workload.realtime_points(
        **{name: sum(x["n"] * x["points"] for x in items) for name, items in given.items()}
    )


RUN: dict[str, Callable[[Input], Any]] = {
    "available_points": available_points,
    "default_contracted_hours": lambda x: workload.default_contracted_hours(**x),
    "contracted_hours": contracted_hours,
    "nominal_target": lambda x: workload.nominal_target_of(**x),
    "workload_pct_raw": lambda x: workload.workload_percentage(**x),
    "workload_pct_3dp": lambda x: workload.displayed_percentage(**x),
    "workload_pct_1dp": lambda x: workload.displayed_percentage(**x, rounding="1dp"),
    "officer_day": officer_day,
    "unit_row": unit_row,
    "unit_available_approx": available_points,
    "reduction_allowance_hours": lambda x: workload.suggested_reduction(**x),
    "wmt_round": lambda x: workload.wmt_round(**x),
    "case_points": case_points,
    "report_points": lambda x: workload.report_points(**x),
    "parole_points": lambda x: workload.parole_points(**x),
    "tier_points": lambda x: workload.tier_points(**x),
    "whole_workload_2021": whole_workload_2021,
    "whole_workload_2024": whole_workload_2024,
    "realtime_points": realtime_points,
    "potential_pct_trunc": allocation_impact,
    "potential_pct_points": lambda x: workload.allocation_impact(**x)._asdict(),
    "protect_points": lambda x: tiering.protect_points(**x),
    "protect_level": lambda x: tiering.protect_level(**x),
    "change_points": lambda x: tiering.change_points(**x),
    "change_level": lambda x: tiering.change_level(**x),
    "need_severity": lambda x: tiering.need_severity(**x),
    "tier_v2": lambda x: tiering.tier_v2(**x),
    "tier_v3": lambda x: tiering.tier_v3(**x),
    "tier_v3_provisional": lambda x: tiering.tier_v3_provisional(**x)._asdict(),
}

RUNNABLE = [v for v in VECTORS if v["function"] in RUN and v["id"] not in LEFT_OUT]


@pytest.mark.parametrize("vector", RUNNABLE, ids=lambda v: v["id"])
def test_vector(vector: dict[str, Any]) -> None:
    result = RUN[vector["function"]](vector["input"])
    if "abs_tolerance" in vector:
        assert result == pytest.approx(vector["expected"], abs=vector["abs_tolerance"])
    else:
        assert result == vector["expected"]


def test_every_vector_is_run_or_left_out_by_name() -> None:
    ids = [v["id"] for v in VECTORS]
    assert len(ids) == len(set(ids)) == FILE["meta"]["count"]
    assert sorted([v["id"] for v in RUNNABLE] + list(LEFT_OUT)) == sorted(ids)
    assert all(LEFT_OUT.values())


def test_tables_are_those_of_the_reference() -> None:
    for table, name in (
        (workload.OFFICIAL_2021, "case_points_2021"),
        (workload.OFFICIAL_HOURS_2021, "annual_hours_2021"),
    ):
        for location, row in REFERENCE[name].items():
            assert {tier: x or 0 for tier, x in row.items()} == dict(table[location.lower()])
    others = REFERENCE["other_points"]
    assert {
        "SDR": others["SDR"],
        "FDR": others["FDR"],
        "PAROLE": others["parole_report_to_Jan2023"],
        "ARMS_LICENCE": others["ARMS_licence_to_Jan2023"],
        "ARMS_COMMUNITY": others["ARMS_community_to_Jan2023"],
    } == workload.REPORT_POINTS
    inactive = REFERENCE["inactive_weightings_pct"]
    assert {
        "w": inactive["warrant"],
        "u": inactive["unpaid_work"],
        "o": inactive["overdue_termination"],
    } == workload.INACTIVE_WEIGHTINGS


def test_hours_targets_and_allowances_are_those_of_the_reference() -> None:
    for grade, target in REFERENCE["nominal_target"].items():
        assert workload.nominal_target_of(grade) == target
    for grade, hours in REFERENCE["default_contracted_hours"].items():
        assert workload.default_contracted_hours(grade) == hours
    assert {
        name: (x.percentage, x.most, x.months) for name, x in workload.REDUCTION_ALLOWANCES.items()
    } == {
        x["reason"]: (x["allowance_pct"], x["max_pct"], x["months"])
        for x in REFERENCE["reductions"]
    }


def test_active_reductions_alone_count() -> None:
    """The official test: of 7, 12, 9, 4 and 5 hours only the active 9 count."""
    statuses = (None, "DELETED", "ACTIVE", "SCHEDULED", "ARCHIVED")
    reductions = [Reduction(h, s) for h, s in zip((7, 12, 9, 4, 5), statuses, strict=True)]
    assert workload.reduction_hours(reductions) == 9
    assert workload.reduction_hours([Reduction(3, enabled=False), Reduction(2)]) == 2
