"""A run that starts from files of cases and staff: what they gave, and the first weeks after it."""

from __future__ import annotations

from typing import Any

from pdusim.experiment.results import Results
from pdusim.report.escaping import escape
from pdusim.report.svg import Table
from pdusim.report.wording import MISSING, unbroken

_WEEKS = (1, 2, 4, 8, 13, 26)
_STATES = (
    "community_order",
    "suspended_order",
    "unpaid_work_only",
    "custody_prison",
    "custody_community",
    "recalled",
    "licence",
    "post_sentence",
)


def start_section(results: Results) -> str | None:
    """Return the files and the first weeks of the first scenario; None where it has no files."""
    scenario: Any = results.scenarios[0]
    kept = scenario.resolved().get("start")
    if kept is None:
        return None
    said = []
    for role, word in (("caseload", "cases"), ("staff", "staff")):
        if role in kept:
            file = kept[role]
            left = f", {file['left_out']} rows left out as wrong" if file["left_out"] else ""
            said.append(
                f"{file['rows']} {word} from a file with the hash {file['sha256'][:12]}…{left}"
            )
    parts = [f"<p>The run starts from {escape(unbroken(' and '.join(said)))}.</p>"]
    given = getattr(scenario, "given", None)
    if given is not None:
        parts.append(_first_weeks(results, scenario))
    return "".join(parts)


def _first_weeks(results: Results, scenario: Any) -> str:
    """The unit as given beside the means of the first weeks."""
    from pdusim.analysis.profile import profile

    found = profile(scenario, seed=results.seed)
    start = scenario.settings.run.start
    cases = scenario.given.cases
    overdue = None
    if cases is not None and any(case.reviews_open is not None for case in cases):
        overdue = sum(
            1 for case in cases if case.reviews_open and case.review_due and case.review_due < start
        )
    rows: list[tuple[str, str, float | None]] = [
        ("Cases", "caseload", found.cases),
        ("Workload in official points, %", "workload_pct", found.workload),
        ("Cases that wait for an officer", "unallocated", found.unallocated),
        ("Reviews overdue", "reviews_overdue", overdue),
        *((name.replace("_", " ").capitalize(), name, found.states[name]) for name in _STATES),
    ]
    weekly = results.weekly
    if weekly.is_empty():
        return ""
    import polars as pl

    here = weekly.filter(pl.col("scenario") == results.names[0])
    last = int(here["week"].max()) + 1  # type: ignore[arg-type]
    weeks = [week for week in _WEEKS if week <= last]
    table = []
    for title, name, value in rows:
        cells = [title, _number(value)]
        for week in weeks:
            values = here.filter(pl.col("week") == week - 1)[name]
            cells.append(_number(values.mean()))  # type: ignore[arg-type]
        table.append(cells)
    head = ["", "As given", *(f"Week {week}" for week in weeks)]
    return (
        f"<p>On {start}, before anything has happened, and at the census of Sunday noon in the "
        "first weeks (means over replications). The queue of work other than the reviews given "
        "begins empty and fills within some weeks, so that the first weeks look better than they "
        f"are.</p>{Table(head, table).html(whole=True)}"
    )


def _number(value: float | None) -> str:
    if value is None:
        return MISSING
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"
