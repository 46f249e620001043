"""What makes two replications the same: scenario, seed, code and libraries, as hashes."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.sources import said_by
from pdusim.experiment.tasks import Rules, ScenarioLike
from pdusim.model.kernel.extensions import Extensions

#: Parts of the package that can change a number. The layers above only arrange replications and
#: show them, so that a change there leaves a store valid.
COUNTED = ("arithmetic.py", "domain", "model", "outcomes", "randomness.py", "scenario")

#: Libraries whose version can change a number.
LIBRARIES = ("numpy", "scipy", "simpy", "holidays")

#: Entry of a file of JSON that holds the hash of everything else in it.
SEAL = "seal"


def canonical(value: Any) -> str:
    """Text of plain data, the same for the same data whatever the order of its keys.

    Parameters
    ----------
    value : dict, list, str, number, bool, date, enum member or None
        Nested as need be.

    Raises
    ------
    TypeError
        When something in it is none of these.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=plain
    )


def scenario_hash(scenario: ScenarioLike) -> str:
    """Hash of a scenario's resolved values and changes; its name does not enter."""
    return values_hash(scenario.resolved())


def values_hash(values: Mapping[str, Any]) -> str:
    """Hash of what ``Scenario.resolved()`` gave, or of what was kept of it."""
    counted = {key: value for key, value in values.items() if key not in ("name", "description")}
    return _hash(canonical(counted))


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Hash of the source of every part of the package that can change a number."""
    root = Path(__file__).resolve().parent.parent
    sources: list[Path] = []
    for part in COUNTED:
        place = root / part
        if place.is_dir():
            sources.extend(place.rglob("*.py"))
        elif place.is_file():
            sources.append(place)
    total = hashlib.sha256()
    for path in sorted(sources, key=lambda p: p.relative_to(root).as_posix()):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        # Line ends differ between checkouts and mean nothing.
        total.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """Versions that can change a number: Python, processor family and libraries."""
    found = {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": platform.machine(),
    }
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def rules_hash(rules: Rules) -> str | None:
    """Hash of what a researcher adds: of the file, or of what each function says.

    Raises
    ------
    ExperimentError
        When it cannot be known what a function says (one typed at a prompt, say).
    """
    if rules is None:
        return None
    if isinstance(rules, str | Path):
        return _hash(Path(rules).read_text(encoding="utf-8"))
    own = Extensions.of(rules)
    said = {
        "rules": {name: said_by(one, f"rule '{name}'") for name, one in own.rules.items()},
        "measures": {
            one.name: said_by([one.formula, one.title, one.unit, one.kind], f"measure '{one.name}'")
            for one in own.measures
        },
        "distributions": {
            name: said_by(one, f"distribution '{name}'") for name, one in own.distributions.items()
        },
    }
    return _hash(canonical(said))


def known_rules_hash(rules: Rules) -> str | None:
    """Return `rules_hash`, or None where it cannot be known: enough to tell runs apart by."""
    try:
        return rules_hash(rules)
    except ExperimentError:
        return None


def replication_key(scenario: ScenarioLike, seed: int, rules: Rules = None) -> str:
    """Key under which the replications of a scenario are stored.

    Two runs with one key give the same replications to the last bit: it hashes the resolved
    values, the seed, the source of the model, the versions that matter and the extra rules.
    """
    return key_of(scenario_hash(scenario), seed, code_hash(), environment(), rules_hash(rules))


def key_of(
    scenario: str, seed: int, code: str, environment: Mapping[str, str], rules: str | None
) -> str:
    """Key made of its parts, as a store notes them."""
    return _hash(
        canonical(
            {
                "scenario": scenario,
                "seed": seed,
                "code": code,
                "environment": environment,
                "rules": rules,
            }
        )
    )


def seal(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file of JSON is to hold with a hash of all of it, which tells changes.

    Parameters
    ----------
    content : mapping
        Plain data; it is returned as it will be read back.
    """
    written: dict[str, Any] = json.loads(json.dumps(content, allow_nan=False, default=plain))
    return {**written, SEAL: _seal_of(written)}


def sealed(content: Mapping[str, Any]) -> bool:
    """Whether nothing was changed since `seal`; files of earlier versions have none to break."""
    return SEAL not in content or content[SEAL] == _seal_of(content)


def _seal_of(content: Mapping[str, Any]) -> str:
    return _hash(canonical({key: value for key, value in content.items() if key != SEAL}))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """Turn what JSON does not know (dates, enum members, tuples, sets) into what it knows.

    Raises
    ------
    TypeError
        When the value is none of these.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return sorted(value) if isinstance(value, set | frozenset) else list(value)
    raise TypeError(f"{type(value).__name__} is not plain data")
