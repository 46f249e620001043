"""The simulated past: lives walked without officers up to the start of the run."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from pdusim.arithmetic import sum_of
from pdusim.domain.sentences import months_to_days
from pdusim.model.kernel import purposes
from pdusim.model.kernel.sentenced import FLOWS, Cohort, draw_cohort, stretches
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.hazards import Consequences, Hazards
from pdusim.model.people.law import days_of_law
from pdusim.model.people.person import Person, SentenceKind, State
from pdusim.model.people.population import (
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    Phase,
    Population,
    group_of,
)
from pdusim.model.people.returns import ReturnShares
from pdusim.outcomes import counts
from pdusim.randomness import entity_key, entity_keys

if TYPE_CHECKING:
    from pdusim.model.people.scope import People
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.sentencing import Custody

# A sentence that ended this long before the start can only matter through a chain of new
# sentences. Few chains are longer: with 2,000 days in place of 540 the baseline starts with 0.9 %
# more persons, and the warm-up makes up for them.
_CHAIN_DAYS: Final = 540
# Part of a day counts as a day: a date may be later than the plain sum by as much.
_ROUNDED_DAYS: Final = 2.0
# Custody passed on breach or reconviction is exponential, and ends at this many times its mean:
# one sentence in 22,000 would be longer.
_MOST_MEANS: Final = 10
_LIFE_STOCK: Final = entity_key(1000)
# More than a flow can have. Persons who stand side by side go by flow and date, whoever of another
# flow is still to come.
_SERIALS_OF_FLOW: Final = 10**7
_MOST_IN_ARRAYS: Final = 1024
# People sentenced that are made at once, about: far more than a mean unit has in all.
_MOST_AT_ONCE: Final = 6_000


class Past:
    """Who was sentenced before the start, and how far they had come by then."""

    def __init__(self, unit: People) -> None:
        self.unit = unit
        settings = unit.periods[0].settings
        custody = settings.sentencing.custody
        self.hazards = Hazards(unit.ahead)
        self.return_shares = ReturnShares(settings)
        # How many of each flow have been made.
        self._made = dict.fromkeys(FLOWS, 0)
        self.orders_from = -ceil(settings.unit.past_years * DAYS_PER_YEAR)
        self.first_day = min(self.orders_from, -_longest_custody(custody))
        self.longest_sentence = max(map(_longest, unit.ahead))

    def walk(self, until: int | None = None) -> None:
        """Enter everybody sentenced before a day in the diary and work it off up to the start.

        Parameters
        ----------
        until : int, optional
            The day, counted from the start; the end of the run by default.
        """
        unit = self.unit
        held, on_licence = self._life_stock()
        for person in held:
            unit.diary.enter(person.sentence_day, Turn.SETTLE_IN, self._settle_in_custody, person)
        for person in on_licence:
            unit.diary.enter(person.sentence_day, Turn.SETTLE_IN, self._settle_on_licence, person)
        for day in sorted(days_of_law(unit.scenario)):
            if self.first_day <= day < 0:
                unit.diary.enter(day, Turn.ARRANGED, _law_reaches, unit)
        begin: int | None = None
        today = self.first_day
        for end in self.stretches(today, unit.horizon if until is None else until):
            self.expect(begin, end)
            begin = end
            for day in range(today, min(end, 0)):
                unit.diary.read(day)
            today = min(end, 0)

    def stretches(self, begin: int, until: int) -> list[int]:
        """Ends of stretches of time in which not too many people are sentenced.

        Everybody at once would be most of what a large unit takes of memory: half of them have
        gone before the last ones come.
        """
        arrivals = self.unit.periods[0].settings.arrivals
        a_year = 12.0 * self.unit.periods[0].settings.unit.scale * sum_of(dict(arrivals).values())
        years = max(1, round(_MOST_AT_ONCE / a_year)) if a_year > 0.0 else 1000
        return stretches(self.unit.periods[0].settings.run.start, begin, until, years)

    def expect(self, begin: int | None, until: int) -> None:
        """Enter in the diary who is sentenced from one day (or ever) to before another."""
        unit = self.unit
        for person in self.persons(begin, until):
            unit.diary.enter(person.sentence_day, Turn.SENTENCE, unit.lives.sentenced, person)

    def persons(self, begin: int | None = None, until: int | None = None) -> list[Person]:
        """Everybody sentenced between two days, by flow and date; by default all who can matter."""
        end = self.unit.horizon if until is None else until
        return [person for flow in FLOWS for person in self._persons(flow, begin, end)]

    def _persons(self, flow: str, begin: int | None, until: int) -> list[Person]:
        """Those of a flow who can matter, past and to come."""
        unit = self.unit
        scenario, settings = unit.scenario, unit.periods[0].settings
        first = {"custody": self.first_day, "life": 0}.get(flow, self.orders_from)
        if begin is not None:
            first = max(first, begin)
        if first >= until:
            return []
        first_serial = FLOWS.index(flow) * _SERIALS_OF_FLOW + self._made[flow]
        days = np.arange(first, until)
        path = f"arrivals.{flow}"
        rates = np.asarray(scenario.rates(path, np.maximum(days, 0)), dtype=np.float64)
        rates = rates * settings.unit.scale / DAYS_PER_MONTH
        cohort = draw_cohort(unit.chance, flow, settings.run.start, first, until, rates)
        # The ledger tells of everybody and everything, also of what nothing came of.
        consequences = None if unit.ledger.on else Consequences(unit.chance, settings)
        made: list[Person] = []
        for part, valid in self._by_settings(cohort):
            people = Population(unit.chance, part, valid, self.hazards, unit.horizon, consequences)
            if flow != "life":
                slack = _CHAIN_DAYS
                if flow == "custody":
                    slack += ceil(settings.sentencing.custody.extension_years * DAYS_PER_YEAR)
                people = people.select(part.days + people.lengths + slack >= 0)
                people = people.without_those_gone(self._phases(flow, people))
                people = people.select(self._are_new(people))
            made.extend(people.persons(first_serial + len(made)))
        self._made[flow] += len(made)
        return made

    def _are_new(self, people: Population) -> npt.NDArray[np.bool_]:
        """Whether each is somebody new: the rest of the flow are people who come back."""
        cohort = people.cohort
        groups = [group_of(cohort.flow, length) for length in people.lengths.tolist()]
        u = self.unit.chance.uniforms(purposes.RETURN_OR_NEW, cohort.keys, 1)[:, 0]
        new: npt.NDArray[np.bool_] = u >= self.return_shares.of(groups, cohort.days)
        return new

    def _phases(self, flow: str, people: Population) -> list[Phase]:
        """States in the community that a sentence can lead through: from when, until when."""
        sentencing = self.unit.periods[0].settings.sentencing
        days, lengths = people.cohort.days.astype(np.float64), people.lengths
        if flow != "custody":
            return [Phase(State(flow), days, days + lengths)]
        custody, post_sentence = sentencing.custody, sentencing.post_sentence
        extended = lengths >= 4 * DAYS_PER_YEAR
        expiry = days + lengths
        expiry = expiry + np.where(extended, custody.extension_years * DAYS_PER_YEAR, 0.0)
        if sentencing.diversion.share > 0.0:
            # What they get in place of custody has a length of its own.
            expiry[lengths <= months_to_days(sentencing.diversion.under_months) + 1] = np.inf
        first_expiry = days + lengths * (1.0 - custody.remand_max_fraction)
        # A calendar year has a day more now and then.
        supervised = lengths <= months_to_days(post_sentence.under_months) + 1
        supervision = np.where(supervised, months_to_days(post_sentence.total_months), 0)
        end = days + lengths * custody.release_fraction + supervision
        return [
            Phase(State.LICENCE, days, expiry + _ROUNDED_DAYS),
            Phase(
                State.POST_SENTENCE,
                first_expiry - _ROUNDED_DAYS,
                np.maximum(end, expiry) + _ROUNDED_DAYS,
            ),
        ]

    def _by_settings(self, cohort: Cohort) -> Iterator[tuple[Cohort, Settings]]:
        """Split a flow where the mixes of persons or sentences change, and into pieces of a size.

        Arrays of everybody at once would be most of what a large unit takes of memory.
        """
        timeline = self.unit.periods
        parts: list[tuple[Cohort, Settings]] = []
        begin = -(10**9)
        valid = timeline[0].settings
        for period in timeline[1:]:
            new = period.settings
            if new.people == valid.people and new.sentencing == valid.sentencing:
                continue
            parts.append((_between(cohort, begin, period.day), valid))
            begin, valid = period.day, new
        parts.append((_between(cohort, begin, 10**9), valid))
        for part, settings in parts:
            for first in range(0, len(part), _MOST_IN_ARRAYS):
                index = np.arange(first, min(first + _MOST_IN_ARRAYS, len(part)))
                yield part.select(index), settings

    # Life sentences -----------------------------------------------------------------------

    def _life_stock(self) -> tuple[list[Person], list[Person]]:
        """Life prisoners and life licences at the start: a fixed stock, not a walked past."""
        unit = self.unit
        settings = unit.periods[0].settings
        custody = settings.sentencing.custody
        scale = settings.unit.scale
        held = round(custody.life_stock_custody * scale)
        free = round(custody.life_stock_licence * scale)
        numbers = np.arange(held + free)
        keys = entity_keys(_LIFE_STOCK, numbers)
        days = np.full(held + free, -1, dtype=np.int64)
        named = np.stack([np.zeros_like(numbers), numbers], axis=1)
        cohort = Cohort("life", keys, days, named)
        population = Population(unit.chance, cohort, settings, self.hazards, unit.horizon)
        persons = population.persons(len(FLOWS) * _SERIALS_OF_FLOW)
        for person in persons:
            person.kind = SentenceKind.LIFE
            person.recalls = 0
        return persons[:held], persons[held:]

    def _settle_in(self, person: Person) -> float:
        """A life sentence of long ago, on the eve of the start; returns how far it has come."""
        person.base_rosh = person.true_rosh
        self.unit.lives.fates.begin(person, -1)
        self.unit.tally.add(counts.PERSONS_IN)
        return self.unit.chance.uniform(purposes.LIFE, person.key, 2)

    def _settle_on_licence(self, person: Person, today: int) -> None:
        """Released long ago, on a licence that is lifted some day."""
        unit = self.unit
        years = unit.settings.sentencing.custody.life_licence_years
        u = self._settle_in(person)
        person.expiry = today + 1 + round(u * years * DAYS_PER_YEAR)
        unit.lives.custody.go_on_licence(person, today)

    def _settle_in_custody(self, person: Person, today: int) -> None:
        """Still held."""
        unit = self.unit
        custody = unit.settings.sentencing.custody
        u = self._settle_in(person)
        # Where in sentence and parole: even over tariff and the years after it.
        person.expiry = 10**7
        waiting = (
            custody.parole_every_months * DAYS_PER_MONTH / max(0.05, custody.parole_grant_share)
        )
        served = u * (person.length + waiting)
        person.sentence_day = today - round(min(served, person.length))
        if served > person.length:
            v = unit.chance.uniform(purposes.LIFE, person.key, 3)
            person.sentence_day = (
                today - person.length + round(v * custody.parole_every_months * DAYS_PER_MONTH)
            )
        unit.move(person, State.CUSTODY_PRISON, today)
        unit.lives.custody.plan(person, today)


def _law_reaches(unit: People, today: int) -> None:
    """The law reaches people already sentenced."""
    unit.lives.replan(today)


def _longest_custody(custody: Custody) -> int:
    """Days of the longest first custodial sentence, extended licence included."""
    longest = months_to_days(max(custody.lengths.upper_months))
    return longest + ceil(custody.extension_years * DAYS_PER_YEAR)


def _longest(settings: Settings) -> int:
    """Days of the longest sentence that may be passed under these settings."""
    sentencing, enforcement = settings.sentencing, settings.enforcement
    orders = sentencing.orders
    lengths = (orders.community_order, orders.suspended_order, orders.unpaid_work_only)
    order = max(max(one.upper_months) for one in lengths) * max(1.0, orders.suspended_order_factor)
    again = max(enforcement.breach.custody_months, enforcement.reconviction.custody_months)
    return max(
        _longest_custody(sentencing.custody),
        months_to_days(order),
        months_to_days(_MOST_MEANS * again),
    )


def _between(cohort: Cohort, begin: int, end: int) -> Cohort:
    """Those of a flow sentenced from day ``begin`` to before day ``end``."""
    return cohort.select(np.flatnonzero((cohort.days >= begin) & (cohort.days < end)))
