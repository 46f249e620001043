"""Fit free values of a scenario to published figures, and say how well that goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdusim.analysis.batches import Batches
from pdusim.analysis.calibration_file import CalibrationSpec, read_calibration
from pdusim.analysis.search import Planes, Round, Search, Vector
from pdusim.analysis.targets import Target
from pdusim.experiment.engine import CancelSignal
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.reader import Loader
from pdusim.experiment.results import Results
from pdusim.experiment.tasks import SIMULATE, Model
from pdusim.randomness import MOST_SEED
from pdusim.scenario.loading import load_scenario

#: Below this cosine two targets pull the values in opposite directions.
OPPOSED = -0.5
# A move by less than this share of the range is the search's own unrest.
_NO_MOVE = 0.005


@dataclass(frozen=True, slots=True)
class Fit:
    """One target before and after.

    Parameters
    ----------
    target : Target
    weight : float
    start, fitted : float or None
        The measure with the old and the new values, over the replications of the check, which the
        search has not seen.
    low, high : float or None
        95 % interval of `fitted`.
    """

    target: Target
    weight: float
    start: float | None
    fitted: float | None
    low: float | None
    high: float | None

    @property
    def met(self) -> bool | None:
        """Whether the fitted measure lies in the target's range."""
        return None if self.fitted is None else self.target.misfit(self.fitted) == 0.0

    @property
    def was_met(self) -> bool | None:
        """Whether the old one did."""
        return None if self.start is None else self.target.misfit(self.start) == 0.0


