"""Lives read off the ledger, told, picked, compared and exported."""

from __future__ import annotations

import datetime
import re
from collections import Counter

import pytest

from pdusim.outcomes.outcome import Outcome
from pdusim.report.event_log import COLUMNS, event_log, write_event_log
from pdusim.report.event_words import tenures, words
from pdusim.report.life_chart import life_chart, officer_chart
from pdusim.report.story import (
    Event,
    UnknownNameError,
    life_of,
    officer_of,
    parting,
    read,
)
from pdusim.report.telling import (
    KINDS,
    find,
    life_lines,
    officer_lines,
    pair_lines,
    unrecognised_days,
)
from pdusim.report.told_page import life_html, officer_html, pair_html

START = datetime.date(2024, 1, 1)


def status(time: float, state: str, true: str, assessed: str, officer: str = "PO 1") -> Event:
    return Event(time, "status", "P1", officer, f"{state}|{true}|{assessed}|B2")


def week(time: float, officer: str = "PO 1", contact: float = 0.5, away: str = "") -> Event:
    return Event(time, "officer week", None, officer, f"po|1|30|2000|1800|{contact}|4|{away}")


def ledger(early: bool) -> list[Event]:
    out = 20.0 if early else 60.0
    return [
        Event(-90.0, "sentenced", "P1", None, "custody"),
        week(6.5),
        status(6.5, "custody_community", "medium", "medium"),
        Event(out, "released", "P1", "PO 1", "ecsl" if early else ""),
        status(out + 3.0, "licence", "medium", "medium"),
        Event(70.0, "true risk rises", "P1", "PO 1", "high"),
        week(76.5, contact=0.25),
        Event(90.0, "allocated", "P1", "PO 2", ""),
        week(97.5, "PO 2", 1.0),
        Event(100.0, "review missed", "P1", "PO 2", "triggered"),
        Event(120.0, "triggered_review done", "P1", "PO 2", "after it was missed"),
        Event(120.0, "assessed risk changes", "P1", "PO 2", "high"),
        Event(200.0, "case closed", "P1", "PO 2", "licence expired"),
    ]


def test_states_officers_and_risk_have_their_days() -> None:
    life = life_of(ledger(early=True), "P1", 300.0)
    assert [(s.start, s.end, s.value) for s in life.states] == [
        (0.0, 20.0, "custody_community"),
        (20.0, 200.0, "licence"),
    ]
    assert [(s.start, s.end, s.value) for s in life.officers] == [
        (0.0, 90.0, "PO 1"),
        (90.0, 200.0, "PO 2"),
    ]
    assert unrecognised_days(life) == pytest.approx(50.0)
    assert life.contact == ((6.5, 0.5), (76.5, 0.25), (97.5, 1.0))


def test_the_paths_part_where_they_first_differ() -> None:
    early, late = (life_of(ledger(early=e), "P1", 300.0) for e in (True, False))
    where = parting(late, early)
    assert (where.time, where.event) == (20.0, "released")
    assert parting(early, early) is None
    said = "\n".join(pair_lines(late, early, ("base", "policy"), START))
    assert "The paths part on 21 Jan 2024: under “policy”, released early, ECSL." in said
    assert "The two lives are the same" in "\n".join(pair_lines(early, early, ("a", "b"), START))


def test_a_life_in_words_counts_what_happened() -> None:
    lines = life_lines(life_of(ledger(early=True), "P1", 300.0), START)
    assert lines[0].startswith(
        "P1: 2 officers, 1 risk review done (1 of them late), 1 missed, 50 days"
    )
    assert "10 Apr 2024  RISK REVIEW MISSED (triggered)" in lines


