"""A whole of parts that are simulated by themselves: its estimate, its interval, its spread."""

from __future__ import annotations

import numpy as np
import pytest

from pdusim.estimates.bounded import SHARE
from pdusim.estimates.strata import ONE_EACH, estimate_strata, spread_of, strata_difference


def test_the_whole_is_the_ratio_of_the_sums() -> None:
    tops = np.array([[1.0, 3.0], [10.0, 10.0]])
    bottoms = np.array([[10.0, 10.0], [20.0, 20.0]])
    found = estimate_strata(tops, bottoms)
    assert found.mean == pytest.approx((2.0 + 10.0) / (10.0 + 20.0))
    assert found.parts == 2


def test_a_part_with_more_replications_weighs_no_more() -> None:
    tops = np.array([[1.0, 1.0, np.nan], [3.0, 3.0, 3.0]])
    found = estimate_strata(tops, np.where(np.isnan(tops), np.nan, 1.0))
    assert found.mean == pytest.approx(2.0)


def test_one_part_has_the_interval_of_students_t() -> None:
    values = np.array([[3.0, 5.0, 4.0, 8.0]])
    found = estimate_strata(values, np.ones_like(values))
    half = 3.182446305 * values.std(ddof=1) / 2.0
    assert (found.low, found.high) == pytest.approx((5.0 - half, 5.0 + half))


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    # 40 parts of 4 replications, a ratio whose numerator and denominator go together.
    chance = np.random.default_rng(1)
    truth, held, tries = 0.3, 0, 400
    for _ in range(tries):
        bottoms = chance.uniform(50.0, 150.0, size=(40, 1)) + chance.normal(0.0, 10.0, (40, 4))
        tops = truth * bottoms + chance.normal(0.0, 5.0, (40, 4))
        found = estimate_strata(tops, bottoms, bounds=SHARE)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    # 0.95 ± 3 standard errors of a proportion of 400.
    assert 0.917 <= held / tries <= 0.983


def test_many_parts_make_a_narrow_interval_from_two_replications_each() -> None:
    chance = np.random.default_rng(2)
    values = chance.normal(10.0, 1.0, (100, 2))
    found = estimate_strata(values, np.ones_like(values))
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low < 0.5


def test_a_pair_that_met_the_same_chance_has_no_more_than_its_own() -> None:
    chance = np.random.default_rng(3)
    first = chance.normal(10.0, 5.0, (20, 3))
    ones = np.ones_like(first)
    found = strata_difference((first, ones), (first + 1.0 + 0.01 * chance.random((20, 3)), ones))
    assert found.mean == pytest.approx(1.005, abs=0.002)
    assert found.low is not None
    assert found.low > 1.0


def test_a_pair_of_which_one_failed_is_left_out_of_both() -> None:
    first = np.array([[1.0, 2.0, 3.0]])
    second = np.array([[2.0, np.nan, 4.0]])
    ones = np.ones_like(first)
    found = strata_difference((first, ones), (second, np.where(np.isnan(second), np.nan, 1.0)))
    assert found.mean == pytest.approx(1.0)


def test_one_replication_of_each_has_no_interval_and_says_so() -> None:
    found = estimate_strata(np.array([[1.0], [2.0]]), np.ones((2, 1)))
    assert (found.low, found.high, found.reason) == (None, None, ONE_EACH)


def test_no_event_anywhere_is_missing() -> None:
    nothing = np.zeros((3, 2))
    assert estimate_strata(nothing, nothing).mean is None


def test_spread_between_parts_is_told_from_chance() -> None:
    chance = np.random.default_rng(4)
    truth = chance.normal(100.0, 3.0, (2000, 1))
    values = truth + chance.normal(0.0, 10.0, (2000, 4))
    found = spread_of(values, np.ones_like(values))
    assert found.between == pytest.approx(3.0, abs=0.8)
    assert found.chance == pytest.approx(10.0, abs=0.4)


def test_parts_that_differ_by_chance_alone_have_almost_no_spread() -> None:
    values = np.random.default_rng(5).normal(100.0, 10.0, (2000, 4))
    found = spread_of(values, np.ones_like(values))
    assert found.between is not None
    assert found.between < 1.5


def test_of_one_replication_there_is_no_telling() -> None:
    found = spread_of(np.array([[1.0], [4.0]]), np.ones((2, 1)))
    assert (found.between, found.chance) == (None, None)
    assert (found.least, found.most) == (1.0, 4.0)
