"""The unit's diary."""

from __future__ import annotations

from dataclasses import dataclass, field

from pdusim.model.kernel.diary import Diary
from pdusim.model.kernel.turns import Turn


@dataclass
class Subject:
    """Somebody things happen to."""

    key: int
    version: int = 0
    seen: list[str] = field(default_factory=list)


def test_a_day_goes_by_key_and_turn_not_by_name_or_when_it_was_entered() -> None:
    diary = Diary(-1)
    order: list[tuple[int, str]] = []

    # Named against their turns: renaming an action must move nothing.
    def zero(subject: Subject, day: int) -> None:
        order.append((subject.key, "reconviction"))

    def another(subject: Subject, day: int) -> None:
        order.append((subject.key, "release"))

    first, second = Subject(1), Subject(2)
    for subject in (second, first):
        diary.enter(5, Turn.RELEASE, another, subject)
        diary.enter(5, Turn.RECONVICTION, zero, subject)
    diary.read(5)
    assert order == [
        (1, "reconviction"),
        (1, "release"),
        (2, "reconviction"),
        (2, "release"),
    ]


def test_events_of_one_turn_go_as_they_were_entered() -> None:
    diary = Diary(-1)
    order: list[str] = []
    for name in ("z", "a", "m"):
        diary.enter(1, Turn.ARRANGED, lambda _, day, name=name: order.append(name), Subject(1))
    diary.read(1)
    assert order == ["z", "a", "m"]


def test_what_is_entered_for_today_takes_its_turn_among_what_is_left_of_today() -> None:
    diary = Diary(-1)
    order: list[str] = []

    def allocate(subject: Subject, day: int) -> None:
        order.append(f"{subject.key} allocate")

    def sentence(subject: Subject, day: int) -> None:
        order.append(f"{subject.key} sentence")
        diary.enter(day, Turn.TO_SENIOR, allocate, subject)
        diary.enter(day, Turn.TO_SENIOR, allocate, Subject(0))

    diary.enter(3, Turn.SENTENCE, sentence, Subject(1))
    diary.enter(3, Turn.SENTENCE, sentence, Subject(2))
    diary.read(3)
    # Nobody's turn comes twice, and an earlier key that has passed comes at once.
    assert order == [
        "1 sentence",
        "0 allocate",
        "1 allocate",
        "2 sentence",
        "0 allocate",
        "2 allocate",
    ]


def test_an_entry_is_void_when_its_subject_has_moved_on() -> None:
    diary = Diary(-1)
    person = Subject(1)

    def close(subject: Subject, day: int) -> None:
        subject.seen.append("close")

    diary.enter(2, Turn.ORDER_COMPLETED, close, person, person.version)
    person.version += 1
    diary.enter(2, Turn.ORDER_COMPLETED, close, person)
    diary.read(2)
    assert person.seen == ["close"]


def test_a_look_comes_before_everything_of_its_day_and_one_for_the_past_tomorrow() -> None:
    diary = Diary(-1)
    order: list[str] = []

    def happen(subject: Subject, day: int) -> None:
        order.append("happens")

    def judge(task: object, day: int) -> None:
        order.append(f"judged on {day}")

    diary.enter(4, Turn.ARRANGED, happen, Subject(1))
    diary.look(4, judge, object())
    diary.read(4)
    diary.look(4, judge, object())
    diary.read(5)
    assert order == ["judged on 4", "happens", "judged on 5"]


def test_what_would_come_after_the_last_day_is_not_kept() -> None:
    diary = Diary(-1, 3)
    seen: list[int] = []

    def happen(subject: Subject, day: int) -> None:
        seen.append(day)

    for day in (3, 4, 10**6):
        diary.enter(day, Turn.ARRANGED, happen, Subject(1))
        diary.look(day, happen, Subject(1))
    for day in range(6):
        diary.read(day)
    assert seen == [3, 3]
