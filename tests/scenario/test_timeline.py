from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_support import Files, Grade

from pdusim.scenario import ScenarioError, load_scenario, timeline
from pdusim.scenario.scenario import Scenario
from pdusim.scenario.timeline import Piece, Trajectory, horizon_days

# The toy run starts on 1 January 2024 and is over after 70 days, on 11 March 2024.


def course(scenario: Scenario, *, of: str = "cap") -> list[tuple[int, object]]:
    """Return day and value of a leaf of the section ``allocation`` for every period."""
    return [(p.day, getattr(p.settings.allocation, of)) for p in scenario.timeline]


def test_without_changes_there_is_one_period(toy: Scenario) -> None:
    assert [(p.day, p.settings) for p in toy.timeline] == [(0, toy.settings)]
    assert toy.dated == ()
    assert toy.warnings == ()


def test_changes_hold_from_their_date(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - from: 2024-01-15
        note: first
        set: {allocation.cap: 120, allocation.rule: best_fit}
      - from: 2024-01-08
        set: {allocation.cap: {value: 115, source: a circular, confidence: high}}
    """)
    assert course(scenario) == [(0, 110), (7, 115), (14, 120)]
    assert course(scenario, of="rule") == [(0, "cap"), (7, "cap"), (14, "best_fit")]
    assert [(c.date.day, c.path, c.value, c.note) for c in scenario.dated] == [
        (8, "allocation.cap", 115.0, ""),
        (15, "allocation.cap", 120.0, "first"),
        (15, "allocation.rule", "best_fit", "first"),
    ]
    assert scenario.dated[0].provenance.source == "a circular"
    assert scenario.dated[1].provenance.source == "set in policy.yaml"
    assert scenario.provenance["allocation.cap"].source == "set in base.yaml"
    assert scenario.undated.allocation.cap == 110


def test_only_the_sections_on_the_way_are_made_anew(files: Files) -> None:
    scenario = files.child("changes: [{from: 2024-01-08, set: {leaving.po.rate: 0.1}}]")
    before, after = (period.settings for period in scenario.timeline)
    assert after.lengths is before.lengths
    assert after.leaving[Grade.PSO] is before.leaving[Grade.PSO]
    assert after.leaving[Grade.PO].rate == 0.1
    assert list(after.leaving) == list(before.leaving)


def test_lists_and_mixes_change_whole_and_together(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - from: 2024-01-08
        set: {lengths.upper: [1, 2], lengths.shares: {long: 0.6, short: 0.4}}
    """)
    lengths = scenario.timeline[1].settings.lengths
    assert lengths.upper == (1.0, 2.0)
    assert list(lengths.shares.items()) == [("short", 0.4), ("long", 0.6)]


def test_values_of_one_day_need_to_fit_only_together(files: Files) -> None:
    # Each change alone would break the rule that the shares add to 1.
    files.write("parent", "extends: base.yaml\nchanges: [{from: 2024-02-01, set: {label: a}}]")
    scenario = files.load("""\
    extends: parent.yaml
    changes: [{from: 2024-02-01, set: {lengths.shares: {short: 1}, label: b}}]
    """)
    assert len(scenario.timeline) == 2
    assert scenario.timeline[1].settings.label == "b"


def test_on_one_date_the_parent_comes_first_and_the_nearest_wins(files: Files) -> None:
    files.write(
        "parent",
        """\
        extends: base.yaml
        changes:
          - {from: 2024-01-08, set: {allocation.cap: 1, label: parent}}
          - {from: 2024-01-22, set: {allocation.cap: 2}}
        """,
    )
    scenario = files.load("""\
    extends: parent.yaml
    changes:
      - {from: 2024-01-15, set: {allocation.cap: 3}}
      - {from: 2024-01-08, set: {allocation.cap: 4}}
    """)
    assert course(scenario) == [(0, 110), (7, 4), (14, 3), (21, 2)]
    assert scenario.timeline[1].settings.label == "parent"


def test_an_undated_value_replaces_the_parents_later_changes_too(files: Files) -> None:
    files.write(
        "parent",
        """\
        extends: base.yaml
        changes:
          - {from: 2024-01-08, set: {allocation.cap: 1, label: parent}}
          - {from: 2024-01-22, set: {allocation.cap: 2}}
        """,
    )
    scenario = files.load("""\
    extends: parent.yaml
    allocation: {cap: 50}
    changes: [{from: 2024-01-15, set: {allocation.cap: 60}}]
    """)
    assert course(scenario) == [(0, 50), (7, 50), (14, 60)]
    assert scenario.timeline[1].settings.label == "parent"
    grandchild = files.load("extends: policy.yaml\nlabel: mine", name="grandchild")
    assert course(grandchild) == [(0, 50), (14, 60)]


