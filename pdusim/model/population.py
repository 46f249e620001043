"""Who is sentenced when: flows as two-dimensional Poisson processes, attributes in arrays.

A flow is a Poisson process over dates and heights; a point is a person who is sentenced when its
height is below the rate on its date. Raising a rate therefore adds persons and moves none, and two
scenarios hold the same persons with the same attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pdusim.model import purposes
from pdusim.model.person import Person
from pdusim.model.timelines import Timeline, draw_timelines
from pdusim.randomness import (
    Chance,
    Floats,
    Keys,
    entity_key,
    entity_keys,
    normal_quantile,
    poisson_count,
)

if TYPE_CHECKING:
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.sentencing import Lengths

DAYS_PER_MONTH = 365.25 / 12
DAYS_PER_YEAR = 365.25

FLOWS = ("community_order", "suspended_order", "unpaid_work_only", "custody", "life")
FLOW_LETTER = {
    "community_order": "C",
    "suspended_order": "S",
    "unpaid_work_only": "U",
    "custody": "P",
    "life": "L",
}

# Points of a flow are generated in blocks of a year counted from this day and in layers of this
# height, both independent of any scenario, so that a point keeps its name under all of them.
_EPOCH = date(1970, 1, 1).toordinal()
_BLOCK_DAYS = 365
_LAYER_PER_DAY = 0.1


@dataclass(frozen=True, slots=True)
class Points:
    """Persons of one flow, in order of date: keys, days and names."""

    flow: str
    keys: Keys
    days: npt.NDArray[np.int64]
    names: list[str]


def draw_points(
    chance: Chance,
    flow: str,
    start: date,
    first_day: int,
    last_day: int,
    rate_on: npt.NDArray[np.float64],
) -> Points:
    """Draw the persons of a flow.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    flow : str
        One of ``FLOWS``.
    start : datetime.date
        Date of day 0.
    first_day, last_day : int
        Days covered, first included, last not.
    rate_on : array of float, shape (last_day - first_day,)
        Rate a day on each day.
    """
    number = FLOWS.index(flow)
    highest = float(rate_on.max(initial=0.0))
    layers = int(np.ceil(highest / _LAYER_PER_DAY - 1e-12))
    offset = start.toordinal() - _EPOCH
    first_block = (first_day + offset) // _BLOCK_DAYS
    last_block = (last_day - 1 + offset) // _BLOCK_DAYS
    letter = FLOW_LETTER[flow]
    keys: list[Keys] = []
    days: list[npt.NDArray[np.int64]] = []
    names: list[str] = []
    mean = _LAYER_PER_DAY * _BLOCK_DAYS
    for block in range(first_block, last_block + 1):
        for layer in range(layers):
            prefix = entity_key(number, block, layer)
            count = poisson_count(chance.uniform(purposes.ARRIVAL_COUNT, prefix), mean)
            if not count:
                continue
            numbers = np.arange(count)
            block_keys = entity_keys(prefix, numbers)
            point = chance.uniforms(purposes.ARRIVAL_POINT, block_keys, 2)
            day = (
                np.floor(point[:, 0] * _BLOCK_DAYS).astype(np.int64) + block * _BLOCK_DAYS - offset
            )
            inside = (day >= first_day) & (day < last_day)
            height = (layer + point[:, 1]) * _LAYER_PER_DAY
            inside[inside] = height[inside] < rate_on[day[inside] - first_day]
            chosen = numbers[inside]
            keys.append(block_keys[inside])
            days.append(day[inside])
            names.extend(f"{letter}{block}-{layer}-{n}" for n in chosen.tolist())
    if not keys:
        return Points(flow, np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64), [])
    all_keys = np.concatenate(keys)
    all_days = np.concatenate(days)
    order = np.lexsort((all_keys, all_days))
    return Points(flow, all_keys[order], all_days[order], [names[i] for i in order.tolist()])


def lengths_in_days(lengths: Lengths, band: Floats, within: Floats) -> Floats:
    """Sentence lengths from two uniforms each: which band, and where inside it."""
    edges = np.array([lengths.shortest_months, *lengths.upper_months])
    cumulative = np.cumsum(np.array(lengths.shares))
    index = np.minimum(np.searchsorted(cumulative, band, side="left"), len(cumulative) - 1)
    months = edges[index] + within * (edges[index + 1] - edges[index])
    result: Floats = np.maximum(1.0, np.round(months * DAYS_PER_MONTH))
    return result


def group_of(flow: str, length_days: float) -> str:
    """Return the sentencing group of a flow and a length, as the settings name groups."""
    if flow in ("community_order", "suspended_order", "unpaid_work_only"):
        return flow
    if length_days < DAYS_PER_YEAR:
        return "custody_under_12m"
    if length_days < 4 * DAYS_PER_YEAR:
        return "custody_12m_to_4y"
    return "custody_over_4y"


class Hazards:
    """The most each hazard of a person can be under any settings of a run, in arrays."""

    def __init__(self, every: list[Settings]) -> None:
        self._every = every

    def non_compliance(
        self, rosh: npt.NDArray[np.int64], ogrs: Floats, homeless: npt.NDArray[np.bool_]
    ) -> Floats:
        """Largest ratio of the rate of non-compliance to its majorant."""
        most = np.zeros(len(rosh))
        for settings in self._every:
            rule = settings.enforcement.non_compliance
            rate = max(dict(rule.rate).values()) * rule.unprepared_factor * rule.new_officer_factor
            ratio = rate * _up_to_one_higher(rule.risk_factor, rosh)
            ratio = ratio * rule.ogrs_factor ** ((ogrs - 50.0) / 25.0)
            ratio = np.where(homeless, ratio * rule.homeless_factor, ratio)
            most = np.maximum(most, ratio / rule.majorant)
        return most

    def reconviction(self, ogrs: Floats) -> Floats:
        """Largest ratio of the rate of new sentences to its majorant."""
        most = np.zeros(len(ogrs))
        for settings in self._every:
            rule = settings.enforcement.reconviction
            ratio = max(dict(rule.rate).values()) * rule.ogrs_factor ** ((ogrs - 50.0) / 25.0)
            most = np.maximum(most, ratio / rule.majorant)
        return most

    def events(self, rosh: npt.NDArray[np.int64]) -> Floats:
        """Largest ratio for the strip of each kind of significant event, shape (n, strips)."""
        first = self._every[0].reviews.risk
        most = np.zeros((len(rosh), first.most_kinds))
        for settings in self._every:
            risk = settings.reviews.risk
            factor = _up_to_one_higher(risk.rate_factor, rosh) / risk.majorant
            for kind in settings.reviews.events.values():
                most[:, kind.strip] = np.maximum(most[:, kind.strip], kind.rate * factor)
        return most


def _up_to_one_higher(section: object, rosh: npt.NDArray[np.int64]) -> Floats:
    """The larger of a factor at a level of risk and at the level above."""
    table = np.array([getattr(section, name) for name in ("low", "medium", "high", "very_high")])
    result: Floats = np.maximum(table[rosh], table[np.minimum(rosh + 1, 3)])
    return result


class Population:
    """Makes persons of a flow, attributes drawn in arrays.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    points : Points
        Who is sentenced when.
    settings : Settings
        Settings whose mixes hold for these persons.
    hazards : Hazards
        Bounds of hazards over the whole run.
    horizon : int
        Last day of the run.
    """

    def __init__(
        self, chance: Chance, points: Points, settings: Settings, hazards: Hazards, horizon: int
    ) -> None:
        self.points = points
        self._chance = chance
        self._settings = settings
        self._hazards = hazards
        self._horizon = horizon
        self.lengths = self._lengths()

    def _uniform(self, purpose: int, ordinals: int = 1) -> Floats:
        return self._chance.uniforms(purpose, self.points.keys, ordinals)

    def _lengths(self) -> Floats:
        sentencing = self._settings.sentencing
        flow = self.points.flow
        u = self._uniform(purposes.LENGTH, 2)
        if flow == "life":
            tariff = -np.log1p(-u[:, 0]) * 0.5 + 0.5
            return np.round(tariff * sentencing.custody.life_tariff_years * DAYS_PER_YEAR)
        if flow == "custody":
            return lengths_in_days(sentencing.custody.lengths, u[:, 0], u[:, 1])
        bands: Lengths = getattr(sentencing.orders, flow)
        lengths = lengths_in_days(bands, u[:, 0], u[:, 1])
        if flow == "suspended_order":
            lengths = np.round(lengths * sentencing.orders.suspended_order_factor)
        return lengths

    def select(self, chosen: npt.NDArray[np.bool_]) -> Population:
        """Return the same for some of the persons only."""
        index = np.flatnonzero(chosen)
        points = self.points
        part = Points(
            points.flow, points.keys[index], points.days[index], [points.names[i] for i in index]
        )
        return Population(self._chance, part, self._settings, self._hazards, self._horizon)

    def persons(self, first_serial: int) -> list[Person]:
        """Make the persons, in order of date, numbered from ``first_serial``."""
        points, people = self.points, self._settings.people
        n = len(points.days)
        flow = points.flow
        custodial = flow in ("custody", "life")
        groups = [group_of(flow, length) for length in self.lengths.tolist()]
        u_rosh = self._uniform(purposes.ROSH)[:, 0]
        rosh = np.zeros(n, dtype=np.int64)
        ogrs_mean = np.zeros(n)
        for group in sorted(set(groups)):
            here = np.array([g == group for g in groups])
            mix = getattr(people.rosh, group)
            edges = np.cumsum([mix.low, mix.medium, mix.high])
            rosh[here] = np.searchsorted(edges, u_rosh[here], side="right")
            ogrs_mean[here] = getattr(people.ogrs_mean, group)
        by_level = _ByLevel(rosh)
        z = normal_quantile(self._uniform(purposes.RSR)[:, 0])
        rsr = np.minimum(99.0, by_level(people.rsr_median) * np.exp(people.rsr_sigma * z))
        z = normal_quantile(self._uniform(purposes.OGRS)[:, 0])
        ogrs = np.clip(np.round(ogrs_mean + people.ogrs_sd * z), 1, 99)
        z = normal_quantile(self._uniform(purposes.NEEDS)[:, 0])
        needs = np.clip(
            np.round(
                people.need_points_mean
                + people.need_points_per_ogrs * (ogrs - 50)
                + people.need_points_sd * z
            ),
            0,
            20,
        )
        factors = _poisson_quantile(
            self._uniform(purposes.COMPLEXITY)[:, 0], by_level(people.complexity_factors)
        )
        u_mappa = self._uniform(purposes.MAPPA)[:, 0]
        upper = by_level(people.mappa_level_2_3_share)
        lower = by_level(people.mappa_level_1_share)
        mappa = np.where(u_mappa < upper, 2, np.where(u_mappa < upper + lower, 1, 0))
        female_share = people.female_share_custody if custodial else people.female_share_community
        u_class = self._uniform(purposes.OFFENCE_CLASS)[:, 0]
        longer = self.lengths >= DAYS_PER_YEAR
        sexual = custodial & longer & (u_class < people.sexual_share)
        violent = custodial & ~sexual & (u_class > 1.0 - people.violent_share)
        columns = {
            "female": self._uniform(purposes.SEX)[:, 0] < female_share,
            "length": self.lengths.astype(np.int64),
            "rsr": rsr,
            "ogrs": ogrs,
            "complexity": factors,
            "iom": self._uniform(purposes.IOM)[:, 0] < people.iom_share,
            "mappa": mappa,
            "domestic_abuse": self._uniform(purposes.DOMESTIC_ABUSE)[:, 0]
            < people.domestic_abuse_share,
            "child_safeguarding": self._uniform(purposes.SAFEGUARDING)[:, 0]
            < people.child_safeguarding_share,
            "homeless": self._uniform(purposes.HOMELESS)[:, 0] < people.homeless_share,
            "sexual": sexual,
            "violent": violent,
            "area": self._uniform(purposes.AREA)[:, 0],
            "true_rosh": rosh,
            "assessed_rosh": rosh,
        }
        timelines = self._timelines(rosh, ogrs, columns["homeless"])
        made: list[Person] = []
        plain = {name: column.tolist() for name, column in columns.items()}
        need_points = needs.tolist()
        for i, (key, day, name) in enumerate(
            zip(points.keys.tolist(), points.days.tolist(), points.names, strict=True)
        ):
            person = Person(first_serial + i, key, name, flow, day)
            for attribute, column in plain.items():
                setattr(person, attribute, column[i])
            person.non_compliance, person.reconviction, person.events = (
                drawn[i] for drawn in timelines
            )
            person.set_change(need_points[i])
            person.work_out_tier()
            made.append(person)
        return made

    def _timelines(
        self, rosh: npt.NDArray[np.int64], ogrs: Floats, homeless: npt.NDArray[np.bool_]
    ) -> tuple[list[Timeline], list[Timeline], list[Timeline]]:
        """Candidate timelines of non-compliance, new sentences and significant events."""
        chance, settings, points = self._chance, self._settings, self.points
        enforcement, risk = settings.enforcement, settings.reviews.risk
        left = np.maximum(1.0, self._horizon - points.days)
        cover = np.minimum(left, self.lengths + DAYS_PER_YEAR)
        bounds = self._hazards.non_compliance(rosh, ogrs, homeless)
        bounds_again = self._hazards.reconviction(ogrs)
        bounds_events = self._hazards.events(rosh)
        strips = risk.most_kinds

        def event_possible(marks: Floats, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
            place = marks * strips
            strip = place.astype(np.int64)
            result: npt.NDArray[np.bool_] = place - strip < bounds_events[rows[:, None], strip]
            return result

        return (
            draw_timelines(
                chance,
                points.keys,
                points.days,
                cover,
                (purposes.NON_COMPLIANCE, purposes.NON_COMPLIANCE_MARK),
                enforcement.non_compliance.majorant / DAYS_PER_MONTH,
                lambda marks, rows: marks < bounds[rows, None],
            ),
            draw_timelines(
                chance,
                points.keys,
                points.days,
                cover,
                (purposes.RECONVICTION, purposes.RECONVICTION_MARK),
                enforcement.reconviction.majorant / DAYS_PER_MONTH,
                lambda marks, rows: marks < bounds_again[rows, None],
            ),
            draw_timelines(
                chance,
                points.keys,
                points.days,
                cover,
                (purposes.EVENT_TIME, purposes.EVENT_MARK),
                risk.majorant * strips / DAYS_PER_YEAR,
                event_possible,
            ),
        )


class _ByLevel:
    """Look up one number for each person by level of risk of serious harm."""

    def __init__(self, levels: npt.NDArray[np.int64]) -> None:
        self._levels = levels

    def __call__(self, section: object) -> Floats:
        table = np.array(
            [getattr(section, name) for name in ("low", "medium", "high", "very_high")]
        )
        result: Floats = table[self._levels]
        return result


def _poisson_quantile(u: Floats, mean: Floats) -> npt.NDArray[np.int64]:
    """Poisson quantiles for small means, at most ten (there are ten complexity factors)."""
    result = np.zeros(len(u), dtype=np.int64)
    term = np.exp(-mean)
    total = term.copy()
    for n in range(1, 11):
        result[u >= total] = n
        term = term * mean / n
        total = total + term
    return result
