"""Every number of the schema has bounds on both sides, and a default that lies between them."""

from __future__ import annotations

import datetime

import pytest

from pdusim.scenario import ScenarioError, load_scenario
from pdusim.scenario.catalogue import Leaf, catalogue, default_settings, leaf_paths

LEAVES = {".".join(path): leaf for path, leaf in leaf_paths(catalogue(default_settings()))}


def is_measured(leaf: Leaf) -> bool:
    """Whether a leaf holds numbers or dates."""
    return bool(leaf.accepts & {int, float, datetime.date}) and bool not in leaf.accepts


def test_every_number_and_date_has_both_bounds() -> None:
    assert len(LEAVES) > 600
    open_ended = [
        path
        for path, leaf in LEAVES.items()
        if is_measured(leaf)
        and (
            not {"ge", "gt"} & leaf.bounds.given().keys()
            or not {"le", "lt"} & leaf.bounds.given().keys()
        )
    ]
    assert open_ended == []


def test_no_bound_lets_in_what_is_no_longer_a_number_of_the_world() -> None:
    """An open lower end admits 5e-324, and a time or a rate of that hangs or overflows."""
    open_ended = [p for p, leaf in LEAVES.items() if {"gt", "lt"} & leaf.bounds.given().keys()]
    assert open_ended == []
    numbers = [
        limit
        for leaf in LEAVES.values()
        for limit in leaf.bounds.given().values()
        if not isinstance(limit, datetime.date)
    ]
    assert max(numbers) <= 500_000
    assert min(number for number in numbers if number > 0) >= 0.001


@pytest.mark.parametrize("path", [p for p, leaf in LEAVES.items() if leaf.unit == "share"])
def test_a_share_is_at_most_1(path: str) -> None:
    limits = LEAVES[path].bounds
    # Just above 1 switches a threshold off; programmes may ask for twice their length.
    assert limits.le is not None
    over = {"surroundings.programmes.time_left_share": 2, "workforce.pay.on_costs": 2}
    assert limits.le <= over.get(path, 1.01)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (datetime.date(2022, 10, 5), "write 2022-10-03 or 2022-10-10"),
        (datetime.date(9999, 12, 27), "not after 2099-12-28"),
        (datetime.date(10, 1, 4), "not before 1990-01-01"),
    ],
)
def test_a_run_starts_on_a_monday_of_a_year_that_has_a_calendar(
    start: datetime.date, words: str
) -> None:
    with pytest.raises(ScenarioError, match=words):
        load_scenario("baseline").with_values({"run.start": start})
