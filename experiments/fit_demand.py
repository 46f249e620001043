"""How the demand side fits: stocks against the paper unit, targets T5 to T14, T33, T34, T39.

Runs the baseline, ECSL, SDS40 and both schemes as they came with the same chance and writes a
Markdown page::

    python experiments/fit_demand.py --replications 20 -o docs/reference/fit-demand.md
"""

from __future__ import annotations

import argparse
import os
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from fitting import add_seeds, derived, ends, seeds_said, seeds_typed, verdict, write

from pdusim import Outcome, load_scenario, simulate
from pdusim.estimates import estimate_mean
from pdusim.experiment.workers import Workers

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


QUARTERS = tuple((year, quarter) for year in (2024, 2025) for quarter in (1, 2, 3, 4))[:6]
"""Quarters whose releases are compared: January 2024 to June 2025."""
AS_IT_CAME = (
    *(
        derived(f"T33{letter}", what, 3)
        for letter, what in zip(
            "abcde",
            (
                "releases of April to June 2024 over those of January to March",
                "of July to September 2024",
                "of October to December 2024",
                "of January to March 2025",
                "of April to June 2025",
            ),
            strict=True,
        )
    ),
    derived("T34", "SDS40: releases under it to 30 June 2025, curfews apart", 0),
    derived("T39", "caseload, end of March 2024 to end of June 2025, %", 2),
)


def one(task: tuple[str, int, int]) -> Outcome:
    """One replication with its weekly series."""
    name, seed, replication = task
    return simulate(load_scenario(name), seed=seed, replication=replication, record="weekly")


def as_it_came(task: tuple[int, int]) -> dict[str, float]:
    """Releases and caseload of one replication under the law as it came, by name of the target."""
    seed, replication = task
    scenario = load_scenario("early_release_2023_24")
    outcome = simulate(scenario, seed=seed, replication=replication, record="events")
    start = scenario.settings.run.start

    def day(year: int, month: int, of_month: int) -> int:
        return (date(year, month, of_month) - start).days

    released = [
        (time, detail) for time, event, _, _, detail in outcome.events if event == "released"
    ]

    def between(first: int, last: int, scheme: str | None = None) -> int:
        return sum(first <= time < last and scheme in (None, detail) for time, detail in released)

    begins = [day(year, 3 * quarter - 2, 1) for year, quarter in QUARTERS] + [day(2025, 7, 1)]
    of_quarter = [between(first, last) for first, last in pairwise(begins)]
    found = {
        f"releases_{year}_q{quarter}": number / of_quarter[0]
        for (year, quarter), number in zip(QUARTERS, of_quarter, strict=True)
    }
    found["sds40_releases"] = float(between(day(2024, 9, 10), day(2025, 7, 1), "sds40"))
    caseload = outcome.weekly["caseload"]
    before, after = caseload[day(2024, 3, 31) // 7], caseload[day(2025, 6, 30) // 7]
    found["caseload_change"] = 100.0 * (after / before - 1.0)
    return found


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


def page(
    runs: dict[str, list[Outcome]],
    came: list[dict[str, float]],
    observed: int,
    scheme: tuple[int, int],
    seeds: list[int],
) -> str:
    """The page."""
    base, ecsl, sds40 = runs["baseline"], runs["ecsl_70_days"], runs["sds40"]
    n = len(base)
    lines = [
        "# How the demand side fits",
        "",
        f"{n} replications, {seeds_said(seeds)}; means with their 95 % interval. Made by"
        f" `python experiments/fit_demand.py --replications {n // len(seeds)}{seeds_typed(seeds)}"
        " -o docs/reference/fit-demand.md`."
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
    for key, name, what, low, high, digits in AS_IT_CAME:
        row(key, f"as it came: {what}", low, high, [found[name] for found in came], digits)
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
    add_seeds(parser)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    names = ("baseline", "ecsl_70_days", "sds40")
    each = [(seed, r) for seed in arguments.seeds for r in range(arguments.replications)]
    tasks = [(name, seed, r) for name in names for seed, r in each]
    with Workers(arguments.workers) as pool:
        outcomes = list(pool.map(one, tasks))
        came = list(pool.map(as_it_came, each))
    runs = {
        name: [o for t, o in zip(tasks, outcomes, strict=True) if t[0] == name] for name in names
    }
    scenario = load_scenario("ecsl_70_days")
    run = scenario.settings.run
    days = [(change.date - run.start).days for change in scenario.dated]
    scheme = min(days) // 7, max(days) // 7
    text = page(runs, came, run.observe_weeks, scheme, arguments.seeds)
    write(text, arguments.output)


if __name__ == "__main__":
    main()
