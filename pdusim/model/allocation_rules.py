"""Allocation rules by name: each picks an officer among those a senior could choose from.

A rule is a function from a :class:`Choice` to a practitioner or None (wait in the pool). A
researcher's own rules are passed to ``simulate(..., rules={"name": function})``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdusim.model.practitioner import Grade, Practitioner

if TYPE_CHECKING:
    from pdusim.model.person import Person
    from pdusim.model.teams import Team
    from pdusim.scenario.schema import Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """What a rule may look at.

    Parameters
    ----------
    person : Person
        The case to allocate.
    team : Team
        The team it belongs to.
    present : list of Practitioner
        Members in post, not under notice and not away, in order of number.
    eligible : list of Practitioner
        Those of them who may hold the case by grade, experience and tier.
    settings : Settings
        Settings in force today.
    """

    person: Person
    team: Team
    present: list[Practitioner]
    eligible: list[Practitioner]
    settings: Settings


Rule = Callable[[Choice], Practitioner | None]

RULES: dict[str, Rule] = {}
"""Every allocation rule by the name a scenario uses."""


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register an allocation rule under a name."""

    def register(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return register


def load_after(officer: Practitioner, person: Person) -> tuple[float, int]:
    """Workload percentage an officer would have with the case; nobody without points is chosen."""
    available = officer.points_available
    percent = 100.0 * (officer.points + person.points) / available if available else float("inf")
    return percent, officer.number


def least(officers: list[Practitioner], person: Person) -> Practitioner | None:
    """The officer with the lowest workload after the case; None where nobody has points."""
    best = min(officers, key=lambda officer: load_after(officer, person), default=None)
    return best if best is not None and best.points_available else None


@rule("least_loaded")
def least_loaded(choice: Choice) -> Practitioner | None:
    """The lowest workload in the team, eligible or not."""
    return least(choice.present, choice.person)


@rule("least_loaded_eligible")
def least_loaded_eligible(choice: Choice) -> Practitioner | None:
    """The lowest workload among those eligible."""
    return least(choice.eligible, choice.person)


@rule("round_robin")
def round_robin(choice: Choice) -> Practitioner | None:
    """Everybody eligible in turn, whatever the load."""
    officers = [officer for officer in choice.eligible if officer.points_available]
    if not officers:
        return None
    choice.team.turn += 1
    return officers[choice.team.turn % len(officers)]


@rule("continuity_first")
def continuity_first(choice: Choice) -> Practitioner | None:
    """The officer the person had before, if present and eligible; else the lowest workload."""
    last = choice.person.last_officer
    if last is not None and any(last is officer for officer in choice.eligible):
        officer: Practitioner = last
        return officer
    return least(choice.eligible, choice.person)


@rule("capped")
def capped(choice: Choice) -> Practitioner | None:
    """The lowest workload among those eligible whom the case does not take above the cap."""
    cap = choice.settings.management.allocation.cap_pct
    under = [o for o in choice.eligible if load_after(o, choice.person)[0] <= cap]
    return least(under, choice.person)


@rule("tier_matched_2021")
def tier_matched_2021(choice: Choice) -> Practitioner | None:
    """By the 2021 principle: A and B to probation officers, C and D to others where possible."""
    person = choice.person
    officers = [o for o in choice.eligible if o.grade is Grade.PO]
    others = [o for o in choice.eligible if o.grade is not Grade.PO]
    preferred = officers if person.protect in "AB" else others
    return least(preferred, person) or least(choice.eligible, person)


def all_rules(own: Mapping[str, Rule] | None = None) -> dict[str, Rule]:
    """Every rule by name, a researcher's own included."""
    return {**RULES, **(own or {})}
