"""Cost of staff."""

from __future__ import annotations

from typing import Final

from pdusim.outcomes import counts
from pdusim.outcomes.measures.measure import Measure, Total
from pdusim.outcomes.window import Window

_GROUP: Final = "Cost"


def _yearly_cost(window: Window) -> Total:
    return window[counts.COST], window.years


MEASURES: tuple[Measure, ...] = (
    Measure(
        "staff_cost",
        "Cost of staff",
        "£ per year",
        "Pay and on-costs of staff in post, agency, overtime and the court team included, per "
        "year.",
        "ratio",
        "lower",
        _GROUP,
        _yearly_cost,
    ),
)
