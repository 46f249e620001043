"""One life at a time: sentence, custody, release, return."""

from __future__ import annotations

from pdusim.model.people.person import State
from pdusim.model.unit import Unit


def released(unit) -> dict[str, tuple[float, str]]:
    """Each person's first release in the run: when, and under which scheme."""
    first: dict[str, tuple[float, str]] = {}
    for time, event, person, _, detail in unit.ledger.events:
        if event == "released" and time >= 0:
            first.setdefault(person, (time, detail))
    return first


def test_one_person_released_early_is_the_same_person(small, lived) -> None:
    base = small(run__warm_up_weeks=4, run__observe_weeks=60)
    scheme = base.with_values(
        {"early_release.ecsl.max_days": 70, "early_release.ecsl.eligible_share": 0.5}
    )
    without, under = lived(base), lived(scheme)
    early = {name: facts for name, facts in released(under).items() if facts[1] == "ecsl"}
    usual = released(without)
    # Whoever moved in for another has the other's sentence and a name of their own.
    both = [n for n in early if n in usual and not n.startswith("L") and ", " not in n]
    assert len(both) > 10
    moved = 0
    for name in both:
        gained = usual[name][0] - early[name][0]
        # Never later, and at most by the window and what a weekend moves a release.
        assert -1 <= gained <= 70 + 5
        moved += gained > 0
    assert moved > 0.9 * len(both)

    everybody = {p.identifier: p for p in without.past.persons()}
    same = {p.identifier: p for p in under.past.persons()}
    for name in both:
        a, b = everybody[name], same[name]
        assert (a.key, a.length, a.sentence_day, a.ogrs) == (
            b.key,
            b.length,
            b.sentence_day,
            b.ogrs,
        )
        assert a.non_compliance.drawn() == b.non_compliance.drawn()
        assert a.events.drawn() == b.events.drawn()


def test_sentences_of_the_past_end_on_their_own_days(small) -> None:
    unit = Unit(small(), 1, 0)
    unit.past.walk()
    supervised = [
        p for state in (State.LICENCE, State.RECALLED) for p in unit.in_state[state].values()
    ]
    assert len(supervised) > 100
    again = [p for p in supervised if p.sentence_number]
    assert len(again) > 10
    # Once every new custodial sentence of those not on licence ended on the first day of the run.
    assert sum(p.expiry == 0 for p in supervised) < 0.03 * len(supervised)


def test_early_release_leaves_the_end_of_supervision_where_it_was(small, lived) -> None:
    base = small(run__warm_up_weeks=0, run__observe_weeks=30)
    scheme = base.with_values(
        {"early_release.ecsl.max_days": 70, "early_release.ecsl.eligible_share": 0.6}
    )
    ends = []
    for scenario in (base, scheme):
        unit = lived(scenario)
        on_licence = {
            p.identifier: (p.expiry, p.pss_end)
            for p in unit.in_state[State.LICENCE].values()
            if not p.sentence_number and not p.identifier.startswith("L")
        }
        ends.append(on_licence)
    common = ends[0].keys() & ends[1].keys()
    assert len(common) > 30
    assert all(ends[0][name] == ends[1][name] for name in common)


def test_no_release_falls_on_a_weekend_or_bank_holiday(small, lived) -> None:
    unit = lived(small())
    days = [int(time) for time, detail in released(unit).values()]
    assert len(days) > 20
    # A hearing of the Parole Board and a sentence served on remand release on their own day.
    assert sum(not unit.calendar.is_working(day) for day in days) <= 0.12 * len(days)


def test_a_short_sentence_suspended_instead_is_the_same_persons(small, lived) -> None:
    base = small(run__warm_up_weeks=0, run__observe_weeks=40)
    law = base.with_values(
        {"sentencing.diversion.under_months": 12.0, "sentencing.diversion.share": 0.65}
    )
    unit = lived(law)
    diverted = {(e[2], e[0]) for e in unit.ledger.events if e[1] == "sentence suspended instead"}
    without = lived(base)
    custody = {p.identifier: p for p in without.past.persons() if p.flow == "custody"}
    # The others were under supervision already, and this is another sentence of theirs.
    first = [
        custody[name]
        for name, day in diverted
        if name in custody and custody[name].sentence_day == day
    ]
    assert len(first) > 10
    assert len(first) < len(diverted)
    assert all(person.length <= 366 for person in first)
    assert len(without.past.persons()) == len(unit.past.persons())


def test_reset_takes_points_and_contact_away_in_the_last_third(small, lived) -> None:
    unit = lived(small(sentencing__reset__enabled=True))
    suspended = [
        p
        for state in (State.COMMUNITY_ORDER, State.SUSPENDED_ORDER, State.LICENCE)
        for p in unit.in_state[state].values()
        if p.suspended
    ]
    assert len(suspended) > 20
    for person in suspended:
        assert person.points == 0
        assert person.contact == 0.0
        assert person.mappa < 2
    assert all(not t.kind.trigger for p in suspended for t in p.tasks.values())


def test_post_sentence_supervision_abolished_empties_it(small, lived) -> None:
    unit = lived(
        small(
            sentencing__post_sentence__enabled=False,
            run__warm_up_weeks=0,
            run__observe_weeks=20,
        )
    )
    assert not unit.in_state[State.POST_SENTENCE]


def test_a_curfew_releases_some_early_and_a_longer_one_no_later(small, lived) -> None:
    base = small(run__warm_up_weeks=4, run__observe_weeks=60)
    curfew = {
        days: lived(base.with_values({"early_release.hdc.window_days": days}))
        for days in (0, 180, 365)
    }
    on_curfew = {
        days: {name: facts[0] for name, facts in released(unit).items() if facts[1] == "hdc"}
        for days, unit in curfew.items()
    }
    assert not on_curfew[0]
    usual = released(curfew[0])
    both = [name for name in on_curfew[180] if name in usual]
    assert len(both) > 10
    # The window, and what a weekend moves either release.
    assert all(14 - 4 <= usual[name][0] - on_curfew[180][name] <= 180 + 4 for name in both)
    longer = [name for name in both if name in on_curfew[365]]
    assert all(on_curfew[365][name] <= on_curfew[180][name] for name in longer)
    assert any(on_curfew[365][name] < on_curfew[180][name] for name in longer)
