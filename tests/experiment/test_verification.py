import json
from pathlib import Path
from typing import Any

import pytest
import toy_model
from toy_model import MODEL, Toy, load, write

from pdusim.experiment import ExperimentError, identity, run, run_experiment, saving
from pdusim.experiment.rebuild import rebuild
from pdusim.experiment.verification import Verification, verify
from pdusim.scenario.scenario import Scenario

SWEEP = """\
scenarios: [./toy.yaml]
levers: {inputs.shape: [ishigami, linear]}
uncertain: all
design: {kind: lhs, points: 5}
replications: 2
"""


def check(folder: Path, **options: Any) -> Verification:
    return verify(folder, _schema=Toy, _simulate=MODEL, **options)


@pytest.fixture
def toy(tmp_path: Path) -> Scenario:
    dated = "extends: ./toy.yaml\nname: dated\nchanges: [{from: 2024-01-09, set: {inputs.x2: 2}}]\n"
    return load(write(tmp_path, "dated", dated))


def test_a_scenario_comes_back_from_what_is_kept_of_it(toy: Scenario) -> None:
    kept = json.loads(json.dumps(toy.resolved()))
    again = rebuild(kept, name="dated", schema=Toy)
    assert again.resolved() == toy.resolved()
    assert [(p.day, p.settings) for p in again.timeline] == [
        (p.day, p.settings) for p in toy.timeline
    ]


def test_values_of_another_schema_are_refused(toy: Scenario) -> None:
    kept = toy.resolved()
    kept["settings"]["inputs"]["extra"] = 1
    with pytest.raises(ExperimentError, match="not of this version's schema"):
        rebuild(kept, name="dated", schema=Toy)


def test_a_kept_run_comes_out_the_same(tmp_path: Path, toy: Scenario) -> None:
    run(toy, replications=4, seed=9, _simulate=MODEL).save(tmp_path / "run")
    seen: list[tuple[int, int]] = []
    found = check(tmp_path / "run", sample=3, on_progress=lambda d, t: seen.append((d, t)))
    assert (found.kind, found.good, found.files, found.notes) == ("run", True, 1, ())
    assert [c.scenario for c in found.checks] == ["dated"] * 3
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert len(check(tmp_path / "run", sample=99).checks) == 4


def test_a_sweep_comes_out_the_same_point_by_point(tmp_path: Path) -> None:
    file = write(tmp_path, "sweep", SWEEP)
    store = tmp_path / "store"
    run_experiment(file, store=store, _load=load, _simulate=MODEL).save(tmp_path / "out")
    found = check(tmp_path / "out", sample=20)
    assert (found.kind, found.good, found.files) == ("sweep", True, 3)
    assert len(found.checks) == 20
    assert len({c.scenario for c in found.checks}) == 10


def test_a_sweep_of_shares_comes_out_the_same(tmp_path: Path) -> None:
    text = SWEEP.replace("uncertain: all", "uncertain: {mix.a: {range: [0.3, 0.7]}}")
    results = run_experiment(write(tmp_path, "shares", text), _load=load, _simulate=MODEL)
    assert {"mix.a", "mix.b", "mix.c"} <= set(results.points.columns)
    results.save(tmp_path / "out")
    assert check(tmp_path / "out").good


def test_a_store_comes_out_the_same(tmp_path: Path, toy: Scenario) -> None:
    run(toy, replications=4, seed=9, store=tmp_path / "store", _simulate=MODEL)
    found = check(tmp_path / "store")
    assert (found.kind, found.good, len(found.checks)) == ("store", True, 4)


def test_a_model_that_gives_other_numbers_is_found_out(
    tmp_path: Path, toy: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(toy, replications=2, store=tmp_path / "store", _simulate=MODEL).save(tmp_path / "run")
    real = toy_model.simulate
    monkeypatch.setattr(toy_model, "simulate", lambda s, **k: real(s, **{**k, "seed": 1}))
    for folder in ("run", "store"):
        found = check(tmp_path / folder)
        assert not found.good
        before, now = found.checks[0].differs["missed_review_rate"]
        assert before != now


def test_damaged_files_are_named_and_not_run(tmp_path: Path, toy: Scenario) -> None:
    run(toy, replications=2, store=tmp_path / "store", _simulate=MODEL).save(tmp_path / "run")
    for path in (tmp_path / "run" / "measures.parquet", *(tmp_path / "store/parts").iterdir()):
        path.write_bytes(path.read_bytes()[:-1])
    for folder, name in (("run", "measures.parquet"), ("store", "part-000001")):
        found = check(tmp_path / folder)
        assert not found.good
        assert name in found.damaged[0]
        assert found.checks == ()
        assert "there is no replication to run again" in found.notes


def test_other_code_is_said(tmp_path: Path, toy: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr(saving, "code_hash", lambda: "0" * 64)
        then.setattr(saving, "environment", lambda: {**identity.environment(), "numpy": "1.0"})
        run(toy, replications=1, _simulate=MODEL).save(tmp_path)
    found = check(tmp_path)
    assert found.good
    assert "other code" in found.notes[0]
    assert "numpy 1.0, now" in found.notes[1]


def test_any_other_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="holds no run, sweep or store"):
        check(tmp_path)
