"""Candidate timelines: dates drawn once for a person, thinned by the hazard of the day."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdusim.randomness import Chance


def advance(
    chance: Chance,
    key: int,
    purpose: tuple[int, int],
    ordinal: int,
    time: float,
    rate: float,
    today: int,
    most: float,
) -> tuple[int, float]:
    """Go to the next candidate after today that could happen at all.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    key : int
        Key of the person.
    purpose : (int, int)
        Purposes of the gaps and of the marks.
    ordinal, time : int, float
        The candidate reached so far and its time in days.
    rate : float
        Majorant rate a day.
    today : int
        Candidates up to today are past.
    most : float
        Largest ratio of actual to majorant rate the person can have; candidates with a mark at or
        above it can never happen and are passed over, which changes nothing but the cost.

    Returns
    -------
    (int, float)
        Ordinal and time of the next candidate; the same one if it still lies ahead.
    """
    if time > today and ordinal:
        return ordinal, time
    gap, mark = purpose
    uniform = chance.uniform
    while True:
        ordinal += 1
        time -= log1p(-uniform(gap, key, ordinal)) / rate
        if time > today and uniform(mark, key, ordinal) < most:
            return ordinal, time
