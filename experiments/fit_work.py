"""How work, reviews and what surrounds the unit fit: targets T20 to T23, T27 to T30 and T32.

Runs the baseline and, for T23, units with more and more officers, with the same chance, and writes
a Markdown page::

    python experiments/fit_work.py --replications 40 -o docs/reference/fit-work.md

Ratios are of totals over replications, with a jackknife interval.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from fitting import (
    Target,
    add_seeds,
    beside,
    derived,
    estimate,
    seeds_said,
    seeds_typed,
    show,
    table,
    write,
)

from pdusim import Outcome, load_scenario, simulate
from pdusim.experiment.workers import Workers

POSTS = "workforce.posts.po"
MORE_OFFICERS = (0, 6, 12, 18, 24)

TARGETS: tuple[Target, ...] = (
    ("T20", "review_sufficient", "reviews done in time and sufficient", 0.45, 0.60, 3),
    ("T21", "initial_plan_on_time", "initial plans on time", 0.75, 0.90, 3),
    ("T22", "oversight_delivered", "oversight on time and sufficient", 0.25, 0.40, 3),
    ("T25", "officers_per_case_year_high", "officers of a high-risk case in a year", 1.5, 4, 2),
    ("T27", "upw_completed_12m", "unpaid work completed in twelve months", 0.40, 0.65, 3),
    derived("T32a", "unpaid work open over twelve months", 1),
    derived("T32b", "unpaid work open over 24 months", 1),
    ("T28", "programme_not_started", "programmes never started", 0.35, 0.45, 3),
    ("T29a", "enquiries_made_safeguarding", "safeguarding enquiries made", 0.48, 0.60, 3),
    ("T29b", "enquiries_made_domestic_abuse", "domestic-abuse enquiries made", 0.45, 0.55, 3),
    ("T30", "programme_wait_over_6m", "waits for a programme over six months", 0.20, 0.40, 3),
)
BESIDE = (
    ("missed_review_rate", "risk reviews missed", 3),
    ("late_review_rate", "risk reviews not done by the due date, missed included", 3),
    ("contact_delivered", "contact delivered of contact due", 3),
    ("initial_plan_sufficient", "initial plans on time and sufficient", 3),
    ("unprepared_release_rate", "releases not prepared", 3),
    ("ap_not_placed", "released without the approved-premises bed they call for", 3),
)
BY_LOAD = (
    ("workload_pct", "workload, %", 1),
    ("missed_review_rate", "missed", 3),
    ("late_review_rate", "late or missed", 3),
    ("contact_delivered", "contact delivered", 3),
    ("initial_plan_on_time", "plans on time", 3),
)


def one(task: tuple[int, int, int]) -> Outcome:
    """One replication of the baseline with so many officer posts more."""
    more, seed, replication = task
    scenario = load_scenario("baseline")
    posts = scenario.settings.workforce.posts.po
    changed = scenario.with_values({POSTS: posts + more}) if more else scenario
    return simulate(changed, seed=seed, replication=replication, record="weekly")


def page(by_posts: dict[int, list[Outcome]], seeds: list[int]) -> str:
    """The page."""
    outcomes = by_posts[0]
    n = len(outcomes)
    posts = load_scenario("baseline").settings.workforce.posts.po
    lines = [
        "# How work, reviews and surroundings fit",
        "",
        f"{n} replications of the baseline (two observed years), {seeds_said(seeds)}; ratios of"
        " totals with a 95 % jackknife interval. Made by `python experiments/fit_work.py"
        f" --replications {n // len(seeds)}"
        f" --by-load {len(by_posts[MORE_OFFICERS[-1]]) // len(seeds)}{seeds_typed(seeds)}"
        " -o docs/reference/fit-work.md`. Undecided:"
        " the interval is wider than half the range and crosses one of its ends.",
        "",
        *table(outcomes, TARGETS),
        *beside(outcomes, BESIDE),
        "",
        "## T23: at a workload of about 90 % few reviews are missed",
        "",
        f"More officer posts than the {posts:g} of the baseline, {len(by_posts[MORE_OFFICERS[-1]])}"
        " replications each with the same chance. Wanted: at most 0.10 missed at about 90 %.",
        "",
        "| officer posts | " + " | ".join(what for _, what, _ in BY_LOAD) + " |",
        "|---" * (len(BY_LOAD) + 1) + "|",
    ]
    for more, found_with in by_posts.items():
        cells = []
        for name, _, digits in BY_LOAD:
            found = estimate(found_with, name)
            cells.append("" if found is None else show(found, digits))
        lines.append(f"| {posts + more:g} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--by-load", type=int, default=10, help="replications with more officers")
    add_seeds(parser)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    tasks = [
        (more, seed, replication)
        for more in MORE_OFFICERS
        for seed in given.seeds
        for replication in range(given.by_load if more else given.replications)
    ]
    by_posts: dict[int, list[Outcome]] = {more: [] for more in MORE_OFFICERS}
    with Workers(given.workers) as executor:
        for (more, *_), outcome in zip(tasks, executor.map(one, tasks), strict=True):
            by_posts[more].append(outcome)
    text = page(by_posts, given.seeds)
    write(text, given.output)


if __name__ == "__main__":
    main()
