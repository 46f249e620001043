"""What a life means for the unit: tasks arise, cases find an officer, assessments are made."""

from __future__ import annotations

from math import inf, log1p
from typing import TYPE_CHECKING, Final

from pdusim.domain.sentences import months_to_days
from pdusim.model.cases.enquiries import ENQUIRIES, Enquiries
from pdusim.model.cases.judging import Judge, promptness
from pdusim.model.cases.noticing import review_risk
from pdusim.model.cases.packages import Packages
from pdusim.model.cases.pre_release import PreRelease
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.management.scope import Arising
from pdusim.model.people.person import (
    HIGH,
    IN_COMMUNITY,
    IN_CUSTODY,
    LOCATION,
    ORDERS,
    ROSH_LEVELS,
    Person,
    State,
)
from pdusim.model.work.practitioner import Practitioner
from pdusim.model.work.tasks import Task
from pdusim.outcomes import counts
from pdusim.scenario.schema.enforcement import prevented

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases
    from pdusim.scenario.schema.work import TaskStandard

# Working days after a task arises are counted from the end of the day, so that work that arises
# in the morning and work that arises in the afternoon of a day are due together.

PLAIN = (
    "case_reading",
    "termination",
    "licence_conditions",
    "mappa_referral",
    "parole_report",
    "unprepared_release",
    "recall_part_b",
    "recall_part_c",
    "breach_report",
    "home_visit",
    "mappa_meeting",
    "mappa_3_meeting",
    "reset_contact",
    "unpaid_work_review",
    "unpaid_work_extension",
)
"""Kinds of task of a case after which nothing follows."""

_UNSUPERVISED: Final = frozenset({State.UNPAID_WORK_ONLY, State.CUSTODY_PRISON, State.CLOSED})


