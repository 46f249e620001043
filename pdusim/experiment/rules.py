"""Allocation rules of the user's own, looked at before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.tasks import Rules, RulesError, ScenarioLike, load_rules
from pdusim.scenario.schema.management import OWN_RULE


def check_rules(rules: Rules, scenarios: Iterable[ScenarioLike]) -> None:
    """Make sure that a rule file can be read, and that it has the rules that scenarios ask for.

    Parameters
    ----------
    rules : mapping of str to callable, path, or None
        As for ``run``.
    scenarios : iterable of ScenarioLike
        Those to be run with them.

    Raises
    ------
    ExperimentError
        When the file cannot be read or a rule is not there; the text says what to write.
    """
    own: set[str] = set()
    try:
        if isinstance(rules, str | Path):
            own.update(load_rules(str(rules)))
        elif isinstance(rules, Mapping):
            own.update(rules)
    except RulesError as error:
        raise ExperimentError(str(error)) from error
    for scenario in scenarios:
        for name in _asked_for(scenario):
            if name not in own:
                there = f"it has {', '.join(sorted(own))}" if own else "there is none"
                raise ExperimentError(
                    f"scenario '{scenario.name}' asks for the allocation rule '{OWN_RULE}{name}', "
                    f"a rule of your own ({there}): give the Python file that defines "
                    f"RULES = {{'{name}': function}} with --rules FILE (in Python: rules=…)"
                )


def _asked_for(scenario: ScenarioLike) -> list[str]:
    """Names of own rules that a scenario uses at any time."""
    found: dict[str, None] = {}
    for period in getattr(scenario, "timeline", ()):
        management = getattr(period.settings, "management", None)
        name = "" if management is None else management.allocation.rule
        if name.startswith(OWN_RULE):
            found[name.removeprefix(OWN_RULE)] = None
    return list(found)
