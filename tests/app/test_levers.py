"""Sliders: what they refuse, and the scenario file that comes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import Program

import pdusim
from pdusim.app.lessons import LESSONS
from pdusim.app.levers import LeverError, Levers
from pdusim.experiment.identity import scenario_hash


@pytest.fixture(scope="module")
def levers() -> Levers:
    return Levers(pdusim.load_scenario("baseline"))


MOVED = {
    "arrivals": 115,
    "vacancy": 33,
    "sickness": 170,
    "early_days": 35,
    "span": 14,
    "rule": "round_robin",
}


def test_sliders_at_rest_are_the_baseline(levers: Levers) -> None:
    assert levers.values(levers.read({})) == {}


@pytest.mark.parametrize("name", MOVED)
def test_every_slider_changes_the_scenario(levers: Levers, name: str) -> None:
    moved = levers.scenario(levers.read({name: MOVED[name]}))
    assert scenario_hash(moved) != scenario_hash(levers.base)


@pytest.mark.parametrize("moved", [{}, MOVED, {"sickness": 70}])
def test_the_file_loads_to_the_very_same_scenario(levers: Levers, moved, tmp_path) -> None:
    checked = levers.read(moved)
    path = tmp_path / "policy.yaml"
    path.write_text(levers.yaml(checked))
    assert scenario_hash(pdusim.load_scenario(path)) == scenario_hash(levers.scenario(checked))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"arrivals": 1e300}, "arrivals"),
        ({"arrivals": -5}, "arrivals"),
        ({"vacancy": "many"}, "vacancy"),
        ({"vacancy": float("nan")}, "vacancy"),
        ({"vacancy": float("inf")}, "vacancy"),
        ({"sickness": True}, "sickness"),
        ({"sickness": None}, "sickness"),
        ({"span": [3]}, "span"),
        ({"rule": "whoever"}, "rule"),
        ({"rule": 7}, "rule"),
        ({"os.system": 1}, "os.system"),
        (["arrivals"], ""),
    ],
)
def test_wild_input_is_refused_by_name(levers: Levers, asked, name: str) -> None:
    with pytest.raises(LeverError) as refused:
        levers.read(asked)
    assert name in refused.value.problems


def test_five_lessons_compare_scenarios_that_differ(levers: Levers) -> None:
    assert len(LESSONS) == 5
    for lesson in LESSONS:
        hashes = {scenario_hash(one) for one in lesson.scenarios(levers)}
        assert len(hashes) == len(lesson.arms) >= 2
        assert lesson.question.endswith("?")


@pytest.mark.parametrize(
    "command",
    [
        ("policy.yaml",),
        ("base.yaml", "policy.yaml"),
        ("baseline", "policy.yaml", "--warm-up-weeks", "13", "--observe-weeks", "39"),
    ],
    ids=" ".join,
)
def test_the_file_can_be_run_kept_and_reported(
    levers: Levers, pdusim_program: Program, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "base.yaml").write_text(levers.yaml(levers.read({}), "as it is"))
    (tmp_path / "policy.yaml").write_text(levers.yaml(levers.read(MOVED)))
    options = ("--replications", "1", "--workers", "1", "--out", "kept", "--report", "page.html")
    done = pdusim_program("run", *command, *options)
    assert done.returncode == 0, done.stderr
    assert "Workload of the unit, %" in done.stdout
    assert (tmp_path / "kept" / "manifest.json").is_file()
    assert "</html>" in (tmp_path / "page.html").read_text("utf-8")


def test_the_file_is_not_compared_with_other_weeks_and_told_what_with(
    levers: Levers, pdusim_program: Program, tmp_path: Path
) -> None:
    (tmp_path / "policy.yaml").write_text(levers.yaml(levers.read(MOVED)))
    done = pdusim_program("run", "baseline", "policy.yaml", "--report", "page.html")
    assert done.returncode == 2
    # The command of the test before.
    works = "pdusim run baseline policy.yaml --warm-up-weeks 13 --observe-weeks 39"
    assert f"\n  {works}\n" in done.stderr
    assert not (tmp_path / "page.html").exists()
