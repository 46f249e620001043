"""Cases find a responsible officer, move between officers, and wait where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.allocation_rules import Choice, Rule
from pdusim.model.person import Person, State
from pdusim.model.practitioner import Grade, Practitioner
from pdusim.model.teams import Pool, Team
from pdusim.scenario.schema.management import Fallback

if TYPE_CHECKING:
    from pdusim.model.unit import Unit


class Allocation:
    """Allocation inside the teams of a unit."""

    def __init__(self, unit: Unit, rules: dict[str, Rule]) -> None:
        self.unit = unit
        self.rules = rules

    def eligible(self, officer: Practitioner, person: Person) -> bool:
        """Whether somebody may hold a case by grade, experience and tier."""
        letters = self.unit.settings.management.allocation.eligibility
        if officer.newly_qualified:
            return person.protect in letters.nqo
        if officer.grade is Grade.PO:
            return person.protect in letters.po
        if officer.grade is Grade.PSO:
            return person.protect in letters.pso
        return officer.grade is Grade.PQIP and person.protect in letters.pqip

    def ask(self, person: Person, today: int) -> None:
        """A case needs an officer: into the pool, and to the senior after a lag."""
        unit = self.unit
        team = unit.team_of(person)
        self.give(person, team.pool, today)
        unit.waiting_cases.change(unit.env.now, 1)
        unit.tally.add("allocations asked")
        person.allocation_asked = True
        lag = unit.settings.management.allocation.lag_days
        day = unit.calendar.add_working_days(today, round(lag))
        unit.diary.enter(day, self.to_senior, person)

    def to_senior(self, person: Person, today: int) -> None:
        """The case reaches the senior who allocates."""
        if person.allocation_asked:
            self.unit.seniors.allocate(person, self.unit.team_of(person), today)

    def allocate(self, person: Person, today: int, officer: Practitioner | None = None) -> None:
        """Choose an officer by the rule in force; where there is none, wait or fall back."""
        unit = self.unit
        if not person.allocation_asked or person.state is State.CLOSED:
            return
        settings = unit.settings
        team = unit.team_of(person)
        present = [m for m in team.members if m.in_post and not m.notice and not m.away]
        eligible = [m for m in present if self.eligible(m, person)]
        rule = self.rules[settings.management.allocation.rule]
        chosen = officer or rule(Choice(person, team, present, eligible, settings))
        if chosen is None:
            fallback = settings.management.allocation.fallback
            capped = bool(eligible) and settings.management.allocation.rule == "capped"
            if fallback is Fallback.MISMATCH and not capped:
                chosen = self.rules["least_loaded"](
                    Choice(person, team, present, present, settings)
                )
            elif fallback is Fallback.SPO_HOLDS:
                chosen = team.acting_senior()
        if chosen is None:
            # Nobody: the case waits in the pool and is looked at again tomorrow.
            unit.diary.enter(today + 1, self._again, person)
            return
        unit.tally.add("allocations")
        if not self.eligible(chosen, person):
            unit.tally.add("allocations mismatched")
        person.allocation_asked = False
        unit.waiting_cases.change(unit.env.now, -1)
        self.give(person, chosen, today)

    def _again(self, person: Person, today: int) -> None:
        self.allocate(person, today)

    def reallocate(self, person: Person, today: int) -> None:
        """Move a case to somebody else in the team by the rule in force."""
        if person.allocation_asked or person.state is State.CLOSED:
            return
        self.unit.tally.add("reallocations")
        self.ask(person, today)

    def give(self, person: Person, holder: Practitioner | Pool, today: int) -> None:
        """Change the responsible officer (or pool) of a case; its open work goes along."""
        unit = self.unit
        now = unit.env.now
        old = person.holder
        for task in person.tasks.values():
            if task.owner is not None and task.owner is old and task.kind not in unit.seniors.kinds:
                task.owner.withdraw(task, now)
        if old is not None:
            old.give_up_case(person, now)
        person.points, person.contact = unit.casework.load_of(person)
        holder.take_case(person, now)
        person.holder = holder
        person.holder_since = today
        if isinstance(holder, Practitioner):
            if person.last_officer is not holder:
                person.officers += 1
                unit.tally.add("officers taking a case")
                if person.high_risk:
                    unit.tally.add("officers taking a case, high")
                if person.officers > 1:
                    unit.casework.arise("case_reading", person, today)
            person.last_officer = holder
            unit.ledger.record(now, "allocated", person, "", holder)
            for task in person.tasks.values():
                if task.owner is None:
                    holder.receive(task)

    def take_away(self, person: Person, today: int) -> None:
        """Nobody holds the case any more."""
        unit = self.unit
        if person.holder is not None:
            person.holder.give_up_case(person, unit.env.now)
            person.holder = None
        if person.allocation_asked:
            person.allocation_asked = False
            unit.waiting_cases.change(unit.env.now, -1)

    def tier_risen(self, person: Person, today: int) -> None:
        """A case whose tier has risen may call for a more experienced officer."""
        holder = person.holder
        if (
            self.unit.settings.management.allocation.reallocate_on_tier_rise
            and isinstance(holder, Practitioner)
            and holder.grade is not Grade.SPO
            and not self.eligible(holder, person)
        ):
            self.reallocate(person, today)

    def team_cases(self, team: Team) -> list[Person]:
        """Every case a team holds, its pool included, in order of holder and serial."""
        holders: list[Practitioner | Pool] = [*team.members, team.pool]
        if team.senior is not None:
            holders.append(team.senior)
        return [person for holder in holders for person in holder.cases.values()]
