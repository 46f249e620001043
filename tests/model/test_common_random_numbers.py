"""The same people under every policy: persons, officers and their fates (design, sentence 5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pdusim.model.kernel import purposes
from pdusim.model.people.person import Person
from pdusim.model.unit import Unit
from pdusim.scenario import Scenario, load_scenario

STATIC = (
    "sentence_day",
    "flow",
    "female",
    "length",
    "rsr",
    "ogrs",
    "change",
    "complexity",
    "iom",
    "mappa",
    "domestic_abuse",
    "child_safeguarding",
    "homeless",
    "sexual",
    "violent",
    "area",
    "true_rosh",
)

ANOTHER_TASK = """
name: another kind of task
description: A periodic task that the baseline does not have.
extends: baseline
work:
  tasks:
    periodic:
      desk_check:
        every_weeks: 8
        tiers: [A, B]
        standard:
          {hours: 1.0, due_days: 5, grace_days: 5, priority: 3, abandoned_days: 20, who: holder}
"""

LEVERS: dict[str, dict[str, Any]] = {
    "a contact floor": {"work.service.contact_floor": 0.6},
    "an early-release window": {
        "early_release.ecsl.max_days": 70,
        "early_release.ecsl.eligible_share": 0.4,
    },
    "an officer more": {"workforce.posts.po": 48.0},
    "another kind of task": {},
    "recall threshold": {"enforcement.recall.share": 0.4},
    "more sickness": {"workforce.sickness.short_rate": 2.4},
}


def timeline_of(person: Person) -> list[Any]:
    """The candidates of a person, as drawn."""
    return [
        timeline.drawn() for timeline in (person.non_compliance, person.reconviction, person.events)
    ]


def persons_of(scenario: Scenario) -> dict[str, Person]:
    return {person.identifier: person for person in Unit(scenario, 7, 0).past.persons()}


def small(scenario: Scenario, more: dict[str, Any] | None = None) -> Scenario:
    return scenario.with_values(
        {
            "unit.scale": 0.25,
            "unit.past_years": 2.0,
            "run.warm_up_weeks": 4,
            "run.observe_weeks": 26,
            **(more or {}),
        }
    )


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture
def levered(baseline: Scenario, tmp_path: Path) -> Callable[[str], Scenario]:
    """The small baseline with one of the levers."""

    def pull(lever: str) -> Scenario:
        if lever != "another kind of task":
            return small(baseline, LEVERS[lever])
        path = tmp_path / "another.yaml"
        path.write_text(ANOTHER_TASK, encoding="utf-8")
        return small(load_scenario(path))

    return pull


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_changes_no_person(
    baseline: Scenario, levered: Callable[[str], Scenario], lever: str
) -> None:
    under_baseline = persons_of(small(baseline))
    under_lever = persons_of(levered(lever))
    assert len(under_baseline) > 500
    assert under_baseline.keys() == under_lever.keys()
    for name, person in under_baseline.items():
        other = under_lever[name]
        assert person.key == other.key
        assert [getattr(person, a) for a in STATIC] == [getattr(other, a) for a in STATIC]
        if "recall" not in lever:
            assert timeline_of(person) == timeline_of(other)


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_changes_no_officer(
    baseline: Scenario, levered: Callable[[str], Scenario], lever: str
) -> None:
    def staff_of(scenario: Scenario) -> dict[str, Any]:
        unit = Unit(scenario, 7, 0)
        unit.go_live()
        thresholds = (
            purposes.SICK_SHORT,
            purposes.SICK_LONG,
            purposes.SICK_STRESS,
            purposes.LEAVING,
            purposes.MATERNITY,
        )
        return {
            officer.identifier: (
                officer.key,
                officer.contracted,
                officer.since,
                officer.frailty,
                officer.standing_reduction,
                [unit.chance.exponential(p, officer.key, k) for p in thresholds for k in range(4)],
            )
            for officer in unit.staff
        }

    under_baseline = staff_of(small(baseline))
    under_lever = staff_of(levered(lever))
    assert len(under_baseline) > 15
    for name, facts in under_baseline.items():
        assert under_lever[name] == facts
    if lever == "an officer more":
        more = staff_of(small(baseline, {"workforce.posts.po": 60.0}))
        assert len(more) > len(under_baseline)
        assert all(more[name] == facts for name, facts in under_baseline.items())


def test_a_flow_that_grows_adds_persons_and_moves_none(baseline: Scenario) -> None:
    before = persons_of(small(baseline))
    after = persons_of(
        small(
            baseline,
            {
                "arrivals.community_order": baseline.settings.arrivals.community_order * 1.1,
                "arrivals.custody": baseline.settings.arrivals.custody * 1.1,
            },
        )
    )
    assert len(after) > 1.03 * len(before)
    for name, person in before.items():
        other = after[name]
        assert [getattr(person, a) for a in STATIC] == [getattr(other, a) for a in STATIC]
        assert timeline_of(person) == timeline_of(other)


def test_before_a_dated_change_two_scenarios_are_one(baseline: Scenario) -> None:
    scheme = load_scenario("ecsl_70_days")
    values = {"unit.scale": 0.25, "run.warm_up_weeks": 52, "run.observe_weeks": 8}

    def events(scenario: Scenario) -> list[Any]:
        unit = Unit(scenario.with_values(values), 7, 0, "events")
        unit.run()
        return unit.ledger.events

    change = (min(c.date for c in scheme.dated) - baseline.settings.run.start).days
    without, under = events(baseline), events(scheme)
    before = [e for e in without if e[0] < change]
    assert len(before) > 5_000
    assert [e for e in under if e[0] < change] == before
    assert under != without


def test_other_replications_hold_other_people(baseline: Scenario) -> None:
    first = Unit(small(baseline), 7, 0).past.persons()
    second = Unit(small(baseline), 7, 1).past.persons()
    assert [p.sentence_day for p in first] != [p.sentence_day for p in second]


ANOTHER_EVENT = """
extends: baseline
reviews:
  events:
    aggression:
      strip: 7
      rate: 0.9
      raises_share: 0.0
      told_share: 0.0
      learnt_share: 0.0
      tagged_only: false
"""


def test_another_kind_of_event_moves_none_of_the_others(baseline: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "event.yaml"
    path.write_text(ANOTHER_EVENT, encoding="utf-8")

    def events_of(scenario: Scenario) -> list[Any]:
        unit = Unit(small(scenario), 7, 0, "events")
        unit.run()
        return [event for event in unit.ledger.events if event[1] == "significant event"]

    before, after = events_of(baseline), events_of(load_scenario(path))
    # First by the alphabet, and yet nobody's arrest becomes a change of address.
    new = [event for event in after if any("aggression" in str(part) for part in event)]
    assert len(new) > 20
    assert len(before) > 50
    assert [event for event in after if event not in new] == before
