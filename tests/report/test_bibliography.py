"""Every figure that a source names in square brackets leads to its line of the bibliography."""

from __future__ import annotations

import re

import pytest

import pdusim
from pdusim.report.bibliography import KEY, bibliography_html, cited, figures, linked, resolved
from pdusim.report.page import report_html


@pytest.fixture(scope="module")
def report(small_results) -> str:
    return report_html(small_results)


def test_every_link_to_a_figure_has_its_place_and_every_figure_is_linked(report: str) -> None:
    links = set(re.findall(r'href="#figure-([a-z0-9_]+)"', report))
    places = re.findall(r'id="figure-([a-z0-9_]+)"', report)
    assert len(places) > 50
    assert len(places) == len(set(places))
    assert links - set(places) == set()


def test_every_key_that_the_baseline_names_is_resolved() -> None:
    sources = [one.source for one in pdusim.load_scenario("baseline").provenance.values()]
    keys = {key for source in sources for key in KEY.findall(source)}
    assert keys
    assert [key for key in sorted(keys) if not resolved(key)] == []
    html = bibliography_html(sources)
    for one in cited(sources):
        assert f'id="figure-{one.key}"' in html


def test_a_star_means_several_and_a_stranger_is_left_as_it_was_written() -> None:
    assert len(resolved("rosh_mix_*")) > 1
    assert {one.key for one in resolved("rosh_mix_*")} <= set(figures())
    assert linked("as [no_such_figure] <b>") == "as [no_such_figure] &lt;b&gt;"
    assert linked("[t_mappa_l2], halved") == (
        '<a href="#figure-t_mappa_l2">[t_mappa_l2]</a>, halved'
    )


def test_how_a_figure_is_known_is_said_in_words() -> None:
    html = bibliography_html(["[t_mappa_l2]"])
    assert "[RECALLED]" not in html
    assert re.search(r"read in the source|found in a search|recalled, not|worked out from", html)
    assert bibliography_html(["a guess"]) == (
        "<p>The sources of this run name no published figure.</p>"
    )
