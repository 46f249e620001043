"""What code about staff may see of a unit: work, and what management has to hear of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from pdusim.model.work.scope import Working

if TYPE_CHECKING:
    from pdusim.model.people.person import Person
    from pdusim.model.staff.absence import Absence
    from pdusim.model.staff.administrators import Administrators
    from pdusim.model.staff.workforce import Workforce
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.model.work.tasks import Task
    from pdusim.model.work.teams import Pool, Team
    from pdusim.scenario.schema.work import Who


class Allocating(ABC):
    """Whoever says who holds a case."""

    @abstractmethod
    def give(self, person: Person, holder: Practitioner | Pool, today: int) -> None:
        """Change the holder of a case."""

    @abstractmethod
    def reallocate(self, person: Person, today: int) -> None:
        """A case whose officer is gone or away."""

    @abstractmethod
    def hand_over(self, person: Person, why: str, *, team: Team | None = None) -> bool:
        """A case goes straight to another officer."""


class Assigning(ABC):
    """Whoever says who does a task."""

    @abstractmethod
    def goes_away(self, officer: Practitioner) -> None:
        """Somebody goes away."""

    @abstractmethod
    def on_duty(self, team: Team, who: Who, but: object = None) -> Practitioner | None:
        """Whoever is on duty."""

    @abstractmethod
    def hand_out(self, task: Task) -> None:
        """Put a task on a desk."""


class Managing(ABC):
    """Seniors, as far as staff matters concern them."""

    @abstractmethod
    def cover(self, senior: Practitioner, today: int) -> None:
        """A senior goes away."""

    @abstractmethod
    def manage_absence(self, officer: Practitioner, today: int) -> None:
        """A spell of sickness is to be managed."""

    @abstractmethod
    def pass_on(self, task: Task, team: Team, today: int) -> None:
        """A task of somebody who has left."""

    @abstractmethod
    def supervise(self, officer: Practitioner, today: int) -> None:
        """A supervision session."""


class Staffed(Working):
    """Posts, absence, administrators."""

    __slots__ = (
        "absence",
        "administrators",
        "allocating",
        "assigning",
        "managing",
        "workforce",
    )
    absence: Absence
    allocating: Allocating
    assigning: Assigning
    managing: Managing
    administrators: Administrators
    workforce: Workforce
