"""The replay in a browser: it plays, keeps everybody in place, explains, can do without motion."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from browser_support import browser, complaints_of, needs_browser, painted, resize

import pdusim
from pdusim.outcomes.outcome import Outcome
from pdusim.report.replay import CLOSED, write_replay

pytestmark = needs_browser


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def twice(small_scenario: pdusim.Scenario, small_outcome: Outcome, tmp_path_factory) -> Path:
    """The small unit beside the same with fewer hours."""
    less = small_scenario.with_values({"workforce.hours.full_time": 30.0}, name="fewer hours")
    other = pdusim.simulate(less, seed=4, record="events")
    pairs = [(small_scenario, small_outcome), (less, other)]
    return write_replay(pairs, tmp_path_factory.mktemp("twice") / "replay.html")


def media(driver, **features: str) -> None:
    given = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": given})


def play_to_the_end(driver) -> None:
    driver.execute_script(
        "document.getElementById('speed').value = '8'; document.getElementById('play').click()"
    )
    while driver.execute_script("return replay.playing"):
        assert complaints_of(driver) == []
        time.sleep(0.1)


def test_two_units_play_to_the_end_with_their_whole_caseloads(
    driver, twice: Path, small_outcome: Outcome
) -> None:
    media(driver, prefers_reduced_motion="no-preference")
    driver.get(twice.as_uri())
    resize(driver, 1366, 768)
    play_to_the_end(driver)
    weeks = len(small_outcome.weekly["week"])
    assert driver.execute_script("return replay.week") == weeks - 1
    first, second = (e.text for e in driver.find_elements("css selector", ".units h2"))
    assert f"{small_outcome.weekly['caseload'][-1]:,.0f} cases" in first
    missed = [int(text.split("\n")[-1].split()[0].replace(",", "")) for text in (first, second)]
    counted = driver.execute_script("return replay.data.units.map((u) => u.missed.length)")
    assert missed == counted
    script = f"""const s = new Map(), c = replay.data.units[0].changes;
        for (let i = 0; i < c.length; i += 5) s.set(c[i + 1], c[i + 3]);
        return [...s.values()].filter((v) => v !== {CLOSED}).length"""
    assert driver.execute_script(script) == small_outcome.weekly["caseload"][-1]
    # However slow the machine: no week is shown without being drawn.
    assert driver.execute_script("return replay.stats.frames") >= weeks - 2
    assert complaints_of(driver) == []


def test_nobody_moves_but_who_changes_hands_whichever_way_one_comes(driver, twice: Path) -> None:
    media(driver, prefers_reduced_motion="reduce")
    driver.get(twice.as_uri())
    where = """const out = {}; replay.goTo(arguments[0]); dispatchEvent(new Event("resize"));
        replay.data.persons.forEach((name, p) => {
          const [x, y] = replay.place(0, p), u = replay.units[0];
          if (x >= 0) out[name] = [x, y, u.holder[p]];
        }); return out;"""
    first = driver.execute_script("return replay.data.first")
    before, after = (driver.execute_script(where, first + 10 + k) for k in (0, 1))
    stayed = [name for name in before if name in after and before[name][2] == after[name][2]]
    assert len(stayed) > 300
    assert [name for name in stayed if before[name] != after[name]] == []
    driver.execute_script("replay.goTo(replay.data.first)")
    assert driver.execute_script(where, first + 11) == after


def test_a_missed_review_is_explained_from_the_keyboard_and_from_a_click(
    driver, twice: Path
) -> None:
    media(driver, prefers_reduced_motion="reduce")
    driver.get(twice.as_uri())
    week, person, heading, text = driver.execute_script("return replay.data.units[0].missed[0]")
    driver.execute_script("replay.goTo(arguments[0])", week)
    driver.find_element("css selector", "#missed button").send_keys("\n")
    told = driver.find_element("id", "told")
    assert heading in told.text
    assert text in told.text
    assert driver.switch_to.active_element.text == "Close"
    driver.switch_to.active_element.send_keys("\ue00c")
    assert not told.is_displayed()
    painted(driver)
    driver.execute_script(
        """const [x, y] = replay.place(0, arguments[0]);
        const c = document.querySelector(".units canvas");
        const box = c.getBoundingClientRect();
        c.dispatchEvent(new PointerEvent("pointerdown",
          {clientX: box.left + x, clientY: box.top + y, bubbles: true}));""",
        person,
    )
    assert text in told.text


def test_the_guided_minute_goes_from_stop_to_stop_and_ends_where_it_began(
    driver, twice: Path
) -> None:
    media(driver, prefers_reduced_motion="reduce", prefers_color_scheme="dark")
    driver.get(twice.as_uri())
    driver.find_element("id", "guide").click()
    told = driver.find_element("id", "told")
    seen = []
    while True:
        seen.append(told.find_element("tag name", "b").text)
        buttons = {b.text: b for b in told.find_elements("tag name", "button")}
        if "Next" not in buttons:
            break
        buttons["Next"].click()
    assert len(seen) >= 4
    assert seen == [
        f"{k} of {len(seen)}. {text.split('. ', 1)[1]}" for k, text in enumerate(seen, 1)
    ]
    assert any("A review missed" in text for text in seen)
    buttons["End"].click()
    assert not told.is_displayed()
    assert driver.switch_to.active_element.get_attribute("id") == "guide"


def test_without_motion_a_week_is_shown_at_once(driver, twice: Path) -> None:
    media(driver, prefers_reduced_motion="reduce")
    driver.get(twice.as_uri())
    driver.execute_script("document.getElementById('on').click()")
    painted(driver)
    assert driver.execute_script("return replay.stats.moved") == 0
    assert driver.execute_script("return replay.week === replay.data.first + 1")


def test_the_whole_unit_plays(driver, tmp_path: Path) -> None:
    media(driver, prefers_reduced_motion="no-preference")
    short = {"run.warm_up_weeks": 2, "run.observe_weeks": 20}
    baseline = pdusim.load_scenario("baseline").with_values(short)
    outcome = pdusim.simulate(baseline, seed=2, record="events")
    driver.get(write_replay([(baseline, outcome)], tmp_path / "r.html").as_uri())
    assert f"{outcome.weekly['caseload'][2]:,.0f} cases" in (
        driver.find_element("css selector", ".units h2").text
    )
    play_to_the_end(driver)
    assert driver.execute_script("return replay.stats.frames") >= 19
