"""Enquiries before a curfew: what they decide, what is missed, what the lever does."""

from __future__ import annotations

import pytest

from pdusim.outcomes import counts

AT = "surroundings__curfews__"
TAGGED = {
    "sentencing__orders__curfew_share": 1.0,
    "run__observe_weeks": 20,
    AT + "unsuitable_flagged_share": 0.4,
}
EVERYTHING_ASKED = {
    AT + "standard_made_share": 1.0,
    AT + "fast_made_share": 1.0,
    AT + "oral_made_share": 1.0,
    AT + "time_up_to_days": 60.0,
}
AT_RISK = "curfew where somebody is at risk"


def told(unit, event: str) -> set[str]:
    """Who of those sentenced in the run an event is told of."""
    return {person for time, name, person, *_ in unit.ledger.events if name == event and time >= 0}


def test_where_enquiries_are_required_nobody_is_put_at_risk_and_fewer_risks_go_unseen(
    small, lived
) -> None:
    usual = lived(small(**TAGGED))
    asked = lived(small(**TAGGED, **{AT + "required": True}))
    risky, refused = told(usual, AT_RISK), told(asked, "curfew address will not do")
    assert len(risky) > 5
    assert told(asked, AT_RISK) == set()
    # Whoever was put where somebody is at risk is found, and given another address or no curfew.
    assert len(risky - refused) <= 2
    names = "curfew enquiries", "curfews proposed"
    made, proposed = (asked.tally.since_start[name] for name in names)
    before = usual.tally.since_start
    assert made / proposed > before[counts.CURFEW_ENQUIRIES] / before[counts.CURFEWS_PROPOSED]


@pytest.mark.parametrize("kind", ["standard", "fast", "oral"])
def test_the_kind_of_report_decides_what_is_looked_for(small, lived, kind: str) -> None:
    shares = {f"surroundings__court_reports__{name}__share": 0.0 for name in ("fast", "oral")}
    shares["surroundings__court_reports__standard__share"] = 0.0
    shares[f"surroundings__court_reports__{kind}__share"] = 1.0
    unit = lived(small(**TAGGED, **EVERYTHING_ASKED, **shares))
    orders = [
        person
        for person in unit.past.persons(0)
        if person.identifier in told(unit, AT_RISK) and person.identifier[0] in "CS"
    ]
    missed = {unit.lives.curfews.unsuitable(person) for person in orders}
    assert missed == {"standard": set(), "fast": {"children"}, "oral": {"police", "children"}}[kind]


def test_a_court_team_with_much_to_write_enquires_less(small, lived) -> None:
    def share(reports: float) -> float:
        busy = {"surroundings__court_reports__per_month": reports}
        unit = lived(small(**TAGGED, **busy), record="none")
        since = unit.tally.since_start
        return since[counts.CURFEW_ENQUIRIES] / since[counts.CURFEWS_PROPOSED]

    assert share(20.0) > share(300.0)
