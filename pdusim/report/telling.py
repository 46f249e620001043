"""Lives told in words: for the terminal, and beside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import floor

from pdusim.report.story import Event, Life, OfficerLife, UnknownNameError, parting
from pdusim.report.wording import listed

#: What `find` looks for.
KINDS = ("missed-review", "most-officers", "early-release")

STATE_WORDS = {
    "community_order": "community order",
    "suspended_order": "suspended sentence order",
    "unpaid_work_only": "unpaid work only",
    "custody_prison": "in prison, held by the prison",
    "custody_community": "in prison, held by the unit",
    "recalled": "recalled to prison",
    "licence": "on licence",
    "post_sentence": "post-sentence supervision",
}

_SCHEMES = {"ecsl": "early, ECSL", "sds40": "at 40 % (SDS40)", "hdc": "on home detention curfew"}

_ACTS = {
    "sentenced": "sentenced: {detail}",
    "allocated": "given to {officer}",
    "released": "released{scheme}",
    "released after recall": "released again after recall",
    "recalled": "recalled to prison, {detail}",
    "review missed": "RISK REVIEW MISSED ({detail})",
    "true risk rises": "true risk rises to {detail}",
    "true risk settles": "true risk settles at {detail}",
    "assessed risk changes": "assessed risk becomes {detail}",
    "significant event": "{detail}",
    "non-compliance": "non-compliance, {detail}",
    "case closed": "case closed{because}",
    "notice of early release": "notice of early release ({detail})",
}


def words(entry: Event) -> str:
    """Return what an entry of the ledger says, in words."""
    detail = entry.detail.replace("_", " ")
    if entry.event in _ACTS:
        scheme = _SCHEMES.get(entry.detail, detail)
        return _ACTS[entry.event].format(
            detail=detail or "not named",
            officer=entry.officer or "the pool",
            scheme=f" {scheme}" if scheme else "",
            because=f": {detail}" if detail else "",
        )
    text = entry.event.replace("_", " ")
    if text.endswith(" done"):
        late = "" if detail in ("", "on time") else f" {detail}"
        by = f" by {entry.officer}" if entry.officer else ""
        return f"{text}{late}{by}"
    return f"{text} ({detail})" if detail else text


def day(start: date, time: float) -> str:
    """Return the date of a day of the run."""
    return f"{start + timedelta(days=floor(time)):%d %b %Y}"


def life_lines(life: Life, start: date) -> list[str]:
    """Return a person's life, one line an event.

    Parameters
    ----------
    life : Life
    start : date
        First day of the run.
    """
    lines = [f"{day(start, e.time)}  {words(e)}" for e in life.events]
    return [_summary(life), "", *lines]


def _summary(life: Life) -> str:
    missed = sum(e.event == "review missed" for e in life.events)
    done = [e for e in life.events if e.event.endswith("_review done")]
    late = sum(e.detail != "on time" for e in done)
    names = list(dict.fromkeys(spell.value for spell in life.officers))
    hidden = round(unrecognised_days(life))
    parts = [
        f"{len(names)} officer{'' if len(names) == 1 else 's'}",
        f"{len(done)} risk reviews done ({late} of them late)",
        f"{missed} missed",
        f"{hidden} days at a higher risk than assessed",
    ]
    if life.contact:
        mean = sum(value for _, value in life.contact) / len(life.contact)
        parts.append(f"{mean:.0%} of the contact due delivered")
    return f"{life.person}: {listed(parts)}."


def unrecognised_days(life: Life) -> float:
    """Return the days on which true risk was above the assessed one."""
    order = ("low", "medium", "high", "very_high")
    total = 0.0
    for true in life.true_risk:
        for held in life.assessed_risk:
            if order.index(true.value) > order.index(held.value):
                total += max(0.0, min(true.end, held.end) - max(true.start, held.start))
    return total


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
    where = parting(first, second)
    lines = [f"{name}: {_summary(life)}" for name, life in zip(names, (first, second), strict=True)]
    if where is None:
        lines += ["", "The two lives are the same, event by event."]
    else:
        lines += ["", f"The paths part on {day(start, where.time)}: {words(where)}."]
    lines += ["", f"{'':14}{names[0][: half - 1]:<{half}}  {names[1][:half]}"]
    by_day: dict[int, tuple[list[Event], list[Event]]] = {}
    for side, life in enumerate((first, second)):
        for entry in life.events:
            by_day.setdefault(floor(entry.time), ([], []))[side].append(entry)
    for number in sorted(by_day):
        left, right = ([words(e) for e in side] for side in by_day[number])
        both = [word for word in left if word in right]
        rows = [(word, "=") for word in both]
        only = [word for word in left if word not in both]
        other = [word for word in right if word not in both]
        for place in range(max(len(only), len(other))):
            rows.append(
                (
                    only[place] if place < len(only) else "",
                    other[place] if place < len(other) else "–",
                )
            )
        for place, (one, two) in enumerate(rows):
            head = day(start, number) if place == 0 else ""
            mark = " " if two == "=" else "*"
            lines.append(f"{head:<12}{mark} {one or '–':<{half}.{half - 1}}  {two[:half]}".rstrip())
    return [*lines, "", "= the same under both; * differs"]


def officer_lines(life: OfficerLife, start: date) -> list[str]:
    """Return an officer's time, one line every four weeks and one an event."""
    rows: list[tuple[float, str]] = [(e.time, words(e)) for e in life.events]
    for week in life.weeks[::4]:
        load = "no points available" if week.workload is None else f"{week.workload:5.0f} %"
        away = f", away: {week.away}" if week.away else ""
        bar = "█" * round((week.workload or 0.0) / 10.0)
        rows.append(
            (
                week.time,
                f"{load}  {bar:<20} {week.cases} cases, {week.tasks} tasks waiting, "
                f"{week.contact:.0%} of contact{away}",
            )
        )
    rows.sort(key=lambda row: row[0])
    return [f"{life.officer} ({life.grade})", ""] + [
        f"{day(start, time)}  {text}" for time, text in rows
    ]


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
