"""Several units simulated: each by its own chance, put together as each measure is, resumed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from pdusim.experiment.errors import Cancelled, ExperimentError
from pdusim.experiment.loading import load_results
from pdusim.experiment.store import RunStore
from pdusim.experiment.verification import verify
from pdusim.model.replication import simulate
from pdusim.nation.file import read_nation
from pdusim.nation.output import nation_dict, nation_json, write_nation
from pdusim.nation.results import SUMMED, NationResults
from pdusim.nation.run import run_nation
from pdusim.nation.spec import NationSpec
from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.outcome import Outcome
from pdusim.scenario import Scenario, load_scenario

WEEKS = {"run.warm_up_weeks": 1, "run.observe_weeks": 2, "unit.past_years": 1.0}


def stub(scenario: Scenario, *, seed: int, replication: int, record: str) -> Outcome:
    """A unit whose measures follow from its size and its chance alone."""
    scale = scenario.settings.unit.scale
    officers = scenario.timeline[-1].settings.workforce.joiners.po
    chance = float(np.random.default_rng([seed, replication]).random())
    totals = {
        "caseload": (2000.0 * scale + chance, 1.0),
        "workload_pct": (100.0 + 10.0 * scale + chance - officers, 1.0),
        "missed_review_rate": (10.0 * scale, 100.0 * scale + chance),
        "releases_per_month": (60.0 * scale, 2.0),
    }
    return Outcome(scenario.name, seed, replication, totals, {}, {})


def fails_in_the_north(scenario: Scenario, **more: Any) -> Outcome:
    if scenario.settings.unit.scale < 0.5:
        raise ValueError("the north has no roof")
    return stub(scenario, **more)


@pytest.fixture
def spec() -> NationSpec:
    return read_nation(
        {
            "name": "Three",
            "units": [
                {"name": "North", "region": "Wales", "cases": 560},
                {"name": "South", "region": "Wales", "cases": 1680},
                {"name": "East", "region": "London", "cases": 2240},
            ],
        }
    )


@pytest.fixture
def more_officers(tmp_path: Path) -> Scenario:
    file = tmp_path / "more.yaml"
    file.write_text(
        "name: More\nextends: baseline\n"
        "changes: [{from: 2024-01-01, add: {workforce.joiners.po: 4}}]\n"
    )
    return load_scenario(file)


def test_each_measure_is_put_together_by_its_own_formula(spec: NationSpec) -> None:
    found = run_nation(spec, replications=3, _simulate=stub)
    sizes = np.array([0.25, 0.75, 1.0])
    assert found.whole("caseload").mean == pytest.approx(2000.0 * 2.0, abs=3.0)
    assert found.whole("releases_per_month").mean == pytest.approx(30.0 * 2.0)
    by_size = float((sizes * (100.0 + 10.0 * sizes)).sum() / sizes.sum())
    assert found.whole("workload_pct").mean == pytest.approx(by_size, abs=1.0)
    assert found.whole("missed_review_rate").mean == pytest.approx(0.1, rel=0.02)
    assert found.region("Wales", "releases_per_month").mean == pytest.approx(30.0)
    assert found.unit(2, "releases_per_month").mean == pytest.approx(30.0)
    assert (found.whole("caseload").units, found.region("Wales", "caseload").units) == (3, 2)


def test_measures_that_add_up_are_those_that_count() -> None:
    assert set(MEASURES) >= SUMMED
    counted = {"FTE", "per month", "appointments per month", "hours per week", "£ per year"}
    assert {name for name, one in MEASURES.items() if one.unit in counted} <= SUMMED
    assert not any(MEASURES[name].unit in ("share", "%", "per year", "days") for name in SUMMED)


def test_a_policy_is_paired_unit_by_unit(spec: NationSpec, more_officers: Scenario) -> None:
    found = run_nation(spec, [more_officers], replications=3, _simulate=stub)
    for row in (
        found.whole_difference("workload_pct", 1),
        found.region_difference("Wales", "workload_pct", 1),
        found.unit_difference(0, "workload_pct", 1),
    ):
        assert row.mean == pytest.approx(-4.0)
        assert (row.scenario, row.versus) == ("More", "baseline")


def test_any_number_of_workers_gives_the_same_bits(
    spec: NationSpec, more_officers: Scenario
) -> None:
    small = read_nation(
        {"set": WEEKS, "units": [{"name": name, "cases": 40} for name in ("A", "B")]}
    )
    one, two = (
        run_nation(small, [more_officers], replications=2, workers=workers) for workers in (1, 2)
    )
    assert nation_json(one) == nation_json(two)
    # And they are those of the unit simulated by itself.
    unit = small.units[1]
    alone = simulate(unit.under(small.base, small.base), seed=unit.seed(0), replication=1).totals[
        "caseload"
    ]
    place = one.measures.index("caseload")
    assert tuple(one.totals[1, 0, place, :, 1]) == alone


def test_what_was_stopped_goes_on_where_it_was(spec: NationSpec, tmp_path: Path) -> None:
    stop, store = threading.Event(), tmp_path / "store"

    def after_four(done: int, total: int) -> None:
        if done >= 4:
            stop.set()

    with pytest.raises(Cancelled):
        run_nation(
            spec, replications=3, store=store, on_progress=after_four, cancel=stop, _simulate=stub
        )
    with RunStore(store) as opened:
        kept = opened.table().select("key", "replication").unique().collect().height
    assert 4 <= kept < 9
    resumed = run_nation(spec, replications=3, store=store, _simulate=stub)
    afresh = run_nation(spec, replications=3, _simulate=stub)
    assert nation_dict(resumed) == nation_dict(afresh)


def test_a_unit_that_cannot_be_finished_leaves_the_whole_unknown(spec: NationSpec) -> None:
    found = run_nation(spec, replications=2, _simulate=fails_in_the_north)
    assert len(found.failures) == 2
    assert found.failures[0].scenario == "North, baseline"
    whole = found.whole("caseload")
    assert (whole.mean, whole.reason) == (None, "no replication of North was finished")
    assert found.region("London", "caseload").mean is not None


def test_a_policy_of_other_weeks_is_refused(spec: NationSpec) -> None:
    with pytest.raises(ExperimentError, match="not observed in the same weeks"):
        run_nation(spec, [load_scenario("rules_2026")], _simulate=stub)


@pytest.fixture
def found(spec: NationSpec, more_officers: Scenario) -> NationResults:
    return run_nation(spec, [more_officers], replications=2, _simulate=stub)


def test_files_hold_every_unit_region_and_the_whole(found: NationResults, tmp_path: Path) -> None:
    write_nation(found, tmp_path)
    table = pl.read_parquet(tmp_path / "estimates.parquet")
    caseload = table.filter((pl.col("measure") == "caseload") & (pl.col("versus") == ""))
    levels = caseload.group_by("scenario", "level").len().sort("scenario", "level")
    assert levels["len"].to_list() == [2, 3, 1, 2, 3, 1]
    assert (tmp_path / "estimates.csv").read_text().startswith("level,name,region,scenario")
    nothing = table.filter((pl.col("measure") == "recalls_per_month") & (pl.col("level") == "unit"))
    assert nothing["mean"].null_count() == nothing.height
    assert {path.name for path in tmp_path.iterdir()} >= {"manifest.json", "nation.json"}
    with pytest.raises(
        ExperimentError, match="holds a run of several units: the same `pdusim run`"
    ):
        load_results(tmp_path)
    assert verify(tmp_path, sample=0).good
    (tmp_path / "estimates.csv").write_text("level\n")
    assert not verify(tmp_path, sample=0).good
