from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from experiment_stubs import Stub

from pdusim.analysis.warmup import WarmUp, warm_up
from pdusim.estimates import estimate_mean
from pdusim.experiment import ExperimentError, Results, run
from pdusim.outcomes.outcome import Outcome

WEEKS = 160
EMPTY = np.zeros(0)
STEADY = estimate_mean([-1.0, 1.0])


@dataclass(frozen=True)
class Settling(Stub):
    """Falls to its level with a half-life, and drifts."""

    weeks: int = 10
    drift: float = 0.0
    warm_up: int = 52

    def resolved(self) -> dict[str, Any]:
        return {"settings": {"run": {"warm_up_weeks": self.warm_up}}}


def settle(scenario: Settling, *, seed: int, replication: int, record: str) -> Outcome:
    rng = np.random.default_rng([seed, replication])
    week = np.arange(WEEKS)
    load = (
        100 + 80 * 0.5 ** (week / scenario.weeks) + scenario.drift * week + rng.normal(size=WEEKS)
    )
    weekly = {"week": week.tolist(), "caseload": load.tolist(), "gap": [None] * WEEKS}
    weekly["releases"] = (1000 + 3.0 * week + rng.uniform(0, 2, WEEKS)).tolist()
    return Outcome(scenario.name, seed, replication, {}, {}, {}, weekly)


def results(*scenarios: Settling, replications: int = 8) -> Results:
    return run(list(scenarios), replications=replications, record="weekly", _simulate=settle)


def test_a_warm_up_that_is_long_enough_gives_no_warning() -> None:
    (found,) = warm_up(results(Settling(weeks=5)))
    assert (found.scenario, found.series, found.configured) == ("base", "caseload", 52)
    assert found.mser5 is not None
    assert 10 <= found.mser5 <= 52
    assert found.warning is None
    assert found.welch[0] == pytest.approx(180, abs=3)
    assert found.welch[100] == pytest.approx(100, abs=1)
    assert found.mean.size == WEEKS


def test_a_warm_up_that_is_too_short_is_told_with_what_to_set() -> None:
    (found,) = warm_up(results(Settling(weeks=5, warm_up=4)))
    assert found.warning is not None
    assert f"set run.warm_up_weeks to {found.mser5} or more" in found.warning


def test_a_series_that_never_settles_is_told() -> None:
    (found,) = warm_up(results(Settling(weeks=1, drift=1.0)))
    assert not found.settled
    assert "does not settle within the run" in (found.warning or "")


def test_a_series_that_still_moves_a_little_is_told() -> None:
    (found,) = warm_up(results(Settling(weeks=3, drift=0.01), replications=40))
    assert found.moves
    # Half of the 108 weeks observed, a hundredth a week.
    assert found.drift.mean == pytest.approx(0.54, abs=0.2)
    assert found.warning is not None


def test_a_cut_alone_is_no_warning_without_a_difference_behind_it() -> None:
    late = WarmUp("a", "b", 5, 75, False, estimate_mean([-1.0, 2.0]), STEADY, EMPTY, EMPTY)
    assert late.warning is None
    shown = WarmUp("a", "b", 5, 75, False, estimate_mean([1.0, 1.1]), STEADY, EMPTY, EMPTY)
    assert "does not settle" in (shown.warning or "")


def test_a_series_with_gaps_has_no_cut_and_says_why() -> None:
    (found,) = warm_up(results(Settling()), ["gap"])
    assert (found.mser5, found.reason) == (None, "the series has gaps")
    assert found.warning is None


def test_a_count_since_the_start_is_looked_at_week_by_week() -> None:
    (found,) = warm_up(results(Settling()), ["releases"])
    assert found.mean[0] == 0.0
    assert found.mean[1:].mean() == pytest.approx(3.0, abs=0.1)
    assert found.warning is None


def test_each_scenario_is_looked_at() -> None:
    found = warm_up(results(Settling(weeks=3), Settling("slow", weeks=7)))
    assert [one.scenario for one in found] == ["base", "slow"]
    assert (found[0].mser5 or 0) < (found[1].mser5 or 0)


def test_unknown_series_and_runs_without_any_are_refused() -> None:
    with pytest.raises(ExperimentError, match="did you mean 'caseload'"):
        warm_up(results(Settling()), ["caselod"])
    with pytest.raises(ExperimentError, match='record="weekly"'):
        warm_up(run(Settling(), replications=2, _simulate="experiment_stubs:simulate"))
