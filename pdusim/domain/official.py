"""Reference data of the official workload tool: weights, targets, allowances.

These are the official tables themselves, read from the open repositories of the Ministry of
Justice (MIT licence, Crown copyright); a scenario file may put other numbers in their place. The
live case weights after December 2022 are not public: the set of 2021 is the last complete one.

Sources: ``ministryofjustice/hmpps-workload``, ``src/main/resources/db/migration/
V1_1__SEED_REF_DATA.sql`` at 1e70153e (points, targets, allowances); ``ministryofjustice/
hmpps-tier-ui``, ``assets/images/unified_weight1.png`` at 59033442 (hours a year).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = [
    "DEFAULT_HOURS",
    "INACTIVE_WEIGHTINGS",
    "NOMINAL_TARGET",
    "NOMINAL_TARGETS",
    "OFFICIAL_2021",
    "OFFICIAL_HOURS_2021",
    "REDUCTION_ALLOWANCES",
    "REPORT_POINTS",
    "TIERS",
    "Allowance",
    "Table",
]

Table = Mapping[str, Mapping[str, float]]

TIERS = tuple(f"{protect}{change}" for protect in "ABCD" for change in "3210")
"""Tiers of the two-axis model, in the order of the official tables."""


def _table(community: str, licence: str, custody: str) -> Table:
    """Build a table from one row of numbers a location, in the order of `TIERS`."""
    rows = {"community": community, "licence": licence, "custody": custody}
    return MappingProxyType(
        {
            location: MappingProxyType(
                {tier: int(number) for tier, number in zip(TIERS, row.split(), strict=True)}
            )
            for location, row in rows.items()
        }
    )


OFFICIAL_2021: Final = _table(
    community="206 158 146 110 146 115 102 72 79 63 50 35 51 41 29 29",
    licence="219 175 163 0 161 132 119 0 77 65 52 0 51 43 31 0",
    custody="75 60 59 0 59 48 47 0 30 24 23 0 17 14 13 0",
)
"""Points of a case by location and tier: the unified set, signed off on 17 March 2021."""

OFFICIAL_HOURS_2021: Final = _table(
    community="157 121 111 84 111 88 78 55 60 48 39 27 39 32 23 23",
    licence="167 133 124 0 123 100 91 0 59 49 40 0 39 33 23 0",
    custody="57 46 45 0 45 36 36 0 23 18 18 0 13 11 10 0",
)
"""Hours a year of a case by location and tier, behind `OFFICIAL_2021`.

None are published for change level 0 on licence and in custody, where the points are 0: a custodial
sentence always carries a mandate for change. They are 0 here.
"""

REPORT_POINTS: Mapping[str, float] = MappingProxyType(
    {"SDR": 138, "FDR": 65, "PAROLE": 120, "ARMS_LICENCE": 35, "ARMS_COMMUNITY": 69}
)
"""Points of a report written in the last month; parole and ARMS counted until January 2023."""

INACTIVE_WEIGHTINGS: Mapping[str, float] = MappingProxyType({"w": 0, "u": 100, "o": 0})
"""Percentage still counted of a warrant (w), unpaid work (u) or overdue termination (o), T2A."""

NOMINAL_TARGET: Final = 2176
"""Points that a full week of contracted hours stands for."""

NOMINAL_TARGETS: Mapping[str, float] = MappingProxyType(
    {"PO": NOMINAL_TARGET, "PSO": NOMINAL_TARGET}
)
"""Nominal target by band; every grade but the PSO takes that of the PO."""

DEFAULT_HOURS: Mapping[str, float] = MappingProxyType({"PO": 37, "PSO": 37, "SPO": 0})
"""Default contracted hours a week by band, in force from April 2021."""


class Allowance(NamedTuple):
    """What a reason for a reduction of hours allows by default.

    Attributes
    ----------
    percentage : float or None
        Percentage of contracted hours taken off by default; None leaves it to the manager.
    most : float or None
        Largest percentage allowed; None for no limit of its own.
    months : int or None
        How long it is meant to last; None for no limit.
    """

    percentage: float | None
    most: float | None
    months: int | None


_FREE: Final = Allowance(None, None, None)
_WHOLE: Final = Allowance(100, None, None)

REDUCTION_ALLOWANCES: Mapping[str, Allowance] = MappingProxyType(
    {
        "Disability": _FREE,
        "Long-term sickness": _WHOLE,
        "Phased return": _FREE,
        "Pregnancy": _FREE,
        "Maternity": Allowance(100, None, 6),
        "Adoption": Allowance(100, None, 6),
        "Special leave": _WHOLE,
        "Trade union facility time": Allowance(None, 50, None),
        "Other paid leave": _WHOLE,
        "Other unpaid leave": _WHOLE,
        "Other": _FREE,
        "PQiP 1st 6 months": Allowance(80, None, 6),
        "PQiP 6-12 months": Allowance(60, None, 6),
        "PQiP 12-18 months": Allowance(40, None, 6),
        "Newly qualified officer": Allowance(20, None, 9),
        "PSO learning and development": Allowance(20, None, 6),
        "VQ3": Allowance(5, None, 6),
        "Level 4/5 access": Allowance(10, None, 6),
        "Co-worked cases": _FREE,
        "Groups, supervision": _FREE,
        "Groups, induction": _FREE,
        "Court duty": _FREE,
        "PSR court duty / sessional": _FREE,
        "Split role": _FREE,
        "OM custody": _FREE,
        "SPOC lead": Allowance(None, 5, None),
    }
)
"""Reasons for a reduction; annual leave and short sickness are none, the target allows for them."""
