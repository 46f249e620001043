from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from toy_model import load, write

from pdusim.experiment.design import Factor, varied_values
from pdusim.experiment.files import SweepSpec, read_sweep
from pdusim.scenario.errors import ScenarioError

HEAD = "scenarios: [./toy.yaml]\n"


def read(folder: Path, text: str) -> SweepSpec:
    return read_sweep(write(folder, "sweep", dedent(text)), load)


def problems(folder: Path, text: str) -> list[Any]:
    with pytest.raises(ScenarioError) as caught:
        read(folder, text)
    return caught.value.problems


def test_everything_a_file_may_say(tmp_path: Path) -> None:
    write(tmp_path, "policy", "extends: ./toy.yaml\nname: policy\ninputs: {noise: 2.0}\n")
    spec = read(
        tmp_path,
        """\
        name: All of it
        description: For the test.
        scenarios: [./toy.yaml, ./policy.yaml]
        base: ./policy.yaml
        set: {run.observe_weeks: 9}
        levers:
          inputs.shape: [ishigami, linear]
          inputs.posts: {range: [5, 15]}
        uncertain:
          inputs.x1: {range: [0, 2]}
        design: {kind: lhs, points: 8, seed: 5}
        replications: 3
        seed: 7
        measures: [missed_review_rate]
        weekly: true
        """,
    )
    assert (spec.name, spec.replications, spec.seed, spec.weekly) == ("All of it", 3, 7, True)
    assert [p.name for p in spec.policies] == [
        f"{name}, inputs.shape = {shape}"
        for name in ("toy", "policy")
        for shape in ("ishigami", "linear")
    ]
    assert spec.policies[spec.base].name == "policy, inputs.shape = ishigami"
    assert spec.policies[3].scenario.settings.inputs.shape == "linear"
    assert all(p.scenario.settings.run.observe_weeks == 9 for p in spec.policies)
    assert spec.factors == (
        Factor("inputs.posts", 5.0, 15.0, True, "posts", 10.0),
        Factor("inputs.x1", 0.0, 2.0, False, "", 1.0),
    )
    assert (spec.design.kind, spec.design.points, spec.design.seed) == ("lhs", 8, 5)
    assert spec.measures == ("missed_review_rate",)


def test_all_uncertain_values_are_those_with_a_plausible_range(tmp_path: Path) -> None:
    spec = read(tmp_path, HEAD + "uncertain: all\ndesign: {kind: lhs}\n")
    assert [f.path for f in spec.factors] == ["inputs.x1", "inputs.x2", "inputs.x3"]
    assert spec.notes == ("inputs.note is left out: it is not a single number",)


def test_all_may_leave_values_or_sections_out(tmp_path: Path) -> None:
    spec = read(tmp_path, HEAD + "uncertain: all\nleave_out: [inputs.x2]\ndesign: {kind: lhs}\n")
    assert [f.path for f in spec.factors] == ["inputs.x1", "inputs.x3"]
    found = problems(tmp_path, HEAD + "uncertain: all\nleave_out: [inputs]\ndesign: {kind: lhs}\n")
    assert "no value has a plausible range" in str(found[0])


def test_all_leaves_alone_what_a_policy_decides(tmp_path: Path) -> None:
    write(tmp_path, "other", "extends: ./toy.yaml\nname: other\ninputs: {x1: 3.0}\n")
    dated = "extends: ./toy.yaml\nname: dated\nchanges: [{from: 2024-01-09, set: {inputs.x2: 2}}]\n"
    write(tmp_path, "dated", dated)
    spec = read(
        tmp_path,
        """\
        scenarios: [./toy.yaml, ./other.yaml, ./dated.yaml]
        uncertain: all
        design: {kind: lhs}
        """,
    )
    assert [f.path for f in spec.factors] == ["inputs.x3"]
    assert "inputs.x1 is left out: other sets it" in spec.notes
    assert "inputs.x2 is left out: dated sets it" in spec.notes


