"""What a worker does: a few replications of one scenario, or of several that share their past.

Imports nothing heavy: a worker started afresh pays for every import before its first
replication.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import multiprocessing
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, Union, cast, runtime_checkable

from pdusim.experiment.forking import Watch, can_copy
from pdusim.experiment.shared_past import Branch, Struck, branches, replicate_together
from pdusim.experiment.traces import one_line, trace_of
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    from pdusim.model.kernel.extensions import Extensions
    from pdusim.scenario.scenario import Scenario

#: Where the model is found; resolved in the worker, when the first replication needs it.
SIMULATE = "pdusim.model.replication:simulate"

#: What a replication may keep beside its measures.
Record = Literal["measures", "weekly", "events"]
#: The function that simulates, or where to find it as ``module:name``.
Model = str | Callable[..., Outcome]
#: What a researcher adds to the model: allocation rules by name, or `Extensions`, or the path of a
#: Python file that defines ``RULES``, ``MEASURES`` or ``DISTRIBUTIONS``.
Rules = Union[Mapping[str, Callable[..., Any]], "Extensions", str, Path, None]


@runtime_checkable
class ScenarioLike(Protocol):
    """What an experiment needs of a scenario (``pdusim.scenario.Scenario`` has it)."""

    @property
    def name(self) -> str:
        """Name shown in tables."""

    @property
    def description(self) -> str:
        """One or two sentences."""

    def resolved(self) -> dict[str, Any]:
        """Return every value and change as plain data, the same for the same meaning."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that could not be finished.

    Parameters
    ----------
    scenario : str
        Name of its scenario.
    replication : int
        Its number.
    error : str
        Kind and message of the error, one line.
    detail : str
        Traceback in the worker, or what is known of its end.
    """

    scenario: str
    replication: int
    error: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A scenario ready to be sent: pickled once, however many tasks carry it.

    Parameters
    ----------
    name : str
        Name in tables and failures.
    digest : str
        Hash of `content`; a worker unpickles a content it has seen before only once.
    content : bytes
        Pickled model, scenario and rules.
    """

    name: str
    digest: str
    content: bytes

    @classmethod
    def of(
        cls,
        name: str,
        scenario: ScenarioLike,
        rules: Rules = None,
        simulate: Model = SIMULATE,
    ) -> Parcel:
        """Pack a scenario with its rules."""
        if isinstance(rules, Path):
            rules = str(rules)
        elif isinstance(rules, Mapping):
            rules = dict(rules)
        content = pickle.dumps((simulate, scenario, rules), protocol=pickle.HIGHEST_PROTOCOL)
        return cls(name, hashlib.sha256(content).hexdigest(), content)


@dataclass(frozen=True, slots=True)
class Task:
    """Some replications of one scenario.

    Parameters
    ----------
    parcel : Parcel
        The scenario.
    seed : int
        Seed of the whole run.
    replications : tuple of int
        Numbers of the replications to simulate, in this order.
    record : {"measures", "weekly", "events"}
        What to keep of each.
    kin : tuple of Task
        The same of other scenarios of the run, performed together with this one so that what they
        share is simulated once. Their results follow those of this task.
    """

    parcel: Parcel
    seed: int
    replications: tuple[int, ...]
    record: Record = "measures"
    kin: tuple[Task, ...] = ()

    @property
    def parts(self) -> tuple[Task, ...]:
        """The task by itself, and its kin."""
        return (replace(self, kin=()), *self.kin) if self.kin else (self,)

    def failed(self, error: str, detail: str = "") -> tuple[Failure, ...]:
        """Every replication of this task and its kin as failed for one reason."""
        return tuple(
            Failure(part.parcel.name, number, error, detail)
            for part in self.parts
            for number in part.replications
        )


def perform(task: Task) -> tuple[Outcome | Failure, ...]:
    """Simulate a task's replications; an error in one is reported in its place.

    Parameters
    ----------
    task : Task

    Returns
    -------
    tuple of Outcome or Failure
        One a replication, in the order of ``task.replications``, then those of its kin.
    """
    if not task.kin:
        return _perform_one(task)
    if not can_copy():
        return tuple(result for part in task.parts for result in _perform_one(part))
    return _perform_together(task.parts)


