import polars as pl
import pytest
from experiment_stubs import MODEL, Stub

from pdusim.analysis.comparison import compare, verdict
from pdusim.estimates import two_sided_t
from pdusim.experiment import Results, run

MEASURES = ["workload_pct", "missed_review_rate"]


@pytest.fixture(scope="module")
def results() -> Results:
    scenarios = [Stub(), Stub("more", lever=5.0), Stub("less", lever=-60.0, noise=2.0)]
    return run(scenarios, replications=12, seed=3, _simulate=MODEL)


def row(table: pl.DataFrame, scenario: str, measure: str) -> dict[str, object]:
    wanted = (pl.col("scenario") == scenario) & (pl.col("measure") == measure)
    return table.filter(wanted).row(0, named=True)


def test_one_row_a_scenario_and_measure(results: Results) -> None:
    table = compare(results, measures=MEASURES)
    assert table.select("scenario", "measure").rows() == [
        (s, m) for s in ("more", "less") for m in MEASURES
    ]
    found = row(table, "more", "workload_pct")
    assert found["difference"] == pytest.approx(5.0)
    assert found["level"] - found["base"] == pytest.approx(5.0)
    assert found["verdict"] == "worse"
    assert row(table, "less", "workload_pct")["verdict"] == "better"


def test_joint_intervals_are_wider_by_bonferroni(results: Results) -> None:
    found = row(compare(results, measures=MEASURES), "less", "workload_pct")
    wider = two_sided_t(1 - 0.05 / 4, 11) / two_sided_t(0.95, 11)
    alone, joint = found["high"] - found["low"], found["joint_high"] - found["joint_low"]
    assert joint / alone == pytest.approx(wider)


def test_missing_measures_keep_their_row_and_reason_and_do_not_count(results: Results) -> None:
    table = compare(results, measures=[*MEASURES, "never"])
    assert row(table, "more", "never")["reason"] == "nothing fell due"
    assert row(table, "more", "never")["verdict"] is None
    without = compare(results, measures=MEASURES)
    assert table.filter(pl.col("measure") != "never").equals(without)


def test_another_base(results: Results) -> None:
    table = compare(results, "less", measures=["workload_pct"])
    assert table["scenario"].to_list() == ["base", "more"]
    assert table["baseline"].unique().to_list() == ["less"]


@pytest.mark.parametrize(
    ("low", "high", "better", "word"),
    [
        (1.0, 2.0, "lower", "worse"),
        (1.0, 2.0, "higher", "better"),
        (-2.0, -1.0, "lower", "better"),
        (-2.0, -1.0, "", "lower"),
        (1.0, 2.0, "", "higher"),
        (-1.0, 1.0, "lower", "unclear"),
        (0.0, 1.0, "lower", "unclear"),
        (None, None, "lower", None),
    ],
)
def test_verdicts(low: float | None, high: float | None, better: str, word: str | None) -> None:
    assert verdict(low, high, better) == word
