from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest
from toy_model import MODEL, load, write

from pdusim.analysis.effects import Spread, lever_effects, policy_effects, spread
from pdusim.analysis.sensitivity import main_effects, morris, sobol_indices
from pdusim.analysis.study import analyse
from pdusim.experiment import ExperimentError, SweepResults, run_experiment


def sweep(folder: Path, text: str) -> SweepResults:
    folder.mkdir(exist_ok=True)
    head = "scenarios: [./toy.yaml]\nuncertain: all\nmeasures: [workload_pct]\nreplications: 1\n"
    if "replications" in text:
        head = head.replace("replications: 1\n", "")
    file = write(folder, "sweep", head + text)
    return run_experiment(file, _load=load, _simulate=MODEL)


def by_factor(table: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["factor"][-2:]: row for row in table.iter_rows(named=True)}


def test_sobol_indices_of_a_function_with_known_ones(tmp_path: Path) -> None:
    # Ishigami with a = 7, b = 0.1 (Saltelli, Chan and Scott 2000): first 0.314, 0.442, 0;
    # total 0.558, 0.442, 0.244.
    found = sobol_indices(
        sweep(tmp_path, "design: {kind: sobol_indices, points: 512, seed: 1}\nreplications: 3\n"),
        "workload_pct",
    )
    rows = by_factor(found)
    for name, first, total in (("x1", 0.314, 0.558), ("x2", 0.442, 0.442), ("x3", 0.0, 0.244)):
        assert rows[name]["first"] == pytest.approx(first, abs=0.05)
        assert rows[name]["total"] == pytest.approx(total, abs=0.05)
        assert rows[name]["total_low"] < total < rows[name]["total_high"]
        assert rows[name]["first_low"] < first < rows[name]["first_high"]
    assert found["factor"][0] == "inputs.x1"


def test_morris_effects_of_a_linear_function_are_its_slopes(tmp_path: Path) -> None:
    found = morris(
        sweep(tmp_path, "design: {kind: morris, seed: 1}\nset: {inputs.shape: linear}\n"),
        "workload_pct",
    )
    rows, width = by_factor(found), 2 * np.pi
    assert rows["x1"]["mu"] == pytest.approx(2 * width)
    assert rows["x2"]["mu"] == pytest.approx(-width)
    assert rows["x2"]["mu_star"] == pytest.approx(width)
    assert rows["x3"]["mu_star"] == pytest.approx(0.0, abs=1e-9)
    assert all(abs(row["sigma"]) < 1e-9 for row in rows.values())
    assert found["factor"].to_list() == ["inputs.x1", "inputs.x2", "inputs.x3"]


def test_morris_sees_that_values_act_together(tmp_path: Path) -> None:
    found = by_factor(
        morris(
            sweep(tmp_path, "design: {kind: morris, trajectories: 40}\nreplications: 2\n"),
            "workload_pct",
        )
    )
    assert found["x3"]["sigma"] > 0.5 * found["x3"]["mu_star"] > 0.5
    assert found["x3"]["mu_star_low"] < found["x3"]["mu_star"] < found["x3"]["mu_star_high"]


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_main_effects_of_a_linear_function(tmp_path: Path, kind: str) -> None:
    text = f"design: {{kind: {kind}, points: 32}}\nset: {{inputs.shape: linear}}\n"
    rows, width = by_factor(main_effects(sweep(tmp_path, text), "workload_pct")), 2 * np.pi
    assert rows["x1"]["effect"] == pytest.approx(2 * width)
    assert rows["x2"]["effect"] == pytest.approx(-width)
    assert rows["x1"]["r_squared"] == pytest.approx(1.0)


def test_main_effects_of_a_factorial_design_and_their_coverage(tmp_path: Path) -> None:
    text = (
        "design: {kind: factorial, levels: 3}\nset: {inputs.shape: linear, inputs.noise: 3.0}\n"
        "replications: 4\n"
    )
    rows = by_factor(main_effects(sweep(tmp_path, text), "workload_pct"))
    # Chance is common to all points, so that it cannot blur an effect at all.
    assert rows["x1"]["effect"] == pytest.approx(4 * np.pi)
    assert rows["x1"]["high"] - rows["x1"]["low"] < 1e-9


