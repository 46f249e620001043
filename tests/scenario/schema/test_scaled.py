"""What a small unit has less than one of is told of."""

from __future__ import annotations

from pdusim import load_scenario


def test_posts_and_places_rounded_to_none_are_told_of() -> None:
    baseline = load_scenario("baseline")
    assert baseline.with_values({"unit.scale": 0.25}).warnings == ()
    (warning,) = baseline.with_values({"unit.scale": 0.15}).warnings
    assert warning == ("surroundings.court_reports.team_posts is 3, and unit.scale 0.15 makes it 0")
    tiny = baseline.with_values({"unit.scale": 0.05}).warnings
    assert [line.split(" is ")[0] for line in tiny] == [
        "workforce.posts.pqip",
        "workforce.posts.spo",
        "workforce.posts.admin",
        "surroundings.court_reports.team_posts",
    ]


def test_what_a_scenario_has_none_of_is_not_missed() -> None:
    none = {"unit.scale": 0.15, "surroundings.court_reports.team_posts": 0}
    assert load_scenario("baseline").with_values(none).warnings == ()
