"""Text from outside reaches a page by one function, and reaches it harmless."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pdusim import load_scenario, run, simulate
from pdusim.experiment.results import Results
from pdusim.report.escaping import escape
from pdusim.report.page import _sources, report_html
from pdusim.report.replay import replay_html

PACKAGE = Path(__file__).parents[2] / "pdusim"
CASES = Path(__file__).parents[1] / "data" / "cases"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x1b[31m\u202eevil"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note every element there is."""
        self.found.append(tag)


def tags(html: str) -> list[str]:
    """The elements a browser would make of a piece of HTML."""
    parser = _Tags()
    parser.feed(html)
    return parser.found


def test_markup_is_text_and_what_cannot_be_seen_is_written_out() -> None:
    shown = escape(HOSTILE)
    assert tags(f"<p title='{shown}' lang=\"{shown}\">{shown}</p>") == ["p"]
    assert shown.isascii()
    assert shown.endswith("\\x1b[31m\\u202eevil")
    assert escape("one\u00a0%\ntwo") == "one\u00a0%\ntwo"
    assert escape(1.5) == "1.5"


def test_nothing_else_in_the_package_escapes() -> None:
    own = re.compile(r"^\s*(from html import|import html\b)", re.MULTILINE)
    by_themselves = [
        path.name
        for path in sorted(PACKAGE.rglob("*.py"))
        if own.search(path.read_text(encoding="utf-8"))
    ]
    assert by_themselves == ["escaping.py"]


@pytest.mark.parametrize("field", ["confidence", "unit", "source", "value"])
def test_no_field_of_a_value_arrives_raw_in_the_table_of_sources(field: str) -> None:
    entry = load_scenario("baseline").provenance["work.time_multiplier"]
    # Without a key of a published figure, which would be a link.
    entry = replace(entry, source=entry.source.replace("[", "(").replace("]", ")"))
    plain = tags(_sources({"work.time_multiplier": entry}))
    changed = replace(entry, **{field: HOSTILE})
    assert tags(_sources({HOSTILE: changed})) == plain


def test_a_name_that_holds_a_mark_of_the_page_is_not_filled_in() -> None:
    scenario = load_scenario("baseline").with_values(
        {"unit.scale": 0.02, "unit.past_years": 0.0, "run.warm_up_weeks": 0, "run.observe_weeks": 1}
    )
    outcome = simulate(scenario, record="events")
    page = replay_html([(replace(scenario, name="{{script}}</title><b>"), outcome)])
    assert "{{script}}&lt;/title&gt;&lt;b&gt;" in page
    assert tags(page).count("b") == 0


@pytest.fixture(scope="module")
def harmless() -> list[str]:
    return tags(report_html(run_of("tiny")))


def run_of(case: str) -> Results:
    scenario = load_scenario(CASES / f"{case}.yaml")
    return run([scenario], replications=2, workers=1, record="weekly")


@pytest.mark.parametrize("case", ["hostile", "control-characters"])
def test_texts_of_a_scenario_are_nothing_but_text_wherever_a_run_is_shown(
    case: str, harmless: list[str]
) -> None:
    results = run_of(case)
    page = report_html(results)
    assert set(tags(page)) <= set(harmless)
    assert tags(page).count("script") == harmless.count("script")
    for shown in (page, results.to_csv(), results.to_json(), str(results.estimates())):
        unseen = {sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cf")}
        assert unseen <= {"\n"}
