"""Dated changes and ramps, compiled into validated settings for every day that matters."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pdusim.scenario.catalogue import Leaf, Path, catalogue, find, key_text, value_at
from pdusim.scenario.errors import Problem, ScenarioError
from pdusim.scenario.provenance import Provenance
from pdusim.scenario.validation import InvalidSectionError, replace_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from pdusim.scenario.schema import Settings

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class DatedChange:
    """One value that changes on a date.

    Parameters
    ----------
    date : datetime.date
        First day of the new value, or of the ramp towards it.
    path : str
        Dotted path of the leaf.
    value : Any
        The new value, validated.
    ramp_days : int
        Days over which the value moves there in a straight line; 0 for a step.
    note : str
        The author's note on the change.
    provenance : Provenance
        Where it is written, and its source if given.
    """

    date: datetime.date
    path: str
    value: Any
    ramp_days: int
    note: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Period:
    """Settings in force from a day on.

    Parameters
    ----------
    day : int
        Whole days since the start of the run.
    settings : Settings
        All values from then on, until the next period.
    """

    day: int
    settings: Settings


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a value's way: from ``before`` to ``target`` in ``ramp`` days (0: at once)."""

    day: int
    before: Any
    target: Any
    ramp: int

    def at(self, day: float) -> Any:
        """Return the exact value on ``day``, which is not before the piece."""
        if self.ramp == 0 or day >= self.day + self.ramp:
            return self.target
        return _between(self.before, self.target, (day - self.day) / self.ramp)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The exact course of one value over the calendar.

    Parameters
    ----------
    undated : Any
        The value before the first change.
    pieces : tuple of Piece
        In order of day; a later piece cuts off what is left of an earlier one.
    """

    undated: Any
    pieces: tuple[Piece, ...]

    def at(self, day: float) -> Any:
        """Return the exact value on a day (days since start, may be negative)."""
        held = self.undated
        for piece in self.pieces:
            if piece.day > day:
                break
            held = piece.at(day)
        return held

    def numbers(self, days: ArrayLike, key: str | None = None) -> NDArray[np.float64]:
        """Return the exact number on each of ``days``, NaN where it is null.

        ``key`` picks one number of a mix, NaN where the mix is without it.
        """
        import numpy as np

        when = np.asarray(days, dtype=np.float64)
        result = np.full(when.shape, _number(self.undated, key))
        for piece in self.pieces:
            before, target = _number(piece.before, key), _number(piece.target, key)
            share = np.ones(when.shape)
            if piece.ramp:
                share = np.clip((when - piece.day) / piece.ramp, 0.0, 1.0)
            course = np.where(share >= 1.0, target, before + (target - before) * share)
            result = np.where(when >= piece.day, course, result)
        return result

    def steps(self) -> list[tuple[int, Any]]:
        """Return the days on which the settings change, and to what: weekly inside a ramp."""
        found: list[tuple[int, Any]] = []
        for number, piece in enumerate(self.pieces):
            end = piece.day + piece.ramp
            days = [*range(piece.day, end, DAYS_A_WEEK), end]
            if number + 1 < len(self.pieces):
                days = [day for day in days if day < self.pieces[number + 1].day]
            found += [(day, piece.at(day)) for day in days]
        return found


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the dated changes of a scenario come to.

    Parameters
    ----------
    periods : tuple of Period
        The first on day 0, the others at each change within the horizon.
    trajectories : dict
        Dotted path to the exact course of every value that changes.
    warnings : tuple of str
        Changes without effect, in words.
    """

    periods: tuple[Period, ...]
    trajectories: dict[str, Trajectory]
    warnings: tuple[str, ...]


def horizon_days(settings: Settings) -> int:
    """Return the length of the run in days, warm-up included."""
    return DAYS_A_WEEK * (settings.run.warm_up_weeks + settings.run.observe_weeks)


