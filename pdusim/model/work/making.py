"""Making tasks: hours, due date and class of each, from the standard of its kind."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from pdusim.model.work.tasks import Task
from pdusim.outcomes import counts
from pdusim.randomness import entity_key
from pdusim.scenario.schema.relations import OWN
from pdusim.scenario.schema.work import Who

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdusim.model.kernel.extensions import Quantile
    from pdusim.model.people.person import Person
    from pdusim.model.work.kinds import Kind
    from pdusim.model.work.scope import Working
    from pdusim.scenario.schema.work import TaskStandard

_UNIT_ENTITY: Final = entity_key(99)
_LOW_RISK: Final = 100.0
_BEFORE: Final = 10**5
"""Days before the start that draws of a day can be for: ordinals are not negative."""


class _Plan:
    """What a standard comes to under the settings in force, worked out once for many tasks."""

    __slots__ = (
        "abandoned",
        "by_risk",
        "counts",
        "due",
        "grace",
        "hours",
        "own",
        "priority",
        "shape",
        "standard",
        "who",
    )

    def __init__(self, unit: Working, kind: Kind, standard: TaskStandard) -> None:
        service = unit.settings.work.service
        self.standard = standard
        self.hours = standard.hours * unit.time_factor
        scatter = service.hours_distribution
        self.own: Quantile | None = None
        if scatter.startswith(OWN):
            self.own = unit.extensions.distributions[scatter.removeprefix(OWN)]
            self.shape = 1.0
        else:
            self.shape = {"fixed": 0.0, "exponential": 1.0, "gamma": service.hours_shape}[scatter]
        self.due = round(standard.due_days)
        self.grace = round(standard.grace_days)
        self.abandoned = round(standard.abandoned_days)
        self.priority = float(standard.priority)
        if service.discipline == "reviews_first" and kind.trigger:
            self.priority = 0.5
        # Cases overseen are of high risk, all of them.
        low_risk = standard.priority > 0 and kind.name != "oversight"
        self.by_risk = service.discipline == "high_risk_first" and low_risk
        # Court reports have no such value: their lever says who writes all of them.
        self.who = Who(getattr(standard, "who", Who.HOLDER))
        self.counts = not kind.of_seniors

    def drawn(self, unit: Working, u: float) -> float:
        """The hours of one task, whose chance is ``u``."""
        if self.own is None:
            return self.hours * unit.gamma(self.shape, u)
        hours = self.hours * float(cast("Callable[[float], Any]", self.own)(u))
        if not 0.0 <= hours < inf:
            scatter = unit.settings.work.service.hours_distribution
            raise ValueError(f"distribution '{scatter}' gives {hours:g} hours at a chance of {u:g}")
        return hours


class TaskMaker:
    """Makes every task of a unit and numbers them."""

    def __init__(self, unit: Working) -> None:
        self.unit = unit
        self._plans: dict[Kind, _Plan] = {}
        self._number = 0

    def settings_changed(self) -> None:
        """Standards have changed: work the plans out anew."""
        self._plans = {}

    def _plan(self, kind: Kind, standard: TaskStandard) -> _Plan:
        plan = self._plans.get(kind)
        if plan is None or plan.standard is not standard:
            plan = self._plans[kind] = _Plan(self.unit, kind, standard)
        return plan

    def hours(
        self, kind: Kind, standard: TaskStandard, persons: list[Person], today: int
    ) -> list[float]:
        """Hours that each of many pieces of work of a kind takes, on as many cases."""
        unit, plan = self.unit, self._plan(kind, standard)
        if not plan.shape:
            return [plan.hours] * len(persons)
        keys = np.array([person.key for person in persons], dtype=np.uint64)
        draws = unit.chance.uniforms_at(kind.purpose, keys, today + _BEFORE).tolist()
        return [plan.drawn(unit, u) for u in draws]

    def make(
        self,
        kind: Kind,
        standard: TaskStandard,
        person: Person | None,
        today: int,
        due: int | None,
        *,
        key: int | None = None,
        hours: float | None = None,
    ) -> Task:
        """Make a task of a standard, with its own hours.

        Parameters
        ----------
        kind : Kind
            The kind of task.
        standard : TaskStandard
            Its standard in force.
        person : Person or None
            Whom it is about.
        today : int
            Day on which it arises.
        due : int or None
            Day at the end of which it is due, where that is not by the standard.
        key : int, optional
            What the task is about where that is no person: its hours are keyed by this.
        hours : float, optional
            Its hours, where they are known already.
        """
        unit = self.unit
        plan = self._plan(kind, standard)
        self._number = number = self._number + 1
        if hours is None:
            hours = plan.hours
            if plan.shape:
                # Keyed by whom it is about, its kind and the day: another kind of task moves none.
                ordinal = today + _BEFORE
                if person is not None:
                    key = person.key
                elif key is None:
                    key, ordinal = _UNIT_ENTITY, number
                hours = plan.drawn(unit, unit.chance.uniform(kind.purpose, key, ordinal))
        days_on = unit.calendar.working_days_on
        if due is None:
            due, deadline, abandoned = days_on(today, plan.due, plan.grace, plan.abandoned)
        else:
            deadline, abandoned, _ = days_on(due, plan.grace, plan.abandoned, 0)
        priority = plan.priority
        if plan.by_risk and (person is None or not person.high_risk):
            priority += _LOW_RISK
        task = Task(
            number, kind, person, hours, float(today), due + 1.0, deadline + 1.0, priority, plan.who
        )
        if plan.abandoned:
            task.abandoned = abandoned + 1.0
        if plan.counts and person is not None:
            unit.tally.since_start[counts.TASK_HOURS_ARISEN] += hours
        return task
