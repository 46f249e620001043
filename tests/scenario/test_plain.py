"""Plain copies of settings hold what the settings hold."""

from __future__ import annotations

from typing import Any

import pytest

from pdusim import load_scenario
from pdusim.scenario.plain import plain
from pdusim.scenario.schema.base import Section


def differences(stated: Any, copied: Any, path: str = "") -> list[str]:
    """Paths at which a copy holds something else."""
    if isinstance(stated, Section):
        names = list(type(stated).model_fields)
        wrong = [] if list(dict(copied)) == names else [path]
        pairs = [(f"{path}.{name}", getattr(stated, name), getattr(copied, name)) for name in names]
    elif isinstance(stated, dict):
        wrong = [] if list(copied) == list(stated) else [path]
        pairs = [(f"{path}.{key}", value, copied[key]) for key, value in stated.items()]
    elif isinstance(stated, tuple):
        wrong = [] if len(copied) == len(stated) else [path]
        pairs = [(f"{path}[{n}]", *pair) for n, pair in enumerate(zip(stated, copied, strict=True))]
    else:
        return [] if copied == stated and type(copied) is type(stated) else [path]
    return wrong + [found for place, a, b in pairs for found in differences(a, b, place)]


@pytest.mark.parametrize("name", ["baseline", "ecsl_70_days", "rules_2025"])
def test_a_plain_copy_holds_every_value(name: str) -> None:
    for period in load_scenario(name).timeline:
        copied = plain(period.settings)
        assert not isinstance(copied, Section)
        assert differences(period.settings, copied) == []


def test_the_comparison_sees_a_value_that_differs() -> None:
    settings = load_scenario("baseline").settings
    other = load_scenario("baseline").with_values({"work.tasks.termination.hours": 9.0}).settings
    assert differences(settings, plain(other)) == [".work.tasks.termination.hours"]


def test_copies_are_equal_when_all_their_values_are() -> None:
    settings = load_scenario("baseline").settings
    same = load_scenario("baseline").settings
    other = load_scenario("baseline").with_values({"work.tasks.termination.hours": 9.0}).settings
    assert plain(settings) is plain(settings)
    assert plain(settings) == plain(same)
    assert plain(settings) != plain(other)
    assert plain(settings).workforce == plain(other).workforce


def test_many_settings_one_after_the_other_are_told_apart() -> None:
    """A copy that is kept must not be handed out for settings that came by the same address."""
    baseline = load_scenario("baseline")
    for hours in range(1, 400):
        values = {"work.tasks.termination.hours": hours / 100.0}
        assert plain(baseline.with_values(values).settings).work.tasks.termination.hours == (
            hours / 100.0
        )


def test_a_plain_copy_has_no_other_values() -> None:
    copied = plain(load_scenario("baseline").settings)
    with pytest.raises(AttributeError):
        copied.unit.sacle  # noqa: B018
    with pytest.raises(AttributeError):
        copied.unit.sacle = 2.0
