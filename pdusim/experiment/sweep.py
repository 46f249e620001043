"""Run an experiment file: many points, stopped and resumed at will."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdusim.experiment.design import varied_values
from pdusim.experiment.engine import CancelSignal
from pdusim.experiment.errors import Cancelled, ExperimentError
from pdusim.experiment.files import TOLD_EVERY, SweepSpec, read_sweep
from pdusim.experiment.identity import replication_key
from pdusim.experiment.reader import Loader
from pdusim.experiment.remarks import design_remarks, point_remarks, policy_remarks
from pdusim.experiment.rules import check_rules
from pdusim.experiment.runner import Progress, families_of, make_pool, run
from pdusim.experiment.store import RunStore
from pdusim.experiment.supply import Subject, Supply, key_record
from pdusim.experiment.sweep_results import SweepResults, collect
from pdusim.experiment.tasks import SIMULATE, Failure, Model, Parcel, Record, Rules
from pdusim.experiment.workers import leave_unguarded_script
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.scenario import Scenario

#: Replications sent to a worker together, of one point or of points that share their past.
_TOGETHER = 8


def run_experiment(
    source: str | os.PathLike[str] | Mapping[str, Any] | SweepSpec,
    *,
    store: str | Path | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    rules: Rules = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancel: CancelSignal | None = None,
    on_remarks: Callable[[tuple[str, ...]], None] | None = None,
    on_made: Callable[[int, int], None] | None = None,
    _load: Loader = load_scenario,
    _simulate: Model = SIMULATE,
) -> SweepResults:
    """Simulate every point of an experiment; what its store holds already is not run again.

    A run that was stopped, however it ended, is continued by calling this again: the tables are
    then the same as those of a run that was never stopped. Each point's replications go to the
    store as they finish, so that memory does not grow with their number.

    Parameters
    ----------
    source : str, path, mapping or SweepSpec
        Experiment file, its content, or an experiment already read (see ``files``).
    store : str or Path, optional
        Folder of the run store. Without one a temporary folder serves, and a run that is stopped
        starts afresh next time.
    workers, executor, rules, on_progress, cancel
        As for ``run``.
    on_remarks : callable of tuple of str, optional
        Called before the first simulation with what the experiment cannot deliver, and what its
        scenarios warn of; `remarks` of the results has the same.
    on_made : callable, optional
        Told from time to time how many points of how many are made, before any is simulated.

    Returns
    -------
    SweepResults
        `failures` names the replications that failed; they are tried again next time.

    Raises
    ------
    pdusim.scenario.ScenarioError
        When the file is wrong; with file, line and what to write instead.
    Cancelled
        When `cancel` was set.
    ExperimentError
        When a point of the design is no possible scenario, or the store cannot be written.
    """
    leave_unguarded_script(workers, executor)
    spec = source if isinstance(source, SweepSpec) else read_sweep(source, _load)
    check_rules(rules, [policy.scenario for policy in spec.policies])
    if store is None:
        with TemporaryDirectory(prefix="pdusim-") as folder:
            return run_experiment(
                spec,
                store=Path(folder) / "store",
                workers=workers,
                executor=executor,
                rules=rules,
                on_progress=on_progress,
                cancel=cancel,
                on_remarks=on_remarks,
                on_made=on_made,
                _simulate=_simulate,
            )
    points = Points(spec, rules, on_made)
    if on_remarks is not None:
        on_remarks(points.remarks)
    if spec.precision is not None:
        return _to_precision(
            points, store, workers, executor, rules, on_progress, cancel, _simulate
        )
    total = len(set(points.keys)) * spec.replications
    progress = Progress(total, on_progress)
    failures: list[Failure] = []
    record: Record = "weekly" if spec.weekly else "measures"
    with ExitStack() as stack:
        opened = stack.enter_context(RunStore(store))
        points.describe(opened)
        pool = stack.enter_context(closing(make_pool(workers, executor, total)))
        supply = Supply(
            pool,
            spec.seed,
            record,
            opened,
            read_back=False,
            cancel=cancel,
            on_done=progress,
        )
        try:
            together = families_of(
                [policy.scenario for policy in spec.policies],
                len(points.shares) * spec.replications,
                workers,
                executor,
                _simulate,
            )
            for delivery in supply.deliver(points.plan(_simulate, together)):
                if isinstance(delivery.result, Failure):
                    failures.append(delivery.result)
        except Cancelled:
            raise Cancelled(progress.done, total) from None
        opened.flush()
        return collect(
            spec,
            points.shares,
            points.keys,
            opened,
            spec.replications,
            tuple(failures),
            remarks=points.remarks,
        )


@dataclass(slots=True)
class Points:
    """The points of an experiment: every row of its design under every policy.

    Point number = row x policies + policy.

    Parameters
    ----------
    spec : SweepSpec
        The experiment.
    rules : mapping, path or None
        Extra allocation rules.
    on_made : callable, optional
        As for ``run_experiment``.

    Raises
    ------
    ExperimentError
        When a point is no possible scenario.
    """

    spec: SweepSpec
    rules: Rules = None
    on_made: Callable[[int, int], None] | None = None
    shares: NDArray[np.float64] = field(init=False)
    keys: list[str] = field(init=False)
    remarks: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.shares = self.spec.design.rows(len(self.spec.factors))
        self.keys = []
        warned = []
        number = len(self.shares) * len(self.spec.policies)
        for point in range(number):
            scenario = self.scenario(point)
            self.keys.append(replication_key(scenario, self.spec.seed, self.rules))
            if self.on_made is not None and len(self.keys) % TOLD_EVERY == 0:
                self.on_made(len(self.keys), number)
            # A sweep of a million points keeps only those that have something to say.
            if scenario.warnings:
                warned.append(scenario)
        self.remarks = (
            *design_remarks(self.spec),
            *policy_remarks(self.spec),
            *point_remarks(warned, number),
        )

    def values(self, row: int) -> dict[str, float | int]:
        """Varied values of a row of the design."""
        return varied_values(self.spec.factors, self.shares[row])

    def scenario(self, point: int) -> Scenario:
        """Make the scenario of a point."""
        row, place = divmod(point, len(self.spec.policies))
        policy = self.spec.policies[place]
        values = self.values(row)
        if not values:
            return policy.scenario
        try:
            return policy.scenario.with_values(values)
        except ScenarioError as error:
            there = ", ".join(f"{p.path}: {p.message}" for p in error.problems)
            raise ExperimentError(
                f"row {row} of the design is no possible scenario under {policy.name} ({there}): "
                "narrow the ranges, or leave one of these values out"
            ) from error

    def plan(
        self, simulate: Model, together: Sequence[tuple[int, ...]]
    ) -> Iterator[tuple[list[Subject], tuple[int, ...]]]:
        """Lay out the replications, row by row; points that are equal share theirs.

        Parameters
        ----------
        simulate : Model
            What simulates them.
        together : sequence of tuple of int
            Policies whose points of one row are simulated together.
        """
        numbers = range(self.spec.replications)
        first_of = {key: point for point, key in reversed(list(enumerate(self.keys)))}
        for row in range(len(self.shares)):
            for family in together:
                subjects = []
                for place in family:
                    point = row * len(self.spec.policies) + place
                    if first_of[self.keys[point]] == point:
                        subjects.append(self._subject(point, simulate))
                at_once = max(1, _TOGETHER // max(1, len(subjects)))
                for first in range(0, len(numbers) if subjects else 0, at_once):
                    yield subjects, tuple(numbers[first : first + at_once])

    def _subject(self, point: int, simulate: Model) -> Subject:
        name = self.spec.policies[point % len(self.spec.policies)].name
        return Subject(point, name, self.keys[point], self._packer(point, name, simulate))

    def describe(self, store: RunStore) -> None:
        """Write the scenario of each policy into the store; points differ by table values."""
        for policy in self.spec.policies:
            key, record = key_record(policy.name, policy.scenario, self.spec.seed, self.rules)
            store.describe(key, record)

    def _packer(self, point: int, name: str, simulate: Model) -> Callable[[], Parcel]:
        label = f"{name}, point {point}"
        return lambda: Parcel.of(label, self.scenario(point), self.rules, simulate)


def _to_precision(
    points: Points,
    store: str | Path,
    workers: int,
    executor: Executor | None,
    rules: Rules,
    on_progress: Callable[[int, int], None] | None,
    cancel: CancelSignal | None,
    simulate: Model,
) -> SweepResults:
    """Replicate policies until they are precise; the base comes first, as `run` compares."""
    spec = points.spec
    order = [spec.base, *(i for i in range(len(spec.policies)) if i != spec.base)]
    results = run(
        [spec.policies[place].scenario for place in order],
        precision=spec.precision,
        seed=spec.seed,
        workers=workers,
        executor=executor,
        store=store,
        rules=rules,
        on_progress=on_progress,
        cancel=cancel,
        record="weekly" if spec.weekly else "measures",
        _simulate=simulate,
    )
    with RunStore(store) as opened:
        return collect(
            spec,
            points.shares,
            points.keys,
            opened,
            results.replications,
            results.failures,
            results.stopping,
            points.remarks,
        )
