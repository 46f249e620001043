"""Sections on release: early-release schemes and how well a release is prepared."""

from __future__ import annotations

from datetime import date

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import not_above
from pdusim.scenario.schema.release_regimes import Regime
from pdusim.scenario.schema.run import FIRST_DAY, LAST_DAY


class Ecsl(Section):
    """End of custody supervised licence."""

    relations = (not_above("notice_days_min", "notice_days_max"),)

    max_days: int = value(
        "Release up to this long before the conditional release date; 0 is no scheme",
        unit="days",
        ge=0,
        le=365,
    )
    eligible_share: float = value(
        "Share of those not excluded whom governors release under the scheme (phase-in by prison, "
        "suitability)",
        unit="share",
        ge=0,
        le=1,
    )
    notice_days_min: int = value("Shortest notice to the unit", unit="days", ge=0, le=90)
    notice_days_max: int = value("Longest notice to the unit", unit="days", ge=0, le=90)
    processing_days: int = value(
        "Time over which prisons release those who are within the window when it widens",
        unit="days",
        ge=0,
        le=365,
    )
    exclude_sexual: bool = value("Sexual offences are excluded", unit="")
    exclude_violent_over_years: float = value(
        "Violent offences with a sentence of this length or more are excluded",
        unit="years",
        ge=0,
        le=50,
    )
    exclude_women: bool = value("Women are excluded (the scheme ran in male prisons)", unit="")
    min_served_days: int = value(
        "Days to be served in custody before a release under the scheme",
        unit="days",
        ge=0,
        le=1000,
    )


class Hdc(Section):
    """Home detention curfew."""

    window_days: int = value(
        "Longest time on curfew, first day and day of conditional release counted; 0 is no curfew",
        unit="days",
        ge=0,
        le=730,
    )
    released_share: float = value(
        "Share of those not excluded who are released on curfew", unit="share", ge=0, le=1
    )
    min_curfew_days: int = value("Shortest curfew worth granting", unit="days", ge=0, le=365)
    min_served_days: int = value("Days to be served first", unit="days", ge=0, le=365)
    min_served_fraction: float = value(
        "Part of the custodial term to be served first", unit="fraction", ge=0, le=1
    )
    min_custodial_days: int = value(
        "Custodial periods shorter than this have no curfew", unit="days", ge=0, le=365
    )
    after_sentence_days: int = value(
        "Nobody is released on curfew earlier after the day of sentence, remand or not",
        unit="days",
        ge=0,
        le=365,
    )
    ends: date | None = value(
        "Day from which no adult becomes eligible any more; null is never",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
    )
    exclude_over_years: float = value(
        "Sentences of this length or more are excluded", unit="years", ge=0, le=50
    )
    accommodation_failure_per_month: float = value(
        "Curfews on which the accommodation fails, so that the person is returned to custody",
        unit="per month",
        ge=0,
        le=1,
    )


class EarlyRelease(Section):
    """Schemes that bring releases forward."""

    ecsl: Ecsl
    regimes: dict[str, Regime]
    hdc: Hdc
