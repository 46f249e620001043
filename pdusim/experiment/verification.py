"""Run a sample of what was kept again, and compare to the last bit."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdusim.experiment import atomic, distrust, kept
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.identity import code_hash, environment
from pdusim.experiment.rebuild import rebuild
from pdusim.experiment.rules import check_rules
from pdusim.experiment.store_files import read_part
from pdusim.experiment.tasks import SIMULATE, Model, Parcel, Rules, Task, perform
from pdusim.outcomes.outcome import Outcome
from pdusim.scenario.errors import ScenarioError
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
        What the run added to the model.
    on_progress : callable of (int, int), optional
        Called with the replications run again and to be run.

    Raises
    ------
    ExperimentError
        When the folder is none of these.
    """
    folder = Path(directory)
    check_rules(rules, ())
    found = _found(folder, _schema)
    held = sorted(found.replications(), key=lambda k: _shuffle(f"{k.label} {k.replication}"))
    chosen = held[: max(0, sample)]
    checks = []
    for done, one in enumerate(chosen, start=1):
        checks.append(_again(one, rules, _simulate))
        if on_progress is not None:
            on_progress(done, len(chosen))
    notes = list(found.notes)
    if not held:
        notes.append("there is no replication to run again")
    return Verification(
        folder, found.kind, found.files, tuple(checks), tuple(notes), tuple(found.damaged)
    )


def _again(one: _Kept, rules: Rules, simulate: Model) -> Check:
    try:
        before = one.totals()
        parcel = Parcel.of(one.label, one.scenario(), rules, simulate)
    except ExperimentError as error:
        return Check(one.label, one.replication, {}, str(error))
    (result,) = perform(Task(parcel, one.seed, (one.replication,)))
    if not isinstance(result, Outcome):
        return Check(one.label, one.replication, {}, result.error)
    now = {name: (float(top), float(bottom)) for name, (top, bottom) in result.totals.items()}
    differs = {
        name: (before.get(name), now.get(name))
        for name in before
        if before.get(name) != now.get(name)
    }
    return Check(one.label, one.replication, differs)


def _found(folder: Path, schema: type[Section] | None) -> _Store | _Run | _Sweep:
    """Say what a folder is, by what lies in it."""
    if os.path.lexists(folder / "store.json"):
        label = folder / "store.json"
        distrust.checked(label, distrust.read_json(label), kept.StoreLabel)
        return _Store(folder, schema)
    path = folder / "manifest.json"
    if not os.path.lexists(path):
        raise ExperimentError(f"{folder} holds no run, sweep or store of pdusim")
    content = distrust.read_json(path, distrust.MOST_MANIFEST)
    found = content.get("format") if isinstance(content, dict) else None
    if found == kept.RUN_FORMAT:
        return _Run(folder, schema)
    if found == kept.SWEEP_FORMAT:
        return _Sweep(folder, schema)
    if found == kept.NATION_FORMAT:
        return _Nation(folder, content, schema)
    raise ExperimentError(f"{path}: format: '{found}' is neither a run's nor a sweep's")


