"""Simulations in the background: shared by visitors, refined replication by replication."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING

from pdusim.app.levers import SEED
from pdusim.experiment.identity import scenario_hash
from pdusim.experiment.results import Results
from pdusim.experiment.tasks import Failure, Parcel, Record, Task, perform, start_worker
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    from pdusim.scenario import Scenario

KEPT_SCENARIOS = 48
"""Scenarios whose replications are remembered."""

Answer = Future[tuple[Outcome | Failure, ...]]


class Laboratory:
    """Worker processes and what they have found so far.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=start_worker
        )
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, Record], dict[int, Answer]] = OrderedDict()
        self._wanted_by: dict[Answer, int] = {}

    def ask(self, scenario: Scenario, replication: int, record: Record = "weekly") -> Answer:
        """Ask for one replication; one that was asked for before is not run again."""
        key = (scenario_hash(scenario), record)
        with self._lock:
            row = self._known.setdefault(key, {})
            self._known.move_to_end(key)
            answer = row.get(replication)
            if answer is None or answer.cancelled():
                task = Task(Parcel.of(scenario.name, scenario), SEED, (replication,), record)
                answer = row[replication] = self._pool.submit(perform, task)
            self._wanted_by[answer] = self._wanted_by.get(answer, 0) + 1
            while len(self._known) > KEPT_SCENARIOS:
                self._known.popitem(last=False)
        return answer

    def release(self, answer: Answer) -> None:
        """Give up an answer asked for; it is dropped where nobody else waits for it."""
        with self._lock:
            left = self._wanted_by.get(answer, 1) - 1
            if left:
                self._wanted_by[answer] = left
                return
            self._wanted_by.pop(answer, None)
            answer.cancel()

    def warm(self, scenario: Scenario) -> None:
        """Start the workers and the baseline, so that the first visitor waits less."""
        for replication in range(2 * self.workers):
            self.ask(scenario, replication)

    def close(self) -> None:
        """End the worker processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class JobError(Exception):
    """A simulation failed."""


def outcome_of(answer: Answer) -> Outcome:
    """Wait for one replication.

    Raises
    ------
    JobError
        When it failed or was dropped.
    """
    try:
        (found,) = answer.result()
    except CancelledError:
        raise JobError("stopped") from None
    if isinstance(found, Failure):
        raise JobError(found.error)
    return found


@dataclass
class Job:
    """A comparison under way, for one visitor.

    Parameters
    ----------
    number : int
        Its name in the session.
    scenarios : sequence of Scenario
        The first is compared with.
    names : sequence of str
        How they are called on the page.
    wanted : int
        Replications to reach.
    lesson : str
        Name of the lesson it belongs to, or empty.
    """

    number: int
    scenarios: Sequence[Scenario]
    names: Sequence[str]
    wanted: int
    lesson: str = ""
    error: str = ""
    _rows: list[list[Outcome]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self, laboratory: Laboratory) -> None:
        """Begin, in a thread of its own."""
        self._rows = [[] for _ in self.scenarios]
        threading.Thread(target=self._work, args=(laboratory,), daemon=True).start()

    def stop(self) -> None:
        """Finish what is being computed and no more."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; return whether it came."""
        return self._ended.wait(seconds)

    @property
    def stopped(self) -> bool:
        """Whether somebody stopped it."""
        return self._stop.is_set()

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return not self._ended.is_set()

    @property
    def done(self) -> int:
        """Replications of every scenario that are in."""
        with self._lock:
            return min((len(row) for row in self._rows), default=0)

    def results(self) -> Results | None:
        """Return what is in, or None before the first replication is whole."""
        with self._lock:
            n = min((len(row) for row in self._rows), default=0)
            if not n:
                return None
            rows = tuple(tuple(row[:n]) for row in self._rows)
        return Results(tuple(self.scenarios), tuple(self.names), rows, n, SEED)

    def _work(self, laboratory: Laboratory) -> None:
        """Ask for a few replications at a time, so that others get their turn between."""
        ahead = max(1, -(-2 * laboratory.workers // len(self.scenarios)))
        waiting: list[tuple[int, list[Answer]]] = []
        try:
            for number in range(self.wanted):
                if self._stop.is_set():
                    break
                asked = [laboratory.ask(scenario, number) for scenario in self.scenarios]
                waiting.append((number, asked))
                if len(waiting) >= ahead:
                    self._take(laboratory, waiting.pop(0)[1])
            for _, asked in waiting:
                if self._stop.is_set():
                    for answer in asked:
                        laboratory.release(answer)
                else:
                    self._take(laboratory, asked)
        except JobError as error:
            self.error = str(error)
        except RuntimeError:
            self.error = "the program is ending"
        finally:
            self._ended.set()

    def _take(self, laboratory: Laboratory, asked: Sequence[Answer]) -> None:
        found = [outcome_of(answer) for answer in asked]
        for answer in asked:
            laboratory.release(answer)
        with self._lock:
            for row, outcome in zip(self._rows, found, strict=True):
                row.append(outcome)
