"""The scenario schema: every value of the model, with unit, bounds and description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Self

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.law_changes import beyond_the_run, impossible_changes
from pdusim.scenario.schema.majorants import majorant_warnings
from pdusim.scenario.schema.relations import Broken
from pdusim.scenario.schema.scaled import scale_warnings
from pdusim.scenario.schema.sections import Sections
from pdusim.scenario.schema.unfilled import unfilled_warnings

__all__ = ["Section", "Settings", "value"]


class Settings(Sections):
    """All settings in force at one time: the whole tree a scenario file fills in."""

    @classmethod
    def remarks(cls, every: Sequence[Self], days: Sequence[int]) -> list[str]:
        """Return a sentence for each rate cut, post lost or vacant, and law that never comes."""
        return [*cls.cuts(every), *unfilled_warnings(every, days), *beyond_the_run(every[-1])]

    @classmethod
    def cuts(cls, every: Sequence[Self]) -> list[str]:
        """Return a sentence for each rate cut at its majorant and each post rounded away."""
        return [*majorant_warnings(every), *scale_warnings(every)]

    @classmethod
    def impossible(cls, before: Self, after: Self, changed: Mapping[str, date]) -> Iterator[Broken]:
        """Yield the dated changes that take back, or bring about, a day of law that has passed."""
        return impossible_changes(before, after, changed)
