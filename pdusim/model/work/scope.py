"""What code about work may see of a unit: people, and the desks on which work on them lies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from pdusim.model.people.scope import People
from pdusim.model.work.teams import Catchment

if TYPE_CHECKING:
    from pdusim.model.people.person import Person, State
    from pdusim.model.work.kinds import Kinds
    from pdusim.model.work.making import TaskMaker
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.model.work.teams import Pool, Team
    from pdusim.outcomes.tally import Level


class Freeing(ABC):
    """Whoever frees practitioners' time."""

    @abstractmethod
    def freed(self, officer: Practitioner) -> float:
        """Hours a week freed for a practitioner."""


class Working(People):
    """Staff, teams, tasks."""

    __slots__ = (
        "_catchment",
        "_team_of",
        "contact_hours",
        "contact_of_reference",
        "everyone",
        "freeing",
        "kinds",
        "leavers",
        "maker",
        "new_cases_waiting",
        "official_weights",
        "staff",
        "team_shares",
        "teams",
        "time_factor",
        "unpaid_work_team",
        "waiting_cases",
        "weights",
        "without_load",
    )
    _catchment: Catchment | None
    _team_of: dict[int, Team]
    contact_hours: dict[State, dict[str, float]]
    contact_of_reference: dict[State, dict[str, float]]
    everyone: list[Practitioner]
    freeing: Freeing
    kinds: Kinds
    leavers: list[Practitioner]
    maker: TaskMaker
    new_cases_waiting: Level
    staff: list[Practitioner]
    team_shares: list[float]
    teams: list[Team]
    time_factor: float
    unpaid_work_team: Pool
    waiting_cases: Level
    official_weights: dict[str, dict[str, int]]
    weights: dict[str, dict[str, int]]
    without_load: set[State]

    def team_of(self, person: Person) -> Team:
        """The team of a case: by its kind of person and its area."""
        team = self._team_of.get(person.serial)
        if team is None:
            if self._catchment is None:
                shares = self.settings.management.teams.office_shares
                self._catchment = Catchment(self.teams, shares, self.team_shares)
            team = self._team_of[person.serial] = self._catchment.team_of(person)
        return team

    def standard_of(self, person: Person) -> float:
        """Hours of the contact standard in force for a case, of those of the reference.

        None at all while supervision is suspended. The time that a contact takes
        (``work.time_multiplier``) is in neither: the same contact, made longer, shows no more.
        Under supervision packages the standard is what the package asks for just now.
        """
        if person.suspended:
            return 0.0
        shares = self.contact_of_reference.get(person.state)
        if shares is None:
            return 1.0
        if self.settings.work.contacts.packages.enabled:
            usual = self.contact_hours[person.state][person.protect]
            return shares[person.protect] * person.contact / usual if usual > 0.0 else 1.0
        return shares[person.protect]

    def moved_house(self, person: Person) -> None:
        """A person's area has changed, and with it perhaps the team."""
        self._team_of.pop(person.serial, None)

    def teams_changed(self) -> None:
        """Which team a case belongs to is to be worked out anew."""
        self._catchment = None
        self._team_of = {}
