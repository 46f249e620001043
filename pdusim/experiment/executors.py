"""Executors beyond this machine.

``run`` and ``run_experiment`` take any ``concurrent.futures.Executor``; this module makes one of
a Dask cluster. Workers need the same version of pdusim installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.extras import missing_extra

#: Times Dask tries a task again by itself, on another worker, before it is given up.
RETRIES = 3
#: Cores assumed at least, since a cluster may grow while it works.
LEAST_CORES = 16


class ClusterExecutor(Executor):
    """Passes tasks on to a cluster's own executor, and knows how large the cluster is.

    Parameters
    ----------
    inner : concurrent.futures.Executor
        The cluster's.
    cores : int
        Its size, which decides how many tasks are handed over at a time.
    """

    def __init__(self, inner: Executor, cores: int) -> None:
        self._inner = inner
        self._max_workers = max(LEAST_CORES, cores)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand one call over to the cluster."""
        return self._inner.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give up the connection's executor; the cluster goes on."""
        self._inner.shutdown(wait=wait, cancel_futures=cancel_futures)


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Connect to a running Dask cluster.

    Parameters
    ----------
    address : str
        Of its scheduler, for example ``tcp://10.0.0.1:8786``.

    Yields
    ------
    concurrent.futures.Executor

    Raises
    ------
    ExperimentError
        When Dask is not installed, or nothing answers at the address.
    """
    try:
        import distributed
    except ImportError:
        raise missing_extra("cluster", "a Dask cluster needs dask and distributed") from None
    connect: Any = distributed.Client  # published without types
    try:
        client = connect(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ExperimentError(
            f"no Dask scheduler answers at {address} ({error}): start one with `dask scheduler`, "
            "and workers with `dask worker ADDRESS`"
        ) from error
    try:
        executor = ClusterExecutor(
            client.get_executor(retries=RETRIES), sum(client.ncores().values())
        )
        yield executor
    finally:
        client.close()
