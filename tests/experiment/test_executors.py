import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from experiment_stubs import MODEL, Stub

from pdusim.experiment import ExperimentError, Results, run
from pdusim.experiment.executors import dask_executor

# What Dask warns of while its workers are killed is its own business.
pytestmark = pytest.mark.filterwarnings("ignore")

SCENARIOS = [Stub(), Stub("policy", lever=5.0, pause=0.05)]


def results(**options: Any) -> Results:
    return run(SCENARIOS, replications=30, seed=3, record="weekly", _simulate=MODEL, **options)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


def test_one_process_two_and_a_cluster_that_loses_a_worker_agree(cluster: Any) -> None:
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        processes = sorted(client.run(os.getpid).values())
    assert len(processes) == 2
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done >= 12 and not killed:
            killed.append(processes[0])
            os.kill(processes[0], signal.SIGKILL)

    with dask_executor(cluster.scheduler_address) as executor:
        distributed = results(executor=executor, on_progress=kill)
    assert killed
    alone, together = results(), results(workers=2)
    for other in (together, distributed):
        assert other.to_json() == alone.to_json()
        assert other.measures.equals(alone.measures)
        assert other.weekly.equals(alone.weekly)


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")

    def refuse(address: str, **options: Any) -> None:
        raise OSError("Timed out")

    monkeypatch.setattr(distributed, "Client", refuse)
    with (
        pytest.raises(ExperimentError, match=r"no Dask scheduler answers at tcp://nowhere:1"),
        dask_executor("tcp://nowhere:1"),
    ):
        pass


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ExperimentError, match=r'pip install ".+\[cluster\]"'),
        dask_executor("tcp://anywhere:1"),
    ):
        pass
