"""``check``, ``schema``, ``parameters``, ``scenarios``: what the program says about files."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest
from support import PROGRAM, Program, ScenarioFile

import pdusim
from pdusim.build import build


def test_the_version_is_that_of_the_package(pdusim_program: Program) -> None:
    done = pdusim_program("--version")
    assert (done.returncode, done.stdout) == (0, f"pdusim {pdusim.__version__} ({build()})\n")


def test_no_command_shows_the_help(pdusim_program: Program) -> None:
    done = pdusim_program()
    assert "Usage: pdusim" in done.stdout + done.stderr
    assert pdusim_program("--help").returncode == 0


def test_what_a_file_changes_is_listed(pdusim_program: Program, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(
        "extends: baseline\nchanges:\n"
        "  - {from: 2024-06-03, add: {workforce.posts.po: 6}, multiply: {arrivals.custody: 0.5}}\n"
    )
    checked, compared = pdusim_program("check", str(file)), pdusim_program("diff", "baseline", file)
    for done in (checked, compared):
        assert done.returncode == 0, done.stderr
        (line,) = [line for line in done.stdout.splitlines() if "3 Jun 2024" in line]
        assert line.split()[3:] == ["workforce.posts.po", "46", "posts", "52", "posts", "(+6)"]
        assert "(× 0.5)" in done.stdout
    assert "note: workforce.posts.po rises by 6" in checked.stdout


def test_an_unknown_command_is_refused_with_the_nearest(pdusim_program: Program) -> None:
    done = pdusim_program("ruin")
    assert done.returncode == 2
    assert "'run'" in done.stderr


def test_right_files_are_said_to_be_right(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    done = pdusim_program("check", "baseline", short_scenario())
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert [line.endswith("right") for line in lines] == [True, True]
    assert "  Differs from baseline:" in done.stdout.splitlines()
    assert lines[0].startswith("baseline: ")


def test_every_file_is_checked_even_after_a_wrong_one(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    wrong = short_scenario("wrong", "unit: {scael: 2}\n")
    right = short_scenario("right")
    done = pdusim_program("check", wrong, right)
    assert done.returncode == 2
    assert "right.yaml: right" in done.stdout
    assert f"{wrong}:5:8" in done.stderr
    assert "'scale'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: a\nextends: baseline\nunti: {scale: 1}\n", "'unit'"),
        ("name: a\nextends: baseline\nunit: {scale: big}\n", "a number"),
        ("name: a\nextends: baseline\nunit: {scale: -1}\n", "at least 0.001"),
        ("name: a\nextends: baseline\nrun: {start: 2023-02-30}\n", "2023-02-28"),
        ("name: a\nextends: nowhere.yaml\n", "nowhere.yaml"),
        ("name: a\nextends: case.yaml\n", "case.yaml"),
        ("", "case.yaml"),
        ("name: [\n", "case.yaml"),
        ("\x00\x01\x02", "case.yaml"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "case.yaml"),
        ("a: " + "[" * 20_000 + "]" * 20_000 + "\n", "case.yaml"),
    ],
    ids=[
        *("key", "type", "bound", "date", "parent", "cycle"),
        *("empty", "no-yaml", "bytes", "anchors", "depth"),
    ],
)
@pytest.mark.parametrize("command", ["check", "run", "parameters"])
def test_a_wrong_file_is_one_message_and_exit_code_2(
    pdusim_program: Program, tmp_path: Path, command: str, text: str, words: str
) -> None:
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    done = pdusim_program(command, "case.yaml")
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert "case.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 2000


def test_the_schema_is_json_with_a_description_of_every_section(pdusim_program: Program) -> None:
    done = pdusim_program("schema")
    assert done.returncode == 0, done.stderr
    schema = json.loads(done.stdout)
    assert {"name", "extends", "changes", "run", "unit", "workforce"} <= set(schema["properties"])


def test_parameters_lists_every_value_with_unit_and_source(pdusim_program: Program) -> None:
    done = pdusim_program("parameters", "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = {row["path"]: row for row in json.loads(done.stdout)}
    scenario = pdusim.load_scenario("baseline")
    assert list(rows) == list(scenario.provenance)
    scale = rows["unit.scale"]
    assert scale["value"] == scenario.settings.unit.scale
    assert scale["unit"] == "ratio"
    assert scale["source"]
    assert scale["confidence"] in ("high", "medium", "low", "assumed")


def test_parameters_as_csv_hold_the_same_values(pdusim_program: Program) -> None:
    done = pdusim_program("parameters", "baseline", "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    data = json.loads(pdusim_program("parameters", "--format", "json").stdout)
    assert [row["path"] for row in rows] == [row["path"] for row in data]
    assert [row["source"] for row in rows] == [row["source"] for row in data]


def test_the_table_of_parameters_is_readable(pdusim_program: Program) -> None:
    done = pdusim_program("parameters", COLUMNS="100")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(len(line) for line in lines) <= 100
    assert any("unit.scale" in line for line in lines)


def test_parameters_can_be_filtered_by_any_text(pdusim_program: Program) -> None:
    done = pdusim_program("parameters", "--filter", "SICKNESS", "--format", "json")
    rows = json.loads(done.stdout)
    assert rows
    assert all("sickness" in json.dumps(row).lower() for row in rows)


def test_a_filter_that_finds_nothing_says_so(pdusim_program: Program) -> None:
    done = pdusim_program("parameters", "--filter", "no such thing")
    assert done.returncode == 0
    assert "no value" in done.stderr
    assert done.stdout == ""


def test_parameters_of_a_policy_show_what_it_changes(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    path = short_scenario("short", "unit: {scale: 1.25}\n")
    done = pdusim_program("parameters", path, "--filter", "unit.scale", "--format", "json")
    (row,) = json.loads(done.stdout)
    assert row["value"] == 1.25
    assert "short.yaml" in row["source"]


def test_a_dated_change_follows_the_value_that_it_changes(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    more = """\
        changes:
          - from: 2022-10-10
            set: {workforce.posts.po: {value: 50, source: a plan, confidence: low}}
        """
    path = short_scenario("short", dedent(more))
    arguments = ("parameters", path, "--filter", "workforce.posts.po")
    rows = json.loads(pdusim_program(*arguments, "--format", "json").stdout)
    rows = [row for row in rows if row["path"] == "workforce.posts.po"]
    assert [row["from"] for row in rows] == [None, "2022-10-10"]
    assert (rows[1]["value"], rows[1]["source"], rows[1]["confidence"]) == (50, "a plan", "low")
    assert "  from 2022-10-10" in pdusim_program(*arguments).stdout


def test_the_shipped_scenarios_are_listed_by_family_with_what_they_are(
    pdusim_program: Program,
) -> None:
    done = pdusim_program("scenarios", COLUMNS="80")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    root = Path(__file__).parents[2] / "scenarios"
    for file in root.glob("*.yaml"):
        (place,) = [n for n, line in enumerate(lines) if line.split()[:1] == [file.stem]]
        assert re.match(r"    \S", lines[place + 1]), file.stem
    some = pdusim_program("scenarios", "--filter", "recall_56").stdout.splitlines()
    assert next(line for line in some if line[:1].strip()) == "Recall"
    assert sum(line.split()[:1] == ["recall_56_days"] for line in some) == 1
    assert "baseline" not in some


def test_a_closed_pipe_is_no_error() -> None:
    """``pdusim parameters | head -1``."""
    with subprocess.Popen(
        [PROGRAM, "parameters"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == ""
    assert program.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_one_message() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [PROGRAM, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_of_few_signs_gets_question_marks(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    path = short_scenario("short", "unit: {scale: {value: 2, source: Großstadt}}\n")
    done = pdusim_program("parameters", path, "--filter", "scale", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "Gro?stadt" in done.stdout


def test_no_colour_codes_where_nobody_sees_them(pdusim_program: Program) -> None:
    assert "\x1b" not in pdusim_program("parameters").stdout
    assert "\x1b" not in pdusim_program("scenarios").stdout


def test_check_takes_every_kind_of_input_and_tells_where_each_is_wrong(
    pdusim_program: Program,
) -> None:
    cases = Path(__file__).parents[1] / "data" / "cases" / "studies"
    wrong = sorted(path for path in cases.glob("*.yaml") if "constant_measure" not in path.name)
    done = pdusim_program("check", *map(str, wrong), str(cases / "targets.csv"), "morris_all")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for path in wrong:
        assert f"{path}: wrong\n\n{path}:" in done.stderr
    assert f"{cases / 'targets.csv'}: right" in done.stdout
    assert "morris_all.yaml: right" in done.stdout


@pytest.mark.parametrize("command", ["run", "warmup"])
def test_a_number_of_replications_nobody_means_is_refused(
    pdusim_program: Program, command: str
) -> None:
    done = pdusim_program(command, "baseline", "--replications", "9" * 30)
    assert done.returncode == 2
    assert "1000000" in done.stderr
    assert "Traceback" not in done.stderr