def _perform_together(parts: tuple[Task, ...]) -> tuple[Outcome | Failure, ...]:
    """Perform tasks of one run, replication by replication, so that a shared past is shared."""
    found: dict[tuple[int, int], Outcome | Failure] = {}
    for number in sorted({number for part in parts for number in part.replications}):
        places = [place for place, part in enumerate(parts) if number in part.replications]
        wanted = tuple(parts[place].parcel for place in places)
        try:
            scenarios, plan, rules = _plan(wanted)
        except Exception:  # noqa: BLE001 - alone, it will show which of them it is
            for place in places:
                (found[place, number],) = _perform_one(
                    replace(parts[place], replications=(number,))
                )
            continue
        results = replicate_together(
            scenarios,
            plan,
            seed=parts[0].seed,
            replication=number,
            record=parts[0].record,
            rules=rules,
        )
        for place, parcel, result in zip(places, wanted, results, strict=True):
            found[place, number] = (
                Failure(parcel.name, number, result.error, result.detail)
                if isinstance(result, Struck)
                else result
            )
    return tuple(found[place, n] for place, part in enumerate(parts) for n in part.replications)


def _perform_one(task: Task) -> tuple[Outcome | Failure, ...]:
    try:
        model, scenario, rules = _unpack(task.parcel.digest, task.parcel.content)
        simulate = _resolve(model)
    except Exception as error:  # noqa: BLE001 - sent to the parent, which names it
        return task.failed(one_line(error), trace_of(error))
    extra: dict[str, Any] = {} if rules is None else {"rules": rules}
    results: list[Outcome | Failure] = []
    for number in task.replications:
        try:
            outcome = simulate(
                scenario, seed=task.seed, replication=number, record=task.record, **extra
            )
        except (Exception, SystemExit) as error:  # noqa: BLE001 - sent to the parent
            results.append(Failure(task.parcel.name, number, one_line(error), trace_of(error)))
        else:
            results.append(outcome)
    return tuple(results)


def start_worker() -> None:
    """Prepare a worker process.

    Ctrl-C, or a terminal that is closed, is for the parent, which stops its workers in order. A
    parent that is killed cannot:
    its workers would wait for ever, so each ends itself when the parent is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Watch(parent.join).start()


class RulesError(ValueError):
    """A rule file that cannot be used; the text names it and says what it must be."""


#: What a rule file may define, and what of it.
DEFINED = {"RULES": "rules", "MEASURES": "measures", "DISTRIBUTIONS": "distributions"}


def load_rules(path: str) -> Extensions:
    """Read what a Python file adds to the model: ``RULES``, ``MEASURES``, ``DISTRIBUTIONS``.

    Raises
    ------
    RulesError
        When it cannot be read, stumbles, or defines none of them as it should be.
    """
    from pdusim.model.kernel.extensions import Extensions

    # Not the method: it raises for a name that no file system takes.
    if not os.path.isfile(path):
        raise RulesError(f"{path}: there is no such rule file")
    spec = importlib.util.spec_from_file_location("pdusim_extra_rules", path)
    if spec is None or spec.loader is None:
        raise RulesError(f"{path}: a rule file is a Python file (name.py)")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # it is the user's code, and may do anything
        place = _place_in(path, error)
        what = "ends the program" if isinstance(error, SystemExit) else "stumbles"
        raise RulesError(f"{path}{place}: the rule file {what} ({one_line(error)})") from error
    there = {part: getattr(module, name) for name, part in DEFINED.items() if hasattr(module, name)}
    if not there:
        raise RulesError(
            f"{path}: define RULES, a mapping of rule name to function, or MEASURES or "
            "DISTRIBUTIONS"
        )
    try:
        return Extensions(**there)
    except ValueError as error:
        raise RulesError(f"{path}: {error}") from error


def _place_in(path: str, error: BaseException) -> str:
    """Line of a file at which an error came about, as ``:12``; empty where it is not known."""
    if isinstance(error, SyntaxError):
        return f":{error.lineno}"
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
    return f":{lines[-1]}" if lines else ""


@lru_cache(maxsize=8)
def _plan(
    parcels: tuple[Parcel, ...],
) -> tuple[
    list[Scenario], tuple[Branch, ...], Mapping[str, Callable[..., Any]] | Extensions | None
]:
    """Scenarios of parcels of one run, what they share, and the run's rules."""
    unpacked = [_unpack(parcel.digest, parcel.content) for parcel in parcels]
    # Only scenarios of the model itself are sent together.
    scenarios = [cast("Scenario", scenario) for _, scenario, _ in unpacked]
    return scenarios, branches(scenarios), unpacked[0][2]


# A sweep sends each of its points to several workers, one after the other: a short memory will do.
# All policies that are shipped may come together, though.
@lru_cache(maxsize=64)
def _unpack(
    digest: str, content: bytes
) -> tuple[Model, ScenarioLike, Mapping[str, Callable[..., Any]] | Extensions | None]:
    model, scenario, rules = pickle.loads(content)
    if isinstance(rules, str):
        rules = load_rules(rules)
    return model, scenario, rules


def _resolve(model: Model) -> Callable[..., Outcome]:
    if not isinstance(model, str):
        return model
    module, _, name = model.partition(":")
    found: Callable[..., Outcome] = getattr(importlib.import_module(module), name)
    return found