def test_a_change_before_the_start_holds_from_the_start(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - {from: 2023-06-01, set: {allocation.cap: 120}}
      - {from: 2023-07-01, set: {allocation.cap: 130, label: x}}
      - {from: 2024-01-01, set: {label: y}}
    """)
    assert course(scenario) == [(0, 130)]
    assert scenario.settings.label == "y"
    assert scenario.undated.allocation.cap == 110
    assert scenario.warnings == ()


@pytest.mark.parametrize(("date", "periods"), [("2024-03-10", 2), ("2024-03-11", 1)])
def test_a_change_after_the_last_day_warns(files: Files, date: str, periods: int) -> None:
    scenario = files.child(f"changes: [{{from: {date}, set: {{label: x}}}}]")
    assert len(scenario.timeline) == periods
    assert scenario.days == 70
    expected = (
        "policy.yaml:2: label changes on 2024-03-11, after the run ends on 2024-03-11: no effect",
    )
    assert scenario.warnings == (expected if periods == 1 else ())


def test_setting_a_value_twice_on_a_day_warns(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - {from: 2024-01-08, set: {label: x}}
      - {from: 2024-01-08, set: {label: y}}
    """)
    assert scenario.timeline[1].settings.label == "y"
    assert scenario.warnings == (
        "policy.yaml:3: label is set twice on 2024-01-08: the later one holds",
    )


def test_a_change_to_the_value_held_already_makes_no_period(files: Files) -> None:
    scenario = files.child("changes: [{from: 2024-01-08, set: {allocation.cap: 110}}]")
    assert len(scenario.timeline) == 1
    assert len(scenario.dated) == 1


# -- ramps -------------------------------------------------------------------------------------


def test_a_ramp_moves_settings_weekly_and_rates_exactly(files: Files) -> None:
    scenario = files.child("""\
    changes: [{from: 2024-01-08, ramp_days: 20, set: {allocation.cap: 210}}]
    """)
    assert course(scenario) == [(0, 110), (14, 145), (21, 180), (27, 210)]
    days = [-400, 0, 6.5, 7, 8, 17, 26, 27, 28, 5000]
    expected = [110, 110, 110, 110, 115, 160, 205, 210, 210, 210]
    assert scenario.rates("allocation.cap", np.array(days)).tolist() == expected


def test_whole_numbers_stay_whole_inside_a_ramp(files: Files) -> None:
    scenario = files.child("""\
    changes: [{from: 2024-01-08, ramp_days: 21, set: {leaving.po.notice_days: 40}}]
    """)
    held = [p.settings.leaving[Grade.PO].notice_days for p in scenario.timeline]
    assert held == [30, 33, 37, 40]
    assert {type(days) for days in held} == {int}
    assert scenario.rates("leaving.po.notice_days", [14]) == pytest.approx([30 + 10 / 3])


def test_lists_of_whole_numbers_stay_whole_inside_a_ramp(files: Files) -> None:
    scenario = files.child("""\
    changes: [{from: 2024-01-08, ramp_days: 14, set: {lengths.pair: [8, 17]}}]
    """)
    assert [p.settings.lengths.pair for p in scenario.timeline] == [(7, 14), (8, 16), (8, 17)]


def test_lists_and_mixes_can_ramp(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - from: 2024-01-08
        ramp_days: 14
        set: {lengths.shares: {short: 0.1, middle: 0.3, long: 0.6}, lengths.upper: [4, 8, 16]}
    """)
    middle = scenario.timeline[1].settings.lengths
    assert middle.upper == (3.5, 7.0, 14.0)
    assert middle.shares == pytest.approx({"short": 0.3, "middle": 0.3, "long": 0.4})
    exact = scenario.rates("lengths.shares.short", [0, 10.5, 14, 21])
    assert exact == pytest.approx([0.5, 0.4, 0.3, 0.1])


def test_rates_are_not_a_number_while_a_value_is_null_or_gone(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - {from: 2024-01-08, set: {allocation.cap: null, lengths.shares: {long: 1}}}
      - {from: 2024-01-15, set: {allocation.cap: 100}}
    """)
    cap = scenario.rates("allocation.cap", [0, 7, 14])
    assert np.isnan(cap).tolist() == [False, True, False]
    short = scenario.rates("lengths.shares.short", [0, 7])
    assert np.isnan(short).tolist() == [False, True]
    assert scenario.rates("lengths.shares.long", [0, 7]).tolist() == [0.2, 1.0]


