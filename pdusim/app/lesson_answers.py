"""What the lessons' experiments answer: sentences, pictures, and what a guess is held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.report.findings import compare
from pdusim.report.spread_charts import Point, curve_chart
from pdusim.report.svg import Chart
from pdusim.report.wording import decimals, listed, number, percent


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


def queue_met(results: Results) -> list[object]:
    """Return the points of the curve: workload and share missed, both in %."""
    return [[round(point.x, 1), round(point.y, 1)] for point in _queue_points(results)]


def _at(points: Sequence[Point], load: float) -> float | None:
    """Return the share missed at a workload between two that were run."""
    for left, right in pairwise(points):
        if left.x <= load <= right.x:
            return left.y + (right.y - left.y) * (load - left.x) / ((right.x - left.x) or 1.0)
    return None


def _copes(points: Sequence[Point]) -> str:
    """Return the answer to the question, at the loads that it names."""
    known = [(load, found) for load in (90, 100, 110) if (found := _at(points, load)) is not None]
    if len(known) < 2:
        return f"At a workload of {points[0].x:.0f} % it misses {points[0].y:.0f} % of its reviews."
    loads, shares = (listed([f"{value:.0f}" for value in row]) for row in zip(*known, strict=True))
    told = f"it misses {shares} % of its reviews at a workload of {loads} %"
    if known[-1][1] <= known[0][1]:
        return f"In these runs, yes: {told}."
    return f"It copes less and less, with no wall to run into: {told}."


def queue_answer(results: Results) -> list[str]:
    """Return how the share missed goes with workload."""
    points = _queue_points(results)
    if len(points) < 3:
        return ["Too little is in to tell."]
    first, middle, last = points[0], points[len(points) // 2], points[-1]
    said = [_copes(points)]
    early = (middle.y - first.y) / ((middle.x - first.x) or 1.0)
    late = (last.y - middle.y) / ((last.x - middle.x) or 1.0)
    said += [
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


def queue_chart(results: Results) -> list[Chart]:
    """Return the curve."""
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


def bars(name: str, title: str, measures: Sequence[tuple[str, str]]) -> Callable[..., list[Chart]]:
    """Return what draws the differences of measures."""

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


CIRCLE = (
    ("sickness_days_per_fte", "Sickness"),
    ("leaving_hazard_po", "The expected rate at which officers leave"),
    ("missed_review_rate", "The share of risk reviews missed"),
)
NOTICE = (
    ("unprepared_release_rate", "The share of releases without the preparation done"),
    ("recalls_per_month", "The number of recalls"),
    ("missed_review_rate", "The share of risk reviews missed"),
)
CONTINUITY = (
    ("officer_changes", "The number of times a case changes officer"),
    ("workload_pct_p95", "The workload of the most loaded practitioners"),
    ("missed_review_rate", "The share of risk reviews missed"),
)


def ways_met(measures: Sequence[tuple[str, str]]) -> Callable[[Results], list[object]]:
    """Return what tells for each measure whether it clearly rises or falls."""

    def met(results: Results) -> list[object]:
        found = [compare(results, 1, 0, measure, "").verdict for measure, _ in measures]
        return [one if one in ("more", "less") else "none" for one in found]

    return met


def circle_answer(results: Results) -> list[str]:
    """Return whether overload feeds itself."""
    verdicts = [compare(results, 1, 0, measure, "").verdict for measure, _ in CIRCLE]
    first = {
        ("more", "more"): "Yes: where workload makes people ill, more are ill and more is missed.",
        ("more", "none"): "It makes people ill; that more is missed for it is not clear here.",
    }.get(
        (verdicts[0], "more" if verdicts[2] == "more" else "none"),
        "These runs cannot tell that it does.",
    )
    return [
        first,
        *_sentences(results, 1, CIRCLE),
        "Whoever stays carries the work of whoever is off. If that makes the next one ill, the "
        "circle feeds itself. Nobody has published how strong the link is: the second scenario "
        "sits at the upper end of what is plausible, and over one year the circle turns only once "
        "or twice.",
    ]


def notice_answer(results: Results) -> list[str]:
    """Return what the notice does, the release being the same."""
    verdict = compare(results, 1, 0, "unprepared_release_rate", "").verdict
    first = {
        "more": "The notice: the same releases, told a day or two before, are prepared less often.",
        "less": "Not the notice: told a day or two before, more releases are prepared.",
    }.get(verdict, "These runs cannot tell that the notice makes a difference.")
    said = [
        first,
        *_sentences(results, 1, NOTICE),
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


def continuity_answer(results: Results) -> list[str]:
    """Return what moving the cases of somebody absent does."""
    moves, _, missed = (compare(results, 1, 0, one, "").verdict for one, _ in CONTINUITY)
    first = {
        "less": "For reviews, move: fewer are missed.",
        "more": "For reviews, wait: more are missed where cases move.",
    }.get(missed, "For missed reviews it makes no clear difference.")
    if moves == "more":
        first += " What moving costs is continuity: cases change officer more often."
    return [
        first,
        *_sentences(results, 1, CONTINUITY),
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


def one_run_met(results: Results) -> list[object]:
    """Return how far apart the runs of the very same unit lie, in percentage points."""
    first, _ = _one_run_points(results)
    spread = max(p.y for p in first) - min(p.y for p in first)
    return [round(spread, 1)]


def one_run_answer(results: Results) -> list[str]:
    """Return what one run of each would have said, and what pairs say."""
    first, second = _one_run_points(results)
    spread = max(p.y for p in first) - min(p.y for p in first)
    unpaired = [a.y > b.y for a in first for b in second if a.x != b.x]
    pairs = list(zip(first, second, strict=False))
    against = sum(a.y > b.y for a, b in pairs)
    step = results.difference(1, 0, "missed_review_rate").estimate.mean or 0.0
    first_said = (
        "Nobody can tell from one run of each: chance moves it further than the difference."
        if spread > 100.0 * abs(step)
        else "Here one run of each would have told: chance moves it less than the difference."
    )
    said = [
        first_said,
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


def one_run_chart(results: Results) -> list[Chart]:
    """Return every run as a dot, pairs joined."""
    first, second = _one_run_points(results)
    return [
        curve_chart(
            "lesson-one-run",
            "Each dot is one run of one unit",
            [(results.names[0], first), (results.names[1], second)],
            x_unit="number of the run",
            y_unit="risk reviews missed, %",
            joined=False,
            paired=True,
            note="A line joins a pair: the same people and the same chance in both units.",
        )
    ]
