"""Relations between values: told at the value that was written last, on every day of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pdusim.scenario import ScenarioError, load_scenario

P = "enforcement.non_compliance."


def problem_of(file: Path) -> tuple[str, int, int, str, str]:
    """The one problem of a scenario file: where, of what, and which."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    (problem,) = caught.value.problems
    return problem.file, problem.line, problem.column, problem.path, problem.message


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_it_is_told_at_the_value_of_the_nearest_file(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "child",
        "extends: baseline\nenforcement:\n  non_compliance:\n    noticed_share: 0.3\n",
    )
    assert problem_of(file) == (
        str(file),
        4,
        20,
        f"{P}noticed_share",
        "noticed_floor must not be above noticed_share: 0.35 is above 0.3",
    )


def test_of_two_in_one_file_it_is_told_at_the_later(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "child",
        "extends: baseline\nenforcement:\n  non_compliance:\n    noticed_floor: 0.6\n"
        "    noticed_share: 0.3\n",
    )
    assert problem_of(file)[1:4] == (5, 20, f"{P}noticed_share")


def test_it_is_checked_on_the_day_of_a_dated_change(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "child",
        "extends: baseline\nchanges:\n  - from: 2023-05-01\n    set:\n"
        f"      {P}noticed_floor: 0.8\n",
    )
    where = problem_of(file)
    assert where[1:4] == (5, 7 + len(f"{P}noticed_floor: "), f"{P}noticed_floor")
    assert where[4].startswith("from 2023-05-01 the values do not fit together: noticed_floor")


def test_two_that_go_together_may_change_together(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "child",
        "extends: baseline\nchanges:\n  - from: 2023-05-01\n    set:\n"
        f"      {P}noticed_floor: 0.8\n      {P}noticed_share: 0.9\n",
    )
    scenario = load_scenario(file)
    rule = scenario.settings_on(scenario.days).enforcement.non_compliance
    assert (rule.noticed_floor, rule.noticed_share) == (0.8, 0.9)


@pytest.mark.parametrize(
    ("values", "path", "words"),
    [
        (
            {"people.mappa_level_1_share.high": 0.99},
            "people.mappa_level_1_share.high",
            "together must not exceed 1",
        ),
        (
            {"early_release.ecsl.notice_days_min": 10},
            "early_release.ecsl.notice_days_min",
            "must not be above notice_days_max: 10 is above 2",
        ),
        (
            {"early_release.regimes.sds40.tranches": [[1825, "2024-10-22"], [None, "2024-09-10"]]},
            "early_release.regimes.sds40.tranches",
            "tranches out of order, 2024-09-10 follows 2024-10-22",
        ),
        (
            {"surroundings.unpaid_work.reviews_at_months": [9.0, 6.0]},
            "surroundings.unpaid_work.reviews_at_months",
            "must rise, and 6 follows 9",
        ),
        (
            {"workforce.hours.part_time": 38.0},
            "workforce.hours.part_time",
            "hours.part_time must not be above hours.full_time: 38 is above 37",
        ),
        (
            {"surroundings.programmes.kinds.thinking.group_size": 1},
            "surroundings.programmes.kinds.thinking.group_size",
            "group_least must not be above group_size: 6 is above 1",
        ),
        (
            {"management.allocation.eligibility.pso": "CX"},
            "management.allocation.eligibility.pso",
            "letters out of A, B, C and D",
        ),
        (
            {"sentencing.custody.extended_share": 1.0},
            "sentencing.custody.extended_share",
            "together must not exceed 1",
        ),
    ],
)
def test_values_that_do_not_go_together_are_refused(
    values: dict[str, Any], path: str, words: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("baseline").with_values(values)
    assert [(p.path, words in p.message) for p in caught.value.problems] == [(path, True)]
