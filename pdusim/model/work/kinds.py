"""Kinds of task: what a task of a kind counts as, who looks at it, what happens when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from pdusim.model.kernel import purposes
from pdusim.outcomes.counts import of_kind
from pdusim.randomness import purpose_of

if TYPE_CHECKING:
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.model.work.tasks import Task

WhenDone: TypeAlias = "Callable[[Task, Practitioner, float], None]"
"""What follows when somebody has finished a task, at a time."""
Look: TypeAlias = "Callable[[Task, int], None]"
"""A look at a task on the day after its due date and grace are over."""


class Kind:
    """A kind of task. Whoever makes such tasks declares it once (`Kinds.declare`).

    Parameters
    ----------
    name : str
        Its name, as in the scenario.
    when_done : callable
        What follows when a task is done.
    judge : callable, optional
        Who looks at a task when due date and grace are over.
    of_seniors : bool
        Whether it is the work of seniors, even if it is handed down.
    trigger : str
        For risk reviews, what they come of; empty for all others.
    """

    __slots__ = ("counts", "judge", "name", "of_seniors", "purpose", "trigger", "when_done")

    def __init__(
        self, name: str, when_done: WhenDone, judge: Look | None, of_seniors: bool, trigger: str
    ) -> None:
        self.name = name
        self.when_done = when_done
        self.judge = judge
        self.of_seniors = of_seniors
        self.trigger = trigger
        self.counts = of_kind(name)
        # Keyed by name, so that another kind of task moves the hours of none.
        self.purpose = purposes.TASK_HOURS ^ purpose_of(name)

    def __str__(self) -> str:
        return self.name


class Kinds:
    """Every kind of task of a unit, by name."""

    __slots__ = ("_kinds",)

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def declare(
        self,
        name: str,
        when_done: WhenDone,
        *,
        judge: Look | None = None,
        of_seniors: bool = False,
        trigger: str = "",
    ) -> None:
        """Say what a kind of task is; one that is declared already is an error."""
        if name in self._kinds:
            raise ValueError(f"the kind of task {name!r} is declared already")
        self._kinds[name] = Kind(name, when_done, judge, of_seniors, trigger)

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]
