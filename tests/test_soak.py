"""The tool that tries to break the program: it finds what is broken, and the same each time."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from pdusim.scenario import Problem, ScenarioError
from tools.soak import files, requests, scenarios, stores
from tools.soak.counts import Counts

ROOT = Path(__file__).parents[1]


@pytest.fixture
def counts(tmp_path: Path) -> Counts:
    folder = tmp_path / "found"
    folder.mkdir()
    return Counts(folder)


def test_files_spoilt_by_chance_are_read_or_refused(tmp_path: Path, counts: Counts) -> None:
    files.soak(50, 20_251, counts, tmp_path)
    assert [one.what for one in counts.findings] == []
    assert set(counts.outcomes) == set(files.KINDS)
    assert sum(outcomes.total() for outcomes in counts.outcomes.values()) == 50


def test_damaged_folders_failing_disks_kills_and_wild_requests_lose_nothing(
    tmp_path: Path, counts: Counts
) -> None:
    stores.soak_damage(4, 20_251, counts, tmp_path)
    stores.soak_disk(2, 20_251, counts, tmp_path)
    stores.soak_kills(1, 20_251, counts, tmp_path)
    requests.soak(20, 20_251, counts, tmp_path)
    scenarios.soak(1, 20_251, counts, tmp_path)
    assert [one.what for one in counts.findings] == []
    assert set(counts.outcomes) == {"damage", "disk", "kills", "requests", "scenarios"}


def test_what_loses_something_is_found(
    tmp_path: Path, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stores.made(tmp_path)
    monkeypatch.setattr(stores, "made", lambda folder: stores.Made(whole.folder, "other"))
    stores.soak_disk(1, 3, counts, tmp_path)
    assert "other results than before" in counts.findings[-1].what
    monkeypatch.setattr(scenarios, "simulate", lambda *a, **k: 1 / 0)
    scenarios.soak(5, 3, counts, tmp_path)
    assert "ZeroDivisionError" in counts.findings[-1].what
    monkeypatch.setattr("pdusim.app.server._Request._path", lambda self: 1 / 0)
    requests.soak(3, 3, counts, tmp_path)
    assert "ZeroDivisionError" in counts.findings[-1].what


@pytest.mark.parametrize("kind", files.KINDS)
def test_a_file_follows_from_seed_kind_and_number_alone(kind: str) -> None:
    make = files.KINDS[kind][0]
    made = [make(Random(f"7:{kind}:{number}")) for number in range(5)]
    assert made == [make(Random(f"7:{kind}:{number}")) for number in range(5)]
    assert len(set(made)) > 1


def slip(file: Path) -> None:
    raise KeyError("no such thing")


def escape(file: Path) -> None:
    raise ScenarioError([Problem("case.yaml\x1b[31m\u202e", 1, 1, "", "wrong")])


def nowhere(file: Path) -> None:
    raise ScenarioError([Problem("", 0, 0, "", "wrong")])


def hang(file: Path) -> None:
    signal.raise_signal(signal.SIGPROF)


@pytest.mark.parametrize(
    ("read", "words"),
    [(slip, "KeyError"), (nowhere, "without a file"), (hang, "hangs")],
)
def test_what_is_broken_is_found_and_its_input_kept(
    tmp_path: Path, counts: Counts, monkeypatch: pytest.MonkeyPatch, read: object, words: str
) -> None:
    make, _, ending, part = files.KINDS["targets"]
    monkeypatch.setitem(files.KINDS, "targets", (make, read, ending, part))  # type: ignore[arg-type]
    files.soak(0, 3, counts, tmp_path, ("targets", 8))
    (found,) = counts.findings
    assert (found.kind, found.seed, found.number) == ("targets", 3, 8)
    assert words in found.what
    assert Path(found.kept).read_bytes() == make(Random("3:targets:8"))
    assert "--seed 3 --only targets:8" in counts.text()


def test_control_characters_of_a_file_name_are_written_out_in_messages(
    tmp_path: Path, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, _, ending, part = files.KINDS["targets"]
    monkeypatch.setitem(files.KINDS, "targets", (make, escape, ending, part))
    files.soak(0, 3, counts, tmp_path, ("targets", 8))
    assert counts.findings == []


def test_the_command_says_what_it_can_do_and_what_it_did(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.soak"]
    helped = subprocess.run(
        [*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert helped.returncode == 0
    assert "--files N" in helped.stdout
    done = subprocess.run(
        [*command, "--files", "10", "--seed", "5", "--keep", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed 5, ")
    assert done.stdout.endswith("nothing found\n")
    assert "disk" not in done.stdout, "a number given for one kind leaves out the others"
