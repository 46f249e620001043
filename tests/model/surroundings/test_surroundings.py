"""Courts, approved premises, unpaid work, programmes, unit status, further offences."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean, stdev

import pytest

from pdusim import simulate
from pdusim.model.people.person import State
from pdusim.model.surroundings.programmes import FILLED, steady_wait
from pdusim.model.unit import Unit
from pdusim.outcomes.counts import CONTACT_HOURS_DUE
from pdusim.scenario import ScenarioError

AROUND = "surroundings__"


def total(unit: Unit, name: str) -> float:
    return unit.tally.since_start.get(name, 0.0)


# Court reports ----------------------------------------------------------------------------


def test_reports_come_in_the_shares_and_at_the_rate_of_the_scenario(small, lived) -> None:
    unit = lived(small(run__observe_weeks=104, surroundings__court_reports__per_month=400.0))
    months = unit.horizon * 12 / 365.25
    reports = total(unit, "court reports")
    assert reports / months == pytest.approx(100.0, rel=0.06)  # a quarter of a unit
    done = {k: total(unit, f"done {k}_report") for k in ("standard", "fast", "oral")}
    shares = unit.settings.surroundings.court_reports
    # With a team far too small the queue is long and classes decide; oral ones are urgent.
    asked = sum(done.values()) + unit.surroundings.court.queue.count
    assert asked == pytest.approx(reports, abs=1)
    assert done["oral"] / reports == pytest.approx(shares.oral.share, abs=0.04)
    assert done["standard"] < 0.2 * shares.standard.share * reports


def test_more_demand_keeps_every_report_of_less(small, lived) -> None:
    def standard(per_month: float) -> float:
        return total(
            lived(small(surroundings__court_reports__per_month=per_month)), "court reports"
        )

    assert 0 == standard(0.0) < standard(70.0) < standard(90.0)


def test_case_holders_who_write_reports_carry_their_points_for_thirty_days(small, lived) -> None:
    more = []
    for replication in range(6):
        team = simulate(small(), seed=3, replication=replication)
        holders = simulate(
            small(surroundings__court_reports__written_by="case_holders"),
            seed=3,
            replication=replication,
        )
        assert holders.checks["points"] == 0
        more.append(holders.measures["workload_pct"] - team.measures["workload_pct"])
    # Some 710 points a month, which is between 2 and 3 % of what a quarter of a unit has.
    assert mean(more) == pytest.approx(2.7, abs=3 * stdev(more) / len(more) ** 0.5)
    unit = lived(small(surroundings__court_reports__written_by="case_holders"))
    rule = unit.settings.surroundings.court_reports
    assert (rule.standard.points, rule.fast.points, rule.oral.points) == (138, 65, 0)
    recent = sum(o.report_points for o in unit.everyone)
    months = 12 / 365.25 * 30
    expected = rule.per_month / 4 * months * (0.07 * 138 + 0.48 * 65)
    assert recent == pytest.approx(expected, rel=0.6)


# Approved premises ------------------------------------------------------------------------


def test_a_release_never_waits_for_a_bed(small, lived) -> None:
    plenty = lived(small(surroundings__premises__beds=200.0))
    none = lived(small(surroundings__premises__beds=0.0))
    assert total(plenty, "premises not placed") == 0 < total(plenty, "premises placed")
    assert total(none, "premises placed") == 0 < total(none, "premises not placed")
    assert total(none, "releases") == pytest.approx(total(plenty, "releases"), abs=3)
    for unit in (plenty, none):
        beds = unit.surroundings.premises
        assert beds.beds.taken == len(beds.residents)


def test_residents_are_in_the_community_and_sheltered(small, lived) -> None:
    unit = lived(small(run__observe_weeks=40))
    residents = unit.surroundings.premises.residents
    people = [stay.person for stay in residents if stay.person is not None]
    assert people
    assert all(p.sheltered and p.state in (State.LICENCE, State.POST_SENTENCE) for p in people)
    assert len(residents) <= round(22 * 0.25)


def test_those_placed_elsewhere_can_wait_for_a_bed(small, lived) -> None:
    few = {"surroundings__premises__beds": 6.0}
    lost = lived(small(**few))
    wait = lived(small(**few, surroundings__premises__blocked="wait"))
    assert total(lost, "premises placed after a wait") == 0
    assert total(wait, "premises placed after a wait") > 0
    assert wait.surroundings.premises.beds.taken == len(wait.surroundings.premises.residents)


def test_an_emergency_cuts_a_stay_short_where_it_may(small, lived) -> None:
    many = {"surroundings__premises__emergencies_per_month": 40.0}
    may = lived(small(**many))
    must_not = lived(small(**many, surroundings__premises__emergency_displaces=False))
    assert total(may, "premises stays cut short") > 0
    assert total(must_not, "premises stays cut short") == 0


# Unpaid work ------------------------------------------------------------------------------


def test_more_places_complete_more_unpaid_work_in_time(small) -> None:
    def in_time(places: float) -> float:
        values = {"surroundings__unpaid_work__places_per_week": places, "run__observe_weeks": 78}
        return simulate(small(**values), seed=3).measures["upw_completed_12m"]

    few, usual, many = in_time(90.0), in_time(230.0), in_time(900.0)
    assert few < usual < many
    assert few < 0.35
    assert 0.5 < many < 1.0


def test_places_are_never_overfull_and_fall_free(small, lived) -> None:
    unit = lived(small(run__observe_weeks=60))
    work = unit.surroundings.unpaid_work
    assert work.places.taken <= round(
        unit.settings.surroundings.unpaid_work.places_per_week * unit.settings.unit.scale
    )
    at_work = [r for r in work.requirements.values() if r.since is not None]
    assert work.places.taken == len(at_work)
    assert all(not r.over and r.left > 0 for r in work.requirements.values())
    assert total(unit, "unpaid work extensions") > 0
    assert unit.tally.since_start["hours unpaid_work_extension"] > 0


def test_fewer_places_from_a_date_on_turn_nobody_out(tmp_path, lived) -> None:
    from pdusim.scenario import load_scenario

    path = tmp_path / "fewer.yaml"
    path.write_text(
        "name: fewer\nextends: baseline\nrun: {warm_up_weeks: 2, observe_weeks: 60}\n"
        "unit: {scale: 0.25}\n"
        "changes:\n"
        "  - from: 2023-01-02\n"
        "    set: {surroundings.unpaid_work.places_per_week: 80}\n",
        encoding="utf-8",
    )
    unit = lived(load_scenario(path))
    assert unit.surroundings.unpaid_work.places.taken <= 20


# Programmes -------------------------------------------------------------------------------


def test_more_groups_start_more_people_sooner(small) -> None:
    kinds = "surroundings__programmes__kinds__"
    names = ("relationships", "thinking", "sexual_offending")

    def outcome(groups: float) -> dict[str, float | None]:
        values = {f"{kinds}{name}__groups": groups for name in names}
        return simulate(small(unit__scale=1.0, run__observe_weeks=52, **values), seed=3).measures

    few, many = outcome(1.0), outcome(12.0)
    assert many["programme_not_started"] < few["programme_not_started"] - 0.05
    assert many["programme_not_started"] > 0.05  # those never fit to start


def test_the_wait_at_the_start_is_that_at_which_demand_meets_the_places() -> None:
    # One referral every ten days for four years, all sentences long: at any wait a tenth of a
    # person comes to the head of the list a day.
    steady = [(days, 5000) for days in range(5, 1460, 10)]
    assert steady_wait(steady, 1.0, 90) == (0, pytest.approx(0.1 / FILLED, rel=0.02))
    # With a place for half of them, sentences of 200 to 600 days: half have the time still left
    # when they have waited for 310 days.
    lengths = [200 + 100 * (n % 5) for n in range(146)]
    mixed = [
        (days, length - days)
        for days, length in zip(range(5, 1460, 10), lengths, strict=True)
        if length > days
    ]
    wait, load = steady_wait(mixed, 0.05, 90)
    assert load <= 1.0
    able = sum(length - wait >= 90 for length in lengths[:5]) / 5
    assert able <= 0.5
    # Nobody is ever seen where there is hardly a place.
    assert steady_wait(steady, 1e-6, 90) == (1455, 1.0)
    assert steady_wait([], 1.0, 90) == (0, 0.0)


def test_programmes_are_under_way_at_the_start(small) -> None:
    busy = started = waiting = 0
    for replication in range(4):
        unit = Unit(small(unit__scale=1.0), 3, replication)
        unit.go_live()
        programmes = unit.surroundings.programmes
        busy += sum(places.taken for places in programmes.groups.values())
        started += sum(r.started is not None for r in programmes.of_person.values())
        waiting += sum(len(line) for line in programmes.waiting.values())
        for line in programmes.waiting.values():
            assert all(r.started is None and r.since <= 0 for r in line)
    # Four groups a unit; of some 150 requirements half have been started.
    assert busy >= 12
    assert 40 <= started / 4 <= 100
    assert 20 <= waiting / 4 <= 80


def test_a_part_of_a_group_runs_that_part_of_the_time(small, lived) -> None:
    thinking = "surroundings__programmes__kinds__thinking__"

    def began(groups: float) -> list[int]:
        """Mondays on which a programme of ten weeks starts a group in a quarter of a unit."""
        values = {
            f"{thinking}groups": groups,
            f"{thinking}group_least": 1,
            f"{thinking}weeks": 10,
        }
        unit = lived(small(run__warm_up_weeks=0, run__observe_weeks=150, **values))
        return sorted(
            {
                int(event[0])
                for event in unit.ledger.events
                if event[1] == "programme starts" and event[4] == "thinking"
            }
        )

    def gaps(mondays: list[int]) -> list[int]:
        return [later - sooner for sooner, later in pairwise(mondays)]

    quarter, whole = began(1.0), began(4.0)
    assert len(quarter) > 2
    # Somebody always waits, so a quarter of a group starts every forty weeks, a whole one ten.
    assert set(gaps(quarter)) == {7 * 40}
    assert min(gaps(whole)) == 7 * 10
    assert len(began(5.0)) > len(whole) > 2 * len(quarter)
    assert began(0.0) == []


def test_a_quarter_of_a_unit_starts_programmes_as_a_whole_one_does(small) -> None:
    def starts(scale: float) -> float:
        values = {"unit__scale": scale, "run__warm_up_weeks": 26, "run__observe_weeks": 104}
        outcomes = [simulate(small(**values), seed=3, replication=r) for r in range(2)]
        return sum(o.totals["programme_wait_over_6m"][1] for o in outcomes) / scale

    assert starts(0.25) == pytest.approx(starts(1.0), rel=0.5)


# Unit status ------------------------------------------------------------------------------


def test_status_follows_workload_and_relaxes_contact(small, lived) -> None:
    red = {
        "surroundings__status__amber_workload": 20.0,
        "surroundings__status__red_workload": 40.0,
    }
    hard = lived(small(**red))
    weeks = {level: total(hard, f"weeks {level}") for level in ("green", "amber", "red")}
    assert weeks["red"] > 20
    relaxed = lived(
        small(
            **red,
            surroundings__status__red__contact_factor=0.5,
            surroundings__status__red__home_visits=False,
            surroundings__status__red__review_interval_factor=2.0,
        )
    )
    for unit in (relaxed, hard):
        unit.read_levels(unit.env.now)
    assert total(relaxed, CONTACT_HOURS_DUE) < 0.9 * total(hard, CONTACT_HOURS_DUE)
    assert total(relaxed, "hours home_visit") < 0.5 * total(hard, "hours home_visit")
    assert total(relaxed, "reviews due scheduled") <= total(hard, "reviews due scheduled")


def test_status_changes_nothing_at_the_baseline(small) -> None:
    usual = simulate(small(), seed=3)
    other = simulate(
        small(
            surroundings__status__amber_workload=1.0,
            surroundings__status__red_workload=2.0,
        ),
        seed=3,
    )
    assert usual.measures == other.measures


def test_red_does_not_begin_below_amber(small) -> None:
    with pytest.raises(ScenarioError, match="amber_workload must not be above red_workload"):
        small(surroundings__status__amber_workload=300.0)


# Further offences -------------------------------------------------------------------------


def test_further_offences_do_not_depend_on_supervision_and_cost_staff_time(small, lived) -> None:
    often = {"surroundings__further_offences__rate": 0.02, "run__observe_weeks": 52}
    usual = lived(small(**often))
    starved = lived(small(**often, work__service__discipline="contacts_first"))
    none = lived(small(surroundings__further_offences__rate=0.0))
    assert total(none, "serious further offences") == 0
    happened = total(usual, "serious further offences")
    assert happened > 3
    assert total(starved, "serious further offences") == pytest.approx(happened, abs=3)
    assert total(usual, "hours early_look") > 0
    assert total(usual, "hours further_offence_review") > 0


def test_an_officer_may_fall_ill_over_one(small) -> None:
    often = {"surroundings__further_offences__rate": 0.03, "run__observe_weeks": 52}
    calm = simulate(small(**often, surroundings__further_offences__absence_share=0.0), seed=3)
    hit = simulate(small(**often, surroundings__further_offences__absence_share=1.0), seed=3)
    assert hit.measures["sickness_days_per_fte"] > calm.measures["sickness_days_per_fte"]
