"""Reviews on time, late, missed, superseded, lapsed; what they notice; enquiries and meetings."""

from __future__ import annotations

import pytest
from one_officer import OneOfficer

from pdusim import simulate
from pdusim.model.cases.noticing import cause_of, review_risk
from pdusim.model.people.person import Person
from pdusim.model.unit import Unit
from pdusim.model.work.tasks import Task
from pdusim.outcomes.counts import CAUSES

ASSESSMENTS = (
    "initial_assessment",
    "pre_release_assessment",
    "scheduled_review",
    "triggered_review",
)


def due_and_grace(world: OneOfficer) -> tuple[int, int]:
    standard = world.unit.settings.work.tasks.triggered_review
    calendar = world.unit.calendar
    due = calendar.add_working_days(0, round(standard.due_days))
    return due, calendar.add_working_days(due, round(standard.grace_days))


def counted(world: OneOfficer) -> dict[str, float]:
    names = ("due", "on time", "late", "missed", "lapsed", "superseded in time")
    since = world.unit.tally.since_start
    return {name: since[f"reviews {name}"] for name in names if since.get(f"reviews {name}")}


def world_with_review() -> tuple[OneOfficer, Task]:
    """An officer on leave until told otherwise, so that a test decides when a review is done."""
    world = OneOfficer(**{"run.observe_weeks": 12})
    world.leave_from_the_start()
    world.unit.casework.significant_event(world.person, 0)
    review = world.person.review
    assert review is not None
    return world, review


@pytest.mark.parametrize(
    ("done", "what"),
    [("by due", "on time"), ("by grace", "late"), ("after grace", "missed"), ("never", "missed")],
)
def test_a_review_is_on_time_late_or_missed_by_the_end_of_a_working_day(done, what) -> None:
    world, review = world_with_review()
    due, grace = due_and_grace(world)
    assert (review.due, review.deadline) == (due + 1.0, grace + 1.0)
    times = {"by due": due + 1.0, "by grace": grace + 1.0, "after grace": grace + 1.5}
    if done in times:
        review.done_at = times[done]
    world.until(grace + 3.0)
    assert counted(world) == {"due": 1.0, what: 1.0}


def test_a_case_closed_before_the_due_date_lapses_and_after_it_is_missed() -> None:
    for after, expected in ((-1, {"lapsed": 1.0}), (2, {"due": 1.0, "missed": 1.0})):
        world, review = world_with_review()
        due, grace = due_and_grace(world)
        world.until(due + after)
        world.unit.casework.close_task(review, due + after)
        world.until(grace + 3.0)
        assert counted(world) == expected


def test_a_newer_review_takes_over_the_earlier_due_date_and_counts_once() -> None:
    world, old = world_with_review()
    _, grace = due_and_grace(world)
    world.until(4.0)
    world.unit.casework.significant_event(world.person, 4)
    new = world.person.review
    assert new is not None
    assert new is not old
    assert new.due == old.due
    assert old.closed_at == 4.0
    world.until(grace + 3.0)
    assert counted(world) == {"due": 1.0, "missed": 1.0, "superseded in time": 1.0}


def test_a_review_superseded_after_its_grace_is_missed_and_the_newer_has_its_own_date() -> None:
    world, old = world_with_review()
    _, grace = due_and_grace(world)
    world.until(grace + 3.0)
    world.unit.casework.significant_event(world.person, grace + 3)
    new = world.person.review
    assert new is not None
    assert new.due > old.deadline
    assert counted(world) == {"due": 1.0, "missed": 1.0}


def test_a_review_superseded_the_morning_after_its_grace_is_missed_once() -> None:
    world, _ = world_with_review()
    _, grace = due_and_grace(world)
    world.until(grace + 1.5)
    assert counted(world) == {"due": 1.0, "missed": 1.0}
    world.unit.casework.significant_event(world.person, grace + 1)
    new = world.person.review
    assert new is not None
    new.done_at = grace + 1.75
    world.until(new.deadline + 1.0)
    assert counted(world) == {"due": 2.0, "missed": 1.0, "on time": 1.0}


def test_two_assessments_that_arise_on_one_day_have_draws_of_their_own() -> None:
    world = OneOfficer(**{"run.observe_weeks": 12, "reviews.risk.sufficient_share": 0.5})
    seen = set()
    for key in range(40):
        world.person.key = key
        tasks = [world.unit.casework.arise(kind, world.person, 0, 20) for kind in ASSESSMENTS]
        for task in tasks:
            review_risk(world.unit, task, world.officer, 1.0)
        seen.add(tuple(task.sufficient for task in tasks))
    # Of sixteen ways in which four independent halves can fall.
    assert len(seen) > 10


