"""One task for many cases: a list that is gone through one case after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdusim.model.people.person import Person
    from pdusim.model.work.tasks import Task


class Entry:
    """A case on a list."""

    __slots__ = ("due", "given", "hours", "list", "person", "struck")

    def __init__(self, person: Person, hours: float) -> None:
        self.person = person
        self.hours = hours
        # The part of the usual hours that these are.
        self.given = 1.0
        # The list it stands on, until that has been judged: no garbage is collected in a run, and
        # the two would keep each other, and the person, to its end.
        self.list: Task | None = None
        # Whether the case went before anybody got to it.
        self.struck = False
        # Whether the case was still on the list on the due date.
        self.due = False


class WorkList:
    """The cases of a task, in the order in which they are gone through.

    They arise together, are due together and are worked off in a row, so how far the task has
    come tells which of them are done.
    """

    __slots__ = ("entries", "on_time")

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        # How many entries were dealt with when they fell due.
        self.on_time = 0
