"""The studies under ``experiments/``, in small."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from pdusim.estimates import Totals

STUDIES = Path(__file__).parents[2] / "experiments"


def study(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, STUDIES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_intervals_hold_the_truth_through_the_whole_pipeline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = study("coverage_study", monkeypatch).coverage(repetitions=250, replications=10)
    assert len(found) == 4
    # A true 95 % shows with a standard error of 1.4 points.
    for name, share in found.items():
        assert 0.92 <= share <= 0.98, name


def test_the_known_answers_are_those_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    module = study("coverage_study", monkeypatch)
    made = [module.simulate(module.BASE, replication=i).measures for i in range(600)]
    truth = module.BASE.truth()
    for name, value in truth.items():
        values = np.array([one[name] for one in made])
        assert abs(values.mean() - value) < 4 * values.std() / np.sqrt(values.size)


@pytest.mark.parametrize(
    ("name", "replications", "repetitions"),
    [("main effects", 3, 250), ("Morris", 3, 250), ("Sobol", 4, 80)],
)
def test_intervals_of_sensitivity_hold_the_truth(
    name: str, replications: int, repetitions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = study("coverage_sensitivity", monkeypatch).coverage(name, repetitions, replications)
    assert found
    for column, (share, bias, half) in found.items():
        # Three values in each repetition share its chance: as if there were only one of them.
        leave = 4 * np.sqrt(0.95 * 0.05 / repetitions)
        assert share >= 0.95 - leave, column
        # Indices of Sobol of a value without effect, and near their ends, are on the safe side.
        assert share <= 0.98 + leave, column
        if "mu_star" not in column:
            assert abs(bias) < half / 4, column


def test_a_value_without_effect_is_not_given_one(monkeypatch: pytest.MonkeyPatch) -> None:
    module = study("coverage_sensitivity", monkeypatch)
    rng = np.random.default_rng(3)
    sizes, totals = [], []
    for number in range(40):
        design = module.Design("morris", trajectories=10, seed=number)
        table = module.morris(module.made(design, 8, rng), "any")
        rows = {row["factor"]: row for row in table.iter_rows(named=True)}
        sizes += [rows[name]["mu_star"] / rows["x0"]["mu_star"] for name in ("x3", "x4", "x5")]
        design = module.Design("sobol_indices", points=64, seed=number)
        table = module.sobol_indices(module.made(design, 8, rng), "any")
        rows = {row["factor"]: row for row in table.iter_rows(named=True)}
        totals += [rows[name]["total"] for name in ("x3", "x4", "x5")]
    # Chance of an effect is 0.6 in a replication, a fifth of the largest effect.
    assert np.mean(sizes) < 0.04
    assert abs(np.mean(totals)) < 0.01


def test_shares_rare_differences_precisions_and_rankings_keep_what_they_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = study("coverage_intervals", monkeypatch)
    many = 300
    leave = 4 * np.sqrt(0.95 * 0.05 / many)
    for case, counted in module.study("shares", many).items():
        assert counted["held"] >= 0.95 - leave, case
    for case, counted in module.study("rare", many).items():
        # Of what is not so rare ten pairs show three or so, and t knows nothing of their skewness.
        usual = 0.95 if "30%" not in case else 0.88
        assert counted["what is said is true"] >= usual - leave, case
    for case, counted in module.study("precision", 100).items():
        assert counted["stopped on none seen"] == 0.0, case
        assert counted["held"] >= 0.8, case
    for case, counted in module.study("ranking", many).items():
        assert counted["one at 95 %"] <= 0.05 + leave, case
        assert counted["a best one may be best"] >= 0.95 - leave, case


def test_runs_dealt_out_of_many_replications_hold_their_value_as_often_as_promised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(STUDIES)
    module = study("coverage_measures", monkeypatch)
    rng = np.random.default_rng(2)
    trials = rng.poisson(50.0, size=400)
    even = Totals.of(rng.normal(3.0, 1.0, size=400) * trials, trials)
    found = module.coverage(even, 10, 20, rng)
    assert found["runs"] == 20 * 40
    assert 0.92 <= found["held"] <= 0.98
    assert found["held"] + found["below"] + found["above"] == pytest.approx(1.0)
    # A long tail: most runs are without it, and lie below.
    skew = Totals.of(rng.lognormal(0.0, 2.0, size=400))
    tailed = module.coverage(skew, 10, 20, rng)
    assert tailed["held"] < 0.9
    assert tailed["below"] > 5 * tailed["above"]


def test_memory_does_not_grow_with_the_replications_of_a_sweep() -> None:
    table = subprocess.run(
        [sys.executable, STUDIES / "store_memory.py", "300", "3000"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()[1:]
    (few, *_), (many, *_) = (line.split()[1:] for line in table)
    # All 3,000 outcomes at once would be some 40 MB more.
    assert float(many) - float(few) < 15


def test_a_unit_from_files_is_held_against_the_one_they_were_written_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(STUDIES)
    module = study("given_unit", monkeypatch)
    monkeypatch.setattr(module, "AFTER", 3)
    monkeypatch.setattr(module, "YEAR", 4)
    monkeypatch.setattr(module, "SETTLING", 2)
    pairs = [module.one((replication, 0, 0.1)) for replication in range(2)]
    rows = {what: values for what, *values in module.compare(pairs, 0)}
    assert set(rows) == {what for what, *_ in (*module.LEVELS, *module.FLOWS)}
    before, after = rows["caseload"]
    assert np.allclose(before, after, rtol=0.03)
    lines = module.page(pairs).splitlines()
    assert "| from files over original | week 1 | week 2 | week 4 |" in lines
