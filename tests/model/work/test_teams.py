"""Teams: offices, specialisms, who covers, spans and mentors."""

from __future__ import annotations

from collections import Counter

import pytest
from staff_support import ALIKE, STILL, Desk, paths, posts, scenario_of

from pdusim import ScenarioError, load_scenario
from pdusim.model.unit import Unit
from pdusim.model.work.practitioner import Grade
from pdusim.model.work.teams import staff_per_senior, widest_span

OFFICES = "management.teams.office_shares"
WOMEN = "management.teams.specialist.women.staff_share"


def desk_of(**values: object) -> Desk:
    return Desk(scenario_of(STILL, posts(po=14, pso=7, spo=7), paths(**values)))


def test_a_team_for_each_senior_post_divided_over_the_offices() -> None:
    desk = desk_of(management__teams__office_shares=(0.45, 0.35, 0.2))
    teams = desk.unit.teams
    assert len(teams) == 7
    # Middles of seven equal parts, 1/14, 3/14, ... against 0.45 and 0.8.
    assert [team.office for team in teams] == [0, 0, 0, 1, 1, 1, 2]
    assert sum(team.weight for team in teams) == pytest.approx(1.0)
    assert teams[0].weight == pytest.approx(0.15)
    assert teams[6].weight == pytest.approx(0.2)


def test_a_case_belongs_to_a_team_of_its_office() -> None:
    desk = desk_of(management__teams__office_shares=(0.45, 0.35, 0.2))
    unit = desk.unit
    for area, team in ((0.0, 0), (0.149, 0), (0.151, 1), (0.449, 2), (0.451, 3), (0.81, 6)):
        assert unit.team_of(desk.case(None, area=area)).number == team
    found = Counter(unit.team_of(desk.case(None, area=i / 1000)).number for i in range(1000))
    for team in unit.teams:
        assert found[team.number] == pytest.approx(1000 * team.weight, abs=1)


def test_offices_without_a_team_are_served_by_the_others() -> None:
    desk = Desk(scenario_of(STILL, posts(po=2, spo=1), {OFFICES: (0.25, 0.25, 0.25, 0.25)}))
    (team,) = desk.unit.teams
    assert team.weight == pytest.approx(1.0)
    for area in (0.0, 0.3, 0.6, 0.99):
        assert desk.unit.team_of(desk.case(None, area=area)) is team


def test_a_specialist_team_serves_its_kind_of_person_from_everywhere() -> None:
    desk = desk_of(management__teams__specialist__women__staff_share=0.1)
    special = desk.unit.teams[-1]
    assert special.name == "women"
    assert special.weight == pytest.approx(0.1)
    assert sum(team.weight for team in desk.unit.teams) == pytest.approx(1.0)
    for area in (0.0, 0.5, 0.99):
        assert desk.unit.team_of(desk.case(None, area=area, female=True)) is special
        assert desk.unit.team_of(desk.case(None, area=area)) is not special


def test_one_team_alone_is_never_a_specialist_one() -> None:
    desk = Desk(scenario_of(STILL, posts(po=2, spo=1), {WOMEN: 0.3}))
    (team,) = desk.unit.teams
    assert team.office >= 0
    assert desk.unit.team_of(desk.case(None, female=True)) is team


def test_uneven_staffing_makes_uneven_load() -> None:
    def spread(sigma: float) -> float:
        values = {
            **ALIKE,
            "unit.past_years": 2.0,
            "management.teams.staffing_spread": sigma,
            "management.teams.borrow_gap_pct": 1000.0,
        }
        total = 0.0
        for replication in range(5):
            unit = Unit(scenario_of(values, weeks=1), 3, replication)
            unit.go_live()
            loads = [team.mean_workload() for team in unit.teams]
            total += max(loads) - min(loads)
        return total / 5

    assert spread(0.3) > spread(0.0) + 20.0


def test_a_new_case_goes_to_a_team_of_the_office_that_is_far_less_loaded() -> None:
    values = {"management.teams.office_shares": (1.0,)}
    staff = posts(po=4, spo=2)
    for gap, borrowed in ((20.0, True), (200.0, False)):
        values["management.teams.borrow_gap_pct"] = gap  # type: ignore[assignment]
        desk = Desk(scenario_of(STILL, staff, values))
        first, second = desk.unit.teams
        for officer in first.members:
            for _ in range(20):
                desk.case(officer, "B2", area=0.1)
        person = desk.ask(tier="B2", area=0.1)
        desk.until(14)
        assert desk.unit.team_of(person) is first
        assert (person.holder in second.members) == borrowed


def test_shares_of_offices_must_add_to_one() -> None:
    with pytest.raises(ScenarioError, match="must add to 1"):
        load_scenario("baseline").with_values({OFFICES: (0.5, 0.4)})


# Seniors of teams -----------------------------------------------------------------------------


def test_the_nearest_senior_at_work_covers_and_spans_two_teams() -> None:
    desk = Desk(scenario_of(STILL, posts(po=8, spo=4), {OFFICES: (0.5, 0.5)}))
    teams = desk.unit.teams
    assert [team.office for team in teams] == [0, 0, 1, 1]
    senior = teams[0].seniors[0]
    assert teams[0].acting_senior() is senior
    assert widest_span(teams) == 2
    desk.away(senior, 1, 20)
    desk.until(2)
    assert teams[0].acting_senior() is teams[1].seniors[0]
    assert widest_span(teams) == 4
    assert staff_per_senior(teams) == pytest.approx(8 / 3)
    desk.away(teams[1].seniors[0], 2, 10)
    desk.until(3)
    # Nobody left in the office: somebody of the other one.
    assert teams[0].acting_senior() in (*teams[2].seniors, *teams[3].seniors)


