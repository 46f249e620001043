"""How a practitioner's working time divides between contacts and tasks: plain arithmetic.

Numbers in, numbers out, no simulation objects, so that it can be tested alone. Rates are hours a
working day.
"""

from __future__ import annotations


def contact_factor(
    backlog_hours: float,
    day_hours: float,
    full_days: float,
    floor_days: float,
    floor: float,
) -> float:
    """Part of the contact standard that is given while this backlog waits.

    1 up to a backlog of ``full_days`` days' hours, ``floor`` from ``floor_days`` on, linear
    between.

    Parameters
    ----------
    backlog_hours : float
        Hours of tasks waiting, the one about to start included.
    day_hours : float
        Hours of casework in one working day.
    full_days, floor_days : float
        Ends of the slope, in days' hours.
    floor : float
        Smallest part given.

    Examples
    --------
    >>> contact_factor(21.0, 7.0, 1.0, 5.0, 0.5)
    0.75
    """
    if day_hours <= 0.0:
        return floor
    days = backlog_hours / day_hours
    if days <= full_days:
        return 1.0
    if days >= floor_days:
        return floor
    return 1.0 - (1.0 - floor) * (days - full_days) / (floor_days - full_days)


def busy_rates(
    day_hours: float, contact_demand: float, factor: float, share_max: float
) -> tuple[float, float]:
    """Contact and task hours a working day while a task is in hand.

    Contacts take ``factor`` of what is due, at most ``share_max`` of the day; the task gets the
    rest.

    Examples
    --------
    >>> busy_rates(7.0, 8.0, 0.5, 0.8)
    (4.0, 3.0)
    """
    contact = min(share_max * day_hours, factor * contact_demand)
    return contact, day_hours - contact


def idle_rate(day_hours: float, contact_demand: float) -> float:
    """Contact hours a working day while no task waits: all that is due, up to the whole day."""
    return min(day_hours, contact_demand)
