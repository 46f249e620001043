"""Kept folders: damaged anywhere, on a disk that fails, under a program that is killed.

What is damaged is told with its name, nothing finished is lost, and what is run again afterwards
is what it was to the last bit.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from pdusim import load_scenario, run
from pdusim.experiment import ExperimentError, Results, load_results
from pdusim.experiment.identity import SEAL, seal
from pdusim.experiment.verification import verify
from pdusim.scenario import Scenario
from tools.soak.counts import Counts

ROOT = Path(__file__).parents[2]
TINY = {
    "unit.scale": 0.02,
    "unit.past_years": 0.5,
    "run.warm_up_weeks": 1,
    "run.observe_weeks": 2,
}
REPLICATIONS = 3
SECONDS = 120
"""What takes longer hangs."""
WRONG: tuple[Any, ...] = (
    *(None, True, -1, 5, 10**30, 1e308, "", "x", "../manifest.json", "/dev/zero"),
    *([], [[]], {}, {"x": None}),
)
"""What is put in the place of a value."""


class _HangsError(BaseException):
    """Something took too long."""


@dataclass(frozen=True)
class Made:
    """A run with its store, and what it printed."""

    folder: Path
    text: str


def scenarios() -> list[Scenario]:
    """Two scenarios that take next to no time."""
    base = load_scenario("baseline").with_values(TINY)
    return [base, base.with_values({"workforce.posts.po": 40}, name="fewer posts")]


def stored(store: Path) -> Results:
    """Run them with a store."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run(scenarios(), replications=REPLICATIONS, record="weekly", store=store)


def made(folder: Path) -> Made:
    """Make a run and a store to spoil."""
    place = folder / "whole"
    if not place.exists():
        stored(place / "store").save(place / "run")
    return Made(place, load_results(place / "run").to_json())


def soak_damage(
    size: int, seed: int, counts: Counts, folder: Path, only: int | None = None
) -> None:
    """Damage one file of a run or a store, and read it."""
    whole = made(folder)
    for number in range(size) if only is None else (only,):
        chance = Random(f"{seed}:damage:{number}")
        copy = Path(shutil.copytree(whole.folder, folder / "copy"))
        files = sorted(path for path in copy.rglob("*") if path.is_file() and path.name != ".lock")
        path = chance.choice(files)
        done = _damage(path, chance)
        actions: dict[str, Callable[[], object]] = {
            "load": lambda copy=copy: load_results(copy / "run").to_json(),
            "report": lambda copy=copy: _report(copy / "run"),
            "verify": lambda copy=copy: verify(copy / "run", sample=0),
            "verify store": lambda copy=copy: verify(copy / "store", sample=0),
            "run again": lambda copy=copy: _same(stored(copy / "store"), whole),
        }
        names = ["load", "report", "verify"] if "run" in path.parts[-3:] else [*actions][3:]
        for name in names:
            what = f"{name} with {done} of {path.relative_to(copy)}"
            _attempt("damage", seed, number, counts, what, actions[name])
        shutil.rmtree(copy)


def soak_disk(size: int, seed: int, counts: Counts, folder: Path, only: int | None = None) -> None:
    """Let the disk fail while a store is written; then go on."""
    whole = made(folder)
    for number in range(size) if only is None else (only,):
        chance = Random(f"{seed}:disk:{number}")
        store = folder / "failing"
        what = chance.choice(("fsync", "replace", "open"))
        after = chance.randint(0, 6)
        code = chance.choice((errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS))
        told = f"{what} fails with {errno.errorcode[code]} after {after}"
        with _failing(what, after, code):
            _attempt("disk", seed, number, counts, told, lambda store=store: stored(store))
        if list(store.rglob("*.tmp")):
            counts.find("disk", seed, number, f"{told}: half a file is left")
        _attempt(
            *("disk", seed, number, counts, f"{told}, then going on"),
            lambda store=store: _same(stored(store), whole),
            refusable=False,
        )
        shutil.rmtree(store, ignore_errors=True)


