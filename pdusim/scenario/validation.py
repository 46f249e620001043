"""Checking values against the schema's types, bounds and relations, with readable problems."""

from __future__ import annotations

import datetime
import enum
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pdusim.scenario.catalogue import (
    Group,
    Leaf,
    Path,
    Shape,
    Table,
    canonical_order,
    catalogue,
    find,
    key_text,
    leaf_paths,
    map_key,
)
from pdusim.scenario.errors import Problem, join_words, nearest, quote
from pdusim.scenario.provenance import Place, Written
from pdusim.scenario.reading import ListNode, MapNode, Plain
from pdusim.scenario.schema.base import Section
from pdusim.scenario.schema.relations import Broken, broken_in
from pdusim.scenario.wording import found, not_a_day, value_suggestion


@dataclass(frozen=True, slots=True)
class Chain:
    """All values of a chain of files, the nearest file winning, not yet validated.

    Parameters
    ----------
    values : mapping of path to Written
        Leaves.
    sections : mapping of path to Place
        Where a section or table was last mentioned.
    spoilt : set of path
        Paths already complained about.
    root : Place
        The first file of the chain, which should have been complete.
    files : tuple of str
        The chain, nearest file first.
    """

    values: Mapping[Path, Written]
    sections: Mapping[Path, Place]
    spoilt: frozenset[Path]
    root: Place
    files: tuple[str, ...] = ()


def build_settings(model: type[Section], chain: Chain) -> tuple[Section | None, list[Problem]]:
    """Return the settings of a chain, or None with everything that is wrong with its values."""
    group = catalogue(model)
    tree = _tree(group, chain)
    try:
        return model.model_validate_json(_json(tree)), []
    except ValidationError as error:
        return None, _explain_all(group, chain, error.errors())


def check_leaf(written: Written, path: Path) -> tuple[Any, list[Problem]]:
    """Return the validated value of one leaf and what is wrong with it."""
    try:
        return written.leaf.adapter.validate_json(_json(_in_order(written))), []
    except ValidationError as error:
        return None, _explain_leaf(written, path, error.errors())


class InvalidSectionError(Exception):
    """A section whose values do not fit together after a change.

    Parameters
    ----------
    failures : sequence of (path, message)
        Absolute path of what fails and why.
    leaves : sequence of tuple of str
        For each of them the dotted paths of the leaves that do not go together; empty where
        nothing says which.
    """

    def __init__(
        self, failures: Sequence[tuple[Path, str]], leaves: Sequence[tuple[str, ...]] = ()
    ) -> None:
        super().__init__(failures)
        self.failures = failures
        self.leaves = leaves or ((),) * len(failures)


def replace_values(section: Section, values: Mapping[Path, Any], path: Path = ()) -> Section:
    """Return a copy with validated leaves put in; only the sections on the way are rebuilt.

    Parameters
    ----------
    section : Section
        The settings before.
    values : mapping of path to value
        New values, each already of the right type (see :func:`check_leaf`).
    path : tuple of str
        Where ``section`` stands in the whole tree, for messages.

    Raises
    ------
    InvalidSectionError
        When a relation between values no longer holds.
    """
    fields = dict(section.__dict__)
    for key, inner in _by_first(values).items():
        here = fields[key]
        if () in inner:
            fields[key] = inner[()]
        elif isinstance(here, Section):
            fields[key] = replace_values(here, inner, (*path, key))
        else:
            items = dict(here)
            for text, item_values in _by_first(inner).items():
                name = map_key(text, items)
                items[name] = replace_values(items[name], item_values, (*path, key, text))
            fields[key] = items
    try:
        return type(section).model_validate(fields)
    except ValidationError as error:
        found = [failure for e in error.errors() for failure in _failures(e, path, values)]
        raise InvalidSectionError(
            [(where, why) for where, why, _ in found], [leaves for _, _, leaves in found]
        ) from None


