"""Files of several units: what they say, what is refused, and the nation that comes with pdusim."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdusim.analysis.checking import check_inputs
from pdusim.arithmetic import sum_of
from pdusim.nation.facts import MEAN_CASELOAD
from pdusim.nation.file import is_nation, read_nation
from pdusim.nation.regions import UNITS, WHOLE, regions
from pdusim.nation.spec import NationSpec, shipped_nation
from pdusim.scenario import load_scenario
from pdusim.scenario.errors import ScenarioError


@pytest.fixture(scope="module")
def nation() -> NationSpec:
    return read_nation(shipped_nation())


def written(folder: Path, text: str, name: str = "several.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def problem_of(folder: Path, text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_nation(written(folder, text))
    return str(caught.value)


# The nation that is shipped ---------------------------------------------------------------------


def test_the_nation_is_twelve_regions_and_108_units_of_the_published_caseload(
    nation: NationSpec,
) -> None:
    assert len(nation.units) == UNITS
    assert set(nation.regions) == set(regions()) - {WHOLE}
    total = sum_of(unit.cases for unit in nation.units)
    assert total == pytest.approx(UNITS * MEAN_CASELOAD, rel=1e-4)


def test_its_regions_are_those_of_the_published_figures(nation: NationSpec) -> None:
    published = regions()
    cases = {r: sum_of(nation.units[p].cases for p in nation.places(r)) for r in nation.regions}
    fixed = {
        "London": published["London"]["caseload"][0],
        "Wales": published["Wales"]["cases in the tool"][0],
    }
    others = [region for region in nation.regions if region not in fixed]
    tools = {region: published[region]["cases in the tool"][0] for region in others}
    left = UNITS * MEAN_CASELOAD - sum_of(fixed.values())
    for region in others:
        fixed[region] = left * tools[region] / sum_of(tools.values())
    for region in nation.regions:
        assert cases[region] == pytest.approx(fixed[region], rel=1e-4)
        if "number of PDUs" in published[region]:
            assert len(nation.places(region)) == published[region]["number of PDUs"][0]


def test_its_vacancies_have_the_published_pattern_and_the_mean_units_level(
    nation: NationSpec,
) -> None:
    base = nation.base.undated.workforce.posts
    path = "workforce.posts.po_vacant_share"
    posts = [u.cases * u.values["workforce.posts.po"] for u in nation.units]
    vacant = [u.values[path] for u in nation.units]
    level = sum_of(p * v for p, v in zip(posts, vacant, strict=True)) / sum_of(posts)
    assert level == pytest.approx(base.po_vacant_share, rel=0.03)
    full = {u.region for u in nation.units if regions()[u.region]["vacancies, all grades"][0] == 0}
    assert {u.region for u in nation.units if u.values[path] == 0.0} == full


def test_its_staff_for_a_case_are_the_mean_units(nation: NationSpec) -> None:
    base = nation.base.undated.workforce.posts
    in_post = [
        u.cases
        * u.values["workforce.posts.po"]
        * (1.0 - u.values["workforce.posts.po_vacant_share"])
        for u in nation.units
    ]
    mean = sum_of(in_post) / sum_of(u.cases for u in nation.units)
    assert mean == pytest.approx(base.po * (1.0 - base.po_vacant_share), rel=0.005)


def test_a_unit_is_drawn_by_its_name_alone() -> None:
    one = {"region": "Wales", "units": 3, "cases": 6000}
    other = {"region": "London", "units": 5, "cases": 9000}
    spread = {"cases": 0.3, "staff": 0.1, "vacancies": 0.2}
    alone = read_nation({"regions": [one], "spread": spread})
    beside = read_nation({"regions": [other, one], "spread": spread})
    assert alone.units == beside.units[5:]
    assert len({unit.cases for unit in alone.units}) == 3


# What a file says -------------------------------------------------------------------------------


def test_units_are_listed_by_what_is_known_of_them() -> None:
    spec = read_nation(
        {
            "units": [
                {"name": "North", "region": "london", "cases": 1120, "officers": 20, "vacancy": 20},
                {"name": "South", "cases": 2240},
            ]
        }
    )
    north, south = (unit.under(spec.base, spec.base).settings for unit in spec.units)
    assert spec.units[0].region == "London"
    assert north.unit.scale == pytest.approx(0.5)
    assert north.workforce.posts.po * 0.5 == pytest.approx(25.0)
    assert north.workforce.posts.po_vacant_share == pytest.approx(0.2)
    assert south == spec.base.settings


def test_a_unit_may_have_a_file_of_its_own(tmp_path: Path) -> None:
    written(tmp_path, "extends: baseline\nworkforce: {posts: {po: 30}}\n", "south.yaml")
    spec = read_nation(
        written(
            tmp_path, "units:\n  - {name: South, file: ./south.yaml}\n  - {name: N, cases: 90}\n"
        )
    )
    assert spec.units[0].under(spec.base, spec.base).settings.workforce.posts.po == 30
    assert spec.units[0].cases == pytest.approx(MEAN_CASELOAD, rel=0.01)


def test_every_unit_has_chance_of_its_own_and_keeps_it() -> None:
    spec = read_nation({"units": [{"name": name, "cases": 90} for name in "abcd"]})
    seeds = [unit.seed(7) for unit in spec.units]
    assert len(set(seeds)) == 4
    turned = read_nation({"units": [{"name": name, "cases": 80} for name in "dcba"]})
    assert [unit.seed(7) for unit in turned.units] == seeds[::-1]


# Policies ---------------------------------------------------------------------------------------


def test_a_policy_is_laid_over_each_unit_by_its_size(tmp_path: Path) -> None:
    spec = read_nation({"units": [{"name": "Half", "cases": 1120, "administrators": 3}]})
    text = (
        "extends: baseline\n"
        "changes:\n"
        "  - {from: 2024-01-01, add: {workforce.joiners.po: 10}}\n"
        "  - {from: 2024-06-03, set: {workforce.posts.admin: 20}}\n"
    )
    policy = load_scenario(written(tmp_path, text))
    made = spec.units[0].under(spec.base, policy)
    last = made.timeline[-1].settings
    assert last.unit.scale == pytest.approx(0.5)
    assert last.workforce.joiners.po == 10
    assert made.settings.workforce.posts.admin == 6
    assert last.workforce.posts.admin == 20


def test_what_a_policy_sets_goes_before_what_a_unit_has_of_its_own() -> None:
    spec = read_nation({"units": [{"name": "One", "cases": 900, "vacancy": 5}]})
    policy = load_scenario("third_of_posts_vacant")
    made = spec.units[0].under(spec.base, policy)
    assert made.settings.workforce.posts.po_vacant_share == pytest.approx(0.33)


def test_a_policy_is_laid_over_the_file_of_a_unit(tmp_path: Path) -> None:
    own = "extends: baseline\nworkforce: {posts: {po: 30}}\n"
    own += "changes: [{from: 2023-11-06, set: {workforce.posts.pso: 5}}]\n"
    written(tmp_path, own, "south.yaml")
    spec = read_nation(written(tmp_path, "units: [{name: South, file: ./south.yaml}]"))
    made = spec.units[0].under(spec.base, load_scenario("third_of_posts_vacant"))
    assert made.settings.workforce.posts.po == 30
    assert made.settings.workforce.posts.po_vacant_share == pytest.approx(0.33)
    assert made.timeline[-1].settings.workforce.posts.pso == 5


# What is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("units: []\n", "1", "no units"),
        ("units: 3\n", "1:8", "a list of entries"),
        ("units:\n  - {cases: 90}\n", "2:5", "has no name"),
        ("units:\n  - {name: A}\n", "2:5", "its size is not known"),
        ("units:\n  - {name: A, cases: 90, oficers: 3}\n", "2:26", "did you mean 'officers'?"),
        ("units:\n  - {name: A, cases: -4}\n", "2:22", "a whole number from 1 to 26,880"),
        ("units:\n  - {name: A, cases: many}\n", "2:22", "a whole number from 1 to 26,880"),
        (
            "units:\n  - {name: A, cases: 90, officers: 9, officer_posts: 3}\n",
            "2:5",
            "9 officers in post, but only 3 posts",
        ),
        ("units:\n  - {name: A, cases: 90, vacancy: 130}\n", "2:5", "at least 0 and below 100 %"),
        ("units:\n  - {name: A, file: ./none.yaml}\n", "2:21", "there is no such file"),
        ("units:\n  - {name: A, file: sds40, cases: 3}\n", "2:28", "'cases' beside a file"),
        ("units:\n  - {name: A, file: rules_2026}\n", "2:21", "the weeks of all units"),
        ("units:\n  - {name: A, cases: 9}\n  - {name: A, cases: 8}\n", "3:5", "name of two units"),
        ("regions:\n  - {region: Wales, units: 3}\n", "2:5", "has no cases"),
        ("regions:\n  - {region: Wales, units: 0, cases: 9}\n", "2:28", "from 1 to 2,000"),
        ("regions: [{region: W, units: 1, cases: 9}]\nspread: {cases: 3}\n", "2:17", "from 0 to 1"),
        ("units: [{name: A, cases: 9}]\nextends: nowhere\n", "2:10", "there is no such scenario"),
        ("units: [{name: A, cases: 9}]\nset: {run.weeks: 4}\n", "2:18", "unknown key 'weeks'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str, place: str, said: str
) -> None:
    told = problem_of(tmp_path, text)
    assert said in told
    assert f"several.yaml:{place}" in told


def test_common_rules_from_files_of_one_unit_are_refused(tmp_path: Path) -> None:
    written(tmp_path, "case,sentence\nC1,custody\n", "cases.csv")
    start = "extends: baseline\nstart: {caseload: cases.csv}\n"
    written(tmp_path, start, "one.yaml")
    told = problem_of(tmp_path, "extends: ./one.yaml\nunits: [{name: A, cases: 9}]\n")
    assert "which are of one unit" in told


def test_a_region_that_is_none_of_the_twelve_is_noted(tmp_path: Path) -> None:
    spec = read_nation(written(tmp_path, "units: [{name: A, region: Londn, cases: 9}]\n"))
    assert spec.units[0].region == "Londn"
    assert "'Londn' is none of the twelve" in spec.notes[0]


def test_check_reads_such_a_file(tmp_path: Path) -> None:
    right = written(tmp_path, "units: [{name: A, region: Mars, cases: 9}]\n", "right.yaml")
    wrong = written(tmp_path, "units: [{name: A}]\n", "wrong.yaml")
    good, bad = check_inputs([str(right), str(wrong)])
    assert good.error is None
    assert len(good.warnings) == 1
    assert "its size is not known" in str(bad.error)
    assert is_nation(right)
    assert not is_nation("baseline")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["name", "region", "units", "cases", "file", "mix", "vacancy", "officers", "x"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    ),
    key=st.sampled_from(["units", "regions", "spread", "set", "extends", "name"]),
)
def test_a_hostile_file_is_a_message_or_a_spec(tmp_path: Path, key: str, value: object) -> None:
    import json

    text = json.dumps({"units": [{"name": "A", "cases": 9}], key: value})
    try:
        spec = read_nation(written(tmp_path, text))
    except ScenarioError as error:
        assert error.problems
    else:
        assert spec.units
