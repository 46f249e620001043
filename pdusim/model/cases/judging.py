"""Due date and grace are over: was a task done in time, late, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.people.person import IN_COMMUNITY
from pdusim.model.work.tasks import REVIEWS, TOLERANCE, Task

if TYPE_CHECKING:
    from pdusim.model.kernel.context import Context

JUDGED = REVIEWS | {"initial_assessment"}
"""Kinds of task that are looked at when due date and grace are over."""


class Judge:
    """Looks at a task on the day after its grace ends, and counts what became of it.

    Reviews: done by the end of the due date is on time, by the end of the grace late, anything
    else missed. One superseded by a newer review before its grace ended hands its due date on and
    is not judged itself. One whose case ended, was recalled or suspended before the due date has
    lapsed: counted, and left out of every rate. One closed undone after the due date is missed.
    """

    def __init__(self, unit: Context) -> None:
        self.unit = unit

    def __call__(self, task: Task, today: int) -> None:
        """Judge one task."""
        if task.kind in REVIEWS:
            self._review(task, today)
            return
        totals, kind = self.unit.tally.since_start, task.kind
        if task.closed_at is not None and task.closed_at < task.due - TOLERANCE:
            totals[f"lapsed {kind}"] += 1.0
            return
        totals[f"due {kind}"] += 1.0
        if task.done_at is not None and task.done_at <= task.due + TOLERANCE:
            totals[f"on time {kind}"] += 1.0
            if task.sufficient:
                totals[f"sufficient {kind}"] += 1.0

    def _review(self, task: Task, today: int) -> None:
        totals = self.unit.tally.since_start
        if task.closed_at is not None:
            if task.subject == "superseded":
                totals["reviews superseded in time"] += 1.0
                return
            if task.closed_at < task.due - TOLERANCE:
                totals["reviews lapsed"] += 1.0
                self.unit.ledger.record(today, "review lapsed", task.person)
                return
        person = task.person
        assert person is not None
        tier, trigger = person.protect.lower(), task.kind.removesuffix("_review")
        totals["reviews due"] += 1.0
        totals[f"reviews due tier_{tier}"] += 1.0
        totals[f"reviews due {trigger}"] += 1.0
        done = task.done_at
        if done is not None and done <= task.due + TOLERANCE:
            totals["reviews on time"] += 1.0
            if task.sufficient:
                totals["reviews sufficient"] += 1.0
        elif done is not None and done <= task.deadline + TOLERANCE:
            totals["reviews late"] += 1.0
        else:
            totals["reviews missed"] += 1.0
            if person.state in IN_COMMUNITY:
                totals["reviews missed in the community"] += 1.0
            totals[f"reviews missed tier_{tier}"] += 1.0
            totals[f"reviews missed {trigger}"] += 1.0
            self.unit.ledger.record(today, "review missed", person, trigger)


def promptness(task: Task) -> str:
    """Say in words when a task was done."""
    assert task.done_at is not None
    if task.done_at <= task.due + TOLERANCE:
        return "on time"
    return "late" if task.done_at <= task.deadline + TOLERANCE else "after it was missed"
