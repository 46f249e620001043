"""``make audit``: what is unsafe is told and fails, and what cannot be asked is skipped aloud."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tools import audit

CLEAN = {"name": "numpy", "version": "2.4.0", "vulns": []}
UNSAFE = {"name": "rich", "version": "13.0", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}
SKIPPED = {"name": "own", "skip_reason": "not on the index"}


def tool(folder: Path, text: str, code: int = 0) -> list[str]:
    """A stand-in for pip-audit that gives an answer."""
    script = folder / "tool.py"
    script.write_text(
        f"import sys\nassert {str(audit.CONSTRAINTS)!r} in sys.argv\n"
        f"print({text!r})\nprint('no way out', file=sys.stderr)\nsys.exit({code})\n"
    )
    return [sys.executable, str(script)]


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([CLEAN, SKIPPED], 0, "1 pinned libraries asked about, 0 known to be unsafe"),
        ([CLEAN, UNSAFE], 1, "rich 13.0: PYSEC-1, PYSEC-2\n2 pinned libraries asked about, 1 "),
    ],
)
def test_what_is_known_is_told(tmp_path: Path, found: list[object], code: int, said: str) -> None:
    ended, text = audit.audit(tool(tmp_path, json.dumps({"dependencies": found}), code))
    assert ended == code
    assert text.startswith(said)


def test_without_a_source_it_is_skipped_with_the_reason(tmp_path: Path) -> None:
    ended, text = audit.audit(tool(tmp_path, "", 1))
    assert ended == 0
    assert text == "skipped: no source of advisories is in reach (no way out)"


def test_an_answer_about_nothing_is_no_answer(tmp_path: Path) -> None:
    ended, text = audit.audit(tool(tmp_path, json.dumps({"dependencies": [SKIPPED]})))
    assert ended == 0
    assert text == "skipped: no library could be asked about (not on the index)"
