"""Five lessons, each a question, an experiment, and an answer read off its results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pdusim.app.levers import BASE
from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.report.findings import compare
from pdusim.report.spread_charts import Point, curve_chart
from pdusim.report.svg import Chart
from pdusim.report.wording import decimals, number, percent

if TYPE_CHECKING:
    from pdusim.app.levers import Levers
    from pdusim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Arm:
    """One scenario of a lesson.

    Parameters
    ----------
    label : str
        As shown.
    levers : mapping
        Sliders that differ from the baseline.
    values : mapping
        Further values, by dotted path.
    """

    label: str
    levers: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A guided lesson.

    Parameters
    ----------
    name, title, question, experiment, think : str
        As shown: what is asked, what is done, what to think about before looking.
    arms : tuple of Arm
        Scenarios; the first is compared with.
    replications : int
        Of each.
    answer : callable
        Results to sentences that follow from them.
    draw : callable
        Results to charts.
    """

    name: str
    title: str
    question: str
    experiment: str
    think: str
    arms: tuple[Arm, ...]
    replications: int
    answer: Callable[[Results], list[str]]
    draw: Callable[[Results], list[Chart]]

    def scenarios(self, levers: Levers) -> list[Scenario]:
        """Return the scenarios of the arms."""
        found = []
        for arm in self.arms:
            values = {**levers.values(levers.read(arm.levers)), **arm.values}
            found.append(levers.base.with_values(values, name=arm.label))
        return found


def _mean(results: Results, place: int, measure: str) -> float | None:
    return results.estimate(place, measure).mean


def _sentences(
    results: Results, place: int, measures: Sequence[tuple[str, str]], base: int = 0
) -> list[str]:
    return [
        compare(results, place, base, measure, subject).sentence
        for measure, subject in measures
        if measure in results.measure_names
    ]


# 1. Queues ---------------------------------------------------------------------------------

_SHARES = (60, 75, 90, 100, 115, 130)


def _queue_points(results: Results) -> list[Point]:
    points = []
    for place in range(len(results.names)):
        load = _mean(results, place, "workload_pct")
        missed = results.estimate(place, "missed_review_rate")
        if load is None or missed.mean is None:
            continue
        runs = results.totals(place, "missed_review_rate")
        shares = [100.0 * share for share in runs.values[runs.present].tolist()]
        ends = (min(shares), max(shares)) if len(shares) > 1 else (None, None)
        points.append(Point(load, 100.0 * missed.mean, *ends))
    return points


