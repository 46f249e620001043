"""The report: one HTML file that opens anywhere, prints, and fetches nothing."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pdusim.experiment import atomic
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.results import Results
from pdusim.experiment.windows import windows_text
from pdusim.report.bibliography import bibliography_html, linked
from pdusim.report.brief import brief_section, markdown
from pdusim.report.escaping import escape
from pdusim.report.matrix import matrix, matrix_html
from pdusim.report.measure_table import measure_tables
from pdusim.report.pictured import Weeks
from pdusim.report.sections import (
    charts_html,
    difference_charts,
    differs_section,
    found_section,
    hours_chart,
    load_chart,
    review_charts,
    staffing_charts,
    weekly_charts,
)
from pdusim.report.start import start_section
from pdusim.report.steps import nested, waterfall
from pdusim.report.stress import Made, stress_items
from pdusim.report.svg import Chart
from pdusim.report.wording import percent, quoted, unbroken

_NO_WEEKS = (
    "<p>The run kept no weekly census, so there is nothing to draw here. A run kept with "
    "<code>pdusim run … --out DIR</code> has one.</p>"
)


SHORT = 3
"""Policies named in the heading; of more it says how many."""


def style() -> str:
    """Return the style sheet that every page of pdusim shares."""
    return files("pdusim.report").joinpath("data/style.css").read_text(encoding="utf-8")


def script() -> str:
    """Return the script of a page: sorting, filtering and downloads; it fetches nothing."""
    return files("pdusim.report").joinpath("data/page.js").read_text(encoding="utf-8")


def policy_of(code: str) -> str:
    """Return the content security policy of a page that may run this script and no other."""
    digest = b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "img-src data:"
    )


def report_html(
    results: Results, steps: Results | None = None, manifest: Mapping[str, Any] | None = None
) -> str:
    """Return the report of a run.

    Parameters
    ----------
    results : Results
        As `pdusim.run` gives it or `load_results` reads it; with the weekly census for the
        charts over time.
    steps : Results, optional
        The same policy built up one change at a time (``report.steps.cumulative``), for the
        waterfall. Without it the waterfall is drawn where the run itself is so built.
    manifest : mapping, optional
        Manifest of the saved run, for the versions it was made with; those of now otherwise.

    Returns
    -------
    str
        HTML, complete in itself.
    """
    results.require_one_window()
    made = Made.of(manifest)
    weeks = Weeks(results)
    comparing = len(results.names) > 1
    falls = _waterfalls(results, steps)
    weekly = weekly_charts(results)
    gaps = [chart for chart in weekly if chart.name.startswith("weekly-difference")]
    plain = [chart for chart in weekly if chart not in gaps]
    sections = [("found", "What was found", found_section(results))]
    if comparing:
        sections.insert(0, ("brief", "The answer in brief", brief_section(results)))
        if len(results.names) > 2:
            sections.insert(1, ("matrix", "Side by side", matrix_html(matrix(results))))
        sections += [
            ("differs", "What differs", differs_section(results)),
            ("differences", "Differences", charts_html([*difference_charts(results), *gaps])),
        ]
    if falls:
        sections.append(("adds", "What each change adds", charts_html(falls)))
    start = start_section(results)
    if start is not None:
        sections.append(("start", "The unit as it was given", start))
    over_time = charts_html(plain) if weeks.recorded else _NO_WEEKS
    sections += [
        ("reviews", "Missed risk reviews", charts_html(review_charts(results))),
        ("weeks", "Week by week", over_time),
        ("loads", "Spread of workloads", charts_html([load_chart(results)]) or _NO_WEEKS),
        ("hours", "Where the hours went", charts_html([hours_chart(results)]) or _NO_WEEKS),
        ("staff", "Staffing", charts_html(staffing_charts(results)) or _NO_WEEKS),
        ("levels", "Every measure", measure_tables(results)),
        ("assumptions", "What was assumed", _assumptions(results)),
        ("bibliography", "Published figures", bibliography_html(_named_sources(results))),
        ("stress", "How the study was done (STRESS-DES)", _stress(results, made)),
        ("manifest", "Manifest of the run", _manifest(results, made)),
    ]
    return page(_heading(results), _subtitle(results), sections)


def _heading(results: Results) -> str:
    others = list(results.names[1:])
    if not others:
        return f"“{results.names[0]}”: one Probation Delivery Unit"
    if len(others) > SHORT:
        return f"{len(others)} policies: what they do to one Probation Delivery Unit"
    does = "what it does" if len(others) == 1 else "what they do"
    return f"{quoted(others)}: {does} to one Probation Delivery Unit"


def brief_html(results: Results) -> str:
    """Return the first page of the report alone: one printed side.

    Raises
    ------
    ExperimentError
        With one scenario, of which there is nothing to compare.
    """
    _require_two(results)
    return page(
        _heading(results),
        _subtitle(results),
        [("brief", "The answer in brief", brief_section(results))],
    )


def write_brief(
    results: Results, path: str | Path, paper: Literal["html", "md", "docx"] = "html"
) -> Path:
    """Write the brief to a file: as a page, as Markdown, or as an office document."""
    from pdusim.report.office import document

    _require_two(results)
    makers: dict[str, Callable[[Results], str | bytes]] = {
        "html": brief_html,
        "md": markdown,
        "docx": document,
    }
    return atomic.deliver(path, makers[paper](results))


def _require_two(results: Results) -> None:
    results.require_one_window()
    if len(results.names) < 2:
        raise ExperimentError(
            "a brief compares: this run has one scenario; run it with another, "
            f"'pdusim run baseline {results.names[0]}', or write the whole report without --brief"
        )


def write_report(
    results: Results,
    path: str | Path,
    steps: Results | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> Path:
    """Write the report of a run to a file; see `report_html`."""
    return atomic.deliver(path, report_html(results, steps, manifest))


def page(heading: str, subtitle: str, sections: list[tuple[str, str, str]]) -> str:
    """Return a whole page of sections: (anchor, title, HTML)."""
    from pdusim import __version__

    contents = "".join(
        f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title, _ in sections
    )
    navigation = (
        f'<nav class="contents" aria-label="Contents"><ul>{contents}</ul></nav>'
        if len(sections) > 1
        else ""
    )
    body = "".join(
        f'<section id="{anchor}" aria-labelledby="{anchor}-h"><h2 id="{anchor}-h">{escape(title)}'
        f"</h2>{html}</section>"
        for anchor, title, html in sections
    )
    code = script()
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy_of(code)}">'
        f'<link rel="icon" href="data:,"><title>{escape(heading)}</title>'
        f"<style>{style()}</style></head><body>"
        '<a class="skip" href="#main">Skip to the findings</a>'
        f'<header class="top"><h1>{escape(heading)}</h1><p class="sub">{escape(subtitle)}</p>'
        f"{navigation}</header>"
        f'<main id="main">{body}</main>'
        f"<footer>pdusim {__version__}. A simulation of one unit of mean published size; it holds "
        f"no data of any person.</footer><script>{code}</script></body></html>"
    )


def _subtitle(results: Results) -> str:
    many = "replication" if results.replications == 1 else "replications"
    return (
        f"Each scenario is {windows_text(results.scenarios, results.names)}; "
        f"{results.replications} {many} of each, seed {results.seed}."
    )


def _waterfalls(results: Results, steps: Results | None) -> list[Chart]:
    source = steps if steps is not None else results if nested(results) else None
    if source is None or len(source.names) < 3:
        return []
    drawn = [
        waterfall(source, measure)
        for measure in ("missed_review_rate", "workload_pct")
        if measure in source.measure_names
    ]
    return [chart for chart in drawn if chart is not None]


def _stress(results: Results, made: Made) -> str:
    items = "".join(
        f"<dt>{number} {escape(name)}</dt><dd>{escape(text)}</dd>"
        for number, name, text in stress_items(results, made)
    )
    return (
        "<p>The items of the STRESS-DES checklist that a run can fill by itself. Diagrams and the "
        f"reasons for the design stand in the documentation.</p><dl class='pairs'>{items}</dl>"
    )


def _assumptions(results: Results) -> str:
    provenance: dict[str, Any] = dict(getattr(results.scenarios[0], "provenance", {}))
    changed = {
        path: entry
        for scenario in results.scenarios[1:]
        for path, entry in getattr(scenario, "provenance", {}).items()
        if path not in provenance or str(entry.value) != str(provenance[path].value)
    }
    if not provenance:
        return "<p>The run lists no sources.</p>"
    marks = Counter(entry.confidence or "not stated" for entry in provenance.values())
    total = sum(marks.values())
    order = ("high", "medium", "low", "assumed", "not stated")
    words = ", ".join(
        f"{marks[m]} {m} ({percent(marks[m] / total)})" for m in order if marks.get(m)
    )
    said = (
        f"The first scenario is made of {total} values. Confidence in them: {words}. High: seen "
        "in the source named. Medium: arithmetic on such figures. Low: recalled, not looked up. "
        "Assumed: nobody has published it, so it should be varied over its range."
    )
    parts = [f"<p>{escape(unbroken(said))}</p>"]
    if changed:
        parts.append("<h3>Values set otherwise by the other scenarios, from the start</h3>")
        parts.append(_sources(changed))
    weak = {
        path: entry for path, entry in provenance.items() if entry.confidence in ("assumed", None)
    }
    parts.append(
        f"<details><summary>The {len(weak)} assumptions</summary>{_sources(weak)}</details>"
        f"<details><summary>All {total} values, with their sources</summary>"
        f"{_sources(provenance)}</details>"
    )
    return "".join(parts)


def _named_sources(results: Results) -> list[str]:
    """Return the sources of every value of the run's scenarios."""
    return [
        str(entry.source or "")
        for scenario in results.scenarios
        for entry in getattr(scenario, "provenance", {}).values()
    ]


