"""What a life tells whoever supervises it, and what it asks: the one door from people to work."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdusim.model.people.person import Person, State
    from pdusim.model.people.scope import People


class Supervision(ABC):
    """Whoever supervises persons; the simulated past has ``NoCasework``."""

    @abstractmethod
    def length_of_order(self, state: State, length: int) -> int:
        """Days an order can last."""

    @abstractmethod
    def contact_level(self, person: Person) -> float:
        """Share of contact the person gets just now."""

    @abstractmethod
    def prevention(self, person: Person, today: int) -> float:
        """What supervision multiplies the rates of going wrong by."""

    @abstractmethod
    def release(self, person: Person, today: int) -> bool:
        """A release; returns whether it was prepared."""

    @abstractmethod
    def supervision_begins(self, person: Person, today: int, came_from: State) -> None:
        """Supervision in the community begins or goes on in another form."""

    @abstractmethod
    def supervision_suspended(self, person: Person, today: int, end: int) -> None:
        """Supervision is suspended up to its end."""

    @abstractmethod
    def significant_event(self, person: Person, today: int) -> None:
        """An event has become known."""

    @abstractmethod
    def prison_held(self, person: Person, today: int) -> None:
        """A prisoner is held by the prison's manager."""

    @abstractmethod
    def handed_over(self, person: Person, today: int) -> None:
        """The community becomes responsible for a prisoner."""

    @abstractmethod
    def release_planned(self, person: Person, today: int) -> None:
        """The day of a release is planned, or moved."""

    @abstractmethod
    def release_brought_forward(self, person: Person, today: int) -> None:
        """A release comes at short notice."""

    @abstractmethod
    def parole_refused(self, person: Person, today: int) -> None:
        """The Parole Board refuses."""

    @abstractmethod
    def taken_into_custody(self, person: Person, today: int) -> None:
        """Back to custody."""

    @abstractmethod
    def recall_asked(self, person: Person, today: int) -> None:
        """A recall is decided on: part A is to be written, and then it takes effect."""

    @abstractmethod
    def recalled(self, person: Person, today: int, until: int) -> None:
        """A recall."""

    @abstractmethod
    def breached(self, person: Person, today: int) -> None:
        """A breach goes to court."""

    @abstractmethod
    def end_moved(self, person: Person, today: int) -> None:
        """The end of supervision has moved."""

    @abstractmethod
    def requirements_met(self, person: Person) -> bool:
        """Whether the requirements of an order have been worked off."""

    @abstractmethod
    def load_changed(self, person: Person) -> None:
        """What the case asks of its officer may have changed."""

    @abstractmethod
    def time_for_reports(self) -> float:
        """Share of the enquiries for reports to courts for which there is time, 0 to 1."""

    @abstractmethod
    def moves_away(self, person: Person, today: int) -> None:
        """Somebody moves to another unit, and somebody alike moves in."""

    @abstractmethod
    def case_closes(self, person: Person, today: int) -> None:
        """The case ends."""


class NoCasework(Supervision):
    """What stands in for casework before the run: everything is done, nobody is overloaded.

    The same calls as ``Casework``; a person's own path in the past depends on none of them, but
    for the share of non-compliance that is noticed, which takes the baseline contact.
    """

    def __init__(self, unit: People) -> None:
        self.unit = unit

    def length_of_order(self, state: State, length: int) -> int:
        """Orders of the past lasted as drawn."""
        return length

    def contact_level(self, person: Person) -> float:
        """Share of contact delivered that the past assumes."""
        return self.unit.settings.enforcement.non_compliance.baseline_contact

    def prevention(self, person: Person, today: int) -> float:
        """As at the baseline on average."""
        return 1.0

    def release(self, person: Person, today: int) -> bool:
        """Releases of the past were prepared."""
        return True

    def supervision_begins(self, person: Person, today: int, came_from: State) -> None:
        """Nothing to do."""

    def supervision_suspended(self, person: Person, today: int, end: int) -> None:
        """Nothing to do."""

    def significant_event(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def assessment_changed(self, person: Person, now: float, before: str, risen: bool) -> None:
        """Nothing to do."""

    def prison_held(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def handed_over(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def release_planned(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def parole_refused(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def release_brought_forward(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def taken_into_custody(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def recall_asked(self, person: Person, today: int) -> None:
        """In the past the report was written at once."""
        self.unit.lives.enforcement.recall(person, today)

    def recalled(self, person: Person, today: int, until: int) -> None:
        """Nothing to do."""

    def breached(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def end_moved(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def requirements_met(self, person: Person) -> bool:
        """Those of the past were."""
        return True

    def load_changed(self, person: Person) -> None:
        """Nothing to do."""

    def time_for_reports(self) -> float:
        """There was time for everything."""
        return 1.0

    def moves_away(self, person: Person, today: int) -> None:
        """Nothing to do."""

    def case_closes(self, person: Person, today: int) -> None:
        """Nothing to do."""
