"""Due date and grace are over: was a task done in time, late, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.person import IN_COMMUNITY
from pdusim.model.tasks import REVIEWS, TOLERANCE, Task

if TYPE_CHECKING:
    from pdusim.model.unit import Unit

JUDGED = REVIEWS | {"initial_assessment"}
"""Kinds of task that are looked at when due date and grace are over."""


class Judge:
    """Looks at a task on the day after its grace ends, and counts what became of it.

    Reviews: done by the end of the due date is on time, by the end of the grace late, anything
    else missed. One superseded by a newer review before its grace ended hands its due date on and
    is not judged itself. One whose case ended, was recalled or suspended before the due date has
    lapsed: counted, and left out of every rate. One closed undone after the due date is missed.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def __call__(self, task: Task, today: int) -> None:
        """Judge one task."""
        if task.kind in REVIEWS:
            self._review(task, today)
            return
        tally, kind = self.unit.tally, task.kind
        if task.closed_at is not None and task.closed_at < task.due - TOLERANCE:
            tally.add(f"lapsed {kind}")
            return
        tally.add(f"due {kind}")
        if task.done_at is not None and task.done_at <= task.due + TOLERANCE:
            tally.add(f"on time {kind}")
            if task.sufficient:
                tally.add(f"sufficient {kind}")

    def _review(self, task: Task, today: int) -> None:
        tally = self.unit.tally
        if task.closed_at is not None:
            if task.subject == "superseded":
                tally.add("reviews superseded in time")
                return
            if task.closed_at < task.due - TOLERANCE:
                tally.add("reviews lapsed")
                self.unit.ledger.record(today, "review lapsed", task.person)
                return
        person = task.person
        assert person is not None
        tier, trigger = person.protect.lower(), task.kind.removesuffix("_review")
        tally.add("reviews due")
        tally.add(f"reviews due tier_{tier}")
        tally.add(f"reviews due {trigger}")
        done = task.done_at
        if done is not None and done <= task.due + TOLERANCE:
            tally.add("reviews on time")
            if task.sufficient:
                tally.add("reviews sufficient")
        elif done is not None and done <= task.deadline + TOLERANCE:
            tally.add("reviews late")
        else:
            tally.add("reviews missed")
            if person.state in IN_COMMUNITY:
                tally.add("reviews missed in the community")
            tally.add(f"reviews missed tier_{tier}")
            tally.add(f"reviews missed {trigger}")
            self.unit.ledger.record(today, "review missed", person, trigger)


def promptness(task: Task) -> str:
    """Say in words when a task was done."""
    assert task.done_at is not None
    if task.done_at <= task.due + TOLERANCE:
        return "on time"
    return "late" if task.done_at <= task.deadline + TOLERANCE else "after it was missed"
