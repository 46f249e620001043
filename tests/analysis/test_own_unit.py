"""A scenario of one's own unit: what is given stands, the rest is the mean unit's at its size."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pdusim.analysis.own_unit import own_unit
from pdusim.experiment.errors import ExperimentError
from pdusim.model.people.person import State
from pdusim.model.replication import simulate
from pdusim.model.unit import Unit
from pdusim.nation.facts import OwnUnit
from pdusim.nation.regions import region_named, region_vacancy, regions
from pdusim.nation.sizing import SCALED
from pdusim.scenario import Scenario, list_parameters, load_scenario


def scenario_of(known: OwnUnit, folder: Path) -> Scenario:
    file = folder / "own.yaml"
    file.write_text(own_unit(known), encoding="utf-8")
    return load_scenario(file)


def test_what_is_given_stands_and_the_rest_is_scaled(tmp_path: Path) -> None:
    known = OwnUnit(
        cases=1500, officers=25, services_officers=18, seniors=2, vacancy=0.3, trainees=0
    )
    posts = scenario_of(known, tmp_path).settings.workforce.posts
    assert (posts.po, posts.pso, posts.spo, posts.pqip) == (36, 26, 2, 0)
    assert round(posts.po * (1 - posts.po_vacant_share)) == 25
    assert round(posts.pso * (1 - posts.pso_vacant_share)) == 18
    base = load_scenario("baseline").settings
    own = scenario_of(known, tmp_path).settings
    assert own.arrivals.custody == pytest.approx(base.arrivals.custody * 1500 / 2240, rel=1e-5)
    assert own.unit.scale == 1.0


def test_every_value_that_the_scale_multiplies_is_scaled(tmp_path: Path) -> None:
    # A quarter unit by its numbers is a quarter unit by its scale: nothing has been forgotten.
    short = {"run.warm_up_weeks": 0, "run.observe_weeks": 2}
    by_numbers = scenario_of(OwnUnit(cases=560), tmp_path).with_values(short)
    by_scale = load_scenario("baseline").with_values({**short, "unit.scale": 0.25})
    assert simulate(by_numbers).measures == simulate(by_scale).measures


def test_every_value_stated_for_one_mean_unit_is_scaled() -> None:
    stated = {
        row.path
        for row in list_parameters(load_scenario("baseline"))
        if "one mean unit" in row.description
    }
    assert len(stated) > 3
    # Managers in prison are as many as it takes unless a policy says otherwise.
    managers = "sentencing.handover.prison_managers"
    assert load_scenario("baseline").provenance[managers].value is None
    assert stated - set(SCALED) == {"unit.scale", managers}


def test_each_value_says_whether_it_was_given_or_scaled(tmp_path: Path) -> None:
    scenario = scenario_of(OwnUnit(cases=1500, seniors=2), tmp_path)
    sources = {path: entry.source for path, entry in scenario.provenance.items()}
    assert sources["workforce.posts.spo"] == "given"
    mean = load_scenario("baseline").settings.arrivals.custody
    assert sources["arrivals.custody"].startswith(f"scaled: 0.670 times {mean:g}")


def test_a_unit_starts_under_the_rules_of_its_time() -> None:
    for start, rules in (
        (None, "baseline"),
        (date(2024, 1, 1), "baseline"),
        (date(2025, 3, 3), "rules_2025"),
        (date(2026, 11, 30), "rules_2026"),
    ):
        assert f"\nextends: {rules}\n" in own_unit(OwnUnit(cases=100, start=start))


def test_the_mix_of_cases_moves_flows_and_keeps_those_not_named(tmp_path: Path) -> None:
    plain = scenario_of(OwnUnit(cases=2240), tmp_path).settings.arrivals
    mixed = OwnUnit(cases=2240, mix={"community_order": 3, "suspended_order": 1})
    arrivals = scenario_of(mixed, tmp_path).settings.arrivals
    assert arrivals.custody == plain.custody
    assert arrivals.community_order > 1.3 * plain.community_order
    assert arrivals.suspended_order < 0.7 * plain.suspended_order


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (OwnUnit(officers=30, officer_posts=20), "30 officers in post, but only 20 posts"),
        (
            OwnUnit(officers=25, officer_posts=30, vacancy=0.3),
            "25 officers in 30 posts leave 17 % vacant, not 30 %",
        ),
        (OwnUnit(cases=1500, starts_per_month=10), "hold between"),
        (OwnUnit(start=date(2026, 1, 6)), "2026-01-06 is a Tuesday: 2026-01-05 or 2026-01-12"),
        (OwnUnit(region="Lundon"), "did you mean 'London'"),
        (OwnUnit(mix={"prison": 1.0}), "no kind of sentence 'prison'"),
        (OwnUnit(vacancy=1.0), "below 100 %"),
    ],
)
def test_contradictions_are_told_with_the_numbers(known: OwnUnit, said: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        own_unit(known)
    assert said in str(caught.value)


def test_regions_are_those_published_and_london_is_short_of_staff() -> None:
    names = [name for name in regions() if name != "England & Wales"]
    assert len(names) == 12
    assert region_named("kent surrey and sussex") == "Kent, Surrey & Sussex"
    share = {name: region_vacancy(name, 73.0) for name in names}
    assert share["Wales"] == 0.0
    assert 0.2 < share["London"] < 0.4  # [vacancy_london] says almost 35 % of officers
    vacant = sum(regions()[name]["vacancies, all grades"][0] for name in names)
    hours = sum(regions()[name]["contracted hours"][0] for name in names)
    assert vacant == 1286  # [vacancy_by_region_2023_09]: the published total
    assert hours == pytest.approx(regions()["England & Wales"]["contracted hours"][0], rel=0.01)


def test_a_unit_has_the_tiers_that_are_given(tmp_path: Path) -> None:
    """Many high-risk cases, or few: the caseload at the start has them, in every kind of unit."""
    given = {"A": 20.0, "B": 40.0, "C": 30.0, "D": 10.0}
    scenario = scenario_of(OwnUnit(cases=2240, tiers=given), tmp_path)
    found = dict.fromkeys(given, 0)
    short = {"run.warm_up_weeks": 0, "run.observe_weeks": 1}
    unit = Unit(scenario.with_values(short), 3, 0)
    unit.past.walk(1)
    for state in State:
        for person in [] if state is State.CLOSED else unit.in_state[state].values():
            found[person.protect] += 1
    total = sum(found.values())
    # Two thousand people of another seed: within four standard errors of a share.
    assert (found["A"] + found["B"]) / total == pytest.approx(0.60, abs=0.045)
    assert found["C"] / total == pytest.approx(0.30, abs=0.045)
    assert found["D"] / total == pytest.approx(0.10, abs=0.03)
    source = scenario.provenance["people.rosh.community_order.high"].source
    assert source == "fitted to the tiers given: A 20 %, B 40 %, C 30 %, D 10 %"


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        ({"A": 1.0, "E": 2.0}, "tiers: no protect level 'E'"),
        ({"A": 1.0, "B": 2.0}, "tiers: C and D not given"),
        (dict.fromkeys("ABCD", 0.0), "tiers: nothing above 0"),
    ],
)
def test_tiers_that_cannot_be_are_told(tiers: dict[str, float], said: str) -> None:
    with pytest.raises(ExperimentError, match=said):
        own_unit(OwnUnit(cases=900, tiers=tiers))
