"""Units that are simulated together: what each is, under the rules and under a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pdusim.experiment.errors import ExperimentError
from pdusim.randomness import checked_seed, entity_key, purpose_key
from pdusim.scenario.dated import DatedChange
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.scenario import Scenario, assemble


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """One unit of several.

    Parameters
    ----------
    name : str
        Its name; its chance is keyed by it.
    region : str
        The region it lies in; empty for none.
    cases : float
        People on probation, by which means over units are weighted.
    values : mapping of str to float
        What it has of its own beside the common rules, stated for one mean unit: ``unit.scale``
        makes it the unit's.
    sources : mapping of str to str
        Where each of them is from.
    own : Scenario or None
        The scenario of its file, where it has one; `values` is then empty.
    """

    name: str
    region: str
    cases: float
    values: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    own: Scenario | None = None

    def seed(self, seed: int) -> int:
        """Return the unit's own seed in a run: by its name, whatever other units there are."""
        return entity_key(checked_seed(seed), purpose_key(f"unit {self.name}"))

    def under(self, base: Scenario, policy: Scenario) -> Scenario:
        """Return the unit under a policy.

        Parameters
        ----------
        base : Scenario
            The common rules.
        policy : Scenario
            The rules with what differs; `base` itself for the unit as it is. What the policy
            says goes before what the unit has of its own; its numbers of posts and places are
            those of a mean unit, of which each unit gets its part by size.

        Raises
        ------
        ExperimentError
            When the two do not go together.
        """
        try:
            if self.own is None:
                return self._sized(base, policy)
            return self._laid_over(self.own, base, policy)
        except ScenarioError as error:
            there = "; ".join(f"{one.path}: {one.message}" for one in error.problems)
            raise ExperimentError(
                f"{self.name} cannot be simulated under '{policy.name}': {there}"
            ) from error

    def _sized(self, base: Scenario, policy: Scenario) -> Scenario:
        values = {
            path: value
            for path, value in self.values.items()
            if policy is base or _value(policy, path) == _value(base, path)
        }
        made = policy.with_values(values)
        # A value set on a date holds for the unit too: it is stated for a mean unit as well.
        if any(change.how == "set" and change.path in values for change in policy.dated):
            made = _dated(made, policy.dated)
        return made

    def _laid_over(self, own: Scenario, base: Scenario, policy: Scenario) -> Scenario:
        if policy is base:
            return own
        differing = {
            path: entry.value
            for path, entry in policy.provenance.items()
            if entry.value != _value(base, path)
        }
        added = [one for one in policy.dated if _told(one) not in map(_told, base.dated)]
        gone = [_told(one) for one in base.dated if _told(one) not in map(_told, policy.dated)]
        made = own.with_values(differing, name=policy.name)
        return _dated(made, [*(one for one in own.dated if _told(one) not in gone), *added])


@dataclass(frozen=True, slots=True)
class NationSpec:
    """A checked file of several units.

    Parameters
    ----------
    name, description : str
    file : str
        Its name in messages.
    base : Scenario
        The rules that all share.
    units : tuple of UnitSpec
        In the order of the file.
    fixed : mapping of str to value
        Values set for every unit under every policy; `base` has them.
    notes : tuple of str
        What its author should know.
    """

    name: str
    description: str
    file: str
    base: Scenario
    units: tuple[UnitSpec, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def rules(self, policy: Scenario) -> Scenario:
        """Return a policy with the values that are set for every unit."""
        return policy.with_values(self.fixed) if self.fixed else policy

    def observed(self, weeks: Mapping[str, int]) -> NationSpec:
        """Return the same units warmed up and observed for other numbers of weeks.

        Parameters
        ----------
        weeks : mapping of str to int
            ``run.warm_up_weeks`` and ``run.observe_weeks``, either or both.
        """
        if not weeks:
            return self
        units = tuple(
            unit if unit.own is None else replace(unit, own=unit.own.with_values(weeks))
            for unit in self.units
        )
        base = self.base.with_values(weeks)
        return replace(self, base=base, units=units, fixed={**self.fixed, **weeks})

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions that units lie in, in the order in which the file has them."""
        return tuple(dict.fromkeys(unit.region for unit in self.units))

    def places(self, region: str) -> list[int]:
        """Places of the units of a region."""
        return [place for place, unit in enumerate(self.units) if unit.region == region]


def _value(scenario: Scenario, path: str) -> Any:
    entry = scenario.provenance.get(path)
    return None if entry is None else entry.value


def _told(change: DatedChange) -> tuple[Any, ...]:
    """What a change says, without where it is written."""
    value = repr(change.value) if change.how == "set" else ""
    return change.date, change.path, value, change.ramp_days, change.how, change.amount


def _dated(scenario: Scenario, changes: Sequence[DatedChange]) -> Scenario:
    """The same scenario with other dated changes."""
    return assemble(
        scenario.undated,
        changes,
        scenario.provenance,
        name=scenario.name,
        description=scenario.description,
        files=scenario.files,
        given=scenario.given,
    )


def shipped_nation() -> Path:
    """Return the file of the nation that comes with pdusim."""
    return Path(__file__).with_name("nation.yaml")
