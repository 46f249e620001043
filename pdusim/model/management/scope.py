"""What code about management may see of a unit: staff, and the tasks that casework makes."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from pdusim.model.people.supervision import Supervision
from pdusim.model.staff.scope import Staffed

if TYPE_CHECKING:
    from pdusim.model.management.allocation import Allocation
    from pdusim.model.management.assignment import Assignment
    from pdusim.model.management.caseload_moves import CaseloadMoves
    from pdusim.model.management.oversight import Oversight
    from pdusim.model.management.seniors import Seniors
    from pdusim.model.people.person import Person
    from pdusim.model.work.tasks import Task


class Arising(Supervision):
    """Whoever makes the tasks of a case and knows what it weighs."""

    @abstractmethod
    def arise(
        self,
        kind: str,
        person: Person,
        today: int,
        due: int | None = None,
        deadline: float = 0.0,
    ) -> Task:
        """A task of a case arises."""

    @abstractmethod
    def load_of(self, person: Person) -> tuple[int, float]:
        """Points and contact of a case."""


class Managed(Staffed):
    """Allocation, assignment, seniors, oversight."""

    __slots__ = ("allocation", "arising", "assignment", "moves", "oversight", "seniors")
    allocation: Allocation
    arising: Arising
    assignment: Assignment
    moves: CaseloadMoves
    oversight: Oversight
    seniors: Seniors

    def contacts_changed(self) -> None:
        """Contact standards have changed."""
        raise NotImplementedError
