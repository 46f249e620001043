"""Who does a task: the responsible officer, or whoever its standard names."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from staff_support import STILL, Desk, posts, problems_of_holding, scenario_of

from pdusim import ScenarioError, load_scenario, simulate
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.tasks import Task

VISIT = "work.tasks.home_visit.who"
MIXED = posts(po=2, pso=1, pqip=1)
QUIET = {
    "work.service.hours_distribution": "fixed",
    "management.oversight.supervision_every_weeks": 104,
}


def desk_with(who: str, staff: dict[str, Any] = MIXED, **more: Any) -> Desk:
    return Desk(scenario_of(STILL, QUIET, staff, {VISIT: who}, more))


def visit(desk: Desk, holder: Any) -> tuple[Any, Any]:
    person = desk.case(holder, "C2")
    return person, desk.unit.casework.arise("home_visit", person, 0)


@pytest.mark.parametrize(
    ("who", "holder", "expected"),
    [
        ("holder", Grade.PSO, Grade.PSO),
        ("holder", Grade.PQIP, Grade.PQIP),
        ("probation_officer", Grade.PSO, Grade.PO),
        ("probation_officer", Grade.PQIP, Grade.PO),
        ("probation_officer", Grade.SPO, Grade.SPO),
        ("senior", Grade.PO, Grade.SPO),
        ("senior", Grade.PQIP, Grade.SPO),
    ],
)
def test_the_standard_says_who_does_it(who: str, holder: Grade, expected: Grade) -> None:
    desk = desk_with(who)
    _, task = visit(desk, desk.staff(holder)[0])
    assert task.owner.grade is expected
    desk.until(20)
    assert task.done_at is not None
    assert task.owner.task_done == pytest.approx(task.hours)
    assert sum(officer.task_done for officer in desk.unit.staff) == pytest.approx(task.hours)


def test_a_probation_officer_who_holds_the_case_does_it_however_long_the_desk() -> None:
    desk = desk_with("probation_officer")
    busy, idle = desk.staff(Grade.PO)
    for _ in range(20):
        visit(desk, busy)
    assert busy.queue.count == 20
    assert idle.queue.count == 0


def test_duty_goes_to_the_shortest_desk_and_never_to_a_trainee() -> None:
    desk = desk_with("duty")
    holder = desk.staff(Grade.PO)[0]
    owners = [visit(desk, holder)[1].owner for _ in range(6)]
    staff = [*desk.staff(Grade.PO), *desk.staff(Grade.PSO), *desk.staff(Grade.PQIP)]
    assert [owners.count(officer) for officer in staff] == [2, 2, 2, 0]


def test_with_nobody_who_may_the_holder_does_it() -> None:
    for who in ("probation_officer", "senior"):
        desk = desk_with(who, posts(pso=1, spo=0))
        assert visit(desk, desk.one(Grade.PSO))[1].owner is desk.one(Grade.PSO)
    desk = desk_with("duty", posts(pqip=1, spo=0))
    assert visit(desk, desk.one(Grade.PQIP))[1].owner is desk.one(Grade.PQIP)


def test_a_case_without_an_officer_waits_for_its_holder_and_not_for_duty() -> None:
    for who, waits in (("holder", True), ("duty", False)):
        desk = desk_with(who, posts(po=2))
        person, task = visit(desk, desk.unit.teams[0].pool)
        assert (task.owner is None) is waits
        taker = next(o for o in desk.staff(Grade.PO) if o is not task.owner)
        desk.unit.allocation.give(person, taker, 0)
        assert (task.owner is taker) is waits
        assert problems_of_holding(desk.unit) == []


# The case moves, or whoever does the task does ------------------------------------------------


@pytest.mark.parametrize(("who", "follows"), [("holder", True), ("duty", False), ("senior", False)])
def test_a_task_follows_the_case_only_where_the_holder_does_it(who: str, follows: bool) -> None:
    desk = desk_with(who, posts(po=2))
    one, two = desk.staff(Grade.PO)
    person, task = visit(desk, one)
    first = task.owner
    desk.unit.allocation.give(person, two, 0)
    assert task.owner is (two if follows else first)
    assert problems_of_holding(desk.unit) == []


def test_work_for_a_colleague_goes_to_somebody_else_when_its_doer_is_away() -> None:
    desk = desk_with("probation_officer", posts(po=2, pso=1))
    (services,) = desk.staff(Grade.PSO)
    _, lent = visit(desk, services)
    doer, other = lent.owner, next(o for o in desk.staff(Grade.PO) if o is not lent.owner)
    _, own = visit(desk, doer)
    doer.work_out_hours(0.0)
    desk.unit.absence.go_away(doer, "sickness", 0, 30)
    assert lent.owner is other
    assert own.owner is doer
    assert problems_of_holding(desk.unit) == []
    desk.until(20)
    assert lent.done_at is not None
    assert own.done_at is None


def test_work_for_a_colleague_is_passed_on_by_a_leaver() -> None:
    desk = desk_with("duty", posts(po=2))
    one, two = desk.staff(Grade.PO)
    person, task = visit(desk, one)
    stays = two if task.owner is one else one
    desk.unit.workforce.leaving.leave(task.owner, 0)
    desk.until(1.5)
    assert task.owner is stays
    assert person.holder is one
    assert problems_of_holding(desk.unit) == []


# Seniors' tasks -------------------------------------------------------------------------------


def test_countersigning_handed_down_goes_to_another_officer_than_the_case_s() -> None:
    for who, grade in (("senior", Grade.SPO), ("probation_officer", Grade.PO)):
        changed = {"management.oversight.countersigning.who": who}
        desk = desk_with("holder", posts(po=2, pso=1), **changed)
        holder, other = desk.staff(Grade.PO)
        person = desk.case(holder, "B2")
        report = desk.unit.casework.arise("recall_report", person, 0)
        desk.unit.seniors.countersign(person, report, 0)
        signers = [o for o in desk.unit.staff for t in o.desk() if t.kind.name == "countersigning"]
        assert [signer.grade for signer in signers] == [grade]
        assert signers[0] is not holder
        if grade is Grade.PO:
            desk.unit.absence.go_away(other, "sickness", 0, 30)
            assert [t.kind.name for t in desk.one(Grade.SPO).desk()] == ["countersigning"]


def test_allocation_handed_down_is_made_by_an_officer() -> None:
    desk = desk_with("holder", posts(po=2), **{"management.oversight.allocation.who": "duty"})
    person = desk.ask()
    desk.until(10)
    assert person.holder in desk.staff(Grade.PO)
    assert desk.one(Grade.SPO).task_done == 0.0
    assert sum(officer.task_done for officer in desk.staff(Grade.PO)) > 0.5


# What a scenario may say ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "work:\n  tasks:\n    home_visit:\n      who: dutty\n",
            (":5:12:", "found the text 'dutty'", "did you mean 'duty'?"),
        ),
        (
            "management:\n  oversight:\n    supervision:\n      who: duty\n",
            (":5:12:", "found the text 'duty'", "expected senior"),
        ),
        (
            "management:\n  oversight:\n    countersigning:\n      who: holder\n",
            (":5:12:", "senior, probation_officer or duty"),
        ),
        (
            "surroundings:\n  court_reports:\n    oral:\n      standard:\n        who: duty\n",
            (":6:9:", "who"),
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(
    tmp_path: Path, lines: str, said: tuple[str, ...]
) -> None:
    path = tmp_path / "who.yaml"
    path.write_text(f"extends: baseline\n{lines}", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    for part in said:
        assert part in str(refused.value)


# Whole units ----------------------------------------------------------------------------------

Hours = dict[tuple[str, str], float]


@pytest.fixture
def done_by(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """Hours of completed tasks of cases by kind, and by whether the holder did them."""
    hours: Hours = defaultdict(float)
    finish = Practitioner.finish

    def watched(self: Practitioner, task: Task, now: float) -> None:
        if task.person is not None:
            who = "holder" if task.person.holder is self else self.grade.value
            hours[task.kind.name, who] += task.hours
        finish(self, task, now)

    monkeypatch.setattr(Practitioner, "finish", watched)
    return hours


def test_home_visits_on_duty_move_hours_from_holders_to_colleagues(small, lived, done_by) -> None:
    lived(small())
    before = dict(done_by)
    done_by.clear()
    unit = lived(small(**{VISIT.replace(".", "__"): "duty"}))
    assert {who for kind, who in before if kind == "home_visit"} == {"holder"}
    visits = {who: h for (kind, who), h in done_by.items() if kind == "home_visit"}
    assert visits["holder"] < 0.5 * sum(visits.values())
    assert visits["po"] > 0.0
    assert visits["pso"] > 0.0
    assert "pqip" not in visits
    assert "spo" not in visits
    # A task as any other: it is in the hours of whoever did it, and nothing is lost.
    assert problems_of_holding(unit) == []
    assert {who for kind, who in done_by if kind == "termination"} == {"holder"}


def test_seniors_who_write_the_plans_have_less_time_for_their_own_work(small) -> None:
    plans = small(work__tasks__initial_assessment__who="senior")
    pairs = [
        (simulate(small(), seed=3, replication=r), simulate(plans, seed=3, replication=r))
        for r in range(2)
    ]
    for holders, seniors in pairs:
        assert seniors.measures["spo_tasks_skipped"] > holders.measures["spo_tasks_skipped"] + 0.1
        assert seniors.measures["initial_plan_on_time"] < holders.measures["initial_plan_on_time"]
        assert seniors.measures["caseload"] == pytest.approx(holders.measures["caseload"], rel=0.1)
        assert {name: figure for name, figure in seniors.checks.items() if figure} == {}


def test_duty_enquiries_are_made_by_duty_officers_from_the_day_it_begins(lived, done_by) -> None:
    scenario = load_scenario("duty_enquiries").with_values(
        {"unit.scale": 0.25, "unit.past_years": 2.0, "run.observe_weeks": 8}
    )
    day = next(period.day for period in scenario.timeline if period.day > 0)
    unit: Unit = lived(scenario.with_values({"run.warm_up_weeks": day // 7 + 12}))
    enquiries = [hours for (kind, who), hours in done_by.items() if "enquiry" in kind]
    others = [h for (kind, who), h in done_by.items() if "enquiry" in kind and who != "holder"]
    assert 0.1 * sum(enquiries) < sum(others) < 0.8 * sum(enquiries)
    assert problems_of_holding(unit) == []
