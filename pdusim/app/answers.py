"""What the page shows of a job: sentences and charts, made where the numbers are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pdusim.app.jobs import Job
from pdusim.app.lessons import LESSONS
from pdusim.experiment.results import Results
from pdusim.experiment.windows import windows_text
from pdusim.outcomes.measures import MEASURES
from pdusim.report.bar_charts import Amount, difference_chart
from pdusim.report.brief import EIGHT
from pdusim.report.findings import findings
from pdusim.report.pictured import Numbers, Weeks
from pdusim.report.svg import Chart
from pdusim.report.weekly_chart import Mark, weekly_chart
from pdusim.report.wording import gap, level, step_unit, titled
from pdusim.report.wording import shown as unit_of


def answer(job: Job, shown: int = -1) -> dict[str, Any]:
    """Return the state of a job and what it has found so far, as plain data.

    Parameters
    ----------
    job : Job
    shown : int
        Runs that the page shows already: with no more of them there is only the state to tell.
    """
    results = job.results()
    state = {
        "job": job.number,
        "done": 0 if results is None else results.replications,
        "wanted": job.wanted,
        "running": job.running,
        "stopped": job.stopped,
        "error": job.error,
        "names": list(job.names),
        "lesson": job.lesson,
    }
    if results is None or (state["running"] and state["done"] == shown):
        return state
    if job.lesson:
        lesson = next(one for one in LESSONS if one.name == job.lesson)
        charts = lesson.draw(results)
        return {
            **state,
            "sentences": lesson.answer(results),
            "met": lesson.met(results),
            "charts": "".join(chart.html() for chart in charts),
        }
    rows = findings(results)[results.names[1]]
    return {
        **state,
        "cards": [_card(results, measure) for measure in EIGHT[:2]],
        "sentences": [row.sentence for row in rows],
        "tones": [{True: "good", False: "bad", None: ""}[row.good] for row in rows],
        "charts": "".join(chart.html() for chart in _charts(results)),
        "measures": _numbers(results),
        "differences": {
            name: results.difference(1, 0, name).estimate.mean for name in results.measure_names
        },
    }


def _card(results: Results, measure: str) -> dict[str, Any]:
    info = MEASURES[measure]
    base, policy, *kept = (
        level(one.mean, one.low, one.high, info.unit)
        for one in (results.estimate(place, measure) for place in range(len(results.names)))
    )
    step = results.difference(1, 0, measure).estimate
    return {
        "measure": measure,
        "title": info.title,
        "policy": policy,
        "base": base,
        "kept": kept,
        "gap": f"{gap(step.mean, step.low, step.high, info.unit)} {step_unit(info.unit)}",
    }


def _numbers(results: Results) -> dict[str, float | None]:
    """Return the policy's means, unrounded: what ``pdusim run`` prints from the same file."""
    return {name: results.estimate(1, name).mean for name in results.measure_names}


def _charts(results: Results) -> list[Chart]:
    weeks = Weeks(results)
    rows = []
    for measure in EIGHT:
        if measure not in results.measure_names:
            continue
        info = MEASURES[measure]
        one = results.difference(1, 0, measure).estimate
        if one.mean is None:
            continue
        factor = unit_of(info.unit).factor
        low, high = (None if end is None else end * factor for end in (one.low, one.high))
        text = gap(one.mean, one.low, one.high, info.unit)
        label = titled(info.title, step_unit(info.unit))
        rows.append(Amount(label, one.mean * factor, low, high, text, info.better))
    series: list[tuple[str, str, str, Callable[[int], Numbers], tuple[Mark, ...]]] = [
        (
            "missed",
            "Risk reviews missed, of those fallen due in the last 13 weeks",
            "%",
            weeks.missed_share,
            (),
        ),
        (
            "workload",
            "Workload of the unit in official points",
            "%",
            lambda place: weeks.column(place, "workload_pct"),
            (Mark(100.0, "100 %"), Mark(110.0, "110 %")),
        ),
    ]
    charts = [
        difference_chart(
            "differences",
            f"Difference: {results.names[1]} minus {results.names[0]}",
            rows,
            "Dots: mean of the runs so far; bars: 95 % interval. Blue: clear, for the better; red: "
            "clear, for the worse; grey and hollow: no clear difference; no bar: one run, which "
            "cannot tell. Each row has a scale of its own. pp: percentage points. Both are "
            f"{windows_text(results.scenarios, results.names)}.",
        )
    ]
    for name, title, unit, column, marks in series:
        charts.append(
            weekly_chart(
                name,
                title,
                [weeks.between(place, column(place)) for place in range(len(results.names))],
                weeks.span,
                unit=unit,
                levels=marks,
                note="Line: mean of the runs so far. Band: from the lowest to the highest of them.",
            )
        )
    return charts
