"""What must follow when one thing changes, in the mean of paired runs."""

from __future__ import annotations

import numpy as np

from pdusim import simulate
from pdusim.scenario import Scenario

REPLICATIONS = range(6)


def differences(base: Scenario, other: Scenario, measure: str) -> np.ndarray:
    """Paired differences of a measure."""
    pairs = [
        (simulate(base, seed=2, replication=r), simulate(other, seed=2, replication=r))
        for r in REPLICATIONS
    ]
    return np.array([b.measures[measure] - a.measures[measure] for a, b in pairs])


def test_more_arrivals_raise_workload(small) -> None:
    base = small()
    arrivals = base.settings.arrivals
    more = base.with_values(
        {
            f"arrivals.{flow}": 1.3 * getattr(arrivals, flow)
            for flow in ("community_order", "suspended_order", "custody")
        }
    )
    assert differences(base, more, "workload_pct").min() > 0.0
    assert differences(base, more, "missed_review_rate").mean() > 0.0
    assert differences(base, more, "contact_delivered").mean() < 0.0


def test_more_staff_lower_workload(small) -> None:
    base = small()
    more = base.with_values({"workforce.posts.po": 60.0, "workforce.posts.pso": 16.0})
    assert differences(base, more, "workload_pct").max() < 0.0
    assert differences(base, more, "missed_review_rate").mean() < 0.0
    assert differences(base, more, "contact_delivered").mean() > 0.0


def test_longer_tasks_lower_what_gets_done(small) -> None:
    base = small()
    slower = base.with_values({"work.time_multiplier": 1.7})
    assert differences(base, slower, "missed_review_rate").mean() > 0.0
    assert differences(base, slower, "contact_delivered").mean() < 0.0
    # The points clock does not see true time but through who goes sick and leaves.
    assert abs(differences(base, slower, "workload_pct").mean()) < 2.0


def test_short_notice_leaves_releases_unprepared(small) -> None:
    base = small(run__observe_weeks=40)
    scheme = base.with_values(
        {
            "early_release.ecsl.max_days": 70,
            "early_release.ecsl.eligible_share": 0.5,
        }
    )
    assert differences(base, scheme, "early_releases").min() > 0.0
    assert differences(base, scheme, "unprepared_release_rate").mean() > 0.0
