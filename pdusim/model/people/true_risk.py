"""True risk and significant events."""

from __future__ import annotations

import math
from math import log1p
from typing import TYPE_CHECKING, Final

from pdusim.model.kernel import purposes
from pdusim.model.kernel.timelines import SAFELY, distinct
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import HIGH, IN_COMMUNITY, ROSH_LEVELS, Person, State
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.people.scope import People
    from pdusim.scenario.schema.reviews import EventKind

DAYS_PER_YEAR: Final = 365.25
DAYS_PER_MONTH: Final = DAYS_PER_YEAR / 12

EVENTS = (purposes.EVENT_TIME, purposes.EVENT_MARK)
"""Purposes of the gaps and marks of the candidate timeline."""


class RiskEvents:
    """Significant events in persons' lives, whatever the policy.

    Each kind of event has a strip of its own in the marks, so that a change of one rate leaves the
    events of the other kinds as they were.
    """

    def __init__(self, unit: People) -> None:
        self.unit = unit
        self._limits = [
            [_most_of_events(unit, rosh, tagged) for rosh in range(len(ROSH_LEVELS))]
            for tagged in (False, True)
        ]

    def next_event(self, person: Person, after: float) -> None:
        """Enter the next candidate date in the diary."""
        unit = self.unit
        rule = unit.settings.reviews.risk
        time = person.events.go_beyond(
            after,
            person.state_ends if person.state_ends < unit.horizon else unit.horizon,
            unit.chance,
            person.key,
            EVENTS,
            rule.majorant * rule.most_kinds / DAYS_PER_YEAR,
            self._limits[person.tagged_until > after][person.true_rosh],
        )
        if time < math.inf:
            unit.diary.enter(math.ceil(time), Turn.RISK_EVENT, self.event, person, person.version)

    def event(self, person: Person, today: int) -> None:
        """A candidate date: does an event of its kind happen, does it raise risk, is it known."""
        if not person.events.is_on(today):
            return
        unit = self.unit
        reviews = unit.settings.reviews
        rule = reviews.risk
        key, ordinal = person.key, person.events.ordinal
        place = person.events.mark * rule.most_kinds
        strip = int(place)
        found = unit.event_kinds[strip]
        if found is not None:
            name, kind = found
            factor: float = getattr(rule.rate_factor, ROSH_LEVELS[person.true_rosh])
            if (place - strip) * rule.majorant < kind.rate * factor and (
                not kind.tagged_only or today < person.tagged_until
            ):
                unit.tally.since_start[counts.SIGNIFICANT_EVENTS] += 1.0
                if unit.chance.uniform(purposes.EVENT_EFFECT, key, ordinal) < kind.raises_share:
                    self.raise_risk(person, today, ordinal)
                if unit.lives.live or unit.ledger.on:
                    self._becomes_known(person, today, name, kind)
        self.next_event(person, person.events.time)

    def _becomes_known(self, person: Person, today: int, name: str, kind: EventKind) -> None:
        """The unit is told of an event, learns of it, or does not."""
        unit = self.unit
        u = unit.chance.uniform(purposes.EVENT_KNOWN, person.key, person.events.ordinal)
        known = u < kind.told_share
        if not known and kind.told_share < 1.0:
            rest = (u - kind.told_share) / (1.0 - kind.told_share)
            known = rest < kind.learnt_share * unit.supervision.contact_level(person)
        if unit.ledger.on:
            unit.ledger.record(
                today, "significant event", person, name if known else f"{name}, not known"
            )
        if known:
            unit.supervision.significant_event(person, today)

    def raise_risk(self, person: Person, today: int, ordinal: int) -> None:
        """True risk of serious harm rises by a level for some months."""
        unit = self.unit
        rule = unit.settings.reviews.risk
        if person.base_rosh >= 2:
            u = unit.chance.uniform(purposes.RAISED_TIME, person.key, 10**6 + ordinal)
            if person.base_rosh == 3 or u >= rule.to_very_high_share:
                return
        months = rule.raised_months
        u = unit.chance.uniform(purposes.RAISED_TIME, person.key, ordinal)
        self._raise(person, today, today + max(1, round(-log1p(-u) * months * DAYS_PER_MONTH)))

    def raise_until(self, person: Person, today: int, until: int) -> None:
        """Where somebody lives puts others at risk up to a day; high risk is known for it."""
        if person.base_rosh < HIGH and until > today:
            self._raise(person, today, until)

    def _raise(self, person: Person, today: int, until: int) -> None:
        unit = self.unit
        person.raised += 1
        rises = person.true_rosh <= person.base_rosh
        person.true_rosh = person.base_rosh + 1
        unit.diary.enter(until, Turn.RISK_SETTLES, self.settle, person)
        if rises:
            # Another event at a raised risk lengthens the time; the level is that already.
            unit.ledger.record(today, "true risk rises", person, ROSH_LEVELS[person.true_rosh])
        self.recount(person, today)
        if person.state in IN_COMMUNITY:
            # Another hazard may let happen what could not before.
            unit.lives.enforcement.next_non_compliance(person, today)

    def settle(self, person: Person, today: int) -> None:
        """A raise of true risk ends."""
        person.raised -= 1
        if person.raised == 0:
            person.true_rosh = person.base_rosh
            if person.state is not State.CLOSED:
                self.unit.ledger.record(
                    today, "true risk settles", person, ROSH_LEVELS[person.true_rosh]
                )
            self.recount(person, today)
            if person.state in IN_COMMUNITY:
                # A scenario may have more happen at a lower risk: nothing says it cannot.
                self.unit.lives.enforcement.next_non_compliance(person, today)
                if person.state is not State.UNPAID_WORK_ONLY:
                    self.next_event(person, today)

    def recount(self, person: Person, now: float) -> None:
        """Keep the number of persons in the community at a higher risk than assessed."""
        higher = person.true_rosh > person.assessed_rosh
        if not higher and not person.unrecognised:
            return
        unrecognised = (
            higher and person.state in IN_COMMUNITY and person.state is not State.UNPAID_WORK_ONLY
        )
        if unrecognised != person.unrecognised:
            person.unrecognised = unrecognised
            person.overlooked = False
            unit = self.unit
            if unrecognised:
                unit.unrecognised_cases[person.serial] = person
            else:
                del unit.unrecognised_cases[person.serial]
            unit.unrecognised.change(now, 1 if unrecognised else -1)


def _most_of_events(unit: People, rosh: int, tagged: bool) -> list[float]:
    """The most that the hazard of each kind of event can be of its majorant in the whole run."""
    limits = [0.0] * unit.settings.reviews.risk.most_kinds
    for reviews in distinct([settings.reviews for settings in unit.ahead]):
        factor: float = getattr(reviews.risk.rate_factor, ROSH_LEVELS[rosh])
        for kind in reviews.events.values():
            if tagged or not kind.tagged_only:
                most = kind.rate * factor / reviews.risk.majorant
                limits[kind.strip] = max(limits[kind.strip], most)
    return [limit * SAFELY for limit in limits]
