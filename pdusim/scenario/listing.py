"""Every value of a scenario in a row, with unit, source and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pdusim.scenario.catalogue import bounds_text, leaves_of
from pdusim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One undated value of a scenario.

    Parameters
    ----------
    path : str
        Dotted path.
    value : Any
        The value.
    unit, description : str
        From the schema.
    source : str
        As written, or "set in FILE".
    confidence : str or None
        high, medium, low, assumed; None where the file says nothing.
    range : tuple or None
        Plausible range.
    bounds : str
        What the schema allows, in words; empty where anything of the type will do.
    file, line : str, int
        Where it is written.
    fixed : bool
        Whether dated changes to it are refused.
    uncertain_ok : bool
        Whether a sweep of all uncertain values takes it in.
    note : str
        The author's note.
    """

    path: str
    value: Any
    unit: str
    description: str
    source: str
    confidence: str | None
    range: tuple[Any, Any] | None
    bounds: str
    file: str
    line: int
    fixed: bool
    uncertain_ok: bool
    note: str


def list_parameters(scenario: Scenario) -> list[ParameterRow]:
    """Return one row for each undated value, in the order of the schema."""
    rows = []
    for path, leaf, value in leaves_of(scenario.undated):
        dotted = ".".join(path)
        origin = scenario.provenance[dotted]
        rows.append(
            ParameterRow(
                path=dotted,
                value=value,
                unit=leaf.unit,
                description=leaf.description,
                source=origin.source,
                confidence=origin.confidence,
                range=origin.range,
                bounds=bounds_text(leaf.bounds),
                file=origin.file,
                line=origin.line,
                fixed=leaf.fixed,
                uncertain_ok=leaf.uncertain_ok,
                note=origin.note,
            )
        )
    return rows


def unsourced(scenario: Scenario) -> list[str]:
    """Return the dotted paths of values without a source or without a confidence."""
    return [
        path
        for path, origin in scenario.provenance.items()
        if not origin.has_source or origin.confidence is None
    ]
