"""Memory of a sweep as its replications grow: peak of the process, in MB.

    python experiments/store_memory.py 1000 10000

Each number of replications is run in a process of its own, with a stand-in for the model that
returns as many measures as the real one, so that only writing and reading are measured. What a
sweep keeps in memory are the measures its tables hold; everything else goes to the store part by
part and is read back part by part.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.outcome import Outcome

_COLUMNS = {"written": 0, "read": 0, "store": 1}


def simulate(scenario: Any, *, seed: int = 0, replication: int = 0, record: str = "") -> Outcome:
    """Return an outcome of the usual size, made of noise."""
    values = np.random.default_rng([seed, replication]).random((2, len(MEASURES)))
    totals = {name: (float(a), float(b)) for name, a, b in zip(MEASURES, *values, strict=True)}
    measures = {name: a / b for name, (a, b) in totals.items()}
    return Outcome(scenario.name, seed, replication, totals, measures, {})


def peak(replications: int) -> dict[str, float]:
    """Write and read back a sweep of so many replications, and return the peaks in MB."""
    import polars as pl

    from pdusim.experiment import run_experiment

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        run_experiment(
            {"scenarios": ["baseline"], "replications": replications, "measures": ["caseload"]},
            store=store,
            _simulate=simulate,
        )
        written = _peak()
        # The whole store, every measure of every replication, brought down to one row a measure.
        parts = pl.scan_parquet(store / "parts" / "*.parquet")
        table = parts.group_by("measure").agg(pl.col("value").mean()).collect(engine="streaming")
        assert table.height == len(MEASURES)
        size = sum(path.stat().st_size for path in (store / "parts").iterdir()) / 1e6
        return {"written": written, "read": _peak(), "store": size}


def main(numbers: list[int]) -> None:
    """Measure each number of replications in a process of its own and print a table."""
    _say(f"{'replications':>12} {'write, MB':>10} {'read, MB':>10} {'store, MB':>10}")
    for number in numbers:
        command = [sys.executable, __file__, "--one", str(number)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        sizes = (f"{found[key]:>10.{places}f}" for key, places in _COLUMNS.items())
        _say(f"{number:>12,} {' '.join(sizes)}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _peak() -> float:
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("replications", type=int, nargs="*", default=[1000, 10000])
    parser.add_argument("--one", type=int, help="measure one number in this process")
    asked = parser.parse_args()
    if asked.one:
        _say(json.dumps(peak(asked.one)))
    else:
        main(asked.replications)
