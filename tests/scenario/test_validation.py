from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import AfterValidator
from scenario_support import Grade, Rule, Toy, refused

from pdusim.scenario.loading import load_scenario
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.validation import InvalidSectionError, replace_values, to_plain


def even(number: int) -> int:
    """Refuse odd numbers, as a schema may do for one leaf."""
    if number % 2:
        raise ValueError("the number must be even")
    return number


class Inner(Section):
    """A section with a rule for one leaf, and one leaf of two types."""

    pairs: Annotated[int, AfterValidator(even)] = value("Even", unit="days")
    either: float | None = value("Either", unit="days", ge=0)
    words: dict[str, str] = value("Names of one's own", unit="")


class Outer(Section):
    """A tree whose only section is one down."""

    inner: Inner


def test_a_leafs_own_rule_speaks_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("inner: {pairs: 3, either: -1, words: {b: x, a: 3}}")
    problems = refused(lambda: load_scenario(path, schema=Outer))
    assert [(p.column, p.path, p.message) for p in problems] == [
        (16, "inner.pairs", "the number must be even"),
        (27, "inner.either", "found the number -1, out of bounds"),
        (48, "inner.words.a", "found the number 3"),
    ]


def test_leaves_are_replaced_along_the_way_and_nowhere_else(toy: Scenario) -> None:
    before = toy.undated
    after = replace_values(
        before,
        {
            ("leaving", "po", "rate"): 0.5,
            ("leaving", "po", "notice_days"): 1,
            ("allocation", "rule"): Rule.BEST_FIT,
            ("label",): "new",
        },
    )
    assert isinstance(after, Toy)
    assert (after.leaving[Grade.PO].rate, after.leaving[Grade.PO].notice_days) == (0.5, 1)
    assert after.allocation.rule is Rule.BEST_FIT
    assert after.label == "new"
    assert after.run is before.run
    assert after.tasks["plan"] is before.tasks["plan"]
    assert before.leaving[Grade.PO].rate == 0.07
    assert list(after.leaving) == list(before.leaving)


def test_a_broken_relation_is_told_with_the_path_of_its_section(toy: Scenario) -> None:
    with pytest.raises(InvalidSectionError) as caught:
        replace_values(toy.undated, {("lengths", "shares"): {"short": 0.5}})
    assert list(caught.value.failures) == [(("lengths",), "the shares must add to 1")]


@pytest.mark.parametrize("strange", [object(), {1, 2}, b"bytes", 1j, [object()], {"a": object()}])
def test_what_no_file_could_hold_is_no_value(strange: object) -> None:
    with pytest.raises(TypeError):
        to_plain(strange)
