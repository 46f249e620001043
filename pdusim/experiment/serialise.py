"""Results as canonical JSON and as CSV.

The JSON holds what follows from scenarios, seed and code and nothing else: no times, no paths,
no numbers of workers. The same results give the same bytes. ``docs/reference/results-json.md``
describes the shape for readers; in short::

    {
      "format": "pdusim results 1",
      "pdusim": "0.1.0",                    version of the package
      "seed": 1,
      "confidence": 0.95,
      "replications": 20,                   of each scenario
      "range_from": 60,                     replications from which p05 and p95 are given
      "measures": {                         in the order of the list of measures
        "workload_pct": {"title": …, "unit": …, "kind": …, "better": …, "group": …, "definition": …}
      },
      "scenarios": [
        {"name": …, "description": …, "estimates": {
          "workload_pct": {"mean": …, "low": …, "high": …, "p05": …, "p95": …,
                           "n": …, "n_missing": …, "reason": …, "unseen": …}}}
      ],
      "differences": [                      each later scenario minus the first
        {"scenario": …, "baseline": …, "estimates": {
          "workload_pct": {as above, and "correlation", "variance_ratio",
                           "unpaired_replications"}}}
      ],
      "precision": {…},                     only for a run to a precision
      "failures": [{"scenario": …, "replication": …, "error": …}]    only if there are any
    }

A number that is missing is ``null``, and ``reason`` says why the mean or the interval is.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pdusim.estimates import RANGE_FROM
from pdusim.experiment.csv_text import safe_cell
from pdusim.experiment.metadata import MeasureInfo

if TYPE_CHECKING:
    from pdusim.experiment.precision import StoppingLog
    from pdusim.experiment.rows import DifferenceRow, EstimateRow, ResultsLike

#: First entry of the JSON; the number rises when the shape changes.
FORMAT = "pdusim results 1"

_LEVEL = ("mean", "low", "high", "p05", "p95", "n", "n_missing", "reason", "unseen")
_PAIRED = (*_LEVEL, "correlation", "variance_ratio", "unpaired_replications")
_CSV = ("kind", "scenario", "baseline", "measure", "unit", *_PAIRED)


def to_json(results: ResultsLike) -> str:
    """Write results as JSON, ending in a line feed; see the module text for the shape."""
    return json.dumps(as_dict(results), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_dict(results: ResultsLike) -> dict[str, Any]:
    """Return the content of `to_json` as plain data."""
    from pdusim import __version__

    levels, paired = results.estimates(), results.differences()
    content: dict[str, Any] = {
        "format": FORMAT,
        "pdusim": __version__,
        "seed": results.seed,
        "confidence": results.confidence,
        "replications": results.replications,
        "range_from": RANGE_FROM,
        "measures": {name: _info(results.describe(name)) for name in results.measure_names},
        "scenarios": [
            {
                "name": name,
                "description": scenario.description,
                "estimates": _by_measure([r for r in levels if r.scenario == name], _LEVEL),
            }
            for name, scenario in zip(results.names, results.scenarios, strict=True)
        ],
        "differences": [
            {
                "scenario": name,
                "baseline": results.names[0],
                "estimates": _by_measure([r for r in paired if r.scenario == name], _PAIRED),
            }
            for name in results.names[1:]
        ],
    }
    if results.stopping is not None:
        content["precision"] = stopping_as_dict(results.stopping)
    if results.failures:
        content["failures"] = [
            {"scenario": f.scenario, "replication": f.replication, "error": f.error}
            for f in results.failures
        ]
    return content


def to_csv(results: ResultsLike) -> str:
    """Write estimates (``kind`` level) and differences (``kind`` difference) as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, fieldnames=_CSV, restval="", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    for level in results.estimates():
        writer.writerow({"kind": "level", **_cells(asdict(level))})
    for paired in results.differences():
        writer.writerow({"kind": "difference", **_cells(asdict(paired))})
    return text.getvalue()


def stopping_as_dict(log: StoppingLog) -> dict[str, Any]:
    """Return the log of a run to a precision as plain data."""
    return {
        "replications": log.replications,
        "precise_from": log.precise_from,
        "compared": log.compared,
        "text": log.text,
        "widths": [
            {
                "scenario": width.scenario,
                "measure": width.measure,
                "relative": width.is_relative,
                "wanted": width.wanted,
                "got": finite(width.got),
                "reached": width.reached,
                "reason": width.reason,
            }
            for width in log.widths
        ],
    }


def finite(value: float | None) -> float | None:
    """Return the value if it can stand in JSON, otherwise ``None``."""
    return value if value is not None and math.isfinite(value) else None


def _by_measure(
    rows: Sequence[EstimateRow | DifferenceRow], keys: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    return {row.measure: {key: getattr(row, key) for key in keys} for row in rows}


def _info(found: MeasureInfo) -> dict[str, Any]:
    info = asdict(found)
    del info["name"], info["bounds"]
    return info


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    return {key: "" if value is None else safe_cell(value) for key, value in row.items()}
