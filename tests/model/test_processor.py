"""Nothing in a replication rests on routines whose last bits depend on the processor."""

import ast
from pathlib import Path

import numpy as np
import pytest

import pdusim
from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.window import Window

ROOT = Path(pdusim.__file__).parent
#: Names of numpy that call a linear-algebra library.
LIBRARY = {"linalg", "polyfit", "dot", "vdot", "inner", "matmul", "einsum", "tensordot", "corrcoef"}


def calls_of_a_library(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append(f"{path.name}:{node.lineno} @")
        if isinstance(node, ast.Attribute) and node.attr in LIBRARY:
            found.append(f"{path.name}:{node.lineno} {node.attr}")
    return found


def drift(caseload: np.ndarray) -> tuple[float, float]:
    window = Window({}, {"caseload": caseload.tolist()}, {}, len(caseload))
    return MEASURES["caseload_drift"].formula(window)


@pytest.mark.parametrize("part", ["model", "outcomes", "domain", "estimates"])
def test_no_linear_algebra_library_is_called(part: str) -> None:
    assert [
        call for path in sorted((ROOT / part).rglob("*.py")) for call in calls_of_a_library(path)
    ] == []


def test_drift_of_the_caseload_is_the_least_squares_slope() -> None:
    caseload = np.array([2240, 2236, 2251, 2247, 2260, 2258], dtype=float)
    weeks = np.arange(6) - 2.5
    slope = float((weeks * caseload).sum() / (weeks**2).sum())
    top, bottom = drift(caseload)
    assert bottom == 1.0
    assert top == pytest.approx(100 * slope * 365.25 / 7 / caseload.mean(), rel=1e-12)
    assert drift(np.array([2240.0])) == drift(np.zeros(9)) == (0.0, 0.0)
