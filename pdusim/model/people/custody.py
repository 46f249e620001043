"""A custodial sentence: custody, release, licence, supervision after it, recall.

What officers have to do goes through ``unit.supervision``; what comes after it through ``lives``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pdusim.domain.sentences import (
    handover_day,
    months_to_days,
    parole_eligibility_day,
    sentence_expiry_day,
)
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.law import LawInForce
from pdusim.model.people.person import LONG_AGO, Person, SentenceKind, State
from pdusim.model.people.release import plan_release
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.people.lives import Lives
    from pdusim.model.people.scope import People

DAYS_PER_YEAR: Final = 365.25
NEVER: Final = 10**7


class Custody:
    """What happens to persons under a custodial sentence, on dates."""

    def __init__(self, unit: People, lives: Lives) -> None:
        self.unit = unit
        self.lives = lives
        self.settings_changed()

    def settings_changed(self) -> None:
        """Read the law in force anew."""
        unit = self.unit
        self.law = LawInForce(unit.settings, unit.chance, unit.calendar.start)

    # Custody ----------------------------------------------------------------------------------

    def kind_of(self, person: Person) -> SentenceKind:
        """How the release of a first sentence is decided: the long ones have kinds of their own."""
        custody = self.unit.settings.sentencing.custody
        if person.length < 4 * DAYS_PER_YEAR:
            return SentenceKind.STANDARD
        u = self.unit.chance.uniform(purposes.SENTENCE_KIND, person.key, person.sentence_number)
        if u < custody.extended_share:
            return SentenceKind.EXTENDED
        if u < custody.extended_share + custody.longer_fraction_share:
            return SentenceKind.LONGER
        return SentenceKind.STANDARD

    def begin(self, person: Person, today: int, kind: SentenceKind) -> None:
        """A custodial sentence begins; time served on remand counts."""
        unit = self.unit
        custody = unit.settings.sentencing.custody
        person.kind = kind
        person.sentence_day = today
        person.notice_given = False
        person.recalls = 0
        person.recall_asked = person.charged = False
        person.curfew_checked = person.curfew_refused = False
        person.attempts = 0
        person.scheme = ""
        person.remand = 0
        self.lives.set_mandate(person, True)
        person.unpaid_work = False
        _, programme, _, _ = person.requirement_draws
        on_remand, how_long = person.remand_draws
        person.programme = programme < unit.settings.sentencing.orders.programme_share
        if kind is not SentenceKind.LIFE and on_remand < custody.remand_share:
            person.remand = round(how_long * custody.remand_max_fraction * person.length)
        person.pss_end = LONG_AGO
        if kind is SentenceKind.LIFE:
            person.expiry = NEVER
        elif kind is SentenceKind.EXTENDED:
            extension = round(custody.extension_years * DAYS_PER_YEAR)
            person.expiry = sentence_expiry_day(today, person.length, person.remand, extension)
        else:
            person.expiry = self.law.day(self.law.dates(person, today).expiry) + 1
        unit.move(person, State.CUSTODY_PRISON, today)
        self.plan(person, today)

    def plan(self, person: Person, today: int) -> None:
        """Plan handover and release under the rules of today; older plans become void."""
        unit = self.unit
        settings = unit.settings
        custody, handover = settings.sentencing.custody, settings.sentencing.handover
        person.version += 1
        diary, version = unit.diary, person.version
        if person.kind in (SentenceKind.STANDARD, SentenceKind.LONGER):
            plan = plan_release(
                person, today, settings, self.law, unit.chance, unit.calendar, unit.ecsl_since
            )
            person.conditional_release = plan.usual_day
            person.pss_end = plan.pss_end
            person.release_day = self.working_day(plan.day, today)
            person.scheme = plan.scheme
            if plan.scheme == "ecsl" and not person.notice_given:
                person.planned_release = max(plan.usual_day, today)
                diary.enter(
                    plan.notice_day, Turn.NOTICE_OF_RELEASE, self.notice_of_release, person, version
                )
            else:
                person.planned_release = person.release_day
            diary.enter(person.release_day, Turn.RELEASE, self.release, person, version)
            lead = handover.determinate_days
        else:
            if person.kind is SentenceKind.LIFE:
                earliest = person.sentence_day + person.length
            else:
                earliest = parole_eligibility_day(
                    person.sentence_day, person.length, custody.longer_fraction, person.remand
                )
            hearing = self._hearing(person, today, earliest)
            person.conditional_release = earliest
            person.release_day = person.planned_release = hearing
            if person.kind is SentenceKind.EXTENDED:
                last = sentence_expiry_day(person.sentence_day, person.length, person.remand)
                if hearing >= last:
                    person.release_day = person.planned_release = self.working_day(last, today)
                    diary.enter(person.release_day, Turn.RELEASE, self.release, person, version)
                else:
                    diary.enter(hearing, Turn.PAROLE_HEARING, self.parole_hearing, person, version)
            else:
                diary.enter(hearing, Turn.PAROLE_HEARING, self.parole_hearing, person, version)
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
                diary.enter(
                    person.handover_day,
                    Turn.HAND_OVER_TO_COMMUNITY,
                    self.handover_due,
                    person,
                    version,
                )
                unit.supervision.prison_held(person, today)
        else:
            unit.supervision.release_planned(person, today)

    def _hearing(self, person: Person, today: int, earliest: int) -> int:
        """The day of the next hearing; the Board sits, and directs a release, on working days."""
        months = person.attempts * self.unit.settings.sentencing.custody.parole_every_months
        day = max(today + 1, earliest + months_to_days(months))
        return self.unit.calendar.add_working_days(day, 0) if day <= self.unit.horizon else day

    def handover_due(self, person: Person, today: int) -> None:
        """The day of the handover: put off where the prison's managers have not prepared it."""
        if person.state is not State.CUSTODY_PRISON:
            return
        late = self.unit.settings.sentencing.handover.late_days
        day = min(today + late, person.planned_release - 1)
        if day <= today or self._prepared(person):
            self.hand_over_to_community(person, today)
            return
        self.unit.tally.add(counts.HANDOVERS_LATE)
        self.unit.ledger.record(today, "handover from prison late", person)
        self.unit.diary.enter(
            day,
            Turn.HAND_OVER_TO_COMMUNITY,
            self.hand_over_to_community,
            person,
            person.version,
        )

    def _prepared(self, person: Person) -> bool:
        """Whether the prison's managers got to a handover: the fewer for their cases, the less."""
        unit = self.unit
        rule = unit.settings.sentencing.handover
        if rule.prison_managers is None:
            return True
        able = rule.prison_managers * rule.prisoners_each * unit.settings.unit.scale
        held = len(unit.in_state[State.CUSTODY_PRISON])
        u = unit.chance.uniform(purposes.PRISON_HANDOVER, person.key, person.sentence_number)
        return u * held < able

    def hand_over_to_community(self, person: Person, today: int) -> None:
        """The community officer takes the case over from the prison's manager."""
        if person.state is not State.CUSTODY_PRISON:
            return
        self.unit.move(person, State.CUSTODY_COMMUNITY, today, keep_version=True)
        self.unit.supervision.handed_over(person, today)
        self.unit.supervision.release_planned(person, today)

    def notice_of_release(self, person: Person, today: int) -> None:
        """The unit learns that a release has been brought forward."""
        person.notice_given = True
        person.planned_release = person.release_day
        if person.state is State.CUSTODY_PRISON:
            self.hand_over_to_community(person, today)
        self.unit.ledger.record(today, "notice of early release", person, person.scheme)
        self.unit.supervision.release_brought_forward(person, today)

    def parole_hearing(self, person: Person, today: int) -> None:
        """The Parole Board directs release or not; a refusal sets the next hearing."""
        custody = self.unit.settings.sentencing.custody
        u = self.unit.chance.uniform(
            purposes.PAROLE, person.key, 100 * person.sentence_number + person.attempts
        )
        self.unit.tally.add(counts.PAROLE_HEARINGS)
        if u < custody.parole_grant_share:
            self.release(person, today)
        else:
            person.attempts += 1
            self.unit.supervision.parole_refused(person, today)
            self.plan(person, today)

    def working_day(self, day: int, not_before: int) -> int:
        """The working day of a release: on or before its day, or the next from a day on."""
        calendar = self.unit.calendar
        if day > self.unit.horizon:
            # Of no consequence for the run, and perhaps beyond its calendar.
            return max(day, not_before)
        custody = self.unit.settings.sentencing.custody
        found = calendar.release_day(day, custody.avoid_fridays)
        return found if found >= not_before else calendar.add_working_days(not_before, 0)

    # Release ----------------------------------------------------------------------------------

    def release(self, person: Person, today: int) -> None:
        """First release from a sentence, on licence (or straight to supervision after it)."""
        unit = self.unit
        curfew = person.scheme == "hdc" and min(person.conditional_release, person.expiry) > today
        if curfew and not self.lives.curfews.granted(person, today, person.conditional_release):
            self.plan(person, today)
            return
        unit.tally.add(counts.RELEASES)
        unit.tally.add_daily(counts.RELEASES, today)
        by_regime = person.scheme not in ("", "ecsl", "hdc")
        early = by_regime or (person.scheme != "" and person.conditional_release > today)
        if early:
            unit.tally.add(counts.EARLY_RELEASES)
            scheme = "regime" if by_regime else person.scheme
            unit.tally.add(counts.EARLY_RELEASES_BY_SCHEME[scheme])
        unit.ledger.record(today, "released", person, person.scheme)
        if not unit.supervision.release(person, today):
            unit.tally.add(counts.UNPREPARED_RELEASES)
            person.unprepared_until = (
                today + unit.settings.enforcement.non_compliance.unprepared_days
            )
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

    def go_on_licence(self, person: Person, today: int) -> None:
        """Licence until the sentence expires."""
        if person.expiry <= today:
            self.licence_expires(person, today)
        else:
            self.lives.supervise(person, today, State.LICENCE, person.expiry)

    def _curfew(self, person: Person, today: int, ends: int) -> None:
        """Home detention curfew may fail for want of accommodation before its end."""
        rate = self.unit.settings.early_release.hdc.accommodation_failure_per_month
        lost = self.lives.curfews.lost_early(person)
        if rate <= 0.0 and not lost:
            return
        u = self.unit.chance.uniform(purposes.HDC, person.key, 1000 + person.sentence_number)
        if lost:
            fails = today + 1 + int(u * self.unit.settings.surroundings.curfews.no_consent_days)
        else:
            fails = today + math.ceil(-math.log1p(-u) / rate * 365.25 / 12)
        if fails < ends:
            self.unit.diary.enter(
                fails, Turn.RETURN_FROM_CURFEW, self.return_from_curfew, person, person.version
            )

    def return_from_curfew(self, person: Person, today: int) -> None:
        """Back to custody until the conditional release date; not a recall."""
        unit = self.unit
        unit.tally.add(counts.CURFEW_RETURNS)
        unit.ledger.record(today, "returned from curfew", person)
        unit.move(person, State.CUSTODY_COMMUNITY, today)
        person.scheme = ""
        person.notice_given = True
        person.release_day = person.planned_release = self.working_day(
            person.conditional_release, today + 1
        )
        unit.supervision.taken_into_custody(person, today)
        unit.diary.enter(
            person.release_day,
            Turn.RELEASE_AFTER_CURFEW,
            self.release_after_curfew,
            person,
            person.version,
        )

    def release_after_curfew(self, person: Person, today: int) -> None:
        """Release on the conditional date after a curfew that failed."""
        self.unit.tally.add(counts.RE_RELEASES)
        self.unit.ledger.record(today, "released after curfew", person)
        self.unit.supervision.release(person, today)
        self.go_on_licence(person, today)

    def licence_expires(self, person: Person, today: int) -> None:
        """The sentence expires: post-sentence supervision, another order, or the end."""
        self.unit.tally.add(counts.LICENCES_EXPIRED)
        if self.has_post_sentence(today) and person.pss_end > today:
            self.unit.tally.add(counts.POST_SENTENCE_BEGUN)
            self.lives.supervise(person, today, State.POST_SENTENCE, person.pss_end)
        else:
            self.lives.to_order_or_close(person, today, "licence expired")

    def has_post_sentence(self, today: int) -> bool:
        """Whether there is supervision after the sentence on a day."""
        rule = self.unit.settings.sentencing.post_sentence
        return rule.enabled and (rule.ends is None or today < self.law.day(rule.ends))

    def post_sentence_ends(self, person: Person, today: int) -> None:
        """Post-sentence supervision comes to its end."""
        self.lives.to_order_or_close(person, today, "post-sentence supervision ended")

    # Return -----------------------------------------------------------------------------------

    def go_back_to_custody(self, person: Person, today: int, until: int) -> None:
        """Recall: in custody up to the working day of a day, or of the end of the sentence."""
        unit = self.unit
        until = self.working_day(until, today + 1)
        unit.move(person, State.RECALLED, today)
        person.recalls += 1
        unit.tally.add(counts.RECALLS)
        person.recalled_on = today
        person.release_day = person.planned_release = until
        unit.supervision.recalled(person, today, until)
        unit.diary.enter(until, Turn.END_OF_RECALL, self.end_of_recall, person, person.version)

    def look_again_at_recall(self, person: Person, today: int) -> None:
        """A new length of fixed-term recall releases people recalled before it, in tranches."""
        unit = self.unit
        found = self.law.later_term(person, person.recalled_on, today)
        # The recall is counted by now, and was not when its kind was drawn.
        if found is None or not self.law.is_fixed(person, found[1], person.recalls - 1):
            return
        until = self.working_day(
            self.law.end_of_fixed_term(person, person.recalled_on, found[0]), today
        )
        if until >= person.release_day:
            return
        person.version += 1
        person.release_day = person.planned_release = until
        unit.ledger.record(today, "recall shortened", person, f"{found[0].days} days")
        unit.diary.enter(until, Turn.END_OF_RECALL, self.end_of_recall, person, person.version)

    def end_of_recall(self, person: Person, today: int) -> None:
        """Release again, or the end of the sentence."""
        unit = self.unit
        unit.tally.add(counts.RECALLS_ENDED)
        if today >= self.working_day(person.expiry, today):
            # The sentence ends while the prison is closed: out on the working day before.
            person.expiry = min(person.expiry, today)
            unit.tally.add(counts.RECALLS_ENDED_AT_EXPIRY)
        else:
            unit.tally.add(counts.RE_RELEASES)
        unit.ledger.record(today, "released after recall", person)
        unit.supervision.release(person, today)
        self.go_on_licence(person, today)
