"""Who somebody is of whom a file says something: what it says, the rest drawn given that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pdusim.model.kernel.sentenced import FLOWS
from pdusim.model.people.hazards import Ints
from pdusim.model.people.person import (
    COMPLEXITY_CODES,
    Person,
)
from pdusim.model.people.population import Population
from pdusim.randomness import Floats, entity_key, purpose_key

if TYPE_CHECKING:
    from pdusim.scenario.caseload.given import GivenCase

_GIVEN: Final = entity_key(1001)
_LEVEL_OF_TIER: Final = {"A": 2, "B": 2, "C": 1, "D": 0}
"""The level of risk that most cases of a protect level have, where the file gives the tier only."""


def flow_of(case: GivenCase) -> str:
    """Return the flow of sentences that a case is of."""
    return case.sentence if case.sentence in FLOWS else "custody"


def key_of(identifier: str) -> int:
    """Return the key of a person, from the identifier alone."""
    return entity_key(_GIVEN, purpose_key(f"case {identifier}"))


class GivenPopulation(Population):
    """A population of whom a file says something.

    Parameters
    ----------
    known : sequence of GivenCase
        What it says of each, in the order of the cohort.
    """

    known: Sequence[GivenCase]

    def _risk(self) -> tuple[Ints, Floats]:
        """Risk of serious harm and score of re-offending: as given, else drawn."""
        rosh, ogrs = super()._risk()
        for place, case in enumerate(self.known):
            if case.rosh is not None:
                rosh[place] = case.rosh
            elif case.tier is not None:
                rosh[place] = _LEVEL_OF_TIER[case.tier[0]]
            if case.ogrs is not None:
                ogrs[place] = case.ogrs
        return rosh, ogrs


def take_over(person: Person, case: GivenCase) -> None:
    """What the file says of a person takes the place of what was drawn."""
    if case.rsr is not None:
        person.rsr = case.rsr
    if case.mappa is not None:
        person.mappa = case.mappa
    if case.female is not None:
        person.female = case.female
    if case.domestic_abuse is not None:
        person.domestic_abuse = case.domestic_abuse
    if case.child_safeguarding is not None:
        person.child_safeguarding = case.child_safeguarding
    if case.homeless is not None:
        person.homeless = case.homeless
    if case.iom is not None:
        person.iom = case.iom
    if case.sexual is not None:
        person.sexual = case.sexual
    if case.violent is not None:
        person.violent = case.violent
    person.work_out_tier()


def fit_tier(person: Person, case: GivenCase) -> None:
    """Give a person what makes the tier that the file says, where the rest of it allows.

    The change level is as given. For the protect level what is not known gives way first: the
    registrations that add points, then the score of serious recidivism, then MAPPA. Where all that
    is known makes another tier, the official one has reasons that the file has no column for, and
    they stay.
    """
    if case.tier is None:
        person.work_out_tier()
        return
    wanted, change = case.tier[0], int(case.tier[1])
    if change:
        person.change = change
    person.work_out_tier()
    if person.protect == wanted:
        return
    for factors in range(len(COMPLEXITY_CODES) + 1):
        person.complexity = factors
        person.work_out_tier()
        if person.protect == wanted:
            return
    person.complexity = 0
    if case.rsr is None:
        person.rsr = {"A": 7.0, "B": 7.0, "C": 3.0, "D": 0.5}[wanted]
    if case.mappa is None:
        person.mappa = 2 if wanted == "A" else 0
    person.work_out_tier()
    if person.protect != wanted:
        person.hold_protect_level(wanted)