class _Files:
    """Files of a folder: those that are as they were kept, and those that are not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[str] = []
        self.notes: list[str] = []
        self.files = 0

    def _whole(self, wanted: Mapping[Any, str]) -> dict[str, bytes]:
        """Return the content of each file that agrees with its hash, and count the others."""
        whole: dict[str, bytes] = {}
        for name, digest in wanted.items():
            try:
                content = distrust.read_file(self.folder / name, distrust.MOST_TABLE)
            except ExperimentError as error:
                self.damaged.append(f"{name} ({error})")
                continue
            if atomic.digest(content) == digest:
                self.files += 1
                whole[name] = content
            else:
                self.damaged.append(name)
        return whole

    def _table(
        self, name: str, content: bytes, columns: Mapping[str, Any], *, only: bool = True
    ) -> pl.DataFrame | None:
        """Unpack a table; one that is none counts as damaged."""
        try:
            return distrust.read_table(self.folder / name, content, columns, only=only)
        except ExperimentError as error:
            self.damaged.append(f"{name} ({error})")
            return None

    def _begin(self, manifest: kept.Manifest) -> None:
        self.notes += _other(manifest)
        if manifest.seal is None:
            self.notes.append(
                "an earlier version kept it: whether its descriptions and sources were changed "
                "cannot be told"
            )


class _Run(_Files):
    """A run kept with ``--out``."""

    kind = "run"

    def __init__(self, folder: Path, schema: type[Section] | None) -> None:
        from pdusim.experiment.tables import MEASURE_COLUMNS

        super().__init__(folder)
        self._manifest = distrust.read_manifest(folder / "manifest.json", kept.RunManifest)
        self._schema = schema
        self._begin(self._manifest)
        whole = self._whole(self._manifest.files)
        name = "measures.parquet"
        self._measures = self._table(name, whole[name], MEASURE_COLUMNS) if name in whole else None

    def replications(self) -> Iterator[_Kept]:
        """Every replication kept, where the tables are whole."""
        import polars as pl

        table = self._measures
        if table is None:
            return
        entries = {entry.name: entry for entry in self._manifest.scenarios}
        held = table.select("scenario", "replication").unique(maintain_order=True)
        for name, number in held.iter_rows():
            if name not in entries:
                self.damaged.append(f"measures.parquet (scenario '{name}' is none of the run's)")
                return
            yield _Kept(
                name,
                number,
                self._manifest.seed,
                partial(rebuild, entries[name].values, name=name, schema=self._schema),
                partial(_totals, table.lazy().filter(pl.col("scenario") == name), number),
            )


class _Sweep(_Files):
    """A sweep kept with ``--out``."""

    kind = "sweep"

    def __init__(self, folder: Path, schema: type[Section] | None) -> None:
        from pdusim.experiment.tables import POINT_COLUMNS, REPLICATION_COLUMNS

        super().__init__(folder)
        self._manifest = distrust.read_manifest(folder / "manifest.json", kept.SweepManifest)
        self._schema = schema
        self._begin(self._manifest)
        whole = self._whole(self._manifest.files)
        self._points = self._replications = None
        if "points.parquet" in whole and "replications.parquet" in whole:
            self._points = self._table(
                "points.parquet", whole["points.parquet"], POINT_COLUMNS, only=False
            )
            self._replications = self._table(
                "replications.parquet", whole["replications.parquet"], REPLICATION_COLUMNS
            )

    def replications(self) -> Iterator[_Kept]:
        """Every replication kept, where the tables are whole."""
        import polars as pl

        points, table = self._points, self._replications
        if points is None or table is None:
            return
        policies = {entry.name: entry for entry in self._manifest.policies}
        rows = {row["point"]: row for row in points.iter_rows(named=True)}
        absent = [path for path in self._manifest.varied if path not in points.columns]
        if absent:
            self.damaged.append(f"points.parquet (it has no column '{absent[0]}')")
            return
        for point, number in (
            table.select("point", "replication").unique(maintain_order=True).iter_rows()
        ):
            row = rows.get(point)
            entry = None if row is None else policies.get(row["policy"])
            if row is None or entry is None:
                self.damaged.append(f"replications.parquet (point {point} is none of the sweep's)")
                return
            values = {path: row[path] for path in self._manifest.varied}
            yield _Kept(
                f"{entry.name}, point {point}",
                number,
                self._manifest.seed,
                partial(self._scenario, entry, values),
                partial(_totals, table.lazy().filter(pl.col("point") == point), number),
            )

    def _scenario(self, entry: kept.KeptPolicy, values: Mapping[str, Any]) -> Scenario:
        made = rebuild(entry.values, name=entry.name, schema=self._schema)
        try:
            return made.with_values(values) if values else made
        except ScenarioError as error:
            raise ExperimentError(f"the values of the point are refused: {error}") from error


class _Store(_Files):
    """A run store; only replications whose scenario it describes can be run again."""

    kind = "store"

    def __init__(self, folder: Path, schema: type[Section] | None) -> None:
        super().__init__(folder)
        self._schema = schema
        # Key and number to the part that holds the replication.
        self._held: dict[tuple[str, int], Path] = {}
        for path in sorted((*folder.glob("parts/*.parquet"), *folder.glob("weekly/*.parquet"))):
            try:
                there = read_part(path, ["key", "replication"])
            except ExperimentError as error:
                self.damaged.append(f"{path.relative_to(folder)} ({error})")
                continue
            self.files += 1
            if path.parent.name == "parts":
                self._held.update(dict.fromkeys(there.unique().iter_rows(), path))

    def replications(self) -> Iterator[_Kept]:
        """Every replication kept in the parts that are whole."""
        entries: dict[str, kept.ScenarioRecord | None] = {}
        for key, number in sorted(self._held):
            if key not in entries:
                entries[key] = self._record(key)
            entry = entries[key]
            if entry is not None:
                yield _Kept(
                    entry.name,
                    number,
                    entry.seed,
                    partial(rebuild, entry.values, name=entry.name, schema=self._schema),
                    partial(self._totals, key, number),
                )

    def _record(self, key: str) -> kept.ScenarioRecord | None:
        path = self.folder / "scenarios" / f"{key}.json"
        if not _is_key(key) or not os.path.lexists(path):
            return None
        try:
            record = distrust.read_record(path, key)
        except ExperimentError as error:
            self.damaged.append(f"scenarios/{path.name} ({error})")
            return None
        self.notes.extend(n for n in _other(record) if n not in self.notes)
        return record

    def _totals(self, key: str, number: int) -> Mapping[str, _Pair]:
        import polars as pl

        table = read_part(self._held[key, number])
        return _totals(table.lazy().filter(pl.col("key") == key), number)


def _is_key(text: str) -> bool:
    return re.fullmatch("[0-9a-f]{64}", text) is not None


def _totals(mine: pl.LazyFrame, number: int) -> Mapping[str, _Pair]:
    import polars as pl

    rows = mine.filter(pl.col("replication") == number)
    found = rows.select("measure", "numerator", "denominator").collect()
    return {measure: (top, bottom) for measure, top, bottom in found.iter_rows()}


def _other(entry: kept.Manifest | kept.ScenarioRecord) -> list[str]:
    """Say what differs between the code and libraries then and now."""
    notes = []
    if entry.code != code_hash():
        notes.append("it was made with other code of the model: differences may be the code's")
    then, now = entry.environment, environment()
    changed = [f"{k} {then.get(k)}, now {now[k]}" for k in now if then.get(k) != now[k]]
    if changed:
        notes.append(f"it was made with other libraries ({'; '.join(changed)})")
    if isinstance(entry, kept.ScenarioRecord | kept.RunManifest) and entry.rules:
        notes.append("it used rules, measures or distributions beside pdusim's: give the same file")
    return notes


def _shuffle(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class _Nation(_Store):
    """A run of several units: its tables, and the store that it made in its own folder."""

    kind = "run of several units"

    def __init__(self, folder: Path, manifest: Mapping[str, Any], schema: type[Section] | None):
        super().__init__(folder / "store", schema)
        files = manifest.get("files")
        for name, wanted in sorted(files.items() if isinstance(files, Mapping) else ()):
            path = folder / Path(name).name
            self.files += 1
            there = os.path.lexists(path)
            if not there or atomic.digest(distrust.read_file(path, distrust.MOST_TABLE)) != wanted:
                self.damaged.append(f"{path} ({'changed' if there else 'missing'})")
