"""Write the reference pages that follow from the code: measures, counts, names for Python."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from pdusim.outcomes.counts import COUNTS
from pdusim.outcomes.measures import MEASURES

ROOT = Path(__file__).parents[1]


def measures_page() -> str:
    """Return the page of measures, grouped as in the tables."""
    lines = [
        "# Measures",
        "",
        "One value a replication, over the observation window after the warm-up. A measure with no",
        "events is missing, never 0. Made by `python tools/reference_pages.py`.",
        "",
        "*Ratio*: total over total; replications combine as a ratio of totals with a jackknife",
        "interval. *Mean*: a mean or percentile inside each replication; they combine as a mean.",
    ]
    group = ""
    for measure in MEASURES.values():
        if measure.group != group:
            group = measure.group
            lines += [
                "",
                f"## {group}",
                "",
                "| name | unit | kind | definition |",
                "|---|---|---|---|",
            ]
        lines.append(
            f"| `{measure.name}` | {measure.unit} | {measure.kind} | {measure.definition} |"
        )
    return "\n".join(lines) + "\n"


def counts_page() -> str:
    """Return the page of counts, in the order in which they are defined."""
    lines = [
        "# Counts",
        "",
        "What a replication counts over the observation window, and the measures are made of.",
        "`simulate(...).counts` holds them by name, for measures of one's own; a name that is not",
        "here is a `KeyError`. Tasks are counted by kind beside these: `due`, `on time`,",
        "`sufficient`, `lapsed`, `done` and `hours`, each followed by the name of the kind, as in",
        "`done home_visit`, where there were any. Made by `python tools/reference_pages.py`.",
        "",
        "| count | what it counts |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {what} |" for name, what in COUNTS.items()]
    return "\n".join(lines) + "\n"


PUBLIC = {
    "pdusim": (
        "load_scenario Scenario ScenarioError simulate Outcome run run_experiment compare "
        "Extensions"
    ),
    "pdusim.experiment": "Results load_results save_results Precision",
    "pdusim.outcomes.measures": "Measure ratio a_month weekly_mean weekly_ratio",
    "pdusim.outcomes.window": "Window",
    "pdusim.model.management.allocation_rules": "Choice",
    "pdusim.domain.workload": "available_points workload_percentage case_points",
    "pdusim.domain.tiering": "tier_v2 tier_v3",
    "pdusim.analysis.ranking": "rank",
}
"""Names that are kept stable, by the module to import them from."""


def python_page() -> str:
    """Return the page of names for Python, each with its signature and its first sentence."""
    lines = [
        "# Python",
        "",
        "The names that stay, with what they take and give. `help(name)` says the rest: units,",
        "errors, sources. Whatever is not here can change without notice. Made by",
        "`python tools/reference_pages.py`.",
        "",
        "Examples: [README](../../README.md), [run an experiment](../how-to/run-an-experiment.md),",
        "[rules, measures and distributions of your own](../../CONTRIBUTING.md#recipes).",
    ]
    for module, names in PUBLIC.items():
        lines += ["", f"## `{module}`"]
        for name in names.split():
            lines += ["", *_told(getattr(import_module(module), name))]
    return "\n".join(lines) + "\n"


def _told(thing: object) -> Iterator[str]:
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(thing))).body  # type: ignore[arg-type]
    if isinstance(node, ast.FunctionDef):
        yield from (f"### `{node.name}`", "", *_signature(node), "", _says(node))
    if not isinstance(node, ast.ClassDef):
        return
    yield from (f"### `{node.name}`", "", _says(node), "")
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and not ast.unparse(part.target).startswith("_"):
            value = "" if part.value is None else f" = {ast.unparse(part.value)}"
            if "default_factory" in value:
                value = " = {}"
            yield f"- `{ast.unparse(part.target)}: {_annotation(part.annotation)}{value}`"
        elif isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            marks = {ast.unparse(mark) for mark in part.decorator_list}
            if marks & {"property", "cached_property"}:
                given = f": {ast.unparse(part.returns)}" if part.returns else ""
                yield f"- `{part.name}{given}`: {_says(part)}"
            else:
                yield f"- `{_call(part)}`: {_says(part)}"


def _call(node: ast.FunctionDef) -> str:
    given = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    taken = ast.unparse(node.args).removeprefix("self").removeprefix("cls").removeprefix(", ")
    return f"{node.name}({taken}){given}"


def _signature(node: ast.FunctionDef) -> Iterator[str]:
    """Yield a signature, a parameter a line; those that begin with an underscore are left out."""
    arguments = node.args
    shown = []
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    shown += [_parameter(one, value) for one, value in zip(plain, defaults, strict=True)]
    named = [
        _parameter(one, value)
        for one, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if not one.arg.startswith("_")
    ]
    if named:
        shown += ["*", *named]
    given = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    yield from ("```text", f"{node.name}(", *(f"    {one}," for one in shown), f"){given}", "```")


def _annotation(type_: ast.expr) -> str:
    """Return a type as it is called: one named in quotes, for the compiler's sake, without."""
    named = isinstance(type_, ast.Constant) and isinstance(type_.value, str)
    return type_.value if named else ast.unparse(type_)


def _parameter(one: ast.arg, value: ast.expr | None) -> str:
    annotation = f": {_annotation(one.annotation)}" if one.annotation else ""
    return f"{one.arg}{annotation}" + ("" if value is None else f" = {ast.unparse(value)}")


def _says(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Return the first paragraph of a docstring."""
    return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())


PAGES = {"measures.md": measures_page, "counts.md": counts_page, "python.md": python_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (ROOT / "docs" / "reference" / name).write_text(page(), encoding="utf-8")
