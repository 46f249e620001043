"""What a function of the user's own says, as plain data: two that say the same do the same."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from enum import Enum
from functools import partial
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np

from pdusim.experiment.errors import ExperimentError

OF_PACKAGE = "pdusim."
"""What is in the package is in the hash of its code."""


def said_by(value: Any, what: str) -> Any:
    """Return source, defaults and what is read from outside, of a function or what it reads.

    Parameters
    ----------
    value : object
        A function, or anything that a function reads: plain data, arrays, other functions.
    what : str
        Whose it is, for the message.

    Raises
    ------
    ExperimentError
        When it cannot be known what it says: one typed at a prompt, or one that reads an object.
    """
    return _said(value, what, {})


def _said(value: Any, what: str, seen: dict[int, str]) -> Any:
    if value is None or isinstance(value, str | int | float | bool | Enum | ModuleType):
        return value.__name__ if isinstance(value, ModuleType) else repr(value)
    module = getattr(value, "__module__", None) or ""
    if isinstance(value, type | FunctionType | BuiltinFunctionType):
        name = f"{module}:{value.__qualname__}"
        if f"{module}.".startswith(OF_PACKAGE) or isinstance(value, BuiltinFunctionType):
            return name
        if id(value) in seen:
            return name
        seen[id(value)] = name
        return [_source(value, what), _outside(value, what, seen)]
    if isinstance(value, partial):
        parts = [value.func, list(value.args), value.keywords]
        return ["partial", *(_said(part, what, seen) for part in parts)]
    if isinstance(value, Mapping):
        # In their order: an order can decide what a function does.
        return [[_said(key, what, seen), _said(one, what, seen)] for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [_said(one, what, seen) for one in value]
    if isinstance(value, np.ndarray | np.generic):
        return [str(value.dtype), value.tolist()]
    raise _unknown(what, f"it reads an object of type {type(value).__name__}")


def _source(value: type | FunctionType, what: str) -> str:
    try:
        return inspect.getsource(value)
    except (OSError, TypeError):
        raise _unknown(what, "its source cannot be read") from None


def _outside(value: type | FunctionType, what: str, seen: dict[int, str]) -> Any:
    """Return what a function reads that is not in its source: defaults, closure, globals."""
    if isinstance(value, type):
        return None
    names = inspect.getclosurevars(value)
    read = {**names.globals, **names.nonlocals}
    defaults = [value.__defaults__, value.__kwdefaults__]
    return [_said(defaults, what, seen), _said(dict(sorted(read.items())), what, seen)]


def _unknown(what: str, why: str) -> ExperimentError:
    return ExperimentError(
        f"{what}: {why}, so its replications cannot be told apart in a store: put it in a file and "
        "give that, rules='my_rules.py'"
    )
