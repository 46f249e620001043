"""A unit that starts from files: as they say to the digit, and the same persons everywhere."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdusim.analysis.profile import profile, profile_of
from pdusim.analysis.snapshots import snapshot, write_snapshot
from pdusim.domain.workload import OFFICIAL_2021, available_points, case_points
from pdusim.model.counting.snapshot import name_of
from pdusim.model.people.person import LOCATION, ORDERS, State
from pdusim.model.replication import simulate
from pdusim.model.unit import Unit
from pdusim.outcomes import counts
from pdusim.scenario import Scenario, load_scenario
from pdusim.scenario.caseload.cells import EARLIEST, LATEST
from pdusim.scenario.caseload.given import KINDS

ON = date(2026, 1, 5)
SMALL = {"unit.scale": 0.12, "run.warm_up_weeks": 0, "run.observe_weeks": 30}
HEAD = "extends: baseline\nrun: {start: 2026-01-05, warm_up_weeks: 0, observe_weeks: 2}\n"


@pytest.fixture(scope="module")
def original() -> Scenario:
    return load_scenario("baseline").with_values(SMALL)


@pytest.fixture(scope="module", params=[0, 9, 17])
def weeks(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def again(original: Scenario, weeks: int, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The unit of a simulated week, written and read again."""
    folder = tmp_path_factory.mktemp("unit")
    write_snapshot(original, "baseline", folder, after_weeks=weeks)
    read = load_scenario(folder / "unit.yaml")
    return read.with_values({"unit.scale": SMALL["unit.scale"], "run.observe_weeks": 8})


def unit_after(scenario: Scenario, weeks: int) -> Unit:
    unit = Unit(scenario, 0, 0)
    if weeks:
        unit.run_until(7 * weeks)
    else:
        unit.go_live()
    return unit


def people(unit: Unit) -> Counter[tuple[str, str, int]]:
    return Counter(
        (str(state), person.tier, person.points)
        for state in State
        if state is not State.CLOSED
        for person in unit.in_state[state].values()
    )


def test_a_unit_written_and_read_is_the_same_to_the_digit(
    original: Scenario, again: Scenario, weeks: int
) -> None:
    before, after = unit_after(original, weeks), unit_after(again, 0)
    assert people(after) == people(before)
    one, other = profile_of(before), profile_of(after)
    assert (other.cases, other.points, other.available) == (one.cases, one.points, one.available)
    assert {
        (row.officer, row.cases, row.points, row.available, row.workload) for row in other.officers
    } == {
        (row.officer.replace(", ", "/"), row.cases, row.points, row.available, row.workload)
        for row in one.officers
    }
    assert other.unallocated == one.unallocated


def test_the_first_census_is_what_the_profile_shows(again: Scenario) -> None:
    shown = profile(again)
    unit = Unit(again, 0, 0, "weekly")
    unit.go_live()
    unit.census.take()
    row = {name: values[0] for name, values in unit.census.weekly.items()}
    assert row["caseload"] == shown.cases
    assert {state: row[state] for state in shown.states} == shown.states
    assert row["workload_pct"] == pytest.approx(shown.workload, rel=1e-12)
    assert row["unallocated"] == shown.unallocated


def test_points_are_those_of_the_official_rules_row_by_row(original: Scenario) -> None:
    cases, staff = snapshot(original, after_weeks=4)
    unit = unit_after(original, 4)
    shown = {row.officer: row for row in profile_of(unit).officers}
    free = {"unpaid_work_only"}
    if not original.settings.sentencing.handover.prison_held_points:
        free.add("custody_prison")
    for officer in staff:
        held = [case for case in cases if case.officer == officer.officer]
        points = sum(
            int(case_points(case.tier, LOCATION[State(case.state)], OFFICIAL_2021))
            for case in held
            if case.state not in free and not case.suspended and case.tier and case.state
        )
        row = shown[officer.officer.replace("/", ", ")]
        assert (row.cases, row.points) == (len(held), points)
        plain = not officer.reduction_hours and officer.grade == "po" and not officer.absence
        long_ago = officer.qualified is None or officer.qualified < date(2021, 1, 1)
        if plain and long_ago and officer.hours and officer.leaving is None:
            assert row.available in {available_points(officer.hours), 0}


def test_the_same_file_gives_the_same_people_under_another_policy(again: Scenario) -> None:
    policy = again.with_values({"workforce.posts.po": 60.0})
    first, second = unit_after(again, 0), unit_after(policy, 0)
    ours, theirs = (
        {
            person.identifier: (
                person.true_rosh,
                person.complexity,
                person.ends_early_draw,
                person.non_compliance.drawn(),
                person.reconviction.drawn(),
                person.events.drawn(),
            )
            for state in State
            for person in unit.in_state[state].values()
        }
        for unit in (first, second)
    )
    assert ours == theirs
    assert len(ours) > 100


