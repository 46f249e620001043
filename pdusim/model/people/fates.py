"""What ends a case whatever anybody does: people die, and people move to another unit."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING, Final

from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import IN_COMMUNITY, Person, State
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.people.lives import Lives
    from pdusim.model.people.scope import People

DAYS_PER_YEAR: Final = 365.25


class Fates:
    """Deaths and moves, at constant rates: dates of a person's own, the same under every policy.

    Parameters
    ----------
    unit : People
        Whose persons they are.
    lives : Lives
        Who closes cases.
    """

    def __init__(self, unit: People, lives: Lives) -> None:
        self.unit = unit
        self.lives = lives
        ahead = [settings.people for settings in unit.ahead]
        self._most_deaths = max(max(p.deaths_community, p.deaths_custody) for p in ahead)
        self._most_moves = max(p.moves_away for p in ahead)

    def begin(self, person: Person, today: int) -> None:
        """Enter the first candidate dates of somebody who comes to the unit."""
        self._next_death(person, today, 0)
        self._next_move(person, max(today, 0), 0)

    def _candidate(
        self, purpose: int, person: Person, after: int, ordinal: int, rate: float
    ) -> int:
        u = self.unit.chance.uniform(purpose, person.key, 2 * ordinal)
        return after + 1 + int(-log1p(-u) * DAYS_PER_YEAR / rate)

    # Death --------------------------------------------------------------------------------

    def _next_death(self, person: Person, after: int, ordinal: int) -> None:
        if self._most_deaths > 0.0:
            day = self._candidate(purposes.DEATH, person, after, ordinal, self._most_deaths)
            if day < self.unit.horizon:
                self.unit.diary.enter(day, Turn.DIES, _Dies(self, ordinal), person)

    def dies(self, person: Person, today: int, ordinal: int) -> None:
        """A candidate date: somebody dies of it at the rate where they stand, closed cases too."""
        rule = self.unit.settings.people
        at_large = person.state in IN_COMMUNITY or person.state is State.CLOSED
        rate = rule.deaths_community if at_large else rule.deaths_custody
        mark = self.unit.chance.uniform(purposes.DEATH, person.key, 2 * ordinal + 1)
        if mark * self._most_deaths >= rate:
            self._next_death(person, today, ordinal + 1)
            return
        person.died = True
        if person.state is not State.CLOSED:
            self.unit.tally.add(counts.DEATHS)
            self.lives.close(person, today, "died")

    # Moves --------------------------------------------------------------------------------

    def _next_move(self, person: Person, after: int, ordinal: int) -> None:
        if self._most_moves > 0.0:
            day = self._candidate(purposes.MOVES_AWAY, person, after, ordinal, self._most_moves)
            if day < self.unit.horizon:
                self.unit.diary.enter(day, Turn.MOVES_AWAY, _MovesAway(self, ordinal), person)

    def moves(self, person: Person, today: int, ordinal: int) -> None:
        """A candidate date: somebody supervised moves away; as many like them move in.

        Where as many come as go, with sentences like theirs, each who goes is followed by one
        alike: who moves in goes on where the other stood, with another officer.
        """
        unit = self.unit
        if person.died:
            return
        mark = unit.chance.uniform(purposes.MOVES_AWAY, person.key, 2 * ordinal + 1)
        if (
            mark * self._most_moves < unit.settings.people.moves_away
            and person.state in IN_COMMUNITY
            and person.state is not State.UNPAID_WORK_ONLY
            and not person.recall_asked
            and not person.suspended
            and not person.sheltered
        ):
            for count in (counts.MOVES_AWAY, counts.PERSONS_OUT, counts.PERSONS_IN):
                unit.tally.add(count)
            unit.ledger.record(today, "case closed", person, "moved to another unit")
            person.identifier = f"{person.identifier.partition(', ')[0]}, {ordinal + 2}"
            person.opened_day = today
            unit.supervision.moves_away(person, today)
        self._next_move(person, today, ordinal + 1)


class _Dies:
    """A diary entry: a candidate date of death."""

    __slots__ = ("fates", "ordinal")

    def __init__(self, fates: Fates, ordinal: int) -> None:
        self.fates = fates
        self.ordinal = ordinal

    def __call__(self, person: Person, today: int) -> None:
        self.fates.dies(person, today, self.ordinal)


class _MovesAway:
    """A diary entry: a candidate date of a move to another unit."""

    __slots__ = ("fates", "ordinal")

    def __init__(self, fates: Fates, ordinal: int) -> None:
        self.fates = fates
        self.ordinal = ordinal

    def __call__(self, person: Person, today: int) -> None:
        self.fates.moves(person, today, self.ordinal)
