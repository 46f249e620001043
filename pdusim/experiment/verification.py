"""Run a sample of what was kept again, and compare to the last bit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdusim.experiment import atomic
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.identity import code_hash, environment
from pdusim.experiment.rebuild import rebuild
from pdusim.experiment.tasks import SIMULATE, Model, Parcel, Rules, Task, perform
from pdusim.outcomes.outcome import Outcome
from pdusim.scenario.schema.base import Section

if TYPE_CHECKING:
    import polars as pl

    from pdusim.scenario.scenario import Scenario

#: Replications run again where no number is given.
SAMPLE = 5

_Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Check:
    """One replication run again.

    Parameters
    ----------
    scenario : str
        Of which scenario or point.
    replication : int
        Which.
    differs : mapping of str to (kept, now)
        Measures whose totals are not equal to the last bit; empty when all are the same.
    error : str
        Why it could not be run again; empty if it could.
    """

    scenario: str
    replication: int
    differs: Mapping[str, tuple[_Pair | None, _Pair | None]]
    error: str = ""

    @property
    def same(self) -> bool:
        """Whether every measure came out the same."""
        return not self.differs and not self.error


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of running a sample again.

    Parameters
    ----------
    folder : Path
        What was verified.
    kind : {"run", "sweep", "store"}
        What it is.
    files : int
        Files whose content agrees with its hash.
    checks : tuple of Check
        The sample.
    notes : tuple of str
        What a reader should know: other code or libraries, nothing to run.
    damaged : tuple of str
        Files whose content is not what it was.
    """

    folder: Path
    kind: str
    files: int
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    damaged: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether every file is whole and every replication came out the same."""
        return not self.damaged and all(check.same for check in self.checks)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A replication that can be run again."""

    label: str
    replication: int
    seed: int
    scenario: Callable[[], Scenario]
    totals: Callable[[], Mapping[str, _Pair]]


def verify(
    directory: str | Path,
    *,
    sample: int = SAMPLE,
    rules: Rules = None,
    on_progress: Callable[[int, int], None] | None = None,
    _schema: type[Section] | None = None,
    _simulate: Model = SIMULATE,
) -> Verification:
    """Check the files of a kept run, sweep or store, and run a sample of it again.

    Parameters
    ----------
    directory : str or Path
        What ``--out`` or ``--store`` made.
    sample : int
        Replications to run again; which ones follows from their names alone.
    rules : mapping or path, optional
        Extra allocation rules the run used.
    on_progress : callable of (int, int), optional
        Called with the replications run again and to be run.

    Raises
    ------
    ExperimentError
        When the folder is none of these.
    """
    folder = Path(directory)
    label = _read_json(folder / "store.json")
    manifest = _read_json(folder / "manifest.json")
    found: _Store | _Folder
    if label.get("format") == "pdusim store 1":
        found = _Store(folder, _schema)
    elif manifest.get("format") in ("pdusim run 1", "pdusim sweep 1"):
        found = _Folder(folder, manifest, _schema)
    else:
        raise ExperimentError(f"{folder} holds no run, sweep or store of pdusim")
    kept = sorted(found.replications(), key=lambda k: _shuffle(f"{k.label} {k.replication}"))
    chosen = kept[: max(0, sample)]
    checks = []
    for done, one in enumerate(chosen, start=1):
        checks.append(_again(one, rules, _simulate))
        if on_progress is not None:
            on_progress(done, len(chosen))
    notes = list(found.notes)
    if not kept:
        notes.append("there is no replication to run again")
    return Verification(
        folder, found.kind, found.files, tuple(checks), tuple(notes), tuple(found.damaged)
    )


def _again(kept: _Kept, rules: Rules, simulate: Model) -> Check:
    try:
        parcel = Parcel.of(kept.label, kept.scenario(), rules, simulate)
    except ExperimentError as error:
        return Check(kept.label, kept.replication, {}, str(error))
    (result,) = perform(Task(parcel, kept.seed, (kept.replication,)))
    if not isinstance(result, Outcome):
        return Check(kept.label, kept.replication, {}, result.error)
    before = kept.totals()
    now = {name: (float(top), float(bottom)) for name, (top, bottom) in result.totals.items()}
    differs = {
        name: (before.get(name), now.get(name))
        for name in before
        if before.get(name) != now.get(name)
    }
    return Check(kept.label, kept.replication, differs)


