"""Replications in parallel, results in order.

Tasks are handed to any ``concurrent.futures.Executor``, never more than a window of them at a
time, and their results come back in the order of the tasks. Nothing that follows can therefore
depend on how many workers there were or which was faster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass
from typing import Protocol

from pdusim.build import build
from pdusim.experiment.errors import Cancelled, ExperimentError
from pdusim.experiment.tasks import Failure, Task, perform
from pdusim.experiment.workers import Workers
from pdusim.outcomes.outcome import Outcome

#: Results of one task, one entry a replication.
TaskResult = tuple[Outcome | Failure, ...]

#: Tasks a worker may have waiting for it: enough that it never idles, few enough that stopping
#: early wastes little.
WAITING_PER_WORKER = 4
#: Window where the size of an executor is not known.
DEFAULT_WINDOW = 64
#: Times a task may lose its worker before it counts as failed.
WORKERS_LOST = 2
#: Seconds between two looks at whether the caller wants to stop.
CANCEL_INTERVAL = 0.1
#: Seconds between two looks at whether workers have died, and for them to be heard of.
LOOK_INTERVAL = 2.0


class CancelSignal(Protocol):
    """Anything like ``threading.Event`` that tells whether to stop."""

    def is_set(self) -> bool:
        """Return True when the run is to stop."""


class Pool(Protocol):
    """Where tasks run."""

    window: int

    def submit(self, task: Task) -> Future[TaskResult]:
        """Hand over one task."""

    def some_died(self) -> bool:
        """Whether workers have died, as far as can be known: their tasks may never be done."""

    def rebuild(self) -> None:
        """Replace workers that died; raise ``ExperimentError`` where that is impossible."""

    def close(self) -> None:
        """Stop, dropping what has not started."""


class InlinePool:
    """Runs each task in this process, when it is submitted."""

    window = 1

    def submit(self, task: Task) -> Future[TaskResult]:
        """Perform the task now."""
        future: Future[TaskResult] = Future()
        future.set_result(perform(task))
        return future

    def some_died(self) -> bool:
        """Say no: there are no workers to lose."""
        return False

    def rebuild(self) -> None:
        """Do nothing: there are no workers to lose."""

    def close(self) -> None:
        """Do nothing."""


class ProcessPool:
    """Worker processes of this machine, started afresh (spawn) and replaced when they die.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.window = WAITING_PER_WORKER * workers
        self._executor = Workers(workers)

    def submit(self, task: Task) -> Future[TaskResult]:
        """Hand over one task."""
        return self._executor.submit(perform, task)

    def some_died(self) -> bool:
        """Whether a worker has died."""
        return self._executor.some_died()

    def rebuild(self) -> None:
        """Start new workers in place of the broken ones."""
        self._executor.stop()
        if self._executor.unguarded():
            raise ExperimentError(
                "workers are new processes, and each imports the script that asks for them: put "
                "what the script does under a guard,\n\n"
                '    if __name__ == "__main__":\n'
                "        results = pdusim.run(…, workers=2)\n\n"
                "or use one worker"
            )
        self._executor = Workers(self.workers)

    def close(self) -> None:
        """Stop the workers; nobody waits for replications under way."""
        self._executor.stop()


class ExecutorPool:
    """An executor the caller made and will close.

    Parameters
    ----------
    executor : concurrent.futures.Executor
        Any; a Dask cluster gives one through ``Client.get_executor()``.
    window : int, optional
        Most tasks submitted at a time; by default taken from the executor's size.
    """

    def __init__(self, executor: Executor, window: int | None = None) -> None:
        self._executor = executor
        size = getattr(executor, "_max_workers", None)
        by_size = WAITING_PER_WORKER * size if isinstance(size, int) else DEFAULT_WINDOW
        self.window = window or by_size

    def submit(self, task: Task) -> Future[TaskResult]:
        """Hand over one task."""
        return self._executor.submit(perform, task)

    def some_died(self) -> bool:
        """Say no: an executor of the caller's tells of it by its futures."""
        return False

    def rebuild(self) -> None:
        """Refuse: the executor belongs to the caller."""
        raise ExperimentError(
            "the executor broke (a worker died?) and only its owner can replace it: make a new "
            "one and run again; a store keeps what is finished"
        )

    def close(self) -> None:
        """Leave the executor open."""


@dataclass(slots=True)
class _Entry:
    task: Task
    future: Future[TaskResult] | None = None
    result: TaskResult | None = None
    # Workers lost and other mishaps of the executor, not errors of the simulation.
    lost: int = 0
    # After a worker died, each task that may have killed it is tried again alone.
    alone: bool = False


