"""Teams, their seniors, and the holders of cases that no practitioner has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.practitioner import Grade, Practitioner

if TYPE_CHECKING:
    from pdusim.model.person import Person
    from pdusim.model.unit import Unit


class Pool:
    """Cases with no responsible officer: waiting to be allocated, or with another team.

    Contacts that fall due while a case waits are due all the same.
    """

    __slots__ = (
        "cases",
        "contact_demand",
        "contact_due",
        "identifier",
        "points",
        "settled",
        "unit",
    )

    def __init__(self, unit: Unit, identifier: str) -> None:
        self.unit = unit
        self.identifier = identifier
        self.cases: dict[int, Person] = {}
        self.points = 0
        self.contact_demand = 0.0
        self.contact_due = 0.0
        self.settled = 0.0

    def settle(self, now: float) -> None:
        """Book the contacts that have fallen due."""
        worked = self.unit.calendar.worked(now)
        self.contact_due += (worked - self.settled) * self.contact_demand
        self.settled = worked

    def take_case(self, person: Person, now: float) -> None:
        """A case comes in."""
        self.settle(now)
        self.cases[person.serial] = person
        self.points += person.points
        self.contact_demand += person.contact

    def give_up_case(self, person: Person, now: float) -> None:
        """A case goes out."""
        self.settle(now)
        del self.cases[person.serial]
        self.points -= person.points
        self.contact_demand = max(0.0, self.contact_demand - person.contact)
        if not self.cases:
            self.contact_demand = 0.0

    def case_changes(self, person: Person, points: int, contact: float, now: float) -> None:
        """The points and the contact standard of a case change."""
        self.settle(now)
        self.points += points - person.points
        self.contact_demand = max(0.0, self.contact_demand + contact - person.contact)


class Team:
    """A team: practitioners of an office under one senior; cases are allocated within it."""

    __slots__ = ("members", "mentor_hours", "number", "pool", "senior", "turn", "unit")

    def __init__(self, unit: Unit, number: int) -> None:
        self.unit = unit
        self.number = number
        self.members: list[Practitioner] = []
        self.senior: Practitioner | None = None
        self.pool = Pool(unit, f"pool of team {number + 1}")
        self.turn = 0
        self.mentor_hours = 0.0

    def take_on(self, officer: Practitioner) -> None:
        """Somebody joins the team."""
        officer.team = self
        if officer.grade is Grade.SPO:
            self.senior = officer
        else:
            self.members.append(officer)

    def let_go(self, officer: Practitioner) -> None:
        """Somebody leaves the team."""
        if officer is self.senior:
            self.senior = None
        else:
            self.members.remove(officer)

    def acting_senior(self) -> Practitioner | None:
        """The team's senior, or the next one present who covers; None where nobody is."""
        teams = self.unit.teams
        for i in range(len(teams)):
            senior = teams[(self.number + i) % len(teams)].senior
            if senior is not None and senior.in_post and not senior.away:
                return senior
        return self.senior

    def share_mentoring(self) -> None:
        """Divide the time that trainees need from probation officers of the team."""
        per_trainee = self.unit.settings.workforce.recruitment.mentor_hours
        trainees = sum(1 for m in self.members if m.grade is Grade.PQIP)
        officers = sum(1 for m in self.members if m.grade is Grade.PO and not m.away)
        self.mentor_hours = per_trainee * trainees / officers if officers else 0.0