def test_a_life_on_a_page_marks_what_differs() -> None:
    early, late = (life_of(ledger(early=e), "P1", 300.0) for e in (True, False))
    page = pair_html(late, early, ("base", "<policy>"), START)
    rows = re.findall(r"<tr.*?</tr>", page)
    differing = [row for row in rows if 'class="differs"' in row]
    assert [re.sub("<.*?>", "|", row).strip("|") for row in differing] == [
        "21 Jan 2024||–||released early, ECSL",
        "01 Mar 2024||released||–",
    ]
    assert sum('colspan="2"' in row for row in rows) == len(early.events) - 1
    assert "&lt;policy&gt;" in page
    assert "<pre" not in page
    alone = life_html(early, START)
    assert "RISK REVIEW MISSED (triggered)" in alone


@pytest.mark.parametrize(
    ("event", "detail", "said"),
    [
        ("triggered_review done", "on time", "triggered risk review done by PO 1"),
        ("triggered_review done", "late", "triggered risk review done late by PO 1"),
        (
            "triggered_review done",
            "after it was missed",
            "triggered risk review done, after it was missed, by PO 1",
        ),
        ("recall_part_b done", "", "recall report, part B, done by PO 1"),
        ("enquiry_children answered", "", "enquiry to children's services answered"),
        (
            "scheduled_review arises",
            "due 2024-06-07",
            "scheduled risk review called for, due 7 Jun 2024",
        ),
        ("goes sick", "1 days", "goes sick for 1 day"),
        ("notice of early release", "ecsl", "notice of early release (ECSL)"),
    ],
)
def test_events_are_said_in_the_words_of_the_service(event: str, detail: str, said: str) -> None:
    assert words(Event(3.0, event, "P1", "PO 1", detail)) == said


def test_who_is_not_the_first_in_a_post_is_explained() -> None:
    assert tenures(["PO 1", "PSO 7, 2", "PSO 7, 2"]) == [
        "“PSO 7, 2” is the second person in post PSO 7."
    ]


def test_somebody_unknown_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="nobody is called 'P2'"):
        life_of(ledger(early=True), "P2", 300.0)
    with pytest.raises(UnknownNameError, match="no member of staff"):
        officer_of(ledger(early=True), "PO 9")
    with pytest.raises(UnknownNameError, match="early release"):
        find(ledger(early=False), "early-release")
    with pytest.raises(UnknownNameError, match="unknown kind"):
        find(ledger(early=False), "tallest")


def test_a_picture_shows_both_lives() -> None:
    lives = [
        (name, life_of(ledger(early=e), "P1", 300.0)) for name, e in (("a", False), ("b", True))
    ]
    text = life_chart(lives, START, 20.0).html()
    assert text.count("the paths part") == 2
    assert "on licence" in text


@pytest.mark.parametrize("kind", ["missed-review", "most-officers"])
def test_the_picked_person_is_of_the_kind(small_outcome: Outcome, kind: str) -> None:
    events = read(small_outcome.events)
    life = life_of(events, find(events, kind, 14.0), 224.0)
    if kind == "missed-review":
        assert any(e.event == "review missed" for e in life.events)
    else:
        moves = Counter(
            e.person
            for e in events
            if e.event == "allocated" and e.time >= 14.0 and "pool" not in (e.officer or "pool")
        )
        assert moves[life.person] == max(moves.values())
    assert kind in KINDS


def test_an_officers_weeks_follow_the_ledger(small_outcome: Outcome) -> None:
    events = read(small_outcome.events)
    name = next(e.officer for e in events if e.event == "officer week" and "po|" in e.detail[:3])
    life = officer_of(events, name)
    assert life.grade == "po"
    assert all(w.workload is None or w.workload > 0.0 for w in life.weeks)
    assert len(officer_lines(life, START)) > len(life.weeks) // 4
    page = officer_html(life, START)
    assert "probation officer" in page
    assert "contacts (" not in page
    assert name in officer_chart([("base", life)], START, 32).html()


def test_every_event_has_words(small_outcome: Outcome) -> None:
    for entry in read(small_outcome.events):
        if entry.event not in ("status", "officer week"):
            assert "{" not in words(entry)
            assert "_" not in words(entry)


