"""A small settings tree with one of everything a schema may hold, and files to fill it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from textwrap import dedent
from typing import Literal

from pydantic import model_validator

from pdusim.scenario.errors import Problem, ScenarioError
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.schema.base import Section, value


class Rule(StrEnum):
    CAP = "cap"
    BEST_FIT = "best_fit"


class Grade(StrEnum):
    PSO = "pso"
    PO = "po"


class Run(Section):
    """The run."""

    start: datetime.date = value("First day", unit="date", fixed=True)
    warm_up_weeks: int = value("Warm-up", unit="weeks", ge=0, fixed=True)
    observe_weeks: int = value("Window", unit="weeks", gt=0, fixed=True)


class Leaving(Section):
    """Leaving."""

    rate: float = value("Leavers", unit="per year", ge=0, le=5)
    notice_days: int = value("Notice", unit="days", ge=0)
    until: datetime.date | None = value("Last day of the rule", unit="date")


class Allocation(Section):
    """Allocation."""

    rule: Rule = value("Rule", unit="")
    kind: Literal["hard", "soft"] = value("Kind", unit="", uncertain_ok=False)
    enabled: bool = value("Switch", unit="")
    cap: float | None = value("Cap", unit="%", gt=0, lt=1000)


class Lengths(Section):
    """Lengths of sentences."""

    upper: tuple[float, ...] = value("Upper ends of bands", unit="months", gt=0)
    shares: dict[Literal["short", "middle", "long"], float] = value(
        "Share by band", unit="share", ge=0, le=1
    )
    pair: tuple[int, int] = value("Two numbers", unit="days", ge=0)

    @model_validator(mode="after")
    def _adds_up(self) -> Lengths:
        if abs(sum(self.shares.values()) - 1) > 1e-9:
            raise ValueError("the shares must add to 1")
        return self


class Task(Section):
    """A task."""

    hours: float = value("Hours", unit="hours", gt=0, le=200)
    due: int = value("Due", unit="working days", ge=0)


class Toy(Section):
    """The toy tree."""

    run: Run
    leaving: dict[Grade, Leaving]
    allocation: Allocation
    lengths: Lengths
    tasks: dict[str, Task]
    label: str = value("A word", unit="")


TOY = """\
run: {start: 2024-01-01, warm_up_weeks: 2, observe_weeks: 8}
leaving:
  po: {rate: {value: 0.07, unit: per year, source: a survey, confidence: high, range: [0.05, 0.1]},
       notice_days: 30, until: null}
  pso: {rate: 0.2, notice_days: 20, until: 2025-06-30}
allocation: {rule: cap, kind: hard, enabled: true, cap: 110}
lengths:
  upper: [3, 6, 12]
  shares: {value: {long: 0.2, short: 0.5, middle: 0.3}, source: courts, confidence: low}
  pair: [7, 14]
tasks:
  review: {hours: 2.5, due: 10}
  plan: {hours: 6, due: 15}
label: plain
"""
"""A complete toy scenario: seventy days from Monday, 1 January 2024."""


class Files:
    """Scenario files of one test, in an empty folder with a complete ``base.yaml``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("base", TOY)

    def write(self, name: str, text: str) -> Path:
        """Write ``name.yaml`` and return its path."""
        path = self.folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    def load(self, text: str, name: str = "policy") -> Scenario:
        """Load a file of this text."""
        return load_scenario(self.write(name, text), schema=Toy)

    def child(self, text: str) -> Scenario:
        """Load a file of this text that extends the complete one."""
        return self.load("extends: base.yaml\n" + dedent(text))

    def problems(self, text: str) -> list[Problem]:
        """Return what is wrong with a file of this text that extends the complete one."""
        return refused(lambda: self.child(text))

    def problems_alone(self, text: str) -> list[Problem]:
        """Return what is wrong with a file of this text and nothing else in it."""
        return refused(lambda: self.load(text))


def refused(load: Callable[[], object]) -> list[Problem]:
    """Return the problems of the ScenarioError that ``load`` raises."""
    try:
        load()
    except ScenarioError as error:
        return error.problems
    raise AssertionError("nothing was refused")


def attempt(load: Callable[[], object]) -> tuple[object, str]:
    """Return what ``load`` gives and "", or None and the text of its ScenarioError."""
    try:
        return load(), ""
    except ScenarioError as error:
        return None, str(error)
