import numpy as np
import pytest

from pdusim.estimates import moving_average, mser5


def test_moving_average_by_hand() -> None:
    # Near the start as many neighbours on either side as there are before.
    found = moving_average([1.0, 2.0, 6.0, 4.0, 5.0, 9.0], 2)
    assert found.tolist() == [1.0, 3.0, 3.6, 5.2]


def test_a_window_of_none_is_the_series() -> None:
    assert moving_average([3.0, 1.0, 2.0], 0).tolist() == [3.0, 1.0, 2.0]


@pytest.mark.parametrize("window", [-1, 3, 10])
def test_a_window_that_does_not_fit_is_refused(window: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        moving_average([1.0] * 6, window)


def brute_force(series: np.ndarray) -> int:
    batches = series.reshape(-1, 5).mean(axis=1)
    scores = {
        cut: ((batches[cut:] - batches[cut:].mean()) ** 2).sum() / (batches.size - cut) ** 2
        for cut in range(batches.size // 2 + 1)
    }
    return 5 * min(scores, key=lambda cut: (scores[cut], cut))


@pytest.mark.parametrize("seed", range(5))
def test_mser5_is_the_minimum_of_its_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    series = 50 * np.exp(-np.arange(150) / 12) + rng.normal(size=150)
    found = mser5(series)
    assert found.observations == brute_force(series)
    assert 20 <= found.observations < 75
    assert found.settled


def test_a_step_is_cut_where_it_ends() -> None:
    assert mser5([10.0] * 30 + [0.0, 0.1] * 60).observations == 30


def test_a_settled_series_loses_little() -> None:
    series = np.random.default_rng(1).normal(size=200)
    assert mser5(series).observations <= 50


def test_a_series_that_only_grows_is_not_settled() -> None:
    assert not mser5(np.arange(200.0)).settled


def test_a_large_level_does_not_drown_the_statistic() -> None:
    series = np.concatenate([np.full(40, 5.0), np.tile([0.0, 1.0], 80)])
    assert mser5(series + 1e9).observations == mser5(series).observations == 40


def test_too_short_or_broken_series_are_refused() -> None:
    with pytest.raises(ValueError, match="20 are the least"):
        mser5([1.0] * 19)
    with pytest.raises(ValueError, match="gaps"):
        mser5([1.0, float("nan")] * 20)
