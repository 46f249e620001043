"""Working disciplines, as paired runs: the same people, the same fates, another order of work."""

from __future__ import annotations

import pytest

from pdusim import simulate

PAIRS = 4


@pytest.fixture(scope="module")
def runs():
    from pdusim.scenario import load_scenario

    base = load_scenario("baseline").with_values(
        {"unit.scale": 0.5, "run.warm_up_weeks": 26, "run.observe_weeks": 52}
    )
    return {
        discipline: [
            simulate(
                base.with_values({"work.service.discipline": discipline}), seed=4, replication=r
            ).measures
            for r in range(PAIRS)
        ]
        for discipline in ("balanced", "reviews_first", "contacts_first", "high_risk_first")
    }


def differences(runs, discipline: str, measure: str) -> list[float]:
    return [
        other[measure] - base[measure]
        for other, base in zip(runs[discipline], runs["balanced"], strict=True)
    ]


def test_reviews_first_misses_fewer_and_delivers_less_contact(runs) -> None:
    assert max(differences(runs, "reviews_first", "missed_review_rate")) < -0.02
    # In the mean of the pairs: the effect on contact is a fraction of a per cent.
    assert sum(differences(runs, "reviews_first", "contact_delivered")) < 0.0


def test_contacts_first_is_the_reverse(runs) -> None:
    assert min(differences(runs, "contacts_first", "missed_review_rate")) > 0.02
    assert min(differences(runs, "contacts_first", "contact_delivered")) > 0.0


def test_high_risk_first_moves_missed_reviews_to_lower_tiers(runs) -> None:
    assert sum(differences(runs, "high_risk_first", "missed_review_rate_tier_b")) < 0.0
    assert sum(differences(runs, "high_risk_first", "missed_review_rate_tier_c")) > 0.0
