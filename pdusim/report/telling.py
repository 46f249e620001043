"""Lives told in words: for the terminal, and beside the picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat, zip_longest
from math import floor
from textwrap import wrap

from pdusim.arithmetic import sum_of
from pdusim.report.event_words import AWAY_WORDS, GRADE_WORDS, day, tenures, words
from pdusim.report.story import Event, Life, OfficerLife, OfficerWeek, UnknownNameError, parting
from pdusim.report.wording import listed, percent

#: What `find` looks for.
KINDS = ("missed-review", "most-officers", "early-release")

_NEAR = 28
"""Days within which the same event under two scenarios is told as one."""

_LATER = "\0"
"""Stands between what happened and what is said of the other scenario."""

EVERY = 4
"""An officer's weeks are told one in so many."""


@dataclass(frozen=True, slots=True)
class Row:
    """What happened to one person on one day under two scenarios.

    Parameters
    ----------
    day : str
        Date, empty where it is that of the row before.
    first, second : str
        What happened; empty where nothing did.
    number : int
        Day of the run.
    """

    day: str
    first: str
    second: str
    number: int = 0

    @property
    def same(self) -> bool:
        """Whether it is the same under both."""
        return self.first == self.second


def life_lines(life: Life, start: date) -> list[str]:
    """Return a person's life, one line an event.

    Parameters
    ----------
    life : Life
    start : date
        First day of the run.
    """
    lines = [f"{day(start, e.time)}  {words(e)}" for e in life.events]
    return [summary(life), *tenures(spell.value for spell in life.officers), "", *lines]


def summary(life: Life) -> str:
    """Return a person's life in one sentence."""
    missed = sum(e.event == "review missed" for e in life.events)
    done = [e for e in life.events if e.event.endswith("_review done")]
    late = sum(e.detail != "on time" for e in done)
    names = list(dict.fromkeys(spell.value for spell in life.officers))
    hidden = round(unrecognised_days(life))
    parts = [
        _count(len(names), "officer"),
        f"{_count(len(done), 'risk review')} done ({late} of them late)",
        f"{missed} missed",
        f"{_count(hidden, 'day')} at a higher risk than assessed",
    ]
    if life.contact:
        mean = sum_of(value for _, value in life.contact) / len(life.contact)
        parts.append(f"{percent(mean)} of the contact due delivered")
    return f"{life.person}: {listed(parts)}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def unrecognised_days(life: Life) -> float:
    """Return the days on which true risk was above the assessed one."""
    order = ("low", "medium", "high", "very_high")
    total = 0.0
    for true in life.true_risk:
        for held in life.assessed_risk:
            if order.index(true.value) > order.index(held.value):
                total += max(0.0, min(true.end, held.end) - max(true.start, held.start))
    return total


def parted(first: Life, second: Life, names: tuple[str, str], start: date) -> str:
    """Return where two lives of one person part, in one sentence."""
    where = parting(first, second)
    if where is None:
        return "The two lives are the same, event by event."
    name = names[0] if where in first.events else names[1]
    return f"The paths part on {day(start, where.time)}: under “{name}”, {words(where)}."


def pair_rows(first: Life, second: Life, start: date) -> list[Row]:
    """Return two lives of one person side by side, day by day, no event told twice.

    What happens under both scenarios within four weeks of each other stands once, on its earlier
    day, with how much later it comes under the other.
    """
    by_day: dict[int, tuple[list[str], list[str]]] = {}
    for side, life in enumerate((first, second)):
        days: dict[int, list[str]] = {}
        for entry in life.events:
            days.setdefault(floor(entry.time), []).append(words(entry))
        for number, said in days.items():
            by_day.setdefault(number, ([], []))[side].extend(_once(said))
    _match(by_day, start)
    rows = []
    for number in sorted(by_day):
        left, right = by_day[number]
        both = [word for word in left if word in right]
        only = [word for word in left if word not in both]
        other = [word for word in right if word not in both]
        pairs = [(word, word) for word in both]
        moved = [word for word in (*only, *other) if _LATER in word]
        for word in moved:
            told, _, later = word.partition(_LATER)
            pairs.append((told, later) if word in only else (later, told))
        only, other = ([word for word in side if word not in moved] for side in (only, other))
        pairs += zip_longest(only, other, fillvalue="")
        rows += [
            Row(day(start, number) if place == 0 else "", one, two, number)
            for place, (one, two) in enumerate(pairs)
        ]
    return rows


def _once(said: Sequence[str]) -> list[str]:
    """Return what was said on a day, each once, with how often."""
    many = {2: " (twice)"}
    return [
        text + ("" if (n := said.count(text)) == 1 else many.get(n, f" ({n} times)"))
        for text in dict.fromkeys(said)
    ]


def _match(by_day: dict[int, tuple[list[str], list[str]]], start: date) -> None:
    """Bring what happens under both, some days apart, together on its earlier day."""
    for number in sorted(by_day):
        for side in (0, 1):
            for place, text in enumerate(by_day[number][side]):
                if text in by_day[number][1 - side]:
                    continue
                for later in range(number + 1, number + _NEAR + 1):
                    there = by_day.get(later, ([], []))
                    if text in there[1 - side] and text not in there[side]:
                        there[1 - side].remove(text)
                        apart = _count(later - number, "day")
                        words_ = f"the same, {apart} later ({day(start, later)})"
                        by_day[number][side][place] = f"{text}{_LATER}{words_}"
                        break
    for number in [one for one, (left, right) in by_day.items() if not left and not right]:
        del by_day[number]


