"""Whom a policy changed most, and what it came to, in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pdusim.arithmetic import sum_of
from pdusim.report.story import Event, Life, Spell, UnknownNameError
from pdusim.report.telling import unrecognised_days
from pdusim.report.wording import listed

#: How much an event counts that happens under one scenario and not under the other.
_WEIGHTS = {
    "review missed": 10.0,
    "recalled": 8.0,
    "released": 6.0,
    "assessed risk changes": 6.0,
    "allocated": 3.0,
    "true risk rises": 3.0,
}
_OTHER = 0.25
_LEFT_OUT = ("status", "officer week", "contacts")

#: What is counted in the moral: the event, in words, and in words where it was once.
_COUNTED = (
    ("review missed", "risk reviews missed", "risk review missed"),
    ("recalled", "recalls", "recall"),
)


def changed_most(first: Sequence[Event], second: Sequence[Event], begin: float = 0.0) -> str:
    """Return the person whose two lives differ most.

    Parameters
    ----------
    first, second : sequence of Event
        Ledgers of one replication under two scenarios.
    begin : float
        Only what happened from this day on counts.

    Raises
    ------
    UnknownNameError
        When nobody's lives differ.
    """
    counts = [_counts(ledger, begin) for ledger in (first, second)]
    score: dict[str, float] = {}
    for key in dict.fromkeys([*counts[0], *counts[1]]):
        person, event, _ = key
        apart = abs(counts[0][key] - counts[1][key])
        score[person] = score.get(person, 0.0) + apart * _WEIGHTS.get(event, _OTHER)
    if not any(score.values()):
        raise UnknownNameError("the two scenarios change nothing in anybody's life here")
    return max(score, key=lambda name: (score[name], name))


def _counts(ledger: Sequence[Event], begin: float) -> Counter[tuple[str, str, str]]:
    return Counter(
        (entry.person, entry.event, entry.detail if entry.event == "released" else "")
        for entry in ledger
        if entry.person is not None and entry.time >= begin and entry.event not in _LEFT_OUT
    )


def moral(first: Life, second: Life, names: tuple[str, str]) -> str:
    """Return in one sentence what the second scenario came to for a person, beside the first."""
    said = [text for text in _differences(first, second) if text]
    if not said:
        return (
            f"Under “{names[1]}” the days differ, but not how many reviews were missed, how often "
            "the officer changed, or how long a higher risk went unseen."
            if first.events != second.events
            else f"“{names[1]}” changed nothing in this life."
        )
    return f"Under “{names[1]}” this life had {listed(said)} than under “{names[0]}”."


def _differences(first: Life, second: Life) -> Iterator[str]:
    for event, many, one in _COUNTED:
        yield _more(
            sum(e.event == event for e in second.events)
            - sum(e.event == event for e in first.events),
            many,
            one,
        )
    changes = [max(0, len(life.officers) - 1) for life in (first, second)]
    yield _more(changes[1] - changes[0], "changes of officer", "change of officer")
    hidden = round(unrecognised_days(second) - unrecognised_days(first))
    yield _more(hidden, "days at a higher risk than assessed", "day at a higher risk than assessed")
    inside = [sum_of(spell.end - spell.start for spell in _custody(one)) for one in (first, second)]
    yield _more(round(inside[1] - inside[0]), "days in prison", "day in prison")


def _custody(life: Life) -> list[Spell]:
    held = ("custody_prison", "custody_community", "recalled")
    return [spell for spell in life.states if spell.value in held]


def _more(step: int, many: str, one: str) -> str:
    if not step:
        return ""
    return f"{abs(step)} {'more' if step > 0 else 'fewer'} {one if abs(step) == 1 else many}"
