"""Places that people hold for a time: a SimPy resource whose number can change."""

from __future__ import annotations

from collections.abc import Callable

import simpy
from simpy.resources.resource import Request


class Places:
    """Beds, sessions or groups: a SimPy resource, first come first served.

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
        self._most = max(1, most)
        self._resource = simpy.Resource(env, capacity=self._most)
        self._held_back: list[Request] = []
        # Places still to be held back, as soon as they fall free.
        self._owed = 0
        self.resize(number)

    @property
    def taken(self) -> int:
        """Places taken, those held back apart."""
        return self._resource.count - len(self._held_back)

    @property
    def free(self) -> bool:
        """Whether a place is free and nobody waits for it."""
        return self._resource.count < self._most and not self._resource.queue

    def resize(self, number: int) -> None:
        """Set the number of places on offer."""
        more = self._most - min(max(0, number), self._most) - len(self._held_back) - self._owed
        while more > 0 and self.free:
            self._held_back.append(self._resource.request())
            more -= 1
        self._owed += more
        while self._owed < 0:
            self._resource.release(self._held_back.pop())
            self._owed += 1

    def ask(self, got: Callable[[], None]) -> Request:
        """Ask for a place; ``got`` is called when there is one."""
        request: Request = self._resource.request()
        assert request.callbacks is not None

        def granted(event: simpy.Event) -> None:
            got()

        request.callbacks.append(granted)
        return request

    def give_back(self, request: Request) -> None:
        """Give a place back, or stop waiting for one."""
        if not request.triggered:
            request.cancel()
        elif self._owed:
            self._owed -= 1
            self._held_back.append(request)
        else:
            self._resource.release(request)
