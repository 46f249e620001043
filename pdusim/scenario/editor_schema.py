"""The JSON Schema of scenario files, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from pdusim.scenario.caseload.section import DESCRIPTIONS, KEYS, PATHS, SWITCHES
from pdusim.scenario.catalogue import Group, Leaf, Shape, Table, catalogue, default_settings
from pdusim.scenario.dated import HOWS
from pdusim.scenario.layer import MAX_RAMP_DAYS
from pdusim.scenario.provenance import CONFIDENCES
from pdusim.scenario.schema.base import Section

_DATE = {"type": "string", "format": "date"}


def json_schema(schema: type[Section] | None = None) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario file.

    Every leaf may be bare or ``{value, unit, source, confidence, range, note}``; nothing is
    required, because a scenario usually extends another.

    Parameters
    ----------
    schema : type of Section, optional
        The settings; the package's own by default.
    """
    model = schema if schema is not None else default_settings()
    return _Writer(catalogue(model)).document()


def _start() -> dict[str, Any]:
    """The section that names files of cases and staff."""
    kinds = {**dict.fromkeys(PATHS, "string"), **dict.fromkeys(SWITCHES, "boolean")}
    return {
        "type": "object",
        "description": "The unit as files have it on the first day of the run",
        "additionalProperties": False,
        "properties": {key: {"type": kinds[key], "description": DESCRIPTIONS[key]} for key in KEYS},
        "anyOf": [{"required": ["caseload"]}, {"required": ["staff"]}],
    }


