"""Due date and grace are over: was a task done in time, late, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.people.person import IN_COMMUNITY
from pdusim.model.work.tasks import TOLERANCE, Task
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.kernel.context import Context


class Judge:
    """Looks at a review or plan on the day after its grace ends, and counts what became of it.

    Reviews: done by the end of the due date is on time, by the end of the grace late, anything
    else missed. One superseded by a newer review before its grace ended hands its due date on and
    is not judged itself. One whose case ended, was recalled or suspended before the due date has
    lapsed: counted, and left out of every rate. One closed undone after the due date is missed.
    """

    def __init__(self, unit: Context) -> None:
        self.unit = unit

    def urgent(self, task: Task, today: int) -> None:
        """Judge a task of class 0 on the morning after its due date."""
        if task.closed_at is not None:
            # The case closed, or what it was about is over.
            return
        totals, done = self.unit.tally.since_start, task.done_at
        in_time = done is not None and done <= task.due + TOLERANCE
        totals[counts.URGENT_DUE] += 1.0
        totals[counts.URGENT_ON_TIME] += float(in_time)
        if task.kind.name == "recall_report":
            totals[task.kind.counts.due] += 1.0
            totals[task.kind.counts.on_time] += float(in_time)

    def plan(self, task: Task, today: int) -> None:
        """Judge an initial assessment and plan."""
        totals, of = self.unit.tally.since_start, task.kind.counts
        if task.closed_at is not None and task.closed_at < task.due - TOLERANCE:
            totals[of.lapsed] += 1.0
            return
        totals[of.due] += 1.0
        if task.done_at is not None and task.done_at <= task.due + TOLERANCE:
            totals[of.on_time] += 1.0
            if task.sufficient:
                totals[of.sufficient] += 1.0

    def review(self, task: Task, today: int) -> None:
        """Judge a risk review."""
        totals = self.unit.tally.since_start
        if task.closed_at is not None:
            if task.superseded:
                totals[counts.REVIEWS_SUPERSEDED_IN_TIME] += 1.0
                return
            if task.closed_at < task.due - TOLERANCE:
                totals[counts.REVIEWS_LAPSED] += 1.0
                self.unit.ledger.record(today, "review lapsed", task.person)
                return
        person = task.person
        assert person is not None
        tier, trigger = person.protect.lower(), task.kind.trigger
        totals[counts.REVIEWS_DUE] += 1.0
        totals[counts.REVIEWS_DUE_BY_TIER[tier]] += 1.0
        totals[counts.REVIEWS_DUE_BY_TRIGGER[trigger]] += 1.0
        done = task.done_at
        if done is not None and done <= task.due + TOLERANCE:
            totals[counts.REVIEWS_ON_TIME] += 1.0
            if task.sufficient:
                totals[counts.REVIEWS_SUFFICIENT] += 1.0
        elif done is not None and done <= task.deadline + TOLERANCE:
            totals[counts.REVIEWS_LATE] += 1.0
        else:
            totals[counts.REVIEWS_MISSED] += 1.0
            if person.state in IN_COMMUNITY:
                totals[counts.REVIEWS_MISSED_IN_COMMUNITY] += 1.0
            totals[counts.REVIEWS_MISSED_BY_TIER[tier]] += 1.0
            totals[counts.REVIEWS_MISSED_BY_TRIGGER[trigger]] += 1.0
            self.unit.ledger.record(today, "review missed", person, trigger)


def promptness(task: Task) -> str:
    """Say in words when a task was done."""
    assert task.done_at is not None
    if task.done_at <= task.due + TOLERANCE:
        return "on time"
    return "late" if task.done_at <= task.deadline + TOLERANCE else "after it was missed"
