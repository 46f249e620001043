"""The schema as a tree that can be asked: which keys are known here, what is expected there."""

from __future__ import annotations

import datetime
import enum
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter
from pydantic.fields import FieldInfo

from pdusim.scenario.errors import join_words, nearest
from pdusim.scenario.schema.base import Bounds, Section

Path = tuple[str, ...]
TOP_LEVEL_KEYS = ("name", "description", "extends", "start", "changes")


@dataclass(frozen=True)
class Leaf:
    """A value of the schema.

    Parameters
    ----------
    name : str
        Key in its section.
    description, unit : str
        As declared with ``schema.base.value``.
    fixed, uncertain_ok : bool
        Refuses dated changes; may be swept with all uncertain values.
    bounds : Bounds
        Limits of the number, or of each number in it.
    annotation : Any
        The type.
    """

    name: str
    description: str
    unit: str
    fixed: bool
    uncertain_ok: bool
    bounds: Bounds
    annotation: Any = field(repr=False)
    field_info: FieldInfo = field(repr=False)

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Validator of this value alone (made on first use: a millisecond each)."""
        # The description stands for the metadata that Annotated insists on.
        metadata = (self.description, *self.field_info.metadata)
        annotated = cast("Any", Annotated)[(self.annotation, *metadata)]
        config = ConfigDict(strict=True, allow_inf_nan=False)
        return TypeAdapter(annotated, config=config)

    @cached_property
    def is_mix(self) -> bool:
        """Whether it is a map of plain values, replaced whole."""
        return get_origin(_without_none(self.annotation)) in _MAPS

    @cached_property
    def is_number(self) -> bool:
        """Whether it is one number (or an optional one)."""
        return _without_none(self.annotation) in (int, float)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Allowed keys of a mix, in order; empty where any key will do."""
        return _choices(get_args(_without_none(self.annotation))[0]) if self.is_mix else ()

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Allowed words; empty where the value is not a choice among words."""
        return _choices(_without_none(self.annotation))

    @cached_property
    def accepts(self) -> frozenset[type]:
        """The plain types it may hold, inside lists and mixes too."""
        return frozenset(_plain_types(self.annotation))

    @cached_property
    def expected(self) -> str:
        """What may be written here, with bounds and unit, as the end of "expected …"."""
        text = _describe(self.annotation)
        limits = bounds_text(self.bounds)
        if limits:
            text += f", {'each ' if _is_many(self.annotation) else ''}{limits}"
        return f"{text} (unit: {self.unit})" if self.unit else text


@dataclass(frozen=True)
class Group:
    """A section of the schema: the model class and what stands in it."""

    model: type[Section]
    children: Mapping[str, Shape]

    @property
    def known(self) -> tuple[str, ...]:
        """Known keys."""
        return tuple(self.children)


@dataclass(frozen=True)
class Table:
    """A map of sections of one kind, with free keys or a given choice of keys."""

    keys: tuple[str, ...]
    item: Group

    def order(self, keys: Sequence[str]) -> list[str]:
        """Return ``keys`` in canonical order: as declared, or by the alphabet."""
        return canonical_order(self.keys, keys)


Shape = Leaf | Group | Table


@lru_cache(maxsize=8)
def catalogue(settings: type[Section]) -> Group:
    """Return the tree of a settings class.

    Raises
    ------
    TypeError
        When the class itself is at fault: a leaf not made with ``value``, a top-level section
        named like a key of the file (``extends``, …).
    """
    clash = set(TOP_LEVEL_KEYS) & set(settings.model_fields)
    if clash:
        raise TypeError(f"a section cannot be called {join_words(sorted(clash))}")
    return _group(settings, "")


def default_settings() -> type[Section]:
    """Return the schema of this package; imported late, because building it takes time."""
    from pdusim.scenario.schema import Settings

    return cast("type[Section]", Settings)


def find(group: Group, path: Sequence[str]) -> Shape | None:
    """Return what the schema has at ``path``, or None; any key will do in a free table."""
    shape: Shape = group
    for key in path:
        if isinstance(shape, Group):
            child = shape.children.get(key)
        elif isinstance(shape, Table):
            child = shape.item if not shape.keys or key in shape.keys else None
        else:
            child = None
        if child is None:
            return None
        shape = child
    return shape


def leaves_of(settings: Section) -> Iterator[tuple[Path, Leaf, Any]]:
    """Yield path, leaf and value of every value in a settings tree, in the schema's order."""
    yield from _leaves(catalogue(type(settings)), settings, ())


