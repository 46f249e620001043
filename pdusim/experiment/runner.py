"""Run replications of one or several scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from itertools import count, islice
from pathlib import Path
from typing import Any

from pdusim.estimates.student import check_confidence
from pdusim.experiment.engine import (
    CancelSignal,
    ExecutorPool,
    InlinePool,
    Pool,
    ProcessPool,
)
from pdusim.experiment.errors import Cancelled, ExperimentError, ReplicationError
from pdusim.experiment.forking import COPIES, can_copy
from pdusim.experiment.identity import known_rules_hash
from pdusim.experiment.metadata import known
from pdusim.experiment.precision import Monitor, Precision, StoppingLog
from pdusim.experiment.results import Results
from pdusim.experiment.rules import check_rules
from pdusim.experiment.shared_past import families
from pdusim.experiment.store import RunStore
from pdusim.experiment.supply import Delivery, Subject, Supply, key_record
from pdusim.experiment.tasks import (
    SIMULATE,
    Failure,
    Model,
    Parcel,
    Record,
    Rules,
    ScenarioLike,
)
from pdusim.experiment.windows import require_one_window
from pdusim.experiment.workers import leave_unguarded_script
from pdusim.outcomes.outcome import Outcome
from pdusim.randomness import checked_seed

#: Replications where neither a number nor a precision is asked for.
DEFAULT_REPLICATIONS = 20

AnyScenario = ScenarioLike | str | Path


def run(
    scenarios: AnyScenario | Sequence[AnyScenario],
    *,
    replications: int | None = None,
    precision: Precision | Mapping[str, Any] | float | None = None,
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    store: str | Path | None = None,
    rules: Rules = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancel: CancelSignal | None = None,
    record: Record = "measures",
    confidence: float = 0.95,
    _simulate: Model = SIMULATE,
    _levels_only: bool = False,
) -> Results:
    """Simulate replications of each scenario and gather them.

    Every scenario meets the same chance in the same replication, so that differences between
    scenarios are paired. All must be observed in the same weeks (``run`` in the scenario): what
    other years do would else pass for what a policy does. The results are the same to the last
    bit whatever `workers` or `executor`.

    Parameters
    ----------
    scenarios : Scenario, str, Path, or a sequence of them
        A bare name is a shipped scenario; anything with a slash or ``.yaml`` is a path.
    replications : int, optional
        Of each scenario; 20 if no precision is given either.
    precision : Precision, mapping or float, optional
        Instead of a number: go on until the named measures are precise enough; see `Precision`.
    seed : int
        Seed of the whole run, 0 to 2**64 - 1.
    workers : int
        Processes on this machine; 1 stays in this process, and is the default because new
        processes import the script that started them.
    executor : concurrent.futures.Executor, optional
        Used instead of own processes, and left open.
    store : str or Path, optional
        Folder of a run store: replications found there are not run again, new ones are added,
        and failed ones are recorded there instead of ending the run.
    rules : mapping of str to callable, Extensions, or path, optional
        What you add to the model: allocation rules by name, or `pdusim.Extensions` with measures
        and distributions too, or a Python file that defines ``RULES``, ``MEASURES`` or
        ``DISTRIBUTIONS``.
    on_progress : callable of (int, int), optional
        Called with the replications finished and wanted (for a precision: wanted at most).
    cancel : threading.Event or alike, optional
        Set it to stop early.
    record : {"measures", "weekly", "events"}
        What to keep of each replication; the results are the same whatever is kept.
    confidence : float
        Of the intervals.

    Returns
    -------
    Results

    Raises
    ------
    ReplicationError
        When a replication fails and there is no store to record it in.
    Cancelled
        When `cancel` was set.
    ExperimentError
        When the arguments contradict each other.
    WritingError
        When the store cannot be written while replications are under way. Where it is the last
        of them that are not kept, the results come with a ``StoreWarning`` and say so instead.
    DifferentWindowsError
        When the scenarios are not all observed in the same weeks.
    pdusim.scenario.ScenarioError
        When a scenario cannot be read.
    """
    leave_unguarded_script(workers, executor)
    check_confidence(confidence)
    try:
        seed = checked_seed(seed)
    except ValueError as error:
        raise ExperimentError(str(error)) from None
    if replications is not None and precision is not None:
        raise ExperimentError(
            "give replications or a precision, not both; a precision has its own maximum"
        )
    wanted = Precision.of(precision) if precision is not None else None
    number = DEFAULT_REPLICATIONS if replications is None else replications
    if wanted is None and number < 1:
        raise ExperimentError(f"the number of replications must be 1 or more, not {number}")
    if workers < 1:
        raise ExperimentError(f"the number of workers must be 1 or more, not {workers}")
    loaded = tuple(_load(one) for one in _listed(scenarios))
    if not loaded:
        raise ExperimentError("there is no scenario to run")
    names = distinct([scenario.name for scenario in loaded])
    if not _levels_only:
        require_one_window(loaded, names)
    own = check_rules(rules, loaded)
    if store is not None and record == "events":
        raise ExperimentError("a store keeps measures and weekly series, not events")
    limit = number if wanted is None else wanted.maximum
    total = limit * len(loaded)
    progress = Progress(total, on_progress)
    monitor = None if wanted is None else Monitor(wanted, names, confidence)
    with ExitStack() as stack:
        opened = None if store is None else stack.enter_context(RunStore(store))
        subjects = [
            _subject(place, name, scenario, seed, rules, opened, _simulate)
            for place, (name, scenario) in enumerate(zip(names, loaded, strict=True))
        ]
        pool = stack.enter_context(closing(make_pool(workers, executor, total)))
        supply = Supply(pool, seed, record, opened, cancel=cancel, on_done=progress)
        together = families_of(loaded, limit, workers, executor, _simulate)
        plan = (
            ([subjects[place] for place in family], (number,))
            for number in range(limit)
            for family in together
        )
        deliveries = stack.enter_context(closing(supply.deliver(plan)))
        try:
            rows, failures, log = _gather(deliveries, names, limit, wanted, monitor, opened)
        except Cancelled:
            raise Cancelled(progress.done, total) from None
        unkept = "" if opened is None else opened.settle()
    return Results(
        scenarios=loaded,
        names=names,
        outcomes=tuple(tuple(row) for row in rows),
        replications=limit if log is None else log.replications,
        seed=seed,
        confidence=confidence,
        failures=tuple(failures),
        stopping=log,
        rules=known_rules_hash(rules),
        own_measures=own,
        unkept=unkept,
    )


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Make names different by numbering repeats: base, base (2)."""
    seen: dict[str, int] = {}
    out: list[str] = []
    for name in names:
        candidate = name
        for number in count(seen.get(name, 1)):
            candidate = name if number == 1 else f"{name} ({number})"
            if candidate not in out:
                seen[name] = number + 1
                break
        out.append(candidate)
    return tuple(out)


