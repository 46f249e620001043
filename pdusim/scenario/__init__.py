"""Scenarios: what an analyst writes in YAML, checked and frozen for the model.

Names are imported when asked for, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdusim.scenario.dated import DatedChange
    from pdusim.scenario.editor_schema import json_schema
    from pdusim.scenario.errors import Problem, ScenarioError
    from pdusim.scenario.listing import ParameterRow, list_parameters, unsourced
    from pdusim.scenario.loading import CheckedFile, check_files, load_scenario
    from pdusim.scenario.provenance import Provenance
    from pdusim.scenario.scenario import Scenario
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.shipped import shipped_scenarios
    from pdusim.scenario.timeline import Period

_HOMES = {
    "CheckedFile": "loading",
    "DatedChange": "dated",
    "ParameterRow": "listing",
    "Period": "timeline",
    "Problem": "errors",
    "Provenance": "provenance",
    "Scenario": "scenario",
    "ScenarioError": "errors",
    "Settings": "schema",
    "check_files": "loading",
    "json_schema": "editor_schema",
    "list_parameters": "listing",
    "load_scenario": "loading",
    "shipped_scenarios": "shipped",
    "unsourced": "listing",
}

__all__ = [
    "CheckedFile",
    "DatedChange",
    "ParameterRow",
    "Period",
    "Problem",
    "Provenance",
    "Scenario",
    "ScenarioError",
    "Settings",
    "check_files",
    "json_schema",
    "list_parameters",
    "load_scenario",
    "shipped_scenarios",
    "unsourced",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
