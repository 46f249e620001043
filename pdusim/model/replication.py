"""One replication: a scenario and a seed go in, its outcome comes out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pdusim.model.counting.closing import outcome_of
from pdusim.model.kernel.context import Record
from pdusim.model.kernel.extensions import Extensions
from pdusim.model.management.allocation_rules import Rule, all_rules
from pdusim.model.unit import Unit
from pdusim.outcomes.outcome import Outcome
from pdusim.scenario.plain import plain_periods
from pdusim.scenario.schema.relations import OWN
from pdusim.scenario.schema.work import HoursDistribution

if TYPE_CHECKING:
    from pdusim.scenario import Scenario


def simulate(
    scenario: Scenario,
    *,
    seed: int = 0,
    replication: int = 0,
    record: Record = "measures",
    rules: Mapping[str, Rule] | Extensions | None = None,
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
    rules : mapping of str to callable, or Extensions, optional
        Allocation rules of the caller's own by name, or `Extensions`: measures and distributions
        too.

    Returns
    -------
    Outcome
        Measures, and the weekly series or the event ledger if asked for.

    Raises
    ------
    ValueError
        If the scenario names an allocation rule or a distribution that does not exist.
    """
    own = Extensions.of(rules)
    check_extensions(scenario, own)
    with uncollected():
        return _lived(scenario, seed, replication, record, own)


def _lived(
    scenario: Scenario, seed: int, replication: int, record: Record, own: Extensions
) -> Outcome:
    """The outcome of a unit that nobody holds on to when it is returned."""
    unit = Unit(scenario, seed, replication, record, own)
    unit.run()
    return outcome_of(unit, scenario.name, seed, replication, record)


def check_extensions(scenario: Scenario, own: Extensions) -> None:
    """Raise ``ValueError`` if the scenario names a rule or a distribution that does not exist."""
    distributions = [*HoursDistribution, *(OWN + name for name in own.distributions)]
    for period in plain_periods(scenario):
        settings = period.settings
        _known("allocation rule", settings.management.allocation.rule, all_rules(own.rules))
        _known("distribution of hours", settings.work.service.hours_distribution, distributions)


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: a unit makes little of it, and looking for it takes long.

    At the end the unit itself is garbage, and all of it young: it is given back at once, since a
    dozen finished units would else wait for the next full collection.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
            gc.collect(0)


def _known(what: str, name: str, names: Iterable[str]) -> None:
    there = sorted(names)
    if name not in there:
        raise ValueError(f"unknown {what} {name!r}; known are {', '.join(there)}")
