"""What a scenario changes, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdusim import load_scenario
from pdusim.report.changes import changes_between, value_text

Row = tuple[str, str, str, str]


def rows(folder: Path, text: str, base: str = "baseline") -> list[Row]:
    file = folder / "policy.yaml"
    file.write_text(f"extends: baseline\n{text}")
    found = changes_between(load_scenario(base).resolved(), load_scenario(file))
    return [(one.when, one.path, value_text(one.path, one.before), one.effect) for one in found]


def test_additions_and_factors_are_shown_with_their_effect(tmp_path: Path) -> None:
    text = """\
changes:
  - from: 2024-06-03
    note: a plan
    add: {workforce.joiners.po: 6}
    multiply: {workforce.sickness.short_rate: 0.8}
  - from: 2024-12-02
    ramp_days: 98
    add: {workforce.joiners.po: -4}
"""
    path, sickness = "workforce.joiners.po", "workforce.sickness.short_rate"
    assert rows(tmp_path, text) == [
        ("3 Jun 2024: a plan", path, "0 officers", "6 officers (+6)"),
        ("3 Jun 2024: a plan", sickness, "1.8 per year", "1.44 per year (× 0.8)"),
        ("2 Dec 2024", path, "6 officers", "2 officers (−4), reached over 98 days"),
    ]


def test_before_is_the_value_in_force_also_inside_a_ramp(tmp_path: Path) -> None:
    text = """\
changes:
  - {from: 2024-01-01, ramp_days: 100, set: {workforce.posts.po: 56}}
  - {from: 2024-02-20, set: {workforce.posts.po: 60}}
"""
    assert [row[2:] for row in rows(tmp_path, text)] == [
        ("46 posts", "56 posts, reached over 100 days"),
        ("51 posts", "60 posts"),
    ]


def test_a_change_that_only_the_base_makes_is_told(tmp_path: Path) -> None:
    found = rows(tmp_path, "name: as it was\n", base="overtime")
    path = "workforce.hours.overtime_share"
    assert found == [("2 Oct 2023: a change not made here", path, "5 %", "0 %")]


@pytest.mark.parametrize("name", ["baseline", "overtime", "trainee_boom"])
def test_a_scenario_does_not_differ_from_itself(name: str) -> None:
    scenario = load_scenario(name)
    assert changes_between(scenario.resolved(), scenario) == []


def test_an_addition_that_comes_to_another_value_differs(tmp_path: Path) -> None:
    """A grand-child with another value: what is added is worked out again, and shown."""
    (tmp_path / "parent.yaml").write_text(
        "extends: baseline\nchanges: [{from: 2024-01-01, add: {workforce.posts.po: 4}}]\n"
    )
    (tmp_path / "child.yaml").write_text("extends: parent.yaml\nworkforce: {posts: {po: 50}}\n")
    parent, child = (load_scenario(tmp_path / f"{name}.yaml") for name in ("parent", "child"))
    found = changes_between(parent.resolved(), child)
    assert [(one.before, one.after, one.left_out) for one in found] == [
        (46.0, 50.0, False),
        (50.0, 54.0, False),
    ]
