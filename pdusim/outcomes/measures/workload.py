"""Workload by the points clock."""

from __future__ import annotations

from typing import Final

from pdusim.outcomes import counts
from pdusim.outcomes.measures.measure import Measure, percentile, ratio, weekly_mean
from pdusim.outcomes.window import Sample

_GROUP: Final = "Workload (official points)"

MEASURES: tuple[Measure, ...] = (
    Measure(
        "workload_pct",
        "Workload of the unit",
        "%",
        "Mean over weekly censuses of 100 x points used / points available of case-holding staff "
        "in post. Cases in an SPO's name count as used with 0 available; unallocated cases do not "
        "count; a long-term absent officer has 0 available and keeps the points of cases left in "
        "place, as in the official tool.",
        "mean",
        "lower",
        _GROUP,
        weekly_mean("workload_pct"),
    ),
    Measure(
        "workload_pct_po",
        "Workload of probation officers",
        "%",
        "As workload_pct, over probation officers, newly qualified officers included.",
        "mean",
        "lower",
        _GROUP,
        weekly_mean("workload_pct_po"),
    ),
    Measure(
        "workload_pct_pso",
        "Workload of probation services officers",
        "%",
        "As workload_pct, over probation services officers.",
        "mean",
        "lower",
        _GROUP,
        weekly_mean("workload_pct_pso"),
    ),
    Measure(
        "demand_pct",
        "Workload with unallocated cases added",
        "%",
        "As workload_pct with the points of unallocated cases added to points used.",
        "mean",
        "lower",
        _GROUP,
        weekly_mean("demand_pct"),
    ),
    Measure(
        "workload_pct_p95",
        "Workload of the most loaded 5 % of practitioner-weeks",
        "%",
        "95th percentile of the workload percentage over practitioner-weeks with available points.",
        "mean",
        "lower",
        _GROUP,
        percentile(Sample.WORKLOADS, 95),
    ),
    Measure(
        "share_over_110",
        "Practitioner-weeks over 110 % for four weeks",
        "share",
        "Practitioner-weeks at which the trailing four weekly censuses were all above 110 % / "
        "practitioner-weeks with available points at each of those four censuses.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.PRACTITIONER_WEEKS_OVER, counts.PRACTITIONER_WEEKS),
    ),
)
