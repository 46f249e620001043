import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from toy_model import MODEL, load, write

from pdusim.experiment import Cancelled, ExperimentError, SweepResults, run, run_experiment
from pdusim.experiment import store as store_module
from pdusim.experiment.store_files import StoreWarning

MORRIS = """\
name: Screening
scenarios: [./toy.yaml]
levers: {inputs.shape: [ishigami, linear]}
uncertain: all
design: {kind: morris, trajectories: 4, levels: 4, seed: 2}
set: {inputs.noise: 1.5}
replications: 3
seed: 11
measures: [missed_review_rate, workload_pct]
"""
TABLES = ("estimates.csv", "manifest.json", "points.parquet", "replications.parquet")


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "CHUNK", 8)


def sweep(folder: Path, text: str = MORRIS, **options: Any) -> SweepResults:
    folder.mkdir(exist_ok=True)
    file = write(folder, "sweep", text)
    options = {"store": folder / "store", **options}
    return run_experiment(file, _load=load, _simulate=MODEL, **options)


def tables(results: SweepResults, folder: Path) -> list[bytes]:
    results.save(folder)
    return [(folder / name).read_bytes() for name in TABLES]


def test_every_row_meets_every_policy_with_the_same_values_and_chance(tmp_path: Path) -> None:
    found = sweep(tmp_path)
    assert found.policies == (
        "toy, inputs.shape = ishigami",
        "toy, inputs.shape = linear",
    )
    assert found.points.height == 4 * (3 + 1) * 2
    pairs = found.points.partition_by("row", maintain_order=True)
    for pair in pairs:
        assert pair.select("inputs.x1", "inputs.x2", "inputs.x3").n_unique() == 1
    # The rate depends on chance alone: the same in every point, replication by replication.
    rates = found.values("missed_review_rate", 0)
    assert rates.shape == (16, 3)
    assert (rates == rates[0]).all()
    assert np.array_equal(rates, found.values("missed_review_rate", 1))
    assert len(set(rates[0])) == 3


def test_values_are_those_of_the_model(tmp_path: Path) -> None:
    found = sweep(tmp_path, MORRIS.replace("noise: 1.5", "noise: 0.0"))
    rows = found.points.filter(pl.col("inputs.shape") == "linear").sort("row")
    expected = 10 + 2 * rows["inputs.x1"] - rows["inputs.x2"] + 1.0
    assert found.response("workload_pct", 1) == pytest.approx(expected.to_numpy())


def test_workers_change_nothing(tmp_path: Path) -> None:
    alone = tables(sweep(tmp_path / "a"), tmp_path / "a" / "out")
    assert tables(sweep(tmp_path / "b", workers=2), tmp_path / "b" / "out") == alone


def test_what_is_stored_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tables(sweep(tmp_path), tmp_path / "out")

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("simulated again")

    monkeypatch.setattr("toy_model.simulate", refuse)
    seen: list[tuple[int, int]] = []
    again = sweep(tmp_path, on_progress=lambda done, total: seen.append((done, total)))
    assert tables(again, tmp_path / "again") == first
    assert seen[-1] == (again.points["key"].n_unique() * 3,) * 2


def test_measures_may_be_kept_later_without_running_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = sweep(tmp_path, MORRIS.replace("[missed_review_rate, workload_pct]", "[workload_pct]"))
    assert one.replications["measure"].unique().to_list() == ["workload_pct"]
    with pytest.raises(ExperimentError, match="no measure"):
        one.response("missed_review_rate")
    monkeypatch.setattr("toy_model.simulate", None)
    both = sweep(tmp_path)
    assert both.replications.height == 2 * one.replications.height


