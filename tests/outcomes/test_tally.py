"""Counting inside the observation window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.outcomes.tally import Level, Tally


def test_only_the_open_window_counts() -> None:
    tally = Tally()
    tally.add("recalls")
    assert tally["recalls"] == 0.0
    tally.open()
    tally.add("recalls", 2.0)
    tally.add_inside("recalls", 0.5)
    assert tally["recalls"] == 2.5
    assert tally.since_start["recalls"] == 3.0
    assert tally["never seen"] == 0.0


def test_the_most_on_one_day() -> None:
    tally = Tally()
    tally.add_daily("releases", 1)
    assert tally.most_on_one_day("releases") == 0
    tally.open()
    for day in (3, 4, 4, 5, 4):
        tally.add_daily("releases", day)
    assert tally.most_on_one_day("releases") == 3


def test_a_level_integrates_from_the_opening() -> None:
    level = Level()
    level.change(0.0, 2)
    level.open(5.0)
    level.change(7.5, 1)
    level.change(9.0, -3)
    # 2.5 days at 2, 1.5 days at 3, then none.
    assert level.integral(12.0) == pytest.approx(2 * 2.5 + 3 * 1.5)


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
