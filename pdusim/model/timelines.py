"""Candidate timelines: dates drawn once for a person, thinned by the hazard of the day.

Candidates come at a fixed majorant rate, each with a mark; one happens when its mark is below the
ratio of the hazard on its day to the majorant, so that a higher hazard keeps every event of a
lower one. Those whose mark no hazard of this person can reach are left out when the timeline is
drawn, which changes nothing but the cost.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log1p
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pdusim.randomness import Chance, Floats, Keys

PossibleArray = Callable[["Floats", npt.NDArray[np.int64]], npt.NDArray[np.bool_]]


class Timeline:
    """Candidates of one person and purpose, in order of time.

    ``time`` , ``ordinal`` and ``mark`` are those of the candidate reached.
    """

    __slots__ = ("_at", "_last", "_list", "mark", "ordinal", "time")

    def __init__(self, candidates: list[tuple[float, int, float]], last: tuple[int, float]) -> None:
        self._list = candidates
        self._at = -1
        self._last = last
        self.ordinal = 0
        self.time = float("-inf")
        self.mark = 1.0

    def go_beyond(
        self,
        after: float,
        chance: Chance,
        key: int,
        purpose: tuple[int, int],
        rate: float,
    ) -> float:
        """Go to the first candidate after a time; stays where it is if that still lies ahead.

        Two candidates of one day are both met: after one has been dealt with, the next is the
        first after its own time.

        Parameters
        ----------
        after : float
            Time in days.
        chance, key, purpose, rate
            How the timeline goes on beyond what was drawn in advance: chance, the person's key,
            purposes of gaps and marks, majorant rate a day.

        Returns
        -------
        float
            Time of the candidate.
        """
        candidates = self._list
        while self.time <= after:
            self._at += 1
            if self._at < len(candidates):
                self.time, self.ordinal, self.mark = candidates[self._at]
                continue
            ordinal, time = self._last
            gap, marks = purpose
            while True:
                ordinal += 1
                time -= log1p(-chance.uniform(gap, key, ordinal)) / rate
                mark = chance.uniform(marks, key, ordinal)
                if time > after:
                    break
            self._last = ordinal, time
            self.time, self.ordinal, self.mark = time, ordinal, mark
        return self.time


def draw_timelines(
    chance: Chance,
    keys: Keys,
    begin: npt.NDArray[np.int64],
    cover: Floats,
    purpose: tuple[int, int],
    rate: float,
    possible: PossibleArray,
) -> list[Timeline]:
    """Draw the timelines of many persons in arrays.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    keys : array of uint64, shape (n,)
        Keys of the persons.
    begin : array of int, shape (n,)
        Day from which each timeline runs.
    cover : array of float, shape (n,)
        Days to draw in advance; what lies beyond is drawn one at a time when it is reached.
    purpose : (int, int)
        Purposes of the gaps and of the marks.
    rate : float
        Majorant rate a day.
    possible : callable
        From marks of shape (m, k) and the persons' numbers of shape (m,) to whether each counts.
    """
    n = len(keys)
    expected = cover * rate
    wanted = expected + 3.0 * np.sqrt(expected) + 2.0
    columns = np.left_shift(1, np.ceil(np.log2(np.maximum(wanted, 4.0))).astype(np.int64))
    found: list[list[tuple[float, int, float]]] = [[] for _ in range(n)]
    lasts: list[tuple[int, float]] = [(0, 0.0)] * n
    for size in np.unique(columns).tolist():
        rows = np.flatnonzero(columns == size)
        # Ordinal 0 is left out: timelines count from 1.
        gaps = -np.log1p(-chance.uniforms(purpose[0], keys[rows], size + 1)[:, 1:]) / rate
        times = np.cumsum(gaps, axis=1) + begin[rows, None]
        marks = chance.uniforms(purpose[1], keys[rows], size + 1)[:, 1:]
        row, column = np.nonzero(possible(marks, rows))
        for i, time, ordinal, mark in zip(
            rows[row].tolist(),
            times[row, column].tolist(),
            (column + 1).tolist(),
            marks[row, column].tolist(),
            strict=True,
        ):
            found[i].append((time, ordinal, mark))
        for i, time in zip(rows.tolist(), times[:, -1].tolist(), strict=True):
            lasts[i] = (size, time)
    return [Timeline(list_, last) for list_, last in zip(found, lasts, strict=True)]
