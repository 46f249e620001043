"""A unit of five, week by week, worked out by hand."""

from __future__ import annotations

import pytest
from staff_support import STILL, Desk, posts, scenario_of

from pdusim.model.people.person import State
from pdusim.model.work.practitioner import Grade

# The unit: two probation officers (PO), one services officer (PSO), one senior (SPO); everybody
# full time, 37 hours, no standing reduction; experienced, so no reduction by stage of career.
#
# Official rules used (official-workload.md, 1.2, 1.3 and 2.1):
#   points available = trunc(2176 x (contracted - reduction hours) / 37)
#   a full-time officer                          trunc(2176 x 37 / 37)           = 2176
#   long-term sickness from its 28th day: 100 %  trunc(2176 x  0 / 37)           =    0
#   phased return at half hours (18.5 off)       trunc(2176 x 18.5 / 37)         = 1088
#   trainee, months 0-6: 80 % (29.6 off)         trunc(2176 x  7.4 / 37)         =  435 (435.2)
#   trainee, months 6-12: 60 % (22.2 off)        trunc(2176 x 14.8 / 37)         =  870 (870.4)
#   case weights: community B2 115, C2 63; licence B2 132
#
# Caseload:  PO 1: 20 x B2 community = 2300   -> 2300 / 2176 = 105.6985 %
#            PO 2: 10 x B2 licence + 10 x C2 community = 1320 + 630 = 1950 -> 89.6140 %
#            PSO:  30 x C2 community = 1890   -> 86.8566 %
#            PO together: 4250 / 4352 = 97.6563 %;  unit: 6140 / 6528 = 94.0564 %
#
# Census: Sunday noon. Day 0 is a Monday, so the census of week w is on day 7w + 6.
#   day  14 (week 2)   PO 1 goes sick for 56 days: back on day 70
#   day  42 (week 6)   28 days sick: an official reduction from this day; the cases stay
#   day  70 (week 10)  back, phased return for 4 weeks at half hours: until day 98
#   day  98 (week 14)  full hours again
#   day 105 (week 15)  the PSO leaves; 15 working days later, on day 126 (week 18), the cases go
#                      to the pool, and the senior allocates them
#   day 182 (week 26)  a trainee joins
#   day 182 + 183 + 1 = 366 (week 52): months 6-12 begin (six months are 182.6 days)
TOGETHER = 2300 + 1950 + 1890


@pytest.fixture(scope="module")
def tiny() -> Desk:
    values = {
        "workforce.sickness.reduction_after_days": 28,
        "workforce.sickness.phased_return_weeks": 4.0,
        "workforce.sickness.phased_return_share": 0.5,
        "management.absence.rule": "leave_in_place",
        "management.absence.leaver_lag_days": 15.0,
        "management.allocation.rule": "least_loaded_eligible",
        # Nobody else may hold a C case, so that the leaver's cases stay in the pool.
        "management.allocation.eligibility.po": "AB",
        "management.allocation.eligibility.nqo": "AB",
        "management.allocation.eligibility.pqip": "CD",
        "management.allocation.fallback": "wait",
    }
    desk = Desk(scenario_of(STILL, posts(po=2, pso=1), values, weeks=60))
    unit = desk.unit
    one, two = desk.staff(Grade.PO)
    services = desk.one(Grade.PSO)
    for _ in range(20):
        desk.case(one, "B2")
    for _ in range(10):
        desk.case(two, "B2", State.LICENCE)
        desk.case(two, "C2")
    for _ in range(30):
        desk.case(services, "C2")
    desk.away(one, 14, 56)
    desk.on(105, lambda today: unit.workforce.leaving.leave(services, today))
    # Nobody is hired into the vacant post.
    unit.workforce._filled = lambda post, per_year: False  # type: ignore[method-assign]
    trainees = unit.workforce.trainees
    key = 4321
    desk.on(
        182,
        lambda today: trainees._begin(
            key, today, trainees.training_days(key), trainees._drops(key)
        ),
    )
    desk.until(60 * 7)
    return desk


def percent(used: float, available: float) -> float:
    return 100.0 * used / available


@pytest.mark.parametrize(
    ("weeks", "used_po", "available_po"),
    [
        # Present: 2 x 2176.
        (range(2), 4250, 4352),
        # Sick for less than 28 days: the points are still there (only the hours are gone).
        (range(2, 6), 4250, 4352),
        # From the 28th day: 2176 + 0; the 20 cases stay in the name of PO 1.
        (range(6, 10), 4250, 2176),
        # Phased return: 2176 + 1088.
        (range(10, 14), 4250, 3264),
        (range(14, 18), 4250, 4352),
    ],
)
def test_points_of_officers_through_sickness_and_return(
    tiny: Desk, weeks: range, used_po: int, available_po: int
) -> None:
    for week in weeks:
        assert tiny.week("workload_pct_po", week) == pytest.approx(percent(used_po, available_po))


def test_the_unit_through_a_leaver_and_a_new_trainee(tiny: Desk) -> None:
    figures = tiny.unit.census.weekly["workload_pct"]
    # Weeks 0-14: three practitioners, less PO 1 in weeks 6-9 and half of PO 1 in weeks 10-13.
    assert figures[0] == pytest.approx(percent(TOGETHER, 6528))
    assert figures[6] == pytest.approx(percent(TOGETHER, 4352))
    assert figures[10] == pytest.approx(percent(TOGETHER, 5440))
    assert figures[14] == pytest.approx(percent(TOGETHER, 6528))
    # Weeks 15-17: the PSO has left; the 30 cases (1890 points) count in the leaver's name, over
    # the points of the two officers: 6140 / 4352 = 141.08 %.
    for week in (15, 16, 17):
        assert figures[week] == pytest.approx(percent(TOGETHER, 4352))
        assert tiny.week("unallocated", week) == 0.0
    # Week 18: handed to the pool, where nobody may hold them: 4250 / 4352, demand 6140 / 4352.
    assert figures[18] == pytest.approx(percent(4250, 4352))
    assert tiny.week("demand_pct", 18) == pytest.approx(percent(TOGETHER, 4352))
    assert tiny.week("unallocated", 18) == 30.0


def test_a_trainee_brings_points_by_stage_and_takes_what_waits(tiny: Desk) -> None:
    # Week 26: a trainee with 435 points is there; the census comes before the weekly look at the
    # pool, which then gives the trainee, the only one who may hold them, all 30 cases.
    assert tiny.week("workload_pct_pqip", 26) == 0.0
    assert tiny.week("demand_pct", 26) == pytest.approx(percent(TOGETHER, 4352 + 435))
    # Weeks 27-51: 1890 / 435 = 434.4828 %; unit 6140 / 4787 = 128.2641 %.
    for week in (27, 40, 51):
        assert tiny.week("workload_pct_pqip", week) == pytest.approx(percent(1890, 435))
        assert tiny.week("workload_pct", week) == pytest.approx(percent(TOGETHER, 4787))
        assert tiny.week("unallocated", week) == 0.0
    # From week 52: months 6-12, 870 points: 1890 / 870 = 217.2414 %.
    for week in (52, 59):
        assert tiny.week("workload_pct_pqip", week) == pytest.approx(percent(1890, 870))
        assert tiny.week("workload_pct", week) == pytest.approx(percent(TOGETHER, 5222))


def test_a_leaver_holds_nothing_after_the_lag(tiny: Desk) -> None:
    leaver = next(o for o in tiny.unit.everyone if o.grade is Grade.PSO)
    assert not leaver.in_post
    assert leaver.cases == {}
    assert leaver.queue.count == 0
