import errno
import json
import os
import shutil
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
from experiment_stubs import MODEL, Stub

from pdusim.experiment import Cancelled, ExperimentError, Results, run
from pdusim.experiment import store as store_module
from pdusim.experiment.errors import WritingError
from pdusim.experiment.store import RunStore
from pdusim.experiment.store_files import StoreWarning

BASE, POLICY = Stub(), Stub("policy", lever=5.0)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "CHUNK", 8)


def stored_run(folder: Path, scenarios: Any = (BASE, POLICY), **options: Any) -> Results:
    options = {"replications": 12, "seed": 3, **options}
    return run(list(scenarios), store=folder, _simulate=MODEL, **options)


def parts(folder: Path) -> list[Path]:
    return sorted((folder / "parts").glob("*.parquet"))


def forbid_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("simulated again")

    monkeypatch.setattr("experiment_stubs.simulate", refuse)


def test_a_stored_run_gives_what_an_unstored_one_gives(tmp_path: Path) -> None:
    found = stored_run(tmp_path)
    assert (
        found.to_json() == run([BASE, POLICY], replications=12, seed=3, _simulate=MODEL).to_json()
    )
    assert len(parts(tmp_path)) == 3


def test_what_exists_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = stored_run(tmp_path)
    before = [p.name for p in parts(tmp_path)]
    forbid_simulation(monkeypatch)
    again = stored_run(tmp_path)
    assert again.to_json() == first.to_json()
    assert again.outcomes == first.outcomes
    assert [p.name for p in parts(tmp_path)] == before


def test_more_replications_add_to_those_there_are(tmp_path: Path) -> None:
    seen: list[int] = []
    stored_run(tmp_path, replications=5)
    grown = stored_run(tmp_path, replications=9, on_progress=lambda done, total: seen.append(done))
    assert seen[-1] == 18
    assert grown.to_json() == stored_run(tmp_path.with_name("other"), replications=9).to_json()
    table = pl.read_parquet(tmp_path / "parts" / "*.parquet")
    assert table.select("key", "replication").unique().height == 18
    assert table.height == 18 * 4


def test_one_scenario_serves_many_runs_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_run(tmp_path)
    forbid_simulation(monkeypatch)
    found = stored_run(tmp_path, [Stub("base")])
    assert found.outcomes[0][0].scenario == "base"


def test_another_seed_or_scenario_is_another_key(tmp_path: Path) -> None:
    stored_run(tmp_path, [BASE], replications=2)
    stored_run(tmp_path, [BASE], replications=2, seed=4)
    stored_run(tmp_path, [Stub(noise=2.0)], replications=2)
    notes = [json.loads(p.read_text()) for p in (tmp_path / "scenarios").iterdir()]
    assert len(notes) == 3
    assert {n["seed"] for n in notes} == {3, 4}
    assert all(n["values"]["lever"] == 0.0 and n["code"] and n["environment"] for n in notes)


def test_a_precision_run_goes_on_from_what_is_stored(tmp_path: Path) -> None:
    wanted = {"relative": 0.001, "on": "workload_pct", "maximum": 400}
    fresh = run(BASE, precision=wanted, seed=3, _simulate=MODEL)
    stored_run(tmp_path, [BASE], replications=30)
    assert stored_run(tmp_path, [BASE], replications=None, precision=wanted).to_json() == (
        fresh.to_json()
    )


