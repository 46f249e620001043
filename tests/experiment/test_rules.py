"""A rule file that is wrong is told of before anything is simulated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from experiment_stubs import MODEL, Stub

from pdusim import Extensions, ScenarioError, run
from pdusim.cli.options import precision_from
from pdusim.experiment import ExperimentError, load_results
from pdusim.experiment.identity import replication_key
from pdusim.outcomes import counts
from pdusim.outcomes.measures import Measure, ratio
from pdusim.scenario import load_scenario


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "there is no such rule file"),
        ("import sys\nsys.exit(3)\n", "rules.py:2: the rule file ends the program (SystemExit: 3)"),
        ("x = 1\ny = x / 0\n", "rules.py:2: the rule file stumbles (ZeroDivisionError: "),
        ("def rule(:\n", "rules.py:1: the rule file stumbles (SyntaxError: "),
        ("RULES = 3\n", "define RULES"),
        ("RULES = {'fair': 3}\n", "define RULES"),
    ],
)
def test_a_rule_file_that_cannot_be_used_is_told(
    tmp_path: Path, text: str | None, told: str
) -> None:
    file = tmp_path / "rules.py"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ExperimentError) as error:
        run(Stub(), replications=1, rules=file, _simulate=MODEL)
    assert told in str(error.value)
    assert str(file) in str(error.value)


def test_a_rule_file_of_a_name_that_no_file_can_have_is_told() -> None:
    with pytest.raises(ExperimentError, match="there is no such rule file"):
        run(Stub(), replications=1, rules="x" * 300, _simulate=MODEL)


def test_a_rule_of_ones_own_that_is_nowhere_is_told_with_what_to_write() -> None:
    fair = load_scenario("baseline").with_values({"management.allocation.rule": "own:fair"})
    with pytest.raises(ExperimentError, match=r"'own:fair'.*--rules FILE"):
        run(fair, replications=1)
    with pytest.raises(ExperimentError, match=r"'own:fair'.*it has other"):
        run(fair, replications=1, rules={"other": print})


def test_a_rule_that_ends_the_program_fails_its_replication(tmp_path: Path) -> None:
    found = run(
        Stub(), replications=2, store=tmp_path / "store", _simulate="experiment_stubs:leave"
    )
    assert [failure.error for failure in found.failures] == ["SystemExit: 3"] * 2


SCRIPT = """
from experiment_stubs import MODEL, Stub
import pdusim

print(len(pdusim.run(Stub(), replications=4, workers=2, _simulate=MODEL).outcomes[0]))
"""


@pytest.mark.parametrize("guarded", [False, True])
def test_a_script_without_a_guard_is_told_what_to_write(tmp_path: Path, guarded: bool) -> None:
    script = tmp_path / "script.py"
    text = SCRIPT.replace("print(", 'if __name__ == "__main__":\n    print(') if guarded else SCRIPT
    script.write_text(text, encoding="utf-8")
    path = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, script],
        env={"PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if guarded:
        assert (done.returncode, done.stdout) == (0, "4\n"), done.stderr
        return
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert 'if __name__ == "__main__":' in done.stderr.split("ExperimentError: ")[-1]


OWN = """
from math import log1p
from pdusim.outcomes import counts
from pdusim.outcomes.measures import Measure, ratio


def exponential(u):
    return -log1p(-u)


