"""Flows of things that arrive from outside at exact times, as two-dimensional Poisson processes.

The same idea as for persons (`pdusim.model.kernel.sentenced.draw_cohort`): a point counts when its
height is below the rate at its time, so that a higher rate adds arrivals and moves none.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from pdusim.randomness import Chance, Floats, entity_key, entity_keys, poisson_count

if TYPE_CHECKING:
    from mypy_extensions import i64

_EPOCH: Final = date(1970, 1, 1).toordinal()
_BLOCK_DAYS: Final = 365
_LAYER_PER_DAY: Final = 0.25


def arrival_times(
    chance: Chance,
    purposes: tuple[i64, i64],
    number: int,
    start: date,
    rate_on: npt.NDArray[np.float64],
) -> tuple[Floats, list[int]]:
    """Draw the arrivals of a flow from day 0 on.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    purposes : (int, int)
        Purposes of the counts and of the places of points.
    number : int
        Number of the flow, unlike any other.
    start : datetime.date
        Date of day 0; points keep their dates whatever the start.
    rate_on : array of float, shape (days,)
        Rate a day on each day.

    Returns
    -------
    (array of float, list of int)
        Times in days since the start, rising, and the key of each arrival.
    """
    days = len(rate_on)
    layers = int(np.ceil(float(rate_on.max(initial=0.0)) / _LAYER_PER_DAY - 1e-12))
    offset = start.toordinal() - _EPOCH
    times: list[Floats] = []
    keys: list[npt.NDArray[np.uint64]] = []
    mean = _LAYER_PER_DAY * _BLOCK_DAYS
    for block in range(offset // _BLOCK_DAYS, (days - 1 + offset) // _BLOCK_DAYS + 1):
        for layer in range(layers):
            prefix = entity_key(number, block, layer)
            count = poisson_count(chance.uniform(purposes[0], prefix), mean)
            if not count:
                continue
            names = entity_keys(prefix, np.arange(count))
            point = chance.uniforms(purposes[1], names, 2)
            time = (point[:, 0] + block) * _BLOCK_DAYS - offset
            inside = (time >= 0.0) & (time < days)
            day = np.clip(np.floor(time), 0, days - 1).astype(np.int64)
            inside &= (layer + point[:, 1]) * _LAYER_PER_DAY < rate_on[day]
            times.append(time[inside])
            keys.append(names[inside])
    if not times:
        return np.zeros(0), []
    all_times = np.concatenate(times)
    all_keys = np.concatenate(keys)
    order = np.lexsort((all_keys, all_times))
    return all_times[order], all_keys[order].tolist()
