"""The working calendar: known bank holidays, counting, inverse, release days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.domain.calendar import WorkingCalendar

START = date(2023, 9, 30)  # a Saturday
FIRST, LAST = -9000, 3000
CALENDAR = WorkingCalendar(START, FIRST, LAST)
CONTINUOUS = WorkingCalendar(START, -400, 400, "continuous")

# https://www.gov.uk/bank-holidays (England and Wales)
BANK_HOLIDAYS = {
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
}

days = st.integers(FIRST + 40, LAST - 40)
times = st.floats(FIRST + 40, LAST - 40)
works = st.floats(-5000, 1800)


def day(text: str) -> int:
    return CALENDAR.day_of(date.fromisoformat(text))


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_weekdays_not_worked_are_the_published_bank_holidays(year: int) -> None:
    every = (date(year, 1, 1) + timedelta(days=i) for i in range(365 + (year == 2024)))
    free = [d for d in every if d.weekday() < 5 and not CALENDAR.is_working(CALENDAR.day_of(d))]
    assert [f"{d:%m-%d}" for d in free] == BANK_HOLIDAYS[year].split()


@given(days)
def test_weekends_are_free_and_dates_go_there_and_back(d: int) -> None:
    when = CALENDAR.date_of(d)
    assert CALENDAR.day_of(when) == d
    assert CALENDAR.weekday(d) == when.weekday()
    if when.weekday() >= 5:
        assert not CALENDAR.is_working(d)


def test_work_elapses_evenly_and_stands_still_in_free_time() -> None:
    assert CALENDAR.worked(0.0) == 0.0
    assert CALENDAR.worked(1.75) == 0.0  # Sunday
    assert CALENDAR.worked(2.25) == 0.25  # Monday 06:00
    assert CALENDAR.worked(7.0) == CALENDAR.worked(8.9) == 5.0
    assert CALENDAR.worked(-1.0) == -1.0  # Friday 00:00, a working day before the start
    assert CALENDAR.worked(-0.75) == -0.75


@given(times, times)
def test_worked_never_runs_backwards_nor_faster_than_time(t: float, u: float) -> None:
    t, u = min(t, u), max(t, u)
    assert 0.0 <= CALENDAR.worked(u) - CALENDAR.worked(t) <= u - t + 1e-9


@given(works)
def test_inverse_then_worked_gives_the_work_back(w: float) -> None:
    assert CALENDAR.worked(CALENDAR.time_when_worked(w)) == pytest.approx(w, abs=2e-9)


@given(times)
def test_worked_then_inverse_gives_the_earliest_such_time(t: float) -> None:
    earliest = CALENDAR.time_when_worked(CALENDAR.worked(t))
    assert earliest <= t + 1e-9
    assert CALENDAR.worked(t) - CALENDAR.worked(earliest) == pytest.approx(0.0, abs=2e-9)
    if CALENDAR.is_working(int(t // 1)) and t % 1 > 1e-6:
        assert earliest == pytest.approx(t, abs=2e-9)


@given(days)
def test_round_trip_is_exact_at_the_ends_of_working_days(d: int) -> None:
    end = CALENDAR.end_of_working_day(CALENDAR.next_working(d))
    assert CALENDAR.time_when_worked(CALENDAR.worked(end)) == end


def test_noise_does_not_carry_the_end_of_a_friday_over_the_weekend() -> None:
    friday_end = 7.0
    assert CALENDAR.time_when_worked(5.0) == friday_end
    assert CALENDAR.time_when_worked(5.0 + 1e-12) == friday_end
    assert CALENDAR.time_when_worked(5.0 + 1e-6) == pytest.approx(9.0 + 1e-6, abs=1e-12)


@given(times, st.floats(0, 20))
def test_work_begun_at_a_time_ends_after_it(t: float, work: float) -> None:
    done = CALENDAR.after_work(t, work)
    assert done >= t
    assert CALENDAR.worked(done) - CALENDAR.worked(t) == pytest.approx(work, abs=3e-9)


@given(days, st.integers(-25, 25))
def test_counting_working_days_agrees_with_walking(d: int, n: int) -> None:
    walk, step = d, 1 if n >= 0 else -1
    if n == 0:
        while not CALENDAR.is_working(walk):
            walk += 1
    for _ in range(abs(n)):
        walk += step
        while not CALENDAR.is_working(walk):
            walk += step
    assert CALENDAR.add_working_days(d, n) == walk


@given(days, days)
def test_working_days_between_is_the_work_between_midnights(d: int, other: int) -> None:
    between = CALENDAR.working_days_between(d, other)
    assert between == CALENDAR.worked(other) - CALENDAR.worked(d)


@given(days)
def test_neighbours_are_working_days_with_none_between(d: int) -> None:
    before, after = CALENDAR.previous_working(d), CALENDAR.next_working(d)
    assert before <= d <= after
    assert CALENDAR.is_working(before)
    assert CALENDAR.is_working(after)
    if CALENDAR.is_working(d):
        assert before == d == after
    else:
        assert CALENDAR.working_days_between(before, after) == 1


@pytest.mark.parametrize(
    ("due", "released", "avoiding_fridays"),
    [
        ("2024-03-27", "2024-03-27", "2024-03-27"),  # a plain Wednesday
        ("2024-03-28", "2024-03-28", "2024-03-27"),  # the eve of Good Friday
        ("2024-03-29", "2024-03-28", "2024-03-27"),  # Good Friday
        ("2024-04-01", "2024-03-28", "2024-03-27"),  # Easter Monday
        ("2024-04-12", "2024-04-12", "2024-04-11"),  # a Friday
        ("2024-04-14", "2024-04-12", "2024-04-11"),  # a Sunday
        ("2024-12-26", "2024-12-24", "2024-12-23"),  # Boxing Day
        ("2026-01-02", "2026-01-02", "2025-12-30"),  # a Friday after a bank holiday Thursday
    ],
)
def test_release_days(due: str, released: str, avoiding_fridays: str) -> None:
    assert CALENDAR.release_day(day(due)) == day(released)
    assert CALENDAR.release_day(day(due), avoid_fridays=True) == day(avoiding_fridays)


@given(days)
def test_no_release_in_free_time_and_none_much_early(d: int) -> None:
    released = CALENDAR.release_day(d)
    earlier = CALENDAR.release_day(d, avoid_fridays=True)
    assert CALENDAR.is_working(released)
    assert CALENDAR.is_working(earlier)
    assert earlier <= released <= d
    assert CALENDAR.working_days_between(earlier, released) <= 2
    assert CALENDAR.weekday(earlier) != 4


def test_weeks_run_from_monday_to_sunday() -> None:
    assert [CALENDAR.week_of(t) for t in (-0.5, 0.0, 1.99, 2.0, 8.99, 9.0)] == [0, 0, 0, 1, 1, 2]
    assert CALENDAR.week_of(-5.001) == -1
    assert CALENDAR.date_of(CALENDAR.first_of_week(1)) == date(2023, 10, 2)


@given(st.floats(-2000, 2000))
def test_a_time_lies_in_its_week(t: float) -> None:
    week = CALENDAR.week_of(t)
    assert CALENDAR.first_of_week(week) <= t + 1e-9
    assert t < CALENDAR.first_of_week(week + 1)
    assert CALENDAR.weekday(CALENDAR.first_of_week(week)) == 0


@given(st.integers(-300, 300), st.integers(-50, 50))
def test_continuous_calendar_works_every_day(d: int, n: int) -> None:
    assert CONTINUOUS.is_working(d)
    assert CONTINUOUS.worked(d + 0.25) == d + 0.25
    assert CONTINUOUS.time_when_worked(d + 0.25) == d + 0.25
    assert CONTINUOUS.add_working_days(d, n) == d + n
    assert CONTINUOUS.release_day(d, avoid_fridays=True) == d


def test_range_is_kept() -> None:
    small = WorkingCalendar(START, -3, 6)
    assert (small.first_day, small.last_day) == (-3, 6)
    assert small.worked(7.0) == 5.0  # the end of the last day is still a time
    assert small.time_when_worked(5.0) == 7.0
    for outside in (
        lambda: small.is_working(-4),
        lambda: small.is_working(8),
        lambda: small.worked(-3.5),
        lambda: small.worked(8.0),
        lambda: small.time_when_worked(5.5),
        lambda: small.time_when_worked(-3.5),
        lambda: small.next_working(8),
        lambda: small.previous_working(-4),
        lambda: small.add_working_days(2, 5),
        lambda: small.add_working_days(-4, 1),
        lambda: small.working_days_between(-4, 0),
        lambda: small.working_days_between(0, 8),
    ):
        with pytest.raises(IndexError, match="outside the working calendar"):
            outside()


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="do not hold day 0"):
        WorkingCalendar(START, 1, 10)
    with pytest.raises(ValueError, match="unknown calendar kind"):
        WorkingCalendar(START, 0, 10, "scotland")  # type: ignore[arg-type]
