"""A rule file that is wrong is told of before anything is simulated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from experiment_stubs import MODEL, Stub

from pdusim import run
from pdusim.experiment import ExperimentError
from pdusim.scenario import load_scenario


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "there is no such rule file"),
        ("import sys\nsys.exit(3)\n", "rules.py:2: the rule file ends the program (SystemExit: 3)"),
        ("x = 1\ny = x / 0\n", "rules.py:2: the rule file stumbles (ZeroDivisionError: "),
        ("def rule(:\n", "rules.py:1: the rule file stumbles (SyntaxError: "),
        ("RULES = 3\n", "define RULES"),
        ("RULES = {'fair': 3}\n", "define RULES"),
    ],
)
def test_a_rule_file_that_cannot_be_used_is_told(
    tmp_path: Path, text: str | None, told: str
) -> None:
    file = tmp_path / "rules.py"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ExperimentError) as error:
        run(Stub(), replications=1, rules=file, _simulate=MODEL)
    assert told in str(error.value)
    assert str(file) in str(error.value)


def test_a_rule_of_ones_own_that_is_nowhere_is_told_with_what_to_write() -> None:
    fair = load_scenario("baseline").with_values({"management.allocation.rule": "own:fair"})
    with pytest.raises(ExperimentError, match=r"'own:fair'.*--rules FILE"):
        run(fair, replications=1)
    with pytest.raises(ExperimentError, match=r"'own:fair'.*it has other"):
        run(fair, replications=1, rules={"other": print})


def test_a_rule_that_ends_the_program_fails_its_replication(tmp_path: Path) -> None:
    found = run(
        Stub(), replications=2, store=tmp_path / "store", _simulate="experiment_stubs:leave"
    )
    assert [failure.error for failure in found.failures] == ["SystemExit: 3"] * 2


SCRIPT = """
from experiment_stubs import MODEL, Stub
import pdusim

print(len(pdusim.run(Stub(), replications=4, workers=2, _simulate=MODEL).outcomes[0]))
"""


@pytest.mark.parametrize("guarded", [False, True])
def test_a_script_without_a_guard_is_told_what_to_write(tmp_path: Path, guarded: bool) -> None:
    script = tmp_path / "script.py"
    text = SCRIPT.replace("print(", 'if __name__ == "__main__":\n    print(') if guarded else SCRIPT
    script.write_text(text, encoding="utf-8")
    path = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, script],
        env={"PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if guarded:
        assert (done.returncode, done.stdout) == (0, "4\n"), done.stderr
        return
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert 'if __name__ == "__main__":' in done.stderr.split("ExperimentError: ")[-1]
