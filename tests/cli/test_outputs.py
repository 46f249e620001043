"""What a command computed is never lost: outputs are tried first, and each is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import PROGRAM, Program, ScenarioFile

from pdusim.cli.streams import plain_signs

SMALL = ("--replications", "2", "--seed", "1", "--workers", "1")
LONG = ("--replications", "100000", "--workers", "1")
"""Would take hours: what is refused takes none of them."""


@pytest.mark.parametrize(
    "command",
    [
        ("run", "baseline", *LONG, "--report", "FILE"),
        ("run", "baseline", *LONG, "--out", "FILE"),
        ("trace", "baseline", "-o", "FILE"),
        ("trace", "baseline", "--event-log", "FILE"),
        ("replay", "baseline", "-o", "FILE"),
    ],
    ids=lambda command: f"{command[0]} {command[-2]}",
)
@pytest.mark.parametrize("place", ["taken/x.html", "/proc/x.html", "x" * 300])
def test_an_output_that_cannot_be_written_is_refused_before_anything_is_simulated(
    pdusim_program: Program, tmp_path: Path, command: tuple[str, ...], place: str
) -> None:
    (tmp_path / "taken").write_text("a file\n", encoding="utf-8")
    done = pdusim_program(*(place if word == "FILE" else word for word in command))
    assert done.returncode == 2
    assert place in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_folder_is_no_place_for_a_report(pdusim_program: Program, tmp_path: Path) -> None:
    done = pdusim_program("run", "baseline", *LONG, "--report", ".")
    assert done.returncode == 2
    assert "is a folder" in done.stderr


def test_a_reader_that_goes_away_costs_neither_the_run_nor_the_report(
    short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    command = [PROGRAM, "run", short_scenario(), *SMALL, "--out", "kept", "--report", "page.html"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        program.stdout.close()
        assert program.stderr is not None
        assert program.stderr.read() == b""
    assert program.returncode == 141
    assert (tmp_path / "kept" / "manifest.json").is_file()
    assert "</html>" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_is_full_costs_only_what_was_to_be_written_there(
    short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    command = [PROGRAM, "run", short_scenario(), *SMALL, "--out", "kept", "--report", "/dev/full"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Workload of the unit" in done.stdout
    assert "/dev/full cannot be written: No space left on device" in done.stderr
    assert (tmp_path / "kept" / "manifest.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_store_that_cannot_be_written_costs_no_result_and_has_its_exit_code(
    short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    line = f'"{PROGRAM}" run "{short_scenario()}" --workers 1 --store kept --replications'

    def called(line: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", "-c", line]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert called(f"{line} 1").returncode == 0
    # No file may be larger than a kilobyte or two, as if the disk had no more room.
    full = called(f"ulimit -f 2; {line} 2")
    assert full.returncode == 1
    assert "Workload of the unit" in full.stdout
    (said,) = full.stderr.splitlines()
    assert said.startswith("pdusim: the store in kept cannot be written: ")
    assert "Replications kept there: 1; finished and not kept: 1." in said
    again = called(f"{line} 2")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == full.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_of_which_a_disk_takes_a_part_is_an_error(tmp_path: Path, unbuffered: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'ulimit -f 2; "{PROGRAM}" schema > schema.json'],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 < (tmp_path / "schema.json").stat().st_size <= 2048
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [("run", "baseline", *LONG), ("sweep", "morris_all"), ("calibrate", "calibrate_baseline")],
    ids=lambda command: command[0],
)
def test_one_folder_cannot_be_both_store_and_run(
    pdusim_program: Program, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = pdusim_program(*command, "--out", "kept", "--store", tmp_path / "kept")
    assert done.returncode == 2
    assert done.stderr.endswith(
        "pdusim: kept cannot be the folder of both --out and --store: --out takes the results, "
        "--store the replications as they finish. Give --store kept/store\n"
    )
    assert list(tmp_path.iterdir()) == []


INTERRUPTED = """
import signal, sys
import pdusim.cli
from pdusim.cli.{module} import {name}

def interrupted(*_, **__):
    # To this thread: sent to the process it may reach another one, and this one ends first.
    signal.raise_signal(signal.SIGINT)

