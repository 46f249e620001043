"""Places that people hold for a time: a SimPy resource whose number can change."""

from __future__ import annotations

from collections.abc import Callable

import simpy
from simpy.resources.resource import PriorityRequest

_FIRST = -100


class Places:
    """Beds, sessions or groups: a priority resource, first come first served inside a class.

    A SimPy resource has a fixed capacity. This one has that of the largest number ever set in
    the scenario, and what is not on offer is held back; when the number falls, places are held
    back as they fall free, and nobody is turned out.

    Parameters
    ----------
    env : simpy.Environment
        The environment.
    most : int
        Largest number of places in the run.
    number : int
        Number at first.
    """

    def __init__(self, env: simpy.Environment, most: int, number: int) -> None:
        self._resource = simpy.PriorityResource(env, capacity=max(1, most))
        self._most = max(1, most)
        self._held_back: list[PriorityRequest] = []
        self.resize(number)

    @property
    def taken(self) -> int:
        """Places taken, those held back apart."""
        held = sum(1 for request in self._held_back if request.triggered)
        return self._resource.count - held

    @property
    def free(self) -> bool:
        """Whether a place is free and nobody waits for it."""
        return self._resource.count < self._most and not self._resource.queue

    def resize(self, number: int) -> None:
        """Set the number of places on offer."""
        wanted = self._most - min(max(0, number), self._most)
        while len(self._held_back) < wanted:
            self._held_back.append(self._resource.request(priority=_FIRST))
        while len(self._held_back) > wanted:
            self.give_back(self._held_back.pop())

    def ask(self, got: Callable[[], None], priority: int = 0) -> PriorityRequest:
        """Ask for a place; ``got`` is called when there is one, smallest priority first."""
        request: PriorityRequest = self._resource.request(priority=priority)
        assert request.callbacks is not None

        def granted(event: simpy.Event) -> None:
            got()

        request.callbacks.append(granted)
        return request

    def give_back(self, request: PriorityRequest) -> None:
        """Give a place back, or stop waiting for one."""
        if request.triggered:
            self._resource.release(request)
        else:
            request.cancel()
