"""Early release against the baseline on a Dask cluster of this machine.

    python -m pip install ".[cluster]"
    python experiments/on_a_cluster.py --workers 2 --replications 8

The results are those of ``pdusim run baseline ecsl_70_days --replications 8`` to the last bit. A
cluster elsewhere differs in one line: what makes it (docs/how-to/run-on-a-cluster.md).
"""

from __future__ import annotations

import argparse
import sys

from pdusim import compare, run
from pdusim.experiment.executors import dask_executor


def main() -> None:
    """Start a cluster, run, and write what changes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--replications", type=int, default=8)
    asked = parser.parse_args()

    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=asked.workers, threads_per_worker=1, dashboard_address=None) as made,
        dask_executor(made.scheduler_address) as executor,
    ):
        results = run(
            ["baseline", "ecsl_70_days"], replications=asked.replications, executor=executor
        )
    table = compare(results, measures=["workload_pct", "missed_review_rate"])
    columns = ["measure", "base", "level", "difference", "low", "high"]
    sys.stdout.write(table.select(columns).write_csv())


# Worker processes import this file: only the first process may start the cluster.
if __name__ == "__main__":
    main()
