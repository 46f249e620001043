"""Adding up with the same bits on every version of Python."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add

__all__ = ["sum_of"]


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
