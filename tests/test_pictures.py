"""The main pages look as they looked: against pictures of reference, with a tolerance.

The pictures show a recorded unit, so they change with the looks of a page and not with the model.
Pages are drawn in one font that is named, and compared in blocks, so that another version of a
font or of the browser passes while a colour, a column or a chart that has moved does not.
``make pictures`` renews them; look at them before they are kept.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import recorded_unit
from browser_support import browser, needs_browser, painted
from pages_support import TINY

import pdusim
from pdusim.app.server import AppServer
from pdusim.report.life_chart import life_chart
from pdusim.report.page import brief_html, page, report_html
from pdusim.report.replay import write_replay
from pdusim.report.story import life_of, read
from pdusim.report.telling import find
from pdusim.report.told_page import life_html

Image = pytest.importorskip("PIL.Image")
FOLDER = Path(__file__).parent / "data" / "pictures"
FONT = "DejaVu Sans"
SHRINK = 4
"""Pixels of the page to one of the picture that is kept."""
BLOCK = 4
"""Pixels of a picture to one block that is compared: letters are averaged away."""
STEP = 24.0
"""How far a block's colour may be off, of 255."""
SHARE = 0.02
"""Share of blocks that may be further off."""
COLOURS = 32


class View(NamedTuple):
    """What a picture is of."""

    page: str
    width: int
    height: int
    scheme: str = "light"


VIEWS = (
    View("report", 1366, 2600),
    View("report", 390, 2200),
    View("report", 1366, 2600, "dark"),
    View("brief", 1366, 1300),
    View("story", 1366, 1300),
    View("replay", 1366, 768),
    View("replay", 1366, 768, "dark"),
    View("app", 1366, 768),
    View("app", 390, 1500),
    View("app", 1366, 768, "dark"),
    View("lesson", 1366, 1200),
)

pytestmark = [
    needs_browser,
    pytest.mark.skipif(
        shutil.which("fc-list") is None
        or FONT
        not in subprocess.run(["fc-list"], check=False, capture_output=True, text=True).stdout,
        reason=f"the font {FONT} is not here (Debian: apt-get install fonts-dejavu-core)",
    ),
]


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """Address of every page, and what to press on it."""
    folder = tmp_path_factory.mktemp("pages")
    results, outcome = recorded_unit.results(), recorded_unit.outcome()
    start = recorded_unit.START
    events = read(outcome.events)
    life = life_of(events, find(events, "most-officers", 28.0), 126.0)
    chart = life_chart([("baseline", life)], start).html()
    sections = [("picture", "As a picture", chart), ("told", "In words", life_html(life, start))]
    pages = {
        "report": report_html(results),
        "brief": brief_html(results),
        "story": page("One person", "A recorded unit.", sections),
    }
    found: dict[str, tuple[str, str]] = {}
    for name, text in pages.items():
        path = folder / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        found[name] = (path.as_uri(), "")
    # Of the scenario the replay takes the name and the weeks alone.
    scenario = pdusim.load_scenario("baseline").with_values(TINY)
    replay = write_replay([(scenario, outcome)], folder / "replay.html")
    found["replay"] = (replay.as_uri(), "")
    server = AppServer(0, 1)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found["app"] = (server.url, "")
    found["lesson"] = (server.url, "document.getElementById('tab-lessons').click()")
    yield found
    server.shutdown()
    server.server_close()
    thread.join(10)


def photograph(driver, view: View, address: str, press: str):
    """Take a page's picture at a size, in light or dark, in a font that is named."""
    features = [
        {"name": "prefers-color-scheme", "value": view.scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    size = {"deviceScaleFactor": 1, "mobile": view.width < 600}
    size |= {"width": view.width, "height": view.height}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get("about:blank")
    driver.get(address)
    if "127.0.0.1" in address:
        driver.execute_async_script(
            "const done = arguments[0], wait = () => document.body.dataset.ready === 'yes' "
            "? done() : setTimeout(wait, 50); wait()"
        )
    driver.execute_script(
        "const s = document.createElement('style');"
        f"s.textContent = '*, svg text {{ font-family: \"{FONT}\" !important; }}';"
        "document.head.append(s);" + press
    )
    painted(driver)
    taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    whole = Image.open(io.BytesIO(b64decode(taken["data"]))).convert("RGB")
    return whole.reduce(SHRINK)


def off(seen, kept) -> np.ndarray:
    """By block, how far two pictures of one size are apart: the channel furthest off."""
    first, second = (np.asarray(one.reduce(BLOCK), dtype=float) for one in (seen, kept))
    return np.abs(first - second).max(axis=2)


def shown(seen, kept, apart: np.ndarray):
    """Both pictures beside one another, blocks that differ edged in red."""
    both = Image.new("RGB", (2 * seen.width + 8, max(seen.height, kept.height)), "white")
    both.paste(kept, (0, 0))
    marked = np.asarray(seen).copy()
    wrong = np.kron(apart > STEP, np.ones((BLOCK, BLOCK), dtype=bool))
    wrong = wrong[: marked.shape[0], : marked.shape[1]]
    marked[wrong, 0] = 255
    marked[wrong, 1:] //= 2
    both.paste(Image.fromarray(marked), (kept.width + 8, 0))
    return both


def file_of(view: View) -> Path:
    return FOLDER / f"{view.page}-{view.width}-{view.scheme}.png"


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: file_of(view).stem)
def test_a_page_looks_as_it_did(driver, addresses, view: View, request, tmp_path) -> None:
    seen = photograph(driver, view, *addresses[view.page])
    path = file_of(view)
    if request.config.getoption("--renew-pictures"):
        seen.quantize(COLOURS).save(path, optimize=True)
    kept = Image.open(path).convert("RGB")
    assert kept.size == seen.size
    apart = off(seen, kept)
    share = float((apart > STEP).mean())
    if share > SHARE:
        told = tmp_path / path.name
        shown(seen, kept, apart).save(told)
        rows = np.flatnonzero((apart > STEP).any(axis=1)) * BLOCK * SHRINK
        pytest.fail(
            f"{share:.1%} of the picture differs, between {rows[0]} and {rows[-1]} pixels from the "
            f"top; {told} shows where. Meant? Renew it with 'make pictures', and look at it."
        )


def test_a_change_of_colour_a_shift_and_a_missing_chart_are_seen() -> None:
    kept = Image.open(file_of(VIEWS[0])).convert("RGB")
    grey = np.asarray(kept).copy()
    grey[200:400] = 255
    changes: dict[str, Callable[[], Image.Image]] = {
        "missing": lambda: Image.fromarray(grey),
        "shifted": lambda: Image.fromarray(np.roll(np.asarray(kept), 24, axis=0)),
        "dark": lambda: Image.open(file_of(VIEWS[2])).convert("RGB"),
    }
    seen = {name: float((off(make(), kept) > STEP).mean()) for name, make in changes.items()}
    assert {name for name, share in seen.items() if share <= SHARE} == set()
    assert float((off(kept.rotate(0), kept) > STEP).mean()) == 0.0
