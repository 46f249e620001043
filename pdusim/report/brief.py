"""The answer first: what a policy does, how sure that is, and what not to conclude."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pdusim.experiment.results import Results
from pdusim.experiment.windows import windows_text
from pdusim.report.effects import (
    HARDLY,
    Effect,
    clear_together,
    compared,
    effect,
    effects,
    judge,
    largest,
)
from pdusim.report.escaping import escape
from pdusim.report.findings import FEW, caveats
from pdusim.report.svg import Table
from pdusim.report.wording import (
    decimals_of,
    gap,
    level,
    listed,
    number,
    percent,
    quoted,
    shown,
    step_unit,
    sure,
    titled,
    unbroken,
)

#: Measures of the table of scenarios: what a policy is asked about first.
EIGHT = (
    "missed_review_rate",
    "workload_pct",
    "unrecognised_risk_days",
    "contact_delivered",
    "unprepared_release_rate",
    "recalls_per_month",
    "sickness_days_per_fte",
    "staff_cost",
)

#: Measures of the short table, the eight first.
FOURTEEN = (
    *EIGHT,
    "initial_plan_on_time",
    "enquiries_made",
    "oversight_delivered",
    "unallocated_days",
    "vacancy_rate_po",
    "caseload",
)

FULL = 2
"""Scenarios told in full on the first page: so many fill a printed side."""

_HEADLINE = (("missed_review_rate", "missed risk reviews"), ("workload_pct", "workload"))
_NAMED = 5
LARGEST = "The largest effects among all measures, beside their level:"
NOT = (
    "Not that the unit will be at these levels: they are those of a unit of mean published size; "
    "the difference is what the model is for. Not that it holds beyond the weeks observed, or that "
    "the assumptions hold: the intervals are about chance in the model only. Nothing about serious "
    "further offences, or about any real person, office or member of staff."
)


@dataclass(frozen=True, slots=True)
class Brief:
    """What one scenario does, in a few lines.

    Parameters
    ----------
    name : str
        The scenario.
    headline : str
        One sentence on missed reviews and workload.
    largest : tuple of str
        The largest effects among all measures, by size beside their level.
    hardly : str
        What hardly changes, and what cannot be told.
    how_sure : str
        Chance: replications, comparisons made, and how many would hold together.
    """

    name: str
    headline: str
    largest: tuple[str, ...]
    hardly: str
    how_sure: str


def brief(results: Results, place: int, base: int = 0) -> Brief:
    """Return the brief of one scenario, compared with a base."""
    found = effects(results, place, base)
    named = largest(found)
    return Brief(
        results.names[place],
        headline(results, place, base),
        tuple(_told(results, one) for one in named),
        _hardly(results, found),
        _how_sure(results, place, base, found),
    )


def headline(results: Results, place: int, base: int = 0) -> str:
    """Return in one sentence what a scenario does to missed reviews and workload."""
    parts = []
    for measure, subject in _HEADLINE:
        if measure not in results.measure_names:
            continue
        one = effect(results, place, base, measure)
        how = shown(results.describe(measure).unit)
        step = one.step
        ends = [None if end is None else end * how.factor for end in (step.low, step.high)]
        if one.clear and step.mean is not None:
            size = abs(step.mean) * how.factor
            low, high = sorted(abs(end or 0.0) for end in ends)
            places = decimals_of(size, low, high)
            words = (
                f"{'raises' if one.verdict == 'more' else 'lowers'} {subject} by "
                f"{number(size, places)}{how.step} ({sure(results.confidence)} "
                f"{number(low, places)} to {number(high, places)}), {_from_to(results, one)}"
            )
        elif step.mean is None or one.verdict == "unknown":
            words = f"cannot be told to change {subject} ({step.reason or 'one replication'})"
        elif one.verdict == "same":
            words = f"changes {subject} in none of {step.n} pairs"
        else:
            unit = results.describe(measure).unit
            mean, _, interval = gap(step.mean, step.low, step.high, unit).partition(" (")
            words = f"does not clearly change {subject} ({mean}{how.step}, {interval}"
        parts.append(words)
    if not parts:
        return f"“{results.names[place]}” was not measured by missed reviews or workload."
    return f"“{results.names[place]}” {', and '.join(parts)}."


def _from_to(results: Results, one: Effect) -> str:
    unit = results.describe(one.measure).unit
    was, now = (level(side.mean, None, None, unit) for side in (one.was, one.now))
    return f"from {was} to {now}"


def _told(results: Results, one: Effect) -> str:
    info = results.describe(one.measure)
    side = {True: ", for the better", False: ", for the worse", None: ""}[one.good]
    step = gap(one.step.mean, one.step.low, one.step.high, info.unit)
    mean, _, ends = step.partition(" (")
    unit = step_unit(info.unit)
    return f"{info.title}: {_from_to(results, one)}; {mean} {unit} ({ends}{side}"


def _hardly(results: Results, found: list[Effect]) -> str:
    """Return what hardly changes and what cannot be told: these are two different things."""
    place = {measure: number for number, measure in enumerate(FOURTEEN)}
    ordered = sorted(found, key=lambda one: place.get(one.measure, len(place)))
    little = [one for one in ordered if one.hardly or one.verdict == "same"]
    open_ = [one for one in ordered if one.verdict == "none" and not one.hardly]
    said = [
        f"{words}: {_some(results, ones)}."
        for words, ones in (
            (
                f"Changed by less than {percent(HARDLY)} of its level, or never seen to change",
                little,
            ),
            ("Cannot be told from chance", open_),
        )
        if ones
    ]
    return " ".join(said) or "Nothing: every measure that was compared changes clearly."


def _some(results: Results, ones: list[Effect]) -> str:
    titles = [results.describe(one.measure).title for one in ones[:_NAMED]]
    titles = [title[0].lower() + title[1:] for title in titles]
    rest = len(ones) - len(titles)
    return f"{'; '.join(titles)}; and {rest} more" if rest else "; ".join(titles)


def _how_sure(results: Results, place: int, base: int, found: list[Effect]) -> str:
    n = results.replications
    many = compared(found)
    if n == 1:
        return "One replication was run: nothing here can be told from chance."
    clear = sum(one.clear for one in found)
    rough = "; with so few the intervals are rough" if n < FEW else ""
    if not clear:
        return f"{n} paired replications{rough}. None of {many} measures differs clearly."
    wrong = many * (1.0 - results.confidence)
    return (
        f"{n} paired replications{rough}. Of {many} measures compared {clear} differ clearly, each "
        f"by its own {sure(results.confidence)}; about {number(wrong, 0 if wrong >= 1 else 1)} "
        f"would by chance if the policy did nothing. Still clear with all intervals "
        f"holding together: {clear_together(results, place, base, found) or 'none'}."
    )


def briefs(results: Results, base: int = 0) -> list[Brief]:
    """Return the brief of every other scenario."""
    return [brief(results, place, base) for place in range(len(results.names)) if place != base]


def brief_section(results: Results) -> str:
    """Return the briefs as HTML, in full for up to two policies, of more as a table.

    The first fits a printed side, the second does for about a dozen policies.
    """
    told = briefs(results)
    if len(told) > FULL:
        how_sure = f"<p><b>How sure.</b> {_said(_together(results))}</p>"
        return _many(results, told) + how_sure + _not_html()
    parts = []
    for one in told:
        parts.append(f"<p class='headline'>{_said(one.headline)}</p>")
        if one.largest:
            items = "".join(f"<li>{_said(text)}</li>" for text in one.largest)
            parts.append(f"<p class='lead'>{LARGEST}</p><ol>{items}</ol>")
        parts.append(f"<p><b>What hardly changes.</b> {_said(one.hardly)}</p>")
        parts.append(f"<p><b>How sure.</b> {_said(one.how_sure)}</p>")
    return "".join(parts) + _not_html()


def _not_html() -> str:
    return f"<p><b>What not to conclude.</b> {_said(NOT)}</p>"


def _many(results: Results, told: list[Brief]) -> str:
    """Return a row a scenario: both headline differences and the largest effect."""
    asked = [name for name, _ in _HEADLINE if name in results.measure_names]
    heads = [
        titled(results.describe(name).title, step_unit(results.describe(name).unit))
        for name in asked
    ]
    said = "".join(f"<p class='headline'>{_said(one)}</p>" for one in headlines(results))
    rows = []
    for one in told:
        place = results.names.index(one.name)
        cells = []
        for name in asked:
            step = results.difference(place, 0, name).estimate
            text = gap(step.mean, step.low, step.high, results.describe(name).unit)
            seen = {"more": f"{text}*", "less": f"{text}*", "same": "none seen"}
            cells.append(seen.get(judge(step), text))
        rows.append([one.name, *cells, one.largest[0] if one.largest else "none is clear"])
    head = ["Policy", *heads, "Largest effect beside its level"]
    lead = (
        f"<p>Differences from “{escape(results.names[0])}”, each with its "
        f"{_said(sure(results.confidence))}; * the interval is clear of zero.</p>"
    )
    return said + lead + Table(head, rows).html(whole=True)


def _together(results: Results) -> str:
    return " ".join(caveats(results)[:-1])


def _said(text: str) -> str:
    return escape(unbroken(text))


def heading_of(results: Results) -> str:
    """Return what a brief is called outside a page."""
    if len(results.names) < 2:
        return f"“{results.names[0]}”"
    return f"{quoted(list(results.names[1:]))}, compared with “{results.names[0]}”"


def window_of(results: Results) -> str:
    """Return in a sentence what was simulated."""
    return f"One Probation Delivery Unit, {windows_text(results.scenarios, results.names)}."


def markdown(results: Results) -> str:
    """Return the brief as Markdown, for a message or a wiki."""
    lines = [f"# {_plain(heading_of(results))}", "", window_of(results)]
    for one in briefs(results):
        lines += ["", f"## {_plain(one.name)}", "", _plain(one.headline)]
        if one.largest:
            lines += ["", LARGEST, ""]
            lines += [f"{place}. {_plain(text)}" for place, text in enumerate(one.largest, 1)]
        lines += ["", f"**What hardly changes.** {_plain(one.hardly)}"]
        lines += ["", f"**How sure.** {_plain(one.how_sure)}"]
    return "\n".join([*lines, "", f"**What not to conclude.** {_plain(NOT)}", ""])


def _plain(text: str) -> str:
    """Return a text in which nothing is taken for Markdown or HTML: names come from files."""
    return "".join(
        f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in " ".join(text.split())
    )


def headlines(results: Results) -> Iterator[str]:
    """Return what stands first: a sentence a policy, of many one sentence a measure."""
    if len(results.names) - 1 <= FULL:
        yield from (one.headline for one in briefs(results))
        return
    for measure, subject in _HEADLINE:
        if measure in results.measure_names:
            yield counted(results, measure, subject)


def counted(results: Results, measure: str, subject: str) -> str:
    """Return how many policies raise and lower a measure, and which does it most."""
    places = range(1, len(results.names))
    found = {place: effect(results, place, 0, measure) for place in places}
    unit = results.describe(measure).unit
    parts = []
    for verdict, does in (("less", "lower"), ("more", "raise")):
        there = [place for place in places if found[place].verdict == verdict]
        if not there:
            continue
        most = max(there, key=lambda place: abs(found[place].step.mean or 0.0))
        size = gap(found[most].step.mean, None, None, unit)
        which = f"“{results.names[most]}”, {size} {step_unit(unit)}"
        parts.append(
            f"{len(there)} clearly {does} {subject} (most: {which})"
            if len(there) > 1
            else f"1 clearly {does}s {subject} ({which})"
        )
    rest = sum(not one.clear for one in found.values())
    if rest == len(places):
        return f"Of {len(places)} policies none clearly changes {subject}."
    if rest:
        parts.append(f"{rest} cannot be told from no change")
    return f"Of {len(places)} policies {listed(parts)}."


def closing_lines(results: Results) -> Iterator[str]:
    """Return what stands last in the terminal: the rest of the brief, unwrapped."""
    told = briefs(results)
    many = len(told) > FULL
    if many:
        yield "Largest effect of each beside its level:"
    for one in told:
        if many:
            yield f"“{one.name}”: {one.largest[0] if one.largest else 'none is clear'}."
            continue
        if one.largest:
            titles = "; ".join(f"{place}. {text}" for place, text in enumerate(one.largest, 1))
            whose = f" (“{one.name}”)" if len(told) > 1 else ""
            yield f"Largest beside their level{whose}: {titles}."
        yield one.hardly
        yield one.how_sure
    if many:
        yield _together(results)
    if told:
        yield NOT
