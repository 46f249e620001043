"""Families of the shipped scenarios."""

from pdusim.scenario import shipped_scenarios
from pdusim.scenario.families import FAMILIES, OTHER, in_families


def test_a_scenario_is_in_one_family_and_every_name_is_shipped() -> None:
    placed = [name for members in FAMILIES.values() for name in members]
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(shipped_scenarios())


def test_a_scenario_of_no_family_is_listed_last() -> None:
    found = in_families([*shipped_scenarios(), "mine"])
    assert list(found)[-1] == OTHER
    assert "mine" in found[OTHER]
    assert sum(map(len, found.values())) == len(shipped_scenarios()) + 1
