"""The app in a browser: sliders change the answer, nothing leaves the machine."""

from __future__ import annotations

import subprocess
import time
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser_support import BROWSERS_OWN, browser, complaints_of, needs_browser, requests_of, resize
from selenium.webdriver import ActionChains
from support import PROGRAM

from pdusim.app.jobs import outcome_of

pytestmark = needs_browser


@pytest.fixture(scope="module")
def driver(app, tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    with browser(folder) as opened:
        opened.folder, opened.app_url = folder, app.url
        opened.get(app.url)
        until(opened, "return document.body.dataset.ready === 'yes'")
        yield opened


def until(driver, script: str):
    """Wait until a script gives something; what never does is told by pytest's own limit."""
    while not (found := driver.execute_script(script)):
        time.sleep(0.1)
    return found


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


def test_at_the_start_there_is_nothing_to_stop_or_keep(driver) -> None:
    for name in ("stop", "keep", "yaml"):
        assert not driver.find_element("id", name).is_displayed()
    assert driver.find_element("id", "go").is_displayed()


def test_the_first_answer_comes_at_once_and_the_rest_in_the_background(driver, app) -> None:
    # The first visitor comes when the workers have started.
    outcome_of(app.laboratory.ask(app.levers.base, 0, prompt=True))
    move(driver, "vacancy", 22)
    driver.execute_script("pdusim.answer = null; document.getElementById('go').click()")
    found = until(driver, "return pdusim.answer && pdusim.answer.done && pdusim.answer")
    # At once: after one simulation of each, long before those that make it more sure.
    assert found["running"]
    assert found["done"] < found["wanted"]
    assert "Refining" in driver.find_element("id", "status").text
    driver.execute_script("document.getElementById('tab-person').click()")
    driver.execute_script("document.getElementById('follow').click()")
    until(driver, "return document.querySelector('#person-chart svg')")
    now = driver.execute_script("return pdusim.answer")
    assert now["running"], "following a person waited for the refinement"
    assert driver.find_element("css selector", "#person-words tbody tr").is_displayed()
    driver.execute_script("document.getElementById('tab-try').click()")
    driver.execute_script("document.getElementById('stop').click()")
    stopped = until(driver, "return !pdusim.answer.running && pdusim.answer")
    assert stopped["done"] < stopped["wanted"]


def test_two_windows_do_not_mix(driver) -> None:
    first = driver.current_window_handle
    driver.switch_to.new_window("tab")
    second = driver.current_window_handle
    driver.get(driver.app_url)
    until(driver, "return document.body.dataset.ready === 'yes'")
    loads = {}
    for window, vacancy in ((first, 40), (second, 5)):
        driver.switch_to.window(window)
        move(driver, "vacancy", vacancy)
        driver.execute_script("pdusim.answer = null; document.getElementById('go').click()")
    for window in (first, second):
        driver.switch_to.window(window)
        found = until(driver, "return pdusim.answer && pdusim.answer.done && pdusim.answer")
        loads[window] = found["measures"]["workload_pct"]
        driver.execute_script("document.getElementById('stop').click()")
        until(driver, "return !pdusim.answer.running")
    assert loads[first] > loads[second] + 20.0
    driver.switch_to.window(second)
    driver.execute_script("document.getElementById('keep').click()")
    until(driver, "return document.querySelector('#against option[value^=kept]')")
    driver.close()
    driver.switch_to.window(first)
    assert driver.find_elements("css selector", "#against option[value^=kept]") == []


def test_a_lesson_runs_and_answers(driver) -> None:
    driver.execute_script("document.getElementById('tab-lessons').click()")
    box = "document.querySelector('[data-lesson=notice]')"
    driver.execute_script(f"{box}.querySelector('input[value=more]').click()")
    assert not driver.find_element("css selector", "[data-lesson=notice] .answer").is_displayed()
    driver.execute_script("document.getElementById('lesson-notice').click()")
    until(driver, f"return {box}.querySelector('svg')")
    until(driver, f"return {box}.querySelectorAll('.findings li').length >= 4")
    said = driver.execute_script(f"return {box}.querySelector('.status').textContent")
    assert said.startswith(("One run of each", "2 runs of each"))
    assert "The model: " in driver.execute_script(
        f"return {box}.querySelector('.verdict').textContent"
    )
    assert "of 1." in driver.execute_script(f"return {box}.querySelector('.against').textContent")
    driver.execute_script("document.getElementById('tab-try').click()")


def test_a_curve_is_drawn_with_the_pointer_and_with_the_keyboard(driver) -> None:
    driver.execute_script("document.getElementById('tab-lessons').click()")
    slider = driver.find_element("css selector", "[data-lesson=queues] .curve-sliders input")
    slider.send_keys("\ue014" * 3)
    assert slider.get_attribute("value") == "3"
    picture = driver.find_element("css selector", "[data-lesson=queues] svg.draw")
    driver.execute_script("arguments[0].scrollIntoView()", picture)
    actions = ActionChains(driver)
    actions.move_to_element_with_offset(picture, 0, 0).click_and_hold()
    actions.move_by_offset(120, -40).release().perform()
    values = [
        int(one.get_attribute("value"))
        for one in driver.find_elements("css selector", "[data-lesson=queues] .curve-sliders input")
    ]
    assert sum(value > 0 for value in values) >= 3
    handles = driver.find_elements("css selector", "[data-lesson=queues] .handle")
    assert len(handles) >= 3
    driver.execute_script("document.getElementById('tab-try').click()")


def test_the_presenter_shows_one_lesson_at_a_time_and_the_keys_turn(driver) -> None:
    driver.execute_script("document.getElementById('tab-lessons').click()")
    driver.execute_script("document.getElementById('present').click()")
    shown = "return [...document.querySelectorAll('.lesson')].filter((e) => e.offsetHeight).length"
    assert driver.execute_script(shown) == 1
    body = driver.find_element("tag name", "body")
    body.send_keys("\ue014")
    assert driver.find_element("css selector", ".lesson.shown h2").text.startswith("2. ")
    body.send_keys("\ue00c")
    assert driver.execute_script(shown) == 5
    assert driver.execute_script("return document.activeElement.id") == "present"
    driver.execute_script("document.getElementById('tab-try').click()")


def test_sliders_change_the_answer_and_the_file_gives_the_same_numbers(driver) -> None:
    driver.execute_script("document.getElementById('reset').click()")
    still = run(driver)
    assert "no difference seen in" in still["sentences"][0]
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
    archive = Path(driver.folder) / "policy.zip"
    while not archive.exists():
        time.sleep(0.1)
    with zipfile.ZipFile(archive) as files:
        files.extractall(driver.folder)
    base, path = (Path(driver.folder) / name for name in ("base.yaml", "policy.yaml"))
    done = moved["done"]
    printed = subprocess.run(
        [
            PROGRAM,
            "run",
            base,
            path,
            "--replications",
            str(done),
            "--seed",
            "1",
            "--format",
            "json",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in ("workload_pct", "missed_review_rate"):
        assert repr(moved["measures"][name]) in printed
        # The command that is shown gives the difference that is shown.
        assert repr(moved["differences"][name]) in printed


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
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width
    resize(driver, 1200)


def test_nothing_left_the_machine_and_nothing_broke(driver) -> None:
    own = [urlsplit(address) for address in requests_of(driver)]
    assert own
    assert {url.hostname for url in own if url.scheme not in BROWSERS_OWN} == {"127.0.0.1"}
    # The page provokes no refusal of the server's: wild input stops in the page.
    assert complaints_of(driver) == []
