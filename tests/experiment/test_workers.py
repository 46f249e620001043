"""Worker processes end, whatever has become of some of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, process
from contextlib import suppress
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest
from experiment_stubs import MODEL, Stub

from pdusim import run
from pdusim.experiment import workers
from pdusim.experiment.workers import Workers


def two_at_work() -> tuple[Workers, list[SpawnProcess]]:
    """Two workers that have both begun: each has taken a task while the other had one."""
    pool = Workers(2)
    seen: set[int] = set()
    while len(seen) < 2:
        # As many as there are workers: sooner or later each gets one, however slow the machine.
        seen |= {answer.result() for answer in [pool.submit(os.getpid) for _ in range(2)]}
    processes = list((pool._processes or {}).values())
    assert len(processes) == 2
    return pool, processes  # type: ignore[return-value]


def before_long(true: Callable[[], bool]) -> bool:
    """Whether something comes to be so. Two threads may ask the system for a death at once, and
    then one of them hears of it a moment later. What never comes to be so is told by pytest."""
    while not true():
        time.sleep(0.01)
    return True


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that do not hear that they are to end the first time they are told."""
    told: set[int | None] = set()
    terminate = SpawnProcess.terminate

    def only_the_second_time(self: SpawnProcess) -> None:
        if self.pid in told:
            terminate(self)
        told.add(self.pid)

    monkeypatch.setattr(SpawnProcess, "terminate", only_the_second_time)


@pytest.mark.usefixtures("deaf")
def test_a_worker_that_the_executor_forgot_to_end_is_ended() -> None:
    # As when one worker dies while another one is being started: the executor goes through its
    # workers too early and tells the other one nothing, yet waits for it.
    pool, processes = two_at_work()
    try:
        os.kill(processes[0].pid or 0, signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            pool.submit(signal.pause).result()
        assert before_long(pool.some_died)
        assert processes[1].is_alive()
        pool.stop()
        assert before_long(lambda: not any(one.is_alive() for one in processes))
    finally:
        for one in processes:
            with suppress(ProcessLookupError):
                os.kill(one.pid or 0, signal.SIGKILL)


def test_idle_workers_end_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    # However slow the machine is: none is made to end while it is still about to.
    monkeypatch.setattr(workers, "GRACE", 100_000.0)
    pool, processes = two_at_work()
    assert not pool.some_died()
    pool.stop()
    assert [one.exitcode for one in processes] == [0, 0]


@pytest.mark.parametrize("wait", [True, False])
def test_nobody_waits_for_what_is_under_way(wait: bool) -> None:
    pool, processes = two_at_work()
    answer = pool.submit(signal.pause)
    while not answer.running():
        time.sleep(0.01)
    pool.stop(wait=wait)
    assert before_long(lambda: not any(one.is_alive() for one in processes))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks here")
def test_ctrl_c_is_kept_from_workers_from_their_first_moment_and_not_from_this_process() -> None:
    pool = Workers(1)
    blocked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result()
    assert {signal.SIGINT, signal.SIGHUP} <= blocked
    assert not {signal.SIGINT, signal.SIGHUP} & signal.pthread_sigmask(signal.SIG_BLOCK, [])
    pool.stop()


def test_a_pool_that_was_never_used_stops_at_once() -> None:
    pool = Workers(2)
    pool.stop()
    assert not pool._started
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(os.getpid)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_run_goes_on_when_nobody_tells_of_the_death_of_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def come_to_grief(*_: object) -> None:
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(process._ExecutorManagerThread, "terminate_broken", come_to_grief)
    deadly = Stub(kill=(2,), mark=str(tmp_path / "died"))
    options: Any = {"replications": 6, "seed": 3, "_simulate": MODEL}
    found = run([deadly], workers=2, **options)
    assert (tmp_path / "died").exists()
    assert found.to_json() == run([Stub()], **options).to_json()
