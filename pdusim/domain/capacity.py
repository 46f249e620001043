"""Capacity: hours, the points they make available, and the workload percentage.

The second half of the points clock (`pdusim.domain.workload` is the door to both): what a
practitioner has, against what the cases take. Sources as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import floor
from typing import Final, Literal, NamedTuple

from pdusim.arithmetic import sum_of
from pdusim.domain.official import DEFAULT_HOURS, NOMINAL_TARGET, NOMINAL_TARGETS

__all__ = [
    "ContractedHours",
    "Reduction",
    "Rounding",
    "available_points",
    "contracted_hours_of",
    "default_contracted_hours",
    "displayed_percentage",
    "nominal_target_of",
    "reduction_hours",
    "remaining_points",
    "suggested_reduction",
    "unit_percentage",
    "wmt_round",
    "workload_percentage",
]

Rounding = Literal["ratio_3dp", "1dp", "truncated"]

# Rounding noise in hours must not lose a whole point when the figure is cut off.
_NOISE: Final = 1e-9

# Grades by the band whose default hours they take; other grades hold no cases.
_BANDS: Final = {
    "PO": "PO",
    "NQO": "PO",
    "TPO": "PO",
    "PQIP": "PO",
    "PSO": "PSO",
    "PSO_B": "PSO",
    "SPO": "SPO",
}


class ContractedHours(NamedTuple):
    """Hours a week of a practitioner, and those of the grade's band."""

    base_hours: float
    default_for_band: float


class Reduction(NamedTuple):
    """A reduction of contracted hours.

    Attributes
    ----------
    hours : float
        Hours a week taken off.
    status : str
        Only ``ACTIVE`` counts (others: SCHEDULED, ARCHIVED, DELETED).
    enabled : bool
        Whether its reason is one still in use.
    """

    hours: float
    status: str | None = "ACTIVE"
    enabled: bool = True


def default_contracted_hours(
    grade: str | None, defaults: Mapping[str, float] = DEFAULT_HOURS
) -> float:
    """Return the default contracted hours a week of a grade.

    Parameters
    ----------
    grade : str or None
        PO, NQO, PQiP (or its code TPO), PSO, PSO_B or SPO, in any case.
    defaults : mapping of str to float
        Hours by band: PO, PSO, SPO.

    Returns
    -------
    float
        Hours a week; 0 for an SPO, for another grade and for none.
    """
    band = _BANDS.get((grade or "").upper())
    return 0 if band is None else defaults.get(band, 0)


def contracted_hours_of(
    grade: str | None,
    contracted_hours: float | None = None,
    defaults: Mapping[str, float] = DEFAULT_HOURS,
) -> ContractedHours:
    """Return the contracted hours of a practitioner, the grade's default when not known.

    Parameters
    ----------
    grade : str or None
        As in `default_contracted_hours`.
    contracted_hours : float or None
        Hours a week; None when no figure is recorded (0 is a figure).
    defaults : mapping of str to float
        Hours by band.

    Returns
    -------
    ContractedHours
        ``base_hours`` to work from and ``default_for_band`` to measure them against.
    """
    default = default_contracted_hours(grade, defaults)
    return ContractedHours(default if contracted_hours is None else contracted_hours, default)


def nominal_target_of(grade: str | None, targets: Mapping[str, float] = NOMINAL_TARGETS) -> float:
    """Return the nominal target of a grade: that of the PSO for a PSO, else that of the PO."""
    return targets["PSO" if (grade or "").upper() == "PSO" else "PO"]


def available_points(
    contracted_hours: float | None,
    reduction_hours: float = 0.0,
    default_hours: float = 37,
    nominal_target: float = NOMINAL_TARGET,
) -> int:
    """Return the points a practitioner has available.

    Parameters
    ----------
    contracted_hours : float or None
        Contracted hours a week; None stands for `default_hours`.
    reduction_hours : float
        Hours a week taken off by reductions.
    default_hours : float
        Hours a week of a full post in this grade; 0 for a grade that holds no cases.
    nominal_target : float
        Points of a full post.

    Returns
    -------
    int
        Points, cut off to a whole number, never negative.

    Examples
    --------
    >>> available_points(37, 1.8)
    2070
    >>> available_points(None), available_points(37, default_hours=0), available_points(20, 30)
    (2176, 0, 0)
    """
    base = default_hours if contracted_hours is None else contracted_hours
    hours = base - reduction_hours
    if default_hours <= 0 or hours <= 0 or base <= 0:
        return 0
    return int(nominal_target * hours / default_hours + _NOISE)


