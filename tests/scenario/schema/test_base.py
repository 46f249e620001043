from __future__ import annotations

from typing import Literal

import pytest
from pydantic import ValidationError

from pdusim.scenario.schema.base import Section, value


class Numbers(Section):
    one: float = value("one", unit="share", ge=0, le=1)
    open_ended: float = value("open", unit="share", gt=0, lt=1)
    whole: int | None = value("whole", unit="days", ge=1)
    many: tuple[float, ...] = value("many", unit="share", ge=0)
    mix: dict[Literal["a", "b"], float] = value("mix", unit="share", le=1)
    either: float | Literal["all"] = value("either", unit="", ge=0)


GOOD = {
    "one": 0.5,
    "open_ended": 0.5,
    "whole": None,
    "many": (0.0, 5.0),
    "mix": {"a": 1.0},
    "either": "all",
}


def test_values_within_bounds_pass() -> None:
    numbers = Numbers.model_validate(GOOD)
    assert numbers.many == (0.0, 5.0)
    assert numbers.whole is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"one": -0.1},
        {"one": 1.1},
        {"open_ended": 0.0},
        {"open_ended": 1.0},
        {"whole": 0},
        {"many": (1.0, -1.0)},
        {"mix": {"a": 0.5, "b": 1.5}},
        {"mix": {"c": 0.5}},
        {"either": -1.0},
        {"one": True},
        {"one": "0.5"},
        {"one": float("nan")},
        {"open_ended": float("inf")},
        {"whole": 2.0},
        {"extra": 1},
    ],
    ids=str,
)
def test_everything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Numbers.model_validate(GOOD | wrong)


@pytest.mark.parametrize("absent", sorted(GOOD))
def test_there_are_no_defaults(absent: str) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        Numbers.model_validate({key: v for key, v in GOOD.items() if key != absent})


def test_sections_cannot_be_changed() -> None:
    numbers = Numbers.model_validate(GOOD)
    with pytest.raises(ValidationError, match="frozen"):
        numbers.one = 0.7


def test_bounds_need_a_number() -> None:
    with pytest.raises(TypeError, match="holds no number"):

        class Wrong(Section):
            word: str = value("word", unit="", ge=0)


def test_bounds_are_in_the_json_schema() -> None:
    properties = Numbers.model_json_schema()["properties"]
    assert properties["one"]["maximum"] == 1
    assert properties["open_ended"]["exclusiveMinimum"] == 0
    assert properties["many"]["items"]["minimum"] == 0
    assert properties["one"]["unit"] == "share"
