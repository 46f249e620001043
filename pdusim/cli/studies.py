"""Tables of sweeps, warm-ups and verifications: what a researcher reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from pdusim.experiment.csv_text import csv_text
from pdusim.experiment.metadata import describe
from pdusim.experiment.windows import windows_text
from pdusim.report.wording import MISSING, decimals, number, percent, with_interval

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from pdusim.analysis.study import Study
    from pdusim.analysis.warmup import WarmUp
    from pdusim.experiment.sweep_results import SweepResults
    from pdusim.experiment.verification import Verification

#: Rows of a ranking of values that are shown; all of them are in the files.
_SHOWN = 15
_RANKINGS = {
    "morris": ("mu_star", "mu_star_low", "mu_star_high", "Mean size of effect, μ*"),
    "main_effects": ("effect", "low", "high", "Effect of low to high end"),
    "sobol_indices": ("total", "total_low", "total_high", "Total share of variance"),
}


def study_parts(results: SweepResults, study: Study) -> list[RenderableType]:
    """Lay out the analysis of a sweep: policies first, then the values that matter most."""
    parts: list[RenderableType] = [_heading(results), ""]
    for measure in results.measures:
        title = _title(measure)
        if "policy_effects" in study.tables:
            parts += [_policies(_of(study, "policy_effects", measure), title), ""]
        if "lever_effects" in study.tables:
            parts += [_levers(_of(study, "lever_effects", measure), title), ""]
        for name in _RANKINGS:
            if name not in study.tables:
                continue
            for policy, rows in _by_policy(_of(study, name, measure)):
                parts += [_ranking(name, rows, f"{title}: {policy}"), ""]
        if "spread" in study.tables:
            parts += [*_spreads(_of(study, "spread", measure), title), ""]
    parts += [Text(f"Note: {note}") for note in study.notes]
    return parts


def warm_up_parts(found: Sequence[WarmUp], replications: int) -> list[RenderableType]:
    """Lay out a look at the warm-up: one line a series, then the warnings."""
    table = plain_table("Scenario", "Weekly series", "Warm-up, weeks", "MSER-5, weeks", "Drift", "")
    for one in found:
        drift = with_interval(one.drift.mean, one.drift.low, one.drift.high, signed=True)
        table.add_row(
            one.scenario,
            one.series,
            str(one.configured),
            MISSING if one.mser5 is None else str(one.mser5),
            drift,
            "see below" if one.warning else "settled" if one.mser5 is not None else one.reason,
        )
    parts: list[RenderableType] = [
        Text(f"{replications} replications, means from the first week of the run on"),
        "",
        table,
        "",
        Text("Drift: second half minus first half of what is observed, with its 99 % interval."),
    ]
    warnings = [f"Warning: {one.scenario}: {one.warning}" for one in found if one.warning]
    return [*parts, *(Text(warning) for warning in warnings)]


def warm_up_csv(found: Sequence[WarmUp]) -> str:
    """Write the series themselves: scenario, series, week, mean and Welch's moving average."""
    rows = (
        (one.scenario, one.series, week, mean, one.welch[week] if week < one.welch.size else "")
        for one in found
        for week, mean in enumerate(one.mean)
    )
    return csv_text(("scenario", "series", "week", "mean", "welch"), rows)


def verification_parts(found: Verification) -> list[RenderableType]:
    """Lay out what came of running a sample again."""
    parts: list[RenderableType] = [
        Text(f"{found.folder}: a {found.kind}, {found.files} files whole")
    ]
    parts += [Text(f"Damaged: {name}") for name in found.damaged]
    if found.checks:
        table = plain_table("Scenario", "Replication", "Run again")
        for check in found.checks:
            if check.same:
                outcome = "the same"
            elif check.error:
                outcome = f"failed: {check.error}"
            else:
                names = list(check.differs)
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                outcome = f"differs in {', '.join(names[:3])}{more}"
            table.add_row(check.scenario, str(check.replication), outcome)
        parts += ["", table]
    return [*parts, *(Text(f"Note: {note}") for note in found.notes)]


