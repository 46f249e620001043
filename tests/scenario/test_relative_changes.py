"""Changes relative to the value in force: ``add`` and ``multiply`` beside ``set``."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_support import Files, Toy, refused

from pdusim.experiment.rebuild import rebuild
from pdusim.scenario.dated import How
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.timeline import Piece, Trajectory

# The toy run starts on 1 January 2024 and is over after 70 days, on 11 March 2024; its cap is 110.


def course(scenario: Scenario) -> list[tuple[int, float | None]]:
    return [(p.day, p.settings.allocation.cap) for p in scenario.timeline]


def grand_child(files: Files, parent: str, child: str, text: str = "") -> Scenario:
    files.write("parent", f"extends: base.yaml\n{parent}")
    files.write("child", f"extends: parent.yaml\n{child}")
    return files.load(f"extends: child.yaml\n{text}")


@pytest.mark.parametrize(
    ("how", "amount", "result"),
    [("add", "6", 116), ("add", "-10", 100), ("multiply", "0.5", 55), ("multiply", "2", 220)],
)
def test_a_value_changes_by_what_is_said(
    files: Files, how: str, amount: str, result: float
) -> None:
    scenario = files.child(f"changes: [{{from: 2024-01-08, {how}: {{allocation.cap: {amount}}}}}]")
    assert course(scenario) == [(0, 110), (7, pytest.approx(result))]
    (change,) = scenario.dated
    assert (change.how, change.amount, change.value) == (how, float(amount), result)


def test_one_entry_may_set_add_and_multiply(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - from: 2024-01-08
        set: {label: other}
        add: {allocation.cap: 10}
        multiply: {leaving.po.rate: {value: 0.5, source: our study, confidence: low}}
    """)
    settings = scenario.timeline[1].settings
    assert (settings.label, settings.allocation.cap) == ("other", 120)
    assert settings.leaving["po"].rate == pytest.approx(0.035)
    assert {c.path: c.provenance.source for c in scenario.dated}["leaving.po.rate"] == "our study"


def test_it_is_the_parents_value_on_that_day_that_changes(files: Files) -> None:
    parent = "changes: [{from: 2024-01-08, set: {allocation.cap: 120}}]"
    child = "changes: [{from: 2024-01-15, add: {allocation.cap: 6}}]"
    assert course(grand_child(files, parent, child)) == [(0, 110), (7, 120), (14, 126)]


def test_on_one_day_the_parents_change_comes_first(files: Files) -> None:
    parent = "changes: [{from: 2024-01-08, set: {allocation.cap: 120}}]"
    child = "changes: [{from: 2024-01-08, multiply: {allocation.cap: 0.5}}]"
    assert course(grand_child(files, parent, child)) == [(0, 110), (7, 60)]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("allocation: {cap: 50}", [(0, 50), (14, 56)]),
        (
            "changes: [{from: 2024-01-08, set: {allocation.cap: 80}}]",
            [(0, 110), (7, 80), (14, 86)],
        ),
        (
            "changes: [{from: 2024-01-22, add: {allocation.cap: 6}}]",
            [(0, 110), (7, 120), (14, 126), (21, 132)],
        ),
    ],
    ids=["undated", "dated", "relative"],
)
def test_it_is_worked_out_again_for_a_grand_child(
    files: Files, text: str, result: list[tuple[int, float]]
) -> None:
    parent = "changes: [{from: 2024-01-08, set: {allocation.cap: 120}}]"
    child = "changes: [{from: 2024-01-15, add: {allocation.cap: 6}}]"
    assert course(grand_child(files, parent, child, text)) == result


def test_it_is_worked_out_again_for_a_lever_or_a_point_of_a_sweep(files: Files) -> None:
    scenario = files.child("changes: [{from: 2024-01-08, multiply: {allocation.cap: 0.5}}]")
    assert course(scenario.with_values({"allocation.cap": 80})) == [(0, 80), (7, 40)]


