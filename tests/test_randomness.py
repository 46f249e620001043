"""Keyed random streams."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.randomness import (
    MOST_SEED,
    Chance,
    checked_seed,
    entity_key,
    entity_keys,
    normal_quantile,
    poisson_count,
    purpose_key,
    purpose_of,
)

whole = st.integers(min_value=0, max_value=2**63 - 1)


@given(st.text(max_size=20), whole, st.integers(0, 10**6), whole, st.integers(0, 200))
def test_the_scalar_and_the_array_form_give_the_same_bits(
    name: str, seed: int, replication: int, part: int, ordinal: int
) -> None:
    chance = Chance(seed, replication)
    purpose = purpose_of(name)
    assert purpose & (2**64 - 1) == purpose_key(name)
    assert -(2**63) <= purpose < 2**63
    keys = entity_keys(entity_key(part), np.arange(3))
    drawn = chance.uniforms(purpose, keys, ordinal + 1)
    for number in range(3):
        key = entity_key(part, number)
        assert int(keys[number]) == key
        assert chance.uniform(purpose, key, ordinal) == drawn[number, ordinal]
    at_one = chance.uniforms_at(purpose, keys, ordinal)
    at_their_own = chance.uniforms_at(purpose, keys, np.array([0, ordinal, 10**6]))
    assert at_one.tolist() == drawn[:, ordinal].tolist()
    assert at_their_own[1] == at_one[1]
    assert at_their_own[2] == chance.uniform(purpose, int(keys[2]), 10**6)


def test_a_draw_depends_on_every_part_of_its_key() -> None:
    base = Chance(1, 2).uniform(purpose_key("a"), entity_key(3, 4), 5)
    others = [
        Chance(2, 2).uniform(purpose_key("a"), entity_key(3, 4), 5),
        Chance(1, 3).uniform(purpose_key("a"), entity_key(3, 4), 5),
        Chance(1, 2).uniform(purpose_key("b"), entity_key(3, 4), 5),
        Chance(1, 2).uniform(purpose_key("a"), entity_key(4, 3), 5),
        Chance(1, 2).uniform(purpose_key("a"), entity_key(3, 4), 6),
    ]
    assert len({base, *others}) == 6


def test_draws_are_uniform_and_streams_do_not_go_together() -> None:
    n = 40_000
    keys = entity_keys(entity_key(9), np.arange(n))
    first = Chance(0, 0).uniforms(purpose_key("first"), keys, 2)
    second = Chance(0, 0).uniforms(purpose_key("second"), keys, 1)[:, 0]
    for column in (first[:, 0], first[:, 1], second):
        assert column.min() > 0.0
        assert column.max() < 1.0
        # Five standard errors of the mean and of each tenth.
        assert abs(column.mean() - 0.5) < 5 * math.sqrt(1 / 12 / n)
        counts = np.histogram(column, bins=10, range=(0, 1))[0]
        assert np.abs(counts - n / 10).max() < 5 * math.sqrt(n * 0.09)
    for a, b in ((first[:, 0], first[:, 1]), (first[:, 0], second), (first[1:, 0], first[:-1, 0])):
        assert abs(np.corrcoef(a, b)[0, 1]) < 5 / math.sqrt(n)


@given(u=st.floats(1e-9, 1 - 1e-9), mean=st.floats(0.01, 60.0))
def test_the_poisson_count_is_the_quantile(u: float, mean: float) -> None:
    from scipy.stats import poisson

    assert poisson_count(u, mean) == pytest.approx(poisson.ppf(u, mean), abs=0)


def test_no_mean_no_events() -> None:
    assert poisson_count(0.99, 0.0) == 0


def test_the_exponential_and_normal_quantiles() -> None:
    chance = Chance(4, 4)
    key = entity_key(1)
    u = chance.uniform(purpose_key("x"), key)
    assert chance.exponential(purpose_key("x"), key) == pytest.approx(-math.log(1.0 - u))
    assert float(normal_quantile(0.5)) == 0.0
    assert float(normal_quantile(0.975)) == pytest.approx(1.959964, abs=1e-6)


def test_the_topmost_draw_lies_below_one() -> None:
    # 64 bits whose upper 53 are all ones after mixing: mixing is one to one, so that they exist.
    # The key of the entity is chosen so that the draw of ordinal 0 is mixed from them.
    chance = Chance(0, 0)
    root = entity_key(0, 0)
    before = _unmixed(2**64 - 1)
    entity = ((before - 0x9E3779B97F4A7C15) % 2**64) ^ root
    drawn = chance.uniforms(0, np.array([entity], dtype=np.uint64))[0, 0]
    assert chance.uniform(0, entity) == drawn == 1.0 - 2.0**-53
    assert math.isfinite(chance.exponential(0, entity))


def _unmixed(value: int) -> int:
    """The number that the splitmix64 finaliser turns into this one."""
    back = value ^ (value >> 31) ^ (value >> 62)
    back = back * pow(0x94D049BB133111EB, -1, 2**64) % 2**64
    back = back ^ (back >> 27) ^ (back >> 54)
    back = back * pow(0xBF58476D1CE4E5B9, -1, 2**64) % 2**64
    return back ^ (back >> 30) ^ (back >> 60)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, True, "1", None])
def test_a_seed_that_is_none_is_refused(seed: object) -> None:
    with pytest.raises(ValueError, match="a seed"):
        checked_seed(seed)
    with pytest.raises(ValueError, match="a seed"):
        Chance(seed, 0)


def test_seeds_reach_from_0_to_all_ones() -> None:
    assert [checked_seed(one) for one in (0, MOST_SEED, np.uint64(7))] == [0, 2**64 - 1, 7]
