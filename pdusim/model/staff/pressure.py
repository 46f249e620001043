"""What felt workload does to rates of absence and leaving."""

from __future__ import annotations

from math import exp
from typing import Final

_MOST: Final = 14.0
"""Ceiling of the logarithm, a factor of a million: with it everybody goes within days, and the
exponential of a unit without points available cannot overflow."""


def pressure(effect: float, felt: float, reference: float) -> float:
    """What multiplies a rate under felt workload; 1 at the reference.

    Parameters
    ----------
    effect : float
        Rise of the logarithm of the rate for each 10 points.
    felt, reference : float
        Felt workload, and that at which the rate holds, in per cent.
    """
    return exp(min(_MOST, effect * ((felt - reference) / 10.0)))
