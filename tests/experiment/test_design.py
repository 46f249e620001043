import sys

import numpy as np
import pytest

from pdusim.experiment import ExperimentError
from pdusim.experiment.design import KINDS, Design, Factor


@pytest.mark.parametrize("kind", KINDS)
def test_every_design_fills_the_unit_cube_with_the_points_it_says(kind: str) -> None:
    design = Design(kind, points=16, trajectories=5, levels=4, seed=3)
    rows = design.rows(3)
    assert rows.shape == (design.size(3), 3)
    assert rows.min() >= 0.0
    assert rows.max() <= 1.0
    assert np.array_equal(rows, design.rows(3))


@pytest.mark.parametrize("kind", ["lhs", "sobol", "morris", "sobol_indices"])
def test_another_seed_is_another_design(kind: str) -> None:
    first, second = (Design(kind, points=16, seed=seed).rows(3) for seed in (1, 2))
    assert not np.array_equal(first, second)


def test_factorial_has_every_combination_of_levels() -> None:
    rows = Design("factorial", levels=3).rows(2)
    assert sorted(map(tuple, rows)) == [(a, b) for a in (0, 0.5, 1) for b in (0, 0.5, 1)]


def test_latin_hypercube_has_one_point_in_each_slice() -> None:
    rows = Design("lhs", points=20, seed=1).rows(4)
    for column in rows.T:
        assert sorted(np.floor(column * 20)) == list(range(20))


def test_morris_moves_one_value_at_a_time() -> None:
    rows = Design("morris", trajectories=6, seed=1).rows(5).reshape(6, 6, 5)
    moved = np.diff(rows, axis=1) != 0.0
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()


def test_without_factors_there_is_one_point() -> None:
    assert Design("lhs", points=20).rows(0).shape == (1, 0)
    assert Design("morris").size(0) == 1


def test_whole_numbers_are_rounded() -> None:
    factor = Factor("posts", 5, 15, True, "posts", 10)
    assert [factor.value(s) for s in (0.0, 0.12, 0.5, 1.0)] == [5, 6, 10, 15]
    assert isinstance(factor.value(0.12), int)
    assert Factor("x", 5, 15, False, "", 10).value(0.12) == pytest.approx(6.2)


def test_a_design_out_of_all_proportion_is_refused() -> None:
    with pytest.raises(ExperimentError, match="1,048,576 points"):
        Design("factorial", levels=2).rows(20)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(ExperimentError, match=r'pip install ".+\[sweep\]"'):
        Design("morris").rows(3)


@pytest.mark.parametrize("number", [2, 3, 4, 5, 8])
def test_whole_numbers_have_equal_parts_of_a_design_the_ends_as_well(number: int) -> None:
    factor = Factor("x", 10.0, 9.0 + number, True, "", 10.0)
    shares = (np.arange(40 * number) + 0.5) / (40 * number)
    values = [factor.value(float(share)) for share in shares]
    assert sorted(set(values)) == list(range(10, 10 + number))
    assert all(values.count(one) == 40 for one in set(values))
    assert (factor.value(0.0), factor.value(1.0)) == (10, 9 + number)


def test_a_whole_number_goes_through_its_share_and_back() -> None:
    factor = Factor("x", 43.0, 52.0, True, "", 46.0)
    for value in range(43, 53):
        share = (value - 43) / 9
        assert factor.value(share) == value
        assert factor.place(share) == pytest.approx(share)