def _failures(
    error: ErrorDetails, path: Path, values: Mapping[Path, Any]
) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Yield path, reason and leaves of an error in a section, at a changed leaf if known."""
    here = (*path, *map(str, error["loc"]))
    relations = list(broken_in(error))
    for broken in relations:
        read = [tuple(leaf.split(".")) for leaf in broken.leaves]
        changed = [v for v in values for r in read if v[: len(r)] == r or r[: len(v)] == v]
        leaves = tuple(".".join((*here, leaf)) for leaf in broken.leaves)
        yield (*here, *changed[-1]) if changed else here, broken.sentence, leaves
    if not relations:
        yield here, _reason(error), ()


def to_plain(value: Any) -> Plain:
    """Return a value given from Python as it would be read from a file.

    Raises
    ------
    TypeError
        For an object no scenario file could hold.
    """
    if isinstance(value, enum.Enum):
        return to_plain(value.value)
    if isinstance(value, bool | int | float | str | datetime.date) or value is None:
        if isinstance(value, datetime.datetime):
            raise TypeError("a moment in time; a date is wanted")
        return value
    if isinstance(value, Mapping):
        return {key_text(key): to_plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        return to_plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [to_plain(item) for item in value]
    raise TypeError(f"a {type(value).__name__}")


def _by_first(values: Mapping[Path, Any]) -> dict[str, dict[Path, Any]]:
    grouped: dict[str, dict[Path, Any]] = {}
    for path, value in values.items():
        grouped.setdefault(path[0], {})[path[1:]] = value
    return grouped


def _json(plain: object) -> str:
    return json.dumps(plain, default=datetime.date.isoformat)


def _tree(group: Group, chain: Chain) -> dict[str, Any]:
    """Return the nested values, tables and mixes in canonical order."""
    tree: dict[str, Any] = {}
    for path in chain.sections:
        _branch(tree, path)
    for path, written in chain.values.items():
        _branch(tree, path[:-1])[path[-1]] = _in_order(written)
    _order_tables(group, tree)
    return tree


def _in_order(written: Written) -> Plain:
    """Return the plain value, a mix in canonical order."""
    plain = written.plain
    if not written.leaf.is_mix or not isinstance(plain, dict):
        return plain
    return {key: plain[key] for key in canonical_order(written.leaf.keys, list(plain))}


def _branch(tree: dict[str, Any], path: Path) -> dict[str, Any]:
    for key in path:
        tree = tree.setdefault(key, {})
    return tree


def _order_tables(shape: Group, tree: dict[str, Any]) -> None:
    for key, child in shape.children.items():
        if key not in tree or isinstance(child, Leaf):
            continue
        if isinstance(child, Table):
            tree[key] = {name: tree[key][name] for name in child.order(list(tree[key]))}
            for item in tree[key].values():
                _order_tables(child.item, item)
        else:
            _order_tables(child, tree[key])


def _explain_all(group: Group, chain: Chain, errors: Iterable[ErrorDetails]) -> list[Problem]:
    problems: list[Problem] = []
    missing: list[Path] = []
    of_leaf: dict[Path, list[ErrorDetails]] = {}
    for error in errors:
        path = tuple(str(part) for part in error["loc"])
        leaf_path = next((path[:n] for n in range(len(path) + 1) if path[:n] in chain.values), None)
        if leaf_path is not None:
            inside = error.copy()
            inside["loc"] = error["loc"][len(leaf_path) :]
            of_leaf.setdefault(leaf_path, []).append(inside)
        elif error["type"] == "missing":
            if not any(path[:n] in chain.spoilt for n in range(1, len(path) + 1)):
                missing.append(path)
        elif relations := list(broken_in(error)):
            for broken in relations:
                where, place = _last_written(chain, path, broken)
                problems.append(Problem(*place, ".".join(where), broken.sentence))
        else:
            place = _place_above(chain, path)
            problems.append(Problem(*place, ".".join(path), _reason(error)))
    for path, found_errors in of_leaf.items():
        problems += _explain_leaf(chain.values[path], path, found_errors)
    return problems + _explain_missing(group, chain, missing)


def _explain_leaf(written: Written, path: Path, errors: Iterable[ErrorDetails]) -> list[Problem]:
    problems: dict[Place, Problem] = {}
    for error in errors:
        plain, place, inside = _inner(written, error["loc"])
        suggestion = value_suggestion(written.leaf, plain)
        if error["loc"][-1:] == ("[key]",):
            close = nearest(str(error["loc"][-2]), written.leaf.keys)
            suggestion = f"did you mean '{close}'?" if close else ""
        # A union reports each of its branches: one complaint about a place is enough.
        problems.setdefault(
            place,
            Problem(
                *place,
                ".".join((*path, *inside)),
                _leaf_reason(error, plain),
                written.leaf.expected,
                suggestion,
            ),
        )
    return list(problems.values())


def _inner(written: Written, loc: Sequence[int | str]) -> tuple[Plain, Place, Path]:
    """Return what an error inside a leaf is about: one entry of a list or mix, or the leaf."""
    plain, node, place = written.plain, written.node, written.place
    inside: list[str] = []
    for part in loc:
        if isinstance(plain, list) and isinstance(part, int) and part < len(plain):
            plain = plain[part]
            node = node.items[part] if isinstance(node, ListNode) else None
        elif isinstance(plain, dict) and str(part) in plain:
            plain = plain[str(part)]
            node = node.entries[str(part)].node if isinstance(node, MapNode) else None
        else:
            break
        inside.append(str(part))
        if node is not None:
            place = Place(place.file, node.line, node.column)
    return plain, place, tuple(inside)


_BOUND_ERRORS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


def _leaf_reason(error: ErrorDetails, plain: Plain) -> str:
    kind = error["type"]
    if kind in ("value_error", "assertion_error"):
        return _reason(error)
    if kind in _BOUND_ERRORS:
        return f"found {found(plain)}, out of bounds"
    if kind == "finite_number":
        return f"found {found(plain)}, which is not finite"
    if error["loc"][-1:] == ("[key]",):
        return f"found the name {quote(str(error['loc'][-2]))}, which is not one of the names"
    if kind in ("missing", "too_short", "too_long"):
        return f"found {found(plain)} of the wrong length"
    return f"found {found(plain)}{not_a_day(plain)}"


def _reason(error: ErrorDetails) -> str:
    context = error.get("ctx", {}).get("error")
    return str(context) if context is not None else error["msg"].lower()


def _place_above(chain: Chain, path: Path) -> Place:
    return next(
        (chain.sections[path[:n]] for n in range(len(path), -1, -1) if path[:n] in chain.sections),
        chain.root,
    )


def _last_written(chain: Chain, section: Path, broken: Broken) -> tuple[Path, Place]:
    """Find which of the leaves that do not go together was written last: nearest file, last line.

    A relation of a whole table is told at the section.
    """
    places = []
    for leaf in broken.leaves:
        path = (*section, *leaf.split("."))
        places += [(p, w.place) for p, w in chain.values.items() if p[: len(path)] == path]
        places += _entries(chain, path)
    if not places:
        return section, _place_above(chain, section)
    order = {file: number for number, file in enumerate(chain.files)}
    nearest_file = min(order.get(place.file, len(order)) for _, place in places)
    near = [found for found in places if order.get(found[1].file, len(order)) == nearest_file]
    return max(near, key=lambda found: found[1][1:])


def _entries(chain: Chain, path: Path) -> list[tuple[Path, Place]]:
    """Find an entry of a list: its path goes on below that of the value, with its number."""
    found = []
    for length in range(len(path)):
        written = chain.values.get(path[:length])
        if written is not None:
            _, place, inside = _inner(written, [int(part) for part in path[length:]])
            found.append(((*path[:length], *inside), place))
    return found


def _explain_missing(group: Group, chain: Chain, missing: Iterable[Path]) -> list[Problem]:
    """Return one problem for all that the first file lacks, and one for each new table entry."""
    lacking: dict[Path, list[str]] = {}
    for path in missing:
        owner = _table_entry(group, path)
        shape = find(group, path)
        inner = [()] if isinstance(shape, Leaf) or shape is None else _inside(shape)
        for rest in inner:
            lacking.setdefault(owner, []).append(".".join((*path, *rest)[len(owner) :]))
    problems = []
    for owner, names in lacking.items():
        many = len(names) > 20
        listed = join_words(names, most=5 if many else 20, last="and")
        verb = "value is" if len(names) == 1 else "values are"
        problem = Problem(
            *_place_above(chain, owner),
            ".".join(owner),
            f"{len(names)} {verb} missing: {listed}",
            "a new entry with all its values" if owner else "every value of the schema",
        )
        if not owner:
            place = chain.root
            problem = replace(
                problem,
                file=place.file,
                line=place.line,
                column=place.column,
                suggestion="add the line 'extends: baseline', and keep only what differs from it",
            )
        problems.append(problem)
    return problems


def _inside(shape: Shape) -> list[Path]:
    """Return the leaves below a missing section; a missing free table counts as one."""
    if isinstance(shape, Group):
        return [path for path, _ in leaf_paths(shape)]
    return [()]


def _table_entry(group: Group, path: Path) -> Path:
    """Return the innermost entry of a table that ``path`` lies in, or the empty path."""
    owner: Path = ()
    for length in range(1, len(path)):
        if isinstance(find(group, path[:length]), Table):
            owner = path[: length + 1]
    return owner
