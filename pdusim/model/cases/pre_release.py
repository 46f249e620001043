"""Work before a release, counted back from its day, and whether it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import IN_CUSTODY, Person, SentenceKind, State

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.model.work.tasks import Task
    from pdusim.scenario.schema.work import TaskStandard

PRE_RELEASE = (
    "pre_release_assessment",
    "licence_conditions",
    "mappa_referral",
    "premises_referral",
    "curfew_enquiry",
    "parole_report",
)


_OVER_BY_RELEASE = ("parole_report", "curfew_enquiry")


class PreRelease:
    """Plans the work before releases and takes stock on the day."""

    def __init__(self, unit: Cases) -> None:
        self.unit = unit

    def plan(self, person: Person, today: int) -> None:
        """Plan the work before the release planned; done again whenever its day changes."""
        unit = self.unit
        day = person.planned_release
        calendar = unit.calendar
        tasks = unit.settings.work.tasks
        rule = unit.settings.sentencing.pre_release
        wanted = ["pre_release_assessment", "licence_conditions"]
        if person.mappa >= 2:
            wanted.append("mappa_referral")
        if unit.surroundings.premises.wanted(person):
            wanted.append("premises_referral")
        if person.scheme == "hdc" and not person.curfew_checked:
            wanted.append("curfew_enquiry")
        if person.kind in (SentenceKind.EXTENDED, SentenceKind.LIFE):
            wanted = ["parole_report"]
        # What is done stays done; what has been begun goes on, with the new date.
        for task in person.pre_release:
            if task.kind.name not in wanted:
                unit.casework.close_task(task, today)
        person.pre_release = [task for task in person.pre_release if task.closed_at is None]
        begun = {task.kind.name: task for task in person.pre_release}
        for kind in wanted:
            standard: TaskStandard = getattr(tasks, kind)
            before = rule.mappa_referral_days if kind == "mappa_referral" else rule.ready_days
            latest = calendar.add_working_days(day - before, 0)
            if kind in begun:
                due = max(int(begun[kind].arose) + 1, latest)
                deadline = calendar.add_working_days(due, round(standard.grace_days))
                unit.casework.change_due(begun[kind], due, deadline)
                continue
            due = max(today + 1, latest)
            arises = calendar.add_working_days(due, -round(standard.due_days))
            unit.diary.enter(
                max(arises, today), Turn.ARRANGED, _Arises(unit, kind, due), person, person.version
            )

    def refused(self, person: Person, today: int) -> None:
        """Parole is refused: the next hearing wants its own report."""
        for task in person.pre_release:
            self.unit.casework.close_task(task, today)
        person.pre_release = []

    def release(self, person: Person, today: int) -> bool:
        """What is undone becomes urgent; a bed that is wanted is asked for.

        Returns whether everything was prepared.
        """
        casework, premises = self.unit.casework, self.unit.surroundings.premises
        undone = [task for task in person.pre_release if task.done_at is None]
        person.pre_release = []
        licence = today < person.expiry
        if licence and premises.wanted(person):
            referred = all(task.kind.name != "premises_referral" for task in undone)
            premises.released(person, today, referred)
        for task in undone:
            if licence and task.kind.name not in _OVER_BY_RELEASE:
                self._catch_up(task, person, today)
            else:
                # The Board or the prison has decided without, or nothing is left to prepare for.
                casework.close_task(task, today)
        if licence and undone:
            casework.arise("unprepared_release", person, today)
        return not undone

    def _catch_up(self, task: Task, person: Person, today: int) -> None:
        """What the release has found undone does not go away: it is urgent now."""
        unit = self.unit
        days = unit.settings.sentencing.pre_release.catch_up_working_days
        due = unit.calendar.add_working_days(today, days)
        if not task.open:
            # Given up before; the release brings it back.
            task = unit.casework.arise(task.kind.name, person, today, due)
        standard: TaskStandard = getattr(unit.settings.work.tasks, task.kind.name)
        grace = unit.calendar.add_working_days(due, round(standard.grace_days))
        unit.casework.make_urgent(task, due, grace)

    def curfew_enquired(self, task: Task, worker: Practitioner, now: float) -> None:
        """Police, children's services and those who live there have been asked."""
        unit, person = self.unit, task.person
        assert person is not None
        unit.casework.done(task, worker, now)
        if person.scheme == "hdc" and person.state in IN_CUSTODY:
            unit.diary.enter(int(now) + 1, Turn.ARRANGED, self._curfew_decided, person)

    def _curfew_decided(self, person: Person, today: int) -> None:
        if person.scheme == "hdc" and person.state is State.CUSTODY_COMMUNITY:
            self.unit.lives.curfews.enquired(person, today)

    def referral_made(self, task: Task, worker: Practitioner, now: float) -> None:
        """A referral to approved premises; one made after the release asks for a bed at once."""
        unit, person = self.unit, task.person
        assert person is not None
        unit.casework.done(task, worker, now)
        if person.state is State.LICENCE and unit.surroundings.premises.wanted(person):
            unit.surroundings.premises.referred_late(person)


class _Arises:
    """A diary entry: a task before release comes up."""

    __slots__ = ("due", "kind", "unit")

    def __init__(self, unit: Cases, kind: str, due: int) -> None:
        self.unit = unit
        self.kind = kind
        self.due = due

    def __call__(self, person: Person, today: int) -> None:
        if any(task.kind.name == self.kind for task in person.pre_release):
            return
        task = self.unit.casework.arise(self.kind, person, today, max(self.due, today))
        if self.kind in PRE_RELEASE:
            person.pre_release.append(task)
