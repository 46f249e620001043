import numpy as np
import pytest

from pdusim.estimates import (
    StoppingRule,
    Target,
    Totals,
    estimate_mean,
    first_stable,
    look_ahead,
    replications_needed,
)


def test_look_ahead_is_five_and_grows_in_proportion_above_a_hundred() -> None:
    assert [look_ahead(n) for n in (3, 100, 101, 119, 120, 200)] == [5, 5, 5, 5, 6, 10]
    assert look_ahead(50, 0) == 0


def test_precision_must_hold_over_the_look_ahead() -> None:
    # Reached at 4, lost at 7, reached for good at 8.
    reached = [False, False, False, True, True, True, False] + [True] * 6
    assert first_stable(reached[:-1]) is None
    assert first_stable(reached) == 8
    assert first_stable(reached, limit=2) == 4


def test_nothing_counts_before_the_minimum() -> None:
    assert first_stable([True] * 20, minimum=10) == 10
    assert first_stable([True] * 14, minimum=10) is None


@pytest.mark.parametrize("width", [0.0, -0.1, float("nan")])
def test_a_precision_without_width_is_refused(width: float) -> None:
    with pytest.raises(ValueError, match="half-width"):
        Target(width)


def test_a_relative_precision_of_all_of_it_is_refused_an_absolute_one_is_not() -> None:
    with pytest.raises(ValueError, match="5 %"):
        Target(5.0)
    assert Target(5.0, is_relative=False).half_width == 5.0


def test_relative_and_absolute_precision() -> None:
    found = estimate_mean([9.0, 10.0, 11.0])  # half-width 2.484
    assert Target(0.25).reached(found)
    assert not Target(0.24).reached(found)
    assert Target(2.5, is_relative=False).reached(found)
    assert not Target(2.4, is_relative=False).reached(found)
    assert not Target(0.5).reached(estimate_mean([1.0]))


def test_number_of_replications_agrees_with_the_rule_applied_by_hand() -> None:
    values = np.random.default_rng(3).normal(100, 20, size=400)
    target = Target(0.05)
    ok = [
        (w := estimate_mean(values[:n]).relative_half_width) is not None and w <= 0.05
        for n in range(1, 401)
    ]
    by_hand = next(n for n in range(3, 401) if all(ok[n - 1 : n + look_ahead(n)]))
    assert replications_needed(Totals.of(values), target) == by_hand
    # About (1.96 x 20 / 5)^2 = 61 are needed.
    assert 40 < by_hand < 90


def test_a_constant_needs_the_minimum_only() -> None:
    assert replications_needed(Totals.of([2.0] * 20), Target(0.01)) == 3


def test_stopping_rule_reads_the_ordered_prefix_however_it_is_fed() -> None:
    reached = [False] * 11 + [True] * 40
    step = StoppingRule(lambda n: reached[n - 1])
    one_by_one = next(n for n in range(1, 50) if step.enough(n))
    leap = StoppingRule(lambda n: reached[n - 1])
    assert leap.enough(50) == one_by_one == 17
    assert leap.satisfied == 12


def test_stopping_rule_ends_at_its_maximum() -> None:
    rule = StoppingRule(lambda n: False, maximum=30)
    assert rule.enough(29) is None
    assert rule.enough(30) == 30
    assert rule.satisfied is None


def test_contradicting_limits_are_refused() -> None:
    with pytest.raises(ValueError, match="below the fewest"):
        StoppingRule(lambda n: True, minimum=10, maximum=5)
