from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import create_model
from scenario_support import TOY, Files, Grade, Rule, Toy, attempt, refused

from pdusim.scenario import loading, shipped
from pdusim.scenario.loading import check_files, load_scenario
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.schema.base import Section, value

# -- what is read ------------------------------------------------------------------------------


def test_values_have_the_types_of_the_schema(toy: Scenario) -> None:
    settings = toy.settings
    assert isinstance(settings, Toy)
    assert settings.run.start == datetime.date(2024, 1, 1)
    assert settings.leaving[Grade.PO].until is None
    assert settings.leaving[Grade.PSO].until == datetime.date(2025, 6, 30)
    assert settings.allocation.rule is Rule.CAP
    assert settings.allocation.enabled is True
    assert settings.allocation.cap == 110.0
    assert isinstance(settings.allocation.cap, float)
    assert settings.lengths.upper == (3.0, 6.0, 12.0)
    assert settings.lengths.pair == (7, 14)


def test_name_and_description(files: Files) -> None:
    scenario = files.child("name: My policy\ndescription: |\n  Two\n  lines\n")
    assert (scenario.name, scenario.description) == ("My policy", "Two\nlines")
    assert files.child("label: x").name == "policy"
    assert files.child("name: 2024").name == "2024"
    files.write("told", TOY + "description: of the parent")
    assert files.load("extends: told.yaml").description == ""


def test_a_child_changes_only_what_it_says(files: Files, toy: Scenario) -> None:
    child = files.child("leaving: {po: {rate: 0.1}}\ntasks: {visit: {hours: 1, due: 5}}\nlabel: x")
    assert child.settings.leaving[Grade.PO].rate == 0.1
    assert child.settings.leaving[Grade.PO].notice_days == 30
    assert child.settings.leaving[Grade.PSO] == toy.settings.leaving[Grade.PSO]
    assert list(child.settings.tasks) == ["plan", "review", "visit"]
    assert child.files == ("policy.yaml", "base.yaml")


def test_lists_and_mixes_are_replaced_whole(files: Files) -> None:
    lengths = files.child("lengths: {upper: [24], shares: {long: 1}}").settings.lengths
    assert lengths.upper == (24.0,)
    assert lengths.shares == {"long": 1.0}


def test_the_order_of_a_file_does_not_matter(files: Files, toy: Scenario) -> None:
    tasks = TOY.replace(
        "  review: {hours: 2.5, due: 10}\n  plan: {hours: 6, due: 15}",
        "  plan: {due: 15, hours: 6}\n  review: {hours: 2.5, due: 10}",
    ).replace("{long: 0.2, short: 0.5, middle: 0.3}", "{short: 0.5, middle: 0.3, long: 0.2}")
    assert tasks != TOY
    other = files.load(tasks)
    assert str(other.resolved()) == str(toy.resolved())
    assert list(other.settings.lengths.shares) == ["short", "middle", "long"]
    assert list(other.settings.leaving) == [Grade.PSO, Grade.PO]


def test_sections_without_a_line_say_nothing(files: Files, toy: Scenario) -> None:
    scenario = files.child("leaving:\n  po:\nchanges:\ndescription:\ntasks:\n")
    assert scenario.resolved() == toy.resolved()


# -- chains ------------------------------------------------------------------------------------


def test_a_chain_of_folders(files: Files) -> None:
    files.write("sub/middle", "extends: ../base.yaml\nlabel: middle\nallocation: {cap: 120}")
    scenario = files.load("extends: sub/middle.yaml\nlabel: child")
    assert scenario.settings.label == "child"
    assert scenario.settings.allocation.cap == 120
    assert scenario.files == ("policy.yaml", "sub/middle.yaml", "base.yaml")


