"""What it would take: the cheapest values under which measures keep their bounds.

Every combination of steps that is tried meets the same chance, replication by replication. It
keeps a bound where the confidence limit of the measure does, so that it is kept with the stated
confidence and not on average. One lever is halved between a number of steps that fails and one
that holds; of several, a surrogate (thin-plate splines of `scipy.interpolate` through what was
simulated) says which of the cheaper combinations might hold, and these are simulated next, the
neighbours of the best one at the end. Out of many tried the luckiest is chosen, so the answer is
judged by fresh replications; where it does not hold there, the next dearer one is.

References
----------
Gramacy, R. B. (2020). *Surrogates*. Chapter 7, optimisation under constraints.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np

from pdusim.analysis.batches import Batches
from pdusim.analysis.goal_file import Bound, GoalSpec, read_goal
from pdusim.estimates import Estimate
from pdusim.experiment.engine import CancelSignal
from pdusim.experiment.reader import Loader
from pdusim.experiment.tasks import SIMULATE, Model
from pdusim.randomness import MOST_SEED
from pdusim.scenario.loading import load_scenario

Steps = tuple[int, ...]

_AT_ONCE: Final = 4
"""Combinations of several levers simulated before the surrogate is made anew."""
_CHECKED: Final = 3
"""Most answers that are judged by fresh replications before none is given."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A combination that was simulated.

    Parameters
    ----------
    steps : tuple of int
        Of each lever.
    values : mapping of str to number
        What differs from the scenario, by path.
    cost : float
        A year, beside the scenario as it is.
    estimates : tuple of Estimate
        Of the measure of each bound, with two-sided intervals of which one end is the limit.
    lacks : tuple of float
        By how much the limit of each measure goes beyond its bound, in units of the measure; 0 or
        less where it is kept, infinite where the measure has no interval.
    """

    steps: Steps
    values: Mapping[str, float | int]
    cost: float
    estimates: tuple[Estimate, ...]
    lacks: tuple[float, ...]

    @property
    def holds(self) -> bool:
        """Whether all bounds are kept."""
        return max(self.lacks) <= 0.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What was found.

    Parameters
    ----------
    spec : GoalSpec
    answer : Tried or None
        The cheapest combination that holds, as judged by fresh replications; None where there is
        none.
    found : Tried or None
        The same as the search saw it.
    cheaper : tuple of Tried
        Its neighbours with one step less, by the same fresh replications.
    refused : tuple of Tried
        What held in the search and not by fresh replications.
    tried : tuple of Tried
        All combinations of the search, the cheapest first; the scenario as it is among them.
    exhausted : bool
        Whether the search ended because no more might be tried.
    """

    spec: GoalSpec
    answer: Tried | None
    found: Tried | None
    cheaper: tuple[Tried, ...]
    refused: tuple[Tried, ...]
    tried: tuple[Tried, ...]
    exhausted: bool

    @property
    def as_it_is(self) -> Tried:
        """The scenario without any step."""
        return next(one for one in self.tried if not any(one.steps))

    @property
    def nearest(self) -> Tried:
        """The combination that lacks least, the cheapest of them."""
        scale = [abs(bound.limit) or 1.0 for bound in self.spec.bounds]
        return min(
            self.tried,
            key=lambda one: (max(x / s for x, s in zip(one.lacks, scale, strict=True)), one.cost),
        )


