"""Supervision packages: appointments of one case by tier and phase, and what an officer gives."""

from __future__ import annotations

from typing import Any

import pytest
from one_officer import ONE_OFFICER

from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import Person, State
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade
from pdusim.report.story import Event
from pdusim.scenario import load_scenario

BASELINE = load_scenario("baseline")
P = "work.contacts.packages."
PACKAGES: dict[str, Any] = {
    **ONE_OFFICER,
    "run.observe_weeks": 120,
    f"{P}enabled": True,
    f"{P}iom_red_share": 0.0,
    # Nothing happens but the appointments.
    **{
        path: 0.0
        for path in BASELINE.provenance
        if path.startswith("reviews.events.") and path.endswith(".rate")
    },
    **{
        f"enforcement.{kind}.rate.{state}": 0.0
        for kind in ("non_compliance", "reconviction")
        for state in ("community_order", "suspended_order", "licence", "post_sentence")
    },
}
START, DAYS = 7, 540
"""A Monday, and days of an order or licence."""


SMALL = BASELINE.with_values({"unit.scale": 0.02, "unit.past_years": 1.0, "run.observe_weeks": 4})


class Case:
    """One case of one officer, and the days as they go by.

    It calls for tier D (medium risk and ARP 50, CSRP 1) unless a test says otherwise.
    """

    def __init__(self, values: dict[str, Any] | None = None, **attributes: Any) -> None:
        scenario = BASELINE.with_values(PACKAGES | (values or {}))
        self.unit = Unit(scenario, 1, 0, "events")
        self.unit.go_live()
        self.officer = self.unit.workforce.hire(Grade.PO, -2000, -2000, key=5, name="PO 1")
        self.person: Person = Unit(SMALL, 1, 0).past.persons()[0]
        plain = dict.fromkeys(
            ("female", "iom", "mappa", "domestic_abuse", "child_safeguarding", "sexual"), 0
        )
        scores = {"assessed_rosh": 1, "ogrs": 50.0, "rsr": 1.0, "ends_early_draw": 1.0}
        for name, value in {**plain, **scores, **attributes}.items():
            setattr(self.person, name, value)
        self.person.true_rosh = self.person.base_rosh = self.person.assessed_rosh
        self.person.work_out_tier()
        self.person.requirement_draws = [1.0] * 4
        self.person.holder = self.officer
        self.officer.take_case(self.person, 0.0)
        self.unit.env.process(self.unit.diary.keep(self.unit.env))

    def begins(self, state: State = State.COMMUNITY_ORDER, days: int = DAYS) -> Case:
        def supervised(unit: Unit, today: int) -> None:
            if state is State.LICENCE:
                self.person.expiry = today + days
                unit.lives.custody.go_on_licence(self.person, today)
            else:
                unit.lives.begin_order(self.person, today, state, days)

        self.unit.diary.enter(START, Turn.ARRANGED, supervised, self.unit)
        return self

    def until(self, day: float) -> Case:
        self.unit.env.run(until=START + day)
        return self

    def appointments(self, what: str | None = None) -> list[int]:
        """Days of the appointments so far, counted from the beginning of supervision."""
        return [
            int(entry.time) - START
            for entry in map(Event._make, self.unit.ledger.events)
            if entry.event == "appointment" and what in (None, entry.detail)
        ]


def hours(a_week: float) -> float:
    contacts = BASELINE.settings.work.contacts
    return a_week * contacts.packages.hours_each * contacts.scale / 5.0


