import math

import numpy as np
import pytest
from scipy.special import stdtr

from pdusim.estimates import (
    Totals,
    compare_with_best,
    difference_of_means,
    probability_of_best,
    share_of_wins,
    t_quantile,
    two_sided_t,
)


def rows(*values: object) -> list[Totals]:
    return [Totals.of(v) for v in values]  # type: ignore[arg-type]


def test_two_candidates_by_hand() -> None:
    a, b = [1.0, 2.0, 4.0], [2.0, 4.0, 5.0]
    error = difference_of_means(a, b).estimate.standard_error
    assert error is not None
    half = t_quantile(0.95, 2) * error  # one comparison, one side
    first, second = compare_with_best(rows(a, b))
    gap = 4 / 3
    assert first.low == pytest.approx(-gap - half)
    assert first.high == pytest.approx(max(0.0, -gap + half))
    assert second.low == pytest.approx(min(0.0, gap - half))
    assert second.high == pytest.approx(gap + half)


def test_a_clear_winner_is_shown_to_be_best_and_the_others_not() -> None:
    rng = np.random.default_rng(1)
    shared = rng.normal(size=30)
    best, *others = compare_with_best(
        rows(*(shared + level + 0.1 * rng.normal(size=30) for level in (2.0, 1.0, 0.0)))
    )
    assert best.low == 0.0
    assert best.may_be_best
    assert [other.high for other in others] == [0.0, 0.0]
    assert not any(other.may_be_best for other in others)


def test_close_candidates_are_left_open() -> None:
    rng = np.random.default_rng(2)
    found = compare_with_best(rows(*rng.normal(size=(3, 10))))
    assert all(one.may_be_best for one in found)
    assert all(one.low is not None and one.low < 0.0 < (one.high or 0.0) for one in found)


def test_intervals_with_the_best_hold_together_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    truth = np.array([0.0, 0.3, 0.5, 0.5])
    against = np.array([t - max(np.delete(truth, i)) for i, t in enumerate(truth)])
    held = 0
    for _ in range(1000):
        shared = rng.normal(size=20)
        sample = [shared + t + rng.normal(size=20) for t in truth]
        found = compare_with_best(rows(*sample))
        held += all(
            one.low is not None and one.high is not None and one.low <= gap <= one.high
            for one, gap in zip(found, against, strict=True)
        )
    # At least 95 %, by an inequality: four standard errors of leave below.
    assert held >= 950 - 4 * math.sqrt(1000 * 0.95 * 0.05)


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.2])
@pytest.mark.parametrize("n", [4, 12])
def test_probability_of_best_is_that_of_the_paired_t_test(n: int, shift: float) -> None:
    rng = np.random.default_rng(4)
    a = rng.normal(size=n)
    b = a + shift + 0.5 * rng.normal(size=n)
    estimate = difference_of_means(a, b).estimate
    assert estimate.mean is not None
    assert estimate.standard_error is not None
    wider = two_sided_t(0.95, n - 1) / t_quantile(0.95, n - 1)
    expected = float(stdtr(n - 1, estimate.mean / estimate.standard_error / wider))
    chances = probability_of_best(rows(a, b))
    assert chances.sum() == pytest.approx(1.0)
    # Four standard errors of 10,000 draws.
    assert chances[1] == pytest.approx(expected, abs=0.02)
    assert np.array_equal(chances, probability_of_best(rows(a, b)))


def test_it_reaches_the_confidence_where_the_two_sided_interval_is_clear_of_nought() -> None:
    values = np.array([0.1, 0.5, 0.3, 0.9])
    error = values.std(ddof=1) / 2
    edge = two_sided_t(0.95, 3) * error
    clear = values - values.mean() + edge
    chances = probability_of_best(rows(np.zeros(4), clear))
    assert chances[1] == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("n", [4, 10])
def test_equal_policies_are_seldom_called_best(n: int) -> None:
    rng = np.random.default_rng(5)
    runs, reached = 1000, 0
    for number in range(runs):
        shared = rng.normal(size=n)
        pairs = rows(shared + rng.normal(size=n), shared + rng.normal(size=n))
        reached += bool(probability_of_best(pairs, seed=number).max() >= 0.95)
    # 5 % by construction; four standard errors of 1,000 runs above it.
    assert reached / runs <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / runs)


def test_what_ties_for_the_best_may_all_be_the_best() -> None:
    # The third is worse, and not clearly: it used to turn both of the tied into "not the best".
    tied = [1.0, 4.0, 2.0, 9.0]
    third = [2.0, 1.0, 4.0, 3.0]
    first, second, last = compare_with_best(rows(tied, tied, third))
    assert (first.may_be_best, second.may_be_best, last.may_be_best) == (True, True, True)
    # Nothing is known of a difference that no pair has shown.
    assert (first.low, first.high, second.low) == (None, None, None)
    assert last.low is not None
    much_worse = compare_with_best(rows(tied, tied, [v - 30.0 for v in third]))
    assert [one.may_be_best for one in much_worse] == [True, True, False]
    much_better = compare_with_best(rows(tied, tied, [v + 30.0 for v in third]))
    assert [one.may_be_best for one in much_better] == [False, False, True]


def test_equal_candidates_share() -> None:
    same = [1.0, 2.0, 3.0]
    assert probability_of_best(rows(same, same)).tolist() == [0.5, 0.5]
    assert share_of_wins(rows(same, same)).tolist() == [0.5, 0.5]


def test_share_of_wins_counts_replications() -> None:
    found = share_of_wins(rows([1.0, 5.0, 1.0, 1.0], [2.0, 3.0, 3.0, 1.0]))
    assert found.tolist() == [0.375, 0.625]


def test_what_cannot_be_compared_is_left_without_numbers() -> None:
    empty = Totals.of([0.0, 0.0], [0.0, 0.0])
    (first, _) = compare_with_best([empty, Totals.of([1.0, 2.0])])
    assert (first.low, first.high, first.may_be_best) == (None, None, True)
    assert np.isnan(probability_of_best([empty, Totals.of([1.0, 2.0])])).all()
    assert np.isnan(probability_of_best(rows([1.0], [2.0]))).all()
    with pytest.raises(ValueError, match="two candidates"):
        compare_with_best(rows([1.0]))


def test_a_replication_that_failed_for_one_candidate_counts_for_none() -> None:
    nan = float("nan")
    better = Totals.of([1.0, 1.2, nan, 1.1], [1.0, 1.0, nan, 1.0])
    worse = Totals.of([0.9, 1.0, 90.0, 1.0], [1.0, 1.0, 2.0, 1.0])
    assert probability_of_best([better, worse])[0] > 0.9
    first, second = compare_with_best([better, worse])
    assert first.high is not None
    assert first.high < 1.0
    assert second.low is not None
    assert second.low > -1.0
