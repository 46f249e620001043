"""The measures a replication reports: names, units, definitions and formulas, in one place."""

from __future__ import annotations

from pdusim.outcomes.measures import (
    cases,
    cost,
    due_lists,
    flows,
    reviews,
    staff,
    surroundings,
    workload,
)
from pdusim.outcomes.measures.measure import (
    Measure,
    a_month,
    ratio,
    weekly_mean,
    weekly_ratio,
)

_GROUPS = (workload, due_lists, reviews, cases, staff, flows, surroundings, cost)

MEASURES: dict[str, Measure] = {
    measure.name: measure for group in _GROUPS for measure in group.MEASURES
}
"""Every measure by name, in the order tables list them."""

__all__ = ["MEASURES", "Measure", "a_month", "ratio", "weekly_mean", "weekly_ratio"]
