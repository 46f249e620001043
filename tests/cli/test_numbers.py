"""How numbers are shown."""

from __future__ import annotations

import pytest

from pdusim.cli.numbers import Scale, decimals, number, with_interval


@pytest.mark.parametrize(
    ("value", "places", "signed", "shown"),
    [
        (1234.56, 1, False, "1,234.6"),
        (-1234.56, 0, False, "−1,235"),
        (0.5, 1, True, "+0.5"),
        (-0.04, 1, True, "0.0"),
        (0.0, 2, True, "0.00"),
        (None, 1, False, "–"),
        (float("nan"), 1, False, "–"),
    ],
)
def test_a_number_has_separators_and_a_true_sign(
    value: float | None, places: int, signed: bool, shown: str
) -> None:
    assert number(value, places, signed=signed) == shown


@pytest.mark.parametrize(
    ("value", "half_width", "places"),
    [
        (2240.0, None, 0),
        (104.2, None, 1),
        (1.5, None, 2),
        (0.012, None, 3),
        (0.0012, None, 4),
        (0.0, None, 4),
        (104.2, 1.1, 1),
        (104.2, 0.02, 2),
        (104.2, 0.0, 1),
        (104.2, 1e-12, 1),
        (2240.0, 0.4, 1),
        (0.46, 0.17, 2),
        (1.03, 0.05, 2),
        (0.005, 0.0049, 4),
        # The noise, not the small mean, says how many digits mean something.
        (0.012, 3.0, 1),
        (104.2, 40.0, 0),
        (104.2, float("inf"), 1),
    ],
)
def test_decimals_follow_size_and_interval(
    value: float, half_width: float | None, places: int
) -> None:
    assert decimals(value, half_width) == places


def test_an_interval_has_the_decimals_of_its_mean() -> None:
    assert with_interval(0.1234, 0.1134, 0.1334, factor=100.0) == "12.3 (11.3 to 13.3)"
    assert with_interval(-1.0, -1.5, -0.5, signed=True) == "−1.00 (−1.50 to −0.50)"


def test_without_an_interval_the_mean_stands_alone() -> None:
    assert with_interval(104.25, None, None) == "104.2"
    assert with_interval(None, None, None) == "–"


def test_what_never_happened_is_a_bare_zero() -> None:
    assert with_interval(0.0, 0.0, 0.0) == "0"
    assert with_interval(0.0, None, None) == "0"
    assert with_interval(0.0, -0.5, 0.5) == "0.00 (−0.50 to 0.50)"


def test_shares_are_shown_in_per_cent_and_money_in_thousands() -> None:
    assert Scale.of("share") == Scale("%", 100.0)
    assert Scale.of("£ per year") == Scale("£ thousand per year", 0.001)
    assert Scale.of("per year") == Scale("% per year", 100.0)
    assert Scale.of("cases") == Scale("cases", 1.0)