def test_main_effects_of_a_bent_function_have_wide_intervals_and_a_low_r_squared(
    tmp_path: Path,
) -> None:
    rows = by_factor(
        main_effects(
            sweep(tmp_path, "design: {kind: lhs, points: 64}\nreplications: 2\n"), "workload_pct"
        )
    )
    assert rows["x1"]["r_squared"] < 0.5
    assert rows["x2"]["low"] < 0.0 < rows["x2"]["high"]


def test_one_replication_has_effects_without_intervals_and_says_so(tmp_path: Path) -> None:
    for kind, ends in (
        ("lhs, points: 16", "main_effects"),
        ("morris", "morris"),
        ("sobol_indices, points: 8", "sobol_indices"),
    ):
        found = sweep(tmp_path, f"design: {{kind: {kind}}}\n")
        study = analyse(found)
        assert any("1 replication of each point cannot tell" in note for note in study.notes)
        assert found.remarks == tuple(n for n in study.notes if n in found.remarks)
        low = next(name for name in study.tables[ends].columns if name.endswith("low"))
        assert study.tables[ends][low].null_count() == 3
        assert study.tables[ends]["noise_share"].null_count() == 3


def test_whole_numbers_are_moved_by_what_they_are_in_fact_moved(tmp_path: Path) -> None:
    # 0.1 a post: five posts from end to end are 0.5, whatever the levels of the design round to.
    for high in (11, 12, 13, 14, 15, 17):
        found = sweep(
            tmp_path / str(high),
            f"levers: {{inputs.posts: {{range: [10, {high}]}}}}\nset: {{inputs.shape: linear}}\n"
            "design: {kind: morris, seed: 3}\n",
        )
        rows = {row["factor"]: row for row in morris(found, "workload_pct").iter_rows(named=True)}
        posts = rows["inputs.posts"]
        assert posts["mu_star"] == pytest.approx(0.1 * (high - 10))
        assert posts["mu"] == pytest.approx(0.1 * (high - 10))


def test_main_effects_of_whole_numbers_are_of_the_numbers_that_were_run(tmp_path: Path) -> None:
    found = sweep(
        tmp_path,
        "levers: {inputs.posts: {range: [10, 12]}}\nset: {inputs.shape: linear}\n"
        "design: {kind: lhs, points: 12, seed: 3}\n",
    )
    rows = {r["factor"]: r for r in main_effects(found, "workload_pct").iter_rows(named=True)}
    assert rows["inputs.posts"]["effect"] == pytest.approx(0.2)
    assert rows["inputs.posts"]["r_squared"] == pytest.approx(1.0)


def test_too_few_points_are_told(tmp_path: Path) -> None:
    found = sweep(tmp_path, "design: {kind: lhs, points: 4}\n")
    with pytest.raises(ExperimentError, match="5 are the least"):
        main_effects(found, "workload_pct")


def test_the_wrong_design_is_told(tmp_path: Path) -> None:
    found = sweep(tmp_path, "design: {kind: lhs, points: 4}\n")
    with pytest.raises(ExperimentError, match=r"needs the design \{kind: morris\}"):
        morris(found, "workload_pct")
    with pytest.raises(ExperimentError, match="kind: sobol_indices"):
        sobol_indices(found, "workload_pct")


def test_rows_without_a_result_are_named(tmp_path: Path) -> None:
    found = sweep(tmp_path, "design: {kind: lhs, points: 8}\n")
    broken = SweepResults(
        found.spec,
        found.shares,
        found.points,
        found.replications.filter(~pl.col("point").is_in([2, 5])),
        found.number,
    )
    with pytest.raises(ExperimentError, match=r"2 of 8 rows of the design \(2, 5\)"):
        main_effects(broken, "workload_pct")


def test_policy_effects_over_uncertain_values(tmp_path: Path) -> None:
    write(tmp_path, "more", "extends: ./toy.yaml\nname: more\ninputs: {posts: 30}\n")
    text = (
        "design: {kind: lhs, points: 20}\nset: {inputs.shape: linear, inputs.noise: 5.0}\n"
        "replications: 3\n"
    )
    file = write(
        tmp_path,
        "sweep",
        "scenarios: [./toy.yaml, ./more.yaml]\nuncertain: all\nmeasures: [workload_pct]\n" + text,
    )
    found = policy_effects(run_experiment(file, _load=load, _simulate=MODEL), "workload_pct")
    (row,) = found.iter_rows(named=True)
    # Twenty posts more at 0.1 each, whatever the uncertain values and chance.
    assert (row["policy"], row["base"], row["points"]) == ("more", "toy", 20)
    for name in ("effect", "low", "high", "p05", "median", "p95"):
        assert row[name] == pytest.approx(2.0)
    assert row["share_above_0"] == 1.0


