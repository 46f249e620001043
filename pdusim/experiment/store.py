"""A store of replications that survives whatever ends a run.

A store is a folder::

    store.json                            what it is
    parts/part-000001-<hash>.parquet      measures, at most 64 replications a file
    weekly/weekly-000001-<hash>.parquet   weekly series, where they were recorded
    scenarios/<key>.json                  what a key stands for
    failures/<key>-<replication>.json     replications that failed, with their error

Every replication stands under a key, the hash of everything that decides its numbers
(``identity.replication_key``), so that what exists is never run again and never mixed up with
what only looks the same. Only one process writes. A file appears whole or not at all, and its
name holds the hash of its content, so that a damaged one is noticed and set aside. The parts are
plain Parquet::

    polars.scan_parquet("store/parts/*.parquet")
    duckdb.sql("select * from 'store/parts/*.parquet'")
"""

from __future__ import annotations

import io
import json
import os
import stat
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pdusim.experiment import atomic, distrust, kept
from pdusim.experiment.errors import ExperimentError, WritingError, refusal
from pdusim.experiment.identity import plain, seal
from pdusim.experiment.locking import Lock
from pdusim.experiment.store_files import (
    DIGEST_CHARACTERS,
    FAILURES,
    FOLDERS,
    LABEL,
    LOCK,
    PARTS,
    SCENARIOS,
    WEEKLY,
    StoreWarning,
    is_beginning,
    is_temporary,
    number_of,
    read_part,
    set_aside,
)
from pdusim.experiment.tasks import Failure
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    import polars as pl

#: Replications a part holds at most.
CHUNK = 64
#: Seconds after which a part is written though it is not full: what a kill can cost.
PATIENCE = 60.0


