"""Candidate timelines: dates drawn once for a person, thinned by the hazard of the day.

Candidates come at a fixed majorant rate, each with a mark; one happens when its mark is below the
ratio of the hazard on its day to the majorant, so that a higher hazard keeps every event of a
lower one. Those whose mark no hazard of this person can reach are left out when the timeline is
drawn, which changes nothing but the cost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from math import log1p
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pdusim.randomness import Chance, Floats, Keys

_Drawn = tuple[list[float], list[int], list[float]]
"""Times, ordinals and marks of the candidates of many persons, one person's after the other's."""

NONE_DRAWN: _Drawn = ([], [], [])
"""For a timeline whose candidates are all drawn one at a time."""

PossibleArray = Callable[["Floats", npt.NDArray[np.int64]], npt.NDArray[np.bool_]]


class Timeline:
    """Candidates of one person and purpose, in order of time.

    ``time`` , ``ordinal`` and ``mark`` are those of the candidate reached.

    Parameters
    ----------
    drawn : _Drawn
        What was drawn in advance, for many persons together.
    begin, end : int
        This person's part of it.
    last : (int, float)
        Ordinal and time of the last candidate drawn in advance, possible or not.
    """

    __slots__ = ("_at", "_drawn", "_end", "_last", "mark", "ordinal", "time")

    def __init__(self, drawn: _Drawn, begin: int, end: int, last: tuple[int, float]) -> None:
        self._drawn = drawn
        self._at = begin
        self._end = end
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
        if self.time > after:
            return self.time
        times, ordinals, marks = self._drawn
        at = bisect_right(times, after, self._at, self._end)
        if at < self._end:
            self._at = at + 1
            self.time, self.ordinal, self.mark = times[at], ordinals[at], marks[at]
            return self.time
        self._at = at
        ordinal, time = self._last
        gap, mark = purpose
        while True:
            ordinal += 1
            time -= log1p(-chance.uniform(gap, key, ordinal)) / rate
            if time > after:
                break
        self._last = ordinal, time
        self.time, self.ordinal, self.mark = time, ordinal, chance.uniform(mark, key, ordinal)
        return time


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
    expected = cover * rate
    wanted = expected + np.sqrt(expected) + 2.0
    # Sizes of a few classes, so that persons of a like number of candidates are drawn together.
    columns = np.left_shift(1, np.ceil(np.log2(np.maximum(wanted, 4.0))).astype(np.int64))
    timelines: dict[int, Timeline] = {}
    for size in np.unique(columns).tolist():
        rows = np.flatnonzero(columns == size)
        # Ordinal 0 is left out: timelines count from 1.
        gaps = -np.log1p(-chance.uniforms(purpose[0], keys[rows], size + 1)[:, 1:]) / rate
        times = np.cumsum(gaps, axis=1) + begin[rows, None]
        marks = chance.uniforms(purpose[1], keys[rows], size + 1)[:, 1:]
        row, column = np.nonzero(possible(marks, rows))
        drawn = times[row, column].tolist(), (column + 1).tolist(), marks[row, column].tolist()
        ends = np.searchsorted(row, np.arange(1, len(rows) + 1)).tolist()
        first = 0
        for i, end, time in zip(rows.tolist(), ends, times[:, -1].tolist(), strict=True):
            timelines[i] = Timeline(drawn, first, end, (size, time))
            first = end
    return [timelines[i] for i in range(len(keys))]
