"""What a policy changes, in words: from the scenario files, the authors' notes and the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pdusim.experiment.saving import notes_of
from pdusim.report.wording import percent
from pdusim.scenario.catalogue import Group, Leaf, Table, catalogue, default_settings, find
from pdusim.scenario.dated import How
from pdusim.scenario.timeline import Trajectory, how_of, trajectory_of

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a policy sets otherwise.

    Parameters
    ----------
    day : date or None
        From when on; None from the start of the run.
    note : str
        The author's, on all that changes on that day.
    path : str
        Dotted path of the value.
    before, after : Any
        What it was until then and what it is from then on; ``before`` is None where unknown.
    ramp_days : int
        Days over which it gets there.
    how : {"set", "add", "multiply"}
        What the file says: the value itself, what is added to it, or a factor.
    amount : float or None
        What is added, or the factor.
    left_out : bool
        Whether it is a change of the base that the policy does not make: ``before`` is then the
        value of the base from that day on, ``after`` that of the policy.
    """

    day: date | None
    note: str
    path: str
    before: Any
    after: Any
    ramp_days: int = 0
    how: How = "set"
    amount: float | None = None
    left_out: bool = False

    @property
    def when(self) -> str:
        """From when on, with the author's note."""
        if self.day is None:
            return "the start"
        text = f"{self.day.day} {self.day:%b %Y}"
        if self.left_out:
            return f"{text}: a change not made here"
        return f"{text}: {self.note}" if self.note else text

    @property
    def effect(self) -> str:
        """The value it comes to, with how it got there.

        >>> Change(None, "", "workforce.posts.po", 46, 52, 98, "add", 6).effect
        '52 posts (+6), reached over 98 days'
        """
        text = value_text(self.path, self.after)
        if self.amount is not None:
            sign = {"add": f"{self.amount:+g}".replace("-", "−"), "multiply": f"× {self.amount:g}"}
            text += f" ({sign[self.how]})"
        return f"{text}, reached over {self.ramp_days} days" if self.ramp_days else text


def changes_between(base: Mapping[str, Any], policy: Any) -> list[Change]:
    """Return every value that a policy sets otherwise, from the start or from a date.

    Parameters
    ----------
    base : mapping
        What ``Scenario.resolved()`` gave for the scenario compared with.
    policy : Scenario or SavedScenario
    """
    resolved = policy.resolved()
    notes = notes_of(policy)
    start = [
        Change(None, "", path, old, new)
        for path, old, new in leaves_between(base["settings"], resolved["settings"])
    ]
    dated = [
        Change(
            date.fromisoformat(str(change["from"])),
            notes.get(str(change["from"]), ""),
            change["path"],
            _value_before(resolved, change),
            change["value"],
            int(change.get("ramp_days") or 0),
            how_of(change),
            change.get(how_of(change)),
        )
        for change in resolved["changes"]
        if change not in base["changes"]
    ]
    dated += _left_out(base, resolved)
    return [*start, *sorted(dated, key=lambda one: one.day or date.min)]


def _left_out(base: Mapping[str, Any], policy: Mapping[str, Any]) -> list[Change]:
    """Return the dated changes of the base that a policy does not make, where that matters."""
    found = []
    for change in base["changes"]:
        path, day = change["path"], date.fromisoformat(str(change["from"]))
        # One that comes to another value here is told of as the policy's own.
        made = any(
            (one["from"], one["path"], how_of(one)) == (change["from"], path, how_of(change))
            for one in policy["changes"]
        )
        if made or _at(policy["settings"], path) is _MISSING:
            continue
        begun = (day - _start(policy)).days + int(change.get("ramp_days") or 0)
        after = _course(policy, path).at(begun)
        if after != change["value"]:
            found.append(Change(day, "", path, change["value"], after, left_out=True))
    return found


def _value_before(resolved: Mapping[str, Any], change: Mapping[str, Any]) -> Any:
    """Return the value in force on the day of a change, without it and what follows it."""
    earlier = resolved["changes"][: resolved["changes"].index(change)]
    day = (date.fromisoformat(str(change["from"])) - _start(resolved)).days
    return _course({**resolved, "changes": earlier}, change["path"]).at(day)


