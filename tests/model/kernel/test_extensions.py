"""What a researcher adds: own measures, own distributions, and what is said of wrong ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pdusim import Extensions, load_scenario, simulate
from pdusim.outcomes import counts
from pdusim.outcomes.measures import MEASURES, Measure, ratio
from pdusim.outcomes.window import Window

SMALL = {"unit.scale": 0.1, "run.warm_up_weeks": 0, "run.observe_weeks": 8}
DISTRIBUTION = "work.service.hours_distribution"


def assessments(window: Window) -> tuple[float, float]:
    return window[counts.of_kind("initial_assessment").done], window.weeks


MINE = Measure(
    "assessments_per_week",
    "Initial assessments done",
    "per week",
    "Initial assessments / weeks observed.",
    "ratio",
    "higher",
    "My measures",
    assessments,
)


def exponential(u: float) -> float:
    return -math.log1p(-u)


def certain(u: float) -> float:
    return 1.0


def test_own_measures_stand_after_the_others_and_move_none() -> None:
    scenario = load_scenario("baseline").with_values(SMALL)
    alone = simulate(scenario, record="weekly")
    missed = replace(MINE, name="missed", formula=ratio(counts.REVIEWS_MISSED, counts.REVIEWS_DUE))
    found = simulate(scenario, record="weekly", rules=Extensions(measures=[MINE, missed]))
    assert list(found.measures) == [*MEASURES, "assessments_per_week", "missed"]
    assert found.totals["assessments_per_week"] == (found.counts["done initial_assessment"], 8.0)
    assert found.totals["missed"] == found.totals["missed_review_rate"]
    assert {name: found.totals[name] for name in MEASURES} == alone.totals
    assert found.weekly == alone.weekly


def test_an_own_measure_without_events_is_missing_and_says_why() -> None:
    never = replace(MINE, formula=lambda window: (0.0, 0.0))
    scenario = load_scenario("baseline").with_values(SMALL)
    found = simulate(scenario, rules=Extensions(measures=[never]))
    assert found.measures[never.name] is None
    assert found.missing[never.name]


@pytest.mark.parametrize("given", [3.0, (1.0,), ("a", 1.0), (math.nan, 1.0), None])
def test_a_formula_that_gives_no_two_numbers_is_named(given: Any) -> None:
    wrong = replace(MINE, formula=lambda window: given)
    with pytest.raises(ValueError, match=r"'assessments_per_week'.*numerator and denominator"):
        simulate(load_scenario("baseline").with_values(SMALL), rules=Extensions(measures=[wrong]))


@pytest.mark.parametrize(
    ("own", "shipped"), [(exponential, "exponential"), (certain, "fixed")], ids=["exp", "fixed"]
)
def test_an_own_distribution_gives_what_the_same_one_of_the_model_gives(
    own: Callable[[float], float], shipped: str
) -> None:
    base = load_scenario("baseline").with_values(SMALL)
    theirs = simulate(base.with_values({DISTRIBUTION: shipped}), record="events")
    mine = simulate(
        base.with_values({DISTRIBUTION: "own:mine"}),
        record="events",
        rules=Extensions(distributions={"mine": own}),
    )
    assert mine.events == theirs.events
    assert mine.totals == theirs.totals
    assert mine.totals != simulate(base).totals


def test_a_distribution_that_nobody_gave_is_refused_with_those_there_are() -> None:
    base = load_scenario("baseline").with_values({**SMALL, DISTRIBUTION: "own:mine"})
    with pytest.raises(ValueError, match=r"'own:mine'; known are .*gamma.*own:other"):
        simulate(base, rules=Extensions(distributions={"other": certain}))


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (lambda u: 2.0 * certain(u), "has the mean 2.*divide by its mean"),
        (lambda u: 2.0 - 2.0 * u, "falls: .*rises with the chance"),
        (lambda u: 4.0 * u - 1.0, "gives -0.99.* 0 or more"),
        (lambda u: math.inf, "gives inf"),
        (lambda u: math.nan, "gives nan"),
        (lambda u: 1.0 / 0.0, "stumbles at a chance.*ZeroDivisionError"),
        (lambda u: "long", "stumbles at a chance.*ValueError"),
    ],
)
def test_what_is_no_distribution_of_hours_is_refused(own: Any, told: str) -> None:
    with pytest.raises(ValueError, match=f"'mine' {told}"):
        Extensions(distributions={"mine": own})


def test_a_value_beyond_the_grid_that_is_no_number_of_hours_is_named() -> None:
    """Looked at between the points at which a distribution is tried."""

    def spiky(u: float) -> float:
        return 1.0 if (u * 4096.0 - 0.5) == int(u * 4096.0) else math.inf

    base = load_scenario("baseline").with_values({**SMALL, DISTRIBUTION: "own:spiky"})
    with pytest.raises(ValueError, match="'own:spiky' gives inf hours at a chance of"):
        simulate(base, rules=Extensions(distributions={"spiky": spiky}))


@pytest.mark.parametrize(
    ("measures", "told"),
    [
        ([MINE, MINE], "'assessments_per_week' is there twice"),
        ([replace(MINE, name="caseload")], "'caseload' is pdusim's own"),
        ([replace(MINE, name="Home visits")], "small letters"),
        ([3], "3 is none"),
        (MINE, "a list of"),
    ],
)
def test_measures_that_cannot_stand_in_a_table_are_refused(measures: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Extensions(measures=measures)


def test_an_own_rule_takes_no_name_of_the_model() -> None:
    """One called like a shipped rule is used where it is asked for, and nowhere else."""

    def nobody(choice: Any) -> None:
        raise AssertionError("asked for")

    base = load_scenario("baseline").with_values(SMALL)
    rule = base.settings.management.allocation.rule
    assert simulate(base, rules={rule: nobody}).totals == simulate(base).totals
    asks = base.with_values({"management.allocation.rule": f"own:{rule}"})
    with pytest.raises(AssertionError, match="asked for"):
        simulate(asks, rules={rule: nobody})
