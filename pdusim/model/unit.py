"""One Probation Delivery Unit: wires the processes together and runs a replication."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

import simpy

from pdusim.domain.calendar import WorkingCalendar
from pdusim.domain.workload import OFFICIAL_2021, TIERS, case_points
from pdusim.model.cases.casework import Casework
from pdusim.model.cases.rounds import Rounds
from pdusim.model.cases.takeover import hand_over_caseload
from pdusim.model.counting.census import Census
from pdusim.model.counting.scope import Counted
from pdusim.model.kernel.context import Record
from pdusim.model.kernel.diary import Diary
from pdusim.model.kernel.turns import Turn
from pdusim.model.management.allocation import Allocation
from pdusim.model.management.allocation_rules import Rule, all_rules
from pdusim.model.management.assignment import Assignment
from pdusim.model.management.caseload_moves import CaseloadMoves
from pdusim.model.management.oversight import Oversight
from pdusim.model.management.seniors import Seniors
from pdusim.model.people.lives import Lives
from pdusim.model.people.past import Past
from pdusim.model.people.person import Person, State
from pdusim.model.people.supervision import NoCasework
from pdusim.model.staff.absence import Absence
from pdusim.model.staff.support import Support
from pdusim.model.staff.workforce import Workforce
from pdusim.model.surroundings.door import Surroundings
from pdusim.model.work.kinds import Kinds
from pdusim.model.work.making import TaskMaker
from pdusim.model.work.practitioner import Practitioner
from pdusim.model.work.teams import Pool, Team
from pdusim.outcomes.ledger import Ledger
from pdusim.outcomes.tally import Level, Tally
from pdusim.randomness import Chance
from pdusim.scenario.plain import plain

if TYPE_CHECKING:
    from pdusim.scenario import Scenario
    from pdusim.scenario.schema import Settings


class Unit(Counted):
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

    __slots__ = ("_periods",)

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
        self.latest_worked = self.calendar.worked(self.calendar.last_day)
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
        self.kinds = Kinds()
        self.maker = TaskMaker(self)

        self.staff: list[Practitioner] = []
        self.leavers: list[Practitioner] = []
        self.everyone: list[Practitioner] = []
        self.teams: list[Team] = []
        self._catchment = None
        self._team_of = {}
        self.unpaid_work_team = Pool(self, "unpaid work team")
        self.weights = {
            location: {tier: int(case_points(tier, location, OFFICIAL_2021)) for tier in TIERS}
            for location in ("community", "licence", "custody")
        }
        self.supervision = NoCasework(self)
        self.lives = Lives(self)
        self.rounds = Rounds(self)
        self.seniors = self.managing = Seniors(self)
        self.oversight = Oversight(self)
        self.assignment = self.assigning = Assignment(self)
        self.absence = Absence(self)
        self.surroundings = Surroundings(self)
        self.support = self.freeing = Support(self)
        self.workforce = Workforce(self)
        self.allocation = self.allocating = Allocation(self, all_rules(rules))
        self.moves = self.balancing = CaseloadMoves(self)
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
        self.teams_changed()
        self.lives.enforcement.settings_changed()
        self.ledger.record(today, "settings change")
        if before.work != after.work or before.sentencing.handover != after.sentencing.handover:
            for state in State:
                for person in self.in_state[state].values():
                    self.casework.load_changed(person)
        if before.workforce.joiners != after.workforce.joiners:
            self.workforce.joiners.keep(today)
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
                self.diary.enter(period.day, Turn.ARRANGED, _SettingsChange(index), self)
        for period in self.scenario.timeline:
            sds40 = period.settings.early_release.sds40
            for tranche in (sds40.tranche_1, sds40.tranche_2):
                if tranche is not None:
                    day = self.calendar.day_of(tranche) - sds40.notice_days
                    if 0 < day < self.horizon:
                        self.diary.enter(day, Turn.ARRANGED, _Replan(), self)

    # Run ----------------------------------------------------------------------------------

    def go_live(self) -> None:
        """From the simulated past to the run: staff, cases with officers, work under way."""
        self.past.walk()
        self.census.run_begins()
        self.casework = Casework(self)
        self.supervision = self.arising = self.casework
        self.workforce.staff_at_start()
        hand_over_caseload(self)
        self.surroundings.start()
        self._plan_changes()

    def observe(self) -> Generator[simpy.Event, Any, None]:
        """The process that opens the observation window."""
        yield self.env.timeout(self.observed_from)
        now = self.env.now
        self.read_levels(now)
        self.tally.open()

    def run(self) -> None:
        """Simulate from the past to the horizon."""
        self.go_live()
        self.env.process(self.observe())
        self.env.process(self.diary.keep(self.env))
        self.env.process(self.census.weeks())
        self.env.run(until=self.horizon)


class _SettingsChange:
    """A diary entry: a dated change takes effect."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index

    def __call__(self, unit: Unit, today: int) -> None:
        unit.change_settings(self.index, today)


class _Replan:
    """A diary entry: the notice of a release scheme begins."""

    __slots__ = ()

    def __call__(self, unit: Unit, today: int) -> None:
        unit.lives.replan(today)
