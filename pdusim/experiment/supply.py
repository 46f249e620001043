"""Replications in the order they are asked for, from the store or from the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from pdusim.build import build
from pdusim.experiment.engine import CancelSignal, Engine, Pool, TaskResult
from pdusim.experiment.errors import Cancelled
from pdusim.experiment.identity import (
    code_hash,
    environment,
    replication_key,
    rules_hash,
    scenario_hash,
)
from pdusim.experiment.store import RunStore
from pdusim.experiment.tasks import Failure, Parcel, Record, Rules, ScenarioLike, Task
from pdusim.outcomes.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Subject:
    """A scenario to be replicated.

    Parameters
    ----------
    place : int
        Its place in the run or sweep.
    name : str
        Its name.
    key : str
        Its key in a store; empty without one.
    pack : callable
        Makes its parcel, when a replication has to be simulated.
    seed : int, optional
        Its own seed, where it is not that of the run: a unit of several has one.
    """

    place: int
    name: str
    key: str
    pack: Callable[[], Parcel]
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One replication.

    Parameters
    ----------
    subject : Subject
        Of which scenario.
    replication : int
        Its number.
    result : Outcome, Failure or None
        ``None`` when it is in the store and was not to be read back.
    """

    subject: Subject
    replication: int
    result: Outcome | Failure | None


@dataclass(slots=True)
class _Order:
    subject: Subject
    numbers: tuple[int, ...]
    missing: frozenset[int]


@dataclass(slots=True)
class Supply:
    """Delivers replications in the order of a plan, simulating what a store does not hold.

    Parameters
    ----------
    pool : Pool
        Where replications are simulated.
    seed : int
        Seed of the run.
    record : {"measures", "weekly", "events"}
        What to keep of each replication.
    store : RunStore, optional
        An open store. New replications are added, failed ones recorded.
    read_back : bool
        Whether to read stored replications; a sweep leaves them where they are.
    cancel : CancelSignal, optional
        Set to stop.
    on_done : callable of int, optional
        Called with the number of replications just finished or found.
    """

    pool: Pool
    seed: int
    record: Record = "measures"
    store: RunStore | None = None
    read_back: bool = True
    cancel: CancelSignal | None = None
    on_done: Callable[[int], None] | None = None
    _agenda: deque[list[_Order]] = field(default_factory=deque, init=False)
    _read: dict[str, dict[int, Outcome]] = field(default_factory=dict, init=False)

    def deliver(
        self, plan: Iterable[tuple[Sequence[Subject], tuple[int, ...]]]
    ) -> Generator[Delivery, None, None]:
        """Yield every replication of the plan, in its order.

        Parameters
        ----------
        plan : iterable of (sequence of Subject, tuple of int)
            Scenarios that are simulated together, with the numbers of the replications wanted of
            each; read a little ahead.
        """
        engine = Engine(self.pool, cancel=self.cancel, on_done=self.on_done)
        try:
            with closing(engine.run(self._tasks(plan))) as results:
                for result in results:
                    yield from self._stored_before()
                    fresh = iter(result)
                    for order in self._agenda.popleft():
                        yield from self._hand_over(order, fresh)
                yield from self._stored_before()
        except Cancelled:
            self._keep(engine.finished())
            raise

    def _keep(self, finished: Sequence[TaskResult | None]) -> None:
        """Store what was done out of turn when the run was stopped."""
        if self.store is None:
            return
        agenda = [orders for orders in self._agenda if any(order.missing for order in orders)]
        for orders, result in zip(agenda, finished, strict=True):
            done = iter(result or ())
            for order in orders:
                for one in islice(done, len(order.missing)):
                    if isinstance(one, Outcome):
                        self.store.add(order.subject.key, order.subject.name, one)

    def _tasks(self, plan: Iterable[tuple[Sequence[Subject], tuple[int, ...]]]) -> Iterator[Task]:
        for subjects, numbers in plan:
            orders = [self._order(subject, numbers) for subject in subjects]
            self._agenda.append(orders)
            tasks = [
                Task(
                    order.subject.pack(),
                    self._seed(order.subject),
                    tuple(number for number in numbers if number in order.missing),
                    self.record,
                )
                for order in orders
                if order.missing
            ]
            if tasks:
                yield replace(tasks[0], kin=tuple(tasks[1:]))

    def _seed(self, subject: Subject) -> int:
        return self.seed if subject.seed is None else subject.seed

    def _order(self, subject: Subject, numbers: tuple[int, ...]) -> _Order:
        there: frozenset[int] = frozenset()
        if self.store is not None:
            there = self.store.replications(subject.key, weekly=self.record == "weekly")
        return _Order(subject, numbers, frozenset(numbers) - there)

    def _stored_before(self) -> Iterator[Delivery]:
        """Hand over what stands on the agenda before the next orders that were simulated."""
        while self._agenda and not any(order.missing for order in self._agenda[0]):
            for order in self._agenda.popleft():
                yield from self._hand_over(order, iter(()))

    def _hand_over(self, order: _Order, fresh: Iterator[Outcome | Failure]) -> Iterator[Delivery]:
        for number in order.numbers:
            if number not in order.missing:
                if self.on_done is not None:
                    self.on_done(1)
                stored = self._stored(order.subject, number) if self.read_back else None
                yield Delivery(order.subject, number, stored)
                continue
            result = next(fresh)
            if self.store is not None:
                if isinstance(result, Failure):
                    self.store.fail(order.subject.key, result)
                else:
                    self.store.add(order.subject.key, order.subject.name, result)
            yield Delivery(order.subject, number, result)

    def _stored(self, subject: Subject, number: int) -> Outcome:
        key = subject.key
        if number not in self._read.get(key, {}):
            # All of them at once: reading a part for each replication in it would be slow.
            store = self.store
            assert store is not None
            weekly = self.record == "weekly"
            self._read[key] = store.outcomes(
                key,
                store.replications(key, weekly=weekly),
                name=subject.name,
                seed=self._seed(subject),
                weekly=weekly,
            )
        return self._read[key].pop(number)


def key_record(
    name: str, scenario: ScenarioLike, seed: int, rules: Rules
) -> tuple[str, Callable[[], Mapping[str, Any]]]:
    """Key of a scenario in a store, and a function that makes what the store notes of it."""
    from pdusim import __version__

    key = replication_key(scenario, seed, rules)
    return key, lambda: {
        "name": name,
        "description": scenario.description,
        "seed": seed,
        "scenario": scenario_hash(scenario),
        "values": scenario.resolved(),
        "pdusim": __version__,
        "build": build(),
        "code": code_hash(),
        "environment": environment(),
        "rules": rules_hash(rules),
    }
