"""Every measure of a run: levels and differences, to be read, filtered and taken away."""

from __future__ import annotations

from itertools import groupby

from pdusim.experiment.results import Results
from pdusim.experiment.rows import DifferenceRow, EstimateRow
from pdusim.report.escaping import escape
from pdusim.report.svg import Table, data_html, exact
from pdusim.report.wording import shown, step_unit, sure, titled, unbroken, with_interval

_FEW = 2
"""Policies whose tables stand open; those of more are opened one by one."""


def measure_tables(results: Results) -> str:
    """Return every measure under the first scenario and each other, with the difference."""
    names = [name for name in results.measure_names if results.describe(name).definition]
    levels = {(row.scenario, row.measure): row for row in results.estimates(names)}
    others = results.names[1:]
    steps: dict[tuple[str, str], DifferenceRow] = {}
    if others:
        steps = {(row.scenario, row.measure): row for row in results.differences(measures=names)}
    parts = []
    for name in others or results.names[:1]:
        columns = [results.names[0], name] if others else [name]
        table = _table(results, names, columns, levels, steps)
        if len(others) > _FEW:
            title = f"“{escape(name)}”, compared with “{escape(results.names[0])}”"
            parts.append(f"<details><summary>{title}</summary>{table}</details>")
        else:
            parts.append(table)
    definitions = "".join(
        f"<dt>{escape(results.describe(name).title)}</dt>"
        f"<dd>{escape(results.describe(name).definition)}</dd>"
        for name in names
    )
    intro = (
        f"Mean over {results.replications} replications, and in brackets its "
        f"{sure(results.confidence)}; * the interval of a difference is clear of zero. A level "
        "means little by itself; compare the columns."
        if results.replications > 1
        else "Of the one replication that was run."
    )
    tools = (
        '<p class="tools"><label>Show measures with <input type="search" data-filter="levels">'
        "</label> "
        + (
            '<label><input type="checkbox" data-clear="levels"> only clear differences</label> '
            if others
            else ""
        )
        + '<button type="button" data-get="csv">Download all (CSV)</button> '
        '<span class="count" aria-live="polite"></span></p>'
    )
    return (
        f'<p>{escape(unbroken(intro))}</p><div id="every-measure" data-chart="measures">'
        f"{tools}{''.join(parts)}{data_html(_data(levels, steps))}</div>"
        "<details><summary>How each measure is defined</summary>"
        f"<dl class='pairs'>{definitions}</dl></details>"
    )


def _table(
    results: Results,
    names: list[str],
    columns: list[str],
    levels: dict[tuple[str, str], EstimateRow],
    steps: dict[tuple[str, str], DifferenceRow],
) -> str:
    bodies = []
    span = len(columns) + 1 + bool(steps)
    for group, members in groupby(names, key=lambda name: results.describe(name).group):
        rows = [
            f'<tr class="group"><th scope="rowgroup" colspan="{span}">{escape(group)}</th></tr>'
        ]
        for name in members:
            info = results.describe(name)
            title = escape(unbroken(titled(info.title, shown(info.unit).heading)))
            cells = [_level(levels[column, name]) for column in columns]
            clear = ""
            if steps:
                step = steps[columns[-1], name]
                if step.low is not None and step.high is not None:
                    clear = " data-is-clear" if not step.low <= 0.0 <= step.high else ""
                cells.append(_step(step, bool(clear)))
            rows.append(f'<tr{clear}><th scope="row">{title}</th>{"".join(cells)}</tr>')
        bodies.append(f"<tbody>{''.join(rows)}</tbody>")
    heads = ["Measure", *columns, *(["Difference"] if steps else [])]
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    return (
        '<div class="scroll whole" tabindex="0" role="region" aria-label="Table: every measure">'
        f'<table class="measures"><thead><tr>{head}</tr></thead>{"".join(bodies)}</table></div>'
    )


def _level(row: EstimateRow) -> str:
    text = with_interval(row.mean, row.low, row.high, factor=shown(row.unit).factor)
    noted = row.mean is None or row.unseen is not None
    return _cell(f"{text} ({row.reason})" if noted else text)


def _step(row: DifferenceRow, clear: bool) -> str:
    if row.mean is None:
        return _cell(f"– ({row.reason})")
    if row.unseen is not None:
        return _cell("none seen")
    factor = shown(row.unit).factor
    text = with_interval(row.mean, row.low, row.high, factor=factor, signed=True)
    mean, _, ends = text.partition(" (")
    unit = step_unit(row.unit)
    behind = f" {unit}" if unit == "pp" else ""
    return _cell(f"{mean}{'*' if clear else ''}{behind}{f' ({ends}' if ends else ''}")


def _cell(text: str) -> str:
    mean, mark, rest = escape(unbroken(text)).partition(" (")
    return f"<td>{mean} <span class='ci'>({rest}</span></td>" if mark else f"<td>{mean}</td>"


def _data(
    levels: dict[tuple[str, str], EstimateRow], steps: dict[tuple[str, str], DifferenceRow]
) -> Table:
    """Return every number, in the unit in which measures are kept."""
    head = ["scenario", "measure", "title", "unit", "mean", "low", "high"]
    rows = []
    for key, row in levels.items():
        step = steps.get(key)
        cells = [row.scenario, row.measure, row.title, row.unit]
        numbers = [row.mean, row.low, row.high]
        numbers += [step.mean, step.low, step.high] if step else [None] * 3
        rows.append([*cells, *(exact(one) for one in numbers)])
    return Table([*head, "difference", "difference low", "difference high"], rows)
