"""Persons whom a file gives: who they are as far as it says, the rest drawn, and where they stand.

What is not known is drawn from the model's own distributions given what is known, keyed by the
identifier, so that one file gives the same persons under every policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, exp, log1p
from typing import TYPE_CHECKING, Final

import numpy as np

from pdusim.domain.sentences import (
    handover_day,
    months_to_days,
    parole_eligibility_day,
    recall_end_day,
)
from pdusim.model.kernel.sentenced import FLOWS, Cohort
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.hazards import Ints
from pdusim.model.people.person import (
    COMPLEXITY_CODES,
    HIGH,
    IN_COMMUNITY,
    ORDERS,
    ROSH_LEVELS,
    Person,
    SentenceKind,
    State,
)
from pdusim.model.people.population import DAYS_PER_MONTH, DAYS_PER_YEAR, Population
from pdusim.outcomes import counts
from pdusim.randomness import Floats, entity_key, purpose_key

if TYPE_CHECKING:
    from pdusim.model.people.scope import People
    from pdusim.scenario.caseload.given import GivenCase
    from pdusim.scenario.schema.sentencing import Lengths

_GIVEN: Final = entity_key(1001)
# Behind those of the flows and of the life stock.
_SERIAL: Final = (len(FLOWS) + 1) * 10**7
_ORDERS: Final = ("community_order", "suspended_order", "unpaid_work_only")
_KINDS: Final = {
    "custody": SentenceKind.STANDARD,
    "longer": SentenceKind.LONGER,
    "extended": SentenceKind.EXTENDED,
    "life": SentenceKind.LIFE,
}
_LEVEL_OF_TIER: Final = {"A": 2, "B": 2, "C": 1, "D": 0}
"""The level of risk that most cases of a protect level have, where the file gives the tier only."""
_OVERDUE_DAYS: Final = 60
"""Within how many days somebody leaves prison whose release, by the dates, is over already."""
_MARGIN_DAYS: Final = 1500
"""Days between the last date of a person and the end of the working calendar."""
_LENGTH, _PLACE, _STATE, _END, _RAISED, _SETTLES = range(6)
"""Ordinals of what is drawn for a given person alone."""
_DRAW: Final = purpose_key("given.person")
_BREACH: Final = 10**6
"""Number of a breach that the file has; those to come are numbered from 0 on."""


def flow_of(case: GivenCase) -> str:
    """Return the flow of sentences that a case is of."""
    return case.sentence if case.sentence in FLOWS else "custody"


def key_of(identifier: str) -> int:
    """Return the key of a person, from the identifier alone."""
    return entity_key(_GIVEN, purpose_key(f"case {identifier}"))


class GivenPopulation(Population):
    """A population of whom a file says something.

    Parameters
    ----------
    known : sequence of GivenCase
        What it says of each, in the order of the cohort.
    """

    known: Sequence[GivenCase]

    def _risk(self) -> tuple[Ints, Floats]:
        """Risk of serious harm and score of re-offending: as given, else drawn."""
        rosh, ogrs = super()._risk()
        for place, case in enumerate(self.known):
            if case.rosh is not None:
                rosh[place] = case.rosh
            elif case.tier is not None:
                rosh[place] = _LEVEL_OF_TIER[case.tier[0]]
            if case.ogrs is not None:
                ogrs[place] = case.ogrs
        return rosh, ogrs


class GivenPeople:
    """Makes the persons of a file and puts them where they stand on the eve of the run."""

    def __init__(self, unit: People, cases: Sequence[GivenCase]) -> None:
        self.unit = unit
        self.cases = cases
        self._first = unit.settings.run.start.toordinal()
        # What lies beyond is long after the run, and the working calendar ends there.
        self._last = unit.calendar.last_day - _MARGIN_DAYS
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
            self._settle(person, case)
            self._maybe_raised(person)
        # Plans for days gone by, such as the day from which supervision is suspended.
        for day in range(self.unit.past.first_day, 0):
            self.unit.diary.read(day)
        for person, case in self.pairs:
            if case.suspended is not None:
                person.suspended = case.suspended

    def _day(self, day: date | None) -> int | None:
        return None if day is None else min(day.toordinal() - self._first, self._last)

    def _u(self, person: Person, ordinal: int) -> float:
        return self.unit.chance.uniform(_DRAW, person.key, ordinal)

    # Who they are -------------------------------------------------------------------------

    def _persons(self, flow: str, cases: list[GivenCase], before: int) -> list[Person]:
        unit = self.unit
        settings = unit.settings
        keys = np.array([key_of(case.case) for case in cases], dtype=np.uint64)
        terms = [
            self._term(flow, case, key) for case, key in zip(cases, keys.tolist(), strict=True)
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
            _take_over(person, case)
        return persons

    def _term(self, flow: str, case: GivenCase, key: int) -> tuple[int, int]:
        """Day of the sentence, and its length in days, net of time on remand."""
        uniform = self.unit.chance.uniform
        start, end = self._day(case.start), self._day(case.end)
        sentencing = self.unit.settings.sentencing
        if case.sentence == "extended" and end is not None:
            end -= round(sentencing.custody.extension_years * DAYS_PER_YEAR)
        release = self._day(case.release)
        u, v = uniform(_DRAW, key, _LENGTH), uniform(_DRAW, key, _PLACE)
        if flow == "life":
            return self._tariff(case, start, u, v)
        lengths: Lengths = (
            sentencing.custody.lengths if flow == "custody" else getattr(sentencing.orders, flow)
        )
        first, last = self._part_served(case)
        if start is not None and end is not None and end > start:
            return start, end - start
        if release is not None and start is None and case.state != "recalled":
            return self._by_release(case, lengths, release, end, u)
        if start is not None:
            if case.state == "post_sentence":
                return start, max(1, round(-start * (0.5 + 0.5 * u)))
            length = _length_over(lengths, u, -start / max(0.05, last))
            return start, max(length, 1 - start if last >= 1.0 else 1)
        if end is not None and end > 0:
            length = _length_over(lengths, u, float(end))
            return min(end - length, 0), length
        length = _length_over(lengths, u, 1.0, by_length=True)
        return -round((first + v * (last - first)) * length), length

    def _by_release(
        self, case: GivenCase, lengths: Lengths, release: int, end: int | None, u: float
    ) -> tuple[int, int]:
        """Day and length of a sentence of which the first release is known: part of the way."""
        fraction = self._fraction(case)
        rest = max(0.05, 1.0 - fraction)
        if end is not None and end > release:
            length = max(1, round((end - release) / rest))
            return min(end - length, 0, release), length
        length = _length_over(lengths, u, max(0.0, -release) / rest)
        return min(release - round(fraction * length), 0), length

    def _tariff(self, case: GivenCase, start: int | None, u: float, v: float) -> tuple[int, int]:
        """Day of a life sentence, and its tariff in days."""
        custody = self.unit.settings.sentencing.custody
        tariff = (0.5 - 0.5 * log1p(-u)) * custody.life_tariff_years * DAYS_PER_YEAR
        length = max(1, round(tariff))
        hearing = self._day(case.release)
        if hearing is not None and hearing >= 0:
            # The Parole Board is to look at it on that day: as if the tariff ended then.
            start = -max(1, round(v * length)) if start is None else start
            return start, max(1, hearing - start)
        if start is not None:
            if case.state == "custody_community":
                # The community is responsible, so the end of the tariff is near or over.
                lead = self.unit.settings.sentencing.handover.parole_days
                length = min(length, max(1, round(v * lead) - start))
            return start, min(length, self._last - start)
        waiting = (
            custody.parole_every_months * DAYS_PER_MONTH / max(0.05, custody.parole_grant_share)
        )
        served = v * (length + waiting)
        if case.state == "licence":
            served += length
        return -max(1, round(served)), length

    def _fraction(self, case: GivenCase) -> float:
        """Part of the sentence served before the usual release."""
        custody = self.unit.settings.sentencing.custody
        if case.sentence in ("longer", "extended"):
            return custody.longer_fraction
        return custody.release_fraction

    def _part_served(self, case: GivenCase) -> tuple[float, float]:
        """Between which parts of the sentence somebody in such a state is."""
        if case.sentence in _ORDERS:
            return 0.0, 1.0
        fraction = self._fraction(case)
        state = case.state or "custody"
        if state.startswith("custody"):
            return 0.0, fraction
        return (1.0, 1.3) if state == "post_sentence" else (fraction, 1.0)

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
        if self._u(person, _RAISED) < exp(-rate * rule.raised_months / 12.0):
            return
        person.raised = 1
        person.true_rosh = person.base_rosh + 1
        days = ceil(-log1p(-self._u(person, _SETTLES)) * rule.raised_months * DAYS_PER_MONTH)
        unit.diary.enter(days, Turn.RISK_SETTLES, unit.lives.risk.settle, person)
        unit.lives.risk.recount(person, 0)

    # Where they stand ---------------------------------------------------------------------

    def _order_beside(self, person: Person, case: GivenCase) -> None:
        """An order that runs beside a custodial sentence, and goes on when that is over."""
        if case.sentence in _ORDERS or case.other_order is None:
            return
        end = self._day(case.other_order_end)
        if end is None or end <= 0:
            return
        start = self._day(case.other_order_start)
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
            hearing = self._day(case.breach_hearing)
            if hearing is not None and hearing >= 0 and person.state in ORDERS:
                unit.lives.enforcement.hearing_on(person, hearing, _BREACH)

    def _settle(self, person: Person, case: GivenCase) -> None:
        if case.sentence in _ORDERS:
            self._under_an_order(person, case)
            return
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
        end = self._day(case.end)
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
            fraction = 1.0 + self._u(person, _STATE)
        return "custody" if served < fraction else "licence"

    def _kind(self, person: Person, case: GivenCase) -> SentenceKind:
        kind = _KINDS[case.sentence]
        if kind is SentenceKind.STANDARD and case.end is None and case.release is None:
            drawn = self.unit.lives.custody.kind_of(person)
            return kind if drawn is SentenceKind.EXTENDED else drawn
        return kind

    def _remand(self, person: Person, case: GivenCase) -> None:
        """Days on remand that reconcile start, end and release: both dates count them."""
        start, end = self._day(case.start), self._day(case.end)
        release = self._day(case.release)
        person.remand = 0
        if release is None or start is None or case.state == "recalled":
            return
        if person.kind in (SentenceKind.LIFE, SentenceKind.EXTENDED):
            return
        fraction = self._fraction(case)
        if end is not None and end > release:
            length = round((end - release) / max(0.05, 1.0 - fraction))
            remand = start + length - end
        else:
            length = person.length
            remand = start + round(fraction * length) - release
        if 0 <= remand <= length:
            person.length, person.remand = max(1, length), remand

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
        _fit_tier(person, case)
        whole = max(1, start + person.length)
        end = whole
        if state is not State.UNPAID_WORK_ONLY:
            early = lives._early_end(person, whole)
            end = early if early > 0 else whole
        person.order_state = state
        person.order_end = end
        begun = self._day(case.supervised_since)
        lives.supervise(person, start if begun is None else min(begun, -1), state, end)

    def _on_licence(self, person: Person, case: GivenCase) -> None:
        unit = self.unit
        release = self._day(case.release)
        if release is None:
            release = min(-1, person.sentence_day + round(self._fraction(case) * person.length))
        release = max(min(release, -1), person.sentence_day)
        person.conditional_release = person.planned_release = person.release_day = release
        person.unpaid_work = False
        self._requirements(person, case)
        if person.kind is SentenceKind.LIFE:
            if person.expiry >= 10**7:
                years = unit.settings.sentencing.custody.life_licence_years
                person.expiry = 1 + round(self._u(person, _END) * years * DAYS_PER_YEAR)
        else:
            self._top_up(person, case)
        person.expiry = max(1, person.expiry)
        begun = self._day(case.supervised_since)
        begun = release if begun is None else min(begun, -1)
        unit.lives.supervise(person, begun, State.LICENCE, person.expiry)

    def _top_up(self, person: Person, case: GivenCase) -> None:
        """The end of supervision after the sentence, as given or by the law."""
        law = self.unit.lives.custody.law
        end = self._day(case.supervision_end)
        if end is not None:
            person.pss_end = end
        elif person.kind not in (SentenceKind.LIFE, SentenceKind.EXTENDED):
            top_up = law.dates(person, 0).top_up_supervision_expiry
            if top_up is not None:
                person.pss_end = law.day(top_up) + 1

    def _after_the_sentence(self, person: Person, case: GivenCase) -> None:
        unit = self.unit
        end = self._day(case.end)
        rule = unit.settings.sentencing.post_sentence
        whole = months_to_days(rule.total_months)
        if end is None or end <= 0:
            # Somewhere on the way from the end of the sentence to a year after the release.
            expired = 0 if end is None else end
            left = max(1, whole + expired)
            end = 1 + int(self._u(person, _END) * left) if case.end is None else left
        person.pss_end = end
        begun = self._day(case.supervised_since)
        if begun is None:
            begun = min(-1, person.sentence_day + person.length)
        person.expiry = min(begun, -1)
        person.release_day = min(
            person.expiry, person.sentence_day + round(self._fraction(case) * person.length)
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
        _fit_tier(person, case)

    def _recalled(self, person: Person, case: GivenCase) -> None:
        unit = self.unit
        self._requirements(person, case)
        self._top_up(person, case)
        rule = unit.settings.enforcement.recall
        since = self._day(case.recalled_on)
        until = self._day(case.release)
        mean = rule.standard_months * DAYS_PER_MONTH
        if since is None:
            since = -1 - int(self._u(person, _PLACE) * mean)
        since = max(since, person.sentence_day)
        if until is None or until <= 0:
            # The part of a standard recall that is left.
            days = 1 + round(mean * unit.gamma(rule.standard_shape, self._u(person, _END)) / 2.0)
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
        release = self._day(case.release)
        if (
            release is None
            and person.release_day <= 0
            and person.kind
            in (
                SentenceKind.STANDARD,
                SentenceKind.LONGER,
            )
        ):
            release = 1 + int(self._u(person, _PLACE) * _OVERDUE_DAYS)
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


# What is known of a person ----------------------------------------------------------------------


def _take_over(person: Person, case: GivenCase) -> None:
    """What the file says of a person takes the place of what was drawn."""
    if case.rsr is not None:
        person.rsr = case.rsr
    if case.mappa is not None:
        person.mappa = case.mappa
    if case.female is not None:
        person.female = case.female
    if case.domestic_abuse is not None:
        person.domestic_abuse = case.domestic_abuse
    if case.child_safeguarding is not None:
        person.child_safeguarding = case.child_safeguarding
    if case.homeless is not None:
        person.homeless = case.homeless
    if case.iom is not None:
        person.iom = case.iom
    if case.sexual is not None:
        person.sexual = case.sexual
    if case.violent is not None:
        person.violent = case.violent
    person.work_out_tier()


def _fit_tier(person: Person, case: GivenCase) -> None:
    """Give a person what makes the tier that the file says, where the rest of it allows.

    The change level is as given. For the protect level what is not known gives way first: the
    registrations that add points, then the score of serious recidivism, then MAPPA. Where all that
    is known makes another tier, the official one has reasons that the file has no column for, and
    they stay.
    """
    if case.tier is None:
        person.work_out_tier()
        return
    wanted, change = case.tier[0], int(case.tier[1])
    if change:
        person.change = change
    person.work_out_tier()
    if person.protect == wanted:
        return
    for factors in range(len(COMPLEXITY_CODES) + 1):
        person.complexity = factors
        person.work_out_tier()
        if person.protect == wanted:
            return
    person.complexity = 0
    if case.rsr is None:
        person.rsr = {"A": 7.0, "B": 7.0, "C": 3.0, "D": 0.5}[wanted]
    if case.mappa is None:
        person.mappa = 2 if wanted == "A" else 0
    person.work_out_tier()
    if person.protect != wanted:
        person.hold_protect_level(wanted)


def _length_over(lengths: Lengths, u: float, least: float, *, by_length: bool = False) -> int:
    """A length in days, given that it is longer than so many.

    Parameters
    ----------
    lengths : Lengths
        Distribution of lengths at sentence.
    u : float
        Its chance.
    least : float
        Days that are over already.
    by_length : bool
        Met on a day and not at sentence: the long ones are met the more often.
    """
    edges = np.array([lengths.shortest_months, *lengths.upper_months]) * DAYS_PER_MONTH
    shares = np.array(lengths.shares)
    if by_length:
        shares = shares * (edges[1:] + edges[:-1])
    cumulative = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    over = float(np.interp(least, edges, cumulative))
    if over >= 1.0 - 1e-9:
        # Longer than any: it has not long to go.
        return max(1, ceil(least * (1.0 + 0.2 * u)) + 1)
    place = over + u * (1.0 - over)
    return max(1, ceil(float(np.interp(place, cumulative, edges))))


__all__ = ["GivenPeople", "flow_of", "key_of"]
