"""Nothing and nobody is lost: persons, states, holders, points (theory: Little's law)."""

from __future__ import annotations

import pytest

from pdusim import simulate
from pdusim.model.people.person import State
from pdusim.scenario import shipped_scenarios


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_shipped_scenario_conserves(small, name: str) -> None:
    outcome = simulate(small(name), seed=3)
    assert set(outcome.checks) >= {"persons", "states", "holders", "points"}
    assert {check: figure for check, figure in outcome.checks.items() if figure} == {}


def test_persons_in_are_persons_present_and_out(small, lived) -> None:
    unit = lived(small())
    since = unit.tally.since_start
    present = sum(len(people) for people in unit.in_state.values())
    assert since["persons in"] == since["persons out"] + present
    assert present > 300
    for state in State:
        if state is not State.CLOSED:
            moved = unit.moved_in[state] - unit.moved_out[state]
            assert moved == len(unit.in_state[state]) >= 0


def test_nobody_is_in_two_states_and_no_stay_is_negative(small, lived) -> None:
    unit = lived(small())
    seen: dict[int, State] = {}
    for state, people in unit.in_state.items():
        for serial, person in people.items():
            assert serial not in seen
            assert person.state is state
            seen[serial] = state
    last: dict[str, float] = {}
    for time, _, person, _, _ in unit.ledger.events:
        if person is not None:
            assert time >= last.get(person, float("-inf"))
            last[person] = time


def test_every_recall_ends_in_release_expiry_death_or_the_horizon(small, lived) -> None:
    unit = lived(small(run__observe_weeks=104))
    since = unit.tally.since_start
    still = len(unit.in_state[State.RECALLED])
    back: set[str] = set()
    died = 0
    for _, event, person, _, detail in unit.ledger.events:
        if event == "recalled":
            back.add(person)
        elif event == "released after recall":
            back.discard(person)
        elif event == "case closed" and detail == "died":
            died += person in back
    assert since["recalls"] == since["recalls ended"] + still + died
    assert since["recalls ended at expiry"] <= since["recalls ended"]
    assert since["recalls"] > 50


def test_littles_law_holds_for_unpaid_work_only(small, lived) -> None:
    """Stock = flow x mean stay, for a state people enter at sentence and leave once."""
    unit = lived(small(unit__scale=1.0, run__warm_up_weeks=0, run__observe_weeks=208))
    entered: dict[str, float] = {}
    stays: list[float] = []
    for time, event, person, _, detail in unit.ledger.events:
        if event == "sentenced" and detail == "unpaid_work_only":
            entered[person] = time
        elif event in ("case closed", "sentenced to custody again", "sentenced to an order again"):
            began = entered.pop(person, None)
            if began is not None and time >= 0:
                stays.append(time - began)
    weeks = unit.census.weekly["unpaid_work_only"]
    stock = sum(weeks) / len(weeks)
    flow = len(stays) / (208 * 7)
    # About 800 stays: their mean is within 4 % by chance, and flow within 4 %.
    assert flow * sum(stays) / len(stays) == pytest.approx(stock, rel=0.12)
