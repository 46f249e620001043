"""Who the persons of a flow are: attributes and candidate timelines, drawn in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pdusim.model.kernel import purposes
from pdusim.model.kernel.sentenced import Cohort
from pdusim.model.kernel.timelines import (
    SAFELY,
    MattersArray,
    PossibleArray,
    Timeline,
    draw_timelines,
)
from pdusim.model.people.enforcement import NON_COMPLIANCE, RECONVICTION
from pdusim.model.people.hazards import (
    Bools,
    Consequences,
    Hazards,
    Ints,
    by_level,
    standing,
    standing_again,
)
from pdusim.model.people.person import ORDERS, Person, State
from pdusim.model.people.true_risk import EVENTS
from pdusim.randomness import Chance, Floats, normal_quantile

if TYPE_CHECKING:
    from mypy_extensions import i64

    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.sentencing import Lengths

DAYS_PER_MONTH: Final = 365.25 / 12
DAYS_PER_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Phase:
    """A state in the community that a sentence leads through.

    Parameters
    ----------
    state : State
        The state.
    begin, end : array of float, shape (n,)
        Days between which each person can be in it, at most.
    """

    state: State
    begin: Floats
    end: Floats


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


class Population:
    """Makes persons of a flow, attributes drawn in arrays.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    cohort : Cohort
        Who is sentenced when.
    settings : Settings
        Settings whose mixes hold for these persons.
    hazards : Hazards
        Bounds of hazards over the whole run.
    horizon : int
        Last day of the run.
    consequences : Consequences, optional
        Which candidates before the run matter; all do if not given.
    lengths : array of float, optional
        Their sentences in days; drawn if not given.
    """

    def __init__(
        self,
        chance: Chance,
        cohort: Cohort,
        settings: Settings,
        hazards: Hazards,
        horizon: int,
        consequences: Consequences | None = None,
        lengths: Floats | None = None,
    ) -> None:
        self.cohort = cohort
        self._chance = chance
        self._settings = settings
        self._hazards = hazards
        self._horizon = horizon
        self._consequences = consequences
        self.lengths = self._lengths() if lengths is None else lengths

    def _uniform(self, purpose: int, ordinals: int = 1) -> Floats:
        return self._chance.uniforms(purpose, self.cohort.keys, ordinals)

    def _lengths(self) -> Floats:
        sentencing = self._settings.sentencing
        flow = self.cohort.flow
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

    def select(self, chosen: Bools) -> Population:
        """Return the same for some of the persons only."""
        index = np.flatnonzero(chosen)
        return Population(
            self._chance,
            self.cohort.select(index),
            self._settings,
            self._hazards,
            self._horizon,
            self._consequences,
            self.lengths[index],
        )

    def without_those_gone(self, phases: Sequence[Phase]) -> Population:
        """Leave out those whose life is over before the start of the run, whatever happens.

        Only a breach or a new sentence leads to another sentence (recalls end with the first), so
        nobody without a candidate date that can be one of these goes on.

        Parameters
        ----------
        phases : sequence of Phase
            What the sentence leads through in the community, the last one last. Before the run
            nobody is unprepared or gets another officer.
        """
        if self._consequences is None:
            return self
        gone = phases[-1].end < 0.0
        over = self.select(gone)
        rosh, ogrs = over._risk()
        homeless = over._homeless()
        enforcement = self._settings.enforcement
        again, rule = enforcement.reconviction, enforcement.non_compliance
        checks = []
        drawn = over._reconviction(ogrs)
        for phase in phases:
            rate = getattr(again.rate, phase.state)
            checks.append((drawn, phase, rate * standing_again(again, ogrs)))
        if phases[-1].state in ORDERS:
            drawn = over._non_compliance(rosh, ogrs, homeless, self._consequences.of_breach)
            rate = getattr(rule.rate, phases[-1].state)
            checks.append((drawn, phases[-1], rate * standing(rule, rosh, ogrs, homeless)))
        none = np.ones(len(ogrs), dtype=np.bool_)
        for timelines, phase, limit in checks:
            begin, end = phase.begin[gone].tolist(), phase.end[gone].tolist()
            limits = (limit * SAFELY).tolist()
            each = zip(timelines, begin, end, limits, strict=True)
            none &= np.fromiter(
                (line.none_between(first, last, most) for line, first, last, most in each),
                dtype=np.bool_,
            )
        gone[gone] = none
        return self.select(~gone)

    def _risk(self) -> tuple[Ints, Floats]:
        """Risk of serious harm as a level, and the score of re-offending."""
        people = self._settings.people
        n = len(self.cohort.days)
        groups = [group_of(self.cohort.flow, length) for length in self.lengths.tolist()]
        u_rosh = self._uniform(purposes.ROSH)[:, 0]
        rosh = np.zeros(n, dtype=np.int64)
        ogrs_mean = np.zeros(n)
        for group in sorted(set(groups)):
            here = np.array([g == group for g in groups])
            mix = getattr(people.rosh, group)
            edges = np.cumsum([mix.low, mix.medium, mix.high])
            rosh[here] = np.searchsorted(edges, u_rosh[here], side="right")
            ogrs_mean[here] = getattr(people.ogrs_mean, group)
        z = normal_quantile(self._uniform(purposes.OGRS)[:, 0])
        ogrs: Floats = np.clip(np.round(ogrs_mean + people.ogrs_sd * z), 1, 99)
        return rosh, ogrs

    def _homeless(self) -> Bools:
        share = self._settings.people.homeless_share
        result: Bools = self._uniform(purposes.HOMELESS)[:, 0] < share
        return result

    def persons(self, first_serial: int) -> list[Person]:
        """Make the persons, in order of date, numbered from ``first_serial``."""
        cohort, people = self.cohort, self._settings.people
        flow = cohort.flow
        custodial = flow in ("custody", "life")
        rosh, ogrs = self._risk()
        by_level = _ByLevel(rosh)
        z = normal_quantile(self._uniform(purposes.RSR)[:, 0])
        rsr = np.minimum(99.0, by_level(people.rsr_median) * np.exp(people.rsr_sigma * z))
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
        homeless, matters = self._homeless(), self._consequences
        columns = (
            cohort.keys,
            cohort.days,
            self.lengths.astype(np.int64),
            self._uniform(purposes.SEX)[:, 0] < female_share,
            rsr,
            ogrs,
            needs,
            factors,
            self._uniform(purposes.IOM)[:, 0] < people.iom_share,
            mappa,
            self._uniform(purposes.DOMESTIC_ABUSE)[:, 0] < people.domestic_abuse_share,
            self._uniform(purposes.SAFEGUARDING)[:, 0] < people.child_safeguarding_share,
            homeless,
            sexual,
            violent,
            self._uniform(purposes.AREA)[:, 0],
            normal_quantile(self._uniform(purposes.MOVES_OF_CASE)[:, 0]),
            self._uniform(purposes.REQUIREMENTS, 4),
            self._uniform(purposes.REMAND, 2),
            self._uniform(purposes.ENDS_EARLY)[:, 0],
            rosh,
        )
        made: list[Person] = []
        for (
            name,
            non_compliance,
            reconviction,
            events,
            key,
            day,
            length,
            female,
            rsr_score,
            ogrs_score,
            need_points,
            complexity,
            iom,
            mappa_level,
            domestic_abuse,
            child_safeguarding,
            is_homeless,
            is_sexual,
            is_violent,
            area,
            restlessness,
            requirement_draws,
            remand_draws,
            ends_early_draw,
            risk,
        ) in zip(
            cohort.names(),
            self._non_compliance(
                rosh, ogrs, homeless, None if matters is None else matters.of_non_compliance
            ),
            self._reconviction(ogrs),
            self._events(rosh),
            *(column.tolist() for column in columns),
            strict=True,
        ):
            person = Person(first_serial + len(made), key, name, flow, day)
            person.length, person.female = length, female
            person.rsr, person.ogrs = rsr_score, ogrs_score
            person.complexity, person.iom, person.mappa = complexity, iom, mappa_level
            person.domestic_abuse, person.child_safeguarding = domestic_abuse, child_safeguarding
            person.homeless, person.sexual, person.violent = is_homeless, is_sexual, is_violent
            person.area, person.restlessness = area, restlessness
            person.requirement_draws, person.remand_draws = requirement_draws, remand_draws
            person.ends_early_draw = ends_early_draw
            person.true_rosh = person.assessed_rosh = risk
            person.non_compliance, person.reconviction = non_compliance, reconviction
            person.events = events
            person.set_change(need_points)
            person.work_out_tier()
            made.append(person)
        return made

    # Candidate timelines ------------------------------------------------------------------

    def _draw(
        self,
        purpose: tuple[i64, i64],
        rate: float,
        possible: PossibleArray,
        matters: MattersArray | None,
    ) -> list[Timeline]:
        """Draw a timeline of each person, ahead to a year after the sentence or to the horizon."""
        cohort = self.cohort
        left = np.maximum(1.0, self._horizon - cohort.days)
        cover = np.minimum(left, self.lengths + DAYS_PER_YEAR)
        return draw_timelines(
            self._chance, cohort.keys, cohort.days, cover, purpose, rate, possible, matters
        )

    def _non_compliance(
        self, rosh: Ints, ogrs: Floats, homeless: Bools, matters: MattersArray | None
    ) -> list[Timeline]:
        bounds = self._hazards.non_compliance(rosh, ogrs, homeless)
        return self._draw(
            NON_COMPLIANCE,
            self._settings.enforcement.non_compliance.majorant / DAYS_PER_MONTH,
            lambda marks, rows: marks < bounds[rows, None],
            matters,
        )

    def _reconviction(self, ogrs: Floats) -> list[Timeline]:
        bounds = self._hazards.reconviction(ogrs)
        return self._draw(
            RECONVICTION,
            self._settings.enforcement.reconviction.majorant / DAYS_PER_MONTH,
            lambda marks, rows: marks < bounds[rows, None],
            None if self._consequences is None else self._consequences.of_reconviction,
        )

    def _events(self, rosh: Ints) -> list[Timeline]:
        """Significant events."""
        risk = self._settings.reviews.risk
        bounds = self._hazards.events(rosh)

        def possible(marks: Floats, rows: Ints) -> Bools:
            """Whether a mark is low enough in the strip of its kind of event."""
            place = marks * risk.most_kinds
            strip = place.astype(np.int64)
            result: Bools = place - strip < bounds[rows[:, None], strip]
            return result

        return self._draw(
            EVENTS,
            risk.majorant * risk.most_kinds / DAYS_PER_YEAR,
            possible,
            None if self._consequences is None else self._consequences.of_events,
        )


class _ByLevel:
    """Look up one number for each person by level of risk of serious harm."""

    def __init__(self, levels: Ints) -> None:
        self._levels = levels

    def __call__(self, section: object) -> Floats:
        result: Floats = by_level(section)[self._levels]
        return result


def _poisson_quantile(u: Floats, mean: Floats) -> Ints:
    """Poisson quantiles for small means, at most ten (there are ten complexity factors)."""
    result = np.zeros(len(u), dtype=np.int64)
    term = np.exp(-mean)
    total = term.copy()
    for n in range(1, 11):
        result[u >= total] = n
        term = term * mean / n
        total = total + term
    return result
