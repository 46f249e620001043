"""Persons whom a file gives: who they are as far as it says, the rest drawn, and where they stand.

What is not known is drawn from the model's own distributions given what is known, keyed by the
identifier, so that one file gives the same persons under every policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, log1p
from typing import TYPE_CHECKING, Final

import numpy as np

from pdusim.model.kernel.sentenced import FLOWS, Cohort
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.given_custodial import GivenCustodial
from pdusim.model.people.given_facts import GivenPopulation, fit_tier, flow_of, key_of, take_over
from pdusim.model.people.given_terms import COURT_ORDERS, RAISED, SETTLES, GivenTerms
from pdusim.model.people.person import (
    HIGH,
    IN_COMMUNITY,
    ORDERS,
    ROSH_LEVELS,
    Person,
    State,
)
from pdusim.model.people.population import DAYS_PER_MONTH
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.people.scope import People
    from pdusim.scenario.caseload.given import GivenCase

# Behind those of the flows and of the life stock.
_SERIAL: Final = (len(FLOWS) + 1) * 10**7
_BREACH: Final = 10**6
"""Number of a breach that the file has; those to come are numbered from 0 on."""


class GivenPeople:
    """Makes the persons of a file and puts them where they stand on the eve of the run."""

    def __init__(self, unit: People, cases: Sequence[GivenCase]) -> None:
        self.unit = unit
        self.cases = cases
        self.terms = GivenTerms(unit)
        self.custodial = GivenCustodial(unit, self.terms)
        self.pairs: list[tuple[Person, GivenCase]] = []

    def settle(self) -> None:
        """Make everybody and put them in their states."""
        made: dict[str, Person] = {}
        for flow in FLOWS:
            cases = [case for case in self.cases if flow_of(case) == flow]
            if cases:
                for person in self._persons(flow, cases, len(made)):
                    made[person.identifier] = person
        # In the order of the file.
        self.pairs = [(made[case.case], case) for case in self.cases]
        for person, case in self.pairs:
            self.unit.tally.add(counts.PERSONS_IN)
            self._order_beside(person, case)
            if case.sentence in COURT_ORDERS:
                self._under_an_order(person, case)
            else:
                self.custodial.settle(person, case)
            self._maybe_raised(person)
        # Plans for days gone by, such as the day from which supervision is suspended.
        for day in range(self.unit.past.first_day, 0):
            self.unit.diary.read(day)
        for person, case in self.pairs:
            if case.suspended is not None:
                person.suspended = case.suspended

    # Who they are -------------------------------------------------------------------------

    def _persons(self, flow: str, cases: list[GivenCase], before: int) -> list[Person]:
        unit = self.unit
        settings = unit.settings
        keys = np.array([key_of(case.case) for case in cases], dtype=np.uint64)
        terms = [
            self.terms.term(flow, case, key) for case, key in zip(cases, keys.tolist(), strict=True)
        ]
        # Their candidates begin on the first day: what was before it is in the file.
        days = np.zeros(len(cases), dtype=np.int64)
        numbers = np.zeros((len(cases), 3), dtype=np.int64)
        cohort = Cohort(flow, keys, days, numbers)
        lengths = np.array([max(1.0, float(length)) for _, length in terms])
        people = GivenPopulation(
            unit.chance, cohort, settings, unit.past.hazards, unit.horizon, None, lengths
        )
        people.known = cases
        persons = people.persons(_SERIAL + before)
        for person, case, (start, _) in zip(persons, cases, terms, strict=True):
            person.identifier = case.case
            person.sentence_day = person.opened_day = start
            take_over(person, case)
        return persons

    def _maybe_raised(self, person: Person) -> None:
        """True risk of some is raised just now, as often as in the long run, and nobody knows."""
        unit = self.unit
        person.base_rosh = person.true_rosh = person.assessed_rosh
        unit.lives.fates.begin(person, 0)
        if person.state not in IN_COMMUNITY or person.state is State.UNPAID_WORK_ONLY:
            return
        reviews = unit.settings.reviews
        rule = reviews.risk
        factor: float = getattr(rule.rate_factor, ROSH_LEVELS[person.base_rosh])
        rate = 0.0
        for kind in reviews.events.values():
            if not kind.tagged_only:
                rate += kind.rate * factor * kind.raises_share
        if person.base_rosh == 3:
            return
        if person.base_rosh == HIGH:
            rate *= rule.to_very_high_share
        if self.terms.u(person, RAISED) < exp(-rate * rule.raised_months / 12.0):
            return
        person.raised = 1
        person.true_rosh = person.base_rosh + 1
        days = ceil(-log1p(-self.terms.u(person, SETTLES)) * rule.raised_months * DAYS_PER_MONTH)
        unit.diary.enter(days, Turn.RISK_SETTLES, unit.lives.risk.settle, person)
        unit.lives.risk.recount(person, 0)

    # Where they stand ---------------------------------------------------------------------

    def _order_beside(self, person: Person, case: GivenCase) -> None:
        """An order that runs beside a custodial sentence, and goes on when that is over."""
        if case.sentence in COURT_ORDERS or case.other_order is None:
            return
        end = self.terms.day(case.other_order_end)
        if end is None or end <= 0:
            return
        start = self.terms.day(case.other_order_start)
        person.order_state = State(case.other_order)
        person.order_began = -1 if start is None else min(start, -1)
        person.order_end = end
        person.order_length = end - person.order_began

    def under_way(self) -> None:
        """What others have begun: recalls asked for, breaches on their way to a court.

        When every case has its officer and its version is the one it starts with.
        """
        unit = self.unit
        for person, case in self.pairs:
            if case.recall_asked and person.state is State.LICENCE and not person.recall_asked:
                person.recall_asked = True
                unit.supervision.recall_asked(person, 0)
            hearing = self.terms.day(case.breach_hearing)
            if hearing is not None and hearing >= 0 and person.state in ORDERS:
                unit.lives.enforcement.hearing_on(person, hearing, _BREACH)

    def _under_an_order(self, person: Person, case: GivenCase) -> None:
        unit = self.unit
        lives = unit.lives
        state = State(case.sentence)
        start = min(person.sentence_day, -1)
        person.order_began, person.order_length = start, person.length
        lives._require(person, start, state)
        if state is not State.UNPAID_WORK_ONLY:
            if case.unpaid_work is not None:
                person.unpaid_work = case.unpaid_work
            if case.programme is not None:
                person.programme = case.programme
            if case.tier is not None:
                person.mandate = case.tier[1] != "0"
        fit_tier(person, case)
        whole = max(1, start + person.length)
        end = whole
        if state is not State.UNPAID_WORK_ONLY:
            early = lives._early_end(person, whole)
            end = early if early > 0 else whole
        person.order_state = state
        person.order_end = end
        begun = self.terms.day(case.supervised_since)
        lives.supervise(person, start if begun is None else min(begun, -1), state, end)
