"""What a unit is on its first day, as the official workload tool would show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pdusim.domain.workload import TIERS, workload_percentage
from pdusim.model.people.person import State
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import Pool
from pdusim.scenario import Scenario

_GRADES: Final = {Grade.PO: "PO", Grade.PSO: "PSO", Grade.PQIP: "PQiP", Grade.SPO: "SPO"}


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One member of staff.

    Parameters
    ----------
    officer, grade, team : str
        Who.
    cases : int
        Cases held.
    points, available : int
        Points used, points available.
    workload : float or None
        Per cent; None where no points are available.
    away : str
        Kind of absence, "has left" for a leaver in whose name cases still are, or empty.
    """

    officer: str
    grade: str
    team: str
    cases: int
    points: int
    available: int
    workload: float | None
    away: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A unit on its first day.

    Parameters
    ----------
    states : mapping of str to int
        Cases by state.
    tiers : mapping of str to int
        Cases with points by tier.
    officers : tuple of OfficerRow
        By team, grade and name.
    unallocated, unallocated_points : int
        Cases that wait for an officer, and their points.
    """

    states: Mapping[str, int]
    tiers: Mapping[str, int]
    officers: tuple[OfficerRow, ...]
    unallocated: int
    unallocated_points: int

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(self.states.values())

    @property
    def points(self) -> int:
        """Points in the name of staff."""
        return sum(row.points for row in self.officers)

    @property
    def available(self) -> int:
        """Points available."""
        return sum(row.available for row in self.officers)

    @property
    def workload(self) -> float | None:
        """Workload of the unit in per cent; None without available points."""
        return _percent(self.points, self.available)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "cases": self.cases,
            "states": dict(self.states),
            "tiers": dict(self.tiers),
            "points": self.points,
            "points_available": self.available,
            "workload_pct": self.workload,
            "unallocated": self.unallocated,
            "unallocated_points": self.unallocated_points,
            "officers": [
                {
                    "officer": row.officer,
                    "grade": row.grade,
                    "team": row.team,
                    "cases": row.cases,
                    "points": row.points,
                    "points_available": row.available,
                    "workload_pct": row.workload,
                    "away": row.away,
                }
                for row in self.officers
            ],
        }


def profile(scenario: Scenario, *, seed: int = 0, replication: int = 0) -> Profile:
    """Return what a unit is before anything has happened on its first day.

    Parameters
    ----------
    scenario : Scenario
        With files of cases and staff, or without: then the end of the simulated past.
    seed, replication : int
        By which what the files leave open is drawn.
    """
    unit = Unit(scenario, seed, replication)
    unit.go_live(1)
    return profile_of(unit)


def profile_of(unit: Unit) -> Profile:
    """Return what a unit is as it stands."""
    present = {state: list(unit.in_state[state].values()) for state in State}
    everybody = [person for people in present.values() for person in people]
    tiers = dict.fromkeys(sorted(TIERS, key=_worst_first), 0)
    for person in everybody:
        if person.points:
            tiers[person.tier] = tiers.get(person.tier, 0) + 1
    waiting = [p for p in everybody if isinstance(p.holder, Pool) and p.holder.unallocated]
    staff = [*unit.staff, *(officer for officer in unit.leavers if officer.cases)]
    return Profile(
        {str(s): len(people) for s, people in present.items() if s is not State.CLOSED},
        {tier: number for tier, number in tiers.items() if number},
        tuple(sorted((_row(officer) for officer in staff), key=_order)),
        len(waiting),
        sum(person.points for person in waiting),
    )


def _worst_first(tier: str) -> tuple[str, int]:
    return tier[0], -int(tier[1])


def _row(officer: Practitioner) -> OfficerRow:
    away = officer.away_kind if officer.in_post else "has left"
    return OfficerRow(
        officer.identifier,
        _GRADES[officer.grade],
        f"team {officer.team.number + 1}",
        len(officer.cases),
        officer.points,
        officer.points_available,
        _percent(officer.points, officer.points_available),
        {"maternity": "family leave"}.get(away, away),
    )


def _order(row: OfficerRow) -> tuple[str, int, str]:
    return row.team, list(_GRADES.values()).index(row.grade), row.officer


def _percent(points: int, available: int) -> float | None:
    return workload_percentage(points, available) if available else None
