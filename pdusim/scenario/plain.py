"""Settings as plain objects, for code that reads them millions of times.

A pydantic model has a ``__getattr__``, and so Python looks up each of its values the slow way. The
model reads several settings for every event of the simulation, and a copy without it saves
some 8 % of the computing of a run.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from pdusim.scenario.schema.base import Section
from pdusim.scenario.timeline import Period

if TYPE_CHECKING:
    from pdusim.scenario.scenario import Scenario

_Section = TypeVar("_Section", bound=Section)

NATIVE: Final = "pdusim.scenario.native"
"""Module of the compiled build with a native class for each section: found faster still.

``tools/native_settings.py`` writes it while that build is made; there is no such source file.
"""

_MOST_KEPT: Final = 256
_kept: dict[int, tuple[Section, Any]] = {}


def plain_periods(scenario: Scenario) -> list[Period]:
    """Return the timeline of a scenario with plain settings; the first are those of its start."""
    return [Period(period.day, plain(period.settings)) for period in scenario.timeline]


def plain(section: _Section) -> _Section:
    """Copy a section, and all sections in it, to objects that hold the same values and no more.

    Copies of the last few hundred sections asked for are kept: every replication of a scenario
    asks for the same ones.

    Parameters
    ----------
    section : Section
        Settings that have been checked.

    Returns
    -------
    Section
        To the type checker a section of the same kind. In truth an object with its values, which
        ``dict`` turns into pairs of name and value as it does a section; it has no checks. Two of
        them are equal when all their values are.

    Examples
    --------
    >>> from pdusim import load_scenario
    >>> settings = load_scenario("baseline").settings
    >>> plain(settings).unit.scale == settings.unit.scale
    True
    """
    there = _kept.get(id(section))
    # The section is kept with its copy, so that no other one can come by its id.
    if there is None:
        if len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        there = _kept[id(section)] = section, _plain(section)
    return cast("_Section", there[1])


def _plain(value: Any) -> Any:
    if isinstance(value, Section):
        made = _plain_class(type(value))
        return made(*(_plain(getattr(value, name)) for name in type(value).model_fields))
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return value


class _Plain:
    __slots__: tuple[str, ...] = ()

    def __init__(self, *values: Any) -> None:
        for name, value in zip(self.__slots__, values, strict=True):
            setattr(self, name, value)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return ((name, getattr(self, name)) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@cache
def _native() -> ModuleType | None:
    """The module of native classes, where this is the compiled build."""
    there = importlib.util.find_spec(NATIVE) is not None
    return importlib.import_module(NATIVE) if there else None


@cache
def _plain_class(section: type[Section]) -> type[Any]:
    native = _native()
    if native is not None:
        return cast("type[Any]", getattr(native, section.__name__))
    return type(section.__name__, (_Plain,), {"__slots__": tuple(section.model_fields)})
