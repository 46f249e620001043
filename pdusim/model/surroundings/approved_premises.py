"""Approved premises: beds for people released at high risk. A release never waits for one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import simpy
from simpy.resources.resource import Request

from pdusim.model.kernel import purposes
from pdusim.model.kernel.arrivals import arrival_times
from pdusim.model.kernel.places import Places
from pdusim.model.people.person import Person
from pdusim.outcomes import counts
from pdusim.scenario.schema.surroundings import Blocked

if TYPE_CHECKING:
    from pdusim.model.kernel.context import Context

DAYS_PER_MONTH: Final = 365.25 / 12
_FLOW: Final = 2003


class Stay:
    """A referral and the bed it has, if any."""

    __slots__ = ("ends", "housed", "key", "over", "person", "request")

    def __init__(self, key: int, person: Person | None) -> None:
        self.key = key
        self.person = person
        self.request: Request | None = None
        self.housed = False
        self.over = False
        self.ends = 0.0


class ApprovedPremises:
    """Beds, referrals and stays."""

    def __init__(self, unit: Context) -> None:
        self.unit = unit
        scale = unit.settings.unit.scale
        most = max(s.surroundings.premises.beds for s in unit.ahead)
        self.beds = Places(
            unit.env, round(most * scale), round(unit.settings.surroundings.premises.beds * scale)
        )
        self.residents: list[Stay] = []
        self.of_person: dict[int, Stay] = {}

    def settings_changed(self) -> None:
        """The number of beds follows the settings."""
        settings = self.unit.settings
        self.beds.resize(round(settings.surroundings.premises.beds * settings.unit.scale))

    # Who wants a bed ----------------------------------------------------------------------

    def wanted(self, person: Person) -> bool:
        """Whether a bed is wanted for somebody about to be released."""
        if person.assessed_rosh < 2:
            return False
        if person.homeless:
            return True
        rule = self.unit.settings.surroundings.premises
        ordinal = 100 * person.sentence_number + person.recalls
        u = self.unit.chance.uniform(purposes.PREMISES_WANTED, person.key, ordinal)
        return u < rule.referral_share

    def released(self, person: Person, today: int, referred: bool) -> None:
        """Somebody for whom a bed is wanted is released; an unmade referral finds none."""
        if not referred:
            self.unit.tally.add(counts.PREMISES_NOT_REFERRED)
            return
        ordinal = 100 * person.sentence_number + person.recalls
        self.refer(Stay(person.key ^ ordinal, person), emergency=False)

    def referred_late(self, person: Person) -> None:
        """Somebody released without a referral is referred after all: an emergency."""
        ordinal = 100 * person.sentence_number + person.recalls
        self.refer(Stay(person.key ^ ordinal, person), emergency=True)

    def emergencies(self) -> Generator[simpy.Event, Any, None]:
        """The process: referrals at no notice from outside the unit's own releases."""
        unit = self.unit
        days = np.arange(unit.horizon)
        rates = np.asarray(
            unit.scenario.rates("surroundings.premises.emergencies_per_month", days),
            dtype=np.float64,
        )
        times, keys = arrival_times(
            unit.chance,
            (purposes.PREMISES_COUNT, purposes.PREMISES_POINT),
            _FLOW,
            unit.settings.run.start,
            rates * unit.settings.unit.scale / DAYS_PER_MONTH,
        )
        for time, key in zip(times.tolist(), keys, strict=True):
            yield unit.env.timeout(time - unit.env.now)
            unit.tally.add(counts.PREMISES_EMERGENCIES)
            self.refer(Stay(key, None), emergency=True)

    # Beds ---------------------------------------------------------------------------------

    def refer(self, stay: Stay, *, emergency: bool) -> None:
        """A referral finds a bed, or is placed elsewhere."""
        unit = self.unit
        rule = unit.settings.surroundings.premises
        unit.tally.add(counts.PREMISES_REFERRALS)
        if not self.beds.free and emergency and rule.emergency_displaces and self.residents:
            self._displace()
        if self.beds.free:
            self._house(stay)
            return
        unit.tally.add(counts.PREMISES_ELSEWHERE)
        unit.ledger.record(unit.env.now, "no bed in approved premises", stay.person)
        if rule.blocked is Blocked.WAIT and rule.wait_days > 0:
            stay.request = self.beds.ask(lambda: self._bed_falls_free(stay))
            if stay.person is not None:
                self.of_person[stay.person.serial] = stay
            self._after(rule.wait_days, lambda: self._give_up(stay))

    def _displace(self) -> None:
        """The resident nearest to the end of the stay goes, for an emergency."""
        stay = min(self.residents, key=_ends)
        self.unit.tally.add(counts.PREMISES_CUT_SHORT)
        self.unit.ledger.record(self.unit.env.now, "stay cut short", stay.person)
        self.end(stay)

    def _bed_falls_free(self, stay: Stay) -> None:
        if not stay.over:
            self.unit.tally.add(counts.PREMISES_PLACED_LATE)
            self._settle_in(stay)

    def _give_up(self, stay: Stay) -> None:
        if not stay.housed and not stay.over:
            self.end(stay)

    def _house(self, stay: Stay) -> None:
        stay.request = self.beds.ask(_nothing)
        self._settle_in(stay)

    def _settle_in(self, stay: Stay) -> None:
        unit = self.unit
        rule = unit.settings.surroundings.premises
        unit.tally.add(counts.PREMISES_PLACED)
        u = unit.chance.uniform(purposes.PREMISES_STAY, stay.key)
        length = rule.stay_days * unit.gamma(rule.stay_shape, u)
        if unit.settings.unit.calendar != "continuous":
            length = max(1.0, float(round(length)))
        stay.housed = True
        stay.ends = unit.env.now + length
        self.residents.append(stay)
        person = stay.person
        if person is not None:
            self.of_person[person.serial] = stay
            person.sheltered = True
            unit.ledger.record(unit.env.now, "into approved premises", person)
        self._after(length, lambda: self.end(stay))

    def _after(self, days: float, action: Callable[[], None]) -> None:
        timeout = self.unit.env.timeout(days)
        assert timeout.callbacks is not None
        timeout.callbacks.append(lambda event: action())

    def end(self, stay: Stay) -> None:
        """A stay, or a wait for one, is over."""
        if stay.over:
            return
        stay.over = True
        if stay.request is not None:
            self.beds.give_back(stay.request)
        if stay.housed:
            self.residents.remove(stay)
        person = stay.person
        if person is None:
            return
        if self.of_person.get(person.serial) is stay:
            del self.of_person[person.serial]
        if stay.housed:
            person.sheltered = False
            rule = self.unit.settings.surroundings.premises
            u = self.unit.chance.uniform(purposes.PREMISES_STAY, stay.key, 1)
            if person.homeless and u < rule.move_on_share:
                person.homeless = False
            self.unit.ledger.record(self.unit.env.now, "leaves approved premises", person)

    def gone(self, person: Person) -> None:
        """Somebody is in custody again, or the case has closed."""
        stay = self.of_person.get(person.serial)
        if stay is not None:
            self.end(stay)


def _ends(stay: Stay) -> tuple[float, int]:
    return stay.ends, stay.key


def _nothing() -> None:
    """Nothing more to do."""