def _course(resolved: Mapping[str, Any], path: str) -> Trajectory:
    own = [change for change in resolved["changes"] if change["path"] == path]
    return trajectory_of(_at(resolved["settings"], path), own, str(_start(resolved)))


def _start(resolved: Mapping[str, Any]) -> date:
    return date.fromisoformat(str(resolved["settings"]["run"]["start"]))


def leaves_between(old: Any, new: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Return path, old and new value of the leaves that differ; a whole list or missing part.

    An entry that only one of them has is told leaf by leaf, None for those of the other.
    """
    shape = find(catalogue(default_settings()), path.split(".")) if path else None
    if old is None and isinstance(new, Mapping) and isinstance(shape, Group):
        old = dict.fromkeys(new)
    elif new is None and isinstance(old, Mapping) and isinstance(shape, Group):
        new = dict.fromkeys(old)
    both = isinstance(old, Mapping) and isinstance(new, Mapping)
    if both and (isinstance(shape, Table) or old.keys() == new.keys()):
        return [
            leaf
            for key in (*new, *(key for key in old if key not in new))
            for leaf in leaves_between(
                old.get(key), new.get(key), f"{path}.{key}" if path else str(key)
            )
        ]
    return [] if old == new else [(path, old, new)]


def has(settings: Mapping[str, Any], path: str) -> bool:
    """Tell whether settings, as ``Scenario.resolved()`` writes them, have a value at a path."""
    return _at(settings, path) is not _MISSING


def value_text(path: str, value: Any) -> str:
    """Return a value as an analyst reads it, with its unit.

    >>> value_text("early_release.ecsl.max_days", 70)
    '70 days'
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    leaf = _leaf(path)
    unit = leaf.unit if leaf is not None else ""
    if isinstance(value, int | float):
        if unit == "share":
            return percent(float(value), 0 if round(100 * value, 6) == round(100 * value) else 1)
        behind = "" if unit in ("", "date", "ratio") else f" {unit}"
        return f"{value:g}{behind}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {value_text('', one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(value_text("", one) for one in value)
    text = str(value)
    if unit == "date":
        return f"{date.fromisoformat(text):%-d %b %Y}"
    return text if leaf is None else text.replace("_", " ")


def setting(path: str, value: Any, name: str) -> str:
    """Return a name and a value, the unit left out where the name says it.

    >>> setting("early_release.ecsl.max_days", 70, "ecsl max days")
    'ecsl max days 70'
    """
    text = value_text(path, value)
    number, _, unit = text.partition(" ")
    return f"{name} {number if unit and unit in name.split() else text}"


def meaning(path: str) -> str:
    """Return what a value is, as the schema describes it, or its path where it does not."""
    leaf = _leaf(path)
    # What follows a semicolon is for who writes the file: which value switches something off.
    return leaf.description.split(";")[0] if leaf is not None else in_short(path)


def in_short(path: str) -> str:
    """Return the last two parts of a path as words.

    >>> in_short("early_release.ecsl.max_days")
    'ecsl max days'
    """
    return " ".join(path.split(".")[-2:]).replace("_", " ")


def day_label(day: str, changes: Iterable[Mapping[str, Any]], note: str = "") -> str:
    """Return what happens on a day, short: the author's note, else the values.

    Parameters
    ----------
    day : str
        As ``Scenario.resolved()`` writes it.
    changes : iterable of mapping
        Dated changes of that day, likewise.
    note : str
        The author's.
    """
    said = note
    if not said:
        parts = []
        for change in changes:
            part = setting(change["path"], change["value"], in_short(change["path"]))
            if change.get("ramp_days"):
                part += f" over {change['ramp_days']} days"
            parts.append(part)
        said = ", ".join(parts)
    return f"{date.fromisoformat(day):%-d %b %Y}: {said}"


def _leaf(path: str) -> Leaf | None:
    found = find(catalogue(default_settings()), path.split(".")) if path else None
    return found if isinstance(found, Leaf) else None


def _at(settings: Any, path: str) -> Any:
    for key in path.split("."):
        settings = settings.get(key, _MISSING) if isinstance(settings, Mapping) else _MISSING
    return settings
