"""Report, story and replay in a browser: offline, unbroken, whole at any width."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from browser_support import (
    BROWSERS_OWN,
    browser,
    complaints_of,
    needs_browser,
    painted,
    requests_of,
    resize,
)

import pdusim
from pdusim.experiment.results import Results
from pdusim.outcomes.outcome import Outcome
from pdusim.report.life_chart import life_chart
from pdusim.report.page import page, write_report
from pdusim.report.replay import write_replay
from pdusim.report.story import life_of, read
from pdusim.report.telling import find

pytestmark = needs_browser
START = datetime.date(2022, 10, 3)


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(
    small_results: Results,
    small_scenario: pdusim.Scenario,
    small_outcome: Outcome,
    tmp_path_factory,
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    events = read(small_outcome.events)
    life = life_of(events, find(events, "missed-review", 14.0), 224.0)
    story = folder / "story.html"
    story.write_text(
        page("One person", "", [("p", "P", life_chart([("base", life)], START).html())])
    )
    return {
        "report": write_report(small_results, folder / "report.html"),
        "story": story,
        "replay": write_replay([(small_scenario, small_outcome)], folder / "replay.html"),
    }


@pytest.mark.parametrize("name", ["report", "story", "replay"])
def test_a_page_opens_alone_and_fits_every_width(driver, pages, name: str) -> None:
    requests_of(driver)
    complaints_of(driver)
    driver.get(pages[name].as_uri())
    for width in (360, 768, 1200):
        resize(driver, width)
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide on a screen of {width}"
    assert {address.split(":")[0] for address in requests_of(driver)} <= {"file", *BROWSERS_OWN}
    assert complaints_of(driver) == []


def test_charts_are_seen_at_the_width_they_were_drawn_for(driver, pages) -> None:
    driver.get(pages["report"].as_uri())
    count = (
        "return [...document.querySelectorAll('.{0} svg')]"
        ".filter((s) => s.getBoundingClientRect().width > 200).length"
    )
    figures = driver.execute_script("return document.querySelectorAll('figure').length")
    for width, seen, hidden in ((1000, "wide", "narrow"), (390, "narrow", "wide")):
        resize(driver, width)
        assert driver.execute_script(count.replace("{0}", seen)) == figures
        assert driver.execute_script(count.replace("{0}", hidden)) == 0


def test_what_is_printed_is_whole(driver, pages) -> None:
    driver.get(pages["report"].as_uri())
    resize(driver, 700)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        painted(driver)
        cut = driver.execute_script(
            "return [...document.querySelectorAll('figure svg, .scroll')].filter((e) => {"
            " const box = e.getBoundingClientRect();"
            " return box.width > 0 && (box.right > innerWidth + 1"
            " || e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflowY !== 'visible'"
            ");}).length"
        )
        assert cut == 0
        assert not driver.find_element("css selector", "nav.contents").is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_no_text_is_cut_off_at_the_edge_of_a_chart(driver, pages) -> None:
    script = """const out = []; for (const svg of document.querySelectorAll('figure svg')) {
        const box = svg.getBoundingClientRect(); if (box.width < 200) continue;
        for (const text of svg.querySelectorAll('text')) {
            const own = text.getBoundingClientRect();
            if (own.right > box.right + 1 || own.left < box.left - 1)
                out.push(text.textContent);
        }} return out"""
    for name in ("report", "story"):
        driver.get(pages[name].as_uri())
        for width in (390, 1280):
            resize(driver, width)
            assert driver.execute_script(script) == [], f"{name} at {width}"


def test_everything_can_be_reached_with_the_keyboard(driver, pages) -> None:
    from selenium.webdriver.common.keys import Keys

    driver.get(pages["report"].as_uri())
    body = driver.find_element("tag name", "body")
    body.send_keys(Keys.TAB)
    assert driver.execute_script("return document.activeElement.className") == "skip"
    unreachable = driver.execute_script(
        "return [...document.querySelectorAll('.scroll')].filter((e) => e.tabIndex < 0).length"
    )
    assert unreachable == 0
