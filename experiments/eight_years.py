"""Is the baseline steady: means of each observed year, and the drift of each series.

    python experiments/eight_years.py --replications 20

A row a series: its mean in each year, the slope a year in per cent of the level, and that slope
over its standard error between replications. Many series are looked at: the line below the table
says how large the last column gets by chance alone.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
from fitting import write
from numpy.typing import NDArray
from scipy.stats import t as student

from pdusim import Outcome, load_scenario, simulate
from pdusim.experiment.workers import Workers

Years = NDArray[np.float64]

LEVELS = (
    ("caseload", "caseload"),
    ("workload of the unit, %", "workload_pct"),
    ("tasks waiting", "tasks_waiting"),
    ("risk reviews overdue", "reviews_overdue"),
    ("probation officers, FTE", "fte_po"),
    ("services officers, FTE", "fte_pso"),
    ("trainees, FTE", "fte_pqip"),
    ("seniors, FTE", "fte_spo"),
    ("officers' years of service", "service_years_po"),
    ("services officers' years of service", "service_years_pso"),
    ("staff away sick", "staff_sick"),
    ("waiting for a programme", "programme_waiting"),
    ("waiting for unpaid work", "unpaid_work_waiting"),
)
# Running totals, and what each is a share of; a number a year where it is of nothing.
FLOWS = (
    ("risk reviews missed", "reviews missed", "reviews due"),
    ("contact delivered", "hours contact", "hours contact due"),
    ("oversight delivered", "oversight delivered", "oversight due"),
    ("programmes never started", "programmes never started", "programme requirements ended"),
    ("releases", "releases", ""),
    ("recalls", "recalls", ""),
    ("unpaid work completed", "unpaid work completed", ""),
)


def one(task: tuple[int, int, int]) -> Outcome:
    """One replication of the baseline observed for so many years."""
    replication, seed, years = task
    scenario = load_scenario("baseline").with_values({"run.observe_weeks": 52 * years})
    return simulate(scenario, seed=seed, replication=replication, record="weekly")


def level(outcome: Outcome, name: str, years: int) -> Years:
    """Means of the observed years."""
    values = np.array(outcome.weekly[name][-52 * years :], dtype=float)
    result: Years = values.reshape(years, 52).mean(axis=1)
    return result


def flow(outcome: Outcome, name: str, years: int) -> Years:
    """What a running total grew by in each observed year."""
    values = np.array(outcome.weekly[name][-52 * years - 1 :], dtype=float)
    result: Years = np.diff(values[::52])
    return result


def page(outcomes: list[Outcome], years: int) -> str:
    """The table."""
    rows: list[tuple[str, Years]] = [
        (what, np.array([level(o, name, years) for o in outcomes])) for what, name in LEVELS
    ]
    for what, name, over in FLOWS:
        found = np.array([flow(o, name, years) for o in outcomes])
        if over:
            found /= np.array([flow(o, over, years) for o in outcomes])
        rows.append((what, found))
    middle = np.arange(years) - (years - 1) / 2.0
    n = len(outcomes)
    numbers = " | ".join(str(year + 1) for year in range(years))
    lines = [f"| series | {numbers} | drift a year | t |", "|---" * (years + 3) + "|"]
    for what, table in rows:
        slopes = table @ middle / (middle @ middle)
        error = slopes.std(ddof=1) / n**0.5
        cells = " | ".join(f"{value:.4g}" for value in table.mean(axis=0))
        drift = 100.0 * slopes.mean() / table.mean()
        lines.append(f"| {what} | {cells} | {drift:+.2f} % | {slopes.mean() / error:+.1f} |")
    bound = float(student.ppf(1.0 - 0.025 / len(rows), n - 1))
    lines += ["", f"By chance alone one of these t in twenty tables is beyond ±{bound:.1f}.", ""]
    return "\n".join(lines)


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--years", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    tasks = [(replication, given.seed, given.years) for replication in range(given.replications)]
    with Workers(given.workers) as executor:
        outcomes = list(executor.map(one, tasks))
    write(page(outcomes, given.years), given.output)


if __name__ == "__main__":
    main()
