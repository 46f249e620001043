"""Pure statistics over replications: means, intervals, paired differences, precision.

Nothing here knows what a scenario or a simulation is.
"""

from __future__ import annotations

from pdusim.estimates.best import (
    AgainstBest,
    compare_with_best,
    probability_of_best,
    share_of_wins,
)
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
from pdusim.estimates.transient import Truncation, moving_average, mser5

__all__ = [
    "RANGE_FROM",
    "AgainstBest",
    "Difference",
    "Estimate",
    "StoppingRule",
    "Target",
    "Totals",
    "Truncation",
    "bonferroni",
    "compare_with_best",
    "difference",
    "difference_of_means",
    "difference_of_ratios",
    "estimate_mean",
    "estimate_ratio",
    "estimate_totals",
    "first_stable",
    "look_ahead",
    "moving_average",
    "mser5",
    "probability_of_best",
    "replications_needed",
    "share_of_wins",
    "t_quantile",
    "two_sided_t",
]
