"""The scenario schema: every value of the model, with unit, bounds and description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.early_release import EarlyRelease
from pdusim.scenario.schema.enforcement import Enforcement
from pdusim.scenario.schema.majorants import majorant_warnings
from pdusim.scenario.schema.management import Management
from pdusim.scenario.schema.people import Arrivals, People
from pdusim.scenario.schema.reviews import Reviews
from pdusim.scenario.schema.run import Run, Unit
from pdusim.scenario.schema.scaled import scale_warnings
from pdusim.scenario.schema.sentencing import Sentencing
from pdusim.scenario.schema.surroundings import Surroundings
from pdusim.scenario.schema.work import Work
from pdusim.scenario.schema.workforce import Workforce

__all__ = ["Section", "Settings", "value"]


class Settings(Section):
    """All settings in force at one time: the whole tree a scenario file fills in."""

    run: Run
    unit: Unit
    arrivals: Arrivals
    people: People
    sentencing: Sentencing
    early_release: EarlyRelease
    enforcement: Enforcement
    reviews: Reviews
    work: Work
    workforce: Workforce
    management: Management
    surroundings: Surroundings

    @classmethod
    def remarks(cls, every: Sequence[Self]) -> list[str]:
        """Return a sentence for each rate cut at its majorant and each post rounded away."""
        return [*majorant_warnings(every), *scale_warnings(every)]
