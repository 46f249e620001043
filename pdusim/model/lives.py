"""A person's way through sentence, custody, release and supervision.

The same code walks the simulated past, in which there are no officers, and the run itself: what
officers have to do with a life goes through ``unit.casework``, which does nothing until the unit
is live.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pdusim.domain.sentences import conditional_release_day, handover_day, months_to_days
from pdusim.model import purposes
from pdusim.model.enforcement import Enforcement
from pdusim.model.person import IN_COMMUNITY, LONG_AGO, Person, SentenceKind, State
from pdusim.model.release import plan_release
from pdusim.model.risk import RiskEvents

if TYPE_CHECKING:
    from pdusim.model.unit import Unit

DAYS_PER_YEAR = 365.25
NEVER = 10**7


class Lives:
    """What happens to persons, on dates."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        # Whether officers hold the cases: not in the simulated past.
        self.live = False
        self._endings = {
            State.LICENCE: self.licence_expires,
            State.POST_SENTENCE: self.post_sentence_ends,
        }
        self.enforcement = Enforcement(unit, self)
        self.risk = RiskEvents(unit)

    # Sentence -----------------------------------------------------------------------------

    def sentenced(self, person: Person, today: int) -> None:
        """A court passes the sentence with which a person first comes to the unit."""
        unit = self.unit
        person.base_rosh = person.true_rosh
        totals = unit.tally.since_start
        totals["persons in"] += 1.0
        totals[f"sentenced {person.flow}"] += 1.0
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
                self.begin_custody(person, today, self._kind(person))
        elif person.flow == "life":
            self.begin_custody(person, today, SentenceKind.LIFE)
        else:
            self.begin_order(person, today, State(person.flow), person.length)

    def _kind(self, person: Person) -> SentenceKind:
        custody = self.unit.settings.sentencing.custody
        if person.length < 4 * DAYS_PER_YEAR:
            return SentenceKind.STANDARD
        u = self.unit.chance.uniform(purposes.SENTENCE_KIND, person.key, person.sentence_number)
        if u < custody.extended_share:
            return SentenceKind.EXTENDED
        if u < custody.extended_share + custody.longer_fraction_share:
            return SentenceKind.LONGER
        return SentenceKind.STANDARD

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

    # Court orders -------------------------------------------------------------------------

    def begin_order(self, person: Person, today: int, state: State, length: int) -> None:
        """An order begins to be supervised (or, for unpaid work only, to be worked)."""
        orders = self.unit.settings.sentencing.orders
        end = today + max(1, self.unit.casework.length_of_order(state, length))
        u = person.ends_early_draw
        if person.sentence_number:
            u = self.unit.chance.uniform(purposes.ENDS_EARLY, person.key, person.sentence_number)
        if state is not State.UNPAID_WORK_ONLY and u < orders.ends_early_share:
            end = today + max(1, round(length * orders.ends_early_at))
        self._require(person, today, state)
        person.order_state = state
        person.order_end = end
        self._supervise(person, today, state, end)

    def _require(self, person: Person, today: int, state: State) -> None:
        """Requirements of an order: rehabilitation activity, programme, unpaid work, curfew."""
        if state is State.UNPAID_WORK_ONLY:
            person.programme = False
            person.unpaid_work = True
            self._set_mandate(person, False)
            return
        orders = self.unit.settings.sentencing.orders
        activity, programme, unpaid_work, curfew = self._requirement_draws(person)
        person.programme = programme < orders.programme_share
        person.unpaid_work = unpaid_work < orders.unpaid_work_share
        if curfew < orders.curfew_share:
            person.tagged_until = today + months_to_days(orders.curfew_months)
        # One with a programme has a mandate for change whatever else it has.
        mandate = person.programme or activity < orders.rehabilitation_activity_share
        self._set_mandate(person, mandate)

    def _requirement_draws(self, person: Person) -> list[float]:
        """Uniforms for activity, programme, unpaid work and curfew of the sentence passed."""
        if not person.sentence_number:
            return person.requirement_draws
        key, first = person.key, 8 * person.sentence_number
        uniform = self.unit.chance.uniform
        return [uniform(purposes.REQUIREMENTS, key, first + i) for i in range(4)]

    def _set_mandate(self, person: Person, mandate: bool) -> None:
        if mandate != person.mandate:
            person.mandate = mandate
            person.work_out_tier()

    def _supervise(self, person: Person, today: int, state: State, end: int) -> None:
        """Enter a state in the community that lasts until ``end`` unless something happens."""
        unit = self.unit
        came_from = person.state
        person.supervision_day = today
        person.state_ends = end
        person.suspended = False
        unit.move(person, state, today)
        ending = self._endings.get(state, self.order_completed)
        unit.diary.enter(end, ending, person, person.version)
        self.resume(person, today)
        unit.casework.supervision_begins(person, today, came_from)
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
                self.unit.casework.load_changed(person)
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
        start = end - round(reset.last_fraction * (end - person.supervision_day))
        if today >= start:
            self.suspend_supervision(person, today)
        else:
            self.unit.diary.enter(start, self.suspend_supervision, person, person.version)

    def suspend_supervision(self, person: Person, today: int) -> None:
        """Supervision is suspended: no points, no contacts, one contact midway."""
        if person.suspended or not self.unit.settings.sentencing.reset.enabled:
            return
        person.suspended = True
        self.unit.tally.add("supervision suspended")
        self.unit.ledger.record(today, "supervision suspended", person)
        self.unit.casework.supervision_suspended(person, today, self.supervision_end(person))

    def order_completed(self, person: Person, today: int) -> None:
        """An order comes to its end."""
        self.unit.tally.add("orders completed")
        self.close(person, today, "order completed")

    # Custody ------------------------------------------------------------------------------

    def begin_custody(self, person: Person, today: int, kind: SentenceKind) -> None:
        """A custodial sentence begins; time served on remand counts."""
        unit = self.unit
        custody = unit.settings.sentencing.custody
        chance = unit.chance
        person.kind = kind
        person.sentence_day = today
        person.notice_given = False
        person.recalls = 0
        person.attempts = 0
        person.scheme = ""
        number = person.sentence_number
        person.remand = 0
        self._set_mandate(person, True)
        person.unpaid_work = False
        if number:
            programme = chance.uniform(purposes.REQUIREMENTS, person.key, 8 * number + 1)
            on_remand = chance.uniform(purposes.REMAND, person.key, 2 * number)
            how_long = chance.uniform(purposes.REMAND, person.key, 2 * number + 1)
        else:
            programme = person.requirement_draws[1]
            on_remand, how_long = person.remand_draws
        person.programme = programme < unit.settings.sentencing.orders.programme_share
        if kind is not SentenceKind.LIFE and on_remand < custody.remand_share:
            person.remand = round(how_long * custody.remand_max_fraction * person.length)
        if kind is SentenceKind.LIFE:
            person.expiry = NEVER
        else:
            person.expiry = max(today + 1, today + person.length - person.remand)
            if kind is SentenceKind.EXTENDED:
                person.expiry += round(custody.extension_years * DAYS_PER_YEAR)
        unit.move(person, State.CUSTODY_PRISON, today)
        self.plan_custody(person, today)

    def plan_custody(self, person: Person, today: int) -> None:
        """Plan handover and release under the rules of today; older plans become void."""
        unit = self.unit
        settings = unit.settings
        custody, handover = settings.sentencing.custody, settings.sentencing.handover
        person.version += 1
        diary, version = unit.diary, person.version
        if person.kind in (SentenceKind.STANDARD, SentenceKind.LONGER):
            plan = plan_release(
                person, today, settings, unit.chance, unit.calendar, unit.ecsl_since
            )
            person.conditional_release = plan.usual_day
            person.release_day = max(today, plan.day)
            person.scheme = plan.scheme
            if plan.scheme == "ecsl" and not person.notice_given:
                person.planned_release = max(plan.usual_day, today)
                diary.enter(plan.notice_day, self.notice_of_release, person, version)
            else:
                person.planned_release = person.release_day
            diary.enter(person.release_day, self.release, person, version)
            lead = handover.determinate_days
        else:
            if person.kind is SentenceKind.LIFE:
                earliest = person.sentence_day + person.length
            else:
                earliest = conditional_release_day(
                    person.sentence_day, person.length, custody.longer_fraction, person.remand
                )
            months = person.attempts * custody.parole_every_months
            hearing = max(today + 1, earliest + months_to_days(months))
            person.conditional_release = earliest
            person.release_day = person.planned_release = hearing
            if person.kind is SentenceKind.EXTENDED:
                last = person.sentence_day + person.length - person.remand
                if hearing >= last:
                    person.release_day = person.planned_release = max(today, last)
                    diary.enter(person.release_day, self.release, person, version)
                else:
                    diary.enter(hearing, self.parole_hearing, person, version)
            else:
                diary.enter(hearing, self.parole_hearing, person, version)
            lead = handover.parole_days
        if person.mappa >= 2 or person.assessed_rosh == 3:
            lead = max(lead, handover.early_allocation_days)
        if person.state is State.CUSTODY_PRISON:
            person.handover_day = handover_day(
                person.sentence_day,
                person.planned_release,
                whole_within_days=months_to_days(handover.whole_if_release_within_months),
                lead_days=lead,
            )
            if person.handover_day <= today:
                self.hand_over_to_community(person, today)
            else:
                diary.enter(person.handover_day, self.hand_over_to_community, person, version)
                unit.casework.prison_held(person, today)
        else:
            unit.casework.release_planned(person, today)

    def hand_over_to_community(self, person: Person, today: int) -> None:
        """The community officer takes the case over from the prison's manager."""
        if person.state is not State.CUSTODY_PRISON:
            return
        self.unit.move(person, State.CUSTODY_COMMUNITY, today, keep_version=True)
        self.unit.casework.handed_over(person, today)
        self.unit.casework.release_planned(person, today)

    def notice_of_release(self, person: Person, today: int) -> None:
        """The unit learns that a release has been brought forward."""
        person.notice_given = True
        person.planned_release = person.release_day
        if person.state is State.CUSTODY_PRISON:
            self.hand_over_to_community(person, today)
        self.unit.ledger.record(today, "notice of early release", person, person.scheme)
        self.unit.casework.release_brought_forward(person, today)

    def parole_hearing(self, person: Person, today: int) -> None:
        """The Parole Board directs release or not; a refusal sets the next hearing."""
        custody = self.unit.settings.sentencing.custody
        u = self.unit.chance.uniform(
            purposes.PAROLE, person.key, 100 * person.sentence_number + person.attempts
        )
        self.unit.tally.add("parole hearings")
        if u < custody.parole_grant_share:
            self.release(person, today)
        else:
            person.attempts += 1
            self.unit.casework.parole_refused(person, today)
            self.plan_custody(person, today)

    def replan(self, today: int) -> None:
        """Rules have changed: look again at everybody in custody and under supervision."""
        for state in (State.CUSTODY_PRISON, State.CUSTODY_COMMUNITY):
            for person in list(self.unit.in_state[state].values()):
                if person.recalls == 0 and not person.notice_given:
                    self.plan_custody(person, today)
        for state in sorted(IN_COMMUNITY):
            for person in list(self.unit.in_state[state].values()):
                self.plan_suspension(person, today)

    # Release ------------------------------------------------------------------------------

    def release(self, person: Person, today: int) -> None:
        """First release from a sentence, on licence (or straight to supervision after it)."""
        unit = self.unit
        unit.tally.add("releases")
        unit.tally.add_daily("releases", today)
        early = person.scheme != "" and person.conditional_release > today
        if early:
            unit.tally.add("early releases")
            unit.tally.add(f"early releases {person.scheme}")
        if not unit.casework.release(person, today):
            unit.tally.add("unprepared releases")
            person.unprepared_until = (
                today + unit.settings.enforcement.non_compliance.unprepared_days
            )
        unit.ledger.record(today, "released", person, person.scheme)
        self._set_post_sentence_end(person, today)
        curfew_ends = person.conditional_release
        if person.kind is SentenceKind.LIFE:
            u = unit.chance.uniform(purposes.LIFE, person.key, 1)
            years = -math.log1p(-u) * unit.settings.sentencing.custody.life_licence_years
            person.expiry = today + max(1, round(years * DAYS_PER_YEAR))
        tagged = early and person.scheme == "hdc" and person.expiry > today
        if tagged:
            person.tagged_until = curfew_ends
        self.go_on_licence(person, today)
        if tagged:
            self._curfew(person, today, curfew_ends)

    def _set_post_sentence_end(self, person: Person, today: int) -> None:
        rule = self.unit.settings.sentencing.post_sentence
        person.pss_end = LONG_AGO
        if (
            rule.enabled
            and person.kind in (SentenceKind.STANDARD, SentenceKind.LONGER)
            and 1 < person.length < months_to_days(rule.under_months)
        ):
            # Counted from the conditional date, so that early release does not move the end.
            start = max(person.sentence_day, person.conditional_release)
            person.pss_end = start + months_to_days(rule.total_months)

    def go_on_licence(self, person: Person, today: int) -> None:
        """Licence until the sentence expires."""
        if person.expiry <= today:
            self.licence_expires(person, today)
        else:
            self._supervise(person, today, State.LICENCE, person.expiry)

    def _curfew(self, person: Person, today: int, ends: int) -> None:
        """Home detention curfew may fail for want of accommodation before its end."""
        rate = self.unit.settings.early_release.hdc.accommodation_failure_per_month
        if rate <= 0.0:
            return
        u = self.unit.chance.uniform(purposes.HDC, person.key, 1000 + person.sentence_number)
        fails = today + math.ceil(-math.log1p(-u) / rate * 365.25 / 12)
        if fails < ends:
            self.unit.diary.enter(fails, self.return_from_curfew, person, person.version)

    def return_from_curfew(self, person: Person, today: int) -> None:
        """Back to custody until the conditional release date; not a recall."""
        unit = self.unit
        unit.tally.add("curfew returns")
        unit.ledger.record(today, "returned from curfew", person)
        unit.move(person, State.CUSTODY_COMMUNITY, today)
        person.scheme = ""
        person.notice_given = True
        person.release_day = person.planned_release = max(today + 1, person.conditional_release)
        unit.casework.taken_into_custody(person, today)
        unit.diary.enter(person.release_day, self.release_after_curfew, person, person.version)

    def release_after_curfew(self, person: Person, today: int) -> None:
        """Release on the conditional date after a curfew that failed."""
        self.unit.tally.add("re-releases")
        self.unit.casework.release(person, today)
        self.go_on_licence(person, today)

    def licence_expires(self, person: Person, today: int) -> None:
        """The sentence expires: post-sentence supervision, another order, or the end."""
        self.unit.tally.add("licences expired")
        rule = self.unit.settings.sentencing.post_sentence
        if rule.enabled and person.pss_end > today:
            self.unit.tally.add("post-sentence supervision begun")
            self._supervise(person, today, State.POST_SENTENCE, person.pss_end)
        else:
            self._to_order_or_close(person, today, "licence expired")

    def post_sentence_ends(self, person: Person, today: int) -> None:
        """Post-sentence supervision comes to its end."""
        self._to_order_or_close(person, today, "post-sentence supervision ended")

    def _to_order_or_close(self, person: Person, today: int, why: str) -> None:
        if person.order_end > today and person.order_state is not State.UNPAID_WORK_ONLY:
            self._supervise(person, today, person.order_state, person.order_end)
        else:
            self.close(person, today, why)

    # Return -------------------------------------------------------------------------------

    def go_back_to_custody(self, person: Person, today: int, back_until: int) -> None:
        """Recall: in custody until ``back_until`` or the end of the sentence."""
        unit = self.unit
        unit.move(person, State.RECALLED, today)
        person.recalls += 1
        unit.tally.add("recalls")
        until = min(back_until, person.expiry)
        person.release_day = person.planned_release = until
        unit.casework.recalled(person, today, until)
        unit.diary.enter(until, self.end_of_recall, person, person.version)

    def end_of_recall(self, person: Person, today: int) -> None:
        """Release again, or the end of the sentence."""
        unit = self.unit
        unit.tally.add("recalls ended")
        if today >= person.expiry:
            unit.tally.add("recalls ended at expiry")
        else:
            unit.tally.add("re-releases")
        unit.casework.release(person, today)
        unit.ledger.record(today, "released after recall", person)
        self.go_on_licence(person, today)

    def sentenced_to_custody_again(self, person: Person, today: int, mean_months: float) -> None:
        """A new custodial sentence for somebody under supervision ends or overlaps the old one."""
        unit = self.unit
        person.sentence_number += 1
        u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10 * person.sentence_number)
        person.length = max(14, round(-math.log1p(-u) * mean_months * 365.25 / 12))
        unit.tally.add("sentenced custody")
        unit.tally.add("sentenced again")
        unit.ledger.record(today, "sentenced to custody again", person)
        old_expiry = person.expiry if person.state is State.LICENCE else LONG_AGO
        person.order_end = LONG_AGO
        unit.casework.taken_into_custody(person, today)
        kind = person.kind if person.kind is SentenceKind.LIFE else SentenceKind.STANDARD
        if kind is SentenceKind.LIFE and person.state is State.LICENCE:
            self.enforcement.recall(person, today)
            return
        self.begin_custody(person, today, SentenceKind.STANDARD)
        person.expiry = max(person.expiry, old_expiry)

    def sentenced_to_order_again(self, person: Person, today: int) -> None:
        """A new order for somebody under supervision: it overlaps and may outlast the old one."""
        unit = self.unit
        person.sentence_number += 1
        number = person.sentence_number
        u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10 * number + 1)
        state = State.COMMUNITY_ORDER if u < 0.5 else State.SUSPENDED_ORDER
        u = unit.chance.uniform(purposes.NEW_SENTENCE, person.key, 10 * number + 2)
        lengths = getattr(unit.settings.sentencing.orders, state.value)
        months = lengths.shortest_months + u * (lengths.upper_months[-2] - lengths.shortest_months)
        length = months_to_days(months)
        unit.tally.add(f"sentenced {state.value}")
        unit.tally.add("sentenced again")
        unit.ledger.record(today, "sentenced to an order again", person, state.value)
        if person.state is State.LICENCE:
            person.order_end = max(person.order_end, today + length)
            person.order_state = state
            return
        self.begin_order(person, today, state, length)

    def close(self, person: Person, today: int, why: str) -> None:
        """Supervision ends and the case is closed."""
        unit = self.unit
        unit.casework.case_closes(person, today)
        unit.move(person, State.CLOSED, today)
        person.closed_day = today
        unit.tally.add("persons out")
        if unit.ledger.on:
            unit.ledger.record(today, "case closed", person, why)
