"""What axe finds on a page at three widths, in light and in dark: faults that shut people out."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from browser_support import resize

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
# A colour on its way to another is nobody's.
STILL = """const still = document.createElement('style');
still.textContent = '* { transition: none !important; animation: none !important; }';
document.head.append(still);"""
LOOK = """const [rules, done] = arguments;
const how = rules ? {resultTypes: ['violations'], runOnly: rules} : {resultTypes: ['violations']};
axe.run(document, how).then((found) => done(found.violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .flatMap((one) => one.nodes.map((node) =>
    `${one.impact} ${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`.slice(0, 600)))))"""


def colours(driver: Any, scheme: str) -> None:
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})


def violations(driver: Any) -> list[str]:
    """What axe calls serious or critical on a page with all opened: by width, light and dark."""
    driver.execute_script(OPENED, ROWS)
    driver.execute_script(STILL)
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
