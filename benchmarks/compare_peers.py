"""One simplified unit in textbook SimPy, in Ciw and in pdusim: the same answers, and their cost.

The answers are means over replications with 95 % intervals; where all three models are right,
about one interval in twenty misses the others. Costs are the best of several turns taken in
alternation, in processor time, on one core, without collection of garbage, for a simulated year of
one unit: in bare SimPy timeouts, alone and among ten thousand, and in multiples of the textbook
model. The last row is pdusim's whole baseline, which does far more.

Needs Ciw: pip install "pdusim[bench]".
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable
from functools import partial
from itertools import count
from math import sqrt
from statistics import fmean, stdev

from pdu_year import TIMEOUTS, WEEKS_PER_YEAR, bare_timeouts, seconds
from peers import network, stripped, textbook
from peers.unit import SimplifiedUnit

from pdusim import Scenario, load_scenario, simulate
from pdusim.estimates.student import two_sided_t
from pdusim.model.replication import uncollected

MODELS = {
    "textbook SimPy": textbook.simulate,
    "Ciw": network.simulate,
    "pdusim, stripped down": stripped.simulate,
}
AMONG = (1, 10_000)


def answers(unit: SimplifiedUnit, replications: int) -> dict[str, dict[str, tuple[float, float]]]:
    """Mean and half-width of the 95 % interval, by model and answer.

    Parameters
    ----------
    unit : SimplifiedUnit
        The unit.
    replications : int
        How many of each model, 2 or more. Each model has chance of its own.
    """
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for name, model in MODELS.items():
        reports = [unit.report(model(unit, seed)) for seed in range(replications)]
        found[name] = {}
        for answer in reports[0]:
            values = [report[answer] for report in reports]
            half = two_sided_t(0.95, replications - 1) * stdev(values) / sqrt(replications)
            found[name][answer] = fmean(values), half
    return found


def costs(
    unit: SimplifiedUnit, whole: Scenario, turns: int
) -> tuple[dict[str, float], dict[int, float]]:
    """Processor seconds of a simulated year by model, and of a bare timeout by processes waiting.

    Parameters
    ----------
    unit : SimplifiedUnit
        The unit.
    whole : Scenario
        What pdusim does beside it, in full.
    turns : int
        How often each is measured; the best counts.
    """
    run = whole.settings.run
    years = (run.warm_up_weeks + run.observe_weeks) / WEEKS_PER_YEAR
    work: dict[str, tuple[Callable[[int], object], float]] = {
        "textbook SimPy": (partial(textbook.simulate, unit), unit.years),
        "Ciw": (partial(network.simulate, unit), unit.years),
        "pdusim, stripped down": (partial(stripped.simulate_measures, unit), unit.years),
        "pdusim, whole baseline": (lambda seed: simulate(whole, seed=seed), years),
    }
    taken: dict[str, list[float]] = {name: [] for name in work}
    timeouts: dict[int, list[float]] = {processes: [] for processes in AMONG}
    # Once before the clock starts: imports and tables made on first use are paid once a process.
    simulate(whole, seed=0)
    numbers = count()
    for _ in range(turns):
        number = next(numbers)
        gc.collect()
        with uncollected():
            for processes in AMONG:
                timeouts[processes].append(seconds(partial(bare_timeouts, processes)) / TIMEOUTS)
            for name, (model, length) in work.items():
                taken[name].append(seconds(partial(model, number)) / length)
    return (
        {name: min(values) for name, values in taken.items()},
        {processes: min(values) for processes, values in timeouts.items()},
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=1.0, help="size of the unit (default: 1)")
    parser.add_argument(
        "--replications", type=int, default=10, help="of each model, for the answers (default: 10)"
    )
    parser.add_argument(
        "--turns", type=int, default=3, help="of each model, for the costs (default: 3)"
    )
    arguments = parser.parse_args()
    unit = SimplifiedUnit.of_size(arguments.scale)

    if arguments.replications > 1:
        found = answers(unit, arguments.replications)
        labels = next(iter(found.values()))
        width = max(map(len, labels))
        print(f"{'':{width}}" + "".join(f"{name:>25}" for name in found))
        for label in labels:
            cells = (
                f"{mean:.3f} ± {half:.3f}" for mean, half in (f[label] for f in found.values())
            )
            print(f"{label:{width}}" + "".join(f"{cell:>25}" for cell in cells))
        print()
    if arguments.turns > 0:
        years, timeouts = costs(unit, load_scenario("baseline"), arguments.turns)
        columns = ("s a year", "timeouts alone", "among 10,000", "of textbook")
        print(f"{'a simulated unit-year costs':30}" + "".join(f"{c:>16}" for c in columns))
        for name, year in years.items():
            alone, crowd = (year / timeouts[processes] for processes in AMONG)
            ratio = year / years["textbook SimPy"]
            print(f"{name:30}{year:16.3f}{alone:16,.0f}{crowd:16,.0f}{ratio:16.2f}")


if __name__ == "__main__":
    main()
