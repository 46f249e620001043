"""Time multiplier, non-case time and contact floor trade along a ridge.

Missed reviews are what is left when hours run out, so the three values that say how many hours
there are can only be told apart by more than one target at once. The script runs a grid of the
three, in a unit at the baseline and in one with more officers (low load), fits each measure by a
plane, and prints the direction along which missed reviews stay the same and what tells its ends
apart.

Run it as ``python experiments/ridge.py [replications]``; prints Markdown.
"""

from __future__ import annotations

import argparse
import itertools

import numpy as np

from pdusim import load_scenario, simulate

MULTIPLIERS = (1.5, 1.55, 1.65)
NON_CASE = (0.05, 0.07, 0.1)
FLOORS = (0.32, 0.38, 0.44)
LOW_LOAD = {"workforce.posts.po": 60}
SHOWN = (
    "workload_pct",
    "missed_review_rate",
    "review_sufficient",
    "initial_plan_on_time",
    "contact_delivered",
)


def main() -> None:
    """Run the grid and print tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("replications", type=int, nargs="?", default=2)
    replications = parser.parse_args().replications
    base = load_scenario("baseline").with_values({"run.observe_weeks": 52})
    grid = list(itertools.product(MULTIPLIERS, NON_CASE, FLOORS))
    tables: dict[str, np.ndarray] = {}
    for load, more in (("baseline", {}), ("low load", LOW_LOAD)):
        rows = []
        for multiplier, non_case, floor in grid:
            scenario = base.with_values(
                {
                    "work.time_multiplier": multiplier,
                    "work.service.non_case_share": non_case,
                    "work.service.contact_floor": floor,
                    **more,
                }
            )
            outcomes = [simulate(scenario, seed=11, replication=r) for r in range(replications)]
            rows.append(
                [float(np.mean([outcome.measures[name] for outcome in outcomes])) for name in SHOWN]
            )
        tables[load] = np.array(rows)
    points = np.array(grid)
    design = np.column_stack([np.ones(len(grid)), points - points.mean(axis=0)])
    print("| | at the middle | per +0.1 multiplier | per +0.05 non-case | per +0.1 floor |")
    print("|---|---|---|---|---|")
    for load, table in tables.items():
        for i, name in enumerate(SHOWN):
            fit, *_ = np.linalg.lstsq(design, table[:, i], rcond=None)
            steps = fit[1:] * np.array([0.1, 0.05, 0.1])
            cells = " | ".join(f"{step:+.3f}" for step in steps)
            print(f"| {name}, {load} | {fit[0]:.3f} | {cells} |")
    print()
    missed = tables["baseline"][:, SHOWN.index("missed_review_rate")]
    middle = missed[grid.index((1.55, 0.07, 0.38))]
    print("Points of the grid with about the same share missed as the baseline:")
    print()
    print("| multiplier | non-case | floor | " + " | ".join(SHOWN) + " | missed, low load |")
    print("|---" * (4 + len(SHOWN)) + "|")
    for row, low, at in zip(tables["baseline"], tables["low load"], grid, strict=True):
        if abs(row[1] - middle) < 0.03:
            cells = [f"{v:g}" for v in at] + [f"{v:.2f}" for v in row] + [f"{low[1]:.2f}"]
            print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