def remaining_points(points: float, available: float) -> float:
    """Return the points still free: available less used, negative under overload."""
    return available - points


def suggested_reduction(contracted_hours: float, percentage: float | None) -> float:
    """Return the hours a week that a reason for a reduction suggests.

    Parameters
    ----------
    contracted_hours : float
        Contracted hours a week.
    percentage : float or None
        The allowance of the reason, per cent; None leaves up to all the hours.

    Returns
    -------
    float
        Hours a week to two decimals, at most `contracted_hours`.

    Examples
    --------
    >>> suggested_reduction(37, 47)
    17.39
    """
    if percentage is None:
        return contracted_hours
    return min(_half_up(contracted_hours / 100 * percentage, "0.01"), contracted_hours)


def reduction_hours(reductions: Iterable[Reduction]) -> float:
    """Return the hours a week taken off by those reductions that are active and enabled.

    Examples
    --------
    >>> reduction_hours([Reduction(7, None), Reduction(9), Reduction(4, "SCHEDULED")])
    9.0
    """
    return sum_of(r.hours for r in reductions if r.enabled and r.status == "ACTIVE")


def workload_percentage(points: float, available: float) -> float:
    """Return the workload percentage, unrounded.

    Parameters
    ----------
    points, available : float
        Points used and points available; sums of them for a team, unit or region.

    Returns
    -------
    float
        ``points / available × 100``; 0 when nothing is available.
    """
    return 0.0 if available == 0 else points / available * 100


def unit_percentage(points: Iterable[float], available: Iterable[float]) -> float:
    """Return the workload percentage of a group: the sums' ratio, not a mean of percentages.

    Examples
    --------
    >>> round(unit_percentage([90, 35], [100, 70]), 2)
    73.53
    """
    return workload_percentage(sum_of(points), sum_of(available))


def displayed_percentage(
    points: float, available: float, rounding: Rounding = "ratio_3dp"
) -> float:
    """Return the workload percentage as an official screen rounds it.

    Parameters
    ----------
    points, available : float
        Points used and points available.
    rounding : {"ratio_3dp", "1dp", "truncated"}
        ``ratio_3dp``: the ratio half up to three decimals, then × 100 (hmpps-workload);
        ``1dp``: the percentage to one decimal (wmt-web archive); ``truncated``: the first, cut
        off to a whole number (as its responses turn it into an integer).

    Returns
    -------
    float
        Per cent; 0 when nothing is available.

    Examples
    --------
    >>> displayed_percentage(15, 102), displayed_percentage(-200, 2171, "1dp")
    (14.7, -9.2)
    """
    if rounding == "1dp":
        return _half_up(workload_percentage(points, available), "0.1")
    if available == 0:
        return 0.0
    ratio = Decimal(str(points)) / Decimal(str(available))
    percentage = float(ratio.quantize(Decimal("0.001"), ROUND_HALF_UP) * 100)
    return float(int(percentage)) if rounding == "truncated" else percentage


def wmt_round(value: float) -> int:
    """Round as the screens of the Workload Measurement Tool do.

    A fraction of at least 0.5 and below 0.6 goes down, any other to the nearest whole number.

    Examples
    --------
    >>> wmt_round(4.5), wmt_round(15.59), wmt_round(155.6)
    (4, 15, 156)
    """
    return floor(Decimal(str(value)) + Decimal("0.4"))


def _half_up(value: float, step: str) -> float:
    """Round the exact value of a float, halves away from zero."""
    return float(Decimal(value).quantize(Decimal(step), ROUND_HALF_UP))
