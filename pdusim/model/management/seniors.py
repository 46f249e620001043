"""The work of senior probation officers: allocate, oversee, countersign, supervise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.kernel.turns import Turn
from pdusim.model.staff.scope import Managing
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.service import contact_factor
from pdusim.model.work.tasks import TOLERANCE, Task
from pdusim.outcomes import counts
from pdusim.outcomes.counts import of_kind
from pdusim.scenario.schema.work import Who

if TYPE_CHECKING:
    from pdusim.model.management.scope import Managed
    from pdusim.model.people.person import Person
    from pdusim.model.work.teams import Team
    from pdusim.scenario.schema.work import ManagerTask, SeniorTask


class Seniors(Managing):
    """Tasks of seniors, who are servers like everybody else, without contacts.

    Some can be handed down (``who`` of their standards).

    Every task is judged when its due date and grace are over: done on time, late, or not at all.
    """

    def __init__(self, unit: Managed) -> None:
        self.unit = unit
        kinds = unit.kinds
        kinds.declare("allocation", self.case_read, judge=self.judge, of_seniors=True)
        for name in ("countersigning", "supervision", "absence_management"):
            kinds.declare(name, self.done, judge=self.judge, of_seniors=True)
        # After a serious further offence: not among the work that seniors are judged by.
        for name in ("notification", "early_look", "further_offence_review"):
            kinds.declare(name, self.done)

    def _give(
        self,
        kind: str,
        team: Team,
        person: Person | None,
        today: int,
        about: Person | Practitioner | None = None,
    ) -> Task | None:
        """Put a task on the desk of whoever does it; None where there is nobody.

        ``about`` is whom the task is about where that is no person's case.
        """
        unit = self.unit
        standard: SeniorTask | ManagerTask = getattr(unit.settings.management.oversight, kind)
        worker = self.who_does(standard.who, team, person if about is None else about)
        if worker is None:
            self.count(kind, "skipped")
            return None
        key = None if about is None else about.key
        task = unit.maker.make(unit.kinds[kind], standard, person, today, None, key=key)
        task.about = about
        if kind == "allocation":
            task.hours *= self._reading(worker)
            task.remaining = task.hours
        worker.receive(task)
        unit.diary.look(int(task.deadline), self.judge, task)
        return task

    def who_does(self, who: str, team: Team, about: object) -> Practitioner | None:
        """Who does a senior's task as things stand; never the officer whose case it is about."""
        found = None
        if who != Who.SENIOR:
            holder = getattr(about, "holder", None)
            found = self.unit.assignment.on_duty(team, Who(who), holder)
        return found or team.acting_senior()

    def next_for(self, task: Task, team: Team) -> Practitioner | None:
        """Who takes over a task from somebody who cannot do it."""
        about = task.work_list.entries[0].person if task.work_list else task.about
        return self.who_does(task.who, team, task.person or about)

    def _reading(self, senior: Practitioner) -> float:
        """Part of a new case that a senior reads, by the length of the desk."""
        rule = self.unit.settings.management.allocation
        return contact_factor(
            senior.queue.backlog,
            senior.day_hours,
            rule.read_full_days,
            rule.read_floor_days,
            rule.read_floor,
        )

    def judge(self, task: Task, today: int) -> None:
        """Due date and grace are over: whether a senior got to it."""
        done = task.done_at
        if done is None:
            if task.closed_at is None or task.closed_at >= task.due - TOLERANCE:
                self.count(task.kind.name, "skipped")
        elif done <= task.due + TOLERANCE:
            self.count(task.kind.name, "on time")
        else:
            self.count(task.kind.name, "late")

    def count(self, kind: str, how: str, number: int = 1) -> None:
        """Count senior's tasks of a kind as on time, late or skipped."""
        totals = self.unit.tally.since_start
        totals[counts.SENIOR_TASKS_DUE] += number
        totals[counts.SENIOR_TASKS[how]] += number
        totals[of_kind(kind).senior[how]] += number

    def allocate(self, person: Person, team: Team, today: int) -> None:
        """Reading a new case and choosing an officer. With no senior an administrator does it."""
        task = self._give("allocation", team, person, today)
        if task is None:
            self.unit.allocation.allocate(person, today)
        else:
            person.tasks[task.number] = task

    def countersign(self, person: Person, report: Task, today: int) -> None:
        """A recall report is to be countersigned."""
        self._give("countersigning", self.unit.team_of(person), None, today, person)

    def supervise(self, officer: Practitioner, today: int) -> None:
        """A supervision session of a member of staff, and the next one."""
        unit = self.unit
        if not officer.in_post:
            return
        if not officer.away and officer.grade is not Grade.SPO:
            self._give("supervision", officer.team, None, today, officer)
        weeks = unit.settings.management.oversight.supervision_every_weeks
        unit.diary.enter(
            today + round(7 * weeks), Turn.SUPERVISION_SESSION, self.supervise, officer
        )

    def manage_absence(self, officer: Practitioner, today: int) -> None:
        """A spell of sickness is to be managed."""
        self._give("absence_management", officer.team, None, today, officer)

    # Cover --------------------------------------------------------------------------------

    def cover(self, senior: Practitioner, today: int) -> None:
        """A senior goes away: what cannot wait goes to whoever covers."""
        cover = senior.team.acting_senior()
        if cover is None or cover.away:
            return
        now = self.unit.env.now
        for task in senior.desk():
            if task.preempts and task.kind.of_seniors:
                senior.withdraw(task, now)
                cover.receive(task)

    def pass_on(self, task: Task, team: Team, today: int) -> None:
        """A task of somebody who has left goes to whoever covers, or is never done."""
        cover = self.next_for(task, team)
        if cover is not None:
            cover.receive(task)
            return
        task.closed_at = float(today)
        if task.person is not None:
            task.person.tasks.pop(task.number, None)
            if task.kind.name == "allocation":
                self.unit.allocation.allocate(task.person, today)

    def done(self, task: Task, worker: Practitioner, now: float) -> None:
        """A senior's task is done, and nothing follows."""
        self.unit.tally.add(task.kind.counts.done)

    def case_read(self, task: Task, worker: Practitioner, now: float) -> None:
        """A new case has been read: choose an officer for it."""
        self.done(task, worker, now)
        unit, person = self.unit, task.person
        assert person is not None
        unit.allocation.allocate(person, unit.diary.today, reading=self._reading(worker))
