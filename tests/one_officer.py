"""A unit with one officer and one case, whose tasks a test hands out."""

from __future__ import annotations

from typing import Any

from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import Person, State
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.tasks import Task
from pdusim.scenario import load_scenario

# One officer of 40 hours a week, eight a working day, all for cases. Contacts due: four hours a
# day. Contacts are given in full up to a backlog of one day's hours (8), at half from five days'
# (40), so that the part given is 1 - (days - 1) / 8.
ONE_OFFICER: dict[str, Any] = {
    "run.warm_up_weeks": 0,
    "run.observe_weeks": 4,
    "unit.past_years": 0.0,
    "arrivals.community_order": 0.0,
    "arrivals.suspended_order": 0.0,
    "arrivals.unpaid_work_only": 0.0,
    "arrivals.custody": 0.0,
    "arrivals.life": 0.0,
    "sentencing.custody.life_stock_custody": 0,
    "sentencing.custody.life_stock_licence": 0,
    "workforce.posts.po": 0,
    "workforce.posts.pso": 0,
    "workforce.posts.pqip": 0,
    "workforce.recruitment.trainees_per_year": 0.0,
    "workforce.hours.full_time": 40.0,
    "workforce.hours.part_time_share": 0.0,
    "workforce.reductions.other_share": 0.0,
    "workforce.experience.novice_time": 0.0,
    "workforce.leave.days": 0.0,
    "workforce.leave.maternity_per_year": 0.0,
    "workforce.sickness.short_rate": 0.0,
    "workforce.sickness.long_rate": 0.0,
    "workforce.sickness.stress_rate": 0.0,
    "workforce.leaving.po": 0.0,
    "surroundings.court_reports.per_month": 0.0,
    "surroundings.premises.emergencies_per_month": 0.0,
    "work.service.non_case_share": 0.0,
    "work.service.hours_distribution": "fixed",
    "work.service.contact_floor": 0.5,
    "work.service.backlog_full_days": 1.0,
    "work.service.backlog_floor_days": 5.0,
    "work.service.contact_share_max": 0.8,
}


class OneOfficer:
    """A unit with one officer and one case, whose tasks a test hands out."""

    def __init__(self, **values: Any) -> None:
        scenario = load_scenario("baseline").with_values(ONE_OFFICER | values)
        self.unit = Unit(scenario, 1, 0)
        self.unit.go_live()
        self.officer: Practitioner = self.unit.workforce.hire(
            Grade.PO, -2000, -2000, key=5, name="PO 1"
        )
        self.person = Person(10**6, 77, "C1", "community_order", 0)
        self.person.state = State.COMMUNITY_ORDER
        self.person.contact = 4.0
        self.person.holder = self.officer
        self.officer.take_case(self.person, 0.0)
        self.tasks: dict[str, Task] = {}
        self.unit.env.process(self.unit.diary.keep(self.unit.env))

    def task(self, name: str, kind: str, day: int, hours: float) -> None:
        def arises(subject: Unit, today: int) -> None:
            standard = getattr(subject.scenario.settings.work.tasks, kind)
            standard = standard.model_copy(update={"hours": hours})
            made = subject.maker.make(subject.kinds[kind], standard, self.person, today, None)
            self.tasks[name] = made
            self.officer.receive(made)

        if day:
            self.unit.diary.enter(day, Turn.ARRANGED, arises, self.unit)
        else:
            # The first day has been read when the unit went live.
            arises(self.unit, 0)

    def leave(self, day: int, working_days: int) -> None:
        def goes(officer: Practitioner, today: int) -> None:
            self.unit.absence.go_on_leave(officer, today, working_days)

        self.unit.diary.enter(day, Turn.ARRANGED, goes, self.officer)

    def until(self, day: float) -> None:
        self.unit.env.run(until=day)
        self.officer.settle(day)

    def leave_from_the_start(self) -> None:
        """Away for the whole run: nothing is done unless the test says so."""
        self.unit.absence.go_on_leave(self.officer, 0, 50)
