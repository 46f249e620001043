"""Whether policies act as the field expects: expectation with its source, sign found, in pairs.

What is expected stands in ``signs.csv``, written before any run; ``0`` is no change of size. Each
policy is run against its base with the same chance::

    python experiments/signs.py --pairs 40 -o docs/reference/signs.md

What is done is kept in a folder, and a run that was stopped goes on where it was. Policies of one
base share its past. Use the compiled model (``docs/how-to/compile.md``): it takes two thirds.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from fitting import write

from pdusim import load_scenario
from pdusim.estimates import estimate_mean
from pdusim.experiment.runner import run
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario.scenario import Scenario

SEED = 1
STORE = Path("runs/signs")
EXEMPT = ("baseline", "rules_2025", "rules_2026")
"""The law of a day, to start from: no policies."""
Row = dict[str, str]
Values = dict[str, float | None]
Pairs = dict[tuple[str, str], list[tuple[Values, Values]]]
_EVERY_SECONDS = 30.0


def expectations() -> list[Row]:
    """What the field expects of each policy."""
    with Path(__file__).with_name("signs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def batches(rows: list[Row]) -> dict[tuple[str, int], list[str]]:
    """Policies that are run together: with one base and over the same weeks."""
    together: dict[tuple[str, int], list[str]] = defaultdict(list)
    for policy, against in dict.fromkeys((row["policy"], row["against"]) for row in rows):
        weeks = load_scenario(policy).settings.run.observe_weeks
        together[against, weeks].append(policy)
    return dict(together)


def based_on(name: str, weeks: int) -> Scenario:
    """A base, observed for as long as the policies it is compared with."""
    scenario = load_scenario(name)
    if scenario.settings.run.observe_weeks == weeks:
        return scenario
    return scenario.with_values({"run.observe_weeks": weeks})


def tell(what: str) -> Callable[[int, int], None]:
    """Something that says how far a batch has come, now and then."""
    begun = time.monotonic()
    last = [begun - _EVERY_SECONDS]

    def on_progress(done: int, wanted: int) -> None:
        now = time.monotonic()
        if done == wanted or now - last[0] >= _EVERY_SECONDS:
            last[0] = now
            sys.stderr.write(f"{what}: {done} of {wanted} runs, {now - begun:.0f} s\n")

    return on_progress


def in_pairs(rows: list[Row], number: int, workers: int, store: Path) -> Pairs:
    """Measures of each policy and of its base with the same chance, one pair a replication."""
    found: Pairs = {}
    for (against, weeks), policies in batches(rows).items():
        base = based_on(against, weeks)
        what = f"{len(policies)} policies against {against}, {weeks} weeks"
        results = run(
            [base, *map(load_scenario, policies)],
            replications=number,
            seed=SEED,
            workers=workers,
            store=store / f"{against}_{weeks}",
            on_progress=tell(what),
        )
        without, *under = [
            {outcome.replication: dict(outcome.measures) for outcome in outcomes}
            for outcomes in results.outcomes
        ]
        for policy, outcomes in zip(policies, under, strict=True):
            # A replication that failed is in no pair.
            both = sorted(outcomes.keys() & without.keys())
            found[policy, against] = [(outcomes[n], without[n]) for n in both]
    return found


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
    if found == "?":
        return "not told"
    if found == "0":
        return "none seen"
    return "unexpected" if expected == "0" else "the opposite"


def page(rows: list[Row], pairs: Pairs, number: int) -> str:
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
    judged: dict[str, int] = defaultdict(int)
    for row in rows:
        results, name = pairs[row["policy"], row["against"]], row["measure"]
        both = [(a[name], b[name]) for a, b in results]
        sign, text = sign_found([a - b for a, b in both if a is not None and b is not None])
        live = sum(a != b for a, b in results)
        said = verdict(row["sign"], sign)
        judged[said] += 1
        lines.append(
            f"| `{row['policy']}` | `{row['against']}` | {MEASURES[name].title} | {row['sign']} |"
            f" {row['source']} | {sign} | {text} | {said} | {live} of {len(results)} |"
        )
    counted = ", ".join(f"{said}: {n}" for said, n in sorted(judged.items()))
    return "\n".join([*lines, "", f"{len(rows)} expectations. {counted}."]) + "\n"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", nargs="*", help="some of the policies")
    parser.add_argument("--store", type=Path, default=STORE, help="where runs are kept")
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    rows = [row for row in expectations() if not given.only or row["policy"] in given.only]
    pairs = in_pairs(rows, given.pairs, given.workers, given.store)
    write(page(rows, pairs, given.pairs), given.output)


if __name__ == "__main__":
    main()
