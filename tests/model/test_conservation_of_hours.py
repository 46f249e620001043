"""Every hour of every officer is in a contact or in a task, and nobody works more than is there."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pdusim.model.work.making import TaskMaker
from pdusim.model.work.practitioner import Practitioner
from pdusim.model.work.tasks import Task

Put = dict[tuple[int, int], float]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> tuple[Put, dict[int, Task]]:
    """Hours put into each task by each officer, kept apart from what officers book themselves."""
    put: Put = defaultdict(float)
    tasks: dict[int, Task] = {}
    settle, finish, make = Practitioner.settle, Practitioner.finish, TaskMaker.make

    def watched_settle(self, now):
        task = self.current
        before = task.remaining if task is not None else 0.0
        settle(self, now)
        if task is not None:
            put[self.number, task.number] += before - task.remaining

    def watched_finish(self, task, now):
        already, left = put[self.number, task.number], task.remaining
        finish(self, task, now)
        put[self.number, task.number] = already + left

    def watched_make(self, *arguments, **named):
        task = make(self, *arguments, **named)
        tasks[task.number] = task
        return task

    monkeypatch.setattr(Practitioner, "settle", watched_settle)
    monkeypatch.setattr(Practitioner, "finish", watched_finish)
    monkeypatch.setattr(TaskMaker, "make", watched_make)
    return put, tasks


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"surroundings__court_reports__written_by": "case_holders"},
        {
            "work__tasks__recall_report__who": "duty",
            "work__tasks__scheduled_review__who": "probation_officer",
            "work__tasks__home_visit__who": "senior",
            "management__oversight__countersigning__who": "duty",
        },
    ],
)
def test_hours_worked_are_in_tasks_done_tasks_open_and_contacts(
    small, lived, watched, values
) -> None:
    put, tasks = watched
    unit = lived(small(**values))
    now = unit.env.now
    everyone = [*unit.everyone, *unit.surroundings.court.writers]
    for officer in everyone:
        officer.settle(now)

    of_officer: dict[int, float] = defaultdict(float)
    of_task: dict[int, float] = defaultdict(float)
    for (officer_number, number), hours in put.items():
        of_officer[officer_number] += hours
        of_task[number] += hours
    for officer in everyone:
        assert officer.task_done == pytest.approx(of_officer[officer.number], abs=1e-6)

    done = [task for task in tasks.values() if task.done_at is not None]
    open_or_closed = [task for task in tasks.values() if task.done_at is None]
    assert len(done) > 1000
    assert any(of_task[task.number] > 0.01 for task in open_or_closed)
    for task in done:
        assert of_task[task.number] == pytest.approx(task.hours, abs=1e-6)
    for task in open_or_closed:
        assert of_task[task.number] == pytest.approx(task.hours - task.remaining, abs=1e-6)


def test_nobody_works_more_than_the_hours_they_have(small, lived) -> None:
    unit = lived(small())
    now = unit.env.now
    busy = 0
    for officer in unit.everyone:
        officer.settle(now)
        worked = officer.contact_done + officer.task_done
        assert worked <= officer.hours_available + 1e-6
        first = max(0, officer.since)
        days = unit.calendar.working_days_between(first, int(now))
        assert officer.hours_available <= officer.contracted / 5.0 * days + 1e-6
        busy += worked > 0.95 * officer.hours_available > 0
    assert busy > 5


def test_a_task_handed_over_keeps_its_remaining_hours(small, lived, watched) -> None:
    put, tasks = watched
    lived(
        small(management__absence__rule="reallocate", management__absence__reallocate_after_days=1)
    )
    workers: dict[int, set[int]] = defaultdict(set)
    for (officer_number, number), hours in put.items():
        if hours > 0.01:
            workers[number].add(officer_number)
    shared = [n for n, by in workers.items() if len(by) > 1 and tasks[n].done_at is not None]
    assert shared
    for number in shared:
        total = sum(hours for (_, n), hours in put.items() if n == number)
        assert total == pytest.approx(tasks[number].hours, abs=1e-6)