def test_the_next_scheduled_review_counts_from_the_last_due_date() -> None:
    world = OneOfficer(**{"run.observe_weeks": 12})
    world.person.order_end = 2000
    casework, person = world.unit.casework, world.person
    person.review_due = 20
    casework.review_arises(person, 20, 6)
    review = person.review
    assert review is not None
    assert review.due == 21.0
    # However late it is done, the next is an interval after day 20.
    interval = casework.review_interval(person)
    assert person.review_due == world.unit.calendar.add_working_days(20 + interval, 0)
    # An entry of an older schedule is void, and none falls due close to the end of an order.
    casework.review_arises(person, 20, 7)
    assert person.review is review
    person.order_end = person.review_due + 10
    casework.review_arises(person, person.review_due, person.review_due - 14)
    assert person.review is review


def test_why_a_risk_is_not_recognised_is_one_of_five_causes(small) -> None:
    person = Person(1, 1, "C1", "community_order", 0)
    assert cause_of(person, 10.0) == "never_reviewed"
    person.review = Task(1, "triggered_review", person, 2.0, 0.0, 11.0, 16.0, 2.0)
    assert [cause_of(person, t) for t in (5.0, 12.0, 17.0)] == [
        "review_pending",
        "review_late",
        "review_missed",
    ]
    person.overlooked = True
    assert cause_of(person, 5.0) == "not_noticed"
    totals = simulate(small(run__observe_weeks=52), seed=3).totals
    whole = totals["unrecognised_risk_days"]
    parts = [totals[f"unrecognised_risk_days_{cause}"] for cause in CAUSES]
    assert all(denominator == whole[1] for _, denominator in parts)
    assert sum(numerator for numerator, _ in parts) == pytest.approx(whole[0], rel=0.1)


def test_a_review_that_always_notices_leaves_fewer_days_unrecognised(small) -> None:
    def days(share: float) -> float:
        values = {"reviews__risk__notice_share": share, "run__observe_weeks": 52}
        return simulate(small(**values), seed=3).measures["unrecognised_risk_days"]

    assert days(1.0) < 0.8 * days(0.0)


def test_enquiries_are_made_and_then_wait_for_an_answer(small, lived) -> None:
    quick = simulate(small(reviews__enquiry_answer_days=0.0), seed=3).measures
    slow = simulate(small(reviews__enquiry_answer_days=60.0), seed=3).measures
    assert slow["enquiries_made"] < 0.5 * quick["enquiries_made"]
    usual, everybody = lived(small()), lived(small(reviews__enquiries_for_everybody=True))
    kinds = ("enquiry_police", "enquiry_children")

    def total(unit: Unit, what: str) -> float:
        return sum(unit.tally.since_start[f"{what} {kind}"] for kind in kinds)

    assert total(everybody, "hours") > 2.0 * total(usual, "hours")
    # What is required stays what indications require, so that the measure means the same.
    assert total(everybody, "due") == pytest.approx(total(usual, "due"), rel=0.15)


def test_level_3_cases_meet_more_often_and_longer(small, lived) -> None:
    values = {
        "people__mappa_level_2_3_share__medium": 0.1,
        "people__mappa_level_1_share__medium": 0.0,
    }
    level_2 = lived(small(**values, reviews__mappa_3_share=0.0)).tally.since_start
    level_3 = lived(small(**values, reviews__mappa_3_share=1.0)).tally.since_start
    assert level_2["hours mappa_meeting"] > 0 == level_2["hours mappa_3_meeting"]
    assert level_3["hours mappa_meeting"] == 0
    assert level_3["hours mappa_3_meeting"] > 1.5 * level_2["hours mappa_meeting"]


def test_the_ledger_tells_of_reviews_and_of_squeezed_contacts(small, lived) -> None:
    events = {event for _, event, _, _, _ in lived(small()).ledger.events}
    assert events >= {
        "triggered_review arises",
        "triggered_review done",
        "scheduled_review arises",
        "review missed",
        "review superseded",
        "contacts",
        "enquiry_police answered",
        "unpaid work completed",
        "into approved premises",
    }
