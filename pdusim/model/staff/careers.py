"""How long staff have served and how that moves their rate of leaving: plain arithmetic.

The rates of leaving that are published are means over everybody in a grade. Where more leave in the
early years, fewer come to the later ones: the mix of the two follows from the rates, and the rates
of the two from the mix. Both are worked out together here, for a grade that gains as many as it
loses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, expm1, inf, log, log1p
from typing import Final

_STEPS: Final = 60
"""Halvings of the interval in which the later rate is sought: to the last bit of a float."""


@dataclass(frozen=True, slots=True)
class Career:
    """The hazard of leaving by years in the grade, and who is there when it has long held.

    Parameters
    ----------
    early, later : float
        Hazard of leaving, a year, in the early years and after them.
    other : float
        Hazard of going in some other way that does not count as leaving (into training), a year.
    years : float
        How long the early years last.
    """

    early: float
    later: float
    other: float
    years: float

    @property
    def _begin(self) -> float:
        """Mean years spent in the early part by somebody who joins."""
        hazard = self.early + self.other
        return -expm1(-hazard * self.years) / hazard if hazard > 0.0 else self.years

    @property
    def _rest(self) -> float:
        """Mean years spent after it; infinite where nobody ever goes."""
        reach = exp(-(self.early + self.other) * self.years)
        hazard = self.later + self.other
        return reach / hazard if hazard > 0.0 else inf

    @property
    def mean_rate(self) -> float:
        """Hazard of leaving, a year, over everybody in the grade."""
        begin, rest = self._begin, self._rest
        if rest == inf:
            return self.later
        return (self.early * begin + self.later * rest) / (begin + rest)

    @property
    def mean_years(self) -> float:
        """Mean years served by those in the grade; infinite where nobody ever goes."""
        begin, rest = self._begin, self._rest
        if rest == inf:
            return inf
        hazard, later = self.early + self.other, self.later + self.other
        early = self.years / 2.0 * begin
        if hazard > 0.0:
            reach = exp(-hazard * self.years)
            early = (begin - self.years * reach) / hazard
        return (early + rest * (self.years + 1.0 / later)) / (begin + rest)

    def served(self, u: float) -> float:
        """Years served by one of those in the grade, from a uniform number."""
        begin, rest = self._begin, self._rest
        if rest == inf:
            return inf
        hazard = self.early + self.other
        passed = u * (begin + rest)
        if passed < begin:
            return -log1p(-passed * hazard) / hazard if hazard > 0.0 else passed
        later = self.later + self.other
        return self.years - log((1.0 - u) * (begin + rest) / rest) / later


@lru_cache(maxsize=256)
def steady_career(rate: float, ratio: float, years: float, other: float = 0.0) -> Career:
    """Early and later hazards at which a grade in its steady state leaves at a given rate.

    Parameters
    ----------
    rate : float
        Leavers of a year over staff.
    ratio : float
        Hazard in the early years over that of the later ones; above 0.
    years : float
        How long the early years last.
    other : float
        Hazard of going in some other way, a year.

    Returns
    -------
    Career
        With a mean rate of ``rate``: the mean rises with the later hazard, which lies between
        ``rate`` and ``rate / ratio``.
    """
    low, high = sorted((rate, rate / ratio))
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        if Career(middle * ratio, middle, other, years).mean_rate < rate:
            low = middle
        else:
            high = middle
    return Career(high * ratio, high, other, years)
