"""A person's way through sentences and supervision; `custody` has what only custody leads to.

The same code walks the simulated past, in which there are no officers, and the run itself: what
officers have to do with a life goes through ``unit.supervision``, which does nothing until the unit
is live.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pdusim.domain.sentences import months_to_days, suspension_day
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.custody import Custody
from pdusim.model.people.enforcement import Enforcement
from pdusim.model.people.person import IN_COMMUNITY, LONG_AGO, Person, SentenceKind, State
from pdusim.model.people.true_risk import RiskEvents
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.people.scope import People


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

    # Sentence ---------------------------------------------------------------------------------

    def sentenced(self, person: Person, today: int) -> None:
        """A court passes the sentence with which a person first comes to the unit."""
        unit = self.unit
        person.base_rosh = person.true_rosh
        totals = unit.tally.since_start
        totals[counts.PERSONS_IN] += 1.0
        totals[counts.SENTENCED[person.flow]] += 1.0
        if unit.ledger.on:
            unit.ledger.record(today, "sentenced", person, person.flow)
        if person.flow == "custody":
            diversion = unit.settings.sentencing.diversion
            if (
                diversion.under_months > 0
                and person.length <= months_to_days(diversion.under_months)
                and unit.chance.uniform(purposes.DIVERSION, person.key) < diversion.share
            ):
                person.length = self._diverted_length(person)
                unit.ledger.record(today, "sentence suspended instead", person)
                self.begin_order(person, today, State.SUSPENDED_ORDER, person.length)
            else:
                self.custody.begin(person, today, self.custody.kind_of(person))
        elif person.flow == "life":
            self.custody.begin(person, today, SentenceKind.LIFE)
        else:
            self.begin_order(person, today, State(person.flow), person.length)

    def _diverted_length(self, person: Person) -> int:
        """Length of the suspended order a person gets in place of a short custodial sentence."""
        orders = self.unit.settings.sentencing.orders
        lengths = orders.suspended_order
        chance = self.unit.chance
        u = chance.uniform(purposes.LENGTH, person.key, 100)
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

    def sentenced_to_custody_again(self, person: Person, today: int, mean_months: float) -> None:
        """A new custodial sentence for somebody under supervision ends or overlaps the old one."""
        unit = self.unit
        number = self._another_sentence(person)
        u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10 * number)
        drawn = max(14, round(-math.log1p(-u) * mean_months * 365.25 / 12))
        person.length = min(drawn, unit.past.longest_sentence)
        unit.tally.add(counts.SENTENCED["custody"])
        unit.tally.add(counts.SENTENCED_AGAIN)
        unit.ledger.record(today, "sentenced to custody again", person)
        old_expiry = person.expiry if person.state is State.LICENCE else LONG_AGO
        person.order_end = LONG_AGO
        unit.supervision.taken_into_custody(person, today)
        kind = person.kind if person.kind is SentenceKind.LIFE else SentenceKind.STANDARD
        if kind is SentenceKind.LIFE and person.state is State.LICENCE:
            self.enforcement.recall(person, today)
            return
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
        if person.state is State.LICENCE:
            person.order_end = max(person.order_end, today + length)
            person.order_state = state
            return
        self.begin_order(person, today, state, length)

    # Court orders and supervision -------------------------------------------------------------

    def begin_order(self, person: Person, today: int, state: State, length: int) -> None:
        """An order begins to be supervised (or, for unpaid work only, to be worked)."""
        orders = self.unit.settings.sentencing.orders
        end = today + max(1, self.unit.supervision.length_of_order(state, length))
        if state is not State.UNPAID_WORK_ONLY and person.ends_early_draw < orders.ends_early_share:
            end = today + max(1, round(length * orders.ends_early_at))
        self._require(person, today, state)
        person.order_state = state
        person.order_end = end
        self.supervise(person, today, state, end)

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
            person.tagged_until = today + months_to_days(orders.curfew_months)
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
        person.suspended = False
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
        """Under Probation Reset supervision is suspended in the last part, some exempt."""
        reset = self.unit.settings.sentencing.reset
        if not reset.enabled or person.state not in IN_COMMUNITY:
            if person.suspended:
                person.suspended = False
                self.unit.supervision.load_changed(person)
            return
        if person.state is State.UNPAID_WORK_ONLY or person.kind is SentenceKind.LIFE:
            return
        if reset.exempt_mappa and (person.mappa >= 2 or person.assessed_rosh == 3):
            return
        if reset.exempt_high_risk and person.assessed_rosh >= 2:
            return
        if reset.exempt_safeguarding and person.child_safeguarding:
            return
        end = self.supervision_end(person)
        start = suspension_day(person.supervision_day, end, reset.last_fraction)
        if today >= start:
            self.suspend_supervision(person, today)
        else:
            self.unit.diary.enter(
                start, Turn.SUSPEND_SUPERVISION, self.suspend_supervision, person, person.version
            )

    def suspend_supervision(self, person: Person, today: int) -> None:
        """Supervision is suspended: no points, no contacts, one contact midway."""
        if person.suspended or not self.unit.settings.sentencing.reset.enabled:
            return
        person.suspended = True
        self.unit.tally.add(counts.SUPERVISION_SUSPENDED)
        self.unit.ledger.record(today, "supervision suspended", person)
        self.unit.supervision.supervision_suspended(person, today, self.supervision_end(person))

    def order_completed(self, person: Person, today: int) -> None:
        """An order comes to its end."""
        self.unit.tally.add(counts.ORDERS_COMPLETED)
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
