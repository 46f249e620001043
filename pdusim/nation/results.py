"""What a run of several units gives back: each unit, each region and the whole, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates import Totals
from pdusim.estimates.intervals import estimate_totals
from pdusim.estimates.paired import difference
from pdusim.estimates.strata import (
    Spread,
    StrataEstimate,
    estimate_strata,
    spread_of,
    strata_difference,
)
from pdusim.experiment.metadata import MeasureInfo, describe
from pdusim.experiment.tasks import Failure
from pdusim.experiment.windows import Window, window_of
from pdusim.nation.spec import NationSpec
from pdusim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

SUMMED: Final = frozenset(
    (
        "appointments_due",
        "appointments_given",
        "appointments_missed",
        "caseload",
        "contact_hours_due",
        "contact_hours_given",
        "contact_suspended",
        "court_reports_per_month",
        "early_releases",
        "fte_po",
        "fte_pqip",
        "fte_pso",
        "fte_spo",
        "recalls_per_month",
        "releases_per_month",
        "staff_cost",
    )
)
"""Measures of which several units have as much as all of them together. A ratio of totals of
several units is that of the sums of their totals; any other measure is their mean by cases."""

WHOLE: Final = "All units"
"""Name of the whole where the file gives none."""


@dataclass(frozen=True, slots=True)
class NationRow:
    """A measure of a unit, a region or the whole under one scenario.

    Parameters
    ----------
    level : {"unit", "region", "whole"}
    name, region : str
        Its name, and the region it lies in; empty for the whole.
    scenario : str
        The rules or policy.
    versus : str
        For a difference what it is compared with, else empty.
    measure, title, unit : str
    mean, low, high : float or None
        Estimate, or paired difference, and the ends of its interval.
    units, replications : int
        Units in it, and replications of each.
    spread, chance : float or None
        Standard deviation between its units with chance taken out, and of one unit by chance
        alone; None for a unit and for a difference.
    least, most : float or None
        Smallest and largest unit, as estimated.
    reason : str or None
        Why something is missing.
    """

    level: str
    name: str
    region: str
    scenario: str
    versus: str
    measure: str
    title: str
    unit: str
    mean: float | None
    low: float | None
    high: float | None
    units: int
    replications: int
    spread: float | None = None
    chance: float | None = None
    least: float | None = None
    most: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class NationResults:
    """Totals of every unit, and what follows from them.

    Parameters
    ----------
    spec : NationSpec
        The units.
    scenarios : tuple of Scenario
        The common rules and the policies.
    names : tuple of str
        Their names, each different.
    measures : tuple of str
        Measures, in the order of `totals`.
    totals : ndarray of float, shape (units, scenarios, measures, 2, replications)
        Numerators and denominators; NaN where a replication failed.
    replications, seed : int
    confidence : float
        Of the intervals.
    failures : tuple of Failure
        Replications that failed.
    rules : str or None
        Hash of what was added to the model.
    own_measures : tuple of MeasureInfo
        Measures that were added to those of pdusim.
    unkept : str
        Why the store lacks the last of them, if its disk is full; empty otherwise.
    """

    spec: NationSpec
    scenarios: tuple[Scenario, ...]
    names: tuple[str, ...]
    measures: tuple[str, ...]
    totals: Floats
    replications: int
    seed: int
    confidence: float = 0.95
    failures: tuple[Failure, ...] = ()
    rules: str | None = None
    own_measures: tuple[MeasureInfo, ...] = ()
    unkept: str = ""

    @property
    def window(self) -> Window | None:
        """Weeks that all are observed in."""
        return window_of(self.spec.base)

    def describe(self, measure: str) -> MeasureInfo:
        """Title, unit and direction of a measure."""
        return next((one for one in self.own_measures if one.name == measure), describe(measure))

    @cached_property
    def weights(self) -> Floats:
        """Cases of each unit."""
        return np.array([unit.cases for unit in self.spec.units])

    # One unit -----------------------------------------------------------------------------------

    def _totals(self, place: int, row: int, measure: str) -> Totals:
        top, bottom = self.totals[place, row, self.measures.index(measure)]
        return Totals.of(top, bottom, self.describe(measure).bounds)

    def unit(self, place: int, measure: str, row: int = 0) -> NationRow:
        """Estimate a measure of one unit."""
        found = estimate_totals(self._totals(place, row, measure), self.confidence)
        one = self.spec.units[place]
        shown = (found.mean, found.low, found.high)
        return self._row("unit", one.name, one.region, row, "", measure, shown, 1, found.reason)

    def unit_difference(self, place: int, measure: str, row: int) -> NationRow:
        """Estimate the paired difference of one unit from the common rules."""
        found = difference(
            self._totals(place, 0, measure), self._totals(place, row, measure), self.confidence
        ).estimate
        one = self.spec.units[place]
        shown = (found.mean, found.low, found.high)
        return self._row(
            "unit", one.name, one.region, row, self.names[0], measure, shown, 1, found.reason
        )

    # Several units ------------------------------------------------------------------------------

    def region(self, region: str, measure: str, row: int = 0) -> NationRow:
        """Estimate a measure of a region."""
        places = self.spec.places(region)
        return self._together("region", region, region, places, measure, row)

    def region_difference(self, region: str, measure: str, row: int) -> NationRow:
        """Estimate the paired difference of a region from the common rules."""
        places = self.spec.places(region)
        return self._together_difference("region", region, region, places, measure, row)

    def whole(self, measure: str, row: int = 0) -> NationRow:
        """Estimate a measure of all units together."""
        places = list(range(len(self.spec.units)))
        return self._together("whole", self.spec.name or WHOLE, "", places, measure, row)

    def whole_difference(self, measure: str, row: int) -> NationRow:
        """Estimate the paired difference of the whole from the common rules."""
        places = list(range(len(self.spec.units)))
        return self._together_difference("whole", self.spec.name or WHOLE, "", places, measure, row)

    def region_spread(self, measure: str, row: int = 0) -> Spread:
        """Tell the spread between regions from that of chance, each region as one part."""
        tops, bottoms = [], []
        for region in self.spec.regions:
            top, bottom = self._parts(self.spec.places(region), measure, row)
            tops.append(np.nansum(top, axis=0))
            bottoms.append(np.nansum(bottom, axis=0))
        return spread_of(np.array(tops), np.array(bottoms))

    def _together(
        self, level: str, name: str, region: str, places: Sequence[int], measure: str, row: int
    ) -> NationRow:
        gone = self._without(places, (row,))
        if gone:
            shown, reason, spread = (None, None, None), gone, Spread(None, None, None, None)
            return self._row(
                level, name, region, row, "", measure, shown, len(places), reason, spread
            )
        tops, bottoms = self._parts(places, measure, row)
        bounds = self.describe(measure).bounds
        found = estimate_strata(tops, bottoms, confidence=self.confidence, bounds=bounds)
        index = self.measures.index(measure)
        spread = spread_of(self.totals[places, row, index, 0], self.totals[places, row, index, 1])
        return self._row(
            level,
            name,
            region,
            row,
            "",
            measure,
            (found.mean, found.low, found.high),
            len(places),
            found.reason,
            spread,
        )

    def _together_difference(
        self, level: str, name: str, region: str, places: Sequence[int], measure: str, row: int
    ) -> NationRow:
        gone = self._without(places, (0, row))
        found = (
            StrataEstimate(None, None, None, 0, gone)
            if gone
            else strata_difference(
                self._parts(places, measure, 0),
                self._parts(places, measure, row),
                confidence=self.confidence,
            )
        )
        return self._row(
            level,
            name,
            region,
            row,
            self.names[0],
            measure,
            (found.mean, found.low, found.high),
            len(places),
            found.reason,
        )

    def _without(self, places: Sequence[int], rows: Sequence[int]) -> str:
        """Say which unit has no replication at all, so that the whole is not known either."""
        for place in places:
            for row in rows:
                if bool(np.isnan(self.totals[place, row]).all()):
                    return f"no replication of {self.spec.units[place].name} was finished"
        return ""

    def _parts(self, places: Sequence[int], measure: str, row: int) -> tuple[Floats, Floats]:
        """Numerators and denominators of units, such that their ratio of sums is the whole's."""
        index = self.measures.index(measure)
        top, bottom = self.totals[places, row, index, 0], self.totals[places, row, index, 1]
        if measure in SUMMED:
            with np.errstate(divide="ignore", invalid="ignore"):
                value = np.where(bottom > 0.0, top / bottom, np.nan)
            return value, np.where(np.isnan(value), np.nan, 1.0 / len(places))
        if self.describe(measure).kind == "mean":
            weight = self.weights[list(places)][:, None]
            return top * weight, bottom * weight
        return top, bottom

    def _row(
        self,
        level: str,
        name: str,
        region: str,
        row: int,
        versus: str,
        measure: str,
        shown: tuple[float | None, float | None, float | None],
        units: int,
        reason: str | None,
        spread: Spread | None = None,
    ) -> NationRow:
        info = self.describe(measure)
        there = spread or Spread(None, None, None, None)
        return NationRow(
            level,
            name,
            region,
            self.names[row],
            versus,
            measure,
            info.title,
            info.unit,
            *shown,
            units,
            self.replications,
            there.between,
            there.chance,
            there.least,
            there.most,
            reason,
        )

    # All of them --------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> tuple[NationRow, ...]:
        """Every estimate: the whole, the regions, the units; then the differences."""
        places = range(len(self.spec.units))
        regions = self.spec.regions if any(self.spec.regions) else ()
        found: list[NationRow] = []
        for row in range(len(self.names)):
            for measure in self.measures:
                found.append(self.whole(measure, row))
                found += [self.region(region, measure, row) for region in regions]
                found += [self.unit(place, measure, row) for place in places]
        for row in range(1, len(self.names)):
            for measure in self.measures:
                found.append(self.whole_difference(measure, row))
                found += [self.region_difference(region, measure, row) for region in regions]
                found += [self.unit_difference(place, measure, row) for place in places]
        return tuple(found)
