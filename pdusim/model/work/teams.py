"""Teams, their seniors, and the holders of cases that no practitioner has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil, exp
from typing import TYPE_CHECKING, Final

from pdusim.arithmetic import sum_of
from pdusim.model.kernel import purposes
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.randomness import entity_key, normal_quantile_of

if TYPE_CHECKING:
    from pdusim.model.people.person import Person
    from pdusim.model.work.scope import Working

DAYS_PER_YEAR: Final = 365.25
_TEAM: Final = 78

_BELONGS: Final = {
    "women": "female",
    "sexual_offences": "sexual",
    "integrated_offender_management": "iom",
}
"""Which attribute of a person sends the case to a specialist team."""


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
        "unallocated",
        "unit",
    )

    def __init__(self, unit: Working, identifier: str, unallocated: bool = False) -> None:
        self.unit = unit
        self.unallocated = unallocated
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
    """A team: practitioners of an office under a senior; cases are allocated within it.

    ``weight`` is the part of the unit's practitioners it should have; ``office`` the number of its
    office, or -1 for a specialist team, which serves the whole unit.
    """

    __slots__ = (
        "coached",
        "members",
        "mentor_hours",
        "name",
        "near",
        "number",
        "office",
        "pool",
        "seniors",
        "turn",
        "unit",
        "waiting",
        "weight",
    )

    def __init__(self, unit: Working, number: int, name: str, office: int, weight: float) -> None:
        self.unit = unit
        self.number = number
        self.name = name
        self.office = office
        self.weight = weight
        # The teams that help each other, this one included: those of the same office, and for a
        # specialist team all that are none.
        self.near: list[Team] = [self]
        self.members: list[Practitioner] = []
        self.seniors: list[Practitioner] = []
        self.pool = Pool(unit, f"pool of team {number + 1}", unallocated=True)
        # Cases in the pool that a senior has looked at without finding anybody.
        self.waiting: dict[int, Person] = {}
        self.turn = 0
        self.mentor_hours = 0.0
        self.coached = 0.0

    def take_on(self, officer: Practitioner) -> None:
        """Somebody joins the team."""
        officer.team = self
        if officer.grade is Grade.SPO:
            self.seniors.append(officer)
        else:
            self.members.append(officer)
        self.share_mentoring()

    def let_go(self, officer: Practitioner) -> None:
        """Somebody leaves the team."""
        if officer in self.seniors:
            self.seniors.remove(officer)
        else:
            self.members.remove(officer)
        self.share_mentoring()

    def acting_senior(self) -> Practitioner | None:
        """Who does the senior's work today.

        The team's own senior; while that one is away, the nearest senior who is there (same office
        first) covers both teams. With none of the unit there, the team's own, whose desk waits;
        None where the unit has no senior at all.
        """
        here = _present(self.seniors)
        if here is not None:
            return here
        others = [team for team in self.unit.teams if team is not self]
        for near in (True, False):
            for team in others:
                if (team.office == self.office) is near:
                    here = _present(team.seniors)
                    if here is not None:
                        return here
        away = [senior for team in (self, *others) for senior in team.seniors]
        return away[0] if away else None

    def span(self) -> float:
        """Practitioners for each senior of the team; all of them where there is none."""
        return len(self.members) / max(1, len(self.seniors))

    def mean_workload(self) -> float:
        """Workload percentage of the team's members together; infinite with no points to give."""
        used = available = 0
        for member in self.members:
            if not member.notice and not member.away:
                used += member.points
                available += member.points_available
        return 100.0 * used / available if available else float("inf")

    # Mentors ------------------------------------------------------------------------------

    def mentors(self) -> list[Practitioner]:
        """Officers of the team with the experience to mentor; senior practitioners first of all."""
        today = self.unit.diary.today
        rule = self.unit.settings.workforce.experience
        least = rule.mentor_min_years * DAYS_PER_YEAR
        coaches = [m for m in self.members if m.senior_practitioner]
        return coaches or [
            m
            for m in self.members
            if m.grade is Grade.PO and not m.agency and today - m.qualified_day >= least
        ]

    def share_mentoring(self) -> None:
        """Divide the time that trainees need among the mentors; work out how far novices are led.

        Senior practitioners coach in the time their role gives them, which is out of their hours
        already.
        """
        settings = self.unit.settings.workforce
        trainees = sum(1 for m in self.members if m.grade is Grade.PQIP)
        novices = trainees + sum(1 for m in self.members if m.newly_qualified)
        mentors = self.mentors() if novices else []
        each = 0.0
        led = 0.0
        if mentors and mentors[0].senior_practitioner:
            share = settings.senior_practitioners.time_share
            led = sum_of(m.contracted for m in mentors) * share / novices
        elif mentors:
            led = settings.experience.mentor_hours * trainees / novices
            each = settings.experience.mentor_hours * trainees / len(mentors)
        self.coached = min(1.0, led / settings.experience.coaching_full_hours)
        if abs(each - self.mentor_hours) > 1e-9:
            self.mentor_hours = each
            now = self.unit.env.now
            for member in self.members:
                if member.grade is Grade.PO:
                    member.work_out_hours(now)

    def mentoring_of(self, officer: Practitioner) -> float:
        """Hours a week an officer spends on the trainees of the team."""
        if self.mentor_hours <= 0.0 or officer.senior_practitioner or officer.agency:
            return 0.0
        least = self.unit.settings.workforce.experience.mentor_min_years * DAYS_PER_YEAR
        ready = self.unit.diary.today - officer.qualified_day >= least
        return self.mentor_hours if ready else 0.0


