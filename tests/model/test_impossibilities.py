"""What the story of a unit cannot contain: every event of a run is looked at for a written list."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pdusim.model.unit import Unit

ABSENT = ("goes sick", "family leave")


def impossible(unit: Unit) -> list[str]:
    """Whatever the ledger of a unit tells that cannot be, in words.

    - Somebody recalled and released on one day.
    - A release on a day that is not worked.
    - True risk that rises twice to one level without settling between.
    - Work done by somebody on sick or family leave, or after leaving; a second absence before the
      return from the first.
    - A recall of somebody who is in custody after one.
    """
    wrong: list[str] = []
    days: dict[tuple[str, int], set[str]] = defaultdict(set)
    raised: set[str] = set()
    absent: dict[str, str] = {}
    recalled: set[str] = set()
    for time, event, person, officer, _ in unit.ledger.events:
        if time < 0:
            continue
        if person is not None:
            days[person, int(time)].add(event)
            if event == "true risk rises":
                if person in raised:
                    wrong.append(f"{person}: true risk rises twice, day {time}")
                raised.add(person)
            elif event in ("true risk settles", "case closed"):
                raised.discard(person)
            if event == "recalled":
                if person in recalled:
                    wrong.append(f"{person}: recalled in custody, day {time}")
                recalled.add(person)
            elif event == "released after recall":
                recalled.discard(person)
        released = event in ("released", "released after recall")
        if released and unit.calendar.add_working_days(int(time), 0) != int(time):
            wrong.append(f"{person}: released on a day of rest, day {time}")
        if officer is None:
            continue
        if event in ABSENT or event == "leaves":
            if absent.get(officer) in ABSENT and event in ABSENT:
                wrong.append(f"{officer}: {event} while absent, day {time}")
            absent[officer] = event
        elif event == "back at work":
            absent.pop(officer, None)
        elif event.endswith(" done") and officer in absent:
            wrong.append(f"{officer}: {event} after '{absent[officer]}', day {time}")
    for (person, day), events in days.items():
        if {"recalled", "released after recall"} <= events:
            wrong.append(f"{person}: recalled and released on day {day}")
    return wrong


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("baseline", {}),
        ("rules_2025", {}),
        ("third_of_posts_vacant", {}),
    ],
)
def test_nothing_impossible_happens(small, lived, name: str, values: dict[str, int]) -> None:
    assert impossible(lived(small(name, **values))) == []
