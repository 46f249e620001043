"""Settings as native classes: what the compiled build reads its values from.

The model reads settings several times for every event. As attributes of objects that the compiler
does not know they take some two hundred machine instructions each, as those of a native class ten.
So the compiled build has a module with one native class for each section of the schema, made here
from the schema itself, and the compiler sees these classes wherever the source says a section.
Nothing of it is in the source tree: pure Python reads plain objects (`pdusim.scenario.plain`).
"""

from __future__ import annotations

import ast
import datetime
import enum
import sys
import types
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SCHEMA = "pdusim.scenario.schema"
MODULE = "pdusim.scenario.native"

_HEAD = '''"""A native class for each section of the schema; written by tools/native_settings.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Literal

'''

_BASE = '''

class NativeSection:
    """Values and no more; what `pdusim.scenario.plain` promises of a plain copy."""

    def pairs(self) -> list[tuple[str, Any]]:
        return []

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.pairs())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NativeSection) and self.pairs() == other.pairs()
'''


def sections(settings: type[Any], section: type[Any]) -> list[type[Any]]:
    """Every section below a section, itself included, each after those it is derived from."""
    found: dict[type[Any], None] = {}

    def visit(cls: type[Any]) -> None:
        if cls in found or cls is section:
            return
        for base in cls.__bases__:
            if issubclass(base, section):
                visit(base)
        found[cls] = None
        for field in cls.model_fields.values():
            for part in _parts(field.annotation):
                if isinstance(part, type) and issubclass(part, section):
                    visit(part)

    visit(settings)
    return list(found)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in typing.get_args(annotation):
        yield from _parts(inner)


def type_text(annotation: Any) -> str:
    """Return an annotation of the schema as it is written in a source file."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is type(None):
        return "None"
    if annotation is Ellipsis:
        return "..."
    if origin is typing.Annotated:
        return type_text(inner[0])
    if origin is typing.Literal:
        return f"Literal[{', '.join(map(repr, inner))}]"
    if origin in (typing.Union, types.UnionType):
        return " | ".join(map(type_text, inner))
    if origin is not None:
        return f"{origin.__name__}[{', '.join(map(type_text, inner))}]"
    if annotation is datetime.date:
        return "date"
    return str(annotation.__name__)


def _class_text(cls: type[Any], section: type[Any]) -> str:
    bases = [base for base in cls.__bases__ if issubclass(base, section) and base is not section]
    base = bases[0] if bases else None
    fields = {name: type_text(field.annotation) for name, field in cls.model_fields.items()}
    inherited = base.model_fields if base is not None else {}
    arguments = "".join(f", {name}: {text}" for name, text in fields.items())
    lines = [f"class {cls.__name__}({base.__name__ if base else 'NativeSection'}):"]
    lines.append(f"    def __init__(self{arguments}) -> None:")
    if inherited:
        lines.append(f"        super().__init__({', '.join(inherited)})")
    own = [name for name in fields if name not in inherited]
    lines += [f"        self.{name}: {fields[name]} = {name}" for name in own]
    if not fields:
        lines.append("        pass")
    pairs = ", ".join(f"({name!r}, self.{name})" for name in fields)
    lines += ["", "    def pairs(self) -> list[tuple[str, Any]]:", f"        return [{pairs}]"]
    return "\n".join(lines) + "\n"


def native_text(every: Iterable[type[Any]], section: type[Any]) -> str:
    """Return the module with a native class for each section."""
    every = list(every)
    enums = {
        part
        for cls in every
        for field in cls.model_fields.values()
        for part in _parts(field.annotation)
        if isinstance(part, type) and issubclass(part, enum.Enum)
    }
    imports = sorted(f"from {part.__module__} import {part.__name__}" for part in enums)
    classes = [_class_text(cls, section) for cls in every]
    return _HEAD + "\n".join(imports) + "\n" + _BASE + "\n\n" + "\n\n".join(classes)


def seen_text(source: str, names: set[str]) -> str:
    """Return a module of the schema as the compiler is to see it: sections are the native ones.

    Parameters
    ----------
    source : str
        The module as it is.
    names : set of str
        Names of the sections.
    """
    tree = ast.parse(source)
    gone = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in names]
    body = [node for node in tree.body if node not in gone]
    if gone:
        aliases = [ast.alias(node.name, node.name) for node in gone]
        at = 1 + max(
            (i for i, node in enumerate(body) if isinstance(node, ast.ImportFrom)), default=0
        )
        body.insert(at, ast.ImportFrom(MODULE, aliases, 0))
    return ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))


def refuse_at_run_time(source: str, path: Path, names: set[str]) -> None:
    """Raise ``ValueError`` if a module to compile imports a section when it runs.

    There the section is what it is in pure Python, and not the native class of its name.
    """
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SCHEMA):
            for alias in node.names:
                if alias.name in names:
                    raise ValueError(
                        f"{path}:{node.lineno}: import {alias.name} under TYPE_CHECKING: it is a "
                        "section of the settings, which are native classes in the compiled build"
                    )


def write_into(root: Path, compiled: Iterable[str]) -> Path:
    """Write the native classes into a copy of the source tree, and what the compiler is to see.

    Parameters
    ----------
    root : Path
        Folder that holds a copy of the package. Its schema is only looked at from now on, and can
        no longer be run.
    compiled : iterable of str
        Paths of the other modules that are compiled, relative to `root`.

    Returns
    -------
    Path
        The module to compile, relative to `root`.
    """
    sys.path.insert(0, str(root))
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.base import Section

    every = sections(Settings, Section)
    names = {cls.__name__ for cls in every}
    if len(names) < len(every):
        raise ValueError("two sections of the schema have one name: the native ones need two")
    for name in compiled:
        refuse_at_run_time((root / name).read_text(encoding="utf-8"), Path(name), names)
    for path in sorted((root / "pdusim" / "scenario" / "schema").glob("*.py")):
        path.write_text(seen_text(path.read_text(encoding="utf-8"), names), encoding="utf-8")
    native = Path(*MODULE.split(".")).with_suffix(".py")
    (root / native).write_text(native_text(every, Section), encoding="utf-8")
    return native
