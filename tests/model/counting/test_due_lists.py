"""Lists of work falling due, from persons and tasks put there by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pdusim.model.counting.due_lists import due_lists
from pdusim.model.people.person import SentenceKind, State

SUNDAY = 6.5


def person(*tasks: tuple[str, float], release: int = 0, **others: Any) -> SimpleNamespace:
    made = [SimpleNamespace(kind=SimpleNamespace(name=name), due=due) for name, due in tasks]
    given = {"suspended": False, "kind": SentenceKind.STANDARD, "planned_release": release}
    return SimpleNamespace(tasks=dict(enumerate(made)), **(given | others))


def unit(**persons: list[SimpleNamespace]) -> Any:
    return SimpleNamespace(
        in_state={state: dict(enumerate(persons.get(state.value, []))) for state in State}
    )


def test_what_is_due_within_so_many_days_and_not_overdue() -> None:
    # Tasks are due at the end of a day, 1.0 after its morning; the census is on day 6.
    found = due_lists(
        unit(
            custody_community=[
                person(("parole_report", 7.0), release=6),
                person(("parole_report", 35.0), ("home_visit", 8.0), release=7),
                person(("parole_report", 36.0), release=13),
                person(("parole_report", 6.0), release=14),
                # Whether the Board directs a release is not known before.
                person(release=10, kind=SentenceKind.LIFE),
            ],
            recalled=[
                person(("recall_part_b", 21.0), release=8, kind=SentenceKind.EXTENDED),
                person(("recall_part_c", 22.0), release=400),
            ],
            licence=[person(("initial_assessment", 21.0)), person(suspended=True)],
            community_order=[
                person(("initial_assessment", 22.0), suspended=True),
                person(("initial_assessment", 5.0)),
            ],
            custody_prison=[person(release=8)],
        ),
        SUNDAY,
        (State.COMMUNITY_ORDER, State.LICENCE),
    )
    assert found == {
        "releases_due_7": 3.0,
        "parole_reports_due_28": 2.0,
        "reports_due_14": 1.0,
        "plans_due_14": 1.0,
        "contact_suspended": 2.0,
    }
