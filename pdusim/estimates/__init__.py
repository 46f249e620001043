"""Pure statistics over replications: means, intervals, paired differences, precision.

Nothing here knows what a scenario or a simulation is.
"""

from __future__ import annotations

from pdusim.estimates.intervals import (
    RANGE_FROM,
    Estimate,
    Totals,
    estimate_mean,
    estimate_ratio,
    estimate_totals,
)
from pdusim.estimates.paired import (
    Difference,
    difference,
    difference_of_means,
    difference_of_ratios,
)
from pdusim.estimates.precision import (
    StoppingRule,
    Target,
    first_stable,
    look_ahead,
    replications_needed,
)
from pdusim.estimates.student import bonferroni, t_quantile, two_sided_t

__all__ = [
    "RANGE_FROM",
    "Difference",
    "Estimate",
    "StoppingRule",
    "Target",
    "Totals",
    "bonferroni",
    "difference",
    "difference_of_means",
    "difference_of_ratios",
    "estimate_mean",
    "estimate_ratio",
    "estimate_totals",
    "first_stable",
    "look_ahead",
    "replications_needed",
    "t_quantile",
    "two_sided_t",
]
