"""A scenario ready to be simulated: frozen settings for every day of the run."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from pdusim.scenario.catalogue import Leaf, Path, catalogue, find, key_text, value_at
from pdusim.scenario.dated import DatedChange
from pdusim.scenario.errors import Problem, ScenarioError, nearest
from pdusim.scenario.provenance import Place, Provenance, Written
from pdusim.scenario.timeline import Period, Trajectory, compile_timeline, horizon_days
from pdusim.scenario.validation import InvalidSectionError, check_leaf, replace_values, to_plain
from pdusim.scenario.wording import unknown_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from pdusim.scenario.caseload.given import GivenUnit
    from pdusim.scenario.schema import Settings


@dataclass(frozen=True, eq=False)
class Scenario:
    """What is simulated. Made by ``load_scenario``; never changed.

    Parameters
    ----------
    name, description : str
        From the file; the name is the file's where it gives none.
    settings : Settings
        All values at the start of the run.
    timeline : tuple of Period
        Settings from day 0 on, one period for each day on which something changes.
    dated : tuple of DatedChange
        The dated changes in force, by date; for charts and texts.
    provenance : mapping of str to Provenance
        Dotted path to value and source, for every undated value, in the schema's order.
    warnings : tuple of str
        What its author should know, one sentence each.
    files : tuple of str
        The file and what it extends, nearest first.
    undated : Settings
        All values before any dated change.
    given : GivenUnit or None
        Cases and staff of the first day as files have them; None where the past is simulated.
    """

    name: str
    description: str
    settings: Settings
    timeline: tuple[Period, ...]
    dated: tuple[DatedChange, ...]
    provenance: Mapping[str, Provenance]
    warnings: tuple[str, ...]
    files: tuple[str, ...]
    undated: Settings = field(repr=False)
    _trajectories: Mapping[str, Trajectory] = field(repr=False)
    given: GivenUnit | None = field(default=None, repr=False)

    @property
    def days(self) -> int:
        """Length of the run in days, warm-up included."""
        return horizon_days(self.undated)

    def settings_on(self, day: float) -> Settings:
        """Return the settings in force on a day, counted from the start of the run.

        Before the start they are those of the start. Inside a ramp they move in weekly steps;
        :meth:`rates` is exact.
        """
        index = bisect_right(self.timeline, day, key=lambda period: period.day) - 1
        return self.timeline[max(index, 0)].settings

    def rates(self, path: str, days: ArrayLike) -> NDArray[np.float64]:
        """Return the exact value of a number on each of ``days``.

        Parameters
        ----------
        path : str
            Dotted path of a number, or of one entry of a mix.
        days : array of numbers
            Days since the start of the run; may be negative, for the simulated past, where the
            value follows the calendar: before the date of the first change it is the undated one.

        Returns
        -------
        numpy.ndarray
            As ``days``; linear inside ramps, NaN while the value is null.

        Raises
        ------
        ScenarioError
            When there is no number at ``path``.
        """
        leaf_path, key = self._number(path)
        trajectory = self._trajectories.get(".".join(leaf_path))
        if trajectory is None:
            trajectory = Trajectory(value_at(self.undated, leaf_path), ())
        return trajectory.numbers(days, key)

    def resolved(self) -> dict[str, Any]:
        """Return all that the simulation depends on, as plain JSON values in canonical order.

        Names, texts and sources are left out: two files that say the same are one scenario. Of
        files of cases and staff only hashes and counts are in it.
        """
        return {
            "settings": self.undated.model_dump(mode="json"),
            "changes": [
                {
                    "from": change.date.isoformat(),
                    "path": change.path,
                    "ramp_days": change.ramp_days,
                    "value": _json_value(change.value),
                    **({} if change.how == "set" else {change.how: change.amount}),
                }
                for change in self.dated
            ],
            **({} if self.given is None else {"start": self.given.record()}),
        }

    def with_values(self, values: Mapping[str, Any], *, name: str | None = None) -> Scenario:
        """Return a scenario with other undated values: a lever, or a point of a sweep.

        Parameters
        ----------
        values : mapping of str to value
            Dotted path to new value. What the old value was to be set to later is dropped with it;
            what is added to it or multiplied is worked out from the new one.
        name : str, optional
            Name of the new scenario; the old one by default.

        Raises
        ------
        ScenarioError
            With every path that is unknown and every value that is refused.
        """
        problems: list[Problem] = []
        checked: dict[Path, Any] = {}
        provenance = dict(self.provenance)
        if self.given is not None and "run.start" in values:
            message = "cannot change: the files of cases and staff are of that day"
            problems.append(Problem("", 0, 0, "run.start", message))
        for dotted, value in values.items():
            written = self._override(dotted, value, problems)
            if written is None:
                continue
            path = tuple(dotted.split("."))
            checked[path], wrong = check_leaf(written, path)
            problems += wrong
            provenance[dotted] = written.provenance(checked[path])
        if problems:
            raise ScenarioError(problems)
        undated = self.undated
        if checked:
            try:
                undated = cast("Settings", replace_values(self.undated, checked))
            except InvalidSectionError as error:
                raise ScenarioError(
                    Problem("", 0, 0, ".".join(path), reason) for path, reason in error.failures
                ) from None
        dated = [one for one in self.dated if one.path not in values or one.how != "set"]
        return assemble(
            undated,
            dated,
            provenance,
            name=self.name if name is None else name,
            description=self.description,
            files=self.files,
            given=self.given,
        )

    def _override(self, dotted: str, value: Any, problems: list[Problem]) -> Written | None:
        path = tuple(dotted.split("."))
        leaf = find(catalogue(type(self.undated)), path)
        if not isinstance(leaf, Leaf) or dotted not in self.provenance:
            problems.append(self._no_value(dotted, path))
            return None
        try:
            return Written(leaf, to_plain(value), None, Place("", 0, 0))
        except TypeError as error:
            problems.append(Problem("", 0, 0, dotted, f"found {error}", leaf.expected))
            return None

    def _no_value(self, dotted: str, path: Path) -> Problem:
        group = catalogue(type(self.undated))
        if find(group, path) is None:
            return Problem("", 0, 0, dotted, *unknown_path(group, path))
        inside = [known for known in self.provenance if known.startswith(f"{dotted}.")]
        close = inside[0] if inside else nearest(dotted, self.provenance)
        message = "is a section, not a value" if inside else "does not exist in this scenario"
        suggestion = f"did you mean '{close}'?" if close else ""
        return Problem("", 0, 0, dotted, message, "the dotted path of a value", suggestion)

    def _number(self, dotted: str) -> tuple[Path, str | None]:
        """Return path of the leaf and, for an entry of a mix, its key."""
        path = tuple(dotted.split("."))
        group = catalogue(type(self.undated))
        if dotted in self.provenance:
            leaf = find(group, path)
            if isinstance(leaf, Leaf) and leaf.is_number:
                return path, None
        elif ".".join(path[:-1]) in self.provenance:
            held = value_at(self.undated, path[:-1])
            if isinstance(held, Mapping) and path[-1] in map(key_text, held):
                return path[:-1], path[-1]
        else:
            raise ScenarioError([self._no_value(dotted, path)])
        raise ScenarioError([Problem("", 0, 0, dotted, "is not a number")])


def assemble(
    undated: Settings,
    dated: Sequence[DatedChange],
    provenance: Mapping[str, Provenance],
    *,
    name: str,
    description: str,
    files: Sequence[str],
    given: GivenUnit | None = None,
) -> Scenario:
    """Return the scenario of validated values, with its timeline compiled.

    Raises
    ------
    ScenarioError
        When the values of some day do not fit together.
    """
    ordered = tuple(sorted(dated, key=lambda change: change.date))
    timeline = compile_timeline(undated, ordered, provenance, files)
    return Scenario(
        name=name,
        description=description,
        settings=timeline.periods[0].settings,
        timeline=timeline.periods,
        dated=timeline.dated,
        provenance=dict(provenance),
        warnings=(
            *timeline.warnings,
            *_remarks(timeline.periods),
            *(() if given is None else given.notes),
        ),
        files=tuple(files),
        undated=undated,
        _trajectories=timeline.trajectories,
        given=given,
    )


def _remarks(periods: Sequence[Period]) -> list[str]:
    every = [period.settings for period in periods]
    return type(every[0]).remarks(every, [period.day for period in periods])


def _json_value(value: Any) -> Any:
    plain = to_plain(value)
    if isinstance(plain, datetime.date):
        return plain.isoformat()
    if isinstance(plain, list):
        return [_json_value(item) for item in plain]
    return plain
