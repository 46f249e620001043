"""``pdusim run`` of several units: the installed program, on two tiny ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import Program

TWO = (
    "name: Two\nset: {run.warm_up_weeks: 1, run.observe_weeks: 2, unit.past_years: 1}\n"
    "units:\n"
    "  - {name: North, region: London, cases: 40, officers: 2, vacancy: 30}\n"
    "  - {name: South, region: Wales, cases: 30}\n"
)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    file = tmp_path / "two.yaml"
    file.write_text(TWO)
    return file


def test_two_units_end_to_end(pdusim_program: Program, two: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "kept", tmp_path / "two.html"
    args = ("--replications", "2", "--workers", "1", "--out", out, "--report", page)
    done = pdusim_program("run", two, "third_of_posts_vacant", *args)
    assert done.returncode == 0, done.stderr
    assert "Two: 2 units, 2 replications of each, seed 0" in done.stdout
    for region in ("London", "Wales", "All units"):
        assert f"\n  {region} " in done.stdout
    kept = json.loads((out / "nation.json").read_text(encoding="utf-8"))
    assert [unit["name"] for unit in kept["units"]] == ["North", "South"]
    assert {row["level"] for row in kept["differences"]} == {"unit", "region", "whole"}
    text = page.read_text(encoding="utf-8")
    assert 'data-chart="tiles-workload_pct-1"' in text
    assert "Every unit" in text
    # The same command prints it again from its store, and what is kept can be checked.
    again = pdusim_program("run", two, "third_of_posts_vacant", *args)
    assert again.stdout == done.stdout
    assert (
        "a run of several units, 4 files whole"
        in pdusim_program("verify", out, "--sample", "0").stdout
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--precision", "0.1", "--on", "caseload"), "--precision is for one unit"),
        (("--section", "staff"), "--section is for one unit"),
        (("rules_2026",), "not observed in the same weeks"),
        (("nation",), "'nation' has several units too"),
    ],
)
def test_what_several_units_do_not_have_is_refused(
    pdusim_program: Program, two: Path, tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    done = pdusim_program("run", two, *args, "--out", tmp_path / "kept")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
