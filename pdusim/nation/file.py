"""Files of several units.

::

    name: Two units
    extends: baseline                     # the rules all share: a name, or a path from here
    set: {run.observe_weeks: 52}          # values for every unit
    units:                                # each unit by itself …
      - {name: North, region: London, cases: 1500, officers: 25, vacancy: 30}
      - {name: South, region: London, file: ./south.yaml}
    regions:                              # … or drawn, so many of a region
      - {region: Wales, units: 6, cases: 13467, staff: 1.0, vacancies: 0.0}
    spread: {cases: 0.3, staff: 0.05, vacancies: 0.3}
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from pdusim.arithmetic import sum_of
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.reader import ListNode, Loader, MapNode, Node, Reader, plain_value
from pdusim.experiment.windows import window_of
from pdusim.nation.drawn import RegionSpec, Spreads, drawn_units
from pdusim.nation.facts import MEAN_CASELOAD, OwnUnit, check_facts
from pdusim.nation.regions import region_named
from pdusim.nation.sizing import size_of, sized
from pdusim.nation.spec import NationSpec, UnitSpec
from pdusim.scenario.caseload.given import GivenUnit
from pdusim.scenario.errors import ScenarioError, quote
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.reading import read_yaml
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.shipped import is_bare_name
from pdusim.scenario.wording import found

KEYS: Final = frozenset(("units", "regions"))
"""A YAML file with one of these keys is one of several units."""
MOST_UNITS: Final = 2_000
"""Units of one file."""
_MOST_CASES: Final = 26_880
"""Cases of one unit: twelve mean units, beyond which the model is not meant."""

_KEYS: Final = ("name", "description", "extends", "set", "units", "regions", "spread")
_HEADS: Final = {
    "cases": _MOST_CASES,
    "officers": 1000,
    "services_officers": 1000,
    "officer_posts": 1000,
    "services_officer_posts": 1000,
    "trainees": 1000,
    "seniors": 200,
    "administrators": 1000,
}
_UNIT_KEYS: Final = (
    "name",
    "region",
    "file",
    *_HEADS,
    "starts_per_month",
    "vacancy",
    "mix",
    "tiers",
)
_FACTS: Final = frozenset(_UNIT_KEYS) - {"name", "region", "file"}
_REGION_KEYS: Final = tuple(one.name for one in fields(RegionSpec))
_SPREADS: Final = tuple(one.name for one in fields(Spreads))


def is_nation(source: str | os.PathLike[str]) -> bool:
    """Tell whether a file is one of several units; a file that cannot be read is none."""
    if isinstance(source, str) and is_bare_name(source):
        return False
    try:
        return bool(KEYS & frozenset(read_yaml(Path(source), os.fspath(source)).entries))
    except ScenarioError:
        return False


def read_nation(
    source: str | os.PathLike[str] | Mapping[str, Any], load: Loader = load_scenario
) -> NationSpec:
    """Read and check a file of several units.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with file, line and what to write instead.
    """
    reader = Reader.open(source, load)
    root = reader.root
    reader.only(root, _KEYS)
    entry = root.entries.get("extends")
    named = "baseline" if entry is None else plain_value(entry.node)
    base: Scenario | None = None
    if isinstance(named, str):
        base = reader.scenario(named, root if entry is None else entry.node, "extends")
    elif entry is not None:
        reader.problem(entry.node, "extends", f"found {found(named)}", "a name or a path")
    name, description = reader.name("several units"), reader.text(root, "description")
    notes: list[str] = []
    units: list[UnitSpec] = []
    fixed: dict[str, Any] = {}
    if base is not None:
        fixed = reader.fixed((base,))
        base = base.with_values(fixed) if fixed else base
        if base.given is not None:
            reader.problem(
                root if entry is None else entry.node,
                "extends",
                "starts from files of cases and staff, which are of one unit",
                "common rules",
                "name it as the file of that unit: {name: …, file: …}",
            )
        placed = [*_listed(reader, base, fixed, notes), *_of_regions(reader, base)]
        units = [unit for unit, _ in placed]
        _names(reader, placed)
    reader.finish()
    assert base is not None
    return NationSpec(name, description, reader.file, base, tuple(units), fixed, tuple(notes))


def _names(reader: Reader, units: list[tuple[UnitSpec, Node]]) -> None:
    if not units and not reader.problems:
        reader.problem(reader.root, "", "no units", "units: or regions: with at least one entry")
    if len(units) > MOST_UNITS:
        reader.problem(
            reader.root, "units", f"{len(units):,} units", f"at most {MOST_UNITS:,} in a file"
        )
    seen: set[str] = set()
    for unit, node in units:
        if unit.name in seen:
            said = f"{quote(unit.name)} is the name of two units"
            reader.problem(node, "units", said, "a name for each")
        seen.add(unit.name)


# Units that are listed --------------------------------------------------------------------------


def _items(reader: Reader, key: str) -> Iterator[tuple[str, MapNode]]:
    """Entries of a list of mappings, each with where it stands."""
    entry = reader.root.entries.get(key)
    if entry is None or plain_value(entry.node) is None:
        return
    if not isinstance(entry.node, ListNode):
        hint = "put '- ' before each entry" if isinstance(entry.node, MapNode) else ""
        value = found(plain_value(entry.node))
        reader.problem(entry.node, key, f"found {value}", "a list of entries", hint)
        return
    for number, item in enumerate(entry.node.items[: MOST_UNITS + 1]):
        where = f"{key}[{number}]"
        if isinstance(item, MapNode):
            yield where, item
        else:
            value = found(plain_value(item))
            reader.problem(item, where, f"found {value}", "a mapping, {name: …, …}")


def _listed(
    reader: Reader, base: Scenario, fixed: Mapping[str, Any], notes: list[str]
) -> list[tuple[UnitSpec, Node]]:
    units: list[tuple[UnitSpec, Node]] = []
    for where, item in _items(reader, "units"):
        before = len(reader.problems)
        reader.only(item, _UNIT_KEYS, where)
        name = " ".join(reader.text(item, "name", where=where).split())
        if not name and len(reader.problems) == before:
            reader.problem(item, where, "has no name", "name: and a text")
        region, known = _region(reader, item, where, name, notes)
        if "file" in item.entries:
            unit = _from_file(reader, item, where, base, fixed, name, region)
        else:
            unit = _from_facts(reader, item, where, base, name, region, known)
        if unit is not None and len(reader.problems) == before:
            units.append((unit, item))
    return units


def _region(
    reader: Reader, item: MapNode, where: str, name: str, notes: list[str]
) -> tuple[str, bool]:
    """The region of a unit, and whether it is one of the twelve."""
    text = " ".join(reader.text(item, "region", where=where).split())
    if not text:
        return "", False
    try:
        return region_named(text), True
    except ExperimentError:
        notes.append(
            f"{name}: {quote(text)} is none of the twelve probation regions; it is kept as a name, "
            "and no vacancies are published for it"
        )
        return text, False


def _from_facts(
    reader: Reader,
    item: MapNode,
    where: str,
    base: Scenario,
    name: str,
    region: str,
    is_known: bool,
) -> UnitSpec | None:
    before = len(reader.problems)
    facts: dict[str, Any] = {}
    for key, most in _HEADS.items():
        if key in item.entries:
            least = 1 if key == "cases" else 0
            facts[key] = reader.whole(item, key, 0, least=least, most=most, where=where)
    for key in ("starts_per_month", "vacancy"):
        if key in item.entries:
            facts[key] = reader.number(item.entries[key].node, f"{where}.{key}")
    if facts.get("vacancy") is not None:
        facts["vacancy"] /= 100.0
    for key in ("mix", "tiers"):
        mix = reader.mapping(item, key, where)
        if mix is not None:
            facts[key] = {
                kind: _share(reader, one.node, f"{where}.{key}.{kind}")
                for kind, one in mix.entries.items()
            }
    if len(reader.problems) > before:
        return None
    if "cases" not in facts and "starts_per_month" not in facts:
        reader.problem(
            item, where, "its size is not known", "cases: (or starts_per_month:), or file:"
        )
        return None
    known = OwnUnit(**facts, region=region if is_known else None)
    try:
        check_facts(known)
    except ExperimentError as error:
        reader.problem(item, where, str(error).replace("\n", "; "))
        return None
    ratio = size_of(known, base)
    values, sources = {"unit.scale": ratio}, {"unit.scale": "its size, 1 for the mean unit"}
    for path, one in sized(known, base).items():
        if one.own:
            # Stated for one mean unit; a share is the same in a unit of any size.
            share = path.endswith("_vacant_share") or path.startswith("people.")
            values[path] = one.number if share else one.number / ratio
            sources[path] = one.source
    unit = UnitSpec(name, region, known.cases or ratio * MEAN_CASELOAD, values, sources)
    return unit if _can_be(reader, unit, item, where, base) else None


def _share(reader: Reader, node: Node, where: str) -> float:
    value = reader.number(node, where)
    if value is not None and value < 0.0:
        reader.problem(node, where, f"found {value:g}", "a number from 0 up")
    return value or 0.0


def _can_be(reader: Reader, unit: UnitSpec, node: Node, where: str, base: Scenario) -> bool:
    try:
        unit.under(base, base)
    except ExperimentError as error:
        reader.problem(node, where, str(error))
        return False
    return True


def _from_file(
    reader: Reader,
    item: MapNode,
    where: str,
    base: Scenario,
    fixed: Mapping[str, Any],
    name: str,
    region: str,
) -> UnitSpec | None:
    """A unit that has a scenario file of its own; it must run in the weeks of the others."""
    spare = [key for key in item.entries if key in _FACTS]
    for key in spare:
        reader.problem(
            item.entries[key], where, f"{quote(key)} beside a file", "the file alone says it"
        )
    node = item.entries["file"].node
    text = reader.text(item, "file", where=where)
    own = reader.scenario(text, node, f"{where}.file") if text and not spare else None
    if own is None:
        return None
    try:
        values = {path: value for path, value in fixed.items() if path != "run.start"}
        own = own.with_values(values) if values else own
    except ScenarioError as error:
        _pass_on(reader, error, node, f"{where}.file")
        return None
    if window_of(own) != window_of(base):
        mine, common = window_of(own), window_of(base)
        reader.problem(
            node,
            f"{where}.file",
            f"is {mine.text if mine else 'without dates'}",
            f"the weeks of all units: {common.text if common else 'none'}",
            "give all the same run.start, run.warm_up_weeks and run.observe_weeks",
        )
        return None
    return UnitSpec(name, region, _cases_of(own), own=own)


def _pass_on(reader: Reader, error: ScenarioError, node: Node, where: str) -> None:
    for one in error.problems:
        reader.problem(node, where, one.message, one.expected, one.suggestion)


def _cases_of(own: Scenario) -> float:
    """Cases of a unit with a file: as its list has them, else by its flows."""
    given: GivenUnit | None = own.given
    if given is not None and given.cases is not None:
        return float(len(given.cases))
    usual = load_scenario("baseline").undated.arrivals
    here = own.undated.arrivals
    flows = type(usual).model_fields
    total = sum_of(float(getattr(here, flow)) for flow in flows)
    whole = sum_of(float(getattr(usual, flow)) for flow in flows)
    return MEAN_CASELOAD * own.undated.unit.scale * total / whole


# Units that are drawn ---------------------------------------------------------------------------


def _of_regions(reader: Reader, base: Scenario) -> list[tuple[UnitSpec, Node]]:
    spreads = _spreads(reader)
    units: list[tuple[UnitSpec, Node]] = []
    for where, item in _items(reader, "regions"):
        before = len(reader.problems)
        reader.only(item, _REGION_KEYS, where)
        text = " ".join(reader.text(item, "region", where=where).split())
        if not text and len(reader.problems) == before:
            reader.problem(item, where, "has no region", "region: and a name")
        for key in ("units", "cases"):
            if key not in item.entries:
                reader.problem(item, where, f"has no {key}", f"{key}: and a number")
        number = reader.whole(item, "units", 1, least=1, most=MOST_UNITS, where=where)
        cases = _number(reader, item, "cases", where, 1.0, _MOST_CASES * number)
        staff = _number(reader, item, "staff", where, 0.1, 10.0)
        vacancies = _number(reader, item, "vacancies", where, 0.0, 10.0)
        if len(reader.problems) > before:
            continue
        region = RegionSpec(text, number, cases, staff, vacancies)
        for unit in drawn_units(region, spreads, base):
            if not _can_be(reader, unit, item, where, base):
                break
            units.append((unit, item))
    return units


def _spreads(reader: Reader) -> Spreads:
    node = reader.mapping(reader.root, "spread")
    if node is None:
        return Spreads()
    reader.only(node, _SPREADS, "spread")
    return Spreads(
        **{key: _number(reader, node, key, "spread", 0.0, 1.0, default=0.0) for key in _SPREADS}
    )


def _number(
    reader: Reader,
    node: MapNode,
    key: str,
    where: str,
    least: float,
    most: float,
    default: float = 1.0,
) -> float:
    entry = node.entries.get(key)
    if entry is None:
        return default
    value = reader.number(entry.node, f"{where}.{key}")
    if value is None:
        return default
    if not least <= value <= most:
        reader.problem(
            entry.node, f"{where}.{key}", f"found {value:g}", f"from {least:g} to {most:,g}"
        )
        return default
    return value


__all__ = ["KEYS", "is_nation", "read_nation"]
