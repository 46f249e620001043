"""Non-compliance, breach, recall and new sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pdusim.domain.sentences import recall_end_day
from pdusim.model.kernel import purposes
from pdusim.model.kernel.timelines import SAFELY, distinct
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.after_release import SinceRelease
from pdusim.model.people.person import IN_COMMUNITY, ROSH_LEVELS, Person, State
from pdusim.outcomes import counts
from pdusim.scenario.schema.enforcement import prevented

if TYPE_CHECKING:
    from pdusim.model.people.lives import Lives
    from pdusim.model.people.scope import People
    from pdusim.scenario.schema.enforcement import NonCompliance, Reconviction

DAYS_PER_MONTH: Final = 365.25 / 12
DAYS_PER_YEAR: Final = 365.25

NON_COMPLIANCE = (purposes.NON_COMPLIANCE, purposes.NON_COMPLIANCE_MARK)
RECONVICTION = (purposes.RECONVICTION, purposes.RECONVICTION_MARK)
"""Purposes of the gaps and marks of a candidate timeline, as of the one before."""


class Enforcement:
    """The hazards of going wrong, what is noticed, and what is done about it.

    Candidate dates are drawn once for each person at a fixed majorant rate; a candidate happens
    when its mark is below the ratio of the actual rate to the majorant. A higher hazard therefore
    keeps every event of a lower one.
    """

    def __init__(self, unit: People, lives: Lives) -> None:
        self.unit = unit
        self.lives = lives
        every = [settings.enforcement for settings in unit.ahead]
        self._rules = [
            (rule, StandingRates(rule), SinceRelease(rule.after_release))
            for rule in distinct([e.non_compliance for e in every])
        ]
        self._most_prevention = max(prevented(e.prevention, 0.0, False, True) for e in every)
        self._rules_again = [
            (rule.majorant, StandingRates(rule))
            for rule in distinct([e.reconviction for e in every])
        ]
        self.settings_changed()

    def settings_changed(self) -> None:
        """Work out the rates in force anew."""
        rules = self.unit.settings.enforcement
        self._daily = rules.non_compliance.majorant / DAYS_PER_MONTH
        self._daily_again = rules.reconviction.majorant / DAYS_PER_MONTH
        self._standing_rate = StandingRates(rules.non_compliance)
        self._since_release = SinceRelease(rules.non_compliance.after_release)
        self._reconviction_rate = StandingRates(rules.reconviction)

    # Hazards ------------------------------------------------------------------------------

    def non_compliance_rate(self, person: Person, today: int) -> float:
        """Serious non-compliance a month, as things stand."""
        rule = self.unit.settings.enforcement.non_compliance
        rate = self._standing_rate(person) * self._since_release(person, today)
        if person.homeless and not person.sheltered:
            rate *= rule.homeless_factor
        if today < person.unprepared_until:
            rate *= rule.unprepared_factor
        if person.officers > 1 and today < person.holder_since + rule.new_officer_days:
            rate *= rule.new_officer_factor
        if person.suspended:
            rate *= rule.suspended_supervision_factor
        return rate * self.unit.supervision.prevention(person, today)

    def _most_non_compliance(self, person: Person, after: float) -> float:
        """The most that the rate can be of its majorant while state and true risk stay."""
        most = 0.0
        for rule, standing_rate, since_release in self._rules:
            rate = standing_rate(person) * since_release(person, after)
            if person.homeless:
                rate *= rule.homeless_factor
            if person.unprepared_until > after:
                rate *= rule.unprepared_factor
            if self.lives.live:
                rate *= rule.new_officer_factor
            rate /= rule.majorant
            most = max(most, rate)
        if self.lives.live:
            most *= self._most_prevention
        return most * SAFELY

    def next_non_compliance(self, person: Person, after: float) -> None:
        """Enter the next candidate date in the diary."""
        unit = self.unit
        time = person.non_compliance.go_beyond(
            after,
            person.state_ends if person.state_ends < unit.horizon else unit.horizon,
            unit.chance,
            person.key,
            NON_COMPLIANCE,
            self._daily,
            (self._most_non_compliance(person, after),),
        )
        if time < math.inf:
            unit.diary.enter(
                math.ceil(time), Turn.CANDIDATE, self.candidate, person, person.version
            )

    def candidate(self, person: Person, today: int) -> None:
        """A candidate date: does it happen, is it noticed, what follows."""
        if not person.non_compliance.is_on(today):
            return
        unit = self.unit
        rule = unit.settings.enforcement.non_compliance
        version = person.version
        ordinal = person.non_compliance.ordinal
        if person.non_compliance.mark * rule.majorant < self.non_compliance_rate(person, today):
            totals = unit.tally.since_start
            totals[counts.NON_COMPLIANCE] += 1.0
            share = rule.noticed_floor + (
                rule.noticed_share - rule.noticed_floor
            ) * unit.supervision.contact_level(person)
            # With more contact than the reference, above what is noticed at the reference, up to 1.
            noticed = unit.chance.uniform(purposes.NOTICED, person.key, ordinal) < share
            if unit.ledger.on:
                unit.ledger.record(
                    today, "non-compliance", person, "acted on" if noticed else "not noticed"
                )
            if noticed:
                totals[counts.NON_COMPLIANCE_NOTICED] += 1.0
                self._respond(person, today, ordinal)
        if person.version == version:
            self.next_non_compliance(person, person.non_compliance.time)

    def _respond(self, person: Person, today: int, ordinal: int) -> None:
        unit = self.unit
        u = unit.chance.uniform(purposes.RESPONSE, person.key, ordinal)
        if person.state is State.LICENCE:
            if u < self._recall_share(person, today) and not person.recall_asked:
                person.recall_asked = True
                unit.supervision.recall_asked(person, today)
        elif u < unit.settings.enforcement.breach.share:
            unit.tally.add(counts.BREACHES)
            unit.ledger.record(today, "breach", person)
            unit.supervision.breached(person, today)
            if person.state is not State.POST_SENTENCE:
                court = today + unit.settings.enforcement.breach.court_days
                self.hearing_on(person, court, ordinal)

    def _recall_share(self, person: Person, today: int) -> float:
        """Share of what is acted on that ends in recall."""
        rule = self.unit.settings.enforcement.recall
        if rule.fixed_term_factor == 1.0 or not self.lives.custody.law.fixed_term(person, today):
            return rule.share
        return rule.share * rule.fixed_term_factor

    # Recall and breach --------------------------------------------------------------------

    def hearing_on(self, person: Person, day: int, breach: int) -> None:
        """Enter the hearing of a breach in the diary; ``breach`` numbers what led to it."""
        person.hearing_day, person.hearing_version = day, person.version
        self.unit.diary.enter(day, Turn.ARRANGED, _Hearing(self, breach), person, person.version)

    def recall(self, person: Person, today: int) -> None:
        """Recall to custody, for a fixed term or until released again; part A has been sent."""
        person.recall_asked = False
        unit = self.unit
        if self.lives.custody.working_day(person.expiry, today + 1) >= person.expiry + 1:
            # The licence ends before anybody taken back today could be out again.
            unit.ledger.record(today, "not recalled, the licence ends", person)
            return
        rule = unit.settings.enforcement.recall
        law = self.lives.custody.law
        ordinal = 100 * person.sentence_number + person.recalls
        found = law.fixed_term(person, today)
        fixed = found is not None and law.is_fixed(person, found[1], person.recalls)
        if found is not None and fixed:
            until = law.end_of_fixed_term(person, today, found[0])
            unit.tally.add(counts.RECALLS_FIXED_TERM)
        else:
            u = unit.chance.uniform(purposes.RECALL_TIME, person.key, ordinal)
            days = max(
                7, round(rule.standard_months * DAYS_PER_MONTH * unit.gamma(rule.standard_shape, u))
            )
            until = recall_end_day(today, person.expiry, days)
        unit.ledger.record(today, "recalled", person, "fixed term" if fixed else "standard")
        self.lives.custody.go_back_to_custody(person, today, until)

    def breach_hearing(self, person: Person, today: int, breach: int) -> None:
        """The court lets the order go on or revokes it; ``breach`` numbers what led to it."""
        unit = self.unit
        rule = unit.settings.enforcement.breach
        ordinal = 2 * breach
        unit.tally.add(counts.BREACH_HEARINGS)
        if unit.chance.uniform(purposes.HEARING, person.key, ordinal) >= rule.revoked_share:
            return
        unit.tally.add(counts.ORDERS_REVOKED)
        share = (
            rule.custody_share_suspended
            if person.state is State.SUSPENDED_ORDER
            else rule.custody_share_community
        )
        if unit.chance.uniform(purposes.HEARING, person.key, ordinal + 1) < share:
            self.lives.sentenced_to_custody_again(person, today, rule.custody_months)
        else:
            unit.tally.add(counts.ORDERS_ENDED)
            self.lives.close(person, today, "order revoked")

    # New sentences ------------------------------------------------------------------------

    def next_reconviction(self, person: Person, after: float) -> None:
        """Enter the next candidate date of a new sentence in the diary."""
        unit = self.unit
        most = 0.0
        for majorant, standing_rate in self._rules_again:
            rate = standing_rate(person) / majorant
            most = max(most, rate)
        if self.lives.live:
            most *= self._most_prevention
        time = person.reconviction.go_beyond(
            after,
            person.state_ends if person.state_ends < unit.horizon else unit.horizon,
            unit.chance,
            person.key,
            RECONVICTION,
            self._daily_again,
            (most * SAFELY,),
        )
        if time < math.inf:
            unit.diary.enter(
                math.ceil(time), Turn.RECONVICTION, self.reconviction, person, person.version
            )

    def reconviction(self, person: Person, today: int) -> None:
        """A candidate date of a new sentence for somebody under supervision."""
        if not person.reconviction.is_on(today):
            return
        unit = self.unit
        rule = unit.settings.enforcement.reconviction
        version = person.version
        ordinal = person.reconviction.ordinal
        if person.reconviction.mark * rule.majorant < (
            self._reconviction_rate(person) * unit.supervision.prevention(person, today)
        ):
            unit.tally.add(counts.RECONVICTIONS)
            u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10**6 + ordinal)
            if u < rule.custody_share:
                self.lives.sentenced_to_custody_again(
                    person, today, rule.custody_months, convicted=True
                )
            elif u < rule.custody_share + rule.order_share:
                self.lives.sentenced_to_order_again(person, today)
        if person.version == version and person.state in IN_COMMUNITY:
            self.next_reconviction(person, person.reconviction.time)


class StandingRates:
    """What a hazard comes to by state, true risk and re-offending score, before what passes.

    Tables, because lives ask for it tens of thousands of times.

    Parameters
    ----------
    rule : NonCompliance or Reconviction
        Settings of the hazard.
    """

    __slots__ = ("_by_score", "_by_state", "_ogrs_factor")

    def __init__(self, rule: NonCompliance | Reconviction) -> None:
        factors = getattr(rule, "risk_factor", None)
        self._by_state: dict[State, list[float]] = {
            state: [
                getattr(rule.rate, state.value) * (getattr(factors, level) if factors else 1.0)
                for level in ROSH_LEVELS
            ]
            for state in State
            if state in IN_COMMUNITY
        }
        self._ogrs_factor = rule.ogrs_factor
        self._by_score: dict[float, float] = {}

    def __call__(self, person: Person) -> float:
        """Return the rate a month of a person in the community."""
        score = self._by_score.get(person.ogrs)
        if score is None:
            score = self._ogrs_factor ** ((person.ogrs - 50.0) / 25.0)
            self._by_score[person.ogrs] = score
        return self._by_state[person.state][person.true_rosh] * score


class _Hearing:
    """A diary entry: the hearing of a breach."""

    __slots__ = ("breach", "enforcement")

    def __init__(self, enforcement: Enforcement, breach: int) -> None:
        self.enforcement = enforcement
        self.breach = breach

    def __call__(self, person: Person, today: int) -> None:
        self.enforcement.breach_hearing(person, today, self.breach)
