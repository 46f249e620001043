"""One Probation Delivery Unit: wires the processes together and runs a replication."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import simpy

from pdusim.domain.calendar import WorkingCalendar
from pdusim.domain.workload import OFFICIAL_2021, TIERS, case_points
from pdusim.model.cases.casework import Casework
from pdusim.model.cases.given import GivenStart
from pdusim.model.cases.rounds import Rounds
from pdusim.model.counting.census import Census
from pdusim.model.counting.scope import Counted
from pdusim.model.kernel.context import Record
from pdusim.model.kernel.diary import Diary
from pdusim.model.kernel.extensions import Extensions
from pdusim.model.kernel.turns import Turn
from pdusim.model.management.allocation import Allocation
from pdusim.model.management.allocation_rules import Rule, all_rules
from pdusim.model.management.assignment import Assignment
from pdusim.model.management.caseload_moves import CaseloadMoves
from pdusim.model.management.oversight import Oversight
from pdusim.model.management.seniors import Seniors
from pdusim.model.people.law import days_of_law
from pdusim.model.people.lives import Lives
from pdusim.model.people.past import Past
from pdusim.model.people.person import State
from pdusim.model.people.supervision import NoCasework
from pdusim.model.staff.absence import Absence
from pdusim.model.staff.administrators import Administrators
from pdusim.model.staff.workforce import Workforce
from pdusim.model.surroundings.surroundings import Surroundings
from pdusim.model.work.kinds import Kinds
from pdusim.model.work.making import TaskMaker
from pdusim.model.work.teams import Pool
from pdusim.outcomes.ledger import Ledger
from pdusim.outcomes.tally import Level, Tally
from pdusim.randomness import Chance
from pdusim.scenario.plain import plain_periods

if TYPE_CHECKING:
    from pdusim.scenario import Scenario

SUNDAY_NOON: Final = 6.5
"""Days from Monday to the census; it never ties with an event of a day."""


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
    rules : mapping of str to Rule, or Extensions, optional
        What the caller adds: allocation rules, or measures and distributions too.
    kin : sequence of Scenario
        Scenarios with the same settings on day 0, under which the life may go on from some day
        (`continue_under`).
    """

    __slots__ = ("_kin", "_peopled_until")

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        replication: int,
        record: Record = "measures",
        rules: Mapping[str, Rule] | Extensions | None = None,
        kin: Sequence[Scenario] = (),
    ) -> None:
        self.scenario = scenario
        self.extensions = Extensions.of(rules)
        # Plain copies: settings are read several times for every event.
        self.periods = plain_periods(scenario)
        self.settings = self.periods[0].settings
        self._kin = (scenario, *kin)
        self.ahead = [period.settings for period in self.periods]
        for other in kin:
            self.ahead += [period.settings for period in plain_periods(other)[1:]]
        self._peopled_until: int | None = None
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
        self.unrecognised_cases = {}
        self.waiting_cases = Level()
        self.new_cases_waiting = Level()
        self.in_state = {state: {} for state in State}
        self.moved_in = dict.fromkeys(State, 0)
        self.moved_out = dict.fromkeys(State, 0)
        self.ecsl_since = self.past.first_day
        self.kinds = Kinds()
        self.maker = TaskMaker(self)

        self.staff = []
        self.leavers = []
        self.everyone = []
        self.teams = []
        self.team_shares = []
        self._catchment = None
        self._team_of = {}
        self.unpaid_work_team = Pool(self, "unpaid work team")
        self.official_weights = {
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
        self.administrators = self.freeing = Administrators(self)
        self.workforce = Workforce(self)
        self.allocation = self.allocating = Allocation(self, all_rules(self.extensions.rules))
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
        self.weights = self._weights()
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
        reference = contacts.reference

        def shares(section: Any, of: Any) -> dict[str, float]:
            """Hours in force over those of the reference; 1 where it has none."""
            hours, by = dict(section), dict(of)
            return {
                name.upper(): contacts.scale
                * hours[name]
                * relaxed(name.upper())
                / (reference.scale * by[name])
                if reference.scale * by[name] > 0.0
                else 1.0
                for name in by
            }

        in_community = shares(contacts.community, reference.community)
        on_licence = shares(contacts.licence, reference.licence)
        self.contact_of_reference = {
            State.COMMUNITY_ORDER: in_community,
            State.SUSPENDED_ORDER: in_community,
            State.LICENCE: on_licence,
            State.POST_SENTENCE: on_licence,
            State.CUSTODY_COMMUNITY: shares(contacts.custody, reference.custody),
            State.RECALLED: shares(contacts.recalled, reference.recalled),
        }

    def contacts_changed(self) -> None:
        """Contact standards have changed: book the new ones with everybody."""
        self._read_settings()
        self._loads_change(self.diary.today)

    def _weights(self) -> dict[str, dict[str, int]]:
        """Points of a case by location and tier: the official ones, or those of the scenario."""
        rule = self.settings.work.case_weights
        found: dict[str, dict[str, int]] = {}
        for location, official in self.official_weights.items():
            own: tuple[float, ...] = getattr(rule, location)
            points = own or tuple(official[tier] for tier in TIERS)
            found[location] = {
                tier: round(number * rule.factor)
                for tier, number in zip(TIERS, points, strict=True)
            }
        return found

    def change_settings(self, index: int, today: int) -> None:
        """A dated change takes effect: everybody lives under the new settings from now on."""
        before, after = self.periods[index - 1].settings, self.periods[index].settings
        self.settings = after
        for sections, follow in _TOLD_OF_NEW_SETTINGS:
            if not sections or any(
                section(before) != section(after) for section in map(attrgetter, sections)
            ):
                follow(self, today)

    def _ecsl_window_moves(self, today: int) -> None:
        self.ecsl_since = today

    def _everything_is_read_anew(self, today: int) -> None:
        self._read_settings()
        self.teams_changed()
        self.lives.custody.settings_changed()
        self.lives.enforcement.settings_changed()
        self.ledger.record(today, "settings change")

    def _packages_change(self, today: int) -> None:
        self.casework.packages.settings_changed(today)

    def _loads_change(self, today: int) -> None:
        for state in State:
            for person in self.in_state[state].values():
                self.casework.load_changed(person)

    def _joiners_come_and_go(self, today: int) -> None:
        self.workforce.joiners.keep(today)

    def _hours_change(self, today: int) -> None:
        for officer in list(self.staff):
            officer.work_out_hours(self.env.now)

    def _surroundings_change(self, today: int) -> None:
        self.surroundings.settings_changed()

    def _relaxations_change(self, today: int) -> None:
        self.contacts_changed()

    def _releases_are_planned_anew(self, today: int) -> None:
        self.lives.replan(today)

    def _plan_changes(self) -> None:
        """Enter the days on which something changes under any of the scenarios of this life.

        On the day it is seen what changes under the one in force.
        """
        days = {period.day for scenario in self._kin for period in scenario.timeline}
        for day in sorted(days):
            if day > 0:
                self.diary.enter(day, Turn.ARRANGED, _settings_change, self)
        notices = {day for scenario in self._kin for day in days_of_law(scenario)}
        for day in sorted(notices):
            if 0 <= day < self.horizon:
                self.diary.enter(day, Turn.ARRANGED, _replan, self)

    # Run ----------------------------------------------------------------------------------

    def go_live(self, until: int | None = None) -> None:
        """From the simulated past to the run: staff, cases with officers, work under way.

        Parameters
        ----------
        until : int, optional
            Day before which people are sentenced under this scenario, whatever follows; the end of
            the run by default.
        """
        self._peopled_until = self.horizon if until is None else until
        start = GivenStart(self, self.scenario.given)
        start.persons(self._peopled_until)
        self.census.run_begins()
        self.casework = Casework(self)
        self.supervision = self.arising = self.casework
        start.staff_in_post()
        start.hand_over()
        self.surroundings.start()
        start.under_way()
        self._plan_changes()
        self.diary.enter(0, Turn.MONDAY, Unit.monday, self)

    def observe(self) -> Generator[simpy.Event, Any, None]:
        """The process that opens the observation window."""
        yield self.env.timeout(self.observed_from)
        now = self.env.now
        self.read_levels(now)
        self.tally.open()

    def run(self) -> None:
        """Simulate from the past to the horizon."""
        self.run_until(self.horizon)

    def run_until(self, day: int) -> None:
        """Simulate up to the morning of a day: from the past, or from where that was done last.

        Nobody sentenced later has been thought of yet.
        """
        for end in self.past.stretches(self._peopled_until or 0, day):
            begin = self._peopled_until
            if begin is None:
                self.go_live(end)
                self.env.process(self.observe())
                self.env.process(self.diary.keep(self.env))
                self.env.process(self.sundays())
            else:
                self._peopled_until = end
                self.past.expect(begin, end)
            self.env.run(until=end)

    def continue_under(self, scenario: Scenario) -> None:
        """Go on under one of the kin: whatever it has said of the days so far is the same."""
        self.scenario = scenario
        self.periods = plain_periods(scenario)

    # Week ---------------------------------------------------------------------------------

    def monday(self, today: int) -> None:
        """What happens at the beginning of a week, in this order."""
        self.surroundings.status.week(today)
        self.surroundings.programmes.week(today)
        self.diary.enter(today + 7, Turn.MONDAY, Unit.monday, self)

    def sundays(self) -> Generator[simpy.Event, Any, None]:
        """The process that counts at noon of every Sunday, and plans the coming week."""
        yield self.env.timeout(SUNDAY_NOON)
        while True:
            self.sunday(int(self.env.now) + 1)
            yield self.env.timeout(7.0)

    def sunday(self, monday: int) -> None:
        """What happens at the end of a week, in this order."""
        self.census.take()
        for officer in list(self.staff):
            if not officer.away:
                self.absence.plan_week(officer, monday)
            self.workforce.plan_week(officer, monday)
        self.workforce.recruit(monday)
        self.workforce.trainees.week(monday)
        self.workforce.keep_agency(monday)
        self.workforce.keep_senior_practitioners(monday)
        self.administrators.week()
        self.moves.week(monday)
        self.oversight.plan_week(monday)


_TOLD_OF_NEW_SETTINGS: tuple[tuple[tuple[str, ...], Callable[[Unit, int], None]], ...] = (
    (("early_release.ecsl.max_days",), Unit._ecsl_window_moves),
    ((), Unit._everything_is_read_anew),
    (("work.contacts.packages",), Unit._packages_change),
    (("work", "sentencing.handover"), Unit._loads_change),
    (("workforce.joiners",), Unit._joiners_come_and_go),
    (("workforce", "management"), Unit._hours_change),
    (("surroundings",), Unit._surroundings_change),
    (("surroundings.status",), Unit._relaxations_change),
    (("early_release", "sentencing"), Unit._releases_are_planned_anew),
)
"""Who is told of a dated change, in this order, if one of these sections has changed by it; the
one without sections is told of every change."""


def _settings_change(unit: Unit, today: int) -> None:
    """A dated change takes effect, if there is one under the scenario in force."""
    for index, period in enumerate(unit.periods):
        if period.day == today:
            unit.change_settings(index, today)


def _replan(unit: Unit, today: int) -> None:
    """The law reaches people already sentenced, if it does under the scenario in force."""
    if today in days_of_law(unit.scenario):
        unit.lives.replan(today)
