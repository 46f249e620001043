"""Units of a region of which only the region is published: drawn from stated spreads.

Each unit's size, staffing and vacancies are those of its region times a lognormal factor keyed by
the unit's name, so that the same name is the same unit in every run and under every seed. The
factors are scaled so that the region's caseload, its staff for a case and its vacancies are as
stated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt
from typing import Final

from pdusim.arithmetic import sum_of
from pdusim.nation.facts import MEAN_CASELOAD
from pdusim.nation.spec import UnitSpec
from pdusim.randomness import normal_quantile_of, purpose_key
from pdusim.scenario.scenario import Scenario

MOST_VACANT: Final = 0.9
"""Share of posts that is vacant at most."""
_OTHERS: Final = ("pqip", "spo", "admin")


@dataclass(frozen=True, slots=True)
class Spreads:
    """Spread between the units of a region, as coefficients of variation.

    Parameters
    ----------
    cases, staff, vacancies : float
        Of their size, of staff in post for a case, and of the share of posts vacant.
    """

    cases: float = 0.0
    staff: float = 0.0
    vacancies: float = 0.0


@dataclass(frozen=True, slots=True)
class RegionSpec:
    """A region whose units are drawn.

    Parameters
    ----------
    region : str
        Its name.
    units : int
        How many there are.
    cases : float
        People on probation in all of them.
    staff, vacancies : float
        Staff in post for a case, and the share of officers' and services officers' posts that is
        vacant, as multiples of those of the mean unit.
    """

    region: str
    units: int
    cases: float
    staff: float = 1.0
    vacancies: float = 1.0


def drawn_units(region: RegionSpec, spreads: Spreads, base: Scenario) -> list[UnitSpec]:
    """Return the units of a region."""
    names = [f"{region.region} {number + 1}" for number in range(region.units)]
    sizes = _factors(names, "cases", spreads.cases)
    weights = [size / sum_of(sizes) for size in sizes]
    staffing = _factors(names, "staff", spreads.staff, weights)
    vacancies = _factors(names, "vacancies", spreads.vacancies, weights)
    units = []
    for name, weight, staff, vacant in zip(names, weights, staffing, vacancies, strict=True):
        cases = region.cases * weight
        values = _values(cases, region.staff * staff, region.vacancies * vacant, base)
        drawn = "of its region, times a factor drawn by the unit's name"
        sources = dict.fromkeys(values, drawn)
        units.append(UnitSpec(name, region.region, cases, values, sources))
    return units


def _values(cases: float, staff: float, vacancies: float, base: Scenario) -> dict[str, float]:
    """Values of a unit, stated for one mean unit; its scale makes them its own."""
    posts = base.undated.workforce.posts
    values = {"unit.scale": cases / MEAN_CASELOAD}
    for grade in ("po", "pso"):
        usual = float(getattr(posts, f"{grade}_vacant_share"))
        share = min(MOST_VACANT, usual * vacancies)
        in_post = float(getattr(posts, grade)) * (1.0 - usual) * staff
        values[f"workforce.posts.{grade}"] = in_post / (1.0 - share)
        values[f"workforce.posts.{grade}_vacant_share"] = share
    for grade in _OTHERS:
        values[f"workforce.posts.{grade}"] = float(getattr(posts, grade)) * staff
    return {path: float(f"{value:.6g}") for path, value in values.items()}


def _factors(
    names: Sequence[str], what: str, spread: float, weights: Sequence[float] = ()
) -> list[float]:
    """Lognormal factors with a coefficient of variation, keyed by name; their mean is 1."""
    sigma = sqrt(log1p(spread * spread))
    found = [exp(sigma * _normal(f"nation.{what} {name}")) for name in names]
    shares = weights or [1.0 / len(names)] * len(names)
    mean = sum_of(share * one for share, one in zip(shares, found, strict=True))
    return [one / mean for one in found]


def _normal(key: str) -> float:
    """A standard normal number that is a function of a text alone."""
    return normal_quantile_of(((purpose_key(key) >> 11) + 0.5) * 2.0**-53)
