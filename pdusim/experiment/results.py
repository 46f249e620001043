"""What a run gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pdusim.estimates import Difference, Estimate, Totals
from pdusim.estimates.intervals import estimate_totals
from pdusim.estimates.paired import difference
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import MeasureInfo, describe, in_order, known
from pdusim.experiment.precision import StoppingLog
from pdusim.experiment.rows import DifferenceRow, EstimateRow, Rows
from pdusim.experiment.tasks import Failure, ScenarioLike
from pdusim.experiment.windows import Window, require_one_window, window_of
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Results:
    """Replications of one or several scenarios, and what follows from them.

    Made by ``run`` or read back by ``load_results``.

    Parameters
    ----------
    scenarios : tuple of Scenario
        In the order asked for; the first is the usual base of comparison.
    names : tuple of str
        One name a scenario, each different.
    outcomes : tuple of tuple of Outcome
        For each scenario its replications in order; failed ones are left out.
    replications : int
        Replications asked of each scenario, failed ones included.
    seed : int
        Seed of the run.
    confidence : float
        Of the intervals.
    failures : tuple of Failure
        Replications that failed, if the run was allowed to go on without them.
    stopping : StoppingLog or None
        How a run to a precision ended.
    rules : str or None
        Hash of what was added to the model, which tells this run from one without; None where
        nothing was, or where it cannot be known.
    own_measures : tuple of MeasureInfo
        Measures that were added to those of pdusim, as they are to be shown.
    unkept : str
        Why the store lacks the last of them, if its disk is full; empty otherwise.
    """

    scenarios: tuple[ScenarioLike, ...]
    names: tuple[str, ...]
    outcomes: tuple[tuple[Outcome, ...], ...]
    replications: int
    seed: int
    confidence: float = 0.95
    failures: tuple[Failure, ...] = ()
    stopping: StoppingLog | None = None
    rules: str | None = None
    own_measures: tuple[MeasureInfo, ...] = ()
    unkept: str = field(default="", compare=False)
    _totals: dict[tuple[int, str], Totals] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def measure_names(self) -> tuple[str, ...]:
        """Every measure any replication reports, in the order of the list of measures."""
        return tuple(in_order(name for row in self.outcomes for one in row for name in one.totals))

    def describe(self, measure: str) -> MeasureInfo:
        """Title, unit and direction of a measure, one of the researcher's own too."""
        return next((one for one in self.own_measures if one.name == measure), describe(measure))

    @cached_property
    def measures(self) -> pl.DataFrame:
        """Long table: scenario, replication, measure, numerator, denominator, value, reason.

        `value` is null where the replication has none, with `reason` saying why.
        """
        from pdusim.experiment.tables import measures_table

        return measures_table(self.names, self.outcomes)

    @cached_property
    def weekly(self) -> pl.DataFrame:
        """Weekly census: scenario, replication, week and one column a series.

        Empty unless the run recorded it (``record="weekly"``).
        """
        from pdusim.experiment.tables import weekly_table

        return weekly_table(self.names, self.outcomes)

    @cached_property
    def windows(self) -> tuple[Window | None, ...]:
        """Weeks that each scenario is observed in; None for one without dates."""
        return tuple(window_of(scenario) for scenario in self.scenarios)

    def require_one_window(self, *places: int) -> None:
        """Refuse to go on where scenarios are not observed in the same weeks.

        Parameters
        ----------
        *places : int
            Those to be compared or drawn together; all of them if none is named.

        Raises
        ------
        DifferentWindowsError
            With the window of each, and the commands that work.
        """
        chosen = places or tuple(range(len(self.names)))
        if len({self.windows[place] for place in chosen}) > 1:
            require_one_window(
                [self.scenarios[place] for place in chosen], [self.names[place] for place in chosen]
            )

    def index(self, scenario: int | str) -> int:
        """Place of a scenario given by place or name.

        Raises
        ------
        ExperimentError
            When there is none such.
        """
        if isinstance(scenario, str):
            if scenario not in self.names:
                raise ExperimentError(
                    f"there is no scenario '{scenario}' in these results; "
                    f"they hold {', '.join(self.names)}"
                )
            return self.names.index(scenario)
        if not 0 <= scenario < len(self.names):
            raise ExperimentError(
                f"there is no scenario number {scenario}; these results hold {len(self.names)}"
            )
        return scenario

    def totals(self, scenario: int | str, measure: str) -> Totals:
        """Numerators and denominators of a measure, one entry a replication asked for.

        Raises
        ------
        ExperimentError
            When the scenario or the measure is unknown.
        """
        place = self.index(scenario)
        measure = known(measure, self.measure_names)
        key = (place, measure)
        if key not in self._totals:
            pairs = np.full((2, self.replications), np.nan)
            for outcome in self.outcomes[place]:
                pairs[:, outcome.replication] = outcome.totals.get(measure, (np.nan, np.nan))
            self._totals[key] = Totals.of(pairs[0], pairs[1], self.describe(measure).bounds)
        return self._totals[key]

    def estimate(self, scenario: int | str, measure: str) -> Estimate:
        """Estimate one measure of one scenario."""
        return estimate_totals(self.totals(scenario, measure), self.confidence)

    def difference(
        self, scenario: int | str, baseline: int | str, measure: str, confidence: float = 0.0
    ) -> Difference:
        """Estimate the paired difference of one measure, `scenario` minus `baseline`.

        Parameters
        ----------
        scenario, baseline : int or str
            Place or name.
        measure : str
            Its name.
        confidence : float
            Of the interval; 0 for that of the results.

        Raises
        ------
        DifferentWindowsError
            When the two are not observed in the same weeks.
        """
        self.require_one_window(self.index(scenario), self.index(baseline))
        return difference(
            self.totals(baseline, measure),
            self.totals(scenario, measure),
            confidence or self.confidence,
        )

    def estimates(self, measures: Sequence[str] | None = None) -> Rows[EstimateRow]:
        """Every measure of every scenario.

        Parameters
        ----------
        measures : sequence of str, optional
            Only these, in this order.
        """
        return Rows(
            self._estimate_row(place, measure)
            for place in range(len(self.names))
            for measure in self._chosen(measures)
        )

    def differences(
        self, baseline: int | str = 0, measures: Sequence[str] | None = None
    ) -> Rows[DifferenceRow]:
        """Every measure of every other scenario, as its paired difference from `baseline`.

        Parameters
        ----------
        baseline : int or str
            Place or name of the scenario to compare with.
        measures : sequence of str, optional
            Only these, in this order.

        Raises
        ------
        DifferentWindowsError
            When they are not all observed in the same weeks.
        """
        base = self.index(baseline)
        self.require_one_window()
        return Rows(
            self._difference_row(place, base, measure)
            for place in range(len(self.names))
            if place != base
            for measure in self._chosen(measures)
        )

    def _chosen(self, measures: Sequence[str] | None) -> Sequence[str]:
        """Measures by name; all of them where none is asked for."""
        if measures is None:
            return self.measure_names
        return [known(one, self.measure_names) for one in measures]

    def to_json(self) -> str:
        """Text of the results as JSON, the same bytes for the same results.

        The shape is described in ``pdusim.experiment.serialise``.
        """
        from pdusim.experiment.serialise import to_json

        return to_json(self)

    def to_csv(self) -> str:
        """Text of the estimates and differences as one tidy CSV table."""
        from pdusim.experiment.serialise import to_csv

        return to_csv(self)

    def save(self, directory: str | Path, *, force: bool = False) -> Path:
        """Keep the run in a folder; `force` lets it replace another run there.

        See ``pdusim.experiment.saving``.
        """
        from pdusim.experiment.saving import save_results

        return save_results(self, directory, force=force)

    def _estimate_row(self, place: int, measure: str) -> EstimateRow:
        estimate = self.estimate(place, measure)
        info = self.describe(measure)
        return EstimateRow(
            self.names[place],
            measure,
            info.title,
            info.unit,
            estimate.mean,
            estimate.low,
            estimate.high,
            estimate.p05,
            estimate.p95,
            estimate.n,
            estimate.n_missing,
            self._reason(place, measure, estimate),
            estimate.unseen,
        )

    def _difference_row(self, place: int, base: int, measure: str) -> DifferenceRow:
        found = self.difference(place, base, measure)
        estimate = found.estimate
        info = self.describe(measure)
        reason = self._reason(place, measure, estimate)
        if estimate.mean is None:
            reason = self._reason(base, measure, self.estimate(base, measure)) or reason
        return DifferenceRow(
            self.names[place],
            self.names[base],
            measure,
            info.title,
            info.unit,
            estimate.mean,
            estimate.low,
            estimate.high,
            estimate.p05,
            estimate.p95,
            estimate.n,
            estimate.n_missing,
            reason,
            estimate.unseen,
            found.correlation,
            found.variance_ratio,
            found.unpaired_replications,
        )

    def _reason(self, place: int, measure: str, estimate: Estimate) -> str | None:
        """Give the model's own reason for a missing measure before the general one."""
        if estimate.mean is None:
            for outcome in self.outcomes[place]:
                own = _own_reason(outcome.missing, measure)
                if own:
                    return own
        return estimate.reason


def _own_reason(missing: Mapping[str, str], measure: str) -> str | None:
    return missing.get(measure) or None
