"""A scenario made again from what a run, a sweep or a store kept of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any, cast

from pydantic import ValidationError

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.identity import plain
from pdusim.scenario.catalogue import Leaf, catalogue, default_settings, find, leaves_of
from pdusim.scenario.dated import DatedChange
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.provenance import Place, Written
from pdusim.scenario.scenario import Scenario, assemble
from pdusim.scenario.schema.base import Section
from pdusim.scenario.timeline import how_of

_NOWHERE = Place("", 0, 0)


def rebuild(
    values: Mapping[str, Any],
    *,
    name: str,
    description: str = "",
    schema: type[Section] | None = None,
) -> Scenario:
    """Make the scenario whose ``resolved()`` gave these values.

    Parameters
    ----------
    values : mapping
        ``settings`` and ``changes`` as ``Scenario.resolved`` gives them.
    name, description : str
        For the new scenario; its sources are lost.
    schema : type of Section, optional
        The settings' class; by default that of the package.

    Raises
    ------
    ExperimentError
        When the values are not of this version's schema.
    """
    model = schema or default_settings()
    if "start" in values:
        raise ExperimentError(
            f"'{name}' starts from files of cases and staff, of which only hashes and counts "
            "are kept: it can be simulated again from its scenario file and those files"
        )
    try:
        settings = model.model_validate_json(_text(values["settings"]))
        changes = [_change(model, entry) for entry in values["changes"]]
    except (
        ValidationError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
    ) as error:
        raise ExperimentError(
            f"the values kept of '{name}' are not of this version's schema: {_first_line(error)}"
        ) from error
    provenance = {
        ".".join(path): _written(leaf, value).provenance(value)
        for path, leaf, value in leaves_of(settings)
    }
    try:
        return assemble(
            cast("Any", settings),
            changes,
            provenance,
            name=name,
            description=description,
            files=(),
        )
    except ScenarioError as error:
        raise ExperimentError(
            f"the values kept of '{name}' make no possible scenario: {error}"
        ) from error


def _change(model: type[Section], entry: Mapping[str, Any]) -> DatedChange:
    leaf = find(catalogue(model), str(entry["path"]).split("."))
    if not isinstance(leaf, Leaf):
        raise ValueError(f"there is no value {entry['path']}")
    value = leaf.adapter.validate_json(_text(entry["value"]))
    how = how_of(entry)
    return DatedChange(
        date=datetime.date.fromisoformat(entry["from"]),
        path=str(entry["path"]),
        value=value,
        ramp_days=int(entry["ramp_days"]),
        note="",
        provenance=_written(leaf, value).provenance(value),
        how=how,
        amount=None if how == "set" else float(entry[how]),
    )


def _written(leaf: Leaf, value: Any) -> Written:
    return Written(leaf, value, None, _NOWHERE)


def _text(value: Any) -> str:
    return json.dumps(value, default=plain)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
