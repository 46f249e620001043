"""Supervision packages: contact that is due by appointments, by tier and phase.

A case is seen weekly for some weeks (early engagement), then so many times a year, and not at all
in the last part of a licence. The hours that this asks of an officer go into the flow of contact
like those of any contact standard; each appointment is counted on its day, given with the
part of the contact due that the officer gives just then.
"""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING, Final

from pdusim.domain.sentences import suspension_day
from pdusim.domain.tiering import tier_v3
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import (
    IN_COMMUNITY,
    LONG_AGO,
    ROSH_NAMES,
    Person,
    SentenceKind,
    State,
)
from pdusim.model.work.practitioner import Practitioner
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases
    from pdusim.scenario.schema.work import Package

DAYS_PER_YEAR: Final = 365.25
WEEK: Final = 7.0
PACKAGED: Final = tuple(s for s in State if s in IN_COMMUNITY and s is not State.UNPAID_WORK_ONLY)
"""States of people who have a package, in the order of states."""

_STATES: Final = frozenset(PACKAGED)
_WOMEN_MORE: Final = frozenset("CDEFG")
_NEVER: Final = -1


class Standing:
    """Where a case stands in its package.

    ``began`` is the day early engagement began, ``at`` when the last appointment was due by the
    rhythm of the package and ``next_at`` when the next one is, ``day`` the working day on which it
    is, ``number`` how many there were.
    """

    __slots__ = ("at", "began", "day", "next_at", "number")

    def __init__(self) -> None:
        self.began = LONG_AGO
        self.at = self.next_at = 0.0
        self.day = _NEVER
        self.number = 0


