"""Who is away, who covers, and what happens to the cases."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import (
    NO_LEAVE,
    NO_PERSONS,
    NO_TURNOVER,
    STILL,
    Desk,
    paths,
    posts,
    problems_of_holding,
    scenario_of,
)

from pdusim import load_scenario
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade
from pdusim.scenario.schema.management import AbsenceRule

RULE = "management.absence.rule"
TWO = posts(po=2)


def desk_with(rule: str, staff: dict[str, Any] = TWO, **values: Any) -> Desk:
    return Desk(scenario_of(STILL, staff, {RULE: rule}, paths(**values)))


@pytest.mark.parametrize("rule", AbsenceRule)
def test_every_rule_has_a_scenario(rule: AbsenceRule) -> None:
    names = {
        AbsenceRule.LEAVE_IN_PLACE: "baseline",
        AbsenceRule.DUTY_COVER: "duty_cover",
        AbsenceRule.REALLOCATE: "reallocate_after_4_weeks",
        AbsenceRule.SPO_HOLDS: "spo_holds",
    }
    last = load_scenario(names[rule]).timeline[-1].settings
    assert last.management.absence.rule is rule


# Cover ----------------------------------------------------------------------------------------


def test_left_in_place_the_cases_wait_in_the_name_of_the_absent_officer() -> None:
    desk = desk_with("leave_in_place")
    one, two = desk.staff(Grade.PO)
    people = [desk.case(one, "B2") for _ in range(5)]
    desk.away(one, 1, 200)
    desk.until(2)
    report = desk.unit.casework.arise("breach_report", people[0], 2)
    desk.until(40)
    assert list(one.cases.values()) == people
    assert two.cases == {}
    assert report.open
    assert report.owner is one


def test_duty_cover_takes_the_urgent_work_and_leaves_the_cases() -> None:
    desk = desk_with("duty_cover")
    one, two = desk.staff(Grade.PO)
    person = desk.case(one, "B2")
    desk.away(one, 1, 100)
    desk.until(2)
    urgent = desk.unit.casework.arise("recall_report", person, 2)
    other = desk.unit.casework.arise("home_visit", person, 2)
    assert urgent.owner is two
    assert other.owner is one
    desk.until(60)
    assert urgent.done_at is not None
    assert other.done_at is None
    assert person.holder is one


def test_duty_cover_takes_urgent_work_that_is_on_the_desk_already() -> None:
    desk = desk_with("duty_cover")
    one, two = desk.staff(Grade.PO)
    person = desk.case(one, "B2")
    urgent = [desk.unit.casework.arise("recall_report", person, 0) for _ in range(3)]
    desk.until(0.1)
    assert one.current is urgent[0]
    desk.away(one, 1, 100)
    desk.until(1.01)
    assert [task.owner for task in urgent if task.open] == [two] * sum(t.open for t in urgent)
    assert problems_of_holding(desk.unit) == []
    desk.until(20)
    assert all(task.done_at is not None for task in urgent)


@pytest.mark.parametrize("weeks", [2, 4, 8])
def test_reallocation_comes_after_so_many_working_days_and_not_before(weeks: int) -> None:
    scenario = load_scenario(f"reallocate_after_{weeks}_weeks")
    days = scenario.timeline[-1].settings.management.absence.reallocate_after_days
    assert days == 5 * weeks
    desk = desk_with("reallocate", management__absence__reallocate_after_days=days)
    one, two = desk.staff(Grade.PO)
    people = [desk.case(one, "B2") for _ in range(3)]
    # From a Monday in January on: no bank holiday in the ten weeks after it.
    begins = 7 * 15
    desk.away(one, begins, 120)
    desk.until(begins + 7 * weeks - 0.1)
    assert all(person.holder is one for person in people)
    desk.until(begins + 7 * weeks + 7)
    assert all(person.holder is two for person in people)
    desk.until(begins + 130)
    # Back again, the officer does not get them back.
    assert one.cases == {}


def test_somebody_back_in_time_keeps_the_cases() -> None:
    desk = desk_with("reallocate", management__absence__reallocate_after_days=20.0)
    one, _ = desk.staff(Grade.PO)
    person = desk.case(one, "B2")
    for begins in (7, 60, 120):
        desk.away(one, begins, 27)
    desk.until(200)
    assert person.holder is one


def test_the_senior_holds_the_cases_and_gives_them_back() -> None:
    desk = desk_with("spo_holds", management__absence__spo_holds_after_days=5.0)
    one, _ = desk.staff(Grade.PO)
    senior = desk.one(Grade.SPO)
    people = [desk.case(one, "B2") for _ in range(4)]
    desk.away(one, 7, 60)
    desk.until(12)
    assert all(person.holder is one for person in people)
    desk.until(16)
    assert all(person.holder is senior for person in people)
    # Used points with none available: the unit figure keeps them, the officers' does not.
    desk.until(20.9)
    assert desk.unit.census.weekly["workload_pct"][2] == pytest.approx(100 * 460 / 4352)
    assert desk.unit.census.weekly["workload_pct_po"][2] == 0.0
    desk.until(70)
    assert all(person.holder is one for person in people)
    assert problems_of_holding(desk.unit) == []


def test_what_a_senior_holds_for_somebody_who_leaves_is_given_to_others() -> None:
    desk = desk_with("spo_holds", management__absence__spo_holds_after_days=1.0)
    one, two = desk.staff(Grade.PO)
    person = desk.case(one, "B2")
    desk.away(one, 7, 200)
    desk.on(30, lambda today: desk.unit.workforce.leaving.leave(one, today))
    desk.until(50)
    assert person.holder is two


@pytest.mark.parametrize("rule", AbsenceRule)
def test_family_leave_moves_the_cases_whatever_the_rule(rule: AbsenceRule) -> None:
    desk = desk_with(rule.value, management__absence__family_leave_days=5.0)
    one, two = desk.staff(Grade.PO)
    person = desk.case(one, "B2")
    desk.away(one, 7, 300, "maternity")
    desk.until(12)
    assert person.holder is one
    assert one.points_available == 0
    desk.until(30)
    assert person.holder is two


def test_leave_moves_nothing() -> None:
    for rule in AbsenceRule:
        desk = desk_with(rule.value)
        one, _ = desk.staff(Grade.PO)
        person = desk.case(one, "B2")
        desk.away(one, 7, 28, "leave")
        desk.until(30)
        assert person.holder is one
        assert one.points_available == 2176


def test_a_senior_who_goes_away_leaves_what_cannot_wait_to_another() -> None:
    desk = desk_with("leave_in_place", posts(po=4, spo=2))
    first, second = desk.staff(Grade.SPO)
    team = first.team
    people = [desk.case(None, "B2") for _ in range(30)]
    for person in people:
        desk.unit.allocation.give(person, team.pool, 0)
        person.allocation_asked = True
        desk.unit.waiting_cases.change(0.0, 1)
        task = desk.unit.seniors._give("allocation", team, person, 0)
        assert task is not None
        assert task.owner is first
        person.tasks[task.number] = task
    desk.away(first, 1, 30)
    desk.until(1.01)
    assert first.queue.count == 0
    assert second.queue.count > 0
    desk.until(28)
    assert all(person.holder is not team.pool for person in people)


# Hours and points -----------------------------------------------------------------------------


def test_the_hours_are_gone_from_the_first_day_and_the_points_from_the_28th() -> None:
    desk = desk_with("leave_in_place")
    one, _ = desk.staff(Grade.PO)
    desk.away(one, 7, 60)
    full = one.day_hours
    desk.until(7.1)
    assert (one.day_hours, one.points_available) == (0.0, 2176)
    desk.until(34.9)
    assert (one.day_hours, one.points_available) == (0.0, 2176)
    desk.until(35.1)
    assert (one.day_hours, one.points_available) == (0.0, 0)
    desk.until(67.1)
    # Phased return at half hours for four weeks.
    assert one.day_hours == pytest.approx(full / 2)
    assert one.points_available == 1088
    desk.until(67.1 + 28)
    assert one.day_hours == pytest.approx(full)
    assert one.points_available == 2176


def test_a_short_spell_has_no_phased_return() -> None:
    desk = desk_with("leave_in_place")
    one, _ = desk.staff(Grade.PO)
    desk.away(one, 7, 20)
    full = one.day_hours
    desk.until(28)
    assert one.day_hours == full


def test_annual_leave_is_taken_in_blocks_that_make_the_year() -> None:
    values = {**STILL, "workforce.leave.days": 28.0, "workforce.leave.block_days": 4.0}
    desk = Desk(scenario_of(values, posts(po=3)))
    unit = desk.unit
    days = 0
    blocks = 0
    was = False
    one = desk.staff(Grade.PO)[0]
    for day in range(364):
        desk.until(day + 0.5)
        if one.away and unit.calendar.is_working(day):
            days += 1
        blocks += one.away and not was
        was = one.away
    assert days == 28
    assert blocks == 7


def test_sick_days_are_counted_by_hours_and_long_spells_apart() -> None:
    desk = Desk(scenario_of(STILL, TWO, weeks=30))
    one, two = desk.staff(Grade.PO)
    two.contracted = 18.5
    # Two weeks of five working days, and ten weeks: no bank holiday from week 15 on.
    desk.away(one, 7 * 15, 14)
    desk.away(two, 7 * 15, 70)
    desk.until(7 * 30 - 1)
    assert desk.unit.tally["sick days"] == pytest.approx(10 + 50 / 2)
    assert desk.unit.tally["sick days long"] == pytest.approx(50 / 2)


# Chance ---------------------------------------------------------------------------------------


def spells(unit: Unit) -> dict[str, list[tuple[float, str]]]:
    """Spells of sickness by officer: first day and length."""
    found: dict[str, list[tuple[float, str]]] = {}
    for time, event, _, officer, detail in unit.ledger.events:
        if event == "goes sick":
            found.setdefault(officer, []).append((time, detail))
    return found


BOTH_OFF = {
    "workforce.sickness.workload_effect": 0.0,
    "workforce.sickness.stress_workload_effect": 0.0,
    "workforce.leaving.workload_effect": 0.0,
    # The other way from work to absence: some whose case offends again go off for long.
    "surroundings.further_offences.absence_share": 0.0,
}
SMALL = {"unit.scale": 0.4, "unit.past_years": 1.0}
POLICIES: dict[str, dict[str, Any]] = {
    "twice the custody": {"arrivals.custody": 60.0},
    "a cap": {"management.allocation.rule": "capped", "management.allocation.hand_back": True},
    "reallocation": {RULE: "reallocate"},
    "overtime": {"workforce.hours.overtime_share": 0.2},
    "more oversight": {"management.oversight.oversight_every_weeks": 4.0},
    "more administrators": {"workforce.posts.admin": 16.0},
}


@pytest.fixture(scope="module")
def without_effects() -> dict[str, list[tuple[float, str]]]:
    unit = Unit(scenario_of(SMALL, BOTH_OFF, weeks=40), 8, 0, "events")
    unit.run()
    return spells(unit)


@pytest.mark.parametrize("policy", POLICIES)
def test_with_both_effects_off_sickness_is_the_same_officer_by_officer(
    without_effects: dict[str, list[tuple[float, str]]], policy: str
) -> None:
    unit = Unit(scenario_of(SMALL, BOTH_OFF, POLICIES[policy], weeks=40), 8, 0, "events")
    unit.run()
    assert len(without_effects) > 8
    assert spells(unit) == without_effects


@pytest.mark.parametrize("policy", ["a third vacant", "more posts"])
def test_a_policy_on_posts_leaves_those_in_both_with_the_same_sickness(
    without_effects: dict[str, list[tuple[float, str]]], policy: str
) -> None:
    change = {
        "a third vacant": {"workforce.posts.po_vacant_share": 0.33},
        "more posts": {"workforce.posts.pso": 20.0},
    }[policy]
    still = {"workforce.recruitment.po_lateral_per_year": 0.0}
    unit = Unit(scenario_of(SMALL, BOTH_OFF, change, still, weeks=40), 8, 0, "events")
    unit.run()
    there = {officer.identifier for officer in unit.everyone if officer.since < 0}
    both = [name for name in without_effects if name in there]
    assert len(both) > 6
    found = spells(unit)
    assert all(found.get(name) == without_effects[name] for name in both)


def test_a_higher_felt_workload_brings_every_spell_sooner_and_never_later() -> None:
    def first_spells(felt: float) -> dict[str, float]:
        values = {
            **NO_PERSONS,
            **NO_LEAVE,
            **NO_TURNOVER,
            "workforce.sickness.reference_workload": 100.0,
            "workforce.sickness.workload_effect": 0.2,
            "workforce.sickness.felt_weeks": 100.0,
        }
        unit = Unit(scenario_of(values, weeks=104), 2, 0, "events")
        unit.go_live()
        for officer in unit.staff:
            officer.points = round(felt / 100 * officer.points_available)
            officer.felt = felt
        unit.env.process(unit.diary.keep(unit.env))
        unit.env.process(unit.sundays())
        unit.env.run(until=700)
        # Who qualifies meanwhile goes on under another name.
        practitioners = {
            o.identifier for o in unit.everyone if o.grade is not Grade.SPO and o.qualified_day < 0
        }
        return {name: days[0][0] for name, days in spells(unit).items() if name in practitioners}

    low, high = first_spells(100.0), first_spells(180.0)
    assert len(low) > 20
    assert set(low) <= set(high)
    assert all(high[name] <= day for name, day in low.items())
    assert sum(high[name] < day for name, day in low.items()) > len(low) / 2
