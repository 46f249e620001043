"""A goal as tables, a picture and a scenario file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdusim.analysis.goal import Goal, Tried
from pdusim.analysis.goal_file import GoalSpec
from pdusim.analysis.written import nested, parent_of, quoted, write_result
from pdusim.build import build
from pdusim.experiment.csv_text import frame_csv
from pdusim.experiment.identity import code_hash, environment

if TYPE_CHECKING:
    import polars as pl

#: Name of the file that says what a goal is of.
GOAL = "goal.json"


def tried_table(found: Goal) -> pl.DataFrame:
    """Every combination, the cheapest first: values, cost, measures, whether all bounds hold."""
    import polars as pl

    rows = []
    for one in found.tried:
        row: dict[str, Any] = {
            lever.path: lever.value(n)
            for lever, n in zip(found.spec.levers, one.steps, strict=True)
        }
        row["cost"] = one.cost
        for bound, estimate in zip(found.spec.bounds, one.estimates, strict=True):
            row[bound.measure] = estimate.mean
            row[f"{bound.measure} low"] = estimate.low
            row[f"{bound.measure} high"] = estimate.high
        row["holds"] = one.holds
        rows.append(row)
    numbers = {
        f"{bound.measure}{end}": pl.Float64
        for bound in found.spec.bounds
        for end in ("", " low", " high")
    }
    return pl.DataFrame(rows, schema_overrides=numbers)


def goal_identity(spec: GoalSpec) -> dict[str, Any]:
    """What makes a goal the same one, as entries of ``goal.json``."""
    return {
        "format": "pdusim goal 1",
        "name": spec.name,
        "scenario": spec.source,
        "bounds": {
            one.measure: {"at_most" if one.at_most else "at_least": one.limit}
            for one in spec.bounds
        },
        "levers": {
            one.path: {"from": one.start, "to": one.value(one.steps), "cost": one.cost}
            for one in spec.levers
        },
        "confidence": spec.confidence,
        "seed": spec.seed,
        "replications": spec.replications,
        "check_replications": spec.check_replications,
        "set": dict(spec.fixed),
        "code": code_hash(),
    }


def scenario_text(found: Goal, answer: Tried, folder: str | Path = ".") -> str:
    """Write the answer as a scenario in YAML.

    Parameters
    ----------
    found : Goal
    answer : Tried
        The combination.
    folder : str or Path
        Where the file will stand, so that a parent that is a file is named relative to it.
    """
    spec = found.spec
    parent = parent_of(spec.source, spec.folder, folder)
    lines = [
        f"name: {quoted(f'{spec.name}: answer')}",
        f"description: {quoted('The cheapest combination found under which the bounds hold.')}",
        f"extends: {quoted(parent)}",
    ]
    source = f"found by pdusim goal for {spec.name}"
    tree = nested(
        {
            path: {"value": value, "source": source, "confidence": "assumed"}
            for path, value in answer.values.items()
        }
    )
    # JSON is YAML.
    lines += [f"{key}: {json.dumps(inner, ensure_ascii=False)}" for key, inner in tree.items()]
    return "\n".join(lines) + "\n"


def write_goal(found: Goal, folder: Path, picture: str) -> None:
    """Write a goal into a folder that is there for it; see ``reserved``.

    Parameters
    ----------
    found : Goal
    folder : Path
    picture : str
        The picture of cost against the first bound, as a page.

    Raises
    ------
    WritingError
        When it cannot be written, as on a full disk: then what was there is there still.
    """
    spec = found.spec

    def told(one: Tried | None) -> dict[str, Any] | None:
        if one is None:
            return None
        return {
            "values": dict(one.values),
            "cost": one.cost,
            "holds": one.holds,
            "measures": {
                bound.measure: {"mean": e.mean, "low": e.low, "high": e.high, "n": e.n}
                for bound, e in zip(spec.bounds, one.estimates, strict=True)
            },
        }

    content = {
        **goal_identity(spec),
        "build": build(),
        "environment": environment(),
        "answer": told(found.answer),
        "answer_in_the_search": told(found.found),
        "one_step_less": [told(one) for one in found.cheaper],
        "held_in_the_search_alone": [told(one) for one in found.refused],
        "tried": len(found.tried),
        "search_cut_short": found.exhausted,
    }
    files = {
        "tried.csv": frame_csv(tried_table(found)),
        "frontier.html": picture,
        GOAL: json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n",
    }
    if found.answer is not None:
        files["answer.yaml"] = scenario_text(found, found.answer, folder)
    write_result("the goal", folder, files)