def test_with_every_senior_away_the_desk_waits_and_without_any_there_is_none() -> None:
    desk = Desk(scenario_of(STILL, posts(po=2, spo=1)))
    (team,) = desk.unit.teams
    senior = desk.one(Grade.SPO)
    desk.away(senior, 1, 20)
    desk.until(2)
    assert team.acting_senior() is senior
    assert staff_per_senior([team]) is None
    desk.unit.workforce.leaving.leave(senior, 2)
    assert team.acting_senior() is None


@pytest.mark.parametrize(("cap", "wanted"), [(None, 2), (10.0, 3), (8.0, 4), (5.0, 6)])
def test_a_cap_on_span_opens_senior_posts_for_teams_above_it(
    cap: float | None, wanted: int
) -> None:
    values = {OFFICES: (0.5, 0.5), "management.teams.span_max": cap}
    desk = Desk(scenario_of(STILL, posts(po=26, spo=2), values))
    teams = desk.unit.teams
    assert [len(team.members) for team in teams] == [13, 13]
    # 13 staff: one senior up to 13, two from 6.5, three from 4.33.
    expected = {2: 2, 3: 4, 4: 4, 6: 6}[wanted]
    assert desk.unit.workforce.posts(Grade.SPO) == expected


def test_under_a_cap_on_span_seniors_are_hired_into_the_widest_teams() -> None:
    values = {
        OFFICES: (0.5, 0.5),
        "management.teams.span_max": 10.0,
        "workforce.recruitment.promotions_per_year": 0.0,
        "workforce.recruitment.spo_months": 1.0,
    }
    desk = Desk(scenario_of(STILL, posts(po=26, spo=2), values))
    desk.until(360)
    assert [len(team.seniors) for team in desk.unit.teams] == [2, 2]
    assert widest_span(desk.unit.teams) == pytest.approx(6.5)


# Mentors --------------------------------------------------------------------------------------


def mentored(**values: object) -> Desk:
    return Desk(scenario_of(STILL, posts(po=3, pqip=2), paths(**values)))


def test_mentors_share_the_time_of_the_trainees_and_lose_it() -> None:
    desk = mentored(workforce__experience__mentor_hours=3.0)
    without = mentored(workforce__experience__mentor_hours=0.0)
    rule = desk.unit.settings.work.service
    for officer, free in zip(desk.staff(Grade.PO), without.staff(Grade.PO), strict=True):
        # Two trainees at 3 hours, three mentors: 2 hours a week each.
        lost = 2.0 * (1.0 - rule.non_case_share) / 5.0
        assert free.day_hours - officer.day_hours == pytest.approx(lost)


def test_only_officers_with_the_experience_mentor() -> None:
    desk = mentored(
        workforce__experience__mentor_hours=3.0, workforce__experience__mentor_min_years=2.0
    )
    one, two, three = desk.staff(Grade.PO)
    two.qualified_day = three.qualified_day = -400
    team = one.team
    team.share_mentoring()
    assert team.mentors() == [one]
    assert [team.mentoring_of(officer) for officer in (one, two, three)] == [6.0, 0.0, 0.0]


def test_without_mentors_intakes_wait() -> None:
    values = {
        "workforce.recruitment.trainees_per_year": 8.0,
        "workforce.recruitment.trainee_from_pso_share": 0.0,
        "workforce.recruitment.trainee_months_graduate": 60.0,
        "workforce.recruitment.trainee_months_other": 60.0,
        "workforce.recruitment.trainees_per_mentor_max": 1.0,
    }
    for officers in (0, 1, 3):
        desk = Desk(scenario_of(STILL, posts(po=officers), values))
        desk.until(360)
        assert len(desk.staff(Grade.PQIP)) == officers
        assert desk.unit.workforce.trainees.owed >= 3


def test_coaching_closes_part_of_the_gap_of_novices() -> None:
    desk = mentored(
        workforce__experience__mentor_hours=5.0,
        workforce__experience__coaching_full_hours=5.0,
        workforce__experience__coaching_effect=0.5,
    )
    trainee = desk.staff(Grade.PQIP)[0]
    assert trainee.team.coached == 1.0
    assert trainee.skill(0.6) == pytest.approx(0.8)
    for officer in desk.staff(Grade.PO):
        officer.qualified_day = 0
    trainee.team.share_mentoring()
    # Nobody mentors, five novices.
    assert trainee.team.coached == 0.0
    assert trainee.skill(0.6) == pytest.approx(0.6)


def test_experience_grows_with_the_years() -> None:
    desk = mentored(
        workforce__experience__full_years=2.0, workforce__experience__coaching_effect=0.0
    )
    officer = desk.staff(Grade.PO)[0]
    for years, skill in ((0.0, 0.6), (0.5, 0.7), (1.0, 0.8), (2.0, 1.0), (10.0, 1.0)):
        officer.qualified_day = -round(years * 365.25)
        assert officer.skill(0.6) == pytest.approx(skill, abs=1e-3)


def test_senior_practitioners_coach_in_their_own_time() -> None:
    values = {
        "workforce.senior_practitioners.posts": 1.0,
        "workforce.senior_practitioners.time_share": 0.2,
        "workforce.experience.coaching_full_hours": 7.4,
    }
    desk = Desk(scenario_of(STILL, posts(po=3, pqip=1), values))
    desk.until(7)
    (coach,) = [o for o in desk.staff(Grade.PO) if o.senior_practitioner]
    # A fifth of 37 hours, official: trunc(2176 x 29.6 / 37) = 1740.
    assert coach.points_available == 1740
    team = coach.team
    assert team.coached == 1.0
    assert [team.mentoring_of(officer) for officer in desk.staff(Grade.PO)] == [0.0] * 3
