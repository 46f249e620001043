"""What a sweep gives back: its points, their replications, and tables of both."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pdusim.build import build
from pdusim.estimates import Totals
from pdusim.estimates.intervals import estimate_totals
from pdusim.experiment import atomic
from pdusim.experiment.csv_text import frame_csv
from pdusim.experiment.design import places_of, varied_values
from pdusim.experiment.errors import ExperimentError, WritingError
from pdusim.experiment.files import SweepSpec
from pdusim.experiment.identity import code_hash, environment, plain, seal
from pdusim.experiment.kept import SWEEP_FORMAT
from pdusim.experiment.metadata import describe, known
from pdusim.experiment.precision import StoppingLog
from pdusim.experiment.reserving import MANIFEST, reserved
from pdusim.experiment.serialise import stopping_as_dict
from pdusim.experiment.store import RunStore
from pdusim.experiment.tasks import Failure

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class SweepResults:
    """Points and replications of an experiment.

    Parameters
    ----------
    spec : SweepSpec
        The experiment.
    shares : ndarray of float, shape (rows, factors)
        The design, between 0 and 1.
    points : polars.DataFrame
        One row a point: ``point``, ``row`` of the design, ``policy``, ``key`` in the store, and
        one column for each lever and varied value.
    replications : polars.DataFrame
        One row a point, replication and measure kept: ``point``, ``replication``, ``measure``,
        ``numerator``, ``denominator``, ``value`` (null where missing).
    number : int
        Replications of each point.
    failures : tuple of Failure
        Those that failed.
    stopping : StoppingLog or None
        How an experiment to a precision ended.
    remarks : tuple of str
        What it cannot deliver, and what its scenarios warn of.
    """

    spec: SweepSpec
    shares: NDArray[np.float64]
    points: pl.DataFrame
    replications: pl.DataFrame
    number: int
    failures: tuple[Failure, ...] = ()
    stopping: StoppingLog | None = None
    remarks: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures kept."""
        return self.spec.measures

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies."""
        return tuple(policy.name for policy in self.spec.policies)

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """Where each value lies in its range, row by row: the design after whole numbers."""
        return places_of(self.spec.factors, self.shares)

    def policy(self, policy: int | str) -> int:
        """Place of a policy given by place or name.

        Raises
        ------
        ExperimentError
            When there is none such.
        """
        if isinstance(policy, int) and 0 <= policy < len(self.policies):
            return policy
        if policy in self.policies:
            return self.policies.index(str(policy))
        raise ExperimentError(
            f"there is no policy '{policy}' in this experiment; it has {'; '.join(self.policies)}"
        )

    def totals(self, measure: str, policy: int | str = 0) -> NDArray[np.float64]:
        """Totals of a measure under a policy.

        Returns
        -------
        ndarray of float, shape (2, rows, replications)
            Numerators and denominators; NaN where a replication failed.

        Raises
        ------
        ExperimentError
            When the policy or measure is unknown.
        """
        place, wanted = self.policy(policy), known(measure, self.measures)
        if (place, wanted) not in self._arrays:
            raise ExperimentError(f"no replication of '{self.policies[place]}' has '{measure}'")
        return self._arrays[place, wanted]

    def response(self, measure: str, policy: int | str = 0) -> NDArray[np.float64]:
        """Estimate of a measure at each row of the design; NaN where it is missing."""
        tops, bottoms = np.nan_to_num(self.totals(measure, policy)).sum(axis=2)
        out = np.full(tops.shape, np.nan)
        np.divide(tops, bottoms, out=out, where=bottoms != 0.0)
        return out

    def values(self, measure: str, policy: int | str = 0) -> NDArray[np.float64]:
        """Measure by row and replication; NaN where it is missing."""
        tops, bottoms = self.totals(measure, policy)
        out = np.full(tops.shape, np.nan)
        np.divide(tops, bottoms, out=out, where=np.nan_to_num(bottoms) != 0.0)
        return out

    @cached_property
    def estimates(self) -> pl.DataFrame:
        """One row a point and measure: the estimate, as ``EstimateRow`` has it."""
        import polars as pl

        rows: list[dict[str, Any]] = []
        for point, row, policy in self.points.select("point", "row", "policy").iter_rows():
            for measure in self.measures:
                tops, bottoms = self.totals(measure, policy)[:, row]
                bounds = describe(measure).bounds
                found = estimate_totals(Totals.of(tops, bottoms, bounds))
                rows.append(
                    {
                        "point": point,
                        "policy": policy,
                        "measure": measure,
                        "mean": found.mean,
                        "low": found.low,
                        "high": found.high,
                        "n": found.n,
                        "n_missing": found.n_missing,
                        "reason": found.reason,
                        "unseen": found.unseen,
                    }
                )
        numbers = dict.fromkeys(("mean", "low", "high", "unseen"), pl.Float64)
        return pl.DataFrame(
            rows,
            schema_overrides={**numbers, "reason": pl.String},
            infer_schema_length=None,
        )

    def save(self, directory: str | Path, *, force: bool = False) -> Path:
        """Keep the tables in a folder; `force` lets them replace those of another run there.

        ``points.parquet``, ``replications.parquet``, ``estimates.csv`` and ``manifest.json``
        (policies with all their values, design, seed, versions, hashes of the files). No times or
        paths, so that the same experiment gives the same bytes.

        Raises
        ------
        ExperimentError
            When the folder holds another run, is being written to, or cannot be written.
        """
        with reserved(directory, sweep_identity(self.spec), force=force) as folder:
            self.write(folder)
        return folder

    def write(self, folder: Path) -> None:
        """Write the tables into a folder that is there for them; see ``reserved``.

        Raises
        ------
        WritingError
            When they cannot be written, as on a full disk: then what was there is there still.
        """
        files = {
            "points.parquet": _parquet(self.points),
            "replications.parquet": _parquet(self.replications),
            "estimates.csv": frame_csv(
                self.points.join(self.estimates, on=["point", "policy"], maintain_order="left")
            ).encode(),
        }
        hashes = {name: atomic.digest(content) for name, content in files.items()}
        manifest = json.dumps(
            seal(self._manifest(hashes)),
            indent=2,
            ensure_ascii=False,
            allow_nan=False,
            default=plain,
        )
        try:
            atomic.write_all(folder, {**files, MANIFEST: (manifest + "\n").encode()})
        except OSError as error:
            raise WritingError(
                f"the tables cannot be kept in {folder}: {error.strerror or error}"
            ) from error

    @cached_property
    def _arrays(self) -> dict[tuple[int, str], NDArray[np.float64]]:
        rows, policies = len(self.shares), len(self.policies)
        arrays: dict[tuple[int, str], NDArray[np.float64]] = {}
        for measure in self.measures:
            for place in range(policies):
                arrays[place, measure] = np.full((2, rows, self.number), np.nan)
        frame = self.replications.select(
            "point", "replication", "measure", "numerator", "denominator"
        )
        for point, replication, measure, top, bottom in frame.iter_rows():
            row, place = divmod(point, policies)
            arrays[place, measure][:, row, replication] = top, bottom
        return arrays

    def _manifest(self, files: Mapping[str, str]) -> dict[str, Any]:
        from pdusim import __version__

        spec = self.spec
        return {
            "format": SWEEP_FORMAT,
            "pdusim": __version__,
            "build": build(),
            "environment": environment(),
            **sweep_identity(spec),
            "replications": self.number,
            "varied": list(varied_values(spec.factors, self.shares[0])),
            "notes": [*spec.notes, *self.remarks],
            "precision": None if self.stopping is None else stopping_as_dict(self.stopping),
            "failures": [
                {"point": f.scenario, "replication": f.replication, "error": f.error}
                for f in self.failures
            ],
            "files": dict(files),
        }


def sweep_identity(spec: SweepSpec) -> dict[str, Any]:
    """What makes a sweep the same sweep, as entries of its manifest."""
    return {
        "code": code_hash(),
        "name": spec.name,
        "description": spec.description,
        "seed": spec.seed,
        "base": spec.policies[spec.base].name,
        "design": asdict(spec.design),
        "factors": [asdict(factor) for factor in spec.factors],
        "levers": [asdict(lever) for lever in spec.levers],
        "measures": list(spec.measures),
        "policies": [
            {"name": policy.name, "values": policy.scenario.resolved()} for policy in spec.policies
        ],
    }


def collect(
    spec: SweepSpec,
    shares: NDArray[np.float64],
    keys: Sequence[str],
    store: RunStore,
    number: int,
    failures: tuple[Failure, ...],
    stopping: StoppingLog | None = None,
    remarks: tuple[str, ...] = (),
) -> SweepResults:
    """Read the measures of every point out of the store, in the order of the points."""
    import polars as pl

    points = _points(spec, shares, keys)
    order = pl.DataFrame(
        {"measure": list(spec.measures), "place": list(range(len(spec.measures)))},
        schema={"measure": pl.String, "place": pl.Int64},
    )
    replications = (
        store.table(spec.measures)
        .filter(pl.col("replication") < number)
        .join(points.lazy().select("key", "point"), on="key", how="inner")
        # A store put together from several may hold a replication twice, the same both times.
        .unique(["point", "replication", "measure"])
        .join(order.lazy(), on="measure")
        .sort("point", "place", "replication")
        .select("point", "replication", "measure", "numerator", "denominator", "value")
        .collect()
    )
    return SweepResults(spec, shares, points, replications, number, failures, stopping, remarks)


def _points(spec: SweepSpec, shares: NDArray[np.float64], keys: Sequence[str]) -> pl.DataFrame:
    import polars as pl

    policies = len(spec.policies)
    rows = np.repeat(np.arange(len(shares)), policies)
    columns: dict[str, Any] = {
        "point": np.arange(len(keys)),
        "row": rows,
        "policy": [spec.policies[i % policies].name for i in range(len(keys))],
        "key": list(keys),
    }
    for lever in spec.levers:
        levels = [policy.levels[lever.path] for policy in spec.policies]
        if len({type(level) for level in levels}) > 1:
            levels = [str(level) for level in levels]
        columns[lever.path] = levels * len(shares)
    varied = [varied_values(spec.factors, row) for row in shares]
    for path in varied[0]:
        columns[path] = np.repeat(np.array([row[path] for row in varied]), policies)
    return pl.DataFrame(columns)


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
