"""For a class: why queues explode near 100 %.

Question: a unit at 90 % copes. Will it cope at 100, and at 110?
Before running it, draw the curve you expect: ``python examples/queue_near_100.py``.
"""

from __future__ import annotations

import argparse
import sys

import pdusim

SHARES = (0.6, 0.8, 1.0, 1.2)
FLOWS = ("community_order", "suspended_order", "unpaid_work_only", "custody")


def main(replications: int = 2, observe_weeks: int = 39) -> list[tuple[float, float]]:
    """Print workload and missed reviews for several flows of sentences; return them."""
    base = pdusim.load_scenario("baseline").with_values(
        {"run.warm_up_weeks": 13, "run.observe_weeks": observe_weeks}
    )
    found = []
    for share in SHARES:
        flows = {
            f"arrivals.{flow}": share * getattr(base.settings.arrivals, flow) for flow in FLOWS
        }
        results = pdusim.run(
            base.with_values(flows, name=f"{share:.0%}"), replications=replications, seed=1
        )
        load = results.estimate(0, "workload_pct").mean or 0.0
        missed = 100.0 * (results.estimate(0, "missed_review_rate").mean or 0.0)
        found.append((load, missed))
        bar = "#" * round(missed)
        sys.stdout.write(f"workload {load:5.0f} %   missed {missed:5.1f} %  {bar}\n")
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=2)
    main(replications=parser.parse_args().replications)
