"""What a run found, in sentences that follow from its numbers and say no more than these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pdusim.estimates import Estimate
from pdusim.estimates.intervals import Totals
from pdusim.estimates.paired import difference
from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.report.effects import Verdict, compared, effects, judge
from pdusim.report.wording import (
    MINUS,
    MISSING,
    Shown,
    decimals,
    decimals_of,
    level,
    listed,
    number,
    percent,
    shown,
    sure,
)

#: Measures of the first sentences, with the subject of the sentence; (name, subject, plural).
FIRST: tuple[tuple[str, str, bool], ...] = (
    ("missed_review_rate", "The share of risk reviews missed", False),
    ("workload_pct", "Workload in official points", False),
    ("unrecognised_risk_days", "Time that people spend at a higher risk than assessed", False),
)

#: Subjects of the sentences on other measures, as FIRST; what has none goes by its title. Those
#: without a clear difference are listed by these alone: the rest is in the table of all measures.
SECOND: tuple[tuple[str, str, bool], ...] = (
    ("workload_pct_p95", "Workload of the most loaded 5 % of practitioner-weeks", False),
    ("share_over_110", "The share of practitioner-weeks long above 110 %", False),
    ("initial_plan_on_time", "The share of initial plans done on time", False),
    ("contact_delivered", "Contact delivered, of contact due,", False),
    ("contact_hours_given", "The number of hours of contact delivered", False),
    ("enquiries_made", "The share of safeguarding and domestic-abuse enquiries made", False),
    ("oversight_delivered", "The share of management oversight delivered", False),
    ("officer_changes", "The number of times a case changes officer", False),
    ("unallocated_days", "The wait of a new case for an officer", False),
    ("sickness_days_per_fte", "Sickness", False),
    ("leaving_hazard_po", "The expected rate at which probation officers leave", False),
    ("vacancy_rate_po", "The share of vacant probation officer posts", False),
    ("unprepared_release_rate", "The share of releases without the preparation done", False),
    ("recalls_per_month", "The number of recalls to custody", False),
    ("caseload", "The caseload", False),
    ("staff_cost", "The cost of staff", False),
)

SLIGHT = 0.01
"""A difference below this part of the level is named and not made much of, however sure it is."""

MOST = 8
"""Measures beside the first that get a sentence each; what is smaller shares one."""

FEW = 5
"""Below this number of replications an interval is said to be rough."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence and what it rests on.

    Parameters
    ----------
    measure, scenario : str
        Which of what.
    verdict : {"more", "less", "none", "same", "slight", "unknown"}
        ``none``: no clear difference; ``same``: no difference in any pair, which
        is not to say that there can be none; ``slight``: clear, and
        small beside the level; ``unknown``: the run cannot tell.
    sentence : str
        As printed.
    good : bool or None
        Whether the difference is for the better; None where neither way is, or none is clear.
    """

    measure: str
    scenario: str
    verdict: Verdict
    sentence: str
    good: bool | None = None


def findings(results: Results, base: int = 0) -> dict[str, list[Finding]]:
    """Return the first findings of every other scenario against the base.

    Parameters
    ----------
    results : Results
        Of at least two scenarios; of one, there is nothing to compare.
    base : int
        Place of the scenario compared with.

    Returns
    -------
    dict of str to list of Finding
        Name of the scenario to its sentences, the first one always on missed reviews.
    """
    return {
        name: _of(results, place, base) for place, name in enumerate(results.names) if place != base
    }


def _of(results: Results, place: int, base: int) -> list[Finding]:
    available = set(results.measure_names)
    found = [
        compare(results, place, base, measure, subject, plural)
        for measure, subject, plural in FIRST
        if measure in available
    ]
    counted = missed_a_year(results, place, base)
    if counted is not None:
        found.insert(1, counted)
    return [*found, *_second(results, place, base, available)]


def compare(
    results: Results, place: int, base: int, measure: str, subject: str, plural: bool = False
) -> Finding:
    """Return the sentence on one measure."""
    info = results.describe(measure)
    how = shown(info.unit)
    estimate = results.difference(place, base, measure).estimate
    verdict = judge(estimate)
    name = results.names[place]
    was, now = results.estimate(base, measure), results.estimate(place, measure)
    if estimate.mean is None:
        reason = estimate.reason or "no such event"
        return Finding(measure, name, verdict, f"{subject} cannot be compared: {reason}.")
    mean = estimate.mean * how.factor
    if verdict == "same":
        sentence = f"{subject}: {estimate.reason}, {_level(was.mean, how)}."
        return Finding(measure, name, verdict, sentence)
    if estimate.low is None or estimate.high is None:
        where = "in this one replication" if estimate.n == 1 else f"({estimate.reason})"
        sentence = (
            f"{subject} differ{'' if plural else 's'} by "
            f"{_amount(mean, decimals(mean), how, signed=True)} {where}, which "
            "cannot tell a difference from chance: run more."
        )
        return Finding(measure, name, verdict, sentence)
    low, high = estimate.low * how.factor, estimate.high * how.factor
    places = decimals_of(mean, low, high)
    levels = _from_to(was.mean, now.mean, how, places)
    interval = sure(results.confidence)
    if verdict == "none":
        ends = f"{number(low, places, signed=True)} to {number(high, places, signed=True)}"
        sentence = (
            f"{subject} {'show' if plural else 'shows'} no clear difference: "
            f"{_amount(mean, places, how, signed=True)} ({interval} {ends}), {levels}."
        )
        return Finding(measure, name, verdict, sentence)
    verb = {"more": "rise", "less": "fall"}[verdict] + ("" if plural else "s")
    near, far = sorted((abs(low), abs(high)))
    sentence = (
        f"{subject} {verb} by {_amount(abs(mean), places, how)} "
        f"({interval} {number(near, places)} to {number(far, places)}), {levels}."
    )
    return Finding(measure, name, verdict, sentence, _good(info.better, verdict))


def _amount(value: float, places: int, how: Shown, *, signed: bool = False) -> str:
    """Return a difference with its unit, the sign before that of money."""
    text = number(abs(value), places)
    sign = number(value, places, signed=True)[0] if signed else ""
    return f"{sign if sign in ('+', MINUS) else ''}{how.before}{text}{how.step}"


def _from_to(was: float | None, now: float | None, how: Shown, places: int) -> str:
    """Return two levels, in no more digits than the first of them bears, the unit said once."""
    if was is None or now is None:
        return f"from {MISSING} to {MISSING}"
    shown_places = min(places, decimals(was * how.factor) + 1)
    first, last = (
        f"{how.before}{number(value * how.factor, shown_places)}" for value in (was, now)
    )
    return f"from {first} to {last}{how.level}"


def _level(was: float | None, how: Shown) -> str:
    """Return the level that two scenarios share."""
    if was is None:
        return f"at {MISSING}"
    return f"at {how.before}{number(was * how.factor, decimals(was * how.factor))}{how.level}"


def _good(better: str, verdict: Verdict) -> bool | None:
    return None if not better else (better == "lower") == (verdict == "less")


def missed_a_year(results: Results, place: int, base: int) -> Finding | None:
    """Return the sentence on the number of reviews missed, if the run says how long it observed."""
    if "missed_review_rate" not in results.measure_names:
        return None
    years = _years(results, place)
    if not years or years != _years(results, base):
        return None
    sides = [results.totals(one, "missed_review_rate") for one in (base, place)]
    ones = [
        Totals(side.numerator, np.where(side.present, years, 0.0), side.failed) for side in sides
    ]
    estimate = difference(ones[0], ones[1], results.confidence).estimate
    verdict = judge(estimate)
    if verdict not in ("more", "less") or estimate.low is None or estimate.high is None:
        return None
    mean = abs(estimate.mean or 0.0)
    ends = sorted((abs(estimate.low), abs(estimate.high)))
    places = 0 if mean >= 10 else 1
    interval = sure(results.confidence)
    sentence = (
        f"That is {number(mean, places)} {'more' if verdict == 'more' else 'fewer'} missed "
        f"reviews a year in one unit ({interval} {number(ends[0], places)} to "
        f"{number(ends[1], places)})."
    )
    good = verdict == "less"
    return Finding("missed_reviews_a_year", results.names[place], verdict, sentence, good)


def _years(results: Results, place: int) -> float | None:
    run = results.scenarios[place].resolved().get("settings", {}).get("run", {})
    weeks = run.get("observe_weeks")
    return 7.0 * float(weeks) / 365.25 if weeks else None


def _second(results: Results, place: int, base: int, available: set[str]) -> list[Finding]:
    """Return the sentences on all other measures, the largest that is sure first."""
    first = {measure for measure, _, _ in FIRST}
    subjects = {measure: (subject, plural) for measure, subject, plural in SECOND}
    found: list[Finding] = []
    further: list[str] = []
    slight: list[str] = []
    name = results.names[place]
    ranked = [one for one in effects(results, place, base) if one.measure not in first]
    for one in ranked:
        info = results.describe(one.measure)
        subject, plural = subjects.get(one.measure, (f"“{info.title}”", False))
        bare = subject[0].lower() + subject[1:].removesuffix(",")
        if not one.clear:
            continue
        if _is_slight(one.step.mean, one.was.mean):
            slight.append(f"{bare}, {_size(one.step, shown(info.unit))}")
        elif len(found) < MOST:
            found.append(compare(results, place, base, one.measure, subject, plural))
        else:
            further.append(f"{bare}, {_size(one.step, shown(info.unit))}")
    if further:
        sentence = f"Clear too, and smaller beside their level: {'; '.join(further)}."
        found.append(Finding("further", name, "more", sentence))
    if slight:
        sentence = (
            f"Clear, but less than {percent(SLIGHT)} of what it was under "
            f"“{results.names[base]}”: {'; '.join(slight)}."
        )
        found.append(Finding("slight", name, "slight", sentence))
    verdicts = {one.measure: one.verdict for one in ranked}
    unclear = [
        subject[0].lower() + subject[1:].removesuffix(",")
        for measure, subject, _ in SECOND
        if measure in available and verdicts[measure] in ("none", "same")
    ]
    if unclear:
        sentence = f"No clear difference in: {listed(unclear)}."
        found.append(Finding("others", name, "none", sentence))
    return found


def _size(estimate: Estimate, how: Shown) -> str:
    """Return a difference with its unit and the ends of its interval."""
    one, *ends = (
        None if value is None else value * how.factor
        for value in (estimate.mean, estimate.low, estimate.high)
    )
    places = decimals_of(one or 0.0, *ends)
    low, high = (number(end, places, signed=True) for end in ends)
    return f"{_amount(one or 0.0, places, how, signed=True)} ({low} to {high})"


def _is_slight(step: float | None, was: float | None) -> bool:
    return step is not None and bool(was) and abs(step) < SLIGHT * abs(was or 0.0)


def caveats(results: Results) -> list[str]:
    """Return what a reader must know before using the sentences."""
    said = []
    n = results.replications
    if len(results.names) > 1:
        if n == 1:
            said.append("One replication was run: nothing here can be told from chance.")
        elif n < FEW:
            said.append(f"Only {n} replications were run: the intervals are rough.")
        asked = comparisons(results)
        wrong = asked * (1.0 - results.confidence)
        said.append(
            f"Each interval stands alone: of {asked:,} comparisons made, about "
            f"{number(wrong, 0 if wrong >= 1.0 else 1)} would look clear by chance if no policy "
            "did anything."
        )
        said.append(
            "Both scenarios met the same people with the same fates, so the differences are "
            "paired and their intervals narrower than those of the levels suggest."
        )
    if results.failures:
        said.append(f"{len(results.failures)} replications failed and are left out.")
    said.append(
        "Intervals are about chance in the model, not about whether its assumptions hold. A level "
        "means little; a difference between two scenarios is what the model is for. It does not "
        "predict serious further offences and scores no real person, office or member of staff."
    )
    return said


def comparisons(results: Results, base: int = 0) -> int:
    """Return how many differences a run really compares: all measures of all other scenarios."""
    return sum(
        compared(effects(results, place, base))
        for place in range(len(results.names))
        if place != base
    )


def levels(results: Results, place: int = 0) -> list[str]:
    """Return sentences on the levels of one scenario, for a run of that alone."""
    said = []
    for measure, subject, _ in FIRST:
        if measure not in results.measure_names:
            continue
        one = results.estimate(place, measure)
        unit = MEASURES[measure].unit
        if one.mean is not None:
            said.append(f"{subject}: {level(one.mean, one.low, one.high, unit)}.")
    return said


def sentences(rows: Sequence[Finding]) -> list[str]:
    """Return the sentences alone."""
    return [row.sentence for row in rows]