def test_shares_of_a_whole_give_way_to_each_other(tmp_path: Path) -> None:
    spec = read(
        tmp_path,
        HEAD
        + """\
uncertain:
  mix.a: {range: [0.3, 0.7]}
  mix.b: {range: [0.2, 0.4]}
  parts.first.share: {range: [0.2, 0.8]}
design: {kind: lhs, points: 8}
""",
    )
    for row in spec.design.rows(3):
        values = varied_values(spec.factors, row)
        # The share that is not varied keeps its proportion to the others.
        assert set(values) == {"mix.a", "mix.b", "mix.c", "parts.first.share", "parts.second.share"}
        raw = 0.3 + 0.4 * row[0], 0.2 + 0.2 * row[1]
        assert values["mix.a"] / values["mix.b"] == pytest.approx(raw[0] / raw[1])
        scenario = spec.policies[0].scenario.with_values(values)
        assert scenario.settings.mix.a == values["mix.a"]
        assert scenario.settings.parts.second.share == values["parts.second.share"]


def test_all_takes_no_two_ranges_that_do_not_go_together(tmp_path: Path) -> None:
    write(
        tmp_path,
        "crossing",
        "extends: ./toy.yaml\nname: crossing\nlimits:\n"
        "  amber: {value: 2.0, range: [1.0, 4.0]}\n  red: {value: 5.0, range: [3.0, 6.0]}\n",
    )
    spec = read(tmp_path, "scenarios: [./crossing.yaml]\nuncertain: all\ndesign: {kind: lhs}\n")
    assert "limits.amber" in [f.path for f in spec.factors]
    assert (
        "limits.red is left out: its range and that of limits.amber do not go together"
        in spec.notes
    )


def test_levels_alone_need_no_design(tmp_path: Path) -> None:
    spec = read(tmp_path, HEAD + "levers: {inputs.x1: [1, 2], inputs.x2: [3, 4, 0]}\n")
    assert len(spec.policies) == 6
    assert spec.factors == ()
    assert spec.replications == 20


def test_a_mapping_says_the_same_as_a_file(tmp_path: Path) -> None:
    write(tmp_path, "unused", "")
    content = {
        "scenarios": [str(tmp_path / "toy.yaml")],
        "levers": {"inputs.x1": [1.0, 2.0]},
        "replications": 2,
    }
    assert [p.levels for p in read_sweep(content, load).policies] == [
        {"inputs.x1": 1.0},
        {"inputs.x1": 2.0},
    ]


BAD = [
    ("levers: {inputs.x9: [1]}\n", 2, "unknown key 'x9'", "did you mean 'inputs.x3'?"),
    ("levers: {inputs.x1: {range: [2, 1]}}\n", 2, "upside down", "write [1, 2]"),
    ("levers: {inputs.x1: {range: [2, 2]}}\n", 2, "is empty", "[low, high]"),
    ("levers: {inputs.x1: {range: [1, 9]}}\n", 2, "9", "at most 4"),
    ("levers: {inputs.x1: {range: 5}}\n", 2, "number 5", "[low, high]"),
    ("levers: {inputs.x1: {range: [low, 5]}}\n", 2, "'low'", "a number"),
    ("levers: {inputs.x1: {ranges: [1, 2]}}\n", 2, "unknown key 'ranges'", "did you mean 'range'?"),
    ("levers: {inputs.x1: 5}\n", 2, "no levels", "[level, level, …]"),
    ("levers: {inputs.shape: [square]}\n", 2, "square", "ishigami"),
    (
        "levers: {inputs.shape: {range: [1, 2]}}\ndesign: {kind: morris}\n",
        2,
        "inputs.shape is not a number",
        "{levels: [ishigami, linear]}",
    ),
    ("levers: {inputs.posts: {range: [0.5, 2]}}\n", 2, "whole numbers", "whole numbers"),
    ("uncertain: [inputs.posts]\n", 2, "no plausible range", "{range: [low, high]}"),
    ("uncertain: some\n", 2, "not understood", "all, a list of paths"),
    ("uncertain: {inputs.x1: [1, 2]}\n", 2, "no range", "{range: [low, high]}"),
    ("uncertain: all\n", 2, "no design says how", "kind: lhs"),
    ("uncertain: all\ndesign: {kind: lsh}\n", 3, "'lsh'", "did you mean 'lhs'?"),
    ("uncertain: all\ndesign: {points: 5}\n", 3, "no kind", "morris"),
    ("uncertain: all\ndesign: {kind: lhs, levels: 5}\n", 3, "unknown key 'levels'", "points"),
    ("uncertain: all\ndesign: {kind: lhs, points: 1}\n", 3, "number 1", "a whole number from 2 to"),
    ("uncertain: all\ndesign: {kind: morris, levels: 5}\n", 3, "found 5", "write 6"),
    (
        "uncertain: all\ndesign: {kind: factorial, levels: 200}\n",
        3,
        "make 8,000,000 points",
        "kind: lhs",
    ),
    ("replications: 0\n", 2, "number 0", "a whole number from 1 to"),
    ("replications: 2.5\n", 2, "2.5", "whole number"),
    ("precision: {relative: 5}\n", 2, "below 1", "{relative: 0.05"),
    ("precision: {relative: 0}\n", 2, "above 0", "{relative: 0.05"),
    ("precision: {relative: 0.1, on: workload}\n", 2, "no measure 'workload'", "workload_pct"),
    ("precision: {relative: 0.1}\nreplications: 5\n", 2, "beside replications", "one of the two"),
    (
        "uncertain: all\ndesign: {kind: lhs}\nprecision: {relative: 0.1}\n",
        4,
        "fixed number of replications",
        "replications: 2",
    ),
    ("measures: [workload_pc]\n", 2, "no measure 'workload_pc'", "workload_pct"),
    ("sed: 1\n", 2, "unknown key 'sed'", "did you mean 'seed'?"),
    ("seed: -1\n", 2, "number -1", "0 to 2^64"),
    ("weekly: sometimes\n", 2, "'sometimes'", "true or false"),
    ("base: nobody\n", 2, "'nobody' is not among the scenarios", "./toy.yaml"),
    ("set: {inputs.noise: -1}\n", 2, "-1", "at least 0"),
    ("set: {inputs.nose: 1}\n", 2, "unknown key 'nose'", "inputs.noise"),
    ("levers: {inputs.x1: [1]}\nuncertain: [inputs.x1]\n", 3, "a lever as well", "one of the two"),
]


