"""Replications on a Dask cluster: another executor, the same bits."""

from __future__ import annotations

import pytest
from distributed import Client, LocalCluster
from support import ScenarioFile

import pdusim


# Closing a cluster, Dask leaves a socket or an event loop to the garbage collector now and then.
@pytest.mark.filterwarnings("default::ResourceWarning", "default::DeprecationWarning")
@pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning")
def test_a_dask_cluster_gives_the_same_bits(short_scenario: ScenarioFile) -> None:
    path = short_scenario()
    here = pdusim.run([path], replications=3, seed=5)
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        there = pdusim.run([path], replications=3, seed=5, executor=client.get_executor())
    assert there.to_json() == here.to_json()