class Progress:
    """Counts finished replications and passes the count on.

    Parameters
    ----------
    total : int
        Replications wanted.
    report : callable of (int, int), optional
        Called with the number done and `total`.
    """

    def __init__(self, total: int, report: Callable[[int, int], None] | None) -> None:
        self.done = 0
        self.total = total
        self._report = report

    def __call__(self, finished: int) -> None:
        """Add replications just finished."""
        self.done += finished
        if self._report is not None:
            self._report(self.done, self.total)


def make_pool(workers: int, executor: Executor | None, total: int) -> Pool:
    """Choose where replications run: the caller's executor, this process or new ones."""
    if executor is not None:
        return ExecutorPool(executor)
    return InlinePool() if min(workers, total) == 1 else ProcessPool(min(workers, total))


def families_of(
    scenarios: Sequence[ScenarioLike],
    replications: int,
    workers: int,
    executor: Executor | None,
    simulate: Model,
) -> list[tuple[int, ...]]:
    """Places of scenarios whose replications are simulated together, because they share a past.

    Parameters
    ----------
    scenarios : sequence
        The scenarios.
    replications : int
        Of each.
    workers, executor, simulate
        Where and how they are simulated: an executor of the caller's may consist of threads, and
        another model knows nothing of families.

    Returns
    -------
    list of tuple of int
        Every place once.
    """
    shared = (
        executor is None
        and simulate == SIMULATE
        and len(scenarios) > 1
        and (COPIES if workers > 1 else can_copy())
    )
    if not shared:
        return [(place,) for place in range(len(scenarios))]
    return families(scenarios, -(-workers // replications))


def _gather(
    deliveries: Iterator[Delivery],
    names: tuple[str, ...],
    limit: int,
    wanted: Precision | None,
    monitor: Monitor | None,
    store: RunStore | None,
) -> tuple[list[list[Outcome]], list[Failure], StoppingLog | None]:
    """Take results replication by replication, until there are enough of them."""
    rows: list[list[Outcome]] = [[] for _ in names]
    failures: list[Failure] = []
    number = 0
    for number in range(1, limit + 1):
        latest: list[Mapping[str, tuple[float, float]]] = []
        # Those that share a past come together; they are taken in the order they were named.
        came = {one.subject.place: one.result for one in islice(deliveries, len(names))}
        for place, row in enumerate(rows):
            one = came[place]
            if isinstance(one, Failure):
                if store is None:
                    raise ReplicationError(one)
                failures.append(one)
                latest.append({})
            elif one is not None:
                row.append(one)
                latest.append(one.totals)
        if monitor is None or wanted is None:
            continue
        if number == 1 and latest[0]:
            for measure, _ in wanted.targets:
                known(measure, latest[0])
        if monitor.add(latest) is not None:
            break
    return rows, failures, None if monitor is None else monitor.log(number)


def _subject(
    place: int,
    name: str,
    scenario: ScenarioLike,
    seed: int,
    rules: Rules,
    store: RunStore | None,
    simulate: Model,
) -> Subject:
    parcel = Parcel.of(name, scenario, rules, simulate)
    if store is None:
        return Subject(place, name, "", lambda: parcel)
    key, record = key_record(name, scenario, seed, rules)
    store.describe(key, record)
    return Subject(place, name, key, lambda: parcel)


def _listed(scenarios: AnyScenario | Sequence[AnyScenario]) -> Sequence[AnyScenario]:
    if isinstance(scenarios, str | Path) or not isinstance(scenarios, Sequence):
        return [scenarios]
    return scenarios


def _load(scenario: AnyScenario) -> ScenarioLike:
    if not isinstance(scenario, str | Path):
        return scenario
    from pdusim.scenario.loading import load_scenario

    return load_scenario(scenario)
