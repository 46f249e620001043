from __future__ import annotations

import dataclasses
import datetime
import json
import pickle

import numpy as np
import pytest
from scenario_support import Files, Grade, Rule, refused

from pdusim.scenario.scenario import Scenario

CHANGES = """\
name: with changes
changes:
  - {from: 2024-01-08, set: {allocation.cap: 120, leaving.po.until: 2025-01-01}}
  - {from: 2024-01-15, ramp_days: 14, set: {allocation.cap: 140}}
  - {from: 2024-01-22, set: {lengths.shares: {long: 1}}}
"""


@pytest.fixture
def changing(files: Files) -> Scenario:
    return files.child(CHANGES)


def test_a_scenario_cannot_be_changed(toy: Scenario) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        toy.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("day", "cap"), [(-10, 110), (0, 110), (6.9, 110), (7, 120), (20, 120), (21, 130), (900, 140)]
)
def test_settings_on_a_day(changing: Scenario, day: float, cap: float) -> None:
    assert changing.settings_on(day).allocation.cap == cap


def test_a_scenario_survives_the_way_between_processes(changing: Scenario) -> None:
    again = pickle.loads(pickle.dumps(changing))
    assert again.resolved() == changing.resolved()
    assert again.timeline == changing.timeline
    assert again.provenance == changing.provenance
    assert (again.name, again.files, again.dated) == (
        changing.name,
        changing.files,
        changing.dated,
    )
    days = np.arange(-5, 80)
    assert (
        again.rates("allocation.cap", days).tobytes()
        == changing.rates("allocation.cap", days).tobytes()
    )


def test_settings_shared_between_periods_travel_once(changing: Scenario, toy: Scenario) -> None:
    again = pickle.loads(pickle.dumps(changing))
    assert again.timeline[0].settings.tasks["plan"] is again.timeline[1].settings.tasks["plan"]


def test_resolved_is_plain_and_holds_everything(changing: Scenario) -> None:
    resolved = changing.resolved()
    assert json.loads(json.dumps(resolved)) == resolved
    assert resolved["settings"]["run"] == {
        "start": "2024-01-01",
        "warm_up_weeks": 2,
        "observe_weeks": 8,
    }
    assert resolved["settings"]["leaving"]["po"] == {
        "rate": 0.07,
        "notice_days": 30,
        "until": None,
    }
    assert resolved["settings"]["allocation"]["rule"] == "cap"
    assert resolved["changes"] == [
        {"from": "2024-01-08", "path": "allocation.cap", "ramp_days": 0, "value": 120.0},
        {"from": "2024-01-08", "path": "leaving.po.until", "ramp_days": 0, "value": "2025-01-01"},
        {"from": "2024-01-15", "path": "allocation.cap", "ramp_days": 14, "value": 140.0},
        {"from": "2024-01-22", "path": "lengths.shares", "ramp_days": 0, "value": {"long": 1.0}},
    ]


def test_names_and_sources_do_not_count_in_what_is_resolved(files: Files) -> None:
    one = files.child("name: a\nlabel: x")
    two = files.child("name: b\ndescription: y\nlabel: {value: x, source: z}")
    assert one.resolved() == two.resolved()
    assert one.resolved() != files.child("label: y").resolved()
    changed = files.child("label: x\nchanges: [{from: 2024-02-01, set: {label: y}}]")
    assert one.resolved() != changed.resolved()


# -- rates -------------------------------------------------------------------------------------


def test_rates_of_an_unchanging_number(toy: Scenario) -> None:
    days = np.array([[0, 1], [2, 3]])
    assert toy.rates("leaving.po.rate", days).tolist() == [[0.07, 0.07], [0.07, 0.07]]
    assert toy.rates("leaving.po.notice_days", 3).dtype == np.float64
    assert toy.rates("lengths.shares.middle", [0]).tolist() == [0.3]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("leaving.po.rat", "unknown key 'rat'"),
        ("leaving", "is a section, not a value"),
        ("tasks.visit.hours", "does not exist in this scenario"),
        ("label", "is not a number"),
        ("leaving.po.until", "is not a number"),
        ("lengths.upper", "is not a number"),
        ("lengths.shares.tiny", "is not a number"),
        ("allocation.enabled", "is not a number"),
        ("", "unknown key ''"),
    ],
)
def test_rates_of_what_is_no_number(toy: Scenario, path: str, message: str) -> None:
    (problem,) = refused(lambda: toy.rates(path, [0]))
    assert problem.message == message


# -- overrides ---------------------------------------------------------------------------------


