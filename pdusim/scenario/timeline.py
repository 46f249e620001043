"""Dated changes and ramps, compiled into validated settings for every day that matters."""

from __future__ import annotations

import datetime
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from pdusim.scenario.catalogue import Leaf, Path, catalogue, find, key_text, value_at
from pdusim.scenario.change_problems import (
    at_own_leaf,
    impossible,
    out_of_bounds,
    too_many,
    unfit,
    without_effect,
)
from pdusim.scenario.dated import HOWS, MOST_CHANGES, DatedChange, How
from pdusim.scenario.errors import Problem, ScenarioError
from pdusim.scenario.provenance import Provenance
from pdusim.scenario.validation import InvalidSectionError, replace_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from pdusim.scenario.schema import Settings

DAYS_A_WEEK = 7


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
    """One change of a value's course.

    Parameters
    ----------
    day : int
        Days since the start.
    before, target : Any
        Of a value that is set: from what to what; it cuts off what is left of earlier changes.
    ramp : int
        Days over which it comes about; 0 for at once.
    how, amount
        As in `DatedChange`: a relative change goes on top of the course of the earlier ones, ramps
        that are under way included.
    """

    day: int
    before: Any
    target: Any
    ramp: int
    how: How = "set"
    amount: float = 0.0

    def over(self, held: Any, day: float) -> Any:
        """Return the exact value on ``day``, not before the piece, over what is held without it."""
        if self.how == "set":
            if self.ramp == 0 or day >= self.day + self.ramp:
                return self.target
            return _between(self.before, self.target, (day - self.day) / self.ramp)
        share = min(1.0, (day - self.day) / self.ramp) if self.ramp else 1.0
        return _relative(held, self.how, self.amount, share)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The exact course of one value over the calendar.

    Parameters
    ----------
    undated : Any
        The value before the first change.
    pieces : tuple of Piece
        In order of day.
    """

    undated: Any
    pieces: tuple[Piece, ...]

    def at(self, day: float) -> Any:
        """Return the exact value on a day (days since start, may be negative)."""
        begun = bisect_right(self.pieces, day, key=attrgetter("day"))
        # A value that is set owes nothing to what was before.
        first = begun
        while first > 0 and self.pieces[first - 1].how != "set":
            first -= 1
        held = self.undated
        for piece in self.pieces[max(0, first - 1) : begun]:
            held = piece.over(held, day)
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
            if piece.how == "set":
                course = np.where(share >= 1.0, target, before + (target - before) * share)
            else:
                course = _relative(result, piece.how, piece.amount, share)
            result = np.where(when >= piece.day, course, result)
        return result

    def steps(self, until: int) -> list[tuple[int, Any]]:
        """Return the days on which the settings change, and to what.

        Weekly inside a ramp while the run lasts; before and after it at the ends of ramps only.
        """
        days: set[int] = set()
        for piece in self.pieces:
            if piece.how == "set":
                days = {day for day in days if day < piece.day}
            end = piece.day + piece.ramp
            # The last step before the start is in force on its day.
            first = piece.day + DAYS_A_WEEK * max(0, -piece.day // DAYS_A_WEEK)
            days.update(range(first, min(end, until), DAYS_A_WEEK))
            days |= {piece.day, end}
        return [(day, self.at(day)) for day in sorted(days)]


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
    dated : tuple of DatedChange
        The changes in their order, the values of relative ones worked out.
    """

    periods: tuple[Period, ...]
    trajectories: dict[str, Trajectory]
    warnings: tuple[str, ...]
    dated: tuple[DatedChange, ...]


def horizon_days(settings: Settings) -> int:
    """Return the length of the run in days, warm-up included."""
    return DAYS_A_WEEK * (settings.run.warm_up_weeks + settings.run.observe_weeks)


