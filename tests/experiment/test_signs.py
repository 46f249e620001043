"""What the field expects of policies: the data is about what there is, and verdicts follow."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pdusim import load_scenario
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario.shipped import shipped_scenarios

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


def study(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(EXPERIMENTS))
    spec = importlib.util.spec_from_file_location(name, EXPERIMENTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_every_shipped_policy_has_expectations_that_name_what_there_is_and_a_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (EXPERIMENTS / "signs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    exempt = study("signs", monkeypatch).EXEMPT
    assert {row["policy"] for row in rows} == set(shipped_scenarios()) - set(exempt)
    for row in rows:
        assert {row["policy"], row["against"]} <= set(shipped_scenarios())
        assert row["measure"] in MEASURES
        assert row["sign"] in ("+", "-", "0")
        assert row["source"]
        starts = {load_scenario(row[side]).settings.run.start for side in ("policy", "against")}
        assert len(starts) == 1


def test_policies_of_one_base_and_window_are_run_together_and_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signs = study("signs", monkeypatch)
    asked: list[tuple[list[str], str]] = []

    class Outcome:
        def __init__(self, replication: int, value: float) -> None:
            self.replication = replication
            self.measures = {"caseload": value}

    class Results:
        def __init__(self, number: int) -> None:
            ones = [[Outcome(n, 10.0 * k + n) for n in range(3)] for k in range(number)]
            # One of the first policy has failed.
            ones[1].pop(1)
            self.outcomes = ones

    def run(scenarios, *, store, on_progress, **_):
        on_progress(3, 3)
        asked.append(([scenario.name for scenario in scenarios], str(store)))
        return Results(len(scenarios))

    monkeypatch.setattr(signs, "run", run)
    rows = [
        {"policy": policy, "against": "baseline", "measure": "caseload", "sign": "+", "source": "s"}
        for policy in ("overtime", "overtime", "sds40", "trainee_boom")
    ]
    pairs = signs.in_pairs(rows, 3, 1, tmp_path)
    assert [len(names) for names, _ in asked] == [3, 2]
    assert len({store for _, store in asked}) == 2
    assert [len(pairs[name, "baseline"]) for name in ("overtime", "sds40")] == [2, 3]
    said = signs.page(rows, pairs, 3)
    assert "4 expectations" in said
    assert "as expected: 4" in said


def test_targets_of_what_no_measure_is_have_a_range_a_source_and_a_way_to_be_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fitting = study("fitting", monkeypatch)
    figures = Path(__file__).parents[2] / "docs" / "reference" / "figures.csv"
    with figures.open(encoding="utf-8", newline="") as file:
        known = {row["key"] for row in csv.DictReader(file)}
    with (EXPERIMENTS / "targets_derived.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pages = "".join(
        (EXPERIMENTS / f"fit_{page}.py").read_text() for page in ("demand", "staff", "work")
    )
    for row in rows:
        assert set(row["from"].split(";")) <= known
        assert float(row["low"]) < float(row["high"])
        assert row["scenario"] in shipped_scenarios()
        assert row["measure"] not in MEASURES
        if row["scenario"] == "baseline":
            assert row["measure"] in fitting.DERIVED
        assert f'"{row["id"]}"' in pages or 'f"T33{letter}"' in pages
        assert fitting.derived(row["id"], "what", 1)[1] == row["measure"]


def test_signs_and_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = study("signs", monkeypatch)
    assert signs.sign_found([1.0, 1.1, 0.9])[0] == "+"
    assert signs.sign_found([-1.0, -1.1, -0.9])[0] == "-"
    assert signs.sign_found([-1.0, 1.0, 0.1])[0] == "0"
    assert signs.verdict("+", "+") == "as expected"
    assert signs.verdict("+", "-") == "the opposite"
    assert signs.verdict("-", "0") == "none seen"
    assert signs.verdict("0", "-") == "unexpected"


def test_a_target_with_one_end_is_undecided_while_the_interval_straddles_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fitting = study("fitting", monkeypatch)
    assert fitting.verdict((0.51, 0.48, 0.54), 0.5, None) == "undecided"
    assert fitting.verdict((0.52, 0.505, 0.54), 0.5, None) == "met"
    assert fitting.verdict((0.47, 0.45, 0.49), 0.5, None) == "missed"
    assert fitting.verdict((0.11, 0.09, 0.13), None, 0.10) == "undecided"


def test_every_study_of_fit_judges_by_the_same_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    fitting = study("fitting", monkeypatch)
    demand, act = study("fit_demand", monkeypatch), study("act_2026_places", monkeypatch)
    assert demand.verdict is act.verdict is fitting.verdict
    # A change of caseload of at most 3 %, seen with an interval across it.
    changes = demand.interval([2.0, 2.5, 4.0, 2.2])
    assert changes[1] < 3 < changes[2]
    assert demand.verdict(changes, None, 3) == "undecided"