MEASURES = [
    Measure("recalls_per_release", "Recalls a release", "recalls", "Recalls / releases.",
            "ratio", "lower", "Mine", ratio(counts.RECALLS, counts.RELEASES)),
]
DISTRIBUTIONS = {"mine": exponential}
"""
HOURS = "work.service.hours_distribution"
SMALL = {"unit.scale": 0.1, "run.warm_up_weeks": 0, "run.observe_weeks": 8}


def test_a_rule_file_carries_measures_and_distributions_to_every_worker(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(OWN, encoding="utf-8")
    base = load_scenario("baseline").with_values(SMALL)
    asks = base.with_values({HOURS: "own:mine"})
    told = run(base.with_values({HOURS: "exponential"}), replications=2)
    found = run(asks, replications=2, workers=2, rules=file)
    assert found.measure_names == (*told.measure_names, "recalls_per_release")
    for row, other in zip(told.estimates(), found.estimates(), strict=False):
        assert (row.measure, row.mean) == (other.measure, other.mean)
    last = found.estimates()[-1]
    assert (last.title, last.unit) == ("Recalls a release", "recalls")
    assert last.mean is not None
    again = load_results(found.save(tmp_path / "run"))
    assert again.estimates() == found.estimates()
    assert again.to_json() == found.to_json()


def test_a_folder_does_not_lose_a_run_to_one_with_other_measures(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(OWN, encoding="utf-8")
    base = load_scenario("baseline").with_values(SMALL)
    run(base, replications=1, rules=file).save(tmp_path / "run")
    for other in (None, file):
        file.write_text(OWN.replace('"Mine"', '"Other"'), encoding="utf-8")
        with pytest.raises(ExperimentError, match="holds another run"):
            run(base, replications=1, rules=other).save(tmp_path / "run")
    file.write_text(OWN, encoding="utf-8")
    run(base, replications=1, rules=file).save(tmp_path / "run")


def test_a_store_tells_apart_what_was_added(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(OWN, encoding="utf-8")
    base = load_scenario("baseline").with_values(SMALL)
    keys = {replication_key(base, 0)}
    keys.add(replication_key(base, 0, file))
    file.write_text(OWN.replace("counts.RELEASES", "counts.ALLOCATIONS"), encoding="utf-8")
    keys.add(replication_key(base, 0, file))
    for count in (counts.RELEASES, counts.ALLOCATIONS):
        for name in ("mine", "yours"):
            measure = Measure(name, name, "", "Mine.", "ratio", "", "", ratio(count, count))
            keys.add(replication_key(base, 0, Extensions(measures=[measure])))
    for mean in (1.0, 1.01):

        def certain(u: float, mean: float = mean) -> float:
            return mean

        def closed(u: float) -> float:
            return mean  # noqa: B023 - it is the closure that is told apart

        for one in (certain, closed):
            keys.add(replication_key(base, 0, Extensions(distributions={"mine": one})))
    assert len(keys) == 3 + 4 + 4


class Opaque:
    mean = 1.0


OPAQUE = Opaque()


def unknowable(u: float) -> float:
    return OPAQUE.mean


def test_what_cannot_be_told_apart_is_not_kept(tmp_path: Path) -> None:
    base = load_scenario("baseline").with_values(SMALL)
    own = Extensions(distributions={"mine": unknowable})
    with pytest.raises(ExperimentError, match=r"'mine': it reads .* put it in a file"):
        run(base, replications=1, rules=own, store=tmp_path / "store")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({HOURS: "own:mine"}, r"distribution of hours 'own:mine'.*DISTRIBUTIONS"),
        ({"management.allocation.rule": "own:mine"}, r"allocation rule 'own:mine'.*RULES"),
    ],
)
def test_what_a_scenario_asks_for_is_looked_for_in_its_own_table(
    asked: dict[str, str], told: str
) -> None:
    own = Extensions(rules={"rule": print}, distributions={"other": unknowable})
    with pytest.raises(ExperimentError, match=told):
        run(load_scenario("baseline").with_values(asked), replications=1, rules=own)


def test_what_cannot_be_sent_to_a_worker_says_what_to_write() -> None:
    with pytest.raises(ExperimentError, match="with def at the top level"):
        run(
            load_scenario("baseline").with_values(SMALL),
            replications=1,
            rules={"mine": lambda choice: None},
        )


@pytest.mark.parametrize("name", ["own:", "own:" + 80 * "x", "gama", ""])
def test_a_distribution_that_is_none_is_refused_at_load(name: str) -> None:
    with pytest.raises(ScenarioError, match=r"names no distribution.*known are fixed, gamma"):
        load_scenario("baseline").with_values({HOURS: name})


def test_a_precision_can_be_asked_of_a_measure_of_a_rule_file() -> None:
    own = ["recalls_per_release"]
    wanted = precision_from(0.5, "", "recalls_per_release", 40, None, own)
    assert wanted == {"maximum": 40, "relative": 0.5, "on": own}
    wanted = precision_from(None, "recalls_per_release=0.1", "", 40, None, own)
    assert wanted == {"maximum": 40, "absolute": {"recalls_per_release": 0.1}}
    with pytest.raises(ExperimentError, match="no measure 'recalls_per_release'"):
        precision_from(0.5, "", "recalls_per_release", 40, None)
