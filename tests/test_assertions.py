"""Every test says in itself what it holds: an ``assert``, or what has to be raised."""

from __future__ import annotations

import ast
from pathlib import Path

FILES = sorted(Path(__file__).parent.rglob("test_*.py"))
RAISED = {"raises", "warns"}


def asserting(test: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in RAISED
        )
        for node in ast.walk(test)
    )


def test_every_test_asserts_something_one_can_see() -> None:
    tests = [
        (f"{path.name}: {node.name}", node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(tests) > len(FILES)
    assert [name for name, node in tests if not asserting(node)] == []
