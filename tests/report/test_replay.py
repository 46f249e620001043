"""The replay's data: who is where, one clock for two units, and the dates of the policy."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import pdusim
from pdusim.outcomes.outcome import Outcome
from pdusim.report.replay import CLOSED, replay_data, replay_html

Pair = tuple[pdusim.Scenario, Outcome]


@pytest.fixture(scope="module")
def alone(small_scenario: pdusim.Scenario, small_outcome: Outcome) -> Pair:
    return small_scenario, small_outcome


@pytest.fixture(scope="module")
def changed(small_scenario: pdusim.Scenario, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The same unit with slower reviews from the ninth week on."""
    file = tmp_path_factory.mktemp("policy") / "slower.yaml"
    start = small_scenario.settings.run.start + datetime.timedelta(weeks=9)
    file.write_text(
        "name: slower reviews\nextends: baseline\n"
        "run: {warm_up_weeks: 2, observe_weeks: 30}\nunit: {scale: 0.3}\n"
        f"changes:\n  - from: {start}\n    note: reviews take longer\n"
        "    set: {work.tasks.scheduled_review.hours: 6.0}\n"
    )
    scenario = pdusim.load_scenario(file)
    return scenario, pdusim.simulate(scenario, seed=4, record="events")


def _changes(unit: dict[str, Any]) -> list[tuple[int, ...]]:
    flat = unit["changes"]
    return [tuple(flat[place : place + 5]) for place in range(0, len(flat), 5)]


def test_the_replay_ends_with_the_caseload_of_the_census(alone: Pair) -> None:
    data = replay_data([alone])
    (unit,) = data["units"]
    state = {person: now for _, person, _, now, _ in _changes(unit)}
    outcome = alone[1]
    there = sum(value != CLOSED for value in state.values())
    assert there == outcome.weekly["caseload"][-1]
    counted = outcome.weekly["reviews missed"]
    # The census is on Sunday at noon, a week ends at midnight.
    observed = counted[-1] - counted[data["first"] - 1]
    assert len(unit["missed"]) == pytest.approx(observed, abs=3)
    page = replay_html([alone])
    assert "{{" not in page.split("<script")[0]
    assert "http" not in page.replace("http-equiv", "")


def test_what_came_before_the_first_week_is_folded_into_it(alone: Pair) -> None:
    data = replay_data([alone])
    changes = _changes(data["units"][0])
    assert min(one[0] for one in changes) == data["first"]
    there = {person: now for week, person, _, now, _ in changes if week == data["first"]}
    # Who goes or comes between the census on Sunday at noon and the end of the week.
    census = alone[1].weekly["caseload"][data["first"]]
    assert sum(now != CLOSED for now in there.values()) == pytest.approx(census, abs=3)


def test_two_units_share_persons_and_places_and_part_only_after_the_date(
    alone: Pair, changed: Pair
) -> None:
    data = replay_data([alone, changed])
    ((week, day, note),) = data["dates"]
    start = datetime.date.fromisoformat(data["start"])
    assert note == "reviews take longer"
    assert datetime.date.fromisoformat(day) == start + datetime.timedelta(weeks=week)
    before = [[one for one in _changes(unit) if one[0] < week - 1] for unit in data["units"]]
    assert before[0] == before[1]
    assert _changes(data["units"][0]) != _changes(data["units"][1])


def test_a_place_is_a_post_whoever_is_in_it(alone: Pair) -> None:
    data = replay_data([alone])
    names = [place["n"] for place in data["places"]]
    assert len(set(names)) == len(names)
    assert not any(", " in name for name in names)
    held = {place["t"] for place in data["places"] if place["g"] in {"po", "pso", "pool"}}
    assert held == {1, 2}