def test_a_path_object_is_always_a_file(files: Files) -> None:
    (files.folder / "plain").write_text("extends: base.yaml\n")
    assert load_scenario(Path("plain"), schema=Toy).name == "plain"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped toy scenarios."""
    folder = tmp_path / "shelf" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "baseline.yaml").write_text(TOY + "name: the shipped one\n")
    (folder / "reform.yaml").write_text("extends: baseline.yaml\nlabel: reform\n")
    monkeypatch.setattr(shipped, "_CANDIDATES", (folder,))
    return folder


def test_a_bare_name_means_a_shipped_scenario(files: Files, shelf: Path) -> None:
    files.write("baseline", "this: is not looked at")
    assert load_scenario("baseline", schema=Toy).name == "the shipped one"
    assert load_scenario("baseline", schema=Toy).files == ("scenarios/baseline.yaml",)
    scenario = files.load("extends: baseline")
    assert scenario.files == ("policy.yaml", "scenarios/baseline.yaml")


def test_a_file_name_means_the_file_and_else_a_shipped_scenario(files: Files, shelf: Path) -> None:
    assert files.load("extends: reform.yaml").settings.label == "reform"
    files.write("reform", TOY.replace("label: plain", "label: nearer"))
    assert files.load("extends: reform.yaml").settings.label == "nearer"
    assert load_scenario("reform.yaml", schema=Toy).settings.label == "nearer"
    assert load_scenario("reform", schema=Toy).settings.label == "reform"


def test_a_path_never_means_a_shipped_scenario(files: Files, shelf: Path) -> None:
    (problem,) = files.problems_alone("extends: ./reform.yaml")
    assert problem.message == "extends './reform.yaml': there is no such file"


@pytest.mark.parametrize(
    ("parent", "message", "suggestion"),
    [
        ("refrom", "extends 'refrom': there is no such scenario", "did you mean 'reform'?"),
        ("zzzzzz", "extends 'zzzzzz': there is no such scenario", ""),
        ("x/base.yaml", "extends 'x/base.yaml': there is no such file", "did you mean 'baseline'?"),
        (
            "base",
            "extends 'base': there is no such scenario",
            "for the file of that name write './base.yaml'",
        ),
        ('"a\\0b/c"', "extends 'a\\x00b/c': there is no such file", ""),
        ("x" * 5000 + ".yaml", f"extends '{'x' * 60}…': there is no such file", ""),
    ],
)
def test_a_missing_parent(
    files: Files, shelf: Path, parent: str, message: str, suggestion: str
) -> None:
    (problem,) = files.problems_alone(f"name: x\nextends: {parent}")
    assert (problem.file, problem.line, problem.column) == ("policy.yaml", 2, 10)
    assert problem.message == message
    assert problem.suggestion == suggestion


def test_a_missing_parent_tells_which_shipped_ones_there_are(files: Files, shelf: Path) -> None:
    (problem,) = files.problems_alone("extends: zzzzzz")
    assert problem.expected == (
        "a shipped scenario (baseline or reform), or a file: '/' or '.yaml' in it"
    )


@pytest.mark.parametrize("source", ["nowhere", "nowhere.yaml", "./x/nowhere.yaml", "", "a\0b"])
def test_a_missing_file(files: Files, source: str) -> None:
    (problem,) = refused(lambda: load_scenario(source, schema=Toy))
    assert "there is no such" in problem.message


def test_a_file_that_is_given_as_a_path_and_is_not_there(files: Files) -> None:
    (problem,) = refused(lambda: load_scenario(Path("nowhere"), schema=Toy))
    assert str(problem).startswith("nowhere: cannot be read: no such file or directory")


@pytest.mark.parametrize(
    ("texts", "way"),
    [
        ({"policy": "extends: policy.yaml"}, "policy.yaml extends policy.yaml"),
        (
            {"policy": "extends: b.yaml", "b": "extends: ./policy.yaml"},
            "policy.yaml extends b.yaml extends policy.yaml",
        ),
        (
            {"policy": "extends: b.yaml", "b": "extends: c.yaml", "c": "extends: b.yaml"},
            "policy.yaml extends b.yaml extends c.yaml extends b.yaml",
        ),
    ],
)
def test_a_cycle(files: Files, texts: dict[str, str], way: str) -> None:
    for name, text in texts.items():
        files.write(name, text)
    (problem,) = refused(lambda: load_scenario("policy.yaml", schema=Toy))
    assert problem.message == f"the chain of extends never ends: {way}"
    assert problem.line == 1


def test_a_link_cannot_hide_a_cycle(files: Files) -> None:
    files.write("policy", "extends: link.yaml")
    (files.folder / "link.yaml").symlink_to("policy.yaml")
    (problem,) = refused(lambda: load_scenario("policy.yaml", schema=Toy))
    assert "never ends" in problem.message


def test_an_endless_chain(files: Files) -> None:
    for number in range(loading.MAX_CHAIN + 1):
        files.write(f"c{number}", f"extends: c{number + 1}.yaml")
    (problem,) = refused(lambda: load_scenario("c0.yaml", schema=Toy))
    assert "never ends" in problem.message


def test_a_fault_of_a_parent_is_told_in_the_parents_file(files: Files) -> None:
    files.write("middle", "extends: base.yaml\nallocation: {cap: -1}")
    problems = refused(lambda: files.load("extends: middle.yaml\nlable: x"))
    assert [(p.file, p.line, p.path) for p in problems] == [
        ("policy.yaml", 2, "lable"),
        ("middle.yaml", 2, "allocation.cap"),
    ]


def test_the_childs_own_faults_are_told_when_the_chain_breaks(files: Files) -> None:
    problems = files.problems_alone("lable: x\nextends: nowhere.yaml")
    assert [p.line for p in problems] == [1, 2]


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "path", "message", "suggestion"),
    [
        ("lable: x", 2, 1, "lable", "unknown key 'lable'", "did you mean 'label'?"),
        ("extend: x", 2, 1, "extend", "unknown key 'extend'", "did you mean 'extends'?"),
        (
            "allocation: {\n  rul: cap}",
            3,
            3,
            "allocation.rul",
            "unknown key 'rul'",
            "did you mean 'rule'?",
        ),
        ("leaving: {spo: {}}", 2, 11, "leaving.spo", "unknown key 'spo'", "did you mean 'po'?"),
        ("cap: 3", 2, 1, "cap", "unknown key 'cap'", "did you mean 'allocation.cap'?"),
        ("zzz: 3", 2, 1, "zzz", "unknown key 'zzz'", ""),
        (
            "allocation.cap: 3",
            2,
            1,
            "allocation.cap",
            "unknown key 'allocation.cap'",
            "write one key a line, each further in: allocation: cap: …",
        ),
        ("'': 3", 2, 1, "", "unknown key ''", ""),
        ("tasks: {a b: {}}", 2, 9, "tasks", "'a b' cannot be a name", ""),
        ("tasks: {a.b: {}}", 2, 9, "tasks", "'a.b' cannot be a name", ""),
        ("allocation: 5", 2, 13, "allocation", "found the number 5 in place of a section", ""),
        ("tasks: [a]", 2, 8, "tasks", "found a list in place of a section", ""),
        ("name: [a]", 2, 7, "name", "found a list", ""),
        ("extends: base.yaml", 2, 1, "", "the key 'extends' stands here twice", "delete one"),
        (
            "leaving: {po: {rate: -0.2}}",
            2,
            22,
            "leaving.po.rate",
            "found the number -0.2, out of bounds",
            "without the sign: 0.2",
        ),
        (
            "leaving: {po: {rate: {value: 7}}}",
            2,
            30,
            "leaving.po.rate",
            "found the number 7, out of bounds",
            "",
        ),
        ("leaving: {po: {rate: many}}", 2, 22, "leaving.po.rate", "found the text 'many'", ""),
        (
            "leaving: {po: {rate: '0.1'}}",
            2,
            22,
            "leaving.po.rate",
            "found the text '0.1'",
            "write 0.1, without quotes",
        ),
        (
            "leaving: {po: {rate: 1_0}}",
            2,
            22,
            "leaving.po.rate",
            "found the text '1_0'",
            "write 10, without quotes",
        ),
        ("leaving: {po: {rate: true}}", 2, 22, "leaving.po.rate", "found true", ""),
        ("leaving: {po: {rate: null}}", 2, 22, "leaving.po.rate", "found nothing (null)", ""),
        ("leaving: {po: {rate: [1]}}", 2, 22, "leaving.po.rate", "found a list", ""),
        (
            "leaving: {po: {rate: .inf}}",
            2,
            22,
            "leaving.po.rate",
            "found the number inf, which is not finite",
            "",
        ),
        (
            "leaving: {po: {rate: 2024-01-01}}",
            2,
            22,
            "leaving.po.rate",
            "found the date 2024-01-01",
            "",
        ),
        (
            "leaving: {po: {notice_days: 2.5}}",
            2,
            29,
            "leaving.po.notice_days",
            "found the number 2.5",
            "write 2",
        ),
        (
            "leaving: {po: {notice_days: 2.0}}",
            2,
            29,
            "leaving.po.notice_days",
            "found the number 2.0",
            "write 2",
        ),
        (
            "leaving: {po: {until: 2024-02-30}}",
            2,
            23,
            "leaving.po.until",
            "found the text '2024-02-30', which is not a day in the calendar",
            "that month ends on 2024-02-29",
        ),
        (
            "leaving: {po: {until: 2024-13-01}}",
            2,
            23,
            "leaving.po.until",
            "found the text '2024-13-01', which is not a day in the calendar",
            "there is no month 13",
        ),
        (
            "leaving: {po: {until: 1/6/2024}}",
            2,
            23,
            "leaving.po.until",
            "found the text '1/6/2024'",
            "write 2024-06-01",
        ),
        (
            "leaving: {po: {until: 20240601}}",
            2,
            23,
            "leaving.po.until",
            "found the number 20240601",
            "",
        ),
        (
            "allocation: {rule: bestfit}",
            2,
            20,
            "allocation.rule",
            "found the text 'bestfit'",
            "did you mean 'best_fit'?",
        ),
        (
            "allocation: {kind: sofd}",
            2,
            20,
            "allocation.kind",
            "found the text 'sofd'",
            "did you mean 'soft'?",
        ),
        (
            "allocation: {enabled: no}",
            2,
            23,
            "allocation.enabled",
            "found the text 'no'",
            "write false, without quotes",
        ),
        ("allocation: {enabled: 1}", 2, 23, "allocation.enabled", "found the number 1", ""),
        (
            "lengths: {upper: [3, six]}",
            2,
            22,
            "lengths.upper.1",
            "found the text 'six'",
            "",
        ),
        ("lengths: {upper: 3}", 2, 18, "lengths.upper", "found the number 3", ""),
        ("lengths: {pair: [1]}", 2, 17, "lengths.pair", "found a list of the wrong length", ""),
        (
            "lengths: {pair: [1, 2, 3]}",
            2,
            17,
            "lengths.pair",
            "found a list of the wrong length",
            "",
        ),
        (
            "lengths: {shares: {short: 80, long: 0.2}}",
            2,
            27,
            "lengths.shares.short",
            "found the number 80, out of bounds",
            "for 80 % write 0.8",
        ),
        (
            "lengths: {shares: {shrt: 1}}",
            2,
            26,
            "lengths.shares.shrt",
            "found the name 'shrt', which is not one of the names",
            "did you mean 'short'?",
        ),
        (
            "lengths: {shares: {short: 0.5}}",
            2,
            10,
            "lengths",
            "the shares must add to 1",
            "",
        ),
        (
            "tasks: {visit: {hours: 2}}",
            2,
            16,
            "tasks.visit",
            "1 value is missing: due",
            "",
        ),
        (
            "tasks: {visit: }",
            2,
            16,
            "tasks.visit",
            "2 values are missing: hours and due",
            "",
        ),
    ],
)
def test_each_fault_has_a_place_and_a_remedy(
    files: Files, text: str, line: int, column: int, path: str, message: str, suggestion: str
) -> None:
    (problem,) = files.problems(text)
    assert problem.file == "policy.yaml"
    assert (problem.line, problem.column, problem.path) == (line, column, path)
    assert problem.message == message or problem.message.startswith(f"{message},")
    assert problem.suggestion == suggestion or suggestion == problem.suggestion[: len("delete one")]
    assert problem.expected or "add to 1" in message


def test_the_whole_text_of_an_error(files: Files) -> None:
    _, text = attempt(lambda: files.child("leaving: {po: {rate: -0.2}}\nlable: x"))
    assert text == (
        "policy.yaml:2:22: leaving.po.rate: found the number -0.2, out of bounds\n"
        "  expected a number, at least 0 and at most 5 (unit: per year)\n"
        "  without the sign: 0.2\n"
        "\n"
        "policy.yaml:3:1: lable: unknown key 'lable'\n"
        "  expected one of name, description, extends, start, changes, run, leaving, allocation, "
        "lengths, tasks or label\n"
        "  did you mean 'label'?"
    )


def test_an_unknown_key_does_not_bring_up_what_is_missing_with_it(files: Files) -> None:
    text = TOY.replace("label: plain", "lable: plain")
    problems = refused(lambda: files.load(text))
    assert [p.message for p in problems] == [
        "1 value is missing: label",
        "unknown key 'lable'",
    ]


def test_a_faulty_value_is_not_called_missing(files: Files) -> None:
    problems = refused(lambda: files.load(TOY.replace("label: plain", "label: {source: x}")))
    assert [p.message for p in problems] == ["has no value"]
    problems = refused(lambda: files.load(TOY.replace("  upper: [3, 6, 12]", "  upper: {}")))
    assert len(problems) == 1


def test_an_incomplete_file_is_told_to_extend_the_baseline_in_one_breath(files: Files) -> None:
    (problem,) = refused(lambda: files.load("name: x\nrun: {start: 2024-01-01}\n"))
    assert (problem.file, problem.line) == ("policy.yaml", 1)
    assert problem.message.startswith("12 values are missing: run.warm_up_weeks, run.observe_weeks")
    assert problem.suggestion.startswith("add the line 'extends: baseline'")


@pytest.mark.parametrize(("count", "named"), [(20, 20), (21, 5)])
def test_a_long_list_of_what_is_missing_is_cut(files: Files, count: int, named: int) -> None:
    fields = {f"v{n:02}": (float, value("x", unit="")) for n in range(count)}
    wide = create_model("Wide", __base__=Section, **fields)
    path = files.write("wide", "name: x")
    (problem,) = refused(lambda: load_scenario(path, schema=wide))
    assert problem.message.startswith(f"{count} values are missing: v00, v01")
    assert problem.message.count("v") - 1 == named


def test_check_files_raises_nothing(files: Files) -> None:
    files.write("good", "extends: base.yaml")
    files.write("late", "extends: base.yaml\nchanges: [{from: 2030-01-01, set: {label: x}}]")
    files.write("bad", "extends: base.yaml\nlable: x")
    good, late, bad = check_files(["good.yaml", Path("late.yaml"), "bad.yaml"], schema=Toy)
    assert (good.path, good.error, good.warnings) == ("good.yaml", None, ())
    assert (late.path, late.error, len(late.warnings)) == ("late.yaml", None, 1)
    assert bad.error is not None
    assert "lable" in str(bad.error)
    assert bad.warnings == ()


# -- whatever is written -----------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.dates().map(str),
)
KEYS = st.one_of(
    st.sampled_from(
        [
            *("name", "extends", "changes", "from", "set", "ramp_days", "value", "unit", "source"),
            *("range", "run", "start", "leaving", "po", "pso", "rate", "until", "allocation"),
            *("cap", "lengths", "upper", "shares", "tasks", "review", "hours", "label"),
        ]
    ),
    st.text(max_size=5),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, TREES, max_size=5))
def test_any_tree_is_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, object]
) -> None:
    # JSON is YAML; what json writes for NaN is text to YAML, which is as good here.
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(TOY, encoding="utf-8")
    start = path.with_name("start.yaml")
    start.write_text(json.dumps({"extends": "any.yaml"} | tree), encoding="utf-8")
    scenario, error = attempt(lambda: load_scenario(start, schema=Toy))
    assert isinstance(scenario, Scenario) or error


@given(
    rate=st.floats(0, 5),
    cap=st.none() | st.floats(0.001, 999),
    upper=st.lists(st.floats(0.001, 1e6), max_size=4),
    days=st.integers(0, 10_000),
    until=st.none() | st.dates(datetime.date(1000, 1, 1)),
    label=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1),
)
def test_values_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory,
    rate: float,
    cap: float | None,
    upper: list[float],
    days: int,
    until: datetime.date | None,
    label: str,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    quoted = label.replace("'", "''")
    base = Files(folder)
    scenario = base.load(
        f"extends: base.yaml\n"
        f"leaving: {{po: {{rate: {rate!r}, notice_days: {days}, until: {until or 'null'}}}}}\n"
        f"allocation: {{cap: {'null' if cap is None else repr(cap)}}}\n"
        f"lengths: {{upper: {upper!r}}}\n"
        f"label: '{quoted}'\n"
    )
    officer = scenario.settings.leaving[Grade.PO]
    assert (officer.rate, officer.notice_days, officer.until) == (rate, days, until)
    assert scenario.settings.allocation.cap == cap
    assert scenario.settings.lengths.upper == tuple(upper)
    assert scenario.settings.label == label
