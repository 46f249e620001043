"""Whether policies act as the field expects: expectation with its source, sign found, in pairs.

What is expected stands in ``signs.csv``, written before any run; ``0`` is no change of size. Each
policy is run against its base with the same chance::

    python experiments/signs.py --pairs 40 -o docs/reference/signs.md
"""

from __future__ import annotations

import argparse
import csv
from functools import cache
from pathlib import Path

from fitting import write

from pdusim import load_scenario, simulate
from pdusim.estimates import estimate_mean
from pdusim.experiment.workers import Workers
from pdusim.outcomes.measures import MEASURES

SEED = 1
Row = dict[str, str]
Values = dict[str, float | None]


def expectations() -> list[Row]:
    """What the field expects of each policy."""
    with Path(__file__).with_name("signs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _base(name: str, weeks: int, replication: int) -> Values:
    scenario = load_scenario(name).with_values({"run.observe_weeks": weeks})
    return dict(simulate(scenario, seed=SEED, replication=replication).measures)


def pair(task: tuple[str, str, int]) -> tuple[Values, Values]:
    """Measures of a policy and of its base, with the same chance."""
    policy, base, replication = task
    scenario = load_scenario(policy)
    found = simulate(scenario, seed=SEED, replication=replication).measures
    return dict(found), _base(base, scenario.settings.run.observe_weeks, replication)


def sign_found(differences: list[float]) -> tuple[str, str]:
    """The sign of a paired difference (0 where the interval holds nought), and it in words."""
    found = estimate_mean(differences)
    if found.mean is None or found.low is None or found.high is None:
        return "?", "too few pairs"
    sign = "+" if found.low > 0 else "-" if found.high < 0 else "0"
    return sign, f"{found.mean:+.3g} ({found.low:+.3g} to {found.high:+.3g})"


def verdict(expected: str, found: str) -> str:
    """As expected, the opposite, or not (yet) told from none."""
    if found == expected:
        return "as expected"
    if found == "0":
        return "none seen"
    return "unexpected" if expected == "0" else "the opposite"


def page(rows: list[Row], pairs: dict[str, list[tuple[Values, Values]]], number: int) -> str:
    """The page."""
    lines = [
        "# Whether policies act as the field expects",
        "",
        f"{number} pairs, seed {SEED}. Expectations were written down with their sources before the"
        f" run (`experiments/signs.csv`). Made by `python experiments/signs.py --pairs {number} -o"
        " docs/reference/signs.md`. 0 is an interval that holds nought.",
        "",
        "| policy | against | what moves | expected | source | found | difference | verdict |"
        " pairs in which anything changed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        results, name = pairs[row["policy"]], row["measure"]
        both = [(a[name], b[name]) for a, b in results]
        sign, text = sign_found([a - b for a, b in both if a is not None and b is not None])
        live = sum(a != b for a, b in results)
        lines.append(
            f"| `{row['policy']}` | `{row['against']}` | {MEASURES[name].title} | {row['sign']} |"
            f" {row['source']} | {sign} | {text} | {verdict(row['sign'], sign)} |"
            f" {live} of {len(results)} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="some of the policies")
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    rows = [row for row in expectations() if not given.only or row["policy"] in given.only]
    against = {row["policy"]: row["against"] for row in rows}
    tasks = [(p, b, r) for p, b in against.items() for r in range(given.pairs)]
    pairs: dict[str, list[tuple[Values, Values]]] = {policy: [] for policy in against}
    with Workers(given.workers) as executor:
        for task, result in zip(tasks, executor.map(pair, tasks), strict=True):
            pairs[task[0]].append(result)
    write(page(rows, pairs, given.pairs), given.output)


if __name__ == "__main__":
    main()
