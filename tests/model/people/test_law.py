"""The model's dates are those of `release_dates`, for any sentence under any law of a scenario."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pdusim.domain.sentences import release_dates
from pdusim.model.people.law import LawInForce, days_of_law
from pdusim.model.people.person import Person, SentenceKind, State
from pdusim.model.people.release import plan_release
from pdusim.model.unit import Unit
from pdusim.randomness import Chance
from pdusim.scenario import Scenario, load_scenario
from pdusim.scenario.laws import exclusion, law_of

BASE: Scenario = load_scenario("baseline")
R = "early_release.regimes."


@st.composite
def laws(draw: st.DrawFn) -> dict[str, Any]:
    """Regimes in force or not, on any day, with or without curfew and supervision after it."""
    sds = draw(st.sampled_from([0.5, 0.4, 0.6667]))
    commencement = draw(st.dates(date(2026, 2, 1), date(2028, 1, 1)))
    first = commencement + timedelta(days=draw(st.integers(0, 40)))
    ends = st.none() | st.dates(date(2024, 1, 1), date(2028, 1, 1))
    return {
        "sentencing.custody.release_fraction": 0.6667,
        f"{R}sds40.enacted": draw(st.booleans()),
        f"{R}sds40.fraction.sds": sds,
        f"{R}progression_model.enacted": draw(st.booleans()),
        f"{R}progression_model.fraction.sds": draw(st.sampled_from([0.3333, 0.25, 0.38])),
        f"{R}progression_model.commencement": commencement,
        f"{R}progression_model.postponed_days": draw(st.sampled_from([0, 28, 182])),
        f"{R}progression_model.tranches": [
            [draw(st.integers(100, 900)), first],
            [draw(st.integers(901, 3000)), first + timedelta(days=draw(st.integers(1, 60)))],
            [None, first + timedelta(days=200)],
        ],
        "early_release.hdc.window_days": draw(st.sampled_from([0, 135, 180, 365])),
        "early_release.hdc.ends": draw(ends),
        "sentencing.post_sentence.enabled": draw(st.booleans()),
        "sentencing.post_sentence.ends": draw(ends),
    }


@cache
def unit() -> Unit:
    values = {"unit.scale": 0.05, "run.warm_up_weeks": 1, "run.observe_weeks": 1}
    return Unit(load_scenario("rules_2025").with_values(values), 1, 0)


@given(
    values=laws(),
    length=st.integers(2, 5400),
    part_on_remand=st.floats(0.0, 1.0),
    sentenced=st.integers(-3000, 2500),
    longer=st.booleans(),
    sexual=st.booleans(),
)
@settings(max_examples=150)
def test_dates_of_a_plan_are_those_of_the_public_function(
    values: dict[str, Any],
    length: int,
    part_on_remand: float,
    sentenced: int,
    longer: bool,
    sexual: bool,
) -> None:
    stated = BASE.with_values(values).settings
    start = stated.run.start
    person = Person(0, 7, "P1", "custody", sentenced)
    person.length, person.sexual = length, sexual
    person.remand = int(part_on_remand * length)
    person.kind = SentenceKind.LONGER if longer else SentenceKind.STANDARD
    law = LawInForce(stated, Chance(1, 0), start)
    known = 6000  # long after every notice
    names = law_of(stated).exclusion_names()
    excluded = [exclusion("sds40", "sexual")] if sexual else []
    expected = release_dates(
        sentenced_on=start + timedelta(days=sentenced),
        days=length,
        track="sds_plus" if longer else "sds",
        remand_days=person.remand,
        exclusions=[name for name in excluded if name in names],
        active_sex_offender=sexual,
        law=law_of(stated),
    )
    # Shares apart, which chance decides: they are asked for in test_release.
    if not any("schedules" in name or "section_250" in name for name in law_of_kinds(law, person)):
        assert law.dates(person, known) == expected
        plan = plan_release(person, sentenced, stated, law, Chance(1, 0), unit().calendar, -(10**6))
        told = law.dates(person, sentenced)
        assert plan.usual_day == (told.release - start).days  # type: ignore[operator]
        assert told.expiry == expected.expiry


def law_of_kinds(law: LawInForce, person: Person) -> tuple[str, ...]:
    """Names under which chance excludes the person from one regime or another."""
    return law._exclusions(person, (True,) * len(law._regimes))


def test_everybody_in_custody_has_the_dates_of_the_public_function() -> None:
    lived = Unit(
        load_scenario("rules_2025").with_values({"unit.scale": 0.1, "run.observe_weeks": 1}), 3, 0
    )
    lived.past.walk()
    law = lived.lives.custody.law
    seen = 0
    for state in (State.CUSTODY_PRISON, State.CUSTODY_COMMUNITY, State.LICENCE):
        for person in lived.in_state[state].values():
            if person.kind not in (SentenceKind.STANDARD, SentenceKind.LONGER):
                continue
            if person.sentence_number or person.recalls:
                continue
            dates = release_dates(
                sentenced_on=law.date(person.sentence_day),
                days=person.length,
                track="sds_plus" if person.kind is SentenceKind.LONGER else "sds",
                remand_days=person.remand,
                exclusions=law_of_kinds(law, person),
                active_sex_offender=person.sexual,
                law=law_of(lived.settings),
            )
            assert law.date(person.expiry - 1) == dates.expiry
            if state is not State.LICENCE:
                assert law.date(person.conditional_release) == dates.release
            seen += 1
    assert seen > 50


def test_notice_of_each_tranche_begins_so_many_days_before_it() -> None:
    scenario = BASE.with_values({f"{R}sds40.enacted": True, f"{R}sds40.notice_days": 28})
    start = scenario.settings.run.start
    days = {(date(2024, 9, 10) - start).days - 28, (date(2024, 10, 22) - start).days - 28}
    assert days_of_law(scenario) == days
    assert days_of_law(BASE) == set()
