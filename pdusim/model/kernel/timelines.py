"""Candidate timelines: dates drawn once for a person, thinned by the hazard of the day.

Candidates come at a fixed majorant rate, each with a mark; one happens when its mark is below the
ratio of the hazard on its day to the majorant, so that a higher hazard keeps every event of a
lower one. Those whose mark no hazard of this person can reach are left out when the timeline is
drawn, which changes nothing but the cost.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from math import inf, log1p
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from mypy_extensions import i64

    from pdusim.randomness import Chance, Floats, Keys

_Drawn = tuple["array[float]", "array[int]", "array[float]"]
"""Times, ordinals and marks of the candidates of many persons, one person's after the other's."""

NONE_DRAWN: _Drawn = (array("d"), array("q"), array("d"))
"""For a timeline whose candidates are all drawn one at a time."""

_Section = TypeVar("_Section")

_ANY = (2.0,)

PossibleArray = Callable[["Floats", npt.NDArray[np.int64]], npt.NDArray[np.bool_]]
MattersArray = Callable[["Keys", npt.NDArray[np.int64], "Floats"], npt.NDArray[np.bool_]]


SAFELY: Final = 1.0 + 1e-9
"""Limits are raised by this much, so that rounding leaves nothing out."""


def distinct(sections: list[_Section]) -> list[_Section]:
    """Sections of the settings in force one after the other, each but once."""
    found: list[_Section] = []
    for section in sections:
        if section not in found:
            found.append(section)
    return found


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

    __slots__ = (
        "_begin",
        "_drawn",
        "_drawn_to",
        "_end",
        "_last",
        "_last_time",
        "mark",
        "ordinal",
        "time",
    )

    def __init__(self, drawn: _Drawn, begin: int, end: int, last: tuple[int, float]) -> None:
        self._drawn = drawn
        self._begin = begin
        self._end = end
        self._last, self._last_time = last
        self._drawn_to = self._last
        self.ordinal = 0
        self.time = -inf
        self.mark = 1.0

    def drawn(self) -> list[tuple[float, int, float]]:
        """Time, ordinal and mark of every candidate drawn in advance."""
        times, ordinals, marks = self._drawn
        part = slice(self._begin, self._end)
        return list(zip(times[part], ordinals[part], marks[part], strict=True))

    def none_between(self, first: float, last: float, limit: float) -> bool:
        """Whether what was drawn in advance shows that none can happen between two days.

        Parameters
        ----------
        first, last : float
            The days.
        limit : float
            The largest mark with which one happens.
        """
        if self._last_time <= last:
            return False
        times, _, marks = self._drawn
        begin = bisect_left(times, first, self._begin, self._end)
        end = bisect_right(times, last, begin, self._end)
        return min(marks[begin:end], default=1.0) >= limit

    def is_on(self, day: int) -> bool:
        """Whether the candidate reached falls on a day (at whose start the diary has it).

        An entry of the diary for a candidate that is no longer the one reached is void.
        """
        return day - 1 < self.time <= day

    def go_beyond(
        self,
        after: float,
        until: float,
        chance: Chance,
        key: int,
        purpose: tuple[i64, i64],
        rate: float,
        limits: Sequence[float] = _ANY,
    ) -> float:
        """Go to the first candidate after a time, and up to another, that can happen.

        Two candidates of one day are both met: after one has been dealt with, the next is the
        first after its own time. Whoever becomes able to have more of them (a limit rises) has to
        be sent here again; what is behind ``after`` has not happened and is not met again.

        Parameters
        ----------
        after, until : float
            Times in days.
        chance, key, purpose, rate
            How the timeline goes on beyond what was drawn in advance: chance, the person's key,
            purposes of gaps and marks, majorant rate a day.
        limits : sequence of float
            The marks are divided into as many strips of equal width; in each, a mark happens at
            most if its place in the strip, 0 to 1, is below the limit. Without, any can.

        Returns
        -------
        float
            Time of the candidate; infinite where there is none.
        """
        times, ordinals, marks = self._drawn
        strips, end = len(limits), self._end
        at = bisect_right(times, after, self._begin, end)
        while at < end:
            time = times[at]
            if time > until:
                self.time = inf
                return inf
            mark = marks[at]
            place = mark * strips
            strip = int(place)
            if place - strip < limits[strip]:
                self.time, self.ordinal, self.mark = time, ordinals[at], mark
                return time
            at += 1
        ordinal, time = self._last, self._last_time
        # One drawn in advance has been met or passed over; one drawn here may lie ahead still.
        while time <= after or (ordinal == self._drawn_to and time <= until):
            ordinal += 1
            time -= log1p(-chance.uniform(purpose[0], key, ordinal)) / rate
        self._last, self._last_time = ordinal, time
        if time > until:
            self.time = inf
            return inf
        if ordinal != self.ordinal or time != self.time:
            self.time, self.ordinal = time, ordinal
            self.mark = chance.uniform(purpose[1], key, ordinal)
        return time


_NOBODY: Final = Timeline(NONE_DRAWN, 0, 0, (0, -inf))


def draw_timelines(
    chance: Chance,
    keys: Keys,
    begin: npt.NDArray[np.int64],
    cover: Floats,
    purpose: tuple[i64, i64],
    rate: float,
    possible: PossibleArray,
    matters: MattersArray | None = None,
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
    matters : callable, optional
        From keys, ordinals and marks of candidates up to day 0 to whether anything comes of them.
    """
    expected = cover * rate
    wanted = expected + np.sqrt(expected) + 2.0
    # Sizes of a few classes, so that persons of a like number of candidates are drawn together.
    columns = np.left_shift(1, np.ceil(np.log2(np.maximum(wanted, 4.0))).astype(np.int64))
    timelines: list[Timeline] = [_NOBODY] * len(keys)
    for size in np.unique(columns).tolist():
        rows = np.flatnonzero(columns == size)
        # Ordinal 0 is left out: timelines count from 1.
        gaps = -np.log1p(-chance.uniforms(purpose[0], keys[rows], size + 1)[:, 1:]) / rate
        times = np.cumsum(gaps, axis=1) + begin[rows, None]
        marks = chance.uniforms(purpose[1], keys[rows], size + 1)[:, 1:]
        row, column = np.nonzero(possible(marks, rows))
        if matters is not None:
            keep = times[row, column] > 0.0
            past = ~keep
            r, c = row[past], column[past]
            keep[past] = matters(keys[rows[r]], c + 1, marks[r, c])
            row, column = row[keep], column[keep]
        # Read one number at a time, which arrays of numpy are slow at, and kept for years, for
        # which lists of numbers are large.
        place = row * size + column
        drawn = (
            array("d", times.ravel()[place].tobytes()),
            array("q", (column + 1).astype(np.int64).tobytes()),
            array("d", marks.ravel()[place].tobytes()),
        )
        ends = np.searchsorted(row, np.arange(1, len(rows) + 1)).tolist()
        first = 0
        for i, end, time in zip(rows.tolist(), ends, times[:, -1].tolist(), strict=True):
            timelines[i] = Timeline(drawn, first, end, (size, time))
            first = end
    return timelines
