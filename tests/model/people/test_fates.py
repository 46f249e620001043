"""Deaths and moves: at their rates, the same whatever the policy, and nothing lost by them."""

from __future__ import annotations

import pytest

from pdusim.outcomes import counts

OFTEN = {"people__deaths_community": 0.3, "people__deaths_custody": 0.1, "people__moves_away": 0.6}


@pytest.fixture(scope="module")
def ended():
    """Whose case closed in the run, why, and when."""

    def of(unit, why: str) -> list[tuple[str, float]]:
        return [
            (person, time)
            for time, event, person, _, detail in unit.ledger.events
            if event == "case closed" and detail == why and time >= 0
        ]

    return of


def test_deaths_and_moves_come_at_their_rates_and_are_counted(small, lived, ended) -> None:
    unit = lived(small(**OFTEN))
    died, moved = ended(unit, "died"), ended(unit, "moved to another unit")
    since = unit.tally.since_start
    before = [e for e in unit.ledger.events if e[4] == "died" and e[0] < 0]
    assert len(died) + len(before) == since[counts.DEATHS]
    assert len(moved) == since[counts.MOVES_AWAY]
    assert len(moved) == sum(event == "moved in" for _, event, *_ in unit.ledger.events)
    # A quarter of a unit for 34 weeks: 390 people in the community, 160 in custody.
    years = 34 * 7 / 365.25
    assert len(died) == pytest.approx((0.3 * 390 + 0.1 * 160) * years, rel=0.35)
    assert len(moved) == pytest.approx(0.6 * 330 * years, rel=0.35)


def test_who_dies_dies_on_the_same_day_under_another_policy(small, lived, ended) -> None:
    first = dict(ended(lived(small(**OFTEN)), "died"))
    other = small(**OFTEN, work__service__discipline="contacts_first")
    second = dict(ended(lived(other), "died"))
    both = [name for name in first if name in second]
    assert len(both) > 0.7 * len(first)
    assert all(first[name] == second[name] for name in both)


def test_nobody_dies_or_moves_at_rates_of_nought(small, lived) -> None:
    still = dict.fromkeys(OFTEN, 0.0)
    since = lived(small(run__observe_weeks=8, **still)).tally.since_start
    assert since.get(counts.DEATHS, 0.0) == since.get(counts.MOVES_AWAY, 0.0) == 0.0
