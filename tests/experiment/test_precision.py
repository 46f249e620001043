from typing import Any

import pytest
from experiment_stubs import MODEL, Stub

from pdusim.estimates import Target, replications_needed
from pdusim.experiment import ExperimentError, Precision, Results, run

NOISY = Stub(noise=20.0)


def to_precision(scenarios: Any = NOISY, **options: Any) -> Results:
    return run(scenarios, seed=2, _simulate=MODEL, **options)


def test_a_run_stops_where_the_rule_says() -> None:
    found = to_precision(precision={"relative": 0.08, "on": "workload_pct"})
    log = found.stopping
    assert log is not None
    assert log.precise_from is not None
    assert found.replications == log.replications == log.precise_from + 5
    longer = to_precision(replications=200)
    needed = replications_needed(longer.totals(0, "workload_pct"), Target(0.08), minimum=5)
    assert log.precise_from == needed
    assert found.outcomes[0] == longer.outcomes[0][: found.replications]
    assert "precise enough from" in log.text


def test_workers_do_not_change_where_it_stops() -> None:
    wanted = {"relative": 0.1, "on": ["workload_pct", "missed_review_rate"]}
    alone = to_precision(precision=wanted)
    assert to_precision(precision=wanted, workers=2).to_json() == alone.to_json()


def test_all_measures_must_be_precise_at_once() -> None:
    one = to_precision(precision={"relative": 0.1, "on": "workload_pct"})
    other = to_precision(precision={"relative": 0.1, "on": "missed_review_rate"})
    both = to_precision(precision={"relative": 0.1, "on": "workload_pct,missed_review_rate"})
    assert both.replications >= max(one.replications, other.replications) > 10


def test_a_comparison_stops_on_the_difference() -> None:
    # The level is very noisy, the paired difference constant: the fewest replications will do.
    policy = Stub("policy", lever=5.0, noise=20.0)
    found = to_precision([NOISY, policy], precision={"absolute": {"workload_pct": 0.5}})
    assert found.replications == 5 + 5
    assert found.stopping is not None
    assert found.stopping.compared


def test_the_maximum_ends_it_and_the_log_says_what_was_missed() -> None:
    found = to_precision(precision={"relative": 0.001, "on": "workload_pct", "maximum": 12})
    assert found.replications == 12
    assert found.stopping is not None
    assert found.stopping.precise_from is None
    assert "12 replications, the maximum" in found.stopping.text
    assert "workload_pct of base" in found.stopping.text


def test_a_difference_around_zero_asks_for_an_absolute_precision() -> None:
    other = Stub("other", noise=20.0)
    noisier = Stub("noisier", noise=21.0)
    # Exactly equal in every pair: that none was seen is no precision, so that it is never reached.
    same = to_precision(
        [NOISY, other], precision={"absolute": {"workload_pct": 50.0}, "maximum": 15}
    )
    assert same.replications == 15
    assert same.stopping is not None
    assert same.stopping.precise_from is None
    assert "no difference seen in 15 pairs" in same.stopping.text
    found = to_precision(
        [NOISY, noisier], precision={"relative": 0.01, "on": "workload_pct", "maximum": 15}
    )
    assert found.stopping is not None
    assert found.stopping.precise_from is None


def test_precision_may_be_given_measure_by_measure() -> None:
    wanted = Precision.of({"relative": {"a": 0.05}, "absolute": {"b": 2}, "maximum": 50})
    assert dict(wanted.targets) == {"a": Target(0.05), "b": Target(2.0, is_relative=False)}
    assert wanted.maximum == 50
    assert [m for m, _ in Precision.of(0.05).targets] == ["workload_pct", "missed_review_rate"]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({"relative": 0.0}, "above 0"),
        ({"relative": 5}, "below 1"),
        ({"relative": "narrow"}, "is a number"),
        ({"relative": True}, "is a number"),
        ({"relativ": 0.1}, "no 'relativ'"),
        ({"on": "a"}, "needs 'relative"),
        ({"relative": 0.1, "maximum": 2}, "below the fewest"),
        ({"relative": 0.1, "minimum": 1}, "at least 3"),
        ({"relative": 0.1, "minimum": 5.5}, "whole number"),
        ({"relative": {"a": 0.1}, "absolute": {"a": 1}}, "keep one"),
        ("narrow", "such as"),
    ],
)
def test_impossible_precisions_are_refused_with_what_to_write(wanted: Any, text: str) -> None:
    with pytest.raises(ExperimentError, match=text):
        Precision.of(wanted)


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(ExperimentError, match="did you mean 'workload_pct'"):
        to_precision(precision={"relative": 0.1, "on": "workload_pc"})