def test_new_people_are_those_of_the_original(
    original: Scenario, again: Scenario, weeks: int
) -> None:
    day = 7 * weeks
    before = {p.identifier: p.key for p in Unit(original, 0, 0).past.persons(day, day + 50)}
    after = {p.identifier: p.key for p in Unit(again, 0, 0).past.persons(0, 50)}
    # A file does not hold who has left: who comes back of them is somebody new there.
    assert before.items() <= after.items()
    assert len(after) - len(before) <= 0.15 * len(after) * (weeks > 0)


def written(folder: Path, cases: str, staff: str = "", more: str = "") -> Scenario:
    (folder / "cases.csv").write_text(cases)
    files = "caseload: cases.csv"
    if staff:
        (folder / "staff.csv").write_text(staff)
        files += ", staff: staff.csv"
    if more:
        files += f", {more}"
    file = folder / "unit.yaml"
    file.write_text(f"{HEAD}unit: {{scale: 0.05}}\nstart: {{{files}}}\n")
    return load_scenario(file)


def test_a_file_of_two_columns_runs_and_what_it_leaves_open_differs_by_replication(
    tmp_path: Path,
) -> None:
    kinds = ("CO", "SSO", "UPW", "custody", "longer", "extended", "life")
    rows = [f"C{n},{kinds[n % len(kinds)]}" for n in range(140)]
    scenario = written(tmp_path, "\n".join(["case,sentence", *rows]))
    assert simulate(scenario).measures["caseload"] is not None
    tiers = [
        people(unit) for unit in (Unit(scenario, 0, r) for r in (0, 0, 1)) if not unit.go_live()
    ]
    assert tiers[0] == tiers[1]
    assert tiers[0] != tiers[2]
    assert sum(tiers[0].values()) == 140


def test_what_is_known_of_a_person_is_kept(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        "case,sentence,state,start,end,release,tier,rosh,rsr,ogrs,mappa,sex,officer,reviews_open,"
        "review_due,suspended\n"
        "C1,CO,,2025-06-02,2026-12-01,,D3,very high,0.5,90,0,F,P1,,,\n"
        "C2,custody,,2024-06-03,2028-06-03,2026-09-01,A1,,,,,,P1,,,\n"
        "C3,custody,recalled,2024-06-03,2027-06-03,2026-02-02,C0,,,,,,,,,\n"
        "C4,SSO,,2025-03-03,2027-03-03,,B2,high,,,,,P1,yes,2025-12-01,\n"
        "C5,CO,,2025-03-03,2026-06-03,,B2,,,,,,P1,,,yes\n",
        "officer,grade,hours,team\nP1,PO,30,north\nS1,SPO,37,north\nP2,PO,37,south\n",
    )
    unit = unit_after(scenario, 0)
    found = {p.identifier: p for state in State for p in unit.in_state[state].values()}
    first = found["C1"]
    assert (first.tier, first.assessed_rosh, first.rsr, first.ogrs) == ("D3", 3, 0.5, 90)
    assert first.female
    day = unit.calendar.day_of
    assert found["C2"].release_day == day(date(2026, 9, 1))
    assert (found["C2"].tier, found["C2"].expiry) == ("A1", day(date(2028, 6, 3)))
    assert (found["C3"].state, found["C3"].release_day) == (
        State.RECALLED,
        day(date(2026, 2, 2)),
    )
    assert found["C3"].allocation_asked
    review = found["C4"].review
    assert review is not None
    assert review.open
    assert int(review.due) - 1 == day(date(2025, 12, 1))
    assert (found["C5"].suspended, found["C5"].points) == (True, 0)
    (officer,) = [o for o in unit.staff if o.identifier == "P1"]
    assert officer.points_available == available_points(30.0)
    assert {p.identifier for p in officer.cases.values()} == {"C1", "C2", "C4", "C5"}
    unit.run()


def test_a_review_missed_before_the_run_counts_for_nobody_in_it(tmp_path: Path) -> None:
    long_ago = ON - timedelta(days=200)
    head = "case,sentence,start,end,rosh,officer,reviews_open,review_due\n"
    rows = "".join(f"C{n},CO,2025-01-06,2027-01-04,high,P1,yes,{long_ago}\n" for n in range(20))
    scenario = written(tmp_path, head + rows, "officer,grade\nP1,PO\nS1,SPO\n")
    unit = Unit(scenario, 0, 0)
    unit.run_until(1)
    assert unit.tally.since_start.get(counts.REVIEWS_MISSED, 0.0) == 0.0
    # They are work all the same: a day is not enough for them.
    (officer,) = [o for o in unit.staff if o.identifier == "P1"]
    assert officer.queue.count > 15


