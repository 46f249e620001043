"""Does a unit that starts from files go on as the one they were written from.

    python experiments/given_unit.py --replications 12

Each replication of the baseline is simulated to the end of its warm-up and written to files of
cases and staff; a run that starts from them, with the same seed and replication, is held against
what became of the original, in the year that follows and week by week. Who is sentenced later is
the same in both.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import numpy as np
from fitting import write
from numpy.typing import NDArray
from scipy.stats import t as student

from pdusim import Outcome, load_scenario, simulate
from pdusim.analysis.snapshots import write_snapshot
from pdusim.experiment.workers import Workers

Floats = NDArray[np.float64]

AFTER, YEAR, SETTLING = 52, 52, 8
WEEKS = (1, 2, 4, 8, 12, 16, 26, 52)
LEVELS = (
    ("caseload", "caseload"),
    ("workload of the unit, %", "workload_pct"),
    ("probation officers, FTE", "fte_po"),
    ("tasks waiting", "tasks_waiting"),
    ("risk reviews overdue", "reviews_overdue"),
)
FLOWS = (
    ("risk reviews missed, %", "reviews missed", "reviews due"),
    ("contact delivered, %", "hours contact", "hours contact due"),
    ("releases", "releases", ""),
    ("recalls", "recalls", ""),
)


def one(task: tuple[int, int, float]) -> tuple[Outcome, Outcome]:
    """The original, and the unit that starts from its files."""
    replication, seed, scale = task
    whole = load_scenario("baseline").with_values({"unit.scale": scale})
    original = whole.with_values({"run.warm_up_weeks": AFTER, "run.observe_weeks": YEAR})
    with tempfile.TemporaryDirectory() as folder:
        write_snapshot(
            original,
            "baseline",
            Path(folder),
            after_weeks=AFTER,
            seed=seed,
            replication=replication,
        )
        given = load_scenario(Path(folder) / "unit.yaml").with_values(
            {"unit.scale": scale, "run.observe_weeks": YEAR}
        )
    first, second = (
        simulate(scenario, seed=seed, replication=replication, record="weekly")
        for scenario in (original, given)
    )
    return first, second


def series(outcome: Outcome, name: str) -> Floats:
    """The last year of a weekly series."""
    return np.array(outcome.weekly[name][-YEAR:], dtype=float)


def share(outcome: Outcome, name: str, over: str, first: int) -> float:
    """What a running total grew by from a week on, as a share of another in per cent."""

    def grown(column: str) -> float:
        values = outcome.weekly[column]
        begin = len(values) - YEAR + first - 1
        return float(values[-1] or 0.0) - float((values[begin] if begin >= 0 else 0.0) or 0.0)

    return 100.0 * grown(name) / grown(over) if over else grown(name)


def compare(pairs: list[tuple[Outcome, Outcome]], first: int) -> list[tuple[str, Floats, Floats]]:
    """Values of the year from a week on: of the originals and of the units read."""
    rows = []
    for what, name in LEVELS:
        values = np.array([[series(o, name)[first:].mean() for o in pair] for pair in pairs])
        rows.append((what, values[:, 0], values[:, 1]))
    for what, name, over in FLOWS:
        values = np.array([[share(o, name, over, first) for o in pair] for pair in pairs])
        rows.append((what, values[:, 0], values[:, 1]))
    return rows


def table(rows: list[tuple[str, Floats, Floats]]) -> list[str]:
    """The two means, the paired difference and its 95 % interval."""
    lines = ["| series | original | from files | difference (95 %) |", "|---|---|---|---|"]
    for what, before, after in rows:
        gap = after - before
        half = (
            student.ppf(0.975, len(gap) - 1) * gap.std(ddof=1) / np.sqrt(len(gap))
            if len(gap) > 1
            else np.nan
        )
        lines.append(
            f"| {what} | {before.mean():.4g} | {after.mean():.4g} | {gap.mean():+.3g} "
            f"({gap.mean() - half:+.3g} to {gap.mean() + half:+.3g}) |"
        )
    return lines


def week_by_week(pairs: list[tuple[Outcome, Outcome]]) -> list[str]:
    """Tasks waiting and reviews overdue in single weeks, from files over the original."""
    weeks = [week for week in WEEKS if week <= YEAR]
    lines = [f"| from files over original | {' | '.join(f'week {w}' for w in weeks)} |"]
    lines.append("|---" * (len(weeks) + 1) + "|")
    for what, name in LEVELS:
        cells = []
        for week in weeks:
            before, after = (sum(series(pair[i], name)[week - 1] for pair in pairs) for i in (0, 1))
            cells.append(f"{after / before:.2f}" if before else "")
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return lines


def page(pairs: list[tuple[Outcome, Outcome]]) -> str:
    """All three tables."""
    return "\n".join(
        [
            "The year that follows:",
            "",
            *table(compare(pairs, 0)),
            "",
            f"Without its first {SETTLING} weeks:",
            "",
            *table(compare(pairs, SETTLING)),
            "",
            *week_by_week(pairs),
            "",
        ]
    )


def main() -> None:
    """Run the study and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("-o", "--output", type=Path)
    chosen = parser.parse_args()
    tasks = [(number, chosen.seed, chosen.scale) for number in range(chosen.replications)]
    with Workers(chosen.workers) as workers:
        write(page(list(workers.map(one, tasks))), chosen.output)


if __name__ == "__main__":
    main()
