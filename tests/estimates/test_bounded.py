"""Intervals that stay inside what a measure can be, and what was never seen."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pdusim.estimates import Totals, difference, estimate_totals, two_sided_t
from pdusim.estimates.bounded import SHARE, UNBOUNDED, interval, of_difference, unseen_share

counts = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: (min(two), max(two)))


def shares(rows: list[tuple[int, int]]) -> Totals:
    return Totals.of([top for top, _ in rows], [bottom for _, bottom in rows], SHARE)


@given(rows=st.lists(counts, min_size=2, max_size=12), others=st.lists(counts, min_size=12))
def test_a_share_and_a_difference_of_shares_stay_where_they_can_be(
    rows: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    found = estimate_totals(shares(rows))
    if found.low is not None and found.high is not None and found.mean is not None:
        assert 0.0 <= found.low <= found.mean + 1e-12
        assert found.mean - 1e-12 <= found.high <= 1.0
    gap = difference(shares(rows), shares(others[: len(rows)])).estimate
    if gap.low is not None and gap.high is not None:
        assert -1.0 <= gap.low <= gap.high <= 1.0


def test_two_replications_of_a_share() -> None:
    # As a t-interval: -111 to 163 %.
    found = estimate_totals(Totals.of([10.0, 50.0], [115.0, 115.0], SHARE))
    assert found.low is not None
    assert found.high is not None
    assert 0.0 < found.low < 0.26 < found.high < 1.0


@pytest.mark.parametrize(("k", "n"), [(3, 20), (1, 12), (45, 50)])
def test_with_the_error_of_independent_trials_it_is_wilsons_interval(k: int, n: int) -> None:
    share = k / n
    error = math.sqrt(share * (1 - share) / n)
    normal = 1.959963984540054
    wilson = binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert interval(share, error, normal, SHARE) == pytest.approx((wilson.low, wilson.high))


def test_a_small_error_leaves_the_t_interval() -> None:
    low, high = interval(0.236, 0.0008, two_sided_t(0.95, 19), SHARE)
    half = two_sided_t(0.95, 19) * 0.0008
    assert low == pytest.approx(0.236 - half, abs=1e-5)
    assert high == pytest.approx(0.236 + half, abs=1e-5)


def test_what_cannot_lie_below_nought_is_cut_there_and_nowhere_else() -> None:
    assert interval(1.0, 1.0, 2.0, (0.0, None)) == (0.0, 3.0)
    assert interval(1.0, 1.0, 2.0, UNBOUNDED) == (-1.0, 3.0)
    assert interval(-1.0, 1.0, 2.0, (0.0, None)) == (-3.0, 1.0)


def test_bounds_of_differences() -> None:
    assert of_difference(SHARE, SHARE) == (-1.0, 1.0)
    assert of_difference((0.0, None), (0.0, None)) == UNBOUNDED


@pytest.mark.parametrize("n", [1, 4, 10, 60])
def test_the_bound_for_what_was_never_seen_is_that_of_clopper_and_pearson(n: int) -> None:
    exact = binomtest(0, n, alternative="less").proportion_ci(0.95, method="exact").high
    assert unseen_share(n, 0.95) == pytest.approx(exact)


def test_a_share_of_all_has_no_interval_and_says_so() -> None:
    found = estimate_totals(Totals.of([4.0, 9.0, 3.0], [4.0, 9.0, 3.0], SHARE))
    assert (found.mean, found.low, found.high) == (1.0, None, None)
    assert found.reason is not None
    assert found.reason.startswith("all in each of 3 replications")
    # A mean of 1 that is no share is a constant like any other.
    plain = estimate_totals(Totals.of([1.0, 1.0, 1.0]))
    assert (plain.low, plain.high) == (1.0, 1.0)


def test_intervals_of_shares_hold_as_often_as_they_say() -> None:
    # Rare and clustered: the replications differ in their own share, as those of a unit do.
    rng = np.random.default_rng(6)
    held, runs = 0, 2000
    for _ in range(runs):
        bottoms = rng.poisson(60, size=10) + 1
        own = rng.beta(1.5, 28.5, size=10)
        found = estimate_totals(Totals.of(rng.binomial(bottoms, own), bottoms, SHARE))
        held += found.low is not None and found.high is not None and found.low <= 0.05 <= found.high
    assert 0.92 <= held / runs <= 0.98