def test_a_later_change_cuts_a_ramp_off(files: Files) -> None:
    scenario = files.child("""\
    changes:
      - {from: 2024-01-01, ramp_days: 40, set: {allocation.cap: 150}}
      - {from: 2024-01-21, ramp_days: 10, set: {allocation.cap: 100}}
    """)
    assert course(scenario) == [(0, 110), (7, 117), (14, 124), (20, 130), (27, 109), (30, 100)]
    assert scenario.rates("allocation.cap", [19, 20, 25, 30, 40]).tolist() == [
        129,
        130,
        115,
        100,
        100,
    ]


def test_a_ramp_starts_from_what_the_parent_sets_that_day(files: Files) -> None:
    files.write(
        "parent", "extends: base.yaml\nchanges: [{from: 2024-01-08, set: {allocation.cap: 200}}]"
    )
    scenario = files.load("""\
    extends: parent.yaml
    changes: [{from: 2024-01-08, ramp_days: 10, set: {allocation.cap: 100}}]
    """)
    assert course(scenario) == [(0, 110), (7, 200), (14, 130), (17, 100)]
    assert scenario.rates("allocation.cap", [6, 7, 12, 17]).tolist() == [110, 200, 150, 100]


def test_a_ramp_that_began_before_the_start_goes_on(files: Files) -> None:
    scenario = files.child("""\
    changes: [{from: 2023-12-22, ramp_days: 20, set: {allocation.cap: 130}}]
    """)
    assert course(scenario) == [(0, 117), (4, 124), (10, 130)]
    assert scenario.rates("allocation.cap", [-10, 0, 10]).tolist() == [110, 120, 130]


def test_a_ramp_that_outlasts_the_run_ends_with_it(files: Files) -> None:
    scenario = files.child("""\
    changes: [{from: 2024-02-26, ramp_days: 1000, set: {allocation.cap: 999}}]
    """)
    assert [p.day for p in scenario.timeline] == [0, 63]


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ("label: x", "label", "cannot change by a ramp: it is not a number"),
        ("allocation.enabled: false", "allocation.enabled", "cannot change by a ramp"),
        ("leaving.po.until: 2024-02-02", "leaving.po.until", "cannot change by a ramp"),
        ("allocation.cap: null", "allocation.cap", "cannot change by a ramp from 110.0 to None"),
        ("lengths.upper: [1]", "lengths.upper", "cannot change by a ramp from (3.0, 6.0, 12.0)"),
        ("lengths.shares: {short: 1}", "lengths.shares", "cannot change by a ramp from {"),
    ],
)
def test_what_cannot_ramp(files: Files, change: str, path: str, message: str) -> None:
    (problem,) = files.problems(
        f"changes:\n  - from: 2024-01-08\n    ramp_days: 9\n    set: {{{change}}}"
    )
    assert (problem.file, problem.line, problem.path) == ("policy.yaml", 5, path)
    assert problem.message.startswith(message)


