"""The page of several units: a tile for every unit where its region lies, each with its number."""

from __future__ import annotations

import re

import numpy as np
import pytest
from rich.console import Console

from pdusim.cli.nation import nation_parts
from pdusim.nation.file import read_nation
from pdusim.nation.results import NationResults
from pdusim.nation.spec import shipped_nation
from pdusim.outcomes.measures import MEASURES
from pdusim.report.nation_page import write_nation_report
from pdusim.report.tiles import tile_chart
from pdusim.scenario import load_scenario


@pytest.fixture(scope="module")
def results() -> NationResults:
    """The nation that is shipped, with totals made up and one policy."""
    spec = read_nation(shipped_nation())
    measures = ("caseload", "workload_pct", "missed_review_rate", "vacancy_rate_po")
    chance = np.random.default_rng(1)
    totals = chance.uniform(0.9, 1.1, (len(spec.units), 2, len(measures), 2, 3))
    totals[:, :, :, 1] = 1.0
    totals[:, :, 0, 0] *= 2240.0
    totals[:, :, 1, 0] *= 110.0
    totals[:, :, 2:, 0] *= 0.2
    policy = load_scenario("third_of_posts_vacant")
    return NationResults(
        spec, (spec.base, policy), ("baseline", "Vacant"), measures, totals, replications=3, seed=0
    )


def test_every_unit_has_a_tile_with_its_number(results: NationResults) -> None:
    chart = tile_chart(results, "workload_pct")
    small = re.findall(r'font-size="11" style="fill:[^"]+">([^<]+)<', chart.wide)
    numbers = [text for text in small if not text.startswith(("to ", "above "))]
    assert len(numbers) == len(results.spec.units)
    # In the order of the regions, as rounded.
    first = results.unit(0, "workload_pct").mean
    assert first is not None
    assert numbers[0] == f"{first:.0f}"


def test_regions_lie_about_where_they_are(results: NationResults) -> None:
    chart = tile_chart(results, "workload_pct").wide
    place = {
        name: (float(x), float(y))
        for x, y, name in re.findall(
            r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="start" font-size="12.5" >([^<]+)<', chart
        )
    }
    assert place["North East"][1] < place["Yorkshire &amp; the Humber"][1] < place["London"][1]
    assert place["Wales"][0] < place["West Midlands"][0] < place["East of England"][0]
    assert len(set(place.values())) == 12


def test_words_on_a_tile_can_be_read(results: NationResults) -> None:
    """Contrast of at least 4.5 to 1, by the formula of WCAG, in every shade."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    found = set()
    for row in (0, 1):
        chart = tile_chart(results, "workload_pct", row).wide
        pairs = re.findall(r'fill="(#\w{6})" stroke="#9aa5b1"/><text [^>]*fill:(#\w{6})', chart)
        found |= set(pairs)
        for fill, ink in pairs:
            one, other = sorted((light(fill), light(ink)))
            assert (other + 0.05) / (one + 0.05) >= 4.5, (fill, ink)
    assert len(found) >= 8


@pytest.fixture(scope="module")
def page(results: NationResults, tmp_path_factory: pytest.TempPathFactory) -> str:
    written = write_nation_report(results, tmp_path_factory.mktemp("page") / "nation.html")
    return written.read_text(encoding="utf-8")


def test_the_page_says_levels_in_the_unit_that_is_shown(page: str) -> None:
    assert page.startswith("<!doctype html>")
    assert "Risk reviews missed, %" in page
    assert "Risk reviews missed, share" not in page
    assert "Risk reviews missed, pp: Vacant, minus baseline" in page
    assert page.count("<figure") == 6


def test_the_tables_fit_eighty_columns(results: NationResults) -> None:
    screen = Console(width=80)
    with screen.capture() as captured:
        screen.print(*nation_parts(results), sep="\n")
    text = captured.get()
    assert max(map(len, text.splitlines())) <= 80
    for region in results.spec.regions:
        assert f"\n  {region.split()[0]}" in text
    for name in ("workload_pct", "missed_review_rate"):
        whole = results.whole(name)
        assert whole.mean is not None
        factor = 100.0 if MEASURES[name].unit == "share" else 1.0
        assert f"{factor * whole.mean:.1f}" in text