def _present(seniors: list[Practitioner]) -> Practitioner | None:
    """The senior with the shortest desk among those who are there."""
    here = [s for s in seniors if s.in_post and not s.away]
    return min(here, key=desk, default=None)


def desk(officer: Practitioner) -> tuple[float, int]:
    """Return what puts staff in order of the length of their desks."""
    return officer.queue.backlog, officer.number


# The teams of a unit --------------------------------------------------------------------------


def make_teams(unit: Working, number: int) -> list[Team]:
    """Divide a unit into teams: specialist ones first, the rest by office.

    A specialist team is made only where at least one other team is left. Offices without a team of
    their own are served by the team next to them.
    """
    settings = unit.settings.management.teams
    wanted = [(name, team.staff_share) for name, team in settings.specialist.items()]
    special = [(name, share) for name, share in wanted if share > 0.0][: max(0, number - 1)]
    general = number - len(special)
    shares = settings.office_shares
    ends = [sum_of(shares[: i + 1]) for i in range(len(shares))]
    offices = [_part(ends, (i + 0.5) / general) for i in range(general)]
    rest = 1.0 - sum_of(share for _, share in special)
    covered = sum_of(shares[office] for office in range(len(shares)) if office in offices)
    teams: list[Team] = []
    for i, office in enumerate(offices):
        weight = rest * shares[office] / covered / offices.count(office)
        teams.append(Team(unit, i, f"office {office + 1}", office, weight))
    for team in teams:
        team.near = [other for other in teams if other.office == team.office]
    for name, share in special:
        team = Team(unit, len(teams), name, -1, share)
        team.near = [team, *teams[:general]]
        teams.append(team)
    sigma = settings.staffing_spread
    for team in teams:
        u = unit.chance.uniform(purposes.TEAM_STAFFING, entity_key(_TEAM, team.number))
        team.weight *= exp(sigma * normal_quantile_of(u) - sigma * sigma / 2.0)
    return teams


class Catchment:
    """Which team a case belongs to: a specialist one for its kind, else one of its office.

    Worked out once for the teams and the settings in force, and asked for every person.

    Parameters
    ----------
    teams : list of Team
        Teams of the unit, the specialist ones last.
    shares : sequence of float
        Part of the unit's area that each office serves.
    own : sequence of float
        Part of it that each team serves, where that is known; else teams of an office share alike.
    """

    __slots__ = ("_by_office", "_ends", "_general", "_own_ends", "_shares", "_special")

    def __init__(
        self, teams: list[Team], shares: Sequence[float], own: Sequence[float] = ()
    ) -> None:
        self._own_ends = [sum_of(own[: i + 1]) for i in range(len(own))]
        self._special = [(team, _BELONGS[team.name]) for team in reversed(teams) if team.office < 0]
        self._general = [team for team in teams if team.office >= 0]
        self._shares = shares
        self._ends = [sum_of(shares[: i + 1]) for i in range(len(shares))]
        self._by_office = [
            [team for team in teams if team.office == office] for office in range(len(shares))
        ]

    def team_of(self, person: Person) -> Team:
        """Return the team of a case."""
        for team, attribute in self._special:
            if getattr(person, attribute):
                return team
        area = person.area
        if self._own_ends:
            return self._general[_part(self._own_ends, area)]
        office = _part(self._ends, area)
        own = self._by_office[office]
        if not own:
            general = self._general
            return general[min(int(area * len(general)), len(general) - 1)]
        if len(own) == 1:
            return own[0]
        share = self._shares[office]
        place = (area - (self._ends[office] - share)) / share
        return own[min(max(int(place * len(own)), 0), len(own) - 1)]


def _part(ends: list[float], place: float) -> int:
    """Number of the part of [0, 1) that a place lies in."""
    return min(bisect_right(ends, place), len(ends) - 1)


def seniors_wanted(teams: list[Team], posts: int, span_max: float | None) -> int:
    """Senior posts: the establishment, or more where a span is not to be exceeded."""
    if span_max is None:
        return posts
    return max(posts, sum(max(1, ceil(len(team.members) / span_max - 1e-9)) for team in teams))


def neediest_for_senior(teams: list[Team]) -> Team:
    """Where a new senior goes: a team without one, else that with the widest span."""
    return min(teams, key=lambda team: (bool(team.seniors), -team.span(), team.number))


def neediest(teams: list[Team], grade: Grade) -> Team:
    """Where somebody new of a grade goes: the team shortest of them for what it should have."""

    def filled(team: Team) -> tuple[float, int]:
        hours = sum_of(m.contracted for m in team.members if m.grade is grade)
        return hours / team.weight, team.number

    return min(teams, key=filled)


# Spans ----------------------------------------------------------------------------------------


def staff_per_senior(teams: list[Team]) -> float | None:
    """Practitioners for each senior at work; None with no senior at work."""
    here = sum(1 for team in teams for senior in team.seniors if senior.in_post and not senior.away)
    return sum(len(team.members) for team in teams) / here if here else None


def widest_span(teams: list[Team]) -> float | None:
    """Most practitioners one senior answers for today, covered teams included."""
    spans: dict[int, float] = {}
    for team in teams:
        here = [senior for senior in team.seniors if senior.in_post and not senior.away]
        for senior in here:
            spans[senior.number] = spans.get(senior.number, 0.0) + len(team.members) / len(here)
        if not here:
            cover = team.acting_senior()
            if cover is not None:
                spans[cover.number] = spans.get(cover.number, 0.0) + len(team.members)
    return max(spans.values(), default=None)
