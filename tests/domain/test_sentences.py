"""Dates of sentences: known cases, order of dates, direction of policies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.domain.sentences import (
    ecsl_release_day,
    handover_day,
    months_to_days,
    parole_eligibility_day,
    recall_end_day,
    sentence_expiry_day,
    suspension_day,
)

TEN_MONTHS = months_to_days(10)
LEAD = months_to_days(8) + 14

days = st.integers(-9000, 4000)
lengths = st.integers(1, 7300)
fractions = st.floats(0.05, 1.0)
remands = st.integers(0, 2000)


def test_months_are_twelfths_of_a_mean_year() -> None:
    assert months_to_days(0) == 0
    assert [months_to_days(12 * years) for years in (1, 2, 4)] == [365, 730, 1461]


@pytest.mark.parametrize(
    ("length", "fraction", "remand", "served"),
    [
        (365, 0.5, 0, 182),  # part of a day counts as a day, and so does that of sentence
        (730, 0.4, 0, 291),  # exactly: no day gained by rounding noise
        (300, 2 / 3, 0, 199),
        (300, 0.6667, 0, 199),  # a rounded third is a third
        (365, 0.5, 83, 99),
        (365, 0.5, 183, 0),
        (365, 0.5, 300, 0),  # served on remand
    ],
)
def test_parole_eligibility(length: int, fraction: float, remand: int, served: int) -> None:
    assert parole_eligibility_day(50, length, fraction, remand) == 50 + served


def test_expiry() -> None:
    assert sentence_expiry_day(50, 365) == 415
    assert sentence_expiry_day(50, 365, 100) == 315
    # Remand that has covered it all leaves the day of sentence.
    assert sentence_expiry_day(50, 365, 400) == 51
    # It does not shorten the extension of an extended sentence.
    assert sentence_expiry_day(50, 365, 100, 730) == 315 + 730
    assert sentence_expiry_day(50, 365, 400, 730) == 51 + 730


@given(days, lengths, fractions, remands)
def test_dates_are_in_order(day: int, length: int, fraction: float, remand: int) -> None:
    release = parole_eligibility_day(day, length, fraction, remand)
    expiry = sentence_expiry_day(day, length, remand)
    handover = handover_day(day, release, whole_within_days=TEN_MONTHS, lead_days=LEAD)
    assert day <= handover <= release < expiry


@given(days, lengths, fractions, fractions, remands)
def test_a_larger_fraction_never_releases_earlier(
    day: int, length: int, one: float, other: float, remand: int
) -> None:
    low, high = sorted((one, other))
    early = parole_eligibility_day(day, length, low, remand)
    assert early <= parole_eligibility_day(day, length, high, remand)


@pytest.mark.parametrize(
    ("release", "lead", "whole", "handover"),
    [
        (304, LEAD, TEN_MONTHS, 0),  # ten months: community officer from day one
        (305, LEAD, TEN_MONTHS, 305 - 258),
        (2000, months_to_days(12), 0, 2000 - 365),
        (300, months_to_days(15), 0, 0),
    ],
)
def test_handover(release: int, lead: int, whole: int, handover: int) -> None:
    assert handover_day(0, release, whole_within_days=whole, lead_days=lead) == handover


@given(days, lengths, remands, st.integers(0, 70), st.integers(0, 70), days)
def test_supervised_licence_is_never_late_and_grows_with_its_days(
    day: int, length: int, remand: int, one: int, other: int, start: int
) -> None:
    release = parole_eligibility_day(day, length, 0.5, remand)

    def early(max_days: int) -> int:
        return ecsl_release_day(
            day,
            release,
            max_days=max_days,
            min_served_days=14,
            in_force_day=start,
            remand_days=remand,
        )

    few, many = sorted((one, other))
    assert release - few <= early(few) <= release
    assert early(many) <= early(few)
    assert early(0) == release
    if early(many) < release:
        assert early(many) >= start
        assert early(many) + remand - day >= 14


@pytest.mark.parametrize(
    ("release", "start", "early"),
    [
        (100, 0, 30),
        (100, 60, 60),  # the scheme begins inside the window
        (100, 150, 100),  # too late for this person
        (80, 0, 14),  # the days to be served first
        (10, 0, 10),
    ],
)
def test_supervised_licence(release: int, start: int, early: int) -> None:
    assert early == ecsl_release_day(
        0, release, max_days=70, min_served_days=14, in_force_day=start
    )


def test_recalls_end_at_the_latest_with_the_sentence() -> None:
    assert recall_end_day(10, 100, 28) == 38
    assert recall_end_day(80, 100, 28) == 100
    assert recall_end_day(72, 100, 28) == 100
    assert recall_end_day(10, 500, 200) == 210


@given(days, st.integers(1, 3000), st.floats(0, 1))
def test_supervision_is_suspended_within_the_order(start: int, length: int, share: float) -> None:
    day = suspension_day(start, start + length, share)
    assert start <= day <= start + length
    assert abs(start + length - day - share * length) <= 0.5
    assert suspension_day(start, start + 3 * length, 1 / 3) == start + 2 * length
