"""Whom a policy changed most, the moral, and rows that tell no event twice and lead to marks."""

from __future__ import annotations

import datetime
import re

import pytest

from pdusim.report.changed import changed_most, moral
from pdusim.report.life_chart import life_chart
from pdusim.report.story import Event, UnknownNameError, life_of
from pdusim.report.telling import pair_rows
from pdusim.report.told_page import pair_html

START = datetime.date(2024, 1, 1)


def _person(name: str, *more: Event, done: float = 20.0) -> list[Event]:
    status = "licence|medium|medium|B2"
    rows = [
        Event(-90.0, "sentenced", name, None, "custody"),
        Event(6.5, "status", name, "PO 1", status),
        Event(9.0, "significant event", name, None, "arrest"),
        Event(done, "home_visit done", name, "PO 1", "on time"),
        *more,
    ]
    return sorted(rows, key=lambda entry: entry.time)


def _missed(name: str, time: float = 40.0) -> Event:
    return Event(time, "review missed", name, "PO 1", "triggered")


def test_whose_life_differs_most_is_found_whichever_scenario_comes_first() -> None:
    quiet = [*_person("A"), *_person("B"), *_person("C")]
    moved = [*_person("A", done=21.0), *_person("B", _missed("B"), _missed("B", 60.0))]
    moved += _person("C", Event(30.0, "fast_report done", "C", "PO 1", "on time"))
    assert changed_most(quiet, moved) == "B"
    assert changed_most(moved, quiet) == "B"


def test_what_happened_before_the_window_does_not_count() -> None:
    quiet = [*_person("A"), *_person("B")]
    moved = [*_person("A", _missed("A")), *_person("B", _missed("B", 80.0))]
    assert changed_most(quiet, moved, 50.0) == "B"


def test_where_nothing_differs_nobody_is_named() -> None:
    with pytest.raises(UnknownNameError, match="nothing in anybody's life"):
        changed_most(_person("A"), _person("A"))


def test_the_moral_is_one_sentence_of_what_differs() -> None:
    first = life_of(_person("A"), "A", 100.0)
    second = life_of(
        _person("A", _missed("A"), Event(50.0, "true risk rises", "A", None, "high")), "A", 100.0
    )
    said = moral(first, second, ("base", "policy"))
    assert said == (
        "Under “policy” this life had 1 more risk review missed and 50 more days at a higher risk "
        "than assessed than under “base”."
    )
    back = moral(second, first, ("policy", "base"))
    assert "1 fewer risk review missed and 50 fewer days" in back
    assert moral(first, first, ("a", "b")) == "“b” changed nothing in this life."
    later = life_of(_person("A", done=25.0), "A", 100.0)
    assert "the days differ" in moral(first, later, ("a", "b"))


def test_what_happens_under_both_some_days_apart_is_told_once() -> None:
    first = life_of(_person("A", done=20.0), "A", 100.0)
    second = life_of(_person("A", done=25.0), "A", 100.0)
    for one, two in ((first, second), (second, first)):
        rows = [row for row in pair_rows(one, two, START) if "home visit" in row.first + row.second]
        (row,) = rows
        assert row.day == "21 Jan 2024"
        assert {row.first, row.second} == {
            "home visit done by PO 1",
            "the same, 5 days later (26 Jan 2024)",
        }
    far = life_of(_person("A", done=80.0), "A", 100.0)
    assert sum("home visit" in r.first + r.second for r in pair_rows(first, far, START)) == 2


def test_what_happens_twice_on_a_day_is_told_once_with_how_often() -> None:
    visits = [Event(20.0, "home_visit done", "A", "PO 1", "on time")]
    life = life_of(_person("A", *visits), "A", 100.0)
    rows = [row.first for row in pair_rows(life, life, START) if "home visit" in row.first]
    assert rows == ["home visit done by PO 1 (twice)"]


def test_marks_and_rows_lead_to_each_other() -> None:
    first = life_of(_person("A"), "A", 100.0)
    second = life_of(_person("A", _missed("A")), "A", 100.0)
    names = ("base", "policy")
    lives = list(zip(names, (first, second), strict=True))
    page = life_chart(lives, START, linked=True).html() + pair_html(
        first, second, names, START, linked=True
    )
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="#([^"]+)"', page)
    assert {"day-9", "mark-9", "day-40", "mark-40"} <= set(links)
    assert set(links) <= set(ids)
    # Where the picture stands alone there is nothing to lead to.
    assert "href" not in life_chart(lives, START).html()