def compile_timeline(undated: Settings, dated: Sequence[DatedChange]) -> Timeline:
    """Compile dated changes into settings for every day that matters.

    A change before the start of the run holds from the start; one on or after its last day has
    no effect and gives a warning. Inside a ramp the settings move in weekly steps, each to the
    exact value of its day.

    Parameters
    ----------
    undated : Settings
        Settings without any dated change.
    dated : sequence of DatedChange
        Ordered by date; on one date the later one wins.

    Raises
    ------
    ScenarioError
        When a ramp has no numbers at its ends, or the values of a day do not fit together.
    """
    start = undated.run.start
    group = catalogue(type(undated))
    problems: list[Problem] = []
    by_path: dict[str, list[DatedChange]] = {}
    for change in dated:
        by_path.setdefault(change.path, []).append(change)
    trajectories: dict[str, Trajectory] = {}
    steps: dict[int, dict[Path, Any]] = {}
    for dotted, changes in by_path.items():
        path = tuple(dotted.split("."))
        trajectory = _trajectory(value_at(undated, path), changes, start, problems)
        trajectories[dotted] = trajectory
        leaf = find(group, path)
        assert isinstance(leaf, Leaf)
        whole = int in leaf.accepts and float not in leaf.accepts
        for day, value in trajectory.steps():
            steps.setdefault(max(day, 0), {})[path] = _rounded(value) if whole else value
    if problems:
        raise ScenarioError(problems)
    end = horizon_days(undated)
    periods = _periods(undated, steps, end, dated)
    return Timeline(periods, trajectories, tuple(_warnings(dated, start, end)))


def _periods(
    undated: Settings,
    steps: Mapping[int, Mapping[Path, Any]],
    end: int,
    dated: Sequence[DatedChange],
) -> tuple[Period, ...]:
    periods: list[Period] = []
    problems: list[Problem] = []
    current = undated
    for day in sorted({0, *steps}):
        values = {p: v for p, v in steps.get(day, {}).items() if v != value_at(current, p)}
        if values:
            try:
                current = cast("Settings", replace_values(current, values))
            except InvalidSectionError as error:
                problems += _unfit(error, values, day, dated, undated.run.start)
                break
        if day < end and (values or day == 0):
            periods.append(Period(day, current))
    if problems:
        raise ScenarioError(problems)
    return tuple(periods)


def _trajectory(
    undated: Any,
    changes: Sequence[DatedChange],
    start: datetime.date,
    problems: list[Problem],
) -> Trajectory:
    pieces: list[Piece] = []
    for change in changes:
        day = (change.date - start).days
        before = Trajectory(undated, tuple(pieces)).at(day)
        if change.ramp_days and not _same_shape(before, change.value):
            place = change.provenance
            problems.append(
                Problem(
                    place.file,
                    place.line,
                    place.column,
                    change.path,
                    f"cannot change by a ramp from {before} to {change.value}",
                    "numbers at both ends; for a list or mix, the same length or the same names",
                    "change it without ramp_days",
                )
            )
        else:
            pieces.append(Piece(day, before, change.value, change.ramp_days))
    return Trajectory(undated, tuple(pieces))


def _warnings(dated: Sequence[DatedChange], start: datetime.date, end: int) -> list[str]:
    warnings = []
    last_day = start + datetime.timedelta(days=end)
    for number, change in enumerate(dated):
        place = f"{change.provenance.file}:{change.provenance.line}: {change.path}"
        if change.date >= last_day:
            warnings.append(
                f"{place} changes on {change.date}, after the run ends on {last_day}: no effect"
            )
        for later in dated[number + 1 :]:
            if later.date != change.date:
                break
            if later.path == change.path and later.provenance.file == change.provenance.file:
                warnings.append(f"{place} is set twice on {change.date}: the later one holds")
    return warnings


def _unfit(
    error: InvalidSectionError,
    values: Mapping[Path, Any],
    day: int,
    dated: Sequence[DatedChange],
    start: datetime.date,
) -> list[Problem]:
    """Say of values that do not fit together which dated change last touched them."""
    date = start + datetime.timedelta(days=day)
    problems = []
    for path, reason in error.failures:
        touched = {".".join(p) for p in values if p[: len(path)] == path or path[: len(p)] == p}
        place = [c for c in dated if c.path in touched and c.date <= date][-1].provenance
        message = f"from {date} the values do not fit together: {reason}"
        problems.append(Problem(place.file, place.line, place.column, ".".join(path), message))
    return problems


def _same_shape(before: Any, after: Any) -> bool:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys()
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after)
    return isinstance(before, int | float) and isinstance(after, int | float)


def _between(before: Any, target: Any, share: float) -> Any:
    if isinstance(before, Mapping):
        return {key: _between(before[key], target[key], share) for key in before}
    if isinstance(before, tuple):
        return tuple(_between(b, t, share) for b, t in zip(before, target, strict=True))
    return before + (target - before) * share


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_rounded(item) for item in value)
    return round(value) if isinstance(value, float) else value


def _number(value: Any, key: str | None) -> float:
    if key is not None:
        value = {key_text(name): number for name, number in value.items()}.get(key)
    return math.nan if value is None else float(value)
