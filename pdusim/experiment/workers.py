"""Worker processes that end when they are told to, also where some of them have died."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import current_process, get_context
from multiprocessing.connection import wait as wait_for
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.tasks import start_worker

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: Seconds that workers have to end by themselves.
GRACE = 0.5
#: Seconds between two looks at whether they have.
LOOK_INTERVAL = 0.2
#: Environment variable that keeps a new Python from looking for modules in the current folder.
SAFE_PATH = "PYTHONSAFEPATH"

#: Exit code of a worker whose script would have started workers of its own.
UNGUARDED = 77

_environment = threading.Lock()


@contextmanager
def safe_path() -> Iterator[None]:
    """Keep Python processes started in this block from running code of the current folder.

    A process that is started afresh runs ``python -c …``, for which Python puts the current
    folder first on the path: a file ``struct.py`` that happens to lie there, in a folder of
    somebody else's scenarios say, would be run. That holds for workers and for the helper that
    multiprocessing starts for itself, on every system. The folder of a user's own script is
    still found: workers are told the path of their parent once they have started.

    Raises
    ------
    ExperimentError
        When Python was told to ignore the variable that prevents it, and was not told to
        prevent it otherwise.
    """
    if sys.flags.safe_path:
        # Python passes the option on by itself.
        yield
        return
    if sys.flags.ignore_environment:
        raise ExperimentError(
            "Python was started with -E, so worker processes would run code that lies in the "
            "current folder: start it with -I, or with -P as well, or use one worker"
        )
    with _environment:
        before = os.environ.get(SAFE_PATH)
        os.environ[SAFE_PATH] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ[SAFE_PATH]
            else:
                os.environ[SAFE_PATH] = before


@contextmanager
def _shielded() -> Iterator[None]:
    """Keep Ctrl-C and the end of a terminal from processes started in this block.

    A terminal sends both to every process at once, and a worker that is only just starting has no
    way yet to leave them to its parent, nor has the helper of multiprocessing. So they are
    blocked meanwhile, which a new process inherits.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def leave_unguarded_script(workers: int, executor: object = None) -> None:
    """End this process where it is a worker that is only just importing its script.

    A new process imports the script that started it. One that calls for workers as it is imported
    would have each worker start workers; the parent tells what to write, see `Workers.unguarded`.

    Parameters
    ----------
    workers : int
        Processes asked for.
    executor : object
        Not None where no process is to be started.
    """
    # What multiprocessing itself looks at before it refuses, with a text about freezing programs.
    if workers > 1 and executor is None and getattr(current_process(), "_inheriting", False):
        raise SystemExit(UNGUARDED)


class Workers(ProcessPoolExecutor):
    """Worker processes of this machine, started afresh (spawn).

    The thread of an executor that looks after its workers cannot cope with one that dies while
    another is being started or a task handed over: in Python 3.11 it may wait for ever for a
    worker that it forgot to end, or come to grief itself. `stop` and `some_died` do without it.

    Parameters
    ----------
    workers : int
        Number of processes.
    initializer : callable, optional
        Called in each process before its first task.
    """

    def __init__(self, workers: int, initializer: Callable[[], object] = start_worker) -> None:
        with safe_path(), _shielded():
            self._started: dict[int, BaseProcess] = {}
            super().__init__(workers, mp_context=get_context("spawn"), initializer=initializer)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Hand over a task; starts a worker where there are not enough of them."""
        with safe_path(), _shielded():
            future = super().submit(fn, *args, **kwargs)
        self._started.update(self._processes or {})
        return future

    def unguarded(self) -> bool:
        """Whether workers ended because the user's script starts workers as it is imported."""
        return any(process.exitcode == UNGUARDED for process in self._started.values())

    def _all(self) -> list[BaseProcess]:
        """Every worker; none once shut down, when an executor forgets them."""
        return list((self._processes or {}).values())

    def some_died(self) -> bool:
        """Whether a worker has ended otherwise than it was told to."""
        return any(process.exitcode for process in self._all())

    def stop(self, *, wait: bool = True) -> None:
        """End the workers; tasks that have not been finished by then are dropped.

        Parameters
        ----------
        wait : bool
            Whether to return only when every process has ended.
        """
        # What an executor is made of, which it forgets when it is shut down.
        executor: Any = self
        keeper = executor._executor_manager_thread
        if keeper is None:
            # Nothing was ever handed over, or it has been stopped already.
            self.shutdown(wait=False)
            return
        processes = self._all()
        pipes = [executor._result_queue._writer, executor._call_queue._reader]
        self.shutdown(wait=False, cancel_futures=True)
        if wait:
            _see_off(processes, keeper, pipes)
        else:
            threading.Thread(target=_see_off, args=(processes, keeper, pipes), daemon=True).start()


def _see_off(
    processes: Sequence[BaseProcess], keeper: threading.Thread, pipes: Sequence[Any]
) -> None:
    """Wait until processes have ended, and make those end that do not.

    Parameters
    ----------
    processes : sequence of multiprocessing.Process
        The workers.
    keeper : threading.Thread
        The executor's thread that looks after them.
    pipes : sequence of multiprocessing.connection.Connection
        This process's copies of the workers' ends of their pipes. With the workers gone they are
        closed one after the other, so that no thread here goes on reading from nobody or writing
        to nobody; never while the keeper may close them itself.
    """
    patience = monotonic() + GRACE
    while alive := [process for process in processes if process.is_alive()]:
        if monotonic() > patience or any(process.exitcode for process in processes):
            for process in alive:
                process.terminate()
        wait_for([process.sentinel for process in alive], timeout=LOOK_INTERVAL)
    for end in pipes:
        keeper.join(timeout=2 * GRACE)
        end.close()
