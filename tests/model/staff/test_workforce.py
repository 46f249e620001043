"""Posts, joining, qualifying, leaving, promotion, and the levers with what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from staff_support import ALIKE, EXPERIENCED, STILL, Desk, paths, posts, scenario_of

from pdusim import load_scenario
from pdusim.model.counting.pay import cost_of_week
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.outcomes import counts
from pdusim.scenario.plain import plain
from pdusim.scenario.schema.surroundings import WrittenBy


def desk_with(staff: dict[str, Any], **values: Any) -> Desk:
    return Desk(scenario_of(STILL, staff, paths(**values), weeks=104))


def total(desk: Desk, name: str) -> float:
    return desk.unit.tally.since_start[name]


# Posts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_so_many_posts_are_vacant_and_the_same_ones_stay_filled(share: float) -> None:
    few = desk_with(posts(po=20) | {"workforce.posts.po_vacant_share": share})
    full = desk_with(posts(po=20))
    here = {officer.identifier: officer.key for officer in few.staff(Grade.PO)}
    everybody = {officer.identifier: officer.key for officer in full.staff(Grade.PO)}
    assert len(here) == 20 - round(20 * share)
    assert few.unit.workforce.vacancies(Grade.PO) == round(20 * share)
    assert here.items() <= everybody.items()


def test_the_same_officers_follow_each_other_in_a_post_whatever_happens_in_another() -> None:
    hiring = {
        "workforce.recruitment.po_lateral_per_year": 1.0,
        "workforce.recruitment.po_lead_months": 0.0,
        "workforce.leaving.po": 0.8,
        "workforce.leaving.workload_effect": 0.0,
    }

    def tenures(extra: int) -> dict[str, tuple[int, int]]:
        desk = Desk(scenario_of(STILL, posts(po=8), hiring, weeks=104))
        # In one of the two units several posts are emptied by hand.
        for officer in desk.staff(Grade.PO)[:extra]:
            desk.unit.workforce.leaving.leave(officer, 0)
        desk.until(700)
        return {o.identifier: (o.key, o.since) for o in desk.unit.everyone if o.grade is Grade.PO}

    first, second = tenures(0), tenures(3)
    untouched = [name for name in first if int(name.split()[1].rstrip(",")) > 3]
    assert len(untouched) >= 5
    assert any("," in name for name in untouched)
    assert {name: first[name] for name in untouched} == {name: second[name] for name in untouched}


def test_a_services_officer_is_hired_after_the_mean_time_to_hire() -> None:
    months = 3.0
    waited: list[float] = []
    for seed in range(8):
        values = {"workforce.recruitment.pso_months": months}
        desk = Desk(scenario_of(STILL, posts(pso=12), values, weeks=150), seed=seed)
        for officer in desk.staff(Grade.PSO):
            desk.unit.workforce.leaving.leave(officer, 0)
        desk.until(1000)
        waited.extend(o.since for o in desk.unit.everyone if o.grade is Grade.PSO and o.since > 0)
    assert len(waited) == 96
    mean = sum(waited) / len(waited)
    # Exponential in weekly steps: the mean lies half a week above; 96 draws.
    assert mean == pytest.approx(months * 30.4375 + 3.5, rel=0.3)


def test_nobody_comes_from_outside_before_vetting_and_above_the_cap_on_intake() -> None:
    desk = desk_with(
        posts(po=12),
        workforce__recruitment__po_extra_per_year=50.0,
        workforce__recruitment__po_lead_months=3.0,
        workforce__recruitment__po_intake_max=4.0,
    )
    for officer in desk.staff(Grade.PO):
        desk.unit.workforce.leaving.leave(officer, 0)
    desk.until(90)
    assert desk.staff(Grade.PO) == []
    desk.until(400)
    assert len(desk.staff(Grade.PO)) == 4
    desk.until(500)
    assert len(desk.staff(Grade.PO)) == 8


def test_new_staff_go_to_the_team_that_is_shortest_of_their_grade() -> None:
    values = {"management.teams.office_shares": (0.25, 0.75)}
    desk = Desk(scenario_of(STILL, posts(po=12, pso=4, spo=2), values))
    small, large = desk.unit.teams
    # Two teams, middles at 1/4 and 3/4 of the unit: 0.25 of the cases and 0.75.
    assert (small.office, large.office) == (1, 1) or small.weight < large.weight
    for grade, number in ((Grade.PO, 12), (Grade.PSO, 4)):
        for team in (small, large):
            have = sum(1 for member in team.members if member.grade is grade)
            assert have == pytest.approx(number * team.weight, abs=1)


# Trainees -------------------------------------------------------------------------------------

TRAINING = {
    "workforce.recruitment.trainees_per_year": 4.0,
    "workforce.recruitment.trainee_from_pso_share": 0.0,
    "workforce.recruitment.trainee_months_graduate": 15.0,
    "workforce.recruitment.trainee_months_other": 15.0,
}


def test_a_trainee_has_points_by_stage_and_qualifies_into_a_vacant_post() -> None:
    staff = posts(po=4) | {"workforce.posts.po_vacant_share": 0.5}
    desk = Desk(scenario_of(STILL, staff, TRAINING, weeks=140))
    # Intakes come every 13 weeks; the first census looks at week 1.
    desk.until(7 * 13 + 1)
    (first, *_) = desk.staff(Grade.PQIP)
    joined = first.since
    person = desk.case(first, "C2")

    def points(month: float) -> int:
        desk.until(joined + month * 30.4375 + 3)
        return first.points_available

    # 80, 60 and 40 %; then newly qualified 20 % for nine months.
    assert [points(1), points(7), points(13)] == [435, 870, 1305]
    assert first.grade is Grade.PQIP
    assert points(15.2) == 1740
    assert first.grade is Grade.PO
    assert first.newly_qualified
    assert first.post is not None
    assert person.holder is first
    assert points(24.3) == 2176
    assert not first.newly_qualified
    assert total(desk, "qualified") >= 1


def test_who_qualifies_into_a_full_establishment_stays_beside_it() -> None:
    desk = Desk(scenario_of(STILL, posts(po=2), TRAINING, weeks=140))
    desk.until(900)
    officers = desk.staff(Grade.PO)
    assert len(officers) > 2
    assert desk.unit.workforce.vacancies(Grade.PO) == 0
    # A leaver's post is not advertised while there are more officers than posts.
    desk.unit.workforce.leaving.leave(officers[0], 900)
    assert desk.unit.workforce.open_posts(Grade.PO) == []


def test_trainees_from_inside_leave_a_post_and_cases_behind() -> None:
    desk = Desk(
        scenario_of(
            STILL,
            posts(po=3, pso=2),
            TRAINING,
            {"workforce.recruitment.trainee_from_pso_share": 1.0},
        )
    )
    for officer in desk.staff(Grade.PSO):
        desk.case(officer, "C2")
    desk.until(7 * 13 + 20)
    assert total(desk, "services officers into training") == 1
    assert len(desk.staff(Grade.PQIP)) == 1
    assert len([o for o in desk.unit.everyone if not o.in_post]) == 1
    # Not a leaver of the service.
    assert total(desk, "leavers pso") == 0


def test_some_trainees_drop_out() -> None:
    values = {**TRAINING, "workforce.recruitment.trainee_dropout_share": 1.0}
    desk = Desk(scenario_of(STILL, posts(po=3), values, weeks=160))
    desk.until(1000)
    assert total(desk, "qualified") == 0
    assert total(desk, "leavers pqip") >= 8


def test_a_trainee_boom_costs_capacity_first_and_brings_it_later() -> None:
    """T26: points available, against the baseline, in paired runs."""
    values = {
        **{k: v for k, v in STILL.items() if k.startswith(("arrivals", "sentencing", "unit"))},
        **ALIKE,
        "workforce.sickness.long_rate": 0.0,
        "workforce.sickness.stress_rate": 0.0,
        "workforce.leave.maternity_per_year": 0.0,
        "run.warm_up_weeks": 0,
    }

    def mean(name: str, year: float, replications: int) -> tuple[float, float]:
        """Hours of practitioners and share of novices so long after the intakes begin."""
        total = novices = 0.0
        weeks = {"run.observe_weeks": 60 + round(year * 53)}
        for replication in range(replications):
            unit = Unit(load_scenario(name).with_values({**values, **weeks}), 2, replication)
            unit.go_live()
            unit.env.process(unit.diary.keep(unit.env))
            unit.env.process(unit.sundays())
            unit.env.run(until=365 + year * 365.25)
            staff = [o for o in unit.staff if o.grade is not Grade.SPO]
            # Contracted hours less reductions and mentoring, whoever happens to be away.
            total += sum(o.contracted * (1 - o.reduction) - o.team.mentoring_of(o) for o in staff)
            novices += sum(o.novice for o in staff) / len(staff)
        return total / replications, novices / replications

    # Posts left by services officers who begin the training, and mentors' time, come first.
    assert mean("trainee_boom", 0.3, 10)[0] < mean("baseline", 0.3, 10)[0] - 10.0
    boomed, base = mean("trainee_boom", 3.0, 2), mean("baseline", 3.0, 2)
    assert boomed[0] > base[0] + 100.0
    assert boomed[1] > base[1]


# Leaving and moving ---------------------------------------------------------------------------


def test_after_notice_a_leavers_cases_stay_in_the_name_until_the_lag_is_over() -> None:
    desk = desk_with(posts(po=2), management__absence__leaver_lag_days=10.0)
    one, two = desk.staff(Grade.PO)
    people = [desk.case(one, "B2") for _ in range(4)]
    task = desk.unit.casework.arise("home_visit", people[0], 0)
    desk.away(one, 0, 5)
    desk.on(1, lambda today: desk.unit.workforce.leaving.leave(one, today))
    desk.until(14)
    assert all(person.holder is one for person in people)
    assert one in desk.unit.leavers
    desk.until(30)
    assert all(person.holder is two for person in people)
    assert one.cases == {}
    assert one.queue.count == 0
    assert task.owner is two or task.done_at is not None


def test_work_done_for_others_goes_back_to_them_when_somebody_leaves() -> None:
    desk = desk_with(posts(po=2), management__absence__rule="duty_cover")
    one, two = desk.staff(Grade.PO)
    person = desk.case(one, "B2")
    desk.away(one, 1, 10)
    desk.until(2)
    urgent = desk.unit.casework.arise("recall_report", person, 2)
    assert urgent.owner is two
    desk.unit.workforce.leaving.leave(two, 2)
    desk.until(2.01)
    assert urgent.owner is one
    assert two.queue.count == 0


def test_nobody_under_notice_is_given_a_case() -> None:
    desk = desk_with(posts(po=2))
    one, two = desk.staff(Grade.PO)
    for _ in range(5):
        desk.case(two, "B2")
    one.notice = True
    person = desk.ask(tier="B2")
    desk.until(10)
    assert person.holder is two


def test_somebody_who_moves_leaves_the_old_cases_behind_after_the_lag() -> None:
    values = {
        "management.teams.office_shares": (0.5, 0.5),
        "management.absence.leaver_lag_days": 10.0,
    }
    desk = Desk(scenario_of(STILL, posts(po=4, spo=2), values))
    first, second = desk.unit.teams
    mover = first.members[0]
    person = desk.case(mover, "B2", area=0.1)
    desk.on(7, lambda today: desk.unit.workforce.leaving.move(mover, today))
    desk.until(8)
    assert mover in second.members
    assert person.holder is mover
    desk.until(24)
    assert person.holder in first.members


def test_a_promotion_takes_an_officer_away_and_leaves_the_cases() -> None:
    desk = desk_with(
        posts(po=3, spo=1),
        workforce__recruitment__promotions_per_year=12.0,
        workforce__recruitment__spo_months=60.0,
        workforce__recruitment__promotion_min_years=3.0,
    )
    ready, *others = desk.staff(Grade.PO)
    for officer in others:
        officer.qualified_day = -365
    person = desk.case(ready, "B2")
    desk.unit.workforce.leaving.leave(desk.one(Grade.SPO), 0)
    desk.until(365)
    (senior,) = desk.staff(Grade.SPO)
    assert senior.qualified_day == EXPERIENCED
    assert not ready.in_post
    assert total(desk, "promotions") == 1
    assert total(desk, "leavers po") == 0
    desk.until(405)
    assert person.holder in others


@pytest.mark.parametrize(("years", "promoted"), [(1.0, True), (3.0, False)])
def test_years_before_promotion(years: float, promoted: bool) -> None:
    name = "promotion_after_3_years"
    last = load_scenario(name).timeline[-1].settings.workforce.recruitment
    assert last.promotion_min_years == 3.0
    desk = desk_with(
        posts(po=3, spo=1),
        workforce__recruitment__promotions_per_year=12.0,
        workforce__recruitment__promotion_min_years=years,
    )
    for officer in desk.staff(Grade.PO):
        officer.qualified_day = -500
    desk.unit.workforce.leaving.leave(desk.one(Grade.SPO), 0)
    desk.until(200)
    assert (total(desk, "promotions") == 1) == promoted


def hazard(officer: Practitioner, **values: Any) -> float:
    desk = officer.unit
    return desk.workforce.leaving.rate(officer, 0)


def test_leaving_rises_with_felt_workload_and_falls_with_an_offer() -> None:
    desk = desk_with(
        posts(po=2, pso=1),
        workforce__leaving__po=0.1,
        workforce__leaving__pso=0.1,
        workforce__leaving__workload_effect=0.1,
        workforce__sickness__reference_workload=100.0,
    )
    one, two = desk.staff(Grade.PO)
    services = desk.one(Grade.PSO)
    for officer in (one, two, services):
        officer.felt = 100.0
    base = hazard(one)
    two.felt = 150.0
    assert hazard(two) / base == pytest.approx(1.6487, rel=1e-3)
    offer = desk.unit.scenario.with_values({"workforce.leaving.retention_factor": 0.75})
    before = hazard(services)
    desk.unit.settings = plain(offer.settings)
    assert hazard(one) == pytest.approx(0.75 * base)
    # The offer is to probation officers.
    assert hazard(services) == before


def test_early_years_leave_more_and_the_mean_over_staff_is_the_rate() -> None:
    values = {"workforce.leaving.po": 0.1, "workforce.leaving.early_career_factor": 3.0}
    unit = Unit(scenario_of(STILL, posts(po=600), values), 5, 0)
    unit.go_live()
    officers = unit.workforce.in_post(Grade.PO)
    for officer in officers:
        officer.felt = unit.settings.workforce.sickness.reference_workload
    rates = [unit.workforce.leaving.rate(officer, 0) for officer in officers]
    assert max(rates) == pytest.approx(3.0 * min(rates))
    # Officers at the start are drawn: within four standard errors of a mix of two rates.
    assert sum(rates) / len(rates) == pytest.approx(0.1, abs=4 * 0.04 / 600**0.5)
    # A later change of the rate is one of everybody's hazard.
    before = dict(zip(officers, rates, strict=True))
    unit.settings = plain(unit.scenario.with_values({"workforce.leaving.po": 0.05}).settings)
    for officer, rate in before.items():
        assert unit.workforce.leaving.rate(officer, 0) == pytest.approx(0.5 * rate)


def test_services_officers_who_go_into_training_leave_the_others_younger() -> None:
    none = {"workforce.leaving.pso": 0.1, "workforce.recruitment.trainees_per_year": 0.0}
    many = none | {
        "workforce.recruitment.trainees_per_year": 40.0,
        "workforce.recruitment.trainee_from_pso_share": 0.5,
    }
    desks = [Desk(scenario_of(STILL, posts(pso=100), values)) for values in (none, many)]
    careers = [desk.unit.workforce.leaving.career(Grade.PSO)[1] for desk in desks]
    assert [career.other for career in careers] == [0.0, pytest.approx(0.2)]
    assert careers[1].mean_years < 0.5 * careers[0].mean_years


def test_trainees_at_the_start_are_some_way_through_and_end_as_new_ones_would() -> None:
    values = {"workforce.recruitment.trainee_dropout_share": 0.3}
    unit = Unit(scenario_of(STILL, posts(po=100, pqip=400), values, weeks=104), 5, 0)
    unit.go_live()
    trainees = [officer for officer in unit.staff if officer.grade is Grade.PQIP]
    # All but who qualifies on the first day.
    assert 398 <= len(trainees) <= 400
    served = [-officer.since / 365.25 for officer in trainees]
    assert min(served) >= 0.0
    assert max(served) <= 1.75
    # Half an hour of arithmetic: of those met, 0.1 / 0.8 drop out later; means of age by length.
    assert sum(served) / len(served) == pytest.approx(0.75, abs=0.1)
    unit.env.process(unit.observe())
    unit.env.process(unit.diary.keep(unit.env))
    unit.env.run(until=720)
    share = unit.tally.since_start[counts.QUALIFIED] / 400
    assert share == pytest.approx(1.0 - 0.1 / 0.8, abs=4 * (0.125 * 0.875 / 400) ** 0.5)


# Levers and cost ------------------------------------------------------------------------------


def weekly_cost(desk: Desk) -> float:
    return cost_of_week(desk.unit)


def test_cost_of_a_week_by_hand() -> None:
    desk = desk_with(posts(po=2, pso=1, spo=1, admin=2))
    pay = desk.unit.settings.workforce.pay
    assert desk.unit.settings.surroundings.court_reports.team_posts == 3
    yearly = 2 * pay.po + pay.pso + pay.spo + 2 * pay.admin + 3 * pay.court_writer
    assert weekly_cost(desk) == pytest.approx(yearly * (1 + pay.on_costs) * 7 / 365.25)


def test_a_court_team_is_paid_for_until_its_last_report_is_out() -> None:
    few = posts(po=2)
    team = "surroundings.court_reports."
    costs = {
        name: weekly_cost(Desk(scenario_of(STILL, few, {team + key: value})))
        for name, key, value in (
            ("three", "team_posts", 3),
            ("five", "team_posts", 5),
            ("none", "team_posts", 0),
            ("holders", "written_by", "case_holders"),
        )
    }
    desk = Desk(scenario_of(STILL, few))
    pay = desk.unit.settings.workforce.pay
    one = pay.court_writer * (1 + pay.on_costs) * 7 / 365.25
    assert costs["five"] - costs["three"] == pytest.approx(2 * one)
    assert costs["three"] - costs["none"] == pytest.approx(3 * one)
    assert costs["holders"] == pytest.approx(costs["none"])
    # A team that is given up still has what courts have asked it for.
    desk.unit.surroundings.court.asked(7)
    stated = desk.unit.scenario.settings
    reports = stated.surroundings.court_reports
    given_up = reports.model_copy(update={"written_by": WrittenBy.CASE_HOLDERS})
    around = stated.surroundings.model_copy(update={"court_reports": given_up})
    desk.unit.settings = plain(stated.model_copy(update={"surroundings": around}))
    assert weekly_cost(desk) == pytest.approx(costs["three"])
    desk.until(30)
    assert weekly_cost(desk) == pytest.approx(costs["none"])


LEVERS: dict[str, tuple[dict[str, Any], str]] = {
    "overtime": ({"workforce.hours.overtime_share": 0.1}, "hours"),
    "administrators": ({"workforce.posts.admin": 4.0}, "hours"),
    "agency": ({"workforce.recruitment.agency_po": 1.0}, "points"),
    "retention": ({"workforce.pay.retention": 3000.0}, ""),
    "senior practitioners": ({"workforce.senior_practitioners.posts": 1.0}, "fewer points"),
}


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_costs_what_it_should_and_gives_what_it_should(lever: str) -> None:
    values, gives = LEVERS[lever]
    staff = posts(po=4, admin=2)
    without, pulled = Desk(scenario_of(STILL, staff)), Desk(scenario_of(STILL, staff, values))
    for desk in (without, pulled):
        desk.until(20)
    pay = without.unit.settings.workforce.pay
    on_top = 7 / 365.25 * (1 + pay.on_costs)
    more = {
        "overtime": 4 * pay.po * 0.1 * pay.overtime_factor,
        "administrators": 2 * pay.admin,
        "agency": pay.po * pay.agency_factor,
        "retention": 4 * 3000.0,
        "senior practitioners": pay.senior_practitioner,
    }[lever]
    assert weekly_cost(pulled) - weekly_cost(without) == pytest.approx(more * on_top)

    def sums(desk: Desk) -> tuple[float, int]:
        staff = desk.staff(Grade.PO)
        return sum(o.day_hours for o in staff), sum(o.points_available for o in staff)

    (hours, points), (more_hours, more_points) = sums(without), sums(pulled)
    if gives == "hours":
        # True time that the official points do not see.
        assert more_hours > hours * 1.02
        assert more_points == points
    elif gives == "points":
        assert more_points == points + 2176
        assert more_hours > hours
    elif gives == "fewer points":
        assert more_points < points
    else:
        assert (more_hours, more_points) == (hours, points)


def test_administrators_free_hours_up_to_a_limit_and_their_lack_costs_them() -> None:
    def hours(administrators: float) -> float:
        values = {
            **posts(po=4, admin=2),
            "workforce.posts.admin": administrators,
            "workforce.support.hours_freed": 10.0,
            "workforce.support.freed_max_share": 0.2,
        }
        desk = Desk(scenario_of(STILL, values))
        return 5 * sum(officer.day_hours for officer in desk.staff(Grade.PO))

    at_two = hours(2.0)
    assert hours(3.0) - at_two == pytest.approx(10.0)
    assert at_two - hours(1.0) == pytest.approx(10.0)
    # At most a fifth of 4 x 37 hours.
    assert hours(20.0) - at_two == pytest.approx(0.2 * 4 * 37)


def test_administrators_leave_and_are_replaced_with_a_delay() -> None:
    values = {
        **posts(po=1, admin=30),
        "workforce.leaving.admin": 0.5,
        "workforce.recruitment.admin_months": 3.0,
    }
    desk = Desk(scenario_of(STILL, values, weeks=150))
    seen: list[int] = []
    for week in range(20, 150):
        desk.until(7 * week)
        seen.append(desk.unit.administrators.in_post)
    # In post: 2 years to leave, a quarter to fill, so 8 in 9 of 30 in the long run; a mean over
    # two and a half years of 30 posts scatters by about one.
    assert sum(seen) / len(seen) == pytest.approx(30 * 8 / 9, abs=3)
    assert min(seen) < max(seen) <= 30


def test_agency_staff_come_and_go_with_the_lever() -> None:
    desk = Desk(
        load_scenario("agency_officers").with_values(
            {**STILL, **posts(po=2), "run.warm_up_weeks": 40, "run.observe_weeks": 80}
        )
    )
    starts, ends = (period.day for period in desk.unit.scenario.timeline[1:])
    for day, agency in ((starts - 8, 0), (starts + 8, 4), (ends - 8, 4), (ends + 8, 0)):
        desk.until(day)
        assert sum(officer.agency for officer in desk.unit.staff) == agency
    assert desk.unit.workforce.posts(Grade.PO) == 2
