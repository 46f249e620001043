"""One Probation Delivery Unit: wires the processes together and runs a replication."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import lru_cache
from math import log1p
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import simpy

from pdusim.domain.calendar import WorkingCalendar
from pdusim.domain.workload import OFFICIAL_2021, TIERS, case_points
from pdusim.model.absence import Absence
from pdusim.model.allocation import Allocation
from pdusim.model.allocation_rules import Rule, all_rules
from pdusim.model.assignment import Assignment
from pdusim.model.caseload_moves import CaseloadMoves
from pdusim.model.casework import Casework
from pdusim.model.census import Census
from pdusim.model.diary import NOBODY, Dated, Diary
from pdusim.model.lives import Lives
from pdusim.model.making import TaskMaker
from pdusim.model.oversight import Oversight
from pdusim.model.past import NoCasework, Past
from pdusim.model.person import Person, State
from pdusim.model.practitioner import Practitioner
from pdusim.model.rounds import Rounds
from pdusim.model.seniors import Seniors
from pdusim.model.support import Support, cost_of_week
from pdusim.model.surroundings import Surroundings
from pdusim.model.teams import Catchment, Pool, Team
from pdusim.model.workforce import Workforce
from pdusim.outcomes.ledger import Ledger
from pdusim.outcomes.tally import Level, Tally
from pdusim.randomness import Chance
from pdusim.scenario.plain import plain

if TYPE_CHECKING:
    from pdusim.scenario import Scenario
    from pdusim.scenario.schema import Settings

Record = Literal["measures", "weekly", "events"]

_GAMMA_STEPS = 4096
# Asked for most often: an enumeration is slow to give its members by name.
_CLOSED = State.CLOSED


@lru_cache(maxsize=256)
def _gamma_table(shape: float) -> list[float]:
    """Quantiles of a gamma distribution with mean 1, in the middle of equal steps."""
    from scipy.special import gammaincinv

    grid = (np.arange(_GAMMA_STEPS) + 0.5) / _GAMMA_STEPS
    table: list[float] = (gammaincinv(shape, grid) / shape).tolist()
    return table


class Unit:
    """A unit under simulation.

    Parameters
    ----------
    scenario : Scenario
        What the unit lives under.
    seed, replication : int
        Which of all possible histories.
    record : {"measures", "weekly", "events"}
        What to keep besides the measures; changes no result.
    rules : mapping of str to Rule, optional
        Allocation rules of the caller's own.
    """

    # So many attributes that Python would look them up the slow way.
    __slots__ = (
        "_catchment",
        "_most_worked",
        "_periods",
        "absence",
        "allocation",
        "assignment",
        "calendar",
        "casework",
        "census",
        "chance",
        "contact_before",
        "contact_hours",
        "diary",
        "ecsl_since",
        "env",
        "event_kinds",
        "everyone",
        "horizon",
        "in_state",
        "leavers",
        "ledger",
        "lives",
        "make_task",
        "maker",
        "moved_in",
        "moved_out",
        "moves",
        "observed_from",
        "oversight",
        "past",
        "recording",
        "rounds",
        "scenario",
        "seniors",
        "settings",
        "staff",
        "support",
        "surroundings",
        "tally",
        "teams",
        "time_factor",
        "unpaid_work_team",
        "unrecognised",
        "unrecognised_cases",
        "waiting_cases",
        "weights",
        "without_load",
        "workforce",
    )
    key = NOBODY

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        replication: int,
        record: Record = "measures",
        rules: Mapping[str, Rule] | None = None,
    ) -> None:
        self.scenario = scenario
        # Plain copies: they are read several times for every event.
        self._periods = [plain(period.settings) for period in scenario.timeline]
        self.settings: Settings = self._periods[0]
        run = self.settings.run
        self.observed_from = 7 * run.warm_up_weeks
        self.horizon = self.observed_from + 7 * run.observe_weeks
        self.chance = Chance(seed, replication)
        self.past = Past(self)
        self.calendar = WorkingCalendar(
            run.start,
            self.past.first_day - 1000,
            self.horizon + self.past.longest_sentence + 4000,
            self.settings.unit.calendar,
        )
        self._most_worked = self.calendar.worked(self.calendar.last_day)
        self.env = simpy.Environment()
        self.diary = Diary(self.past.first_day - 1, self.horizon - 1)
        self.tally = Tally()
        self.ledger = Ledger(record == "events")
        # Columns that only pictures are made of are left out where no series is asked for.
        self.recording = record != "measures"
        self.unrecognised = Level()
        self.unrecognised_cases: dict[int, Person] = {}
        self.waiting_cases = Level()
        self.in_state: dict[State, dict[int, Person]] = {state: {} for state in State}
        self.moved_in = dict.fromkeys(State, 0)
        self.moved_out = dict.fromkeys(State, 0)
        self.ecsl_since = self.past.first_day
        self.maker = TaskMaker(self)
        self.make_task = self.maker.make

        self.staff: list[Practitioner] = []
        self.leavers: list[Practitioner] = []
        self.everyone: list[Practitioner] = []
        self.teams: list[Team] = []
        self._catchment: Catchment | None = None
        self.unpaid_work_team = Pool(self, "unpaid work team")
        self.weights = {
            location: {tier: int(case_points(tier, location, OFFICIAL_2021)) for tier in TIERS}
            for location in ("community", "licence", "custody")
        }
        self.casework: Casework = NoCasework(self)
        self.lives = Lives(self)
        self.rounds = Rounds(self)
        self.seniors = Seniors(self)
        self.oversight = Oversight(self)
        self.assignment = Assignment(self)
        self.absence = Absence(self)
        self.surroundings = Surroundings(self)
        self.support = Support(self)
        self.workforce = Workforce(self)
        self.allocation = Allocation(self, all_rules(rules))
        self.moves = CaseloadMoves(self)
        self.census = Census(self)
        self._read_settings()

    # Settings -----------------------------------------------------------------------------

    def _read_settings(self) -> None:
        """Tables that follow from the settings in force."""
        settings = self.settings
        self.maker.settings_changed()
        kinds = {kind.strip: (name, kind) for name, kind in settings.reviews.events.items()}
        self.event_kinds = [kinds.get(n) for n in range(settings.reviews.risk.most_kinds)]
        self.without_load = {State.CLOSED, State.UNPAID_WORK_ONLY}
        if not settings.sentencing.handover.prison_held_points:
            self.without_load.add(State.CUSTODY_PRISON)
        work = settings.work
        self.time_factor = work.time_multiplier / work.reference_multiplier
        scale = work.contacts.scale * self.time_factor / 5.0
        contacts = work.contacts
        none = dict.fromkeys("ABCD", 0.0)

        relaxed = self.surroundings.status.contact_factor

        def daily(section: Any) -> dict[str, float]:
            return {
                name.upper(): hours * scale * relaxed(name.upper())
                for name, hours in dict(section).items()
            }

        self.contact_hours = {
            State.COMMUNITY_ORDER: daily(contacts.community),
            State.SUSPENDED_ORDER: daily(contacts.community),
            State.LICENCE: daily(contacts.licence),
            State.POST_SENTENCE: daily(contacts.licence),
            State.CUSTODY_COMMUNITY: daily(contacts.custody),
            State.RECALLED: daily(contacts.recalled),
            State.CUSTODY_PRISON: none,
        }

    def contacts_changed(self) -> None:
        """Contact standards have changed: book the new ones with everybody."""
        self._read_settings()
        for state in State:
            for person in self.in_state[state].values():
                self.casework.load_changed(person)

    def change_settings(self, index: int, today: int) -> None:
        """A dated change takes effect: everybody lives under the new settings from now on."""
        # Compared as stated: plain copies do not know when they are equal.
        before, after = (self.scenario.timeline[i].settings for i in (index - 1, index))
        self.settings = self._periods[index]
        if before.early_release.ecsl.max_days != after.early_release.ecsl.max_days:
            self.ecsl_since = today
        self._read_settings()
        self._catchment = None
        for state in State:
            for person in self.in_state[state].values():
                person.team = None
        self.lives.enforcement.settings_changed()
        self.ledger.record(today, "settings change")
        if before.work != after.work or before.sentencing.handover != after.sentencing.handover:
            for state in State:
                for person in self.in_state[state].values():
                    self.casework.load_changed(person)
        if before.workforce != after.workforce or before.management != after.management:
            for officer in list(self.staff):
                officer.work_out_hours(self.env.now)
        if before.surroundings != after.surroundings:
            self.surroundings.settings_changed()
            if before.surroundings.status != after.surroundings.status:
                self.contacts_changed()
        if before.early_release != after.early_release or before.sentencing != after.sentencing:
            self.lives.replan(today)

    def _plan_changes(self) -> None:
        for index, period in enumerate(self.scenario.timeline):
            if period.day > 0:
                self.diary.enter(period.day, _SettingsChange(index), self)
        for period in self.scenario.timeline:
            sds40 = period.settings.early_release.sds40
            for tranche in (sds40.tranche_1, sds40.tranche_2):
                if tranche is not None:
                    day = self.calendar.day_of(tranche) - sds40.notice_days
                    if 0 < day < self.horizon:
                        self.diary.enter(day, _Replan(), self)

    # Chance -------------------------------------------------------------------------------

    def gamma(self, shape: float, u: float) -> float:
        """Gamma quantile with mean 1; exact for shape 1, else by a table of 4,096 steps."""
        if shape == 1.0:
            return -log1p(-u)
        table = _gamma_table(shape)
        place = u * _GAMMA_STEPS - 0.5
        if place <= 0.0:
            return table[0]
        i = int(place)
        if i >= _GAMMA_STEPS - 1:
            return table[-1]
        return table[i] + (place - i) * (table[i + 1] - table[i])

    # Time ---------------------------------------------------------------------------------

    def when_worked(self, worked: float) -> float:
        """When so many working days are over; long beyond the horizon, some time after it."""
        if worked > self._most_worked:
            return self.horizon + 1.0
        return self.calendar.time_when_worked(worked)

    def working_days_observed(self, day: int, until: int) -> int:
        """Working days of a spell that lie in the observation window."""
        first, last = max(day, self.observed_from), min(until, self.horizon)
        return self.calendar.working_days_between(first, last) if first < last else 0

    def tally_window(self, name: str, amount: float) -> None:
        """Count an amount that is already cut to the window."""
        self.tally.add_inside(name, amount)

    # Persons ------------------------------------------------------------------------------

    def move(self, person: Person, state: State, today: int, *, keep_version: bool = False) -> None:
        """A person changes state; planned events of the old state become void."""
        old = person.state
        if old is not _CLOSED:
            del self.in_state[old][person.serial]
        if state is not _CLOSED:
            self.in_state[state][person.serial] = person
        self.moved_out[old] += 1
        self.moved_in[state] += 1
        person.state = state
        if not keep_version:
            person.version += 1
        self.lives.risk.recount(person, today)

    def team_of(self, person: Person) -> Team:
        """The team of a case: by its kind of person and its area."""
        team: Team | None = person.team
        if team is None:
            if self._catchment is None:
                shares = self.settings.management.teams.office_shares
                self._catchment = Catchment(self.teams, shares)
            team = person.team = self._catchment.team_of(person)
        return team

    def moved_house(self, person: Person) -> None:
        """A person's area has changed, and with it perhaps the team."""
        person.team = None

    # Money --------------------------------------------------------------------------------

    def cost_of_week(self) -> float:
        """Pay and on-costs of staff in post for a week, overtime and agency included, in pounds."""
        return cost_of_week(self)

    # Run ----------------------------------------------------------------------------------

    def go_live(self) -> None:
        """From the simulated past to the run: staff, cases with officers, work under way."""
        self.past.walk()
        self.casework = Casework(self)
        self.workforce.staff_at_start()
        self.past.hand_over_caseload(self.casework)
        self.surroundings.start()
        self._plan_changes()

    def observe(self) -> Generator[simpy.Event, Any, None]:
        """The process that opens the observation window."""
        yield self.env.timeout(self.observed_from)
        now = self.env.now
        self.tally.open()
        for level in (self.unrecognised, self.waiting_cases):
            level.open(now)
        self.contact_before = self.contacts(now)

    def contacts(self, now: float) -> tuple[float, float]:
        """Contact hours due and delivered since the start, everybody's together."""
        due = done = 0.0
        for officer in self.everyone:
            officer.settle(now)
            due += officer.contact_due
            done += officer.contact_done
        for team in self.teams:
            team.pool.settle(now)
            due += team.pool.contact_due
        return due, done

    def run(self) -> None:
        """Simulate from the past to the horizon."""
        self.go_live()
        self.env.process(self.observe())
        self.env.process(self.diary.keep(self.env))
        self.env.process(self.census.weeks())
        self.env.run(until=self.horizon)


class _SettingsChange(Dated):
    """A diary entry: a dated change takes effect."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index

    def __call__(self, unit: Unit, today: int) -> None:
        unit.change_settings(self.index, today)


class _Replan(Dated):
    """A diary entry: the notice of a release scheme begins."""

    __slots__ = ()

    def __call__(self, unit: Unit, today: int) -> None:
        unit.lives.replan(today)
