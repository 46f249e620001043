"""Input files of every kind, spoilt: read, or refused with their place."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from pdusim.analysis.calibration_file import read_calibration
from pdusim.analysis.goal_file import read_goal
from pdusim.analysis.targets import read_targets
from pdusim.experiment.files import read_sweep
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario import ScenarioError, load_scenario
from pdusim.scenario.catalogue import Leaf, catalogue, default_settings, leaf_paths
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.shipped import is_bare_name
from tools.soak.counts import Counts
from tools.soak.mutation import NUMBERS, spoil

ROOT = Path(__file__).parents[2]
SECONDS = 30
"""Seconds of computing; a file that takes more of them to read hangs."""

_LEAVES = tuple(
    (".".join(path), leaf)
    for path, leaf in leaf_paths(catalogue(default_settings()))
    if "*" not in path
)
_PATHS = tuple(path for path, _ in _LEAVES)
_SCENARIOS = tuple(
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "scenarios").glob("*.yaml"))
    if path.stem != "baseline"
)
_STUDIES = (
    "name: s\nscenarios: [baseline, ecsl_70_days]\nbase: baseline\nset: {unit.scale: 0.1}\n"
    "levers:\n  management.allocation.rule: [least_loaded, round_robin]\n"
    "  workforce.posts.po: {range: [50, 70]}\nuncertain:\n"
    "  work.time_multiplier: {range: [1.3, 1.9]}\n"
    "design: {kind: lhs, points: 4, seed: 1}\nreplications: 2\nseed: 1\n"
    "measures: [missed_review_rate, workload_pct]\nweekly: false\n",
    "scenarios: [baseline]\nuncertain: [work.time_multiplier, reviews.risk.notice_share]\n"
    "design: {kind: morris, trajectories: 10, levels: 4}\n",
    "scenarios: [baseline, hdc_365_days]\n"
    "precision: {relative: 0.05, on: [missed_review_rate], maximum: 50, minimum: 5}\n",
    "scenarios: [baseline]\nuncertain:\n  people.rosh.community_order.low: {range: [0, 0.5]}\n"
    "  people.rosh.community_order.high: {range: [0, 0.5]}\n"
    "design: {kind: factorial, levels: 3}\nreplications: 3\n",
    "scenarios: [baseline]\nuncertain: all\nleave_out: [people, work]\n"
    "design: {kind: sobol_indices, points: 16}\n",
)
_CALIBRATIONS = (
    "name: c\nscenarios: {baseline: baseline, ecsl: ecsl_70_days}\ntargets: targets.csv\n"
    "only: [T1, T4]\nweights: {T1: 2.0}\nfree:\n  work.time_multiplier: {range: [1.3, 1.9]}\n"
    "set: {run.observe_weeks: 52}\nreplications: 4\ncheck_replications: 20\nrounds: 8\nseed: 1\n",
    "scenarios: {baseline: baseline}\ntargets: targets.csv\nleave_out: [T2]\n"
    "free: [work.time_multiplier, workforce.leaving.po]\n",
)
_GOAL = (ROOT / "experiments" / "goal_officers.yaml").read_text(encoding="utf-8")
_TARGETS = (ROOT / "experiments" / "targets.csv").read_text(encoding="utf-8")
_MEASURES = tuple(MEASURES)


class _TooSlowError(BaseException):
    """A file is still being read."""


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    """Stop what takes too long."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _TooSlowError

    # Of computing, not of the clock: a busy machine is no fault of the file.
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@cache
def _shipped(name: str) -> Scenario:
    return load_scenario(name)


def _load(source: Any) -> Scenario:
    """Load a scenario; shipped ones once."""
    bare = isinstance(source, str) and is_bare_name(source)
    return _shipped(source) if bare else load_scenario(source)


def _scenario(chance: Random) -> bytes:
    if chance.random() < 0.5:
        return spoil(chance.choice(_SCENARIOS), chance, _PATHS)
    lines = ["extends: baseline", "changes:"]
    for path, leaf in chance.sample(_LEAVES, chance.randrange(1, 5)):
        if chance.random() < 0.5:
            lines.insert(1, _nested(path, _value(leaf, chance)))
        else:
            day = chance.choice(("2022-10-03", "2023-05-01", "2024-02-29", "9999-01-01"))
            ramp = chance.choice(("", "ramp_days: 30, ", "ramp_days: 36525, "))
            lines.append(f"  - {{from: {day}, {ramp}set: {{{path}: {_value(leaf, chance)}}}}}")
    if lines[-1] == "changes:":
        lines.pop()
    text = "\n".join(lines) + "\n"
    return spoil(text, chance, _PATHS) if chance.random() < 0.3 else text.encode()


