from __future__ import annotations

import pytest
from scenario_support import Grade, Toy

from pdusim.scenario.catalogue import (
    Group,
    Leaf,
    Table,
    canonical_order,
    catalogue,
    find,
    leaf_paths,
    leaves_of,
    map_key,
    value_at,
)
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.schema.base import Section, value


def leaf(path: str) -> Leaf:
    shape = find(catalogue(Toy), path.split("."))
    assert isinstance(shape, Leaf)
    return shape


def test_sections_tables_and_leaves_are_told_apart() -> None:
    group = catalogue(Toy)
    assert isinstance(find(group, ()), Group)
    assert isinstance(find(group, ("allocation",)), Group)
    assert isinstance(find(group, ("leaving",)), Table)
    assert isinstance(find(group, ("leaving", "po")), Group)
    assert isinstance(find(group, ("tasks", "of_my_own")), Group)
    assert isinstance(find(group, ("lengths", "shares")), Leaf)


@pytest.mark.parametrize("path", ["nothing", "leaving.spo", "label.x", "lengths.shares.short"])
def test_unknown_paths_are_not_found(path: str) -> None:
    assert find(catalogue(Toy), path.split(".")) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("leaving.po.rate", "a number, at least 0 and at most 5 (unit: per year)"),
        ("leaving.po.notice_days", "a whole number, at least 0 (unit: days)"),
        ("leaving.po.until", "a date, as 2024-05-23 or null (unit: date)"),
        ("allocation.rule", "one of cap or best_fit"),
        ("allocation.kind", "one of hard or soft"),
        ("allocation.enabled", "true or false"),
        ("allocation.cap", "a number or null, more than 0 and below 1000 (unit: %)"),
        ("lengths.upper", "a list: a number each, each more than 0 (unit: months)"),
        ("lengths.pair", "a list of 2: a whole number each, each at least 0 (unit: days)"),
        (
            "lengths.shares",
            "a mapping of name to a number for each of short, middle and long, "
            "each at least 0 and at most 1 (unit: share)",
        ),
        ("label", "text"),
    ],
)
def test_what_is_expected_is_said_in_words(path: str, expected: str) -> None:
    assert leaf(path).expected == expected


def test_what_a_leaf_is() -> None:
    assert leaf("run.start").fixed
    assert not leaf("label").fixed
    assert leaf("label").uncertain_ok
    assert not leaf("allocation.kind").uncertain_ok
    assert leaf("lengths.shares").is_mix
    assert not leaf("lengths.upper").is_mix
    assert leaf("lengths.shares").keys == ("short", "middle", "long")
    assert leaf("allocation.rule").choices == ("cap", "best_fit")
    assert leaf("allocation.cap").accepts == {float, type(None)}
    assert leaf("lengths.pair").accepts == {int}


def test_leaves_come_in_the_order_of_the_schema(toy: Scenario) -> None:
    paths = [".".join(path) for path, _, _ in leaves_of(toy.undated)]
    assert paths[:7] == [
        "run.start",
        "run.warm_up_weeks",
        "run.observe_weeks",
        "leaving.pso.rate",
        "leaving.pso.notice_days",
        "leaving.pso.until",
        "leaving.po.rate",
    ]
    assert paths[-1] == "label"
    assert len(paths) == len(set(paths)) == 21
    assert [".".join(p) for p, _ in leaf_paths(catalogue(Toy))].count("tasks.*.hours") == 1


def test_values_are_found_by_path(toy: Scenario) -> None:
    for path, _, held in leaves_of(toy.undated):
        assert value_at(toy.undated, path) == held
    assert value_at(toy.undated, ("leaving", "po", "rate")) == 0.07
    assert map_key("po", {Grade.PO: 1}) == Grade.PO
    assert map_key("7", {6: "six", 7: "seven"}) == 7


def test_order_is_declared_or_alphabetical() -> None:
    assert canonical_order(("b", "a"), ["a", "x", "b"]) == ["b", "a", "x"]
    assert canonical_order((), ["b", "a"]) == ["a", "b"]


def test_a_field_that_is_no_leaf_is_refused() -> None:
    class Bare(Section):
        number: float

    class Outer(Section):
        inner: Bare

    with pytest.raises(TypeError, match=r"inner\.number is neither a section"):
        catalogue(Outer)


def test_a_section_named_like_a_key_of_the_file_is_refused() -> None:
    class Clash(Section):
        changes: float = value("x", unit="")

    with pytest.raises(TypeError, match="cannot be called changes"):
        catalogue(Clash)