class RunStore:
    """An open store; use it as a context manager.

    Parameters
    ----------
    directory : str or Path
        The folder; it is made if need be.

    Raises
    ------
    ExperimentError
        On entering: when the folder is something else, is in use or cannot be written; a
        ``WritingError`` where its disk is full.
    """

    def __init__(self, directory: str | Path) -> None:
        self.folder = Path(directory)
        self._lock = Lock(self.folder / LOCK)
        # Key to the replications there are, each with the part that holds it.
        self._held: dict[str, dict[str, dict[int, Path]]] = {PARTS: {}, WEEKLY: {}}
        self._last: dict[str, int] = {PARTS: 0, WEEKLY: 0}
        self._waiting: list[tuple[str, str, Outcome]] = []
        self._written = time.monotonic()

    def __enter__(self) -> RunStore:
        try:
            self._open()
        except OSError as error:
            raise refusal(error)(
                f"the store in {self.folder} cannot be written: {error.strerror or error}"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self.flush()
            else:
                # The first error is the one to tell; what is finished is saved if it can be.
                with suppress(ExperimentError):
                    self.flush()
        finally:
            self._lock.release()

    def replications(self, key: str, *, weekly: bool = False) -> frozenset[int]:
        """Numbers of the replications held under a key, with their weekly series if asked."""
        there = frozenset(self._held[PARTS].get(key, ()))
        return there & frozenset(self._held[WEEKLY].get(key, ())) if weekly else there

    def describe(self, key: str, content: Callable[[], Mapping[str, Any]]) -> None:
        """Write down what a key stands for, unless it is known; `content` makes plain data.

        A record that is damaged is set aside, and written again.
        """
        path = self.folder / SCENARIOS / f"{key}.json"
        if os.path.lexists(path):
            try:
                distrust.read_record(path, key)
            except ExperimentError as error:
                problem = str(error)
                self._guard(lambda: set_aside(path, problem, "it will be written again"))
            else:
                return
        self._guard(lambda: atomic.write_text(path, _json(seal(content()))))

    def add(self, key: str, name: str, outcome: Outcome) -> None:
        """Take in a finished replication.

        It is on disk when its part is full, after ``PATIENCE`` seconds, or at the end.

        Parameters
        ----------
        key : str
            Its key.
        name : str
            Name of its scenario, for people who read the parts.
        outcome : Outcome
        """
        self._waiting.append((key, name, outcome))
        if len(self._waiting) >= CHUNK or time.monotonic() - self._written > PATIENCE:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting as a part.

        Raises
        ------
        WritingError
            When the disk is full or the folder cannot be written; what waits goes on waiting.
        """
        if not self._waiting:
            return
        self._guard(self._write)
        self._waiting = []
        self._written = time.monotonic()

    def settle(self) -> str:
        """Write what is waiting, or warn and give it up where that cannot be.

        For when all is computed, and in the caller's hands: a full disk is no reason to lose it.

        Returns
        -------
        str
            What kept it from being written; empty where all is kept.
        """
        try:
            self.flush()
        except WritingError as error:
            self._waiting = []
            warnings.warn(str(error), StoreWarning, stacklevel=3)
            return str(error)
        return ""

    def fail(self, key: str, failure: Failure) -> None:
        """Record a replication that failed, beside earlier attempts at it."""
        path = self._failure_path(key, failure.replication)
        attempts = 1
        with suppress(ExperimentError):
            attempts += distrust.checked(
                path, distrust.read_json(path), kept.FailureRecord
            ).attempts
        entry = {
            "scenario": failure.scenario,
            "replication": failure.replication,
            "key": key,
            "error": failure.error,
            "detail": failure.detail,
            "attempts": attempts,
        }
        self._guard(lambda: atomic.write_text(path, _json(entry)))

    def failures(self) -> list[dict[str, Any]]:
        """Read the failures on record, by key and replication; damaged records are left out."""
        found = []
        for path in sorted((self.folder / FAILURES).glob("*.json")):
            with suppress(ExperimentError):
                content = distrust.read_json(path)
                distrust.checked(path, content, kept.FailureRecord)
                found.append(content)
        return found

    def outcomes(
        self,
        key: str,
        replications: Iterable[int],
        *,
        name: str,
        seed: int,
        weekly: bool = False,
    ) -> dict[int, Outcome]:
        """Read back replications held under a key, by number; events and checks are not kept.

        Parameters
        ----------
        key : str
            The key.
        replications : iterable of int
            Numbers wanted; those not held are left out.
        name : str
            Name of the scenario to give them.
        seed : int
            Seed that the key was made of.
        weekly : bool
            Whether to read the weekly series too.
        """
        import polars as pl

        from pdusim.experiment.tables import outcomes_from

        wanted = sorted(set(replications) & self.replications(key, weekly=weekly))
        if not wanted:
            return {}
        measures = self._read(PARTS, key, wanted)
        census = self._read(WEEKLY, key, wanted) if weekly else None
        same = pl.lit(name).alias("scenario")
        rebuilt = outcomes_from(
            measures.with_columns(same),
            None if census is None else census.with_columns(same),
            seed,
        )
        return {outcome.replication: outcome for row in rebuilt.values() for outcome in row}

    def table(self, measures: Iterable[str] | None = None) -> pl.LazyFrame:
        """Open all measures as a lazy table: key, scenario, replication, measure and totals.

        Only what is asked of it is read, part by part.
        """
        import polars as pl

        from pdusim.experiment.tables import MEASURE_COLUMNS

        paths = sorted({p for held in self._held[PARTS].values() for p in held.values()})
        if not paths:
            return pl.LazyFrame(schema={"key": pl.String, **MEASURE_COLUMNS})
        frame = pl.scan_parquet(paths)
        if measures is not None:
            frame = frame.filter(pl.col("measure").is_in(list(measures)))
        return frame

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        label = self.folder / LABEL
        known = os.path.lexists(label)
        if known:
            try:
                distrust.checked(label, distrust.read_json(label), kept.StoreLabel)
            except ExperimentError as error:
                raise ExperimentError(
                    f"{self.folder} is not a store of the form '{kept.STORE_FORMAT}': {error}"
                ) from None
        elif foreign := [path.name for path in self._entries() if not is_beginning(path)]:
            raise ExperimentError(
                f"{self.folder} holds other files ({foreign[0]}) and no {LABEL}: choose an empty "
                "or new folder"
            )
        for name in FOLDERS:
            place = self.folder / name
            if os.path.lexists(place) and not stat.S_ISDIR(place.lstat().st_mode):
                raise ExperimentError(
                    f"{place} is no folder of the store's own but a file or a link: nothing is "
                    "written there"
                )
        self._lock.acquire()
        try:
            if not known:
                atomic.write_text(label, _json({"format": kept.STORE_FORMAT}))
            for name in FOLDERS:
                (self.folder / name).mkdir(exist_ok=True)
            self._sweep_up()
            for kind in (PARTS, WEEKLY):
                self._list(kind)
        except BaseException:
            self._lock.release()
            raise

    def _entries(self) -> list[Path]:
        return sorted(self.folder.iterdir())

    def _sweep_up(self) -> None:
        """Remove what a process left that was killed while writing, and nothing else."""
        for place in (self.folder, *(self.folder / name for name in FOLDERS)):
            for path in place.glob(".*.tmp"):
                if is_temporary(path) and stat.S_ISREG(path.lstat().st_mode):
                    path.unlink()

    def _list(self, kind: str) -> None:
        """Find what the parts hold, and set damaged ones aside."""
        for path in sorted((self.folder / kind).glob("*.parquet")):
            self._last[kind] = max(self._last[kind], number_of(path))
            try:
                there = read_part(path, ["key", "replication"])
            except ExperimentError as error:
                set_aside(
                    path,
                    str(error),
                    "the replications it held will be run again where they are needed",
                )
                continue
            for key, replication in there.unique(maintain_order=True).iter_rows():
                self._held[kind].setdefault(key, {})[replication] = path

    def _write(self) -> None:
        import polars as pl

        from pdusim.experiment.tables import MEASURE_COLUMNS, measure_rows, weekly_frame

        # One scenario under two names is simulated twice and kept once.
        once = {
            (key, outcome.replication): (key, name, outcome) for key, name, outcome in self._waiting
        }
        taken = list(once.values())
        new = [(k, n, o) for k, n, o in taken if o.replication not in self.replications(k)]
        rows = [(key, *row) for key, name, o in new for row in measure_rows(name, o)]
        if rows:
            frame = pl.DataFrame(rows, schema={"key": pl.String, **MEASURE_COLUMNS}, orient="row")
            self._put(PARTS, "part", frame, new)
        census = [
            (key, name, outcome)
            for key, name, outcome in taken
            if outcome.weekly and outcome.replication not in self._held[WEEKLY].get(key, ())
        ]
        if census:
            frames = [
                weekly_frame(n, o).select(pl.lit(k).alias("key"), pl.all()) for k, n, o in census
            ]
            self._put(WEEKLY, "weekly", pl.concat(frames, how="diagonal_relaxed"), census)
        for key, _, outcome in taken:
            self._failure_path(key, outcome.replication).unlink(missing_ok=True)

    def _put(
        self, kind: str, word: str, frame: pl.DataFrame, holds: list[tuple[str, str, Outcome]]
    ) -> None:
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd")
        content = buffer.getvalue()
        number = self._last[kind] + 1
        name = f"{word}-{number:06d}-{atomic.digest(content)[:DIGEST_CHARACTERS]}.parquet"
        path = self.folder / kind / name
        atomic.write_bytes(path, content)
        self._last[kind] = number
        for key, _, outcome in holds:
            self._held[kind].setdefault(key, {})[outcome.replication] = path

    def _read(self, kind: str, key: str, wanted: list[int]) -> pl.DataFrame:
        import polars as pl

        held = self._held[kind][key]
        inside = (pl.col("key") == key) & pl.col("replication").is_in(wanted)
        frames = [
            read_part(path).filter(inside).drop("key")
            for path in sorted({held[number] for number in wanted})
        ]
        return pl.concat(frames, how="diagonal_relaxed").unique(maintain_order=True)

    def _failure_path(self, key: str, replication: int) -> Path:
        return self.folder / FAILURES / f"{key}-{replication:06d}.json"

    def _guard(self, action: Callable[[], None]) -> None:
        try:
            action()
        except OSError as error:
            held = sum(map(len, self._held[PARTS].values()))
            raise WritingError(
                f"the store in {self.folder} cannot be written: {error.strerror or error}. "
                f"Replications kept there: {held}; finished and not kept: {len(self._waiting)}. "
                "Mend the cause, and the same command goes on from what is kept"
            ) from error


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=plain) + "\n"
