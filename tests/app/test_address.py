"""The app's answer belongs to its policy: in the address, on the page, and after a lost server."""

from __future__ import annotations

import time

import pytest
from browser_support import browser, needs_browser, resize

from pdusim.app.sessions import Sessions

pytestmark = needs_browser


@pytest.fixture(scope="module")
def driver(app, tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        opened.get(app.url)
        until(opened, "return document.body.dataset.ready === 'yes'")
        yield opened


def until(driver, script: str):
    """Wait until a script gives something; what never does is told by pytest's own limit."""
    while not (found := driver.execute_script(script)):
        time.sleep(0.05)
    return found


def set_vacancy(driver, value: int) -> None:
    driver.execute_script(
        "const e = document.getElementById('n-vacancy'); e.value = arguments[0];"
        "e.dispatchEvent(new Event('input'))",
        str(value),
    )


def run(driver, value: int) -> None:
    """Ask for a policy, and wait until the answer to come is that policy's."""
    set_vacancy(driver, value)
    driver.execute_script("pdusim.answer = null; document.getElementById('go').click()")
    stamped(driver, value)


def stamped(driver, value: int) -> None:
    said = "document.getElementById('stamp').textContent"
    until(driver, f"return /still of/.test({said}) === false && {said}.includes(': {value}')")


def answered(driver) -> None:
    until(driver, "return pdusim.answer && pdusim.answer.done")
    driver.execute_script("document.getElementById('stop').click()")
    until(driver, "return !pdusim.answer.running")


def vacancy(driver) -> str:
    return driver.execute_script("return document.getElementById('n-vacancy').value")


def test_an_answer_says_of_which_policy_it_is_and_when_it_is_stale(driver) -> None:
    run(driver, 31)
    answered(driver)
    stamp = driver.find_element("id", "stamp").text
    assert "31" in stamp
    assert "Compared with baseline, September 2023." in stamp
    assert "stale" not in driver.find_element("id", "answer").get_attribute("class").split()
    set_vacancy(driver, 12)
    assert "stale" in driver.find_element("id", "answer").get_attribute("class").split()
    assert "have moved since" in driver.find_element("id", "stamp").text
    set_vacancy(driver, 31)
    assert "stale" not in driver.find_element("id", "answer").get_attribute("class").split()


def test_the_address_leads_back_through_a_reload_and_the_back_button(driver, app) -> None:
    run(driver, 8)
    assert driver.current_url.endswith("#vacancy=8")
    driver.refresh()
    until(driver, "return document.body.dataset.ready === 'yes'")
    stamped(driver, 8)
    assert vacancy(driver) == "8"
    driver.back()
    stamped(driver, 31)
    assert vacancy(driver) == "31"


def test_law_and_policy_stand_in_the_address_and_come_back_from_it(driver, app) -> None:
    driver.get(f"{app.url}#law=rules_2026&policy=progression_model&vacancy=25")
    driver.refresh()
    until(driver, "return document.getElementById('stamp').textContent.includes('Progression')")
    stamp = driver.find_element("id", "stamp").text
    assert "25" in stamp
    assert "Compared with the rules of 30 September 2026, carried on." in stamp
    assert "Both are observed " in stamp
    chosen = (
        "return [document.getElementById('law').value, document.getElementById('n-policy').value]"
    )
    assert driver.execute_script(chosen) == ["rules_2026", "progression_model"]
    assert vacancy(driver) == "25"
    # Of another law there are other policies, and the sliders begin elsewhere.
    driver.execute_script(
        "const e = document.getElementById('law'); e.value = 'baseline';"
        "e.dispatchEvent(new Event('change'))"
    )
    until(driver, "return document.querySelector('#n-policy option[value=ecsl_70_days]')")
    assert driver.execute_script(chosen) == ["baseline", "none"]
    assert not driver.find_elements("css selector", "#n-policy option[value=progression_model]")
    assert "stale" in driver.find_element("id", "answer").get_attribute("class").split()


def test_a_server_that_has_gone_is_said_and_comes_back(driver, app) -> None:
    offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **offline})
    driver.execute_script("document.getElementById('go').click()")
    until(driver, "return document.getElementById('status').textContent.includes('not answer')")
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **offline})
    # Started anew, it knows nobody: the page introduces itself again.
    app.sessions = Sessions(app.levers, app.laboratory)
    run(driver, 20)
    answered(driver)
    assert "not answer" not in driver.find_element("id", "status").text
    assert "20" in driver.find_element("id", "stamp").text


def test_run_is_always_in_view_and_focus_stays(driver) -> None:
    for size in ((1366, 768), (390, 844)):
        resize(driver, *size)
        driver.execute_script("scrollTo(0, 0)")
        top, end = driver.execute_script(
            "const b = document.getElementById('go').getBoundingClientRect();"
            "return [b.top, b.bottom]"
        )
        assert top >= 0
        assert end <= size[1]
    resize(driver, 1366, 768)
    driver.execute_script("document.querySelector('#chart-missed summary').focus()")
    driver.execute_script(
        "window.old = document.activeElement; pdusim.answer = null;"
        "document.getElementById('levers').requestSubmit()"
    )
    until(driver, "return !document.contains(window.old)")
    held = driver.execute_script(
        "const e = document.activeElement; return [e.tagName, e.closest('figure')?.id]"
    )
    assert held == ["SUMMARY", "chart-missed"]
