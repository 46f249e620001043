"""People who have left can come back, and the flow of people sentenced stays as published."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import exp
from typing import Any

import numpy as np
import pytest

from pdusim import Scenario, simulate
from pdusim.model.people.returns import GROUPS, ReturnShares
from pdusim.scenario.plain import plain_periods

RETURNS = "enforcement.returns"


def at_rate(rate: float) -> dict[str, Any]:
    return {f"{RETURNS}.rate.{group}": rate for group in GROUPS}


def counted(scenario: Scenario, *names: str) -> list[float]:
    counts = simulate(scenario, seed=3).counts
    return [counts.get(name, 0.0) for name in names]


def test_of_the_flow_so_many_are_left_out_as_come_back(small) -> None:
    scenario = small(**at_rate(0.02), people__ogrs_sd=0.0, **{f"{RETURNS}.within_months": 24})
    for group in GROUPS:
        scenario = scenario.with_values({f"people.ogrs_mean.{group}": 50.0})
    shares = ReturnShares(plain_periods(scenario)[0].settings)
    days = np.array([-400, 0, 365, 731, 4000])
    fades = 18.0
    for group in GROUPS:
        found = shares.of([group] * len(days), days)
        years = [1.0 - exp(-0.02 * fades * (1.0 - exp(-12.0 * n / fades))) for n in (1, 2)]
        assert found.tolist() == pytest.approx([0.0, 0.0, *years, years[1]], abs=1e-3)


def test_as_many_people_come_as_before_and_some_of_them_are_known(small) -> None:
    one, other = (
        counted(small(**at_rate(rate), run__observe_weeks=78), "persons in", "returned")
        for rate in (0.0, 0.03)
    )
    assert one[1] == 0.0
    assert other[1] > 0.1 * other[0]
    assert other[0] == pytest.approx(one[0], rel=0.06)


def test_ending_supervision_after_the_sentence_does_not_end_re_offending(small) -> None:
    def sentences(rate: float, ended: bool) -> Counter[str]:
        values: dict[str, Any] = {**at_rate(0.0), f"{RETURNS}.rate.custody_under_12m": rate}
        values["run.observe_weeks"] = 70
        if ended:
            values["sentencing.post_sentence.ends"] = date(2023, 9, 1)
        names = ("sentenced again", "returned")
        return Counter(dict(zip(names, map(int, counted(small(**values), *names)), strict=True)))

    lost, came_back = ([sentences(rate, ended) for ended in (False, True)] for rate in (0.0, 0.06))
    # Who has left cannot be sentenced under supervision: without returns they vanish.
    assert lost[1].total() < lost[0].total()
    assert came_back[1]["sentenced again"] < came_back[0]["sentenced again"]
    # More have left, and left sooner: more come back.
    assert came_back[1]["returned"] > came_back[0]["returned"]
    vanished = [pair[0].total() - pair[1].total() for pair in (lost, came_back)]
    assert vanished[1] < 0.5 * vanished[0]


def test_who_comes_back_is_the_same_person_and_can_meet_the_same_officer(small, lived) -> None:
    def met_again(rule: str) -> list[bool]:
        values = {"run.observe_weeks": 52, "management.allocation.rule": rule, **at_rate(0.1)}
        events = lived(small(**values)).ledger.events
        back = {who: time for time, event, who, *_ in events if event == "comes back"}
        officers: dict[str, tuple[list[str], list[str]]] = {who: ([], []) for who in back}
        closed: set[str] = set()
        for time, event, who, officer, _ in events:
            if who in back and event == "case closed" and time < back[who]:
                closed.add(who)
            if who in back and event == "allocated":
                officers[who][time >= back[who]].append(officer)
        assert len(back) > 20
        assert closed == set(back)
        return [before[-1] == after[0] for before, after in officers.values() if before and after]

    first, lowest = met_again("continuity_first"), met_again("least_loaded")
    assert sum(first) > 0.4 * len(first)
    assert sum(lowest) < 0.5 * sum(first)
