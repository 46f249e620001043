"""What the app starts from: laws by their day, shipped policies in the weeks of their dates."""

from __future__ import annotations

import datetime

import pytest

import pdusim
from pdusim.app.levers import OBSERVE_WEEKS, WARM_UP_WEEKS, LeverError, Levers, levers_under
from pdusim.app.starts import LAWS, begin, policies
from pdusim.experiment.identity import scenario_hash
from pdusim.scenario import shipped_scenarios


@pytest.fixture(scope="module")
def levers() -> Levers:
    return Levers(pdusim.load_scenario("baseline"))


def test_every_shipped_scenario_is_a_law_or_a_policy_of_one() -> None:
    assert set(policies()) | set(LAWS) == set(shipped_scenarios())
    for name in ("ecsl_70_days", "act_2026", "progression_model", "overtime"):
        one, scenario = policies()[name], pdusim.load_scenario(name)
        assert one.title == scenario.name
        assert scenario.settings.run.start == pdusim.load_scenario(one.law).settings.run.start


def test_no_law_is_called_of_today() -> None:
    assert [label for label in LAWS.values() if "today" in label or "now" in label] == []
    assert [label for label in LAWS.values() if "20" not in label] == []


def test_a_dated_policy_is_watched_from_its_first_date_on(levers: Levers) -> None:
    law, policy = levers.base, pdusim.load_scenario("ecsl_70_days")
    first = min(change.date for change in policy.dated)
    start = begin(law, policy, WARM_UP_WEEKS)
    watched = start + datetime.timedelta(weeks=WARM_UP_WEEKS)
    assert start.weekday() == 0
    assert watched <= first < watched + datetime.timedelta(weeks=1)
    asked = levers.read({"policy": "ecsl_70_days"})
    assert levers.start_of(asked) == start
    run = levers.scenario(asked).settings.run
    assert (run.start, run.warm_up_weeks, run.observe_weeks) == (
        start,
        WARM_UP_WEEKS,
        OBSERVE_WEEKS,
    )
    # A policy without dates is watched in the weeks of the law alone.
    assert levers.start_of(levers.read({"policy": "overtime"})) == levers.start_of(levers.read({}))


def test_a_law_that_was_carried_on_is_in_force_when_it_is_watched() -> None:
    later = levers_under("rules_2026")
    run = later.base.settings.run
    watched = run.start + datetime.timedelta(weeks=run.warm_up_weeks)
    assert max(change.date for change in later.base.dated) < watched


@pytest.mark.parametrize(
    ("law", "asked"),
    [
        ("baseline", {"policy": "ecsl_70_days", "vacancy": 30}),
        ("rules_2026", {"policy": "progression_model"}),
        ("rules_2025", {"sickness": 150}),
    ],
)
def test_the_files_of_policy_and_base_load_to_the_very_same_scenarios(
    law: str, asked, tmp_path
) -> None:
    under = levers_under(law)
    checked = under.read(asked)
    start = under.start_of(checked)
    for name, values in (("policy", checked), ("base", under.read({}))):
        path = tmp_path / f"{name}.yaml"
        path.write_text(under.yaml(values, name, start), encoding="utf-8")
        made = under.scenario(values, start=start)
        assert scenario_hash(pdusim.load_scenario(path)) == scenario_hash(made)


def test_a_policy_of_another_law_and_a_law_that_is_none_are_refused(levers: Levers) -> None:
    with pytest.raises(LeverError, match="made for this law"):
        levers.read({"policy": "progression_model"})
    with pytest.raises(LeverError, match="one of baseline"):
        levers_under("../baseline")
