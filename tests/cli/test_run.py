"""``pdusim run``: the installed program, on a few weeks of the baseline."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from support import PROGRAM, Program, ScenarioFile

NOTHING_KEPT = (
    "pdusim: stopped, and nothing is kept: with --store DIR the same command would go on where "
    "it was"
)
SMALL = ("--replications", "2", "--seed", "1", "--workers", "1")


def test_the_table_says_what_was_run_and_every_measure(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    done = pdusim_program("run", short_scenario(), *SMALL)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    head = done.stdout.splitlines()[0]
    assert head.startswith("2 replications, seed 1, observed ")
    assert "(4 weeks, after 2 of warm-up)" in head
    assert "Workload of the unit, %" in done.stdout
    assert "Risk reviews missed, %" in done.stdout
    assert "Difference" not in done.stdout


def test_a_second_scenario_comes_with_its_difference_from_the_first(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    first = short_scenario("first")
    more = short_scenario("more", "unit: {scale: 1.2}\n", extends="first.yaml")
    done = pdusim_program("run", first, more, *SMALL)
    assert done.returncode == 0, done.stderr
    # The answer comes first, then the table.
    assert done.stdout.startswith("“more” ")
    (caseload,) = [line for line in done.stdout.splitlines() if line.startswith(" Caseload,")]
    # A fifth more of everything: some 450 more cases, shown with its sign and its interval.
    cells = caseload.split("+")
    assert 300 < float(cells[1].split()[0]) < 600


def test_a_measure_without_events_is_a_dash_with_its_reason(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    done = pdusim_program("run", short_scenario(), "--replications", "1", "--workers", "1", "--all")
    assert done.returncode == 0, done.stderr
    missing = [line for line in done.stdout.splitlines() if line.rstrip().endswith("– [1]")]
    assert missing
    (reason,) = [line for line in done.stdout.splitlines() if line.startswith("[1] ")]
    assert len(reason) > len("[1] ")


def test_a_section_that_is_none_is_refused_before_anything_is_simulated(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    done = pdusim_program("run", short_scenario(), "--section", "wrokload")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "there are: Workload (official points);" in done.stderr


def test_json_holds_estimates_and_differences(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    first = short_scenario("first")
    more = short_scenario("more", "unit: {scale: 1.2}\n", extends="first.yaml")
    done = pdusim_program("run", first, more, *SMALL, "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert "workload_pct" in done.stdout
    assert str(first.parent) not in done.stdout
    assert json.dumps(document, allow_nan=False)


def test_json_is_the_same_for_any_number_of_workers_and_any_hash_seed(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    first = short_scenario("first")
    more = short_scenario("more", "unit: {scale: 1.2}\n", extends="first.yaml")
    printed = [
        pdusim_program(
            *("run", first, more, "--replications", "3", "--seed", "7", "--format", "json"),
            *("--workers", workers),
            PYTHONHASHSEED=hash_seed,
        ).stdout
        for workers, hash_seed in (("1", "0"), ("2", "0"), ("2", "4711"))
    ]
    assert printed[0].startswith("{")
    assert printed[1] == printed[0]
    assert printed[2] == printed[0]


def test_csv_is_one_tidy_table(pdusim_program: Program, short_scenario: ScenarioFile) -> None:
    done = pdusim_program("run", short_scenario(), *SMALL, "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {"workload_pct", "missed_review_rate"} <= {row["measure"] for row in rows}
    assert None not in rows[0]


def test_a_run_is_kept_as_parquet_with_a_manifest(
    pdusim_program: Program, short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    done = pdusim_program("run", short_scenario(), *SMALL, "--out", "kept/run", "--quiet")
    assert done.returncode == 0, done.stderr
    kept = tmp_path / "kept" / "run"
    assert {p.suffix for p in kept.iterdir()} == {".parquet", ".json"}
    assert str(tmp_path) not in (kept / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--replications", "0"), "'--replications'"),
        (("--replications", "-3"), "'--replications'"),
        (("--replications", "many"), "'--replications'"),
        (("--workers", "0"), "'--workers'"),
        (("--seed", "-1"), "'--seed'"),
        (("--format", "xml"), "'table', 'json', 'csv'"),
        (("--colour",), "--colour"),
    ],
)
def test_wrong_arguments_are_refused(
    pdusim_program: Program, arguments: tuple[str, ...], words: str
) -> None:
    done = pdusim_program("run", "baseline", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_scenarios_of_different_years_are_refused_with_the_line_that_works(
    pdusim_program: Program, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    names = ("baseline", "sds40", "suspension_presumption")
    done = pdusim_program("run", *names, "--report", str(page), "--out", str(tmp_path / "kept"))
    assert done.returncode == 2
    assert "\n  pdusim run rules_2025 suspension_presumption\n" in done.stderr
    assert not done.stdout
    assert list(tmp_path.iterdir()) == []


def test_all_scenarios_can_be_observed_for_as_long(pdusim_program: Program, tmp_path: Path) -> None:
    small = tmp_path / "small.yaml"
    small.write_text("extends: baseline\nunit: {scale: 0.1, past_years: 1}\n")
    longer = tmp_path / "longer.yaml"
    longer.write_text("extends: small.yaml\nrun: {observe_weeks: 30}\n")
    weeks = ("--observe-weeks", "4", "--warm-up-weeks", "2", "--replications", "1")
    done = pdusim_program("run", str(small), str(longer), *weeks, "--quiet")
    assert done.returncode == 0
    assert "(4 weeks, after 2 of warm-up)" in done.stdout


def test_a_trace_under_scenarios_of_different_years_is_refused(pdusim_program: Program) -> None:
    done = pdusim_program("trace", "suspension_presumption", "--versus", "baseline")
    assert done.returncode == 2
    assert "\n  pdusim trace suspension_presumption --versus rules_2025\n" in done.stderr


def test_no_scenario_is_refused(pdusim_program: Program) -> None:
    done = pdusim_program("run")
    assert done.returncode == 2
    assert "SCENARIO" in done.stderr


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(
    pdusim_program: Program, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file\n", encoding="utf-8")
    for out in ("taken", "taken/run"):
        # A thousand replications would take minutes: refused, it takes none of them.
        done = pdusim_program("run", "baseline", "--replications", "1000", "--out", out)
        assert done.returncode == 2
        assert "cannot be kept" in done.stderr
        assert out in done.stderr
        assert "Traceback" not in done.stderr


def test_a_scenario_that_is_not_there_is_refused(pdusim_program: Program) -> None:
    for name in ("baselin", "nowhere.yaml", "folder/nowhere.yaml"):
        done = pdusim_program("run", name)
        assert done.returncode == 2
        assert name in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert "'baseline'" in pdusim_program("run", "baselin").stderr


RULES = """
from pathlib import Path

