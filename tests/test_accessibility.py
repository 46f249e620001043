"""Nobody is shut out of a page: axe finds nothing serious at any width, in light and in dark."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from axe_support import violations
from browser_support import browser, needs_browser
from pages_support import write_pages

from pdusim.app.server import AppServer

pytestmark = needs_browser
PAGES = ("report-1", "report-3", "report-10", "brief", "story", "replay")
TABS = ("try", "lessons", "person")


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
