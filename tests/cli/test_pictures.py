"""``pdusim report``, ``trace``, ``replay`` and ``run --report``: the installed program."""

from __future__ import annotations

import csv
import re
import signal
import subprocess
from pathlib import Path

import pytest
from support import PROGRAM, Program, ScenarioFile

from pdusim.report.event_log import COLUMNS


def test_a_report_is_written_with_the_run_and_from_a_kept_one(
    pdusim_program: Program, short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    first = short_scenario("first", "unit: {scale: 0.2}\n")
    more = short_scenario(
        "more", "work: {time_multiplier: 2.0}\narrivals: {life: 0.4}\n", extends="first.yaml"
    )
    kept, page = tmp_path / "kept", tmp_path / "with_run.html"
    options = ("--replications", "2", "--workers", "1", "-q", "--out", kept, "--report", page)
    # In weeks of its own: the files are known again by what else they say.
    done = pdusim_program("run", first, more, "--observe-weeks", "9", *options)
    assert done.returncode == 0, done.stderr
    again = pdusim_program("report", kept, "--steps", "2", "--scenario", more)
    assert again.returncode == 2
    assert "is none of those shipped" in again.stderr
    both = ("--scenario", first, "--scenario", more)
    built = pdusim_program("report", kept, "--steps", "2", *both, "-o", tmp_path / "steps.html")
    assert built.returncode == 0, built.stderr
    assert "chart-waterfall-workload-pct" in (tmp_path / "steps.html").read_text("utf-8")
    again = pdusim_program("report", kept)
    assert again.returncode == 0, again.stderr
    assert again.stdout.strip() == str(kept / "report.html")
    assert (kept / "report.html").read_text("utf-8") == page.read_text("utf-8")


def test_a_story_is_told_drawn_and_exported(
    pdusim_program: Program, short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    one = short_scenario("one", "unit: {scale: 0.5}\n")
    two = short_scenario("two", "work: {time_multiplier: 2.5}\n", extends="one.yaml")
    page, log = tmp_path / "story.html", tmp_path / "log.csv"
    done = pdusim_program(
        "trace", one, "--versus", two, "--find", "most-officers", "-o", page, "--event-log", log
    )
    assert done.returncode == 0, done.stderr
    assert "one: " in done.stdout
    assert "The paths part on" in done.stdout or "The two lives are the same" in done.stdout
    assert 'id="chart-life"' in page.read_text("utf-8")
    with log.open(newline="", encoding="utf-8") as stream:
        assert tuple(next(csv.reader(stream))) == COLUMNS
    name = re.search(r"given to ((?:PO|PSO|PQIP) \d+)", done.stdout)[1]
    officer = pdusim_program("trace", one, "--officer", name)
    assert officer.returncode == 0, officer.stderr
    assert re.match(rf"{name}, (probation|trainee)", officer.stdout)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--person", "Nobody"), "nobody is called 'Nobody'"),
        (("--officer", "PO 999"), "no member of staff is called 'PO 999'"),
        (("--person", "P1", "--officer", "PO 1"), "give one of"),
    ],
)
def test_somebody_unknown_is_said_so(
    pdusim_program: Program, short_scenario: ScenarioFile, options, said: str
) -> None:
    done = pdusim_program("trace", short_scenario("small", "unit: {scale: 0.2}\n"), *options)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_replay_is_written(pdusim_program: Program, short_scenario: ScenarioFile) -> None:
    scenario = short_scenario("small", "unit: {scale: 0.2}\n")
    page = scenario.with_suffix(".html")
    done = pdusim_program("replay", scenario, "-o", page)
    assert done.returncode == 0, done.stderr
    assert "Replay: small" in page.read_text("utf-8")


def test_the_app_says_its_address_refuses_a_taken_port_and_ends_with_ctrl_c(
    pdusim_program: Program,
) -> None:
    command = [PROGRAM, "demo", "--port", "0", "--workers", "1", "--no-browser"]
    app = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        port = re.search(r"http://127\.0\.0\.1:(\d+)/", app.stdout.readline())[1]
        again = pdusim_program("demo", "--port", port, "--no-browser")
        assert again.returncode == 2
        assert f"port {port} cannot be used" in again.stderr
        assert "--port 0" in again.stderr
        app.send_signal(signal.SIGINT)
        _, said = app.communicate()
    finally:
        app.kill()
    assert app.returncode == 130
    assert said.strip() == "pdusim: stopped"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_app_ends_quietly_when_the_system_asks_it_to(number: signal.Signals) -> None:
    command = [PROGRAM, "demo", "--port", "0", "--workers", "1", "--no-browser"]
    app = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        assert app.stdout.readline()
        app.send_signal(number)
        _, said = app.communicate()
    finally:
        app.kill()
    assert app.returncode == 128 + number
    assert said == ""
