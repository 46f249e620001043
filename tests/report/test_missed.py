"""Why a review was missed: what the ledger says of whoever held the case meanwhile."""

from __future__ import annotations

import datetime

from pdusim.outcomes.outcome import Outcome
from pdusim.report.missed import why_missed
from pdusim.report.story import Event, read

START = datetime.date(2022, 10, 3)


def _week(time: float, officer: str, tasks: int, away: str = "") -> Event:
    return Event(time, "officer week", None, officer, f"po|1|40|50.0|40.0|0.8|{tasks}|{away}")


def _review(
    *more: Event, holder: str = "PO 1", called: float = 10.0, due: str = "2022-10-27"
) -> list[Event]:
    rows = [
        Event(called, "scheduled_review arises", "P1-1-1", holder, f"due {due}"),
        Event(38.0, "review missed", "P1-1-1", holder, "scheduled"),
        *more,
    ]
    return sorted(rows, key=lambda entry: entry.time)


def test_where_nothing_else_was_in_the_way_the_hours_ran_out() -> None:
    (one,) = why_missed(_review(*(_week(t, "PO 1", 12) for t in (13.5, 20.5, 27.5, 34.5))), START)
    assert one.heading == "The hours ran out"
    assert "called for on 13 Oct 2022, due 27 Oct 2022, missed on 10 Nov 2022" in one.text
    assert "12 tasks waiting on average, and a workload of 125 %" in one.text


def test_an_officer_away_most_of_the_time_is_named_first() -> None:
    weeks = [_week(13.5, "PO 1", 4), *(_week(t, "PO 1", 9, "sickness") for t in (20.5, 27.5, 34.5))]
    (one,) = why_missed(_review(*weeks), START)
    assert one.heading == "Its officer was away"
    assert "PO 1 was off sick in 3 of the 4 weeks." in one.text
    assert "4 tasks waiting" in one.text


def test_a_case_handed_over_meanwhile_says_so_and_before_that_does_not() -> None:
    moves = [Event(time, "allocated", "P1-1-1", "PO 1", "") for time in (3.0, 22.0)]
    (one,) = why_missed(_review(*moves), START)
    assert one.heading == "It changed hands"
    assert "handed over once" in one.text


def test_a_case_that_nobody_held_waited() -> None:
    (one,) = why_missed(_review(holder="pool of team 1"), START)
    assert one.heading == "It waited for an officer"


def test_a_newer_review_takes_over_the_due_date_and_both_calls_are_told() -> None:
    newer = Event(31.0, "scheduled_review arises", "P1-1-1", "PO 1", "due 2022-10-27")
    (one,) = why_missed(_review(newer), START)
    assert "called for on 13 Oct 2022 and anew on 03 Nov 2022, due 27 Oct 2022" in one.text


def test_every_missed_review_of_a_run_has_its_reason(small_outcome: Outcome) -> None:
    events = read(small_outcome.events)
    told = why_missed(events, START)
    assert len(told) == sum(entry.event == "review missed" for entry in events)
    assert all(one.person in one.text and one.heading for one in told)
    assert len({one.heading for one in told}) > 1
    late = why_missed(events, START, 100.0)
    assert late == [one for one in told if one.time >= 100.0]
