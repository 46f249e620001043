"""Fourteen small runs give the events, totals and weekly figures on record."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from pathlib import Path

import fingerprints
import pytest


@pytest.fixture(scope="module")
def record():
    return fingerprints.stored()


def test_every_run_is_on_record(record) -> None:
    assert record["runs"].keys() == fingerprints.RUNS.keys()


@pytest.mark.parametrize("run", fingerprints.RUNS)
def test_a_run_is_as_on_record(run: str, record) -> None:
    """A change of model output is made on purpose: see tools/fingerprints.py."""
    old, new = record["runs"][run], fingerprints.fingerprint(run)
    if record["where"] == fingerprints.where():
        same = old["hash"] == new["hash"]
    else:  # Bits are promised for one family of processors and pinned libraries.
        same = fingerprints.same_but_for_last_digits(old, new)
    assert same, "\n".join(fingerprints.explanation(run, old, new))


def _explained(old, new) -> str:
    return "\n".join(fingerprints.explanation("baseline", old, {**new, "hash": "other"}))


def test_an_explanation_names_the_first_day_the_totals_and_the_columns(record) -> None:
    old, new = record["runs"]["baseline"], fingerprints.fingerprint("baseline_other_rules")
    told = _explained(old, new)
    first = re.search(r"events differ first on day (\d+) \((\S+)\), on \d+ of \d+ days", told)
    assert first
    day, digits = int(first[1]), fingerprints.DIGITS
    assert old["days"][: (day + 1) * digits] == new["days"][: (day + 1) * digits]
    was, now = old["totals"]["workload_pct"][0], new["totals"]["workload_pct"][0]
    assert f"total workload_pct: {was!r} stored, {now!r} now" in told
    assert re.search(r"weekly columns that differ: .*hours tasks", told)
    assert "last digits" not in told


def test_an_explanation_tells_rounding_from_another_life(record) -> None:
    old = record["runs"]["baseline"]
    new = copy.deepcopy(old)
    new["totals"]["workload_pct"][0] *= 1 + 1e-12
    told = _explained(old, new)
    assert "only last digits differ" in told
    assert "total workload_pct" in told
    new["totals"]["workload_pct"][0] *= 1 + 1e-6
    assert "last digits" not in _explained(old, new)


def test_an_explanation_knows_a_column_by_its_figures(record) -> None:
    old = record["runs"]["baseline"]
    new = copy.deepcopy(old)
    new["weekly"]["set free"] = new["weekly"].pop("releases")
    told = _explained(old, new)
    assert "weekly column releases: now called set free, the same figures" in told
    assert "gone" not in told
    assert "differ:" not in told


def test_the_first_different_event_is_shown_with_what_came_before() -> None:
    old = [f"event {number}" for number in range(10)]
    new = [*old[:6], "another", *old[6:]]
    told = "\n".join(fingerprints.first_difference(old, new))
    assert "event 6 differs first" in told
    assert "      event 5\n  old event 6" in told
    assert "new another" in told
    assert fingerprints.first_difference(old, old) == ["  every event is the same"]


def test_what_is_written_is_read_back(record, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(fingerprints, "STORED", tmp_path / "fingerprints.json")
    fingerprints.write(record["runs"])
    assert fingerprints.stored() == {"where": fingerprints.where(), "runs": record["runs"]}


def test_the_command_says_which_run_it_does_not_know() -> None:
    told = subprocess.run(
        [sys.executable, Path(fingerprints.__file__), "check", "nothing"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "no run is called 'nothing'" in told.stderr
    assert "sds40" in told.stderr
