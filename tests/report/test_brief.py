"""The answer first: effects ranked among all measures, and told on one printed side."""

from __future__ import annotations

import base64
import re

import pytest
from browser_support import browser, needs_browser
from made_results import made

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.results import Results
from pdusim.report.brief import brief, headlines, markdown
from pdusim.report.effects import compared, effect, effects, largest
from pdusim.report.findings import caveats, findings
from pdusim.report.page import brief_html, report_html, write_brief

NOISE = [3.0, -2.0, 1.0, -1.0, 2.0, -3.0]


def shifted(changes: dict[str, tuple[float, float]], names: tuple[str, ...] = ("policy",)):
    """Results in which each measure goes from one level in 1,000 to another, give or take."""
    rows = {"base": {m: [(a + 2 * w, 1000.0) for w in NOISE] for m, (a, _) in changes.items()}}
    for name in names:
        rows[name] = {m: [(b + w, 1000.0) for w in NOISE] for m, (_, b) in changes.items()}
    return made(rows)


def test_what_moves_from_10_to_34_per_cent_comes_before_what_moves_by_more_points() -> None:
    results = shifted(
        {
            "missed_review_rate": (300.0, 345.0),
            "spo_tasks_skipped": (100.0, 340.0),
            "contact_delivered": (500.0, 800.0),
        }
    )
    assert [one.measure for one in effects(results, 1)] == [
        "spo_tasks_skipped",
        "contact_delivered",
        "missed_review_rate",
    ]
    told = brief(results, 1).largest[0]
    assert told.startswith("Seniors' tasks not done: from 10.0 % to 34.0 %; +24.0 pp (")
    # Not in the list of subjects, and found all the same.
    assert any(row.measure == "spo_tasks_skipped" for row in findings(results)["policy"])


def test_a_halving_is_as_large_as_a_doubling_and_a_rise_from_nothing_has_a_size() -> None:
    up, down = (
        effect(shifted({"missed_review_rate": pair}), 1, 0, "missed_review_rate")
        for pair in ((200.0, 400.0), (400.0, 200.0))
    )
    assert up.sure_size == pytest.approx(down.sure_size)
    assert (up.good, down.good) == (False, True)
    none = {"base": {"early_releases": [(0.0, 1.0)] * 6}}
    none["policy"] = {"early_releases": [(10.0 + w, 1.0) for w in NOISE]}
    assert effect(made(none), 1, 0, "early_releases").sure_size > 0.5


def test_what_is_sure_to_be_large_goes_before_what_may_be_larger() -> None:
    rows = {
        "base": {
            "unprepared_release_rate": [(100.0, 1000.0)] * 6,
            "missed_review_rate": [(100.0, 1000.0)] * 6,
        },
        "policy": {
            "unprepared_release_rate": [(200.0 + 25 * w, 1000.0) for w in NOISE],
            "missed_review_rate": [(180.0 + w, 1000.0) for w in NOISE],
        },
    }
    found = effects(made(rows), 1)
    assert all(one.clear for one in found)
    assert found[0].measure == "missed_review_rate"


def test_parts_of_a_measure_are_told_once() -> None:
    results = shifted(
        {
            "missed_review_rate": (200.0, 300.0),
            "missed_review_rate_tier_a": (200.0, 380.0),
            "missed_review_rate_tier_b": (200.0, 360.0),
            "contact_delivered": (500.0, 550.0),
        }
    )
    named = [one.measure for one in largest(effects(results, 1))]
    assert named == ["missed_review_rate_tier_a", "contact_delivered"]


def test_what_can_lie_below_zero_has_no_size_beside_its_level() -> None:
    rows = {
        "base": {"caseload_drift": [(0.1 + w, 1.0) for w in NOISE]},
        "policy": {"caseload_drift": [(20.1 + w, 1.0) for w in NOISE]},
    }
    (found,) = effects(made(rows), 1)
    assert found.clear
    assert found.sure_size == 0.0
    assert largest([found]) == []