class Casework(Arising):
    """The unit's work on its cases."""

    def __init__(self, unit: Cases) -> None:
        self.unit = unit
        self.enquiries = Enquiries(unit)
        self.pre_release = PreRelease(unit)
        self.packages = Packages(unit)
        self.judge = Judge(unit)
        self._declare()
        # The last review of each case; those that are over are forgotten at the census.
        self.open_reviews: dict[int, Task] = {}

    def _declare(self) -> None:
        """What the tasks of cases are."""
        unit, judge = self.unit, self.judge
        declare = unit.kinds.declare
        declare("scheduled_review", self.assessed, judge=judge.review, trigger="scheduled")
        declare("triggered_review", self.assessed, judge=judge.review, trigger="triggered")
        declare("initial_assessment", self.assessed, judge=judge.plan)
        declare("pre_release_assessment", self.assessed)
        declare("recall_report", self.part_a_sent)
        declare("curfew_enquiry", self.pre_release.curfew_enquired)
        declare("premises_referral", self.pre_release.referral_made)
        for kind in ENQUIRIES:
            declare(kind, self.enquiries.made)
        for kind in PLAIN:
            declare(kind, self.done)
        # A round may come with a dated change.
        periods = (settings.work.tasks.periodic for settings in unit.ahead)
        for name in sorted({name for periodic in periods for name in periodic}):
            declare(f"periodic {name}", self.done)

    # Load of a case -----------------------------------------------------------------------

    def load_of(self, person: Person) -> tuple[int, float]:
        """Official points, and hours of contact due a working day, of a case as it stands."""
        unit = self.unit
        state = person.state
        if person.suspended or state in unit.without_load:
            return 0, 0.0
        points = unit.weights[LOCATION[state]][person.tier]
        if self.packages.apply_to(person):
            return points, self.packages.contact_hours(person, unit.diary.today)
        return points, unit.contact_hours[state][person.protect]

    def official_points(self, person: Person) -> int:
        """Points of a case by the official table, whatever the scenario puts in its place."""
        unit = self.unit
        if person.suspended or person.state in unit.without_load:
            return 0
        return unit.official_weights[LOCATION[person.state]][person.tier]

    def load_changed(self, person: Person) -> None:
        """Book the present load of a case with whoever holds it."""
        points, contact = self.load_of(person)
        if points == person.points and contact == person.contact:
            return
        if person.holder is not None:
            person.holder.case_changes(person, points, contact, self.unit.env.now)
        person.points, person.contact = points, contact

    def contact_level(self, person: Person) -> float:
        """Hours of contact the person gets just now, of those of the reference standard.

        None from somebody absent or from a pool; above 1 where more than the reference is given.
        """
        holder = person.holder
        if not self.unit.lives.live:
            # On the first day, before anybody has an officer, it is as in the past before it.
            return self.unit.settings.enforcement.non_compliance.baseline_contact
        if isinstance(holder, Practitioner) and holder.in_post and not holder.away:
            return holder.contact_now * self.unit.standard_of(person)
        return 0.0

    def prevention(self, person: Person, today: int) -> float:
        """What supervision multiplies the rates of going wrong by; 1 where nobody supervises."""
        if not self.unit.lives.live or person.state is State.UNPAID_WORK_ONLY:
            return 1.0
        review = person.review
        return prevented(
            self.unit.settings.enforcement.prevention,
            self.contact_level(person),
            person.planned,
            review is not None and review.open and review.due <= today,
        )

    def length_of_order(self, state: State, length: int) -> int:
        """Days an order can last: one of unpaid work only lasts until the hours are worked."""
        if state is State.UNPAID_WORK_ONLY:
            longest = self.unit.settings.surroundings.unpaid_work.longest_months
            return months_to_days(longest)
        return length

    # Beginnings ---------------------------------------------------------------------------

    def supervision_begins(self, person: Person, today: int, came_from: State) -> None:
        """Supervision in the community begins or goes on in another form."""
        unit = self.unit
        new_order = person.state in ORDERS and came_from is not person.state
        anew = new_order or came_from in IN_CUSTODY or came_from in ORDERS
        anew = anew or came_from is State.CLOSED
        self.packages.begin(person, today, anew=anew)
        self.load_changed(person)
        unit.surroundings.supervised(person, today)
        if came_from is State.LICENCE:
            # The licence has ended before part A was sent.
            for task in [t for t in person.tasks.values() if t.kind.name == "recall_report"]:
                self.close_task(task, today)
        if person.state is State.UNPAID_WORK_ONLY:
            if person.holder is None:
                unit.allocation.give(person, unit.unpaid_work_team, today)
            return
        if person.holder is None or person.holder is unit.unpaid_work_team:
            unit.allocation.ask(person, today)
        elif came_from is State.RECALLED:
            unit.allocation.released_again(person, today)
        if anew:
            # Until the first assessment is made; after a recall the old plan goes on.
            person.planned = person.recalls > 0
            delay = unit.settings.reviews.attended_delay_days
            u = unit.chance.uniform(purposes.ATTENDED, person.key, today)
            day = unit.calendar.add_working_days(today, 1 + round(-log1p(-u) * delay))
            unit.diary.enter(day, Turn.FIRST_ATTENDED, self.first_attended, person, person.version)
        else:
            # From licence to post-sentence supervision the work on the case goes on.
            self.keep_reviewing(person, today)
            if person.review_due is None:
                self.schedule_review(person, today)

    def first_attended(self, person: Person, today: int) -> None:
        """The first attended appointment starts the clock of the initial plan."""
        if person.recalls:
            # Back after a recall the plan is reviewed, not made anew.
            standard = self.unit.settings.work.tasks.triggered_review
            due = self.unit.calendar.add_working_days(today, round(standard.due_days))
            self._review("triggered_review", person, today, due)
        else:
            self.arise("initial_assessment", person, today)
        self.enquiries.needed(person, today)
        relaxed = self.unit.surroundings.status.relaxation
        if (person.domestic_abuse or person.child_safeguarding) and (
            relaxed is None or relaxed.home_visits
        ):
            self.arise("home_visit", person, today)
        self.schedule_review(person, today)
        self.keep_reviewing(person, today)

    def keep_reviewing(self, person: Person, today: int) -> None:
        """Rounds that go on as long as a case is supervised."""
        unit = self.unit
        self._termination(person, today)
        if person.mappa >= 2:
            _, weeks = self._mappa(person)
            unit.diary.enter(
                today + round(7 * weeks),
                Turn.MAPPA_MEETING,
                self.mappa_meeting,
                person,
                person.version,
            )
        for name, task in unit.settings.work.tasks.periodic.items():
            if person.protect in task.tiers:
                unit.rounds.begin(name, person, today)
        if person.high_risk:
            unit.oversight.begin(person, today)

    def _termination(self, person: Person, today: int) -> None:
        """The closing assessment comes up before the end of supervision."""
        unit = self.unit
        end = unit.lives.supervision_end(person)
        if not today < end < unit.horizon + 60:
            return
        lead = round(unit.settings.work.tasks.termination.due_days)
        day = unit.calendar.add_working_days(end, -lead)
        if today < day:
            unit.diary.enter(day, Turn.TERMINATION, self.termination, person, person.version)

    def termination(self, person: Person, today: int) -> None:
        """The closing assessment of somebody whose supervision ends as planned."""
        if not person.suspended:
            end = self.unit.lives.supervision_end(person)
            self.arise("termination", person, today, max(end - 1, today))

    def _mappa(self, person: Person) -> tuple[str, float]:
        """Kind of meeting, and weeks between two, of a MAPPA level 2 or 3 case."""
        reviews = self.unit.settings.reviews
        u = self.unit.chance.uniform(purposes.MAPPA_LEVEL_3, person.key)
        if u < reviews.mappa_3_share:
            return "mappa_3_meeting", reviews.mappa_3_meeting_weeks
        return "mappa_meeting", reviews.mappa_meeting_weeks

    def mappa_meeting(self, person: Person, today: int) -> None:
        """A meeting of the agencies on a MAPPA level 2 or 3 case, and the next one."""
        kind, weeks = self._mappa(person)
        self.arise(kind, person, today)
        self.unit.diary.enter(
            today + round(7 * weeks), Turn.MAPPA_MEETING, self.mappa_meeting, person, person.version
        )

    # Custody ------------------------------------------------------------------------------

    def prison_held(self, person: Person, today: int) -> None:
        """A prisoner is held by the prison's manager; an officer has the case in name."""
        self.load_changed(person)
        if person.holder is None:
            self.unit.allocation.ask(person, today)

    def handed_over(self, person: Person, today: int) -> None:
        """The community officer becomes responsible for a prisoner."""
        self.load_changed(person)
        if person.holder is None:
            self.unit.allocation.ask(person, today)
        else:
            self.unit.allocation.handed_over_to_community(person, today)
        self.schedule_review(person, today)

    def release_planned(self, person: Person, today: int) -> None:
        """Work before release counts back from the planned day."""
        self.load_changed(person)
        self.pre_release.plan(person, today)

    def parole_refused(self, person: Person, today: int) -> None:
        """The Parole Board refuses: the work before a release begins anew."""
        self.pre_release.refused(person, today)

    def release_brought_forward(self, person: Person, today: int) -> None:
        """Short notice: what is not done yet is due by the release, at once."""
        self.release_planned(person, today)

    def release(self, person: Person, today: int) -> bool:
        """A release: whatever is undone becomes urgent. Returns whether it was prepared."""
        return self.pre_release.release(person, today)

    def taken_into_custody(self, person: Person, today: int) -> None:
        """Back to custody: work in the community lapses."""
        if person.state in IN_CUSTODY:
            self.unit.surroundings.recalled(person)
        else:
            self.unit.surroundings.imprisoned(person)
        self._lapse_tasks(person, today)
        self.load_changed(person)

    def recall_asked(self, person: Person, today: int) -> None:
        """Part A first, by whoever is there; the recall takes effect on the morning after it."""
        if person.holder is None:
            # Nobody holds the case on the first day of the run.
            self.unit.lives.enforcement.recall(person, today)
        else:
            self.arise("recall_report", person, today)

    def part_a_sent(self, task: Task, worker: Practitioner, now: float) -> None:
        """Part A has been sent; a senior countersigns it."""
        unit, person = self.unit, task.person
        assert person is not None
        self.done(task, worker, now)
        unit.seniors.countersign(person, task, unit.diary.today)
        unit.diary.enter(int(now) + 1, Turn.ARRANGED, self.recall_takes_effect, person)

    def recall_takes_effect(self, person: Person, today: int) -> None:
        """Back to custody, unless the licence has ended while the report was written."""
        if person.recall_asked and person.state is State.LICENCE:
            self.unit.lives.enforcement.recall(person, today)
        person.recall_asked = False

    def recalled(self, person: Person, today: int, until: int) -> None:
        """A recall: later reports for those who stay."""
        self.unit.surroundings.recalled(person)
        self._lapse_tasks(person, today)
        self.load_changed(person)
        if until - today > self.unit.settings.enforcement.recall.later_reports_over_days:
            self.unit.allocation.recalled(person)
            self.later_reports(person, today, until)

    def later_reports(self, person: Person, since: int, until: int) -> None:
        """The reports to come on somebody recalled on a day, for longer than a fixed term."""
        rule = self.unit.settings.enforcement.recall
        day_b = since + rule.report_b_days
        day_c = max(until - rule.report_c_before_days, since + rule.later_reports_over_days)
        for day, turn, report in (
            (day_b, Turn.RECALL_PART_B, self.part_b),
            (day_c, Turn.RECALL_PART_C, self.part_c),
        ):
            if day >= 0:
                self.unit.diary.enter(day, turn, report, person, person.version)

    def part_b(self, person: Person, today: int) -> None:
        """The report for the Parole Board after a standard recall."""
        self.arise("recall_part_b", person, today)

    def part_c(self, person: Person, today: int) -> None:
        """The report on release again after a standard recall."""
        self.arise("recall_part_c", person, today)

    def breached(self, person: Person, today: int) -> None:
        """A breach goes to court with a report."""
        self.arise("breach_report", person, today)

    def end_moved(self, person: Person, today: int) -> None:
        """The end of supervision has moved: the closing assessment comes up before the new one."""
        self._termination(person, today)

    def requirements_met(self, person: Person) -> bool:
        """Whether the unpaid work of an order has been worked, and its programme is over."""
        surroundings = self.unit.surroundings
        return surroundings.unpaid_work.worked_off(person) and surroundings.programmes.completed(
            person, self.unit.diary.today
        )

    def supervision_suspended(self, person: Person, today: int, end: int) -> None:
        """Probation Reset: no more points, contacts and reviews, one contact midway."""
        self._lapse_tasks(person, today)
        self.load_changed(person)
        self.unit.diary.enter(
            (today + end) // 2, Turn.RESET_CONTACT, self.reset_contact, person, person.version
        )

    def reset_contact(self, person: Person, today: int) -> None:
        """The one contact while supervision is suspended."""
        self.arise("reset_contact", person, today)

    # Reviews ------------------------------------------------------------------------------

    def review_interval(self, person: Person) -> int:
        """Days between scheduled reviews of a case."""
        reviews = self.unit.settings.reviews
        if person.state in IN_CUSTODY:
            return months_to_days(reviews.custody_interval_months)
        months: float = getattr(reviews.interval_months, ROSH_LEVELS[person.assessed_rosh])
        relaxed = self.unit.surroundings.status.relaxation
        if relaxed is not None:
            months *= relaxed.review_interval_factor
        return months_to_days(months)

    def schedule_review(self, person: Person, from_day: int) -> None:
        """The next scheduled review is due an interval after ``from_day``, the last due date."""
        unit = self.unit
        days = unit.calendar.add_working_days
        person.review_due = due = days(from_day + self.review_interval(person), 0)
        lead = round(unit.settings.work.tasks.scheduled_review.due_days)
        unit.diary.enter(days(due, -lead), Turn.ARRANGED, _ReviewArises(self, due), person)

    def review_arises(self, person: Person, due: int, today: int) -> None:
        """A scheduled review comes up, unless the schedule has changed or supervision is over."""
        if person.review_due != due or person.state in _UNSUPERVISED or person.suspended:
            return
        reviews = self.unit.settings.reviews
        last = due + months_to_days(reviews.in_final_months)
        if person.state is not State.RECALLED and last < self._end_of_work(person):
            self._review("scheduled_review", person, today, due)
        self.schedule_review(person, due)

    def _end_of_work(self, person: Person) -> int:
        if person.state in IN_CUSTODY:
            return person.planned_release
        return self.unit.lives.supervision_end(person)

    def significant_event(self, person: Person, today: int) -> None:
        """An event the unit knows of triggers a review."""
        if person.suspended or person.holder is None:
            return
        standard = self.unit.settings.work.tasks.triggered_review
        due = self.unit.calendar.add_working_days(today, round(standard.due_days))
        self._review("triggered_review", person, today, due)

    def _review(self, kind: str, person: Person, today: int, due: int) -> None:
        """A review; one that is open already is superseded and hands on its due date if earlier."""
        unit = self.unit
        old = person.review
        deadline = 0.0
        if old is not None and old.open:
            unit.tally.add(counts.REVIEWS_SUPERSEDED)
            unit.ledger.record(today, "review superseded", person)
            if old.deadline > today:
                # Not missed yet, as it would have been this morning: the newer review is due when
                # this one was, at the latest.
                old.superseded = True
                due = min(due, int(old.due) - 1)
                deadline = old.deadline
            self.close_task(old, today)
        task = self.arise(kind, person, today, due, deadline)
        if unit.ledger.on:
            when = unit.calendar.date_of(due).isoformat()
            unit.ledger.record(today, f"{kind} arises", person, f"due {when}")
        person.review = task
        self.open_reviews[person.serial] = task
        person.review_number += 1

    def assessment_changed(self, person: Person, now: float, before: str, risen: bool) -> None:
        """Assessed risk has changed: load, schedule of reviews, perhaps the officer."""
        today = self.unit.diary.today
        self.packages.look_again(person, today)
        self.load_changed(person)
        if risen and person.state not in _UNSUPERVISED:
            self.unit.tally.add(counts.ASSESSED_RISK_RAISED)
            due = person.review_due
            if due is not None and due > today + self.review_interval(person):
                self.schedule_review(person, today)
            if person.assessed_rosh == HIGH:
                # It has just become high risk; at very high the round is running already.
                self.unit.oversight.begin(person, today)
            self.unit.allocation.tier_risen(person, today)

    # Tasks --------------------------------------------------------------------------------

    def arise(
        self,
        kind: str,
        person: Person,
        today: int,
        due: int | None = None,
        deadline: float = 0.0,
    ) -> Task:
        """A task of a case arises; its grace lasts at least to ``deadline``."""
        unit = self.unit
        standard: TaskStandard = getattr(unit.settings.work.tasks, kind)
        task = unit.maker.make(unit.kinds[kind], standard, person, today, due)
        task.deadline = max(task.deadline, deadline)
        person.tasks[task.number] = task
        if task.kind.judge is not None:
            unit.diary.look(int(task.deadline), task.kind.judge, task)
        if task.preempts:
            unit.diary.look(int(task.due), self.judge.urgent, task)
        unit.assignment.hand_out(task)
        return task

    def assessed(self, task: Task, worker: Practitioner, now: float) -> None:
        """An assessment is made: it may notice what has changed."""
        unit = self.unit
        unit.tally.add(task.kind.counts.done)
        if task.person is not None and task.person.state in IN_COMMUNITY:
            task.person.planned = True
        review_risk(unit, task, worker, now)
        if unit.ledger.on:
            unit.ledger.record(now, f"{task.kind} done", task.person, promptness(task), worker)

    def done(self, task: Task, worker: Practitioner, now: float) -> None:
        """A task of a case is done, and nothing follows."""
        if self.unit.ledger.on:
            self.unit.ledger.record(now, f"{task.kind} done", task.person, "", worker)

    def change_due(self, task: Task, due: int, deadline: int) -> None:
        """A task under way gets another due date and keeps the hours worked on it."""
        if not task.open or task.due == due + 1.0:
            return
        owner = task.owner
        if owner is not None:
            owner.withdraw(task, self.unit.env.now)
        task.due, task.deadline = due + 1.0, deadline + 1.0
        if owner is not None:
            owner.receive(task)

    def make_urgent(self, task: Task, due: int, deadline: int) -> None:
        """A task under way becomes one of class 0 with another due date, and is never given up."""
        if task.owner is not None:
            task.owner.withdraw(task, self.unit.env.now)
        task.due, task.deadline, task.abandoned = due + 1.0, deadline + 1.0, inf
        task.priority, task.preempts = 0.0, True
        self.unit.diary.look(int(task.due), self.judge.urgent, task)
        self.unit.assignment.hand_out(task)

    def close_task(self, task: Task, now: float) -> None:
        """A task is closed undone."""
        if not task.open:
            return
        task.closed_at = float(now)
        if task.owner is not None:
            task.owner.withdraw(task, self.unit.env.now)
        if task.person is not None:
            task.person.tasks.pop(task.number, None)

    def _lapse_tasks(self, person: Person, today: int) -> None:
        self.unit.oversight.strike(person)
        for task in list(person.tasks.values()):
            # A case that waits for an officer goes on waiting.
            if task.kind.name != "allocation":
                self.close_task(task, today)
        person.review = None

    def time_for_reports(self) -> float:
        """Less than 1 where more work waits for the writers than they can look after."""
        unit = self.unit
        waiting = unit.surroundings.court.days_waiting()
        full = unit.settings.surroundings.curfews.time_up_to_days
        return 1.0 if waiting <= full else full / waiting

    def moves_away(self, person: Person, today: int) -> None:
        """The case of somebody alike is taken over: a new officer, who looks at it anew."""
        unit = self.unit
        for task in list(person.tasks.values()):
            self.close_task(task, today)
        person.review = None
        unit.allocation.take_away(person, today)
        unit.ledger.record(today, "moved in", person)
        person.last_officer = person.known_officer = None
        # Somebody elsewhere has had the case before.
        person.officers = 1
        unit.allocation.ask(person, today)
        standard = unit.settings.work.tasks.triggered_review
        due = unit.calendar.add_working_days(today, round(standard.due_days))
        self._review("triggered_review", person, today, due)

    def case_closes(self, person: Person, today: int) -> None:
        """The case ends: what is undone is closed, nobody holds it any more."""
        self.unit.surroundings.closed(person)
        self.unit.oversight.strike(person)
        for task in list(person.tasks.values()):
            self.close_task(task, today)
        person.review = None
        self.packages.closed(person)
        self.unit.allocation.take_away(person, today)


class _ReviewArises:
    """A diary entry: the scheduled review with this due date comes up."""

    __slots__ = ("casework", "due")

    def __init__(self, casework: Casework, due: int) -> None:
        self.casework = casework
        self.due = due

    def __call__(self, person: Person, today: int) -> None:
        self.casework.review_arises(person, self.due, today)
