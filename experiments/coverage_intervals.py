"""How often intervals of shares, rare differences, precisions and rankings keep their promise.

    python experiments/coverage_intervals.py --repetitions 2000

Made replications whose truth is known, analysed by ``pdusim.estimates``:

- shares: events of clustered trials, a share of their own in each replication, rare to usual;
- rare differences: most pairs are exactly equal, a few differ by about 1. Where none was seen there
  is no interval but a bound for how many pairs differ; counted is how often what is said is true;
- precision: replications are added until the half-width is reached and stays, for an ordinary
  mean and for a rare difference; counted is how often the last interval holds the truth;
- ranking: policies that are in truth equal; counted is how often one is called best with a
  probability of 95 % or more, and how often one that is in truth the best is left in.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from pdusim.estimates import (
    Estimate,
    StoppingRule,
    Target,
    Totals,
    compare_with_best,
    difference_of_means,
    estimate_mean,
    estimate_totals,
    probability_of_best,
)
from pdusim.estimates.bounded import SHARE

Line = tuple[str, dict[str, float]]
#: Pairs between which a rare difference is looked for, and its mean size.
PAIRS = 10


def shares(repetitions: int, rng: np.random.Generator) -> Iterator[Line]:
    """Yield how often the interval of a share holds it, and how often a t-interval does."""
    for truth in (0.02, 0.1, 0.3, 0.9):
        for n in (4, 10, 20):
            held = plain = outside = left = 0
            for _ in range(repetitions):
                # Beta-binomial: replications differ by more than trials explain.
                own = rng.beta(40.0 * truth, 40.0 * (1.0 - truth), size=n)
                trials = 1 + rng.poisson(50, size=n)
                tops = rng.binomial(trials, own)
                found = estimate_totals(Totals.of(tops, trials, SHARE))
                unbounded = estimate_totals(Totals.of(tops, trials))
                left += found.low is None
                held += _holds(found, truth)
                plain += _holds(unbounded, truth)
                low, high = unbounded.low, unbounded.high
                outside += low is not None and high is not None and (low < 0.0 or high > 1.0)
            known = max(1, repetitions - left)
            yield (
                f"share of {truth:g}, {n} replications",
                {
                    "held": held / known,
                    "t held": plain / known,
                    "t outside 0 to 1": outside / known,
                },
            )


def rare(repetitions: int, rng: np.random.Generator) -> Iterator[Line]:
    """Yield how often what is said of a rare difference is true."""
    for often in (0.02, 0.05, 0.1, 0.3):
        none = bound = held = 0
        for _ in range(repetitions):
            found = difference_of_means(np.zeros(PAIRS), _rare(often, PAIRS, rng)).estimate
            if found.unseen is None:
                held += _holds(found, often)
            else:
                none += 1
                bound += often <= found.unseen
        yield (
            f"{often:.0%} of pairs differ, {PAIRS} pairs",
            {
                "none seen": none / repetitions,
                "bound held": bound / max(1, none),
                "interval held": held / max(1, repetitions - none),
                "what is said is true": (bound + held) / repetitions,
            },
        )


def precision(repetitions: int, rng: np.random.Generator) -> Iterator[Line]:
    """Yield how often the interval at which a precision stops holds the truth."""
    most = 400
    cases: tuple[tuple[str, float, float, Callable[[], NDArray[np.float64]]], ...] = (
        ("ordinary mean", 0.0, 0.4, lambda: rng.normal(size=most)),
        ("skew mean", 1.0, 0.4, lambda: rng.exponential(size=most)),
        ("10 % of pairs differ", 0.1, 0.1, lambda: _rare(0.1, most, rng)),
        ("5 % of pairs differ", 0.05, 0.1, lambda: _rare(0.05, most, rng)),
    )
    for name, truth, width, draw in cases:
        target = Target(width, is_relative=False)
        held, early, numbers = 0, 0, []
        for _ in range(repetitions):
            stopped, last = _stopped(draw(), target)
            numbers.append(stopped)
            early += last.unseen is not None and stopped < most
            held += _holds(last, truth)
        yield (
            f"{name}, half-width {width:g}",
            {
                "held": held / repetitions,
                "stopped on none seen": early / repetitions,
                "replications (median)": float(np.median(numbers)),
            },
        )


def ranking(repetitions: int, rng: np.random.Generator) -> Iterator[Line]:
    """Yield how often equal policies are told apart that cannot be."""
    for policies, worse in ((2, 0), (2, 2), (4, 0)):
        for n in (4, 10, 20):
            sure = kept = 0
            for repetition in range(repetitions):
                shared = rng.normal(size=n)
                rows = [
                    Totals.of(shared + rng.normal(size=n) - (3.0 if place >= policies else 0.0))
                    for place in range(policies + worse)
                ]
                sure += bool(probability_of_best(rows, repetition).max() >= 0.95)
                kept += sum(one.may_be_best for one in compare_with_best(rows)[:policies])
            also = f" and {worse} clearly worse" if worse else ""
            yield (
                f"{policies} equal policies{also}, {n} replications",
                {
                    "one at 95 %": sure / repetitions,
                    "a best one may be best": kept / repetitions / policies,
                },
            )


STUDIES: dict[str, Callable[[int, np.random.Generator], Iterator[Line]]] = {
    "shares": shares,
    "rare": rare,
    "precision": precision,
    "ranking": ranking,
}


def study(name: str, repetitions: int, seed: int = 1) -> dict[str, dict[str, float]]:
    """Run one study; what was counted, by case."""
    return dict(STUDIES[name](repetitions, np.random.default_rng(seed)))


def _stopped(values: NDArray[np.float64], target: Target) -> tuple[int, Estimate]:
    """Number at which a rule stops on these values, and the estimate there."""

    def reached(n: int) -> bool:
        """Whether the first n are enough."""
        return target.reached(estimate_mean(values[:n], paired=True))

    rule = StoppingRule(reached, minimum=5, maximum=values.size)
    stopped = next(n for n in range(1, values.size + 1) if rule.enough(n) is not None)
    return stopped, estimate_mean(values[:stopped], paired=True)


def _rare(often: float, number: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Differences of which most are exactly 0; their mean is `often`."""
    values: NDArray[np.float64] = (rng.uniform(size=number) < often) * rng.gamma(
        4.0, 0.25, size=number
    )
    return values


def _holds(found: Estimate, truth: float) -> bool:
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


def main() -> None:
    """Run the studies and write a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=2000, metavar="N")
    parser.add_argument("--study", choices=list(STUDIES), help="only this one")
    asked = parser.parse_args()
    error = 100.0 * math.sqrt(0.95 * 0.05 / asked.repetitions)
    sys.stdout.write(
        f"{asked.repetitions} repetitions; a true 95 % would show with a standard error of "
        f"{error:.1f} points\n"
    )
    for name in STUDIES if asked.study is None else [asked.study]:
        sys.stdout.write(f"{name}\n")
        for case, counted in study(name, asked.repetitions).items():
            parts = (
                f"{what} {value:.1%}" if value <= 1.0 else f"{what} {value:g}"
                for what, value in counted.items()
            )
            sys.stdout.write(f"  {case:<46} {', '.join(parts)}\n")


if __name__ == "__main__":
    main()
