"""Sections on when a run starts, how long it lasts, and the size of the unit."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pdusim.scenario.schema.base import Section, value


class Run(Section):
    """When the simulated time starts and how long it lasts."""

    start: date = value(
        "First day of the run (a Monday); the observation window begins warm_up_weeks later",
        unit="date",
        fixed=True,
    )
    warm_up_weeks: int = value(
        "Weeks simulated before anything is measured", unit="weeks", ge=0, le=520, fixed=True
    )
    observe_weeks: int = value(
        "Weeks observed and measured after the warm-up", unit="weeks", ge=1, le=1040, fixed=True
    )


class Unit(Section):
    """The unit simulated."""

    scale: float = value(
        "Multiplies stock, flows, posts and places together; 1 is one mean unit",
        unit="ratio",
        gt=0,
        le=50,
        fixed=True,
        uncertain_ok=False,
    )
    calendar: Literal["england_wales", "continuous"] = value(
        "Working days: weekends and bank holidays of England and Wales, or every day",
        unit="",
        fixed=True,
    )
    past_years: float = value(
        "How far back new orders are generated to make the caseload at the start (custodial "
        "sentences are taken back as far as any could still run)",
        unit="years",
        ge=0,
        le=10,
        fixed=True,
        uncertain_ok=False,
    )