class _Folder:
    """A run or a sweep kept with ``--out``."""

    def __init__(
        self, folder: Path, manifest: Mapping[str, Any], schema: type[Section] | None
    ) -> None:
        self.kind = "run" if manifest["format"] == "pdusim run 1" else "sweep"
        self.notes = _other(manifest)
        self.damaged: list[str] = []
        self.files = 0
        self._folder, self._manifest, self._schema = folder, manifest, schema
        for name, wanted in manifest["files"].items():
            path = folder / name
            if path.is_file() and atomic.digest(path.read_bytes()) == wanted:
                self.files += 1
            else:
                self.damaged.append(name)

    def replications(self) -> Iterator[_Kept]:
        """Every replication kept, where the tables are whole."""
        import polars as pl

        data = "measures.parquet" if self.kind == "run" else "replications.parquet"
        if data in self.damaged or "points.parquet" in self.damaged:
            return
        table = pl.read_parquet(self._folder / data)
        by = "scenario" if self.kind == "run" else "point"
        held = table.select(by, "replication").unique(maintain_order=True)
        if self.kind == "run":
            entries = {entry["name"]: entry for entry in self._manifest["scenarios"]}
            for name, number in held.iter_rows():
                yield self._kept(name, number, entries[name], {}, table, pl.col(by) == name)
            return
        policies = {entry["name"]: entry for entry in self._manifest["policies"]}
        varied = self._manifest["varied"]
        points = pl.read_parquet(self._folder / "points.parquet").rows_by_key(
            "point", named=True, unique=True
        )
        for point, number in held.iter_rows():
            row = points[point]
            entry = policies[row["policy"]]
            values = {path: row[path] for path in varied}
            label = f"{row['policy']}, point {point}"
            yield self._kept(label, number, entry, values, table, pl.col(by) == point)

    def _kept(
        self,
        label: str,
        number: int,
        entry: Mapping[str, Any],
        values: Mapping[str, Any],
        table: pl.DataFrame,
        mine: pl.Expr,
    ) -> _Kept:
        def scenario() -> Scenario:
            made = rebuild(entry["values"], name=entry["name"], schema=self._schema)
            return made.with_values(values) if values else made

        return _Kept(
            label,
            number,
            self._manifest["seed"],
            scenario,
            lambda: _totals(table.lazy().filter(mine), number),
        )


class _Store:
    """A run store; only replications whose scenario it describes can be run again."""

    kind = "store"

    def __init__(self, folder: Path, schema: type[Section] | None) -> None:
        self._folder, self._schema = folder, schema
        self.damaged: list[str] = []
        self.notes: list[str] = []
        whole: list[Path] = []
        for path in sorted((*folder.glob("parts/*.parquet"), *folder.glob("weekly/*.parquet"))):
            if path.stem.endswith(f"-{atomic.digest(path.read_bytes())[:16]}"):
                whole.append(path)
            else:
                self.damaged.append(str(path.relative_to(folder)))
        self.files = len(whole)
        self._parts = [path for path in whole if path.parent.name == "parts"]

    def replications(self) -> Iterator[_Kept]:
        """Every replication kept in the parts that are whole."""
        import polars as pl

        if not self._parts:
            return
        table = pl.scan_parquet(self._parts)
        held = table.select("key", "replication").unique().sort("key", "replication").collect()
        entries: dict[str, dict[str, Any]] = {}
        for key, number in held.iter_rows():
            if key not in entries:
                entries[key] = _read_json(self._folder / "scenarios" / f"{key}.json")
                if entries[key]:
                    new = (n for n in _other(entries[key]) if n not in self.notes)
                    self.notes.extend(new)
            if entries[key]:
                yield self._kept(key, number, entries[key], table)

    def _kept(self, key: str, number: int, entry: Mapping[str, Any], table: pl.LazyFrame) -> _Kept:
        import polars as pl

        name = entry["name"]
        return _Kept(
            name,
            number,
            entry["seed"],
            lambda: rebuild(entry["values"], name=name, schema=self._schema),
            lambda: _totals(table.filter(pl.col("key") == key), number),
        )


def _totals(mine: pl.LazyFrame, number: int) -> Mapping[str, _Pair]:
    import polars as pl

    rows = mine.filter(pl.col("replication") == number)
    found = rows.select("measure", "numerator", "denominator").collect()
    return {measure: (top, bottom) for measure, top, bottom in found.iter_rows()}


def _other(entry: Mapping[str, Any]) -> list[str]:
    """Say what differs between the code and libraries then and now."""
    notes = []
    if entry.get("code") != code_hash():
        notes.append("it was made with other code of the model: differences may be the code's")
    then, now = entry.get("environment", {}), environment()
    changed = [f"{k} {then.get(k)}, now {now[k]}" for k in now if then.get(k) != now[k]]
    if changed:
        notes.append(f"it was made with other libraries ({'; '.join(changed)})")
    if entry.get("rules"):
        notes.append("it used extra allocation rules: give the same rule file")
    return notes


def _shuffle(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
