"""Replications until the named measures are precise enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdusim.estimates import Difference, Estimate, StoppingRule, Target, Totals
from pdusim.estimates.intervals import estimate_totals
from pdusim.estimates.paired import difference
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import describe
from pdusim.scenario.errors import quote

#: Measures a precision is about when none are named: the two the model exists for.
HEADLINE = ("workload_pct", "missed_review_rate")

_WIDEST = 1e15
_MOST = 1_000_000
"""Most replications a precision may take."""
_KEYS = ("relative", "absolute", "on", "look_ahead", "minimum", "maximum")


@dataclass(frozen=True, slots=True)
class Precision:
    """Run until every named measure has a narrow enough interval.

    With one scenario the interval is that of the measure; with more, that of each paired
    difference from the first scenario.

    Parameters
    ----------
    targets : tuple of (str, Target)
        Measure and the half-width wanted for it.
    minimum, maximum : int
        Fewest and most replications of each scenario.
    look_ahead : int
        Further replications over which the precision must hold (see
        ``pdusim.estimates.look_ahead``).

    Raises
    ------
    ExperimentError
        When the numbers contradict each other.
    """

    targets: tuple[tuple[str, Target], ...]
    minimum: int = 5
    maximum: int = 1000
    look_ahead: int = 5

    def __post_init__(self) -> None:
        if not self.targets:
            raise ExperimentError("a precision needs at least one measure")
        if self.minimum < 3:
            raise ExperimentError(
                f"a precision needs at least 3 replications, not {self.minimum}: raise the minimum"
            )
        if self.maximum < self.minimum:
            raise ExperimentError(
                f"the most replications ({self.maximum}) lie below the fewest ({self.minimum})"
            )
        if self.look_ahead < 0:
            raise ExperimentError(f"a look-ahead is 0 or more, not {self.look_ahead}")

    @classmethod
    def of(cls, value: Precision | Mapping[str, Any] | float) -> Precision:
        """Read a precision from what a caller may write.

        Parameters
        ----------
        value : Precision, float or mapping
            A float is a relative half-width for ``HEADLINE``. A mapping has ``relative`` and/or
            ``absolute``, each a half-width for the measures in ``on`` or a mapping of measure to
            half-width, and optionally ``minimum``, ``maximum`` and ``look_ahead``.

        Raises
        ------
        ExperimentError
            When the value cannot be read; the text says what to write.
        """
        if isinstance(value, Precision):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = {"relative": value}
        if not isinstance(value, Mapping):
            raise ExperimentError(
                "a precision is a relative half-width (0.05) or a mapping such as "
                "{relative: 0.05, on: [missed_review_rate], maximum: 500}"
            )
        unknown = [quote(str(key)) for key in value if key not in _KEYS]
        if unknown:
            raise ExperimentError(
                f"a precision has no {unknown[0]}; it may have {', '.join(_KEYS)}"
            )
        rest = {k: _whole(k, value[k]) for k in ("minimum", "maximum", "look_ahead") if k in value}
        return cls(_targets(value), **rest)

    def rule(self, reached: Callable[[int], bool]) -> StoppingRule:
        """Make a stopping rule with these numbers around a test of the first n replications."""
        return StoppingRule(
            reached, minimum=self.minimum, limit=self.look_ahead, maximum=self.maximum
        )


@dataclass(frozen=True, slots=True)
class Width:
    """Precision of one measure at the end of a run.

    Parameters
    ----------
    scenario, measure : str
        Whose interval; for a comparison the scenario compared with the first.
    wanted, got : float or None
        Half-width wanted and reached; `got` is ``None`` where there is no interval.
    is_relative : bool
        As in ``Target``.
    reason : str or None
        Why there is no interval.
    """

    scenario: str
    measure: str
    wanted: float
    got: float | None
    is_relative: bool
    reason: str | None = None

    @property
    def reached(self) -> bool:
        """Whether it is narrow enough."""
        return self.got is not None and self.got <= self.wanted


@dataclass(frozen=True, slots=True)
class StoppingLog:
    """How many replications a precision took, and why.

    Parameters
    ----------
    replications : int
        Of each scenario.
    precise_from : int or None
        Replications at which every target was first met for good; ``None`` when the run ended
        at its maximum without that.
    compared : bool
        Whether the widths are those of differences.
    widths : tuple of Width
        At the end.
    """

    replications: int
    precise_from: int | None
    compared: bool
    widths: tuple[Width, ...]

    @property
    def text(self) -> str:
        """One sentence for a reader."""
        what = "difference" if self.compared else "measure"
        if self.precise_from is not None:
            return (
                f"{self.replications} replications: every {what} was precise enough from "
                f"{self.precise_from} on and stayed so over {self.replications - self.precise_from}"
                " more"
            )
        late = [w for w in self.widths if not w.reached]
        if not late:
            return (
                f"{self.replications} replications, the maximum: every {what} is precise enough "
                "now, but has not stayed so for the whole look-ahead"
            )
        return f"{self.replications} replications, the maximum: not yet precise enough: " + (
            ", ".join(f"{w.measure} of {w.scenario} ({_width(w)})" for w in late)
        )


class Monitor:
    """Watches the named measures as replications arrive in order.

    Parameters
    ----------
    precision : Precision
        What is wanted.
    names : sequence of str
        Names of the scenarios.
    confidence : float
        Of the intervals.
    """

    def __init__(self, precision: Precision, names: Sequence[str], confidence: float) -> None:
        self._precision = precision
        self._names = tuple(names)
        self._confidence = confidence
        self._rows: list[dict[str, tuple[list[float], list[float]]]] = [
            {measure: ([], []) for measure, _ in precision.targets} for _ in names
        ]
        self._known = 0
        self._rule = precision.rule(self._reached)

    def add(self, replication: Sequence[Mapping[str, tuple[float, float]]]) -> int | None:
        """Take in one replication of every scenario.

        Parameters
        ----------
        replication : sequence of mapping
            Totals by measure, one mapping a scenario.

        Returns
        -------
        int or None
            Replications to stop at; ``None`` to go on.
        """
        for rows, totals in zip(self._rows, replication, strict=True):
            for measure, (tops, bottoms) in rows.items():
                top, bottom = totals.get(measure, (0.0, 0.0))
                tops.append(top)
                bottoms.append(bottom)
        self._known += 1
        return self._rule.enough(self._known)

    def log(self, replications: int) -> StoppingLog:
        """Say how the run ended, with `replications` of each scenario."""
        widths = []
        for name, measure, target, estimate in self._estimates(replications):
            got = estimate.relative_half_width if target.is_relative else estimate.half_width
            reason = estimate.reason if got is None else None
            if estimate.few is not None:
                seen = f"only {estimate.few} of {estimate.n} replications give another value than 0"
                got, reason = None, f"{seen}: too few to go by"
            widths.append(Width(name, measure, target.half_width, got, target.is_relative, reason))
        return StoppingLog(replications, self._rule.satisfied, len(self._names) > 1, tuple(widths))

    def _reached(self, n: int) -> bool:
        return all(target.reached(e) for _, _, target, e in self._estimates(n))

    def _estimates(self, n: int) -> list[tuple[str, str, Target, Estimate]]:
        found = []
        for measure, target in self._precision.targets:
            bounds = describe(measure).bounds
            totals = [Totals.of(*_first(rows[measure], n), bounds) for rows in self._rows]
            if len(totals) == 1:
                estimate = estimate_totals(totals[0], self._confidence)
                found.append((self._names[0], measure, target, estimate))
            for name, other in zip(self._names[1:], totals[1:], strict=True):
                compared: Difference = difference(totals[0], other, self._confidence)
                found.append((name, measure, target, compared.estimate))
        return found


def _first(row: tuple[list[float], list[float]], n: int) -> tuple[list[float], list[float]]:
    return row[0][:n], row[1][:n]


def _targets(value: Mapping[str, Any]) -> tuple[tuple[str, Target], ...]:
    on = value.get("on", HEADLINE)
    if isinstance(on, str):
        on = [part.strip() for part in on.split(",")]
    if not isinstance(on, Sequence) or not all(isinstance(name, str) and name for name in on):
        raise ExperimentError(
            f"'on' of a precision is a list of measures, such as [missed_review_rate], not {on!r}"
        )
    targets: dict[str, Target] = {}
    for key in ("relative", "absolute"):
        if key not in value:
            continue
        wanted = value[key]
        by_measure = wanted if isinstance(wanted, Mapping) else dict.fromkeys(on, wanted)
        for measure, width in by_measure.items():
            if measure in targets:
                raise ExperimentError(
                    f"'{measure}' has a relative and an absolute precision: keep one"
                )
            if isinstance(width, bool) or not isinstance(width, int | float):
                raise ExperimentError(f"the precision of '{measure}' is a number, not {width!r}")
            if not abs(width) <= _WIDEST:
                raise ExperimentError(
                    f"the precision of '{measure}' is a number of at most {_WIDEST:g}"
                )
            try:
                targets[str(measure)] = Target(float(width), key == "relative")
            except ValueError as error:
                raise ExperimentError(f"{measure}: {error}") from None
    if not targets:
        raise ExperimentError("a precision needs 'relative: 0.05' or 'absolute: {measure: width}'")
    return tuple(targets.items())


def _whole(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExperimentError(f"'{key}' of a precision is a whole number, not {value!r}")
    if not abs(value) <= _MOST:
        raise ExperimentError(f"'{key}' of a precision is at most {_MOST:,}")
    return value


def _width(width: Width) -> str:
    if width.got is None:
        return width.reason or "no interval"
    if width.is_relative:
        if width.got == float("inf"):
            return "around 0, where no relative precision exists: ask for an absolute one"
        return f"{width.got:.1%} of its size, {width.wanted:.1%} wanted"
    return f"{width.got:.3g}, {width.wanted:.3g} wanted"
