"""The report: whole, self-contained, with the data of the run."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.report.page import report_html
from pdusim.report.pictured import Weeks
from pdusim.report.wording import level, shown, titled, with_interval

VOID = {"meta", "link", "br", "input", "img"}
CHARTS = (
    "differences-1",
    "weekly-difference-missed",
    "missed-by-tier",
    "missed-by-trigger",
    "weekly-missed",
    "weekly-workload",
    "loads",
    "hours",
    "staff-officers",
    "staff-sick",
)


class Balanced(HTMLParser):
    """Collects tags that do not close, identifiers and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        self.addresses += [str(found[key]) for key in ("src", "href") if found.get(key)]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Leave self-closed tags alone."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(small_results: Results) -> str:
    return report_html(small_results)


def test_the_page_is_whole_and_fetches_nothing(page: str) -> None:
    parser = Balanced()
    parser.feed(page)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    assert all(address.startswith(("#", "data:")) for address in parser.addresses)
    (code,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page
    assert "@import" not in page
    assert re.findall(r"url\((?!data:)", page) == []


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_there_twice_with_words_and_numbers(page: str, name: str) -> None:
    figure = re.search(rf'<figure class="chart[^"]*" id="chart-{name}".*?</figure>', page, re.S)
    assert figure is not None
    drawings = re.findall(r"<svg.*?</svg>", figure[0], re.S)
    assert len(drawings) == 2
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        space = "{http://www.w3.org/2000/svg}"
        assert len(root.findtext(f"{space}desc")) > 40
        assert root.get("role") == "img"
        width = float(root.get("width"))
        for text in root.iter(f"{space}text"):
            assert -1.0 <= float(text.get("x")) <= width + 1.0
    assert "<td>" in figure[0]


def test_the_charts_hold_the_numbers_of_the_run(page: str, small_results: Results) -> None:
    estimate = small_results.estimate(1, "missed_review_rate_triggered")
    shown = level(estimate.mean, estimate.low, estimate.high, "share")
    figure = page.split('id="chart-missed-by-trigger"')[1].split("</figure>", maxsplit=1)[0]
    assert shown in figure
    weeks = Weeks(small_results)
    mean = np.nanmean(weeks.column(0, "caseload"), axis=0)
    table = page.split('id="chart-weekly-caseload"')[1].split("</figure>", maxsplit=1)[0]
    assert f"{mean[weeks.span.first]:,.4g}" in table


def test_the_table_of_measures_shows_the_numbers_of_the_terminal(
    page: str, small_results: Results
) -> None:
    table = page.split('id="levels"')[1].split("</section>", maxsplit=1)[0]
    words = re.sub(r"\s+", " ", re.sub("<.*?>", " ", table)).replace("\N{NO-BREAK SPACE}", " ")
    for name in ("missed_review_rate", "unrecognised_risk_days", "staff_cost"):
        measure = MEASURES[name]
        title = titled(measure.title, shown(measure.unit).heading)
        cells = [
            with_interval(one.mean, one.low, one.high, factor=shown(measure.unit).factor)
            for one in (small_results.estimate(place, name) for place in (0, 1))
        ]
        assert " ".join([title, *cells]) in re.sub(r" +", " ", words)


def test_hours_add_up_to_what_was_paid(small_results: Results) -> None:
    weeks = Weeks(small_results)
    parts = weeks.hours(0)
    paid = weeks.column(0, "hours paid")
    first = weeks.span.observed_from - 1
    # Hours away count by the weekly census, so the sum holds to within it.
    assert sum(parts.values()) == pytest.approx(np.nanmean(paid[:, -1] - paid[:, first]), rel=0.02)
    assert parts["contact"] > parts["risk reviews"] > 0.0


def test_loads_count_every_practitioner_week_once(small_results: Results) -> None:
    edges, shares = Weeks(small_results).loads(0)
    assert sum(shares) == pytest.approx(100.0)
    assert {100.0, 110.0} <= set(edges)


def test_the_difference_that_was_put_in_is_found(page: str) -> None:
    row = re.search(r"<li class='\w*' data-measure='missed_review_rate'.*?</li>", page, re.S)[0]
    assert "rises by" in row
    assert "data-verdict='more'" in row


def test_assumptions_carry_source_and_confidence(page: str, small_results: Results) -> None:
    sources = small_results.scenarios[0].provenance
    assert page.count('class="conf assumed"') >= sum(
        entry.confidence == "assumed" for entry in sources.values()
    )
    assert "work.time_multiplier" in page


def test_a_run_without_weeks_says_so(small_results: Results) -> None:
    bare = Results(
        small_results.scenarios,
        small_results.names,
        tuple(
            tuple(
                type(o)(o.scenario, o.seed, o.replication, o.totals, o.measures, o.missing)
                for o in row
            )
            for row in small_results.outcomes
        ),
        small_results.replications,
        small_results.seed,
    )
    text = report_html(bare)
    assert "kept no weekly census" in text
    assert "chart-weekly" not in text
    assert 'id="chart-differences-1"' in text


def test_names_from_a_file_cannot_write_into_the_page(small_results: Results) -> None:
    names = ("<script>alert(1)</script>", "<b>policy</b>")
    named = Results(
        small_results.scenarios,
        names,
        small_results.outcomes,
        small_results.replications,
        small_results.seed,
    )
    text = report_html(named)
    assert text.count("<script") == report_html(small_results).count("<script")
    assert "<script>alert" not in text
    assert "<b>policy" not in text
