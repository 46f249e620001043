"""A unit that is over gives its memory back, in both builds.

In compiled code an attribute declared twice, in a class and in one derived from it, is counted
twice by the garbage collector: it then takes the whole unit for something still in use, for ever.
"""

from __future__ import annotations

import ast
import gc
from pathlib import Path

import pytest

from pdusim import Scenario, load_scenario
from pdusim.model.replication import simulate
from pdusim.model.unit import Unit

ROOT = Path(__file__).parents[2]
TINY = """\
name: tiny
extends: baseline
run: {warm_up_weeks: 2, observe_weeks: 4}
unit: {scale: 0.1, past_years: 1}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Scenario:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return load_scenario(path)


def alive() -> dict[str, int]:
    """How many objects of each class of the model there are."""
    found: dict[str, int] = {}
    for one in gc.get_objects():
        kind = type(one)
        if str(getattr(kind, "__module__", "")).startswith(("pdusim.model", "simpy")):
            name = f"{kind.__module__}.{kind.__qualname__}"
            found[name] = found.get(name, 0) + 1
    return found


def test_nothing_of_a_unit_is_left_after_a_replication(tiny: Scenario) -> None:
    simulate(tiny, seed=1)  # What a process keeps from the first one on is there now.
    gc.collect()
    before = alive()
    simulate(tiny, seed=2)
    assert alive() == before


def test_the_look_sees_a_unit_that_is_held(tiny: Scenario) -> None:
    gc.collect()
    before = alive()
    unit = Unit(tiny, 1, 0)
    unit.run()
    after = alive()
    assert after["pdusim.model.people.person.Person"] > before.get(
        "pdusim.model.people.person.Person", 0
    )
    del unit
    gc.collect()
    assert alive() == before


def declared() -> dict[str, tuple[list[str], set[str]]]:
    """Classes of the model: what each is derived from, and the attributes it declares."""
    found: dict[str, tuple[list[str], set[str]]] = {}
    for path in sorted((ROOT / "pdusim" / "model").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            names = set()
            for inner in ast.walk(node):
                if isinstance(inner, ast.AnnAssign) and inner in node.body:
                    names.add(ast.unparse(inner.target))
                elif isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Attribute):
                    names.add(inner.target.attr)
            found[node.name] = [ast.unparse(base) for base in node.bases], names
    return found


def test_no_attribute_is_declared_again_in_a_derived_class() -> None:
    classes = declared()
    assert "team_shares" in classes["Working"][1]
    assert "Working" in classes["Staffed"][0]
    twice = []
    for name, (bases, own) in classes.items():
        above, waiting = set[str](), list(bases)
        while waiting:
            more, names = classes.get(waiting.pop(), ([], set[str]()))
            above |= names
            waiting += more
        twice += [f"{name}.{attribute}" for attribute in sorted(own & above)]
    assert twice == []
