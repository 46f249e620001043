"""What each change of a policy adds: the policy built up one change at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast

from pdusim.experiment.results import Results
from pdusim.experiment.saving import notes_of
from pdusim.outcomes.measures import MEASURES
from pdusim.report.bar_charts import Amount, waterfall_chart
from pdusim.report.changes import day_label, has, leaves_between, setting
from pdusim.report.svg import Chart
from pdusim.report.wording import gap, shown, step_unit

_ABSENT = object()
_FEW = 3
"""Up to so many values a step is labelled with what they are set to."""
_ENTRY = 3
"""Parts of the path of an entry of a table, such as a regime."""


@dataclass(frozen=True, slots=True)
class Step:
    """A policy up to and with one of its changes.

    Parameters
    ----------
    label : str
        What this change is.
    values : mapping of str to value
        Undated values set so far, by dotted path.
    dated : tuple of mapping
        Dated changes so far, as ``Scenario.resolved()`` writes them.
    """

    label: str
    values: Mapping[str, Any]
    dated: tuple[Mapping[str, Any], ...]


def changes_of(
    base: Mapping[str, Any], policy: Mapping[str, Any], notes: Mapping[str, str] | None = None
) -> list[Step]:
    """Divide what a policy changes into steps, undated changes by section first, then by date.

    Parameters
    ----------
    base, policy : mapping
        What ``Scenario.resolved()`` gave for either.
    notes : mapping of str to str, optional
        The author's notes on dated changes, by date.
    """
    steps: list[Step] = []
    values: dict[str, Any] = {}
    kept = [change for change in base["changes"] if change in policy["changes"]]
    for section in policy["settings"]:
        pair = base["settings"].get(section), policy["settings"][section]
        found = {path: value for path, _, value in leaves_between(*pair, section)}
        found = {path: value for path, value in found.items() if _is_step(path, value, policy)}
        if found:
            values = {**values, **found}
            label = f"{section.replace('_', ' ')}: {', '.join(_named(found))}"
            steps.append(Step(label, values, tuple(kept)))
    new = [change for change in policy["changes"] if change not in base["changes"]]
    for day in sorted({str(change["from"]) for change in new}):
        today = [change for change in new if str(change["from"]) == day]
        kept = sorted([*kept, *today], key=lambda one: str(one["from"]))
        label = day_label(day, today, (notes or {}).get(day, ""))
        steps.append(Step(label, values, tuple(kept)))
    return steps


def _is_step(path: str, value: Any, policy: Mapping[str, Any]) -> bool:
    """Whether a policy sets a value: not the run's own, nor one of an entry it does not have."""
    return not path.startswith("run.") and (value is not None or has(policy["settings"], path))


def _named(values: Mapping[str, Any]) -> list[str]:
    """Return what is set, with the values where they are few."""
    names = {path: path.split(".", 1)[-1].replace("_", " ").replace(".", " ") for path in values}
    if len(names) > _FEW:
        # An entry that is new, or changed all over, goes by its name.
        entries = {" ".join(path.split(".")[1:_ENTRY]).replace("_", " ") for path in values}
        return list(entries) if len(entries) == 1 else list(names.values())
    return [setting(path, values[path], name) for path, name in names.items()]


def build(base: Any, policy: Any, step: Step) -> Any:
    """Return the scenario of a step.

    Parameters
    ----------
    base, policy : Scenario
        As loaded.
    step : Step
        From `changes_of`.

    Raises
    ------
    ScenarioError
        When the values of some day do not fit together half way.
    """
    from pdusim.scenario.scenario import assemble

    start = _with_entries(base, policy, step.values)
    start = start.with_values(step.values) if step.values else start
    wanted = {(str(change["from"]), change["path"]) for change in step.dated}
    dated = [
        change
        for change in {id(c): c for c in (*base.dated, *policy.dated)}.values()
        if (change.date.isoformat(), change.path) in wanted
    ]
    unique = {(change.date, change.path): change for change in dated}
    return assemble(
        start.undated,
        list(unique.values()),
        start.provenance,
        name=step.label,
        description=f"{policy.name}, up to and with: {step.label}",
        files=policy.files,
        given=policy.given,
    )


def _with_entries(base: Any, policy: Any, paths: Iterable[str]) -> Any:
    """Return the base with the entries of tables that lie on some paths and only the policy has."""
    undated, provenance = base.undated, dict(base.provenance)
    for path in paths:
        undated = _grafted(undated, policy.undated, path.split("."))
        provenance.setdefault(path, policy.provenance[path])
    if undated is base.undated:
        return base
    return replace(base, undated=undated, provenance=provenance)


def _grafted(here: Any, there: Any, parts: Sequence[str]) -> Any:
    if not parts:
        return here
    key, *rest = parts
    table = isinstance(here, Mapping)
    if table and key not in here:
        return {**here, key: there[key]}
    old, source = (here[key], there[key]) if table else (getattr(here, key), getattr(there, key))
    new = _grafted(old, source, rest)
    if new is old:
        return here
    return {**here, key: new} if table else here.model_copy(update={key: new})


def cumulative(base: Any, policy: Any) -> list[Any]:
    """Return the base and the policy built up change by change; the last one is the policy."""
    steps = changes_of(base.resolved(), policy.resolved(), notes_of(policy))
    return [base, *(build(base, policy, step) for step in steps)]


def nested(results: Results) -> bool:
    """Tell whether every scenario of a run holds all the changes of the one before it."""
    if len(results.names) < 3:
        return False
    resolved = [scenario.resolved() for scenario in results.scenarios]
    for earlier, later in pairwise(resolved):
        changes = changes_of(resolved[0], earlier)
        more = changes_of(resolved[0], later)
        if not more or len(later["changes"]) < len(earlier["changes"]):
            return False
        if any(change not in later["changes"] for change in earlier["changes"]):
            return False
        old = changes[-1].values if changes else {}
        if any(more[-1].values.get(path, _ABSENT) != value for path, value in old.items()):
            return False
    return True


def waterfall(results: Results, measure: str, labels: Sequence[str] = ()) -> Chart | None:
    """Draw what each scenario of a nested run adds to the one before it.

    Parameters
    ----------
    results : Results
        Base first, then each with all of the one before.
    measure : str
        Of which measure.
    labels : sequence of str
        One a step; the names of the scenarios unless given.
    """
    info = MEASURES[measure]
    last = len(results.names) - 1
    names = list(labels) or list(results.names[1:])
    steps = [_amount(results, n, n - 1, measure, names[n - 1]) for n in range(1, last + 1)]
    total = _amount(results, last, 0, measure, "All together")
    if total is None or any(step is None for step in steps):
        return None
    return waterfall_chart(
        f"waterfall-{measure.replace('_', '-')}",
        f"{info.title}: what each change adds",
        cast("list[Amount]", steps),
        total,
        unit=step_unit(info.unit),
        note="Changes are added one after the other from the top; in another order a change that "
        "works together with another would show another amount. Red: clear, for the worse; blue: "
        "clear, for the better; grey: no clear difference. pp: percentage points.",
    )


def _amount(results: Results, place: int, base: int, measure: str, label: str) -> Amount | None:
    info = MEASURES[measure]
    found = results.difference(place, base, measure).estimate
    if found.mean is None:
        return None
    factor = shown(info.unit).factor
    return Amount(
        label,
        found.mean * factor,
        None if found.low is None else found.low * factor,
        None if found.high is None else found.high * factor,
        gap(found.mean, found.low, found.high, info.unit),
        info.better,
    )
