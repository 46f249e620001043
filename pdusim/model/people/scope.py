"""What code about people may see of a unit: the ground floor, the persons, and who supervises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.kernel.context import Context
from pdusim.model.people.person import Person, State

if TYPE_CHECKING:
    from pdusim.model.people.lives import Lives
    from pdusim.model.people.past import Past
    from pdusim.model.people.supervision import Supervision
    from pdusim.outcomes.tally import Level
    from pdusim.scenario.schema.reviews import EventKind

# Asked for most often: an enumeration is slow to give its members by name.
_CLOSED: Final = State.CLOSED


class People(Context):
    """Persons by state, and their lives."""

    __slots__ = (
        "ecsl_since",
        "event_kinds",
        "in_state",
        "lives",
        "moved_in",
        "moved_out",
        "past",
        "supervision",
        "unrecognised",
        "unrecognised_cases",
    )
    ecsl_since: int
    event_kinds: list[tuple[str, EventKind] | None]
    in_state: dict[State, dict[int, Person]]
    lives: Lives
    moved_in: dict[State, int]
    moved_out: dict[State, int]
    past: Past
    supervision: Supervision
    unrecognised: Level
    unrecognised_cases: dict[int, Person]

    def move(self, person: Person, state: State, today: int, *, keep_version: bool = False) -> None:
        """A person changes state; planned events of the old state become void."""
        old = person.state
        if old is not _CLOSED:
            del self.in_state[old][person.serial]
        if state is not _CLOSED:
            self.in_state[state][person.serial] = person
        self.moved_out[old] += 1
        self.moved_in[state] += 1
        person.state = state
        if not keep_version:
            person.version += 1
        self.lives.risk.recount(person, today)
