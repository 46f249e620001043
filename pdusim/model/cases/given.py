"""A unit as files give it: its cases with their officers, reviews and absences of the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pdusim.model.cases.takeover import begun_on, hand_over_caseload, work_under_way
from pdusim.model.kernel import purposes
from pdusim.model.people.given import GivenPeople
from pdusim.model.people.person import IN_COMMUNITY, ORDERS, Person, State
from pdusim.model.staff.given import GivenStaff

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.scenario.caseload.given import GivenCase, GivenUnit

_LEFT: Final = 1000
"""Ordinal of the draw of hours left."""
_OLDEST_DAYS: Final = 700
_PLACES: Final = 64
"""Places of the unit's area that are tried to find one that is served by a given team."""


class GivenStart:
    """The start of a run: as files have it, else as the simulated past leaves it."""

    def __init__(self, unit: Cases, given: GivenUnit | None) -> None:
        self.unit = unit
        cases = None if given is None else given.cases
        staff = None if given is None else given.staff
        self.people = None if cases is None else GivenPeople(unit, cases)
        self.staff = None if staff is None else GivenStaff(unit, staff)
        columns: Sequence[str] = ()
        if given is not None and cases is not None and "caseload" in given.files:
            columns = given.files["caseload"].columns
        self._officers_known = staff is not None and "officer" in columns
        self._pace_known = "unpaid_work_weekly" in columns

    def persons(self, until: int) -> None:
        """Everybody on probation on the eve of the run; who is sentenced later is expected."""
        if self.people is None:
            self.unit.past.walk(until)
        else:
            self.unit.past.expect(0, until)
            self.people.settle()

    def staff_in_post(self) -> None:
        """Everybody in post on the first day."""
        if self.staff is None:
            self.unit.workforce.staff_at_start()
        else:
            self.staff.start()

    def hand_over(self) -> None:
        """Every case has its officer; reviews, rounds and absences are under way."""
        unit = self.unit
        if self.people is None:
            hand_over_caseload(unit)
        else:
            self._hand_over(self.people.pairs)
        if self.staff is not None:
            self.staff.as_they_stand()

    def under_way(self) -> None:
        """What is under way elsewhere: unpaid work, recalls asked for, breaches at court."""
        if self.people is None:
            return
        for person, case in self.people.pairs:
            self._unpaid_work(person, case)
        self.people.under_way()

    def _unpaid_work(self, person: Person, case: GivenCase) -> None:
        """Hours left and pace as given; of who is over their time and open, something is left."""
        unit = self.unit
        work = unit.surroundings.unpaid_work
        rule = unit.settings.surroundings.unpaid_work
        if case.unpaid_work_hours is not None and person.state in ORDERS:
            work.hours_left(person, case.unpaid_work_hours)
        made = work.requirements.get(person.serial)
        if made is None:
            return
        if case.unpaid_work_hours is None:
            if made.left <= rule.session_hours:
                # By the usual pace it would be over, and it is not: anything may be left.
                u = unit.chance.uniform(purposes.UNPAID_HOURS, person.key, _LEFT)
                middle = (rule.hours_low + rule.hours_high) / 2.0
                made.left = max(rule.session_hours, u * middle)
        elif case.unpaid_work_weekly:
            made.weekly = case.unpaid_work_weekly
            # Those at work have their places; the others wait for one.
            work.ready(made, 0)
        elif not self._pace_known:
            weeks = -made.began / 7.0 - rule.induction_weeks - rule.wait_before_start_weeks
            made.weekly = work.pace_given(made, max(0.0, weeks))

    def _hand_over(self, pairs: list[tuple[Person, GivenCase]]) -> None:
        unit = self.unit
        casework = unit.casework
        officers = {} if self.staff is None else self.staff.officers
        pairs = [pair for pair in pairs if pair[0].state is not State.CLOSED]
        self._share_out_area(pairs)
        for person, case in pairs:
            casework.load_changed(person)
            if person.state is State.UNPAID_WORK_ONLY:
                unit.allocation.give(person, unit.unpaid_work_team, 0)
            elif case.officer is not None and case.officer in officers:
                self._give(person, case, officers[case.officer])
            elif self._officers_known:
                # Nobody holds it: it waits as any case does.
                unit.allocation.ask(person, 0)
            else:
                unit.allocation.to_pool(person, 0)
                unit.allocation.allocate(person, 0)
        unit.lives.live = True
        for person, case in pairs:
            if person.state in IN_COMMUNITY:
                unit.lives.enforcement.next_non_compliance(person, 0)
                unit.lives.enforcement.next_reconviction(person, 0)
            if person.suspended:
                continue
            work_under_way(unit, person)
            if person.state is State.RECALLED:
                stay = person.release_day - person.recalled_on
                if stay > unit.settings.enforcement.recall.later_reports_over_days:
                    casework.later_reports(person, person.recalled_on, person.release_day)
            if person.state not in (State.UNPAID_WORK_ONLY, State.CUSTODY_PRISON):
                self._reviews(person, case)

    def _share_out_area(self, pairs: list[tuple[Person, GivenCase]]) -> None:
        """Each team serves the part of the area that it has the cases of."""
        unit = self.unit
        officers = {} if self.staff is None else self.staff.officers
        general = [team for team in unit.teams if team.office >= 0]
        held = [0] * len(general)
        for _, case in pairs:
            officer = None if case.officer is None else officers.get(case.officer)
            if officer is not None and officer.team in general:
                held[general.index(officer.team)] += 1
        total = sum(held)
        if total:
            unit.team_shares = [number / total for number in held]
            unit.teams_changed()

    def _give(self, person: Person, case: GivenCase, officer: Practitioner) -> None:
        unit = self.unit
        if unit.team_of(person) is not officer.team:
            self._move_near(person, officer)
        unit.allocation.give(person, officer, 0)
        # How many there were before, and since when this one: known to the file or long ago.
        person.officers = max(1, case.officers or 1)
        since = case.officer_since
        first = unit.settings.run.start.toordinal()
        person.holder_since = (
            min(person.sentence_day, -1) if since is None else since.toordinal() - first
        )

    def _move_near(self, person: Person, officer: Practitioner) -> None:
        """Somebody lives where the officer's team works, if any part of the area is its own."""
        unit = self.unit
        before = person.area
        first = int(before * _PLACES)
        for step in range(_PLACES):
            person.area = ((first + step) % _PLACES + 0.5) / _PLACES
            unit.moved_house(person)
            if unit.team_of(person) is officer.team:
                return
        person.area = before
        unit.moved_house(person)

    def _reviews(self, person: Person, case: GivenCase) -> None:
        """The next review by the dates given; an open one is on the desk."""
        unit = self.unit
        casework = unit.casework
        first = unit.settings.run.start.toordinal()
        interval = casework.review_interval(person)
        last = None if case.last_assessment is None else case.last_assessment.toordinal() - first
        due = None if case.review_due is None else case.review_due.toordinal() - first
        if due is None and last is not None:
            due = last + interval
            if due < 0 and not case.reviews_open:
                # The file says nothing of what became of it.
                due += -(due // interval) * interval
        if due is None:
            if not case.reviews_open:
                return
            due = begun_on(person) + interval * max(1, -begun_on(person) // interval)
        # Whatever is later is after the run, and whatever is earlier is late beyond measure.
        due = min(max(due, -_OLDEST_DAYS), unit.horizon + _OLDEST_DAYS)
        is_open = case.reviews_open if case.reviews_open is not None else due < 0
        if is_open:
            self._open_review(person, due)
            due += interval
        while due < 0:
            due += interval
        casework.schedule_review(person, due - interval)

    def _open_review(self, person: Person, due: int) -> None:
        """A review that is open; one whose grace is over has been missed before the run."""
        unit = self.unit
        casework = unit.casework
        kind = unit.kinds["scheduled_review"]
        standard = unit.settings.work.tasks.scheduled_review
        task = unit.maker.make(kind, standard, person, 0, due)
        person.tasks[task.number] = task
        if kind.judge is not None and task.deadline >= 0.0:
            unit.diary.look(int(task.deadline), kind.judge, task)
        person.review = task
        casework.open_reviews[person.serial] = task
        person.review_number += 1
        unit.assignment.hand_out(task)
