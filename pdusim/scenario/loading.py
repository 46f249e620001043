"""From a scenario's name or file to a :class:`Scenario`: chains, merging, checking."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pdusim.scenario.caseload.section import read_files
from pdusim.scenario.catalogue import Path as KeyPath
from pdusim.scenario.catalogue import catalogue, default_settings, leaves_of
from pdusim.scenario.dated import DatedChange
from pdusim.scenario.errors import Problem, ScenarioError, join_words, nearest, quote
from pdusim.scenario.layer import Layer, WrittenChange, read_layer
from pdusim.scenario.provenance import Place, Written
from pdusim.scenario.reading import read_yaml
from pdusim.scenario.scenario import Scenario, assemble
from pdusim.scenario.schema.base import Section
from pdusim.scenario.shipped import is_bare_name, locate, shipped_scenarios, shown_name
from pdusim.scenario.validation import Chain, build_settings, check_leaf

if TYPE_CHECKING:
    from pdusim.scenario.schema import Settings

MAX_CHAIN = 32


def load_scenario(
    source: str | os.PathLike[str], *, schema: type[Section] | None = None
) -> Scenario:
    """Load a scenario with everything it extends.

    Parameters
    ----------
    source : str or path
        Name of a shipped scenario ("baseline"), or a file: a text with a slash or ending in
        ``.yaml``, or any path object.
    schema : type of Section, optional
        The settings to fill; the package's own by default.

    Returns
    -------
    Scenario
        Frozen and validated, its ``warnings`` filled.

    Raises
    ------
    ScenarioError
        With every problem of the file and of what it extends, each with its place.
    """
    model = schema if schema is not None else default_settings()
    path = locate(source, Path()) if isinstance(source, str) else Path(source)
    if path is None:
        raise ScenarioError([_no_such(str(source), Path(), None)])
    return _merge(model, _read_chain(path, model))


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What ``check_files`` says about one file.

    Parameters
    ----------
    path : str
        As given.
    error : ScenarioError or None
        None when the file can be run.
    warnings : tuple of str
        What its author should know all the same.
    scenario : Scenario or None
        What it says, where it can be run.
    """

    path: str
    error: ScenarioError | None
    warnings: tuple[str, ...]
    scenario: Scenario | None = None


def check_files(
    sources: Iterable[str | os.PathLike[str]], *, schema: type[Section] | None = None
) -> list[CheckedFile]:
    """Load each scenario and return what is wrong with it; nothing is raised.

    Parameters
    ----------
    sources : iterable of str or path
        As for :func:`load_scenario`.
    schema : type of Section, optional
        As for :func:`load_scenario`.
    """
    checked = []
    for source in sources:
        try:
            scenario = load_scenario(source, schema=schema)
        except ScenarioError as error:
            checked.append(CheckedFile(os.fspath(source), error, ()))
        else:
            checked.append(CheckedFile(os.fspath(source), None, scenario.warnings, scenario))
    return checked


def _no_such(name: str, folder: Path, place: Place | None) -> Problem:
    """Return the problem of a name, given in a file at ``place``, that means no file."""
    bare = is_bare_name(name)
    where = place or Place("", 0, 0)
    what = f"{'extends ' if place else ''}{quote(name)}: there is no such "
    what += "scenario" if bare else "file"
    shipped = shipped_scenarios()
    close = nearest(Path(name).stem, shipped)
    suggestion = f"did you mean '{close}'?" if close else ""
    beside = [
        ending for ending in ("", ".yaml", ".yml") if os.path.isfile(folder / (name + ending))
    ]
    if bare and name and beside:
        suggestion = f"for the file of that name write './{name}{beside[0]}'"
    expected = f"a shipped scenario ({join_words(list(shipped))}), or a file: '/' or '.yaml' in it"
    if not bare:
        expected = (
            f"a scenario file; looked for {shown_name(Path(os.path.normpath(folder / name)))}"
        )
    return Problem(*where, "", what, expected, suggestion)


