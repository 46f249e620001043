"""Adding up with the same bits on every version of Python."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Final

__all__ = ["on_grid", "sum_of"]

_GRID: Final = 2.0**20


def sum_of(values: Iterable[float]) -> float:
    """Return the sum of floats, added in order and rounded at each step.

    The builtin ``sum`` does the same up to Python 3.11 and compensates for rounding from 3.12
    on, so that its last digit hangs on the version. The type check refuses it for floats.

    Parameters
    ----------
    values : iterable of float
        What to add; nothing adds up to 0.0.

    Returns
    -------
    float
        The sum, in the unit of the values.

    Examples
    --------
    >>> sum_of([1e16, 1.0, -1e16])
    0.0
    """
    return reduce(add, values, 0.0)


def on_grid(value: float) -> float:
    """Return a number rounded to the next multiple of 2^-20.

    Such numbers are added and subtracted without rounding up to 2^33. So what is a part of
    something, each read off as a running total, stays a part of it in any stretch of time.

    Parameters
    ----------
    value : float
        What to round; in hours, to 4 thousandths of a second.

    Returns
    -------
    float
        The multiple, in the unit of the value.

    Examples
    --------
    >>> on_grid(0.1 + 0.2) == on_grid(0.3)
    True
    """
    return round(value * _GRID) / _GRID
