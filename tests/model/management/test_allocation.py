"""Each allocation rule keeps its defining property; what happens when nobody may have a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from staff_support import NO_SICKNESS, STILL, Desk, paths, posts, scenario_of

from pdusim import ScenarioError, load_scenario, simulate
from pdusim.model.kernel.turns import Turn
from pdusim.model.management.allocation_rules import (
    RULES,
    Choice,
    by_letters,
    load_after,
    officer_needed_2026,
)
from pdusim.model.people.person import Person, SentenceKind, State
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.outcomes import counts
from pdusim.scenario.schema.management import AllocationRule

RULE = "management.allocation.rule"
STAFF = posts(po=3, pso=2, pqip=1)


def desk_with(rule: str, staff: dict[str, Any] = STAFF, **values: Any) -> Desk:
    return Desk(scenario_of(STILL, staff, {RULE: rule}, paths(**values)))


def holders(desk: Desk, people: list[Person]) -> list[Practitioner]:
    desk.until(desk.unit.env.now + 21)
    assert all(isinstance(person.holder, Practitioner) for person in people)
    return [person.holder for person in people]


def test_the_names_in_the_schema_are_those_in_the_registry() -> None:
    assert sorted(RULES) == sorted(rule.value for rule in AllocationRule)


@pytest.mark.parametrize("rule", AllocationRule)
def test_every_rule_has_a_scenario(rule: AllocationRule) -> None:
    if rule is AllocationRule.LEAST_LOADED_ELIGIBLE:
        scenario = load_scenario("baseline")
    else:
        scenario = load_scenario(f"allocation_{rule.value}")
    last = scenario.timeline[-1].settings
    assert last.management.allocation.rule == rule.value


def test_an_unknown_rule_is_refused_readably_at_load() -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario("baseline").with_values({RULE: "least_loadde"})
    message = str(refused.value)
    assert "least_loadde" in message
    assert "did you mean 'least_loaded'?" in message
    assert "round_robin" in message


def test_a_rule_of_ones_own_is_called_by_its_name() -> None:
    def last_in_line(choice: Choice) -> Practitioner | None:
        return choice.present[-1] if choice.present else None

    desk = Desk(scenario_of(STILL, STAFF, {RULE: "own:last"}), {"last": last_in_line})
    people = [desk.ask() for _ in range(4)]
    last = max(desk.unit.teams[0].members, key=lambda m: m.number)
    assert holders(desk, people) == [last] * 4


def test_a_rule_of_ones_own_that_was_not_passed_is_refused() -> None:
    scenario = scenario_of(STILL, STAFF, {RULE: "own:mine"}, weeks=1)
    with pytest.raises(ValueError, match="mine"):
        simulate(scenario)


# What each rule promises ----------------------------------------------------------------------


def test_least_loaded_takes_the_lowest_workload_whoever_it_is() -> None:
    desk = desk_with("least_loaded")
    for officer in desk.staff(Grade.PO):
        desk.case(officer, "B2")
    person = desk.ask(tier="B2")
    (holder,) = holders(desk, [person])
    # The services officers hold nothing, and may not hold a B.
    assert holder.grade is Grade.PSO
    assert desk.unit.tally.since_start["allocations mismatched"] == 1


def test_least_loaded_eligible_takes_the_lowest_workload_of_those_who_may() -> None:
    desk = desk_with("least_loaded_eligible")
    one, two, three = desk.staff(Grade.PO)
    desk.case(one, "B2")
    desk.case(three, "B2")
    person = desk.ask(tier="B2")
    assert holders(desk, [person]) == [two]
    assert desk.unit.tally.since_start["allocations mismatched"] == 0


def test_load_is_weighed_by_the_points_somebody_has() -> None:
    desk = desk_with("least_loaded_eligible", posts(po=2))
    one, two = desk.staff(Grade.PO)
    one.contracted = 18.5
    one.work_out_hours(0.0)
    desk.case(one, "B2")
    desk.case(two, "B2")
    # 230 of 1088 points would be 21 %; 230 of 2176, 11 %.
    assert load_after(one, desk.case(None, "B2")) == pytest.approx(100 * 230 / 1088)
    assert holders(desk, [desk.ask(tier="B2")]) == [two]


def test_round_robin_goes_round_whatever_the_load() -> None:
    desk = desk_with("round_robin", posts(po=3))
    one = desk.staff(Grade.PO)[0]
    for _ in range(20):
        desk.case(one, "B2")
    people = [desk.ask(tier="B2") for _ in range(6)]
    taken = holders(desk, people)
    assert [taken.count(officer) for officer in desk.staff(Grade.PO)] == [2, 2, 2]


def test_continuity_keeps_the_officer_when_present() -> None:
    desk = desk_with("continuity_first", posts(po=3))
    one, *_ = desk.staff(Grade.PO)
    for _ in range(20):
        desk.case(one, "B2")
    person = desk.ask(tier="B2", last_officer=one)
    assert holders(desk, [person]) == [one]


def test_continuity_gives_way_when_the_officer_is_away_or_may_not() -> None:
    desk = desk_with("continuity_first", posts(po=2, pso=1))
    one, two = desk.staff(Grade.PO)
    desk.away(one, 0, 60)
    desk.until(1)
    absent = desk.ask(tier="B2", last_officer=one)
    outgrown = desk.ask(tier="B2", last_officer=desk.one(Grade.PSO))
    assert holders(desk, [absent, outgrown]) == [two, two]


def test_tiers_are_matched_by_the_principle_of_2021() -> None:
    desk = desk_with("tier_matched_2021")
    people = [desk.ask(tier=tier) for tier in ("A2", "B2", "C2", "D2") for _ in range(5)]
    for person, holder in zip(people, holders(desk, people), strict=True):
        assert (holder.grade is Grade.PO) == (person.protect in "AB")


# RSR stands for CSRP; the tier by OGRS (ARP) and RSR is in the comment.
GUIDANCE: list[tuple[dict[str, Any], bool]] = [
    ({"rsr": 7.0, "ogrs": 80.0}, True),  # A
    ({"rsr": 1.0, "ogrs": 95.0}, False),  # B, CSRP below 3
    ({"rsr": 3.0, "ogrs": 80.0}, True),  # B, CSRP of 3
    ({"rsr": 3.0, "ogrs": 20.0}, True),  # C, CSRP of 3
    ({"rsr": 0.5, "ogrs": 95.0}, False),  # C
    ({"rsr": 0.5, "ogrs": 95.0, "assessed_rosh": 2}, True),  # C, high risk
    ({"rsr": 0.5, "ogrs": 80.0, "assessed_rosh": 2}, True),  # D, high risk
    ({"rsr": 0.5, "ogrs": 80.0}, False),  # D
    ({"rsr": 0.1, "ogrs": 5.0, "domestic_abuse": True}, False),  # E
    ({"rsr": 0.1, "ogrs": 5.0, "sexual": True}, True),  # E, sexual and medium
    ({"rsr": 0.1, "ogrs": 5.0, "sexual": True, "assessed_rosh": 0}, False),  # E, sexual and low
    ({"rsr": 0.1, "ogrs": 5.0, "child_safeguarding": True}, True),  # F, plan (share 1 here)
    ({"rsr": 0.1, "ogrs": 5.0}, False),  # G
    ({"rsr": 0.1, "ogrs": 5.0, "kind": SentenceKind.EXTENDED}, True),  # a Parole Board case
]


@pytest.mark.parametrize(("facts", "officer_needed"), GUIDANCE)
def test_who_may_hold_what_by_the_guidance_of_2026(
    facts: dict[str, Any], officer_needed: bool
) -> None:
    desk = desk_with("tier_matched_2026", management__allocation__eligibility__child_plan_share=1.0)
    person = desk.ask(**{"tier": "B2", **facts})
    assert officer_needed_2026(desk.staff(Grade.PO)[0], person) == officer_needed
    (holder,) = holders(desk, [person])
    assert (holder.grade is Grade.PO) == officer_needed
    assert desk.unit.tally.since_start["allocations mismatched"] == 0


def test_a_plan_for_a_child_is_asked_for_and_not_the_concern() -> None:
    desk = desk_with("tier_matched_2026", management__allocation__eligibility__child_plan_share=0.0)
    person = desk.ask(rsr=0.1, ogrs=5.0, child_safeguarding=True)
    assert not officer_needed_2026(desk.staff(Grade.PO)[0], person)


# Caps -----------------------------------------------------------------------------------------


def test_a_cap_is_never_exceeded_by_an_allocation() -> None:
    desk = desk_with("capped", posts(po=2), management__allocation__cap_pct=50.0)
    people = [desk.ask(tier="B2") for _ in range(40)]
    desk.until(70)
    for officer in desk.staff(Grade.PO):
        # 9 x 115 = 1035 points are 47.6 %; a tenth would make 52.8 %.
        assert len(officer.cases) == 9
    assert sum(isinstance(person.holder, Practitioner) for person in people) == 18
    assert desk.week("unallocated", 9) == 22.0
    assert desk.week("demand_pct", 9) == pytest.approx(100 * 40 * 115 / (2 * 2176))
    assert desk.week("workload_pct", 9) == pytest.approx(100 * 18 * 115 / (2 * 2176))


def test_what_waits_at_a_cap_is_given_out_when_there_is_room() -> None:
    desk = desk_with("capped", posts(po=1), management__allocation__cap_pct=50.0)
    officer = desk.one(Grade.PO)
    held = [desk.case(officer, "B2") for _ in range(9)]
    waiting = [desk.ask(tier="D2"), desk.ask(tier="B2")]
    desk.until(30)
    assert not any(isinstance(person.holder, Practitioner) for person in waiting[1:])
    for person in held[:1]:
        desk.unit.allocation.take_away(person, 30)
        desk.unit.move(person, State.CLOSED, 30)
    desk.until(40)
    # The higher tier is served first.
    assert waiting[1].holder is officer


@pytest.mark.parametrize("cap", [100.0, 110.0])
def test_with_hand_back_nobody_with_points_is_above_the_cap_after_the_weekly_look(
    cap: float,
) -> None:
    desk = desk_with(
        "capped",
        posts(po=2),
        management__allocation__cap_pct=cap,
        management__allocation__hand_back=True,
    )
    one, two = desk.staff(Grade.PO)
    low = [desk.case(one, "C2") for _ in range(10)]
    high = [desk.case(one, "B2") for _ in range(20)]
    for _ in range(22):
        desk.case(two, "B2")
    desk.until(7)
    assert one.workload <= cap
    assert two.workload <= cap
    # The lowest tier goes back first: of 2930 points at most 2176 (18 B2 and one C2) or 2393.6
    # (20 B2 and one C2) may stay.
    kept = sum(person.holder is one for person in high)
    assert kept == (18 if cap == 100.0 else 20)
    assert sum(person.holder is one for person in low) == 1
    # Nothing is lost: it waits in the pool, or went where there was room.
    pool = desk.unit.teams[0].pool
    assert all(person.holder in (pool, one, two) for person in low + high)
    assert desk.unit.tally.since_start["cases handed back"] > 0


def test_the_cap_holds_in_a_whole_unit_with_hand_back() -> None:
    values = {
        "unit.scale": 0.2,
        "unit.past_years": 2.0,
        RULE: "capped",
        "management.allocation.hand_back": True,
        "management.allocation.cap_pct": 100.0,
        "management.allocation.fallback": "wait",
        "management.absence.rule": "reallocate",
    }
    unit = Unit(scenario_of(values, weeks=26), 3, 0)
    over: list[float] = []
    weekly_look = unit.moves.week

    def look(today: int) -> None:
        weekly_look(today)
        over.extend(o.workload for o in unit.staff if o.grade is not Grade.SPO)

    unit.moves.week = look  # type: ignore[method-assign]
    unit.run()
    assert len(over) > 200
    assert max(over) <= 100.0 + 1e-9
    assert unit.tally.since_start["cases handed back"] > 0


# Who may, and what happens when nobody may ----------------------------------------------------


def newly_qualified_desk(**values: Any) -> tuple[Desk, Practitioner]:
    staff = posts(po=1)
    defaults = {
        "management.allocation.eligibility.nqo": "CD",
        "management.allocation.eligibility.nqo_protected_months": 12.0,
    }
    desk = Desk(scenario_of(STILL, staff, defaults, paths(**values)))
    officer = desk.one(Grade.PO)
    officer.qualified_day = -30
    return desk, officer


def test_a_protected_officer_holds_no_protected_tier_and_the_case_waits() -> None:
    desk, officer = newly_qualified_desk(management__allocation__fallback="wait")
    high, low = desk.ask(tier="B2"), desk.ask(tier="C2")
    desk.until(60)
    assert low.holder is officer
    assert high.holder is desk.unit.teams[0].pool
    assert desk.unit.tally.since_start["allocations mismatched"] == 0


def test_protection_ends_and_the_case_is_given() -> None:
    desk, officer = newly_qualified_desk(management__allocation__fallback="wait")
    high = desk.ask(tier="B2")
    desk.until(12 * 30.4375 - 30 - 8)
    assert high.holder is not officer
    desk.until(12 * 30.4375 - 30 + 8)
    assert high.holder is officer


def test_a_protected_officer_given_a_protected_tier_counts_as_a_mismatch() -> None:
    desk, officer = newly_qualified_desk(management__allocation__fallback="mismatch")
    high = desk.ask(tier="B2")
    desk.until(7)
    assert high.holder is officer
    assert desk.unit.tally.since_start["allocations mismatched"] == 1


def test_a_senior_holds_what_nobody_may_hold() -> None:
    desk, _ = newly_qualified_desk(management__allocation__fallback="spo_holds")
    high = desk.ask(tier="B2")
    desk.until(7)
    assert high.holder is desk.one(Grade.SPO)
    # Points used in the unit figure, with none available.
    assert desk.week("workload_pct", 0) == pytest.approx(100 * 115 / 2176)


def test_protected_officers_in_a_whole_unit_hold_what_they_may() -> None:
    values = {
        "unit.scale": 0.3,
        "unit.past_years": 2.0,
        "management.allocation.eligibility.nqo": "CD",
        "management.allocation.eligibility.nqo_protected_months": 24.0,
        "management.allocation.fallback": "wait",
        "management.allocation.blind_share": 0.0,
        "management.allocation.reallocate_on_tier_rise": True,
        **NO_SICKNESS,
    }
    unit = Unit(scenario_of(values, weeks=26), 4, 0)
    wrong: list[str] = []
    seen = 0

    def look(_: object, today: int) -> None:
        nonlocal seen
        for officer in unit.staff:
            if officer.grade is Grade.PO and officer.protected:
                seen += len(officer.cases)
                wrong.extend(
                    p.identifier for p in officer.cases.values() if not by_letters([officer], p)
                )
        unit.diary.enter(today + 7, Turn.ARRANGED, look, unit)

    unit.diary.enter(7, Turn.ARRANGED, look, unit)
    unit.run()
    assert seen > 100
    # A tier can rise in a case held, and then nobody else may be there to take it: counted.
    assert len(set(wrong)) <= unit.tally.since_start["cases outgrown"]


def test_a_case_that_outgrows_its_officer_moves_on_if_the_rule_says_so() -> None:
    for moves_on in (True, False):
        desk = desk_with(
            "least_loaded_eligible", management__allocation__reallocate_on_tier_rise=moves_on
        )
        services = desk.staff(Grade.PSO)[0]
        person = desk.case(services, "C2")
        person.tier, person.protect, person.assessed_rosh = "B2", "B", 2
        desk.unit.allocation.tier_risen(person, 0)
        assert isinstance(person.holder, Practitioner)
        assert (person.holder.grade is Grade.PO) == moves_on
        assert desk.unit.tally.since_start["cases outgrown"] == (0 if moves_on else 1)


def test_an_unread_case_may_be_given_to_anybody() -> None:
    desk = desk_with("least_loaded_eligible", management__allocation__blind_share=1.0)
    for officer in desk.staff(Grade.PO):
        desk.case(officer, "B2")
    allocation = desk.unit.allocation
    read, unread = desk.ask(tier="B2"), desk.ask(tier="B2")
    allocation.allocate(read, 0, reading=1.0)
    allocation.allocate(unread, 0, reading=0.0)
    assert read.holder.grade is Grade.PO
    assert unread.holder.grade is not Grade.PO


# Between officers -----------------------------------------------------------------------------


def test_loads_are_evened_out_down_to_the_gap() -> None:
    desk = desk_with(
        "least_loaded_eligible",
        posts(po=2),
        management__allocation__adjustment__max_cases=100,
        management__allocation__adjustment__every_weeks=1.0,
        management__allocation__adjustment__gap_pct=20.0,
    )
    one, two = desk.staff(Grade.PO)
    for _ in range(20):
        desk.case(one, "B2")
    desk.until(7)
    assert 0.0 <= one.workload - two.workload <= 20.0
    assert len(one.cases) + len(two.cases) == 20


def test_seniors_who_trust_some_with_more_spread_the_load() -> None:
    def spread(value: float) -> float:
        values = {"management.allocation.capacity_spread": value}
        desk = Desk(scenario_of(STILL, posts(po=8), values))
        for _ in range(160):
            desk.unit.allocation.to_pool(desk.case(None, "C2"), 0)
        for person in list(desk.unit.teams[0].pool.cases.values()):
            desk.unit.allocation.allocate(person, 0)
        loads = [officer.workload for officer in desk.staff(Grade.PO)]
        return max(loads) - min(loads)

    assert spread(0.0) < 6.0
    assert spread(0.3) > 15.0


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_prisoners_may_get_another_officer_at_handover(share: float) -> None:
    desk = desk_with(
        "least_loaded_eligible",
        posts(po=2),
        management__allocation__handover_new_officer_share=share,
    )
    one, two = desk.staff(Grade.PO)
    person = desk.case(one, "B2", State.CUSTODY_COMMUNITY)
    desk.unit.allocation.handed_over_to_community(person, 0)
    assert person.holder is (two if share else one)
    assert desk.unit.tally.since_start[counts.OFFICER_CHANGES] == share


def test_the_officers_of_a_case_are_counted() -> None:
    desk = desk_with("least_loaded_eligible", posts(po=3))
    person = desk.case(desk.staff(Grade.PO)[0], "B2", rosh=2)
    give: Callable[..., None] = desk.unit.allocation.give
    for day, officer in ((100, 1), (200, 2), (300, 0)):
        desk.until(day)
        give(person, desk.staff(Grade.PO)[officer], day)
    assert person.officers == 4
    # Three different ones: the first has it again.
    assert desk.unit.moves.officers_in_last_year(366) == [3]
    assert desk.unit.moves.officers_in_last_year(500) == [3]
    # Held for less than a year: not counted.
    assert desk.unit.moves.officers_in_last_year(364) == []
