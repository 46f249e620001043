"""A small scenario schema and a model with known answers, importable in worker processes."""

import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import model_validator

from pdusim.outcomes.outcome import Outcome
from pdusim.scenario.loading import load_scenario
from pdusim.scenario.schema.base import Section, value

MODEL = "toy_model:simulate"


class Run(Section):
    start: datetime.date = value("Start.", unit="", fixed=True)
    warm_up_weeks: int = value("Warm-up.", unit="weeks", ge=0, fixed=True)
    observe_weeks: int = value("Observation.", unit="weeks", ge=1, fixed=True)


class Inputs(Section):
    x1: float = value("First.", unit="", ge=-4.0, le=4.0)
    x2: float = value("Second.", unit="", ge=-4.0, le=4.0)
    x3: float = value("Third.", unit="", ge=-4.0, le=4.0)
    posts: int = value("Posts.", unit="posts", ge=0)
    shape: Literal["ishigami", "linear"] = value("Which function.", unit="")
    noise: float = value("Spread of chance.", unit="", ge=0.0)
    fail: bool = value("Whether odd replications fail.", unit="")
    note: tuple[float, ...] = value("A list.", unit="")


class Mix(Section):
    a: float = value("Share.", unit="share", ge=0.0, le=1.0)
    b: float = value("Share.", unit="share", ge=0.0, le=1.0)
    c: float = value("Share.", unit="share", ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _add(self) -> "Mix":
        if abs(self.a + self.b + self.c - 1.0) > 1e-9:
            raise ValueError("the shares must add to 1")
        return self


class Part(Section):
    share: float = value("Share.", unit="share", ge=0.0, le=1.0)


class Parts(Section):
    first: Part
    second: Part

    @model_validator(mode="after")
    def _add(self) -> "Parts":
        if abs(self.first.share + self.second.share - 1.0) > 1e-9:
            raise ValueError("the parts must add to 1")
        return self


class Limits(Section):
    amber: float = value("First.", unit="", ge=0.0)
    red: float = value("Second.", unit="", ge=0.0)

    @model_validator(mode="after")
    def _rise(self) -> "Limits":
        if self.red < self.amber:
            raise ValueError("red must not lie below amber")
        return self


class Toy(Section):
    run: Run
    inputs: Inputs
    mix: Mix
    parts: Parts
    limits: Limits


BASE = """
name: toy
description: A function of three values.
run: {start: 2024-01-01, warm_up_weeks: 2, observe_weeks: 4}
inputs:
  x1: {value: 1.0, range: [-3.141592653589793, 3.141592653589793]}
  x2: {value: 0.5, range: [-3.141592653589793, 3.141592653589793]}
  x3: {value: 0.25, range: [-3.141592653589793, 3.141592653589793]}
  posts: 10
  shape: ishigami
  noise: 0.0
  fail: false
  note: {value: [1.0, 2.0], range: [0, 3]}
mix: {a: 0.5, b: 0.3, c: 0.2}
parts: {first: {share: 0.4}, second: {share: 0.6}}
limits: {amber: 2.0, red: 5.0}
"""

load = partial(load_scenario, schema=Toy)


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file beside a complete ``toy.yaml``."""
    (folder / "toy.yaml").write_text(BASE)
    path = folder / f"{name}.yaml"
    path.write_text(text)
    return path


def simulate(scenario: Any, *, seed: int = 0, replication: int = 0, record: str = "") -> Outcome:
    inputs = scenario.settings.inputs
    if inputs.fail and replication % 2:
        raise RuntimeError("planned")
    rng = np.random.default_rng([seed, replication])
    if inputs.shape == "ishigami":
        level = np.sin(inputs.x1) + 7 * np.sin(inputs.x2) ** 2
        level += 0.1 * inputs.x3**4 * np.sin(inputs.x1)
    else:
        level = 10.0 + 2.0 * inputs.x1 - 1.0 * inputs.x2 + 0.1 * inputs.posts
    level = float(level) + inputs.noise * float(rng.normal())
    reviews = int(rng.poisson(50))
    totals = {
        "workload_pct": (level, 1.0),
        "missed_review_rate": (float(rng.binomial(reviews, 0.2)), float(reviews)),
    }
    measures = {name: top / bottom for name, (top, bottom) in totals.items()}
    weekly = {"week": [0, 1], "load": [level, level]} if record == "weekly" else {}
    return Outcome(scenario.name, seed, replication, totals, measures, {}, weekly)
