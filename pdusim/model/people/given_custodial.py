"""Persons of a file under a custodial sentence: in custody, on licence, recalled, after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.domain.sentences import (
    handover_day,
    months_to_days,
    parole_eligibility_day,
    recall_end_day,
)
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.given_facts import fit_tier
from pdusim.model.people.given_terms import END, PLACE, STATE
from pdusim.model.people.person import (
    Person,
    SentenceKind,
    State,
)
from pdusim.model.people.population import DAYS_PER_MONTH, DAYS_PER_YEAR

if TYPE_CHECKING:
    from pdusim.model.people.given_terms import GivenTerms
    from pdusim.model.people.scope import People
    from pdusim.scenario.caseload.given import GivenCase

_KINDS: Final = {
    "custody": SentenceKind.STANDARD,
    "longer": SentenceKind.LONGER,
    "extended": SentenceKind.EXTENDED,
    "life": SentenceKind.LIFE,
}
_OVERDUE_DAYS: Final = 60
"""Within how many days somebody leaves prison whose release, by the dates, is over already."""


class GivenCustodial:
    """Puts persons of a file where they stand under a custodial sentence.

    Parameters
    ----------
    unit : People
        Where they are.
    terms : GivenTerms
        Their sentences.
    """

    def __init__(self, unit: People, terms: GivenTerms) -> None:
        self.unit = unit
        self.terms = terms

    def settle(self, person: Person, case: GivenCase) -> None:
        """Put somebody where the file, or the part of the sentence served, says."""
        person.kind = self._kind(person, case)
        self._remand(person, case)
        custody = self.unit.lives.custody
        if person.kind is SentenceKind.LIFE:
            person.expiry = 10**7
        elif person.kind is SentenceKind.EXTENDED:
            extension = round(self.unit.settings.sentencing.custody.extension_years * DAYS_PER_YEAR)
            person.expiry = person.sentence_day + person.length - person.remand + extension
        else:
            person.expiry = custody.law.day(custody.law.dates(person, 0).expiry) + 1
        end = self.terms.day(case.end)
        if end is not None and end >= 0:
            person.expiry = max(1, end)
        person.recalls = case.recalls or 0
        state = case.state or self._likely_state(person)
        if state == "recalled":
            self._recalled(person, case)
        elif state == "licence":
            self._on_licence(person, case)
        elif state == "post_sentence":
            self._after_the_sentence(person, case)
        else:
            self._in_custody(person, case, state)

    def _likely_state(self, person: Person) -> str:
        """In custody or on licence, by the part of the sentence served."""
        served = -person.sentence_day / max(1, person.length)
        custody = self.unit.settings.sentencing.custody
        fraction = (
            custody.release_fraction
            if person.kind is SentenceKind.STANDARD
            else custody.longer_fraction
        )
        if person.kind is SentenceKind.LIFE:
            fraction = 1.0 + self.terms.u(person, STATE)
        return "custody" if served < fraction else "licence"

    def _kind(self, person: Person, case: GivenCase) -> SentenceKind:
        kind = _KINDS[case.sentence]
        if kind is SentenceKind.STANDARD and case.end is None and case.release is None:
            drawn = self.unit.lives.custody.kind_of(person)
            return kind if drawn is SentenceKind.EXTENDED else drawn
        return kind

    def _remand(self, person: Person, case: GivenCase) -> None:
        """Days on remand that reconcile start, end and release: both dates count them."""
        start, end = self.terms.day(case.start), self.terms.day(case.end)
        release = self.terms.day(case.release)
        person.remand = 0
        if release is None or start is None or case.state == "recalled":
            return
        if person.kind in (SentenceKind.LIFE, SentenceKind.EXTENDED):
            return
        fraction = self.terms.fraction(case)
        if end is not None and end > release:
            length = round((end - release) / max(0.05, 1.0 - fraction))
            remand = start + length - end
        else:
            length = person.length
            remand = start + round(fraction * length) - release
        if 0 <= remand <= length:
            person.length, person.remand = max(1, length), remand

    def _on_licence(self, person: Person, case: GivenCase) -> None:
        unit = self.unit
        release = self.terms.day(case.release)
        if release is None:
            release = min(
                -1, person.sentence_day + round(self.terms.fraction(case) * person.length)
            )
        release = max(min(release, -1), person.sentence_day)
        person.conditional_release = person.planned_release = person.release_day = release
        person.unpaid_work = False
        self._requirements(person, case)
        if person.kind is SentenceKind.LIFE:
            if person.expiry >= 10**7:
                years = unit.settings.sentencing.custody.life_licence_years
                person.expiry = 1 + round(self.terms.u(person, END) * years * DAYS_PER_YEAR)
        else:
            self._top_up(person, case)
        person.expiry = max(1, person.expiry)
        begun = self.terms.day(case.supervised_since)
        begun = release if begun is None else min(begun, -1)
        unit.lives.supervise(person, begun, State.LICENCE, person.expiry)

    def _top_up(self, person: Person, case: GivenCase) -> None:
        """The end of supervision after the sentence, as given or by the law."""
        law = self.unit.lives.custody.law
        end = self.terms.day(case.supervision_end)
        if end is not None:
            person.pss_end = end
        elif person.kind not in (SentenceKind.LIFE, SentenceKind.EXTENDED):
            top_up = law.dates(person, 0).top_up_supervision_expiry
            if top_up is not None:
                person.pss_end = law.day(top_up) + 1

    def _after_the_sentence(self, person: Person, case: GivenCase) -> None:
        unit = self.unit
        end = self.terms.day(case.end)
        rule = unit.settings.sentencing.post_sentence
        whole = months_to_days(rule.total_months)
        if end is None or end <= 0:
            # Somewhere on the way from the end of the sentence to a year after the release.
            expired = 0 if end is None else end
            left = max(1, whole + expired)
            end = 1 + int(self.terms.u(person, END) * left) if case.end is None else left
        person.pss_end = end
        begun = self.terms.day(case.supervised_since)
        if begun is None:
            begun = min(-1, person.sentence_day + person.length)
        person.expiry = min(begun, -1)
        person.release_day = min(
            person.expiry, person.sentence_day + round(self.terms.fraction(case) * person.length)
        )
        self._requirements(person, case)
        unit.lives.supervise(person, min(begun, -1), State.POST_SENTENCE, end)

    def _requirements(self, person: Person, case: GivenCase) -> None:
        """Whether there is a programme; every custodial sentence is a mandate for change."""
        share = self.unit.settings.sentencing.orders.programme_share
        person.programme = person.requirement_draws[1] < share
        if case.programme is not None:
            person.programme = case.programme
        person.unpaid_work = bool(case.unpaid_work)
        person.mandate = case.tier is None or case.tier[1] != "0"
        fit_tier(person, case)

    def _recalled(self, person: Person, case: GivenCase) -> None:
        unit = self.unit
        self._requirements(person, case)
        self._top_up(person, case)
        rule = unit.settings.enforcement.recall
        since = self.terms.day(case.recalled_on)
        until = self.terms.day(case.release)
        mean = rule.standard_months * DAYS_PER_MONTH
        if since is None:
            since = -1 - int(self.terms.u(person, PLACE) * mean)
        since = max(since, person.sentence_day)
        if until is None or until <= 0:
            # The part of a standard recall that is left.
            days = 1 + round(
                mean * unit.gamma(rule.standard_shape, self.terms.u(person, END)) / 2.0
            )
            until = recall_end_day(0, max(person.expiry, 1), days)
        # One of the recalls given is this one.
        person.recalls = max(0, person.recalls - 1)
        person.expiry = max(person.expiry, 1)
        unit.lives.custody.go_back_to_custody(person, since, max(1, until))

    def _in_custody(self, person: Person, case: GivenCase, state: str) -> None:
        unit = self.unit
        custody = unit.lives.custody
        self._requirements(person, case)
        self._hearings_gone_by(person)
        unit.move(person, State.CUSTODY_PRISON, person.sentence_day)
        custody.plan(person, 0)
        held = state == "custody_prison" and person.state is State.CUSTODY_COMMUNITY
        if held:
            # Planned by the rules it would be the community's by now, and it is not.
            unit.move(person, State.CUSTODY_PRISON, 0, keep_version=True)
        release = self.terms.day(case.release)
        if (
            release is None
            and person.release_day <= 0
            and person.kind
            in (
                SentenceKind.STANDARD,
                SentenceKind.LONGER,
            )
        ):
            release = 1 + int(self.terms.u(person, PLACE) * _OVERDUE_DAYS)
        if release is not None and person.kind is SentenceKind.EXTENDED:
            last = person.sentence_day + person.length - person.remand
            self._release_on(person, max(0, release), by_board=release < last)
        elif release is not None and person.kind is not SentenceKind.LIFE:
            self._release_on(person, max(0, release))
        if state == "custody_community" and person.state is State.CUSTODY_PRISON:
            custody.hand_over_to_community(person, 0)
        elif state == "custody_prison":
            if person.state is State.CUSTODY_COMMUNITY:
                unit.move(person, State.CUSTODY_PRISON, 0, keep_version=True)
            elif not held or person.handover_day > 0:
                return
            unit.diary.enter(
                1,
                Turn.HAND_OVER_TO_COMMUNITY,
                custody.handover_due,
                person,
                person.version,
            )

    def _hearings_gone_by(self, person: Person) -> None:
        """Hearings of the Parole Board so far, so that the next one is not tomorrow for all."""
        rule = self.unit.settings.sentencing.custody
        if person.kind is SentenceKind.LIFE:
            earliest = person.sentence_day + person.length
        elif person.kind is SentenceKind.EXTENDED:
            earliest = parole_eligibility_day(
                person.sentence_day, person.length, rule.longer_fraction, person.remand
            )
        else:
            return
        apart = months_to_days(rule.parole_every_months)
        if earliest <= 0:
            person.attempts = -earliest // max(1, apart) + 1

    def _release_on(self, person: Person, day: int, *, by_board: bool = False) -> None:
        """The release is on the day that the file says, whatever the rules would make of it.

        Parameters
        ----------
        person : Person
            Who is in custody.
        day : int
            The day.
        by_board : bool
            Whether it is the day on which the Parole Board says yes or no.
        """
        if person.release_day == day and person.scheme != "ecsl":
            return
        unit = self.unit
        settings = unit.settings
        custody = unit.lives.custody
        person.conditional_release = max(person.conditional_release, day)
        person.planned_release = person.release_day = day
        person.scheme = ""
        person.expiry = max(person.expiry, day)
        person.version += 1
        if by_board:
            hearing = max(1, day)
            unit.diary.enter(
                hearing, Turn.PAROLE_HEARING, custody.parole_hearing, person, person.version
            )
        else:
            unit.diary.enter(day, Turn.RELEASE, custody.release, person, person.version)
        rule = settings.sentencing.handover
        lead = rule.determinate_days
        if person.kind is SentenceKind.EXTENDED:
            lead = rule.parole_days
        if person.mappa >= 2 or person.assessed_rosh == 3:
            lead = max(lead, rule.early_allocation_days)
        if person.state is State.CUSTODY_COMMUNITY:
            return
        person.handover_day = handover_day(
            person.sentence_day,
            day,
            whole_within_days=months_to_days(rule.whole_if_release_within_months),
            lead_days=lead,
        )
        if person.handover_day <= 0:
            custody.hand_over_to_community(person, 0)
        else:
            unit.diary.enter(
                person.handover_day,
                Turn.HAND_OVER_TO_COMMUNITY,
                custody.handover_due,
                person,
                person.version,
            )
