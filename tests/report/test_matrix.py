"""Scenarios side by side: differences, ranks with ties, sorting, and more than colours can tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_support import browser, needs_browser
from made_results import made

from pdusim.experiment.results import Results
from pdusim.report.brief import EIGHT
from pdusim.report.matrix import matrix, matrix_html
from pdusim.report.page import write_report
from pdusim.report.sections import (
    difference_charts,
    load_chart,
    review_charts,
    staffing_charts,
    weekly_charts,
)
from pdusim.report.svg import GREY, SERIES

NOISE = [3.0, -2.0, 1.0, -1.0, 2.0, -3.0]
WIDE_NOISE = [60.0, -55.0, 20.0, -25.0, 50.0, -45.0]


def four() -> Results:
    """A base; two that are clearly better and not to be told apart; one clearly worse."""
    levels = {"base": 300.0, "first": 200.0, "second": 201.0, "worse": 400.0}
    noise = {"second": WIDE_NOISE}
    return made(
        {
            name: {
                "missed_review_rate": [(at + w, 1000.0) for w in noise.get(name, NOISE)],
                "contact_delivered": [(1000.0 - at + 2 * w, 2000.0) for w in NOISE],
                "caseload": [(at, 1.0)] * 6,
            }
            for name, at in levels.items()
        }
    )


def test_ranks_count_who_is_clearly_better_and_ties_are_told() -> None:
    table = matrix(four(), measures=("missed_review_rate", "contact_delivered", "caseload"))
    assert [row[0].place for row in table.cells] == ["3", "1=", "1=", "4"]
    # Higher is better here, and the noise is shared: every pair can be told apart.
    assert [row[1].place for row in table.cells] == ["3", "1", "2", "4"]
    # Neither way is better.
    assert [row[2].place for row in table.cells] == ["", "", "", ""]


def test_a_matrix_is_ordered_from_the_best_and_what_is_missing_comes_last() -> None:
    rows = four()
    assert matrix(rows).ordered() == [1, 2, 3]
    assert matrix(rows).ordered("contact_delivered") == [1, 2, 3]
    reverse = made(
        {
            "base": {"missed_review_rate": [(300.0 + w, 1000.0) for w in NOISE]},
            "worse": {"missed_review_rate": [(400.0 + w, 1000.0) for w in NOISE]},
            "none": {"missed_review_rate": [(0.0, 0.0)] * 6},
            "better": {"missed_review_rate": [(200.0 + w, 1000.0) for w in NOISE]},
        }
    )
    assert matrix(reverse).ordered("missed_review_rate") == [3, 1, 2]
    assert matrix(reverse).cells[2][0].rank is None


def test_it_has_the_eight_and_says_each_interval() -> None:
    page = matrix_html(matrix(four()))
    heads = re.findall(r'<th scope="col" data-key="(\w+)"', page)
    assert heads == [name for name in EIGHT if name in ("missed_review_rate", "contact_delivered")]
    assert "none seen" not in page
    assert re.search(r'\N{MINUS SIGN}10\.00\*</span></span><span class="ci">', page)


@pytest.fixture(scope="module")
def eleven(small_results: Results) -> Results:
    names = ("base", *(f"Reallocated after {n} weeks of sickness" for n in range(10)))
    return Results(
        (small_results.scenarios[0], *[small_results.scenarios[1]] * 10),
        names,
        (small_results.outcomes[0], *[small_results.outcomes[1]] * 10),
        small_results.replications,
        small_results.seed,
    )


def test_no_colour_and_no_dash_says_two_scenarios(eleven: Results) -> None:
    charts = [*weekly_charts(eleven), *staffing_charts(eleven), load_chart(eleven)]
    for chart in charts:
        for drawing in (chart.wide, chart.narrow):
            strokes = re.findall(r'fill="none" stroke="(#\w+)"', drawing)
            # One line a panel, and the base in grey behind it where levels are shown.
            assert set(strokes) <= {GREY, SERIES[1]}, chart.name
            assert len(strokes) == 20 if GREY in strokes else 10, chart.name
            titles = re.findall(r'font-weight="600">([^<]*)<', drawing)
            assert len(set(titles)) >= 10, chart.name
    for chart in (*review_charts(eleven), *difference_charts(eleven)):
        for name in eleven.names[1:]:
            number = name.split()[2]
            assert re.search(rf">[^<]*\b{number}\b[^<]*</text>", chart.narrow), chart.name


def test_few_scenarios_share_a_drawing_in_colours_of_their_own(eleven: Results) -> None:
    three = Results(
        eleven.scenarios[:4], eleven.names[:4], eleven.outcomes[:4], eleven.replications, 0
    )
    for chart in weekly_charts(three):
        strokes = re.findall(r'fill="none" stroke="(#\w+)"', chart.wide)
        assert len(strokes) == len(set(strokes)), chart.name


@needs_browser
def test_a_click_sorts_by_any_column_and_the_base_stays_first(tmp_path: Path) -> None:
    page = write_report(four(), tmp_path / "report.html")
    names = "return [...document.querySelectorAll('.matrix tbody th')].map((e) => e.textContent)"
    with browser(tmp_path) as driver:
        driver.get(page.as_uri())
        head = driver.find_element("css selector", "[data-key=contact_delivered] button")
        head.click()
        assert driver.execute_script(names) == ["base", "worse", "second", "first"]
        head.click()
        assert driver.execute_script(names) == ["base", "first", "second", "worse"]
        sorted_by = driver.execute_script(
            "return [...document.querySelectorAll('.matrix [aria-sort]')]"
            ".map((e) => [e.dataset.key, e.getAttribute('aria-sort')])"
        )
        assert sorted_by == [["contact_delivered", "descending"]]