@pytest.mark.parametrize(
    ("attributes", "weeks", "a_year"),
    [
        ({"rsr": 7.0, "ogrs": 90.0}, 12, 46),
        ({"assessed_rosh": 3}, 3, 12),
        ({"assessed_rosh": 2, "mappa": 1}, 3, 12),
        ({}, 3, 10),
        ({"ogrs": 10.0, "rsr": 0.1}, 1, 4),
        ({"ogrs": 10.0, "rsr": 0.1, "domestic_abuse": True}, 2, 8),
        # Five more for women of tiers C to G, not of A.
        ({"female": True}, 3, 15),
        ({"female": True, "rsr": 7.0, "ogrs": 90.0}, 12, 46),
    ],
)
def test_weekly_at_first_and_then_so_many_a_year(
    attributes: dict[str, Any], weeks: int, a_year: int
) -> None:
    case = Case(**attributes).begins().until(7 * weeks + 366)
    found = case.appointments()
    # Tomorrow, and the same day of each week, but for a bank holiday or two.
    early = [day for day in found if day < 7 * weeks]
    assert len(early) == weeks
    assert sum(day % 7 == 1 for day in early) >= weeks - 1
    # As many in the year that follows, the one at its very end in it or not.
    assert len(found) - weeks in (a_year - 1, a_year)


def test_red_cases_of_integrated_offender_management_are_as_tier_a() -> None:
    red = Case({f"{P}iom_red_share": 1.0}, iom=True).begins().until(84)
    assert len(red.appointments()) == 12
    amber = Case(iom=True).begins().until(84)
    assert len(amber.appointments()) < 6


def test_none_in_the_last_third_of_a_licence_and_of_an_order_to_the_end() -> None:
    on_licence = Case().begins(State.LICENCE).until(DAYS + 10)
    assert 320 < max(on_licence.appointments()) < 360
    on_an_order = Case().begins().until(DAYS + 10)
    assert max(on_an_order.appointments()) > 500


def test_an_officer_is_asked_for_the_hours_of_the_phase() -> None:
    case = Case().begins(State.LICENCE)
    for day, a_week in ((1, 1.0), (20, 1.0), (21, 70 / 365.25), (359, 70 / 365.25), (360, 0.0)):
        assert case.until(day + 0.5).officer.contact_demand == pytest.approx(hours(a_week)), day


def test_what_nobody_gives_is_missed() -> None:
    present = Case().begins().until(100)
    assert present.appointments("missed") == []
    away = Case()
    away.unit.absence.go_on_leave(away.officer, 0, 200)
    away.begins().until(100)
    assert away.appointments("given") == []
    assert away.appointments() == present.appointments()
    counted = away.unit.tally.since_start
    assert counted["appointments missed"] == counted["appointments due"] == len(away.appointments())


def test_who_rises_to_a_higher_tier_is_seen_sooner() -> None:
    attributes = {"ogrs": 10.0, "rsr": 0.1}
    usual = Case(**attributes).begins().until(90)
    risen = Case(**attributes).begins().until(30)
    before = risen.person.tier
    risen.person.mappa, risen.person.assessed_rosh = 1, 3
    risen.unit.diary.today = START + 29
    risen.unit.casework.assessment_changed(risen.person, START + 30.0, before, risen=True)
    risen.until(90)
    assert len(risen.appointments()) >= len(usual.appointments()) + 6


def test_nobody_is_seen_while_supervision_is_suspended() -> None:
    case = Case({"sentencing.reset.enabled": True}).begins().until(DAYS + 10)
    assert 320 < max(case.appointments()) < 360


def test_packages_from_a_day_on_find_cases_where_they_stand() -> None:
    case = Case({f"{P}enabled": False}).begins().until(7)
    assert case.appointments() == []
    on = BASELINE.with_values(PACKAGES)
    case.unit.scenario, case.unit.settings = on, on.settings
    case.unit.casework.packages.settings_changed(START + 7)
    assert len(case.until(21).appointments()) == 2


def test_who_is_seen_less_is_known_less() -> None:
    case = Case().begins(State.LICENCE)
    usual = case.unit.contact_hours[State.LICENCE][case.person.protect]
    level = case.unit.casework.contact_level
    case.until(1.5)
    assert level(case.person) == pytest.approx(hours(1.0) / usual)
    case.until(40.5)
    assert level(case.person) == pytest.approx(hours(70 / 365.25) / usual)
    case.until(370.5)
    assert level(case.person) == 0.0


def test_without_packages_there_are_no_appointments() -> None:
    case = Case({f"{P}enabled": False}).begins().until(60)
    assert case.appointments() == []
    due = case.unit.contact_hours[State.COMMUNITY_ORDER]
    assert case.officer.contact_demand == due[case.person.protect]
