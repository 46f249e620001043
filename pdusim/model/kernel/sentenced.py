"""Who is sentenced when: flows as two-dimensional Poisson processes.

A flow is a Poisson process over dates and heights; a point is a person who is sentenced when its
height is below the rate on its date. Raising a rate therefore adds persons and moves none, and two
scenarios hold the same persons with the same attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from pdusim.model.kernel import purposes
from pdusim.randomness import Chance, Keys, entity_key, entity_keys, poisson_count

FLOWS = ("community_order", "suspended_order", "unpaid_work_only", "custody", "life")
FLOW_LETTER: Final = {
    "community_order": "C",
    "suspended_order": "S",
    "unpaid_work_only": "U",
    "custody": "P",
    "life": "L",
}

# Points of a flow are generated in blocks of a year counted from this day and in layers of this
# height, both independent of any scenario, so that a point keeps its name under all of them.
_EPOCH: Final = date(1970, 1, 1).toordinal()
_BLOCK_DAYS: Final = 365
_LAYER_PER_DAY: Final = 0.1


Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cohort:
    """People sentenced of one flow, in order of date.

    Parameters
    ----------
    flow : str
        One of ``FLOWS``.
    keys : array of uint64, shape (n,)
        Their keys.
    days : array of int, shape (n,)
        When they are sentenced.
    numbers : array of int, shape (n, k)
        What their names are made of.
    """

    flow: str
    keys: Keys
    days: Ints
    numbers: Ints

    def __len__(self) -> int:
        return len(self.days)

    def select(self, index: Ints) -> Cohort:
        """Return the same for some of the people."""
        return Cohort(self.flow, self.keys[index], self.days[index], self.numbers[index])

    def names(self) -> list[str]:
        """Return the name of each: letter of the flow and numbers."""
        letter = FLOW_LETTER[self.flow]
        return [letter + "-".join(map(str, numbers)) for numbers in self.numbers.tolist()]


def stretches(start: date, begin: int, until: int, years: int) -> list[int]:
    """Ends of stretches of time, of so many years of blocks each; the last one is ``until``.

    Parameters
    ----------
    start : datetime.date
        Date of day 0.
    begin, until : int
        Days since the start.
    years : int
        Blocks in a stretch: whole ones, as a part of one costs as much.
    """
    offset = start.toordinal() - _EPOCH
    first = (begin + offset) // _BLOCK_DAYS
    last = (until - 1 + offset) // _BLOCK_DAYS
    ends = [block * _BLOCK_DAYS - offset for block in range(first + years, last + 1, years)]
    return [*ends, until]


def draw_cohort(
    chance: Chance,
    flow: str,
    start: date,
    first_day: int,
    last_day: int,
    rate_on: npt.NDArray[np.float64],
) -> Cohort:
    """Draw the persons of a flow.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    flow : str
        One of ``FLOWS``.
    start : datetime.date
        Date of day 0.
    first_day, last_day : int
        Days covered, first included, last not.
    rate_on : array of float, shape (last_day - first_day,)
        Rate a day on each day.
    """
    number = FLOWS.index(flow)
    highest = float(rate_on.max(initial=0.0))
    layers = int(np.ceil(highest / _LAYER_PER_DAY - 1e-12))
    offset = start.toordinal() - _EPOCH
    first_block = (first_day + offset) // _BLOCK_DAYS
    last_block = (last_day - 1 + offset) // _BLOCK_DAYS
    blocks = np.repeat(np.arange(first_block, last_block + 1), layers)
    heights = np.tile(np.arange(layers), last_block + 1 - first_block)
    prefixes = [
        entity_key(number, block, layer)
        for block, layer in zip(blocks.tolist(), heights.tolist(), strict=True)
    ]
    mean = _LAYER_PER_DAY * _BLOCK_DAYS
    counts = np.array(
        [poisson_count(chance.uniform(purposes.ARRIVAL_COUNT, p), mean) for p in prefixes],
        dtype=np.int64,
    )
    block, layer = np.repeat(blocks, counts), np.repeat(heights, counts)
    numbers = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    keys = entity_keys(np.repeat(np.array(prefixes, dtype=np.uint64), counts), numbers)
    point = chance.uniforms(purposes.ARRIVAL_POINT, keys, 2)
    days = np.floor(point[:, 0] * _BLOCK_DAYS).astype(np.int64) + block * _BLOCK_DAYS - offset
    inside = (days >= first_day) & (days < last_day)
    height = (layer + point[:, 1]) * _LAYER_PER_DAY
    inside[inside] = height[inside] < rate_on[days[inside] - first_day]
    chosen = np.flatnonzero(inside)
    order = chosen[np.lexsort((keys[chosen], days[chosen]))]
    named = np.stack([block[order], layer[order], numbers[order]], axis=1)
    return Cohort(flow, keys[order], days[order], named)
