"""Allocation rules by name: each picks an officer among those a senior could choose from.

A rule is a function from a :class:`Choice` to a practitioner or None (wait in the pool). A
researcher's own rules go by ``own:NAME`` (`pdusim.model.kernel.extensions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from pdusim.domain.tiering import tier_v3
from pdusim.model.kernel import purposes
from pdusim.model.people.person import ROSH_NAMES, Person, SentenceKind
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import Team
from pdusim.scenario.schema.relations import OWN

if TYPE_CHECKING:
    from pdusim.scenario.schema import Settings


class Choice(NamedTuple):
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
    settings: "Settings"  # noqa: UP037  (compiled, annotations of a named tuple are evaluated)


Eligible = Callable[[list[Practitioner], "Person"], list[Practitioner]]
"""Those of some officers who may hold a case, in their order."""

Rule = Callable[[Choice], Practitioner | None]

RULES: dict[str, Rule] = {}
"""Every allocation rule by the name a scenario uses."""


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register an allocation rule under a name."""

    def register(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return register


ELIGIBILITY: dict[str, Eligible] = {}
"""Rules with a principle of their own of who may hold what; the others go by the letters."""


def load_after(officer: Practitioner, person: Person) -> float:
    """Workload percentage an officer would have with the case; infinite with no points."""
    available = officer.points_available
    held = person.points if person.serial in officer.cases else 0
    return 100.0 * (officer.points - held + person.points) / available if available else _NOBODY


def seen_load(officer: Practitioner, points: int = 0) -> float:
    """The workload as the senior sees it: some officers are trusted with more, some with less."""
    available = officer.points_available
    if not available:
        return _NOBODY
    return 100.0 * (officer.points + points) / (available * officer.seen_capacity)


_NOBODY: Final = float("inf")
# Asked for most often: an enumeration is slow to give its members by name.
_PO: Final = Grade.PO
_PSO: Final = Grade.PSO
_PQIP: Final = Grade.PQIP


def least(officers: list[Practitioner], person: Person) -> Practitioner | None:
    """The officer with the lowest workload after the case; None where nobody has points."""
    points = person.points
    best: Practitioner | None = None
    lowest = _NOBODY
    for officer in officers:
        # ``seen_load`` written out: this is asked for every officer at every allocation.
        available = officer.points_available
        if not available:
            continue
        load = 100.0 * (officer.points + points) / (available * officer.seen_capacity)
        if load < lowest or (best is not None and load == lowest and officer.number < best.number):
            best, lowest = officer, load
    return best


# Who may hold what ----------------------------------------------------------------------------


def by_letters(officers: list[Practitioner], person: Person) -> list[Practitioner]:
    """By the protect level of the two-axis tier: the letters of the scenario for the grade."""
    if not officers:
        return []
    letters = officers[0].unit.settings.management.allocation.eligibility
    protect = person.protect
    officer_may = protect in letters.po
    services_officer_may = protect in letters.pso
    trainee_may = protect in letters.pqip
    newly_qualified_may = protect in letters.nqo
    # Only probation officers are protected; often it makes no difference for a case.
    differs = newly_qualified_may != officer_may
    able: list[Practitioner] = []
    for officer in officers:
        grade = officer.grade
        if grade is _PO:
            may = newly_qualified_may if differs and officer.protected else officer_may
        elif grade is _PSO:
            may = services_officer_may
        else:
            may = trainee_may and grade is _PQIP
        if may:
            able.append(officer)
    return able


def below_their_share(
    officers: list[Practitioner], team: list[Practitioner], most: float
) -> list[Practitioner]:
    """Leave out newly qualified officers who hold as many cases as the experienced of their team.

    Parameters
    ----------
    officers : list of Practitioner
        Who could have a case; if all of them would be left out, all of them still can.
    team : list of Practitioner
        The members of the team.
    most : float
        The most that somebody protected may hold, over what the experienced do hour for hour.
    """
    if not any(officer.protected for officer in officers):
        return officers
    held = hours = 0.0
    for member in team:
        if member.grade is _PO and not member.protected and member.points_available:
            held += len(member.cases)
            hours += member.contracted
    if hours <= 0.0:
        return officers
    each = most * held / hours
    below = [o for o in officers if not o.protected or len(o.cases) < each * o.contracted]
    return below or officers


def tier_2026(officer: Practitioner, person: Person) -> tuple[str, bool]:
    """The single-axis tier of a case, and whether there is a child protection plan.

    RSR stands for CSRP and OGRS for ARP. ``officer`` gives the unit whose chance says which of the
    safeguarding concerns have a plan.
    """
    unit = officer.unit
    share = unit.settings.management.allocation.eligibility.child_plan_share
    plan = person.child_safeguarding and (
        unit.chance.uniform(purposes.CHILD_PLAN, person.key) < share
    )
    tier = tier_v3(
        arp=person.ogrs,
        csrp=person.rsr,
        mappa=person.mappa > 0,
        rosh=ROSH_NAMES[person.assessed_rosh],
        lifer_ipp=person.kind is SentenceKind.LIFE,
        domestic_abuse=person.domestic_abuse,
        child_protection=plan,
        sexual_offence_ever=person.sexual,
    )
    return tier, plan


def officer_needed_2026(officer: Practitioner, person: Person) -> bool:
    """Whether the guidance of 2026 wants a probation officer for a case.

    Tier A always. B and C: CSRP of 3 % or more, or high risk of serious harm. D: high risk. E: a
    sexual offence with at least medium risk, or a child protection plan. F: such a plan. To an
    officer whatever the tier: Parole Board cases, medium-risk sexual offences, and safeguarding
    concerns at high risk.
    """
    high = person.assessed_rosh >= 2
    if person.kind in (SentenceKind.EXTENDED, SentenceKind.LIFE):
        return True
    if (person.sexual and person.assessed_rosh >= 1) or (person.child_safeguarding and high):
        return True
    tier, plan = tier_2026(officer, person)
    if tier == "A":
        return True
    if tier in ("B", "C"):
        return high or person.rsr >= _CSRP_HIGH
    if tier == "D":
        return high
    return tier in ("E", "F") and plan


_CSRP_HIGH: Final = 3.0
"""Per cent; guidance of 2026 on who may hold what."""


def by_2026(officers: list[Practitioner], person: Person) -> list[Practitioner]:
    """By the guidance of 2026; newly qualified officers stay protected by their letters."""
    found: list[Practitioner] = []
    for officer in officers:
        if officer.protected:
            found += by_letters([officer], person)
        elif officer.grade is Grade.PO or (
            officer.grade in (Grade.PSO, Grade.PQIP) and not officer_needed_2026(officer, person)
        ):
            found.append(officer)
    return found


# The rules ------------------------------------------------------------------------------------


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
    """The officer the person had before, if present and eligible; else the lowest workload.

    Before all, whoever supervised the person in the community last.
    """
    person = choice.person
    for known in (person.known_officer, person.last_officer):
        if known in choice.eligible:
            return choice.eligible[choice.eligible.index(known)]
    return least(choice.eligible, choice.person)


@rule("capped")
def capped(choice: Choice) -> Practitioner | None:
    """The lowest workload among those eligible whom the case does not take above the cap."""
    cap = choice.settings.management.allocation.cap_pct
    under = [o for o in choice.eligible if load_after(o, choice.person) <= cap]
    return least(under, choice.person)


@rule("tier_matched_2021")
def tier_matched_2021(choice: Choice) -> Practitioner | None:
    """By the 2021 principle: A and B to probation officers, C and D to others where possible."""
    person = choice.person
    officers = [o for o in choice.eligible if o.grade is Grade.PO]
    others = [o for o in choice.eligible if o.grade is not Grade.PO]
    preferred = officers if person.protect in "AB" else others
    return least(preferred, person) or least(choice.eligible, person)


@rule("tier_matched_2026")
def tier_matched_2026(choice: Choice) -> Practitioner | None:
    """By the guidance of 2026: to a services officer or trainee unless it wants an officer."""
    person = choice.person
    others = [o for o in choice.eligible if o.grade is not Grade.PO]
    return least(others, person) or least(choice.eligible, person)


ELIGIBILITY["tier_matched_2026"] = by_2026


def all_rules(own: Mapping[str, Rule] | None = None) -> dict[str, Rule]:
    """Every rule by the name a scenario uses, a researcher's own included."""
    return {**RULES, **{OWN + name: function for name, function in (own or {}).items()}}