@given(
    steps=st.lists(
        st.tuples(st.integers(-50, 100), st.floats(-1e3, 1e3), st.integers(0, 60)), max_size=5
    )
)
def test_the_exact_course_and_its_weekly_steps_agree(steps: list[tuple[int, float, int]]) -> None:
    pieces: list[Piece] = []
    for day, target, ramp in sorted(steps, key=lambda step: step[0]):
        before = Trajectory(5.0, tuple(pieces)).at(day)
        pieces.append(Piece(day, before, target, ramp))
    trajectory = Trajectory(5.0, tuple(pieces))
    days = np.arange(-60, 170)
    one_by_one = [trajectory.at(int(day)) for day in days]
    assert trajectory.numbers(days) == pytest.approx(one_by_one, rel=1e-12, abs=1e-9)
    for day, held in trajectory.steps(10**5):
        last_of_day = [v for d, v in trajectory.steps(10**5) if d == day][-1]
        assert last_of_day == held
        assert held == pytest.approx(trajectory.at(day), rel=1e-12, abs=1e-9)


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "path", "message", "suggestion"),
    [
        (
            "allocation.cpa: 1",
            "allocation.cpa",
            "unknown key 'cpa'",
            "did you mean 'allocation.cap'?",
        ),
        ("zzz: 1", "zzz", "unknown key 'zzz'", ""),
        (
            "leaving.spo.rate: 1",
            "leaving.spo.rate",
            "unknown key 'spo'",
            "did you mean 'leaving.po.rate'?",
        ),
        (
            "tasks.reviw.hours: 1",
            "tasks.reviw.hours",
            "does not exist in this scenario",
            "did you mean 'tasks.review.hours'?",
        ),
        (
            "tasks.review.hrs: 1",
            "tasks.review.hrs",
            "unknown key 'hrs'",
            "did you mean 'hours'?",
        ),
        (
            "allocation: {cap: 1}",
            "allocation",
            "is a section; a dated change sets single values",
            "write the whole path: allocation.cap",
        ),
        (
            "tasks: {review: {due: 1}}",
            "tasks",
            "is a section; a dated change sets single values",
            "write the whole path: tasks.review.due",
        ),
        (
            "allocation: {zzz: 5}",
            "allocation",
            "is a section; a dated change sets single values",
            "",
        ),
        (
            "allocation: 5",
            "allocation",
            "is a section; a dated change sets single values",
            "",
        ),
        (
            "lengths.shares.short: 1",
            "lengths.shares.short",
            "a list or mix is one value",
            "set lengths.shares as a whole",
        ),
        (
            "run.start: 2024-02-02",
            "run.start",
            "is fixed for the whole run and cannot change on a date",
            "set it in its section instead, without a date",
        ),
        (
            "allocation.cap: -3",
            "allocation.cap",
            "found the number -3, out of bounds",
            "without the sign: 3",
        ),
        (
            "allocation.cap: {value: 3, unit: hours}",
            "allocation.cap",
            "is in another unit, 'hours'",
            "give the value in this unit: %",
        ),
    ],
)
def test_faults_of_a_change(
    files: Files, change: str, path: str, message: str, suggestion: str
) -> None:
    (problem,) = files.problems(f"changes:\n  - from: 2024-01-08\n    set: {{{change}}}")
    assert (problem.file, problem.line, problem.path) == ("policy.yaml", 4, path)
    assert (problem.message, problem.suggestion) == (message, suggestion)
    assert problem.column >= 11
    assert problem.expected


@pytest.mark.parametrize(
    ("text", "line", "path", "message", "suggestion"),
    [
        ("changes: soon", 2, "changes", "found the text 'soon'", ""),
        (
            "changes: {from: 2024-01-08, set: {}}",
            2,
            "changes",
            "found a mapping",
            "put '- ' before from",
        ),
        ("changes: [soon]", 2, "changes[0]", "found the text 'soon'", ""),
        ("changes: [{from: 2024-01-08}]", 2, "changes[0]", "has no 'set'", ""),
        ("changes: [{set: {label: x}}]", 2, "changes[0]", "has no 'from'", ""),
        (
            "changes: [{from: 2024-01-08, set: {}}]",
            2,
            "changes[0].set",
            "found a mapping",
            "",
        ),
        (
            "changes: [{from: 2024-01-08, set: label}]",
            2,
            "changes[0].set",
            "found the text 'label'",
            "",
        ),
        (
            "changes: [{from: 2024-02-30, set: {label: x}}]",
            2,
            "changes[0].from",
            "found the text '2024-02-30', which is not a day in the calendar",
            "that month ends on 2024-02-29",
        ),
        (
            "changes: [{from: 8.1.2024, set: {label: x}}]",
            2,
            "changes[0].from",
            "found the text '8.1.2024'",
            "write 2024-01-08",
        ),
        ("changes: [{from: 3, set: {label: x}}]", 2, "changes[0].from", "found the number 3", ""),
        (
            "changes: [{from: 2024-01-08, ramp: 3, set: {label: x}}]",
            2,
            "changes[0]",
            "unknown key 'ramp'",
            "did you mean 'ramp_days'?",
        ),
        (
            "changes: [{from: 2024-01-08, ramp_days: -1, set: {label: x}}]",
            2,
            "changes[0].ramp_days",
            "found the number -1",
            "",
        ),
        (
            "changes: [{from: 2024-01-08, ramp_days: 1.5, set: {label: x}}]",
            2,
            "changes[0].ramp_days",
            "found the number 1.5",
            "",
        ),
    ],
)
def test_faults_of_the_list_of_changes(
    files: Files, text: str, line: int, path: str, message: str, suggestion: str
) -> None:
    (problem,) = files.problems(text)
    assert (problem.line, problem.path) == (line, path)
    assert (problem.message, problem.suggestion) == (message, suggestion)
    assert problem.expected


