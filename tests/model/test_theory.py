"""The model's own machinery, stripped down, against formulas of queueing theory.

A court team shares one queue and is made of the same servers that practitioners are; approved
premises are the same beds. Each check takes the mean of thirty replications of 4,900 days, which is
2,450 to 12,500 reports or 7,350 to 17,150 referrals each; the formula must lie inside the 99.9 %
interval, and the interval must be narrower than a stated part of it (the heavier the load, the
longer the memory of a queue and the wider the interval).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from pdusim.model.unit import Unit
from pdusim.scenario import Scenario, load_scenario

REPLICATIONS = 30
T_999 = 3.659  # two-sided, 29 degrees of freedom
DAYS_PER_MONTH = 365.25 / 12
REPORTS = "surroundings.court_reports"
PREMISES = "surroundings.premises"


@pytest.fixture(scope="module")
def theory() -> Scenario:
    return load_scenario(Path(__file__).parent / "scenarios" / "theory.yaml")


def observe(scenario: Scenario, values: dict[str, Any]) -> list[Unit]:
    changed = scenario.with_values(values)
    units = []
    for replication in range(REPLICATIONS):
        unit = Unit(changed, 1, replication)
        unit.run()
        units.append(unit)
    return units


def ratio(units: list[Unit], over: str, under: str) -> tuple[float, float]:
    """Mean over replications of a ratio of totals, and the half-width of its 99.9 % interval."""
    values = [unit.tally[over] / unit.tally[under] for unit in units]
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / (len(values) - 1)
    return mean, T_999 * math.sqrt(variance / len(values))


def disagreement(observed: tuple[float, float], expected: float, *, within: float) -> str:
    """What speaks against an expectation, in words; nothing where the interval holds it."""
    mean, half = observed
    if not half < within * expected:
        return f"{half:.4f} is too wide to tell {expected:.4f}"
    if not abs(mean - expected) < half:
        return f"{mean:.4f} ± {half:.4f}, expected {expected:.4f}"
    return ""


def erlang_b(load: float, servers: int) -> float:
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    blocked = erlang_b(load, servers)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def test_the_formulas_are_those_of_the_books() -> None:
    assert erlang_b(1.0, 1) == pytest.approx(0.5)
    assert erlang_b(2.0, 2) == pytest.approx(0.4)
    assert erlang_c(0.7, 1) == pytest.approx(0.7)
    assert erlang_c(1.0, 2) == pytest.approx(1 / 3)


@pytest.mark.parametrize(("use", "within"), [(0.5, 0.12), (0.7, 0.12), (0.85, 0.22)])
def test_a_team_that_shares_a_queue_is_m_m_c(theory: Scenario, use: float, within: float) -> None:
    servers = 3
    units = observe(theory, {f"{REPORTS}.per_month": use * servers * DAYS_PER_MONTH})
    waits = erlang_c(use * servers, servers)
    observed = ratio(units, "court reports that waited", "court reports done")
    assert not disagreement(observed, waits, within=within)
    mean_wait = waits / (servers * (1.0 - use))
    observed = ratio(units, "court report wait", "court reports done")
    assert not disagreement(observed, mean_wait, within=within)


@pytest.mark.parametrize(
    ("use", "hours", "square", "within"),
    [
        (0.5, "fixed", 1.0, 0.1),
        (0.7, "gamma", 1.25, 0.12),
        (0.85, "exponential", 2.0, 0.25),
    ],
)
def test_one_writer_is_m_g_1(
    theory: Scenario, use: float, hours: str, square: float, within: float
) -> None:
    units = observe(
        theory,
        {
            f"{REPORTS}.team_posts": 1.0,
            f"{REPORTS}.per_month": use * DAYS_PER_MONTH,
            "work.service.hours_distribution": hours,
        },
    )
    # Pollaczek and Khinchine; ``square`` is the mean square of the time of service.
    mean_wait = use * square / (2.0 * (1.0 - use))
    observed = ratio(units, "court report wait", "court reports done")
    assert not disagreement(observed, mean_wait, within=within)


@pytest.mark.parametrize(("use", "within"), [(0.5, 0.14), (0.7, 0.15), (0.85, 0.25)])
def test_two_classes_follow_the_non_preemptive_rule(
    theory: Scenario, use: float, within: float
) -> None:
    units = observe(
        theory,
        {
            f"{REPORTS}.team_posts": 1.0,
            f"{REPORTS}.per_month": use * DAYS_PER_MONTH,
            f"{REPORTS}.fast.share": 0.4,
            f"{REPORTS}.oral.share": 0.6,
        },
    )
    first = 0.4 * use
    urgent = use / (1.0 - first)
    lesser = use / ((1.0 - first) * (1.0 - use))
    observed = ratio(units, "court report wait fast_report", "done fast_report")
    assert not disagreement(observed, urgent, within=within)
    observed = ratio(units, "court report wait oral_report", "done oral_report")
    assert not disagreement(observed, lesser, within=within)


@pytest.mark.parametrize(
    ("load", "shape", "within"), [(6.0, 1.0, 0.12), (10.0, 1.0, 0.06), (14.0, 4.0, 0.05)]
)
def test_premises_that_turn_referrals_away_are_erlang_b(
    theory: Scenario, load: float, shape: float, within: float
) -> None:
    # The share turned away does not depend on how stays scatter, so one load has other stays.
    units = observe(
        theory,
        {
            f"{PREMISES}.emergencies_per_month": load / 4.0 * DAYS_PER_MONTH,
            f"{PREMISES}.stay_shape": shape,
        },
    )
    expected = erlang_b(load, 10)
    observed = ratio(units, "premises not placed", "premises referrals")
    assert not disagreement(observed, expected, within=within)


def test_the_checks_can_fail(theory: Scenario) -> None:
    """Three writers are told from four, and a fixed time of service from an exponential one."""
    units = observe(theory, {f"{REPORTS}.per_month": 2.1 * DAYS_PER_MONTH})
    mean, half = ratio(units, "court reports that waited", "court reports done")
    assert abs(mean - erlang_c(2.1, 4)) > half
    units = observe(
        theory,
        {
            f"{REPORTS}.per_month": 2.1 * DAYS_PER_MONTH,
            "work.service.hours_distribution": "fixed",
        },
    )
    mean, half = ratio(units, "court report wait", "court reports done")
    assert abs(mean - erlang_c(2.1, 3) / 0.9) > half
