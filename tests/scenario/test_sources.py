"""Sources of the shipped scenarios: every figure named in square brackets exists."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pdusim.scenario import load_scenario, shipped_scenarios

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "docs" / "reference" / "figures.csv"


def figures() -> dict[str, dict[str, str]]:
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_figures_named_exist(name: str) -> None:
    known = figures()
    named = [
        (path, key)
        for path, provenance in load_scenario(name).provenance.items()
        for key in re.findall(r"\[([a-z0-9_*]+)\]", provenance.source or "")
    ]
    assert named
    unknown = [
        (path, key)
        for path, key in named
        if not any(re.fullmatch(key.replace("*", ".*"), k) for k in known)
    ]
    assert unknown == []


def test_a_recalled_figure_is_not_called_high_confidence() -> None:
    known = figures()
    wrong = []
    for path, provenance in load_scenario("baseline").provenance.items():
        keys = re.findall(r"\[([a-z0-9_]+)\]", provenance.source or "")
        tags = {known[key]["source_tag"] for key in keys if key in known}
        if provenance.confidence == "high" and tags and tags <= {"[RECALLED]"}:
            wrong.append((path, keys))
    assert wrong == []
