"""What every process of a unit stands on: scenario, chance, calendar, clock, diary, counts."""

from __future__ import annotations

from functools import lru_cache
from math import log1p
from typing import TYPE_CHECKING, ClassVar, Final, Literal

import numpy as np

from pdusim.model.kernel.diary import NOBODY, Diary

if TYPE_CHECKING:
    import simpy

    from pdusim.domain.calendar import WorkingCalendar
    from pdusim.model.kernel.extensions import Extensions
    from pdusim.outcomes.counts import Count
    from pdusim.outcomes.ledger import Ledger
    from pdusim.outcomes.tally import Tally
    from pdusim.randomness import Chance
    from pdusim.scenario import Scenario
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.timeline import Period

Record = Literal["measures", "weekly", "events"]

_GAMMA_STEPS: Final = 4096


@lru_cache(maxsize=256)
def _gamma_table(shape: float) -> list[float]:
    """Quantiles of a gamma distribution with mean 1, in the middle of equal steps."""
    from scipy.special import gammaincinv

    grid = (np.arange(_GAMMA_STEPS) + 0.5) / _GAMMA_STEPS
    table: list[float] = (gammaincinv(shape, grid) / shape).tolist()
    return table


class Context:
    """The ground floor of a unit; every other storey adds what is its own."""

    __slots__ = (
        "ahead",
        "calendar",
        "chance",
        "diary",
        "env",
        "extensions",
        "horizon",
        "latest_worked",
        "ledger",
        "observed_from",
        "periods",
        "recording",
        "scenario",
        "settings",
        "tally",
    )
    key: ClassVar[int] = NOBODY
    ahead: list[Settings]
    """All settings that can be in force in this life; bounds worked out in advance cover them."""
    calendar: WorkingCalendar
    chance: Chance
    diary: Diary
    env: simpy.Environment
    extensions: Extensions
    horizon: int
    latest_worked: float
    ledger: Ledger
    observed_from: int
    periods: list[Period]
    """When which settings come into force under the scenario, the first at the start."""
    recording: bool
    scenario: Scenario
    settings: Settings
    tally: Tally

    def gamma(self, shape: float, u: float) -> float:
        """Gamma quantile with mean 1; exact for shape 1, else by a table of 4,096 steps."""
        if shape == 1.0:
            return -log1p(-u)
        table = _gamma_table(shape)
        place = u * _GAMMA_STEPS - 0.5
        if place <= 0.0:
            return table[0]
        i = int(place)
        if i >= _GAMMA_STEPS - 1:
            return table[-1]
        return table[i] + (place - i) * (table[i + 1] - table[i])

    def when_worked(self, worked: float) -> float:
        """When so many working days are over; long beyond the horizon, some time after it."""
        if worked > self.latest_worked:
            return self.horizon + 1.0
        return self.calendar.time_when_worked(worked)

    def working_days_observed(self, day: int, until: int) -> int:
        """Working days of a spell that lie in the observation window."""
        first, last = max(day, self.observed_from), min(until, self.horizon)
        return self.calendar.working_days_between(first, last) if first < last else 0

    def tally_window(self, count: Count, amount: float) -> None:
        """Count an amount that is already cut to the window."""
        self.tally.add_inside(count, amount)
