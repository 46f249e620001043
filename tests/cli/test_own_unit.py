"""``pdusim new``: from a few numbers to a scenario that runs as it is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support import Program, ScenarioFile

from pdusim.cli.own_unit import known_unit
from pdusim.experiment.errors import ExperimentError


def test_a_unit_of_a_few_numbers_can_be_checked(pdusim_program: Program, tmp_path: Path) -> None:
    file = tmp_path / "unit.yaml"
    numbers = ["--cases", "1500", "--officers", "25", "--vacancy", "30", "--region", "london"]
    done = pdusim_program("new", file, *numbers)
    assert done.returncode == 0, done.stderr
    assert pdusim_program("check", file).returncode == 0
    again = pdusim_program("new", file, *numbers)
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_nothing_known_away_from_a_terminal_is_refused(
    pdusim_program: Program, tmp_path: Path
) -> None:
    done = pdusim_program("new", tmp_path / "unit.yaml")
    assert done.returncode == 2
    assert "--cases" in done.stderr
    assert not (tmp_path / "unit.yaml").exists()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("vacancy", "many", "write a number"),
        ("start", "5/1/2026", "write a date as 2026-01-05"),
        ("officers", "2.5", "write a whole number"),
        ("mix", "custody", "write KIND=N"),
        ("starts_per_month", "nan", "write a number from 0 up"),
    ],
)
def test_what_is_not_understood_is_told_by_option(name: str, typed: str, said: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        known_unit({name: typed})
    assert f"--{name.replace('_', '-')}" in str(caught.value)
    assert said in str(caught.value)


def test_answers_are_understood_as_people_write_them() -> None:
    known = known_unit({"cases": "1,500", "vacancy": "30 %", "mix": "custody=700, life=40"})
    assert (known.cases, known.vacancy) == (1500, 0.3)
    assert known.mix == {"custody": 700.0, "life": 40.0}


def test_from_a_simulated_week_to_a_scenario_and_its_profile(
    pdusim_program: Program, short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    folder = tmp_path / "week"
    done = pdusim_program("snapshot", short_scenario(), folder, "--after-weeks", "1")
    assert done.returncode == 0, done.stderr
    assert pdusim_program("snapshot", short_scenario(), folder).returncode == 2
    start = re.search(r"start: (\S+)", (folder / "unit.yaml").read_text())
    assert start is not None
    files = ["--caseload", folder / "cases.csv", "--staff", folder / "staff.csv"]
    own = tmp_path / "own.yaml"
    assert "--start" in pdusim_program("new", own, *files).stderr
    done = pdusim_program("new", own, *files, "--start", start[1])
    assert done.returncode == 0, done.stderr
    shown = [
        json.loads(pdusim_program("profile", file, "--format", "json").stdout)
        for file in (folder / "unit.yaml", own)
    ]
    assert shown[0] == shown[1]
    assert sum(row["points"] for row in shown[0]["officers"]) == shown[0]["points"]
    table = pdusim_program("profile", own).stdout
    assert f"{shown[0]['cases']} cases, {shown[0]['points']} points" in table
    with (folder / "cases.csv").open("a") as file:
        file.write("X9,pillory\n")
    wrong = pdusim_program("check", own)
    assert wrong.returncode == 2
    assert "sentence: found 'pillory'" in wrong.stderr
    again = pdusim_program("new", tmp_path / "again.yaml", *files, "--start", start[1])
    assert "note: 1 row is wrong and not counted" in again.stdout
