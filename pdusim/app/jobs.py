"""Simulations in the background: shared by visitors, refined replication by replication."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from pdusim.app.levers import SEED
from pdusim.experiment.identity import scenario_hash
from pdusim.experiment.results import Results
from pdusim.experiment.tasks import Failure, Parcel, Record, Task, perform, start_worker
from pdusim.experiment.workers import Workers
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    from pdusim.scenario import Scenario

KEPT_SCENARIOS = 48
"""Scenarios whose replications are remembered."""
KEPT_LEDGERS = 8
"""Scenarios whose events are remembered: each takes tens of megabytes."""
PROMPT_WORKERS = 2
"""Processes at most that do only what somebody waits for: the two scenarios of a comparison."""
NICE = 10
"""How far refinement steps back from what somebody waits for, where the system knows of it."""

BYTES_A_NUMBER = 32
"""Bytes of a number in a list: its place and the number itself."""

Answer = Future[tuple[Outcome | Failure, ...]]


def start_patient_worker() -> None:
    """Prepare a worker that gives way to others: it refines what is on the page already."""
    start_worker()
    if hasattr(os, "nice"):
        os.nice(NICE)


def import_model() -> None:
    """Import what a simulation needs: most of what the first one in a process waits for."""
    import_module("pdusim.model.replication")


class Laboratory:
    """Worker processes and what they have found so far.

    What somebody waits for has processes of its own, so that it never stands behind the
    refinement of what is on the page already, and the system lets these go first.

    Parameters
    ----------
    workers : int
        Number of processes that refine.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._patient = Workers(workers, start_patient_worker)
        self._prompt = Workers(min(workers, PROMPT_WORKERS))
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, Record], dict[int, Answer]] = OrderedDict()
        self._wanted_by: dict[Answer, int] = {}
        self._jobs = 0
        self._idle = threading.Condition(self._lock)
        self._closed = False

    def ask(
        self,
        scenario: Scenario,
        replication: int,
        record: Record = "weekly",
        *,
        prompt: bool = False,
    ) -> Answer:
        """Ask for one replication; one that was asked for before is not run again.

        Parameters
        ----------
        scenario : Scenario
        replication : int
        record : {"measures", "weekly", "events"}
        prompt : bool
            Whether somebody waits for it.
        """
        key = (scenario_hash(scenario), record)
        with self._lock:
            row = self._known.setdefault(key, {})
            self._known.move_to_end(key)
            answer = row.get(replication)
            if answer is not None and prompt and answer not in self._wanted_by:
                # Nobody waits for it yet: take it out of the slow queue, if it is still there.
                answer.cancel()
            if answer is None or answer.cancelled():
                task = Task(Parcel.of(scenario.name, scenario), SEED, (replication,), record)
                pool = self._prompt if prompt else self._patient
                answer = row[replication] = pool.submit(perform, task)
            self._wanted_by[answer] = self._wanted_by.get(answer, 0) + 1
            self._forget("weekly", KEPT_SCENARIOS)
            self._forget("events", KEPT_LEDGERS)
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

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Keep the laboratory from working ahead while a job runs."""
        with self._lock:
            self._jobs += 1
        try:
            yield
        finally:
            with self._idle:
                self._jobs -= 1
                self._idle.notify_all()

    def warm(self, base: Scenario, later: Sequence[Scenario] = ()) -> None:
        """Work ahead, so that visitors wait less.

        Parameters
        ----------
        base : Scenario
            Run at once; what every policy is compared with.
        later : sequence of Scenario
            Their first replication is run a few at a time, whenever no job is under way.
        """
        first = self.ask(base, 0, prompt=True)
        # A second process starts beside it, so that the first visitor finds one ready.
        self._prompt.submit(import_model)
        threading.Thread(target=self._ahead, args=(first, base, later), daemon=True).start()

    def _ahead(self, first: Answer, base: Scenario, later: Sequence[Scenario]) -> None:
        try:
            outcome_of(first)
            self.release(first)
            wanted: list[tuple[Scenario, int, Record]] = [(base, 1, "weekly"), (base, 0, "events")]
            wanted += [(base, n, "weekly") for n in range(2, 2 * self.workers)]
            wanted += [(one, 0, "weekly") for one in later]
            for place in range(0, len(wanted), self.workers):
                with self._idle:
                    self._idle.wait_for(lambda: not self._jobs or self._closed)
                    if self._closed:
                        return
                row = wanted[place : place + self.workers]
                answers = [self.ask(*one) for one in row]
                for answer in answers:
                    outcome_of(answer)
                    self.release(answer)
        except (JobError, RuntimeError, BrokenExecutor):
            # Nothing is lost: whoever asks for it is told what went wrong.
            return

    def _forget(self, record: Record, most: int) -> None:
        keys = [key for key in self._known if key[1] == record]
        for key in keys[: max(0, len(keys) - most)]:
            del self._known[key]

    def close(self) -> None:
        """End the worker processes."""
        with self._idle:
            self._closed = True
            self._idle.notify_all()
        for pool in (self._prompt, self._patient):
            pool.stop(wait=False)


class JobError(Exception):
    """A simulation failed."""


class Patience:
    """Waiting for answers, until somebody says to give up."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._wake = threading.Event()

    @property
    def over(self) -> bool:
        """Whether somebody said to give up."""
        return self._over.is_set()

    def give_up(self) -> None:
        """End the waiting at once."""
        self._over.set()
        self._wake.set()

    def wait(self, answers: Sequence[Answer]) -> bool:
        """Wait until all are there; return whether they are."""
        for answer in answers:
            answer.add_done_callback(lambda _: self._wake.set())
        while True:
            self._wake.clear()
            if self._over.is_set():
                return False
            if all(answer.done() for answer in answers):
                return True
            self._wake.wait()


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


