from __future__ import annotations

import json
import re
from typing import Any

import pytest
from scenario_support import Toy

from pdusim.scenario.editor_schema import json_schema
from pdusim.scenario.schema.base import Section
from pdusim.scenario.schema.management import AllocationRule
from pdusim.scenario.schema.work import HoursDistribution


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema(Toy)


def follow(schema: dict[str, Any], here: dict[str, Any]) -> dict[str, Any]:
    """Follow references inside the document."""
    while "$ref" in here:
        target: Any = schema
        for part in here["$ref"].removeprefix("#").strip("/").split("/"):
            target = target[part]
        here = target
    return here


def at(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the schema of the value at a dotted path."""
    here = schema
    for key in path.split("."):
        here = follow(schema, here)
        here = here["properties"].get(key) if "properties" in here else here["additionalProperties"]
    return follow(schema, here)


def test_the_keys_of_a_file(schema: dict[str, Any]) -> None:
    assert list(schema["properties"])[:4] == ["name", "description", "extends", "start"]
    assert set(schema["properties"]) >= set(Toy.model_fields)
    assert schema["additionalProperties"] is False
    assert "required" not in schema
    assert schema["$schema"].endswith("2020-12/schema")
    assert json.loads(json.dumps(schema)) == schema


def test_a_leaf_is_bare_or_wrapped(schema: dict[str, Any]) -> None:
    leaf = at(schema, "leaving.po.rate")
    assert leaf["description"] == "Leavers [per year]"
    assert leaf["x-unit"] == "per year"
    bare, wrapped = leaf["anyOf"]
    assert bare == {"type": "number", "minimum": 0, "maximum": 5}
    assert wrapped["properties"]["value"] == bare
    assert wrapped["properties"]["unit"] == {"const": "per year"}
    assert wrapped["properties"]["confidence"] == {"enum": ["high", "medium", "low", "assumed"]}
    assert wrapped["required"] == ["value"]
    assert wrapped["additionalProperties"] is False


def test_choices_dates_lists_and_mixes(schema: dict[str, Any]) -> None:
    rule = follow(schema, at(schema, "allocation.rule")["anyOf"][0])
    assert rule["enum"] == ["cap", "best_fit"]
    assert at(schema, "allocation.kind")["anyOf"][0]["enum"] == ["hard", "soft"]
    until = at(schema, "leaving.po.until")["anyOf"][0]
    assert {"type": "string", "format": "date"} in until["anyOf"]
    assert at(schema, "lengths.upper")["anyOf"][0]["items"]["exclusiveMinimum"] == 0
    mix = at(schema, "lengths.shares")["anyOf"][0]
    assert mix["propertyNames"]["enum"] == ["short", "middle", "long"]


def test_names_that_come_with_the_model_are_offered_and_own_ones_taken() -> None:
    whole = json_schema()
    for path, names in (
        ("work.service.hours_distribution", HoursDistribution),
        ("management.allocation.rule", AllocationRule),
    ):
        bare, wrapped = at(whole, path)["anyOf"]
        shipped, own = bare["anyOf"]
        assert shipped["enum"] == [str(name) for name in names]
        assert re.match(own["pattern"], "own:mine")
        assert not any(re.match(own["pattern"], name) for name in (*shipped["enum"], "own:"))
        assert wrapped["properties"]["value"] == bare
    letters = at(whole, "management.allocation.eligibility.po")["anyOf"][0]["pattern"]
    assert re.match(letters, "AB")
    assert not re.match(letters, "AX")


def test_tables_of_given_and_of_free_names(schema: dict[str, Any]) -> None:
    leaving = follow(schema, schema["properties"]["leaving"])
    assert set(leaving["properties"]) == {"po", "pso"}
    assert leaving["additionalProperties"] is False
    tasks = follow(schema, schema["properties"]["tasks"])
    assert follow(schema, tasks["additionalProperties"])["description"] == "A task."


def test_paths_of_dated_changes(schema: dict[str, Any]) -> None:
    change = schema["properties"]["changes"]["items"]
    assert change["required"] == ["from"]
    assert change["anyOf"] == [{"required": [how]} for how in ("set", "add", "multiply")]
    settings = change["properties"]["set"]
    known = settings["properties"]
    assert {"leaving.po.rate", "allocation.cap", "lengths.shares", "label"} <= set(known)
    assert not any(path.startswith("run.") for path in known)
    assert follow(schema, known["leaving.po.rate"]) == at(schema, "leaving.po.rate")
    assert follow(schema, known["label"])["description"] == "A word"
    (pattern,) = [p for p in settings["patternProperties"] if "hours" in p]
    assert re.match(pattern, "tasks.review.hours")
    assert not re.match(pattern, "tasks.review.x.hours")
    assert follow(schema, settings["patternProperties"][pattern])["x-unit"] == "hours"
    assert settings["additionalProperties"] is False


def test_numbers_alone_can_be_added_to_and_multiplied(schema: dict[str, Any]) -> None:
    change = schema["properties"]["changes"]["items"]["properties"]
    for how in ("add", "multiply"):
        known = set(change[how]["properties"])
        assert {"leaving.po.rate", "leaving.po.notice_days", "allocation.cap"} <= known
        assert not known & {"label", "lengths.shares", "lengths.upper", "leaving.po.until"}
        assert any("hours" in pattern for pattern in change[how]["patternProperties"])
    factor = follow(schema, change["multiply"]["properties"]["allocation.cap"])
    assert factor["anyOf"][0] == {"type": "number", "minimum": 0}


def test_sections_of_one_name_are_kept_apart() -> None:
    class Inner(Section):
        """One."""

    first = Inner

    class Inner(Section):  # type: ignore[no-redef]
        """Two."""

    class Outer(Section):
        a: first  # type: ignore[valid-type]
        b: Inner

    schema = json_schema(Outer)
    told = [follow(schema, schema["properties"][key])["description"] for key in "ab"]
    assert told == ["One.", "Two."]
