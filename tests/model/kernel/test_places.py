"""Places that people hold for a time: who gets one, and what happens when their number changes."""

from __future__ import annotations

import simpy
from hypothesis import given
from hypothesis import strategies as st

from pdusim.model.kernel.places import Places

MOST = 6

steps = st.lists(
    st.one_of(
        st.just(("ask", 0)),
        st.tuples(st.just("give back"), st.integers(0, 30)),
        st.tuples(st.just("resize"), st.integers(0, MOST)),
    ),
    max_size=60,
)


@given(number=st.integers(0, MOST), steps=steps)
def test_first_come_first_served_and_nobody_is_turned_out(
    number: int, steps: list[tuple[str, int]]
) -> None:
    env = simpy.Environment()
    places = Places(env, MOST, number)
    waiting: list[int] = []
    inside: list[int] = []
    requests = {}

    def got(who: int) -> None:
        # Only the one who has waited longest is ever next.
        assert waiting[0] == who
        inside.append(waiting.pop(0))

    for who, (what, which) in enumerate(steps):
        if what == "ask":
            waiting.append(who)
            requests[who] = places.ask(lambda who=who: got(who))
        elif what == "resize":
            before = list(inside)
            number = which
            places.resize(number)
            assert inside == before
        elif requests:
            leaver = sorted(requests)[which % len(requests)]
            places.give_back(requests.pop(leaver))
            (inside if leaver in inside else waiting).remove(leaver)
        env.run()
        assert places.taken == len(inside)
        # Nobody comes in while there are too many, and nobody waits beside a place on offer.
        assert not waiting or len(inside) >= number
        assert places.free == (not waiting and len(inside) < number)


def test_places_taken_away_are_held_back_as_they_fall_free() -> None:
    env = simpy.Environment()
    places = Places(env, 3, 3)
    order: list[str] = []
    requests = {who: places.ask(lambda who=who: order.append(who)) for who in "abcde"}
    env.run()
    assert order == ["a", "b", "c"]
    places.resize(1)
    places.give_back(requests["a"])
    places.give_back(requests["b"])
    env.run()
    assert order == ["a", "b", "c"]
    places.give_back(requests["c"])
    env.run()
    assert order == ["a", "b", "c", "d"]
    places.resize(3)
    env.run()
    assert order == ["a", "b", "c", "d", "e"]
    assert places.taken == 2