def test_hardly_changed_and_not_told_from_chance_are_two_things() -> None:
    base = [200.0, 230.0, 180.0, 210.0, 190.0, 220.0]
    rows = {
        "base": {
            "contact_delivered": [(500.0, 1000.0)] * 6,
            "missed_review_rate": [(value, 1000.0) for value in base],
        },
        "policy": {
            "contact_delivered": [(500.0 + 0.1 * w, 1000.0) for w in NOISE],
            "missed_review_rate": [
                (value + 20 * w, 1000.0) for value, w in zip(base, NOISE, strict=True)
            ],
        },
    }
    said = brief(made(rows), 1).hardly
    little, open_ = said.split("Cannot be told from chance: ")
    assert "contact delivered" in little
    assert "risk reviews missed" in open_


def test_the_comparisons_really_made_are_counted() -> None:
    changes = {"missed_review_rate": (200.0, 300.0), "contact_delivered": (500.0, 550.0)}
    one, two = shifted(changes), shifted(changes, ("policy", "other"))
    assert compared(effects(one, 1)) == 2
    assert any("of 2 comparisons made" in text for text in caveats(one))
    assert any("of 4 comparisons made" in text for text in caveats(two))
    assert "Of 2 measures compared 2 differ clearly" in brief(one, 1).how_sure


def test_the_headline_says_what_missed_reviews_and_workload_do() -> None:
    rows = {
        "base": {
            "missed_review_rate": [(200.0 + 2 * w, 1000.0) for w in NOISE],
            "workload_pct": [(110.0 + w, 1.0) for w in NOISE],
        },
        "policy": {
            "missed_review_rate": [(150.0 + w, 1000.0) for w in NOISE],
            "workload_pct": [(110.0 + w, 1.0) for w in NOISE],
        },
    }
    said = brief(made(rows), 1).headline
    assert said.startswith("“policy” lowers missed risk reviews by 5.00 percentage points (95 % ")
    assert said.endswith("from 20.0 % to 15.0 %, and changes workload in none of 6 pairs.")
    assert said == next(iter(headlines(made(rows))))


def test_one_replication_tells_nothing() -> None:
    rows = {n: {"missed_review_rate": [(v, 1000.0)]} for n, v in (("base", 200.0), ("p", 900.0))}
    told = brief(made(rows), 1)
    assert "cannot be told to change missed risk reviews" in told.headline
    assert told.largest == ()
    assert "nothing here can be told from chance" in told.how_sure


def test_a_name_from_a_file_writes_no_markdown_and_no_page() -> None:
    results = shifted({"missed_review_rate": (200.0, 300.0)}, ("<b>[x](http://y)*", "b", "c"))
    text = markdown(results)
    assert re.search(r"(?<!\\)[<\[*](?!\*)", text.replace("**", "")) is None
    assert "<b>[x]" not in brief_html(results)


def test_one_scenario_has_no_brief(tmp_path) -> None:
    with pytest.raises(ExperimentError, match="a brief compares"):
        write_brief(made({"base": {"missed_review_rate": [(1.0, 2.0)] * 3}}), tmp_path / "b.html")


def test_the_report_begins_with_the_brief(small_results: Results) -> None:
    page = report_html(small_results)
    assert page.index('<section id="brief"') < page.index('<section id="found"')
    assert page.count("<section") == page.count("<li><a href=")


@needs_browser
def test_a_brief_is_one_printed_side(small_results: Results, tmp_path) -> None:
    three = Results(
        small_results.scenarios * 6,
        ("base", *(f"A policy with a name as long as names are, {n}" for n in range(11))),
        small_results.outcomes * 6,
        small_results.replications,
        small_results.seed,
    )
    two = Results(
        (*small_results.scenarios, small_results.scenarios[1]),
        ("base", "ECSL, 18, 35, then 70 days", "Mentors with two years' experience"),
        (*small_results.outcomes, small_results.outcomes[1]),
        small_results.replications,
        small_results.seed,
    )
    with browser(tmp_path) as driver:
        for results in (small_results, two, three):
            path = write_brief(results, tmp_path / "brief.html")
            driver.get(path.as_uri())
            printed = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
            pages = re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(printed["data"]))
            assert len(pages) == 1, len(results.names)
