"""Scenarios of other years are never compared, ranked or drawn together."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from experiment_stubs import MODEL, Stub

from pdusim import load_scenario
from pdusim.analysis import compare
from pdusim.analysis.ranking import rank
from pdusim.experiment import DifferentWindowsError, Results, load_results, run
from pdusim.experiment.files import read_sweep
from pdusim.experiment.windows import require_one_window, window_of
from pdusim.report.page import report_html
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.scenario import Scenario

LATER = "suspension_presumption"


def mixed() -> Results:
    """Results of a kept run in which the second scenario lives in other years."""
    results = run([Stub(), Stub("policy", lever=5.0)], replications=3, _simulate=MODEL)
    return replace(results, scenarios=(load_scenario("baseline"), load_scenario(LATER)))


def refusal(*names: str) -> str:
    with pytest.raises(DifferentWindowsError) as caught:
        run(list(names), replications=1)
    return str(caught.value)


def lines_that_work(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("  pdusim ")]


def test_a_run_of_different_years_is_refused_with_the_commands_that_work() -> None:
    text = refusal("baseline", "sds40", LATER)
    assert lines_that_work(text) == [
        "pdusim run baseline sds40",
        f"pdusim run rules_2025 {LATER}",
    ]


def test_the_window_of_each_is_said() -> None:
    text = refusal("baseline", LATER)
    assert "baseline: observed 2 October 2023 to 28 September 2025" in text
    assert "observed 2 March 2026 to 27 February 2028" in text


def test_the_base_stands_first_also_where_it_was_named() -> None:
    text = refusal("sds40", LATER, "rules_2025")
    assert lines_that_work(text) == [
        "pdusim run baseline sds40",
        f"pdusim run {LATER} rules_2025",
    ]


def test_a_longer_window_than_the_base_is_refused_as_well() -> None:
    text = refusal("baseline", "trainee_boom")
    assert lines_that_work(text) == ["pdusim run baseline trainee_boom --observe-weeks 208"]


def test_a_shorter_warm_up_is_another_window(tmp_path: Path) -> None:
    file = tmp_path / "my policy.yaml"
    file.write_text("extends: baseline\nrun: {warm_up_weeks: 13, observe_weeks: 39}\n")
    text = refusal("baseline", str(file))
    assert lines_that_work(text) == [
        f"pdusim run baseline '{file}' --warm-up-weeks 13 --observe-weeks 39"
    ]


def test_every_advised_command_names_scenarios_of_one_window() -> None:
    text = refusal("baseline", "ecsl_70_days", "trainee_boom", LATER, "pss_ends")
    for line in lines_that_work(text):
        names, _, weeks = line.removeprefix("pdusim run ").partition(" --observe-weeks ")
        chosen = [load_scenario(name) for name in names.split()]
        if weeks:
            chosen = [one.with_values({"run.observe_weeks": int(weeks)}) for one in chosen]
        assert len(chosen) > 1
        require_one_window(chosen, names.split())


def test_a_scenario_changed_in_python_gets_no_command_that_would_not_do() -> None:
    baseline = load_scenario("baseline")
    longer = baseline.with_values({"run.observe_weeks": 208}, name="longer")
    with pytest.raises(DifferentWindowsError, match=r"run\.observe_weeks") as caught:
        run([baseline, longer], replications=1)
    assert not lines_that_work(str(caught.value))


@pytest.mark.parametrize(
    "look",
    [
        lambda results: results.difference(1, 0, "workload_pct"),
        lambda results: results.differences(),
        compare,
        lambda results: rank(results, "missed_review_rate"),
        report_html,
        lambda results: results.to_json(),
    ],
    ids=["difference", "differences", "compare", "rank", "report", "json"],
)
def test_a_kept_run_of_different_years_is_not_compared(look: Callable[[Results], Any]) -> None:
    with pytest.raises(DifferentWindowsError, match="same weeks"):
        look(mixed())


def test_levels_of_a_kept_run_of_different_years_can_still_be_read(tmp_path: Path) -> None:
    results = mixed()
    assert results.estimate(1, "workload_pct").mean is not None
    results.save(tmp_path)
    kept = load_results(tmp_path)
    with pytest.raises(DifferentWindowsError, match="same weeks"):
        kept.differences()


def test_scenarios_of_one_window_are_compared_whichever_their_parents() -> None:
    chosen = [load_scenario(name) for name in ("rules_2025", LATER, "pss_ends")]
    require_one_window(chosen, [one.name for one in chosen])
    assert len({window_of(one) for one in chosen}) == 1


def sweep(**more: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_sweep({"replications": 1, **more})
    return str(caught.value)


def test_an_experiment_of_different_years_is_refused() -> None:
    assert "not observed in the same weeks" in sweep(scenarios=["baseline", LATER])


def test_an_experiment_that_gives_all_the_same_length_is_allowed() -> None:
    spec = read_sweep(
        {
            "scenarios": ["baseline", "trainee_boom"],
            "set": {"run.observe_weeks": 52},
            "replications": 1,
        }
    )
    assert len({window_of(policy.scenario) for policy in spec.policies}) == 1


@pytest.mark.parametrize("more", [{"levels": [52, 104]}, {"range": [52, 104]}])
def test_the_window_is_no_lever_of_an_experiment(more: dict[str, list[int]]) -> None:
    text = sweep(
        scenarios=["baseline"],
        levers={"run.observe_weeks": more},
        design={"kind": "lhs", "points": 4},
    )
    assert "decides which weeks are observed" in text


def test_the_window_is_no_uncertain_value_of_an_experiment() -> None:
    text = sweep(
        scenarios=["baseline"],
        uncertain={"run.observe_weeks": {"range": [52, 104]}},
        design={"kind": "lhs", "points": 4},
    )
    assert "decides which weeks are observed" in text


def test_the_length_of_the_run_is_said_to_differ() -> None:
    from pdusim.report.changes import changes_between

    base, policy = load_scenario("baseline"), load_scenario("trainee_boom")
    found = {one.path: (one.before, one.after) for one in changes_between(base.resolved(), policy)}
    assert found["run.observe_weeks"] == (104, 208)


def test_a_window_is_that_of_the_settings() -> None:
    scenario: Scenario = load_scenario("baseline")
    window, settings = window_of(scenario), scenario.settings.run
    assert window is not None
    assert (window.start, window.warm_up_weeks, window.observe_weeks) == (
        settings.start,
        settings.warm_up_weeks,
        settings.observe_weeks,
    )
