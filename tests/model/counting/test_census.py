"""The weekly census: who counts as above 110 % for four weeks."""

from __future__ import annotations

from staff_support import STILL, Desk, posts, scenario_of

from pdusim.model.work.practitioner import Grade
from pdusim.outcomes.counts import PRACTITIONER_WEEKS, PRACTITIONER_WEEKS_OVER

WORKED_WEEKS = {"workforce.sickness.reduction_after_days": 28}


def loaded(over: bool) -> Desk:
    """One officer with as many cases as make the workload lie well above, or below, 110 %."""
    desk = Desk(scenario_of(STILL, posts(po=1), WORKED_WEEKS))
    officer = desk.one(Grade.PO)
    while officer.workload < (130.0 if over else 90.0):
        desk.case(officer, "C2")
    assert (officer.workload > 110.0) is over
    return desk


def counted(desk: Desk, weeks: int) -> tuple[int, int]:
    desk.until(7 * weeks)
    tally = desk.unit.tally
    return int(tally[PRACTITIONER_WEEKS_OVER]), int(tally[PRACTITIONER_WEEKS])


def test_only_officers_with_four_censuses_are_counted() -> None:
    desk = loaded(over=True)
    assert counted(desk, 3) == (0, 0)
    assert counted(desk, 4) == (1, 1)
    assert counted(desk, 10) == (7, 7)
    assert counted(loaded(over=False), 10) == (0, 7)


def test_a_long_absence_begins_the_four_weeks_anew() -> None:
    desk = loaded(over=True)
    officer = desk.one(Grade.PO)
    # Ten weeks away: after 28 days there are no points available and nothing is counted.
    desk.away(officer, 7 * 6, 70)
    _, before = counted(desk, 10)
    assert officer.points_available > 0
    desk.until(7 * 15)
    assert officer.points_available == 0
    assert desk.unit.tally[PRACTITIONER_WEEKS] == before
    back = officer.away_until // 7
    assert counted(desk, back + 3) == (before, before)
    assert counted(desk, back + 4) == (before + 1, before + 1)
