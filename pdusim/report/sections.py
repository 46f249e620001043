"""The sections of a report, each as HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pdusim.estimates import Estimate
from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.report.bar_charts import Amount, bar_chart, difference_chart, share_chart
from pdusim.report.brief import EIGHT
from pdusim.report.changes import changes_between, in_short, meaning, value_text
from pdusim.report.escaping import escape
from pdusim.report.findings import FIRST, SECOND, Finding, caveats, findings, levels
from pdusim.report.matrix import heading
from pdusim.report.panels import MOST
from pdusim.report.pictured import Numbers, Weeks
from pdusim.report.spread_charts import histogram
from pdusim.report.svg import SERIES, Chart, Table
from pdusim.report.weekly_chart import Mark, weekly_chart
from pdusim.report.wording import (
    gap,
    level,
    percent,
    shown,
    sure,
    unbroken,
)

_TAGS = {
    "more": "Clear difference",
    "less": "Clear difference",
    "slight": "Clear, but slight",
    "none": "No clear difference",
    "same": "None seen",
    "unknown": "Cannot be told",
}
_GLUE = "\N{NO-BREAK SPACE}"
_BAND = "Line: mean over replications. Band: {}."


def found_section(results: Results) -> str:
    """Return the findings, in plain sentences."""
    if len(results.names) == 1:
        said = "".join(f"<li>{escape(unbroken(one))}</li>" for one in levels(results))
        return f"<ul class='findings'>{said}</ul>{_caveats(results)}"
    parts = []
    for name, rows in findings(results).items():
        title = f"“{escape(name)}”, compared with “{escape(results.names[0])}”"
        told = f"<ul class='findings'>{''.join(_finding(row) for row in rows)}</ul>"
        if len(results.names) - 1 > MOST:
            parts.append(f"<details class='told'><summary>{title}</summary>{told}</details>")
        else:
            parts.append(f"<h3>{title}</h3>{told}")
    return "".join(parts) + _caveats(results)


def _finding(row: Finding) -> str:
    colour = {True: "good", False: "bad", None: ""}[row.good]
    tag = _TAGS[row.verdict]
    if row.good is not None:
        tag += ": better" if row.good else ": worse"
    return (
        f"<li class='{colour}' data-measure='{escape(row.measure)}' "
        f"data-verdict='{escape(row.verdict)}'>"
        f"<span class='tag'>{tag}</span>{escape(unbroken(row.sentence))}</li>"
    )


def _caveats(results: Results) -> str:
    said = "".join(f"<li>{escape(one)}</li>" for one in caveats(results))
    return f"<h3>Before using this</h3><ul class='caveats'>{said}</ul>"


def differs_section(results: Results) -> str:
    """Return what each scenario changes against the first."""
    base = results.scenarios[0].resolved()
    parts = []
    for name, scenario in zip(results.names[1:], results.scenarios[1:], strict=True):
        text = escape(" ".join(str(scenario.description).split()))
        parts.append(f"<h3>“{escape(name)}”</h3><p>{text}</p>")
        rows = []
        last = ""
        for change in changes_between(base, scenario):
            when = change.when
            what = f"{meaning(change.path)} ({in_short(change.path)})"
            texts = value_text(change.path, change.before), change.effect
            glued = [text.replace(" ", _GLUE, 1) for text in texts]
            rows.append([when if when != last else "", what, *glued])
            last = when
        head = ["From", "What", "Before", "After"]
        parts.append(Table(head, rows).html(whole=True) if rows else "<p>Nothing differs.</p>")
    return "".join(parts)


_DOTS = (
    "Dots: mean; bars: {}. Filled blue: clear, for the better; filled red: clear, for the worse; "
    "filled black: clear, and neither way is better; grey and hollow: no clear difference. {} "
    "pp: percentage points."
)


def difference_charts(results: Results) -> list[Chart]:
    """Return a chart of the main differences of every other scenario; of many, one a measure."""
    first = results.names[0]
    interval = sure(results.confidence)
    if len(results.names) - 1 > MOST:
        note = _DOTS.format(interval, "All rows have the same scale.")
        return [
            difference_chart(
                f"differences-{measure}",
                f"{heading(results, measure)}: difference from “{first}”",
                [
                    _amount(results, place, measure, name)
                    for place, name in enumerate(results.names[1:], start=1)
                    if results.difference(place, 0, measure).estimate.mean is not None
                ],
                note,
                one_scale=True,
            )
            for measure in EIGHT
            if measure in results.measure_names
        ]
    note = _DOTS.format(
        interval, "Each row has a scale of its own: lengths cannot be compared between rows."
    )
    wanted = [name for name, _, _ in (*FIRST, *SECOND) if name in results.measure_names]
    return [
        difference_chart(
            f"differences-{place}",
            f"“{name}” minus “{first}”",
            [
                _amount(results, place, measure, heading(results, measure))
                for measure in wanted
                if results.difference(place, 0, measure).estimate.mean is not None
            ],
            note,
        )
        for place, name in enumerate(results.names[1:], start=1)
    ]


def _amount(results: Results, place: int, measure: str, label: str) -> Amount:
    info = results.describe(measure)
    one = results.difference(place, 0, measure).estimate
    factor = shown(info.unit).factor
    mean, low, high = (None if v is None else v * factor for v in (one.mean, one.low, one.high))
    return Amount(label, mean or 0.0, low, high, _said(one, info.unit), info.better)


def _said(one: Estimate, unit: str) -> str:
    """Return a difference in words; one that no pair shows is not told as one that is 0."""
    if one.unseen is not None:
        return f"none seen (in fewer than {percent(one.unseen)} of pairs)"
    return gap(one.mean, one.low, one.high, unit)


def weekly_charts(results: Results) -> list[Chart]:
    """Return weekly charts: differences first, then levels."""
    weeks = Weeks(results)
    if not weeks.recorded:
        return []
    places = range(len(results.names))
    dates = [mark for place in places for mark in weeks.policy_dates(place)]
    dates = list({(mark.at, mark.label): mark for mark in dates}.values())
    band = _spread(results)
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
        (
            "overdue",
            "Risk reviews overdue at the weekly census",
            "reviews",
            lambda place: weeks.column(place, "reviews_overdue"),
            (),
        ),
        (
            "caseload",
            "Caseload, custody included",
            "cases",
            lambda place: weeks.column(place, "caseload"),
            (),
        ),
        (
            "releases",
            "Releases from custody in the last 4 weeks",
            "releases",
            lambda place: weeks.flow(place, "releases", 4),
            (),
        ),
        (
            "recalls",
            "Recalls in the last 13 weeks",
            "recalls",
            lambda place: weeks.flow(place, "recalls"),
            (),
        ),
    ]
    charts = []
    if len(results.names) > 1 and results.replications > 1:
        for name, title, unit, column, _ in series:
            unit_of_gap = "percentage points" if unit == "%" else unit
            lines = [weeks.paired(place, 0, column) for place in places if place]
            charts.append(
                weekly_chart(
                    f"weekly-difference-{name}",
                    f"{title}: difference from “{results.names[0]}”",
                    lines,
                    weeks.span,
                    unit=unit_of_gap,
                    dates=dates,
                    from_zero=True,
                    colours=SERIES[1:],
                    note=_BAND.format(
                        f"{sure(results.confidence)} of the paired difference, week by week"
                    ),
                )
            )
    for name, title, unit, column, marks in series:
        lines = [weeks.between(place, column(place)) for place in places]
        note = _BAND.format(band)
        charts.append(
            weekly_chart(
                f"weekly-{name}",
                title,
                lines,
                weeks.span,
                unit=unit,
                dates=dates,
                levels=marks,
                note=note,
            )
        )
    return charts


def _spread(results: Results) -> str:
    """Return what the band around a level holds."""
    many = results.replications >= 20
    return "5–95 % of replications" if many else "lowest to highest replication"


def staffing_charts(results: Results) -> list[Chart]:
    """Return weekly charts of staff."""
    weeks = Weeks(results)
    if not weeks.recorded:
        return []
    charts = []
    for name, column, title in (
        ("officers", "fte_po", "Probation officers in post"),
        ("sick", "staff_sick", "Staff off sick at the weekly census"),
    ):
        lines = [
            weeks.between(place, weeks.column(place, column)) for place in range(len(results.names))
        ]
        unit = "full-time equivalents" if column.startswith("fte") else "people"
        note = _BAND.format(_spread(results))
        charts.append(
            weekly_chart(
                f"staff-{name}", title, lines, weeks.span, unit=unit, from_zero=True, note=note
            )
        )
    return charts


def load_chart(results: Results) -> Chart | None:
    """Return the distribution of practitioners' workloads."""
    weeks = Weeks(results)
    if not weeks.recorded:
        return None
    series, edges = [], [0.0]
    for place, name in enumerate(results.names):
        found = weeks.loads(place)
        if found is None:
            return None
        edges, shares = found
        series.append((name, shares))
    return histogram(
        "loads",
        "Workloads of practitioners, week by week",
        edges,
        series,
        unit="workload in official points, %",
        marks=((100.0, "100 %"), (110.0, "110 %")),
        note="The first band holds everybody below 50 %, the last everybody at 200 % and above.",
    )