def _value(leaf: Leaf, chance: Random) -> str:
    """A value of a leaf: at a bound, beside one, or of no kind at all."""
    limits = [limit for limit in leaf.bounds.given().values() if isinstance(limit, int | float)]
    if leaf.choices and chance.random() < 0.7:
        return chance.choice(leaf.choices)
    if not limits or chance.random() < 0.2:
        return chance.choice((*NUMBERS, "true", "false", "'AB'", "[1, 2]", "[0.5, 0.5]"))
    limit = chance.choice(limits)
    near = chance.choice(
        (limit, limit, limit * 0.999, limit * 1.001, chance.uniform(0, limit or 1))
    )
    return f"{int(near) if int in leaf.accepts and float not in leaf.accepts else near}"


def _nested(path: str, value: str) -> str:
    """A value in its section, in one line."""
    first, *rest = path.split(".")
    inside = value
    for key in reversed(rest):
        inside = f"{{{key}: {inside}}}"
    return f"{first}: {inside}"


def _experiment(chance: Random) -> bytes:
    return spoil(chance.choice(_STUDIES), chance, _PATHS + _MEASURES)


def _calibration(chance: Random) -> bytes:
    return spoil(chance.choice(_CALIBRATIONS), chance, _PATHS)


def _targets(chance: Random) -> bytes:
    lines = _TARGETS.split("\n")
    text = "\n".join([lines[0], *chance.sample(lines[1:], chance.randrange(1, 8))]) + "\n"
    return spoil(text, chance, _MEASURES)


def _read_targets(file: Path) -> None:
    read_targets(file, MEASURES)


def _read_sweep(file: Path) -> None:
    read_sweep(file, _load)


def _read_calibration(file: Path) -> None:
    read_calibration(file, _load)


def _goal(chance: Random) -> bytes:
    return spoil(_GOAL, chance, _PATHS + _MEASURES)


def _read_goal(file: Path) -> None:
    read_goal(file, _load)


def _read_scenario(file: Path) -> None:
    load_scenario(file)


KINDS: dict[str, tuple[Callable[[Random], bytes], Callable[[Path], None], str, int]] = {
    # kind: what makes a file, what reads it, its ending, its part of ten
    "scenario": (_scenario, _read_scenario, ".yaml", 4),
    "experiment": (_experiment, _read_sweep, ".yaml", 2),
    "calibration": (_calibration, _read_calibration, ".yaml", 2),
    "goal": (_goal, _read_goal, ".yaml", 1),
    "targets": (_targets, _read_targets, ".csv", 1),
}


def soak(
    size: int, seed: int, counts: Counts, folder: Path, only: tuple[str, int] | None = None
) -> None:
    """Read `size` spoilt files of all kinds.

    Parameters
    ----------
    size : int
        Files in all.
    seed : int
        With kind and number it makes a file.
    counts : Counts
        What came of them.
    folder : Path
        Where each file is written, one over the other.
    only : (str, int), optional
        One file of one kind, to look at it again.
    """
    (folder / "targets.csv").write_text(_TARGETS, encoding="utf-8")
    for kind, (_, _, _, part) in KINDS.items():
        numbers = range(size * part // 10)
        if only is not None:
            numbers = range(only[1], only[1] + 1) if only[0] == kind else range(0)
        for number in numbers:
            _try(kind, seed, number, counts, folder)


def _try(kind: str, seed: int, number: int, counts: Counts, folder: Path) -> None:
    make, read, ending, _ = KINDS[kind]
    content = make(Random(f"{seed}:{kind}:{number}"))
    file = folder / f"case{ending}"
    file.write_bytes(content)
    try:
        with _limit(SECONDS):
            read(file)
    except ScenarioError as error:
        said = _amiss(error)
        if said:
            counts.find(kind, seed, number, said, content, ending)
        else:
            counts.add(kind, "refused")
    except _TooSlowError:
        counts.find(kind, seed, number, f"hangs for {SECONDS} s", content, ending)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} in {Path(where.filename).name}:{where.lineno}"
        counts.find(kind, seed, number, said, content, ending)
    else:
        counts.add(kind, "read")


def _amiss(error: ScenarioError) -> str:
    """What is wrong with the way a file is refused; nothing where it is told as it should be."""
    text = str(error)
    if not error.problems:
        return "refused without a problem"
    if not all(line.isprintable() for line in text.split("\n")):
        return "refused with a control or direction character in the message"
    if len(text) > 50_000:
        return f"refused with a message of {len(text):,} characters"
    if not all(problem.file for problem in error.problems):
        return f"refused without a file: {text}"
    return ""
