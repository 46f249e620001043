"""One replication: a scenario and a seed go in, its outcome comes out."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pdusim.model.counting.closing import outcome_of
from pdusim.model.kernel.context import Record
from pdusim.model.management.allocation_rules import Rule, all_rules
from pdusim.model.unit import Unit
from pdusim.outcomes.outcome import Outcome
from pdusim.scenario.schema.management import OWN_RULE

if TYPE_CHECKING:
    from pdusim.scenario import Scenario


def simulate(
    scenario: Scenario,
    *,
    seed: int = 0,
    replication: int = 0,
    record: Record = "measures",
    rules: Mapping[str, Rule] | None = None,
) -> Outcome:
    """Simulate one replication of a scenario: a pure function of its arguments.

    Parameters
    ----------
    scenario : Scenario
        A loaded scenario.
    seed, replication : int
        The chance of the study, and which history of it; two scenarios with the same numbers hold
        the same persons and officers with the same fates.
    record : {"measures", "weekly", "events"}
        What to keep besides the measures. The measures are the same whatever is recorded.
    rules : mapping of str to callable, optional
        Allocation rules of the caller's own, by the name the scenario uses.

    Returns
    -------
    Outcome
        Measures, and the weekly series or the event ledger if asked for.

    Raises
    ------
    ValueError
        If the scenario names an allocation rule that does not exist.
    """
    known = all_rules(rules)
    for period in scenario.timeline:
        name = period.settings.management.allocation.rule.removeprefix(OWN_RULE)
        if name not in known:
            raise ValueError(
                f"unknown allocation rule {name!r}; known rules: {', '.join(sorted(known))}"
            )
    collecting = gc.isenabled()
    gc.disable()
    try:
        unit = Unit(scenario, seed, replication, record, rules)
        unit.run()
        return outcome_of(unit, scenario.name, seed, replication, record)
    finally:
        if collecting:
            gc.enable()
