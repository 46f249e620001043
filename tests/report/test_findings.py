"""The sentences of the report follow from the numbers, and say no more than these."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_results import made

from pdusim.report.findings import caveats, findings, levels

DUE = 1000.0
BASE = [200.0, 230.0, 180.0, 210.0, 190.0, 220.0]
WIGGLE = [3.0, -2.0, 1.0, -1.0, 2.0, -3.0]


def results_of(shift: float, measure: str = "missed_review_rate", due: float = DUE):
    rows = {
        "base": {measure: [(m, due) for m in BASE]},
        "policy": {measure: [(m + shift + w, due) for m, w in zip(BASE, WIGGLE, strict=True)]},
    }
    return made(rows)


def first(results):
    return findings(results)["policy"][0]


def test_a_known_rise_is_stated_with_its_size_interval_and_levels() -> None:
    results = results_of(30.0)
    found = first(results)
    assert found.verdict == "more"
    assert found.good is False
    assert found.sentence.startswith(
        "The share of risk reviews missed rises by 3.00 percentage points (95 % interval "
    )
    low, high = re.search(r"interval ([\d.]+) to ([\d.]+)\)", found.sentence).groups()
    estimate = results.difference(1, 0, "missed_review_rate").estimate
    assert float(low) == pytest.approx(100 * estimate.low, abs=0.006)
    assert float(high) == pytest.approx(100 * estimate.high, abs=0.006)
    assert found.sentence.endswith("from 20.50 to 23.50 %.")


def test_a_known_fall_has_the_other_sign_and_is_for_the_better() -> None:
    found = first(results_of(-30.0))
    assert found.verdict == "less"
    assert found.good is True
    assert "falls by 3.00 percentage points" in found.sentence
    assert "−" not in found.sentence


def test_no_difference_is_not_stated_as_one() -> None:
    found = first(results_of(0.0))
    assert found.verdict == "none"
    assert "no clear difference" in found.sentence
    assert "rises" not in found.sentence
    assert "falls" not in found.sentence


def test_the_same_in_every_replication_is_not_said_to_be_no_difference() -> None:
    rows = {name: {"missed_review_rate": [(m, DUE) for m in BASE]} for name in ("base", "policy")}
    found = first(made(rows))
    assert found.verdict == "same"
    assert found.sentence == (
        "The share of risk reviews missed: no difference seen in 6 pairs: with 95 % confidence "
        "fewer than 39 % of pairs differ, at 20.5 %."
    )


def test_one_replication_cannot_tell() -> None:
    rows = {
        "base": {"missed_review_rate": [(200.0, DUE)]},
        "policy": {"missed_review_rate": [(900.0, DUE)]},
    }
    results = made(rows)
    found = first(results)
    assert found.verdict == "unknown"
    assert "cannot tell a difference from chance" in found.sentence
    assert any("One replication was run" in text for text in caveats(results))


def test_more_of_what_is_good_is_for_the_better() -> None:
    found = [
        f
        for f in findings(results_of(50.0, "contact_delivered"))["policy"]
        if f.measure == "contact_delivered"
    ]
    assert [f.good for f in found] == [True]


def test_missed_reviews_are_counted_a_year_where_the_share_differs() -> None:
    found = [
        f for f in findings(results_of(30.0))["policy"] if f.measure == "missed_reviews_a_year"
    ]
    assert len(found) == 1
    assert found[0].sentence.startswith("That is 30 more missed reviews a year in one unit")
    assert not [
        f for f in findings(results_of(0.0))["policy"] if f.measure == "missed_reviews_a_year"
    ]


def test_measures_without_a_clear_difference_are_listed_not_stated() -> None:
    rows = findings(results_of(0.0, "sickness_days_per_fte"))["policy"]
    assert [row.sentence for row in rows] == ["No clear difference in: sickness."]


def test_a_clear_but_slight_difference_is_not_made_much_of() -> None:
    def staff(shift: float):
        base = [3.1e6, 3.2e6, 3.3e6, 3.0e6, 3.25e6, 3.15e6]
        pairs = zip(base, WIGGLE, strict=True)
        return made(
            {
                "base": {"staff_cost": [(value, 1.0) for value in base]},
                "policy": {"staff_cost": [(value + shift + 10 * w, 1.0) for value, w in pairs]},
            }
        )

    (row,) = findings(staff(-630.0))["policy"]
    assert (row.verdict, row.good) == ("slight", None)
    assert row.sentence.startswith(
        "Clear, but less than 1 % of what it was under “base”: the cost of staff, "
        "−£0.630 thousand a year (−0.655 to −0.605)"
    )
    (row,) = findings(staff(-63_000.0))["policy"]
    assert (row.verdict, row.good) == ("less", True)
    assert "falls by £63.00 thousand a year" in row.sentence
    assert row.sentence.endswith("from £3,166.7 to £3,103.7 thousand a year.")


def test_a_clear_difference_is_never_shown_with_an_end_of_zero() -> None:
    half = results_of(0.0).difference(1, 0, "missed_review_rate").estimate.high
    found = first(results_of(1.005 * DUE * half))
    assert found.verdict == "more"
    low = re.search(r"interval ([\d.]+) to", found.sentence).group(1)
    assert float(low) > 0.0


def test_few_replications_and_many_measures_are_warned_of() -> None:
    rows = {
        name: {"workload_pct": [(100.0 + n + shift, 1.0) for n in range(3)]}
        for name, shift in (("base", 0.0), ("policy", 5.0))
    }
    said = " ".join(caveats(made(rows)))
    assert "Only 3 replications" in said
    assert "would look clear by chance" in said
    assert "does not predict serious further offences" in said


def test_a_run_of_one_scenario_states_levels() -> None:
    results = made({"base": {"missed_review_rate": [(m, DUE) for m in BASE]}})
    assert findings(results) == {}
    # Wilson's interval leans towards the middle: 18.5 to 22.5 by t alone.
    assert levels(results)[0].startswith("The share of risk reviews missed: 20.5 % (18.6 to 22.5)")


@given(shift=st.floats(-150.0, 150.0), noise=st.floats(0.0, 80.0))
def test_the_verdict_always_follows_the_interval(shift: float, noise: float) -> None:
    pairs = zip(BASE, WIGGLE, strict=True)
    rows = {
        "base": {"missed_review_rate": [(m, DUE) for m in BASE]},
        "policy": {"missed_review_rate": [(m + shift + noise * w / 3.0, DUE) for m, w in pairs]},
    }
    results = made(rows)
    estimate = results.difference(1, 0, "missed_review_rate").estimate
    found = first(results)
    assert (found.verdict == "same") == (estimate.unseen is not None)
    assert (found.verdict == "more") == (estimate.low is not None and estimate.low > 0.0)
    assert (found.verdict == "less") == (estimate.high is not None and estimate.high < 0.0)
    assert ("rises" in found.sentence) == (found.verdict == "more")
    assert ("falls" in found.sentence) == (found.verdict == "less")
