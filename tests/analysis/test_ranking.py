import pytest
from experiment_stubs import MODEL, Stub

from pdusim.analysis.ranking import rank
from pdusim.experiment import ExperimentError, Results, run


@pytest.fixture(scope="module")
def results() -> Results:
    scenarios = [
        Stub(),
        Stub("more", lever=5.0),
        Stub("less", lever=-3.0),
        Stub("much the same", lever=-2.9, noise=3.0),
    ]
    return run(scenarios, replications=15, seed=3, _simulate=MODEL)


def test_lower_workload_ranks_first(results: Results) -> None:
    table = rank(results, "workload_pct")
    assert table["rank"].to_list() == [1, 2, 3, 4]
    assert set(table["scenario"][:2]) == {"less", "much the same"}
    assert table["scenario"].to_list()[2:] == ["base", "more"]
    assert table["probability_best"].sum() == pytest.approx(1.0)
    assert table["probability_best"].to_list()[2:] == [0.0, 0.0]
    assert table["wins"].sum() == pytest.approx(1.0)


def test_gaps_are_in_the_measures_own_direction(results: Results) -> None:
    rows = {row["scenario"]: row for row in rank(results, "workload_pct").iter_rows(named=True)}
    # Eight points above "less" in every replication: shown not to be the best (which is lowest).
    more = rows["more"]
    assert not more["may_be_best"]
    assert more["gap_low"] == 0.0
    assert more["gap_high"] >= 8.0 - 1e-9
    assert rows["less"]["may_be_best"]
    assert rows["less"]["gap_low"] < 0.0


def test_the_other_way_round(results: Results) -> None:
    table = rank(results, "workload_pct", better="higher")
    assert table["scenario"][0] == "more"
    assert table["gap_low"][0] == 0.0
    assert table["probability_best"][0] == 1.0


def test_a_measure_without_a_better_side_asks_for_one(results: Results) -> None:
    with pytest.raises(ExperimentError, match="say better="):
        rank(results, "never")


def test_missing_measures_come_last_without_numbers(results: Results) -> None:
    table = rank(results, "never", better="lower")
    assert table["mean"].to_list() == [None] * 4
    assert table["probability_best"].to_list() == [None] * 4


def test_one_scenario_is_no_ranking() -> None:
    with pytest.raises(ExperimentError, match="two scenarios"):
        rank(run(Stub(), replications=2, _simulate=MODEL), "workload_pct")
