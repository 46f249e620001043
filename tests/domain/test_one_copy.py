"""The rules of the domain that are tested are those that the model runs."""

from __future__ import annotations

import ast
from pathlib import Path

import pdusim.model
from pdusim.domain import sentences

# For a caller from Python, who asks by the name of a law or by day.
FOR_CALLERS = {"LAWS", "law_on"}


def test_the_model_runs_every_rule_on_dates_of_sentences() -> None:
    run: set[str] = set()
    for path in Path(pdusim.model.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == sentences.__name__:
                run |= {alias.name for alias in node.names}
    assert set(sentences.__all__) - FOR_CALLERS == run
    assert set(sentences.__all__) >= FOR_CALLERS
