"""Early release at short notice: the unit is told before, also where a weekend moves the day."""

from __future__ import annotations


def test_nobody_is_released_early_before_the_unit_is_told(small, lived) -> None:
    unit = lived(
        small(
            early_release__ecsl__max_days=70,
            early_release__ecsl__eligible_share=1.0,
            early_release__ecsl__processing_days=0,
        )
    )
    told: set[str] = set()
    early = unannounced = 0
    for time, event, person, _, detail in unit.ledger.events:
        if event == "notice of early release":
            told.add(person)
        elif event == "released" and detail == "ecsl" and time >= 0:
            early += 1
            unannounced += person not in told
            told.discard(person)
    assert early > 20
    assert unannounced == 0
