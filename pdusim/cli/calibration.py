"""``pdusim calibrate``."""

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
from pdusim.cli.output import careful, console, each, emit, emit_rendered, say, say_remarks
from pdusim.cli.outputs import refuse_one_folder
from pdusim.cli.work import at_work
from pdusim.report.wording import MISSING, decimals, number, with_interval

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pdusim.analysis.calibration import Calibration
    from pdusim.analysis.search import Round


def calibrate(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Calibration file, or name of a shipped one.")
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
    """Fit free values of a scenario to published figures, and write the scenario.

    The fit is shown target by target, misses included, on chance the search has not seen.
    """
    with careful():
        from pdusim.analysis.calibration import calibrate as fit
        from pdusim.analysis.calibration_file import read_calibration
        from pdusim.analysis.calibration_output import (
            CALIBRATION,
            calibration_identity,
            write_calibration,
        )
        from pdusim.experiment.remarks import calibration_remarks
        from pdusim.experiment.reserving import reserved

        spec = read_calibration(find_experiment(file))
        folder = out or Path("runs") / Path(file).stem
        refuse_one_folder(folder, store)

        def told(one: Round) -> None:
            say(f"round {one.number}: {one.candidates} candidates, misfit {one.misfit:.3g}")

        if not quiet:
            say(f"{spec.name}: {len(spec.targets)} targets, {len(spec.free)} free values")
            say_remarks(calibration_remarks(spec.scenarios.values(), spec.free))
        identity = calibration_identity(spec)
        with reserved(folder, identity, force=force, manifest=CALIBRATION):
            kept = store or folder / "store"
            with at_work(workers, dask, quiet=quiet, store=kept) as options:
                found = fit(spec, store=kept, on_round=None if quiet else told, **options)
            each(
                lambda: emit_rendered(console(), *calibration_parts(found)),
                lambda: write_calibration(found, folder),
            )
        emit(f"The scenario is {folder / 'calibrated.yaml'}; tables are beside it.")


def calibration_parts(found: Calibration) -> list[RenderableType]:
    """Lay out a calibration: the fit, the values, and what stands in the way."""
    from rich.text import Text

    from pdusim.cli.studies import plain_table

    fits = plain_table("Target", "Measure", "Range", "Before", "Fitted (95 %)", "Met")
    for fit in found.fits:
        where = "" if fit.target.scenario == "baseline" else f" ({fit.target.scenario})"
        fits.add_row(
            fit.target.name,
            f"{fit.target.measure}{where}",
            fit.target.text,
            MISSING if fit.start is None else number(fit.start, decimals(fit.start)),
            with_interval(fit.fitted, fit.low, fit.high),
            {True: "yes", False: "no", None: MISSING}[fit.met],
        )
    values = plain_table("Value", "Range", "Before", "Fitted", "Moved")
    for one in found.values:
        values.add_row(
            one.path,
            f"{one.low:g} to {one.high:g} {one.unit}".strip(),
            f"{one.start:g}",
            f"{one.fitted:g}",
            f"{one.share:+.0%} of its range" + (", at its bound" if one.at_bound else ""),
        )
    spec = found.spec
    met = sum(fit.met is True for fit in found.fits)
    before = sum(fit.was_met is True for fit in found.fits)
    parts: list[RenderableType] = [
        Text(
            f"{spec.name}: {met} of {len(found.fits)} targets met, {before} before; "
            f"{found.rounds[-1].candidates} candidates of {spec.replications} replications, "
            f"judged on {spec.check_replications} others"
        ),
        "",
        fits,
        "",
        values,
        "",
    ]
    parts += [Text(f"Conflict: {text}.") for text in found.conflicts]
    return [*parts, *(Text(f"Note: {note}") for note in found.notes)]