def review_charts(results: Results) -> list[Chart]:
    """Return missed reviews by tier and by trigger."""
    charts = []
    for name, title, parts in (
        ("tier", "Risk reviews missed, by tier", ("tier_a", "tier_b", "tier_c", "tier_d")),
        ("trigger", "Risk reviews missed, by what called for them", ("scheduled", "triggered")),
    ):
        groups = []
        for part in parts:
            measure = f"missed_review_rate_{part}"
            if measure not in results.measure_names:
                continue
            row = [_percent(results, place, measure) for place in range(len(results.names))]
            groups.append((MEASURES[measure].title.split(": ")[-1], row))
        if groups:
            charts.append(
                bar_chart(
                    f"missed-by-{name}",
                    title,
                    groups,
                    results.names,
                    unit="% of those fallen due",
                    note=f"Lines across the ends of bars: {sure(results.confidence)}.",
                )
            )
    return charts


def _percent(results: Results, place: int, measure: str) -> Amount | None:
    one = results.estimate(place, measure)
    if one.mean is None:
        return None
    low, high = (None if end is None else 100 * end for end in (one.low, one.high))
    text = level(one.mean, one.low, one.high, "share")
    return Amount("", 100.0 * one.mean, low, high, text)


def hours_chart(results: Results) -> Chart | None:
    """Return where practitioners' hours went."""
    weeks = Weeks(results)
    if not weeks.recorded:
        return None
    wholes: list[dict[str, float]] = []
    for place in range(len(results.names)):
        found = weeks.hours(place)
        if found is None:
            return None
        wholes.append(found)
    parts = list(dict.fromkeys(part for whole in wholes for part in whole))
    due = "; ".join(
        f"“{name}” {percent(weeks.contact_due(place))}" for place, name in enumerate(results.names)
    )
    return share_chart(
        "hours",
        "Where the paid hours of practitioners went",
        [
            (name, [whole.get(part, 0.0) for part in parts])
            for name, whole in zip(results.names, wholes, strict=True)
        ],
        parts,
        note=f"Contact delivered, of contact due: {due}. Hours absent are counted at the weekly "
        "census.",
    )


def charts_html(charts: Sequence[Chart | None]) -> str:
    """Return charts one below the other, leaving out what could not be drawn."""
    return "".join(chart.html() for chart in charts if chart is not None)
