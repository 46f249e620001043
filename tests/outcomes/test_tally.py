"""Counting inside the observation window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.outcomes.counts import RECALLS, RELEASES, REVIEWS_DUE
from pdusim.outcomes.tally import Level, Tally


def test_only_the_open_window_counts() -> None:
    tally = Tally()
    tally.add(RECALLS)
    assert tally[RECALLS] == 0.0
    tally.open()
    tally.add(RECALLS, 2.0)
    tally.add_inside(RECALLS, 0.5)
    assert tally[RECALLS] == 2.5
    assert tally.since_start[RECALLS] == 3.0
    assert tally[REVIEWS_DUE] == 0.0


def test_days_are_told_apart_inside_the_window() -> None:
    tally = Tally()
    tally.add_daily(RELEASES, 1)
    assert tally.of_each_day(RELEASES) == []
    tally.open()
    for day in (5, 4, 4, 3, 4):
        tally.add_daily(RELEASES, day)
    assert tally.of_each_day(RELEASES) == [1, 3, 1]


def test_what_is_observed_is_in_order_of_name() -> None:
    tally = Tally()
    tally.add(REVIEWS_DUE)
    tally.open()
    tally.add(REVIEWS_DUE, 2.0)
    tally.add(RECALLS)
    tally.add_inside(RELEASES, 0.5)
    assert list(tally.observed().items()) == [(RECALLS, 1.0), (RELEASES, 0.5), (REVIEWS_DUE, 2.0)]


def test_a_level_integrates_from_the_start() -> None:
    level = Level()
    level.change(0.0, 2)
    assert level.integral(5.0) == 10.0
    level.change(7.5, 1)
    level.change(9.0, -3)
    # 7.5 days at 2, 1.5 days at 3, then none.
    assert level.integral(12.0) == pytest.approx(2 * 7.5 + 3 * 1.5)


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(-3, 3)), max_size=20))
def test_a_level_is_the_sum_of_its_changes(steps: list[tuple[float, int]]) -> None:
    level = Level()
    now = expected = 0.0
    for wait, change in steps:
        expected += level.value * wait
        now += wait
        level.change(now, change)
    assert level.value == sum(change for _, change in steps)
    assert level.integral(now) == pytest.approx(expected)
