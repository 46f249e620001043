"""Lengths of sentences: calendar months, the day of sentence counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.build import build
from pdusim.domain.terms import Term, months_on

days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("first", "term", "last"),
    [
        (date(2021, 3, 10), Term(months=1), date(2021, 4, 9)),
        (date(2021, 2, 1), Term(months=1), date(2021, 2, 28)),
        (date(2024, 2, 1), Term(months=1), date(2024, 2, 29)),
        (date(2024, 1, 31), Term(months=1), date(2024, 2, 29)),
        (date(2023, 1, 31), Term(months=1), date(2023, 2, 28)),
        (date(2024, 3, 1), Term(years=1), date(2025, 2, 28)),
        (date(2024, 2, 29), Term(years=1), date(2025, 2, 28)),
        (date(2021, 11, 8), Term(months=12, weeks=2, days=2), date(2022, 11, 23)),
        (date(2024, 5, 1), Term(days=1), date(2024, 5, 1)),
        (date(2024, 12, 30), Term(weeks=1), date(2025, 1, 5)),
        # Years before months: from 29 February a year leads to the 28th and stays there.
        (date(2024, 3, 1), Term(years=1, months=1), date(2025, 3, 31)),
        (date(2020, 3, 30), Term(years=1, months=11), date(2022, 2, 28)),
    ],
)
def test_the_last_day_is_the_day_before_the_same_date(first, term, last):
    assert term.last_day(first) == last
    assert term.days_from(first) == (last - first).days + 1


@given(days, st.integers(0, 200), st.integers(0, 60))
def test_a_longer_length_never_ends_earlier(first, months, more):
    shorter, longer = Term(months=months, days=1), Term(months=months + more, days=2)
    assert shorter.last_day(first) < longer.last_day(first)


@given(days, st.integers(1, 300))
def test_a_sentence_of_a_term_is_not_shorter_than_it_and_a_day_less_is(first, months):
    term = Term(months=months)
    same = (months_on(first, months) - first).days
    assert not term.longer_than(same, first)
    assert term.longer_than(same - 1, first)


@given(days, st.integers(-600, 600))
def test_months_on_reaches_the_month_meant(day, months):
    reached = months_on(day, months)
    assert reached.year * 12 + reached.month == day.year * 12 + day.month + months
    assert reached.day == day.day or (reached + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "length is 0"),
        ({"months": -1}, "months is -1"),
        ({"years": 101}, "101 years"),
    ],
)
def test_a_length_that_cannot_be_is_refused(parts, message):
    with pytest.raises(ValueError, match=message):
        Term(**parts)


@pytest.mark.skipif(build() == "compiled", reason="compiled, a field of another type cannot be")
@pytest.mark.parametrize(
    ("parts", "message"), [({"months": 1.5}, "months is 1.5"), ({"days": True}, "days is True")]
)
def test_a_length_that_is_no_number_of_days_or_months_is_refused(parts, message):
    with pytest.raises(ValueError, match=message):
        Term(**parts)


def test_a_term_reads_as_a_person_would_say_it():
    assert str(Term(years=1, months=6, days=2)) == "1 year 6 months 2 days"
