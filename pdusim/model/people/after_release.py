"""How much more often licences go wrong in the first weeks, and on short sentences."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Final

from pdusim.model.people.person import Person, SentenceKind, State
from pdusim.scenario.schema.enforcement import after_release_factors

if TYPE_CHECKING:
    from pdusim.scenario.schema.enforcement import AfterRelease

DAYS_PER_YEAR: Final = 365.25

# Asked for most often: an enumeration is slow to give its members by name.
_LICENCE: Final = State.LICENCE


class SinceRelease:
    """What a rate of non-compliance is multiplied by on licence.

    It falls from the day of the last release on, so that its value of one day is the most that it
    can be on any later one of the same licence.

    Parameters
    ----------
    rule : AfterRelease
        Settings of it.
    """

    __slots__ = ("_factors", "_fades", "_more")

    def __init__(self, rule: AfterRelease) -> None:
        self._factors = after_release_factors(rule)
        self._more = rule.early_factor - 1.0
        self._fades = rule.fades_days

    def __call__(self, person: Person, today: float) -> float:
        """Return the factor of a person in the community; 1 for those who are not on licence."""
        if person.state is not _LICENCE:
            return 1.0
        days = today - person.supervision_day
        return self._factors[band_of(person)] * (1.0 + self._more * exp(-days / self._fades))


def band_of(person: Person) -> int:
    """Return the place of a custodial sentence among the bands of length."""
    if person.length >= 4 * DAYS_PER_YEAR or person.kind is SentenceKind.LIFE:
        return 2
    return 0 if person.length < DAYS_PER_YEAR else 1
