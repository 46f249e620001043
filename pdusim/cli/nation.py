"""``pdusim run`` of several units: what is refused, where it is kept, and the tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pdusim.cli import options, outputs, work
from pdusim.cli.output import FAILED, console, each, emit, emit_rendered, say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pdusim.nation.results import NationResults, NationRow
    from pdusim.nation.spec import NationSpec
    from pdusim.scenario import Scenario

NAME = "nation"
"""Name of the file of several units that comes with pdusim."""

REGION_MEASURES = {
    "workload_pct": "Workload, %",
    "missed_review_rate": "Reviews\nmissed, %",
    "vacancy_rate_po": "PO posts\nvacant, %",
}
"""Measures in the table of regions, by what they are called there."""
WHOLE_MEASURES = (
    "caseload",
    "workload_pct",
    "missed_review_rate",
    "contact_delivered",
    "cases_per_po",
    "vacancy_rate_po",
    "sickness_days_per_fte",
    "unprepared_release_rate",
    "releases_per_month",
    "recalls_per_month",
    "court_reports_per_month",
    "staff_cost",
)
"""Measures in the table of the whole, unless all are wanted."""


def names_a_nation(name: str) -> bool:
    """Tell whether a name on the command line means a file of several units."""
    from pdusim.nation.file import is_nation

    return name == NAME or is_nation(name)


def nation_file(name: str) -> Path:
    """Return the file of several units that a name means."""
    from pdusim.nation.spec import shipped_nation

    return shipped_nation() if name == NAME else Path(name)


def refuse_options(
    precision: float | None, half_width: str, on: str, section: str, sort: str
) -> None:
    """Refuse what is of one unit.

    Raises
    ------
    ExperimentError
        With the first option that several units do not have.
    """
    from pdusim.experiment.errors import ExperimentError

    given = {
        "--precision": precision is not None,
        "--half-width": bool(half_width),
        "--on": bool(on),
        "--section": bool(section),
        "--sort": bool(sort),
    }
    for option, is_there in given.items():
        if is_there:
            raise ExperimentError(
                f"{option} is for one unit: several units take --replications, and --all shows "
                "every measure"
            )


def run_nation(
    scenarios: list[str],
    *,
    replications: int | None,
    seed: int,
    weeks: dict[str, int],
    workers: int | None,
    out: Path | None,
    report: Path | None,
    store: Path | None,
    dask: str | None,
    rules: Path | None,
    form: options.Format,
    every: bool,
    force: bool,
    quiet: bool,
) -> None:
    """Simulate several units and print regions and the whole."""
    from pdusim.experiment.identity import rules_hash
    from pdusim.experiment.reserving import reserved
    from pdusim.experiment.rules import check_rules
    from pdusim.experiment.runner import distinct
    from pdusim.nation.file import read_nation
    from pdusim.nation.output import nation_identity, write_nation
    from pdusim.nation.run import DEFAULT_REPLICATIONS
    from pdusim.nation.run import run_nation as simulate

    check_rules(rules, ())
    spec = read_nation(nation_file(scenarios[0]))
    spec = spec.observed(weeks)
    policies = tuple(_policies(spec, scenarios[1:]))
    number = DEFAULT_REPLICATIONS if replications is None else replications
    if not quiet:
        say(f"{spec.name}: {_many(len(spec.units), 'unit')}, {_many(number, 'replication')} each")
        for note in dict.fromkeys((*spec.notes, *spec.base.warnings)):
            say(f"note: {note}")
    outputs.probe_files(report)
    folder = out or Path("runs") / (NAME if scenarios[0] == NAME else Path(scenarios[0]).stem)
    outputs.refuse_one_folder(folder, store)
    rows = (spec.base, *policies)
    names = distinct([one.name for one in rows])
    identity = nation_identity(spec, rows, names, seed, number, rules_hash(rules))
    with reserved(folder, identity, force=force):
        kept = store or folder / "store"
        with work.at_work(workers, dask, quiet=quiet, store=kept) as resources:
            results = simulate(
                spec,
                policies,
                replications=number,
                seed=seed,
                store=kept,
                rules=rules,
                **resources,
            )
        each(
            lambda: show_nation(results, form, every=every),
            lambda: write_nation(results, folder),
            lambda: None if report is None else _report(results, report),
        )
    if form is options.Format.TABLE:
        emit(f"In {folder}: estimates.csv, estimates.parquet and nation.json: every unit.")
    work.end_with(results.failures)
    if results.unkept:
        raise typer.Exit(FAILED)


def _report(results: NationResults, path: Path) -> Path:
    from pdusim.report.nation_page import write_nation_report

    return write_nation_report(results, path)


def _policies(spec: NationSpec, names: list[str]) -> list[Scenario]:
    from pdusim.experiment.errors import ExperimentError
    from pdusim.scenario import load_scenario

    found = []
    for name in names:
        if names_a_nation(name):
            raise ExperimentError(
                f"'{name}' has several units too: after {spec.name} come policies, which are laid "
                "over each unit"
            )
        one = load_scenario(name)
        if one.given is not None:
            raise ExperimentError(
                f"'{name}' starts from files of cases and staff, which are of one unit: a policy "
                "for several units extends what they all share"
            )
        found.append(spec.rules(one))
    return found


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


# Tables -----------------------------------------------------------------------------------------


def show_nation(results: NationResults, form: options.Format, *, every: bool = False) -> None:
    """Print the results in a form."""
    from pdusim.nation.output import nation_csv, nation_json

    if form is options.Format.JSON:
        emit(nation_json(results))
    elif form is options.Format.CSV:
        emit(nation_csv(results))
    else:
        emit_rendered(console(), *nation_parts(results, every=every))


def nation_parts(results: NationResults, *, every: bool = False) -> list[RenderableType]:
    """Lay out the whole and the regions, 80 columns wide."""
    from rich.text import Text

    window = results.window
    head = (
        f"{_many(len(results.spec.units), 'unit')}, {_many(results.replications, 'replication')} "
    )
    head += f"of each, seed {results.seed}"
    parts: list[Any] = [Text(f"{results.spec.name}: {head}")]
    if window is not None:
        parts.append(Text(window.text))
    for row, name in enumerate(results.names):
        parts += ["", *_regions(results, row, name)]
    parts += ["", _whole(results, results.measures if every else _there(results, WHOLE_MEASURES))]
    parts.append(
        Text(
            "In brackets the interval, of chance alone. Spread: standard deviation between units, "
            "chance taken out. Chance: of one unit, from one run to the next."
        )
    )
    for row, name in enumerate(results.names[1:], start=1):
        parts += ["", _differences(results, row, name, every=every)]
    if len(results.names) > 1:
        parts.append(Text("* the interval is clear of zero."))
    return parts


def _there(results: NationResults, measures: tuple[str, ...]) -> list[str]:
    return [name for name in measures if name in results.measures]


def _regions(results: NationResults, row: int, name: str) -> list[RenderableType]:
    """Regions with the measures of the table, their difference under a policy."""
    from rich.text import Text

    from pdusim.cli.studies import plain_table
    from pdusim.report.wording import number

    spec, measures = results.spec, _there(results, tuple(REGION_MEASURES))
    heads = [REGION_MEASURES[measure] for measure in measures]
    table = plain_table("Region", "Units", "Cases", *heads)
    for column in table.columns[1:]:
        column.no_wrap = True
    regions = spec.regions if any(spec.regions) else ()
    for region in regions:
        places = spec.places(region)
        cells = [
            _plus_minus(
                results.region_difference(region, m, row) if row else results.region(region, m),
                signed=bool(row),
            )
            for m in measures
        ]
        cases = results.region(region, "caseload", row).mean
        table.add_row(
            region or "(no region)",
            str(len(places)),
            "" if cases is None else number(cases, 0),
            *cells,
        )
    cells = [
        _plus_minus(results.whole_difference(m, row) if row else results.whole(m), signed=bool(row))
        for m in measures
    ]
    cases = results.whole("caseload", row).mean
    table.add_row(
        "All units", str(len(spec.units)), "" if cases is None else number(cases, 0), *cells
    )
    what = f"{name}, minus {results.names[0]}:" if row else f"{name}:"
    return [Text(what), table]


def _whole(results: NationResults, measures: Any) -> RenderableType:
    from pdusim.cli.studies import plain_table
    from pdusim.report.wording import MISSING, decimals, number, shown, with_interval

    table = plain_table("All units", "Mean or sum", "Spread", "Chance")
    for measure in measures:
        found = results.whole(measure)
        factor = shown(found.unit).factor
        small = [
            MISSING if one is None else number(one * factor, decimals(one * factor) if one else 0)
            for one in (found.spread, found.chance)
        ]
        text = (
            MISSING
            if found.mean is None
            else with_interval(found.mean, found.low, found.high, factor=factor)
        )
        table.add_row(_title(results, measure), text, *small)
    return table


def _differences(results: NationResults, row: int, name: str, *, every: bool) -> RenderableType:
    from pdusim.cli.studies import plain_table
    from pdusim.report.wording import MISSING, shown, with_interval

    table = plain_table(f"All units: {name}", "Difference")
    for measure in results.measures if every else _there(results, WHOLE_MEASURES):
        found = results.whole_difference(measure, row)
        if found.mean is None:
            text = MISSING
        else:
            text = with_interval(
                found.mean, found.low, found.high, factor=shown(found.unit).factor, signed=True
            )
            if found.low is not None and found.high is not None:
                text += "" if found.low <= 0.0 <= found.high else "*"
        table.add_row(_title(results, measure), text)
    return table


def _title(results: NationResults, measure: str) -> str:
    from pdusim.report.wording import shown, titled

    info = results.describe(measure)
    return titled(info.title, shown(info.unit).heading)


def _plus_minus(row: NationRow, *, signed: bool) -> str:
    """A mean and half the width of its interval."""
    from pdusim.report.wording import MISSING, decimals, number, shown

    if row.mean is None:
        return MISSING
    factor = shown(row.unit).factor
    if row.low is None or row.high is None:
        return number(row.mean * factor, decimals(row.mean * factor), signed=signed)
    half = factor * (row.high - row.low) / 2.0
    places = decimals(row.mean * factor, half)
    text = f"{number(row.mean * factor, places, signed=signed)} ±{number(half, places)}"
    clear = signed and not row.low <= 0.0 <= row.high
    return f"{text}*" if clear else text
