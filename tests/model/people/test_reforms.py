"""What a law does to one person's life: recall, supervision after the sentence, Reset, orders."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pdusim.model.people.person import Person, SentenceKind, State
from pdusim.model.unit import Unit
from pdusim.scenario import Scenario, load_scenario

BASE: Scenario = load_scenario("rules_2025").with_values(
    {
        "unit.scale": 0.05,
        "unit.past_years": 1.0,
        "sentencing.reset.enabled": False,
        "early_release.hdc.window_days": 0,
        "enforcement.recall.standard_months": 60.0,
        "enforcement.recall.standard_shape": 20.0,
        # Nothing happens but what the law does.
        **{
            f"enforcement.{kind}.rate.{state}": 0.0
            for kind in ("non_compliance", "reconviction")
            for state in (
                "community_order",
                "suspended_order",
                "unpaid_work_only",
                "licence",
                "post_sentence",
            )
        },
    }
)
START: date = BASE.settings.run.start
F = "enforcement.recall.fixed_terms."
FIFTY_SIX = {f"{F}fifty_six_days.enacted": True, f"{F}fifty_six_days.share": 1.0}


class Life:
    """One person in a unit where nobody else lives, and the days as they go by."""

    def __init__(self, values: dict[str, Any] | None = None, **attributes: Any) -> None:
        self.unit = Unit(BASE.with_values(values or {}), 1, 0, "events")
        flow = attributes.pop("flow", "custody")
        self.person: Person = next(p for p in self.unit.past.persons() if p.flow == flow)
        given = {"mappa": 0, "assessed_rosh": 0, "child_safeguarding": False, "sexual": False}
        for name, value in {**given, "domestic_abuse": False, **attributes}.items():
            setattr(self.person, name, value)
        self.person.remand_draws = [1.0, 0.0]
        self.person.base_rosh = self.person.true_rosh = self.person.assessed_rosh
        self.today = -(10**6)

    def day(self, when: date) -> int:
        return (when - START).days

    def until(self, when: date) -> Life:
        """Let the days go by, up to the morning of one."""
        for day in range(max(self.today, self.unit.past.first_day), self.day(when)):
            self.unit.diary.read(day)
        self.today = self.day(when)
        self.unit.diary.today = self.today - 1
        return self

    def sentenced(self, when: date, days: int, kind: str = "standard") -> Life:
        self.until(when)
        self.person.length, self.person.sentence_day = days, self.today
        self.unit.lives.custody.begin(self.person, self.today, SentenceKind(kind))
        return self

    def ordered(self, when: date, days: int, state: str = "community_order") -> Life:
        self.until(when)
        self.person.sentence_day = self.today
        self.unit.lives.begin_order(self.person, self.today, State(state), days)
        return self

    def recalled(self, when: date) -> Life:
        self.until(when)
        self.unit.lives.enforcement.recall(self.person, self.today)
        return self

    def law_reaches(self, when: date) -> Life:
        self.until(when)
        self.unit.lives.replan(self.today)
        return self

    def out(self, when: date) -> int:
        """The working day on which somebody due out on a day leaves."""
        avoid = self.unit.settings.sentencing.custody.avoid_fridays
        return self.unit.calendar.release_day(self.day(when), avoid)

    def when(self, event: str) -> date:
        return date.fromordinal(
            START.toordinal()
            + int(next(t for t, e, *_ in reversed(self.unit.ledger.events) if e == event))
        )


class Median:
    """Chance that gives the median of everything."""

    def uniform(self, purpose: int, entity: int, ordinal: int = 0) -> float:
        return 0.5


# Recall -----------------------------------------------------------------------------------

SEPTEMBER_2025 = {f"{F}under_48_months.enacted": True, f"{F}under_12_months.enacted": True}


@pytest.mark.parametrize(
    ("values", "length", "on", "until"),
    [
        # The day of return counts: fourteen days from 1 July end on 14 July.
        ({}, 360, date(2025, 7, 1), date(2025, 7, 14)),
        (SEPTEMBER_2025, 360, date(2025, 9, 8), date(2025, 9, 21)),
        (SEPTEMBER_2025, 1400, date(2025, 9, 8), date(2025, 10, 5)),
        ({**SEPTEMBER_2025, **FIFTY_SIX}, 1400, date(2026, 3, 30), date(2026, 4, 26)),
        ({**SEPTEMBER_2025, **FIFTY_SIX}, 1400, date(2026, 3, 31), date(2026, 5, 25)),
        ({**SEPTEMBER_2025, **FIFTY_SIX}, 2800, date(2026, 6, 1), date(2026, 7, 26)),
        # A rule put off by four weeks holds four weeks later.
        (
            {**SEPTEMBER_2025, **FIFTY_SIX, f"{F}fifty_six_days.postponed_days": 28},
            1400,
            date(2026, 3, 31),
            date(2026, 4, 27),
        ),
    ],
)
def test_a_fixed_term_by_length_and_day(
    values: dict[str, Any], length: int, on: date, until: date
) -> None:
    life = Life(values).sentenced(date.fromordinal(on.toordinal() - int(0.55 * length)), length)
    life.recalled(on)
    assert life.person.release_day == life.out(until)
    assert life.until(date.fromordinal(until.toordinal() + 1)).person.state is State.LICENCE
    assert life.day(life.when("released after recall")) == life.out(until)


@pytest.mark.parametrize(
    ("attributes", "kind", "fixed"),
    [
        ({}, "standard", True),
        ({"assessed_rosh": 2}, "standard", True),
        ({"mappa": 1}, "longer", True),
        ({"mappa": 2}, "standard", False),
        ({"assessed_rosh": 3}, "standard", False),
        ({}, "extended", False),
    ],
)
@pytest.mark.parametrize("rule", ["by choice", "by law"])
def test_the_excluded_have_a_standard_recall_under_every_rule(
    attributes: dict[str, Any], kind: str, fixed: bool, rule: str
) -> None:
    values = FIFTY_SIX if rule == "by law" else {"enforcement.recall.fixed_term_share": 1.0}
    life = Life(values, **attributes).sentenced(date(2023, 1, 9), 2000, kind)
    life.unit.lives.custody.release(life.person, life.today)
    life.recalled(date(2026, 6, 1))
    days = 56 if rule == "by law" else 28
    last = life.out(date.fromordinal(date(2026, 6, 1).toordinal() + days - 1))
    assert (life.person.release_day == last) == fixed


@pytest.mark.parametrize(
    ("length", "released"),
    [(1600, date(2026, 3, 31)), (2000, date(2026, 4, 14)), (4000, date(2026, 5, 5))],
)
def test_people_recalled_before_leave_in_tranches(length: int, released: date) -> None:
    life = Life({**FIFTY_SIX, f"{F}short_2024.enacted": False})
    life.unit.settings.enforcement.recall.fixed_term_share = 0.0  # type: ignore[misc]
    life.unit.lives.custody.settings_changed()
    life.sentenced(date.fromordinal(date(2026, 1, 12).toordinal() - int(0.55 * length)), length)
    life.recalled(date(2026, 1, 12))
    assert life.person.release_day > life.day(date(2026, 6, 1))
    life.law_reaches(date(2026, 3, 31))
    assert life.person.release_day == life.day(released)
    life.until(date(2026, 6, 1))
    assert life.when("released after recall") == released


# Supervision after the sentence -----------------------------------------------------------

END = {"sentencing.post_sentence.ends": date(2026, 5, 8)}


def test_post_sentence_supervision_ends_for_everybody_on_one_day() -> None:
    for before in (date(2025, 7, 1), date(2025, 9, 1), date(2025, 10, 15)):
        life = Life(END).sentenced(before, 200).until(date(2026, 5, 8))
        assert life.person.state is State.POST_SENTENCE
        life.law_reaches(date(2026, 5, 8)).until(date(2026, 5, 10))
        assert life.person.state is State.CLOSED
        assert life.when("case closed") == date(2026, 5, 8)


def test_nobody_goes_on_to_it_afterwards() -> None:
    life = Life(END).sentenced(date(2025, 12, 1), 300).until(date(2026, 11, 1))
    assert life.when("case closed") == date(2026, 9, 27)
    without = Life().sentenced(date(2025, 12, 1), 300).until(date(2026, 11, 1))
    assert without.person.state is State.POST_SENTENCE


# Reset and Impact -------------------------------------------------------------------------

RESET = {"sentencing.reset.enabled": True, "sentencing.reset.uptake": 1.0}


@pytest.mark.parametrize(
    ("attributes", "suspended"),
    [
        ({}, True),
        ({"assessed_rosh": 2}, True),
        ({"mappa": 1}, False),
        ({"assessed_rosh": 3}, False),
        ({"child_safeguarding": True}, False),
    ],
)
def test_reset_by_the_national_guidance(attributes: dict[str, Any], suspended: bool) -> None:
    life = Life(RESET, flow="community_order", ends_early_draw=1.0, **attributes)
    life.ordered(date(2025, 7, 1), 360).until(date(2026, 2, 26))
    assert not life.person.suspended
    assert life.until(date(2026, 3, 1)).person.suspended == suspended


def test_all_contact_on_post_sentence_supervision_stops() -> None:
    life = Life(RESET).sentenced(date(2025, 6, 2), 200)
    life.until(date.fromordinal(START.toordinal() + life.person.expiry + 1))
    assert life.person.state is State.POST_SENTENCE
    assert life.person.suspended


@pytest.mark.parametrize(
    ("attributes", "suspended"),
    [({}, True), ({"assessed_rosh": 1}, False), ({"mappa": 1}, False)],
)
def test_impact_suspends_contact_after_eight_weeks(
    attributes: dict[str, Any], suspended: bool
) -> None:
    impact = {
        "sentencing.impact.enabled": True,
        "sentencing.impact.uptake": 1.0,
        "sentencing.impact.low_risk_share": 1.0,
        "sentencing.impact.medium_risk_share": 0.0,
    }
    life = Life(impact, flow="community_order", ends_early_draw=1.0, **attributes)
    life.ordered(date(2025, 7, 1), 360).until(date(2025, 8, 26))
    assert not life.person.suspended
    assert life.until(date(2025, 8, 27)).person.suspended == suspended


@pytest.mark.parametrize("scheme", ["reset", "impact"])
@pytest.mark.parametrize(("uptake", "suspended"), [(0.4, False), (0.6, True)])
def test_a_scheme_is_taken_up_in_a_share_of_cases(
    scheme: str, uptake: float, suspended: bool
) -> None:
    values = {
        f"sentencing.{scheme}.enabled": True,
        f"sentencing.{scheme}.uptake": uptake,
        "sentencing.impact.low_risk_share": 1.0,
    }
    life = Life(values, flow="community_order", ends_early_draw=1.0)
    life.unit.chance = Median()  # type: ignore[assignment]
    life.ordered(date(2025, 7, 1), 360).until(date(2026, 3, 1))
    assert life.person.suspended == suspended


def test_who_is_let_go_while_uptake_grows_stays_let_go() -> None:
    life = Life({**RESET, "sentencing.reset.uptake": 0.4}, flow="community_order")
    life.person.ends_early_draw = 1.0
    life.unit.chance = Median()  # type: ignore[assignment]
    life.ordered(date(2025, 7, 1), 360).law_reaches(date(2026, 3, 1))
    assert not life.person.suspended
    seen = []
    for uptake in (0.6, 0.9):
        life.unit.settings.sentencing.reset.uptake = uptake  # type: ignore[misc]
        seen.append(life.law_reaches(date(2026, 3, 9)).person.suspended)
    assert seen == [True, True]


# Orders -----------------------------------------------------------------------------------

MET = {
    "sentencing.orders.ends_early_share": 0.3,
    "sentencing.orders.ends_early_at": 0.5,
    "sentencing.orders.ends_when_met_from": date(2026, 5, 8),
}


@pytest.mark.parametrize(
    ("began", "ends"),
    [(date(2026, 1, 5), date(2026, 7, 24)), (date(2025, 9, 1), date(2026, 5, 8))],
)
def test_an_order_made_before_ends_when_its_requirements_are_met(began: date, ends: date) -> None:
    life = Life({**MET, "sentencing.orders.ends_early_share": 0.0}, flow="community_order")
    life.person.ends_early_draw = 0.2
    life.ordered(began, 400)
    assert life.person.order_end == life.day(began) + 400
    life.unit.settings.sentencing.orders.ends_early_share = 0.3  # type: ignore[misc]
    life.law_reaches(date(2026, 5, 8)).until(date(2027, 6, 1))
    assert life.when("case closed") == ends


def test_one_with_unpaid_work_left_runs_its_whole_length(monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(MET, flow="community_order", ends_early_draw=0.2)
    monkeypatch.setattr(type(life.unit.supervision), "requirements_met", lambda *_: False)
    life.ordered(date(2026, 5, 11), 400).until(date(2027, 8, 1))
    assert life.when("case closed") == date(2027, 6, 15)


# The presumption of suspension ------------------------------------------------------------

PRESUMED = {
    "sentencing.diversion.under_months": 12.0,
    "sentencing.diversion.share": 1.0,
    "sentencing.diversion.already_in_custody_share": 0.0,
    "sentencing.diversion.convicted_from": date(2026, 3, 22),
}


@pytest.mark.parametrize(
    ("length", "on", "wait", "values", "suspended"),
    [
        # Twelve calendar months or less: 365 days, and one more with a 29 February in them.
        (365, date(2026, 4, 1), 0.0, {}, True),
        (366, date(2026, 4, 1), 0.0, {}, False),
        (366, date(2027, 4, 1), 0.0, {}, True),
        # Convicted before the day, sentenced after it.
        (100, date(2026, 3, 25), 28.0, {}, False),
        (100, date(2026, 3, 25), 1.0, {}, True),
        (100, date(2026, 3, 21), 0.0, {}, False),
        (100, date(2026, 6, 1), 0.0, {"sentencing.diversion.already_in_custody_share": 1.0}, False),
        (100, date(2026, 6, 1), 0.0, {"sentencing.diversion.share": 0.0}, False),
    ],
)
def test_who_has_a_short_sentence_suspended(
    length: int, on: date, wait: float, values: dict[str, Any], suspended: bool
) -> None:
    life = Life({**PRESUMED, "sentencing.diversion.conviction_to_sentence_days": wait, **values})
    life.until(on)
    # Every draw is the median.
    life.unit.chance = Median()  # type: ignore[assignment]
    found = life.unit.lives._is_suspended_instead(life.person, life.today, length)
    assert found == suspended


@pytest.mark.parametrize(
    ("convicted", "values", "after"),
    [
        (True, {}, State.SUSPENDED_ORDER),
        # Custody on breach is no sentence for a new offence.
        (False, {}, State.CUSTODY_PRISON),
        (True, {"sentencing.diversion.share": 0.0}, State.CUSTODY_PRISON),
    ],
)
def test_who_is_supervised_and_sentenced_again(
    convicted: bool, values: dict[str, Any], after: State
) -> None:
    wait = {"sentencing.diversion.conviction_to_sentence_days": 0.0}
    life = Life({**PRESUMED, **wait, **values}, flow="community_order", ends_early_draw=1.0)
    life.ordered(date(2026, 4, 1), 700).until(date(2026, 6, 1))
    life.unit.lives.sentenced_to_custody_again(
        life.person, life.today, mean_months=0.5, convicted=convicted
    )
    held = (State.CUSTODY_PRISON, State.CUSTODY_COMMUNITY)
    assert life.person.state is after or (after in held and life.person.state in held)


def test_on_licence_a_suspended_sentence_waits_and_the_licence_stays_as_it_was() -> None:
    wait = {"sentencing.diversion.conviction_to_sentence_days": 0.0}
    life = Life({**PRESUMED, **wait}).sentenced(date(2025, 6, 2), 900).until(date(2026, 9, 1))
    expiry, length = life.person.expiry, life.person.length
    life.unit.lives.sentenced_to_custody_again(
        life.person, life.today, mean_months=0.5, convicted=True
    )
    assert life.person.state is State.LICENCE
    assert (life.person.expiry, life.person.length) == (expiry, length)
    assert life.person.order_state is State.SUSPENDED_ORDER
    assert life.person.order_end > life.today


# The prison's managers --------------------------------------------------------------------

H = "sentencing.handover."


@pytest.mark.parametrize(
    ("managers", "late"),
    [(None, 0), (100.0, 0), (0.0, 90)],
)
def test_a_handover_waits_for_the_prisons_managers(managers: float | None, late: int) -> None:
    life = Life({f"{H}prison_managers": managers, f"{H}late_days": 90})
    life.sentenced(date(2025, 6, 2), 2400)
    day = life.person.handover_day
    on_time = date.fromordinal(START.toordinal() + day + 1)
    assert (life.until(on_time).person.state is State.CUSTODY_COMMUNITY) is (late == 0)
    life.until(date.fromordinal(on_time.toordinal() + late))
    assert life.person.state is State.CUSTODY_COMMUNITY


def test_an_unprepared_handover_comes_before_the_release_all_the_same() -> None:
    life = Life({f"{H}prison_managers": 0.0, f"{H}late_days": 730})
    life.sentenced(date(2025, 6, 2), 2400)
    life.until(date.fromordinal(START.toordinal() + life.person.planned_release))
    assert life.person.state is State.CUSTODY_COMMUNITY
