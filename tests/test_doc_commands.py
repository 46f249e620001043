"""Every command that README and docs give, run in the order in which it stands there.

A page is followed in an empty folder: a YAML block that begins with the name of a file is saved as
that file, then each line of each ``sh`` block and each Python block is run as it stands, but for
what stands in the tables below: fewer replications and weeks, and what is tried elsewhere.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support import PROGRAM

from pdusim.experiment.files import read_sweep

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WITH_COMMANDS = [
    page for page in PAGES if re.search(r"```(sh|python)\n", page.read_text(encoding="utf-8"))
]

ELSEWHERE = {
    r"git clone ": "where .ci/run is, somebody has done it",
    r"^make (run|fast|test)\b": ".ci/run, with few replications; see the test of it below",
    r"^make wheel |^PDUSIM_COMPILE=1 pip ": "make fast compiles with the same command of pip",
    r"python3 -m venv |\. \S+/activate$|python -m pip install ": "tests/test_packaging.py",
    r"polars\.scan_parquet": "two lines that need a sweep of hours; tests/experiment/test_store.py",
    r"import pm4py": "the line after the table that pm4py reads, which is made here; not installed",
    r"SLURMCluster": "needs Slurm; tests/experiment/test_executors.py has a cluster of Dask's own",
    r"^pdusim run nation": "108 units; two of them in the same page, and tests/nation",
    r"run_experiment\(\"my_experiment": "3,456 replications; the file is read in this test",
}
"""What is not run here, and where it is."""

SMALLER = {
    # Few replications of few weeks, or of all weeks where a report builds the policy up again.
    r"^(pdusim run (?!.*--out runs/).*?)( --replications \d+| *#.*)?$": (
        r"\1 --replications 2 --warm-up-weeks 2 --observe-weeks 6"
    ),
    r"^(pdusim run .*--precision .*|pdusim run .*--half-width .*) --replications 2 ": (
        r"\1 --maximum 5 "
    ),
    r"^(pdusim run .*?)( --replications \d+)?( --seed 1)?( --out runs/\w+)(?: *#.*)?$": (
        r"\1 --replications 2\3\4"
    ),
    r"--steps 10": "--steps 1",
    r"--pairs 40": "--pairs 2 --only overtime",
    r"--pairs 10": "--pairs 2",
    r"^pdusim warmup baseline --replications 20": "pdusim warmup baseline --replications 2",
    r"(--workers 2) --replications 8": r"\1 --replications 1",
    r"^python ((?:examples|experiments)/\S+)$": rf"python {ROOT}/\1 --replications 2",
    r"^python ((?:examples|experiments)/\S+ --)": rf"python {ROOT}/\1",
    r"replications=20": "replications=1",
    r"^pdusim demo.*": "pdusim demo --port 0 --no-browser --workers 1",
}
"""What is made smaller, and how."""


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def smaller(command: str) -> str:
    for pattern, other in SMALLER.items():
        command = re.sub(pattern, other, command)
    return command


def is_elsewhere(command: str) -> bool:
    return any(re.search(pattern, command) for pattern in ELSEWHERE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def follow(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    told = f"{command[-1]}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, told
    assert "Traceback" not in done.stderr, told
    assert done.stdout, told


def open_and_close(command: str, folder: Path) -> None:
    """Start the app, wait until it says where it is, and end it."""
    with subprocess.Popen(
        ["sh", "-c", f"exec {command}"],
        cwd=folder,
        env={**os.environ, "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert "http://" in program.stdout.readline()
        program.send_signal(signal.SIGINT)
    assert program.returncode in {0, 130}


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_can_be_followed(page: Path, folder: Path) -> None:
    for text in blocks(page, "yaml"):
        named = re.match(r"# (\w+\.yaml)\n", text)
        if named:
            (folder / named[1]).write_text(text, encoding="utf-8")
            if named[1].endswith("_experiment.yaml"):
                assert read_sweep(folder / named[1]).measures
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            if is_elsewhere(line):
                continue
            command = smaller(line)
            if command.startswith("pdusim demo"):
                open_and_close(command, folder)
            else:
                follow(["sh", "-c", command], folder)
    for block in blocks(page, "python"):
        if not is_elsewhere(block):
            end = "\nprint('done')\n"
            begin = "" if "import " in block else "from pdusim import load_scenario, simulate\n"
            follow([sys.executable, "-c", begin + smaller(block) + end], folder)


def test_no_command_stands_in_a_block_that_is_not_followed() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for language, block in re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.DOTALL | re.M):
            if language == "":
                assert not re.search(r"^ *(pdusim|make|python|pip) ", block, re.MULTILINE), page


def test_what_is_said_to_be_done_by_ci_is_done_there() -> None:
    lines = [line for page in PAGES for block in blocks(page, "sh") for line in block.splitlines()]
    named = {line.split()[1] for line in lines if re.match(r"make (run|fast|test)\b", line)}
    done = set(re.findall(r"^ *target (\w+)", (ROOT / ".ci" / "run").read_text("utf-8"), re.M))
    assert "run" in named
    assert named <= done


def test_every_command_named_anywhere_is_one_that_there_is() -> None:
    """Inline ones too: the command and each of its options."""
    known: dict[str, set[str]] = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
        lines = [line.split("#")[0] for line in lines if line.startswith("pdusim ")]
        lines += [" ".join(one.split()) for one in re.findall(r"`(pdusim [^`]*)`", text)]
        for line in lines:
            name, *words = line.split()[1:]
            if not re.fullmatch(r"[a-z]+", name):
                continue
            if name not in known:
                done = subprocess.run(
                    [PROGRAM, name, "--help"], capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, f"{page.name}: {line}"
                known[name] = set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", done.stdout))
            used = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            assert used <= known[name], f"{page.name}: {line}"


@pytest.mark.parametrize(
    "script",
    sorted(
        path
        for path in [*(ROOT / "experiments").glob("*.py"), *(ROOT / "examples").glob("*.py")]
        if "__main__" in path.read_text(encoding="utf-8")
    ),
    ids=lambda path: path.name,
)
def test_every_script_says_what_it_does(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, script, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: ")
    assert script.read_text(encoding="utf-8").splitlines()[0][3:30] in " ".join(done.stdout.split())