def find_goal(
    source: str | os.PathLike[str] | Mapping[str, Any] | GoalSpec,
    *,
    store: str | Path | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_tried: Callable[[Tried], None] | None = None,
    cancel: CancelSignal | None = None,
    _load: Loader = load_scenario,
    _simulate: Model = SIMULATE,
) -> Goal:
    """Find the cheapest combination of steps under which all bounds are kept.

    Parameters
    ----------
    source : str, path, mapping or GoalSpec
        Goal file, its content, or one already read.
    store : str or Path, optional
        Folder of a run store: a search that was stopped goes on from there.
    workers, executor, cancel
        As for ``pdusim.run``.
    on_progress : callable of (int, int), optional
        Called with the replications finished and those that may come at most.
    on_tried : callable of Tried, optional
        Called after each combination of the search.

    Returns
    -------
    Goal

    Raises
    ------
    pdusim.scenario.ScenarioError
        When the file is wrong, or a combination of values cannot be.
    ExperimentError
        When a replication fails.
    """
    spec = source if isinstance(source, GoalSpec) else read_goal(source, _load)
    options = {
        "store": store,
        "workers": workers,
        "executor": executor,
        "cancel": cancel,
        "_simulate": _simulate,
    }
    trial = _Trial(spec, options, on_progress, on_tried)
    search = _halving if len(spec.levers) == 1 else _surrogate
    exhausted = search(spec, trial)
    tried = tuple(sorted(trial.tried.values(), key=lambda one: (one.cost, one.steps)))
    refused: list[Tried] = []
    for one in [one for one in tried if one.holds][:_CHECKED]:
        found = one
        answer, *cheaper = trial.check([found.steps, *_one_less(found.steps)])
        if answer.holds:
            better = [one for one in cheaper if one.holds]
            if better:
                # The search saw it fail, fresh chance does not: no reason to pay for the step.
                best = min(better, key=_by_cost)
                answer, *cheaper = trial.check([best.steps, *_one_less(best.steps)])
                found = trial.tried.get(best.steps, found)
            return Goal(spec, answer, found, tuple(cheaper), tuple(refused), tried, exhausted)
        refused.append(answer)
    return Goal(spec, None, None, (), tuple(refused), tried, exhausted)


class _Trial:
    """Simulates combinations, each once, and counts the replications."""

    def __init__(
        self,
        spec: GoalSpec,
        options: Mapping[str, Any],
        on_progress: Callable[[int, int], None] | None,
        on_tried: Callable[[Tried], None] | None,
    ) -> None:
        self._spec = spec
        self._tell = on_tried
        levers = len(spec.levers)
        most = spec.levers[0].steps.bit_length() + 2 if levers == 1 else spec.candidates
        most = most * spec.replications + (1 + levers) * spec.check_replications
        self._batches = Batches("a goal", most, options, on_progress)
        self.tried: dict[Steps, Tried] = {}

    @property
    def left(self) -> int:
        """How many more combinations may be tried."""
        return self._spec.candidates - len(self.tried)

    def try_all(self, every: Iterable[Steps]) -> list[Tried]:
        """Simulate combinations that have not been yet; return all of those asked for."""
        wanted = list(dict.fromkeys(every))
        new = [steps for steps in wanted if steps not in self.tried]
        for one in self._simulated(new, self._spec.replications, self._spec.seed):
            self.tried[one.steps] = one
            if self._tell is not None:
                self._tell(one)
        return [self.tried[steps] for steps in wanted]

    def check(self, every: Sequence[Steps]) -> list[Tried]:
        """Simulate combinations with chance the search has not seen."""
        seed = (self._spec.seed + 1) % (MOST_SEED + 1)
        return self._simulated(every, self._spec.check_replications, seed)

    def _simulated(self, every: Sequence[Steps], number: int, seed: int) -> list[Tried]:
        if not every:
            return []
        spec = self._spec
        scenarios = [
            spec.scenario.with_values(spec.values(steps), name=_name(spec, steps))
            for steps in every
        ]
        # One end of a two-sided interval, so wide that all the limits hold together.
        missed = 2.0 * (1.0 - spec.confidence) / len(spec.bounds)
        results = self._batches.run(scenarios, number, seed, confidence=1.0 - missed)
        made = []
        for place, steps in enumerate(every):
            found = tuple(results.estimate(place, bound.measure) for bound in spec.bounds)
            lacks = tuple(map(_lack, spec.bounds, found))
            made.append(Tried(steps, spec.values(steps), spec.cost(steps), found, lacks))
        return made


def _lack(bound: Bound, found: Estimate) -> float:
    limit = found.high if bound.at_most else found.low
    if limit is None:
        return float("inf")
    return limit - bound.limit if bound.at_most else bound.limit - limit


def _name(spec: GoalSpec, steps: Steps) -> str:
    moved = spec.values(steps)
    if not moved:
        return spec.scenario.name
    return ", ".join(f"{path} {value:g}" for path, value in moved.items())


def _one_less(steps: Steps) -> list[Steps]:
    """Neighbours with one step less of one lever."""
    return [(*steps[:place], n - 1, *steps[place + 1 :]) for place, n in enumerate(steps) if n > 0]


