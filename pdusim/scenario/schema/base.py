"""What every section of the scenario schema is made of: a strict section and a described leaf."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

from pdusim.scenario.schema.relations import Broken, Relation, check_relations

Limit = float | date
"""A bound of a number or of a date."""


class Section(BaseModel):
    """A group of values in a scenario file; frozen, strict, with no unknown keys.

    A field is a leaf made with :func:`value`, another section, or a map of sections
    (``dict[str, SomeSection]``). What has to hold between values ("the shares add to 1") is
    declared in ``relations``; it is checked when a file is read, and again whenever a dated
    change or an override touches the section or anything in it.

    Lists are typed ``tuple[...]``, so that a section can be hashed and nobody can change it.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        protected_namespaces=(),
    )

    relations: ClassVar[tuple[Relation, ...]] = ()

    @model_validator(mode="after")
    def _relations_hold(self) -> Self:
        check_relations(self, self.relations)
        return self

    @classmethod
    def remarks(cls, every: Sequence[Self], days: Sequence[int]) -> list[str]:
        """What an author should know of values that are allowed, one sentence each.

        ``every`` is the same section at all times of a run, ``days`` from which day of it each
        holds. Asked of the whole tree only.
        """
        return []

    @classmethod
    def impossible(cls, before: Self, after: Self, changed: Mapping[str, date]) -> Iterator[Broken]:
        """What dated changes do that cannot be, though the values after them fit together.

        ``changed`` holds the dotted path of each changed leaf, and the day. Asked of the whole
        tree only.
        """
        return iter(())

    @classmethod
    def cuts(cls, every: Sequence[Self]) -> list[str]:
        """Those of the remarks that need no order: each once, at its worst in any of ``every``.

        The settings may be of several scenarios. Asked of the whole tree only.
        """
        return []


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a number or date, applied to each one of a list, a mix or an optional value.

    Parameters
    ----------
    ge, gt, le, lt : float or date, optional
        At least, more than, at most, less than.
    """

    ge: Limit | None = None
    gt: Limit | None = None
    le: Limit | None = None
    lt: Limit | None = None

    def given(self) -> dict[str, Any]:
        """Return the limits that are set, by their short name."""
        names = ("ge", "gt", "le", "lt")
        return {name: limit for name in names if (limit := getattr(self, name)) is not None}

    def holds(self, number: Limit) -> bool:
        """Tell whether a number or date keeps the limits."""
        return all(_KEEPS[name](number, limit) for name, limit in self.given().items())

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Put the limits on every number inside the core schema of the annotated type."""
        schema = handler(source)
        limits = self.given()
        if limits and not _limit(schema, limits):
            raise TypeError(f"bounds {limits} on a value that holds no number: {source}")
        return schema


_KEEPS = {"ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt}
_INSIDE = ("schema", "items_schema", "values_schema")


def _limit(schema: Any, limits: dict[str, Any]) -> bool:
    """Add ``limits`` to the numbers in ``schema`` in place; tell whether there was one."""
    if not isinstance(schema, dict):
        return False
    dates = all(isinstance(limit, date) for limit in limits.values())
    if schema.get("type") == "date" and dates:
        schema.update(limits)
        return True
    if schema.get("type") in ("float", "int") and not dates:
        whole = schema["type"] == "int"
        schema.update({k: int(v) if whole and v == int(v) else v for k, v in limits.items()})
        return True
    found = False
    for key in _INSIDE:
        inner = schema.get(key)
        for item in inner if isinstance(inner, list) else [inner]:
            found |= _limit(item, limits)
    for choice in schema.get("choices", ()):
        found |= _limit(choice[0] if isinstance(choice, tuple) else choice, limits)
    return found


def value(
    description: str,
    *,
    unit: str,
    ge: Limit | None = None,
    gt: Limit | None = None,
    le: Limit | None = None,
    lt: Limit | None = None,
    fixed: bool = False,
    uncertain_ok: bool = True,
) -> Any:
    """Declare a leaf of the schema. There are no defaults: numbers live in the scenario files.

    Parameters
    ----------
    description : str
        One plain sentence: what the value is. Shown by ``pdusim parameters`` and in editors.
    unit : str
        Unit of the value ("per year", "hours", "days", "share"); ``""`` where it has none
        (a name, a switch). A scenario file that states another unit is refused.
    ge, gt, le, lt : float or date, optional
        Bounds of the number or date; of each number where the leaf is a list or a mix.
    fixed : bool
        True where the value may not change during a run: dated changes to it are refused.
    uncertain_ok : bool
        False where a sweep of all uncertain values should leave this one alone.

    Returns
    -------
    Any
        A required pydantic field, typed ``Any`` so that it can stand behind any annotation.
    """
    field = Field(
        description=description,
        json_schema_extra={"unit": unit, "fixed": fixed, "uncertain_ok": uncertain_ok},
    )
    assert isinstance(field, FieldInfo)
    bounds = Bounds(ge=ge, gt=gt, le=le, lt=lt)
    if bounds.given():
        field.metadata.append(bounds)
    return field
