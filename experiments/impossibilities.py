"""What the story of a unit cannot contain: every event of whole runs against a written list.

The list is what an inspector of lives and a statistician of staff would stop at. Each rule is
looked at in every event of every replication; what never happens although it must is told too::

    python experiments/impossibilities.py --replications 10

The command ends with 1 if there is anything.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from pdusim import load_scenario
from pdusim.experiment.workers import Workers
from pdusim.model.unit import Unit

SEED = 1
SCENARIOS = ("baseline", "ecsl_70_days", "rules_2025", "third_of_posts_vacant")

RULES = {
    # Lives
    "order": "what happens to somebody is told in the order of time",
    "rest": "nobody is released on a day of rest",
    "one day": "nobody is recalled and released, or recalled and closed, on one day",
    "custody": "nobody in custody misses an appointment, is recalled, visited or on a course",
    "release": "nobody is released who is not in custody",
    "closed": "in a closed case only what was due before is missed or answered",
    "dead": "nothing happens to the dead",
    "risk": "true risk does not rise twice without settling, nor settle without having risen",
    "assessed": "assessed risk does not change to the level it has",
    "part A": "nobody is recalled without a report",
    "notice": "nobody leaves by early release at short notice of which the unit was not told",
    "charge": "nobody is charged with a further offence that has not happened",
    "answer": "no enquiry is answered that was not made, or twice",
    "bed": "nobody has two beds in approved premises, or leaves one without having it",
    "reading": "no officer reads the same case twice while holding it",
    # Staff
    "away": "nobody works while sick, on leave or after leaving, or before joining",
    "twice away": "nobody begins an absence while away",
    "return": "sickness ends on its day, and family leave ends; whoever is away comes back or goes",
    "contact away": "nobody gives contact in a week away",
    "given away": "no case is given to somebody away or gone",
    "leaving": "nobody joins or leaves twice, gives notice twice, or moves having given it",
    "name": "nobody carries the name of a grade they are not in",
    "qualifies": "nobody qualifies who is not in training, or while away",
    "day of rest": "no work is finished on a day of rest",
    "holiday": "nobody in post for a year is never on leave",
}
"""The written list: what is looked for, by a word."""

MUST = (
    "case closed: died",
    "case closed: moved to another unit",
    "recalled",
    "released after recall",
    "released after curfew",
    "returned from curfew",
    "true risk rises",
    "true risk settles",
    "family leave",
    "goes sick",
    "back at work",
    "leaves",
    "joins",
    "qualifies",
    "serious further offence",
)
"""What must happen now and then in units of full size over years."""

_ABSENT = ("goes sick", "family leave")
_INTO_CUSTODY = ("recalled", "sentenced to custody again", "returned from curfew")
_OUT_OF_CUSTODY = ("released", "released after recall", "released after curfew")
_NOT_IN_CUSTODY = frozenset(
    {
        "recalled",
        "non-compliance",
        "breach",
        "significant event",
        "serious further offence",
        "programme starts",
        "unpaid work completed",
        "into approved premises",
        "appointment",
        "home_visit done",
        "initial_assessment done",
        "termination done",
        "returned from curfew",
        "supervision suspended",
    }
)
_AFTER_CLOSING = frozenset(
    {
        "review missed",
        "review lapsed",
        "enquiry_police answered",
        "enquiry_children answered",
    }
)
_SILENT = frozenset({"status", "officer week"})
_RETURN_DAYS = 400
_SETTLED = 365


class Finding(NamedTuple):
    """A break of a rule: its word, who, and what the story says."""

    rule: str
    who: str
    what: str


class _Life:
    __slots__ = (
        "answers",
        "assessed",
        "bed",
        "charged",
        "closed",
        "custody",
        "dead",
        "first",
        "made",
        "noticed",
        "offended",
        "raised",
        "read_by",
        "report",
    )

    def __init__(self) -> None:
        self.custody: bool | None = None
        self.closed = self.dead = self.noticed = self.report = self.bed = False
        self.raised: bool | None = None
        self.assessed = ""
        self.made: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.offended = self.charged = 0
        self.read_by = ""
        self.first = True


class _Career:
    __slots__ = ("away", "due_back", "grade", "joined", "left", "notice", "on_leave", "weeks")

    def __init__(self) -> None:
        self.away = ""
        self.due_back: float | None = None
        self.joined = self.left = self.notice = False
        self.grade = ""
        self.weeks = 0
        self.on_leave = 0


def impossible(unit: Unit) -> list[Finding]:
    """Whatever the ledger of a unit tells that cannot be."""
    return list(_Sweep(unit).look())


class _Sweep:
    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.lives: dict[str, _Life] = defaultdict(_Life)
        self.careers: dict[str, _Career] = defaultdict(_Career)
        self.days: dict[tuple[str, int], set[str]] = defaultdict(set)

    def look(self) -> Iterator[Finding]:
        last: dict[str, float] = {}
        for time, event, person, officer, detail in self.unit.ledger.events:
            told = f"day {time:g}: {event} {detail}".strip()
            subject = str(person or officer)
            if time < last.get(subject, time):
                yield Finding("order", subject, told)
            last[subject] = time
            if person is not None:
                for rule in self._person(self.lives[person], person, time, event, officer, detail):
                    yield Finding(rule, person, told)
            if officer is not None and time >= 0:
                for rule in self._officer(self.careers[officer], officer, time, event, detail):
                    yield Finding(rule, officer, f"{told} {person or ''}".strip())
        yield from self._afterwards()

    # Lives --------------------------------------------------------------------------------

    def _person(
        self, life: _Life, name: str, time: float, event: str, officer: str | None, detail: str
    ) -> Iterator[str]:
        if event in _SILENT:
            if life.closed:
                yield "closed"
            return
        if time >= 0:
            self.days[name, int(time)].add(event)
        if life.dead and event not in _AFTER_CLOSING:
            yield "dead"
        if event.startswith("sentenced"):
            life.closed = False
        elif life.closed and event not in _AFTER_CLOSING:
            yield "closed"
        if life.custody and event in _NOT_IN_CUSTODY:
            yield "custody"
        yield from self._movement(life, time, event, detail)
        yield from self._risk(life, event, detail)
        yield from self._around(life, time, event)
        if event == "allocated":
            life.read_by = ""
        elif event == "case_reading done" and officer is not None:
            if life.read_by == officer:
                yield "reading"
            life.read_by = officer

    def _around(self, life: _Life, time: float, event: str) -> Iterator[str]:
        if event == "serious further offence":
            life.offended += 1
        elif event == "charged":
            life.charged += 1
            if life.charged > life.offended:
                yield "charge"
        elif event.startswith("enquiry_"):
            kind, what = event.rsplit(" ", 1)
            (life.made if what == "done" else life.answers)[kind] += 1
            if life.answers[kind] > life.made[kind]:
                yield "answer"
        elif event == "into approved premises":
            if life.bed:
                yield "bed"
            life.bed = True
        elif event == "leaves approved premises":
            # Those of the start are there without having come.
            if not life.bed and time > _SETTLED:
                yield "bed"
            life.bed = False

    def _movement(self, life: _Life, time: float, event: str, detail: str) -> Iterator[str]:
        rested = event in _OUT_OF_CUSTODY and time >= 0
        if rested and not self.unit.calendar.is_working(int(time)):
            yield "rest"
        if event == "sentenced":
            life.custody = detail in ("custody", "life")
        elif event == "sentence suspended instead":
            life.custody = False
        elif event in _INTO_CUSTODY:
            if event == "recalled" and not life.report and time > 1:
                yield "part A"
            life.custody = True
            life.report = False
        elif event in _OUT_OF_CUSTODY:
            if life.custody is False:
                yield "release"
            if event == "released" and detail == "ecsl" and not life.noticed and time >= 0:
                yield "notice"
            life.custody = life.noticed = False
        elif event == "recall_report done":
            life.report = True
        elif event == "notice of early release":
            life.noticed = True
        elif event == "moved in":
            life.custody = False
        elif event == "case closed":
            life.closed = True
            life.custody = False
            life.dead = detail == "died"

    def _risk(self, life: _Life, event: str, detail: str) -> Iterator[str]:
        if event == "true risk rises":
            if life.raised:
                yield "risk"
            life.raised = True
        elif event == "true risk settles":
            if life.raised is False:
                yield "risk"
            life.raised = False
        elif event == "case closed":
            # What settles after it is not told.
            life.raised = None
        elif event == "assessed risk changes":
            if detail == life.assessed:
                yield "assessed"
            life.assessed = detail

    # Staff --------------------------------------------------------------------------------

    def _officer(
        self, career: _Career, name: str, time: float, event: str, detail: str
    ) -> Iterator[str]:
        if name.startswith(("Court ", "pool")) or " team" in name:
            return
        if event == "officer week":
            yield from self._week(career, name, detail)
        elif event == "qualifies":
            if career.away or career.left:
                yield "qualifies"
            if detail.startswith("from now on "):
                # Whoever it is goes on under another name.
                self.careers[detail.removeprefix("from now on ")] = career
                self.careers[name] = _Career()
        elif event in _ABSENT or event == "back at work":
            yield from self._absence(career, time, event, detail)
        elif event == "allocated":
            if career.away or career.left:
                yield "given away"
        elif event.endswith(" done"):
            if career.away or career.left or not career.joined:
                yield "away"
            if not self.unit.calendar.is_working(int(time - 1e-6)):
                yield "day of rest"
        else:
            yield from self._coming_and_going(career, event)
        if career.due_back is not None and time > career.due_back + 1 and not career.left:
            yield "return"
            career.due_back = None

    def _coming_and_going(self, career: _Career, event: str) -> Iterator[str]:
        barred = {
            "joins": career.joined,
            "gives notice": career.notice or career.left,
            "moves": career.notice or career.left,
            "leaves": career.left,
        }
        if barred.get(event, False):
            yield "leaving"
        career.joined = career.joined or event == "joins"
        career.notice = career.notice or event == "gives notice"
        if event == "leaves":
            career.left, career.away = True, ""

    def _absence(self, career: _Career, time: float, event: str, detail: str) -> Iterator[str]:
        if event in _ABSENT:
            if career.away or career.left:
                yield "twice away"
            sick = event == "goes sick"
            career.away = event
            career.due_back = time + (int(detail.partition(" ")[0]) if sick else _RETURN_DAYS)
            return
        if not career.away or (career.away == "goes sick" and time != career.due_back):
            yield "return"
        career.away, career.due_back = "", None

    def _week(self, career: _Career, name: str, detail: str) -> Iterator[str]:
        grade, _, _, _, _, contact, _, away = detail.split("|")
        if career.left:
            yield "away"
        if away not in ("", "gives notice") and float(contact) > 0.0:
            yield "contact away"
        if away == "leave":
            career.on_leave += 1
        career.weeks += 1
        career.grade = grade
        said = re.match(r"(?:agency )?(PO|PSO|PQIP|SPO)\b", name)
        if said and said[1].lower() != grade:
            yield "name"

    def _afterwards(self) -> Iterator[Finding]:
        for (person, day), events in self.days.items():
            if "recalled" in events and events & {"released after recall", "case closed"}:
                yield Finding("one day", person, f"day {day}: {', '.join(sorted(events))}")
        for name, career in self.careers.items():
            # Sundays see about half of the weeks of leave or more.
            if career.weeks >= 104 and not career.on_leave:
                yield Finding("holiday", name, f"{career.weeks} weeks")


class Seen(NamedTuple):
    """What a replication holds: findings, and how often each event happened."""

    scenario: str
    findings: list[Finding]
    happened: Counter[str]


def sweep(task: tuple[str, int]) -> Seen:
    """One replication against the list."""
    name, replication = task
    unit = Unit(load_scenario(name), SEED, replication, "events")
    unit.run()
    happened: Counter[str] = Counter()
    for time, event, _, _, detail in unit.ledger.events:
        if time >= 0:
            happened[event] += 1
            if event == "case closed":
                happened[f"case closed: {detail}"] += 1
    return Seen(name, impossible(unit), happened)


def report(seen: list[Seen], shown: int) -> list[str]:
    """Lines: what was found by rule and scenario, and what never happened although it must."""
    lines = []
    for name in dict.fromkeys(one.scenario for one in seen):
        runs = [one for one in seen if one.scenario == name]
        found = [finding for one in runs for finding in one.findings]
        happened = sum((one.happened for one in runs), Counter[str]())
        events = sum(n for event, n in happened.items() if ": " not in event)
        lines.append(
            f"{name}: {len(runs)} replications, {events:,} events, {len(found)} impossible"
        )
        for rule, number in Counter(f.rule for f in found).most_common():
            lines.append(f"  {number:6} {rule}: {RULES[rule]}")
            lines += [f"         {f.who}, {f.what}" for f in found if f.rule == rule][:shown]
        lines += [f"  never: {event}" for event in MUST if not happened[event]]
    return lines


def main() -> None:
    """Run and print; exit code 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--scenarios", nargs="*", default=list(SCENARIOS))
    parser.add_argument("--shown", type=int, default=3, help="findings of each rule to print")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    given = parser.parse_args()
    tasks = [(name, r) for name in given.scenarios for r in range(given.replications)]
    with Workers(given.workers) as executor:
        seen = list(executor.map(sweep, tasks))
    lines = report(seen, given.shown)
    sys.stdout.write("\n".join(lines) + "\n")
    if any(one.findings for one in seen) or any("never: " in line for line in lines):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