@pytest.mark.parametrize(("text", "line", "message", "instead"), BAD)
def test_what_is_wrong_is_told_with_place_and_what_to_write(
    tmp_path: Path, text: str, line: int, message: str, instead: str
) -> None:
    found = next(p for p in problems(tmp_path, HEAD + text) if message in str(p))
    assert found.file == str(tmp_path / "sweep.yaml")
    assert found.line == line
    assert found.column > 0
    assert instead in str(found)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = HEAD + "sed: 1\nreplications: 0\nlevers: {inputs.x1: {range: [2, 1]}}\n"
    assert [p.line for p in problems(tmp_path, text)] == [2, 3, 4]


def test_a_missing_scenario_is_told_with_its_place(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "seed: 1\nscenarios: [./tyo.yaml]\n")
    assert found.line == 2
    assert "'./tyo.yaml': there is no such file" in str(found)


def test_what_is_wrong_inside_a_scenario_names_that_file(tmp_path: Path) -> None:
    write(tmp_path, "bad", "extends: ./toy.yaml\ninputs: {x1: 99}\n")
    (found,) = problems(tmp_path, "scenarios: [./bad.yaml]\n")
    assert found.file.endswith("bad.yaml")
    assert found.line == 2


def test_a_value_that_a_policy_sets_by_date_is_not_to_be_varied(tmp_path: Path) -> None:
    dated = "extends: ./toy.yaml\nname: dated\nchanges: [{from: 2024-01-09, set: {inputs.x2: 2}}]\n"
    write(tmp_path, "dated", dated)
    (found,) = problems(
        tmp_path,
        "scenarios: [./toy.yaml, ./dated.yaml]\nuncertain: [inputs.x2]\ndesign: {kind: lhs}\n",
    )
    assert "dated sets inputs.x2: varying it would undo the policy" in str(found)
    assert found.line == 2


@pytest.mark.parametrize("where", ["", "design"])
@pytest.mark.parametrize("seed", ["-1", "18446744073709551616", "1.5", "true"])
def test_a_seed_out_of_its_range_is_told(tmp_path: Path, where: str, seed: str) -> None:
    text = f"uncertain: all\nseed: {seed}\ndesign: {{kind: lhs}}\n"
    if where:
        text = f"uncertain: all\ndesign: {{kind: lhs, seed: {seed}}}\n"
    (found,) = problems(tmp_path, HEAD + text)
    assert found.path == f"{where}.seed".strip(".")
    assert found.expected == "a whole number from 0 to 2^64 - 1"
