"""Small units for tests of staff and management: nobody sentenced, no chance, cases put in by hand.

A ``Desk`` is a unit of a few officers in which nothing happens but what a test enters.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from pdusim.model.kernel.timelines import NONE_DRAWN, Timeline
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import Person, State
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import Pool
from pdusim.scenario import Scenario, load_scenario

EXPERIENCED = -5000
"""Day of joining and qualifying of everybody on a desk, trainees apart."""

NO_PERSONS: dict[str, Any] = {
    **{
        f"arrivals.{flow}": 0.0
        for flow in ("community_order", "suspended_order", "unpaid_work_only", "custody", "life")
    },
    "sentencing.custody.life_stock_custody": 0.0,
    "sentencing.custody.life_stock_licence": 0.0,
    "unit.past_years": 0.0,
}
NO_SICKNESS: dict[str, Any] = {
    "workforce.sickness.short_rate": 0.0,
    "workforce.sickness.long_rate": 0.0,
    "workforce.sickness.stress_rate": 0.0,
}
NO_LEAVE: dict[str, Any] = {
    "workforce.leave.days": 0.0,
    "workforce.leave.maternity_per_year": 0.0,
}
NO_TURNOVER: dict[str, Any] = {
    "workforce.leaving.po": 0.0,
    "workforce.leaving.pso": 0.0,
    "workforce.leaving.spo": 0.0,
    "workforce.leaving.admin": 0.0,
    "workforce.leaving.moves_per_year": 0.0,
    "workforce.leaving.spo_moves_per_year": 0.0,
    "workforce.recruitment.promotions_elsewhere_per_year": 0.0,
    "workforce.recruitment.po_lateral_per_year": 0.0,
    "workforce.recruitment.trainees_per_year": 0.0,
    "workforce.recruitment.trainee_dropout_share": 0.0,
    "workforce.recruitment.trainees_per_mentor_max": 20.0,
}
ALIKE: dict[str, Any] = {
    "workforce.hours.part_time_share": 0.0,
    "workforce.reductions.other_share": 0.0,
    "workforce.experience.novice_time": 0.0,
    "management.allocation.capacity_spread": 0.0,
    "management.teams.staffing_spread": 0.0,
    "management.teams.specialist.women.staff_share": 0.0,
}
NO_RETURNS = {
    f"enforcement.returns.rate.{group}": 0.0
    for group in (
        "community_order",
        "suspended_order",
        "unpaid_work_only",
        "custody_under_12m",
        "custody_12m_to_4y",
        "custody_over_4y",
    )
}

STILL: dict[str, Any] = {
    **NO_PERSONS,
    **NO_SICKNESS,
    **NO_LEAVE,
    **NO_TURNOVER,
    **ALIKE,
    **NO_RETURNS,
    "people.deaths_community": 0.0,
    "people.deaths_custody": 0.0,
    "people.moves_away": 0.0,
    "management.allocation.moves_per_year": 0.0,
    "management.allocation.adjustment.max_cases": 0,
    "management.allocation.lag_days": 0.0,
    "management.allocation.blind_share": 0.0,
    "management.allocation.recall_new_officer_share": 0.0,
}


def posts(**numbers: float) -> dict[str, Any]:
    """An establishment of so many heads of each grade, all in post."""
    wanted = {"po": 0.0, "pso": 0.0, "pqip": 0.0, "spo": 1.0, "admin": 0.0, **numbers}
    values: dict[str, Any] = {f"workforce.posts.{grade}": n for grade, n in wanted.items()}
    values["workforce.posts.po_vacant_share"] = 0.0
    values["workforce.posts.pso_vacant_share"] = 0.0
    values["workforce.support.reference_posts"] = wanted["admin"]
    return values


def paths(**values: Any) -> dict[str, Any]:
    """Overrides with ``__`` for the dot of a path."""
    return {key.replace("__", "."): value for key, value in values.items()}


def scenario_of(*parts: dict[str, Any], weeks: int = 52, warm_up: int = 0) -> Scenario:
    """The baseline with overrides, later ones winning."""
    values: dict[str, Any] = {"run.warm_up_weeks": warm_up, "run.observe_weeks": weeks}
    for part in parts:
        values.update(part)
    return load_scenario("baseline").with_values(values)


class Desk:
    """A unit at the start of its run, into which a test puts cases and events.

    Parameters
    ----------
    scenario : Scenario
        Usually ``STILL`` with a few staff.
    rules : mapping, optional
        Allocation rules of the test's own.
    """

    def __init__(self, scenario: Scenario, rules: Any = None, seed: int = 5) -> None:
        self.unit = Unit(scenario, seed, 0, "events", rules)
        self.unit.go_live()
        for officer in self.unit.staff:
            if officer.grade is not Grade.PQIP:
                # Everybody is experienced, so that no reduction by stage of career applies.
                officer.qualified_day = officer.since = officer.started = EXPERIENCED
                officer.work_out_hours(0.0)
        for team in self.unit.teams:
            team.share_mentoring()
        self._serial = 10**6
        unit = self.unit
        unit.env.process(unit.observe())
        unit.env.process(unit.diary.keep(unit.env))
        unit.env.process(unit.sundays())

    def staff(self, grade: Grade) -> list[Practitioner]:
        """Staff of a grade in post, by number."""
        return [officer for officer in self.unit.staff if officer.grade is grade]

    def one(self, grade: Grade) -> Practitioner:
        """The only one of a grade."""
        (officer,) = self.staff(grade)
        return officer

    def case(
        self,
        holder: Practitioner | Pool | None = None,
        tier: str = "C2",
        state: State = State.COMMUNITY_ORDER,
        rosh: int = 1,
        **attributes: Any,
    ) -> Person:
        """A person under supervision for ever, held by somebody."""
        self._serial += 1
        person = Person(self._serial, self._serial, f"T-{self._serial}", "custody", 0)
        person.tier, person.protect = tier, tier[0]
        person.true_rosh = person.assessed_rosh = person.base_rosh = rosh
        person.order_end = person.expiry = person.pss_end = 10**6
        person.non_compliance = person.reconviction = person.events = uneventful()
        for name, value in attributes.items():
            setattr(person, name, value)
        self.unit.move(person, state, self.unit.diary.today)
        self.unit.tally.add("persons in")
        self.unit.casework.load_changed(person)
        if holder is not None:
            self.unit.allocation.give(person, holder, self.unit.diary.today)
        return person

    def ask(self, **attributes: Any) -> Person:
        """A person for whom an officer is asked."""
        person = self.case(None, **attributes)
        self.unit.allocation.ask(person, self.unit.diary.today)
        return person

    def on(self, day: int, action: Callable[[int], object]) -> None:
        """Something a test does at 00:00 of a day."""
        self.unit.diary.enter(day, Turn.ARRANGED, lambda _, today: action(today), self.unit)

    def away(self, officer: Practitioner, day: int, days: int, kind: str = "sickness") -> None:
        """An absence of so many calendar days."""

        def go(today: int) -> None:
            if kind == "sickness":
                self.unit.absence.be_sick(officer, today, days)
            else:
                self.unit.absence.go_away(officer, kind, today, today + days)

        self.on(day, go)

    def until(self, day: float) -> None:
        """Let time pass."""
        self.unit.env.run(until=day)

    def week(self, name: str, number: int) -> float | None:
        """A figure of the weekly census; week 0 is the first."""
        return self.unit.census.weekly[name][number]


def uneventful() -> Timeline:
    """Candidate dates of a life in which nothing happens."""
    return Timeline(NONE_DRAWN, 0, 0, (0, inf))


def problems_of_holding(unit: Unit) -> list[str]:
    """Whatever is wrong with who holds which case and who owns which task, in words."""
    wrong: list[str] = []
    holders: list[Any] = [*unit.everyone, *(team.pool for team in unit.teams)]
    holders.append(unit.unpaid_work_team)
    held: dict[int, Any] = {}
    for holder in holders:
        for serial, person in holder.cases.items():
            if serial in held:
                wrong.append(f"{person.identifier} is held twice")
            held[serial] = holder
            if person.holder is not holder:
                wrong.append(f"{person.identifier} does not know its holder")
    desks = _desks(unit)
    for people in unit.in_state.values():
        for serial, person in people.items():
            if serial not in held:
                wrong.append(f"{person.identifier} ({person.state}) is held by nobody")
            wrong.extend(_problems_of_tasks(desks, person))
    for officer in unit.everyone:
        problem = officer.queue.count - len(officer.queue.waiting())
        if problem:
            wrong.append(f"the queue of {officer.identifier} is miscounted by {problem}")
    leavers = {officer.number for officer in unit.leavers}
    for officer in unit.everyone:
        if officer.in_post or officer.number in leavers:
            continue
        waiting = officer.queue.waiting()
        if officer.cases or waiting or officer.current is not None:
            wrong.append(f"{officer.identifier} has left and still holds something")
    return wrong


def _desks(unit: Unit) -> dict[int, list[Practitioner]]:
    """On whose desks every task is, by the task's number."""
    desks: dict[int, list[Practitioner]] = {}
    for officer in unit.everyone:
        tasks = officer.queue.waiting()
        if officer.current is not None:
            tasks.append(officer.current)
        for task in tasks:
            desks.setdefault(task.number, []).append(officer)
    return desks


def _problems_of_tasks(desks: dict[int, list[Practitioner]], person: Person) -> list[str]:
    wrong: list[str] = []
    for task in person.tasks.values():
        name = f"{task.kind} of {person.identifier}"
        where = desks.get(task.number, [])
        if not task.open:
            wrong.append(f"{name} is closed and still listed")
        elif task.owner is None and isinstance(person.holder, Practitioner):
            wrong.append(f"{name} belongs to nobody")
        elif where != ([] if task.owner is None else [task.owner]):
            wrong.append(f"{name} is on the desks of {[o.identifier for o in where]}")
    return wrong
