"""What is wrong with dated changes, or without effect, told at the place where it is written."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pdusim.scenario.catalogue import Leaf, Path
from pdusim.scenario.dated import DatedChange
from pdusim.scenario.errors import Problem
from pdusim.scenario.provenance import Provenance
from pdusim.scenario.validation import InvalidSectionError

if TYPE_CHECKING:
    from pdusim.scenario.schema import Settings


def too_many(change: DatedChange, most: int) -> Problem:
    """Say at the first change too many of a value that there are too many."""
    place = change.provenance
    message = f"changes more than {most:,} times"
    expected = "fewer changes, or ramps (ramp_days) in their place"
    return Problem(place.file, place.line, place.column, change.path, message, expected)


def out_of_bounds(
    leaf: Leaf,
    course: Sequence[tuple[int, Any]],
    changes: Sequence[DatedChange],
    start: datetime.date,
) -> list[Problem]:
    """Say the first day on which a relative change has led to a value that is not allowed."""
    for day, value in course:
        date = start + datetime.timedelta(days=day)
        if value is None or leaf.bounds.holds(value):
            continue
        change = [one for one in changes if one.how != "set" and one.date <= date][-1]
        place = change.provenance
        did = "added" if change.how == "add" else "as a factor"
        message = f"with {change.amount:g} {did} it is {value:g} on {date}, out of bounds"
        return [Problem(place.file, place.line, place.column, change.path, message, leaf.expected)]
    return []


def without_effect(dated: Sequence[DatedChange], start: datetime.date, end: int) -> list[str]:
    """Return what the author should know of changes without effect: one text a value and cause."""
    last_day = start + datetime.timedelta(days=end)
    next_set: dict[str, DatedChange] = {}
    overtaken: list[DatedChange | None] = []
    for change in reversed(dated):
        overtaken.append(next_set.get(change.path))
        if change.how == "set":
            next_set[change.path] = change
    too_late: dict[tuple[str, str], list[DatedChange]] = {}
    together: dict[tuple[str, str], dict[datetime.date, list[DatedChange]]] = {}
    for change in dated:
        of_file = (change.path, change.provenance.file)
        if change.date >= last_day:
            too_late.setdefault(of_file, []).append(change)
        together.setdefault(of_file, {}).setdefault(change.date, []).append(change)
    warnings = [_too_late(changes, last_day) for changes in too_late.values()]
    warnings += [text for days in together.values() if (text := _set_again([*days.values()]))]
    ended: dict[tuple[str, str, int], list[tuple[DatedChange, DatedChange]]] = {}
    for change, later in zip(dated, reversed(overtaken), strict=True):
        # Of one file its author knows.
        if change.how == "set" or later is None:
            continue
        here, there = change.provenance, later.provenance
        if here.file != there.file:
            ended.setdefault((change.path, here.file, there.line), []).append((change, later))
    warnings += [_overtaken(*changes[0], len(changes) - 1) for changes in ended.values()]
    return warnings


def _place(change: DatedChange) -> str:
    return f"{change.provenance.file}:{change.provenance.line}: {change.path}"


def _too_late(changes: Sequence[DatedChange], last_day: datetime.date) -> str:
    more = f", and {len(changes) - 1:,} times more," if len(changes) > 1 else ","
    return (
        f"{_place(changes[0])} changes on {changes[0].date}{more} after the run ends on "
        f"{last_day}: no effect"
    )


def _set_again(days: Sequence[Sequence[DatedChange]]) -> str:
    """Tell of changes of one value on one date that a later one of the same file undoes."""
    lost = []
    for changes in days:
        sets = [number for number, change in enumerate(changes) if change.how == "set"]
        if sets and sets[-1]:
            lost.append((changes[0], sets[-1] + 1))
    if not lost:
        return ""
    change, times = lost[0]
    what, which = ("twice", "later") if times == 2 else (f"{times:,} times", "last")
    others = "another date" if len(lost) == 2 else f"{len(lost) - 1:,} other dates"
    more = f", and more than once on {others}" if len(lost) > 1 else ""
    return f"{_place(change)} is set {what} on {change.date}{more}: the {which} one holds"


def _overtaken(change: DatedChange, other: DatedChange, more: int) -> str:
    """Tell of a relative change, and more, that end because another file sets the value later."""
    where = f"{other.provenance.file}:{other.provenance.line}"
    did = "added" if change.how == "add" else "multiplied by"
    also = f", like {more:,} more changes," if more else ""
    return (
        f"{_place(change)}: {did} {change.amount:g} from {change.date}{also} holds until "
        f"{other.date} only, when {where} sets the value to {other.value}; add it again there if "
        "it is meant to last"
    )


def unfit(
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


def at_own_leaf(
    problem: Problem,
    leaves: Sequence[str],
    provenance: Mapping[str, Provenance],
    files: Sequence[str],
) -> Problem:
    """Tell a problem at a leaf of the author's own file, not at a change in one it extends."""
    order = {file: number for number, file in enumerate(files)}
    here = order.get(problem.file, -1)
    own = [
        (path, provenance[path])
        for path in leaves
        if path in provenance and order.get(provenance[path].file, here) < here
    ]
    if not own:
        return problem
    path, place = max(own, key=lambda one: (-order[one[1].file], one[1].line, one[1].column))
    return replace(problem, file=place.file, line=place.line, column=place.column, path=path)


def impossible(
    before: Settings,
    after: Settings,
    values: Mapping[Path, Any],
    day: int,
    dated: Sequence[DatedChange],
) -> list[Problem]:
    """Say of dated changes that cannot be, though the values after them fit together."""
    date = after.run.start + datetime.timedelta(days=day)
    last: dict[str, DatedChange] = {}
    for change in dated:
        if change.date <= date:
            last[change.path] = change
    # What was changed before the run holds from its start, but has a day of its own.
    changed = {
        path: last[path].date if day == 0 else date for path in (".".join(p) for p in values)
    }
    problems = []
    for broken in type(after).impossible(before, after, changed):
        (path,) = broken.leaves
        place = last[path].provenance
        problems.append(Problem(place.file, place.line, place.column, path, broken.sentence))
    return problems