class Packages:
    """Appointments of the unit's cases, where the contact standard is one of appointments."""

    def __init__(self, unit: Cases) -> None:
        self.unit = unit
        self._standings: dict[int, Standing] = {}

    # What a case is due --------------------------------------------------------------------

    def apply_to(self, person: Person) -> bool:
        """Whether the contact of a case is due by appointments just now."""
        packages = self.unit.settings.work.contacts.packages
        return packages.enabled and person.state in _STATES

    def tier(self, person: Person, today: int) -> str:
        """Tier of the single-axis model whose package a case has."""
        chance, share = self.unit.chance, self.unit.settings.work.contacts.packages.iom_red_share
        if person.iom and chance.uniform(purposes.PACKAGE_RED, person.key) < share:
            return "A"
        return tier_v3(
            arp=person.ogrs,
            csrp=person.rsr,
            mappa=person.mappa > 0,
            rosh=ROSH_NAMES[person.assessed_rosh],
            lifer_ipp=person.kind is SentenceKind.LIFE,
            released_ago=float(max(0, today - person.release_day)),
            domestic_abuse=person.domestic_abuse,
            child_protection=person.child_safeguarding,
            sexual_offence_ever=person.sexual,
        )

    def contact_hours(self, person: Person, today: int) -> float:
        """Hours of contact due a working day: what the appointments of the phase ask for."""
        unit = self.unit
        contacts = unit.settings.work.contacts
        hours = contacts.packages.hours_each * contacts.scale * unit.time_factor
        relaxed = unit.surroundings.status.contact_factor(person.protect)
        return self._a_week(person, today) * hours * relaxed / 5.0

    def _a_week(self, person: Person, today: int) -> float:
        if today >= self._last_phase(person):
            return 0.0
        tier = self.tier(person, today)
        if today < self._early_until(person, tier):
            return 1.0
        return WEEK * self._a_year(person, tier) / DAYS_PER_YEAR

    def _package(self, tier: str) -> Package:
        found: Package = getattr(self.unit.settings.work.contacts.packages.tiers, tier.lower())
        return found

    def _a_year(self, person: Person, tier: str) -> float:
        packages = self.unit.settings.work.contacts.packages
        most = self._package(tier).yearly
        if person.female and tier in _WOMEN_MORE:
            most += packages.women_more
        return most * packages.arranged_share

    def _early_until(self, person: Person, tier: str) -> int:
        return self._began(person) + 7 * self._package(tier).early_weeks

    def _began(self, person: Person) -> int:
        standing = self._standings.get(person.serial)
        return person.supervision_day if standing is None else standing.began

    def _last_phase(self, person: Person) -> int:
        """First day without appointments: in the last part of a licence that has an end."""
        if person.state is not State.LICENCE or person.kind is SentenceKind.LIFE:
            return person.state_ends
        fraction = self.unit.settings.work.contacts.packages.licence_final_fraction
        return suspension_day(person.supervision_day, person.state_ends, fraction)

    # Phases --------------------------------------------------------------------------------

    def begin(self, person: Person, today: int, *, anew: bool) -> None:
        """An order or licence begins, or one that is under way goes on in another form."""
        if not self.apply_to(person):
            return
        known = person.serial in self._standings
        standing = self._standing(person)
        if anew or not known:
            standing.began = today if anew else LONG_AGO
            # The first one is due tomorrow.
            gap = self._gap(person, float(today), today)
            standing.at = today + 1.0 - gap if gap < inf else today + 1.0
        self._plan(person, standing, today)

    def under_way(self, person: Person, today: int) -> None:
        """Supervision began before today, and before there were packages."""
        if not self.apply_to(person):
            return
        if person.serial not in self._standings:
            standing = self._standing(person)
            standing.began = person.supervision_day
            u = self.unit.chance.uniform(purposes.PACKAGE_PHASE, person.key)
            gap = self._gap(person, float(today), today)
            standing.at = today - u * gap if gap < inf else float(today)
        self._plan(person, self._standings[person.serial], today)

    def settings_changed(self, today: int) -> None:
        """The standard has changed: appointments of everybody are planned by the new one."""
        for state in PACKAGED:
            for person in self.unit.in_state[state].values():
                self.under_way(person, today)

    def look_again(self, person: Person, today: int) -> None:
        """The tier of a case may have changed."""
        standing = self._standings.get(person.serial)
        if standing is not None and self.apply_to(person):
            self._plan(person, standing, today)

    def closed(self, person: Person) -> None:
        """The case is over."""
        self._standings.pop(person.serial, None)

    def _standing(self, person: Person) -> Standing:
        standing = self._standings.get(person.serial)
        if standing is None:
            standing = self._standings[person.serial] = Standing()
        return standing

    # Appointments --------------------------------------------------------------------------

    def _gap(self, person: Person, at: float, today: int) -> float:
        """Days from an appointment to the next one; infinite where there is none."""
        tier = self.tier(person, today)
        if self._began(person) <= at + WEEK < self._early_until(person, tier):
            return WEEK
        a_year = self._a_year(person, tier)
        return DAYS_PER_YEAR / a_year if a_year > 0.0 else inf

    def _kept(self, person: Person) -> float:
        """Share of its appointments that a case is given just now."""
        holder = person.holder
        if isinstance(holder, Practitioner) and holder.in_post and not holder.away:
            return holder.contact_now
        return 0.0

    def _plan(self, person: Person, standing: Standing, today: int) -> None:
        """Enter the next appointment and the days on which what is due a week changes."""
        diary, last = self.unit.diary, self._last_phase(person)
        for day in (self._early_until(person, self.tier(person, today)), last):
            if today < day < person.state_ends:
                diary.enter(day, Turn.ARRANGED, self._phase_changes, person, person.version)
        standing.day = _NEVER
        at = standing.next_at = standing.at + self._gap(person, standing.at, today)
        # Beyond the last phase nothing is due, and the calendar need not reach.
        if at >= last:
            return
        day = self.unit.calendar.add_working_days(max(today + 1, ceil(at)), 0)
        if day < last:
            standing.day = day
            due = _Due(self, day)
            diary.enter(day, Turn.ARRANGED, due, person, person.version)

    def _phase_changes(self, person: Person, today: int) -> None:
        self.unit.casework.load_changed(person)

    def due(self, person: Person, day: int, today: int) -> None:
        """An appointment falls due: it is given or missed; the next one is planned."""
        standing = self._standings.get(person.serial)
        if standing is None or standing.day != day or not self.apply_to(person):
            return
        unit = self.unit
        standing.at = standing.next_at
        standing.number += 1
        if not person.suspended:
            u = unit.chance.uniform(purposes.APPOINTMENT, person.key, standing.number)
            given = u < self._kept(person)
            unit.tally.add(counts.APPOINTMENTS_DUE)
            unit.tally.add(counts.APPOINTMENTS_GIVEN if given else counts.APPOINTMENTS_MISSED)
            if unit.ledger.on:
                what = "given" if given else "missed"
                unit.ledger.record(today, "appointment", person, what)
        self._plan(person, standing, today)


class _Due:
    """A diary entry: an appointment planned for this day falls due."""

    __slots__ = ("day", "packages")

    def __init__(self, packages: Packages, day: int) -> None:
        self.packages = packages
        self.day = day

    def __call__(self, person: Person, today: int) -> None:
        self.packages.due(person, self.day, today)
