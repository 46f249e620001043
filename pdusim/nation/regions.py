"""What is published of the probation regions, and which region a name means."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Final

from pdusim.experiment.errors import ExperimentError
from pdusim.scenario.errors import join_words, nearest, quote

UNITS: Final = 108
"""Probation Delivery Units of England and Wales."""
WHOLE: Final = "England & Wales"
"""Under which name the published figures have both countries together."""


@lru_cache(maxsize=1)
def regions() -> dict[str, dict[str, tuple[float, str]]]:
    """Return the published figures by region: measure to value and source."""
    found: dict[str, dict[str, tuple[float, str]]] = {}
    path = Path(__file__).with_name("regions.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            source = f"{row['source']}, {row['date']}"
            found.setdefault(row["region"], {})[row["measure"]] = float(row["value"]), source
    return found


def region_named(text: str) -> str:
    """Return the region a name means.

    Raises
    ------
    ExperimentError
        When there is none of that name.
    """
    names = [name for name in regions() if name != WHOLE]
    plain = {_plain(name): name for name in names}
    close = plain.get(_plain(text)) or nearest(text, names)
    if close is None or _plain(text) not in plain:
        meant = f": did you mean '{close}'?" if close else ""
        raise ExperimentError(
            f"there is no region {quote(text)}{meant}\n  expected {join_words(names)}"
        )
    return close


def region_vacancy(region: str, staff_in_post: float) -> float:
    """Return the share of posts vacant in a region, of all grades.

    Vacancies are published as full-time posts, and staff in post are not published by region: they
    are taken as the region's part of the contracted hours in the ministry's workload tool.

    Parameters
    ----------
    region : str
        Its name.
    staff_in_post : float
        Staff of one mean unit.
    """
    figures = regions()
    vacant, _ = figures[region]["vacancies, all grades"]
    hours, _ = figures[region]["contracted hours"]
    total, _ = figures[WHOLE]["contracted hours"]
    there = UNITS * staff_in_post * hours / total
    return vacant / (vacant + there)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold().replace("and", "") if letter.isalnum())
