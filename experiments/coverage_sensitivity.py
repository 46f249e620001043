"""Do the intervals of sensitivity hold the truth? On a made response whose parts are known.

    python experiments/coverage_sensitivity.py --repetitions 1000

The response of a point in a replication is a sum of known parts: straight effects of six values
between 0 and 1, one pair that acts together, chance that all points of a replication share, chance
that changes the *effects* in a replication (as it does in a simulation: a year with much sickness
is one in which sickness matters), and chance of each run alone. Three of the six values have no
effect at all. Main effects, mean elementary effects (Morris) and indices of Sobol are known
exactly. Counted is how often their 95 % intervals hold them, each design and all chance drawn anew.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdusim.analysis.sensitivity import main_effects, morris, sobol_indices
from pdusim.experiment.design import Design, Factor

EFFECTS = np.array([3.0, -1.5, 0.5, 0.0, 0.0, 0.0])
#: Of the product of the first two values, each less a half.
TOGETHER = 2.0
#: Standard deviations: shared by all points of a replication, of each effect, of one run.
SHARED, OF_EFFECTS, ALONE = 2.0, 0.6, 0.3


@dataclass(frozen=True)
class Made:
    """What an analysis reads of a sweep, with a made response."""

    spec: Any
    shares: NDArray[np.float64]
    response: NDArray[np.float64]

    @property
    def places(self) -> NDArray[np.float64]:
        """Return where the values lie: none is a whole number."""
        return self.shares

    def totals(self, measure: str, policy: int | str = 0) -> NDArray[np.float64]:
        """Return numerators and denominators of a mean."""
        return np.stack([self.response, np.ones_like(self.response)])


def made(design: Design, replications: int, rng: np.random.Generator) -> Made:
    """Draw a design's response."""
    factors = tuple(
        Factor(f"x{number}", 0.0, 1.0, False, "", 0.5) for number in range(EFFECTS.size)
    )
    x = design.rows(EFFECTS.size)
    both = TOGETHER * (x[:, 0] - 0.5) * (x[:, 1] - 0.5)
    own = rng.normal(0.0, OF_EFFECTS, size=(EFFECTS.size, replications))
    response = (x @ EFFECTS + both)[:, None] + x @ own
    response += rng.normal(0.0, SHARED, size=replications)
    response += rng.normal(0.0, ALONE, size=response.shape)
    return Made(SimpleNamespace(design=design, factors=factors), x, response)


def truths() -> dict[str, NDArray[np.float64]]:
    """Return the exact answers: effects, their sizes, and shares of the variance."""
    alone = EFFECTS**2 / 12.0
    both = np.where(np.arange(EFFECTS.size) < 2, TOGETHER**2 / 144.0, 0.0)
    variance = float(alone.sum()) + TOGETHER**2 / 144.0
    return {
        "effect": EFFECTS,
        "mu": EFFECTS,
        "mu_star": np.abs(EFFECTS),
        "first": alone / variance,
        "total": (alone + both) / variance,
    }


#: Analysis, the columns that have intervals (low, high), the design at a size.
STUDIES: dict[str, tuple[Callable[..., Any], dict[str, tuple[str, str]], dict[str, Any]]] = {
    "main effects": (main_effects, {"effect": ("low", "high")}, {"kind": "lhs", "points": 32}),
    "Morris": (
        morris,
        {"mu": ("mu_low", "mu_high"), "mu_star": ("mu_star_low", "mu_star_high")},
        {"kind": "morris", "trajectories": 10},
    ),
    "Sobol": (
        sobol_indices,
        {"first": ("first_low", "first_high"), "total": ("total_low", "total_high")},
        {"kind": "sobol_indices", "points": 64},
    ),
}


def coverage(
    study: str, repetitions: int, replications: int, seed: int = 1
) -> dict[str, tuple[float, float, float]]:
    """Repeat a study.

    Parameters
    ----------
    study : {"main effects", "Morris", "Sobol"}
    repetitions : int
        Times that design and chance are drawn.
    replications : int
        Of each point.
    seed : int
        Of all of it.

    Returns
    -------
    dict of str to (float, float, float)
        By column and kind of value ("with an effect", "without"): share of intervals that hold
        the truth, mean of the estimates less the truth, mean half-width.
    """
    analysis, columns, options = STUDIES[study]
    rng = np.random.default_rng(seed)
    truth = truths()
    held: dict[str, list[tuple[bool, float, float]]] = defaultdict(list)
    for repetition in range(repetitions):
        design = Design(**options, seed=seed * 1_000_003 + repetition)
        table = analysis(made(design, replications, rng), "any")
        for row in table.iter_rows(named=True):
            place = int(row["factor"][1:])
            for column, (low, high) in columns.items():
                if row[low] is None:
                    continue  # too few replications to tell
                value = float(truth[column][place])
                kind = "with an effect" if EFFECTS[place] else "without"
                inside = row[low] - 1e-12 <= value <= row[high] + 1e-12
                half = (row[high] - row[low]) / 2.0
                held[f"{column}, {kind}"].append((inside, row[column] - value, half))
    return {name: tuple(np.mean(rows, axis=0).tolist()) for name, rows in held.items()}


def main() -> None:
    """Run the studies and write a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=1000, metavar="N")
    parser.add_argument(
        "--replications", type=int, nargs="+", default=[3, 4, 8], metavar="R", help="of each point"
    )
    parser.add_argument("--study", choices=list(STUDIES), help="only this one")
    asked = parser.parse_args()
    error = 100.0 * math.sqrt(0.95 * 0.05 / asked.repetitions)
    sys.stdout.write(
        f"{asked.repetitions} repetitions; a true 95 % would show with a standard error of at most "
        f"{error:.1f} points\n"
    )
    for study in STUDIES if asked.study is None else [asked.study]:
        for replications in asked.replications:
            sys.stdout.write(f"{study}, {replications} replications of each point\n")
            found = coverage(study, asked.repetitions, replications)
            if not found:
                sys.stdout.write("  too few replications for intervals\n")
            for name, (share, bias, half) in found.items():
                sys.stdout.write(
                    f"  {name:<28} held {share:6.1%}   off by {bias:+.3f}   half-width {half:.3f}\n"
                )


if __name__ == "__main__":
    main()
