"""What a policy changes, in words: from the scenario files, the authors' notes and the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pdusim.experiment.saving import notes_of
from pdusim.report.wording import percent
from pdusim.scenario.catalogue import Leaf, catalogue, default_settings, find


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
    """

    day: date | None
    note: str
    path: str
    before: Any
    after: Any
    ramp_days: int = 0


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
    now: dict[str, Any] = {}
    dated = []
    for change in sorted(resolved["changes"], key=lambda one: str(one["from"])):
        path, day = change["path"], str(change["from"])
        before = now.get(path, _at(resolved["settings"], path))
        now[path] = change["value"]
        if change not in base["changes"]:
            ramp = int(change.get("ramp_days") or 0)
            when = date.fromisoformat(day)
            dated.append(Change(when, notes.get(day, ""), path, before, change["value"], ramp))
    return [*start, *dated]


def leaves_between(old: Any, new: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Return path, old and new value of the leaves that differ; a whole list or missing part."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and old.keys() == new.keys():
        return [
            leaf
            for key in new
            for leaf in leaves_between(old[key], new[key], f"{path}.{key}" if path else str(key))
        ]
    return [] if old == new else [(path, old, new)]


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
        settings = settings.get(key) if isinstance(settings, Mapping) else None
    return settings