KILLED = """
    import os, signal, sys
    sys.path.insert(0, {stubs!r})
    from experiment_stubs import MODEL, Stub
    from pdusim.experiment import run, store
    store.CHUNK = 8

    def progress(done, total):
        if done == 30:
            os.kill(os.getpid(), signal.SIGKILL)

    if __name__ == "__main__":
        run([Stub(), Stub("policy", lever=5.0)], replications=40, seed=3, workers={workers},
            store={folder!r}, on_progress=progress, _simulate=MODEL)
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_killed_in_the_middle_goes_on_to_the_same_tables(
    tmp_path: Path, workers: int
) -> None:
    script = tmp_path / "killed.py"
    folder = tmp_path / "store"
    stubs = str(Path(__file__).parent)
    script.write_text(
        textwrap.dedent(KILLED).format(stubs=stubs, workers=workers, folder=str(folder))
    )
    ended = subprocess.run([sys.executable, script], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    kept = parts(folder)
    assert 1 <= len(kept) < 10
    resumed = stored_run(folder, replications=40, workers=workers)
    whole = stored_run(tmp_path / "whole", replications=40)
    assert resumed.to_json() == whole.to_json()
    assert resumed.measures.equals(whole.measures)
    # The very files are the same, those from before the kill included.
    assert [p.name for p in parts(folder)] == [p.name for p in parts(tmp_path / "whole")]


def test_a_damaged_part_is_named_set_aside_and_run_again(tmp_path: Path) -> None:
    whole = stored_run(tmp_path)
    victim = parts(tmp_path)[1]
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 0x40
    victim.write_bytes(content)
    with pytest.warns(StoreWarning, match=victim.name):
        again = stored_run(tmp_path)
    assert again.to_json() == whole.to_json()
    assert victim.with_suffix(".damaged").exists()
    table = pl.read_parquet(tmp_path / "parts" / "*.parquet")
    assert table.select("key", "replication").unique().height == 24
    assert table.height == 24 * 4


def test_a_part_cut_short_is_damaged_too(tmp_path: Path) -> None:
    whole = stored_run(tmp_path)
    victim = parts(tmp_path)[0]
    victim.write_bytes(victim.read_bytes()[:100])
    with pytest.warns(StoreWarning, match="damaged"):
        assert stored_run(tmp_path).to_json() == whole.to_json()


def test_a_full_disk_ends_the_run_readably_and_keeps_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.fsync, []

    def fills_up(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 8:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fills_up)
    with pytest.raises(WritingError, match="No space left on device") as told:
        stored_run(tmp_path, replications=40)
    monkeypatch.setattr(os, "fsync", real)
    assert 1 <= len(parts(tmp_path)) < 10
    there = pl.read_parquet(parts(tmp_path)).select("key", "replication").n_unique()
    assert f"Replications kept there: {there}; finished and not kept: 8." in str(told.value)
    assert not list(tmp_path.rglob("*.tmp"))
    resumed = stored_run(tmp_path, replications=40)
    assert resumed.to_json() == stored_run(tmp_path / "whole" / "store", replications=40).to_json()


def test_a_disk_that_fills_up_at_the_last_part_costs_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert stored_run(tmp_path, replications=3).unkept == ""
    before = [path.name for path in parts(tmp_path)]
    with monkeypatch.context() as then:
        then.setattr(os, "fsync", full)
        with pytest.warns(StoreWarning, match="No space left on device"):
            found = stored_run(tmp_path, replications=5)
    assert "Replications kept there: 6; finished and not kept: 4." in found.unkept
    assert found.to_json() == run([BASE, POLICY], replications=5, seed=3, _simulate=MODEL).to_json()
    assert [path.name for path in parts(tmp_path)] == before
    assert stored_run(tmp_path, replications=5).unkept == ""


@pytest.mark.parametrize(("number", "error"), [("ENOSPC", WritingError), ("EACCES", None)])
def test_a_full_disk_is_told_from_a_folder_that_was_wrongly_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str, error: type[Exception] | None
) -> None:
    def refused(handle: int) -> None:
        raise OSError(getattr(errno, number), "as the system says")

    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(ExperimentError, match="as the system says") as told:
        stored_run(tmp_path / "store")
    assert type(told.value) is (error or ExperimentError)


def test_failures_are_recorded_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = Stub("policy", lever=5.0, fail=(4, 7))
    found = stored_run(tmp_path, [BASE, bad])
    assert [(f.scenario, f.replication) for f in found.failures] == [("policy", 4), ("policy", 7)]
    assert [o.replication for o in found.outcomes[1]] == [0, 1, 2, 3, 5, 6, 8, 9, 10, 11]
    paired = found.differences(measures=["workload_pct"])[0]
    assert (paired.n, paired.n_missing) == (10, 2)
    # A ratio as well is compared over the replications that both sides have.
    ratio = found.differences(measures=["missed_review_rate"])[0]
    common = [o.replication for o in found.outcomes[1]]
    sides = [
        np.sum([o.totals["missed_review_rate"] for o in row if o.replication in common], axis=0)
        for row in found.outcomes
    ]
    assert ratio.mean == pytest.approx(
        sides[1][0] / sides[1][1] - sides[0][0] / sides[0][1], abs=1e-12
    )
    with RunStore(tmp_path) as store:
        first, second = store.failures()
    assert first["error"] == "ValueError: planned failure of 4"
    assert "experiment_stubs.py" in first["detail"]
    assert (first["attempts"], second["replication"]) == (1, 7)
    assert json.loads(found.to_json())["failures"][0]["replication"] == 4


def test_failures_are_tried_again_and_forgotten_when_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Stub("bad", fail=(4,))
    stored_run(tmp_path, [bad])
    stored_run(tmp_path, [bad])
    with RunStore(tmp_path) as store:
        assert [f["attempts"] for f in store.failures()] == [2]
    import experiment_stubs

    real = experiment_stubs.simulate
    # The same scenario, and a model that no longer fails.
    monkeypatch.setattr(experiment_stubs, "simulate", lambda s, **k: real(BASE, **k))
    mended = stored_run(tmp_path, [bad])
    assert mended.failures == ()
    assert len(mended.outcomes[0]) == 12
    with RunStore(tmp_path) as store:
        assert store.failures() == []


def test_weekly_series_are_added_to_replications_that_lack_them(tmp_path: Path) -> None:
    stored_run(tmp_path)
    found = stored_run(tmp_path, record="weekly")
    assert found.weekly.height == 2 * 12 * 3
    assert pl.read_parquet(tmp_path / "parts" / "*.parquet").height == 24 * 4
    assert stored_run(tmp_path, record="weekly").weekly.equals(found.weekly)
    with pytest.raises(ExperimentError, match="not events"):
        stored_run(tmp_path, record="events")


def test_what_a_cancelled_run_finished_is_kept(tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(Cancelled):
        stored_run(
            tmp_path,
            replications=50,
            cancel=stop,
            on_progress=lambda done, total: stop.set() if done == 11 else None,
        )
    table = pl.read_parquet(tmp_path / "parts" / "*.parquet")
    assert table.select("key", "replication").unique().height >= 11


def test_two_runs_do_not_share_a_store_at_once(tmp_path: Path) -> None:
    with RunStore(tmp_path):
        held = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from pdusim.experiment.store import RunStore\n"
                f"with RunStore({str(tmp_path)!r}): pass",
            ],
            check=False,
            capture_output=True,
            text=True,
        )
    assert "is in use by another run" in held.stderr
    assert str(os.getpid()) in held.stderr
    with RunStore(tmp_path):
        pass


def test_a_folder_with_other_things_in_it_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ExperimentError, match="holds other files"), RunStore(tmp_path):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_leftovers_of_a_killed_writer_are_swept_up(tmp_path: Path) -> None:
    stored_run(tmp_path)
    left = tmp_path / "parts" / ".part-000009-abc.parquet.1.tmp"
    left.write_bytes(b"half")
    stored_run(tmp_path)
    assert not left.exists()


def test_stores_may_be_joined_by_copying_parts(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    stored_run(one, [BASE])
    stored_run(other, [BASE, POLICY])
    for path in (*parts(other), *(other / "scenarios").iterdir()):
        shutil.copy(path, one / path.parent.name / path.name)
    joined = stored_run(one)
    assert joined.to_json() == stored_run(tmp_path / "fresh").to_json()


def test_the_table_of_a_store_is_read_lazily_and_by_measure(tmp_path: Path) -> None:
    stored_run(tmp_path)
    with RunStore(tmp_path) as store:
        table = store.table(["workload_pct"]).collect()
    assert table.height == 24
    assert table["measure"].unique().to_list() == ["workload_pct"]
    duckdb = pytest.importorskip("duckdb")
    count = duckdb.sql(f"select count(*) from '{tmp_path}/parts/*.parquet'").fetchall()
    assert count == [(24 * 4,)]
