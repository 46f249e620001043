"""Tasks and the queue in front of one member of staff."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from math import inf
from typing import TYPE_CHECKING, ClassVar, Final

from pdusim.model.kernel.diary import NOBODY
from pdusim.scenario.schema.work import Who

if TYPE_CHECKING:
    from pdusim.model.people.person import Person
    from pdusim.model.work.kinds import Kind
    from pdusim.model.work.lists import WorkList
    from pdusim.model.work.practitioner import Practitioner

# Two times closer than this are the same: rounding must not make a task late.
TOLERANCE: Final = 1e-9


class Task:
    """A piece of work with hours, a due date and a priority.

    ``due`` and ``deadline`` (due + grace) are ends of working days, in days since the start.
    ``number`` is unique in a replication and settles every tie.
    """

    __slots__ = (
        "abandoned",
        "about",
        "answered",
        "arose",
        "closed_at",
        "deadline",
        "done_at",
        "due",
        "hours",
        "kind",
        "number",
        "owner",
        "person",
        "preempts",
        "priority",
        "remaining",
        "sufficient",
        "superseded",
        "ticket",
        "waiting",
        "who",
        "work_list",
    )
    key: ClassVar[int] = NOBODY

    def __init__(
        self,
        number: int,
        kind: Kind,
        person: Person | None,
        hours: float,
        arose: float,
        due: float,
        deadline: float,
        priority: float,
        who: Who = Who.HOLDER,
    ) -> None:
        self.number = number
        self.kind = kind
        self.person = person
        # Whom it is about, where that is nobody's case: of whom an officer is supervised, say.
        self.about: Person | Practitioner | None = None
        # The cases of a task that is a list.
        self.work_list: WorkList | None = None
        # Day on which others have answered, for an enquiry.
        self.answered: int | None = None
        # Whether a newer review has taken the place of this one in time.
        self.superseded = False
        self.hours = hours
        self.remaining = hours
        self.arose = arose
        self.due = due
        self.deadline = deadline
        # When it is given up if nobody has got to it.
        self.abandoned = inf
        self.priority = priority
        self.who = who
        self.preempts = priority <= 0
        self.owner: Practitioner | None = None
        self.done_at: float | None = None
        self.closed_at: float | None = None
        self.sufficient = False
        self.waiting = False
        # How often it has been put on a queue: an entry with an older ticket is void.
        self.ticket = 0

    @property
    def open(self) -> bool:
        """Whether the task still waits or is being worked on."""
        return self.done_at is None and self.closed_at is None


_Entry = tuple[float, float, int, int, Task]
"""Class, due date, number, ticket, task."""


class TaskQueue:
    """Most urgent class first, earliest due first inside it; what is past its grace waits behind.

    Tasks withdrawn stay in the heaps and are passed over when they come up (lazy deletion): an
    entry counts while its ticket is the task's last one, so that a task that has moved to another
    queue, or was put back, is never taken twice.
    """

    __slots__ = ("_earliest", "_late", "_timely", "backlog", "count")

    def __init__(self) -> None:
        self._timely: list[_Entry] = []
        self._late: list[_Entry] = []
        # No task here is given up before this time.
        self._earliest = inf
        self.backlog = 0.0
        self.count = 0

    def put(self, task: Task) -> None:
        """Add a task."""
        task.waiting = True
        task.ticket += 1
        self.backlog += task.remaining
        self.count += 1
        self._earliest = min(self._earliest, task.abandoned)
        heappush(self._timely, (task.priority, task.due, task.number, task.ticket, task))

    def withdraw(self, task: Task) -> None:
        """Take a waiting task out."""
        if task.waiting:
            task.waiting = False
            self.backlog -= task.remaining
            self.count -= 1

    def take(self, now: float, triage: bool) -> Task | None:
        """Take the next task to work on, or None.

        Parameters
        ----------
        now : float
            Time in days.
        triage : bool
            Whether a task past its grace falls behind those that can still be on time. Urgent
            work never does: a recall has to be reported however late.
        """
        task = self._next_timely(now, triage) or self._next_late()
        if task is None:
            return None
        task.waiting = False
        self.backlog -= task.remaining
        self.count -= 1
        if not self.count:
            # Nothing waits, so what is left is rounding.
            self.backlog = 0.0
        return task

    def _next_timely(self, now: float, triage: bool) -> Task | None:
        timely = self._timely
        while timely:
            entry = heappop(timely)
            task = entry[4]
            if not task.waiting or entry[3] != task.ticket:
                continue
            if triage and not task.preempts and task.deadline < now - TOLERANCE:
                heappush(self._late, entry)
                continue
            return task
        return None

    def _next_late(self) -> Task | None:
        late = self._late
        while late:
            entry = heappop(late)
            task = entry[4]
            if task.waiting and entry[3] == task.ticket:
                return task
        return None

    def tidy(self, now: float) -> None:
        """Forget what was withdrawn, and give up work whose time has long passed."""
        void = len(self._timely) + len(self._late) - self.count
        if now <= self._earliest and void <= self.count:
            return
        earliest = inf
        for heap in (self._timely, self._late):
            kept = []
            for entry in heap:
                task = entry[4]
                if not task.waiting or entry[3] != task.ticket:
                    continue
                abandoned = task.abandoned
                if now > abandoned:
                    task.closed_at = now
                    self.withdraw(task)
                    if task.person is not None:
                        task.person.tasks.pop(task.number, None)
                    continue
                kept.append(entry)
                earliest = min(earliest, abandoned)
            if len(kept) < len(heap):
                heapify(kept)
                heap[:] = kept
        self._earliest = earliest

    def waiting(self) -> list[Task]:
        """Return the waiting tasks in order of number."""
        entries = (*self._timely, *self._late)
        tasks = [e[4] for e in entries if e[4].waiting and e[3] == e[4].ticket]
        return sorted(tasks, key=_number)


def _number(task: Task) -> int:
    return task.number