def _sources(entries: dict[str, Any]) -> str:
    rows = []
    for path, entry in entries.items():
        span = "" if entry.range is None else f"{entry.range[0]} to {entry.range[1]}"
        mark = entry.confidence or "not stated"
        cells = (_value(entry.value), entry.unit, span, entry.source)
        rows.append(
            f'<tr><th scope="row"><code>{escape(path)}</code></th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells[:3])
            + f'<td><span class="conf {escape(mark.split()[0])}">{escape(mark)}</span></td>'
            + f"<td>{linked(str(cells[3]))}</td></tr>"
        )
    heads = ("Value of", "Value", "Unit", "Range", "Confidence", "Source")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table of values">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _value(value: Any) -> str:
    """Return a value as text, the same whether just loaded or read back from a kept run."""
    if isinstance(value, Mapping):
        return ", ".join(f"{_value(key)}: {_value(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    # As many digits as anybody wrote: what arithmetic adds in the sixteenth place is no value.
    return f"{value:.12g}" if isinstance(value, float) else str(getattr(value, "value", value))


def _manifest(results: Results, made: Made) -> str:
    from pdusim.experiment.identity import scenario_hash

    manifest = {
        "pdusim": made.version,
        "source of the model": made.code,
        "environment": made.environment,
        "seed": results.seed,
        "replications": results.replications,
        "confidence": results.confidence,
        "scenarios": {
            name: scenario_hash(scenario)
            for name, scenario in zip(results.names, results.scenarios, strict=True)
        },
        "failed replications": len(results.failures),
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    return (
        "<p>What somebody needs to make this run again. The long numbers are fingerprints: two "
        "runs that share them gave the same results.</p>"
        f'<div class="scroll whole" tabindex="0"><pre class="wrapped"><code>{escape(text)}</code>'
        "</pre></div>"
    )