def pair_lines(
    first: Life, second: Life, names: tuple[str, str], start: date, width: int = 100
) -> list[str]:
    """Return two lives of one person side by side, the days that differ marked.

    Parameters
    ----------
    first, second : Life
    names : tuple of str
        Of the two scenarios.
    start : date
        First day of the run.
    width : int
        Characters of a line.
    """
    half = max(24, (width - 16) // 2)
    lines = [f"{name}: {summary(life)}" for name, life in zip(names, (first, second), strict=True)]
    lines += tenures(spell.value for life in (first, second) for spell in life.officers)
    lines += ["", parted(first, second, names, start)]
    lines += ["", *_beside("", " ", *names, half)]
    for row in pair_rows(first, second, start):
        mark, two = (" ", "=") if row.same else ("*", row.second or "–")
        lines += _beside(row.day, mark, row.first or "–", two, half)
    return [*lines, "", "= the same under both; * differs"]


def _beside(day: str, mark: str, first: str, second: str, half: int) -> list[str]:
    """Return two texts beside each other, on as many lines as they need: nothing is cut."""
    pairs = zip_longest(_wrapped(first, half - 1), _wrapped(second, half), fillvalue="")
    heads = chain([f"{day:<12}{mark} "], repeat(" " * 14))
    return [
        f"{head}{one:<{half}}  {two}".rstrip()
        for head, (one, two) in zip(heads, pairs, strict=False)
    ]


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines, the number of an officer beside the grade."""
    together = re.sub(r"\b([A-Z]{2,}) (?=\d)", "\\1\N{NO-BREAK SPACE}", text)
    lines = wrap(together, width)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] or [""]


def told_events(life: OfficerLife) -> list[Event]:
    """Return what is worth telling of an officer: not each turn of how contact is squeezed."""
    return [e for e in life.events if e.event != "contacts" and (e.time > 0 or e.event != "joins")]


def told_weeks(life: OfficerLife) -> list[OfficerWeek]:
    """Return the weeks of an officer that are told."""
    return list(life.weeks[::EVERY])


def officer_title(life: OfficerLife) -> str:
    """Return an officer's name and grade."""
    return f"{life.officer}, {GRADE_WORDS.get(life.grade, life.grade)}"


def officer_lines(life: OfficerLife, start: date) -> list[str]:
    """Return an officer's time, one line every four weeks and one an event."""
    rows: list[tuple[float, str]] = [(e.time, words(e)) for e in told_events(life)]
    for week in told_weeks(life):
        load = "no points available" if week.workload is None else f"{week.workload:5.0f} %"
        away = f", {AWAY_WORDS.get(week.away, week.away)}" if week.away else ""
        bar = "█" * min(30, round((week.workload or 0.0) / 10.0))
        rows.append(
            (
                week.time,
                f"{load}  {bar:<20} {_count(week.cases, 'case')}, "
                f"{_count(week.tasks, 'task')} waiting, "
                f"{percent(week.contact)} of contact{away}",
            )
        )
    rows.sort(key=lambda row: row[0])
    return [
        f"{officer_title(life)}. Workload in official points.",
        *tenures([life.officer]),
        "",
    ] + [f"{day(start, time)}  {text}" for time, text in rows]


def find(events: Sequence[Event], kind: str, begin: float = 0.0) -> str:
    """Pick an instructive person.

    Parameters
    ----------
    events : sequence of Event
        Of one replication.
    kind : {"missed-review", "most-officers", "early-release"}
        ``missed-review``: a review missed while true risk had risen, and much seen of the person;
        ``most-officers``: most changes of officer; ``early-release``: released early, with most
        happening afterwards.
    begin : float
        Only what happened from this day on counts.

    Raises
    ------
    UnknownNameError
        When the run holds nobody of the kind.
    """
    score: dict[str, float] = {}
    risen: dict[str, float] = {}
    for entry in events:
        person = entry.person
        if person is None or entry.time < begin or entry.event == "status":
            continue
        if kind == "most-officers":
            if entry.event == "allocated" and entry.officer and "pool" not in entry.officer:
                score[person] = score.get(person, 0.0) + 1.0
        elif kind == "missed-review":
            if entry.event == "true risk rises":
                risen[person] = entry.time
            elif entry.event == "review missed":
                since = entry.time - risen.get(person, -1e9)
                score[person] = score.get(person, 0.0) + (10.0 if since < 120.0 else 0.1)
            elif entry.event == "assessed risk changes" and person in score:
                score[person] += 15.0
            elif entry.event == "recalled" and person in score:
                score[person] += 4.0
        elif entry.event == "released" and entry.detail not in ("", "hdc"):
            score.setdefault(person, 5.0)
        elif person in score:
            extra = {"recalled": 6.0, "review missed": 5.0, "true risk rises": 3.0}
            score[person] += extra.get(entry.event, 0.05)
    if kind not in KINDS:
        raise UnknownNameError(f"unknown kind '{kind}'; known: {listed(list(KINDS))}")
    if not score:
        raise UnknownNameError(f"nobody in this run: {kind.replace('-', ' ')}")
    return max(score, key=lambda name: (score[name], name))
