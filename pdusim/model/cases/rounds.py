"""Work that comes round for a case as long as it is supervised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import IN_COMMUNITY, Person

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases


class Rounds:
    """Periodic tasks of cases."""

    def __init__(self, unit: Cases) -> None:
        self.unit = unit

    def begin(self, name: str, person: Person, today: int) -> None:
        """Begin the round of a periodic task of the scenario."""
        every = self.unit.settings.work.tasks.periodic[name].every_weeks
        self.unit.diary.enter(
            today + max(1, round(7 * every)),
            Turn.ARRANGED,
            _Round(self, name),
            person,
            person.version,
        )

    def come_round(self, name: str, person: Person, today: int) -> None:
        """A periodic task comes up, and the next one is entered."""
        unit = self.unit
        task = unit.settings.work.tasks.periodic.get(name)
        if task is None or person.state not in IN_COMMUNITY or person.suspended:
            return
        made = unit.maker.make(unit.kinds[f"periodic {name}"], task.standard, person, today, None)
        person.tasks[made.number] = made
        unit.assignment.hand_out(made)
        self.begin(name, person, today)


class _Round:
    """A diary entry: a periodic task comes round."""

    __slots__ = ("name", "rounds")

    def __init__(self, rounds: Rounds, name: str) -> None:
        self.rounds = rounds
        self.name = name

    def __call__(self, person: Person, today: int) -> None:
        self.rounds.come_round(self.name, person, today)
