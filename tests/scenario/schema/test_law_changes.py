"""Dated changes that take back a day of law, or bring one about that has passed, are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdusim.scenario import ScenarioError, load_scenario

R = "early_release.regimes."
F = "enforcement.recall.fixed_terms."


def change(base: str, on: str, *lines: str) -> str:
    """A scenario with one dated change; its first value stands on line 5."""
    values = "".join(f"      {line}\n" for line in lines)
    return f"extends: {base}\nchanges:\n  - from: {on}\n    set:\n{values}"


def written(folder: Path, text: str) -> Path:
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Law from a day that has gone by.
        (
            change("baseline", "2024-10-01", f"{R}sds40.enacted: true"),
            "date the change 2024-09-10 or earlier, or write postponed_days: 21 or more",
        ),
        (
            change("rules_2025", "2026-04-20", f"{F}fifty_six_days.enacted: true"),
            "fifty_six_days is in force from 2026-03-31, before this change on 2026-04-20",
        ),
        # Days on which people have been released already.
        (
            change("rules_2025", "2025-10-01", f"{R}sds40.postponed_days: 400"),
            "moves 2024-09-10, which has passed when the change comes on 2025-10-01",
        ),
        (
            change("sds40", "2024-10-01", f"{R}sds40.tranches: [[null, 2024-09-10]]"),
            "moves 2024-09-10, which has passed when the change comes on 2024-10-01",
        ),
        (
            change("sds40", "2024-10-01", f"{R}sds40.commencement: 2023-01-01"),
            "moves 2023-01-01, which has passed when the change comes on 2024-10-01",
        ),
        # Back to before the change, while the old day is still to come.
        (
            change("sds40", "2024-08-01", f"{R}sds40.commencement: 2023-01-01"),
            "moves sds40 to 2023-01-01, before this change on 2024-08-01",
        ),
        # Past the end of the run.
        (
            change("sds40", "2024-08-01", f"{R}sds40.postponed_days: 400"),
            "puts sds40 off to 2025-10-15, and the run ends on 2025-09-29: write an earlier day",
        ),
        # After the run it is wrong all the same.
        (
            change("sds40", "2026-08-01", f"{R}sds40.postponed_days: 30"),
            "moves 2024-09-10, which has passed",
        ),
        # What ends, or begins, on a day of its own.
        (
            change("rules_2025", "2026-06-01", "sentencing.post_sentence.ends: 2026-05-08"),
            "date the change 2026-05-08 or earlier, or write ends: 2026-06-01 or a later day",
        ),
        (
            change("act_2026", "2026-10-01", "early_release.hdc.ends: 2027-01-01"),
            "curfew ends on 2026-09-02, before this change on 2026-10-01, and what is over",
        ),
        (
            change("rules_2025", "2026-05-01", "sentencing.diversion.convicted_from: 2026-03-22"),
            "write convicted_from: 2026-05-01 or a later day",
        ),
    ],
)
def test_a_change_of_what_has_passed_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, text))
    (problem,) = caught.value.problems
    assert (Path(problem.file).name, problem.line) == ("policy.yaml", 5)
    assert words in problem.message


@pytest.mark.parametrize(
    "text",
    [
        change("baseline", "2024-09-10", f"{R}sds40.enacted: true"),
        change("baseline", "2024-10-01", f"{R}sds40.enacted: true", f"{R}sds40.postponed_days: 21"),
        # The second tranche, still to come, is put off; the first stays.
        change(
            "sds40",
            "2024-10-01",
            f"{R}sds40.tranches: [[under 5 years, 2024-09-10], [null, 2024-11-19]]",
        ),
        change("rules_2025", "2026-01-05", f"{R}sds40.enacted: false"),
        change("act_2026", "2026-08-20", "early_release.hdc.ends: 2026-10-01"),
        change("rules_2025", "2026-05-08", "sentencing.post_sentence.ends: 2026-05-08"),
    ],
)
def test_a_change_of_what_is_to_come_is_not(tmp_path: Path, text: str) -> None:
    assert load_scenario(written(tmp_path, text)).warnings == ()


def test_law_that_comes_after_the_run_is_told(tmp_path: Path) -> None:
    lines = (f"{R}sds40.enacted: true", f"{R}sds40.postponed_days: 1000")
    scenario = load_scenario(written(tmp_path, change("baseline", "2024-07-16", *lines)))
    (remark,) = scenario.warnings
    assert remark == (
        f"{R}sds40 comes on 2027-06-07, after the run ends on 2025-09-29: it reaches nobody in it"
    )
