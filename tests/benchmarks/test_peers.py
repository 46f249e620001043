"""The same simplified unit in textbook SimPy, in Ciw and in pdusim gives the same answers."""

from __future__ import annotations

from itertools import combinations
from math import sqrt
from statistics import fmean, variance

import compare_peers
import pytest
from peers.unit import SimplifiedUnit

from pdusim.estimates.student import two_sided_t

REPLICATIONS = 8
SIZE = 0.05


def reports(name: str, unit: SimplifiedUnit) -> list[dict[str, float]]:
    model = compare_peers.MODELS[name]
    return [unit.report(model(unit, seed)) for seed in range(REPLICATIONS)]


def apart(one: list[dict[str, float]], other: list[dict[str, float]]) -> list[str]:
    """Answers whose means differ by more than the 99.9 % interval of their difference."""
    t = two_sided_t(0.999, 2 * REPLICATIONS - 2)
    found = []
    for answer in one[0]:
        values = [[report[answer] for report in some] for some in (one, other)]
        error = sqrt(sum(variance(v) for v in values) / REPLICATIONS)
        if abs(fmean(values[0]) - fmean(values[1])) > t * error:
            found.append(answer)
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, list[dict[str, float]]]:
    unit = SimplifiedUnit.of_size(SIZE)
    return {name: reports(name, unit) for name in compare_peers.MODELS}


@pytest.mark.parametrize(("one", "other"), list(combinations(compare_peers.MODELS, 2)))
def test_they_agree(found: dict[str, list[dict[str, float]]], one: str, other: str) -> None:
    assert not apart(found[one], found[other])


def test_a_unit_of_slower_officers_is_told_apart(
    found: dict[str, list[dict[str, float]]],
) -> None:
    unit = SimplifiedUnit.of_size(SIZE)
    slower = SimplifiedUnit(unit.scenario.with_values({"workforce.hours.full_time": 30}))
    for name in compare_peers.MODELS:
        assert apart(found[name], reports(name, slower))


def test_the_command_prints_answers_and_costs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = SimplifiedUnit.of_size(SIZE)
    monkeypatch.setattr(compare_peers, "load_scenario", lambda name: unit.scenario)
    monkeypatch.setattr(
        "sys.argv", ["compare_peers.py", f"--scale={SIZE}", "--replications=2", "--turns=1"]
    )
    compare_peers.main()
    printed = capsys.readouterr().out
    assert printed.count("±") == 4 * len(compare_peers.MODELS)
    costs = printed.split("a simulated unit-year costs")[1]
    for name in (*compare_peers.MODELS, "pdusim, whole baseline"):
        assert name in costs
