"""What is known of a measure by its name: title, unit, direction, place in the order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pdusim.estimates.bounded import UNBOUNDED, Bounds
from pdusim.experiment.errors import ExperimentError

if TYPE_CHECKING:
    from pdusim.outcomes.measures import Measure


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """Description of one measure (see ``pdusim.outcomes.measures``).

    Parameters
    ----------
    name, title, unit, definition : str
        As in ``MEASURES``; a measure that is not listed there goes by its name.
    kind : str
        ``"ratio"`` or ``"mean"``.
    better : str
        ``"lower"``, ``"higher"`` or ``""``.
    group : str
        Heading in tables.
    bounds : tuple of (float or None, float or None)
        Least and most that it can be.
    """

    name: str
    title: str
    unit: str = ""
    definition: str = ""
    kind: str = "ratio"
    better: str = ""
    group: str = ""
    bounds: Bounds = UNBOUNDED


def describe(name: str) -> MeasureInfo:
    """Look a measure up by name."""
    from pdusim.outcomes.measures import MEASURES

    measure = MEASURES.get(name)
    return MeasureInfo(name, name) if measure is None else info_of(measure)


def info_of(measure: Measure) -> MeasureInfo:
    """Return the description of a measure, one of the researcher's own too."""
    return MeasureInfo(
        measure.name,
        measure.title,
        measure.unit,
        measure.definition,
        measure.kind,
        measure.better,
        measure.group,
        measure.bounds,
    )


def in_order(names: Iterable[str]) -> list[str]:
    """Put measure names in the order of ``MEASURES``, others after them by the alphabet."""
    from pdusim.outcomes.measures import MEASURES

    place = {name: index for index, name in enumerate(MEASURES)}
    return sorted(set(names), key=lambda name: (place.get(name, len(place)), name))


def known(name: str, names: Iterable[str]) -> str:
    """Return the measure that is meant: one of `names`, by its name or by its title.

    Raises
    ------
    ExperimentError
        When there is none; the text offers the nearest.
    """
    there = list(names)
    if name in there:
        return name
    titles = {_bare(describe(one).title): one for one in reversed(there)}
    wanted = _bare(name)
    for ending in ("", *sorted({f", {describe(one).unit}" for one in there} | {", %"})):
        if wanted.endswith(_bare(ending)) and wanted.removesuffix(_bare(ending)) in titles:
            return titles[wanted.removesuffix(_bare(ending))]
    written = {**titles, **{one: one for one in there}}
    near = get_close_matches(wanted, written, n=1)
    hint = f"; did you mean '{written[near[0]]}'?" if near else ""
    raise ExperimentError(f"there is no measure '{name}'{hint} (`pdusim measures` lists them)")


def measures_in(text: str, names: Iterable[str]) -> list[str]:
    """Read names or titles of measures with commas between; a title may hold commas itself.

    Parameters
    ----------
    text : str
        As it stands in an option.
    names : iterable of str
        The measures there are.

    Raises
    ------
    ExperimentError
        When one of them is unknown.
    """
    there = list(names)
    words = [word for word in text.split(",") if word.strip()]
    found: list[str] = []
    while words:
        for length in range(len(words), 0, -1):
            try:
                found.append(known(",".join(words[:length]).strip(), there))
            except ExperimentError:
                if length == 1:
                    raise
            else:
                del words[:length]
                break
    return found


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())
