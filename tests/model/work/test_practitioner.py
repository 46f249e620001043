"""Three weeks of one officer, worked out by hand."""

from __future__ import annotations

import pytest
from one_officer import OneOfficer

from pdusim.model.work.service import busy_rates, contact_factor, idle_rate


def test_three_weeks_of_one_officer_by_hand() -> None:
    world = OneOfficer()
    officer = world.officer
    assert officer.day_hours == 8.0
    # Day 0 is a Monday without a bank holiday in the three weeks after it.
    world.task("first review", "scheduled_review", 0, 8.0)
    world.task("second review", "triggered_review", 2, 9.0)
    world.task("home visit", "home_visit", 2, 31.0)
    world.task("recall", "recall_report", 4, 4.0)
    world.leave(7, 3)

    # Monday, Tuesday. Backlog 8 h is one day: contacts in full, 4 h a day, the review 4 h a day.
    # It takes two days: done at the end of Tuesday.
    world.until(2.0)
    assert officer.contact_done == pytest.approx(8.0)
    world.until(2.5)
    assert world.tasks["first review"].done_at == pytest.approx(2.0)

    # Wednesday. Backlog 9 + 31 = 40 h is five days: contacts at half, 2 h a day, the review
    # (class 2, before the visit of class 3) 6 h a day: 1.5 days, done at Thursday noon.
    world.until(3.6)
    assert world.tasks["second review"].done_at == pytest.approx(3.5)

    # Thursday afternoon. The visit: backlog 31 h is 3.875 days, contacts at 1 - 2.875 / 8 =
    # 0.640625, that is 2.5625 h a day, the visit 5.4375. Half a day: 2.71875 h put in,
    # 28.28125 left.
    world.until(4.0)
    assert world.tasks["home visit"].remaining == pytest.approx(28.28125)
    assert officer.contact_done == pytest.approx(8.0 + 1.5 * 2.0 + 0.5 * 2.5625)

    # Friday 00:00. The recall interrupts, contact too: 4 h of an 8 h day, done at noon.
    recall_done = 4.5
    # The visit goes on: backlog 28.28125 h is 3.53515625 days, contacts at 0.68310546875:
    # 2.732421875 h a day, the visit 5.267578125, for the half day left of the week.
    left = 28.28125 - 0.5 * 5.267578125
    contact = 12.28125 + 0.5 * 2.732421875
    world.until(7.0)
    assert world.tasks["recall"].done_at == pytest.approx(recall_done)
    assert world.tasks["home visit"].remaining == pytest.approx(left)
    assert left == pytest.approx(25.6475, abs=1e-4)
    assert officer.contact_done == pytest.approx(contact)

    # Monday to Wednesday on leave: nothing is done, 12 h of contact fall due and are lost.
    world.until(10.0)
    assert world.tasks["home visit"].remaining == pytest.approx(left)
    assert officer.contact_done == pytest.approx(contact)
    assert officer.contact_due == pytest.approx(8 * 4.0)
    assert officer.hours_available == pytest.approx(5 * 8.0)

    # Thursday of the second week. Backlog 25.6475 h is 3.20593 days, contacts at 0.724258:
    # 2.897034 h a day, the visit 5.102966: 5.025991 working days, that is Thursday, Friday,
    # Monday, Tuesday, Wednesday and 0.025991 of Thursday, day 17.
    world.until(21.0)
    part = 1.0 - (left / 8.0 - 1.0) / 8.0
    took = left / (8.0 - 4.0 * part)
    assert took == pytest.approx(5.025991, abs=1e-5)
    assert world.tasks["home visit"].done_at == pytest.approx(17.0 + took - 5.0)
    # Nothing waits any more: contacts in full to the end of Friday, day 18.
    contact += took * 4.0 * part + (7.0 - took) * 4.0
    assert officer.contact_done == pytest.approx(contact)
    assert officer.contact_due == pytest.approx(15 * 4.0)
    assert officer.task_done == pytest.approx(8.0 + 9.0 + 31.0 + 4.0)
    worked = officer.contact_done + officer.task_done
    assert worked == pytest.approx(officer.hours_available - (7.0 - took) * 4.0)


def test_triage_takes_what_can_still_be_on_time_first() -> None:
    """Two reviews of class 2; one is past its grace when the officer is free to choose."""
    done: dict[bool, list[str]] = {}
    for triage in (True, False):
        world = OneOfficer(**{"work.service.triage": triage, "run.observe_weeks": 12})
        world.person.contact = 0.0
        world.officer.contact_demand = 0.0
        # Parole work of class 1 holds the officer for 28 days, past the 15 of the early review.
        world.task("long", "parole_report", 0, 28 * 8.0)
        world.task("early", "triggered_review", 0, 8.0)
        world.task("late", "triggered_review", 28, 8.0)
        world.until(60.0)
        times = {name: task.done_at for name, task in world.tasks.items()}
        done[triage] = sorted(times, key=lambda name: times[name])
    assert done[True] == ["long", "late", "early"]
    assert done[False] == ["long", "early", "late"]


def test_a_task_that_is_not_urgent_does_not_interrupt() -> None:
    world = OneOfficer()
    world.task("visit", "home_visit", 0, 20.0)
    world.task("review", "scheduled_review", 1, 4.0)
    world.until(20.0)
    assert world.tasks["visit"].done_at < world.tasks["review"].done_at


@pytest.mark.parametrize(
    ("backlog", "part"), [(0.0, 1.0), (8.0, 1.0), (24.0, 0.75), (40.0, 0.5), (400.0, 0.5)]
)
def test_contacts_are_squeezed_between_the_standard_and_the_floor(
    backlog: float, part: float
) -> None:
    assert contact_factor(backlog, 8.0, 1.0, 5.0, 0.5) == part


def test_contacts_never_take_the_whole_day_while_a_task_waits() -> None:
    assert busy_rates(8.0, 20.0, 1.0, 0.8) == pytest.approx((6.4, 1.6))
    assert busy_rates(8.0, 2.0, 0.5, 0.8) == pytest.approx((1.0, 7.0))
    assert idle_rate(8.0, 20.0) == 8.0
    assert contact_factor(10.0, 0.0, 1.0, 5.0, 0.4) == 0.4


def test_a_case_that_goes_while_a_task_is_in_hand_takes_its_contact_along() -> None:
    world = OneOfficer()
    officer = world.officer
    world.task("first review", "scheduled_review", 0, 8.0)
    world.until(0.5)
    assert officer.contact_rate == officer.contact_demand == 4.0
    officer.give_up_case(world.person, 0.5)
    assert officer.contact_rate == officer.contact_demand == 0.0
    world.until(1.0)
    assert officer.contact_done == officer.contact_due == 2.0
    assert officer.contact_missed == 0.0
