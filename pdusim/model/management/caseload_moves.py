"""Why cases change hands besides absence and leaving: caps, adjustment, moves of the person."""

from __future__ import annotations

from math import exp, log1p
from typing import TYPE_CHECKING, Final

import numpy as np

from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.management.allocation_rules import seen_load
from pdusim.model.people.person import Person, State
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import Team
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.management.scope import Managed

DAYS_PER_YEAR: Final = 365.25
YEAR: Final = 365
"""Days of the year over which the officers of a case are counted."""
_IN_COMMUNITY = (
    State.COMMUNITY_ORDER,
    State.SUSPENDED_ORDER,
    State.LICENCE,
    State.POST_SENTENCE,
)


class CaseloadMoves:
    """The weekly look at every team, and the moves of persons; who held each case is counted."""

    def __init__(self, unit: Managed) -> None:
        self.unit = unit
        self._held: dict[int, _Held] = {}

    # Every week ---------------------------------------------------------------------------

    def week(self, today: int) -> None:
        """Hand back what is above the cap, look at the pools, even out loads."""
        rule = self.unit.settings.management.allocation
        weeks = max(1, round(rule.adjustment.every_weeks))
        for team in self.unit.teams:
            if rule.hand_back:
                for officer in list(team.members):
                    self._hand_back(officer, rule.cap_pct, today)
            self._look_at_pool(team, today)
            for officer in team.members:
                if officer.seen_capacity != officer.own_capacity:
                    officer.build_up(today)
            if (today // 7 + team.number) % weeks == 0:
                self._adjust(team, today)
                self._relieve(team, today)

    def _hand_back(self, officer: Practitioner, cap: float, today: int) -> None:
        """Cases go to the pool until the officer is at the cap: lowest tier, last come first.

        Somebody long absent has no points and hands back nothing: that is for absence cover.
        """
        if not officer.points_available or officer.workload <= cap:
            return
        order = sorted(officer.cases.values(), key=_first_to_go)
        for person in order:
            if officer.workload <= cap:
                return
            if person.points:
                self.unit.tally.add(counts.CASES_HANDED_BACK)
                self.unit.allocation.to_pool(person, today)
                self.unit.team_of(person).waiting[person.serial] = person

    def _look_at_pool(self, team: Team, today: int) -> None:
        """Cases that wait are offered again, the highest tier first, then the longest waiting."""
        for person in sorted(team.waiting.values(), key=_first_served):
            self.unit.allocation.allocate(person, today)

    def _adjust(self, team: Team, today: int) -> None:
        """Cases move from the most loaded to the others while the gap is wide."""
        unit = self.unit
        rule = unit.settings.management.allocation.adjustment
        for number in range(rule.max_cases):
            staff = [m for m in _settled(team, today) if m.points_available]
            if len(staff) < 2:
                return
            loads = sorted((seen_load(officer), officer.number) for officer in staff)
            if loads[-1][0] - loads[0][0] <= rule.gap_pct:
                return
            giver = next(o for o in staff if o.number == loads[-1][1])
            chosen = self._drawn(giver, today, number)
            if chosen is None:
                return
            unit.allocation.hand_over(chosen, "caseload adjustment", team=team)

    def _relieve(self, team: Team, today: int) -> None:
        """Cases go to a team that helps this one out while it is far more loaded."""
        unit = self.unit
        others = [other for other in team.near if other is not team]
        rule = unit.settings.management
        for number in range(rule.allocation.adjustment.max_cases if others else 0):
            staff = _settled(team, today)
            load, _, best = min((other.mean_workload(), other.number, other) for other in others)
            if not staff or team.mean_workload() - load <= rule.teams.borrow_gap_pct:
                return
            giver = max(staff, key=lambda officer: (officer.workload, -officer.number))
            chosen = self._drawn(giver, today, 500 + number)
            if chosen is None or not unit.allocation.hand_over(
                chosen, "help between teams", team=best
            ):
                return

    def _drawn(self, giver: Practitioner, today: int, number: int) -> Person | None:
        """One of the cases with points that somebody holds, by chance; None without any."""
        cases = [person for person in giver.cases.values() if person.points]
        if not cases:
            return None
        keys = np.array([person.key for person in cases], dtype=np.uint64)
        ordinal = 1000 * (today // 7) + number
        drawn = self.unit.chance.uniforms_at(purposes.ADJUSTMENT, keys, ordinal)
        return cases[int(drawn.argmin())]

    # Moves of the person ------------------------------------------------------------------

    def plan(self, person: Person, today: int, ordinal: int) -> None:
        """Enter the next reallocation for a reason of the person's own, at a constant hazard.

        Counted from the sentence for the first one, so that it falls on the same day whenever the
        case found its officer.
        """
        rule = self.unit.settings.management.allocation
        if rule.moves_per_year <= 0.0:
            return
        sigma = rule.moves_sigma
        rate = rule.moves_per_year * exp(sigma * person.restlessness - sigma * sigma / 2.0)
        u = self.unit.chance.uniform(purposes.CASE_MOVE, person.key, 2 * ordinal)
        begun = today if ordinal else max(0, person.sentence_day)
        day = begun + max(1, round(-log1p(-u) * DAYS_PER_YEAR / rate))
        if day < self.unit.horizon:
            self.unit.diary.enter(max(day, today + 1), Turn.ARRANGED, _Moves(self, ordinal), person)

    def move(self, person: Person, today: int, ordinal: int) -> None:
        """A person moves house inside the unit, or the officer is changed for some other reason."""
        if person.state is State.CLOSED:
            if person.comes_back:
                self.plan(person, today, ordinal + 1)
            return
        unit = self.unit
        if isinstance(person.holder, Practitioner) and person.holder.grade is not Grade.SPO:
            person.area = unit.chance.uniform(purposes.CASE_MOVE, person.key, 2 * ordinal + 1)
            unit.moved_house(person)
            unit.allocation.hand_over(person, "moved or other")
        self.plan(person, today, ordinal + 1)

    # How many officers --------------------------------------------------------------------

    def taken(self, person: Person, officer: Practitioner, today: int) -> None:
        """Remember since when an officer holds a case, and count a change of officer."""
        held = self._held.get(person.serial)
        if held is None:
            held = self._held[person.serial] = _Held(person)
            held.taken.append((today, officer.number))
            # On the first day of the sentence that comes round after a whole year.
            days = today - person.sentence_day
            self._look_on(held, person.sentence_day + YEAR * (-(-days // YEAR) + 1))
        elif held.taken[-1][1] != officer.number:
            held.taken.append((today, officer.number))
            totals = self.unit.tally.since_start
            totals[counts.OFFICER_CHANGES] += 1.0
            if person.high_risk:
                totals[counts.OFFICER_CHANGES_HIGH] += 1.0

    def nobody_holds(self, person: Person) -> None:
        """A case has closed: who held it is over."""
        held = self._held.pop(person.serial, None)
        if held is not None:
            held.over = True

    def _look_on(self, held: _Held, day: int) -> None:
        self.unit.diary.look(day, self._year_completed, held)

    def _year_completed(self, held: _Held, today: int) -> None:
        """A day of the sentence comes round: how many officers the case had since the last."""
        if held.over:
            return
        person = held.person
        if person.state in _IN_COMMUNITY:
            totals, officers = self.unit.tally.since_start, held.officers(today - YEAR)
            totals[counts.CASE_YEARS] += 1.0
            totals[counts.OFFICERS_OF_CASE_YEARS] += officers
            if person.high_risk:
                totals[counts.CASE_YEARS_HIGH] += 1.0
                totals[counts.OFFICERS_OF_CASE_YEARS_HIGH] += officers
        self._look_on(held, today + YEAR)

    def officers_in_last_year(self, today: int) -> list[int]:
        """Officers of every high-risk case supervised now, over the last 365 days; sorted.

        Only of cases that were held a year ago already: shorter ones had less time to change.
        """
        since = today - YEAR
        found: list[int] = []
        for state in _IN_COMMUNITY:
            for person in self.unit.in_state[state].values():
                held = self._held.get(person.serial)
                if person.high_risk and held is not None and held.taken[0][0] <= since:
                    found.append(held.officers(since))
        return sorted(found)


class _Held:
    """A case while officers hold it: from when on which one, in the order of the days."""

    __slots__ = ("over", "person", "taken")

    def __init__(self, person: Person) -> None:
        self.person = person
        self.taken: list[tuple[int, int]] = []
        self.over = False

    def officers(self, since: int) -> int:
        """How many different officers have held the case since a day."""
        numbers = [number for day, number in self.taken if day > since]
        before = [number for day, number in self.taken if day <= since]
        return len({*numbers, *before[-1:]})


def _settled(team: Team, today: int) -> list[Practitioner]:
    """Members present who stay and no longer build up a caseload."""
    return [m for m in team.members if not m.away and not m.notice and m.new_until <= today]


def _first_to_go(person: Person) -> tuple[int, int, int]:
    return -ord(person.protect), -person.holder_since, person.serial


def _first_served(person: Person) -> tuple[str, int, int]:
    return person.protect, person.holder_since, person.serial


class _Moves:
    """A diary entry: a case changes hands for a reason of the person's own."""

    __slots__ = ("moves", "ordinal")

    def __init__(self, moves: CaseloadMoves, ordinal: int) -> None:
        self.moves = moves
        self.ordinal = ordinal

    def __call__(self, person: Person, today: int) -> None:
        self.moves.move(person, today, self.ordinal)
