"""The Sentencing Act 2026 against its own figure: people moved from custody to licence in 2028.

Runs the law before the Act, act_2026 and act_2026_late with the same chance to the end of 2028, and
the progression model alone on the law of September 2026, and writes a Markdown page::

    python experiments/act_2026_places.py --replications 10 -o docs/reference/act-2026.md
"""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

import numpy as np
from fitting import verdict, write

from pdusim import Outcome, load_scenario, simulate
from pdusim.estimates import estimate_mean
from pdusim.experiment.workers import Workers

SEED = 1
# The law of early 2026, before the Act: 28-day recalls under 48 months were in force already.
BASE = "recall_28_days_48_months"
PROGRESSION = "progression_model"
BEFORE = {"act_2026": BASE, "act_2026_late": BASE, PROGRESSION: "rules_2026"}
"""What each is compared with."""
NAMES = tuple(dict.fromkeys(name for pair in BEFORE.items() for name in pair))

# The last week of 2028 ends before it.
END = date(2029, 1, 1)
YEAR = 52

CUSTODY = ("custody_prison", "custody_community", "recalled")
# The caseload without supervision after the sentence, which the Act ends at a stroke.
OTHERS = (*CUSTODY, "licence", "community_order", "suspended_order", "unpaid_work_only")
UNITS = 108
PLACES = 7500

WHY = (
    "The progression model moves people from custody to licence and leaves the caseload as it is. "
    "The rest of the Act takes people elsewhere: those whose short sentence is suspended go to "
    "suspended orders, which may run longer, and have no licence; orders that end when their "
    "requirements are met let people go; recalls of 56 days in place of 28 take some back from "
    "licence; and the end of supervision after the sentence takes its whole stock out of the "
    "caseload. A figure for licence that counts every place saved as a person on it holds none of "
    "that, so the whole Act misses it in the model. The caseload hardly changes because suspended "
    "orders, which run longer than the custody in whose place they come, take up most of what "
    "supervision after the sentence leaves. How many short sentences are suspended, how many "
    "recalls are for the fixed term, and whom the schedules of the progression model exclude are "
    "assumed, and the places turn on them."
)


def run_one(job: tuple[str, int]) -> Outcome:
    """One replication of one scenario."""
    name, replication = job
    scenario = load_scenario(name)
    run = scenario.settings.run
    weeks = (END - run.start).days // 7 - run.warm_up_weeks
    scenario = scenario.with_values({"run.observe_weeks": weeks})
    return simulate(scenario, seed=SEED, replication=replication, record="weekly")


def in_2028(outcome: Outcome, *columns: str) -> float:
    """Mean number of people over the year, in all of the states."""
    return float(sum(np.mean(outcome.weekly[name][-YEAR:]) for name in columns))


def interval(values: list[float]) -> tuple[float, float, float]:
    """Mean and its 95 % interval."""
    found = estimate_mean(values)
    assert found.mean is not None
    if found.low is None or found.high is None:
        return found.mean, found.mean, found.mean
    return found.mean, found.low, found.high


def shown(values: list[float]) -> str:
    """Mean and interval in words."""
    mean, low, high = interval(values)
    return f"{mean:.1f} ({low:.1f} to {high:.1f})"


def page(runs: dict[str, list[Outcome]]) -> str:
    """The page."""
    base = runs[BASE]
    n = len(base)
    lines = [
        "# The Sentencing Act 2026 against its own figure",
        "",
        f"{n} replications, seed {SEED}, a mean unit in 2028; paired differences from `{BASE}`"
        f" (of `{PROGRESSION}` from `rules_2026`, which has the rest of the Act already) with their"
        " 95 % interval. Made by `python experiments/act_2026_places.py"
        f" --replications {n} -o docs/reference/act-2026.md`.",
        "",
        f"| what | figure | `act_2026` | verdict | `act_2026_late` | `{PROGRESSION}` alone |",
        "|---|---|---|---|---|---|",
    ]

    def paired(name: str, *columns: str, percent: bool = False) -> list[float]:
        found = []
        for one, other in zip(runs[BEFORE[name]], runs[name], strict=True):
            before, after = in_2028(one, *columns), in_2028(other, *columns)
            found.append(100.0 * (after / before - 1.0) if percent else after - before)
        return found

    rows = (
        (
            "people in custody, recalled included",
            f"-{PLACES / UNITS:.0f} ({PLACES:,} places over {UNITS} units)",
            CUSTODY,
            False,
            (-1.25 * PLACES / UNITS, -0.75 * PLACES / UNITS),
        ),
        ("licence, %", "9 to 12", ("licence",), True, (9.0, 12.0)),
        ("caseload, %", "hardly changes (-2 to 2)", ("caseload",), True, (-2.0, 2.0)),
        (
            "the same, supervision after the sentence apart, %",
            "hardly changes (-2 to 2)",
            OTHERS,
            True,
            (-2.0, 2.0),
        ),
    )
    for title, figure, columns, percent, (low, high) in rows:
        act = paired("act_2026", *columns, percent=percent)
        late = paired("act_2026_late", *columns, percent=percent)
        alone = paired(PROGRESSION, *columns, percent=percent)
        lines.append(
            f"| {title} | {figure} | {shown(act)} | {verdict(interval(act), low, high)} |"
            f" {shown(late)} | {shown(alone)} |"
        )
    lines += [
        "",
        "State by state, people in 2028:",
        "",
        f"| state | `{BASE}` | `act_2026` |",
        "|---|---|---|",
    ]
    for state in (
        *CUSTODY,
        "licence",
        "post_sentence",
        "community_order",
        "suspended_order",
        "caseload",
    ):
        values = [[in_2028(o, state) for o in runs[name]] for name in (BASE, "act_2026")]
        lines.append(f"| {state.replace('_', ' ')} | {shown(values[0])} | {shown(values[1])} |")
    lines += ["", WHY]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    jobs = [(name, r) for name in NAMES for r in range(asked.replications)]
    with Workers(asked.workers) as pool:
        outcomes = list(pool.map(run_one, jobs))
    runs = {
        name: [o for job, o in zip(jobs, outcomes, strict=True) if job[0] == name] for name in NAMES
    }
    write(page(runs), asked.output)


if __name__ == "__main__":
    main()
