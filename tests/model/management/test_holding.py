"""Nothing is lost: every case has one holder and every task one owner, whatever happens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staff_support import NO_LEAVE, NO_SICKNESS, problems_of_holding, scenario_of

from pdusim import simulate
from pdusim.model.kernel.turns import Turn
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade
from pdusim.scenario.schema.management import AbsenceRule, AllocationRule, Fallback
from pdusim.scenario.schema.work import Who

SMALL = {"unit.scale": 0.12, "unit.past_years": 1.0}


def lived(values: dict[str, Any], weeks: int, seed: int = 1) -> tuple[Unit, list[str]]:
    """A unit that has lived, and whatever was wrong at any census."""
    unit = Unit(scenario_of(SMALL, values, weeks=weeks), seed, 0, "events")
    wrong: list[str] = []
    take = unit.census.take

    def look() -> None:
        wrong.extend(problems_of_holding(unit))
        take()
        wrong.extend(problems_of_holding(unit))

    unit.census.take = look  # type: ignore[method-assign]
    unit.run()
    return unit, wrong


TURMOIL = {
    "workforce.leaving.po": st.sampled_from([0.0, 0.5, 3.0]),
    "workforce.leaving.spo": st.sampled_from([0.0, 1.0, 5.0]),
    "workforce.leaving.moves_per_year": st.sampled_from([0.0, 1.0, 5.0]),
    "workforce.leaving.notice_days": st.sampled_from([0, 14]),
    "workforce.sickness.short_rate": st.sampled_from([0.0, 2.0, 20.0]),
    "workforce.sickness.long_rate": st.sampled_from([0.1, 2.0, 5.0]),
    "workforce.leave.maternity_per_year": st.sampled_from([0.0, 1.0]),
    "workforce.posts.spo": st.sampled_from([0.0, 7.0, 20.0]),
    "workforce.posts.po": st.sampled_from([10.0, 46.0]),
    "workforce.posts.pso": st.sampled_from([0.0, 12.0]),
    "workforce.recruitment.trainees_per_year": st.sampled_from([0.0, 40.0]),
    "workforce.recruitment.promotions_per_year": st.sampled_from([0.0, 12.0]),
    "workforce.recruitment.pso_months": st.sampled_from([0.5, 4.5]),
    "workforce.senior_practitioners.posts": st.sampled_from([0.0, 7.0]),
    "management.teams.span_max": st.sampled_from([None, 3.0]),
    "management.allocation.rule": st.sampled_from([rule.value for rule in AllocationRule]),
    "management.allocation.fallback": st.sampled_from([rule.value for rule in Fallback]),
    "management.allocation.hand_back": st.booleans(),
    "management.allocation.cap_pct": st.sampled_from([50.0, 110.0]),
    "management.allocation.moves_per_year": st.sampled_from([0.0, 5.0]),
    "management.allocation.adjustment.gap_pct": st.sampled_from([0.0, 40.0]),
    "management.absence.rule": st.sampled_from([rule.value for rule in AbsenceRule]),
    "management.absence.reallocate_after_days": st.sampled_from([0.0, 5.0]),
    "management.absence.spo_holds_after_days": st.sampled_from([0.0, 5.0]),
    "management.absence.leaver_lag_days": st.sampled_from([0.0, 15.0]),
    "work.tasks.recall_report.who": st.sampled_from([who.value for who in Who]),
    "work.tasks.scheduled_review.who": st.sampled_from([who.value for who in Who]),
    "work.tasks.initial_assessment.who": st.sampled_from([who.value for who in Who]),
    "management.oversight.countersigning.who": st.sampled_from(["probation_officer", "duty"]),
    "management.oversight.allocation.who": st.sampled_from(["probation_officer", "duty"]),
}


@given(values=st.fixed_dictionaries({}, optional=TURMOIL), seed=st.integers(0, 5))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_case_has_a_holder_and_every_task_an_owner(values: dict[str, Any], seed: int) -> None:
    unit, wrong = lived(values, weeks=12, seed=seed)
    assert wrong == []
    lag = unit.settings.management.absence.leaver_lag_days
    for officer in unit.leavers:
        # Whoever still holds something left within the lag.
        left = next(
            event[0]
            for event in reversed(unit.ledger.events)
            if event[1] == "leaves" and event[3] == officer.identifier
        )
        assert unit.calendar.working_days_between(int(left), int(unit.env.now)) <= lag + 1


HARD: dict[str, dict[str, Any]] = {
    "duty cover": {"management.absence.rule": "duty_cover"},
    "the senior holds": {
        "management.absence.rule": "spo_holds",
        "management.absence.spo_holds_after_days": 0.0,
    },
    "reallocated at once": {
        "management.absence.rule": "reallocate",
        "management.absence.reallocate_after_days": 0.0,
    },
    "done by others": {
        "management.absence.rule": "duty_cover",
        "work.tasks.recall_report.who": "probation_officer",
        "work.tasks.scheduled_review.who": "duty",
        "work.tasks.initial_assessment.who": "senior",
        "management.oversight.countersigning.who": "probation_officer",
        "management.oversight.oversight.who": "duty",
        "management.oversight.allocation.who": "duty",
    },
    "handed back": {
        "management.allocation.rule": "capped",
        "management.allocation.hand_back": True,
        "management.allocation.cap_pct": 60.0,
    },
}
ILL = {
    "workforce.sickness.short_rate": 15.0,
    "workforce.sickness.long_rate": 2.0,
    "workforce.leaving.po": 1.0,
    "workforce.leaving.spo": 2.0,
    "workforce.leaving.notice_days": 7,
}


@pytest.mark.parametrize("name", HARD)
def test_a_year_of_turmoil_loses_nothing(name: str) -> None:
    unit, wrong = lived({**ILL, **HARD[name]}, weeks=40)
    assert wrong == []
    assert unit.tally.since_start["leavers po"] > 1


# Units with hardly anybody --------------------------------------------------------------------

NOBODY = {f"workforce.posts.{grade}": 0.0 for grade in ("po", "pso", "pqip", "spo", "admin")}
NO_HIRING = {
    "workforce.recruitment.trainees_per_year": 0.0,
    "workforce.recruitment.po_lateral_per_year": 0.0,
    "workforce.recruitment.promotions_elsewhere_per_year": 0.0,
}


def test_a_unit_without_staff_runs_and_every_case_waits() -> None:
    unit, wrong = lived({**NOBODY, **NO_HIRING}, weeks=20)
    assert wrong == []
    assert unit.staff == []
    waiting = sum(len(team.pool.cases) for team in unit.teams)
    assert waiting > 50
    assert unit.tally.since_start["allocations"] == 0
    assert unit.tally.since_start["reviews on time"] == 0
    outcome = simulate(scenario_of(SMALL, NOBODY, NO_HIRING, weeks=20), seed=1)
    assert outcome.measures["workload_pct"] is None
    assert outcome.missing["workload_pct"]
    assert outcome.measures["missed_review_rate"] == 1.0
    assert outcome.measures["oversight_delivered"] == 0.0
    assert outcome.measures["contact_delivered"] == 0.0


def test_a_unit_with_one_officer_gives_everything_to_that_officer() -> None:
    one = {**NOBODY, **NO_HIRING, "workforce.posts.po": 1 / SMALL["unit.scale"]}
    values = {**one, "workforce.posts.po_vacant_share": 0.0, "workforce.leaving.po": 0.0}
    values |= {**NO_SICKNESS, **NO_LEAVE, "management.allocation.lag_days": 0.0}
    unit, wrong = lived(values, weeks=20)
    assert wrong == []
    (officer,) = unit.staff
    assert len(officer.cases) > 50
    assert officer.workload > 300.0
    # With no senior an administrator allocates.
    assert unit.tally.since_start["senior allocation skipped"] > 0


def test_a_unit_with_seniors_only_lets_cases_wait_or_seniors_hold_them() -> None:
    seniors = {**NOBODY, **NO_HIRING, "workforce.posts.spo": 2 / SMALL["unit.scale"]}
    for fallback in ("wait", "spo_holds"):
        values = {**seniors, "management.allocation.fallback": fallback}
        unit, wrong = lived(values, weeks=20)
        assert wrong == []
        assert {officer.grade for officer in unit.staff} <= {Grade.SPO}
        held = sum(len(officer.cases) for officer in unit.everyone)
        waiting = sum(len(team.pool.cases) for team in unit.teams)
        assert (held > 50) == (fallback == "spo_holds")
        assert (waiting > 50) == (fallback == "wait")
        # Nobody has points: no percentage, and not a figure of 0.
        assert unit.census.weekly["workload_pct"][-1] is None


@pytest.mark.parametrize("rule", AbsenceRule)
def test_everybody_sick_on_the_same_day_and_back_on_another(rule: AbsenceRule) -> None:
    unit = Unit(
        scenario_of(SMALL, NO_LEAVE, {"management.absence.rule": rule.value}, weeks=20), 1, 0
    )
    wrong: list[str] = []

    def all_sick(_: object, today: int) -> None:
        for officer in list(unit.staff):
            if not officer.away:
                unit.absence.be_sick(officer, today, 40)

    take = unit.census.take

    def look() -> None:
        take()
        wrong.extend(problems_of_holding(unit))

    unit.census.take = look  # type: ignore[method-assign]
    unit.diary.enter(35, Turn.ARRANGED, all_sick, unit)
    unit.run()
    assert wrong == []
    weekly = unit.census.weekly
    assert weekly["staff_away"][6] == pytest.approx(len(unit.staff), abs=3)
    assert weekly["staff_per_spo"][6] is None
    # Work piles up while they are away and is taken up again when they are back.
    assert weekly["tasks_waiting"][9] > weekly["tasks_waiting"][3]  # type: ignore[operator]
    assert weekly["staff_away"][-1] < 6.0  # type: ignore[operator]
    assert sum(len(officer.cases) for officer in unit.staff) > 50
