"""Licences go wrong most in their first weeks and on short sentences, and as often in all."""

from __future__ import annotations

import pytest

from pdusim.model.people.after_release import SinceRelease, band_of
from pdusim.model.people.person import Person, State
from pdusim.model.unit import Unit

AFTER = "enforcement.non_compliance.after_release"


def on_licence(months: int, state: State = State.LICENCE) -> Person:
    person = Person(1, 1, "P1", "custody", 0)
    person.length, person.state = round(months * 365.25 / 12), state
    return person


def rates(scenario, people: dict[str, tuple[State, int]]) -> list[tuple[int, int, float]]:
    """Days on licence, band of length and rate of everybody on licence at the start."""
    unit = Unit(scenario, 5, 0)
    unit.past.walk()
    everybody = unit.in_state[State.LICENCE].values()
    people.update({p.identifier: (p.state, p.supervision_day) for p in everybody})
    rate = unit.lives.enforcement.non_compliance_rate
    return [(-p.supervision_day, band_of(p), rate(p, 0)) for p in everybody]


def test_the_factor_falls_from_day_to_day_and_is_for_licences_alone(small) -> None:
    since = SinceRelease(small().settings.enforcement.non_compliance.after_release)
    person = on_licence(24)
    factors = [since(person, day) for day in (0, 10, 60, 300, 3000)]
    assert factors == sorted(factors, reverse=True)
    assert factors[0] == pytest.approx(2.0 * factors[-1])
    assert since(on_licence(6), 30) > since(person, 30) > since(on_licence(60), 30)
    assert since(on_licence(24, State.POST_SENTENCE), 0) == 1.0


def test_early_weeks_weigh_more_and_the_whole_as_much(small) -> None:
    """The same past is held against both settings, so that only the weights differ."""
    flat: dict[str, tuple[State, int]] = {}
    steep: dict[str, tuple[State, int]] = {}
    values = {"unit.scale": 0.5, "enforcement.recall.share": 0.0}
    even = rates(small(**values, **{f"{AFTER}.early_factor": 1.0}), flat)
    early = rates(small(**values, **{f"{AFTER}.early_factor": 3.0}), steep)
    assert flat == steep
    assert len(even) > 100

    def first_month(of: list[tuple[int, int, float]]) -> float:
        return sum(rate for days, _, rate in of if days < 28) / sum(rate for *_, rate in of)

    def short(of: list[tuple[int, int, float]]) -> float:
        return sum(rate for _, band, rate in of if band == 0) / sum(rate for *_, rate in of)

    assert first_month(early) > 1.4 * first_month(even)
    # A short licence is early weeks all through.
    assert short(early) > short(even)
    total = sum(rate for *_, rate in early) / sum(rate for *_, rate in even)
    assert total == pytest.approx(1.0, abs=0.2)


def test_who_can_have_a_fixed_term_can_be_recalled_by_a_share_of_their_own(small, lived) -> None:
    def recalls(factor: float) -> list[str]:
        unit = lived(small(enforcement__recall__fixed_term_factor=factor))
        return [e[4] for e in unit.ledger.events if e[0] >= 0 and e[1] == "recalled"]

    as_others, never = recalls(1.0), recalls(0.0)
    assert as_others.count("fixed term") > 3
    # What is left are those whom the law excludes from fixed terms.
    assert set(never) == {"standard"}
    assert len(never) < len(as_others)
