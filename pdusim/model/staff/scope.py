"""What code about staff may see of a unit: work, and what management has to hear of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pdusim.model.work.scope import OfSeniors, Working

if TYPE_CHECKING:
    from pdusim.model.people.person import Person
    from pdusim.model.staff.absence import Absence
    from pdusim.model.staff.support import Support
    from pdusim.model.staff.workforce import Workforce
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.model.work.tasks import Task
    from pdusim.model.work.teams import Pool, Team
    from pdusim.scenario.schema.work import Who


class Allocating(Protocol):
    """Whoever says who holds a case."""

    def give(self, person: Person, holder: Practitioner | Pool, today: int) -> None:
        """Change the holder of a case."""

    def reallocate(self, person: Person, today: int) -> None:
        """A case whose officer is gone or away."""

    def hand_over(self, person: Person, why: str, *, team: Team | None = None) -> bool:
        """A case goes straight to another officer."""


class Assigning(Protocol):
    """Whoever says who does a task."""

    def goes_away(self, officer: Practitioner) -> None:
        """Somebody goes away."""

    def on_duty(self, team: Team, who: Who, but: object = None) -> Practitioner | None:
        """Whoever is on duty."""

    def hand_out(self, task: Task) -> None:
        """Put a task on a desk."""


class Managing(OfSeniors, Protocol):
    """Seniors, as far as staff matters concern them."""

    def cover(self, senior: Practitioner, today: int) -> None:
        """A senior goes away."""

    def manage_absence(self, officer: Practitioner, today: int) -> None:
        """A spell of sickness is to be managed."""

    def pass_on(self, task: Task, team: Team, today: int) -> None:
        """A task of somebody who has left."""

    def supervise(self, officer: Practitioner, today: int) -> None:
        """A supervision session."""


class Weekly(Protocol):
    """Whoever looks at every team once a week."""

    def week(self, today: int) -> None:
        """A week."""


class Staffed(Working):
    """Posts, absence, administrators."""

    __slots__ = ("absence", "allocation", "assignment", "moves", "workforce")
    absence: Absence
    allocation: Allocating
    assignment: Assigning
    moves: Weekly
    seniors: Managing
    support: Support
    workforce: Workforce