def test_a_quoted_date_is_a_date(files: Files) -> None:
    scenario = files.child("changes: [{from: '2024-01-08', set: {label: x}}]")
    assert scenario.dated[0].date == datetime.date(2024, 1, 8)


def test_values_that_do_not_fit_together_from_a_date(files: Files) -> None:
    (problem,) = files.problems("""\
    changes:
      - {from: 2024-01-08, set: {label: x}}
      - {from: 2024-01-15, set: {lengths.shares: {short: 0.5}}}
    """)
    assert (problem.file, problem.line, problem.path) == ("policy.yaml", 4, "lengths")
    assert problem.message == (
        "from 2024-01-15 the values do not fit together: the shares must add to 1"
    )


def test_thousands_of_changes_of_a_value_on_a_day_give_one_warning(tmp_path: Path) -> None:
    entry = "  - {from: 2023-05-01, set: {work.time_multiplier: 1.5}}\n"
    late = "  - {from: 2150-05-01, set: {work.time_multiplier: 1.5}}\n"
    file = tmp_path / "many.yaml"
    file.write_text("extends: baseline\nchanges:\n" + entry * 2_000 + late * 2, encoding="utf-8")
    said = [text for text in load_scenario(file).warnings if text.startswith(str(file))]
    place = f"{file}:3: work.time_multiplier"
    also = "and more than once on another date"
    assert f"{place} is set 2,000 times on 2023-05-01, {also}: the last one holds" in said
    assert sum("after the run ends" in text for text in said) == 1
    assert len(said) == 2


def test_a_value_set_twice_on_many_dates_and_many_changes_overtaken_are_one_warning_each(
    files: Files,
) -> None:
    days = range(8, 28)
    twice = "".join(
        f"  - {{from: 2024-01-{day:02}, set: {{label: {word}}}}}\n" for day in days for word in "ab"
    )
    added = "".join(f"  - {{from: 2024-01-{day:02}, add: {{allocation.cap: 1}}}}\n" for day in days)
    files.write("parent", f"extends: base.yaml\nchanges:\n{twice}{added}")
    child = files.load(
        "extends: parent.yaml\nchanges: [{from: 2024-02-05, set: {allocation.cap: 100}}]\n"
    )
    again, ended = child.warnings
    assert again.endswith(
        "label is set twice on 2024-01-08, and more than once on 19 other dates: the later one "
        "holds"
    )
    assert "added 1 from 2024-01-08, like 19 more changes, holds until 2024-02-05" in ended


def test_more_changes_of_a_value_than_a_run_has_days_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert horizon_days(load_scenario("baseline").undated) < timeline.MOST_CHANGES
    monkeypatch.setattr(timeline, "MOST_CHANGES", 5)
    entry = "  - {from: 2023-05-01, ramp_days: 36525, multiply: {work.time_multiplier: 1}}\n"
    file = tmp_path / "many.yaml"
    file.write_text("extends: baseline\nchanges:\n" + entry * 5, encoding="utf-8")
    assert len(load_scenario(file).dated) >= 5
    file.write_text("extends: baseline\nchanges:\n" + entry * 6, encoding="utf-8")
    with pytest.raises(ScenarioError, match="changes more than 5 times") as refused:
        load_scenario(file)
    (problem,) = refused.value.problems
    assert (problem.line, problem.path) == (8, "work.time_multiplier")


def test_a_ramp_has_weekly_steps_only_while_the_run_lasts() -> None:
    long = Trajectory(0.0, (Piece(-36_000, 0.0, 40_000.0, 40_000),))
    days = [day for day, _ in long.steps(700)]
    assert days == [-36_000, *range(-6, 700, 7), 4_000]
    assert long.steps(700)[1] == (-6, pytest.approx(35_994.0))


@pytest.mark.parametrize("date", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_change_of_a_year_without_a_calendar_is_refused(tmp_path: Path, date: str) -> None:
    file = tmp_path / "far.yaml"
    file.write_text(
        f"extends: baseline\nchanges:\n  - from: {date}\n    ramp_days: 36525\n"
        "    set: {work.time_multiplier: 1.5}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match="expected a date from 1900-01-01 to 2199-12-31"):
        load_scenario(file)
