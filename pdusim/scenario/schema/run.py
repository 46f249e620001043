"""Sections on when a run starts, how long it lasts, and the size of the unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import Relation

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 28)
"""First and last day on which a run may start, both Mondays: the rules modelled are of this age,
and the calendar of bank holidays reaches some decades before and after."""


def _a_monday(start: date) -> str | None:
    if start.weekday() == 0:
        return None
    monday = start - timedelta(days=start.weekday())
    return (
        f"a run starts on a Monday, and {start} is a {start:%A}: write {monday} or "
        f"{monday + timedelta(days=7)}"
    )


class Run(Section):
    """When the simulated time starts and how long it lasts."""

    relations = (Relation(("start",), _a_monday),)

    start: date = value(
        "First day of the run (a Monday); the observation window begins warm_up_weeks later",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
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
        "Multiplies stock, flows, posts and places together; 1 is one mean unit, 9 a whole region",
        unit="ratio",
        ge=0.001,
        le=12,
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
