"""The sections of a scenario file, side by side: the tree of values itself."""

from __future__ import annotations

from pdusim.scenario.schema.base import Section
from pdusim.scenario.schema.early_release import EarlyRelease
from pdusim.scenario.schema.enforcement import Enforcement
from pdusim.scenario.schema.management import Management
from pdusim.scenario.schema.people import Arrivals, People
from pdusim.scenario.schema.release_regimes import NO_LATER_RELEASE
from pdusim.scenario.schema.reviews import Reviews
from pdusim.scenario.schema.run import Run, Unit
from pdusim.scenario.schema.sentencing import Sentencing
from pdusim.scenario.schema.surroundings import Surroundings
from pdusim.scenario.schema.work import Work
from pdusim.scenario.schema.workforce import Workforce


class Sections(Section):
    """All values in force at one time, without what is to be said about them."""

    relations = (NO_LATER_RELEASE,)

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
