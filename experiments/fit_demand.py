"""How the demand side fits: stocks state by state against the paper unit, and targets T5 to T14.

Runs the baseline, ECSL and SDS40 with the same chance and writes a Markdown page::

    python experiments/fit_demand.py --replications 20 -o docs/reference/fit-demand.md
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
from fitting import ends, verdict, write

from pdusim import Outcome, load_scenario, simulate
from pdusim.estimates import estimate_mean
from pdusim.experiment.workers import Workers

SEED = 1

# The paper unit (docs/explanation/demand.md): state, title, stock.
PAPER = (
    ("community_order", "community order, supervised", 370),
    ("suspended_order", "suspended sentence order", 384),
    ("unpaid_work_only", "unpaid work only", 216),
    ("custody_prison", "custody, held by the prison's manager", 300),
    ("custody_community", "custody, held by the community officer", 237),
    ("recalled", "recalled", 113),
    ("licence", "licence", 498),
    ("post_sentence", "post-sentence supervision", 127),
)

MEASURES = (
    ("T5", "points_per_case", "points per case held by probation officers", 62, 75, 1),
    ("T6", "caseload_drift", "drift of the caseload, % a year", -3, 3, 1),
    ("T7", "caseload", "caseload", 2000, 2500, 0),
    ("T8", "pss_share", "share on post-sentence supervision", 0.045, 0.07, 3),
    ("T9", "recalls_per_month", "recalls a month", 20, 27, 1),
    ("T10", "releases_per_month", "releases a month", 38, 45, 1),
    ("T11", "court_reports_per_month", "court reports a month", 60, 80, 1),
)


def one(task: tuple[str, int]) -> Outcome:
    """One replication with its weekly series."""
    name, replication = task
    return simulate(load_scenario(name), seed=SEED, replication=replication, record="weekly")


def interval(values: list[float]) -> tuple[float, float, float]:
    """Mean and 95 % interval."""
    found = estimate_mean(values)
    assert found.mean is not None
    if found.low is None or found.high is None:
        return found.mean, found.mean, found.mean
    return found.mean, found.low, found.high


def shown(values: list[float], digits: int = 1) -> str:
    """Mean and interval in words."""
    mean, low, high = interval(values)
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def weeks(outcome: Outcome, name: str, last: int) -> np.ndarray:
    """The last weeks of a weekly column."""
    return np.array(outcome.weekly[name][-last:], dtype=float)


def page(runs: dict[str, list[Outcome]], observed: int, scheme: tuple[int, int]) -> str:
    """The page."""
    base, ecsl, sds40 = runs["baseline"], runs["ecsl_70_days"], runs["sds40"]
    n = len(base)
    lines = [
        "# How the demand side fits",
        "",
        f"{n} replications, seed {SEED}; means with their 95 % interval. Made by"
        f" `python experiments/fit_demand.py --replications {n} -o docs/reference/fit-demand.md`."
        " Undecided: the interval is wider than half the range and crosses one of its ends, or"
        " straddles the only one.",
        "",
        "## State by state, against the paper unit",
        "",
        "| state | paper | simulated | first year | second year |",
        "|---|---|---|---|---|",
    ]
    half = observed // 2
    for state, title, stock in PAPER:
        means = [float(weeks(o, state, observed).mean()) for o in base]
        first = np.mean([weeks(o, state, observed)[:half].mean() for o in base])
        second = np.mean([weeks(o, state, observed)[half:].mean() for o in base])
        lines.append(f"| {title} | {stock} | {shown(means)} | {first:.0f} | {second:.0f} |")
    change = [
        100.0
        * (weeks(o, "caseload", half).mean() / weeks(o, "caseload", observed)[:half].mean() - 1)
        for o in base
    ]
    lines += [
        "",
        f"Caseload, second observed year against the first: {shown(change, 2)} %.",
        "",
        "## Targets",
        "",
        "| id | what | range | result | verdict |",
        "|---|---|---|---|---|",
    ]

    def row(
        key: str, what: str, low: float | None, high: float | None, values: list[float], digits: int
    ) -> None:
        result, judged = shown(values, digits), verdict(interval(values), low, high)
        lines.append(f"| {key} | {what} | {ends(low, high)} | {result} | {judged} |")

    for key, name, what, low, high, digits in MEASURES:
        values = [v for o in base if (v := o.measures[name]) is not None]
        if values:
            row(key, what, low, high, values, digits)
        else:
            lines.append(f"| {key} | {what} | {low:g} to {high:g} | not measured | – |")
    first, last = scheme
    early = [
        [(o.weekly["early releases"][last] - o.weekly["early releases"][first]) for o in runs]
        for runs in (ecsl, base)
    ]
    # Those on curfew are released under both.
    weekly = [(a - b) / (last - first) for a, b in zip(*early, strict=True)]
    row("T12", "ECSL: early releases a week while it lasted, curfews apart", 2, 3, weekly, 2)
    peaks = [v for o in sds40 if (v := o.measures["peak_releases_per_day"]) is not None]
    row("T13", "SDS40: most releases on one day", 10, 25, peaks, 1)
    usual = [v for o in base if (v := o.measures["peak_releases_per_day"]) is not None]
    for name, others in (("ECSL", ecsl), ("SDS40", sds40)):
        change = [
            100.0 * abs(weeks(o, "caseload", 26).mean() / weeks(b, "caseload", 26).mean() - 1.0)
            for o, b in zip(others, base, strict=True)
        ]
        row("T14", f"{name}: size of the change of caseload, last half year, %", None, 3, change, 2)
    on_licence = [
        float(weeks(o, "licence", 26).mean() - weeks(b, "licence", 26).mean())
        for o, b in zip(sds40, base, strict=True)
    ]
    lines += [
        "",
        f"Without a scheme the most releases on one day are {shown(usual)}. Under SDS40"
        f" {shown(on_licence, 0)} more people are on licence in the last half year"
        " (paper: about 73).",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Run and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    names = ("baseline", "ecsl_70_days", "sds40")
    tasks = [(name, r) for name in names for r in range(arguments.replications)]
    with Workers(arguments.workers) as pool:
        outcomes = list(pool.map(one, tasks))
    runs = {
        name: [o for t, o in zip(tasks, outcomes, strict=True) if t[0] == name] for name in names
    }
    scenario = load_scenario("ecsl_70_days")
    run = scenario.settings.run
    days = [(change.date - run.start).days for change in scenario.dated]
    write(page(runs, run.observe_weeks, (min(days) // 7, max(days) // 7)), arguments.output)


if __name__ == "__main__":
    main()
