"""Relations between leaves: declared beside them, checked whenever one of them changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from pydantic_core import PydanticCustomError

from pdusim.arithmetic import sum_of
from pdusim.scenario.errors import quote

#: Type of the pydantic error that a section with a broken relation raises.
BROKEN = "relation"

#: How far a sum of shares may be from 1: files give rounded shares.
SHARE_TOLERANCE = 1e-6

#: Prefix of what a researcher adds from Python: ``rule: own:mine``.
OWN = "own:"

#: Most characters of such a name.
LONGEST_OWN = 80


@dataclass(frozen=True, slots=True)
class Relation:
    """Something that has to hold between the leaves of a section.

    Parameters
    ----------
    leaves : tuple of str
        Dotted paths from the section that declares it, of everything the relation reads. A
        problem is told at the one of them that was written last.
    broken : callable
        Given the values in that order; returns what is wrong with them as a sentence, or None. A
        relation that reads a table may return a ``Broken``, which names the leaves at fault.
    written : mapping, optional
        The same as JSON Schema, for editors, of the one leaf that a relation on a text is about.
    """

    leaves: tuple[str, ...]
    broken: Callable[..., str | Broken | None]
    written: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A relation that does not hold.

    Parameters
    ----------
    leaves : tuple of str
        As the relation declares them.
    sentence : str
        What is wrong.
    """

    leaves: tuple[str, ...]
    sentence: str


def check_relations(section: Any, relations: tuple[Relation, ...]) -> None:
    """Raise a pydantic error that holds every broken relation of a section.

    Raises
    ------
    PydanticCustomError
        Of type ``BROKEN``; :func:`broken_in` takes it apart again.
    """
    broken = tuple(
        found if isinstance(found, Broken) else Broken(relation.leaves, found)
        for relation in relations
        if (found := relation.broken(*(_at(section, leaf) for leaf in relation.leaves)))
    )
    if broken:
        text = "; ".join(one.sentence for one in broken)
        raise PydanticCustomError(BROKEN, "{text}", {"text": text, "broken": broken})


def broken_in(error: Mapping[str, Any]) -> Iterator[Broken]:
    """Yield the broken relations that an error of pydantic tells of, if that is what it does."""
    if error["type"] == BROKEN:
        yield from error["ctx"]["broken"]


def not_above(low: str, high: str) -> Relation:
    """Declare that one leaf is at most another; nothing is said of a leaf that is null."""

    def broken(below: Any, above: Any) -> str | None:
        """Whether the higher one lies below."""
        if below is None or above is None or below <= above:
            return None
        if isinstance(below, date):
            return f"{high} must not be before {low}: {above} is before {below}"
        return f"{low} must not be above {high}: {below:g} is above {above:g}"

    return Relation((low, high), broken)


def below(low: str, high: str) -> Relation:
    """Declare that one leaf is less than another."""

    def broken(lower: float, higher: float) -> str | None:
        """Whether the higher one is not above."""
        return None if lower < higher else f"{high} must be above {low}: {higher:g}, {lower:g}"

    return Relation((low, high), broken)


def add_to_one(*leaves: str) -> Relation:
    """Declare that shares make up a whole."""

    def broken(*shares: float) -> str | None:
        """Whether they come to something else."""
        total = sum_of(shares)
        if abs(total - 1.0) <= SHARE_TOLERANCE:
            return None
        return f"{_listed(leaves)} must add to 1, not {total:g}"

    return Relation(leaves, broken)


def at_most_one(*leaves: str) -> Relation:
    """Declare that shares are parts of one whole, which need not be used up."""

    def broken(*shares: float) -> str | None:
        """Whether they come to more."""
        total = sum_of(shares)
        if total <= 1.0 + 1e-9:
            return None
        return f"{_listed(leaves)} together must not exceed 1, and come to {total:g}"

    return Relation(leaves, broken)


def entries_add_to_one(leaf: str) -> Relation:
    """Declare that the entries of a list make up a whole."""

    def broken(shares: tuple[float, ...]) -> str | None:
        """Whether its entries come to something else."""
        total = sum_of(shares)
        return (
            None if abs(total - 1.0) <= SHARE_TOLERANCE else f"{leaf} must add to 1, not {total:g}"
        )

    return Relation((leaf,), broken)


def rising(leaf: str) -> Relation:
    """Declare that the entries of a list rise."""

    def broken(entries: tuple[float, ...]) -> str | None:
        """Whether it falls somewhere."""
        fall = next(((a, b) for a, b in pairwise(entries) if a >= b), None)
        return None if fall is None else f"{leaf} must rise, and {fall[1]:g} follows {fall[0]:g}"

    return Relation((leaf,), broken)


def named_or_own(leaf: str, what: str, names: Iterable[str]) -> Relation:
    """Declare that a text names something that comes with the model, or one's own of the kind."""
    known = tuple(str(name) for name in names)

    def broken(name: str) -> str | None:
        """Whether it is neither."""
        if name in known or (name.startswith(OWN) and len(OWN) < len(name) <= LONGEST_OWN):
            return None
        near = get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return (
            f"{leaf} names no {what}: {quote(name)}; known are {', '.join(known)}, and "
            f"{OWN}<name> for one of your own (--rules FILE; in Python rules=){hint}"
        )

    own = {"type": "string", "pattern": f"^{OWN}.", "maxLength": LONGEST_OWN}
    return Relation((leaf,), broken, {"anyOf": [{"enum": list(known)}, own]})


def letters(leaf: str, known: str) -> Relation:
    """Declare that a text is made of certain letters."""

    def broken(text: str) -> str | None:
        """Whether it has another letter, or one twice."""
        listed = f"{', '.join(known[:-1])} and {known[-1]}"
        if len(set(text)) == len(text) and set(text) <= set(known):
            return None
        return f"{leaf} must be letters out of {listed}, each once, not {text[:20]!r}"

    return Relation((leaf,), broken, {"type": "string", "pattern": f"^[{known}]*$"})


def _at(section: Any, leaf: str) -> Any:
    here = section
    for key in leaf.split("."):
        here = getattr(here, key)
    return here


def _listed(leaves: tuple[str, ...]) -> str:
    return f"{', '.join(leaves[:-1])} and {leaves[-1]}"
