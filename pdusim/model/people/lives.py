"""A person's way through sentences and supervision; `custody` has what only custody leads to.

The same code walks the simulated past, in which there are no officers, and the run itself: what
officers have to do with a life goes through ``unit.supervision``, which does nothing until the unit
is live.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pdusim.domain.sentences import months_to_days, suspension_day
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.curfews import Curfews
from pdusim.model.people.custody import Custody
from pdusim.model.people.enforcement import Enforcement
from pdusim.model.people.fates import Fates
from pdusim.model.people.law import VERY_HIGH
from pdusim.model.people.person import (
    HIGH,
    IN_COMMUNITY,
    LONG_AGO,
    ORDERS,
    Person,
    SentenceKind,
    State,
)
from pdusim.model.people.population import group_of
from pdusim.model.people.returns import Returning
from pdusim.model.people.true_risk import RiskEvents
from pdusim.outcomes import counts
from pdusim.scenario.laws import term_of_months

if TYPE_CHECKING:
    from pdusim.model.people.scope import People


_DRAWS_OF_A_SENTENCE: Final = 10
"""Draws of the presumption of suspension that one sentence has room for."""


class Lives:
    """What happens to persons, on dates."""

    def __init__(self, unit: People) -> None:
        self.unit = unit
        # Whether officers hold the cases: not in the simulated past.
        self.live = False
        self.custody = Custody(unit, self)
        self._endings = {
            State.LICENCE: (Turn.LICENCE_EXPIRES, self.custody.licence_expires),
            State.POST_SENTENCE: (Turn.POST_SENTENCE_ENDS, self.custody.post_sentence_ends),
        }
        self.enforcement = Enforcement(unit, self)
        self.risk = RiskEvents(unit)
        self.fates = Fates(unit, self)
        self.returning = Returning(unit, self)
        self.curfews = Curfews(unit, self)

    # Sentence ---------------------------------------------------------------------------------

    def sentenced(self, person: Person, today: int) -> None:
        """A court passes the sentence with which a person first comes to the unit."""
        person.base_rosh = person.true_rosh
        self.fates.begin(person, today)
        self._opens(person, today)

    def sentenced_after_all(self, person: Person, today: int) -> None:
        """A court sentences somebody whose supervision has ended: an arrival whom the unit knows.

        Kind and length of the sentence are in ``flow`` and ``length``.
        """
        person.reopen(today)
        self._another_sentence(person)
        self._opens(person, today)
        self.unit.tally.add(counts.RETURNED)
        self.unit.ledger.record(today, "comes back", person)

    def _opens(self, person: Person, today: int) -> None:
        """A case is opened with the sentence that a person comes with."""
        unit = self.unit
        person.came_for = group_of(person.flow, person.length)
        totals = unit.tally.since_start
        totals[counts.PERSONS_IN] += 1.0
        totals[counts.SENTENCED[person.flow]] += 1.0
        if unit.ledger.on:
            unit.ledger.record(today, "sentenced", person, person.flow)
        if person.flow == "custody":
            if self._is_suspended_instead(person, today, person.length):
                person.length = self._diverted_length(person)
                unit.ledger.record(today, "sentence suspended instead", person)
                self.begin_order(person, today, State.SUSPENDED_ORDER, person.length)
            else:
                self.custody.begin(person, today, self.custody.kind_of(person))
        elif person.flow == "life":
            self.custody.begin(person, today, SentenceKind.LIFE)
        else:
            self.begin_order(person, today, State(person.flow), person.length)

    def _is_suspended_instead(self, person: Person, today: int, length: int) -> bool:
        """Whether the presumption of suspension reaches a custodial sentence passed today.

        A sentence of so many months *or less*; where it holds for convictions from a day on, only
        of people convicted by then, and not of those in custody for something else.
        """
        rule = self.unit.settings.sentencing.diversion
        if rule.under_months <= 0 or rule.share <= 0.0:
            return False
        law = self.custody.law
        longest = term_of_months(rule.under_months).days_from(law.date(today))
        uniform = self.unit.chance.uniform
        first = _DRAWS_OF_A_SENTENCE * person.sentence_number
        if length > longest or uniform(purposes.DIVERSION, person.key, first) >= rule.share:
            return False
        if uniform(purposes.DIVERSION, person.key, first + 1) < rule.already_in_custody_share:
            return False
        if rule.convicted_from is None:
            return True
        waited = -math.log1p(-uniform(purposes.DIVERSION, person.key, first + 2))
        convicted = today - waited * rule.conviction_to_sentence_days
        return convicted >= law.day(rule.convicted_from)

    def _diverted_length(self, person: Person) -> int:
        """Length of the suspended order a person gets in place of a short custodial sentence."""
        orders = self.unit.settings.sentencing.orders
        lengths = orders.suspended_order
        chance = self.unit.chance
        u = chance.uniform(purposes.LENGTH, person.key, 100 + person.sentence_number)
        low = lengths.shortest_months
        for upper, share in zip(lengths.upper_months, lengths.shares, strict=True):
            if u < share or upper == lengths.upper_months[-1]:
                months = low + min(1.0, u / share if share else 0.0) * (upper - low)
                return months_to_days(months * orders.suspended_order_factor)
            u -= share
            low = upper
        raise AssertionError("lengths have at least one band")

    def _another_sentence(self, person: Person) -> int:
        """Draw for a new sentence what is drawn in arrays for the first; returns its number."""
        number = person.sentence_number = person.sentence_number + 1
        key, uniform = person.key, self.unit.chance.uniform
        person.requirement_draws = [
            uniform(purposes.REQUIREMENTS, key, 8 * number + i) for i in range(4)
        ]
        person.remand_draws = [uniform(purposes.REMAND, key, 2 * number + i) for i in range(2)]
        person.ends_early_draw = uniform(purposes.ENDS_EARLY, key, number)
        return number

    def sentenced_to_custody_again(
        self, person: Person, today: int, mean_months: float, *, convicted: bool = False
    ) -> None:
        """A new custodial sentence for somebody under supervision ends or overlaps the old one.

        One passed for a new offence (``convicted``), not on breach, may be suspended instead.
        """
        unit = self.unit
        number = self._another_sentence(person)
        u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10 * number)
        drawn = max(14, round(-math.log1p(-u) * mean_months * 365.25 / 12))
        length = min(drawn, unit.past.longest_sentence)
        unit.tally.add(counts.SENTENCED["custody"])
        unit.tally.add(counts.SENTENCED_AGAIN)
        if convicted and self._is_suspended_instead(person, today, length):
            unit.ledger.record(today, "sentence suspended instead", person)
            self._order_beside(person, today, State.SUSPENDED_ORDER, self._diverted_length(person))
            return
        if person.kind is SentenceKind.LIFE and person.state is State.LICENCE:
            # Recalled on the licence for life: the new sentence is served beside it.
            if not person.recall_asked:
                person.recall_asked = True
                unit.supervision.recall_asked(person, today)
            return
        if person.state in ORDERS:
            unit.tally.add(counts.ORDERS_ENDED)
        person.length = length
        unit.ledger.record(today, "sentenced to custody again", person)
        old_expiry = person.expiry if person.state is State.LICENCE else LONG_AGO
        person.order_end = LONG_AGO
        unit.supervision.taken_into_custody(person, today)
        self.custody.begin(person, today, SentenceKind.STANDARD)
        person.expiry = max(person.expiry, old_expiry)

    def sentenced_to_order_again(self, person: Person, today: int) -> None:
        """A new order for somebody under supervision: it overlaps and may outlast the old one."""
        unit = self.unit
        number = self._another_sentence(person)
        u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10 * number + 1)
        community = unit.settings.enforcement.reconviction.community_order_share
        state = State.COMMUNITY_ORDER if u < community else State.SUSPENDED_ORDER
        u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10 * number + 2)
        lengths = getattr(unit.settings.sentencing.orders, state.value)
        # The last band, of the rare long orders, is left out where there is another.
        upper = lengths.upper_months[-2:][0]
        months = lengths.shortest_months + u * (upper - lengths.shortest_months)
        length = months_to_days(months)
        unit.tally.add(counts.SENTENCED[state])
        unit.tally.add(counts.SENTENCED_AGAIN)
        unit.ledger.record(today, "sentenced to an order again", person, state.value)
        self._order_beside(person, today, state, length)

    def _order_beside(self, person: Person, today: int, state: State, length: int) -> None:
        """An order for somebody under supervision: on licence it waits until the licence ends."""
        if person.state is State.LICENCE:
            person.order_end = max(person.order_end, today + length)
            person.order_state = state
            person.order_began, person.order_length = today, person.order_end - today
            return
        self.begin_order(person, today, state, length)

    # Court orders and supervision -------------------------------------------------------------

    def begin_order(self, person: Person, today: int, state: State, length: int) -> None:
        """An order begins to be supervised (or, for unpaid work only, to be worked)."""
        if person.state in ORDERS:
            # The one before gives way to it.
            self.unit.tally.add(counts.ORDERS_ENDED)
        end = today + max(1, self.unit.supervision.length_of_order(state, length))
        person.order_began, person.order_length = today, length
        if state is not State.UNPAID_WORK_ONLY:
            end = self._early_end(person, end)
        self._require(person, today, state)
        person.order_state = state
        person.order_end = end
        self.supervise(person, today, state, end)

    def _early_end(self, person: Person, end: int) -> int:
        """When an order ends, early or not, that would run to a day."""
        orders = self.unit.settings.sentencing.orders
        if person.ends_early_draw >= orders.ends_early_share:
            return end
        early = person.order_began + max(1, round(person.order_length * orders.ends_early_at))
        return min(end, early)

    def _ends_when_met(self, today: int) -> bool:
        """Whether an order ends when its requirements are met, whenever it was made."""
        since = self.unit.settings.sentencing.orders.ends_when_met_from
        return since is not None and today >= self.custody.law.day(since)

    def _look_again_at_order(self, person: Person, today: int) -> None:
        """An order made before ends early now if its requirements have been met."""
        if person.state_ends != person.order_end:
            return
        end = max(today, self._early_end(person, person.order_end))
        if end < person.order_end:
            self._order_ends_on(person, today, end)

    def _order_ends_on(self, person: Person, today: int, end: int) -> None:
        """The end of an order moves; what else is planned for the person stays."""
        person.order_end = person.state_ends = end
        self.unit.diary.enter(
            end, Turn.ORDER_COMPLETED, self.order_completed, person, person.version
        )
        self.unit.supervision.end_moved(person, today)

    def _require(self, person: Person, today: int, state: State) -> None:
        """Requirements of an order: rehabilitation activity, programme, unpaid work, curfew."""
        if state is State.UNPAID_WORK_ONLY:
            person.programme = False
            person.unpaid_work = True
            self.set_mandate(person, False)
            return
        orders = self.unit.settings.sentencing.orders
        activity, programme, unpaid_work, curfew = person.requirement_draws
        person.programme = programme < orders.programme_share
        person.unpaid_work = unpaid_work < orders.unpaid_work_share
        if curfew < orders.curfew_share:
            until = today + months_to_days(orders.curfew_months)
            if self.curfews.at_sentence(person, today, until):
                person.tagged_until = until
        # One with a programme has a mandate for change whatever else it has.
        mandate = person.programme or activity < orders.rehabilitation_activity_share
        self.set_mandate(person, mandate)

    def set_mandate(self, person: Person, mandate: bool) -> None:
        """Whether the sentence gives a mandate for change; the tier follows."""
        if mandate != person.mandate:
            person.mandate = mandate
            person.work_out_tier()

    def supervise(self, person: Person, today: int, state: State, end: int) -> None:
        """Enter a state in the community that lasts until ``end`` unless something happens."""
        unit = self.unit
        came_from = person.state
        person.supervision_day = today
        person.state_ends = end
        person.suspended = person.recall_asked = False
        unit.move(person, state, today)
        turn, ending = self._endings.get(state, (Turn.ORDER_COMPLETED, self.order_completed))
        unit.diary.enter(end, turn, ending, person, person.version)
        self.resume(person, today)
        unit.supervision.supervision_begins(person, today, came_from)
        self.plan_suspension(person, today)

    def resume(self, person: Person, today: int) -> None:
        """Go on with the candidate timelines of a person in the community."""
        self.enforcement.next_non_compliance(person, today)
        self.enforcement.next_reconviction(person, today)
        if person.state is not State.UNPAID_WORK_ONLY:
            self.risk.next_event(person, today)

    def supervision_end(self, person: Person) -> int:
        """Day on which the present state ends if nothing happens."""
        if person.state is State.LICENCE:
            return max(person.expiry, person.pss_end)
        if person.state is State.POST_SENTENCE:
            return person.pss_end
        return person.order_end

    def plan_suspension(self, person: Person, today: int) -> None:
        """Under Probation Reset and Impact supervision is suspended from a day on, some exempt."""
        if person.state not in IN_COMMUNITY:
            return
        start = self._suspended_from(person)
        if start is None:
            if person.suspended:
                person.suspended = False
                self.unit.supervision.load_changed(person)
        elif today >= start:
            self.suspend_supervision(person, today)
        else:
            self.unit.diary.enter(
                start, Turn.SUSPEND_SUPERVISION, self.suspend_supervision, person, person.version
            )

    def _suspended_from(self, person: Person) -> int | None:
        """First day without active supervision, by the first of the rules; None without any."""
        sentencing = self.unit.settings.sentencing
        reset, impact = sentencing.reset, sentencing.impact
        if not (reset.enabled or impact.enabled) or self._exempt(person):
            return None
        chance = self.unit.chance
        days = []
        if reset.enabled and chance.uniform(purposes.RESET, person.key, person.sentence_number) < (
            reset.uptake
        ):
            after = person.state is State.POST_SENTENCE
            fraction = reset.post_sentence_fraction if after else reset.last_fraction
            days.append(suspension_day(person.supervision_day, person.state_ends, fraction))
        if impact.enabled and person.state is not State.POST_SENTENCE:
            shares = (impact.low_risk_share, impact.medium_risk_share, 0.0, 0.0)
            u = chance.uniform(purposes.IMPACT, person.key, person.sentence_number)
            if u < impact.uptake * shares[person.assessed_rosh]:
                days.append(person.supervision_day + impact.after_days)
        return min(days, default=None)

    def _exempt(self, person: Person) -> bool:
        """Whether supervision of the person is never suspended."""
        reset = self.unit.settings.sentencing.reset
        return (
            person.state is State.UNPAID_WORK_ONLY
            or person.kind is SentenceKind.LIFE
            or (reset.exempt_mappa and person.mappa >= 1)
            or (reset.exempt_very_high_risk and person.assessed_rosh == VERY_HIGH)
            or (reset.exempt_high_risk and person.assessed_rosh >= HIGH)
            or (reset.exempt_safeguarding and person.child_safeguarding)
        )

    def suspend_supervision(self, person: Person, today: int) -> None:
        """Supervision is suspended: no points, no contacts, one contact midway."""
        if person.suspended or self._suspended_from(person) is None:
            return
        person.suspended = True
        self.unit.tally.add(counts.SUPERVISION_SUSPENDED)
        self.unit.ledger.record(today, "supervision suspended", person)
        self.unit.supervision.supervision_suspended(person, today, person.state_ends)

    def order_completed(self, person: Person, today: int) -> None:
        """An order comes to its end; one whose requirements are not met runs its whole length."""
        supervised = person.state is not State.UNPAID_WORK_ONLY
        if supervised and today < person.state_ends:
            return
        whole = person.order_began + person.order_length
        if (
            supervised
            and today < whole
            and self._ends_when_met(today)
            and not self.unit.supervision.requirements_met(person)
        ):
            self._order_ends_on(person, today, whole)
            return
        self.unit.tally.add(counts.ORDERS_COMPLETED)
        self.unit.tally.add(counts.ORDERS_ENDED)
        self.close(person, today, "order completed")

    def to_order_or_close(self, person: Person, today: int, why: str) -> None:
        """A custodial sentence is over: an order that outlasts it goes on, else the case closes."""
        if person.order_end > today and person.order_state is not State.UNPAID_WORK_ONLY:
            self.supervise(person, today, person.order_state, person.order_end)
        else:
            self.close(person, today, why)

    # Rules change, cases close ----------------------------------------------------------------

    def replan(self, today: int) -> None:
        """Rules have changed: look again at everybody in custody and under supervision."""
        for state in (State.CUSTODY_PRISON, State.CUSTODY_COMMUNITY):
            for person in list(self.unit.in_state[state].values()):
                if person.recalls == 0 and not person.notice_given:
                    self.custody.plan(person, today)
        for person in list(self.unit.in_state[State.RECALLED].values()):
            self.custody.look_again_at_recall(person, today)
        if not self.custody.has_post_sentence(today):
            for person in list(self.unit.in_state[State.POST_SENTENCE].values()):
                self.custody.post_sentence_ends(person, today)
        if self._ends_when_met(today):
            for state in (State.COMMUNITY_ORDER, State.SUSPENDED_ORDER):
                for person in list(self.unit.in_state[state].values()):
                    self._look_again_at_order(person, today)
        for state in sorted(IN_COMMUNITY):
            for person in list(self.unit.in_state[state].values()):
                self.plan_suspension(person, today)

    def close(self, person: Person, today: int, why: str) -> None:
        """Supervision ends and the case is closed."""
        unit = self.unit
        unit.supervision.case_closes(person, today)
        unit.move(person, State.CLOSED, today)
        person.closed_day = today
        unit.tally.add(counts.PERSONS_OUT)
        if unit.ledger.on:
            unit.ledger.record(today, "case closed", person, why)
        if self.live and not person.died:
            self.returning.left(person, today)
