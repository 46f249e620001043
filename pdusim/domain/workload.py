"""The points clock: the official workload percentage and what goes into it.

Points used stand for cases and reports, available points for contracted hours less reductions;
their ratio is the workload percentage of the Workload Measurement Tool (2017 to 2026). The rules
were read from ``ministryofjustice/wmt-worker``, ``wmt-probation-rules``, ``wmt-web`` and
``hmpps-workload`` (MIT licence, Crown copyright), their tables are in `pdusim.domain.official`,
and the official test vectors hold them in ``tests/domain/test_official_vectors.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import Final, NamedTuple

from pdusim.domain.capacity import (
    ContractedHours,
    Reduction,
    Rounding,
    available_points,
    contracted_hours_of,
    default_contracted_hours,
    displayed_percentage,
    nominal_target_of,
    reduction_hours,
    remaining_points,
    suggested_reduction,
    unit_percentage,
    wmt_round,
    workload_percentage,
)
from pdusim.domain.official import (
    DEFAULT_HOURS,
    INACTIVE_WEIGHTINGS,
    NOMINAL_TARGET,
    NOMINAL_TARGETS,
    OFFICIAL_2021,
    OFFICIAL_HOURS_2021,
    REDUCTION_ALLOWANCES,
    REPORT_POINTS,
    TIERS,
    Table,
)

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
    "ContractedHours",
    "Impact",
    "Reduction",
    "Rounding",
    "Table",
    "TierCounts",
    "allocation_impact",
    "arms_points",
    "available_points",
    "case_points",
    "contracted_hours_of",
    "default_contracted_hours",
    "displayed_percentage",
    "nominal_target_of",
    "parole_points",
    "realtime_points",
    "reduction_hours",
    "remaining_points",
    "report_points",
    "suggested_reduction",
    "tier_points",
    "unit_percentage",
    "wmt_round",
    "workload_percentage",
    "workload_points",
]

_LOCATIONS: Final = {
    "community": "community",
    "licence": "licence",
    "license": "licence",
    "pss": "licence",
    "custody": "custody",
}

_UNTIERED = ("", "UNTIERED", "NOT_SUPERVISED", "MISSING")


class TierCounts(NamedTuple):
    """Transition-to-adulthood cases of a tier and location, inactive ones among them."""

    total: float
    warrants: float = 0
    unpaid_work: float = 0
    overdue: float = 0


class Impact(NamedTuple):
    """Workload percentage of a practitioner before and after an allocation."""

    current: float
    potential: float


def case_points(
    tier: str | None, location: str, weights: Table = OFFICIAL_2021, *, t2a: bool = False
) -> float:
    """Return the points of one case.

    Parameters
    ----------
    tier : str or None
        Tier of the two-axis model, ``A3`` to ``D0``. None (untiered, and standalone unpaid work)
        and a tier with the suffix S (supervision suspended) carry no points.
    location : str
        ``community``, ``licence`` or ``custody``; ``pss`` counts as licence.
    weights : mapping
        Points by location and tier.
    t2a : bool
        Transition to adulthood: the weight of custody, wherever the person is.

    Returns
    -------
    float
        Points.

    Raises
    ------
    ValueError
        If the location or the tier is unknown.

    Examples
    --------
    >>> case_points("B3", "licence"), case_points("B3", "licence", t2a=True)
    (161, 59)
    >>> case_points("B3S", "licence"), case_points(None, "community")
    (0, 0)
    """
    by_tier = weights.get(location)
    if by_tier is None:
        place = _LOCATIONS.get(location.lower())
        if place is None:
            raise ValueError(f"unknown location {location!r}: community, licence or custody")
        by_tier = weights[place]
    if t2a:
        by_tier = weights["custody"]
    if tier is None:
        return 0
    points = by_tier.get(tier)
    if points is None:
        if tier in _UNTIERED or (tier[-1] == "S" and tier[:-1] in by_tier):
            return 0
        raise ValueError(f"unknown tier {tier!r}: A3 to D0")
    return points


def tier_points(
    total: float,
    points: float,
    *,
    warrants: float = 0,
    unpaid_work: float = 0,
    overdue: float = 0,
    weighting_w: float = INACTIVE_WEIGHTINGS["w"],
    weighting_u: float = INACTIVE_WEIGHTINGS["u"],
    weighting_o: float = INACTIVE_WEIGHTINGS["o"],
    subtract_inactive: bool = False,
) -> float:
    """Return the points of the cases of one tier and location.

    Parameters
    ----------
    total : float
        Cases, inactive ones among them.
    points : float
        Points of a case.
    warrants, unpaid_work, overdue : float
        Inactive cases: active warrants, standalone unpaid work, overdue terminations.
    weighting_w, weighting_u, weighting_o : float
        Percentage still counted of each, in the same order; held within 0 and 100.
    subtract_inactive : bool
        True for transition-to-adulthood counts; other counts hold active cases only since 2019.

    Returns
    -------
    float
        Points.
    """
    counted = total
    if subtract_inactive:
        counted -= warrants * _left_out(weighting_w)
        counted -= unpaid_work * _left_out(weighting_u)
        counted -= overdue * _left_out(weighting_o)
    return counted * points


def report_points(
    report: str, count: float = 1, weights: Mapping[str, float] = REPORT_POINTS
) -> float:
    """Return the points of court and other reports of the last month.

    Parameters
    ----------
    report : str
        SDR (standard delivery), FDR (fast delivery, or a conversion), PAROLE, ARMS_LICENCE or
        ARMS_COMMUNITY.
    count : float
        Reports.
    weights : mapping of str to float
        Points by report.

    Returns
    -------
    float
        Points.

    Raises
    ------
    ValueError
        If the report is unknown.
    """
    try:
        return count * weights[report.upper()]
    except KeyError:
        raise ValueError(f"unknown report {report!r}: {', '.join(weights)}") from None


def parole_points(
    count: float, weight: float = REPORT_POINTS["PAROLE"], enabled: bool = True
) -> float:
    """Return the points of parole reports, 0 when they do not count (since January 2023)."""
    return count * weight if enabled else 0


def arms_points(
    community: float,
    licence: float,
    community_weight: float = REPORT_POINTS["ARMS_COMMUNITY"],
    licence_weight: float = REPORT_POINTS["ARMS_LICENCE"],
) -> float:
    """Return the points of ARMS assessments (sexual offending), counted until January 2023."""
    return community * community_weight + licence * licence_weight


def workload_points(
    cases: Mapping[str, Mapping[str, float]],
    t2a: Mapping[str, Mapping[str, TierCounts]] | None = None,
    *,
    weights: Table = OFFICIAL_2021,
    t2a_weights: Table | None = None,
    t2a_weightings: Mapping[str, float] = INACTIVE_WEIGHTINGS,
    reports: float = 0,
    cms: float = 0,
) -> int:
    """Return the points used of a practitioner, as the nightly batch added them up.

    Parameters
    ----------
    cases : mapping of str to mapping of str to float
        Active cases by location and tier.
    t2a : mapping of str to mapping of str to TierCounts, optional
        Transition-to-adulthood cases by location and tier.
    weights, t2a_weights : mapping
        Points by location and tier; without `t2a_weights`, the custody points everywhere.
    t2a_weightings : mapping of str to float
        Percentage of inactive cases that still counts: keys w, u, o.
    reports : float
        Points of reports.
    cms : float
        Points of contacts on other people's cases, less those done by others on one's own;
        they count for seven days.

    Returns
    -------
    int
        Points, to the nearest whole number, halves up.
    """
    total = reports + cms
    for location, counts in cases.items():
        for tier, count in counts.items():
            total += count * case_points(tier, location, weights)
    for location, tiers in (t2a or {}).items():
        for tier, n in tiers.items():
            if t2a_weights is None:
                points = case_points(tier, location, weights, t2a=True)
            else:
                points = case_points(tier, location, t2a_weights)
            total += tier_points(
                n.total,
                points,
                warrants=n.warrants,
                unpaid_work=n.unpaid_work,
                overdue=n.overdue,
                weighting_w=t2a_weightings["w"],
                weighting_u=t2a_weightings["u"],
                weighting_o=t2a_weightings["o"],
                subtract_inactive=True,
            )
    return floor(total + 0.5)


def realtime_points(
    cases: float = 0,
    court_reports: float = 0,
    contacts_outside: float = 0,
    contacts_by_others: float = 0,
) -> float:
    """Return the points used of a practitioner, as the real-time service adds them up.

    Parameters
    ----------
    cases, court_reports : float
        Points of the caseload and of reports.
    contacts_outside : float
        Points of contacts done on other people's cases, credited.
    contacts_by_others : float
        Points of contacts that others did on this caseload, debited.

    Returns
    -------
    float
        Points.
    """
    return cases + court_reports + contacts_outside - contacts_by_others


def allocation_impact(
    points: float,
    available: float,
    case_points: float,
    already_held: bool = False,
    rounding: Rounding = "ratio_3dp",
) -> Impact:
    """Return what an allocation does to the workload percentage of a practitioner.

    Parameters
    ----------
    points, available : float
        Points used and points available.
    case_points : float
        Points of the case to be allocated.
    already_held : bool
        Whether the practitioner holds it already: then nothing changes.
    rounding : {"ratio_3dp", "1dp", "truncated"}
        As in `displayed_percentage`.

    Returns
    -------
    Impact
        Current and potential percentage.

    Examples
    --------
    >>> allocation_impact(500, 1000, case_points("B3", "custody"))
    Impact(current=50.0, potential=55.9)
    """
    after = points if already_held else points + case_points
    return Impact(
        displayed_percentage(points, available, rounding),
        displayed_percentage(after, available, rounding),
    )


def _left_out(weighting: float) -> float:
    """Share of an inactive case that is taken off, from the percentage that still counts."""
    return (100 - min(max(weighting, 0), 100)) / 100