@dataclass(frozen=True, slots=True)
class Moved:
    """One free value before and after.

    Parameters
    ----------
    path, unit : str
    start, fitted : float
        Old and new value; the new one rounded to four digits.
    low, high : float
        Its bounds.
    whole : bool
        Whether it is a whole number.
    """

    path: str
    unit: str
    start: float
    fitted: float
    low: float
    high: float
    whole: bool

    @property
    def share(self) -> float:
        """How far it moved, as a share of its range; with sign."""
        return (self.fitted - self.start) / (self.high - self.low)

    @property
    def at_bound(self) -> bool:
        """Whether it came to rest at one of its bounds."""
        span = self.high - self.low
        return min(self.fitted - self.low, self.high - self.fitted) < 0.005 * span


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration found.

    Parameters
    ----------
    spec : CalibrationSpec
    fits : tuple of Fit
        One a target.
    values : tuple of Moved
        One a free value.
    conflicts : tuple of str
        Targets that cannot be met together, or at all, by these values; in sentences.
    rounds : tuple of Round
        How the search went.
    notes : tuple of str
        What was left out, and why.
    """

    spec: CalibrationSpec
    fits: tuple[Fit, ...]
    values: tuple[Moved, ...]
    conflicts: tuple[str, ...]
    rounds: tuple[Round, ...]
    notes: tuple[str, ...]


def calibrate(
    source: str | os.PathLike[str] | Mapping[str, Any] | CalibrationSpec,
    *,
    store: str | Path | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_round: Callable[[Round], None] | None = None,
    cancel: CancelSignal | None = None,
    _load: Loader = load_scenario,
    _simulate: Model = SIMULATE,
) -> Calibration:
    """Fit the free values of a calibration file to its targets.

    Candidates meet the same chance (seed and replication numbers), so that they are compared in
    pairs. The result is then judged on chance it has not seen.

    Parameters
    ----------
    source : str, path, mapping or CalibrationSpec
        Calibration file, its content, or one already read.
    store : str or Path, optional
        Folder of a run store: a calibration that was stopped goes on from there.
    workers, executor, cancel
        As for ``pdusim.run``.
    on_progress : callable of (int, int), optional
        Called with the replications finished and those that may come at most.
    on_round : callable of Round, optional
        Called after each round of the search.

    Returns
    -------
    Calibration

    Raises
    ------
    pdusim.scenario.ScenarioError
        When the file is wrong.
    ExperimentError
        When no target can be measured, or a replication fails.
    """
    spec = source if isinstance(source, CalibrationSpec) else read_calibration(source, _load)
    runner = _Runner(
        spec,
        {
            "store": store,
            "workers": workers,
            "executor": executor,
            "cancel": cancel,
            "_simulate": _simulate,
        },
        on_progress,
    )
    start = np.array([(f.nominal - f.low) / (f.high - f.low) for f in spec.free])
    now = runner.measures([start], spec.targets)[0]
    targets, notes = _measurable(spec, now)
    weights = np.sqrt([spec.weights.get(target.name, 1.0) for target in targets])

    def misfit(measures: Vector) -> Vector:
        each = [t.misfit(float(m)) for t, m in zip(targets, measures, strict=True)]
        signed: Vector = weights * np.array(each)
        return signed

    search = Search(
        start,
        now[~np.isnan(now)],
        misfit,
        lambda points: runner.measures(points, targets),
        spec.seed,
        on_round,
    )
    best = search.run(spec.rounds)
    values = tuple(_moved(spec, place, float(share)) for place, share in enumerate(best))
    fits = runner.check(values, targets)
    planes = search.planes(search.rounds[-1].radius)
    return Calibration(
        spec=spec,
        fits=tuple(fits),
        values=values,
        conflicts=tuple(conflicts(targets, fits, planes)),
        rounds=tuple(search.rounds),
        notes=(*spec.notes, *notes),
    )


def conflicts(targets: Sequence[Target], fits: Sequence[Fit], planes: Planes) -> list[str]:
    """Say which missed targets pull against others, and which no free value moves enough.

    Parameters
    ----------
    targets : sequence of Target
    fits : sequence of Fit
        One a target, in the same order.
    planes : Planes
        How each target's measure moves with the values.
    """
    found: list[str] = []
    slopes = planes.slope / np.array([target.scale for target in targets])[:, None]
    for i, (target, fit) in enumerate(zip(targets, fits, strict=True)):
        if fit.met is not False or fit.fitted is None:
            continue
        need = target.misfit(fit.fitted)
        reach = _reach(slopes[i], planes.centre, -np.sign(need))
        if reach < abs(need):
            found.append(
                f"{target.name} ({target.measure}, {target.text}) is missed at {fit.fitted:.4g}, "
                f"and all free values at their best ends would move it by {reach:.1f} of the "
                f"{abs(need):.1f} half-ranges it lacks"
            )
        toward = -np.sign(need) * slopes[i]
        if not toward.any():
            continue
        # The shortest move that would meet this target, and what it does to the others.
        step = toward * abs(need) / float(toward @ toward)
        against = [
            other.name
            for j, other in enumerate(targets)
            if j != i and _pushed_out(other, fits[j], slopes[j], toward, step)
        ]
        if against:
            found.append(
                f"{target.name} ({target.measure}) pulls against {', '.join(against)}: the values "
                "that would meet it push them further out"
            )
    return found


def _pushed_out(other: Target, fit: Fit, slope: Vector, toward: Vector, step: Vector) -> bool:
    """Whether a move pushes a target further out, its own pull being the opposite."""
    if fit.fitted is None:
        return False
    before = other.misfit(fit.fitted)
    after = other.misfit(fit.fitted + float(slope @ step) * other.scale)
    pull = -np.sign(before or after) * slope
    return abs(after) > abs(before) + 0.1 and _cosine(toward, pull) < OPPOSED


class _Runner:
    """Simulates candidates and counts the replications."""

    def __init__(
        self,
        spec: CalibrationSpec,
        options: Mapping[str, Any],
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        self._spec = spec
        free = len(spec.free)
        candidates = 1 + (2 * free + 3) + spec.rounds * (2 + max(2, min(6, free)))
        most = len(spec.scenarios) * (candidates * spec.replications + 2 * spec.check_replications)
        self._batches = Batches("a calibration", most, options, on_progress)

    def measures(self, points: Sequence[Vector], targets: Sequence[Target]) -> NDArray[np.float64]:
        """Simulate points of the unit cube; shape (points, targets), NaN where missing."""
        spec = self._spec
        candidates = [
            {f.path: f.value(float(share)) for f, share in zip(spec.free, point, strict=True)}
            for point in points
        ]
        results = self._run(candidates, spec.replications, spec.seed)
        labels = list(spec.scenarios)
        table = np.full((len(points), len(targets)), np.nan)
        for place in range(len(points)):
            for column, target in enumerate(targets):
                if target.measure not in results.measure_names:
                    continue
                index = place * len(labels) + labels.index(target.scenario)
                mean = results.estimate(index, target.measure).mean
                table[place, column] = np.nan if mean is None else mean
        return table

    def check(self, values: Sequence[Moved], targets: Sequence[Target]) -> list[Fit]:
        """Simulate the old and the new values with chance the search has not seen."""
        spec = self._spec
        new = {one.path: _plain(one.fitted, one.whole) for one in values}
        old = {one.path: _plain(one.start, one.whole) for one in values}
        results = self._run([old, new], spec.check_replications, (spec.seed + 1) % (MOST_SEED + 1))
        labels = list(spec.scenarios)
        fits = []
        for target in targets:
            place = labels.index(target.scenario)
            before = results.estimate(place, target.measure)
            after = results.estimate(len(labels) + place, target.measure)
            fits.append(
                Fit(
                    target,
                    spec.weights.get(target.name, 1.0),
                    before.mean,
                    after.mean,
                    after.low,
                    after.high,
                )
            )
        return fits

    def _run(self, candidates: Sequence[Mapping[str, Any]], number: int, seed: int) -> Results:
        scenarios = [
            scenario.with_values(values, name=f"{label}, candidate {place}")
            for place, values in enumerate(candidates)
            for label, scenario in self._spec.scenarios.items()
        ]
        # Each is held against its own targets and none against another: the years may differ.
        return self._batches.run(scenarios, number, seed, _levels_only=True)


def _measurable(spec: CalibrationSpec, measures: Vector) -> tuple[tuple[Target, ...], list[str]]:
    there = [not np.isnan(m) for m in measures]
    kept = tuple(t for t, good in zip(spec.targets, there, strict=True) if good)
    if not kept:
        raise ExperimentError("no target has a measure to compare with: nothing can be fitted")
    notes = [
        f"{t.name} is left out: {t.measure} is missing in {t.scenario}"
        for t, good in zip(spec.targets, there, strict=True)
        if not good
    ]
    return kept, notes


def _moved(spec: CalibrationSpec, place: int, share: float) -> Moved:
    factor = spec.free[place]
    value = float(f"{factor.value(share):.4g}")
    value = min(max(value, factor.low), factor.high)
    if abs(value - factor.nominal) < _NO_MOVE * (factor.high - factor.low):
        value = factor.nominal
    low, high, whole = factor.low, factor.high, factor.whole
    return Moved(factor.path, factor.unit, factor.nominal, value, low, high, whole)


def _plain(value: float, whole: bool) -> float | int:
    return round(value) if whole else value


def _reach(slope: Vector, centre: Vector, direction: float) -> float:
    """How far values at their best ends move a measure, in half-ranges of its target."""
    ends = np.where(direction * slope > 0.0, 1.0 - centre, -centre)
    return float(direction * (slope * ends).sum())


def _cosine(a: Vector, b: Vector) -> float:
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size > 0.0 else 0.0
