"""A copy of this process that does something and tells what came of it."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")

#: Whether a process can be copied on this system at all; the libraries of macOS do not survive it.
COPIES = hasattr(os, "fork") and sys.platform != "darwin"


class CopyDiedError(Exception):
    """The copy ended without a word."""


class CopyRefusedError(Exception):
    """The system has no room for another process."""


class Watch(threading.Thread):
    """Ends this process when something has come to its end, the parent process for instance.

    It does nothing but wait and holds no lock meanwhile, so a process that has it can be copied.

    Parameters
    ----------
    wait : callable
        Returns when it is time to end.
    """

    def __init__(self, wait: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._wait = wait

    def run(self) -> None:
        """Wait, and end the process."""
        self._wait()
        os._exit(1)


def can_copy() -> bool:
    """Whether this process can be copied here and now.

    Only where no other thread is at work: it would not be copied, but a lock that it holds would.
    """
    return (
        COPIES
        and threading.current_thread() is threading.main_thread()
        and all(
            isinstance(thread, Watch) or thread is threading.main_thread()
            for thread in threading.enumerate()
        )
    )


def in_a_copy(work: Callable[[], _T]) -> _T:
    """Let a copy of this process do something, wait for it and return the result.

    Whatever happens here meanwhile (Ctrl-C, the end of this process), the copy is gone before this
    returns. Ctrl-C itself is left to this process, and what stands in buffers is written once.

    Parameters
    ----------
    work : callable
        What is to be done; its result has to be picklable.

    Raises
    ------
    CopyDiedError
        When the copy has come to its end without a result.
    CopyRefusedError
        When there cannot be one.
    """
    return _Copy(work).result()


class _Copy(Generic[_T]):
    def __init__(self, work: Callable[[], _T]) -> None:
        self._from_copy, to_parent = os.pipe()
        parent_alive, self._alive = os.pipe()
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with warnings.catch_warnings():
                # Newer Pythons warn of threads; `can_copy` has looked at ours, and those of numpy's
                # libraries are stopped for it by themselves.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._process = os.fork()
        except OSError as error:
            for end in (self._from_copy, to_parent, parent_alive, self._alive):
                os.close(end)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            raise CopyRefusedError(str(error)) from error
        if self._process == 0:
            os.close(self._alive)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            _do(work, to_parent, parent_alive)
        self._mask = mask
        os.close(to_parent)
        os.close(parent_alive)

    def result(self) -> _T:
        """Wait for the copy to end, and return what it found."""
        status = 0
        try:
            # What was held back of Ctrl-C comes now.
            signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)
            with open(self._from_copy, "rb") as pipe:
                told = pipe.read()
        except BaseException:
            os.kill(self._process, signal.SIGKILL)
            raise
        finally:
            _, status = os.waitpid(self._process, 0)
            # Not before: the copy would take it for the end of this process.
            os.close(self._alive)
        if status != 0:
            code = os.waitstatus_to_exitcode(status)
            how = signal.strsignal(-code) if code < 0 else f"exit code {code}"
            raise CopyDiedError(f"the process ended without a word ({how})")
        found: _T = pickle.loads(told)
        return found


def _do(work: Callable[[], object], to_parent: int, parent_alive: int) -> None:
    """What the copy does; never returns, so that nothing of the parent's is finished twice."""
    status = 1
    try:
        Watch(lambda: os.read(parent_alive, 1)).start()
        told = pickle.dumps(work(), protocol=pickle.HIGHEST_PROTOCOL)
        with open(to_parent, "wb") as pipe:
            pipe.write(told)
        status = 0
    finally:
        os._exit(status)