from pdusim.model.management.allocation_rules import least_loaded_eligible

def watched(choice):
    Path("at_work").touch()
    return least_loaded_eligible(choice)

RULES = {"watched": watched}
"""
"""An allocation rule that leaves a mark when it is used: a replication is under way."""


@pytest.fixture
def watched(tmp_path: Path) -> list[str | Path]:
    """A long run whose first allocation can be seen from outside."""
    (tmp_path / "rules.py").write_text(RULES, encoding="utf-8")
    (tmp_path / "watched.yaml").write_text(
        "extends: baseline\nmanagement: {allocation: {rule: 'own:watched'}}\n", encoding="utf-8"
    )
    return [PROGRAM, "run", "watched.yaml", "--rules", "rules.py", "--replications", "500"]


def _has_started(program: subprocess.Popen[str], folder: Path) -> bool:
    return len(_children(program.pid)) >= 2


def _imports(program: subprocess.Popen[str], folder: Path) -> bool:
    """Whether a worker has begun to import what the model needs."""
    for child in _children(program.pid):
        with suppress(OSError):
            if "numpy" in Path(f"/proc/{child}/maps").read_text(encoding="utf-8"):
                return True
    return False


def _is_at_work(program: subprocess.Popen[str], folder: Path) -> bool:
    return (folder / "at_work").exists()


@pytest.mark.parametrize(
    "begun", [_has_started, _imports, _is_at_work], ids=["starting", "importing", "busy"]
)
def test_ctrl_c_ends_the_run_without_a_traceback(
    tmp_path: Path, watched: list[str | Path], begun: Callable[[subprocess.Popen[str], Path], bool]
) -> None:
    with subprocess.Popen(
        [*watched, "--workers", "2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        _wait_until(lambda: begun(program, tmp_path))
        # As a terminal does it: to the program and its workers at once.
        os.killpg(program.pid, signal.SIGINT)
        printed, said = program.communicate()
    assert program.returncode == 130
    assert printed == ""
    assert said.strip() == NOTHING_KEPT
    _wait_until(lambda: not _anybody_left(program.pid))


def test_ctrl_c_without_workers_stops_too(tmp_path: Path, watched: list[str | Path]) -> None:
    with subprocess.Popen(
        [*watched, "--workers", "1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        _wait_until(lambda: _is_at_work(program, tmp_path))
        program.send_signal(signal.SIGINT)
        printed, said = program.communicate()
    assert program.returncode == 130
    assert printed == ""
    assert said.strip() == NOTHING_KEPT


def test_a_reader_that_goes_away_is_no_error(short_scenario: ScenarioFile) -> None:
    with subprocess.Popen(
        [PROGRAM, "run", short_scenario(), "--replications", "1", "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == ""
    assert program.returncode == 141


@pytest.mark.parametrize("quiet", [False, True])
def test_progress_is_shown_on_a_terminal_and_only_there(
    short_scenario: ScenarioFile, tmp_path: Path, quiet: bool
) -> None:
    ours, theirs = pty.openpty()
    command = [PROGRAM, "run", short_scenario(), *SMALL, *(["--quiet"] if quiet else [])]
    printed = tmp_path / "printed.txt"
    with (
        printed.open("w", encoding="utf-8") as file,
        subprocess.Popen(command, stdout=file, stderr=theirs) as program,
    ):
        os.close(theirs)
        seen = _read_all(ours)
    assert program.returncode == 0, seen
    assert ("Replications" in seen) is not quiet
    assert "Replications" not in printed.read_text(encoding="utf-8")


def _read_all(terminal: int) -> str:
    """Read what is written to a terminal until nobody holds it open any more."""
    parts = []
    with suppress(OSError):
        while part := os.read(terminal, 4096):
            parts.append(part)
    os.close(terminal)
    return b"".join(parts).decode()


def _children(pid: int) -> list[str]:
    """Processes that a process has started; the first is a helper of multiprocessing's own."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()


def _anybody_left(group: int) -> bool:
    """Tell whether a process of the group still lives."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something to come about; what never does is told by pytest's own limit."""
    while not condition():
        time.sleep(0.05)
