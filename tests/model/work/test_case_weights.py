"""Case weights as a value: official by default, others where a scenario says so."""

from __future__ import annotations

from typing import Any

import pytest

from pdusim.domain.official import OFFICIAL_2021, TIERS
from pdusim.model.unit import Unit
from pdusim.scenario.errors import ScenarioError

QUICK = {"run__warm_up_weeks": 4, "run__observe_weeks": 12}
AT = "work.case_weights."


def started(scenario: Any) -> Unit:
    """A unit on its first morning."""
    unit = Unit(scenario, 3, 0, "none")
    unit.go_live()
    return unit


def points(unit: Unit) -> dict[str, int]:
    """Points of each case, by name."""
    return {p.identifier: p.points for people in unit.in_state.values() for p in people.values()}


def test_by_default_the_weights_are_the_official_ones(small) -> None:
    unit = started(small(**QUICK))
    assert unit.weights == {place: dict(table) for place, table in OFFICIAL_2021.items()}


def test_heavier_weights_show_more_workload_and_change_neither_hours_nor_what_is_felt(
    small, lived
) -> None:
    usual = lived(small(**QUICK, unit__scale=0.25))
    heavier = small(**QUICK).with_values({AT + "factor": 1.5})
    before, after = points(started(small(**QUICK))), points(started(heavier))
    assert before.keys() == after.keys()
    assert sum(after.values()) == pytest.approx(1.5 * sum(before.values()), rel=0.02)

    unit = lived(heavier)
    felt = [officer.felt for officer in unit.staff if officer.grade.value != "spo"]
    felt_before = [officer.felt for officer in usual.staff if officer.grade.value != "spo"]
    shown = [o.workload for o in unit.staff if o.points_available]
    shown_before = [o.workload for o in usual.staff if o.points_available]
    assert sum(shown) / len(shown) > 1.3 * sum(shown_before) / len(shown_before)
    assert sum(felt) / len(felt) == pytest.approx(sum(felt_before) / len(felt_before), rel=0.06)


def test_a_table_of_ones_own_is_taken(small) -> None:
    own = tuple(float(n) for n in range(100, 116))
    unit = started(small(**QUICK).with_values({AT + "licence": own}))
    assert unit.weights["licence"] == dict(zip(TIERS, range(100, 116), strict=True))
    assert unit.weights["community"] == dict(OFFICIAL_2021["community"])


def test_a_table_that_leaves_tiers_out_is_refused(small) -> None:
    with pytest.raises(ScenarioError, match="custody needs the points of all 16 tiers"):
        small(**QUICK).with_values({AT + "custody": (1.0, 2.0)})
