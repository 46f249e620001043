"""Take the pictures of the report, the lessons and the replay for the docs: docs/pictures/*.png.

    python tools/screens.py

Needs Chromium with its driver. The unit shown is a third of the baseline's, so that it is quick.
"""

from __future__ import annotations

import io
import sys
import tempfile
import threading
from base64 import b64decode
from pathlib import Path
from typing import Any

from PIL import Image

import pdusim
from pdusim.app.server import AppServer
from pdusim.report import write_report
from pdusim.report.replay import write_replay

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from browser_support import browser, painted, resize  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
NAMES = ("baseline", "early_release_2023_24")
SMALL = {"unit.scale": 0.33, "run.warm_up_weeks": 40}
SEED = 1
WIDTH, COLOURS = 1000, 64


def take(driver: Any, name: str) -> None:
    """Keep what the window shows, small."""
    painted(driver)
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
    image = Image.open(io.BytesIO(b64decode(shot))).convert("RGB")
    image = image.resize((WIDTH, round(image.height * WIDTH / image.width)))
    image.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Take all."""
    scenarios = [pdusim.load_scenario(name).with_values(SMALL) for name in NAMES]
    results = pdusim.run(scenarios, replications=4, seed=SEED, workers=2, record="weekly")
    units = [(one, pdusim.simulate(one, seed=SEED, record="events")) for one in scenarios]
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as driver:
        resize(driver, 1366, 768)
        driver.get(write_report(results, Path(folder) / "report.html").as_uri())
        take(driver, "screen-report")
        driver.get(write_replay(units, Path(folder) / "replay.html").as_uri())
        driver.execute_script("replay.goTo(120); dispatchEvent(new Event('resize'))")
        take(driver, "screen-replay")
        with AppServer(port=0, workers=1) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            driver.get(f"http://127.0.0.1:{server.server_port}/")
            while driver.execute_script("return document.body.dataset.ready") != "yes":
                painted(driver)
            driver.execute_script("document.getElementById('tab-lessons').click()")
            take(driver, "screen-lessons")
            server.shutdown()


if __name__ == "__main__":
    main()
