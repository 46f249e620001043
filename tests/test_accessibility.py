"""Nobody is shut out of a page: axe finds nothing serious at any width, in light and in dark."""

from __future__ import annotations

import threading
from importlib.resources import files
from pathlib import Path

import pytest
from browser_support import browser, needs_browser, resize
from pages_support import write_pages

from pdusim.app.server import AppServer

pytestmark = needs_browser
PAGES = ("report-1", "report-3", "report-10", "brief", "story", "replay")
TABS = ("try", "lessons", "person")
ROWS = 3
"""Rows of a table that are looked at: those that follow are like them."""
LOOKS: tuple[tuple[int, int, str, list[str] | None], ...] = (
    (390, 844, "light", None),
    (1366, 768, "dark", ["color-contrast"]),
    (1920, 1080, "light", ["target-size", "scrollable-region-focusable"]),
)
"""Sizes and schemes, and the rules that can come out otherwise there; None: every rule."""
# The tables of numbers below the charts are alike: the first of them is opened.
OPENED = """const numbers = [...document.querySelectorAll('details.numbers')];
document.querySelectorAll('details').forEach((one) => {
  if (numbers.indexOf(one) < 1) one.open = true; else one.remove();
});
document.querySelectorAll('tbody').forEach((one) =>
  [...one.rows].slice(arguments[0]).forEach((row) => row.remove()))"""
LOOK = """const [rules, done] = arguments;
const how = rules ? {resultTypes: ['violations'], runOnly: rules} : {resultTypes: ['violations']};
axe.run(document, how).then((found) => done(found.violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .flatMap((one) => one.nodes.map((node) =>
    `${one.impact} ${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`.slice(0, 600)))))"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    return write_pages(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def app():
    server = AppServer(0, 2)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


def colours(driver, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})


def violations(driver) -> list[str]:
    """What axe calls serious or critical on a page with all opened: by width, light and dark."""
    driver.execute_script(OPENED, ROWS)
    axe = files("selenium_axe_python").joinpath("axe-core/axe.min.js").read_text(encoding="utf-8")
    driver.execute_script(axe)
    found = []
    for width, height, scheme, rules in LOOKS:
        colours(driver, scheme)
        resize(driver, width, height)
        seen = driver.execute_async_script(LOOK, rules)
        found += [f"{width} {scheme}: {one}" for one in seen]
    colours(driver, "light")
    return found


def test_axe_sees_a_fault_that_is_there(driver, pages) -> None:
    driver.get(pages["brief"].as_uri())
    driver.execute_script("document.querySelector('.headline').style.color = '#eee'")
    assert any("color-contrast" in one for one in violations(driver))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shuts_nobody_out(driver, pages, name: str) -> None:
    driver.get(pages[name].as_uri())
    assert violations(driver) == []


def test_the_app_shuts_nobody_out(driver, app) -> None:
    driver.get(app.url)
    driver.execute_async_script(
        "const done = arguments[0], wait = () => document.body.dataset.ready === 'yes' "
        "? done() : setTimeout(wait, 50); wait()"
    )
    driver.execute_script("document.getElementById('go').click()")
    driver.execute_async_script(
        "const done = arguments[0], wait = () => pdusim.answer && pdusim.answer.done "
        "? done() : setTimeout(wait, 50); wait()"
    )
    driver.execute_script("document.getElementById('stop').click()")
    for tab in TABS:
        driver.execute_script("document.getElementById('tab-' + arguments[0]).click()", tab)
        assert (tab, violations(driver)) == (tab, [])
