"""``pdusim sweep``, ``warmup``, ``verify``, and ``run`` to a precision: the installed program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from textwrap import dedent

import pytest
from support import Program, ScenarioFile

SWEEP = """\
    name: A small screening
    scenarios: [./short.yaml]
    levers: {unit.scale: [1.0, 1.1]}
    uncertain: [arrivals.custody]
    design: {kind: morris, trajectories: 2, seed: 1}
    replications: 2
    measures: [workload_pct]
    """


@pytest.fixture
def experiment(tmp_path: Path, short_scenario: ScenarioFile) -> Path:
    short_scenario()
    path = tmp_path / "small.yaml"
    path.write_text(dedent(SWEEP))
    return path


def test_a_kept_run_is_compared_and_ranked(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    first = short_scenario("first")
    more = short_scenario("more", "unit: {scale: 1.2}\n", extends="first.yaml")
    options = ("--replications", "3", "--workers", "1", "--out", "kept", "--format", "json")
    assert pdusim_program("run", first, more, *options).returncode == 0
    done = pdusim_program("compare", "kept", "--on", "caseload,workload_pct", "--base", "more")
    assert done.returncode == 0, done.stderr
    assert "(Bonferroni, 2 of them)" in done.stdout
    assert "Difference from more (95 %, together)" in done.stdout
    (caseload,) = [line for line in done.stdout.splitlines() if "Caseload" in line]
    assert "−" in caseload
    assert "times" in caseload
    ranked = pdusim_program("rank", "kept", "--by", "caseload", "--better", "lower", "--csv")
    rows = list(csv.DictReader(io.StringIO(ranked.stdout)))
    assert [row["scenario"] for row in rows] == ["first", "more"]
    assert [row["wins"] for row in rows] == ["1.0", "0.0"]
    assert "Chance of best" in pdusim_program("rank", "kept", "--by", "workload_pct").stdout
    narrow = pdusim_program("rank", "kept", "--by", "unprepared_release_rate", COLUMNS="80").stdout
    # No word is broken: the measure has a line of its own.
    assert "Ranked by: Releases without the preparation done" in narrow
    assert max(map(len, narrow.splitlines())) <= 80
    wrong = pdusim_program("rank", "kept", "--by", "caseload")
    assert wrong.returncode == 2
    assert "say better=" in wrong.stderr


def test_a_sweep_prints_its_analysis_and_keeps_its_tables(
    pdusim_program: Program, experiment: Path, tmp_path: Path
) -> None:
    done = pdusim_program("sweep", experiment, "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "A small screening: 8 points, 2 replications each\n"
    assert "A small screening: 2 policies at 4 points (1 value varied, morris)" in done.stdout
    assert "Mean size of effect, μ* (95 %)" in done.stdout
    assert "arrivals.custody" in done.stdout
    assert "unit.scale" in done.stdout
    folder = tmp_path / "runs" / "small"
    assert {p.name for p in (folder / "analysis").iterdir()} == {
        "lever_effects.csv",
        "morris.csv",
        "policy_effects.csv",
        "spread.csv",
    }
    before = (folder / "estimates.csv").read_bytes()
    # Nothing is left to simulate: the same again, from two processes.
    again = pdusim_program("sweep", experiment, "--workers", "2", "--quiet")
    assert again.stdout == done.stdout
    assert again.stderr == ""
    assert (folder / "estimates.csv").read_bytes() == before
    checked = pdusim_program("verify", folder, "--sample", "2")
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count("the same") == 2


def test_damage_is_told_and_mended(
    pdusim_program: Program, experiment: Path, tmp_path: Path
) -> None:
    first = pdusim_program("sweep", experiment, "--workers", "1", "--quiet", "--store", "kept")
    (part,) = (tmp_path / "kept" / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-1])
    told = pdusim_program("verify", "kept")
    assert told.returncode == 1
    assert f"Damaged: parts/{part.name}" in told.stdout
    again = pdusim_program("sweep", experiment, "--workers", "1", "--quiet", "--store", "kept")
    assert f"{part.name} is damaged" in again.stderr
    assert again.stdout == first.stdout


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("kind: morris", "kind: moris"), 5, "did you mean 'morris'?"),
        (("[1.0, 1.1]", "{range: [2, 1]}"), 3, "write [1, 2]"),
        (("arrivals.custody", "arrivals.custdy"), 4, "arrivals.custody"),
        (("replications: 2", "precision: {relative: 7}"), 6, "fixed number of replications"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(
    pdusim_program: Program, experiment: Path, change: tuple[str, str], line: int, words: str
) -> None:
    experiment.write_text(experiment.read_text().replace(*change))
    done = pdusim_program("sweep", experiment)
    assert done.returncode == 2
    assert f"{experiment}:{line}:" in done.stderr
    assert words in done.stderr
    assert done.stdout == ""


def test_an_unknown_experiment_names_those_there_are(pdusim_program: Program) -> None:
    done = pdusim_program("sweep", "nothing")
    assert done.returncode == 2
    assert "there is no experiment 'nothing'; shipped are" in done.stderr
    assert "morris_all" in done.stderr


def test_warm_up(pdusim_program: Program, short_scenario: ScenarioFile) -> None:
    scenario = short_scenario()
    arguments = ("warmup", scenario, "--replications", "2", "--workers", "1", "--on", "caseload")
    done = pdusim_program(*arguments)
    assert done.returncode == 0, done.stderr
    assert "caseload" in done.stdout
    assert "is too short: 20 are the least" in done.stdout
    series = list(csv.DictReader(io.StringIO(pdusim_program(*arguments, "--csv").stdout)))
    assert [row["week"] for row in series] == [str(week) for week in range(6)]
    assert float(series[0]["mean"]) > 1000
    wrong = pdusim_program("warmup", scenario, "--replications", "2", "--on", "caselod")
    assert wrong.returncode == 2
    assert "did you mean 'caseload'" in wrong.stderr


def test_a_run_to_a_precision_says_how_many_and_why(
    pdusim_program: Program, short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    arguments = ("run", short_scenario(), "--workers", "1", "--format", "json", "--seed", "1")
    to_it = (*arguments, "--half-width", "workload_pct=60", "--maximum", "20", "--store", "kept")
    done = pdusim_program(*to_it)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["replications"] == found["precision"]["precise_from"] + 5
    assert found["precision"]["text"] in done.stderr
    assert pdusim_program(*to_it).stdout == done.stdout
    assert list((tmp_path / "kept" / "parts").iterdir())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--precision", "0.1", "--replications", "5"), "not both"),
        (("--on", "workload_pct"), "add --precision 0.05"),
        (("--precision", "0"), "above 0"),
        (("--precision", "0.1", "--on", "workload"), "did you mean 'workload_pct'"),
        (("--half-width", "workload_pct"), "write MEASURE=W"),
    ],
)
def test_impossible_precisions_are_told(
    pdusim_program: Program,
    short_scenario: ScenarioFile,
    options: tuple[str, ...],
    words: str,
) -> None:
    done = pdusim_program("run", short_scenario(), "--workers", "1", *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