class _Writer:
    def __init__(self, group: Group) -> None:
        self.group = group
        self.definitions: dict[str, Any] = {}
        self.models: dict[str, type[Section]] = {}
        self.dated: dict[str, Any] = {}
        self.dated_patterns: dict[str, Any] = {}
        self.numbers: list[str] = []
        self.number_patterns: list[str] = []

    def document(self) -> dict[str, Any]:
        """Return the whole JSON Schema."""
        root = self._section(self.group)
        self._collect_dated(self.group, (), ())
        properties = {
            "name": {"type": "string", "description": "Name of the scenario in tables and charts"},
            "description": {"type": "string", "description": "What the scenario is about"},
            "extends": {
                "type": "string",
                "description": "The scenario this one differs from: a shipped name, as baseline, "
                "or a file relative to this one",
            },
            "start": _start(),
            "changes": self._changes(),
            **root["properties"],
        }
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "pdusim scenario",
            "type": "object",
            "additionalProperties": False,
            "properties": properties,
            "$defs": self.definitions,
        }

    def _section(self, group: Group) -> dict[str, Any]:
        written = group.model.model_json_schema(ref_template="#/$defs/{model}")
        for name, definition in written.get("$defs", {}).items():
            # Types of leaves (choices); the sections get definitions of their own below.
            if definition.get("type") != "object":
                self.definitions.setdefault(name, definition)
        for relation in group.model.relations:
            if relation.written is not None:
                # A text whose type does not say what it may be.
                written["properties"][relation.leaves[0]] = dict(relation.written)
        properties = {
            name: self._shape(shape, written["properties"][name])
            for name, shape in group.children.items()
        }
        return {
            "type": "object",
            "description": (group.model.__doc__ or "").partition("\n")[0],
            "additionalProperties": False,
            "properties": properties,
        }

    def _shape(self, shape: Shape, written: dict[str, Any]) -> dict[str, Any]:
        if isinstance(shape, Group):
            return self._reference(shape)
        if isinstance(shape, Table):
            item = self._reference(shape.item)
            if shape.keys:
                properties = dict.fromkeys(shape.keys, item)
                return {"type": "object", "additionalProperties": False, "properties": properties}
            return {"type": "object", "additionalProperties": item}
        return _leaf(shape, written)

    def _reference(self, group: Group) -> dict[str, Any]:
        name = group.model.__name__
        if self.models.setdefault(name, group.model) is not group.model:
            name = f"{group.model.__module__.rpartition('.')[2]}.{name}"
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self._section(group)
        return {"$ref": f"#/$defs/{name}"}

    def _changes(self) -> dict[str, Any]:
        settings: dict[str, Any] = {
            "type": "object",
            "description": "Dotted path of a value, and what it becomes",
            "properties": self.dated,
            "additionalProperties": False,
        }
        if self.dated_patterns:
            settings["patternProperties"] = self.dated_patterns
        amounts = {
            how: {
                "type": "object",
                "description": f"Dotted path of a number, and {what}",
                "properties": {key: {"$ref": f"#/$defs/{how}"} for key in self.numbers},
                "patternProperties": {
                    key: {"$ref": f"#/$defs/{how}"} for key in self.number_patterns
                },
                "additionalProperties": False,
            }
            for how, what in (
                ("add", "what is added to the value in force that day"),
                ("multiply", "the factor by which the value in force that day is multiplied"),
            )
        }
        self.definitions |= {how: _amount(how) for how in amounts}
        change = {
            "type": "object",
            "additionalProperties": False,
            "required": ["from"],
            "anyOf": [{"required": [how]} for how in HOWS],
            "properties": {
                "from": {**_DATE, "description": "First day of the new values"},
                "set": settings,
                **amounts,
                "ramp_days": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": MAX_RAMP_DAYS,
                    "description": "Days over which numbers move to the new value",
                },
                "note": {"type": "string"},
            },
        }
        return {"type": "array", "items": change, "description": "Values that change on a date"}

    def _collect_dated(self, group: Group, path: tuple[str, ...], pattern: tuple[str, ...]) -> None:
        reference = self._reference(group)["$ref"] if path else "#"
        for name, shape in group.children.items():
            if isinstance(shape, Leaf):
                if shape.fixed:
                    continue
                here = {"$ref": f"{reference}/properties/{name}"}
                if pattern:
                    key = rf"^{'[.]'.join((*pattern, name))}$"
                    self.dated_patterns[key] = here
                    self.number_patterns += [key] if shape.is_number else []
                else:
                    key = ".".join((*path, name))
                    self.dated[key] = here
                    self.numbers += [key] if shape.is_number else []
            elif isinstance(shape, Group):
                self._collect_dated(shape, (*path, name), (*pattern, name) if pattern else ())
            elif shape.keys:
                for key in shape.keys:
                    inside = (*pattern, name, key) if pattern else ()
                    self._collect_dated(shape.item, (*path, name, key), inside)
            else:
                inside = (*(pattern or path), name, "[^.]+")
                self._collect_dated(shape.item, (*path, name, "*"), inside)


def _amount(how: str) -> dict[str, Any]:
    """Return the schema of what a relative change adds, or of its factor."""
    bare: dict[str, Any] = {"type": "number"}
    if how == "multiply":
        bare["minimum"] = 0
    return {"anyOf": [bare, _wrapped(bare)]}


def _leaf(leaf: Leaf, written: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a leaf, bare or with its source."""
    ours = ("description", "unit", "fixed", "uncertain_ok", "title")
    bare = {key: value for key, value in written.items() if key not in ours}
    wrapped = _wrapped(bare, {"const": leaf.unit})
    unit = f" [{leaf.unit}]" if leaf.unit else ""
    return {
        "title": leaf.name,
        "description": f"{leaf.description}{unit}",
        "x-unit": leaf.unit,
        "x-fixed": leaf.fixed,
        "anyOf": [bare, wrapped],
    }


def _wrapped(bare: dict[str, Any], unit: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the schema of a value with its source."""
    range_end = {"anyOf": [{"type": "number"}, _DATE]}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["value"],
        "properties": {
            "value": bare,
            "unit": unit or {"type": "string"},
            "source": {"type": "string"},
            "confidence": {"enum": list(CONFIDENCES)},
            "range": {"type": "array", "items": range_end, "minItems": 2, "maxItems": 2},
            "note": {"type": "string"},
        },
    }
