"""Accredited programmes: waiting lists, and groups that run when there is a group to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simpy.resources.resource import Request

from pdusim.domain.sentences import months_to_days
from pdusim.model.kernel import purposes
from pdusim.model.kernel.diary import NOBODY
from pdusim.model.kernel.places import Places
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import ORDERS, Person, State
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.kernel.context import Context

HALF_YEAR = months_to_days(6)
_LEAST_PART = 1e-9
"""Less of a group than this is rounding."""


class Referral:
    """A programme requirement of one sentence of one person."""

    __slots__ = ("kind", "number", "over", "person", "since", "started")
    key: ClassVar[int] = NOBODY

    def __init__(self, person: Person, number: int, kind: str) -> None:
        self.person = person
        self.number = number
        self.kind = kind
        self.since = 0
        self.started: int | None = None
        self.over = False


class Programmes:
    """Requirements, waiting lists and groups.

    A part of a group, as a small unit has, runs that part of the time: a group started in it owes
    its whole length, and the next one starts when that has been made up.
    """

    def __init__(self, unit: Context) -> None:
        self.unit = unit
        settings = unit.settings
        scale = settings.unit.scale
        self.groups: dict[str, Places] = {}
        self.waiting: dict[str, list[Referral]] = {}
        for name, kind in settings.surroundings.programmes.kinds.items():
            most = max(
                p.settings.surroundings.programmes.kinds[name].groups
                for p in unit.scenario.timeline
            )
            self.groups[name] = Places(unit.env, _whole(most * scale), _whole(kind.groups * scale))
            self.waiting[name] = []
        # Weeks of a group that the part of one still owes.
        self._owed = dict.fromkeys(self.groups, 0.0)
        self.of_person: dict[int, Referral] = {}

    def settings_changed(self) -> None:
        """The number of groups follows the settings."""
        settings = self.unit.settings
        for name, kind in settings.surroundings.programmes.kinds.items():
            self.groups[name].resize(_whole(kind.groups * settings.unit.scale))

    # Requirements -------------------------------------------------------------------------

    def begin(self, person: Person, today: int) -> None:
        """Supervision under a programme requirement begins, or goes on in another form."""
        unit = self.unit
        old = self.of_person.get(person.serial)
        if old is not None:
            if old.number == person.sentence_number:
                return
            self._close(old)
        rule = unit.settings.surroundings.programmes
        u = unit.chance.uniform(purposes.PROGRAMME, person.key, 2 * person.sentence_number)
        kind = ""
        for name, programme in rule.kinds.items():
            kind = name
            if u < programme.share:
                break
            u -= programme.share
        referral = Referral(person, person.sentence_number, kind)
        self.of_person[person.serial] = referral
        fit = unit.chance.uniform(purposes.PROGRAMME, person.key, 2 * person.sentence_number + 1)
        if fit >= rule.not_ready_share:
            day = max(0, today) + round(7 * rule.referral_weeks)
            unit.diary.enter(day, Turn.PROGRAMME_REFERRAL, self.refer, referral)

    def under_way(self, person: Person) -> None:
        """A requirement that began before the start: on the list since then, or started long ago.

        Half of those of more than half a year have started; the warm-up does the rest.
        """
        unit = self.unit
        rule = unit.settings.surroundings.programmes
        self.begin(person, person.supervision_day)
        referral = self.of_person[person.serial]
        since = person.supervision_day + round(7 * rule.referral_weeks)
        u = unit.chance.uniform(purposes.PROGRAMME, person.key, 10**6)
        if -since > HALF_YEAR and u < 0.5:
            referral.started = since
            referral.over = True
        referral.since = since

    def refer(self, referral: Referral, today: int) -> None:
        """Onto the waiting list."""
        if referral.over:
            return
        if referral.since == 0:
            referral.since = today
        self.waiting[referral.kind].append(referral)

    def ended(self, person: Person) -> None:
        """The order or licence ends: had the programme ever started."""
        referral = self.of_person.get(person.serial)
        if referral is not None:
            self._close(referral)

    def _close(self, referral: Referral) -> None:
        referral.over = True
        del self.of_person[referral.person.serial]
        tally = self.unit.tally
        tally.add(counts.PROGRAMMES_ENDED)
        if referral.started is None:
            tally.add(counts.PROGRAMMES_NEVER_STARTED)
        waiting = self.waiting[referral.kind]
        if referral in waiting:
            waiting.remove(referral)

    # Groups -------------------------------------------------------------------------------

    def week(self, today: int) -> None:
        """Start the groups that can start this week."""
        unit = self.unit
        for name, kind in unit.settings.surroundings.programmes.kinds.items():
            groups = kind.groups * unit.settings.unit.scale
            part = max(0.0, groups - _whole(groups))
            self._owed[name] = max(0.0, self._owed[name] - part)
            while True:
                whole = self.groups[name].free
                if not whole and (part < _LEAST_PART or self._owed[name] > _LEAST_PART):
                    break
                need = round(7 * kind.weeks * unit.settings.surroundings.programmes.time_left_share)
                able = [r for r in self.waiting[name] if self._can_start(r, today, need)]
                if len(able) < kind.group_least:
                    break
                self._start(name, able[: kind.group_size], today)
                if whole:
                    request = self.groups[name].ask(_nothing)
                    ends = _GroupEnds(self.groups[name], request)
                    unit.diary.enter(today + round(7 * kind.weeks), Turn.ARRANGED, ends, unit)
                else:
                    self._owed[name] += kind.weeks

    def _can_start(self, referral: Referral, today: int, need: int) -> bool:
        person = referral.person
        if person.state not in ORDERS and person.state is not State.LICENCE:
            return False
        end = person.order_end if person.state in ORDERS else max(person.expiry, person.pss_end)
        return end - today >= need

    def _start(self, name: str, group: list[Referral], today: int) -> None:
        unit = self.unit
        for referral in group:
            referral.started = today
            self.waiting[name].remove(referral)
            unit.tally.add(counts.PROGRAMME_STARTS)
            waited = today - referral.since
            unit.tally.add(counts.PROGRAMME_WAIT_DAYS, waited)
            if waited > HALF_YEAR:
                unit.tally.add(counts.PROGRAMME_STARTS_LATE)
            unit.ledger.record(today, "programme starts", referral.person, name)
        unit.tally.add(counts.PROGRAMME_GROUPS)


class _GroupEnds:
    """A diary entry: a group's last session."""

    __slots__ = ("places", "request")

    def __init__(self, places: Places, request: Request) -> None:
        self.places = places
        self.request = request

    def __call__(self, unit: Context, today: int) -> None:
        self.places.give_back(self.request)


def _whole(groups: float) -> int:
    """Groups that run all the time."""
    return int(groups + _LEAST_PART)


def _nothing() -> None:
    """Nothing more to do."""
