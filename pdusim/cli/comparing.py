"""``pdusim compare`` and ``pdusim rank``: what a kept run says about its scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdusim.cli.cells import Notes
from pdusim.cli.output import careful, console, emit, emit_rendered
from pdusim.experiment.csv_text import frame_csv
from pdusim.experiment.windows import windows_text
from pdusim.report.wording import MISSING, decimals, number, percent, shown, titled, with_interval

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from pdusim.experiment.results import Results

_Directory = Annotated[Path, typer.Argument(metavar="DIR", help="A run that was kept with --out.")]
_CsvOption = Annotated[bool, typer.Option("--csv", help="All columns, for another program.")]


def compare(
    directory: _Directory,
    base: Annotated[
        str, typer.Option(metavar="NAME", help="Compare with this scenario; else the first.")
    ] = "",
    on: Annotated[
        str, typer.Option(metavar="MEASURE,...", help="Only these; intervals are narrower then.")
    ] = "",
    table: _CsvOption = False,
) -> None:
    """Compare the scenarios of a kept run, all intervals holding together.

    Differences are paired, replication by replication. The last columns say what pairing gained:
    how many times fewer replications it needs, and how many independent runs would have needed.
    """
    with careful():
        from pdusim.analysis import compare as compare_results
        from pdusim.experiment import load_results
        from pdusim.experiment.metadata import measures_in

        results = load_results(directory)
        found = compare_results(
            results, base or None, measures=measures_in(on, results.measure_names) or None
        )
        if table:
            emit(frame_csv(found))
        else:
            emit_rendered(console(), *comparison_parts(results, found))


def rank(
    directory: _Directory,
    by: Annotated[str, typer.Option(metavar="MEASURE", help="What to rank by.")],
    better: Annotated[
        str, typer.Option(metavar="lower|higher", help="Which way is better, if it is not known.")
    ] = "",
    table: _CsvOption = False,
) -> None:
    """Rank the scenarios of a kept run by a measure, with the probability of being best."""
    with careful():
        from pdusim.analysis.ranking import rank as rank_results
        from pdusim.experiment import load_results
        from pdusim.experiment.metadata import known

        results = load_results(directory)
        by = known(by, results.measure_names)
        found = rank_results(results, by, better=better or None)
        if table:
            emit(frame_csv(found))
        else:
            emit_rendered(console(), *ranking_parts(results, found, by))


def comparison_parts(results: Results, found: pl.DataFrame) -> list[RenderableType]:
    """Lay out a comparison, one table a scenario."""
    from rich.text import Text

    from pdusim.cli.studies import plain_table

    sure = percent(results.confidence)
    notes = Notes()
    parts: list[RenderableType] = [
        Text(
            f"{results.replications} replications, seed {results.seed}. Intervals hold together "
            f"in {sure} of such comparisons (Bonferroni, {found['low'].count()} of them)."
        ),
        Text(f"Every scenario is {windows_text(results.scenarios, results.names)}."),
    ]
    for frame in found.partition_by("scenario", maintain_order=True):
        table = plain_table(
            "Measure",
            f"Difference from {frame['baseline'][0]} ({sure}, together)",
            "5–95 % of runs",
            "",
            "Pairing gains",
            "Unpaired needs",
        )
        table.title = frame["scenario"][0]
        for row in frame.iter_rows(named=True):
            scale = shown(row["unit"])
            gained, needed = row["variance_ratio"], row["unpaired_replications"]
            table.add_row(
                titled(row["title"], scale.heading),
                with_interval(
                    row["difference"],
                    row["joint_low"],
                    row["joint_high"],
                    factor=scale.factor,
                    signed=True,
                ),
                _span(row["p05"], row["p95"], scale.factor),
                _verdict(row["verdict"], row["reason"], notes),
                MISSING if gained is None else f"{number(gained, 1)} times",
                MISSING if needed is None else f"{needed:,}",
            )
        parts += ["", table]
    told = [
        "Pairing gains: how many times fewer replications are needed with pairing than without; "
        "unpaired needs: how many that would be.",
        *notes.lines(),
    ]
    return [*parts, "", *(Text(line) for line in told)]


def _verdict(verdict: str | None, reason: str | None, notes: Notes) -> str:
    """Return a word; where there is none, the mark of the footnote that says why."""
    return verdict or (notes.mark(reason) if reason else "")


def ranking_parts(results: Results, found: pl.DataFrame, measure: str) -> list[RenderableType]:
    """Lay out a ranking."""
    from rich.text import Text

    from pdusim.cli.studies import plain_table

    info = results.describe(measure)
    scale = shown(info.unit)
    sure = percent(results.confidence)
    table = plain_table(
        "",
        "Scenario",
        f"{titled('Mean', scale.heading)} ({sure})",
        "From the best of the others",
        "May be best",
        "Chance of best",
        "Best in runs",
    )
    ranks = found["rank"].to_list()
    for row in found.iter_rows(named=True):
        tied = "=" if ranks.count(row["rank"]) > 1 else ""
        table.add_row(
            f"{row['rank']}{tied}",
            row["scenario"],
            with_interval(row["mean"], row["low"], row["high"], factor=scale.factor),
            _span(row["gap_low"], row["gap_high"], scale.factor),
            {True: "yes", False: "no", None: MISSING}[row["may_be_best"]],
            *(
                MISSING if row[key] is None else percent(row[key])
                for key in ("probability_best", "wins")
            ),
        )
    return [
        Text(
            f"{results.replications} replications, seed {results.seed}, "
            f"{windows_text(results.scenarios, results.names)}"
        ),
        Text(f"Ranked by: {info.title}"),
        "",
        table,
        "",
        Text(
            "From the best of the others: interval that holds for all scenarios together. Chance "
            "of best: probability that its mean is the best. Best in runs: share of replications "
            "in which it is."
        ),
    ]


def _span(low: float | None, high: float | None, factor: float) -> str:
    if low is None or high is None:
        return MISSING
    places = decimals(max(abs(low), abs(high)) * factor, (high - low) / 2.0 * factor)
    return " to ".join(number(end * factor, places, signed=True) for end in (low, high))
