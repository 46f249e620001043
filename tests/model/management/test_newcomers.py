"""Help for specialist teams, few cases for those who are new, and what inexperience costs."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import STILL, Desk, posts, scenario_of

from pdusim.model.work.lists import Entry
from pdusim.model.work.practitioner import Grade

WOMEN = {
    "management.teams.specialist.women.staff_share": 0.3,
    "management.teams.borrow_gap_pct": 40,
}


@pytest.mark.parametrize(("gap", "helped"), [(40.0, True), (1000.0, False)])
def test_a_specialist_team_far_above_the_others_is_helped(gap: float, helped: bool) -> None:
    values = {**WOMEN, "management.teams.borrow_gap_pct": gap, "management.teams.span_max": None}
    more = {"management.allocation.adjustment.max_cases": 3}
    desk = Desk(scenario_of(STILL, posts(po=4, spo=2), values, more))
    general, women = desk.unit.teams
    (officer,) = women.members
    persons = [desk.case(officer, "B2", female=True) for _ in range(40)]
    new = desk.ask(tier="B2", female=True)
    desk.until(60)
    assert (new.holder in general.members) == helped
    assert any(person.holder in general.members for person in persons) == helped


def a_trainee(**values: Any) -> Desk:
    paths = {key.replace("__", "."): value for key, value in values.items()}
    return Desk(scenario_of(STILL, posts(po=1, pqip=1), paths, weeks=160))


def test_a_long_absence_prolongs_the_training_and_leave_does_not() -> None:
    qualified = {}
    for kind, days in (("none", 0), ("leave", 60), ("maternity", 200)):
        desk = a_trainee()
        trainee = desk.one(Grade.PQIP)
        if days:
            desk.away(trainee, 3, days, kind)
        desk.until(1000)
        assert trainee.grade is Grade.PO
        qualified[kind] = trainee.qualified_day
    assert qualified["leave"] == qualified["none"]
    assert qualified["maternity"] == qualified["none"] + 200


def test_somebody_new_is_given_few_cases_at_first() -> None:
    desk = Desk(scenario_of(STILL, posts(po=2), {"management.allocation.build_up_start": 0.25}))
    old, new = desk.staff(Grade.PO)
    for _ in range(20):
        desk.case(old, "B2")
    new.is_new(0, 0)
    for day in range(1, 26):
        desk.on(day, lambda today: desk.ask(tier="B2"))
    desk.until(30)
    assert 0 < len(new.cases) < 20 < len(old.cases)
    desk.until(100)
    assert new.seen_capacity == new.own_capacity


@pytest.mark.parametrize("most", [None, 1.0])
def test_newly_qualified_officers_hold_no_more_than_experienced_ones(most: float | None) -> None:
    values = {"management.allocation.nqo_cases_max": most}
    desk = Desk(scenario_of(STILL, posts(po=3), values))
    novice, *others = desk.staff(Grade.PO)
    novice.qualified_day = -30
    for officer in others:
        for _ in range(10):
            # Few and heavy.
            desk.case(officer, "A3")
    for day in range(1, 40):
        desk.on(day, lambda today: desk.ask(tier="C1"))
    desk.until(60)
    each = max(len(officer.cases) for officer in others)
    assert (len(novice.cases) <= each) == (most is not None)


def test_the_same_work_takes_somebody_without_experience_longer() -> None:
    values = {"workforce.experience.novice_time": 0.2, "workforce.reductions.nqo": 0.0}
    desk = Desk(scenario_of(STILL, posts(po=2), values, weeks=120))
    old, new = desk.staff(Grade.PO)
    new.qualified_day = 0
    new.work_out_hours(0.0)
    assert new.day_hours == pytest.approx(old.day_hours / 1.2)
    desk.unit.workforce.plan_recounts(new)
    desk.until(800)
    assert new.day_hours == pytest.approx(old.day_hours)


def test_oversight_begins_with_the_highest_risk_and_gets_brief_before_it_gives_way() -> None:
    desk = Desk(scenario_of(STILL, posts(po=1), weeks=20))
    officer, senior = desk.one(Grade.PO), desk.one(Grade.SPO)
    oversight = desk.unit.oversight
    cases = [desk.case(officer, "B2", rosh=2 + n % 2) for n in range(6)]
    for person in cases:
        oversight.begin(person, -35)
    oversight._planned = -1
    desk.until(8)
    (task,) = [one for one in senior.desk() if one.kind.name == "oversight"] or [None]
    if task is not None and task.work_list is not None:
        risks = [entry.person.assessed_rosh for entry in task.work_list.entries]
        assert risks == sorted(risks, reverse=True)
    team = desk.unit.teams[0]
    free = oversight.oversee([Entry(cases[0], 1.0)], team, 7)
    for _ in range(100):
        desk.unit.seniors.supervise(officer, 7)
    pressed = oversight.oversee([Entry(cases[1], 1.0)], team, 7)
    assert free is not None
    assert pressed is not None
    assert pressed.hours == pytest.approx(0.6)
    assert pressed.hours < free.hours
