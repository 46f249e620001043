"""Unpaid work: hours ordered by the court, worked a session a week when there is a place."""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING, ClassVar, Final

from simpy.resources.resource import Request

from pdusim.domain.sentences import months_to_days
from pdusim.model.kernel import purposes
from pdusim.model.kernel.diary import NOBODY
from pdusim.model.kernel.places import Places
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import Person, State
from pdusim.model.work.practitioner import Practitioner
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.surroundings.scope import Surrounded


_TRIED: Final = 32
"""Orders and paces of which the one is taken that comes nearest to what is known of a person."""


class Requirement:
    """The unpaid work of one sentence of one person.

    ``weekly`` is the hours worked in a week with a place, ``left`` what is still to be worked.
    """

    __slots__ = (
        "began",
        "counts",
        "done",
        "left",
        "number",
        "over",
        "person",
        "request",
        "since",
        "weekly",
    )
    key: ClassVar[int] = NOBODY

    def __init__(self, person: Person, number: int, began: int, hours: float, weekly: float):
        self.person = person
        self.number = number
        self.began = began
        # Whether its cohort counts it: not where custody takes the place of the order.
        self.counts = True
        self.left = hours
        self.weekly = weekly
        self.request: Request | None = None
        self.since: float | None = None
        self.done: int | None = None
        self.over = False


