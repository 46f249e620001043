"""What a policy does to every measure, ranked by size beside the level and by how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pdusim.estimates import Estimate, bonferroni
from pdusim.experiment.results import Results

Verdict = Literal["more", "less", "none", "same", "slight", "unknown"]

HARDLY = 0.02
"""A measure hardly changes where its whole interval lies within this part of its level."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The paired difference of one measure between two scenarios.

    Parameters
    ----------
    measure : str
        Its key.
    step, was, now : Estimate
        Of the difference, of the base and of the policy.
    verdict : {"more", "less", "none", "same", "unknown"}
        What the interval of the difference allows to say.
    level : float or None
        What sizes are measured by: the larger of the two levels, so that a halving is as large as
        a doubling and a rise from 0 has a size. None for a measure that can lie below 0, whose
        distance from 0 is no size.
    good : bool or None
        Whether it is for the better; None where neither way is, or none is clear.
    """

    measure: str
    step: Estimate
    was: Estimate
    now: Estimate
    verdict: Verdict
    level: float | None
    good: bool | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.verdict in ("more", "less")

    @property
    def sure_size(self) -> float:
        """The end of the interval that is nearer to 0, as a part of the level; 0 where unclear.

        At least so much, with the confidence of the interval: size and clarity in one number.
        """
        if not self.clear or not self.level or self.step.low is None or self.step.high is None:
            return 0.0
        return min(abs(self.step.low), abs(self.step.high)) / self.level

    @property
    def hardly(self) -> bool:
        """Whether the interval is so narrow around 0 that there cannot be much of a difference."""
        if not self.level or self.step.low is None or self.step.high is None:
            return False
        return max(abs(self.step.low), abs(self.step.high)) <= HARDLY * self.level


def judge(estimate: Estimate) -> Verdict:
    """Say what the interval of a difference allows to say."""
    if estimate.unseen is not None:
        return "same"
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "unknown"
    if estimate.low > 0.0:
        return "more"
    return "less" if estimate.high < 0.0 else "none"


def effect(results: Results, place: int, base: int, measure: str) -> Effect:
    """Return what a scenario does to one measure, compared with a base.

    Parameters
    ----------
    results : Results
        Of both.
    place, base : int
        Places of the scenario and of the base.
    measure : str
        Its key.
    """
    info = results.describe(measure)
    step = results.difference(place, base, measure).estimate
    was, now = results.estimate(base, measure), results.estimate(place, measure)
    verdict = judge(step)
    known = [abs(one.mean) for one in (was, now) if one.mean is not None]
    # A measure of one's own has no bounds given: it has a level where both are on one side of 0.
    level = max(known, default=0.0)
    if info.bounds[0] is None and not (_clear_of_zero(was) and _clear_of_zero(now)):
        level = 0.0
    clear = verdict in ("more", "less")
    good = (info.better == "lower") == (verdict == "less") if clear and info.better else None
    return Effect(measure, step, was, now, verdict, level or None, good)


def _clear_of_zero(one: Estimate) -> bool:
    return one.low is not None and one.high is not None and not one.low <= 0.0 <= one.high


def effects(results: Results, place: int, base: int = 0) -> list[Effect]:
    """Return what a scenario does to every measure, the largest that is sure first.

    Clear differences come first, by `Effect.sure_size`; those of no size (of a measure that can lie
    below 0) after the others; what is not clear follows in the order of the list of measures.
    """
    found = [effect(results, place, base, measure) for measure in results.measure_names]
    return sorted(found, key=lambda one: (not one.clear, -one.sure_size))


def largest(found: Sequence[Effect], number: int = 3) -> list[Effect]:
    """Return the first clear effects, a part of a measure left out where another of it stands.

    Missed reviews of tier A and of tier B are one effect, told once, by the larger.
    """
    names = [one.measure for one in found]
    told: dict[str, Effect] = {}
    for one in found:
        if one.sure_size > 0.0:
            told.setdefault(_whole(one.measure, names), one)
    return list(told.values())[:number]


def _whole(measure: str, names: Sequence[str]) -> str:
    """Return the measure of which this one is a part by its key, or itself."""
    return min((name for name in names if f"{measure}_".startswith(f"{name}_")), key=len)


def compared(found: Sequence[Effect]) -> int:
    """Return how many comparisons were really made: those that have an interval."""
    return sum(one.step.low is not None or one.step.unseen is not None for one in found)


def clear_together(results: Results, place: int, base: int, found: Sequence[Effect]) -> int:
    """Return how many differences stay clear when all intervals hold together (Bonferroni)."""
    sure = bonferroni(results.confidence, max(1, compared(found)))
    wide = (
        results.difference(place, base, one.measure, sure).estimate for one in found if one.clear
    )
    return sum(judge(one) in ("more", "less") for one in wide)
