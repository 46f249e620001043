"""Lengths of service and rates of leaving that belong to each other."""

from __future__ import annotations

from math import exp, inf, log

import pytest

from pdusim.model.staff.careers import Career, steady_career


@pytest.mark.parametrize("rate", [0.02, 0.074, 0.5])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0, 10.0])
@pytest.mark.parametrize("other", [0.0, 0.1])
def test_the_mean_over_those_who_are_there_is_the_rate(rate: float, ratio: float, other: float):
    career = steady_career(rate, ratio, 5.0, other)
    assert career.mean_rate == pytest.approx(rate, rel=1e-9)
    assert career.early == pytest.approx(ratio * career.later)
    # Those drawn by quantile, too.
    number = 4000
    served = [career.served((n + 0.5) / number) for n in range(number)]
    early = sum(years < 5.0 for years in served) / number
    mean = early * career.early + (1.0 - early) * career.later
    assert mean == pytest.approx(rate, rel=2e-3)
    assert sum(served) / number == pytest.approx(career.mean_years, rel=5e-3)


def test_one_rate_gives_exponential_lengths_of_service() -> None:
    career = steady_career(0.25, 1.0, 5.0)
    assert career.mean_years == pytest.approx(4.0)
    assert career.served(1.0 - exp(-1.0)) == pytest.approx(4.0)
    assert career.served(0.9) == pytest.approx(-4.0 * log(0.1))


def test_by_hand() -> None:
    # Half the staff go in the first two years, and nobody stays on beside a tenth a year.
    career = Career(log(2.0) / 2.0, 0.1, 0.0, 2.0)
    begin, rest = 1.0 / log(2.0), 5.0
    assert career.mean_rate == pytest.approx(1.0 / (begin + rest))
    assert career.served(begin / (begin + rest)) == pytest.approx(2.0)


def test_where_nobody_ever_goes_everybody_has_always_been_there() -> None:
    career = steady_career(0.0, 2.0, 5.0)
    assert (career.mean_rate, career.mean_years, career.served(0.3)) == (0.0, inf, inf)