pdusim.cli.{module}.{name} = interrupted
sys.argv = ["pdusim", *{command}]
pdusim.cli.main()
"""
"""A program in which something takes so long that the user gives up."""


@pytest.mark.parametrize(
    ("module", "name", "command"),
    [
        ("streams", "prepare_streams", ["scenarios"]),
        ("program", "careful", ["scenarios"]),
        ("program", "emit", ["schema"]),
        ("outputs", "probe_files", ["run", "baseline"]),
        ("results", "show_results", ["show", "kept"]),
    ],
)
def test_ctrl_c_is_one_line_and_its_exit_code_wherever_the_program_is(
    pdusim_program: Program, short_scenario: ScenarioFile, tmp_path: Path, module, name, command
) -> None:
    if "kept" in command:
        done = pdusim_program("run", short_scenario(), *SMALL, "--out", "kept")
        assert done.returncode == 0, done.stderr
    text = INTERRUPTED.format(module=module, name=name, command=command)
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert done.stdout == ""
    assert done.stderr == "pdusim: stopped\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(
    short_scenario: ScenarioFile, tmp_path: Path, closed: str
) -> None:
    line = f'"{PROGRAM}" run "{short_scenario()}" {" ".join(SMALL)} --out kept {closed}'
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert ("Workload of the unit" in done.stdout) is (closed == "2>&-")
    assert json.loads((tmp_path / "kept" / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["cp1252", "cp437", "ascii"])
def test_a_minus_is_a_minus_in_every_code_page(
    short_scenario: ScenarioFile, tmp_path: Path, page: str
) -> None:
    first = short_scenario("first")
    less = short_scenario("less", "unit: {scale: 0.8}\n", extends="first.yaml")
    done = subprocess.run(
        [PROGRAM, "run", first, less, *SMALL],
        env={**os.environ, "PYTHONIOENCODING": page, "COLUMNS": "240"},
        capture_output=True,
        check=False,
    )
    (caseload,) = [
        line
        for line in done.stdout.decode(page).splitlines()
        if line.strip().startswith("Caseload, cases")
    ]
    assert "?" not in done.stdout.decode(page)
    assert " -4" in caseload
    assert " to -" in caseload


def test_signs_without_a_plain_form_lose_their_accents_or_are_asked_for() -> None:
    text = "− – “é” × μ 雪"
    error = UnicodeEncodeError("ascii", text, 0, len(text), "no such sign")
    assert plain_signs(error) == ('- - "e" x mu ?'.replace(" ", " "), len(text))


def test_another_run_is_not_replaced_unless_that_is_asked_for(
    pdusim_program: Program, short_scenario: ScenarioFile, tmp_path: Path
) -> None:
    command = ("run", short_scenario(), *SMALL, "--out", "kept")
    assert pdusim_program(*command).returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}

    other = (*command, "--replications", "3")
    refused = pdusim_program(*other)
    assert refused.returncode == 2
    assert "kept holds another run (short; 2 replications, seed 1)" in refused.stderr
    assert "--force" in refused.stderr
    assert refused.stdout == ""
    after = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    assert after == before

    again = pdusim_program(*command)
    assert again.returncode == 0, again.stderr
    after = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    assert after == before

    assert pdusim_program(*other, "--force").returncode == 0
    shown = pdusim_program("show", "kept")
    assert shown.stdout.startswith("3 replications, seed 1, observed ")


def test_a_kept_run_is_printed_again_as_it_was(
    pdusim_program: Program, short_scenario: ScenarioFile
) -> None:
    command = ("run", short_scenario(), *SMALL)
    kept = pdusim_program(*command, "--out", "kept")
    assert pdusim_program("show", "kept").stdout == kept.stdout
    for form in ("csv", "json"):
        printed = pdusim_program(*command, "--format", form).stdout
        assert pdusim_program("show", "kept", "--format", form).stdout == printed


STUDY = """
import signal
import typer
from experiment_stubs import MODEL, Stub
from pdusim.cli.output import careful
from pdusim.cli.work import at_work
from pdusim.experiment import run

def study(workers: int, replications: int) -> None:
    with careful(), at_work(workers, None, quiet=True, store="kept") as options:
        run(Stub(pause=0.002), replications=replications, store="kept",
            _simulate=MODEL, **options)

if __name__ == "__main__":
    # What began the tests may ignore it, as nohup does, and its children would.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    typer.run(study)
"""
"""What the commands do around their replications, with a model that takes no time."""


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_what_is_finished_is_kept_whatever_stops_a_run_and_the_same_command_goes_on(
    tmp_path: Path, number: int, code: int, workers: str
) -> None:
    (tmp_path / "study.py").write_text(STUDY, encoding="utf-8")
    command = [sys.executable, "study.py", workers]
    options = {
        "cwd": tmp_path,
        "env": {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "experiment")},
    }
    with subprocess.Popen(
        [*command, "1000000"],
        **options,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        parts = tmp_path / "kept" / "parts"
        # The first part is written when 64 are done, and more are when the signal comes.
        while not (parts.is_dir() and any(parts.glob("*.parquet"))):
            assert program.poll() is None
            time.sleep(0.01)
        os.killpg(program.pid, number) if number != signal.SIGTERM else program.terminate()
        printed, said = program.communicate()
    assert program.returncode == code
    assert printed == ""
    assert said == (
        "pdusim: stopped; what is finished is kept in kept, and the same command goes on from "
        "there\n"
    )
    before = sorted(parts.glob("*.parquet"))
    assert subprocess.run([*command, "64"], **options, check=False).returncode == 0
    assert sorted(parts.glob("*.parquet")) == before


def test_warnings_of_libraries_are_not_told_as_ours(tmp_path: Path) -> None:
    program = (
        "import warnings\n"
        "from pdusim.cli.work import at_work\n"
        "with at_work(1, None, quiet=True):\n"
        "    warnings.warn('of a library', RuntimeWarning)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "RuntimeWarning: of a library" in done.stderr
    assert "pdusim:" not in done.stderr
