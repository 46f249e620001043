"""The first day of the run: what is under way, and that nothing is begun twice."""

from __future__ import annotations

from collections import Counter

from staff_support import STILL, posts, scenario_of

from pdusim.model.people.person import State
from pdusim.model.unit import Unit


def test_whoever_is_supervised_from_the_first_day_gets_the_first_tasks_once() -> None:
    # Nobody works, so that every task that has arisen is still there to be counted.
    unit = Unit(scenario_of(STILL, posts(), {"arrivals.community_order": 600.0}), 3, 0)
    unit.run_until(14)
    persons = unit.in_state[State.COMMUNITY_ORDER].values()
    for day in (0, 1):
        lists = [
            Counter(task.kind.name for task in person.tasks.values())
            for person in persons
            if person.supervision_day == day
        ]
        # Most have attended their first appointment within the fortnight.
        assert sum("initial_assessment" in tasks for tasks in lists) >= 10
        assert all(set(tasks.values()) <= {1} for tasks in lists)


def test_after_a_licence_that_ended_before_the_start_nothing_is_begun_anew() -> None:
    values = {
        "arrivals.custody": 300.0,
        "unit.past_years": 2.0,
        "sentencing.custody.lengths.shares": [1.0, *[0.0] * 6],
    }
    unit = Unit(scenario_of(STILL, posts(), values), 3, 0)
    unit.run_until(14)
    lately = [p for p in unit.in_state[State.POST_SENTENCE].values() if -10 < p.supervision_day < 0]
    followed = [person for person in lately if person.release_day < person.supervision_day]
    assert followed
    for person in followed:
        assert "initial_assessment" not in {task.kind.name for task in person.tasks.values()}
