"""What a reader takes away from a page: the data and the picture of each chart, some measures."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser_support import browser, complaints_of, needs_browser, painted
from made_results import made

from pdusim.experiment.results import Results
from pdusim.report import svg
from pdusim.report.page import style, write_report
from pdusim.report.pictured import Weeks
from pdusim.report.sections import difference_charts, weekly_charts

pytestmark = needs_browser
NOISE = [3.0, -2.0, 1.0, -1.0, 2.0, -3.0]

# Hands what would be downloaded to the test, whole: name, kind and content.
CATCH = """
const [selector, done] = arguments;
const own = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = async function () {
  HTMLAnchorElement.prototype.click = own;
  const blob = await (await new Promise((ok) => {
    const ask = new XMLHttpRequest();
    ask.responseType = 'blob';
    ask.onload = () => ok(ask.response);
    ask.open('GET', this.href);
    ask.send();
  }));
  const image = blob.type === 'image/png' ? await createImageBitmap(blob) : null;
  done([this.download, blob.type, image ? `${image.width} ${image.height}` : await blob.text()]);
};
document.querySelector(selector).click();
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("downloads")) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(small_results: Results, tmp_path_factory) -> Path:
    return write_report(small_results, tmp_path_factory.mktemp("pages") / "report.html")


def taken(driver, chart: str, kind: str) -> tuple[str, str, str]:
    # The page's own policy lets nothing be fetched, not even what it made itself.
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    found = driver.execute_async_script(CATCH, f"#chart-{chart} [data-get={kind}]")
    return found[0], found[1], found[2]


def test_a_chart_gives_its_data_unrounded(driver, report: Path, small_results: Results) -> None:
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.get(report.as_uri())
    name, kind, text = taken(driver, "weekly-missed", "csv")
    assert (name, kind) == ("weekly-missed.csv", "text/csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    weeks = Weeks(small_results)
    line = weeks.between(1, weeks.missed_share(1))
    assert len(rows) == weeks.span.last - weeks.span.first + 1
    last = float(rows[-1]["slower work: mean"])
    assert last == pytest.approx(line.mean[weeks.span.last], rel=1e-5)
    name, _, text = taken(driver, "differences-1", "csv")
    by_label = {row[0]: row[1:] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))}
    step = small_results.difference(1, 0, "missed_review_rate").estimate
    mean, low, high = (float(cell) for cell in by_label["Risk reviews missed, pp"])
    expected = pytest.approx([100 * step.mean, 100 * step.low, 100 * step.high], rel=1e-5)
    assert [mean, low, high] == expected


def test_a_chart_gives_its_picture_with_its_title(driver, report: Path) -> None:
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.get(report.as_uri())
    title = driver.find_element("css selector", "#chart-weekly-workload figcaption").text
    name, kind, text = taken(driver, "weekly-workload", "svg")
    assert (name, kind) == ("weekly-workload.svg", "image/svg+xml")
    words = [one.text or "" for one in ElementTree.fromstring(text).iter() if "text" in one.tag]
    assert title in " ".join(words)
    assert "replications of each, seed 3" in " ".join(words)
    name, kind, size = taken(driver, "weekly-workload", "png")
    assert (name, kind) == ("weekly-workload.png", "image/png")
    assert int(size.split()[0]) == 2 * svg.WIDE


def test_pages_keep_their_policy_and_a_click_breaks_nothing(driver, report: Path) -> None:
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    driver.get(report.as_uri())
    complaints_of(driver)
    for kind in ("csv", "svg", "png"):
        driver.execute_script(
            "HTMLAnchorElement.prototype.click = function () { window.taken = this.download; };"
            f"document.querySelector('#chart-hours [data-get={kind}]').click()"
        )
        painted(driver)
        assert driver.execute_script("return window.taken") == f"hours.{kind}"
    assert complaints_of(driver) == []


def test_measures_are_filtered_by_text_and_by_clearness(driver, tmp_path: Path) -> None:
    results = made(
        {
            name: {
                "missed_review_rate": [(at + w, 1000.0) for w in NOISE],
                "late_review_rate": [(300.0 + w * w * (at - 190), 1000.0) for w in NOISE],
                "caseload": [(at * 10 + w, 1.0) for w in NOISE],
            }
            for name, at in (("base", 200.0), ("policy", 300.0))
        }
    )
    driver.get(write_report(results, tmp_path / "r.html").as_uri())
    seen = (
        "return [...document.querySelectorAll('.measures tbody tr:not(.group)')]"
        ".filter((e) => !e.hidden).map((e) => e.cells[0].textContent)"
    )
    assert len(driver.execute_script(seen)) == 3
    driver.find_element("css selector", "[data-filter]").send_keys("MISSED")
    assert driver.execute_script(seen) == ["Risk reviews missed,\N{NO-BREAK SPACE}%"]
    assert driver.find_element("css selector", "#levels .count").text == "1 of 3 rows"
    driver.execute_script(
        "const e = document.querySelector('[data-filter]'); e.value = '';"
        "e.dispatchEvent(new Event('input', {bubbles: true}));"
        "document.querySelector('[data-clear]').click()"
    )
    clear = [
        name
        for name in ("missed_review_rate", "late_review_rate", "caseload")
        if (one := results.difference(1, 0, name).estimate).low is not None
        and not one.low <= 0 <= one.high
    ]
    assert len(driver.execute_script(seen)) == len(clear)


def _light(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_a_line_or_word_can_be_seen_in_the_dark(small_results: Results) -> None:
    dark = style().split("prefers-color-scheme: dark")[1].split("@media")[0]
    paper = re.search(r"--paper:(#\w+)", dark)[1]
    names = dict(re.findall(r"--(\w+):(#\w+)", dark))
    for chart in (*weekly_charts(small_results), *difference_charts(small_results)):
        for part, colour in re.findall(r'(fill|stroke)="(#\w+)"', chart.wide):
            rule = re.search(rf'svg \[{part}="{colour}"\] \{{ {part}: ([^;]+);', dark)
            assert rule, f"{part} {colour} of {chart.name} has no counterpart in the dark"
            shade = rule[1] if rule[1].startswith("#") else names[rule[1][6:-1]]
            if colour in (svg.FAINT, "#fff", "#eef1f4"):
                continue
            one, other = sorted((_light(shade), _light(paper)), reverse=True)
            assert (one + 0.05) / (other + 0.05) >= 4.5, colour
