"""The app in a browser: sliders change the answer, nothing leaves the machine."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser_support import browser, complaints_of, needs_browser, requests_of, resize
from support import PROGRAM

pytestmark = needs_browser

WAIT = 90.0
BROWSERS_OWN = ("data", "blob", "chrome", "chrome-untrusted")


@pytest.fixture(scope="module")
def driver(app, tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    with browser(folder) as opened:
        opened.folder = folder
        opened.get(app.url)
        until(opened, "return document.body.dataset.ready === 'yes'")
        yield opened


def until(driver, script: str):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        found = driver.execute_script(script)
        if found:
            return found
        time.sleep(0.1)
    return pytest.fail(f"never came: {script}")


def move(driver, lever: str, value: object) -> None:
    driver.execute_script(
        "const e = document.getElementById('n-' + arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event('input'))",
        lever,
        str(value),
    )


def run(driver, runs: int = 2) -> dict:
    driver.execute_script("pdusim.answer = null; document.getElementById('go').click()")
    until(driver, f"return pdusim.answer && pdusim.answer.done >= {runs}")
    driver.execute_script("document.getElementById('stop').click()")
    until(driver, "return !pdusim.answer.running")
    return driver.execute_script("return pdusim.answer")


def test_sliders_change_the_answer_and_the_file_gives_the_same_numbers(driver) -> None:
    move(driver, "arrivals", 100)
    still = run(driver)
    assert all("the same under" in text for text in still["sentences"][:1])
    move(driver, "vacancy", 45)
    moved = run(driver)
    assert moved["measures"]["workload_pct"] > still["measures"]["workload_pct"] + 10.0
    shown = driver.execute_script(
        "return [...document.querySelectorAll('#charts figure')].map((f) => f.dataset.chart)"
    )
    assert shown == ["differences", "missed", "workload"]
    card = driver.execute_script("return document.querySelector('.card').innerText")
    assert "Risk reviews missed" in card

    driver.execute_script("document.getElementById('yaml').click()")
    path = Path(driver.folder) / "policy.yaml"
    end = time.monotonic() + WAIT
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.1)
    done = moved["done"]
    printed = subprocess.run(
        [PROGRAM, "run", path, "--replications", str(done), "--seed", "1", "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    ).stdout
    for name in ("workload_pct", "missed_review_rate"):
        assert repr(moved["measures"][name]) in printed


@pytest.mark.parametrize("wild", ["1e99", "-3", "lots", "", "<b>9</b>", "0x20"])
def test_wild_input_is_refused_in_the_page(driver, wild: str) -> None:
    driver.execute_script("pdusim.answer = null")
    move(driver, "vacancy", wild)
    driver.execute_script("document.getElementById('go').click()")
    said = driver.execute_script(
        "return document.querySelector('#lever-vacancy .wrong').textContent"
    )
    assert said in ("A number is expected.", "Between 0 and 50 %.")
    assert "nothing was run" in driver.execute_script(
        "return document.getElementById('status').textContent"
    )
    assert driver.execute_script("return pdusim.answer") is None
    move(driver, "vacancy", 13)


def test_tabs_work_with_the_keyboard(driver) -> None:
    from selenium.webdriver.common.keys import Keys

    tab = driver.find_element("id", "tab-try")
    tab.click()
    tab.send_keys(Keys.ARROW_RIGHT)
    assert driver.execute_script("return document.activeElement.id") == "tab-lessons"
    assert driver.find_element("id", "lessons").is_displayed()
    assert len(driver.find_elements("css selector", "#lessons .lesson")) == 5
    tab.click()


def test_nothing_sticks_out_on_a_phone(driver) -> None:
    for width in (390, 1200):
        resize(driver, width)
        time.sleep(0.2)
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width
    resize(driver, 1200)


def test_nothing_left_the_machine_and_nothing_broke(driver) -> None:
    own = [urlsplit(address) for address in requests_of(driver)]
    assert own
    assert {url.hostname for url in own if url.scheme not in BROWSERS_OWN} == {"127.0.0.1"}
    # The page provokes no refusal of the server's: wild input stops in the page.
    assert complaints_of(driver) == []
