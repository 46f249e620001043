"""The points clock beyond the official vectors: edges, errors, properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.domain import workload
from pdusim.domain.workload import TIERS, TierCounts

hours = st.floats(0, 45)
points = st.one_of(st.just(0.0), st.floats(0.1, 5000))


def test_available_points_edges() -> None:
    assert workload.available_points(None) == 2176
    assert workload.available_points(None, 3.7) == 1958
    assert workload.available_points(0) == 0
    assert workload.available_points(37, 37) == 0
    assert workload.available_points(20, 30) == 0  # never negative
    assert workload.available_points(37, default_hours=0) == 0
    assert workload.available_points(11.1 - 1.85) == 544  # 9.25 hours, less rounding noise


@given(hours, hours, st.integers(0, 20))
def test_available_points_fall_with_reductions_and_rise_with_hours(
    contracted: float, reduction: float, more: int
) -> None:
    available = workload.available_points(contracted, reduction)
    assert 0 <= available <= 2176 * contracted / 37 + 1e-6
    assert workload.available_points(contracted, reduction + more) <= available
    assert workload.available_points(contracted + more, reduction) >= available


def test_grades() -> None:
    default = workload.default_contracted_hours
    assert [default(g) for g in ("PO", "NQO", "PQiP", "TPO", "PSO", "pso_b")] == [37] * 6
    assert [default(g) for g in ("SPO", "CA", "", None)] == [0] * 4
    assert workload.contracted_hours_of("PSO") == (37, 37)
    assert workload.contracted_hours_of("PO", 0) == (0, 37)
    assert workload.nominal_target_of("PSO", {"PSO": 1, "PO": 2}) == 1
    assert workload.nominal_target_of(None, {"PSO": 1, "PO": 2}) == 2


@given(points, points)
def test_percentages_agree_but_for_their_rounding(used: float, available: float) -> None:
    exact = workload.workload_percentage(used, available)
    if available == 0:
        assert exact == 0.0
        assert workload.displayed_percentage(used, available) == 0.0
        return
    assert workload.displayed_percentage(used, available) == pytest.approx(exact, abs=0.0501)
    assert workload.displayed_percentage(used, available, "1dp") == pytest.approx(exact, abs=0.0501)
    whole = workload.displayed_percentage(used, available, "truncated")
    assert whole == int(whole)
    assert whole == int(workload.displayed_percentage(used, available))


def test_halves_of_a_percentage_go_up() -> None:
    assert workload.displayed_percentage(1005, 10_000) == 10.1
    assert workload.displayed_percentage(1004, 10_000) == 10.0
    assert workload.displayed_percentage(125, 1000, "1dp") == 12.5


def test_a_group_is_a_ratio_of_sums() -> None:
    assert workload.unit_percentage([90, 35], [100, 70]) == pytest.approx(73.53, abs=0.005)
    assert workload.unit_percentage([100, 50], [200, 0]) == 75.0  # no capacity, points kept
    assert workload.unit_percentage([], []) == 0.0
    assert workload.remaining_points(120, 100) == -20


def test_suggested_reduction_is_capped() -> None:
    assert workload.suggested_reduction(20, 120) == 20
    assert workload.suggested_reduction(18.5, None) == 18.5


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("location", ["community", "licence", "custody"])
def test_suspended_cases_and_pss(tier: str, location: str) -> None:
    assert workload.case_points(f"{tier}S", location) == 0
    assert workload.case_points(tier, "pss") == workload.case_points(tier, "licence")
    assert workload.case_points(tier, location.upper()) == workload.case_points(tier, location)
    assert workload.case_points(tier, location, t2a=True) == workload.case_points(tier, "custody")


def test_untiered_cases_carry_no_points() -> None:
    for tier in (None, "", "UNTIERED", "NOT_SUPERVISED", "MISSING"):
        assert workload.case_points(tier, "community") == 0


def test_weights_can_be_replaced() -> None:
    weights = {"community": {"A3": 7.5}, "licence": {"A3": 8.5}, "custody": {"A3": 2.5}}
    assert workload.case_points("A3", "community", weights) == 7.5
    assert workload.case_points("A3", "pss", weights) == 8.5
    assert workload.case_points("A3", "community", weights, t2a=True) == 2.5
    assert workload.case_points("A3S", "community", weights) == 0


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown location 'prison'"):
        workload.case_points("A3", "prison")
    for tier in ("E1", "A4", "SS", "A"):
        with pytest.raises(ValueError, match="unknown tier"):
            workload.case_points(tier, "community")
    with pytest.raises(ValueError, match="unknown report 'PSR'"):
        workload.report_points("PSR")


def test_reports() -> None:
    assert workload.report_points("sdr", 3) == 414
    assert workload.parole_points(2) == 240
    assert workload.parole_points(2, enabled=False) == 0
    assert workload.arms_points(community=2, licence=1) == 173


def test_inactive_cases_count_by_their_weighting() -> None:
    def of(weighting: float) -> float:
        return workload.tier_points(
            10, 2, warrants=4, weighting_w=weighting, subtract_inactive=True
        )

    assert [of(w) for w in (-10, 0, 25, 100, 150)] == [12, 12, 14, 20, 20]


def test_whole_workload() -> None:
    cases = {"community": {"B2": 10, "C1S": 5}, "licence": {"B2": 2}}
    t2a = {"licence": {"D1": TierCounts(4, warrants=1, unpaid_work=1, overdue=1)}}
    assert workload.workload_points(cases) == 1150 + 264
    assert workload.workload_points(cases, t2a) == 1150 + 264 + 2 * 13
    assert workload.workload_points(cases, reports=138, cms=-15.5) == 1414 + 138 - 15
    assert workload.workload_points({}, t2a, t2a_weights=workload.OFFICIAL_2021) == 62


def test_contacts_for_others_move_points() -> None:
    assert workload.realtime_points(200, 138, 20, 35) == 323


def test_impact_of_an_allocation() -> None:
    assert workload.allocation_impact(500, 1000, 59) == (50.0, 55.9)
    assert workload.allocation_impact(500, 1000, 59, already_held=True) == (50.0, 50.0)
    assert workload.allocation_impact(2400, 2176, 100).potential > 110  # nothing forbids it


def test_rounding_of_the_screens() -> None:
    shown = [workload.wmt_round(x) for x in (4.49, 4.5, 4.59, 4.6, 4.99, 5, 0)]
    assert shown == [4, 4, 4, 5, 5, 5, 0]


def test_official_tables_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        workload.OFFICIAL_2021["community"]["A3"] = 1  # type: ignore[index]


def test_points_and_hours_keep_one_rate() -> None:
    """A point stands for about 1/1.311 of an hour a year over the whole table."""
    for location, row in workload.OFFICIAL_2021.items():
        for tier, value in row.items():
            annual = workload.OFFICIAL_HOURS_2021[location][tier]
            assert value == pytest.approx(1.311 * annual, abs=1.25)