def _heading(results: SweepResults) -> Text:
    spec, rows = results.spec, len(results.shares)
    number_varied = len(spec.factors)
    varied = f"{number_varied or 'no'} {'value' if number_varied == 1 else 'values'} varied"
    policies = "policy" if len(results.policies) == 1 else "policies"
    observed = windows_text([policy.scenario for policy in spec.policies], results.policies)
    return Text(
        f"{spec.name}: {len(results.policies)} {policies} at {rows} "
        f"{'point' if rows == 1 else 'points'} ({varied}, {spec.design.kind}), "
        f"{results.number} replications of each, seed {spec.seed}; {observed}"
    )


def _policies(rows: pl.DataFrame, title: str) -> Table:
    table = plain_table(
        "Policy", "Difference (95 %, chance)", "5–95 % over uncertain values", "Points above 0"
    )
    table.title = f"{title}: difference from {rows['base'][0]}"
    for row in rows.iter_rows(named=True):
        share = row["share_above_0"]
        table.add_row(
            row["policy"],
            _effect(row),
            _span(row["p05"], row["p95"]),
            MISSING if share is None else percent(share),
        )
    return table


def _effect(row: Mapping[str, Any]) -> str:
    """Return an effect with its interval, or why it has none."""
    text = with_interval(row["effect"], row["low"], row["high"], signed=True)
    return text if row["low"] is not None or not row["reason"] else f"{text} ({row['reason']})"


def _levers(rows: pl.DataFrame, title: str) -> Table:
    table = plain_table("Lever", "Level", "Effect against the first level (95 %)")
    table.title = f"{title}: main effects of levers"
    for row in rows.iter_rows(named=True):
        table.add_row(row["lever"], row["level"], _effect(row))
    return table


def _ranking(name: str, rows: pl.DataFrame, title: str) -> Table:
    mean, low, high, label = _RANKINGS[name]
    table = plain_table("Value", "Range", f"{label} (95 %)", "Chance alone")
    left = rows.height - _SHOWN
    table.title = title
    table.caption = "Chance alone: how much of the square of the number chance would make by itself"
    if left > 0:
        table.caption += f"; {left} more in analysis/{name}.csv"
    for row in rows.head(_SHOWN).iter_rows(named=True):
        ends = f"{row['from']:g} to {row['to']:g} {row['unit']}".strip()
        signed = name == "main_effects"
        noise = row["noise_share"]
        table.add_row(
            row["factor"],
            ends,
            with_interval(row[mean], row[low], row[high], signed=signed),
            MISSING if noise is None else percent(noise),
        )
    return table


def _spreads(rows: pl.DataFrame, title: str) -> list[Text]:
    out = []
    for row in rows.iter_rows(named=True):
        numbers = [number(row[k], decimals(row[k])) for k in ("sd_values", "sd_chance")]
        share = row["share_of_values"]
        part = "" if share is None else f", {share:.0%} of the variance of one replication"
        out.append(
            Text(
                f"{title}: {row['policy']}: standard deviation {numbers[0]} from the uncertain "
                f"values{part}; {numbers[1]} from chance that all points share"
            )
        )
    return out


def _title(measure: str) -> str:
    info = describe(measure)
    return f"{info.title}, {info.unit}" if info.unit else info.title


def _of(study: Study, name: str, measure: str) -> pl.DataFrame:
    import polars as pl

    return study.tables[name].filter(pl.col("measure") == measure)


def _by_policy(rows: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    found = rows.partition_by("policy", as_dict=True, maintain_order=True)
    return [(str(key[0]), frame) for key, frame in found.items()]


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return MISSING
    places = decimals(high, (high - low) / 2)
    ends = (number(end, places, signed=True) for end in (low, high))
    return " to ".join(ends)


def plain_table(*columns: str, **options: Any) -> Table:
    """Make an empty table in the style of these commands."""
    table = Table(box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", **options)
    table.caption_justify = "left"
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
