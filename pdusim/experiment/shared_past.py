"""Scenarios that live the same life at first: it is simulated once, and continued under each.

Scenarios of a comparison mostly differ from some day on. One replication of all of them is
simulated up to the first such day; there the process is copied, and each copy goes on under its
own scenario. The results are those of replications simulated one by one, to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pdusim.experiment.forking import CopyDiedError, CopyRefusedError, in_a_copy
from pdusim.experiment.traces import one_line, trace_of
from pdusim.outcomes.outcome import Outcome

if TYPE_CHECKING:
    from pdusim.model.kernel.context import Record
    from pdusim.model.kernel.extensions import Extensions
    from pdusim.model.management.allocation_rules import Rule
    from pdusim.model.unit import Unit
    from pdusim.scenario.scenario import Scenario

_FLOWS_DRAWN_AHEAD = (
    "surroundings.court_reports.per_month",
    "surroundings.premises.emergencies_per_month",
)
"""What comes at exact times is drawn for the whole run when it starts."""


@dataclass(frozen=True, slots=True)
class Struck:
    """Why a replication could not be finished: one line, and what is known beside it."""

    error: str
    detail: str

    @classmethod
    def by(cls, error: BaseException) -> Struck:
        """Return what an error just caught says."""
        return cls(one_line(error), trace_of(error))


@dataclass(frozen=True, slots=True)
class Branch:
    """Scenarios that say the same of every day before one.

    Parameters
    ----------
    members : tuple of int
        Their places among all scenarios.
    until : int, optional
        The day on which they part; None where they never do.
    parts : tuple of Branch
        How they go on from there.
    """

    members: tuple[int, ...]
    until: int | None = None
    parts: tuple[Branch, ...] = ()


# Who shares what --------------------------------------------------------------------------


def first_difference(one: Scenario, other: Scenario) -> int | None:
    """Day from which on two scenarios do not say the same; None where they always do.

    Parameters
    ----------
    one, other : Scenario
        The scenarios.

    Returns
    -------
    int or None
        0 where no part of a run can be shared.
    """
    import numpy as np

    from pdusim.model.kernel.sentenced import FLOWS
    from pdusim.model.people.law import days_of_law

    if one.settings != other.settings or one.given != other.given:
        return 0
    days = np.arange(one.days)
    for path in _FLOWS_DRAWN_AHEAD:
        if not np.array_equal(one.rates(path, days), other.rates(path, days)):
            return 0
    found = {day for day in days_of_law(one) ^ days_of_law(other) if 0 < day < one.days}
    for day in sorted({p.day for scenario in (one, other) for p in scenario.timeline}):
        if one.settings_on(day) != other.settings_on(day):
            found.add(day)
            break
    for flow in FLOWS:
        path = f"arrivals.{flow}"
        found.update(np.flatnonzero(one.rates(path, days) != other.rates(path, days))[:1].tolist())
    return min(found, default=None)


def branches(scenarios: Sequence[Scenario]) -> tuple[Branch, ...]:
    """Group scenarios by what they share, and each group again where it parts.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The scenarios.

    Returns
    -------
    tuple of Branch
        One for each group that shares anything at all, in the order of their first members.
    """
    return _parted(scenarios, tuple(range(len(scenarios))), 0)


def _parted(
    scenarios: Sequence[Scenario], members: tuple[int, ...], day: int
) -> tuple[Branch, ...]:
    """Branches of scenarios that part on a day at the latest."""
    groups: list[tuple[list[int], list[int]]] = []
    for member in members:
        for group, partings in groups:
            parting = first_difference(scenarios[group[0]], scenarios[member])
            if parting is None or parting > day:
                group.append(member)
                if parting is not None:
                    partings.append(parting)
                break
        else:
            groups.append(([member], []))
    found = []
    for group, partings in groups:
        alike = tuple(group)
        until = min(partings, default=None)
        parts = () if until is None else _parted(scenarios, alike, until)
        found.append(Branch(alike, until, parts))
    return tuple(found)


def families(scenarios: Sequence[object], most: int) -> list[tuple[int, ...]]:
    """Places of the scenarios that are best simulated together.

    Parameters
    ----------
    scenarios : sequence
        Scenarios; what is none of the model's stays by itself.
    most : int
        Into how many parts a family is divided, so that there is work for all workers.

    Returns
    -------
    list of tuple of int
        Every place once.
    """
    from pdusim.scenario.scenario import Scenario

    found: list[tuple[int, ...]] = []
    places = [place for place, one in enumerate(scenarios) if isinstance(one, Scenario)]
    for branch in branches([one for one in scenarios if isinstance(one, Scenario)]):
        members = [places[member] for member in branch.members]
        size = -(-len(members) // most)
        found += [tuple(members[at : at + size]) for at in range(0, len(members), size)]
    return found + [(place,) for place in range(len(scenarios)) if place not in places]


# One replication of all of them -----------------------------------------------------------


def replicate_together(
    scenarios: Sequence[Scenario],
    plan: Sequence[Branch],
    *,
    seed: int,
    replication: int,
    record: Record = "measures",
    rules: Mapping[str, Rule] | Extensions | None = None,
) -> list[Outcome | Struck]:
    """Simulate one replication of several scenarios, each shared past once.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The scenarios.
    plan : sequence of Branch
        What `branches` makes of them.
    seed, replication, record, rules
        As for ``simulate``.

    Returns
    -------
    list of Outcome or Struck
        One a scenario. An error strikes the scenarios it happened to, all that share the past if
        it happened there; a copy that dies strikes those it went on with.
    """
    return _Replication(scenarios, seed, replication, record, rules).of(plan)


class _Replication:
    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seed: int,
        replication: int,
        record: Record,
        rules: Mapping[str, Rule] | Extensions | None,
    ) -> None:
        self._scenarios = scenarios
        self._seed = seed
        self._replication = replication
        self._record = record
        self._rules = rules

    def of(self, plan: Sequence[Branch]) -> list[Outcome | Struck]:
        """Return what came of every member, in the order of the scenarios."""
        from pdusim.model.replication import uncollected

        found: dict[int, Outcome | Struck] = {}
        for branch in plan:
            if len(branch.members) == 1:
                found |= self._alone(branch.members)
                continue
            with uncollected():
                found |= self._begin(branch)
        return [found[member] for member in range(len(self._scenarios))]

    def _alone(self, members: Sequence[int]) -> dict[int, Outcome | Struck]:
        """Each from the beginning."""
        from pdusim.model.replication import simulate

        found: dict[int, Outcome | Struck] = {}
        for member in members:
            try:
                found[member] = simulate(
                    self._scenarios[member],
                    seed=self._seed,
                    replication=self._replication,
                    record=self._record,
                    rules=self._rules,
                )
            except Exception as error:  # noqa: BLE001 - told to whoever asked
                found[member] = Struck.by(error)
        return found

    def _begin(self, branch: Branch) -> dict[int, Outcome | Struck]:
        from pdusim.model.kernel.extensions import Extensions
        from pdusim.model.replication import check_extensions
        from pdusim.model.unit import Unit

        first, *others = (self._scenarios[member] for member in branch.members)
        try:
            for scenario in (first, *others):
                check_extensions(scenario, Extensions.of(self._rules))
        except ValueError:
            return self._alone(branch.members)
        try:
            unit = Unit(first, self._seed, self._replication, self._record, self._rules, others)
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            return dict.fromkeys(branch.members, Struck.by(error))
        return self._live(unit, branch)

    def _live(self, unit: Unit, branch: Branch) -> dict[int, Outcome | Struck]:
        """Simulate what the members of a branch share, then each part of it."""
        from pdusim.model.counting.closing import outcome_of

        try:
            unit.continue_under(self._scenarios[branch.members[0]])
            unit.run_until(unit.horizon if branch.until is None else branch.until)
            if branch.until is None:
                name = unit.scenario.name
                outcome = outcome_of(unit, name, self._seed, self._replication, self._record)
                return {
                    member: replace(outcome, scenario=self._scenarios[member].name)
                    for member in branch.members
                }
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            return dict.fromkeys(branch.members, Struck.by(error))
        found: dict[int, Outcome | Struck] = {}
        # The largest part that parts again goes on in this process, after all others.
        parts = sorted(branch.parts, key=lambda part: (part.until is not None, len(part.members)))
        for part in parts[:-1]:
            found |= self._live_in_a_copy(unit, part)
        last = parts[-1]
        go_on = self._live if last.until is not None else self._live_in_a_copy
        return found | go_on(unit, last)

    def _live_in_a_copy(self, unit: Unit, part: Branch) -> dict[int, Outcome | Struck]:
        """The same in a copy of this process, whose death strikes nobody else."""
        try:
            return in_a_copy(lambda: self._live(unit, part))
        except CopyRefusedError:
            return self._alone(part.members)
        except CopyDiedError as error:
            return dict.fromkeys(part.members, Struck.by(error))
