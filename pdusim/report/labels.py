"""Names of scenarios made short: never two alike, and never cut without a sign of it."""

from __future__ import annotations

from collections.abc import Sequence

CUT = "…"


def short_labels(names: Sequence[str], most: int = 24) -> list[str]:
    """Return a label of at most ``most`` characters for every name, each different.

    A name that fits is kept. A longer one is cut at the end, or, where that would make it like
    another, at the beginning too, so that the words that tell the two apart are kept; where that
    does not help, they are numbered.

    Parameters
    ----------
    names : sequence of str
        Each different.
    most : int
        Characters of a label, at least 8.

    >>> short_labels(["baseline", "ECSL, 18 days only", "ECSL, 18 then 35 days"], 14)
    ['baseline', 'ECSL, 18 days…', 'ECSL, 18 then…']
    >>> short_labels(["Reallocated after 2 weeks", "Reallocated after 4 weeks"], 14)
    ['…2 weeks', '…4 weeks']
    """
    cut = [name if len(name) <= most else _at_end(name, most) for name in names]
    for label in dict.fromkeys(cut[place] for place in _alike(cut)):
        places = [place for place, one in enumerate(cut) if one == label]
        alike = _same_words([names[place] for place in places])
        for place in places:
            if len(names[place]) > most:
                rest = f"{CUT}{' '.join(names[place].split()[alike:])}"
                cut[place] = rest if len(rest) <= most else _at_end(rest, most)
    while places := _alike(cut):
        place = places[-1]
        end = f"{CUT}{place + 1}"
        cut[place] = f"{names[place][: most - len(end)].rstrip()}{end}"
    return cut


def _same_words(names: Sequence[str]) -> int:
    """Return how many words all names begin with alike."""
    columns = zip(*(name.split() for name in names), strict=False)
    same = 0
    for words in columns:
        if len(set(words)) > 1:
            break
        same += 1
    return same


def _alike(labels: Sequence[str]) -> list[int]:
    """Return the places of labels that an earlier one has already."""
    return [place for place, label in enumerate(labels) if label in labels[:place]]


def _at_end(name: str, most: int) -> str:
    """Cut a name at the end, between words where that leaves most of it."""
    kept = name[: most - 1]
    whole, _, part = kept.rpartition(" ")
    if name[most - 1] != " " and whole and len(part) <= most // 3:
        kept = whole
    return f"{kept.rstrip(' ,;:(')}{CUT}"