KILLED = """\
import os, signal, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tools.soak.stores import stored
left = {after}
def deadly(real):
    def call(*given, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **more)
    return call
os.fsync = deadly(os.fsync)
Path.replace = deadly(Path.replace)
stored(Path({store!r}))
"""


def soak_kills(size: int, seed: int, counts: Counts, folder: Path, only: int | None = None) -> None:
    """Kill a program while it writes its store; then go on."""
    whole = made(folder)
    for number in range(size) if only is None else (only,):
        chance = Random(f"{seed}:kills:{number}")
        store = folder / "killed"
        after = chance.randint(0, 16)
        script = KILLED.format(root=str(ROOT), after=after, store=str(store))
        ended = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=False, timeout=SECONDS
        )
        if ended.returncode not in (0, -signal.SIGKILL):
            counts.find("kills", seed, number, ended.stderr.decode(errors="replace")[-200:])
        _attempt(
            *("kills", seed, number, counts, f"killed after {after} writes, then going on"),
            lambda store=store: _same(stored(store), whole),
            refusable=False,
        )
        shutil.rmtree(store, ignore_errors=True)


def _attempt(
    kind: str,
    seed: int,
    number: int,
    counts: Counts,
    what: str,
    action: Callable[[], object],
    *,
    refusable: bool = True,
) -> None:
    """Do something that must end well, or be refused readably."""

    def hangs(_number: int, _frame: object) -> None:
        raise _HangsError

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(SECONDS)
    try:
        action()
    except ExperimentError as error:
        if refusable:
            counts.add(kind, "refused")
        else:
            counts.find(kind, seed, number, f"{what}: {error}")
    except _HangsError:
        counts.find(kind, seed, number, f"{what}: hangs")
    except BaseException as error:  # noqa: BLE001 - that is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        counts.find(kind, seed, number, f"{what}: {type(error).__name__}: {error} in {place}")
    else:
        counts.add(kind, "done")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _same(found: Results, whole: Made) -> None:
    if found.to_json() != whole.text:
        raise AssertionError("other results than before")


def _report(folder: Path) -> None:
    from pdusim.experiment.loading import read_run_manifest
    from pdusim.report.page import report_html

    results = load_results(folder)
    report_html(results, None, read_run_manifest(folder).model_dump(mode="json"))


def _damage(path: Path, chance: Random) -> str:
    """Spoil a file; say how."""
    content = path.read_bytes()
    kinds = ["bytes", "cut", "pipe", "link", "folder", "gone"]
    if path.suffix == ".json":
        kinds += ["value"] * 12
    kind = chance.choice(kinds)
    if kind == "value":
        data = json.loads(content)
        said = _spoil(data, chance)
        if chance.random() < 0.5 and isinstance(data, dict):
            data = seal({key: value for key, value in data.items() if key != SEAL})
        path.write_text(json.dumps(data))
        return said
    if kind == "bytes":
        spoilt = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path.write_bytes(spoilt)
        return "other bytes"
    if kind == "cut":
        path.write_bytes(content[: chance.randrange(len(content))])
        return "a cut"
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    return f"{kind} in place"


def _spoil(data: Any, chance: Random) -> str:
    """Put something wrong in the place of one value."""
    said = ""
    while isinstance(data, dict | list) and data:
        step = (
            chance.choice(sorted(data)) if isinstance(data, dict) else chance.randrange(len(data))
        )
        said += f"/{step}"
        if not isinstance(data[step], dict | list) or not data[step] or chance.random() < 0.2:
            if chance.random() < 0.1:
                del data[step]
                return f"no {said}"
            data[step] = chance.choice(WRONG)
            return f"{said} = {data[step]!r}"
        data = data[step]
    return "nothing"


@contextmanager
def _failing(what: str, after: int, code: int) -> Iterator[None]:
    """Let a call of the system fail from the n-th time on."""
    left = after

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0 and (what != "open" or "xb" in given):
                raise OSError(code, os.strerror(code))
            return real(*given, **more)

        return call

    place: Any = os if what == "fsync" else Path
    real = getattr(place, what)
    setattr(place, what, wrap(real))
    try:
        yield
    finally:
        setattr(place, what, real)
