"""Serious further offences: a base rate by true risk, what follows for the person and for staff.

The rate does not depend on supervision. The model does not predict these offences; they are here
because each ends a life in the community for years, takes weeks of staff time and sometimes a
member of staff.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Final

from pdusim.model.kernel import purposes
from pdusim.model.kernel.timelines import NONE_DRAWN, Timeline
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import IN_COMMUNITY, ROSH_LEVELS, Person, State
from pdusim.model.work.budgets import Budget
from pdusim.model.work.practitioner import Practitioner
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.surroundings.scope import Surrounded

DAYS_PER_YEAR: Final = 365.25


class FurtherOffences:
    """Candidate dates of each person, and what follows for staff."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"notification", "early_look", "further_offence_review"}
    )

    def __init__(self, unit: Surrounded) -> None:
        self.unit = unit
        self._timelines: dict[int, Timeline] = {}

    def begin(self, person: Person, today: int) -> None:
        """Enter the next candidate date of somebody under supervision in the diary."""
        unit = self.unit
        majorant = unit.settings.surroundings.further_offences.majorant
        timeline = self._timelines.get(person.serial)
        if timeline is None:
            timeline = Timeline(NONE_DRAWN, 0, 0, (0, float(person.opened_day)))
            self._timelines[person.serial] = timeline
        time = timeline.go_beyond(
            today,
            unit.horizon,
            unit.chance,
            person.key,
            (purposes.FURTHER_TIME, purposes.FURTHER_MARK),
            majorant / DAYS_PER_YEAR,
        )
        if time < math.inf:
            unit.diary.enter(
                math.ceil(time), Turn.CANDIDATE, self.candidate, person, person.version
            )

    def candidate(self, person: Person, today: int) -> None:
        """A candidate date: does it happen at this person's true risk."""
        unit = self.unit
        rule = unit.settings.surroundings.further_offences
        rate = rule.rate * getattr(rule.rate_factor, ROSH_LEVELS[person.true_rosh])
        mark = self._timelines[person.serial].mark
        if mark * rule.majorant < rate and (
            person.state in IN_COMMUNITY and person.state is not State.UNPAID_WORK_ONLY
        ):
            self._happens(person, today)
        if person.state in IN_COMMUNITY:
            # By the version that it has now.
            self.begin(person, today)

    def _happens(self, person: Person, today: int) -> None:
        """Officer and senior account for the case; the officer may fall ill over it."""
        unit = self.unit
        rule = unit.settings.surroundings.further_offences
        unit.tally.add(counts.FURTHER_OFFENCES)
        if person.true_rosh > person.assessed_rosh:
            unit.tally.add(counts.FURTHER_OFFENCES_UNRECOGNISED)
        unit.ledger.record(today, "serious further offence", person)
        holder = person.holder
        if isinstance(holder, Practitioner) and holder.in_post:
            task = unit.maker.make(
                unit.kinds["early_look"], rule.early_look, None, today, None, key=person.key
            )
            (unit.assignment.worker(task.who, person) or holder).receive(task)
            u = unit.chance.uniform(purposes.FURTHER_ABSENCE, person.key, today)
            if u < rule.absence_share and not holder.away:
                # No threshold of their own to cross: the spell comes of this event.
                before = holder.budgets.get(purposes.FURTHER_ABSENCE)
                number = before.ordinal + 1 if before is not None else 1
                holder.budgets[purposes.FURTHER_ABSENCE] = Budget(number, math.inf)
                unit.absence.go_sick(holder, today, purposes.FURTHER_ABSENCE)
        for kind, standard in (
            ("notification", rule.notification),
            ("further_offence_review", rule.review),
        ):
            worker = unit.seniors.who_does(standard.who, unit.team_of(person), person)
            if worker is not None:
                task = unit.maker.make(
                    unit.kinds[kind], standard, None, today, None, key=person.key
                )
                worker.receive(task)
        if unit.chance.uniform(purposes.FURTHER_CHARGE, person.key, today) < rule.charged_share:
            self._charged(person, today)

    def _charged(self, person: Person, today: int) -> None:
        """In custody from now on; what was open on the case, reviews too, is over."""
        unit = self.unit
        unit.ledger.record(today, "charged", person)
        if person.state is State.LICENCE:
            person.charged = True
            if not person.recall_asked:
                person.recall_asked = True
                unit.supervision.recall_asked(person, today)
        else:
            months = unit.settings.surroundings.further_offences.custody_months
            unit.lives.sentenced_to_custody_again(person, today, months)