def _queue_answer(results: Results) -> list[str]:
    points = _queue_points(results)
    if len(points) < 3:
        return ["Too little is in to tell."]
    first, middle, last = points[0], points[len(points) // 2], points[-1]
    early = (middle.y - first.y) / ((middle.x - first.x) or 1.0)
    late = (last.y - middle.y) / ((last.x - middle.x) or 1.0)
    said = [
        f"From a workload of {first.x:.0f} % to {middle.x:.0f} %, each ten points of workload add "
        f"{number(10 * early, 1)} percentage points of missed reviews; from {middle.x:.0f} % to "
        f"{last.x:.0f} %, they add {number(10 * late, 1)} points."
    ]
    if late > 1.5 * early:
        said.append(
            "The same step costs more the fuller the week already is: work that arrives unevenly "
            "can be caught up with only while some hours are free. What is not done waits, and "
            "what waits is in the way of what comes."
        )
        said.append(
            "There is no wall at 100 %. Load is uneven: some officers are past their limit long "
            "before the unit is, so the curve bends where a single queue would break. And "
            "official points are not hours: how full a week is depends on the time the work "
            "truly takes."
        )
    else:
        said.append("In these runs the curve does not clearly bend: two of each are few.")
    return said


def _queue_chart(results: Results) -> list[Chart]:
    return [
        curve_chart(
            "lesson-queue",
            "Missed reviews against workload",
            [("units with 60 to 130 % of the baseline's sentences", _queue_points(results))],
            x_unit="workload in official points, %",
            y_unit="risk reviews missed, %",
            upright=((100.0, "100 %"),),
            note="Dots: mean of the runs. Upright lines: from the lowest run to the highest.",
        )
    ]


# 2 to 4: comparisons -----------------------------------------------------------------------


def _bars(name: str, title: str, measures: Sequence[tuple[str, str]]) -> Callable[..., list[Chart]]:
    def draw(results: Results) -> list[Chart]:
        """A chart of the paired difference for each measure."""
        from pdusim.report.bar_charts import Amount, difference_chart
        from pdusim.report.wording import gap, shown, step_unit, titled

        charts = []
        for place in range(1, len(results.names)):
            rows = []
            for measure, label in measures:
                if measure not in results.measure_names:
                    continue
                found = results.difference(place, 0, measure)
                one = found.estimate
                if one.mean is None:
                    continue
                unit = MEASURES[measure].unit
                factor = shown(unit).factor
                low, high = (None if e is None else e * factor for e in (one.low, one.high))
                text = gap(one.mean, one.low, one.high, unit)
                words = titled(label, step_unit(unit))
                better = MEASURES[measure].better
                rows.append(Amount(words, one.mean * factor, low, high, text, better))
            charts.append(
                difference_chart(
                    f"{name}-{place}",
                    f"{title}: {results.names[place]} minus {results.names[0]}",
                    rows,
                    "Blue: clear, for the better; red: clear, for the worse; grey and hollow: no "
                    "clear difference. pp: percentage points.",
                )
            )
        return charts

    return draw


_CIRCLE = (
    ("sickness_days_per_fte", "Sickness"),
    ("leaving_hazard_po", "The expected rate at which officers leave"),
    ("missed_review_rate", "The share of risk reviews missed"),
)
_NOTICE = (
    ("unprepared_release_rate", "The share of releases without the preparation done"),
    ("recalls_per_month", "The number of recalls"),
    ("missed_review_rate", "The share of risk reviews missed"),
)
_CONTINUITY = (
    ("officer_changes", "The number of times a case changes officer"),
    ("workload_pct_p95", "The workload of the most loaded practitioners"),
    ("missed_review_rate", "The share of risk reviews missed"),
)


def _circle_answer(results: Results) -> list[str]:
    return [
        *_sentences(results, 1, _CIRCLE),
        "Whoever stays carries the work of whoever is off. If that makes the next one ill, the "
        "circle feeds itself. Nobody has published how strong the link is: the second scenario "
        "sits at the upper end of what is plausible, and over one year the circle turns only once "
        "or twice.",
    ]


def _notice_answer(results: Results) -> list[str]:
    said = [
        *_sentences(results, 1, _NOTICE),
        "The same people are let out by the same rule in both scenarios. What differs is whether "
        "the unit had time to prepare.",
    ]
    if compare(results, 1, 0, "missed_review_rate", "").verdict == "less":
        said.append(
            "Why fewer reviews missed? Preparation that is never done takes no hours: they go to "
            "other work, reviews included. A unit can look better on one measure because it does "
            "less of something else."
        )
    return said


def _continuity_answer(results: Results) -> list[str]:
    return [
        *_sentences(results, 1, _CONTINUITY),
        "Cases are moved to level the load; whether that worked stands above. Each move costs a "
        "change of officer, hours to read the case, and what was never written down.",
    ]


# 5. One run --------------------------------------------------------------------------------


def _one_run_points(results: Results) -> tuple[list[Point], list[Point]]:
    rows = []
    for place in (0, 1):
        totals = results.totals(place, "missed_review_rate")
        rows.append(
            [Point(n + 1.0, 100.0 * v) for n, v in enumerate(totals.values.tolist()) if v == v]  # noqa: PLR0124
        )
    return rows[0], rows[1]


def _one_run_answer(results: Results) -> list[str]:
    first, second = _one_run_points(results)
    spread = max(p.y for p in first) - min(p.y for p in first)
    unpaired = [a.y > b.y for a in first for b in second if a.x != b.x]
    pairs = list(zip(first, second, strict=False))
    against = sum(a.y > b.y for a, b in pairs)
    said = [
        f"The very same unit, run {len(first)} times, missed between {min(p.y for p in first):.0f} "
        f"and {max(p.y for p in first):.0f} % of its reviews: {number(spread, decimals(spread))} "
        "percentage points apart by chance alone.",
        compare(results, 1, 0, "missed_review_rate", "The share of risk reviews missed").sentence,
    ]
    if unpaired:
        share = sum(unpaired) / len(unpaired)
        said.append(
            "Had you compared one run of the one with another run of the other, you would have "
            f"found the busier unit doing better in {percent(share)} of cases. Run by run with "
            f"the same people, that happens in {against} of {len(pairs)}."
        )
    return said


def _one_run_chart(results: Results) -> list[Chart]:
    first, second = _one_run_points(results)
    return [
        curve_chart(
            "lesson-one-run",
            "Each dot is one run of one unit",
            [(results.names[0], first), (results.names[1], second)],
            x_unit="number of the run",
            y_unit="risk reviews missed, %",
            joined=False,
            note="Two dots above one number: the same people and the same chance in both units.",
        )
    ]


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "queues",
        "Why queues explode near 100 %",
        "If a unit at 90 % copes, will it cope at 100, and at 110?",
        "The same unit with 60 to 130 % of the baseline's sentences, two runs each.",
        "Draw the curve you expect before you press the button: a line, or something else?",
        tuple(
            Arm(f"{share} % of the baseline's sentences", {"arrivals": share}) for share in _SHARES
        ),
        2,
        _queue_answer,
        _queue_chart,
    ),
    Lesson(
        "sickness",
        "The vicious circle of sickness",
        "Does overload make itself worse?",
        "A unit with 30 % of officer posts vacant, once with workload making nobody ill or leave, "
        "once with the strongest link that is plausible.",
        "Who does the work of somebody who is off sick? And then?",
        (
            Arm(
                "workload harms nobody",
                {"vacancy": 30},
                {
                    "workforce.sickness.workload_effect": 0.0,
                    "workforce.sickness.stress_workload_effect": 0.0,
                    "workforce.leaving.workload_effect": 0.0,
                },
            ),
            Arm(
                "workload makes ill",
                {"vacancy": 30},
                {
                    "workforce.sickness.workload_effect": 0.08,
                    "workforce.sickness.stress_workload_effect": 0.25,
                    "workforce.leaving.workload_effect": 0.2,
                },
            ),
        ),
        8,
        _circle_answer,
        _bars("lesson-sickness", "The circle", _CIRCLE),
    ),
    Lesson(
        "notice",
        "What 24 hours' notice does",
        "Seventy days' early release: is it the release, or the notice?",
        "Early release by up to 70 days, once with eight weeks' notice to the unit, once with a "
        "day or two.",
        "What has to happen before somebody leaves prison, and how long does each step take?",
        (
            Arm(
                "eight weeks' notice",
                {"early_days": 70},
                {
                    "early_release.ecsl.notice_days_min": 56,
                    "early_release.ecsl.notice_days_max": 56,
                },
            ),
            Arm("a day or two", {"early_days": 70}),
        ),
        8,
        _notice_answer,
        _bars("lesson-notice", "Notice", _NOTICE),
    ),
    Lesson(
        "continuity",
        "Continuity against levelling",
        "When an officer is away, should their people wait or move to whoever has room?",
        "Cases stay with the officer they know whatever happens, or move after a week's absence "
        "to the least loaded.",
        "Who gains from continuity, and who pays?",
        (
            Arm("cases stay", {"rule": "continuity_first"}),
            Arm(
                "cases move",
                {"rule": "least_loaded_eligible"},
                {
                    "management.absence.rule": "reallocate",
                    "management.absence.reallocate_after_days": 5,
                },
            ),
        ),
        8,
        _continuity_answer,
        _bars("lesson-continuity", "Continuity", _CONTINUITY),
    ),
    Lesson(
        "one-run",
        "Why one run tells you nothing",
        "I ran it once and the busier unit did better. Was I right?",
        "Today's unit and one with 5 % more sentences, sixteen runs of each.",
        "Guess how far two runs of the very same unit can lie apart.",
        (Arm(BASE), Arm("5 % more sentences", {"arrivals": 105})),
        16,
        _one_run_answer,
        _one_run_chart,
    ),
)
