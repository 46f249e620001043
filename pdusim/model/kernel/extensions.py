"""What a researcher adds to the model from a script: allocation rules, measures, distributions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypeAlias, cast

import numpy as np

from pdusim.outcomes.measures import MEASURES, Measure

Quantile: TypeAlias = "Callable[[float], float]"
"""The inverse of a distribution function: from a chance in (0, 1) to a value."""

MEAN_TOLERANCE: Final = 0.05
"""How far the mean of a distribution may seem from 1: the end of a long tail is not seen."""

_STEPS: Final = 4096
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
# A quantile worked out with floats may fall by a last digit where it should stand still.
_NOISE: Final = 1e-9


@dataclass(frozen=True)
class Extensions:
    """Rules, measures and distributions of one's own, by the name a scenario or a table uses.

    Parameters
    ----------
    rules : mapping of str to callable
        Allocation rules: from a `Choice` to a practitioner or None. A scenario asks for one with
        ``management.allocation.rule: own:NAME``.
    measures : sequence of Measure
        Measures beside those of pdusim, worked out from what a replication counted. Tables show
        them after the others.
    distributions : mapping of str to callable
        How the hours of a task scatter: the inverse of a distribution function, called with a
        chance in (0, 1), of values not below 0 with mean 1. A scenario asks for one with
        ``work.service.hours_distribution: own:NAME``.

    Raises
    ------
    ValueError
        When one of them cannot be used; the text says which, and what it must be.
    """

    rules: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    measures: Sequence[Measure] = ()
    distributions: Mapping[str, Quantile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _callables(self.rules):
            raise ValueError("define RULES as a mapping of rule name to function")
        if not _callables(self.distributions):
            raise ValueError("define DISTRIBUTIONS as a mapping of name to inverse distribution")
        check_measures(self.measures)
        for name, quantile in self.distributions.items():
            check_quantile(name, quantile)

    def __reduce__(self) -> tuple[type[Extensions], tuple[Any, ...]]:
        """Return how to make it again in another process, for the reason that `Outcome` gives."""
        return Extensions, tuple(getattr(self, part.name) for part in fields(self))

    @classmethod
    def of(cls, given: Extensions | Mapping[str, Callable[..., Any]] | None) -> Extensions:
        """Return what was given: nothing, a mapping of allocation rules, or all of it."""
        if given is None:
            return cls()
        return given if isinstance(given, Extensions) else cls(rules=given)


def _callables(given: object) -> bool:
    return isinstance(given, Mapping) and all(
        isinstance(name, str) and name and callable(one) for name, one in given.items()
    )


def check_measures(measures: object) -> None:
    """Make sure that each is a measure with a name of its own.

    Raises
    ------
    ValueError
        When one is not.
    """
    if isinstance(measures, str) or not isinstance(measures, Sequence):
        raise ValueError("define MEASURES as a list of pdusim.outcomes.measures.Measure")
    seen: set[str] = set()
    for measure in measures:
        if not isinstance(measure, Measure):
            raise ValueError(
                f"define MEASURES as a list of pdusim.outcomes.measures.Measure; {measure!r:.60} "
                "is none"
            )
        name = measure.name
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"measure {name!r:.60}: a name is of small letters, digits and underscores, "
                "'visits_made' say"
            )
        if name in MEASURES or name in seen:
            whose = "pdusim's own" if name in MEASURES else "there twice"
            raise ValueError(f"measure '{name}' is {whose}: give yours another name")
        seen.add(name)


def check_quantile(name: str, quantile: Quantile) -> None:
    """Make sure that a function is the inverse of a distribution of hours about their mean.

    Raises
    ------
    ValueError
        When it falls, gives a negative or infinite number, or its mean is not 1.
    """
    whole = f"distribution '{name}'"
    grid = (np.arange(_STEPS) + 0.5) / _STEPS
    values: list[float] = []
    # Of no type yet: a compiled build would refuse another one before it could be named.
    give = cast("Callable[[float], Any]", quantile)
    for u in grid.tolist():
        try:
            values.append(float(give(u)))
        except Exception as error:
            raise ValueError(
                f"{whole} stumbles at a chance of {u:g} ({type(error).__name__}: {error})"
            ) from error
    found = np.array(values)
    if not np.isfinite(found).all() or found.min() < 0.0:
        raise ValueError(
            f"{whole} gives {found[~(np.isfinite(found) & (found >= 0.0))][0]:g} hours for one: "
            "each value must be a number of 0 or more"
        )
    if (np.diff(found) < -_NOISE * max(1.0, float(found.max()))).any():
        raise ValueError(f"{whole} falls: an inverse distribution function rises with the chance")
    mean = float(found.mean())
    if abs(mean - 1.0) > MEAN_TOLERANCE:
        raise ValueError(
            f"{whole} has the mean {mean:.3g}, and it multiplies the hours of a standard: divide "
            "by its mean, so that the mean is 1"
        )
