"""For a class: why one run tells you nothing.

Question: I ran the unit once as it is and once with 5 % more sentences, and the busier one did
better. Was I right? Guess first, then: ``python examples/one_run_tells_nothing.py``.
"""

from __future__ import annotations

import argparse
import sys

import pdusim
from pdusim.report.findings import findings

FLOWS = ("community_order", "suspended_order", "unpaid_work_only", "custody")


def main(replications: int = 8, observe_weeks: int = 39) -> tuple[list[float], list[float]]:
    """Print missed reviews run by run, then the paired answer; return both columns."""
    base = pdusim.load_scenario("baseline").with_values(
        {"run.warm_up_weeks": 13, "run.observe_weeks": observe_weeks}, name="today"
    )
    more = base.with_values(
        {f"arrivals.{flow}": 1.05 * getattr(base.settings.arrivals, flow) for flow in FLOWS},
        name="5 % more",
    )
    results = pdusim.run([base, more], replications=replications, seed=1)
    columns = [
        [100.0 * value for value in results.totals(place, "missed_review_rate").values.tolist()]
        for place in (0, 1)
    ]
    for number, (one, two) in enumerate(zip(*columns, strict=True), start=1):
        sys.stdout.write(f"run {number:2}: today {one:5.1f} %   5 % more {two:5.1f} %\n")
    sys.stdout.write(findings(results)["5 % more"][0].sentence + "\n")
    return columns[0], columns[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=8)
    main(replications=parser.parse_args().replications)
