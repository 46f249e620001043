"""Enquiries to police and children's services: made by the practitioner, answered by others."""

from __future__ import annotations

from math import ceil, log1p
from typing import TYPE_CHECKING

from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import Person, State
from pdusim.model.work.tasks import Task
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases
    from pdusim.model.work.kinds import Kind
    from pdusim.model.work.practitioner import Practitioner

ENQUIRIES = ("enquiry_police", "enquiry_children")


class Enquiries:
    """Which enquiries a case needs, and what became of each."""

    def __init__(self, unit: Cases) -> None:
        self.unit = unit

    def needed(self, person: Person, today: int) -> None:
        """At the first appointment: enquiries by indication, or for everybody."""
        unit = self.unit
        reviews = unit.settings.reviews
        relaxed = unit.surroundings.status.relaxation
        if relaxed is not None and not relaxed.enquiries:
            return
        for i, (kind, indicated) in enumerate(
            (
                ("enquiry_children", person.child_safeguarding),
                ("enquiry_police", person.domestic_abuse),
            )
        ):
            if not (indicated or reviews.enquiries_for_everybody):
                continue
            due = unit.calendar.add_working_days(today, round(reviews.enquiry_due_days))
            wanted = unit.chance.uniform(purposes.ENQUIRY, person.key, 2 * today + i)
            task: Task | None = None
            if reviews.enquiries_for_everybody or wanted < reviews.enquiry_wanted_share:
                task = unit.casework.arise(kind, person, today)
            if indicated:
                unit.diary.look(due + 1, _Judge(unit.kinds[kind], task), unit)

    def made(self, task: Task, worker: Practitioner, now: float) -> None:
        """The practitioner has asked; the answer comes when it comes."""
        unit = self.unit
        person = task.person
        assert person is not None
        u = unit.chance.uniform(purposes.ENQUIRY_ANSWER, person.key, _ordinal(task))
        mean = unit.settings.reviews.enquiry_answer_days
        days = ceil(-log1p(-u) * mean)
        day = unit.calendar.add_working_days(int(now), days)
        unit.diary.enter(max(day, int(now) + 1), Turn.ENQUIRY_ANSWERED, self.answered, task)
        unit.casework.done(task, worker, now)

    def answered(self, task: Task, today: int) -> None:
        """The answer: it may tell of a risk that is higher than assessed."""
        unit = self.unit
        person = task.person
        assert person is not None
        task.answered = today
        unit.tally.add(task.kind.counts.answered)
        if task.done_at is None or task.done_at < person.opened_day:
            # Of somebody who has moved away since.
            return
        if unit.ledger.on:
            unit.ledger.record(today, f"{task.kind} answered", person)
        if person.true_rosh <= person.assessed_rosh or person.state is State.CLOSED:
            return
        u = unit.chance.uniform(purposes.ENQUIRY_ANSWER, person.key, _ordinal(task) + 1)
        if u < unit.settings.reviews.enquiry_reveals_share:
            unit.tally.add(counts.ENQUIRIES_REVEALING)
            unit.casework.significant_event(person, today)


class _Judge:
    """A look in the diary: the day after an answer was due."""

    __slots__ = ("counts", "task")

    def __init__(self, kind: Kind, task: Task | None) -> None:
        self.counts = kind.counts
        self.task = task

    def __call__(self, unit: Cases, today: int) -> None:
        task, totals = self.task, unit.tally.since_start
        if task is not None and task.closed_at is not None and task.closed_at < today - 1:
            totals[self.counts.lapsed] += 1.0
            return
        totals[self.counts.due] += 1.0
        if task is None:
            totals[self.counts.not_set_out] += 1.0
        elif task.done_at is None:
            totals[self.counts.not_made] += 1.0
        elif task.answered is None:
            totals[self.counts.not_answered] += 1.0
        else:
            totals[self.counts.on_time] += 1.0


def _ordinal(task: Task) -> int:
    """Draws of an answer: two for each kind of enquiry of a day."""
    return 4 * int(task.arose) + 2 * ENQUIRIES.index(task.kind.name)
