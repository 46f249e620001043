"""Accredited programmes: waiting lists, and groups that run when there is a group to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from simpy.resources.resource import Request

from pdusim.domain.sentences import months_to_days
from pdusim.model.kernel import purposes
from pdusim.model.kernel.diary import NOBODY
from pdusim.model.kernel.places import Places
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import ORDERS, Person, State
from pdusim.outcomes import counts
from pdusim.randomness import entity_key

if TYPE_CHECKING:
    from pdusim.model.kernel.context import Context
    from pdusim.scenario.schema.surroundings import Programme

HALF_YEAR: Final = months_to_days(6)
_AROUND: Final = 182
"""Days on either side over which demand is counted at the start."""
FILLED: Final = 0.85
"""Places a group fills at the start: demand comes unevenly, and lists are longer for it."""
_KIND: Final = 80
_LEAST_PART: Final = 1e-9
"""Less of a group than this is rounding."""


class Referral:
    """A programme requirement of one sentence of one person."""

    __slots__ = ("kind", "number", "over", "person", "since", "started")
    key: ClassVar[int] = NOBODY

    def __init__(self, person: Person, number: int, kind: str) -> None:
        self.person = person
        self.number = number
        self.kind = kind
        # On the waiting list since; says nothing of somebody who never comes to be on it.
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
            most = max(s.surroundings.programmes.kinds[name].groups for s in unit.ahead)
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
        if fit < rule.not_ready_share:
            return
        day = today + round(7 * rule.referral_weeks)
        if day > 0:
            unit.diary.enter(day, Turn.PROGRAMME_REFERRAL, self.refer, referral)
        else:
            referral.since = day
            self.waiting[kind].append(referral)

    def refer(self, referral: Referral, today: int) -> None:
        """Onto the waiting list."""
        if referral.over:
            return
        referral.since = today
        self.waiting[referral.kind].append(referral)

    # The start ----------------------------------------------------------------------------

    def start(self) -> None:
        """The lists and groups as a long past under the rules of the start leaves them.

        Places go first come first served to those whose sentence still has the time, so that who
        starts has waited much the same. That wait is the one at which as many come to the head of
        the list as there are places, and on average half the time between two groups at least.
        """
        unit = self.unit
        rule = unit.settings.surroundings.programmes
        for number, (name, kind) in enumerate(rule.kinds.items()):
            groups = kind.groups * unit.settings.unit.scale
            if groups < _LEAST_PART:
                continue
            waiting = self.waiting[name]
            apart = 7 * kind.weeks / groups
            need = self._need(kind)
            wait, load = steady_wait(
                [(-referral.since, _end(referral.person)) for referral in waiting],
                kind.group_size / apart,
                need,
            )
            wait = max(wait, round(apart / 2))
            u = unit.chance.uniform(purposes.PROGRAMME, entity_key(_KIND, number))
            # The last group has taken everybody whose turn it was by then.
            taken = wait - apart / 2 + (1.0 - u) * apart
            for referral in list(waiting):
                begins = referral.since + wait
                if -referral.since >= taken and _end(referral.person) - begins >= need:
                    referral.started = begins
                    waiting.remove(referral)
            # Groups under way are as likely at one point as at another, and evenly apart.
            whole = _whole(groups)
            busy = round(whole * load)
            for place in range(busy):
                left = max(1, round(7 * kind.weeks * (place + u) / busy))
                self._run(name, left, 0)
            self._owed[name] = kind.weeks * u * load if groups - whole > _LEAST_PART else 0.0

    def completed(self, person: Person, today: int) -> bool:
        """Whether no programme is left: none was required, or the last session is over."""
        referral = self.of_person.get(person.serial)
        if referral is None or referral.number != person.sentence_number:
            return True
        if referral.started is None:
            return False
        kind = self.unit.settings.surroundings.programmes.kinds[referral.kind]
        return today >= referral.started + round(7 * kind.weeks)

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
                need = self._need(kind)
                able = [r for r in self.waiting[name] if self._can_start(r, today, need)]
                if len(able) < kind.group_least:
                    break
                self._start(name, able[: kind.group_size], today)
                if whole:
                    self._run(name, round(7 * kind.weeks), today)
                else:
                    self._owed[name] += kind.weeks

    def _run(self, name: str, days: int, today: int) -> None:
        """A group takes a place for so long."""
        unit = self.unit
        ends = _GroupEnds(self.groups[name], self.groups[name].ask(_nothing))
        unit.diary.enter(today + days, Turn.ARRANGED, ends, unit)

    def _need(self, kind: Programme) -> int:
        """Days of a sentence that must be left at the start of a programme."""
        share = self.unit.settings.surroundings.programmes.time_left_share
        return round(7 * kind.weeks * share)

    def _can_start(self, referral: Referral, today: int, need: int) -> bool:
        person = referral.person
        if person.state not in ORDERS and person.state is not State.LICENCE:
            return False
        return _end(person) - today >= need

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


def _end(person: Person) -> int:
    """The day on which supervision ends if nothing comes between."""
    return person.order_end if person.state in ORDERS else max(person.expiry, person.pss_end)


def steady_wait(waiting: list[tuple[int, int]], places: float, need: int) -> tuple[int, float]:
    """The wait at which demand meets the places, and the share of the places taken.

    Parameters
    ----------
    waiting : list of (int, int)
        Days since each referral and day on which the sentence ends, counted from today.
    places : float
        Places that fall free, a day.
    need : int
        Days of the sentence that must be left.

    Returns
    -------
    int, float
        Days, and a share of at most 1.
    """
    longest = max((days for days, _ in waiting), default=0)
    for wait in range(0, longest + 1, 7):
        # Who came to this wait in the last half year, or will in the next one.
        near = range(max(0, wait - _AROUND), wait + _AROUND)
        able = sum(days in near and end + days - wait >= need for days, end in waiting)
        load = able / (len(near) * places)
        if load <= FILLED:
            return wait, min(1.0, load / FILLED)
    return longest, 1.0


def _whole(groups: float) -> int:
    """Groups that run all the time."""
    return int(groups + _LEAST_PART)


def _nothing() -> None:
    """Nothing more to do."""