KILLED = """
    import os, signal, sys
    sys.path.insert(0, {stubs!r})
    import toy_model
    from pdusim.experiment import run_experiment, store
    store.CHUNK = 8

    def progress(done, total):
        if done >= 40:
            os.kill(os.getpid(), signal.SIGKILL)

    if __name__ == "__main__":
        run_experiment({file!r}, store={folder!r}, workers={workers}, on_progress=progress,
                       _load=toy_model.load, _simulate=toy_model.MODEL)
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_sweep_killed_in_the_middle_goes_on_to_the_same_tables(
    tmp_path: Path, workers: int
) -> None:
    file = write(tmp_path, "sweep", MORRIS)
    script = tmp_path / "killed.py"
    script.write_text(
        textwrap.dedent(KILLED).format(
            stubs=str(Path(__file__).parent),
            file=str(file),
            folder=str(tmp_path / "store"),
            workers=workers,
        )
    )
    ended = subprocess.run([sys.executable, script], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    assert 1 <= len(list((tmp_path / "store" / "parts").iterdir())) < 12
    resumed = tables(sweep(tmp_path, workers=workers), tmp_path / "out")
    whole = tables(sweep(tmp_path / "whole"), tmp_path / "whole" / "out")
    assert resumed == whole


def test_a_damaged_part_is_named_and_run_again(tmp_path: Path) -> None:
    whole = tables(sweep(tmp_path), tmp_path / "out")
    victim = sorted((tmp_path / "store" / "parts").iterdir())[3]
    victim.write_bytes(victim.read_bytes()[:-7])
    with pytest.warns(StoreWarning, match=victim.name):
        again = sweep(tmp_path)
    assert tables(again, tmp_path / "again") == whole


def test_a_full_disk_stops_the_sweep_and_it_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.fsync, []

    def fills_up(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 12:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fills_up)
    with pytest.raises(ExperimentError, match="No space left on device"):
        sweep(tmp_path)
    monkeypatch.setattr(os, "fsync", real)
    assert 1 <= len(list((tmp_path / "store" / "parts").iterdir())) < 12
    whole = tables(sweep(tmp_path / "whole"), tmp_path / "whole" / "out")
    assert tables(sweep(tmp_path), tmp_path / "out") == whole


def test_failed_replications_are_named_and_tried_again(tmp_path: Path) -> None:
    text = MORRIS.replace("inputs.shape: [ishigami, linear]", "inputs.fail: [false, true]")
    found = sweep(tmp_path, text)
    # One a point that differs from all others.
    failing = found.points.filter("inputs.fail")["key"].n_unique()
    assert len(found.failures) == failing > 10
    assert found.failures[0].scenario == "toy, inputs.fail = true, point 1"
    assert {f.replication for f in found.failures} == {1}
    assert np.isnan(found.values("workload_pct", 1)[:, 1]).all()
    estimates = found.estimates.filter(pl.col("policy").str.contains("true"))
    assert estimates["n"].unique().to_list() == [2]
    assert estimates["n_missing"].unique().to_list() == [1]
    assert len(sweep(tmp_path, text).failures) == failing


def test_a_cancelled_sweep_says_how_far_it_came(tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(Cancelled, match=r"after 30 of \d+ replications"):
        sweep(
            tmp_path,
            cancel=stop,
            on_progress=lambda done, total: stop.set() if done >= 30 else None,
        )


def test_a_point_that_cannot_be_is_told_with_its_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pdusim.experiment import sweep as module
    from pdusim.experiment.design import Factor
    from pdusim.experiment.files import read_sweep

    spec = read_sweep(write(tmp_path, "sweep", MORRIS), load)
    # What no check of a single value can see: as a rule between two values would do it.
    monkeypatch.setattr(Factor, "value", lambda self, share: 99.0)
    with pytest.raises(ExperimentError, match=r"row 0 of the design.*inputs\.x1"):
        module.Points(spec)


def test_without_a_store_nothing_is_left(tmp_path: Path) -> None:
    found = sweep(tmp_path, store=None)
    assert found.points.height == 32
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == []


def test_an_experiment_without_a_design_may_run_to_a_precision(tmp_path: Path) -> None:
    text = """\
    scenarios: [./toy.yaml]
    set: {inputs.noise: 3.0}
    levers: {inputs.x1: [0.5, 1.0]}
    precision: {absolute: {missed_review_rate: 0.02}, maximum: 60}
    measures: [missed_review_rate]
    seed: 3
    """
    found = sweep(tmp_path, textwrap.dedent(text))
    assert found.stopping is not None
    assert found.number == found.stopping.replications
    base, other = (p.scenario for p in found.spec.policies)
    direct = run(
        [base, other],
        precision={"absolute": {"missed_review_rate": 0.02}, "maximum": 60},
        seed=3,
        _simulate=MODEL,
    )
    assert direct.replications == found.number
    assert found.response("missed_review_rate", 1)[0] == pytest.approx(
        direct.estimate(1, "missed_review_rate").mean
    )


def test_weekly_series_are_stored_on_request(tmp_path: Path) -> None:
    found = sweep(tmp_path, MORRIS + "weekly: true\n")
    weekly = pl.read_parquet(tmp_path / "store" / "weekly" / "*.parquet")
    assert weekly.height == found.points["key"].n_unique() * 3 * 2


def test_points_that_are_equal_share_their_replications(tmp_path: Path) -> None:
    write(tmp_path, "same", "extends: ./toy.yaml\nname: same\n")
    text = MORRIS.replace("levers: {inputs.shape: [ishigami, linear]}\n", "")
    text = text.replace("[./toy.yaml]", "[./toy.yaml, ./same.yaml]")
    seen: list[int] = []
    found = sweep(tmp_path, text, on_progress=lambda done, total: seen.append(total))
    assert found.points.height == 32
    assert seen[0] <= 16 * 3
    assert np.array_equal(found.response("workload_pct", 0), found.response("workload_pct", 1))
    stored = pl.read_parquet(tmp_path / "store" / "parts" / "*.parquet")
    assert stored.height == seen[0] * 2
