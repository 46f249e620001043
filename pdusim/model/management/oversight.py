"""Management oversight: each week a senior gets a list of the high-risk cases of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.arithmetic import sum_of
from pdusim.model.kernel import purposes
from pdusim.model.people.person import Person, State
from pdusim.model.work.lists import Entry, WorkList
from pdusim.model.work.service import contact_factor
from pdusim.model.work.tasks import TOLERANCE, Task
from pdusim.outcomes import counts
from pdusim.outcomes.counts import of_kind
from pdusim.scenario.schema.work import Who

if TYPE_CHECKING:
    from pdusim.model.management.scope import Managed
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.model.work.teams import Team

_NOT_OVERSEEN: Final = frozenset({State.CLOSED, State.CUSTODY_PRISON})


class Oversight:
    """Who is overseen when, and what becomes of it."""

    def __init__(self, unit: Managed) -> None:
        self.unit = unit
        unit.kinds.declare("oversight", self.done, judge=self.judge, of_seniors=True)
        # Who is to be overseen by the week in which that falls due, each with the day and the
        # version of the person.
        self._rounds: dict[int, list[tuple[Person, int, int]]] = {}
        self._version_begun: dict[int, int] = {}
        self._planned = -1
        self._entries: dict[int, list[Entry]] = {}

    # What is to be overseen ---------------------------------------------------------------

    def begin(self, person: Person, today: int) -> None:
        """Begin the oversight of a high-risk case; it comes round as long as it is one."""
        weeks = self.unit.settings.management.oversight.oversight_every_weeks
        if self._version_begun.get(person.serial) == person.version:
            return
        self._version_begun[person.serial] = person.version
        day = today + round(7 * weeks)
        week = max(day // 7, self._planned + 1)
        self._rounds.setdefault(week, []).append((person, day, person.version))

    def plan_week(self, monday: int) -> None:
        """Make the lists of a week from the cases that have come round in the one before."""
        by_team: dict[int, list[Entry]] = {}
        overseen: list[Person] = []
        self._planned = monday // 7 - 1
        for person, day, version in sorted(self._rounds.pop(self._planned, ()), key=_by_person):
            if person.version != version:
                continue
            del self._version_begun[person.serial]
            if person.high_risk and person.state not in _NOT_OVERSEEN:
                overseen.append(person)
                self.begin(person, day)
        standard = self.unit.settings.management.oversight.oversight
        hours = self.unit.maker.hours(self.unit.kinds["oversight"], standard, overseen, monday)
        for person, each in zip(overseen, hours, strict=True):
            team = self.unit.team_of(person)
            by_team.setdefault(team.number, []).append(Entry(person, each))
        for cases in by_team.values():
            cases.sort(key=_by_risk)
        by_senior = Who(standard.who) is Who.SENIOR
        for team in self.unit.teams:
            entries = by_team.get(team.number)
            if entries is None:
                continue
            # Nobody but a senior oversees a case of their own.
            for cases in [entries] if by_senior else [[entry] for entry in entries]:
                self.oversee(cases, team, monday)

    def oversee(self, entries: list[Entry], team: Team, monday: int) -> Task | None:
        """Put a list of cases on the desk of whoever goes through it; None where nobody does."""
        unit = self.unit
        standard = unit.settings.management.oversight.oversight
        work = WorkList(entries)
        worker = unit.seniors.who_does(standard.who, team, entries[0].person)
        if worker is None:
            unit.seniors.count("oversight", "skipped", len(entries))
            unit.tally.add(counts.OVERSIGHT_DUE, len(entries))
            return None
        given = self._given(worker)
        for entry in entries:
            entry.given = given
            entry.hours *= given
        hours = sum_of(entry.hours for entry in entries)
        task = unit.maker.make(unit.kinds["oversight"], standard, None, monday, None, hours=hours)
        task.work_list = work
        for entry in work.entries:
            entry.list = task
            self._entries.setdefault(entry.person.serial, []).append(entry)
        worker.receive(task)
        unit.diary.look(int(task.due), self.fallen_due, task)
        unit.diary.look(int(task.deadline), self.judge, task)
        return task

    def _given(self, worker: Practitioner) -> float:
        """Part of an entry's hours that it is given, by the length of the desk."""
        settings = self.unit.settings.management
        return contact_factor(
            worker.queue.backlog,
            worker.day_hours,
            settings.allocation.read_full_days,
            settings.allocation.read_floor_days,
            settings.oversight.brief_share,
        )

    # What becomes of it -------------------------------------------------------------------

    def _worked(self, task: Task) -> float:
        """Hours worked on a list by now."""
        if task.owner is not None and task.owner.current is task:
            task.owner.settle(self.unit.env.now)
        return task.hours - task.remaining

    def _dealt_with(self, task: Task) -> int:
        """How many entries of a list have been dealt with by now, in its order."""
        entries = _entries(task)
        if task.done_at is not None:
            return len(entries)
        left = self._worked(task) + TOLERANCE
        for number, entry in enumerate(entries):
            left -= entry.hours
            if left < 0.0:
                return number
        return len(entries)

    def strike(self, person: Person) -> None:
        """A case goes: it is struck off the lists on which nobody has got to it."""
        for entry in self._entries.get(person.serial, ()):
            task = entry.list
            if task is None or not task.open or entry.struck:
                continue
            entries = _entries(task)
            before = sum_of(other.hours for other in entries[: entries.index(entry)])
            # The one in hand is finished.
            if self._worked(task) > before + TOLERANCE:
                continue
            entry.struck = True
            task.hours -= entry.hours
            task.remaining -= entry.hours
            owner = task.owner
            if owner is not None:
                if task.waiting:
                    owner.queue.backlog -= entry.hours
                else:
                    owner.interrupt("shorter")
            entry.hours = 0.0

    def fallen_due(self, task: Task, today: int) -> None:
        """The due date of a list: how far it has come, and what of it is sufficient."""
        unit = self.unit
        work = _list(task)
        work.on_time = self._dealt_with(task)
        rule = unit.settings.management.oversight
        uniform, arose = unit.chance.uniform, int(task.arose)
        due = delivered = 0
        for place, entry in enumerate(work.entries):
            entry.due = not entry.struck
            due += entry.due
            if entry.due and place < work.on_time:
                share = rule.sufficient_share * (1.0 - rule.brief_effect * (1.0 - entry.given))
                delivered += uniform(purposes.OVERSIGHT, entry.person.key, arose) < share
        unit.tally.add(counts.OVERSIGHT_DUE, due)
        unit.tally.add(counts.OVERSIGHT_DELIVERED, delivered)

    def judge(self, task: Task, today: int) -> None:
        """Due date and grace are over: what was on time, late, or not done."""
        work = _list(task)
        done = self._dealt_with(task)
        found = {"on time": 0, "late": 0, "skipped": 0}
        for place, entry in enumerate(work.entries):
            self._entries[entry.person.serial].remove(entry)
            if not self._entries[entry.person.serial]:
                del self._entries[entry.person.serial]
            entry.list = None
            if entry.due:
                skipped = place >= done or entry.struck
                found["skipped" if skipped else "on time" if place < work.on_time else "late"] += 1
        for how, number in found.items():
            if number:
                self.unit.seniors.count("oversight", how, number)

    def done(self, task: Task, worker: Practitioner, now: float) -> None:
        """A list has been gone through."""
        done = sum(not entry.struck for entry in _entries(task))
        self.unit.tally.add(of_kind("oversight").done, done)
        # The list counts as one already.
        self.unit.tally.since_start[counts.TASKS_DONE] += done - 1


def _by_risk(entry: Entry) -> tuple[int, int, float, int]:
    """The highest risk first: what there is no time for is the rest."""
    person = entry.person
    return -person.assessed_rosh, -person.mappa, -person.rsr, person.key


def _by_person(case: tuple[Person, int, int]) -> tuple[int, int]:
    person, day, _ = case
    return person.key, day


def _list(task: Task) -> WorkList:
    work = task.work_list
    assert work is not None
    return work


def _entries(task: Task) -> list[Entry]:
    return _list(task).entries