def size_of(outcome: Outcome) -> int:
    """Bytes that an outcome takes, about: a number in a list with its place."""
    series = sum(len(values) for values in outcome.weekly.values())
    return BYTES_A_NUMBER * (series + 4 * len(outcome.totals))


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
    _size: int = 0
    _patience: Patience = field(default_factory=Patience)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self, laboratory: Laboratory) -> None:
        """Begin, in a thread of its own."""
        self._rows = [[] for _ in self.scenarios]
        threading.Thread(target=self._work, args=(laboratory,), daemon=True).start()

    def stop(self) -> None:
        """End at once: what it asked for and nobody else waits for is dropped."""
        self._patience.give_up()

    def forget(self) -> None:
        """Drop what was found, of a job that nobody looks at any more."""
        self.stop()
        with self._lock:
            self._rows = [[] for _ in self.scenarios]
            self._size = 0

    @property
    def size(self) -> int:
        """Bytes of what it has found, about."""
        return self._size

    def wait(self, seconds: float) -> bool:
        """Wait for the end; return whether it came."""
        return self._ended.wait(seconds)

    @property
    def stopped(self) -> bool:
        """Whether somebody stopped it."""
        return self._patience.over

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
        with laboratory.at_work():
            self._run(laboratory)

    def _run(self, laboratory: Laboratory) -> None:
        ahead = max(1, -(-2 * laboratory.workers // len(self.scenarios)))
        waiting: list[tuple[int, list[Answer]]] = []
        try:
            for number in range(self.wanted):
                if self._patience.over:
                    break
                # The first of each is the first answer on the page: somebody waits for it.
                asked = [
                    laboratory.ask(scenario, number, prompt=number == 0)
                    for scenario in self.scenarios
                ]
                waiting.append((number, asked))
                if len(waiting) >= ahead:
                    self._take(laboratory, waiting.pop(0)[1])
            while waiting and not self._patience.over:
                self._take(laboratory, waiting.pop(0)[1])
        except JobError as error:
            self.error = str(error)
        except RuntimeError:
            self.error = "the program is ending"
        finally:
            for _, asked in waiting:
                for answer in asked:
                    laboratory.release(answer)
            self._ended.set()

    def _take(self, laboratory: Laboratory, asked: Sequence[Answer]) -> None:
        try:
            if not self._patience.wait(asked):
                return
            found = [outcome_of(answer) for answer in asked]
        finally:
            for answer in asked:
                laboratory.release(answer)
        with self._lock:
            if self._patience.over:
                return
            for row, outcome in zip(self._rows, found, strict=True):
                row.append(outcome)
                self._size += size_of(outcome)
