"""Cases find a responsible officer, move between officers, and wait where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.management.allocation_rules import (
    ELIGIBILITY,
    Choice,
    Rule,
    below_their_share,
    by_letters,
    least,
    seen_load,
)
from pdusim.model.people.person import IN_COMMUNITY, Person, State
from pdusim.model.staff.scope import Allocating
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import Pool, Team
from pdusim.outcomes import counts
from pdusim.scenario.schema.management import AllocationRule, Fallback

if TYPE_CHECKING:
    from pdusim.model.management.scope import Managed


class Allocation(Allocating):
    """Allocation inside the teams of a unit."""

    def __init__(self, unit: Managed, rules: dict[str, Rule]) -> None:
        self.unit = unit
        self.rules = rules

    # Who may, who does --------------------------------------------------------------------

    def rule_name(self) -> str:
        """The rule in force, by its key in the registry."""
        return self.unit.settings.management.allocation.rule

    def eligible(self, officer: Practitioner, person: Person) -> bool:
        """Whether somebody may hold a case, by the principle of the rule in force."""
        return bool(ELIGIBILITY.get(self.rule_name(), by_letters)([officer], person))

    def choose(
        self, person: Person, team: Team, *, but: object = None, blind: bool = False
    ) -> Practitioner | None:
        """Choose an officer of a team by the rule in force and the fallback; None: wait.

        Parameters
        ----------
        person : Person
            The case.
        team : Team
            Whose members may have it.
        but : Practitioner, optional
            Somebody who is not to have it.
        blind : bool
            Given out unread: the lowest workload, whoever may hold it.
        """
        settings = self.unit.settings
        present = [
            m for m in team.members if m.in_post and not m.notice and not m.away and m is not but
        ]
        name = self.rule_name()
        eligible = ELIGIBILITY.get(name, by_letters)(present, person)
        most = settings.management.allocation.nqo_cases_max
        if most is not None:
            eligible = below_their_share(eligible, team.members, most)
            present = below_their_share(present, team.members, most)
        if blind and name != AllocationRule.CAPPED.value:
            return least(present, person)
        chosen = self.rules[name](Choice(person, team, present, eligible, settings))
        if chosen is not None:
            return chosen
        fallback = settings.management.allocation.fallback
        # A cap is kept: where everybody eligible is at it, the case waits.
        capped = bool(eligible) and name == AllocationRule.CAPPED.value
        if fallback is Fallback.MISMATCH and not capped:
            return least(present, person)
        if fallback is Fallback.SPO_HOLDS:
            return team.acting_senior()
        return None

    def team_for(self, person: Person) -> Team:
        """The team of a case, or one that helps it out and is far less loaded."""
        unit = self.unit
        own = unit.team_of(person)
        if len(own.near) < 2:
            return own
        own_load = own.mean_workload()
        best, lowest = own, own_load
        for team in own.near:
            if team is not own:
                load = team.mean_workload()
                if (load, team.number) < (lowest, best.number):
                    best, lowest = team, load
        gap = unit.settings.management.teams.borrow_gap_pct
        return best if own_load - lowest > gap else own

    # A case without an officer ------------------------------------------------------------

    def ask(self, person: Person, today: int) -> None:
        """A case needs an officer: into the pool, and to the senior after a lag."""
        unit = self.unit
        self.to_pool(person, today)
        lag = unit.settings.management.allocation.lag_days
        day = unit.calendar.add_working_days(today, round(lag))
        unit.diary.enter(day, Turn.TO_SENIOR, self.to_senior, person)

    def to_pool(self, person: Person, today: int) -> None:
        """A case loses its officer and waits in the pool of its team."""
        unit = self.unit
        first = not isinstance(person.holder, Practitioner)
        self.give(person, unit.team_of(person).pool, today)
        unit.waiting_cases.change(unit.env.now, 1)
        unit.tally.add(counts.ALLOCATIONS_ASKED)
        if first:
            unit.new_cases_waiting.change(unit.env.now, 1)
            unit.tally.add(counts.NEW_CASES_ASKED)
        person.allocation_asked = True
        person.allocation_first = first

    def _waits_no_more(self, person: Person) -> None:
        """A case is allocated, or gone."""
        unit = self.unit
        person.allocation_asked = False
        unit.waiting_cases.change(unit.env.now, -1)
        if person.allocation_first:
            unit.new_cases_waiting.change(unit.env.now, -1)

    def to_senior(self, person: Person, today: int) -> None:
        """The case reaches the senior who allocates."""
        if person.allocation_asked:
            self.unit.seniors.allocate(person, self.unit.team_of(person), today)

    def allocate(
        self,
        person: Person,
        today: int,
        officer: Practitioner | None = None,
        *,
        reading: float = 1.0,
    ) -> None:
        """Choose an officer by the rule in force; where there is none, wait in the pool.

        Parameters
        ----------
        person : Person
            The case; nothing happens unless it waits for an officer.
        today : int
            The day.
        officer : Practitioner, optional
            Somebody already chosen.
        reading : float
            Part of the case that the senior has read, 0 to 1.
        """
        unit = self.unit
        if not person.allocation_asked or person.state is State.CLOSED:
            return
        team = self.team_for(person)
        chosen = officer
        if chosen is None:
            chance = (1.0 - reading) * unit.settings.management.allocation.blind_share
            blind = chance > 0.0 and (
                unit.chance.uniform(purposes.READING, person.key, today) < chance
            )
            chosen = self.choose(person, team, blind=blind)
        pool_team = unit.team_of(person)
        if chosen is None:
            # Nobody: the case waits in the pool and is looked at again every week.
            pool_team.waiting[person.serial] = person
            return
        self.count(chosen, person)
        self._waits_no_more(person)
        self.give(person, chosen, today)

    def count(self, chosen: Practitioner, person: Person) -> None:
        """Count an allocation, and whether it is outside eligibility."""
        totals = self.unit.tally.since_start
        totals[counts.ALLOCATIONS] += 1.0
        if not self.eligible(chosen, person):
            totals[counts.ALLOCATIONS_MISMATCHED] += 1.0

    # From one officer to another ----------------------------------------------------------

    def reallocate(self, person: Person, today: int) -> None:
        """A case whose officer is gone or away: into the pool, then to somebody else."""
        if person.allocation_asked or person.state is State.CLOSED:
            return
        self.unit.tally.add(counts.REALLOCATIONS)
        self.ask(person, today)

    def hand_over(self, person: Person, why: str, *, team: Team | None = None) -> bool:
        """A case goes from its officer straight to another one; returns whether it did."""
        holder = person.holder
        if not isinstance(holder, Practitioner) or person.state is State.CLOSED:
            return False
        unit = self.unit
        chosen = self.choose(person, team or self.team_for(person), but=holder)
        if chosen is None or chosen is holder:
            unit.tally.add(counts.NOT_HANDED_OVER[why])
            return False
        unit.tally.add(counts.REALLOCATIONS)
        unit.tally.add(counts.HANDED_OVER[why])
        self.count(chosen, person)
        self.give(person, chosen, unit.diary.today)
        return True

    def give(self, person: Person, holder: Practitioner | Pool, today: int) -> None:
        """Change the responsible officer (or pool) of a case; open work goes along."""
        unit = self.unit
        now = unit.env.now
        old = person.holder
        for task in person.tasks.values():
            if task.owner is not None and unit.assignment.follows(task, task.owner, old):
                task.owner.withdraw(task, now)
        if isinstance(holder, Practitioner):
            self._unread(person, now)
        if old is not None:
            old.give_up_case(person, now)
            if isinstance(old, Pool) and old.unallocated:
                unit.team_of(person).waiting.pop(person.serial, None)
        person.points, person.contact = unit.arising.load_of(person)
        holder.take_case(person, now)
        person.holder = holder
        person.holder_since = today
        if isinstance(holder, Practitioner):
            self._received(person, holder, today, now)

    def _unread(self, person: Person, now: float) -> None:
        """Whoever had the case before need not read it any more; the next one reads it once."""
        for task in list(person.tasks.values()):
            if task.kind.name == "case_reading":
                task.closed_at = now
                if task.owner is not None:
                    task.owner.withdraw(task, now)
                del person.tasks[task.number]

    def _received(self, person: Person, holder: Practitioner, today: int, now: float) -> None:
        """An officer has got a case: count it, read it, take over the work."""
        unit = self.unit
        unit.moves.taken(person, holder, today)
        if person.last_officer is not holder:
            person.officers += 1
            if person.officers > 1:
                unit.arising.arise("case_reading", person, today)
            else:
                unit.moves.plan(person, today, 0)
        person.last_officer = holder
        if person.state in IN_COMMUNITY:
            person.known_officer = holder
        if unit.ledger.on:
            unit.ledger.record(now, "allocated", person, "", holder)
        for task in person.tasks.values():
            if task.owner is None:
                unit.assignment.hand_out(task)

    def take_away(self, person: Person, today: int) -> None:
        """Nobody holds the case any more."""
        unit = self.unit
        if person.holder is not None:
            person.holder.give_up_case(person, unit.env.now)
            person.holder = None
        if person.allocation_asked:
            unit.team_of(person).waiting.pop(person.serial, None)
            self._waits_no_more(person)
        unit.moves.nobody_holds(person)

    # Reasons ------------------------------------------------------------------------------

    def tier_risen(self, person: Person, today: int) -> None:
        """A case whose tier has risen may call for a more experienced officer."""
        holder = person.holder
        if (
            not isinstance(holder, Practitioner)
            or holder.grade is Grade.SPO
            or self.eligible(holder, person)
        ):
            return
        allocation = self.unit.settings.management.allocation
        if not allocation.reallocate_on_tier_rise or not self.hand_over(person, "tier risen"):
            self.unit.tally.add(counts.CASES_OUTGROWN)

    def handed_over_to_community(self, person: Person, today: int) -> None:
        """The community takes over from the prison: some cases get another officer."""
        unit = self.unit
        share = unit.settings.management.allocation.handover_new_officer_share
        if unit.chance.uniform(purposes.HANDOVER, person.key, person.sentence_number) < share:
            self.hand_over(person, "handover from prison")

    def recalled(self, person: Person) -> None:
        """A standard recall: some cases are passed on while the person is in custody."""
        unit = self.unit
        share = unit.settings.management.allocation.recall_new_officer_share
        ordinal = 100 * person.sentence_number + person.recalls
        if unit.chance.uniform(purposes.RECALL_OFFICER, person.key, ordinal) < share:
            self.hand_over(person, "recall")

    def released_again(self, person: Person, today: int) -> None:
        """Release after a recall: a case that was passed on meanwhile is allocated anew."""
        holder, known = person.holder, person.known_officer
        if not isinstance(holder, Practitioner) or known is None or holder is known:
            return
        unit = self.unit
        chosen = self.choose(person, self.team_for(person))
        if chosen is None or chosen is holder:
            person.known_officer = holder
            return
        unit.tally.add(counts.REALLOCATIONS)
        unit.tally.add(counts.HANDED_OVER["release after recall"])
        self.count(chosen, person)
        self.give(person, chosen, today)


__all__ = ["Allocation", "seen_load"]
