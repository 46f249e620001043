"""The scripts for a class run, and show what they promise."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

EXAMPLES = Path(__file__).parents[2] / "examples"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_queue_grows_with_the_flow(capsys) -> None:
    found = load("queue_near_100").main(replications=1, observe_weeks=26)
    loads = [load for load, _ in found]
    assert loads == sorted(loads)
    assert found[-1][1] > found[0][1]
    assert capsys.readouterr().out.count("workload") == len(found)


def test_single_runs_scatter_and_the_pairs_agree(capsys) -> None:
    today, more = load("one_run_tells_nothing").main(replications=3, observe_weeks=20)
    assert max(today) > min(today)
    assert sum(more) > sum(today)
    assert "The share of risk reviews missed" in capsys.readouterr().out


def test_the_pictures_of_the_readme_are_kept_and_drawn_by_the_chart_kit() -> None:
    folder = EXAMPLES.parent / "docs" / "pictures"
    for name in ("missed-reviews.svg", "one-person.svg"):
        root = ElementTree.parse(folder / name).getroot()
        assert root.get("role") == "img"
        assert (folder / name).stat().st_size < 100_000