def test_staff_are_away_or_leave_as_the_file_says(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        "case,sentence,officer\nC1,CO,P1\nC2,CO,P2\nC3,CO,P4\n",
        "officer,grade,absence,absent_since,absent_until,leaving,qualified\n"
        "P1,PO,sick,2025-10-01,2026-03-02,,\n"
        "P2,PO,,,,2026-01-09,\n"
        "P3,NQO,,,,,2025-11-03\n"
        "P4,PO,,,,2025-12-19,\n"
        "S1,SPO,,,,,\n",
    )
    rows = {row.officer: row for row in profile(scenario).officers}
    assert (rows["P1"].away, rows["P1"].available) == ("sickness", 0)
    assert rows["P3"].available == available_points(37.0, 37.0 * 0.2)
    assert (rows["P4"].away, rows["P4"].cases) == ("has left", 1)
    unit = unit_after(scenario, 1)
    assert "P2" not in {officer.identifier for officer in unit.staff}
    assert "P1" in {officer.identifier for officer in unit.staff if officer.away}


ANY_DAY = st.dates(EARLIEST, LATEST)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.sampled_from(["", "community", "licence", "custody_community", "recalled", "pss"]),
            *(st.one_of(st.none(), ANY_DAY, st.dates(date(2024, 1, 1), date(2028, 1, 1))),) * 6,
            st.sampled_from(["", "A0", "B3", "C1", "D2"]),
            st.sampled_from(["", "low", "very high"]),
            st.sampled_from(["", "P1", "P2"]),
            st.sampled_from(["", "yes", "no"]),
        ),
        min_size=30,
        max_size=60,
    ),
    staff=st.tuples(
        ANY_DAY, ANY_DAY, ANY_DAY, ANY_DAY, st.sampled_from(["sick", "family", "leave"])
    ),
)
def test_whatever_rows_are_right_the_unit_runs(
    tmp_path: Path, rows: list[tuple[object, ...]], staff: tuple[object, ...]
) -> None:
    head = (
        "case,sentence,state,start,end,release,recalled_on,last_assessment,review_due,tier,rosh,"
        "officer,reviews_open\n"
    )
    cases = "".join(
        f"C{n},{','.join('' if cell is None else str(cell) for cell in row)}\n"
        for n, row in enumerate(rows)
    )
    since, absent, until, leaving, why = staff
    scenario = written(
        tmp_path,
        f"{head}X1,CO,,,,,,,,,,,\n{cases}",
        "officer,grade,since,absent_since,absent_until,leaving,absence\n"
        f"P1,PO,{since},,,,\nP2,PSO,,{absent},{until},,{why}\nP3,PO,,,,{leaving},\n"
        "P1,PO,,,,,\nP2,PSO,,,,,\nS1,SPO,,,,,\n",
        "leave_out_wrong_rows: true",
    )
    assert scenario.given is not None
    assert scenario.given.cases is not None
    unit = Unit(scenario, 0, 0)
    unit.go_live()
    there = sum(len(unit.in_state[state]) for state in State if state is not State.CLOSED)
    assert there == len(scenario.given.cases)
    assert simulate(scenario).measures["caseload"] is not None


def test_whoever_holds_a_little_more_is_thought_able_to(tmp_path: Path) -> None:
    held = {"P1": 9, "P2": 10, "P3": 10, "P4": 11}
    names = [officer for officer, number in held.items() for _ in range(number)]
    rows = [f"C{n},CO,B2,{officer}" for n, officer in enumerate(names)]
    scenario = written(
        tmp_path,
        "\n".join(["case,sentence,tier,officer", *rows]),
        "officer,grade\nS1,SPO\n" + "".join(f"{officer},PO\n" for officer in held),
    )
    unit = unit_after(scenario, 0)
    seen = {o.identifier: o.seen_capacity for o in unit.staff if o.identifier in held}
    # Loads that differ by less than the capacities seen do in general tell all of it.
    ratio = {officer: seen[officer] / held[officer] for officer in held}
    assert max(ratio.values()) == pytest.approx(min(ratio.values()))


