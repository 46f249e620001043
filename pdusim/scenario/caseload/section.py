"""The ``start`` section of a scenario file: which files say how the unit is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pdusim.scenario.caseload.columns import CASES, STAFF
from pdusim.scenario.caseload.files import NO_NAMES, Files, OwnNames
from pdusim.scenario.caseload.given import GivenUnit
from pdusim.scenario.caseload.reading import read_unit
from pdusim.scenario.errors import Problem, ScenarioError, join_words, nearest, quote
from pdusim.scenario.provenance import Place
from pdusim.scenario.reading import MapNode, Node, ScalarNode, plain_value, read_yaml

PATHS: Final = ("caseload", "staff", "names")
SWITCHES: Final = ("hash_identifiers", "leave_out_wrong_rows")
KEYS: Final = (*PATHS, *SWITCHES)

DESCRIPTIONS: Final = {
    "caseload": "File of the unit's cases on the first day of the run, CSV or .xlsx",
    "staff": "File of the unit's staff on that day, CSV or .xlsx",
    "names": "YAML file of the names of one's own: columns, and values by column",
    "hash_identifiers": "Keep hashes in place of identifiers",
    "leave_out_wrong_rows": "Leave out wrong rows, and say which, instead of refusing the file",
}


@dataclass(frozen=True, slots=True)
class StartSection:
    """What a scenario file says of the unit's start.

    Parameters
    ----------
    folder : Path
        Of the scenario file: paths are relative to it.
    paths : dict of str to str
        As written.
    switches : dict of str to bool
        Those that are on or off.
    place : Place
        Where the section stands.
    """

    folder: Path
    paths: dict[str, str]
    switches: dict[str, bool]
    place: Place


def read_section(
    node: Node, folder: Path, file: str, add: Callable[[Problem], None]
) -> StartSection | None:
    """Read the section; what is wrong goes to ``add``."""
    place = Place(file, node.line, node.column)

    def wrong(where: Node | Place, path: str, message: str, expected: str, hint: str = "") -> None:
        add(Problem(file, where.line, where.column, path, message, expected, hint))

    if not isinstance(node, MapNode):
        if plain_value(node) is not None:
            expected = f"a section with the keys {join_words(KEYS)}"
            wrong(node, "start", "found no section", expected)
        return None
    paths: dict[str, str] = {}
    switches: dict[str, bool] = {}
    for key, entry in node.entries.items():
        value = plain_value(entry.node)
        if key in PATHS and isinstance(entry.node, ScalarNode) and isinstance(value, str):
            paths[key] = value
        elif key in SWITCHES and isinstance(value, bool):
            switches[key] = value
        elif key in KEYS:
            expected = "a file, relative to this one" if key in PATHS else "true or false"
            wrong(entry.node, f"start.{key}", "found something else", expected)
        else:
            close = nearest(key, KEYS)
            hint = f"did you mean '{close}'?" if close else ""
            where = Place(file, entry.line, entry.column)
            wrong(where, "start", f"unknown key {quote(key)}", join_words(KEYS), hint)
    if not paths.keys() & {"caseload", "staff"}:
        wrong(node, "start", "names no file", "'caseload: cases.csv', 'staff: staff.csv' or both")
        return None
    return StartSection(folder, paths, switches, place)


def read_files(section: StartSection, on: date) -> GivenUnit:
    """Read the files that a section names.

    Parameters
    ----------
    section : StartSection
        The section.
    on : datetime.date
        First day of the run.

    Raises
    ------
    ScenarioError
        With every row that is wrong.
    """
    names = NO_NAMES
    full: dict[str, Path] = {}
    for key, written in section.paths.items():
        full[key] = Path(os.path.normpath(section.folder / written))
        if not os.path.isfile(full[key]):
            raise ScenarioError(
                [
                    Problem(
                        *section.place,
                        f"start.{key}",
                        f"{quote(written)}: there is no such file",
                        f"a file; looked for {full[key]}",
                    )
                ]
            )
    if "names" in full:
        names = _own_names(full["names"], section.paths["names"])
    files = Files(
        full.get("caseload"),
        full.get("staff"),
        section.paths,
        section.switches.get("hash_identifiers", False),
        section.switches.get("leave_out_wrong_rows", False),
    )
    return read_unit(files, on, names)


def _own_names(path: Path, shown: str) -> OwnNames:
    """Read a mapping file.

    Raises
    ------
    ScenarioError
        When it is not understood.
    """
    root = read_yaml(path, shown)
    known = [column.name for column in (*CASES, *STAFF)]
    problems: list[Problem] = []

    def words(key: str, node: Node, meant: list[str] | None) -> dict[str, str]:
        """Return the unit's own words of a section, each with what it means here."""
        if not isinstance(node, MapNode):
            problems.append(Problem(shown, node.line, node.column, key, "found no section"))
            return {}
        found: dict[str, str] = {}
        for word, entry in node.entries.items():
            value = plain_value(entry.node)
            if isinstance(value, bool):
                value = "yes" if value else "no"
            text = str(value) if isinstance(value, str | int | float) else ""
            if not text or (meant is not None and text not in meant):
                close = nearest(text, meant or ())
                hint = f"did you mean '{close}'?" if close else ""
                expected = "the name of a column" if meant else "a word"
                place = entry.node.line, entry.node.column
                problems.append(
                    Problem(shown, *place, f"{key}.{word}", f"found {quote(text)}", expected, hint)
                )
                continue
            found[word] = text
        return found

    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    for key, entry in root.entries.items():
        if key == "columns":
            columns = words(key, entry.node, known)
        elif key == "values" and isinstance(entry.node, MapNode):
            for column, inner in entry.node.entries.items():
                if column not in known:
                    message = f"unknown column {quote(column)}"
                    problems.append(
                        Problem(shown, inner.line, inner.column, key, message, join_words(known))
                    )
                else:
                    values[column] = words(f"values.{column}", inner.node, None)
        else:
            message = f"unknown key {quote(key)}"
            problems.append(
                Problem(shown, entry.line, entry.column, "", message, "columns or values")
            )
    if problems:
        raise ScenarioError(problems)
    return OwnNames(columns, values)
