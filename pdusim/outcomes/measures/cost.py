"""Cost of staff."""

from __future__ import annotations

from typing import Final

from pdusim.outcomes import counts
from pdusim.outcomes.counts import of_kind
from pdusim.outcomes.measures.measure import Measure, Total
from pdusim.outcomes.window import Window

_GROUP: Final = "Cost"

_SCHEDULED: Final = of_kind("scheduled_review")
_TRIGGERED: Final = of_kind("triggered_review")


def _yearly_cost(window: Window) -> Total:
    return window[counts.COST], window.years


def _cost_per_review(window: Window) -> Total:
    return window[counts.COST], window[_SCHEDULED.done] + window[_TRIGGERED.done]


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
    Measure(
        "cost_per_review",
        "Staff cost per completed risk review",
        "£ per review",
        "Staff cost / completed risk reviews.",
        "ratio",
        "lower",
        _GROUP,
        _cost_per_review,
    ),
)
