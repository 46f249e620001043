import math

import numpy as np
import pytest

from pdusim.estimates import (
    RANGE_FROM,
    Totals,
    bonferroni,
    estimate_mean,
    estimate_ratio,
    t_quantile,
    two_sided_t,
)


def test_t_quantiles_agree_with_printed_tables() -> None:
    # Any table of Student's t: 9 degrees of freedom 2.262, 1 degree 12.706, one-sided 5 % 1.833.
    assert two_sided_t(0.95, 9) == pytest.approx(2.262157, abs=1e-6)
    assert two_sided_t(0.95, 1) == pytest.approx(12.706205, abs=1e-6)
    assert t_quantile(0.95, 9) == pytest.approx(1.833113, abs=1e-6)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, float("nan")])
def test_a_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        estimate_mean([1.0, 2.0], confidence)


def test_mean_and_interval_of_a_worked_example() -> None:
    # Law, Simulation Modeling and Analysis, 5th ed., section 4.5: 10 values, 90 % interval
    # 1.34 +- 0.24 (mean 1.34, variance 0.17).
    values = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]
    found = estimate_mean(values, 0.90)
    assert found.mean == pytest.approx(1.343, abs=1e-3)
    assert found.half_width == pytest.approx(0.24, abs=0.005)
    assert found.n == 10
    assert found.reason is None


def test_one_replication_has_a_mean_and_no_interval_and_says_why() -> None:
    found = estimate_mean([3.0])
    assert (found.mean, found.low, found.high, found.n) == (3.0, None, None, 1)
    assert found.reason == "one replication: no interval"
    assert found.half_width is None


def test_nothing_at_all_is_missing_and_not_zero() -> None:
    for found in (estimate_mean([]), estimate_mean([None, None]), estimate_ratio([0, 0], [0, 0])):
        assert found.mean is None
        assert found.low is None
        assert found.reason == "no replication had events"
    assert estimate_mean([None, None]).n_missing == 2


@pytest.mark.parametrize("value", [0.1, 1.0, 1e300, -7.3])
@pytest.mark.parametrize("n", [2, 3, 7, 60])
def test_values_that_all_agree_give_an_interval_without_width(value: float, n: int) -> None:
    found = estimate_mean([value] * n)
    assert (found.mean, found.low, found.high) == (value, value, value)
    assert found.relative_half_width == 0.0


def test_missing_replications_are_counted_and_left_out() -> None:
    found = estimate_mean([1.0, None, 3.0, float("nan"), 5.0])
    assert found.mean == 3.0
    assert (found.n, found.n_missing) == (3, 2)


def test_the_range_between_replications_needs_sixty_of_them() -> None:
    values = np.arange(RANGE_FROM, dtype=float)
    assert estimate_mean(values[:-1]).p05 is None
    found = estimate_mean(values)
    assert found.p05 is not None
    assert found.p95 is not None
    # Definition 8 of Hyndman and Fan: position (n + 1/3) p + 1/3, counted from 1.
    assert found.p05 == pytest.approx((60 + 1 / 3) * 0.05 + 1 / 3 - 1)
    assert found.p95 == pytest.approx(59 - found.p05)


def test_ratio_is_of_totals_not_a_mean_of_ratios() -> None:
    found = estimate_ratio([1, 30], [2, 100])
    assert found.mean == pytest.approx(31 / 102)


def test_jackknife_interval_by_hand() -> None:
    tops, bottoms = np.array([2.0, 3.0, 1.0, 6.0]), np.array([10.0, 20.0, 4.0, 15.0])
    ratio = tops.sum() / bottoms.sum()
    without = (tops.sum() - tops) / (bottoms.sum() - bottoms)
    error = math.sqrt(3 / 4 * ((without - without.mean()) ** 2).sum())
    found = estimate_ratio(tops, bottoms)
    assert found.mean == pytest.approx(ratio)
    assert found.standard_error == pytest.approx(error)
    assert found.half_width == pytest.approx(3.182446 * error, rel=1e-6)


def test_a_replication_without_events_changes_nothing_but_the_count() -> None:
    with_gap = estimate_ratio([2, 0, 3, 1], [10, 0, 20, 4])
    without = estimate_ratio([2, 3, 1], [10, 20, 4])
    assert (with_gap.mean, with_gap.low, with_gap.high) == (without.mean, without.low, without.high)
    assert (with_gap.n, with_gap.n_missing) == (3, 1)


def test_ratio_with_unit_denominators_is_the_plain_mean() -> None:
    values = [0.3, 0.1, 0.7, 0.35]
    assert estimate_ratio(values, [1, 1, 1, 1]) == estimate_mean(values)


def test_no_events_counted_in_any_replication_is_a_rate_of_zero() -> None:
    found = estimate_ratio([0, 0, 0], [10, 12, 9])
    assert (found.mean, found.low, found.high, found.standard_error) == (0.0, None, None, None)
    assert found.unseen == pytest.approx(1 - 0.05 ** (1 / 3))
    assert found.half_width is None
    assert found.reason is not None
    assert found.reason.startswith("none in any of 3 replications: with 95 % confidence fewer")


def test_equal_ratios_of_unequal_size_have_no_width() -> None:
    found = estimate_ratio([1, 2, 5], [4, 8, 20])
    assert (found.mean, found.low, found.high) == (0.25, 0.25, 0.25)


def test_what_cannot_be_totals_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        Totals.of([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="negative"):
        Totals.of([1.0], [-1.0])


def test_bonferroni_shares_the_error_out() -> None:
    assert bonferroni(0.95, 1) == 0.95
    assert bonferroni(0.95, 10) == pytest.approx(0.995)
    with pytest.raises(ValueError, match="1 or more"):
        bonferroni(0.95, 0)


def test_relative_half_width_around_zero_is_infinite() -> None:
    assert estimate_mean([-1.0, 1.0]).relative_half_width == math.inf
