import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from experiment_stubs import MODEL, Stub

from pdusim.experiment import ExperimentError, Results, load_results, run
from pdusim.experiment.errors import WritingError
from pdusim.experiment.reserving import reserved

BASE, POLICY = Stub(), Stub("policy", "A lever pulled.", lever=5.0)


@pytest.fixture(scope="module")
def results() -> Results:
    return run([BASE, POLICY], replications=6, seed=3, record="weekly", _simulate=MODEL)


def test_estimates_come_by_scenario_in_the_order_of_the_measures(results: Results) -> None:
    rows = results.estimates()
    assert [r.scenario for r in rows] == ["base"] * 4 + ["policy"] * 4
    assert [r.measure for r in rows[:4]] == [
        "workload_pct",
        "missed_review_rate",
        "programme_not_started",
        "never",
    ]
    assert rows[0].title
    assert rows[0].unit == "%"


def test_a_missing_measure_is_null_with_the_models_own_reason(results: Results) -> None:
    never = results.estimates(["never"])[0]
    assert (never.mean, never.n, never.n_missing) == (None, 0, 6)
    assert never.reason == "nothing fell due"
    assert results.differences(measures=["never"])[0].reason == "nothing fell due"
    rare = results.estimates(["programme_not_started"])[0]
    assert (rare.mean, rare.n, rare.n_missing) == (1.0, 2, 4)


def test_differences_are_from_the_base_asked_for(results: Results) -> None:
    forth = results.differences(measures=["workload_pct"])
    back = results.differences("policy", measures=["workload_pct"])
    assert [(r.scenario, r.baseline) for r in forth + back] == [
        ("policy", "base"),
        ("base", "policy"),
    ]
    assert forth[0].mean == pytest.approx(5.0)
    assert back[0].mean == pytest.approx(-5.0)


def test_unknown_names_are_refused_with_what_there_is(results: Results) -> None:
    with pytest.raises(ExperimentError, match="they hold base, policy"):
        results.estimate("bass", "workload_pct")
    with pytest.raises(ExperimentError, match="did you mean 'workload_pct'"):
        results.estimate("base", "workload_pc")
    with pytest.raises(ExperimentError, match="number 2"):
        results.totals(2, "workload_pct")


def test_table_of_measures(results: Results) -> None:
    table = results.measures
    assert table.columns == [
        "scenario",
        "replication",
        "measure",
        "numerator",
        "denominator",
        "value",
        "reason",
    ]
    assert table.height == 2 * 6 * 4
    missing = table.filter(pl.col("value").is_null())
    assert missing.height == 2 * (6 + 4)
    assert missing["reason"].null_count() == 0


def test_json_is_canonical_and_holds_what_it_says(results: Results) -> None:
    text = results.to_json()
    content = json.loads(text)
    assert text.endswith("}\n")
    assert content["format"] == "pdusim results 1"
    assert next(iter(content["measures"])) == "workload_pct"
    base, policy = content["scenarios"]
    assert policy["description"] == "A lever pulled."
    assert base["estimates"]["never"] == {
        "mean": None,
        "low": None,
        "high": None,
        "p05": None,
        "p95": None,
        "n": 0,
        "n_missing": 6,
        "reason": "nothing fell due",
        "unseen": None,
    }
    (paired,) = content["differences"]
    assert (paired["scenario"], paired["baseline"]) == ("policy", "base")
    assert paired["estimates"]["workload_pct"]["mean"] == pytest.approx(5.0)
    for word in ("worker", "time", "path", "/"):
        assert word not in json.dumps({k: v for k, v in content.items() if k != "measures"})


def test_csv_has_one_row_a_scenario_and_measure(results: Results) -> None:
    rows = list(csv.DictReader(io.StringIO(results.to_csv())))
    assert [r["kind"] for r in rows] == ["level"] * 8 + ["difference"] * 4
    assert rows[3]["mean"] == ""
    assert float(rows[8]["mean"]) == pytest.approx(5.0)


def test_a_kept_run_reads_back_the_same(results: Results, tmp_path: Path) -> None:
    results.save(tmp_path / "run")
    again = load_results(tmp_path / "run")
    assert again.to_json() == results.to_json()
    assert again.outcomes == results.outcomes
    assert again.measures.equals(results.measures)
    assert again.weekly.equals(results.weekly)
    assert again.scenarios[1].resolved() == POLICY.resolved()


def test_the_same_run_is_kept_as_the_same_bytes(results: Results, tmp_path: Path) -> None:
    first = results.save(tmp_path / "a")
    second = run(
        [BASE, POLICY], replications=6, seed=3, record="weekly", workers=2, _simulate=MODEL
    )
    second.save(tmp_path / "b")
    names = sorted(p.name for p in first.iterdir())
    assert names == ["manifest.json", "measures.parquet", "weekly.parquet"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_precision_survives_being_kept(tmp_path: Path) -> None:
    found = run(BASE, precision={"relative": 0.1, "on": "workload_pct"}, _simulate=MODEL)
    found.save(tmp_path)
    assert load_results(tmp_path).stopping == found.stopping


def test_a_changed_or_unfinished_run_is_refused(results: Results, tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"manifest\.json is missing"):
        load_results(tmp_path)
    results.save(tmp_path)
    content = bytearray((tmp_path / "measures.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "measures.parquet").write_bytes(content)
    with pytest.raises(ExperimentError, match=r"measures\.parquet was changed"):
        load_results(tmp_path)


def test_a_full_disk_costs_nothing_that_was_there(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    def full(handle: int) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    results.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    another = run(BASE, replications=2, _simulate=MODEL)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WritingError, match="No space left"):
        another.save(tmp_path, force=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert load_results(tmp_path).to_json() == results.to_json()


def test_another_run_is_replaced_only_when_that_is_asked_for(
    results: Results, tmp_path: Path
) -> None:
    results.save(tmp_path)
    results.save(tmp_path)
    another = run(BASE, replications=6, seed=4, _simulate=MODEL)
    with pytest.raises(ExperimentError, match=r"holds another run \(.*seed 3\).*force=True"):
        another.save(tmp_path)
    assert load_results(tmp_path).to_json() == results.to_json()
    another.save(tmp_path, force=True)
    assert load_results(tmp_path).to_json() == another.to_json()
    assert not (tmp_path / "weekly.parquet").exists()


def test_two_runs_are_not_kept_in_one_folder_at_a_time(results: Results, tmp_path: Path) -> None:
    with (
        reserved(tmp_path, {}),
        pytest.raises(ExperimentError, match="in use by another run"),
    ):
        results.save(tmp_path)
    results.save(tmp_path)
