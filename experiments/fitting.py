"""What the pages of a fit share: estimates, verdicts, tables, seeds.

A target is its id, a measure, what it is in words, the ends of its range, and digits to show. Those
of what no measure is stand in ``targets_derived.csv``, in the columns of ``targets.csv``.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from pathlib import Path

from pdusim import Outcome
from pdusim.estimates import Totals
from pdusim.estimates.intervals import estimate_totals
from pdusim.outcomes.measures import MEASURES

WEEKS_OBSERVED = 104
YEARS_OBSERVED = WEEKS_OBSERVED * 7 / 365.25
"""Years of the baseline's window."""
_ORDERS = ("community_order", "suspended_order", "unpaid_work_only")


def _completed(outcome: Outcome) -> tuple[float, float]:
    # As published: of the orders that came to an end.
    return outcome.counts["orders completed"], outcome.counts["orders ended"]


def _stress(outcome: Outcome) -> tuple[float, float]:
    return outcome.counts["sick days stress"], outcome.counts["sick days"]


def _leavers(outcome: Outcome) -> tuple[float, float]:
    return outcome.counts["leavers over 4 years po"], outcome.counts["leavers po"]


def _open_work(months: int) -> Callable[[Outcome], tuple[float, float]]:
    def found(outcome: Outcome) -> tuple[float, float]:
        series = outcome.weekly[f"unpaid_work_over_{months}m"][-WEEKS_OBSERVED:]
        return float(sum(series)), float(len(series))

    return found


def _promoted(outcome: Outcome) -> tuple[float, float]:
    return outcome.counts["promotions"], YEARS_OBSERVED


def _high_risk(outcome: Outcome) -> tuple[float, float]:
    weekly = outcome.weekly
    community = (*_ORDERS, "licence", "post_sentence")
    everybody = sum(sum(weekly[state][-WEEKS_OBSERVED:]) for state in community)
    return sum(weekly["high_risk"][-WEEKS_OBSERVED:]), everybody


DERIVED = {
    "orders_completed": _completed,
    "promotions_per_year": _promoted,
    "high_risk_share": _high_risk,
    "stress_share": _stress,
    "leavers_over_4_years": _leavers,
    "unpaid_work_over_12m": _open_work(12),
    "unpaid_work_over_24m": _open_work(24),
}
"""What targets ask for and no measure is: numerator and denominator of a replication."""

Target = tuple[str, str, str, float | None, float | None, int]


def estimate(outcomes: list[Outcome], name: str) -> tuple[float, float, float] | None:
    """Ratio of totals with its 95 % interval."""
    own = DERIVED.get(name)
    try:
        every = [own(o) if own else o.totals[name] for o in outcomes]
    except KeyError:
        # The model does not count it.
        return None
    totals = [total for total in every if total[1] > 0.0]
    if not totals:
        return None
    bounds = (0.0, None) if own else MEASURES[name].bounds
    found = estimate_totals(Totals.of([t[0] for t in totals], [t[1] for t in totals], bounds))
    assert found.mean is not None
    if found.low is None or found.high is None:
        # None, or all, in every replication: the value stands alone.
        return found.mean, found.mean, found.mean
    return found.mean, found.low, found.high


def derived(key: str, what: str, digits: int) -> Target:
    """A target of ``targets_derived.csv`` by its id, in words, with digits to show."""
    with Path(__file__).with_name("targets_derived.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == key)
    low, high = (float(row[end]) if row[end] else None for end in ("low", "high"))
    return key, row["measure"], what, low, high, digits


def add_seeds(parser: argparse.ArgumentParser) -> None:
    """Add the option of several seeds, whose replications are taken together."""
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1], help="all replications of each of them"
    )


def seeds_said(seeds: list[int]) -> str:
    """Seeds in words."""
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {', '.join(map(str, seeds))} together"


def seeds_typed(seeds: list[int]) -> str:
    """The option as it is typed; nothing for the usual seed."""
    return "" if seeds == [1] else f" --seeds {' '.join(map(str, seeds))}"


def show(found: tuple[float, float, float], digits: int) -> str:
    """An estimate and its interval in words."""
    mean, low, high = found
    if low == high:
        return f"{mean:,.{digits}f}"
    return f"{mean:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def verdict(found: tuple[float, float, float], low: float | None, high: float | None) -> str:
    """Met, missed, or undecided where the interval is wide and straddles an end of the range."""
    mean, below, above = found
    if low is None or high is None:
        # One end: undecided while the interval straddles it.
        if low is not None and below < low <= above:
            return "undecided"
        if high is not None and below <= high < above:
            return "undecided"
    elif above - below > (high - low) / 2:
        clear = (below >= low and above <= high) or above < low or below > high
        if not clear:
            return "undecided"
    inside = (low is None or mean >= low) and (high is None or mean <= high)
    return "met" if inside else "missed"


def table(outcomes: list[Outcome], targets: tuple[Target, ...]) -> list[str]:
    """Lines of a table of targets, what came out and whether it will do."""
    lines = ["| id | what | range | result | verdict |", "|---|---|---|---|---|"]
    for key, name, what, low, high, digits in targets:
        found = estimate(outcomes, name)
        if found is None:
            lines.append(f"| {key} | {what} | {ends(low, high)} | not measured | – |")
        else:
            judged = verdict(found, low, high)
            lines.append(
                f"| {key} | {what} | {ends(low, high)} | {show(found, digits)} | {judged} |"
            )
    return lines


def ends(low: float | None, high: float | None) -> str:
    """A range in words."""
    if high is None:
        return f"from {low:g}"
    return f"at most {high:g}" if low is None else f"{low:g} to {high:g}"


def beside(outcomes: list[Outcome], rows: tuple[tuple[str, str, int], ...]) -> list[str]:
    """Lines of a table of measures without a target: name, what it is in words, digits."""
    lines = ["", "Beside the targets:", "", "| what | result |", "|---|---|"]
    for name, what, digits in rows:
        found = estimate(outcomes, name)
        if found is not None:
            lines.append(f"| {what} | {show(found, digits)} |")
    return lines


def write(text: str, output: Path | None) -> None:
    """Write a page to a file, or print it."""
    if output:
        output.write_text(text, encoding="utf-8")
        print(f"written to {output}")
    else:
        sys.stdout.write(text)