class UnpaidWork:
    """Places, and the requirements being worked.

    A person holds one of the weekly places from the first session until the hours are worked, so
    a requirement costs a request and a date, not an event for every session.
    """

    def __init__(self, unit: Surrounded) -> None:
        self.unit = unit
        scale = unit.settings.unit.scale
        most = max(s.surroundings.unpaid_work.places_per_week for s in unit.ahead)
        now = unit.settings.surroundings.unpaid_work.places_per_week
        self.places = Places(unit.env, round(most * scale), round(now * scale))
        self.requirements: dict[int, Requirement] = {}

    def settings_changed(self) -> None:
        """The number of places follows the settings."""
        settings = self.unit.settings
        self.places.resize(
            round(settings.surroundings.unpaid_work.places_per_week * settings.unit.scale)
        )

    # A requirement ------------------------------------------------------------------------

    def _make(self, person: Person, began: int) -> Requirement:
        """The hours ordered and the person's own pace."""
        number = person.sentence_number
        hours, weekly = self._drawn(person, number)
        return Requirement(person, number, began, hours, weekly)

    def _drawn(self, person: Person, number: int) -> tuple[float, float]:
        """Hours ordered and hours a week, as drawn for a sentence of a person."""
        unit = self.unit
        rule = unit.settings.surroundings.unpaid_work
        uniform = unit.chance.uniform
        u = uniform(purposes.UNPAID_HOURS, person.key, number)
        hours = rule.hours_low + (rule.hours_high - rule.hours_low) * u**rule.hours_power
        pace = unit.gamma(rule.attendance_shape, uniform(purposes.UNPAID_PACE, person.key, number))
        weekly = rule.session_hours * min(1.0, max(0.05, rule.attendance * pace))
        return hours, weekly

    def pace_given(self, made: Requirement, weeks: float) -> float:
        """Hours a week of somebody with so many hours left after so many weeks at work.

        Whoever is still at it is slow, or was ordered much: of several orders and paces as a court
        and a person make them the one that comes nearest to what is left.
        """
        best, nearest = made.weekly, inf
        for ordinal in range(_TRIED):
            number = _TRIED * (made.number + 1) + ordinal
            hours, weekly = self._drawn(made.person, number)
            gap = abs(hours - weeks * weekly - made.left)
            if gap < nearest:
                best, nearest = weekly, gap
        return best

    def begin(self, person: Person, today: int) -> None:
        """An order with unpaid work begins; somebody whose order goes on keeps the hours left."""
        old = self.requirements.get(person.serial)
        if old is not None:
            if old.number == person.sentence_number and not old.over:
                return
            self.end(old)
        made = self._make(person, today)
        self._enter(made, today)

    def under_way(self, person: Person) -> None:
        """A requirement that began before the start of the run: some of it has been worked.

        An order of nothing else goes on until its hours are worked, as orders made later do.
        """
        unit = self.unit
        rule = unit.settings.surroundings.unpaid_work
        made = self._make(person, person.supervision_day)
        weeks = -person.supervision_day / 7.0 - rule.induction_weeks - rule.wait_before_start_weeks
        left = made.left - max(0.0, weeks) * made.weekly
        if person.state is State.UNPAID_WORK_ONLY:
            # Still open, so something is left: at least a session.
            left = max(left, rule.session_hours)
            end = person.supervision_day + months_to_days(rule.longest_months)
            person.order_end = max(person.order_end, end, 1)
            person.state_ends = person.order_end
            person.version += 1
            unit.diary.enter(
                person.order_end,
                Turn.ORDER_COMPLETED,
                unit.lives.order_completed,
                person,
                person.version,
            )
            unit.lives.resume(person, 0)
        elif left <= 0.0:
            return
        made.left = left
        self._enter(made, 0)

    def hours_left(self, person: Person, hours: float) -> None:
        """So many hours are left of what somebody's order asks, whatever would be usual by now."""
        made = self.requirements.get(person.serial)
        if hours <= 0.0 and person.state is not State.UNPAID_WORK_ONLY:
            if made is not None:
                made.left = 0.0
                self.end(made)
            return
        new = made is None
        if made is None:
            made = self._make(person, person.supervision_day)
        made.left = max(hours, self.unit.settings.surroundings.unpaid_work.session_hours)
        if new:
            self._enter(made, 0)

    def _enter(self, made: Requirement, today: int) -> None:
        unit = self.unit
        rule = unit.settings.surroundings.unpaid_work
        self.requirements[made.person.serial] = made
        ready = made.began + round(7 * rule.induction_weeks)
        unit.diary.enter(max(today, ready), Turn.UNPAID_WORK_READY, self.ready, made)
        for i, months in enumerate(rule.reviews_at_months):
            day = made.began + months_to_days(months)
            if day > today:
                last = i == len(rule.reviews_at_months) - 1
                unit.diary.enter(
                    day,
                    Turn.UNPAID_WORK_LAST_REVIEW if last else Turn.UNPAID_WORK_REVIEW,
                    self.last_review if last else self.review,
                    made,
                )
        limit = made.began + months_to_days(rule.limit_months)
        if limit > today:
            unit.diary.enter(limit, Turn.UNPAID_WORK_LIMIT, self.limit, made)

    def ready(self, made: Requirement, today: int) -> None:
        """After induction: a place is wanted, unless it is had already."""
        if not made.over and made.request is None:
            made.request = self.places.ask(lambda: self._at_work(made))

    def _at_work(self, made: Requirement) -> None:
        if made.over:
            return
        unit = self.unit
        made.since = unit.env.now
        days = max(1, ceil(7.0 * made.left / made.weekly))
        unit.diary.enter(unit.diary.today + days, Turn.UNPAID_WORK_DONE, self.worked, made)

    def worked(self, made: Requirement, today: int) -> None:
        """The last hour is worked; an order of nothing else is completed by it."""
        if made.over:
            return
        unit = self.unit
        made.left = 0.0
        made.done = today
        unit.tally.add(counts.UNPAID_WORK_COMPLETED)
        unit.ledger.record(today, "unpaid work completed", made.person)
        self.end(made)
        if made.person.state is State.UNPAID_WORK_ONLY:
            unit.lives.order_completed(made.person, today)

    def end(self, made: Requirement) -> None:
        """No more work under this requirement."""
        if made.over:
            return
        made.over = True
        if made.since is not None and made.done is None:
            weeks = (self.unit.env.now - made.since) / 7.0
            made.left = max(0.0, made.left - weeks * made.weekly)
        if made.done is None:
            self.unit.tally.add(counts.UNPAID_WORK_NOT_WORKED, made.left)
        if made.request is not None:
            self.places.give_back(made.request)
            made.request = None
        if self.requirements.get(made.person.serial) is made:
            del self.requirements[made.person.serial]

    def closed(self, person: Person) -> None:
        """The order ends, its hours worked or not."""
        made = self.requirements.get(person.serial)
        if made is not None:
            self.end(made)

    def withdrawn(self, person: Person) -> None:
        """The order is replaced by custody: its cohort counts without it."""
        made = self.requirements.get(person.serial)
        if made is not None:
            self.unit.tally.add(counts.UNPAID_WORK_WITHDRAWN)
            made.counts = False
            self.end(made)

    def worked_off(self, person: Person) -> bool:
        """Whether no hours of the person's order are left."""
        return person.serial not in self.requirements

    # Dates --------------------------------------------------------------------------------

    def _expected(self, made: Requirement, today: int) -> float:
        """Day on which the hours will be worked at this pace."""
        begun = today if made.since is None else made.since
        return begun + 7.0 * made.left / made.weekly

    def review(self, made: Requirement, today: int) -> None:
        """A progress review."""
        if made.over:
            return
        self.unit.tally.add(counts.UNPAID_WORK_REVIEWS)
        if isinstance(made.person.holder, Practitioner) and not made.person.suspended:
            self.unit.arising.arise("unpaid_work_review", made.person, today)

    def last_review(self, made: Requirement, today: int) -> None:
        """The review at which the court is asked for longer where the hours will not be worked."""
        self.review(made, today)
        rule = self.unit.settings.surroundings.unpaid_work
        limit = made.began + months_to_days(rule.limit_months)
        until = rule.limit_until
        if until is not None and max(today, limit) >= self.unit.calendar.day_of(until):
            # No limit is left to be extended.
            return
        if not made.over and self._expected(made, today) > limit:
            self.unit.tally.add(counts.UNPAID_WORK_EXTENSIONS)
            self.unit.ledger.record(today, "unpaid work: extension asked for", made.person)
            if isinstance(made.person.holder, Practitioner):
                self.unit.arising.arise("unpaid_work_extension", made.person, today)

    def limit(self, made: Requirement, today: int) -> None:
        """The twelfth month: were the hours worked in time."""
        if not made.counts:
            return
        self.unit.tally.add(counts.UNPAID_WORK_COHORT)
        if made.done is not None:
            self.unit.tally.add(counts.UNPAID_WORK_IN_TIME)
