"""What the story of a unit cannot contain: every event of small runs, and each rule by itself."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from pdusim.domain.calendar import WorkingCalendar

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
WEEK = "po|1|30|2000|2176|{contact}|4|{away}"


@pytest.fixture(scope="module")
def sweep() -> ModuleType:
    """The written list, as the command at full size uses it."""
    spec = importlib.util.spec_from_file_location(
        "impossibilities", EXPERIMENTS / "impossibilities.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["impossibilities"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["baseline", "rules_2025", "third_of_posts_vacant"])
def test_nothing_impossible_happens(sweep: ModuleType, small, lived, name: str) -> None:
    assert sweep.impossible(lived(small(name))) == []


# The start is a Monday: day 5 is a Saturday.
STORIES = {
    "order": [(5, "non-compliance", "P", None, ""), (4, "breach", "P", None, "")],
    "rest": [(1, "sentenced", "P", None, "custody"), (5, "released", "P", None, "")],
    "one day": [
        (0.5, "recall_report done", "P", None, ""),
        (1, "recalled", "P", None, ""),
        (1, "released after recall", "P", None, ""),
    ],
    "custody": [
        (1, "sentenced", "P", None, "custody"),
        (3, "non-compliance", "P", None, "not noticed"),
    ],
    "release": [
        (1, "sentenced", "P", None, "community_order"),
        (2, "released", "P", None, ""),
    ],
    "closed": [(1, "case closed", "P", None, ""), (2, "breach", "P", None, "")],
    "dead": [
        (1, "case closed", "P", None, "died"),
        (9, "sentenced to custody again", "P", None, ""),
    ],
    "risk": [
        (1, "true risk rises", "P", None, "high"),
        (2, "true risk rises", "P", None, "high"),
    ],
    "assessed": [
        (1, "assessed risk changes", "P", None, "high"),
        (2, "assessed risk changes", "P", None, "high"),
    ],
    "part A": [(3, "recalled", "P", None, "standard")],
    "notice": [(1, "sentenced", "P", None, "custody"), (2, "released", "P", None, "ecsl")],
    "charge": [(1, "charged", "P", None, "")],
    "answer": [(1, "enquiry_police answered", "P", None, "")],
    "bed": [
        (1, "into approved premises", "P", None, ""),
        (2, "into approved premises", "P", None, ""),
    ],
    "reading": [
        (1, "joins", None, "PO 1", "po"),
        (1, "allocated", "P", "PO 1", ""),
        (2.5, "case_reading done", "P", "PO 1", ""),
        (3.5, "case_reading done", "P", "PO 1", ""),
    ],
    "away": [
        (1, "joins", None, "PO 1", "po"),
        (1, "family leave", None, "PO 1", ""),
        (2.5, "home_visit done", "P", "PO 1", ""),
    ],
    "twice away": [
        (1, "goes sick", None, "PO 1", "9 days"),
        (2, "family leave", None, "PO 1", ""),
    ],
    "return": [
        (1, "family leave", None, "PO 1", ""),
        (800, "moves", None, "PO 1", ""),
    ],
    "contact away": [(6.5, "officer week", None, "PO 1", WEEK.format(contact=0.4, away="leave"))],
    "given away": [
        (1, "goes sick", None, "PO 1", "9 days"),
        (2, "allocated", "P", "PO 1", ""),
    ],
    "leaving": [(1, "gives notice", None, "PO 1", ""), (2, "moves", None, "PO 1", "")],
    "name": [(6.5, "officer week", None, "PQIP 1", WEEK.format(contact=0.4, away=""))],
    "qualifies": [
        (1, "goes sick", None, "PQIP 1", "9 days"),
        (2, "qualifies", None, "PQIP 1", "from now on PO 9"),
    ],
    "day of rest": [(1, "joins", None, "PO 1", "po"), (5.5, "home_visit done", "P", "PO 1", "")],
    "holiday": [
        (6.5 + 7 * week, "officer week", None, "PO 1", WEEK.format(contact=0.4, away=""))
        for week in range(104)
    ],
}


def told(events: list[tuple[float, str, str | None, str | None, str]]) -> SimpleNamespace:
    """What the sweep looks at of a unit."""
    calendar = WorkingCalendar(date(2022, 10, 3), 0, 1000)
    return SimpleNamespace(ledger=SimpleNamespace(events=events), calendar=calendar)


def test_every_rule_of_the_list_has_a_story_that_breaks_it(sweep: ModuleType) -> None:
    assert set(STORIES) == set(sweep.RULES)


@pytest.mark.parametrize("rule", sorted(STORIES))
def test_a_story_that_cannot_be_is_found(sweep: ModuleType, rule: str) -> None:
    assert rule in {finding.rule for finding in sweep.impossible(told(STORIES[rule]))}
