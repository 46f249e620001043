"""What a dated change may not do to the law: take back, or bring about, a day that has passed.

A rule of law has days of its own (commencement, tranches, the day on which something ends). A
dated change says when the unit and the people learn of it. A change that comes later than the day
it names, that moves a day on which people have been released already, or that puts a law off past
the end of the run, cannot be.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from pdusim.scenario.schema.relations import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pdusim.scenario.schema.enforcement import FixedTerm
    from pdusim.scenario.schema.release_regimes import Regime
    from pdusim.scenario.schema.sections import Sections

_DAYS: Final = {
    "sentencing.post_sentence.ends": "supervision after the sentence ends",
    "sentencing.orders.ends_when_met_from": "orders end when their requirements are met",
    "sentencing.diversion.convicted_from": "the presumption of suspension begins",
    "early_release.hdc.ends": "curfew ends",
    "surroundings.unpaid_work.limit_until": "the limit on unpaid work ends",
}
"""Leaves that are a day of law, and what happens on it."""

_MOVING: Final = ("commencement", "since", "tranches", "postponed_days")


def impossible_changes(
    before: Sections, after: Sections, changed: Mapping[str, date]
) -> Iterator[Broken]:
    """Yield what some dated changes do that no law can.

    Parameters
    ----------
    before, after : Sections
        The settings without and with them.
    changed : mapping of str to datetime.date
        Dotted path of each leaf that has another value, and the day of the change.
    """
    for path, what in _DAYS.items():
        if path in changed:
            sentence = _day(what, path, _at(before, path), _at(after, path), changed[path])
            if sentence:
                yield Broken((path,), sentence)
    tables: tuple[tuple[str, Any, Any], ...] = (
        ("early_release.regimes", before.early_release.regimes, after.early_release.regimes),
        (
            "enforcement.recall.fixed_terms",
            before.enforcement.recall.fixed_terms,
            after.enforcement.recall.fixed_terms,
        ),
    )
    for table, old, new in tables:
        for name, rule in new.items():
            inside = f"{table}.{name}."
            keys = {k.removeprefix(inside): d for k, d in changed.items() if k.startswith(inside)}
            if rule.enacted and name in old:
                broken = _rule(name, old[name], rule, keys, _end(after))
                if broken:
                    yield Broken((inside + broken[0],), broken[1])


def beyond_the_run(settings: Sections) -> list[str]:
    """Return a sentence for each rule that is law and comes only after the end of the run.

    Parameters
    ----------
    settings : Sections
        Those in force at the end of a run.
    """
    end = _end(settings)
    rules: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("early_release.regimes", settings.early_release.regimes),
        ("enforcement.recall.fixed_terms", settings.enforcement.recall.fixed_terms),
    )
    return [
        f"{table}.{name} comes on {begins}, after the run ends on {end}: it reaches nobody in it"
        for table, entries in rules
        for name, rule in entries.items()
        if rule.enacted and (begins := _days_of(rule)[0][1]) >= end
    ]


def _end(settings: Sections) -> date:
    run = settings.run
    return run.start + timedelta(weeks=run.warm_up_weeks + run.observe_weeks)


def _at(settings: Sections, path: str) -> Any:
    found: Any = settings
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _day(what: str, path: str, old: date | None, new: date | None, on: date) -> str:
    key = path.rpartition(".")[2]
    if new is None:
        return ""
    if old is not None and old < on:
        return (
            f"{what} on {old}, before this change on {on}, and what is over cannot be put off:"
            f" date the change {old} or earlier"
        )
    if new < on:
        return (
            f"{what} on {new}, before this change on {on} says so: date the change {new} or"
            f" earlier, or write {key}: {on} or a later day"
        )
    return ""


def _rule(
    name: str,
    old: Regime | FixedTerm,
    new: Regime | FixedTerm,
    keys: Mapping[str, date],
    end: date,
) -> tuple[str, str] | None:
    began, begins = _days_of(old)[0][1], _days_of(new)[0][1]
    if not old.enacted:
        on = keys["enacted"]
        if begins >= on:
            return None
        late = (on - begins).days + new.postponed_days
        return "enacted", (
            f"{name} is in force from {begins}, before this change on {on} makes it law: date the"
            f" change {begins} or earlier, or write postponed_days: {late} or more"
        )
    moving = [key for key in _MOVING if key in keys]
    if not moving:
        return None
    on = max(keys[key] for key in moving)
    passed = sorted(day for _, day in set(_days_of(old)) ^ set(_days_of(new)) if day < on)
    if passed and began < on:
        return moving[-1], (
            f"moves {passed[0]}, which has passed when the change comes on {on}: {name} has been"
            f" in force since {began}. Date the change {passed[0]} or earlier, or write tranches"
            f" that differ from {on} on"
        )
    if passed:
        return moving[-1], (
            f"moves {name} to {passed[0]}, before this change on {on}: date the change {passed[0]}"
            f" or earlier, or write {on} or a later day"
        )
    if began < end <= begins:
        return moving[-1], (
            f"puts {name} off to {begins}, and the run ends on {end}: write an earlier day,"
            " enacted: false if it is never to come, or a longer run (run.observe_weeks)"
        )
    return None


def _days_of(rule: Regime | FixedTerm) -> list[tuple[object, date]]:
    """Return commencement and the day of each tranche, put off as the rule says."""
    later = timedelta(days=rule.postponed_days)
    # A fixed term has its first day under another name than a regime.
    first: date = getattr(rule, "commencement", None) or getattr(rule, "since")  # noqa: B009
    return [("", first + later), *((longest, day + later) for longest, day in rule.tranches)]
