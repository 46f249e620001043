"""Officers who join on a date, and leave on one, because a scenario says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from staff_support import NO_LEAVE, STILL, Desk, posts

from pdusim import load_scenario, simulate
from pdusim.model.work.practitioner import Grade
from pdusim.report.story import read
from pdusim.scenario import Scenario

JOIN = 5 * 7
LEAVE = 20 * 7
"""Days of the two changes, counted from the start of the run on 3 October 2022."""
PATH = {Grade.PO: "po", Grade.PSO: "pso", Grade.SPO: "spo"}


def scenario(folder: Path, changes: str, *parts: dict[str, Any]) -> Scenario:
    file = folder / "joining.yaml"
    file.write_text(f"extends: baseline\nchanges:\n{changes}")
    values: dict[str, Any] = {"run.warm_up_weeks": 0, "run.observe_weeks": 52}
    for part in parts:
        values |= part
    return load_scenario(file).with_values(values)


def joining(
    folder: Path, grade: Grade, number: float, *parts: dict[str, Any], ramp: int = 0
) -> Scenario:
    """Officers of a grade join on day 35 and leave on day 140."""
    path = f"workforce.joiners.{PATH[grade]}"
    return scenario(
        folder,
        f"  - {{from: 2022-11-07, ramp_days: {ramp}, set: {{{path}: {number}}}}}\n"
        f"  - {{from: 2023-02-20, set: {{{path}: 0}}}}\n",
        STILL,
        posts(po=10, pso=4, spo=2),
        *parts,
    )


def numbers(desk: Desk, grade: Grade, *days: float) -> list[tuple[int, int, int]]:
    """In post, vacant and posts of a grade on days."""
    found = []
    for day in days:
        desk.until(day)
        workforce = desk.unit.workforce
        found.append((len(desk.staff(grade)), workforce.vacancies(grade), workforce.posts(grade)))
    return found


@pytest.mark.parametrize("grade", list(PATH))
def test_so_many_join_on_the_day_and_leave_on_the_day(tmp_path: Path, grade: Grade) -> None:
    desk = Desk(joining(tmp_path, grade, 3))
    before, joined, end, left = numbers(
        desk, grade, JOIN - 0.01, JOIN + 0.01, LEAVE - 0.01, LEAVE + 0.01
    )
    here, vacant, there = before
    assert joined == end == (here + 3, vacant, there + 3)
    assert left == before


def test_vacancies_and_their_recruitment_stay_as_they_were_with_new_posts(tmp_path: Path) -> None:
    vacant = {"workforce.posts.po_vacant_share": 0.4}
    desk = Desk(joining(tmp_path, Grade.PO, 6, vacant))
    assert numbers(desk, Grade.PO, 0.01, JOIN + 0.01) == [(6, 4, 10), (12, 4, 16)]


def test_vacancies_are_filled_first_where_the_scenario_says_so(tmp_path: Path) -> None:
    vacant = {
        "workforce.posts.po_vacant_share": 0.4,
        "workforce.joiners.take": "vacant_posts",
    }
    desk = Desk(joining(tmp_path, Grade.PO, 6, vacant))
    assert numbers(desk, Grade.PO, 0.01, JOIN + 0.01, LEAVE + 0.01) == [
        (6, 4, 10),
        (12, 0, 12),
        (6, 4, 10),
    ]


def test_who_fills_a_vacancy_is_who_would_have_filled_it_later(tmp_path: Path) -> None:
    """Officers are keyed by post and tenure, whatever it was that brought them."""
    vacant = {"workforce.posts.po_vacant_share": 0.2}
    lever = {"workforce.joiners.take": "vacant_posts"}
    hiring = {
        "workforce.recruitment.po_lateral_per_year": 12.0,
        "workforce.recruitment.po_lead_months": 0.0,
    }
    brought = Desk(joining(tmp_path, Grade.PO, 2, vacant, lever))
    hired = Desk(joining(tmp_path, Grade.PO, 0, vacant, hiring))
    for desk in (brought, hired):
        desk.until(LEAVE - 1)
    keys = [{o.identifier: o.key for o in desk.staff(Grade.PO)} for desk in (brought, hired)]
    assert len(keys[0]) == 10
    assert keys[0] == keys[1]


def test_nobody_else_is_moved(tmp_path: Path) -> None:
    """With no effect of workload, everybody else falls ill and leaves on the same days."""
    alive = {
        "workforce.sickness.short_rate": 2.0,
        "workforce.sickness.workload_effect": 0.0,
        "workforce.leaving.po": 0.3,
        "workforce.leaving.pso": 0.3,
        "workforce.leaving.workload_effect": 0.0,
        "workforce.recruitment.po_lateral_per_year": 2.0,
        "workforce.posts.po_vacant_share": 0.3,
    }

    def fates(number: float) -> dict[str, list[tuple[float, str]]]:
        desk = Desk(joining(tmp_path, Grade.PO, number, NO_LEAVE, alive))
        desk.until(360)
        kinds = ("joins", "goes sick", "gives notice", "leaves")
        events: dict[str, list[tuple[float, str]]] = {}
        for event in read(desk.unit.ledger.events):
            if event.event in kinds:
                events.setdefault(event.officer, []).append((event.time, event.event))
        return events

    without, with_them = fates(0), fates(5)
    joined = {name for name in with_them if name.startswith("joining")}
    assert len(joined) >= 5
    assert sum(len(row) for row in without.values()) > 20
    assert {name: row for name, row in with_them.items() if name not in joined} == without


@pytest.mark.parametrize(("years", "newly_qualified"), [(0, True), (5, False)])
def test_their_experience_is_as_stated(tmp_path: Path, years: float, newly_qualified: bool) -> None:
    desk = Desk(joining(tmp_path, Grade.PO, 1, {"workforce.joiners.years": years}))
    desk.until(JOIN + 0.01)
    officer = next(o for o in desk.staff(Grade.PO) if o.identifier.startswith("joining"))
    assert officer.newly_qualified is newly_qualified
    assert (officer.skill(0.5) == 1.0) is not newly_qualified
    full = desk.unit.settings.workforce.hours.nominal_target
    reduction = desk.unit.settings.workforce.reductions.nqo if newly_qualified else 0.0
    assert officer.points_available == pytest.approx(full * (1.0 - reduction), abs=1.0)


@pytest.mark.parametrize(("years", "learning"), [(0, True), (2, False)])
def test_experienced_services_officers_need_not_learn(
    tmp_path: Path, years: float, learning: bool
) -> None:
    desk = Desk(joining(tmp_path, Grade.PSO, 1, {"workforce.joiners.years": years}))
    desk.until(JOIN + 0.01)
    officer = next(o for o in desk.staff(Grade.PSO) if o.identifier.startswith("joining"))
    full = desk.unit.settings.workforce.hours.nominal_target
    reduction = desk.unit.settings.workforce.reductions.pso_learning if learning else 0.0
    assert officer.points_available == pytest.approx(full * (1.0 - reduction), abs=1.0)


def test_a_ramp_brings_them_one_by_one(tmp_path: Path) -> None:
    desk = Desk(joining(tmp_path, Grade.PO, 4, ramp=56))
    found = [here for here, _, _ in numbers(desk, Grade.PO, JOIN + 1, JOIN + 29, JOIN + 57)]
    assert found == [10, 12, 14]


def test_the_scale_of_the_unit_multiplies_them(tmp_path: Path) -> None:
    desk = Desk(joining(tmp_path, Grade.PO, 4, {"unit.scale": 0.5}))
    assert [here for here, _, _ in numbers(desk, Grade.PO, 0.01, JOIN + 1)] == [5, 7]


def test_without_a_date_they_are_there_from_the_start(tmp_path: Path) -> None:
    desk = Desk(joining(tmp_path, Grade.PO, 0, {"workforce.joiners.po": 2}))
    assert numbers(desk, Grade.PO, 0.01) == [(12, 0, 12)]


def test_the_post_of_a_joiner_who_leaves_is_vacant_and_filled_like_any_other(
    tmp_path: Path,
) -> None:
    hiring = {
        "workforce.recruitment.po_lateral_per_year": 12.0,
        "workforce.recruitment.po_lead_months": 0.0,
    }
    desk = Desk(joining(tmp_path, Grade.PO, 1, hiring))
    desk.until(JOIN + 1)
    joined = next(o for o in desk.staff(Grade.PO) if o.identifier == "joining PO 1")
    desk.unit.workforce.leaving.leave(joined, JOIN + 1)
    assert desk.unit.workforce.vacancies(Grade.PO) == 1
    desk.until(LEAVE - 1)
    assert "joining PO 1, 2" in {o.identifier for o in desk.staff(Grade.PO)}
    assert numbers(desk, Grade.PO, LEAVE + 1) == [(10, 0, 10)]


def test_staff_in_post_is_measured_by_grade(tmp_path: Path) -> None:
    """Six officers for half of the observed weeks are three more on average; no post is more."""
    values = {"unit.scale": 0.2, "unit.past_years": 0.0}
    file = "  - {from: 2023-04-03, set: {workforce.joiners.po: 30, workforce.joiners.spo: 5}}\n"
    joined = simulate(scenario(tmp_path, file, STILL, posts(po=50, pso=20, spo=10), values))
    plain = simulate(scenario(tmp_path, "  []\n", STILL, posts(po=50, pso=20, spo=10), values))
    more = {
        grade: joined.measures[f"fte_{grade}"] - plain.measures[f"fte_{grade}"]
        for grade in ("po", "pso", "pqip", "spo")
    }
    assert more == pytest.approx({"po": 3.0, "pso": 0.0, "pqip": 0.0, "spo": 0.5}, abs=0.01)
    assert plain.measures["fte_po"] == pytest.approx(10.0)
    assert plain.measures["fte_spo"] == pytest.approx(2.0)
