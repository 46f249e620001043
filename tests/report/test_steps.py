"""A policy built up change by change."""

from __future__ import annotations

import pytest
from made_results import made

import pdusim
from pdusim.experiment.identity import scenario_hash
from pdusim.report.changes import changes_between, meaning, value_text
from pdusim.report.steps import changes_of, cumulative, nested, waterfall


@pytest.fixture(scope="module")
def pair():
    base = pdusim.load_scenario("baseline")
    policy = pdusim.load_scenario("ecsl_70_days").with_values(
        {"workforce.posts.po": 50, "management.allocation.rule": "round_robin"}
    )
    return base, policy


def test_undated_changes_come_by_section_then_dated_ones_by_date(pair) -> None:
    base, policy = pair
    labels = [step.label for step in changes_of(base.resolved(), policy.resolved())]
    assert labels[:2] == [
        "workforce: posts po 50",
        "management: allocation rule round robin",
    ]
    assert labels[2].startswith("17 Oct 2023: ")
    assert labels[-1].startswith("9 Sep 2024: ecsl max days 0")


def test_a_step_goes_by_the_authors_note_where_there_is_one(pair) -> None:
    base, policy = pair
    ladder = cumulative(base, policy)
    assert [one.name for one in ladder[3:]] == [
        "17 Oct 2023: first phase, 21 prisons",
        "4 Dec 2023: more prisons join; spread evenly to the next widening",
        "8 Mar 2024: up to 35 days",
        "23 May 2024: up to 70 days",
        "9 Sep 2024: the scheme ends",
    ]


def test_what_differs_is_said_in_the_words_of_the_schema(pair) -> None:
    base, policy = pair
    changes = changes_between(base.resolved(), policy)
    first = next(one for one in changes if one.day is not None)
    assert first.note == "first phase, 21 prisons"
    assert meaning(first.path) == "Release up to this long before the conditional release date"
    texts = [(value_text(c.path, c.before), value_text(c.path, c.after)) for c in changes]
    assert texts[:2] == [("46 posts", "50 posts"), ("least loaded eligible", "round robin")]
    assert ("20 %", "38 %") in texts
    assert [c.ramp_days for c in changes if value_text(c.path, c.after) == "38 %"] == [98]


def test_the_last_step_is_the_policy_and_the_first_the_base(pair) -> None:
    base, policy = pair
    ladder = cumulative(base, policy)
    hashes = [scenario_hash(one) for one in ladder]
    assert hashes[0] == scenario_hash(base)
    assert hashes[-1] == scenario_hash(policy)
    assert len(set(hashes)) == len(hashes)


def test_a_policy_without_changes_has_no_steps(pair) -> None:
    base, _ = pair
    assert changes_of(base.resolved(), base.resolved()) == []


def test_the_steps_of_a_waterfall_add_up() -> None:
    rows = {
        name: {"missed_review_rate": [(200.0 + shift + n, 1000.0) for n in range(4)]}
        for name, shift in (("base", 0.0), ("one", 20.0), ("both", 15.0))
    }
    results = made(rows)
    chart = waterfall(results, "missed_review_rate", ["first change", "second change"])
    cells = {row[0]: row[1] for row in chart.table.rows}
    assert cells["first change"].startswith("+2.0")
    assert cells["second change"].startswith("−0.5")
    assert cells["All together"].startswith("+1.5")
    assert not nested(results)


def test_an_act_of_ones_own_is_one_step_and_told_leaf_by_leaf(tmp_path) -> None:
    """A new entry of a table: built on a base that does not have it."""
    base = pdusim.load_scenario("rules_2026")
    file = tmp_path / "act.yaml"
    file.write_text(
        "extends: rules_2026\nearly_release:\n  regimes:\n    mine:\n      enacted: true\n"
        "      fraction: {sds: 0.3, sds_plus: null}\n      exclude: {sexual: 0, violent_4_years: 0,"
        " domestic_abuse: 0, section_250: 0, schedules: 0}\n      assent: null\n"
        "      commencement: 2027-04-05\n      already_sentenced: unchanged\n      tranches: []\n"
        "      notice_days: 0\n      postponed_days: 0\n"
    )
    policy = pdusim.load_scenario(file)
    ladder = cumulative(base, policy)
    assert [one.name for one in ladder] == ["Rules of 2026", "early release: regimes mine"]
    assert ladder[-1].settings == policy.settings
    found = {one.path: (one.before, one.after) for one in changes_between(base.resolved(), policy)}
    assert found["early_release.regimes.mine.fraction.sds"] == (None, 0.3)
    # The other way round: what only the base has is no step of the policy.
    assert changes_of(policy.resolved(), base.resolved()) == []
