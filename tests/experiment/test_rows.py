"""Estimates read well and become data frames; measures go by name or title."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from experiment_stubs import MODEL, Stub

from pdusim import run
from pdusim.experiment import ExperimentError, Results
from pdusim.experiment.metadata import known, measures_in
from pdusim.outcomes.measures import MEASURES


@pytest.fixture(scope="module")
def results() -> Results:
    return run([Stub(), Stub("more", lever=3.0)], replications=4, seed=1, _simulate=MODEL)


def test_estimates_are_printed_as_a_table_one_line_a_row(results: Results) -> None:
    found = results.estimates(["workload_pct", "never"])
    lines = str(found).splitlines()
    assert len(lines) == 1 + len(found) == 5
    assert lines[0].split() == ["scenario", "measure", "mean", "interval", "unit"]
    mean = results.estimate("base", "workload_pct").mean
    assert lines[1].split()[:3] == ["base", "workload_pct", f"{mean:.4g}"]
    assert "–" in lines[2]
    assert (
        str(results.differences(measures=["workload_pct"]))
        .splitlines()[1]
        .startswith("more minus base  workload_pct")
    )


def test_estimates_give_a_data_frame(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    found = results.estimates()
    frame = found.to_polars()
    assert frame.height == len(found)
    assert frame["mean"].to_list() == [row.mean for row in found]

    made: list[Any] = []
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=made.append))
    found.to_pandas()
    assert made[0][0]["mean"] == found[0].mean
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ExperimentError, match="pip install pandas"):
        found.to_pandas()


def test_a_measure_goes_by_its_title_too(results: Results) -> None:
    by_title = MEASURES["workload_pct"].title
    assert results.estimate(0, by_title) == results.estimate(0, "workload_pct")
    (row,) = results.differences(measures=[by_title])
    assert row.measure == "workload_pct"


@pytest.mark.parametrize("name", MEASURES)
def test_every_title_is_understood_with_and_without_its_unit(name: str) -> None:
    title, unit = MEASURES[name].title, MEASURES[name].unit
    assert known(title, MEASURES) == name
    assert known(f"{title.upper()}, {unit}", MEASURES) == name
    assert measures_in(f"{title},workload_pct , {title}, {unit}", MEASURES) == [
        name,
        "workload_pct",
        name,
    ]


def test_a_measure_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(ExperimentError, match="did you mean 'workload_pct'"):
        measures_in("missed_review_rate, workload_pc", MEASURES)
    with pytest.raises(ExperimentError, match="did you mean 'missed_review_rate'"):
        known("risk reviews mised", MEASURES)
