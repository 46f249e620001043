"""How numbers are shown, on pages and in the terminal."""

from __future__ import annotations

import pytest

from pdusim.outcomes.measures import MEASURES
from pdusim.report.wording import (
    decimals,
    decimals_of,
    gap,
    level,
    number,
    percent,
    quoted,
    shown,
    step_unit,
    titled,
    unbroken,
    with_interval,
)


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
    units = {unit: (shown(unit).heading, shown(unit).factor) for unit in UNITS}
    assert units == UNITS


UNITS = {
    "share": ("%", 100.0),
    "£ per year": ("£ thousand per year", 0.001),
    "per year": ("% per year", 100.0),
    "cases": ("cases", 1.0),
}


@pytest.mark.parametrize(
    ("mean", "low", "high", "places"),
    [
        (0.63, 0.04, 1.22, 2),  # an end of 0.0 would read as if zero were inside
        (1.9, 0.02, 3.8, 2),
        (1.9, 0.0004, 3.8, 3),  # but not without end
        (1.9, -0.02, 3.8, 1),  # zero is inside
        (-0.0042, -0.0080, -0.0004, 4),
    ],
)
def test_an_end_clear_of_zero_does_not_read_as_zero(
    mean: float, low: float, high: float, places: int
) -> None:
    assert decimals_of(mean, low, high) == places


def test_a_level_has_its_unit_and_a_difference_its_sign() -> None:
    assert level(0.227, 0.178, 0.276, "share") == "22.7 % (17.8 to 27.6)"
    assert level(3_231_000.0, None, None, "£ per year") == "£3,231 thousand a year"
    assert level(0.0, 0.0, 0.0, "per month") == "0 a month"
    assert gap(0.0039, 0.0003, 0.0074, "share") == "+0.39 (+0.03 to +0.74)"
    assert level(None, None, None, "share") == gap(None, None, None, "share") == "–"


def test_the_terminal_and_the_page_show_a_number_alike() -> None:
    for low, high in ((0.0158, 0.0176), (-0.3, 0.8), (2.0, 2.0)):
        mean = (low + high) / 2
        page = gap(mean, low, high, "share")
        assert page == with_interval(mean, low, high, factor=100.0, signed=True)


def test_a_unit_stands_once_behind_a_title() -> None:
    assert titled("Officers per case-year", "per case-year") == "Officers per case-year"
    assert titled("Workload of the most loaded 5 %", "%") == "Workload of the most loaded 5 %, %"
    assert {step_unit(unit) for unit in ("share", "%", "per year")} == {"pp", "pp per year"}


def test_every_unit_of_the_measures_can_be_said() -> None:
    for measure in MEASURES.values():
        text = level(1.0, 0.9, 1.1, measure.unit)
        assert not text.split(" (")[0].removeprefix("£").replace(",", "").replace(".", "").isdigit()


def test_words_for_sentences() -> None:
    assert percent(0.25) == "25 %"
    assert quoted(["18, then 35 days", "b"]) == "“18, then 35 days” and “b”"
    assert unbroken("from 2 % to 3 %") == "from 2\N{NO-BREAK SPACE}% to 3\N{NO-BREAK SPACE}%"