def _halving(spec: GoalSpec, trial: _Trial) -> bool:
    """Search along one lever: between a number of steps that fails and one that holds."""
    (lever,) = spec.levers
    none, most = trial.try_all([(0,), (lever.steps,)])
    if none.holds or not most.holds:
        return False
    low, high = 0, lever.steps
    while high - low > 1:
        middle = (low + high) // 2
        (tried,) = trial.try_all([(middle,)])
        low, high = (low, middle) if tried.holds else (middle, high)
    return False


def _surrogate(spec: GoalSpec, trial: _Trial) -> bool:
    """Search among combinations of several levers; returns whether it was cut short."""
    most = tuple(lever.steps for lever in spec.levers)
    alone = [tuple(n if i == j else 0 for j, n in enumerate(most)) for i in range(len(most))]
    none, *ends = trial.try_all([(0,) * len(most), most, *alone])
    if none.holds:
        return False
    # With all levers at their ends it may fail, and so may each alone: more of the middle of the
    # space is then looked at before it is said that nothing does.
    looks = 2 * len(most) + 2 if any(one.holds for one in ends) else 4 * len(most)
    trial.try_all(_spread(spec, min(trial.left, looks)))
    if not any(one.holds for one in trial.tried.values()):
        return False
    every = np.array(list(product(*(range(n + 1) for n in most))), dtype=np.int64)
    costs = np.array([spec.cost(steps) for steps in every.tolist()])
    while trial.left > 0:
        best = min((one for one in trial.tried.values() if one.holds), key=_by_cost)
        proposed = _proposals(spec, trial, every, costs, best)
        if not proposed:
            # Nothing cheaper is thought to hold; the neighbours are not left to the surrogate.
            proposed = [s for s in _one_less(best.steps) if s not in trial.tried]
        if not proposed:
            return False
        trial.try_all(proposed[: min(_AT_ONCE, trial.left)])
    best = min((one for one in trial.tried.values() if one.holds), key=_by_cost)
    return any(steps not in trial.tried for steps in _one_less(best.steps)) or bool(
        _proposals(spec, trial, every, costs, best)
    )


def _by_cost(one: Tried) -> tuple[float, Steps]:
    return one.cost, one.steps


def _spread(spec: GoalSpec, number: int) -> list[Steps]:
    """Combinations all over the space, of a Sobol sequence."""
    from scipy.stats import qmc

    if number < 1:
        return []
    sampler = qmc.Sobol(len(spec.levers), scramble=True, rng=np.random.default_rng(spec.seed))
    points = sampler.random_base2(max(0, (number - 1).bit_length()))[:number]
    return [
        tuple(int(share * (lever.steps + 1)) for share, lever in zip(row, spec.levers, strict=True))
        for row in points.tolist()
    ]


def _proposals(
    spec: GoalSpec,
    trial: _Trial,
    every: np.ndarray[Any, np.dtype[np.int64]],
    costs: np.ndarray[Any, np.dtype[np.float64]],
    best: Tried,
) -> list[Steps]:
    """The cheapest combinations below the best one that might hold, by the surrogate."""
    from scipy.interpolate import RBFInterpolator

    cheaper = np.flatnonzero(costs < best.cost)
    cheaper = cheaper[[tuple(row) not in trial.tried for row in every[cheaper].tolist()]]
    if not len(cheaper):
        return []
    size = np.array([max(1, lever.steps) for lever in spec.levers], dtype=np.float64)
    known = [one for one in trial.tried.values() if np.isfinite(one.lacks).all()]
    might = np.ones(len(cheaper), dtype=np.bool_)
    for place, _ in enumerate(spec.bounds):
        lacks = np.array([one.lacks[place] for one in known])
        if len(known) <= len(spec.levers) + 1:
            continue
        surrogate = RBFInterpolator(
            np.array([one.steps for one in known]) / size, lacks, kernel="thin_plate_spline"
        )
        might &= surrogate(every[cheaper] / size) <= 0.0
    chosen = cheaper[might]
    order = np.lexsort((*every[chosen].T[::-1], costs[chosen]))
    return [tuple(row) for row in every[chosen[order[:_AT_ONCE]]].tolist()]


__all__ = ["Goal", "Tried", "find_goal"]