class Engine:
    """Performs tasks on a pool and yields their results in order.

    Parameters
    ----------
    pool : Pool
        Where tasks run.
    cancel : CancelSignal, optional
        Looked at between tasks and while waiting.
    on_done : callable of int, optional
        Called with the number of replications just finished, in whatever order they finish.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        cancel: CancelSignal | None = None,
        on_done: Callable[[int], None] | None = None,
    ) -> None:
        self._pool = pool
        self._cancel = cancel
        self._on_done = on_done
        self._queue: deque[_Entry] = deque()

    def run(self, tasks: Iterable[Task]) -> Generator[TaskResult, None, None]:
        """Yield the results of `tasks` in their order; closing the iterator stops the rest.

        Raises
        ------
        Cancelled
            When `cancel` is set.
        ExperimentError
            When an executor of the caller breaks.
        """
        source = iter(tasks)
        try:
            while True:
                while len(self._queue) < self._pool.window:
                    task = next(source, None)
                    if task is None:
                        break
                    self._queue.append(_Entry(task))
                if not self._queue:
                    return
                self._look_for_cancel()
                self._submit()
                self._collect()
                while self._queue and self._queue[0].result is not None:
                    yield self._queue.popleft().result or ()
        finally:
            for entry in self._queue:
                if entry.future is not None:
                    entry.future.cancel()

    def finished(self) -> list[TaskResult | None]:
        """Results that wait for one before them, in the order of the tasks; None if not done.

        When a run is stopped, these are done though nobody has been given them.
        """
        return [
            entry.future.result()
            if entry.result is None and entry.future is not None and _succeeded(entry.future)
            else entry.result
            for entry in self._queue
        ]

    def _look_for_cancel(self) -> None:
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled(0, 0)  # the caller knows the numbers

    def _submit(self) -> None:
        waiting = [e for e in self._queue if e.result is None]
        suspects = [e for e in waiting if e.alone]
        if suspects:
            if any(e.future is not None for e in waiting):
                return
            waiting = suspects[:1]
        try:
            for entry in waiting:
                if entry.future is None:
                    self._look_for_cancel()
                    entry.future = self._pool.submit(entry.task)
        except BrokenExecutor:
            self._recover()

    def _collect(self) -> None:
        """Wait until something finishes and take it in."""
        died = False
        while True:
            running = [e for e in self._queue if e.future is not None and e.result is None]
            if not running:
                return
            done, _ = wait(
                [e.future for e in running if e.future is not None],
                timeout=LOOK_INTERVAL if died or self._cancel is None else CANCEL_INTERVAL,
                return_when=FIRST_COMPLETED,
            )
            if done:
                break
            self._look_for_cancel()
            if died:
                # Nothing has been heard of these tasks since, and nothing will be.
                self._recover()
                return
            died = self._pool.some_died()
        broken = False
        for entry in running:
            if entry.future is None or not entry.future.done():
                continue
            try:
                result = entry.future.result()
            except BrokenExecutor:
                broken = True
            except Exception as error:  # noqa: BLE001 - recorded with the task it struck
                self._mishap(entry, error)
            else:
                self._finish(entry, result)
        if broken:
            self._recover()

    def _finish(self, entry: _Entry, result: TaskResult) -> None:
        entry.result = result
        entry.future = None
        if self._on_done is not None:
            self._on_done(len(result))

    def _mishap(self, entry: _Entry, error: BaseException) -> None:
        """Try a task again that the executor lost (a Dask worker killed, say), but not for ever."""
        entry.lost += 1
        entry.future = None
        if entry.lost >= WORKERS_LOST:
            text = f"{type(error).__name__}: {error}"
            self._finish(entry, entry.task.failed(text, "lost by the executor twice"))

    def _recover(self) -> None:
        """Workers died: give back what was finished, try the others again one at a time."""
        # Whoever stops the run may have ended the workers: then nobody wants new ones.
        self._look_for_cancel()
        running = [e for e in self._queue if e.future is not None and e.result is None]
        for entry in running:
            future = entry.future
            if future is not None and _succeeded(future):
                self._finish(entry, future.result())
                continue
            entry.future = None
            entry.lost += 1
            if entry.alone and entry.lost >= WORKERS_LOST:
                self._finish(entry, entry.task.failed(*_why(future, entry.lost)))
            entry.alone = True
        self._pool.rebuild()


def _succeeded(future: Future[TaskResult]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _why(future: Future[TaskResult] | None, lost: int) -> tuple[str, str]:
    """What is known of a task that ended its workers: one line, and the rest."""
    there = future is not None and future.done() and not future.cancelled()
    error = future.exception() if future is not None and there else None
    cause = str(error.__cause__ or "").strip("'\n ") if error is not None else ""
    if cause:
        # An executor gives up its workers when it cannot read what one of them sends: they live.
        error_line = "ResultUnreadable: " + cause.splitlines()[-1]
        detail = f"the worker did its work, but its result cannot be read here:\n{cause}"
    else:
        error_line = "WorkerDied: the worker process ended without a word"
        detail = (
            f"{lost} workers died on this task, the last with nothing else to do; out of memory or "
            "a crash in a compiled library are the usual causes"
        )
    if build() == "compiled":
        detail += "\nthis is the compiled build; pure Python gives the same numbers: make run"
    return error_line, detail
