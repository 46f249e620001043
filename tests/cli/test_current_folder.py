"""What lies in the folder where a command is typed is never run: not by it, not by its workers."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.request
from importlib.metadata import packages_distributions
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from support import PROGRAM

AS_PROGRAM = (str(PROGRAM),)
AS_MODULE = (sys.executable, "-m", "pdusim")
FILES = {
    "tiny.yaml": """\
        name: tiny
        extends: baseline
        unit: {scale: 0.05, past_years: 1}
        run: {warm_up_weeks: 1, observe_weeks: 2}
        """,
    "sweep.yaml": """\
        scenarios: [./tiny.yaml]
        levers: {unit.scale: [0.05, 0.06]}
        replications: 2
        measures: [workload_pct]
        """,
    "calibration.yaml": """\
        scenarios: {baseline: ./tiny.yaml}
        targets: targets.csv
        free: {workforce.posts.po: {range: [40, 60]}}
        replications: 1
        check_replications: 2
        rounds: 1
        """,
    "goal.yaml": """\
        scenario: ./tiny.yaml
        bounds: {workload_pct: {at_most: 90}}
        levers: {workforce.posts.po: {to: 60, step: 7}}
        replications: 2
        check_replications: 2
        """,
    "targets.csv": """\
        id,scenario,measure,low,high
        A,baseline,workload_pct,100,130
        B,baseline,caseload,100,200
        """,
    "inside/__main__.py": "import sys; print(*sys.modules)\n",
    "inside/__init__.py": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with scenarios, and a file in the place of every module there is."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    # Under -m Python itself takes some modules from the current folder before the program runs.
    taken = subprocess.run(
        [sys.executable, "-m", "inside"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.split()
    names = {*sys.stdlib_module_names, *packages_distributions()}
    names |= {"sitecustomize", "usercustomize", "pdusim_extra_rules"}
    names -= {"pdusim", "__main__", *(name.split(".")[0] for name in taken)}
    assert {"struct", "typing", "__future__", "numpy", "multiprocessing"} <= names
    for name in names:
        (tmp_path / f"{name}.py").write_text(
            f"open({str(tmp_path / 'EXECUTED')!r}, 'a').write('{name} ')\nraise SystemExit(9)\n"
        )
    return tmp_path


def executed(folder: Path) -> str:
    """The modules of the folder that were run."""
    there = folder / "EXECUTED"
    return there.read_text() if there.exists() else ""


def asked(address: str, token: str, content: dict[str, Any]) -> dict[str, Any]:
    """Ask the app something."""
    headers = {"X-Session": token}
    question = urllib.request.Request(address, json.dumps(content).encode(), headers)
    with urllib.request.urlopen(question, timeout=600) as answer:
        return dict(json.load(answer))


@pytest.mark.parametrize("program", [AS_PROGRAM, AS_MODULE], ids=["pdusim", "python -m pdusim"])
@pytest.mark.parametrize(
    "command",
    [
        ["run", "./tiny.yaml", "--replications", "2", "--workers", "2", "--quiet"],
        ["sweep", "sweep.yaml", "--workers", "2", "--quiet"],
        ["calibrate", "calibration.yaml", "--workers", "2", "--quiet"],
        ["goal", "goal.yaml", "--workers", "2", "--quiet"],
    ],
    ids=lambda command: command[0],
)
def test_no_child_of_a_command_runs_it(
    folder: Path, program: tuple[str, ...], command: list[str]
) -> None:
    done = subprocess.run(
        [*program, *command], cwd=folder, capture_output=True, text=True, check=False, timeout=600
    )
    assert executed(folder) == ""
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("program", [AS_PROGRAM, AS_MODULE], ids=["pdusim", "python -m pdusim"])
def test_no_child_of_the_app_runs_it(folder: Path, program: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [*program, "demo", "--port", "0", "--workers", "1", "--no-browser"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as app:
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", app.stdout.readline())[0]
            token = asked(f"{address}api/session", "", {})["token"]
            policy = asked(f"{address}api/run", token, {"levers": {}})
            person = {**policy, "kind": "missed-review"}
            assert asked(f"{address}api/person", token, person)["person"]
            app.send_signal(signal.SIGINT)
            _, said = app.communicate()
        finally:
            app.kill()
    assert executed(folder) == ""
    assert said.strip() == "pdusim: stopped"


SCRIPT = """\
    import pdusim
    from typing import Any
    from my_rules import RULES

    if __name__ == "__main__":
        results = pdusim.run(
            "./tiny.yaml", replications=2, workers=2, rules=RULES
        )
        print(results.replications)
    """
RULES = """\
    def fewest(team, case, context):
        return None

    RULES = {"fewest": fewest}
    """


def test_a_script_finds_what_lies_beside_it_in_workers_too(folder: Path) -> None:
    beside = folder / "scripts"
    beside.mkdir()
    (beside / "script.py").write_text(dedent(SCRIPT))
    (beside / "my_rules.py").write_text(dedent(RULES))
    done = subprocess.run(
        [sys.executable, beside / "script.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert executed(folder) == ""
    assert done.stdout == "2\n", done.stderr


def test_where_it_cannot_be_prevented_there_are_no_workers(folder: Path) -> None:
    # -E makes Python ignore the variable that keeps workers from it; -P goes with it.
    command = ["-m", "pdusim", "run", "./tiny.yaml", "--replications", "2", "--quiet"]
    refused = subprocess.run(
        [sys.executable, "-E", *command, "--workers", "2"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "start it with -I" in refused.stderr
    for options in (["-E", "-P"], ["-I"]):
        done = subprocess.run(
            [sys.executable, *options, *command, "--workers", "2"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
    assert executed(folder) == ""
