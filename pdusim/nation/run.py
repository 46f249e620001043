"""Simulate several units: each by its own chance, in parallel, kept as they finish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pdusim.experiment.engine import CancelSignal
from pdusim.experiment.errors import Cancelled, ExperimentError
from pdusim.experiment.identity import known_rules_hash
from pdusim.experiment.rules import check_rules
from pdusim.experiment.runner import Progress, distinct, families_of, make_pool
from pdusim.experiment.store import RunStore
from pdusim.experiment.supply import Subject, Supply, key_record
from pdusim.experiment.tasks import SIMULATE, Failure, Model, Parcel, Rules
from pdusim.experiment.windows import require_one_window
from pdusim.nation.results import NationResults
from pdusim.nation.spec import NationSpec, UnitSpec
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario.scenario import Scenario

#: Replications of each unit unless said otherwise: a hundred units are many already.
DEFAULT_REPLICATIONS: Final = 4


def run_nation(
    spec: NationSpec,
    policies: Sequence[Scenario] = (),
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    store: str | Path | None = None,
    rules: Rules = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancel: CancelSignal | None = None,
    confidence: float = 0.95,
    _simulate: Model = SIMULATE,
) -> NationResults:
    """Simulate every unit under the common rules and under each policy.

    A unit's chance is keyed by its name: it is the same whatever other units there are, and the
    same under every policy. What is finished is in the store; the same call goes on from there.
    In memory a unit is its totals alone.

    Parameters
    ----------
    spec : NationSpec
        The units (`file.read_nation`).
    policies : sequence of Scenario
        Rules with what differs, laid over every unit; what the file sets for all goes before it.
    replications, seed, workers, executor, store, rules, on_progress, cancel, confidence
        As for ``pdusim.run``.

    Raises
    ------
    Cancelled
        When `cancel` was set.
    ExperimentError
        When a policy is not of the same weeks, or a unit cannot be simulated under one.
    """
    if replications < 1:
        raise ExperimentError(f"the number of replications must be 1 or more, not {replications}")
    if store is None:
        with TemporaryDirectory(prefix="pdusim-") as folder:
            return run_nation(
                spec,
                policies,
                replications=replications,
                seed=seed,
                workers=workers,
                executor=executor,
                store=Path(folder) / "store",
                rules=rules,
                on_progress=on_progress,
                cancel=cancel,
                confidence=confidence,
                _simulate=_simulate,
            )
    rows = (spec.base, *(spec.rules(policy) for policy in policies))
    names = distinct([one.name for one in rows])
    require_one_window(rows, names)
    own = check_rules(rules, rows)
    _check(spec, rows)
    measures = (*MEASURES, *(one.name for one in own))
    shape = (len(spec.units), len(rows), len(measures), 2, replications)
    totals = np.full(shape, np.nan)
    failures: list[Failure] = []
    progress = Progress(len(spec.units) * len(rows) * replications, on_progress)
    with ExitStack() as stack:
        opened = stack.enter_context(RunStore(store))
        pool = stack.enter_context(closing(make_pool(workers, executor, shape[0] * shape[1])))
        supply = Supply(pool, seed, "measures", opened, cancel=cancel, on_done=progress)

        def plan() -> Iterator[tuple[list[Subject], tuple[int, ...]]]:
            for place, unit in enumerate(spec.units):
                scenarios = [unit.under(spec.base, policy) for policy in rows]
                subjects = [
                    _subject(
                        place * len(rows) + row,
                        unit,
                        name,
                        scenario,
                        seed,
                        rules,
                        opened,
                        _simulate,
                    )
                    for row, (name, scenario) in enumerate(zip(names, scenarios, strict=True))
                ]
                together = families_of(scenarios, replications, workers, executor, _simulate)
                for number in range(replications):
                    for family in together:
                        yield [subjects[row] for row in family], (number,)

        try:
            with closing(supply.deliver(plan())) as deliveries:
                for one in deliveries:
                    place, row = divmod(one.subject.place, len(rows))
                    if isinstance(one.result, Failure):
                        failures.append(one.result)
                    elif one.result is not None:
                        _take(
                            totals[place, row, :, :, one.replication], measures, one.result.totals
                        )
        except Cancelled:
            raise Cancelled(progress.done, progress.total) from None
        unkept = opened.settle()
    return NationResults(
        spec=spec,
        scenarios=rows,
        names=names,
        measures=measures,
        totals=totals,
        replications=replications,
        seed=seed,
        confidence=confidence,
        failures=tuple(failures),
        rules=known_rules_hash(rules),
        own_measures=own,
        unkept=unkept,
    )


def _check(spec: NationSpec, rows: Sequence[Scenario]) -> None:
    """Find out before the first replication whether every unit can be made."""
    for unit in spec.units:
        for policy in rows:
            unit.under(spec.base, policy)


def _take(
    into: NDArray[np.float64], measures: Sequence[str], found: Mapping[str, tuple[float, float]]
) -> None:
    for index, measure in enumerate(measures):
        # A measure that a replication does not report had no events in it.
        into[index] = found.get(measure, (0.0, 0.0))


def _subject(
    place: int,
    unit: UnitSpec,
    policy: str,
    scenario: Scenario,
    seed: int,
    rules: Rules,
    store: RunStore,
    simulate: Model,
) -> Subject:
    name = f"{unit.name}, {policy}"
    own_seed = unit.seed(seed)
    key, record = key_record(name, scenario, own_seed, rules)
    store.describe(key, record)

    @cache
    def pack() -> Parcel:
        return Parcel.of(name, scenario, rules, simulate)

    return Subject(place, name, key, pack, own_seed)
