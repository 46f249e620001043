from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from scenario_support import refused

import pdusim.scenario
from pdusim.scenario import (
    Scenario,
    json_schema,
    list_parameters,
    load_scenario,
    shipped_scenarios,
    unsourced,
)


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline")


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_shipped_scenario_loads_and_says_what_it_is(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.description
    assert scenario.warnings == ()
    assert scenario.files[-1] == "scenarios/baseline.yaml"


def test_every_value_of_the_baseline_has_a_source_and_a_confidence(baseline: Scenario) -> None:
    assert unsourced(baseline) == []


def test_the_baseline_has_no_dated_changes(baseline: Scenario) -> None:
    assert baseline.dated == ()
    assert baseline.settings is baseline.undated


def test_every_parameter_is_described(baseline: Scenario) -> None:
    rows = list_parameters(baseline)
    assert len(rows) > 300
    assert [row.path for row in rows if not row.description] == []


def test_the_schema_for_editors_covers_the_baseline(baseline: Scenario) -> None:
    schema = json_schema()
    said = {"name", "description", "extends", "changes", "start"}
    sections = set(schema["properties"]) - said
    assert sections == set(type(baseline.settings).model_fields)
    assert json.loads(json.dumps(schema)) == schema
    known = schema["properties"]["changes"]["items"]["properties"]["set"]["properties"]
    assert "run.start" not in known
    assert "early_release.ecsl.max_days" in known


def test_the_ecsl_scenario_widens_the_scheme_step_by_step(baseline: Scenario) -> None:
    scenario = load_scenario("ecsl_70_days")
    steps = [(c.date.isoformat(), c.value) for c in scenario.dated if c.path.endswith("max_days")]
    assert [value for _, value in steps] == [18, 35, 70, 0]
    assert steps == sorted(steps)
    assert scenario.undated == baseline.undated


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: baseline\nworkfroce: {}\n", "did you mean 'workforce'?"),
        ("extends: baseline\narrivals: {custody: many}\n", "found the text 'many'"),
        ("extends: baseline\narrivals: {custody: -29}\n", "out of bounds"),
        ("extends: baseline\nrun: {start: 2024-02-30}\n", "that month ends on 2024-02-29"),
        ("extends: basline\n", "did you mean 'baseline'?"),
        ("extends: policy.yaml\n", "never ends: policy.yaml extends policy.yaml"),
        ("", "the file is empty"),
        ("\x00\x01\x02", "not a text file"),
        ("just: [a", "not valid YAML"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "the anchor &a"),
        ("a: " + "[" * 100_000, "nested more than 32 levels deep"),
        ("arrivals: {custody: 29}\n", "add the line 'extends: baseline'"),
    ],
    ids=lambda text: repr(text[:30]),
)
def test_a_faulty_file_is_refused_in_one_readable_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("policy.yaml").write_text(text)
    (problem,) = refused(lambda: load_scenario("policy.yaml"))
    assert message in str(problem)
    assert str(problem).startswith("policy.yaml:1:" if problem.line == 1 else "policy.yaml:2:")


def test_importing_the_package_is_cheap() -> None:
    code = (
        "import sys, pdusim.scenario as s\n"
        "heavy = {'pydantic', 'ruamel.yaml', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "s.load_scenario('baseline')\n"
        "assert 'numpy' not in sys.modules\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_public_names_are_there() -> None:
    for name in pdusim.scenario.__all__:
        assert getattr(pdusim.scenario, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        pdusim.scenario.nothing  # noqa: B018