def test_a_ramp_brings_it_by_and_by(files: Files) -> None:
    scenario = files.child(
        "changes: [{from: 2024-01-08, ramp_days: 28, add: {allocation.cap: 40}}]"
    )
    assert course(scenario) == [(0, 110), (14, 120), (21, 130), (28, 140), (35, 150)]
    assert scenario.rates("allocation.cap", [7, 10.5, 21, 60]) == pytest.approx(
        [110, 115, 130, 150]
    )


def test_a_ramp_of_the_parent_goes_on_underneath(files: Files) -> None:
    parent = "changes: [{from: 2024-01-08, ramp_days: 28, set: {allocation.cap: 138}}]"
    child = "changes: [{from: 2024-01-22, add: {allocation.cap: 6}}]"
    scenario = grand_child(files, parent, child)
    assert scenario.rates("allocation.cap", [7, 20, 21, 28, 35, 60]) == pytest.approx(
        [110, 123, 130, 137, 144, 144]
    )
    assert scenario.dated[-1].value == pytest.approx(130)


def test_whole_numbers_stay_whole(files: Files) -> None:
    scenario = files.child(
        "changes: [{from: 2024-01-08, multiply: {leaving.po.notice_days: 0.75}}]"
    )
    notice = scenario.timeline[1].settings.leaving["po"].notice_days
    assert (notice, type(notice), scenario.dated[0].value) == (22, int, 22)


def test_bounds_are_those_of_the_result(files: Files) -> None:
    (problem,) = files.problems("""\
    changes:
      - from: 2024-01-08
        add: {allocation.cap: -110}
    """)
    assert (problem.line, problem.column, problem.path) == (4, 27, "allocation.cap")
    assert problem.message == "with -110 added it is 0 on 2024-01-08, out of bounds"
    assert "more than 0 and below 1000" in problem.expected


def test_bounds_are_checked_again_for_a_grand_child(files: Files) -> None:
    files.write(
        "parent",
        "extends: base.yaml\nchanges: [{from: 2024-01-15, multiply: {allocation.cap: 5}}]",
    )
    (problem,) = refused(lambda: files.load("extends: parent.yaml\nallocation: {cap: 300}\n"))
    assert (problem.file, problem.path) == ("parent.yaml", "allocation.cap")
    assert "1500 on 2024-01-15, out of bounds" in problem.message


