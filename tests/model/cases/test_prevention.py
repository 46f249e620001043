"""Supervision can prevent as well as detect, by as much as a scenario says, none included."""

from __future__ import annotations

import pytest
from one_officer import OneOfficer

from pdusim import simulate
from pdusim.model.people.person import State
from pdusim.scenario import load_scenario
from pdusim.scenario.schema.enforcement import prevented

RULE = "enforcement.prevention."
NONE = {f"{RULE}{name}_effect": 0.0 for name in ("contact", "plan", "overdue")}
BASELINE = load_scenario("baseline").settings.enforcement.prevention


@pytest.mark.parametrize(
    ("effect", "better", "worse"),
    [
        ("contact_effect", (1.0, True, False), (0.0, True, False)),
        ("plan_effect", (0.5, True, False), (0.5, False, False)),
        ("overdue_effect", (0.5, True, False), (0.5, True, True)),
    ],
)
def test_each_effect_lowers_the_rate_and_none_leaves_it(effect, better, worse) -> None:
    none = BASELINE.model_copy(
        update={"contact_effect": 0.0, "plan_effect": 0.0, "overdue_effect": 0.0}
    )
    some = none.model_copy(update={effect: 0.3})
    assert prevented(none, *better) == prevented(none, *worse) == 1.0
    assert prevented(some, *better) < 1.0 < prevented(some, *worse)


def test_at_the_reference_of_the_baseline_the_level_is_unmoved() -> None:
    contact = BASELINE.reference_contact
    plan, overdue = BASELINE.reference_plan, BASELINE.reference_overdue
    mean = sum(
        (plan if planned else 1.0 - plan)
        * (overdue if late else 1.0 - overdue)
        * prevented(BASELINE, contact, planned, late)
        for planned in (False, True)
        for late in (False, True)
    )
    assert mean == pytest.approx(1.0)


def test_it_goes_by_what_the_person_gets_just_now() -> None:
    world = OneOfficer(**{"run.observe_weeks": 12, f"{RULE}contact_effect": 0.3})
    world.until(0.5)
    casework, person = world.unit.casework, world.person
    served = casework.prevention(person, 0)
    person.planned = False
    assert casework.prevention(person, 0) > served
    person.planned = True
    world.officer.away = True
    assert casework.prevention(person, 0) > served
    world.officer.away = False
    person.state = State.UNPAID_WORK_ONLY
    assert casework.prevention(person, 0) == 1.0


@pytest.mark.parametrize(("officers", "sign"), [(120, -1), (12, 1)])
def test_more_staff_prevent_and_fewer_let_happen(small, officers: int, sign: int) -> None:
    def happened(effect: float) -> float:
        values = {"workforce.posts.po": officers, **NONE, f"{RULE}contact_effect": effect}
        out = simulate(small(**values), seed=3)
        return out.counts["non-compliance"] + out.counts["reconvictions"]

    assert sign * (happened(0.5) - happened(0.0)) > 0.0