def test_hours_of_unpaid_work_and_hearings_are_as_given(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        "case,sentence,state,start,end,release,unpaid_work_hours,supervision_end\n"
        "U1,UPW,,2025-01-06,,,33.5,\n"
        "U2,UPW,,2020-01-06,,,,\n"
        "L1,life,custody,2001-05-07,,2026-06-01,,\n"
        "E1,EDS,custody,2019-05-06,2030-05-06,2026-07-06,,\n"
        "E2,custody,custody_prison,2025-06-02,2027-06-02,2026-06-01,,\n"
        "S1,custody,licence,2024-12-02,2026-02-02,2025-07-07,,2026-07-06\n",
    )
    unit = unit_after(scenario, 0)
    found = {p.identifier: p for state in State for p in unit.in_state[state].values()}
    work = unit.surroundings.unpaid_work.requirements
    assert work[found["U1"].serial].left == 33.5
    assert work[found["U2"].serial].left > 0.0
    day = unit.calendar.day_of
    for name, when in (("L1", date(2026, 6, 1)), ("E1", date(2026, 7, 6))):
        assert found[name].release_day == day(when)
    assert found["E2"].state is State.CUSTODY_PRISON
    assert found["S1"].pss_end == day(date(2026, 7, 6))


def test_what_is_under_way_is_written_and_goes_on_as_it_would_have(
    tmp_path: Path,
) -> None:
    """Second orders, hearings, recalls asked for and the pace of unpaid work are in the files."""
    weeks = 10
    original = load_scenario("baseline").with_values({**SMALL, "unit.scale": 0.4})
    write_snapshot(original, "baseline", tmp_path, after_weeks=weeks)
    read = load_scenario(tmp_path / "unit.yaml").with_values({"unit.scale": 0.4})
    before, after = unit_after(original, weeks), unit_after(read, 0)
    known = {
        person.identifier: person
        for state in State
        if state is not State.CLOSED
        for person in after.in_state[state].values()
    }
    first = 7 * weeks
    beside = hearings = at_work = 0
    for state in State:
        for person in [] if state is State.CLOSED else before.in_state[state].values():
            other = known[name_of(person)]
            if state not in ORDERS and person.order_end > first:
                beside += 1
                assert other.order_state is person.order_state
                assert other.order_end == person.order_end - first
            if person.hearing_version == person.version and person.hearing_day >= first:
                hearings += 1
                assert other.hearing_day == person.hearing_day - first
                assert other.hearing_version == other.version
            assert other.recall_asked is person.recall_asked
            made = before.surroundings.unpaid_work.requirements.get(person.serial)
            if made is not None and made.since is not None:
                at_work += 1
                same = after.surroundings.unpaid_work.requirements[other.serial]
                assert same.weekly == made.weekly
                assert same.request is not None
    assert min(beside, hearings, at_work) > 0


def test_an_order_beside_a_licence_goes_on_when_it_ends(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        "case,sentence,state,start,release,end,other_order,other_order_end\n"
        "C1,custody,licence,2023-06-05,2024-09-02,2026-01-20,SSO,2026-09-01\n"
        "C2,custody,licence,2023-06-05,2024-09-02,2026-01-20,,\n",
    )
    unit = Unit(scenario.with_values({"run.observe_weeks": 4}), 0, 0)
    found: dict[str, list[State]] = {"C1": [], "C2": []}
    for day in (1, 25):
        unit.run_until(day)
        there = {p.identifier: p.state for state in State for p in unit.in_state[state].values()}
        for name, states in found.items():
            states.append(there.get(name, State.CLOSED))
    assert found["C1"] == [State.LICENCE, State.SUSPENDED_ORDER]
    assert found["C2"] == [State.LICENCE, State.CLOSED]


def test_a_recall_that_is_asked_for_is_on_a_desk_and_comes(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        "case,sentence,state,start,release,end,officer,recall_asked\n"
        "C1,custody,licence,2023-06-05,2024-09-02,2027-01-20,P1,yes\n"
        "C2,custody,licence,2023-06-05,2024-09-02,2027-01-20,P1,\n",
        "officer,grade\nP1,PO\nS1,SPO\n",
    )
    unit = unit_after(scenario, 0)
    asked = {p.identifier: p.recall_asked for p in unit.in_state[State.LICENCE].values()}
    assert asked == {"C1": True, "C2": False}
    later = Unit(scenario, 0, 0)
    later.run_until(13)
    assert [p.identifier for p in later.in_state[State.RECALLED].values()] == ["C1"]


def test_whoever_has_been_long_at_unpaid_work_is_slow(tmp_path: Path) -> None:
    """Where the file has hours and no pace, the pace is one that leaves so many hours."""
    rows = [f"U{n},UPW,2025-01-06,240" for n in range(40)]
    rows += [f"V{n},UPW,2025-11-03,240" for n in range(40)]
    head = "case,sentence,start,unpaid_work_hours"
    unit = unit_after(written(tmp_path, "\n".join([head, *rows])), 0)
    work = unit.surroundings.unpaid_work.requirements
    pace: dict[str, list[float]] = {"U": [], "V": []}
    for person in unit.in_state[State.UNPAID_WORK_ONLY].values():
        pace[person.identifier[0]].append(work[person.serial].weekly)
    assert sum(pace["U"]) < 0.7 * sum(pace["V"])