def test_the_event_log_balances(small_outcome: Outcome, tmp_path) -> None:
    events = read(small_outcome.events)
    rows = event_log(events, 14.0)
    assert [row[4] for row in rows] == sorted(row[4] for row in rows)
    there: set[str] = set()
    held: dict[str, str] = {}
    arrived: set[str] = set()
    for entity, _, kind, event, _, resource, person in rows:
        assert entity.split(" (")[0] == person
        if event == "arrival":
            # Once, whoever comes back: tools of the field refuse a second arrival.
            assert entity not in arrived
            arrived.add(entity)
            there.add(entity)
            continue
        assert entity in there
        if event == "depart":
            assert entity not in held
            there.remove(entity)
        elif kind == "resource_use":
            assert entity not in held
            held[entity] = resource
        elif kind == "resource_use_end":
            assert held.pop(entity) == resource
    assert {row[2] for row in rows} == {
        "arrival_departure",
        "queue",
        "resource_use",
        "resource_use_end",
    }
    first = write_event_log(events, tmp_path / "log.csv").read_text().splitlines()[0]
    assert first == ",".join(COLUMNS)


def closed(time: float, person: str) -> Event:
    return Event(time, "case closed", person, None, "")


def test_who_comes_back_is_another_entity_of_the_same_person() -> None:
    events = [
        Event(1.0, "allocated", "P1", "PO 1", ""),
        closed(5.0, "P1"),
        Event(9.0, "allocated", "P1", "PO 2", ""),
        closed(12.0, "P1"),
    ]
    rows = event_log(events)
    assert [(row[0], row[3]) for row in rows if row[2] == "arrival_departure"] == [
        ("P1", "arrival"),
        ("P1", "depart"),
        ("P1 (2)", "arrival"),
        ("P1 (2)", "depart"),
    ]
    assert {row[6] for row in rows} == {"P1"}


def returning(outcome: Outcome) -> list[Event]:
    """The events of a run, and somebody of it who comes back."""
    events = read(outcome.events)
    last = max(entry.time for entry in events)
    gone = next(e.person for e in events if e.event == "case closed" and e.time > 14.0)
    return [*events, Event(last, "allocated", gone, "PO 1", ""), closed(last, gone)]


@pytest.mark.filterwarnings("ignore")
def test_vidigi_reads_the_event_log(small_outcome: Outcome, tmp_path) -> None:
    prep = pytest.importorskip("vidigi.prep", reason="vidigi is not installed: pip install vidigi")
    import pandas

    path = write_event_log(returning(small_outcome), tmp_path / "log.csv", 14.0)
    log = pandas.read_csv(path)
    shown = prep.reshape_for_animations(
        log, every_x_time_units=7, limit_duration=28, pathway_col_name="pathway"
    )
    assert set(shown["entity_id"].dropna()) <= set(log["entity_id"])
    assert shown["entity_id"].nunique() > 1000


@pytest.mark.filterwarnings("ignore")
def test_pm4py_reads_the_event_log_with_dates(small_outcome: Outcome, tmp_path) -> None:
    pm4py = pytest.importorskip("pm4py", reason="pm4py is not installed: pip install pm4py")
    import pandas

    path = write_event_log(returning(small_outcome), tmp_path / "log.csv", 14.0)
    frame = pandas.read_csv(path)
    frame["date"] = pandas.Timestamp(START) + pandas.to_timedelta(frame["time"], unit="D")
    log = pm4py.format_dataframe(
        frame, case_id="entity_id", activity_key="event", timestamp_key="date"
    )
    assert set(pm4py.get_start_activities(log)) == {"arrival"}
    assert sum(pm4py.get_start_activities(log).values()) == frame["entity_id"].nunique()


def test_recording_events_changes_no_result(small_outcome: Outcome) -> None:
    import pdusim

    short = {"run.warm_up_weeks": 2, "run.observe_weeks": 30, "unit.scale": 0.3}
    plain = pdusim.simulate(pdusim.load_scenario("baseline").with_values(short), seed=4)
    assert plain.totals == small_outcome.totals
