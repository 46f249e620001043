"""The native classes of the compiled build hold what the sections of the schema hold."""

from __future__ import annotations

import ast
import datetime
from pathlib import Path
from typing import Annotated, Literal, Optional

import pytest

from pdusim import load_scenario
from pdusim.scenario.plain import plain
from pdusim.scenario.schema import Settings
from pdusim.scenario.schema.base import Section
from pdusim.scenario.schema.work import CaseTask, TaskStandard, Who
from tools.native_settings import (
    native_text,
    refuse_at_run_time,
    sections,
    seen_text,
    type_text,
)

SECTIONS = sections(Settings, Section)
NAMES = {cls.__name__ for cls in SECTIONS}


def test_every_section_in_use_is_found_after_what_it_is_derived_from() -> None:
    in_use: set[str] = set()

    def visit(value: object) -> None:
        if isinstance(value, Section):
            in_use.add(type(value).__name__)
            value = [getattr(value, name) for name in type(value).model_fields]
        elif isinstance(value, dict):
            value = list(value.values())
        for inner in value if isinstance(value, list | tuple) else ():
            visit(inner)

    visit(load_scenario("act_2026").settings)
    assert in_use <= NAMES
    assert SECTIONS.index(TaskStandard) < SECTIONS.index(CaseTask)
    assert len(NAMES) == len(SECTIONS)


def test_a_native_class_holds_the_values_of_its_section_in_their_order() -> None:
    """What the compiler makes machine code of, run as the Python it is too."""
    made: dict[str, type] = {}
    exec(compile(native_text(SECTIONS, Section), "native.py", "exec"), made)

    def native(value: object) -> object:
        if isinstance(value, Section):
            fields = type(value).model_fields
            return made[type(value).__name__](*(native(getattr(value, name)) for name in fields))
        if isinstance(value, dict):
            return {key: native(one) for key, one in value.items()}
        return tuple(map(native, value)) if isinstance(value, tuple) else value

    def pairs(value: object) -> object:
        if isinstance(value, dict):
            return {key: pairs(one) for key, one in value.items()}
        if isinstance(value, tuple):
            return tuple(map(pairs, value))
        is_section = hasattr(value, "__iter__") and not isinstance(value, str)
        return pairs(dict(value)) if is_section else value

    settings = load_scenario("act_2026").settings
    assert pairs(native(settings)) == pairs(plain(settings))
    assert native(settings) == native(settings)
    other = load_scenario("act_2026").with_values({"work.tasks.termination.hours": 9.0}).settings
    assert native(settings) != native(other)


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (float, "float"),
        (Who, "Who"),
        (datetime.date, "date"),
        (Optional[datetime.date], "date | None"),  # noqa: UP045
        (float | None, "float | None"),
        (tuple[float, ...], "tuple[float, ...]"),
        (dict[str, CaseTask], "dict[str, CaseTask]"),
        (Literal["senior", "duty"], "Literal['senior', 'duty']"),
        (
            tuple[tuple[Annotated[int, "days"] | None, datetime.date], ...],
            "tuple[tuple[int | None, date], ...]",
        ),
    ],
)
def test_a_type_is_written_as_in_a_source_file(annotation: object, text: str) -> None:
    assert type_text(annotation) == text


def test_the_compiler_sees_native_sections_and_everything_else_as_it_is() -> None:
    source = (Path(__file__).parents[1] / "pdusim/scenario/schema/work.py").read_text(
        encoding="utf-8"
    )
    body = ast.parse(seen_text(source, NAMES)).body
    classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
    assert "Who" in classes
    assert not classes & NAMES
    imported = {
        alias.asname
        for node in body
        if isinstance(node, ast.ImportFrom) and node.module == "pdusim.scenario.native"
        for alias in node.names
    }
    assert {"CaseTask", "Tasks", "Service"} <= imported


def test_a_section_imported_when_the_model_runs_is_refused_with_its_place() -> None:
    at_run_time = "from pdusim.scenario.schema.work import CaseTask, Who\n"
    with pytest.raises(ValueError, match=r"model.py:1: import CaseTask under TYPE_CHECKING"):
        refuse_at_run_time(at_run_time, Path("model.py"), NAMES)
    for fine in (
        "from pdusim.scenario.schema.work import Who\n",
        f"if TYPE_CHECKING:\n    {at_run_time}",
    ):
        refuse_at_run_time(fine, Path("model.py"), NAMES)


def test_no_module_of_the_model_does() -> None:
    seen = []
    for path in sorted((Path(__file__).parents[1] / "pdusim" / "model").rglob("*.py")):
        refuse_at_run_time(path.read_text(encoding="utf-8"), path, NAMES)
        seen.append(path)
    assert len(seen) > 60
