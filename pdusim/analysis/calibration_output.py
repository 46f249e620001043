"""A calibration as tables to read and as a scenario file to use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdusim.analysis.calibration import Calibration, Moved
from pdusim.analysis.calibration_file import CalibrationSpec
from pdusim.analysis.written import nested, parent_of, quoted, write_result
from pdusim.build import build
from pdusim.experiment.csv_text import frame_csv
from pdusim.experiment.identity import code_hash, environment
from pdusim.experiment.reserving import reserved

if TYPE_CHECKING:
    import polars as pl

#: Name of the file that says what a calibration is of.
CALIBRATION = "calibration.json"


def fit_table(found: Calibration) -> pl.DataFrame:
    """Target by target: range, old and new measure with its interval, and whether it is met."""
    import polars as pl

    rows = [
        {
            "target": fit.target.name,
            "scenario": fit.target.scenario,
            "measure": fit.target.measure,
            "low": fit.target.low,
            "high": fit.target.high,
            "weight": fit.weight,
            "start": fit.start,
            "start_met": fit.was_met,
            "fitted": fit.fitted,
            "fitted_low": fit.low,
            "fitted_high": fit.high,
            "fitted_met": fit.met,
        }
        for fit in found.fits
    ]
    numbers = ("low", "high", "start", "fitted", "fitted_low", "fitted_high")
    kinds: dict[str, Any] = dict.fromkeys(numbers, pl.Float64)
    kinds |= dict.fromkeys(("start_met", "fitted_met"), pl.Boolean)
    return pl.DataFrame(rows, schema_overrides=kinds)


def values_table(found: Calibration) -> pl.DataFrame:
    """Free value by free value: where it was, where it is, and how far that is."""
    import polars as pl

    return pl.DataFrame(
        [
            {
                "value": one.path,
                "unit": one.unit,
                "low": one.low,
                "high": one.high,
                "start": one.start,
                "fitted": one.fitted,
                "moved_share_of_range": one.share,
                "at_bound": one.at_bound,
            }
            for one in found.values
        ]
    )


def scenario_text(found: Calibration, folder: str | Path = ".") -> str:
    """Write the calibrated scenario as YAML.

    Parameters
    ----------
    found : Calibration
    folder : str or Path
        Where the file will stand, so that a parent that is a file is named relative to it.
    """
    spec = found.spec
    parent = parent_of(spec.source, spec.folder, folder)
    met = sum(fit.met is True for fit in found.fits)
    fitted_to = ", ".join(fit.target.name for fit in found.fits)
    lines = [
        f"name: {quoted(f'{spec.name}: result')}",
        f"description: {quoted(f'Fitted to {fitted_to}; {met} of {len(found.fits)} are met.')}",
        f"extends: {quoted(parent)}",
        "",
    ]
    tree = nested({one.path: one for one in found.values if one.fitted != one.start})
    return "\n".join([*lines, *_branches(tree, 0, fitted_to)]) + "\n"


def calibration_identity(spec: CalibrationSpec) -> dict[str, Any]:
    """What makes a calibration the same one, as entries of ``calibration.json``."""
    return {
        "format": "pdusim calibration 1",
        "name": spec.name,
        "seed": spec.seed,
        "replications": spec.replications,
        "check_replications": spec.check_replications,
        "set": spec.fixed,
        "code": code_hash(),
    }


def save_calibration(found: Calibration, directory: str | Path, *, force: bool = False) -> Path:
    """Keep a calibration in a folder.

    ``fit.csv``, ``values.csv``, ``calibrated.yaml`` (a scenario) and ``calibration.json`` (the
    rest: conflicts, how the search went, versions). `force` lets it replace another one.

    Raises
    ------
    ExperimentError
        When the folder holds another calibration, is being written to, or cannot be written.
    """
    identity = calibration_identity(found.spec)
    with reserved(directory, identity, force=force, manifest=CALIBRATION) as folder:
        write_calibration(found, folder)
    return folder


def write_calibration(found: Calibration, folder: Path) -> None:
    """Write a calibration into a folder that is there for it; see ``reserved``.

    Raises
    ------
    WritingError
        When it cannot be written, as on a full disk: then what was there is there still.
    """
    content = {
        **calibration_identity(found.spec),
        "build": build(),
        "environment": environment(),
        "conflicts": list(found.conflicts),
        "notes": list(found.notes),
        "rounds": [
            {
                "round": one.number,
                "candidates": one.candidates,
                "misfit": one.misfit,
                "radius": one.radius,
            }
            for one in found.rounds
        ],
    }
    files = {
        "fit.csv": frame_csv(fit_table(found)),
        "values.csv": frame_csv(values_table(found)),
        "calibrated.yaml": scenario_text(found, folder),
        CALIBRATION: json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n",
    }
    write_result("the calibration", folder, files)


def _branches(tree: dict[str, Any], depth: int, fitted_to: str) -> Sequence[str]:
    lines: list[str] = []
    for key, inner in tree.items():
        indent = "  " * depth
        if isinstance(inner, Moved):
            value = int(inner.fitted) if inner.whole else inner.fitted
            source = quoted(f"fitted to {fitted_to}")
            lines.append(
                f"{indent}{key}: {{value: {value!r}, source: {source}, confidence: assumed, "
                f"range: [{inner.low!r}, {inner.high!r}]}}"
            )
        else:
            lines.append(f"{indent}{key}:")
            lines.extend(_branches(inner, depth + 1, fitted_to))
    return lines
