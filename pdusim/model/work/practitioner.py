"""Members of staff as servers: practitioners with cases, seniors with a team."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final

import simpy

from pdusim.model.work.grades import Grade
from pdusim.model.work.hours import working_time
from pdusim.model.work.service import busy_rates, contact_factor, idle_rate
from pdusim.model.work.tasks import Task, TaskQueue
from pdusim.outcomes import counts
from pdusim.scenario.schema.work import Discipline

if TYPE_CHECKING:
    from pdusim.model.people.person import Person
    from pdusim.model.work.budgets import Budget
    from pdusim.model.work.posts import Post
    from pdusim.model.work.scope import Working
    from pdusim.model.work.teams import Team


# Asked for most often: an enumeration is slow to give its members by name.
_CONTACTS_FIRST: Final = Discipline.CONTACTS_FIRST
_REVIEWS_FIRST: Final = Discipline.REVIEWS_FIRST
NEVER_NEW: Final = -(10**9)
"""Of somebody who has long had a caseload."""


class Practitioner:
    """A member of staff: a server with a queue of tasks and a flow of contacts.

    Working time of a day is divided between contacts and the task in hand when a task starts; the
    rate holds until the task ends or something interrupts it (absence, hand-over, an urgent task,
    a change of hours), and the task keeps its remaining hours.
    """

    __slots__ = (
        "agency",
        "away",
        "away_kind",
        "away_since",
        "away_until",
        "budgets",
        "cases",
        "censuses",
        "contact_demand",
        "contact_done",
        "contact_due",
        "contact_missed",
        "contact_now",
        "contact_rate",
        "contact_told",
        "contracted",
        "current",
        "day_hours",
        "felt",
        "frailty",
        "grade",
        "hours_available",
        "identifier",
        "idle",
        "in_post",
        "key",
        "last_sick_day",
        "leaving_on",
        "made_up",
        "missed",
        "new_since",
        "new_until",
        "notice",
        "number",
        "over_110",
        "own_capacity",
        "phased_until",
        "points",
        "points_available",
        "post",
        "process",
        "qualified_day",
        "queue",
        "reduction",
        "report_points",
        "running",
        "seen_capacity",
        "senior_practitioner",
        "settled",
        "settled_at",
        "sick_since",
        "since",
        "standing_reduction",
        "started",
        "task_done",
        "task_rate",
        "team",
        "unit",
        "version",
    )

    def __init__(
        self,
        unit: Working,
        number: int,
        key: int,
        identifier: str,
        grade: Grade,
        contracted: float,
        since: int,
    ) -> None:
        self.unit = unit
        self.number = number
        self.key = key
        self.identifier = identifier
        self.grade = grade
        self.contracted = contracted
        self.since = since
        self.qualified_day = since
        self.started = 0
        self.agency = False
        self.post: Post | None = None
        self.senior_practitioner = False
        # What a senior gives them, over an even share: for good, and while they are new.
        self.own_capacity = 1.0
        self.seen_capacity = 1.0
        self.new_since = self.new_until = NEVER_NEW
        self.team: Team = None  # type: ignore[assignment]  # set when the team takes them on
        self.in_post = True
        self.version = 0
        self.notice = False
        self.leaving_on: int | None = None
        self.away = False
        self.away_kind = ""
        self.away_since = 0
        self.away_until = 0
        # Days of long absence in training, and by how many it has been prolonged.
        self.missed = 0
        self.made_up = 0
        self.phased_until = 0
        self.sick_since: int | None = None
        self.last_sick_day = -(10**9)
        self.frailty = 1.0
        self.standing_reduction = 0.0
        self.reduction = 0.0
        self.budgets: dict[int, Budget] = {}
        self.felt = 0.0
        self.over_110 = 0
        self.censuses = 0

        self.cases: dict[int, Person] = {}
        self.points = 0
        self.points_available = 0
        self.report_points = 0
        self.contact_demand = 0.0

        self.queue = TaskQueue()
        self.current: Task | None = None
        self.idle: simpy.Event | None = None
        self.process: simpy.Process | None = None
        self.running = False
        self.day_hours = 0.0
        self.contact_rate = 0.0
        self.task_rate = 0.0
        self.contact_now = 1.0
        self.contact_told = "in full"
        self.settled = 0.0
        self.settled_at = -1.0
        self.contact_due = 0.0
        self.contact_done = 0.0
        self.contact_missed = 0.0
        self.task_done = 0.0
        self.hours_available = 0.0

    # What the official tool sees ----------------------------------------------------------

    @property
    def workload(self) -> float:
        """Workload percentage; 0 where no points are available, as in the official tool."""
        return 100.0 * self.points / self.points_available if self.points_available else 0.0

    @property
    def newly_qualified(self) -> bool:
        """Whether a probation officer still in the newly qualified period."""
        months = self.unit.settings.workforce.reductions.nqo_months
        return (
            self.grade is Grade.PO
            and self.qualified_day > -(10**6)
            and self.unit.diary.today < self.qualified_day + months * 30.4375
        )

    @property
    def novice(self) -> bool:
        """Whether in training or newly qualified."""
        return self.grade is Grade.PQIP or self.newly_qualified

    @property
    def protected(self) -> bool:
        """Whether a newly qualified officer who is to be spared the higher tiers."""
        # The day first: most officers have long been qualified.
        months = self.unit.settings.management.allocation.eligibility.nqo_protected_months
        return (
            self.unit.diary.today < self.qualified_day + months * 30.4375
            and self.grade is Grade.PO
            and not self.agency
        )

    def skill(self, novice: float) -> float:
        """Quality of assessments, from that of a novice to 1 with years of experience.

        Parameters
        ----------
        novice : float
            What somebody without any experience and without a mentor comes to.
        """
        gap = (1.0 - novice) * self.inexperience
        if gap and self.novice:
            rule = self.unit.settings.workforce.experience
            gap *= 1.0 - rule.coaching_effect * self.team.coached
        return 1.0 - gap

    @property
    def inexperience(self) -> float:
        """What is left to learn: 1 in training, down to 0 with years of experience."""
        if self.grade is Grade.PQIP:
            return 1.0
        full = self.unit.settings.workforce.experience.full_years
        years = max(0.0, (self.unit.diary.today - self.qualified_day) / 365.25)
        return 1.0 - years / full if years < full else 0.0

    def build_up(self, today: int) -> None:
        """What a senior gives somebody new today: less than an even share, more every week."""
        rule = self.unit.settings.management.allocation
        part = 1.0
        if self.new_since <= today < self.new_until:
            passed = (today - self.new_since) / (self.new_until - self.new_since)
            part = rule.build_up_start + (1.0 - rule.build_up_start) * passed
        self.seen_capacity = self.own_capacity * part

    def is_new(self, since: int, today: int) -> None:
        """Somebody begins, or begins again, without cases: they are given few at first."""
        weeks = self.unit.settings.management.allocation.build_up_weeks
        self.new_since, self.new_until = since, since + round(7 * weeks)
        self.build_up(today)

    # Hours --------------------------------------------------------------------------------

    def work_out_hours(self, now: float) -> None:
        """Hours of casework a working day and official points, from reductions and absence."""
        time = working_time(self, now)
        self.reduction = time.reduction
        self.points_available = time.points
        if abs(time.day_hours - self.day_hours) > 1e-12:
            self.settle(now)
            self.day_hours = time.day_hours
            self.interrupt("hours")

    # Cases --------------------------------------------------------------------------------

    def take_case(self, person: Person, now: float) -> None:
        """Become the responsible officer of a case."""
        self.settle(now)
        self.cases[person.serial] = person
        self.points += person.points
        self._demand(self.contact_demand + person.contact)

    def give_up_case(self, person: Person, now: float) -> None:
        """Stop being the responsible officer of a case."""
        self.settle(now)
        del self.cases[person.serial]
        self.points -= person.points
        self._demand(self.contact_demand - person.contact if self.cases else 0.0)

    def case_changes(self, person: Person, points: int, contact: float, now: float) -> None:
        """The points and the contact standard of a case held change."""
        self.settle(now)
        self.points += points - person.points
        self._demand(self.contact_demand + contact - person.contact)

    def _demand(self, demand: float) -> None:
        self.contact_demand = demand if demand > 0.0 else 0.0
        if self.idle is not None:
            self.contact_rate = idle_rate(self.day_hours, self.contact_demand)
        elif self.contact_rate > self.contact_demand:
            # A case has gone while a task is in hand: what was meant for it is given to nobody.
            self.contact_rate = self.contact_demand

    # Work ---------------------------------------------------------------------------------

    def desk(self) -> list[Task]:
        """Return the tasks that wait, in order of number, and last the one in hand."""
        tasks = self.queue.waiting()
        if self.current is not None:
            tasks.append(self.current)
        return tasks

    def settle(self, now: float) -> None:
        """Book contacts and task hours done since the last time."""
        if now == self.settled_at:
            return
        self.settled_at = now
        worked = self.unit.calendar.worked(now)
        elapsed = worked - self.settled
        if elapsed <= 0.0:
            return
        self.settled = worked
        self.contact_due += elapsed * self.contact_demand
        self.hours_available += elapsed * self.day_hours
        self.contact_done += elapsed * self.contact_rate
        self.contact_missed += elapsed * max(0.0, self.contact_demand - self.contact_rate)
        if self.current is not None:
            done = elapsed * self.task_rate
            self.task_done += done
            self.current.remaining -= done

    def receive(self, task: Task) -> None:
        """Put a task on the queue; urgent ones interrupt lesser work."""
        task.owner = self
        self.queue.put(task)
        if self.idle is not None:
            self.idle.succeed()
            self.idle = None
        elif (
            task.preempts
            and self.current is not None
            and (not self.current.preempts or task.due < self.current.due)
            and self.day_hours > 0.0
        ):
            self.interrupt("urgent")

    def withdraw(self, task: Task, now: float) -> None:
        """Take a task away: the case has closed or moved."""
        if task is self.current:
            self.settle(now)
            self.current = None
            self.interrupt("withdrawn")
        else:
            self.queue.withdraw(task)
        task.owner = None

    def interrupt(self, why: str) -> None:
        """Interrupt whatever is being done, if anything is."""
        process = self.process
        if (
            process is not None
            and self.running
            and process.is_alive
            and process is not self.unit.env.active_process
        ):
            process.interrupt(why)

    def working_life(self) -> Generator[simpy.Event, Any, None]:
        """The process: take the next task, work on it, and again, until leaving."""
        unit = self.unit
        env, queue = unit.env, self.queue
        timeout, when_worked = env.timeout, unit.when_worked
        self.running = True
        now = env.now
        while self.in_post:
            task = self.current
            if task is None and self.day_hours > 0.0:
                task = queue.take(now, unit.settings.work.service.triage)
            try:
                if task is None or self.day_hours <= 0.0:
                    self.settle(now)
                    self.contact_rate = idle_rate(self.day_hours, self.contact_demand)
                    self.task_rate = 0.0
                    if self.day_hours > 0.0:
                        demand = self.contact_demand
                        self.contact_now = self.contact_rate / demand if demand > 0.0 else 1.0
                    self.idle = env.event()
                    yield self.idle
                    now = env.now
                    continue
                self.begin(task, now)
                # ``settled`` is the working time just now.
                until = when_worked(self.settled + task.remaining / self.task_rate)
                yield timeout(until - now if until > now else 0.0)
                now = env.now
                self.finish(task, now)
            except simpy.Interrupt:
                now = env.now
                self.idle = None
                self.settle(now)
                self.task_rate = 0.0
                self.contact_rate = 0.0
                held = self.current
                if held is not None:
                    self.current = None
                    held.remaining = max(held.remaining, 0.0)
                    queue.put(held)

    def begin(self, task: Task, now: float) -> None:
        """Start or go on with a task; the day is divided for as long as it takes."""
        if now != self.settled_at:
            self.settle(now)
        self.current = task
        if self.contact_demand <= 0.0:
            # A senior, say.
            self.contact_rate, self.task_rate, self.contact_now = 0.0, self.day_hours, 1.0
            return
        service = self.unit.settings.work.service
        if task.preempts:
            factor = service.urgent_contact_floor
        elif service.discipline is _CONTACTS_FIRST:
            factor = 1.0
        elif service.discipline is _REVIEWS_FIRST and task.kind.trigger:
            factor = service.contact_floor
        else:
            factor = contact_factor(
                self.queue.backlog + task.remaining,
                self.day_hours,
                service.backlog_full_days,
                service.backlog_floor_days,
                service.contact_floor,
            )
        self.contact_rate, self.task_rate = busy_rates(
            self.day_hours, self.contact_demand, factor, service.contact_share_max
        )
        given = self.contact_rate / self.contact_demand
        self.contact_now = given if given < 1.0 else 1.0
        if self.unit.ledger.on:
            self._tell(now, factor, service.contact_floor)

    def _tell(self, now: float, factor: float, floor: float) -> None:
        """Enter in the ledger when contacts begin or cease to be squeezed."""
        told = "in full" if factor >= 1.0 else "squeezed" if factor > floor else "at the floor"
        if told != self.contact_told:
            self.contact_told = told
            detail = f"{told}: {100.0 * self.contact_now:.0f} % of contact due"
            self.unit.ledger.record(now, "contacts", None, detail, self)

    def finish(self, task: Task, now: float) -> None:
        """A task is done; what follows is for its kind to say."""
        self.settle(now)
        # What is left is rounding of the working calendar.
        self.task_done += task.remaining
        task.remaining = 0.0
        task.done_at = now
        self.current = None
        kind, person = task.kind, task.person
        totals = self.unit.tally.since_start
        totals[counts.TASKS_DONE] += 1.0
        totals[kind.counts.hours] += task.hours
        if person is not None:
            person.tasks.pop(task.number, None)
        kind.when_done(task, self, now)


__all__ = ["Grade", "Practitioner"]