def test_lever_effects_against_the_first_level(tmp_path: Path) -> None:
    text = "levers: {inputs.posts: [10, 20], inputs.noise: [1.0, 2.0, 3.0]}\nreplications: 5\n"
    file = write(
        tmp_path,
        "levers",
        "scenarios: [./toy.yaml]\nset: {inputs.shape: linear}\nmeasures: [workload_pct]\n" + text,
    )
    results = run_experiment(file, _load=load, _simulate=MODEL)
    rows = {
        (r["lever"], r["level"]): r
        for r in lever_effects(results, "workload_pct").iter_rows(named=True)
    }
    assert set(rows) == {("inputs.posts", "20"), ("inputs.noise", "2.0"), ("inputs.noise", "3.0")}
    posts = rows["inputs.posts", "20"]
    assert (posts["effect"], posts["low"]) == (pytest.approx(1.0), pytest.approx(1.0))
    noise = rows["inputs.noise", "3.0"]
    chance = results.values("workload_pct", 1)[0] - results.values("workload_pct", 0)[0]
    assert noise["effect"] == pytest.approx(2 * chance.mean())
    assert noise["low"] < noise["effect"] < noise["high"]


def test_spread_tells_values_from_chance() -> None:
    # Known components: 3 between points, 2 between replications, 1 of both.
    rng = np.random.default_rng(1)
    points, replications = 400, 300
    made = (
        3.0 * rng.normal(size=(points, 1))
        + 2.0 * rng.normal(size=(1, replications))
        + rng.normal(size=(points, replications))
    )

    class Made:
        def values(self, measure: str, policy: int) -> Any:
            return made

    found = spread(Made(), "any")  # type: ignore[arg-type]
    assert found.values == pytest.approx(3.0, abs=0.35)
    assert found.chance == pytest.approx(2.0, abs=0.3)
    assert found.together == pytest.approx(1.0, abs=0.01)
    assert found.share_of_values == pytest.approx(9 / 14, abs=0.08)
    assert Spread(0.0, 0.0, 0.0).share_of_values is None


def test_one_replication_cannot_tell_values_from_chance(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="two of each"):
        spread(sweep(tmp_path, "design: {kind: lhs, points: 4}\n"), "workload_pct")


def test_a_study_holds_what_the_design_allows_and_says_what_it_does_not(tmp_path: Path) -> None:
    study = analyse(sweep(tmp_path, "design: {kind: morris, trajectories: 3}\n"))
    assert set(study.tables) == {"morris"}
    assert any("two of each are the least" in note for note in study.notes)
    assert any("inputs.note is left out" in note for note in study.notes)
    more = analyse(
        sweep(
            tmp_path,
            "design: {kind: sobol_indices, points: 8}\nlevers: {inputs.posts: [5, 6]}\n"
            "set: {inputs.shape: linear, inputs.noise: 1.0}\nreplications: 2\n",
        )
    )
    assert set(more.tables) == {
        "policy_effects",
        "lever_effects",
        "main_effects",
        "sobol_indices",
        "spread",
    }
    assert more.tables["sobol_indices"].columns[:3] == ["policy", "measure", "factor"]
    assert more.tables["sobol_indices"].height == 2 * 3
    more.save(tmp_path / "out")
    assert pl.read_csv(tmp_path / "out" / "spread.csv").height == 2


def test_the_difference_of_a_share_stays_where_it_can_be() -> None:
    class Made:
        spec = SimpleNamespace(base=0)
        policies = ("base", "other")

        def values(self, measure: str, policy: int) -> Any:
            return np.array([[0.0, 0.9]]) if policy else np.array([[0.0, 0.0]])

        def response(self, measure: str, policy: int) -> Any:
            return self.values(measure, policy).mean(axis=1)

    found = policy_effects(Made(), "missed_review_rate")  # type: ignore[arg-type]
    # A t-interval from two replications: -5.3 to 6.2.
    assert (found["low"][0], found["high"][0]) == (-1.0, 1.0)
