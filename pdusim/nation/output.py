"""What is kept of a run of several units: estimates as CSV and Parquet, results as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pdusim.build import build
from pdusim.experiment.csv_text import frame_csv
from pdusim.experiment.identity import code_hash, environment, plain, scenario_hash
from pdusim.experiment.kept import NATION_FORMAT
from pdusim.experiment.saving import parquet_bytes, write_kept
from pdusim.nation.results import NationResults, NationRow
from pdusim.nation.spec import NationSpec
from pdusim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

ESTIMATES: Final = "estimates"
RESULTS: Final = "nation.json"

_NUMBERS: Final = ("mean", "low", "high", "spread", "chance", "least", "most")


def nation_frame(results: NationResults) -> pl.DataFrame:
    """Return every estimate and difference as a table, one row each; see `NationRow`."""
    import polars as pl

    names = [one.name for one in fields(NationRow)]
    rows = [tuple(getattr(row, name) for name in names) for row in results.rows]
    kinds = dict.fromkeys(_NUMBERS, pl.Float64)
    schema = {
        name: kinds.get(name, pl.Int64 if name in ("units", "replications") else pl.String)
        for name in names
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def nation_dict(results: NationResults) -> dict[str, Any]:
    """Return the results as plain data: what was simulated, the units, the estimates."""
    window = results.window
    return {
        "format": NATION_FORMAT,
        "name": results.spec.name,
        "description": results.spec.description,
        "scenarios": list(results.names),
        "observed": None if window is None else window.text,
        "replications": results.replications,
        "seed": results.seed,
        "confidence": results.confidence,
        "units": [
            {
                "name": unit.name,
                "region": unit.region,
                "cases": unit.cases,
                "seed": unit.seed(results.seed),
                "values": {
                    path: {"value": value, "source": unit.sources.get(path, "")}
                    for path, value in unit.values.items()
                },
            }
            for unit in results.spec.units
        ],
        "estimates": [asdict(row) for row in results.rows if not row.versus],
        "differences": [asdict(row) for row in results.rows if row.versus],
        "failures": [asdict(one) for one in results.failures],
    }


def nation_json(results: NationResults) -> str:
    """Return the results as JSON, the same bytes for the same results."""
    content = nation_dict(results)
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False, default=plain) + "\n"


def nation_csv(results: NationResults) -> str:
    """Return every estimate and difference as CSV."""
    return frame_csv(nation_frame(results))


def nation_identity(
    spec: NationSpec,
    scenarios: tuple[Scenario, ...],
    names: tuple[str, ...],
    seed: int,
    replications: int,
    rules: str | None,
) -> dict[str, Any]:
    """What makes a run of several units the same run, as entries of its manifest."""
    return {
        "code": code_hash(),
        "name": spec.name,
        "seed": seed,
        "rules": rules,
        "replications": replications,
        "scenarios": [
            {"name": name, "hash": scenario_hash(scenario)}
            for name, scenario in zip(names, scenarios, strict=True)
        ],
        "units": [
            {
                "name": unit.name,
                "region": unit.region,
                "values": dict(unit.values),
                "hash": None if unit.own is None else scenario_hash(unit.own),
            }
            for unit in spec.units
        ],
    }


def write_nation(results: NationResults, folder: Path) -> None:
    """Write ``estimates.csv``, ``estimates.parquet``, ``nation.json`` and the manifest.

    Raises
    ------
    WritingError
        When they cannot be written: then what was there is there still.
    """
    frame = nation_frame(results)
    files = {
        f"{ESTIMATES}.csv": frame_csv(frame).encode(),
        f"{ESTIMATES}.parquet": parquet_bytes(frame),
        RESULTS: nation_json(results).encode(),
    }
    write_kept(folder, files, _manifest(results))


def _manifest(results: NationResults) -> dict[str, Any]:
    from pdusim import __version__

    return {
        "format": NATION_FORMAT,
        "pdusim": __version__,
        "build": build(),
        "environment": environment(),
        **nation_identity(
            results.spec,
            results.scenarios,
            results.names,
            results.seed,
            results.replications,
            results.rules,
        ),
        "failures": [
            {"scenario": one.scenario, "replication": one.replication, "error": one.error}
            for one in results.failures
        ],
    }
