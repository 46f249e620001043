"""What a researcher adds to the model, looked at before anything is simulated."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.metadata import MeasureInfo, info_of
from pdusim.experiment.tasks import Rules, RulesError, ScenarioLike, load_rules
from pdusim.model.kernel.extensions import Extensions
from pdusim.scenario.schema.relations import OWN


class _Asked(NamedTuple):
    """What a scenario asks for that is not in the package."""

    what: str
    name: str
    table: str


def check_rules(rules: Rules, scenarios: Iterable[ScenarioLike]) -> tuple[MeasureInfo, ...]:
    """Make sure that a rule file can be read, and that it has what the scenarios ask for.

    Parameters
    ----------
    rules : mapping of str to callable, Extensions, path, or None
        As for ``run``.
    scenarios : iterable of ScenarioLike
        Those to be run with them.

    Returns
    -------
    tuple of MeasureInfo
        The measures of one's own, in their order.

    Raises
    ------
    ExperimentError
        When the file cannot be read or something is not there; the text says what to write.
    """
    try:
        own = load_rules(str(rules)) if isinstance(rules, str | Path) else Extensions.of(rules)
    except (RulesError, ValueError) as error:
        raise ExperimentError(str(error)) from error
    if not isinstance(rules, str | Path):
        _check_that_it_can_be_sent(own)
    names = {"RULES": sorted(own.rules), "DISTRIBUTIONS": sorted(own.distributions)}
    for scenario in scenarios:
        for asked in dict.fromkeys(_asked_for(scenario)):
            if asked.name not in names[asked.table]:
                listed = ", ".join(names[asked.table])
                there = f"it has {listed}" if listed else "there is none"
                raise ExperimentError(
                    f"scenario '{scenario.name}' asks for the {asked.what} '{OWN}{asked.name}', "
                    f"one of your own ({there}): give the Python file that defines "
                    f"{asked.table} = {{'{asked.name}': function}} with --rules FILE (in Python: "
                    "rules=…)"
                )
    return tuple(info_of(measure) for measure in own.measures)


def _check_that_it_can_be_sent(own: Extensions) -> None:
    try:
        pickle.dumps(own)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ExperimentError(
            f"what you add cannot be sent to another process ({error}): define each function with "
            "def at the top level of your script, not with lambda or inside another function, or "
            "give a Python file, rules='my_rules.py'"
        ) from error


def _asked_for(scenario: ScenarioLike) -> Iterator[_Asked]:
    """What a scenario uses at any time that is to be given with it."""
    for period in getattr(scenario, "timeline", ()):
        management = getattr(period.settings, "management", None)
        work = getattr(period.settings, "work", None)
        for what, name, table in (
            ("allocation rule", "" if management is None else management.allocation.rule, "RULES"),
            (
                "distribution of hours",
                "" if work is None else work.service.hours_distribution,
                "DISTRIBUTIONS",
            ),
        ):
            if name.startswith(OWN):
                yield _Asked(what, name.removeprefix(OWN), table)
