"""Candidate timelines: what is passed over could not have happened."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pdusim.model.kernel.timelines import NONE_DRAWN, MattersArray, Timeline, draw_timelines
from pdusim.randomness import Chance, entity_key

KEY = entity_key(7, 7)
PURPOSE = (11, 13)
RATE = 0.02

share = st.floats(0.0, 1.0)


def drawn(chance: Chance, cover: float) -> Timeline:
    (timeline,) = draw_timelines(
        chance,
        np.array([KEY], dtype=np.uint64),
        np.array([0]),
        np.array([cover]),
        PURPOSE,
        RATE,
        lambda marks, rows: marks < 2.0,
    )
    return timeline


def every_one(timeline: Timeline, chance: Chance, until: float) -> list[tuple[float, float]]:
    """Every candidate up to a time, with its mark, whatever its mark."""
    found = []
    time = timeline.go_beyond(0.0, np.inf, chance, KEY, PURPOSE, RATE)
    while time < until:
        found.append((time, timeline.mark))
        time = timeline.go_beyond(time, np.inf, chance, KEY, PURPOSE, RATE)
    return found


def test_what_is_drawn_one_at_a_time_goes_on_from_what_is_drawn_in_advance() -> None:
    chance = Chance(3, 1)
    one_at_a_time = every_one(Timeline(NONE_DRAWN, 0, 0, (0, 0.0)), chance, 3000.0)
    assert len(one_at_a_time) > 30
    for cover in (1.0, 500.0, 5000.0):
        ahead = every_one(drawn(chance, cover), chance, 3000.0)
        assert np.allclose(ahead, one_at_a_time, rtol=1e-12)


@settings(max_examples=50, deadline=None)
@given(
    replication=st.integers(0, 50),
    cover=st.floats(1.0, 2000.0),
    steps=st.lists(st.tuples(st.floats(1.0, 400.0), share, share), min_size=1, max_size=8),
)
def test_with_limits_that_rise_and_fall_everything_that_can_happen_is_met(
    replication: int, cover: float, steps: list[tuple[float, float, float]]
) -> None:
    # A spell with one limit for each of two strips after the other; whoever goes from spell to
    # spell meets just the candidates below the limits of the spell they fall in.
    chance = Chance(5, replication)
    ends = np.cumsum([length for length, _, _ in steps])
    everything = every_one(drawn(chance, cover), chance, float(ends[-1]))

    expected, begin = [], 0.0
    for end, (_, low, high) in zip(ends.tolist(), steps, strict=True):
        for time, mark in everything:
            place = 2 * mark
            if begin < time <= end and place - int(place) < (low, high)[int(place)]:
                expected.append(time)
        begin = end

    met, begin = [], 0.0
    timeline = drawn(chance, cover)
    for end, (_, *limits) in zip(ends.tolist(), steps, strict=True):
        time = timeline.go_beyond(begin, end, chance, KEY, PURPOSE, RATE, limits)
        while time <= end:
            place = 2 * timeline.mark
            # Beyond what was drawn in advance nothing is passed over.
            if place - int(place) < limits[int(place)]:
                met.append(time)
            time = timeline.go_beyond(time, end, chance, KEY, PURPOSE, RATE, limits)
        begin = end
    assert met == expected


def test_a_candidate_is_on_the_day_at_whose_start_the_diary_has_it() -> None:
    chance = Chance(1, 1)
    timeline = Timeline(NONE_DRAWN, 0, 0, (0, 0.0))
    time = timeline.go_beyond(0.0, np.inf, chance, KEY, PURPOSE, RATE)
    day = int(np.ceil(time))
    assert timeline.is_on(day)
    assert not timeline.is_on(day - 1)
    assert not timeline.is_on(day + 1)


def test_candidates_before_the_start_that_lead_to_nothing_are_left_out() -> None:
    chance, keys = Chance(5, 2), np.array([KEY, KEY + 1], dtype=np.uint64)
    begin, cover = np.array([-2000, -2000]), np.array([4000.0, 4000.0])

    def timelines(matters: MattersArray | None) -> list[list[tuple[float, int, float]]]:
        made = draw_timelines(
            chance, keys, begin, cover, PURPOSE, RATE, lambda marks, rows: marks < 0.9, matters
        )
        return [timeline.drawn() for timeline in made]

    for everything, some in zip(
        timelines(None),
        timelines(lambda keys, ordinals, marks: (ordinals % 2 == 0) & (marks < 0.5)),
        strict=True,
    ):
        kept = [c for c in everything if c[0] > 0.0 or (c[1] % 2 == 0 and c[2] < 0.5)]
        assert some == kept
        assert 10 < len(some) < len(everything) - 10


@given(first=st.floats(0.0, 900.0), length=st.floats(0.0, 900.0), limit=share)
def test_none_between_two_days_is_said_only_where_it_is_certain(
    first: float, length: float, limit: float
) -> None:
    chance = Chance(8, 1)
    last = first + length
    timeline = drawn(chance, 700.0)
    happen = [
        time
        for time, mark in every_one(drawn(chance, 5000.0), chance, 2000.0)
        if first <= time <= last and mark < limit
    ]
    if timeline.none_between(first, last, limit):
        assert not happen
    elif last < 500.0:
        # Drawn in advance up to here, so it is known.
        assert happen
