"""What is noticed goes by hours of contact given, not by how little is asked for."""

from __future__ import annotations

import pytest
from one_officer import OneOfficer

from pdusim import simulate
from pdusim.model.cases.noticing import quality_of
from pdusim.scenario import Scenario, load_scenario

CONTACTS = "work.contacts.scale"
SCALE = load_scenario("baseline").settings.work.contacts.scale


def with_standard(part: float, **values: object) -> OneOfficer:
    """One officer who gives in full whatever the standard asks for."""
    world = OneOfficer(**{CONTACTS: part * SCALE, **values})
    world.until(0.5)
    assert world.officer.contact_now == 1.0
    return world


@pytest.mark.parametrize("part", [0.5, 1.0, 1.5])
def test_contact_counts_against_the_reference_whatever_is_asked_for(part: float) -> None:
    world = with_standard(part)
    assert world.unit.casework.contact_level(world.person) == pytest.approx(part)


def test_a_contact_that_takes_longer_shows_no_more() -> None:
    world = with_standard(1.0, **{"work.time_multiplier": 3.0})
    assert world.unit.casework.contact_level(world.person) == 1.0


def test_nothing_is_seen_while_supervision_is_suspended() -> None:
    world = with_standard(1.0)
    world.person.suspended = True
    assert world.unit.casework.contact_level(world.person) == 0.0


def test_a_review_notices_less_of_somebody_of_whom_little_is_seen() -> None:
    little, usual, much = (with_standard(part) for part in (0.5, 1.0, 2.0))
    quality = [quality_of(w.unit, w.officer, w.person) for w in (little, usual, much)]
    assert quality[0] < quality[1] == quality[2]


def test_asking_for_less_contact_does_not_let_the_unit_see_more(small) -> None:
    def lived(scenario: Scenario) -> tuple[float, float, float]:
        out = simulate(scenario, seed=3)
        seen = out.counts["non-compliance noticed"] / out.counts["non-compliance"]
        given, share = (out.measures[f"contact_{x}"] for x in ("hours_given", "delivered"))
        assert given is not None
        assert share is not None
        return given, share, seen

    usual, lowered = lived(small()), lived(small(work__contacts__scale=0.5 * SCALE))
    assert lowered[0] < usual[0]
    assert lowered[1] > usual[1]
    assert lowered[2] < usual[2]