def test_there_must_be_a_number_to_change(files: Files) -> None:
    (problem,) = files.problems("""\
    changes:
      - {from: 2024-01-08, set: {allocation.cap: null}}
      - {from: 2024-01-15, add: {allocation.cap: 5}}
    """)
    assert (problem.line, problem.message) == (4, "is null on 2024-01-15")
    assert problem.expected == "a number to add to"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("add: {label: 3}", "cannot change by 'add'"),
        ("multiply: {lengths.shares: 2}", "cannot change by 'multiply'"),
        ("add: {lengths.upper: 1}", "cannot change by 'add'"),
        ("multiply: {allocation.cap: -1}", "out of bounds"),
        ("add: {allocation.cap: much}", "found the text 'much'"),
        ("add: {allocation.cap: null}", "nothing (null)"),
        ("add: {run.start: 1}", "is fixed for the whole run"),
        ("add: {allocation.cup: 1}", "unknown key 'cup'"),
        ("add: 3", "found the number 3"),
        ("note: nothing", "has no 'set'"),
        ("set: {allocation.cap: 90}, add: {allocation.cap: 1}", "changes twice in one entry"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(files: Files, text: str, says: str) -> None:
    (problem,) = files.problems(f"changes:\n  - {{from: 2024-01-08, {text}}}\n")
    assert says in problem.message
    assert (problem.file, problem.line) == ("policy.yaml", 3)


@pytest.mark.parametrize(
    "text",
    [
        "allocation: {cap: +6}",
        "allocation: {cap: {value: +6, source: x}}",
        "lengths: {upper: [3, +6, 12]}",
        "changes: [{from: 2024-01-08, set: {allocation.cap: +6}}]",
        "changes: [{from: 2024-01-08, add: {allocation.cap: +6}}]",
        "changes: [{from: 2024-01-08, ramp_days: +6, set: {allocation.cap: 90}}]",
    ],
)
def test_a_plus_sign_is_refused_wherever_a_number_stands(files: Files, text: str) -> None:
    (problem,) = files.problems(text)
    assert problem.message == "found +6: a plus sign adds nothing, the value would be 6"
    assert "add: {PATH: 6}" in problem.suggestion
    assert (problem.line, problem.column) == (2, text.index("+6") + 1)


def test_a_quoted_plus_sign_gets_the_same_advice(files: Files) -> None:
    (problem,) = files.problems("allocation: {cap: '+6'}")
    assert "add: {PATH: 6}" in problem.suggestion


@pytest.mark.parametrize("number", ["+6", "+0.5", "+.5", "+1e3", "+.inf"])
def test_every_signed_number_is_meant(files: Files, number: str) -> None:
    (problem,) = files.problems(f"allocation: {{cap: {number}}}")
    assert "plus sign" in problem.message


def test_other_signs_are_as_they_were(files: Files) -> None:
    assert files.child("allocation: {cap: 1.1e+2}\nlabel: +a").undated.allocation.cap == 110
    assert files.child("allocation: {cap: 1}\nlabel: '+4'").undated.label == "+4"


def test_a_later_set_of_another_file_is_told_of(files: Files) -> None:
    parent = "changes: [{from: 2024-01-22, set: {allocation.cap: 120}}]"
    child = "changes: [{from: 2024-01-08, add: {allocation.cap: 6}}]"
    (warning,) = grand_child(files, parent, child).warnings
    assert "added 6 from 2024-01-08 holds until 2024-01-22 only" in warning


def test_two_additions_on_one_day_are_both_made(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - {from: 2024-01-08, add: {allocation.cap: 6}}
      - {from: 2024-01-08, add: {allocation.cap: 4}}
    """)
    assert course(scenario) == [(0, 110), (7, 120)]
    assert scenario.warnings == ()


def test_a_kept_run_makes_the_same_scenario_again(files: Files) -> None:
    parent = "changes: [{from: 2024-01-08, ramp_days: 28, set: {allocation.cap: 138}}]"
    child = "changes: [{from: 2024-01-22, ramp_days: 7, multiply: {allocation.cap: 0.5}}]"
    scenario = grand_child(files, parent, child)
    kept = json.loads(json.dumps(scenario.resolved()))
    again = rebuild(kept, name="again", schema=Toy)
    assert again.resolved() == scenario.resolved()
    assert [p.settings for p in again.timeline] == [p.settings for p in scenario.timeline]


def test_an_addition_and_its_result_are_two_scenarios(files: Files) -> None:
    """They differ for whoever extends them, so a store keeps them apart."""
    added = files.child("changes: [{from: 2024-01-08, add: {allocation.cap: 10}}]")
    was_set = files.child("changes: [{from: 2024-01-08, set: {allocation.cap: 120}}]")
    assert added.resolved() != was_set.resolved()
    assert [p.settings for p in added.timeline] == [p.settings for p in was_set.timeline]


HOW = st.sampled_from(["set", "add", "multiply"])
CHANGE = st.tuples(st.integers(0, 60), st.integers(0, 40), HOW, st.floats(0.1, 5))


@given(st.lists(CHANGE, max_size=5))
def test_the_course_in_arrays_is_the_course_day_by_day(
    changes: list[tuple[int, int, How, float]],
) -> None:
    pieces: list[Piece] = []
    for day, ramp, how, amount in sorted(changes, key=lambda one: one[0]):
        before = Trajectory(5.0, tuple(pieces)).at(day)
        pieces.append(Piece(day, before, amount, ramp, how, amount))
    trajectory = Trajectory(5.0, tuple(pieces))
    days = np.arange(-5, 110)
    expected = [trajectory.at(int(day)) for day in days]
    assert trajectory.numbers(days) == pytest.approx(expected, rel=1e-12)
    for day, value in trajectory.steps(10**5):
        assert value == trajectory.at(day)


def test_dates_of_the_first_day(files: Files) -> None:
    scenario = files.child("changes: [{from: 2023-01-08, add: {allocation.cap: 6}}]")
    assert course(scenario) == [(0, 116)]
    assert scenario.dated[0].date == date(2023, 1, 8)