def test_a_lever_replaces_the_value_and_what_was_to_become_of_it(changing: Scenario) -> None:
    lever = changing.with_values({"allocation.cap": 90, "label": "pulled"}, name="lever")
    assert [p.settings.allocation.cap for p in lever.timeline] == [90, 90, 90]
    assert [p.day for p in lever.timeline] == [0, 7, 21]
    assert lever.settings.label == "pulled"
    assert [c.path for c in lever.dated] == ["leaving.po.until", "lengths.shares"]
    assert lever.rates("allocation.cap", [0, 30]).tolist() == [90, 90]
    assert lever.name == "lever"
    assert changing.settings.allocation.cap == 110
    assert changing.settings_on(70).allocation.cap == 140
    origin = lever.provenance["allocation.cap"]
    assert (origin.value, origin.source, origin.file, origin.line) == (90, "set from Python", "", 0)
    assert list(lever.provenance) == list(changing.provenance)


def test_overrides_may_be_of_any_type_python_knows(toy: Scenario) -> None:
    other = toy.with_values(
        {
            "allocation.rule": Rule.BEST_FIT,
            "allocation.cap": np.float64(99.5),
            "leaving.po.notice_days": np.int64(5),
            "leaving.po.until": datetime.date(2025, 1, 1),
            "leaving.pso.until": None,
            "lengths.upper": np.array([1.0, 2.0]),
            "lengths.shares": {"long": 0.25, "short": 0.75},
            "lengths.pair": (1, 2),
            "allocation.enabled": np.bool_(False),
        }
    ).settings
    assert other.allocation.rule is Rule.BEST_FIT
    assert other.allocation.cap == 99.5
    assert other.leaving[Grade.PO].notice_days == 5
    assert other.leaving[Grade.PO].until == datetime.date(2025, 1, 1)
    assert other.leaving[Grade.PSO].until is None
    assert other.lengths.upper == (1.0, 2.0)
    assert list(other.lengths.shares) == ["short", "long"]
    assert other.lengths.pair == (1, 2)
    assert other.allocation.enabled is False


def test_an_override_is_the_same_as_the_value_in_a_file(files: Files, toy: Scenario) -> None:
    written = files.child("allocation: {cap: 90}\nleaving: {po: {rate: 0.1}}")
    given = toy.with_values({"leaving.po.rate": 0.1, "allocation.cap": 90})
    assert str(given.resolved()) == str(written.resolved())


def test_no_overrides_change_nothing(changing: Scenario) -> None:
    assert changing.with_values({}).resolved() == changing.resolved()
    assert changing.with_values({}).name == "with changes"


def test_the_start_can_be_overridden_and_moves_the_changes(changing: Scenario) -> None:
    later = changing.with_values({"run.start": datetime.date(2024, 1, 8)})
    assert [p.day for p in later.timeline] == [0, 14, 21]
    assert later.settings.allocation.cap == 120


def test_faulty_overrides_are_refused_all_at_once(toy: Scenario) -> None:
    problems = refused(
        lambda: toy.with_values(
            {
                "allocation.cap": -1,
                "allocation.rule": "bestfit",
                "allocation.cpa": 1,
                "allocation": 1,
                "tasks.visit.hours": 1,
                "label": object(),
                "leaving.po.until": datetime.datetime(2024, 1, 1),
                "leaving.po.rate": float("nan"),
                "lengths.shares": {"short": 2.0},
            }
        )
    )
    assert [(p.path, p.message) for p in problems] == [
        ("allocation.cap", "found the number -1, out of bounds"),
        ("allocation.rule", "found the text 'bestfit'"),
        ("allocation.cpa", "unknown key 'cpa'"),
        ("allocation", "is a section, not a value"),
        ("tasks.visit.hours", "does not exist in this scenario"),
        ("label", "found a object"),
        ("leaving.po.until", "found a moment in time; a date is wanted"),
        ("leaving.po.rate", "found the number nan, which is not finite"),
        ("lengths.shares.short", "found the number 2.0, out of bounds"),
    ]
    assert {(p.file, p.line, p.column) for p in problems} == {("", 0, 0)}
    assert str(problems[2]).endswith("did you mean 'allocation.cap'?")
    assert problems[3].suggestion == "did you mean 'allocation.rule'?"


def test_overrides_that_do_not_fit_together(toy: Scenario) -> None:
    (problem,) = refused(lambda: toy.with_values({"lengths.shares": {"short": 0.5}}))
    assert (problem.path, problem.message) == ("lengths", "the shares must add to 1")