def compile_timeline(
    undated: Settings,
    dated: Sequence[DatedChange],
    provenance: Mapping[str, Provenance] | None = None,
    files: Sequence[str] = (),
) -> Timeline:
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
    provenance : mapping of str to Provenance, optional
        Where the values without a date are written.
    files : sequence of str
        The author's file, then what it extends.

    Raises
    ------
    ScenarioError
        When a ramp has no numbers at its ends, a relative change finds no number or leads out of
        bounds, or the values of a day do not fit together.
    """
    start = undated.run.start
    end = horizon_days(undated)
    group = catalogue(type(undated))
    problems: list[Problem] = []
    by_path: dict[str, list[int]] = {}
    for number, change in enumerate(dated):
        by_path.setdefault(change.path, []).append(number)
    trajectories: dict[str, Trajectory] = {}
    steps: dict[int, dict[Path, Any]] = {}
    resolved = list(dated)
    for dotted, numbers in by_path.items():
        path = tuple(dotted.split("."))
        leaf = find(group, path)
        assert isinstance(leaf, Leaf)
        whole = int in leaf.accepts and float not in leaf.accepts
        if len(numbers) > MOST_CHANGES:
            problems.append(too_many(dated[numbers[MOST_CHANGES]], MOST_CHANGES))
            continue
        changes = [dated[number] for number in numbers]
        trajectory = _trajectory(value_at(undated, path), changes, start, problems)
        if problems:
            continue
        trajectories[dotted] = trajectory
        for place, number in enumerate(numbers):
            if dated[number].how != "set":
                value = _reached(trajectory, place)
                value = _rounded(value) if whole else value
                resolved[number] = replace(dated[number], value=value)
        course = [(day, _rounded(v) if whole else v) for day, v in trajectory.steps(end)]
        if any(change.how != "set" for change in changes):
            problems += out_of_bounds(leaf, course, changes, start)
        for day, value in course:
            steps.setdefault(max(day, 0), {})[path] = value
    if problems:
        raise ScenarioError(problems)
    periods = _periods(undated, steps, end, dated, provenance or {}, files)
    warnings = without_effect(dated, start, end)
    return Timeline(periods, trajectories, tuple(warnings), tuple(resolved))


def how_of(change: Mapping[str, Any]) -> How:
    """Return what a change does, as ``Scenario.resolved()`` says of it."""
    return next((how for how in HOWS if how in change), "set")


def trajectory_of(undated: Any, changes: Sequence[Mapping[str, Any]], start: str) -> Trajectory:
    """Return the course of a value from what ``Scenario.resolved()`` says of its changes.

    Parameters
    ----------
    undated : Any
        The value before the first change.
    changes : sequence of mapping
        Those of this value, in order of date.
    start : str
        First day of the run.
    """
    first = datetime.date.fromisoformat(start)
    pieces: list[Piece] = []
    for change in changes:
        day = (datetime.date.fromisoformat(str(change["from"])) - first).days
        how = how_of(change)
        before = Trajectory(undated, tuple(pieces)).at(day)
        ramp = int(change.get("ramp_days") or 0)
        amount = float(change.get(how) or 0.0)
        pieces.append(Piece(day, before, change["value"], ramp, how, amount))
    return Trajectory(undated, tuple(pieces))


def _reached(trajectory: Trajectory, place: int) -> Any:
    """Return the value that a change has led to by the end of its ramp, later ones apart."""
    pieces = trajectory.pieces[: place + 1]
    return Trajectory(trajectory.undated, pieces).at(pieces[-1].day + pieces[-1].ramp)


def _periods(
    undated: Settings,
    steps: Mapping[int, Mapping[Path, Any]],
    end: int,
    dated: Sequence[DatedChange],
    provenance: Mapping[str, Provenance],
    files: Sequence[str],
) -> tuple[Period, ...]:
    periods: list[Period] = []
    problems: list[Problem] = []
    current = undated
    for day in sorted({0, *steps}):
        values = {p: v for p, v in steps.get(day, {}).items() if v != value_at(current, p)}
        if values:
            before = current
            try:
                current = cast("Settings", replace_values(current, values))
            except InvalidSectionError as error:
                found = unfit(error, values, day, dated, undated.run.start)
                problems += [
                    at_own_leaf(one, leaves, provenance, files)
                    for one, leaves in zip(found, error.leaves, strict=True)
                ]
                break
            problems += impossible(before, current, values, day, dated)
            if problems:
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
    # What is added to or multiplied stays the number that it was when it was set.
    last_set = undated
    for change in changes:
        day = (change.date - start).days
        place = change.provenance
        at = (place.file, place.line, place.column, change.path)
        if change.how != "set":
            if isinstance(last_set, int | float) and not isinstance(last_set, bool):
                amount = cast("float", change.amount)
                pieces.append(Piece(day, None, None, change.ramp_days, change.how, amount))
                continue
            before = Trajectory(undated, tuple(pieces)).at(day)
            message = f"is {'null' if before is None else before} on {change.date}"
            expected = f"a number to {'add to' if change.how == 'add' else 'multiply'}"
            problems.append(Problem(*at, message, expected, "give the value itself: set: {…}"))
            continue
        before = Trajectory(undated, tuple(pieces)).at(day)
        last_set = change.value
        if change.ramp_days and not _same_shape(before, change.value):
            problems.append(
                Problem(
                    *at,
                    f"cannot change by a ramp from {before} to {change.value}",
                    "numbers at both ends; for a list or mix, the same length or the same names",
                    "change it without ramp_days",
                )
            )
        else:
            pieces.append(Piece(day, before, change.value, change.ramp_days))
    return Trajectory(undated, tuple(pieces))


def _same_shape(before: Any, after: Any) -> bool:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys()
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after)
    return isinstance(before, int | float) and isinstance(after, int | float)


def _between(before: Any, target: Any, share: float) -> Any:
    if isinstance(before, Mapping):
        return {key: _between(before[key], target[key], share) for key in before}
    if isinstance(before, tuple | list):
        return tuple(_between(b, t, share) for b, t in zip(before, target, strict=True))
    return before + (target - before) * share


def _relative(held: Any, how: How, amount: float, share: Any) -> Any:
    """Return a number, or an array, with a share of a relative change on it."""
    return held + amount * share if how == "add" else held * (1.0 + (amount - 1.0) * share)


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
