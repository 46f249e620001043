"""How staff and management fit: targets T1 to T4, T15 to T19, T22, T25, T26, T31, T35 to T38.

Runs the baseline and, for T26, the trainee boom with the same chance, and writes a Markdown page::

    python experiments/fit_staff.py --replications 60 -o docs/reference/fit-staff.md

Ratios are of totals over replications, with a jackknife interval.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
from fitting import (
    Target,
    add_seeds,
    beside,
    derived,
    seeds_said,
    seeds_typed,
    table,
    write,
)

from pdusim import Outcome, load_scenario, simulate
from pdusim.experiment.workers import Workers

# id, measure, what, low, high, digits
TARGETS: tuple[Target, ...] = (
    ("T1", "workload_pct_po", "workload of probation officers, %", 112, 122, 1),
    ("T2", "workload_pct_p95", "95th percentile of practitioners' workload, %", 150, 200, 1),
    ("T3", "share_over_110", "practitioner-weeks above 110 % for four weeks", 0.5, None, 3),
    ("T4", "cases_per_po", "cases per probation officer", 34, 37, 1),
    ("T15", "sickness_days_per_fte", "working days lost per FTE a year", 11, 13.5, 1),
    ("T16", "sickness_none_share", "staff-years without sickness", 0.40, 0.55, 3),
    ("T17", "sickness_long_share", "share of days in long spells", 0.54, 0.67, 3),
    ("T18", "leaving_rate_po", "probation officers leaving a year", 0.06, 0.085, 3),
    ("T18", "leaving_hazard_po", "the same, expected", 0.06, 0.085, 3),
    ("T19", "leaving_rate_pso", "services officers leaving a year", 0.10, 0.13, 3),
    ("T19", "leaving_hazard_pso", "the same, expected", 0.10, 0.13, 3),
    ("T22", "oversight_delivered", "oversight on time and sufficient", 0.25, 0.40, 3),
    derived("T31", "orders completed of orders that ended", 3),
    derived("T36", "high and very high risk in the community", 3),
    derived("T35", "officers promoted to senior, a unit-year", 2),
    derived("T37", "days lost to stress of all days of sickness", 3),
    derived("T38", "officers leaving after more than four years, of all", 3),
    ("T25", "officers_per_case_year_high", "officers of a high-risk case in a year", 1.5, 4, 2),
)
BESIDE = (
    ("officer_changes_high", "changes of officer of a high-risk case, a year", 2),
    ("officers_last_year_high_p95", "officers of a high-risk case in a year, 95th percentile", 1),
    ("officers_last_year_high_most", "the most in the unit", 1),
    ("staff_per_spo", "practitioners per senior at work", 1),
    ("staff_per_spo_widest", "widest span of a senior, cover included", 1),
    ("spo_tasks_late", "seniors' tasks done late", 3),
    ("spo_tasks_skipped", "seniors' tasks not done", 3),
    ("mismatched_allocations", "allocations outside eligibility", 3),
    ("unallocated_days", "days a new case waits for an officer", 1),
    ("unallocated_share", "share of cases without an officer", 4),
    ("vacancy_rate_po", "probation officer posts vacant", 3),
    ("staff_cost", "cost of staff, £ a year", 0),
)


def one(task: tuple[str, int, int]) -> Outcome:
    """One replication with its weekly series."""
    name, seed, replication = task
    return simulate(load_scenario(name), seed=seed, replication=replication, record="weekly")


def long_baseline(task: tuple[int, int]) -> Outcome:
    """The baseline observed for as long as the trainee boom."""
    seed, replication = task
    weeks = load_scenario("trainee_boom").settings.run.observe_weeks
    scenario = load_scenario("baseline").with_values({"run.observe_weeks": weeks})
    return simulate(scenario, seed=seed, replication=replication, record="weekly")


def boom(pairs: list[tuple[Outcome, Outcome]]) -> list[str]:
    """T26: the boom less the baseline, half-year by half-year."""
    lines = [
        "",
        "## T26: the trainee boom, half-year by half-year",
        "",
        "Difference to the baseline, paired. The intakes begin with the first half-year and end "
        "with the fourth.",
        "",
        "| half-year | hours of casework a week | workload of the unit, %"
        " | probation officers, FTE | services officers, FTE | trainees, FTE |",
        "|---|---|---|---|---|---|",
    ]
    weeks = len(pairs[0][0].weekly["fte_po"])
    warm_up = load_scenario("baseline").settings.run.warm_up_weeks
    names = ("casework_hours", "workload_pct", "fte_po", "fte_pso", "fte_pqip")
    for half, begin in enumerate(range(warm_up, weeks - 25, 26), 1):
        cells = []
        for name in names:
            changes = [
                float(
                    np.mean(np.array(a.weekly[name][begin : begin + 26], dtype=float))
                    - np.mean(np.array(b.weekly[name][begin : begin + 26], dtype=float))
                )
                for a, b in pairs
            ]
            spread = 1.96 * float(np.std(changes, ddof=1)) / len(changes) ** 0.5
            cells.append(f"{np.mean(changes):+.1f} ± {spread:.1f}")
        lines.append(f"| {half} | {' | '.join(cells)} |")
    return lines


def page(outcomes: list[Outcome], pairs: list[tuple[Outcome, Outcome]], seeds: list[int]) -> str:
    """The page."""
    n = len(outcomes)
    lines = [
        "# How staff and management fit",
        "",
        f"{n} replications of the baseline, {seeds_said(seeds)}; ratios of totals with a 95 %"
        " jackknife interval. Made by `python experiments/fit_staff.py --replications"
        f" {n // len(seeds)} --boom {len(pairs) // len(seeds)}{seeds_typed(seeds)}"
        " -o docs/reference/fit-staff.md`. Undecided: the"
        " interval is wider than half the range and crosses one of its ends, or straddles the only"
        " one.",
        "",
        *table(outcomes, TARGETS),
        *beside(outcomes, BESIDE),
    ]
    if pairs:
        lines += boom(pairs)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--boom", type=int, default=20, help="pairs for the trainee boom")
    add_seeds(parser)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    with Workers(given.workers) as executor:
        tasks = [("baseline", s, r) for s in given.seeds for r in range(given.replications)]
        outcomes = list(executor.map(one, tasks))
        pairs = [(s, r) for s in given.seeds for r in range(given.boom)]
        boomed = list(executor.map(one, [("trainee_boom", s, r) for s, r in pairs]))
        calm = list(executor.map(long_baseline, pairs))
    text = page(outcomes, list(zip(boomed, calm, strict=True)), given.seeds)
    write(text, given.output)


if __name__ == "__main__":
    main()