def leaf_paths(group: Group, wildcard: str = "*") -> Iterator[tuple[Path, Leaf]]:
    """Yield every leaf of the schema; keys of free tables stand as ``wildcard``."""
    for name, shape in group.children.items():
        if isinstance(shape, Leaf):
            yield (name,), shape
        elif isinstance(shape, Group):
            for path, leaf in leaf_paths(shape, wildcard):
                yield (name, *path), leaf
        else:
            for key in shape.keys or (wildcard,):
                for path, leaf in leaf_paths(shape.item, wildcard):
                    yield (name, key, *path), leaf


def value_at(settings: Section, path: Sequence[str]) -> Any:
    """Return the value, section or map at ``path`` of a settings tree."""
    here: Any = settings
    for key in path:
        here = here[key] if isinstance(here, Mapping) else getattr(here, key)
    return here


def map_key(text: str, keys: Mapping[Any, Any]) -> Any:
    """Return the key of a map that is written as ``text`` (an enum member, a number)."""
    return text if text in keys else next(key for key in keys if key_text(key) == text)


def key_text(key: Any) -> str:
    """Return a map's key as it is written in a file."""
    return str(key.value if isinstance(key, enum.Enum) else key)


def canonical_order(declared: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Return ``keys`` as declared, or by the alphabet where nothing is declared.

    The order in a file must not matter: two files that say the same are one scenario, with one
    hash and the same random draws.
    """
    if not declared:
        return sorted(keys)
    return sorted(keys, key=lambda key: declared.index(key) if key in declared else len(declared))


def did_you_mean(group: Group, path: Sequence[str], known: Sequence[str]) -> str:
    """Return a suggestion for an unknown last key of ``path``, or an empty text.

    A dotted path is to be written nested; then the nearest key beside it; then a key of exactly
    that name elsewhere in the schema.
    """
    word = path[-1]
    if "." in word:
        whole = (*path[:-1], *word.split("."))
        for start in range(len(path)):
            if isinstance(find(group, whole[start:]), Leaf):
                return f"write one key a line, each further in: {': '.join(whole[start:])}: …"
    close = nearest(word, known)
    if close:
        return f"did you mean '{close}'?"
    elsewhere = ".".join(_elsewhere(group, word))
    return f"did you mean '{elsewhere}'?" if elsewhere else ""


def amount_leaf(leaf: Leaf, how: str) -> Leaf:
    """Return what may be written as the amount of a relative change to a number.

    Parameters
    ----------
    leaf : Leaf
        The number that changes.
    how : {"add", "multiply"}
        What is added has the unit of the number, and may be below nought; a factor has none, and
        may not.
    """
    bounds = Bounds(ge=0.0) if how == "multiply" else Bounds()
    field_info = FieldInfo(description=leaf.description)
    if bounds.given():
        field_info.metadata.append(bounds)
    unit = leaf.unit if how == "add" else "ratio"
    return replace(leaf, unit=unit, annotation=float, bounds=bounds, field_info=field_info)


def bounds_text(bounds: Bounds) -> str:
    """Return "at least 0 and below 1", or an empty text without bounds."""
    numbers = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "below"}
    dates = {"ge": "not before", "gt": "after", "le": "not after", "lt": "before"}
    return " and ".join(
        f"{dates[name]} {limit.isoformat()}"
        if isinstance(limit, datetime.date)
        else f"{numbers[name]} {limit:g}"
        for name, limit in bounds.given().items()
    )


_MAPS = (dict, Mapping)
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    datetime.date: "a date, as 2024-05-23",
    type(None): "null",
}


def _group(model: type[Section], where: str) -> Group:
    children: dict[str, Shape] = {}
    for name, info in model.model_fields.items():
        path = f"{where}.{name}".lstrip(".")
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, Section):
            children[name] = _group(annotation, path)
        elif get_origin(annotation) in _MAPS and _is_section(get_args(annotation)[1]):
            key, item = get_args(annotation)
            children[name] = Table(_choices(key), _group(item, f"{path}.*"))
        else:
            children[name] = _leaf(name, info, path)
    return Group(model, children)


def _leaf(name: str, info: FieldInfo, path: str) -> Leaf:
    extra = info.json_schema_extra
    if not isinstance(extra, dict) or "unit" not in extra:
        raise TypeError(f"{path} is neither a section, a map of sections nor made with value()")
    return Leaf(
        name=name,
        description=info.description or "",
        unit=str(extra["unit"]),
        fixed=bool(extra["fixed"]),
        uncertain_ok=bool(extra["uncertain_ok"]),
        bounds=next((m for m in info.metadata if isinstance(m, Bounds)), Bounds()),
        annotation=info.annotation,
        field_info=info,
    )


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Section)


def _leaves(group: Group, section: Section, path: Path) -> Iterator[tuple[Path, Leaf, Any]]:
    for name, shape in group.children.items():
        here = getattr(section, name)
        if isinstance(shape, Leaf):
            yield (*path, name), shape, here
        elif isinstance(shape, Group):
            yield from _leaves(shape, here, (*path, name))
        else:
            for key, item in here.items():
                yield from _leaves(shape.item, item, (*path, name, key_text(key)))


def _elsewhere(group: Group, word: str) -> Path:
    for name, shape in group.children.items():
        if name == word:
            return (name,)
        inner = shape if isinstance(shape, Group) else None
        found = _elsewhere(inner, word) if inner else ()
        if found:
            return (name, *found)
    return ()


def _without_none(annotation: Any) -> Any:
    parts = _parts(annotation)
    kept = [part for part in parts if part is not type(None)]
    return kept[0] if len(kept) == 1 else annotation


def _parts(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) is Literal:
        return tuple(key_text(choice) for choice in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return tuple(key_text(member) for member in annotation)
    return ()


def _is_many(annotation: Any) -> bool:
    return get_origin(_without_none(annotation)) in (*_MAPS, list, tuple, Sequence)


def _plain_types(annotation: Any) -> Iterator[type]:
    if get_origin(annotation) is Annotated:
        yield from _plain_types(get_args(annotation)[0])
    elif get_origin(annotation) is Literal or _choices(annotation):
        yield str
    elif get_origin(annotation) in _MAPS:
        yield from _plain_types(get_args(annotation)[1])
    elif get_origin(annotation) is not None:
        for part in get_args(annotation):
            yield from _plain_types(part)
    elif isinstance(annotation, type):
        yield annotation


def _describe(annotation: Any) -> str:
    """Return the type in words."""
    parts = _parts(annotation)
    if len(parts) > 1:
        return join_words([_describe(part) for part in parts])
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _describe(arguments[0])
    choices = _choices(annotation)
    if choices:
        return choices[0] if len(choices) == 1 else f"one of {join_words(choices, most=20)}"
    if origin in _MAPS:
        keys = _choices(arguments[0])
        inside = f" for each of {join_words(keys, most=20, last='and')}" if keys else ""
        return f"a mapping of name to {_describe(arguments[1])}{inside}"
    if origin is tuple and arguments[-1] is not Ellipsis:
        kinds = list(dict.fromkeys(map(_describe, arguments)))
        if len(kinds) == 1:
            return f"a list of {len(arguments)}: {kinds[0]} each"
        return f"a list of {len(arguments)}: {', then '.join(kinds)}"
    if origin in (list, tuple, Sequence):
        return f"a list: {_describe(arguments[0])} each"
    return _KINDS.get(annotation, getattr(annotation, "__name__", str(annotation)))
