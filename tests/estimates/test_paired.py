import numpy as np
import pytest

from pdusim.estimates import (
    Totals,
    difference,
    difference_of_means,
    difference_of_ratios,
    estimate_mean,
    estimate_ratio,
)


def test_paired_interval_of_a_worked_example() -> None:
    # Ten subjects under two drugs: "Student" (1908), the sleep data. Mean difference 1.58,
    # standard error 0.389, 95 % interval 0.700 to 2.460.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = difference_of_means(first, second)
    assert found.estimate.mean == pytest.approx(1.58)
    assert found.estimate.standard_error == pytest.approx(0.3890, abs=1e-4)
    assert found.estimate.low == pytest.approx(0.7001, abs=1e-4)
    assert found.estimate.high == pytest.approx(2.4599, abs=1e-4)
    assert found.correlation == pytest.approx(0.7952, abs=1e-4)
    # (1.789^2 + 2.002^2) / 1.230^2
    assert found.variance_ratio == pytest.approx(4.7646, abs=1e-3)
    assert found.unpaired_replications == 48


def test_second_minus_first() -> None:
    assert difference_of_means([1.0, 2.0], [4.0, 6.0]).estimate.mean == 3.5


def test_identical_scenarios_differ_by_exactly_nothing() -> None:
    row = Totals.of([3.0, 1.0, 2.0], [7.0, 9.0, 4.0])
    found = difference(row, row)
    assert (found.estimate.mean, found.estimate.low, found.estimate.high) == (0.0, None, None)
    # 1 - 0.05 ** (1 / 3): what can hide from three pairs with a chance of one in twenty.
    assert found.estimate.unseen == pytest.approx(0.6316, abs=1e-4)
    assert found.estimate.reason == (
        "no difference seen in 3 pairs: with 95 % confidence fewer than 63 % of pairs differ"
    )
    assert found.correlation is None
    assert found.variance_ratio is None
    assert found.unpaired_replications is None


def test_only_complete_pairs_of_means_enter() -> None:
    nan = float("nan")
    found = difference_of_means([1.0, nan, 3.0, 10.0], [2.0, 5.0, 5.0, nan])
    assert found.estimate == estimate_mean([1.0, None, 2.0, None])
    assert found.estimate.n_missing == 2


def test_difference_of_ratios_is_the_difference_of_the_ratios_shown() -> None:
    a, b = ([1, 0, 4], [10, 0, 30]), ([2, 1, 3], [9, 5, 31])
    found = difference_of_ratios(a, b).estimate
    first, second = estimate_ratio(*a).mean, estimate_ratio(*b).mean
    assert first is not None
    assert second is not None
    assert found.mean == pytest.approx(second - first)
    assert (found.n, found.n_missing) == (2, 1)


def test_jackknife_of_a_difference_leaves_one_replication_out_of_both() -> None:
    a = np.array([2.0, 3.0, 1.0, 6.0]), np.array([10.0, 20.0, 4.0, 15.0])
    b = np.array([3.0, 5.0, 1.0, 8.0]), np.array([11.0, 20.0, 5.0, 15.0])
    parts = [(y.sum() - y[i]) / (x.sum() - x[i]) for i in range(4) for y, x in [b]]
    others = [(y.sum() - y[i]) / (x.sum() - x[i]) for i in range(4) for y, x in [a]]
    without = np.array(parts) - np.array(others)
    error = np.sqrt(3 / 4 * ((without - without.mean()) ** 2).sum())
    assert difference_of_ratios(a, b).estimate.standard_error == pytest.approx(error)


def test_unequal_numbers_of_replications_are_not_pairs() -> None:
    with pytest.raises(ValueError, match="cannot be paired"):
        difference(Totals.of([1.0]), Totals.of([1.0, 2.0]))


def test_a_side_without_events_leaves_the_difference_missing() -> None:
    found = difference_of_ratios(([0, 0], [0, 0]), ([1, 2], [3, 4]))
    assert found.estimate.mean is None
    assert found.estimate.reason == "no replication had events"
    assert found.correlation is None


def test_gain_from_pairing_follows_the_correlation() -> None:
    # Equal variances and correlation r: unpaired over paired variance is 1 / (1 - r).
    rng = np.random.default_rng(5)
    shared, own = rng.normal(size=20_000), rng.normal(size=(2, 20_000))
    first, second = shared + 0.5 * own[0], shared + 0.5 * own[1]
    found = difference_of_means(first, second)
    assert found.correlation == pytest.approx(0.8, abs=0.01)
    assert found.variance_ratio == pytest.approx(5.0, abs=0.2)


def test_a_replication_that_failed_on_one_side_is_left_out_of_both() -> None:
    # Replication 1 is far from the others: kept on one side only it would be the difference.
    nan = float("nan")
    a = [2.0, 90.0, 1.0, 6.0], [10.0, 100.0, 4.0, 15.0]
    b = [3.0, nan, 1.0, 8.0], [11.0, nan, 5.0, 15.0]
    found = difference_of_ratios(a, b)
    without = [[row[i] for i in (0, 2, 3)] for row in (*a, *b)]
    three = difference_of_ratios((without[0], without[1]), (without[2], without[3]))
    for field in ("mean", "low", "high", "standard_error", "n", "p05", "p95"):
        assert getattr(found.estimate, field) == pytest.approx(getattr(three.estimate, field))
    assert found.correlation == pytest.approx(three.correlation)
    assert found.estimate.n_missing == 1
    turned = difference_of_ratios(b, a).estimate
    assert turned.mean == pytest.approx(-three.estimate.mean)


def test_a_replication_that_ran_without_events_counts_on_the_other_side() -> None:
    first, second = ([1.0, 4.0], [10.0, 30.0]), ([2.0, 0.0], [9.0, 0.0])
    assert difference_of_ratios(first, second).estimate.mean == pytest.approx(2 / 9 - 5 / 40)
