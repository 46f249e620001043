"""How often intervals of the model's own measures hold what many replications say.

    python experiments/coverage_measures.py --replications 400 baseline hand_back_at_100

Nobody knows the true value of a measure; the ratio of totals over all the replications that are run
here stands for it. They are dealt out at random, many times over, into runs of ``--size``
replications, as one would have run them, and counted is how often the interval of such a run holds
that value. A row a measure and size of run; "below" and "above" say on which side the intervals lay
that did not.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from fitting import write

from pdusim import load_scenario, run
from pdusim.estimates import Totals, estimate_totals
from pdusim.outcomes.measures import MEASURES


def coverage(totals: Totals, size: int, deals: int, rng: np.random.Generator) -> dict[str, float]:
    """Share of runs whose interval holds the value of all, and of those that lie on either side.

    Parameters
    ----------
    totals : Totals
        Of many replications.
    size : int
        Replications of a run.
    deals : int
        How many times all are dealt out anew.
    rng : Generator
        Deals them out.
    """
    truth = totals.ratio()
    runs = held = below = above = 0
    number = len(totals.numerator)
    for _ in range(deals if truth is not None else 0):
        order = rng.permutation(number)
        for start in range(0, number - size + 1, size):
            chosen = order[start : start + size]
            found = estimate_totals(
                Totals.of(totals.numerator[chosen], totals.denominator[chosen], totals.bounds)
            )
            if found.low is None or found.high is None:
                continue
            assert truth is not None
            runs += 1
            below += found.high < truth
            above += found.low > truth
            held += found.low <= truth <= found.high
    known = max(1, runs)
    return {"runs": runs, "held": held / known, "below": below / known, "above": above / known}


def lines(given: argparse.Namespace) -> Iterator[str]:
    """Yield the table."""
    scenarios = [
        load_scenario(name).with_values(dict(given.set or ()), name=name)
        for name in given.scenarios
    ]
    results = run(
        scenarios, replications=given.replications, seed=given.seed, workers=given.workers
    )
    rng = np.random.default_rng(given.seed)
    yield "| scenario | measure | value | replications | held | below | above |"
    yield "|---|---|---|---|---|---|---|"
    for place, name in enumerate(results.names):
        for key in given.measures or MEASURES:
            totals = results.totals(place, key)
            value = totals.ratio()
            for size in given.size:
                found = coverage(totals, size, given.deals, rng)
                shares = " | ".join(f"{100 * found[k]:.1f} %" for k in ("held", "below", "above"))
                if value is not None and found["runs"]:
                    yield f"| {name} | `{key}` | {value:.4g} | {size} | {shares} |"


def _pair(text: str) -> tuple[str, float]:
    path, _, value = text.partition("=")
    return path, int(value) if value.isdecimal() else float(value)


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenarios", nargs="*", default=["baseline"])
    parser.add_argument("--replications", type=int, default=400)
    parser.add_argument("--size", nargs="+", type=int, default=[10], help="replications of a run")
    parser.add_argument("--deals", type=int, default=50, help="times that all are dealt out")
    parser.add_argument("--measures", nargs="*", help="keys; all by default")
    parser.add_argument("--set", nargs="*", type=_pair, metavar="PATH=NUMBER")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    write("\n".join(lines(given)) + "\n", given.output)


if __name__ == "__main__":
    main()
