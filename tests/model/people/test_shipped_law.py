"""One person's life under each shipped law, after it has come into force, and without it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pdusim.model.people.person import State
from pdusim.scenario import load_scenario
from pdusim.scenario.plain import plain
from tests.model.people.test_reforms import BASE, Life

NOTHING_ELSE = {
    path: record.value
    for path, record in BASE.provenance.items()
    if path.startswith(("enforcement.non_compliance.rate.", "enforcement.reconviction.rate."))
}


class Under(Life):
    """A life under the settings that a shipped scenario comes to in the end."""

    def __init__(self, name: str, **attributes: Any) -> None:
        super().__init__(**attributes)
        scenario = load_scenario(name).with_values(NOTHING_ELSE)
        last = scenario.timeline[-1].settings
        # Counted from the start of the others, where their days are.
        last = last.model_copy(update={"run": BASE.settings.run})
        self.unit.settings = plain(last)
        self.unit.lives.custody.settings_changed()
        self.unit.lives.enforcement.settings_changed()


def release(life: Life) -> date:
    """Day of release of the person, before weekends."""
    return life.unit.lives.custody.law.date(life.person.conditional_release)


@pytest.mark.parametrize(
    ("name", "released"),
    [
        # A thousand days from 5 January 2026: two fifths of them, or a third.
        ("rules_2025", date(2027, 2, 8)),
        ("rules_2026", date(2027, 2, 8)),
        ("progression_model", date(2026, 12, 4)),
        ("act_2026", date(2026, 12, 4)),
        # The tranche of 11 May 2027 comes too late for this person.
        ("act_2026_late", date(2027, 2, 8)),
    ],
)
def test_the_same_sentence_under_each_state_of_the_law(name: str, released: date) -> None:
    life = Under(name)
    excluded = life.unit.settings.early_release.regimes["progression_model"].exclude
    excluded.schedules = excluded.section_250 = 0.0  # type: ignore[misc]
    life.unit.lives.custody.settings_changed()
    life.sentenced(date(2026, 1, 5), 1000).law_reaches(date(2026, 11, 2))
    assert release(life) == released


@pytest.mark.parametrize(
    ("name", "days"),
    [("rules_2025", None), ("recall_28_days_48_months", 28), ("recall_56_days", 56)],
)
def test_a_recall(name: str, days: int | None) -> None:
    life = Under(name).sentenced(date(2025, 6, 2), 1400)
    recall = life.unit.settings.enforcement.recall
    recall.fixed_term_share = 0.0  # type: ignore[misc]
    recall.standard_months, recall.standard_shape = 60.0, 20.0  # type: ignore[misc]
    for rule in recall.fixed_terms.values():
        if rule.share is not None:
            rule.share = 1.0  # type: ignore[misc]
    life.unit.lives.custody.settings_changed()
    life.recalled(date(2027, 3, 1))
    stay = life.person.release_day - life.today + 1
    if days:
        last = date.fromordinal(date(2027, 3, 1).toordinal() + days - 1)
        assert life.person.release_day == life.out(last)
    else:
        assert stay > 56


@pytest.mark.parametrize(
    ("name", "state"),
    [("rules_2025", State.POST_SENTENCE), ("pss_ends", State.CLOSED), ("act_2026", State.CLOSED)],
)
def test_after_a_short_sentence(name: str, state: State) -> None:
    life = Under(name).sentenced(date(2026, 6, 1), 300).until(date(2027, 6, 1))
    assert life.person.state is state


@pytest.mark.parametrize(("name", "scheme"), [("rules_2025", "hdc"), ("curfew_ends", "sds40")])
def test_curfew(name: str, scheme: str) -> None:
    life = Under(name)
    life.unit.settings.early_release.hdc.released_share = 1.0  # type: ignore[misc]
    life.sentenced(date(2026, 9, 7), 900)
    assert life.person.scheme == scheme


@pytest.mark.parametrize(
    ("name", "ends"),
    [("rules_2025", date(2027, 7, 11)), ("orders_end_early", date(2027, 1, 12))],
)
def test_an_order(name: str, ends: date) -> None:
    life = Under(name, flow="community_order", ends_early_draw=0.2)
    life.ordered(date(2026, 6, 6), 400).until(date(2027, 8, 1))
    assert life.when("case closed") == ends


@pytest.mark.parametrize(("name", "suspended"), [("rules_2025", False), ("probation_impact", True)])
def test_contact_in_a_lower_risk_case(name: str, suspended: bool) -> None:
    life = Under(name, flow="community_order", ends_early_draw=1.0)
    impact = life.unit.settings.sentencing.impact
    impact.low_risk_share, impact.uptake = 1.0, float(impact.enabled)  # type: ignore[misc]
    life.ordered(date(2025, 7, 1), 360).until(date(2025, 9, 1))
    assert life.person.suspended == suspended


@pytest.mark.parametrize(
    ("name", "state"),
    [("rules_2025", False), ("suspension_presumption", True), ("act_2026", True)],
)
def test_a_short_custodial_sentence(name: str, state: bool) -> None:
    life = Under(name)
    rule = life.unit.settings.sentencing.diversion
    if rule.share:
        rule.share, rule.already_in_custody_share = 1.0, 0.0  # type: ignore[misc]
    life.until(date(2027, 6, 1))
    assert life.unit.lives._is_suspended_instead(life.person, life.today, 200) == state
