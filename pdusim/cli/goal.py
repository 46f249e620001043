"""``pdusim goal``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdusim.cli.options import (
    DaskOption,
    ForceOption,
    QuietOption,
    StoreOption,
    WorkersOption,
    find_experiment,
)
from pdusim.cli.output import careful, console, each, emit, emit_rendered, say
from pdusim.cli.outputs import refuse_one_folder
from pdusim.cli.work import at_work

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pdusim.analysis.goal import Goal, Tried
    from pdusim.analysis.goal_file import GoalSpec


def goal(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Goal file, or name of a shipped one.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the result; runs/NAME unless said otherwise."),
    ] = None,
    store: StoreOption = None,
    workers: WorkersOption = None,
    dask: DaskOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find what it would take: the cheapest values under which measures keep their bounds.

    The answer is judged on chance the search has not seen; it says when no combination does.
    """
    with careful():
        from pdusim.analysis.goal import find_goal
        from pdusim.analysis.goal_file import read_goal
        from pdusim.analysis.goal_output import GOAL, goal_identity, write_goal
        from pdusim.experiment.reserving import reserved
        from pdusim.report.frontier import goal_html

        spec = read_goal(find_experiment(file))
        folder = out or Path("runs") / Path(file).stem
        refuse_one_folder(folder, store)

        def told(one: Tried) -> None:
            say(f"{moved(spec, one)}: {'kept' if one.holds else 'not kept'}")

        if not quiet:
            say(f"{spec.name}: {aim(spec)}")
            for remark in spec.scenario.warnings:
                say(f"note: {remark}")
        with reserved(folder, goal_identity(spec), force=force, manifest=GOAL):
            kept = store or folder / "store"
            with at_work(workers, dask, quiet=quiet, store=kept) as options:
                found = find_goal(spec, store=kept, on_tried=None if quiet else told, **options)
            each(
                lambda: emit_rendered(console(), *goal_parts(found)),
                lambda: write_goal(found, folder, goal_html(found, sentence(found))),
            )
        files = "tried.csv and frontier.html"
        if found.answer is not None:
            files = "answer.yaml (a scenario), " + files
        emit(f"In {folder}: {files}.")


def aim(spec: GoalSpec) -> str:
    """Say what is to be reached, and with what confidence."""
    from pdusim.outcomes.measures import MEASURES
    from pdusim.report.wording import listed, shown

    bounds = []
    for bound in spec.bounds:
        about = MEASURES[bound.measure]
        how = shown(about.unit)
        side = "at most" if bound.at_most else "at least"
        limit = f"{how.before}{bound.limit * how.factor:g}{how.level}"
        bounds.append(f"“{about.title}” {side} {limit}")
    return f"{listed(bounds)}, with {100.0 * spec.confidence:g} % confidence"


def moved(spec: GoalSpec, one: Tried) -> str:
    """Say what a combination sets."""
    from pdusim.report.wording import listed

    if not one.values:
        return "the scenario as it is"
    starts = {lever.path: lever.start for lever in spec.levers}
    return listed([f"{path} {starts[path]:g} to {value:g}" for path, value in one.values.items()])


def sentence(found: Goal) -> str:
    """Say what was found in a sentence or two."""
    spec = found.spec
    wanted = aim(spec)
    if found.answer is not None:
        answer = found.answer
        if not any(answer.steps):
            return f"Nothing has to move: {wanted} holds in {spec.scenario.name} as it is."
        text = f"{wanted}: it takes {moved(spec, answer)}, at {answer.cost:,.0f} a year."
        if found.exhausted:
            text += " The search was cut short: something cheaper may do."
        return text
    if found.refused:
        return (
            f"{wanted}: no answer. {len(found.refused)} combinations held in the search and not on "
            "fresh chance: give more replications."
        )
    return (
        f"{wanted}: no combination does it. Nearest comes {moved(spec, found.nearest)}, at "
        f"{found.nearest.cost:,.0f} a year."
    )


def goal_parts(found: Goal) -> list[RenderableType]:
    """Lay out a goal: the answer first, how it was judged, and what was tried."""
    from rich.text import Text

    from pdusim.cli.studies import plain_table
    from pdusim.report.frontier import combination_cells, combination_head

    spec, head = found.spec, combination_head(found)
    parts: list[RenderableType] = [Text(sentence(found)), ""]
    judged = [one for one in (found.answer, *found.cheaper, *found.refused) if one is not None]
    if judged:
        table = plain_table(*head)
        for one in judged:
            table.add_row(*combination_cells(found, one))
        parts += [
            Text(
                f"Judged on {spec.check_replications} fresh replications; below the answer what is "
                "one step cheaper:"
            ),
            table,
            "",
        ]
    table = plain_table(*head)
    for one in found.tried:
        table.add_row(*combination_cells(found, one))
    parts += [
        Text(f"Tried, {spec.replications} replications each, the cheapest first:"),
        table,
        "",
    ]
    return parts