def _read_chain(path: Path, model: type[Section]) -> list[Layer]:
    """Return the layers from the file to its furthest parent.

    Raises
    ------
    ScenarioError
        When the chain breaks off, with what is wrong in the files read until there.
    """
    group = catalogue(model)
    layers: list[Layer] = []
    seen: list[Path] = []
    while True:
        file = shown_name(path)
        try:
            root = read_yaml(path, file)
        except ScenarioError as error:
            raise _all_problems(layers, error.problems) from None
        layer = read_layer(root, group, file, path.parent)
        layer.name = layer.name or path.stem
        layers.append(layer)
        seen.append(path.resolve())
        if layer.extends is None or layer.extends_place is None:
            return layers
        parent = locate(layer.extends, path.parent)
        if parent is None:
            problem = _no_such(layer.extends, path.parent, layer.extends_place)
            raise _all_problems(layers, [problem])
        path = parent
        if path.resolve() in seen or len(layers) >= MAX_CHAIN:
            way = " extends ".join([*(layer.file for layer in layers), shown_name(path)][-4:])
            message = f"the chain of extends never ends: {way}"
            expected = "a chain that ends at a complete scenario, such as baseline"
            raise _all_problems(layers, [Problem(*layer.extends_place, "", message, expected)])


def _merge(model: type[Section], layers: list[Layer]) -> Scenario:
    """Return the scenario of a whole chain, given from the nearest file to the furthest."""
    values: dict[KeyPath, Written] = {}
    sections: dict[KeyPath, Place] = {}
    changes: list[WrittenChange] = []
    for layer in reversed(layers):
        # An undated value replaces what the parent's value was to become as well; what is added to
        # it or multiplied is then worked out from the new value.
        changes = [
            change for change in changes if change.path not in layer.values or change.how != "set"
        ]
        values.update(layer.values)
        sections.update(layer.sections)
        changes += layer.changes
    spoilt = frozenset(path for layer in layers for path in layer.spoilt)
    root = Place(layers[-1].file, 1, 1)
    files = tuple(layer.file for layer in layers)
    settings, problems = build_settings(model, Chain(values, sections, spoilt, root, files))
    dated = _check_changes(changes, values, problems)
    if problems or any(layer.problems for layer in layers):
        raise _all_problems(layers, problems)
    assert settings is not None
    provenance = {
        ".".join(path): values[path].provenance(value) for path, _, value in leaves_of(settings)
    }
    start = next((layer.start for layer in layers if layer.start is not None), None)
    whole = cast("Settings", settings)
    return assemble(
        whole,
        dated,
        provenance,
        name=layers[0].name,
        description=layers[0].description,
        files=files,
        given=None if start is None else read_files(start, whole.run.start),
    )


def _check_changes(
    changes: Iterable[WrittenChange],
    values: dict[KeyPath, Written],
    problems: list[Problem],
) -> list[DatedChange]:
    dated = []
    for change in changes:
        dotted = ".".join(change.path)
        if change.path not in values:
            close = nearest(dotted, (".".join(path) for path in values))
            message = "does not exist in this scenario"
            suggestion = f"did you mean '{close}'?" if close else ""
            expected = "the dotted path of a value"
            place = change.written.place
            problems.append(Problem(*place, dotted, message, expected, suggestion))
            continue
        value, wrong = check_leaf(change.written, change.path)
        problems += wrong
        if not wrong:
            provenance = change.written.provenance(value)
            amount = None if change.how == "set" else float(value)
            dated.append(
                DatedChange(
                    change.date,
                    dotted,
                    value,
                    change.ramp_days,
                    change.note,
                    provenance,
                    change.how,
                    amount,
                )
            )
    return dated


def _all_problems(layers: list[Layer], problems: Iterable[Problem]) -> ScenarioError:
    """Return the error of a chain: its problems in the order of the text, nearest file first."""
    order = {layer.file: number for number, layer in enumerate(layers)}
    found = [problem for layer in layers for problem in layer.problems] + list(problems)
    return ScenarioError(
        sorted(found, key=lambda p: (order.get(p.file, len(order)), p.line, p.column))
    )
