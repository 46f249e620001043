"""Who holds a case, as far as the person is concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pdusim.model.people.person import Person


class Holder(Protocol):
    """An officer who is responsible for cases, or a pool in which they wait for one."""

    identifier: str
    cases: dict[int, Person]

    def take_case(self, person: Person, now: float) -> None:
        """Become the holder of a case."""

    def give_up_case(self, person: Person, now: float) -> None:
        """Stop being the holder of a case."""

    def case_changes(self, person: Person, points: int, contact: float, now: float) -> None:
        """The points and the contact standard of a case held change."""
